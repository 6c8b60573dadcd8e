"""The map as a page of its own, written where a browser can open it."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from data.errors import OutputFailed

if TYPE_CHECKING:
    from synthesis.mapmodel import JourneyMap

_OURS = b'<meta name="generator" content="sayso"'


def page_for(project: Path) -> Path:
    """Return where the page of a project goes: beside it, as ``NAME.map.html``."""
    return project.with_name(f"{project.stem}.map.html")


def write_page(journey: JourneyMap, project: Path) -> Path:
    """Write a map's page beside its project, else in a temporary folder; return where it is.

    A page of sayso's is replaced; anything else of that name is left alone, and the page goes to
    the temporary folder then.

    Raises:
        OutputFailed: it could be written nowhere.
    """
    from synthesis.render import html

    text = html.render(journey)
    beside = page_for(project)
    if _may_replace(beside):
        with suppress(OSError):
            _write(beside, text)
            return beside
    try:
        away = Path(tempfile.mkdtemp(prefix="sayso-map-")) / beside.name
        _write(away, text)
    except OSError as error:
        raise OutputFailed(
            f"The page could be written neither to {beside.parent} nor to a temporary folder "
            f"({error.strerror or error}). Make room, and try again."
        ) from error
    return away


def _may_replace(path: Path) -> bool:
    """True where there is nothing yet, or a page that sayso wrote."""
    try:
        with path.open("rb") as file:
            return _OURS in file.read(8192)
    except FileNotFoundError:
        return True
    except OSError:
        return False


def _write(path: Path, text: str) -> None:
    """Write all of it or nothing."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_text(text, encoding="utf-8", newline="")
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        raise
