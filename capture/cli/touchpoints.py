"""``sayso touchpoints``: the acts of the board, one verb each, all with `--dry-run`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from capture.cli.context import open_project
from capture.cli.output import document, json_option, say, table
from data.text import counted, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from data.records import NoteId, Snapshot, Touchpoint, TouchpointId
    from data.store import Project
    from synthesis.board.ground import Effect, Ground

_EPILOG = """\b
Examples:
  sayso touchpoints
  sayso touchpoints show T07
  sayso touchpoints accept T07 T09
  sayso touchpoints reject T12
  sayso touchpoints reopen T12
  sayso touchpoints rename T07 "Chasing the case by phone"
  sayso touchpoints merge T07 T09 --dry-run
  sayso touchpoints split T07 --parts 2
  sayso touchpoints split T07 --note "rings out" --note "engaged"
  sayso touchpoints move "rings out" --to T09
  sayso touchpoints link "rings out" "engaged all day" --point
  sayso touchpoints link "rings out" "cold soup" --apart
  sayso touchpoints unlink "rings out"
  sayso touchpoints pin "rings out"
  sayso touchpoints against "easy to reach"
  sayso touchpoints grade T07 -2 --by staff
  sayso touchpoints owner T07 "Contact centre"
  sayso touchpoints channel T07 phone
  sayso touchpoints expectation T07 "not met"
  sayso touchpoints truth T07
  sayso touchpoints stake T07 "They go to the competitor" --way-out "Call back within the hour"
  sayso touchpoints contacts T07 3 --assumed
  sayso touchpoints minutes T07 45 --measured
  sayso touchpoints figure T07 "Calls answered" --value 40 --target 80 --unit % --measured
  sayso touchpoints figure T07 "Calls answered" --remove
  sayso touchpoints stage T07 Wait
  sayso touchpoints vote T07 +5 --by "Table 2"
  sayso touchpoints comment T07 "Is this still so?" --kind question
  sayso touchpoints comments T07 --open
  sayso touchpoints answer 3 "We asked them: it is" --close
  sayso touchpoints close 3 4
  sayso touchpoints aside "n/a"
