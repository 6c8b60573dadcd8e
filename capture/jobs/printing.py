"""The map on paper: whose sheets, in which form, under which names."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from capture.jobs.people import named
from data.errors import NotFound, OutputFailed
from data.store import frozen
from synthesis.map import build as map_build
from synthesis.map.build import OUTSIDE

if TYPE_CHECKING:
    from capture.headless import Press
    from data.records import PersonaId
    from data.store import Project
    from synthesis.map.model import JourneyMap
    from synthesis.render.paper.page import Leaf

SHEETS = ("a3", "a4", "a0", "cards")
"""The sizes and cuts of paper, the usual one first."""

BY_BROWSER = ("pdf", "png", "svg")
"""The forms that a browser has to make; SVG is drawn from its PDF."""

FORMS = ("html", *BY_BROWSER)

_PIXELS = 96 / 25.4


@dataclass(frozen=True, slots=True)
class Printed:
    """One file of a print: ``name`` is "" where it is the only one."""

    name: str
    content: str | bytes


def maps_to_print(project: Project, sheet: str, persona: str = "") -> list[JourneyMap]:
    """Return the maps that stand on the sheets: one of each persona, or of the one that is named.

    A project without personas has one map, of everybody; so have cut cards, since a card is moved
    once for all.

    Raises:
        NotFound: no persona is called that.
    """
    snapshot = project.snapshot()
    if persona:
        found = [named(snapshot.personas, persona, "persona", lambda one: one.name).id]
        return _maps(project, found)
    return _maps(project, [], everybody=sheet == "cards")


def _maps(
    project: Project, personas: Sequence[PersonaId], *, everybody: bool = False
) -> list[JourneyMap]:
    """Return the maps of some personas; of all, each by itself, where none is named."""
    snapshot = project.snapshot()
    who: list[PersonaId | None] = list(personas)
    if not who and not everybody:
        who = [one.id for one in snapshot.personas]
    version = frozen.count(project) + 1
    return [
        map_build.build(
            snapshot, map_build.journey_for(snapshot, one), version=version, showing=OUTSIDE
        )
        for one in who or [None]
    ]


def leaves(maps: Sequence[JourneyMap], sheet: str) -> list[Leaf]:
    """Return the pages of some maps on a kind of sheet, in the order in which they are printed.

    Raises:
        NotFound: there is no card to cut.
    """
    from synthesis.render.paper import page as paper
    from synthesis.render.paper import sheets

    if sheet == "a4":
        return paper.tile_leaves(maps)
    if sheet == "cards":
        found = paper.card_leaves(maps)
        if not found:
            raise NotFound("There is no card on the map yet: nothing was printed.")
        return found
    size = sheets.A0 if sheet == "a0" else sheets.A3
    return paper.sheet_leaves(maps, size)


def page_of(
    pages: Sequence[Leaf], maps: Sequence[JourneyMap], sheet: str, *, bare: bool = False
) -> str:
    """Return pages as one HTML document to print; ``bare`` to be drawn as a picture."""
    from synthesis.render.paper import page as paper

    header = maps[0].header
    return paper.render(pages, title=f"{header.project}: the map on paper ({sheet})", bare=bare)


def make(
    maps: Sequence[JourneyMap],
    sheet: str,
    form: str,
    press: Callable[[], Press],
    progress: Callable[[int, int], None],
) -> list[Printed]:
    """Return the sheets of some maps as files: one, or for pictures one a sheet.

    ``press`` is asked for only where a browser is needed.

    Raises:
        SaysoError: there is no browser, or for SVG no ``pdftocairo``, or one of them failed.
        Cancelled: somebody stopped it.
    """
    pages = leaves(maps, sheet)
    if form == "html":
        return [Printed("", page_of(pages, maps, sheet))]
    if form == "pdf":
        return [Printed("", press().pdf(page_of(pages, maps, sheet)))]
    if form == "svg":
        return _svg(maps, sheet, pages, press, progress)
    printer = press()
    made: list[Printed] = []
    for n, leaf in enumerate(pages):
        progress(n, len(pages))
        size = [round(one * _PIXELS) for one in (leaf.width, leaf.height)]
        content = printer.png(page_of([leaf], maps, sheet, bare=True), *size)
        made.append(Printed(_name(leaf, pages), content))
    return made


def _svg(
    maps: Sequence[JourneyMap],
    sheet: str,
    pages: Sequence[Leaf],
    press: Callable[[], Press],
    progress: Callable[[int, int], None],
) -> list[Printed]:
    """Return sheets as SVG: no browser writes one, so it is drawn from the browser's PDF."""
    from capture import poppler

    command = poppler.find()  # asked before a browser is kept busy for nothing
    printer = press()
    pdf = printer.pdf(page_of(pages, maps, sheet))
    sizes = [(leaf.width, leaf.height) for leaf in pages]
    made: list[Printed] = []
    for leaf, content in zip(
        pages, poppler.Drawer(command, printer.cancelled).pages(pdf, sizes), strict=True
    ):
        made.append(Printed(_name(leaf, pages), content))
        progress(len(made), len(pages))
    return made


def _name(leaf: Leaf, pages: Sequence[Leaf]) -> str:
    return leaf.name if len(pages) > 1 else ""


def paths(output: Path, made: Sequence[Printed]) -> list[Path]:
    """Return where each file goes: ``map.png``, or ``map-1.png``, ``map-2.png`` where several."""
    return [
        output.with_name(f"{output.stem}-{one.name}{output.suffix}") if one.name else output
        for one in made
    ]


def print_beside(
    project: Project, persona: PersonaId | None, setting: str, cancelled: Callable[[], bool]
) -> str:
    """Print A3 sheets beside a project as ``NAME.a3.pdf``, and open them; return what to tell.

    Where no browser prints by itself, the page to print is written and opened instead.

    Raises:
        NotFound: there is no browser at all; the sentence says where the page is.
        OutputFailed: it could be written nowhere.
        Cancelled: somebody stopped it; nothing was written.
    """
    from capture import external, headless
    from capture.jobs import publishing

    maps = _maps(project, [persona] if persona else [])
    page = page_of(leaves(maps, "a3"), maps, "a3")
    stem = project.path.with_name(project.path.stem)
    try:
        made = headless.Press(headless.find(setting), cancelled).pdf(page)
    except (NotFound, OutputFailed):
        place = publishing.write_beside(stem.with_name(f"{stem.name}.a3.html"), page)
        told = external.open_page(place)
        return f"{told} No browser here prints by itself: print this page from the browser."
    return external.open_page(_keep(stem.with_name(f"{stem.name}.a3.pdf"), made))


_MARK = b"\n% printed by sayso\n"
"""A comment behind the end of a PDF, by which it is known as one that may be replaced."""


def _keep(beside: Path, made: bytes) -> Path:
    """Write a PDF beside the project, else in a temporary folder; return where it is."""
    try:
        ours = not beside.exists() or beside.read_bytes().endswith(_MARK)
        if ours:
            _write(beside, made + _MARK)
            return beside
    except OSError:
        pass
    try:
        away = Path(tempfile.mkdtemp(prefix="sayso-print-")) / beside.name
        away.write_bytes(made + _MARK)
    except OSError as error:
        raise OutputFailed(
            f"The sheets could be written neither to {beside.parent} nor to a temporary folder "
            f"({error.strerror or error}). Make room, and try again."
        ) from error
    return away


def _write(path: Path, content: bytes) -> None:
    """Write all of it or nothing."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
