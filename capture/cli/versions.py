"""``sayso freeze``, ``versions``, ``diff``: maps kept as they were, and what has changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from capture.cli.context import open_project
from capture.cli.output import document, json_option, say, table, terminal_width, wants_colour

if TYPE_CHECKING:
    from data.records import FrozenMap


@click.command(
    "freeze",
    epilog='\b\nExamples:\n  sayso freeze "Assumptive v1"\n'
    '  sayso freeze "Carers, May" --persona Carer',
)
@click.argument("name")
@click.option("--persona", default="", help="One persona's map; else everybody's.")
@click.pass_context
def freeze_verb(ctx: click.Context, name: str, persona: str) -> None:
    """Keep the map as it stands under a name; it never changes from then on.

    The map as it was before the first customer is kept by itself, as “Assumptive v1”.
    """
    from capture.cli.drafting import bring_up_to_date
    from capture.jobs import maps

    with open_project(ctx) as project:
        bring_up_to_date(project)
        one = maps.freeze(project, name, persona)
    say(f"Frozen: {one.name}. Show it with: sayso map --frozen {_quoted(one.name)}")


@click.group(
    "versions",
    invoke_without_command=True,
    epilog='\b\nExamples:\n  sayso versions\n  sayso versions remove "Assumptive v1"',
)
@json_option
@click.pass_context
def versions_verb(ctx: click.Context, as_json: bool) -> int:
    """List the frozen maps, or remove one."""
    if ctx.invoked_subcommand is not None:
        return 0
    from data.store import frozen

    with open_project(ctx, read_only=True) as project:
        found = frozen.all(project)
    if as_json:
        document([_plain(one) for one in found])
    else:
        table(
            (f"{one.made_at.astimezone():%Y-%m-%d %H:%M}", one.persona or "everybody", one.name)
            for one in found
        )
    if not found:
        say("No map was frozen yet. Freeze one with: sayso freeze NAME")
    return 0 if found else 1


@versions_verb.command("remove")
@click.argument("name")
@click.pass_context
def remove_verb(ctx: click.Context, name: str) -> None:
    """Remove a frozen map; undo brings it back."""
    from capture.jobs import maps

    with open_project(ctx) as project:
        one = maps.unfreeze(project, name)
    say(f"Removed: {one.name}")


@click.command(
    "diff",
    epilog="\b\nExamples:\n  sayso diff                       the newest frozen map against now\n"
    '  sayso diff "Assumptive v1"\n  sayso diff "Assumptive v1" "After interviews" --all',
)
@click.argument("before", default="")
@click.argument("after", default="")
@click.option("--all", "everything", is_flag=True, help="Quote every note, not the first three.")
@click.option("--width", type=click.IntRange(40, 1000), help="Columns.")
@click.option("--ascii", "plain", is_flag=True, help="Only ASCII signs.")
@json_option
@click.pass_context
def diff_verb(
    ctx: click.Context,
    before: str,
    after: str,
    everything: bool,
    width: int | None,
    plain: bool,
    as_json: bool,
) -> int:
    """Show what is different between two maps, and by which notes.

    BEFORE is a frozen map (left out: the newest); AFTER another, or now.  Exit 1: no difference.
    """
    from capture.cli.drafting import bring_up_to_date, unwritable
    from capture.jobs import maps
    from synthesis.render import difference

    with open_project(ctx, read_only=unwritable(ctx)) as project:
        bring_up_to_date(project)
        found = maps.compare(project, before, after)
    if as_json:
        document(difference.as_document(found.difference, found.names))
    else:
        click.echo(
            difference.render(
                found.difference,
                names=found.names,
                width=width or terminal_width(),
                colour=wants_colour(),
                unicode=not plain,
                most=0 if everything else difference.MOST_NOTES,
            ),
            nl=False,
        )
    return 1 if found.difference.is_empty else 0


def _plain(one: FrozenMap) -> dict[str, str]:
    return {"name": one.name, "persona": one.persona, "made_at": one.made_at.isoformat()}


def _quoted(name: str) -> str:
    import shlex

    return shlex.quote(name)