"""

dry_option = click.option("--dry-run", is_flag=True, help="Say what would change; change nothing.")
anyway_option = click.option(
    "--anyway", is_flag=True, help="Take back older decisions that stand against it."
)


def cards_of(project: Project, codes: Sequence[str]) -> tuple[Snapshot, list[TouchpointId]]:
    """Return the project and the cards of some codes."""
    from capture.jobs import board

    snapshot = project.snapshot()
    return snapshot, [board.by_code(snapshot, code) for code in codes]


def notes_of(snapshot: Snapshot, typed: Sequence[str]) -> list[NoteId]:
    """Return the notes that were named by some of their text, or by the end of their ids."""
    from capture.jobs import browse

    return [browse.by_id(snapshot, one).id for one in typed]


def perform(
    ctx: click.Context,
    dry_run: bool,
    act: Callable[[Project], Callable[[Ground], Effect]],
) -> None:
    """Do an act, or say what it would change; the drafts are brought up to date first."""
    from capture.cli.drafting import bring_up_to_date
    from capture.jobs import board

    with open_project(ctx) as project:
        bring_up_to_date(project)
        wanted = act(project)
        effect = board.preview(project, wanted) if dry_run else board.do(project, wanted)
        if not dry_run:
            bring_up_to_date(project)
    if effect.is_nothing:
        say("That is so already: nothing was changed.")
        return
    say(f"Would: {effect.label}" if dry_run else effect.label)
    for line in effect.told:
        say(f"  {line}")
    for card in effect.after:
        if card.id not in {one.id for one in effect.before} and card.code:
            say(f"  New: {card.code} {card.title}")


def describe(ctx: click.Context, card: str, dry_run: bool, **given: object) -> None:
    """Set facts of a card, or say what that would change."""
    from capture.jobs import cards as cards_jobs

    def act(project: Project) -> Callable[[Ground], Effect]:
        _, (one,) = cards_of(project, [card])
        return cards_jobs.describing(project, one, given)

    perform(ctx, dry_run, act)


@click.group("touchpoints", invoke_without_command=True, epilog=_EPILOG)
@click.option("--stage", default="", help="Only those at this stage; “none” for Unplaced.")
@click.option("--decision", type=click.Choice(["draft", "accepted", "rejected"]))
@json_option
@click.pass_context
def touchpoints_verb(ctx: click.Context, stage: str, decision: str | None, as_json: bool) -> int:
    """List touchpoints, and decide about them; each act is one step that undo takes back.

    A card is named by its code (T07, or t7), a note by some of its text or the end of its id.
    """
    if ctx.invoked_subcommand is not None:
        return 0
    from capture.cli.drafting import bring_up_to_date
    from capture.jobs.cards import told

    with open_project(ctx) as project:
        bring_up_to_date(project)
        snapshot = project.snapshot()
    found = [one for one in _at(snapshot, stage) if decision in (None, one.decision.value)]
    if as_json:
        document([told(snapshot, one) for one in found])
    else:
        table(_row(snapshot, one) for one in found)
        aside = sum(note.set_aside for note in snapshot.notes)
        if aside:
            say(f"Set aside: {counted(aside, 'note')} (sayso touchpoints aside --list)")
    return 0 if found else 1


def _at(snapshot: Snapshot, stage: str) -> Iterator[Touchpoint]:
    from capture.jobs.names import named
    from data.text import fold

    where = None
    if stage and fold(stage) != "none":
        where = named(snapshot.stages, stage, "stage", lambda one: one.title).id
    yield from (one for one in snapshot.touchpoints if not stage or one.stage == where)


def _row(snapshot: Snapshot, card: Touchpoint) -> tuple[str, ...]:
    from capture.jobs.cards import told

    found = told(snapshot, card)
    state = found["decision"] if card.held else "·"
    return (
        card.code,
        state,
        found["stage"] or "Unplaced",
        counted(found["notes"], "note"),
        card.title,
    )


@touchpoints_verb.command("show")
@click.argument("card")
@json_option
@click.pass_context
def show(ctx: click.Context, card: str, as_json: bool) -> None:
    """Show a card's notes, those that fit least first, and what nearly belongs."""
    from capture.cli.drafting import bring_up_to_date
    from capture.jobs import board, drafts
    from capture.jobs import cards as cards_jobs

    with open_project(ctx) as project:
        bring_up_to_date(project)
        snapshot = project.snapshot()
        seen = board.look_at(project, board.by_code(snapshot, card))
        assert seen is not None
        others = drafts.runners_up(project, seen.card.id)
        said = cards_jobs.listed(project, seen.card.id)
    if as_json:
        facts = {**cards_jobs.told(snapshot, seen.card), **seen.as_document()}
        comments = [one.as_document() for one in said]
        document({**facts, "comments": comments, "runners_up": list(others)})
        return
    click.echo(visible(f"{seen.card.code} {seen.card.title}"))
    for other in others:
        click.echo(visible(f"  or: {other}"))
    for name, fact in cards_jobs.lines(snapshot, seen.card):
        click.echo(visible(f"  {name}: {fact}"))
    for one in seen.notes:
        sign = "−" if one.against else "?" if one.is_outlier else "new" if one.joined else " "
        click.echo(visible(f"{sign:<4}{one.text}"))
        click.echo(visible(f"      {one.why()} · {one.point}"))
    for near in seen.nearly:
        click.echo(visible(f"  nearly, from {near.card}: {near.text} ({near.likeness:.2f})"))
    for comment in said:
        click.echo(visible(f"  {comment.line()}"))


def _decide(name: str, decision: str, told: str) -> None:
    @touchpoints_verb.command(name, help=told)
    @click.argument("cards", nargs=-1, required=True)
    @dry_option
    @click.pass_context
    def verb(ctx: click.Context, cards: tuple[str, ...], dry_run: bool) -> None:
        from data.records import Decision
        from synthesis.board import acts

        def act(project: Project) -> Callable[[Ground], Effect]:
            _, ids = cards_of(project, cards)
            return lambda ground: acts.decide(ground, ids, Decision(decision))

        perform(ctx, dry_run, act)


_decide("accept", "accepted", "Accept cards: they keep code, title and notes from now on.")
_decide("reject", "rejected", "Take cards off the map; their notes stay with them.")
_decide("reopen", "draft", "Leave accepted or rejected cards open again.")


