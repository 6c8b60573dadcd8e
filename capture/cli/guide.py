"""``sayso guide``: what to ask next."""

from __future__ import annotations

from pathlib import Path

import click

from capture.cli.context import open_project
from capture.cli.door import FILE
from capture.cli.output import may_replace, say, target, write_file

_EPILOG = """\b
Examples:
  sayso guide
  sayso guide --persona Carer --format html -o guide.html     one printed page

Answers come back under the codes in the margin:
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
    help="Text, Markdown, or a page with room to write.",
)
@click.option("--rule", is_flag=True, help="Print how the questions are chosen instead.")
@click.option("-o", "--output", type=FILE, help="Write to a file.")
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@click.pass_context
def guide_verb(
    ctx: click.Context, persona: str, form: str, rule: bool, output: Path | None, force: bool
) -> None:
    """Print or write a page of open questions: what is to be found out, and the thinnest claims.

    It never shows the map: a question names what a claim is about, and not what is thought of it.
    """
    from capture.cli.drafting import bring_up_to_date, unwritable
    from capture.jobs import maps
    from synthesis.map.guide import RULE

    if rule:
        click.echo(RULE)
        return
    output = target(output)
    may_replace([output] if output else [], force=force)
    with open_project(ctx, read_only=unwritable(ctx)) as project:
        bring_up_to_date(project)
        journey = maps.build_map(project, persona)
    made = maps.render(journey, form)
    if output is None:
        click.echo(made, nl=False)
        say("How they were chosen: sayso guide --rule")
        return
    write_file(output, made)
    say(f"Wrote {output}")
