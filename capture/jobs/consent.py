"""What of people's words may leave the team, as they agree to it now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from data.store import consent
from synthesis.map.build import OUTSIDE

if TYPE_CHECKING:
    from data.store import Project
    from synthesis.map.build import Showing


def outside(project: Project, *, identified: bool = False) -> Showing:
    """Return how much of people a map shows that leaves the team; names where ``identified``."""
    return replace(OUTSIDE, names=identified, withheld=consent.withheld(project))
