"""``sayso synthesize``, ``map`` and ``why``: from notes to the draft map."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from capture.cli import mapview
from capture.cli.context import open_project
from capture.cli.door import FILE, Dial
from capture.cli.output import (
    document,
    json_option,
    may_replace,
    progress,
    say,
    table,
    target,
    terminal_width,
    wants_colour,
    write_file,
)
from data.text import counted, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from capture.jobs.drafted import Drafted
    from data.store import Project

FORMATS = [
    "text",
    "md",
    "html",
    "json",
    "csv",
    "csv-long",
    "csv-matrix",
    "csv-evidence",
    "mermaid",
    "xlsx",
]
SHEETS = ("a3", "a4", "a0", "cards")
BY_BROWSER = ("pdf", "png", "svg")
_FORM = "Default: text; with --sheet html, or what the file's ending says."
_SHEET = (
    "On paper, a sheet a persona: to print as html, or as pdf, png, svg through a browser; "
    "svg also needs pdftocairo, and its letters are shapes, not text."
)
dial_option = click.option(
    "--dial",
    type=Dial(),
    metavar="0..1",
    help="0: fewest and largest groups, 1: most and smallest.",
)


@contextmanager
def cancellable(kept: str) -> Iterator[Callable[[], bool]]:
    """Turn Ctrl-C into a question that long work asks, so that it stops where nothing is lost.

    A second Ctrl-C does not wait for the answer.  ``kept`` is said of what there is after a stop.

    Raises:
        Exit: the work has stopped.
    """
    asked = {"stop": False}

    def note(signum: int, frame: object) -> None:
        del signum, frame
        if asked["stop"]:
            raise KeyboardInterrupt
        asked["stop"] = True

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: asked["stop"]
    except Exception as error:
        # By its name: what stops long work has a class where the work is, and loads with it.
        if type(error).__name__ != "Cancelled":
            raise
        say(f"Stopped. {kept}")
        raise click.exceptions.Exit(130) from None
    finally:
        signal.signal(signal.SIGINT, before)


def synthesise(project: Project, dial: float | None = None, *, anew: bool = False) -> Drafted:
    """Draft points and touchpoints with a progress bar, and pass on what the user should know."""
    from capture.jobs import drafting

    kept = "What was read so far is kept: run it again to go on from there."
    with cancellable(kept) as cancelled, progress("Reading notes") as report:
        drafted = drafting.synthesise(
            project, dial=dial, anew=anew, progress=report, cancelled=cancelled
        )
    for warning in drafted.warnings:
        say(warning)
    return drafted


_SYNTHESIZE = """\b
Examples:
  sayso synthesize
  sayso synthesize --dial 0.8
  sayso synthesize --anew
  sayso synthesize --proposals
"""


@click.command("synthesize", epilog=_SYNTHESIZE)
@dial_option
@click.option("--anew", is_flag=True, help="Cut all drafts again, as if none were there.")
@click.option("--proposals", is_flag=True, help="List what may belong elsewhere; move nothing.")
@json_option
@click.pass_context
def synthesize_verb(
    ctx: click.Context, dial: float | None, anew: bool, proposals: bool, as_json: bool
) -> int:
    """Group similar notes into points, and points into draft touchpoints.

    New notes find their place; what lies on a card stays there, unless the dial is turned or a new
    cut is asked for.  What a person has decided stays as it is in any case.
    """
    from capture.jobs.drafted import summary

    with open_project(ctx) as project:
        drafted = synthesise(project, dial, anew=anew)
        if proposals:
            return _proposed(project, as_json)
        rows = summary(project)
    if as_json:
        document({**drafted.as_document(), "stages": [row.as_document() for row in rows]})
        return 0 if drafted.notes else 1
    table(
        (
            row.title,
            counted(row.notes, "note"),
            counted(row.touchpoints, "touchpoint"),
            counted(row.points, "point"),
        )
        for row in rows
    )
    say(drafted.sentence())
    return 0 if drafted.notes else 1


def _proposed(project: Project, as_json: bool) -> int:
    """Print what likeness suggests and nobody has decided."""
    from capture.cli.queue import as_documents
    from capture.jobs import board

    found = board.proposals(project)
    if as_json:
        document(as_documents(project, found))
    for one in () if as_json else found:
        click.echo(visible(f"{one.about.value:<13} {one.sentence}"))
        click.echo(visible(f"{'':<13} yes: {one.yes}; no: {one.no}"))
    say(f"{counted(len(found), 'proposal')}; answer them with: sayso queue" if found else "None.")
    return 0 if found else 1


_MAP = """\b
Examples:
  sayso map
  sayso map --stage Wait
  sayso map --format html -o map.html
  sayso map --format pdf -o map.pdf
  sayso map --sheet a0 --persona Carer -o wall.pdf
