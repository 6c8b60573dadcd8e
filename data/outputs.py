"""What leaves sayso as a file of its own: it never takes the place of anything of sayso's.

That is a project and whatever belongs to one (`data.files` lets nobody write over those), what
sayso keeps for the person who uses it, and what sayso is made of.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from data.errors import WouldOverwrite
from data.files import spare_research, write_all
from data.header import Place, real
from data.locations import is_own

_PACKAGES = ("data", "synthesis", "capture")


def spare(path: Path) -> None:
    """Refuse a place where something of sayso's lies, by whatever name, link or case.

    Raises:
        WouldOverwrite: something does; it is as it was.
    """
    spare_research(path)
    for found, what in (
        (is_own, "a file that sayso keeps for itself"),
        (_ships, "a part of sayso"),
    ):
        if found(path):
            raise WouldOverwrite(
                f"{path} is {what}; nothing was written, and it is as it was. Name another file."
            )


def write_out(contents: Mapping[Path, str | bytes], *, shared: bool = False) -> None:
    """Write files that leave sayso: all of them, or none; links are followed.

    A new one is its owner's alone, or with ``shared`` readable by others.

    Raises:
        WouldOverwrite: something of sayso's lies at one of the places; no file was written.
        OSError: one cannot be written; none was.
    """
    for path in contents:
        spare(path)
    write_all(contents, shared=shared)


def _ships(path: Path) -> bool:
    """Whether a path leads into sayso itself: its code, its templates, its sample, its model."""
    target = real(path)
    packages = [Path(__file__).resolve().parents[1] / name for name in _PACKAGES]
    places = {place for one in packages if (place := Place.of(one)) is not None}
    if any(Place.of(above) in places for above in target.parents):
        return True
    try:
        linked = target.stat().st_nlink > 1
    except OSError:
        return False
    # A file of several names may be one of ours by another name: rare, so looked for only then.
    mine = Place.of(target)
    return linked and any(Place.of(one) == mine for home in packages for one in home.rglob("*.*"))
