"""``sayso undo``, ``redo``, ``history``; and of maps ``freeze``, ``versions``, ``diff``."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from capture.cli.context import open_project, quoted
from capture.cli.input import MOMENT
from capture.cli.output import document, json_option, say, table, terminal_width, wants_colour
from data.errors import NotFound
from data.text import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from capture.jobs.history import Told
    from data.records import Operation, OpId


@click.command(
    "undo",
    epilog="\b\nExamples:\n  sayso undo\n"
    "  sayso undo 4f2a91            one change, by the end of its id (see sayso history)",
)
@click.argument("change", default="")
@click.pass_context
def undo_verb(ctx: click.Context, change: str) -> None:
    """Take back your own last change, whole, or one that you name; it works across restarts.

    What somebody else has changed since stays as it is; where that is in the way, you are told.
    """
    from capture.jobs import history

    with open_project(ctx) as project:
        taken = project.undo(history.by_id(project, change).id if change else None)
    if taken is None:
        raise NotFound("There is nothing of yours to take back.")
    say(f"Taken back: {taken.label}")


@click.command("redo", epilog="\b\nExample:\n  sayso redo")
@click.pass_context
def redo_verb(ctx: click.Context) -> None:
    """Make again what you took back last."""
    with open_project(ctx) as project:
        made = project.redo()
    if made is None:
        raise NotFound("There is nothing to make again.")
    say(f"Made again: {made.label}")


@click.command(
    "history",
    epilog="\b\nExamples:\n  sayso history --limit 20\n"
    "  sayso history --by maria --day 2026-03-02\n"
    '  sayso history --note "rings out"        what became of one note, old and new',
)
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@click.option("--note", default="", help="One note: some of its text, or the end of its id.")
@click.option("--by", default="", help="Only the changes of one person.")
@click.option("--day", type=MOMENT, help="Only the changes of one day.")
@json_option
@click.pass_context
def history_verb(
    ctx: click.Context, limit: int, note: str, by: str, day: datetime | None, as_json: bool
) -> int:
    """List the changes, newest first: who made them, and what was taken back.

    With --note also what each changed of it.
    """
    from capture.jobs import browse, history
    from data.records import Wanted

    with open_project(ctx, read_only=True) as project:
        wanted = Wanted(
            note=browse.by_id(project.snapshot(), note).id if note else None,
            author=_author(project.authors(), by) if by else None,
            day=day.astimezone().date() if day is not None else None,
            limit=limit,
        )
        changes = history.find(project, wanted)
        details = {op.id: history.tell(project, op.id, wanted.note) for op in changes if note}
    if as_json:
        document([_plain(change, details.get(change.id)) for change in changes])
    else:
        _print(changes, details)
    if not changes:
        say("No change fits." if note or by or day else "Nothing was changed yet.")
    return 0 if changes else 1


def _print(changes: Sequence[Operation], details: Mapping[OpId, Sequence[Told]]) -> None:
    rows = {
        change.id: (
            f"{change.at.astimezone():%Y-%m-%d %H:%M}",
            change.id[-6:],
            change.author,
            "undone" if change.undone else "",
            change.label,
        )
        for change in changes
    }
    if not details:
        table(rows.values())
        return
    for id_, row in rows.items():
        click.echo(visible("  ".join(filter(None, row))))
        for told in details[id_]:
            click.echo(f"    {visible(told.line)}")


def _author(known: Sequence[str], typed: str) -> str:
    """Return the recorded name that was meant."""
    from data.shorthand.finder import finder_of

    fits = finder_of(known, str).find(typed)
    if len(fits) != 1:
        trouble = "could be several" if fits else "has changed nothing here"
        raise NotFound(f"“{typed}” {trouble} (known: {', '.join(known) or 'nobody'}).")
    return fits[0]


def _plain(change: Operation, details: Sequence[Told] | None) -> dict[str, object]:
    plain: dict[str, object] = {
        "id": change.id,
        "at": change.at.isoformat(),
        "label": change.label,
        "by": change.author,
        "undone": change.undone,
    }
    if details is not None:
        plain["changes"] = [asdict(told) for told in details]
    return plain


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
    from capture.cli.drafts import bring_up_to_date
    from capture.jobs import maps

    with open_project(ctx) as project:
        bring_up_to_date(project)
        frozen = maps.freeze(project, name, persona).name
    say(f"Frozen: {frozen}. Show it with: sayso map --frozen {quoted(frozen)}")


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
    from capture.jobs import maps

    with open_project(ctx, read_only=True) as project:
        versions = maps.versions(project)
    if as_json:
        document(
            [
                {"name": each.name, "persona": each.persona, "made_at": each.made_at.isoformat()}
                for each in versions
            ]
        )
    else:
        table(
            (
                f"{frozen.made_at.astimezone():%Y-%m-%d %H:%M}",
                frozen.persona or "everybody",
                frozen.name,
            )
            for frozen in versions
        )
    if not versions:
        say("No map was frozen yet. Freeze one with: sayso freeze NAME")
    return 0 if versions else 1


@versions_verb.command("remove")
@click.argument("name")
@click.pass_context
def remove_verb(ctx: click.Context, name: str) -> None:
    """Remove a frozen map; undo brings it back."""
    from capture.jobs import maps

    with open_project(ctx) as project:
        removed = maps.unfreeze(project, name)
    say(f"Removed: {removed.name}")


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
    from capture.cli.drafts import bring_up_to_date, unwritable
    from capture.jobs import maps
    from synthesis.render import difference

    with open_project(ctx, read_only=unwritable(ctx)) as project:
        bring_up_to_date(project)
        compared = maps.compare(project, before, after)
    if as_json:
        document(difference.as_document(compared.difference, compared.names))
    else:
        click.echo(
            difference.render(
                compared.difference,
                names=compared.names,
                width=width or terminal_width(),
                colour=wants_colour(),
                unicode=not plain,
                most=0 if everything else difference.MOST_NOTES,
            ),
            nl=False,
        )
    return 1 if compared.difference.is_empty else 0
