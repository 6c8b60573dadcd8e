"""``sayso export``, ``formats``, ``schema``, and the map on paper."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from capture.cli.context import open_project
from capture.cli.files import Output, always_shared, force_option, shared_option
from capture.cli.identifiers import no_names_option, remind
from capture.cli.input import FILE
from capture.cli.output import document, json_option, progress, say, table
from data.errors import OutputFailed, SaysoError
from data.files import make_folder
from data.outputs import spare
from data.text import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from capture.headless import Press
    from capture.jobs.outputs import Printed, Written
    from synthesis.map.model import JourneyMap


def chosen(sheet: str, form: str | None, output: Path | None) -> tuple[str, str] | None:
    """Return the kind of sheet and the form that were asked for; ``None`` for no paper.

    A form that only a browser makes is paper, A3 unless told; a sheet without a form is in that of
    the file's ending, else HTML.

    Raises:
        UsageError: the form is none of paper's.
    """
    from capture.jobs.outputs import BY_BROWSER, SHEET_FORMS, SHEETS

    if not sheet and form not in BY_BROWSER:
        return None
    if form is None:
        ending = output.suffix.lower().removeprefix(".") if output else ""
        form = ending if ending in BY_BROWSER else "html"
    if form not in SHEET_FORMS:
        raise click.UsageError(f"Paper comes as {', '.join(SHEET_FORMS)}; {form} is none of them.")
    return sheet or SHEETS[0], form


def print_map(
    ctx: click.Context,
    paper: tuple[str, str],
    *,
    persona: str,
    frozen: str,
    output: Output,
    no_names: bool = False,
) -> int:
    """Write a map's sheets: all of them, or nothing."""
    from capture import headless
    from capture.cli.drafts import bring_up_to_date, cancellable, unwritable
    from capture.jobs import maps as maps_jobs
    from capture.jobs import outputs

    sheet, form = paper
    if output.path is None and form != "html":
        raise click.UsageError(f"{form} is no text: name a file with -o.")
    output = output.settled()
    with open_project(ctx, read_only=bool(frozen) or unwritable(ctx)) as project:
        if frozen:
            known = [maps_jobs.thaw(project, frozen)[1]]
            shown: AbstractContextManager[Sequence[JourneyMap]] = nullcontext(known)
        else:
            bring_up_to_date(project)
            shown = outputs.printing(project, sheet, persona, no_names=no_names)
        with (
            shown as maps,
            cancellable("Nothing was written.") as cancelled,
            progress("Printing") as report,
        ):

            def press() -> Press:
                return headless.Press(headless.find(_setting()), cancelled)

            made = outputs.make(maps, sheet, form, press, report)
            if output.path is None:
                click.echo(made[0].content, nl=False)
            else:
                _write(output, output.path, made)
                if not (frozen or no_names):
                    remind(project)
    return 0


def _write(output: Output, path: Path, made: Sequence[Printed]) -> None:
    """Write the files, after looking at all of their places; several are asked about anew."""
    from capture.jobs import outputs

    places = outputs.paths(path, made)
    if places == [path]:
        output.deliver(made[0].content)
        return
    output.write({place: one.content for place, one in zip(places, made, strict=True)})
    say(f"Wrote {counted(len(places), 'sheet')}: {places[0]} to {places[-1].name}")


def _setting() -> str:
    from capture import config

    return config.load()[0].browser


@click.command(
    "export",
    epilog="\b\nExamples:\n  sayso export --all maps\n  sayso export --all maps --persona Carer",
)
@click.option(
    "--all",
    "folder",
    type=FILE,
    required=True,
    metavar="DIR",
    help="Write every form into this folder, which is made where it is not there.",
)
@click.option("--persona", default="", help="One persona's map; else everybody's.")
@click.option("--identified", is_flag=True, help="Names beside the codes: for the team only.")
@no_names_option
@force_option
@shared_option
@click.pass_context
def export_verb(
    ctx: click.Context,
    folder: Path,
    persona: str,
    identified: bool,
    no_names: bool,
    force: bool,
    shared: bool,
) -> None:
    """Write the map as page, Markdown, JSON, tables, Mermaid and workbook, all into one folder.

    The guide of questions goes with it.  Each form says in one line what it cannot carry; JSON
    carries most.
    """
    from capture.cli.drafts import bring_up_to_date, unwritable
    from capture.jobs import maps as maps_jobs
    from data.text import slugify

    if folder.exists() and not folder.is_dir():
        raise OutputFailed(f"{folder} is a file; nothing was written. Name a folder.")
    spare(folder)
    with open_project(ctx, read_only=unwritable(ctx)) as project:
        bring_up_to_date(project)
        on_show = maps_jobs.to_show(project, persona, identified=identified, no_names=no_names)
        with on_show as journey:
            stem = project.path.stem
            if persona:
                stem += f"-{slugify(journey.header.persona)}"
            written = _export(journey, folder, stem, force=force, shared=shared)
        if not no_names:
            remind(project)
    for form in written:
        lacks = f"without {form.cannot}" if form.cannot else "everything"
        say(f"{form.path}  ({lacks})")


def _export(
    journey: JourneyMap, folder: Path, stem: str, *, force: bool, shared: bool
) -> list[Written]:
    """Write every form into a folder, which is made where it is not there."""
    from capture.jobs import outputs

    new = not folder.exists()
    shared = shared or always_shared()
    try:
        make_folder(folder, shared=shared)
    except OSError as error:
        raise OutputFailed(
            f"{folder} cannot be made ({error.strerror or error}); nothing was written."
        ) from error
    try:
        return outputs.export(journey, folder, stem, force=force, shared=shared)
    except SaysoError:
        if new:
            with suppress(OSError):
                folder.rmdir()
        raise


@click.command("formats", epilog="\b\nExample:\n  sayso formats")
@json_option
def formats_verb(as_json: bool) -> None:
    """List the forms of a map, the ending of each file, and what it cannot carry.

    All of them at once: sayso export --all DIR.  One: sayso map --format FORM -o FILE.
    """
    from capture.jobs.outputs import FORMS

    if as_json:
        document([{"form": n, "file": f.suffix, "cannot": f.cannot} for n, f in FORMS.items()])
        return
    table((n, f.suffix, f"without {f.cannot}" if f.cannot else "") for n, f in FORMS.items())


@click.command(
    "schema",
    epilog="\b\nExample:\n  sayso schema > map.schema.json",
)
def schema_verb() -> None:
    """Print the JSON Schema (draft 2020-12) of sayso map --format json."""
    from synthesis.render import json as map_json

    document(map_json.schema())
