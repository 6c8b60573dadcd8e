"""The map as a page of its own, written where a browser can open it."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from data.errors import OutputFailed

if TYPE_CHECKING:
    from synthesis.map.model import JourneyMap

_OURS = b'<meta name="generator" content="sayso"'
_STAMP = '<meta name="sayso-stamp" content="'


def page_for(project: Path) -> Path:
    """Return where the page of a project goes: beside it, as ``NAME.map.html``."""
    return project.with_name(f"{project.stem}.map.html")


def write_page(journey: JourneyMap, project: Path) -> Path:
    """Write a map's page beside its project, else in a temporary folder; return where it is.

    The page follows its file: `rewrite` and `end` go on from here.  A page of sayso's is replaced;
    anything else of that name is left alone, and the page goes to the temporary folder then.

    Raises:
        OutputFailed: it could be written nowhere.
    """
    from synthesis.render.html import page as html

    return write_beside(page_for(project), html.render(journey, live=True))


def write_beside(beside: Path, text: str) -> Path:
    """Write a page of sayso's; return where it is, which is the temporary folder if need be."""
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


def rewrite(journey: JourneyMap, page: Path) -> bool:
    """Write a page again that is open somewhere; return whether it is still there to be written.

    Raises:
        OutputFailed: it is there, and could not be written; it is as it was.
    """
    from synthesis.render.html import page as html

    if not page.exists() or not _may_replace(page):
        return False
    text = html.render(journey, live=True)
    try:
        if page.read_text(encoding="utf-8") != text:
            _write(page, text)
    except (OSError, UnicodeDecodeError) as error:
        raise OutputFailed(
            f"The page {page} could not be written again ({_why(error)}): what the browser shows "
            "is older than the map. The project is stored."
        ) from error
    return True


def end(page: Path) -> None:
    """Let an open page say that nobody writes it any more; a page that is gone stays gone."""
    with suppress(OSError, UnicodeDecodeError):
        if _may_replace(page):
            text = page.read_text(encoding="utf-8")
            _write(page, text.replace(_STAMP, f"{_STAMP}closed ", 1))


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


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
