"""The map in every form that it can take: files, sheets of paper, and a page beside the project."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from capture.jobs.consent import outside
from capture.jobs.identifiers import to_leave
from capture.jobs.ledger import going_out
from capture.jobs.names import named
from data.errors import NotFound, OutputFailed, SaysoError, WouldOverwrite
from data.outputs import spare, write_out
from data.records import Way
from data.store import frozen
from synthesis.map import build as map_build

if TYPE_CHECKING:
    from capture.config import Config
    from capture.headless import Press
    from data.records import PersonaId, Snapshot
    from data.store import Project
    from synthesis.map.model import JourneyMap
    from synthesis.render.paper.page import Leaf


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a map: its file's ending, and what it cannot carry ("" where it carries all)."""

    suffix: str
    cannot: str


FORMS = {
    "html": Form(".html", "names, unless asked for; closed comments"),
    "md": Form(".md", "the curve of moods as a drawing"),
    "json": Form(
        ".json",
        "memos; rejected cards; withheld words; names and whose a vote is, unless asked for",
    ),
    "csv": Form(".csv", "notes; comments; moods by stage"),
    "csv-long": Form("-claims.csv", "notes; comments; moods"),
    "csv-matrix": Form("-matrix.csv", "notes; who said what"),
    "csv-evidence": Form("-evidence.csv", "claims without notes; moods by stage"),
    "mermaid": Form(".mmd", "claims, notes and people; staff and customers apart; channels; asks"),
    "a3": Form("-a3.html", "what is beyond five claims of a cell; notes; names"),
    "guide": Form(
        "-guide.md", "claims that rest on enough; what is believed stands apart from the questions"
    ),
    "guide-html": Form(
        "-guide.html",
        "claims that rest on enough, and names; what is believed is a sheet of its own",
    ),
    "xlsx": Form(".xlsx", "the curve of moods as a drawing; votes by voter"),
}
"""The forms that are files, by the word that asks for them."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written, and what its form cannot carry."""

    form: str
    path: Path
    cannot: str


def render(journey: JourneyMap, form: str) -> str | bytes:
    """Return the map in one form.

    Raises:
        SaysoError: what the form needs is not installed.
    """
    from synthesis.map.guide import guide
    from synthesis.render import csv, json, markdown, mermaid, xlsx
    from synthesis.render import guide as guides
    from synthesis.render.html import page as page_html

    makers: dict[str, Callable[[], str | bytes]] = {
        "html": lambda: page_html.render(journey),
        "md": lambda: markdown.render(journey),
        "json": lambda: json.render(journey),
        "csv": lambda: csv.render(journey),
        "csv-long": lambda: csv.long(journey),
        "csv-matrix": lambda: csv.matrix(journey),
        "csv-evidence": lambda: csv.evidence(journey),
        "mermaid": lambda: mermaid.render(journey),
        "a3": lambda: page_of(leaves([journey], "a3"), [journey], "a3"),
        "guide": lambda: guides.markdown(guide(journey)),
        "guide-html": lambda: guides.html(guide(journey)),
        "xlsx": lambda: xlsx.render(journey),
    }
    try:
        return makers[form]()
    except ModuleNotFoundError as error:
        if form != "xlsx":
            raise
        raise SaysoError(
            "A workbook needs XlsxWriter, which is not installed; nothing was written. "
            "Install it with: pip install 'sayso[xlsx]'"
        ) from error


def export(
    journey: JourneyMap, folder: Path, stem: str, *, force: bool = False, shared: bool = False
) -> list[Written]:
    """Write the map into a folder in every form: all of them, or none.

    Args:
        journey: the map.
        folder: where to; it is there.
        stem: how the files' names begin.
        force: whether files may be replaced.
        shared: whether others may read new ones.

    Raises:
        SaysoError: a file is there already, or cannot be written; nothing was written then.
    """
    made = [
        Written(name, folder / f"{stem}{form.suffix}", form.cannot) for name, form in FORMS.items()
    ]
    there = [file.path.name for file in made if file.path.exists()]
    if there and not force:
        raise SaysoError(
            f"{folder} holds {', '.join(there)} already; nothing was written. "
            "Choose another folder, or replace them with --force."
        )
    solid = [file.path.name for file in made if file.path.is_dir()]
    if solid:
        raise OutputFailed(f"{folder} holds a folder called {solid[0]}; nothing was written.")
    contents = {file.path: render(journey, file.form) for file in made}
    try:
        write_out(contents, shared=shared)
    except OSError as error:
        raise OutputFailed(
            f"{folder} cannot be written to ({error.strerror or error}); nothing was written."
        ) from error
    return made


SHEETS = ("a3", "a4", "a0", "cards")
"""The sizes and cuts of paper, the usual one first."""

BY_BROWSER = ("pdf", "png", "svg")
"""The forms that a browser has to make; SVG is drawn from its PDF."""

SHEET_FORMS = ("html", *BY_BROWSER)

_PIXELS = 96 / 25.4


@dataclass(frozen=True, slots=True)
class Printed:
    """One file of a print: ``name`` is "" where it is the only one."""

    name: str
    content: str | bytes


