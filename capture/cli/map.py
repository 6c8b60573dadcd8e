"""``sayso map``, ``why`` and ``guide``."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

import click

from capture.cli.context import open_project
from capture.cli.drafts import bring_up_to_date, unwritable
from capture.cli.files import Output, output_options
from capture.cli.identifiers import no_names_option, remind
from capture.cli.input import with_options
from capture.cli.output import document, json_option, say, terminal_width, wants_colour
from data.text import visible

if TYPE_CHECKING:
    from synthesis.map.model import JourneyMap

# The words of synthesis, which would have to be loaded for the help alone.
STANDINGS = (
    "believed", "disputed",
    "contradicted", "split", "doubted", "supported", "heard once",
    "disputed inside", "shared belief", "assumed",
)  # fmt: skip
SOURCES = ("customer", "staff", "observed", "record", "team")

_view_options = with_options(
    click.option("--width", type=click.IntRange(40, 1000), help="Columns of the text form."),
    click.option("--ascii", "ascii_only", is_flag=True, help="Only ASCII signs in the text form."),
    click.option("--stage", default="", help="One stage, as the mode Map shows it."),
    click.option("--short", is_flag=True, help="Leave out what stands below the map."),
    click.option(
        "--standing",
        "standings",
        multiple=True,
        type=click.Choice(STANDINGS),
        metavar="NAME",
        help="Only claims of that standing (contradicted, split, doubted, supported, heard once, "
        "disputed inside, shared belief, assumed); believed: no customer has spoken of it; "
        "disputed: somebody speaks against it.",
    ),
    click.option(
        "--source",
        "sources",
        multiple=True,
        type=click.Choice(SOURCES),
        help="Only claims that such people speak for or against.",
    ),
    click.option("--team", "teams", multiple=True, help="Only claims that this team speaks of."),
    click.option("--by-team", is_flag=True, help="Under each card, each team's view of it."),
)


def _refuse_for(form: str, shown: dict[str, Any]) -> None:
    """Refuse what only the text form can show, where another is asked for."""
    names = {"standings": "standing", "sources": "source", "teams": "team"}
    asked = [name for name, value in shown.items() if value and name not in ("width", "ascii_only")]
    options = sorted(f"--{names.get(name, name).replace('_', '-')}" for name in asked)
    if form != "text" and options:
        raise click.UsageError(f"{', '.join(options)}: for the text form, not for {form}.")


def _text(
    journey: JourneyMap, *, standings: tuple[str, ...], sources: tuple[str, ...],
    teams: tuple[str, ...], width: int | None, **shown: Any,
) -> str:  # fmt: skip
    from capture.jobs import maps

    by = maps.narrowing(journey, standings, sources, teams)
    return maps.text_of(journey, width=width or terminal_width(), by=by, **shown)


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
@no_names_option
@click.option("--sheet", type=click.Choice(SHEETS), help=_SHEET)
@output_options()
@_view_options
@click.pass_context
def map_verb(
    ctx: click.Context,
    /,
    persona: str,
    form: str | None,
    frozen: str,
    identified: bool,
    no_names: bool,
    sheet: str | None,
    output: Output,
    **shown: Any,
) -> int:
    """Print or write the journey map; drafts first what is not drafted yet.

    Participants stand under their codes, and nobody's words are on it who did not agree to that.
    """
    from capture.cli import outputs as outputs_cli
    from capture.jobs import maps, outputs

    if frozen and (persona or identified or no_names):
        raise click.UsageError("A frozen map stays as it was frozen: leave the other options out.")
    paper = outputs_cli.chosen(sheet or "", form, output.path)
    form = form or "text"
    _refuse_for("paper" if paper else form, shown)
    if paper and identified:
        raise click.UsageError("No names go on paper: leave --identified out.")
    if paper:
        return outputs_cli.print_map(
            ctx, paper, persona=persona, frozen=frozen, output=output, no_names=no_names
        )
    output = output.settled()
    with open_project(ctx, read_only=bool(frozen) or unwritable(ctx)) as project:
        if frozen:
            on_show: AbstractContextManager[JourneyMap] = nullcontext(maps.thaw(project, frozen)[1])
        else:
            bring_up_to_date(project)
            leaves = form != "text" or output.path is not None
            on_show = maps.to_show(
                project, persona, identified=identified, no_names=no_names, leaves=leaves
            )
        with on_show as journey:
            made: str | bytes
            if form == "text":
                made = _text(journey, colour=output.path is None and wants_colour(), **shown)
            else:
                made = outputs.render(journey, form)
            if output.path is None and isinstance(made, bytes):
                raise click.UsageError(f"{form} is no text: name a file with -o.")
            output.deliver(made)
        if output.path is not None and not (frozen or no_names):
            remind(project)
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


_EPILOG = """\b
Examples:
  sayso guide
  sayso guide --persona Carer --format html -o guide.html     one printed page

Answers come back under the codes on the sheet for your eyes only:
  sayso log "T07: I rang three times and gave up ,,p--"
"""


@click.command("guide", epilog=_EPILOG)
@click.option("--persona", default="", help="About one persona's map; else everybody's.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "md", "html"]),
    default="text",
    show_default=True,
    help="Text, Markdown, or sheets with room to write.",
)
@click.option("--rule", is_flag=True, help="Print how the questions are chosen instead.")
@no_names_option
@output_options()
@click.pass_context
def guide_verb(
    ctx: click.Context, persona: str, form: str, rule: bool, no_names: bool, output: Output
) -> None:
    """Print or write open questions to read out, and apart from them what to listen for.

    A question names a stage and nothing that is believed.  What is to be found out and the thinnest
    claims stand in their own words on a sheet that nobody is shown.
    """
    from capture.jobs import maps
    from synthesis.map.guide import RULE

    if rule:
        click.echo(RULE)
        return
    output = output.settled()
    with open_project(ctx, read_only=unwritable(ctx)) as project:
        bring_up_to_date(project)
        leaves = form != "text" or output.path is not None
        with maps.to_show(project, persona, no_names=no_names, leaves=leaves) as journey:
            output.deliver(maps.render(journey, form))
        if output.path is not None and not no_names:
            remind(project)
    if output.path is None:
        say("How they were chosen: sayso guide --rule")