@touchpoints_verb.command("rename")
@click.argument("card")
@click.argument("title", default="")
@click.option("--point", default="", metavar="NOTE", help="The point of this note instead.")
@dry_option
@click.pass_context
def rename(ctx: click.Context, card: str, title: str, point: str, dry_run: bool) -> None:
    """Give a card, or one of its points, another title; without one, list what else would do."""
    from capture.jobs import board, drafts
    from data.errors import NotFound
    from synthesis.board import acts

    if not title:
        with open_project(ctx, read_only=True) as project:
            found = drafts.runners_up(project, board.by_code(project.snapshot(), card))
        for other in found:
            click.echo(visible(other))
        say(f'Take one with: sayso touchpoints rename {card} "…"')
        return

    def act(project: Project) -> Callable[[Ground], Effect]:
        snapshot, (one,) = cards_of(project, [card])
        if not point:
            return lambda ground: acts.describe(ground, one, title=title)
        (note,) = notes_of(snapshot, [point])

        def named(ground: Ground) -> Effect:
            under = ground.point_of.get(note)
            if under is None or ground.card_of[note].id != one:
                raise NotFound(f"{card} has no point with that note. Nothing was changed.")
            return acts.rename_point(ground, one, under.id, title)

        return named

    perform(ctx, dry_run, act)


@touchpoints_verb.command("merge")
@click.argument("cards", nargs=-1, required=True)
@anyway_option
@dry_option
@click.pass_context
def merge(ctx: click.Context, cards: tuple[str, ...], anyway: bool, dry_run: bool) -> None:
    """Make one card of several: the first named keeps its code and title."""
    from synthesis.board import acts

    def act(project: Project) -> Callable[[Ground], Effect]:
        _, ids = cards_of(project, cards)
        return lambda ground: acts.merge(ground, ids, anyway=anyway)

    perform(ctx, dry_run, act)


@touchpoints_verb.command("split")
@click.argument("card")
@click.option("--note", "some", multiple=True, metavar="NOTE", help="Goes to the new card.")
@click.option("--parts", type=click.IntRange(2, 3), default=2, help="As it falls apart by itself.")
@anyway_option
@dry_option
@click.pass_context
def split(
    ctx: click.Context, card: str, some: tuple[str, ...], parts: int, anyway: bool, dry_run: bool
) -> None:
    """Part a card: the notes named become a card of their own, or it falls into two or three."""
    from synthesis.board import acts

    def act(project: Project) -> Callable[[Ground], Effect]:
        snapshot, (one,) = cards_of(project, [card])
        chosen = [notes_of(snapshot, some)] if some else None
        return lambda ground: acts.split(
            ground, one, chosen or acts.proposed(ground, one, parts), anyway=anyway
        )

    perform(ctx, dry_run, act)


@touchpoints_verb.command("move")
@click.argument("some", metavar="NOTE...", nargs=-1, required=True)
@click.option("--to", "to", default="", metavar="CARD", help="The card; else a new one.")
@click.option("--point", is_flag=True, help="With everything that says the same.")
@anyway_option
@dry_option
@click.pass_context
def move(
    ctx: click.Context, some: tuple[str, ...], to: str, point: bool, anyway: bool, dry_run: bool
) -> None:
    """Put notes, or their whole points, on another card or a new one."""
    from synthesis.board import acts

    def act(project: Project) -> Callable[[Ground], Effect]:
        snapshot, ids = cards_of(project, [to] if to else [])
        chosen = notes_of(snapshot, some)

        def moving(ground: Ground) -> Effect:
            going = chosen
            if point:
                under = [ground.point_of[one] for one in chosen if one in ground.point_of]
                going = [item.note for one in dict.fromkeys(under) for item in one.evidence]
            return acts.move(ground, going, ids[0] if ids else None, anyway=anyway)

        return moving

    perform(ctx, dry_run, act)


# Each adds more of the verbs.
from capture.cli import touchpoint_acts as touchpoint_acts  # noqa: E402
from capture.cli import touchpoint_comments as touchpoint_comments  # noqa: E402
from capture.cli import touchpoint_facts as touchpoint_facts  # noqa: E402