@contextmanager
def printing(
    project: Project, sheet: str, persona: str = "", *, no_names: bool = False
) -> Iterator[Sequence[JourneyMap]]:
    """Yield `maps_to_print`, to be printed inside; unless that fails their cards count as shown."""

    def build(snapshot: Snapshot) -> list[JourneyMap]:
        return maps_to_print(project, snapshot, sheet, persona, no_names=no_names)

    with going_out(project, Way.PRINTED, build) as maps:
        yield maps


def maps_to_print(
    project: Project, snapshot: Snapshot, sheet: str, persona: str = "", *, no_names: bool = False
) -> list[JourneyMap]:
    """Return the maps that stand on the sheets: one of each persona, or of the one that is named.

    A project without personas has one map, of everybody; so have cut cards, since a card is moved
    once for all.

    Raises:
        NotFound: no persona is called that.
    """
    known = snapshot.personas if persona else ()
    chosen = [named(known, persona, "persona", lambda one: one.name).id] if persona else []
    fit = to_leave(snapshot, no_names=no_names)
    return _maps(project, fit, chosen, everybody=sheet == "cards")


def _maps(
    project: Project,
    snapshot: Snapshot,
    personas: Sequence[PersonaId],
    *,
    everybody: bool = False,
) -> list[JourneyMap]:
    """Return the maps of some personas; of all, each by itself, where none is named."""
    who: list[PersonaId | None] = list(personas)
    if not who and not everybody:
        who = [persona.id for persona in snapshot.personas]
    version, showing = frozen.count(project) + 1, outside(project)
    return [
        map_build.build(
            snapshot, map_build.journey_for(snapshot, persona), version=version, showing=showing
        )
        for persona in who or [None]
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
            raise NotFound("There is nothing on the map yet to cut: nothing was printed.")
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
    drawn = poppler.Drawer(command, printer.cancelled).pages(pdf, sizes)
    for leaf, content in zip(pages, drawn, strict=True):
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
    project: Project,
    persona: PersonaId | None,
    settings: Config,
    cancelled: Callable[[], bool],
) -> str:
    """Print A3 sheets beside a project as ``NAME.a3.pdf``, and open them; return what to tell.

    Where no browser prints by itself, the page to print is written and opened instead.

    Raises:
        NotFound: there is no browser at all; the sentence says where the page is.
        OutputFailed: it could be written nowhere.
        Cancelled: somebody stopped it; nothing was written.
    """
    from capture import headless, system

    def build(snapshot: Snapshot) -> list[JourneyMap]:
        return _maps(project, snapshot, [persona] if persona else [])

    stem, told = project.path.with_name(project.path.stem), ""
    shared = settings.readable_by_others
    with going_out(project, Way.PRINTED, build) as maps:
        page = page_of(leaves(maps, "a3"), maps, "a3")
        try:
            made = headless.Press(headless.find(settings.browser), cancelled).pdf(page)
        except (NotFound, OutputFailed):
            place = write_beside(stem.with_name(f"{stem.name}.a3.html"), page, shared=shared)
            told = " No browser here prints by itself: print this page from the browser."
        else:
            sheets = stem.with_name(f"{stem.name}.a3.pdf")
            place = write_beside(sheets, made, "The sheets", shared=shared)
    return system.open_page(place) + told


_UNCHANGED = re.compile(
    rb"\n(?:<!--|%) written by sayso; unchanged as long as this is its sum: "
    rb"([0-9a-f]{64})(?: -->)?\n\Z"
)
"""The end of a page, or of a PDF, that may be replaced: nobody has changed it since."""

_SUM_BYTES = 200


def write_beside(
    beside: Path,
    content: str | bytes,
    subject: str = "The page",
    *,
    shared: bool = False,
    away: str = "sayso-",
) -> Path:
    """Write a file of sayso's; return where it is, which is a temporary folder if need be.

    What was written so before and nobody has changed is replaced; anything else of that name is
    left alone.  ``away`` is how the temporary folder's name begins.

    Raises:
        OutputFailed: it could be written nowhere.
    """
    if may_take(beside):
        with suppress(OSError):
            write_signed(beside, content, shared=shared)
            return beside
    try:
        place = Path(tempfile.mkdtemp(prefix=away)) / beside.name
        write_signed(place, content)
    except OSError as error:
        raise OutputFailed(
            f"{subject} could be written neither to {beside.parent} nor to a temporary folder "
            f"({error.strerror or error}). Make room, and try again."
        ) from error
    return place


def write_signed(path: Path, content: str | bytes, *, shared: bool = False) -> None:
    """Write a page or a PDF that `may_take` knows again for as long as nobody changes it.

    Raises:
        WouldOverwrite, OSError: it cannot be written; what was there is as it was.
    """
    raw = content.encode("utf-8") if isinstance(content, str) else content
    begin, end = ("<!--", " -->") if isinstance(content, str) else ("%", "")
    told = f"\n{begin} written by sayso; unchanged as long as this is its sum: {_sum(raw)}{end}\n"
    write_out({path: raw + told.encode()}, shared=shared)


def may_take(path: Path) -> bool:
    """True where there is nothing yet, or what `write_signed` wrote and nobody has changed."""
    try:
        spare(path)
        if not path.is_file():
            return not os.path.lexists(path)
        raw = path.read_bytes()
    except (OSError, WouldOverwrite):
        return False
    signed = _UNCHANGED.search(raw, max(len(raw) - _SUM_BYTES, 0))
    return signed is not None and _sum(raw[: signed.start()]) == signed[1].decode()


def _sum(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