"""


@click.command("map", epilog=_MAP)
@click.option("--persona", default="", help="One persona's map; else everybody's.")
@click.option("--format", "form", type=click.Choice([*FORMATS, *BY_BROWSER]), help=_FORM)
@click.option("--frozen", default="", metavar="NAME", help="A map that was frozen.")
@click.option("--identified", is_flag=True, help="Names beside the codes: for the team only.")
@click.option("--sheet", type=click.Choice(SHEETS), help=_SHEET)
@click.option("-o", "--output", type=FILE, help="Write to a file.")
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@mapview.view_options
@click.pass_context
def map_verb(
    ctx: click.Context,
    /,
    persona: str,
    form: str | None,
    frozen: str,
    identified: bool,
    sheet: str | None,
    output: Path | None,
    force: bool,
    **shown: Any,
) -> int:
    """Print or write the journey map; drafts first what is not drafted yet.

    Participants stand under their codes, and nobody's words are on it who did not agree to that.
    """
    from capture.cli import printing
    from capture.jobs import exporting, freezing, mapping

    if frozen and (persona or identified):
        raise click.UsageError("A frozen map stays as it was frozen: leave the other options out.")
    paper = printing.chosen(sheet or "", form, output)
    form = form or "text"
    mapview.refuse_for("paper" if paper else form, shown)
    if paper and identified:
        raise click.UsageError("No names go on paper: leave --identified out.")
    if paper:
        return printing.print_map(
            ctx, paper, persona=persona, frozen=frozen, output=output, force=force
        )
    output = target(output)
    may_replace([output] if output else [], force=force)
    made: str | bytes
    with open_project(ctx, read_only=bool(frozen) or unwritable(ctx)) as project:
        if frozen:
            _, journey = freezing.thaw(project, frozen)
        else:
            bring_up_to_date(project)
            journey = mapping.build_map(project, persona, identified=identified)
    if form == "text":
        colour = output is None and wants_colour()
        made = mapview.text(journey, shown, width=terminal_width(), colour=colour)
    else:
        made = exporting.render(journey, form)
    if output is not None:
        write_file(output, made)
        say(f"Wrote {output}")
    elif isinstance(made, bytes):
        raise click.UsageError(f"{form} is no text: name a file with -o.")
    else:
        click.echo(made, nl=not made.endswith("\n"))
    return 0


def bring_up_to_date(project: Project) -> None:
    """Draft what is not drafted yet; where the project can only be read, say that it is not."""
    from capture.jobs import drafting

    if drafting.is_fresh(project):
        return
    if project.read_only:
        say(
            f"{project.path} can only be read, and has changed since it was last drafted: notes "
            "that came later are on no card here."
        )
        return
    synthesise(project)


def unwritable(ctx: click.Context) -> bool:
    """Return whether the project can only be read: the map of what is drafted is shown then."""
    import os

    from capture.cli.context import project_path

    path = project_path(ctx, read_only=True)
    return path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


@click.command("why", epilog='\b\nExample:\n  sayso why "rings out all morning"')
@click.argument("note")
@json_option
@click.pass_context
def why_verb(ctx: click.Context, note: str, as_json: bool) -> None:
    """Say why a note is where it is; NOTE is some of its text, or the end of its id."""
    from capture.jobs import explaining, finding

    with open_project(ctx, read_only=unwritable(ctx)) as project:
        bring_up_to_date(project)
        snapshot = project.snapshot()
        reasons = explaining.explain(project, snapshot, finding.by_id(snapshot, note))
    if as_json:
        document(reasons.as_document())
        return
    for line in reasons.lines():
        click.echo(visible(line))
