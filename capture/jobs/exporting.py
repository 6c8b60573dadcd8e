"""The map in every form that it can take, one at a time or all into a folder."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from data.errors import OutputFailed, SaysoError

if TYPE_CHECKING:
    from synthesis.map.model import JourneyMap


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a map: its file's ending, and what it cannot carry ("" where it carries all)."""

    suffix: str
    make: Callable[[JourneyMap], str | bytes]
    cannot: str


def _html(journey: JourneyMap) -> str:
    from synthesis.render.html import page as html

    return html.render(journey)


def _markdown(journey: JourneyMap) -> str:
    from synthesis.render import markdown

    return markdown.render(journey)


def _json(journey: JourneyMap) -> str:
    from synthesis.render import json as map_json

    return map_json.render(journey)


def _csv(journey: JourneyMap) -> str:
    from synthesis.render import csv as map_csv

    return map_csv.render(journey)


def _long(journey: JourneyMap) -> str:
    from synthesis.render import csv as map_csv

    return map_csv.long(journey)


def _matrix(journey: JourneyMap) -> str:
    from synthesis.render import csv as map_csv

    return map_csv.matrix(journey)


def _evidence(journey: JourneyMap) -> str:
    from synthesis.render import csv as map_csv

    return map_csv.evidence(journey)


def _mermaid(journey: JourneyMap) -> str:
    from synthesis.render import mermaid

    return mermaid.render(journey)


def _sheet(journey: JourneyMap) -> str:
    from capture.jobs import printing

    return printing.page_of(printing.leaves([journey], "a3"), [journey], "a3")


def _guide(journey: JourneyMap) -> str:
    from synthesis.map.guide import guide
    from synthesis.render import guide as guide_render

    return guide_render.markdown(guide(journey))


def _guide_page(journey: JourneyMap) -> str:
    from synthesis.map.guide import guide
    from synthesis.render import guide as guide_render

    return guide_render.html(guide(journey))


def _xlsx(journey: JourneyMap) -> bytes:
    from synthesis.render import xlsx

    try:
        return xlsx.render(journey)
    except ModuleNotFoundError as error:
        raise SaysoError(
            "A workbook needs XlsxWriter, which is not installed; nothing was written. "
            "Install it with: pip install 'sayso[xlsx]'"
        ) from error


FORMS: dict[str, Form] = {
    "html": Form(".html", _html, "names, unless asked for; closed comments"),
    "md": Form(".md", _markdown, "the curve of moods as a drawing"),
    "json": Form(
        ".json",
        _json,
        "memos; rejected cards; withheld words; names and whose a vote is, unless asked for",
    ),
    "csv": Form(".csv", _csv, "notes; comments; moods by stage"),
    "csv-long": Form("-points.csv", _long, "notes; comments; moods"),
    "csv-matrix": Form("-matrix.csv", _matrix, "notes; who said what"),
    "csv-evidence": Form("-evidence.csv", _evidence, "claims without notes; moods by stage"),
    "mermaid": Form(
        ".mmd",
        _mermaid,
        "points, notes and people; staff and customers apart; channels; asks",
    ),
    "a3": Form("-a3.html", _sheet, "what is beyond five points of a cell; notes; names"),
    "guide": Form("-guide.md", _guide, "what is believed, on purpose: it holds questions only"),
    "guide-html": Form("-guide.html", _guide_page, "what is believed, on purpose; names"),
    "xlsx": Form(".xlsx", _xlsx, "the curve of moods as a drawing; votes by voter"),
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
    return FORMS[form].make(journey)


def export(
    journey: JourneyMap,
    folder: Path,
    stem: str,
    write: Callable[[Path, str | bytes], None],
    *,
    force: bool = False,
) -> list[Written]:
    """Write the map into a folder in every form: all of them, or none.

    All are made, and written under another name, before the first takes its place.

    Args:
        journey: the map.
        folder: where to; it is there.
        stem: how the files' names begin.
        write: writes one file whole or not at all.
        force: whether files may be replaced.

    Raises:
        SaysoError: a file is there already, or cannot be written; nothing was written then.
    """
    made = [
        Written(name, folder / f"{stem}{form.suffix}", form.cannot) for name, form in FORMS.items()
    ]
    there = [one.path.name for one in made if one.path.exists()]
    if there and not force:
        raise SaysoError(
            f"{folder} holds {', '.join(there)} already; nothing was written. "
            "Choose another folder, or replace them with --force."
        )
    solid = [one.path.name for one in made if one.path.is_dir()]
    if solid:
        raise OutputFailed(f"{folder} holds a folder called {solid[0]}; nothing was written.")
    contents = [render(journey, one.form) for one in made]
    try:
        with tempfile.TemporaryDirectory(prefix=".sayso-", dir=folder) as name:
            waiting = Path(name)
            for one, content in zip(made, contents, strict=True):
                write(waiting / one.path.name, content)
            for one in made:
                (waiting / one.path.name).replace(one.path)
    except OSError as error:
        raise OutputFailed(
            f"{folder} cannot be written to ({error.strerror or error}); nothing was written."
        ) from error
    except OutputFailed as error:
        # Its sentence names a file that was never to be seen.
        reason = error.__cause__
        why = getattr(reason, "strerror", None) or reason or error
        raise OutputFailed(
            f"The map does not fit into {folder} ({why}); nothing was written."
        ) from error
    return made
