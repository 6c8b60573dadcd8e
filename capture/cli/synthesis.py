"""``sayso synthesize``, ``map`` and ``why``: from notes to the draft map."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from capture.cli import mapview
from capture.cli.context import open_project
from capture.cli.door import FILE
from capture.cli.drafting import bring_up_to_date, unwritable
from capture.cli.output import (
    document,
    json_option,
    may_replace,
    say,
    target,
    terminal_width,
    wants_colour,
    write_file,
)
from data.text import visible

if TYPE_CHECKING:
    pass

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
    from capture.jobs import maps, outputs

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
            _, journey = maps.thaw(project, frozen)
        else:
            bring_up_to_date(project)
            journey = maps.build_map(project, persona, identified=identified)
    if form == "text":
        colour = output is None and wants_colour()
        made = mapview.text(journey, shown, width=terminal_width(), colour=colour)
    else:
        made = outputs.render(journey, form)
    if output is not None:
        write_file(output, made)
        say(f"Wrote {output}")
    elif isinstance(made, bytes):
        raise click.UsageError(f"{form} is no text: name a file with -o.")
    else:
        click.echo(made, nl=not made.endswith("\n"))
    return 0


@click.command("why", epilog='\b\nExample:\n  sayso why "rings out all morning"')
@click.argument("note")
@json_option
@click.pass_context
def why_verb(ctx: click.Context, note: str, as_json: bool) -> None:
    """Say why a note is where it is; NOTE is some of its text, or the end of its id."""
    from capture.jobs import browse, drafts

    with open_project(ctx, read_only=unwritable(ctx)) as project:
        bring_up_to_date(project)
        snapshot = project.snapshot()
        reasons = drafts.explain(project, snapshot, browse.by_id(snapshot, note))
    if as_json:
        document(reasons.as_document())
        return
    for line in reasons.lines():
        click.echo(visible(line))
