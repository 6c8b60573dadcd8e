"""More of ``sayso touchpoints``: pairs of notes, some facts of a card, stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from capture.cli.context import open_project
from capture.cli.output import table
from capture.cli.touchpoints import (
    anyway_option,
    cards_of,
    describe,
    dry_option,
    notes_of,
    perform,
    touchpoints_verb,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.store import Project
    from synthesis.board.ground import Effect, Ground


@touchpoints_verb.command("link")
@click.argument("one")
@click.argument("other")
@click.option("--apart", is_flag=True, help="Never together, instead of always.")
@click.option("--point", is_flag=True, help="In one point, not only on one card.")
@click.option("--whole", is_flag=True, help="Each note stands for all that says the same.")
@anyway_option
@dry_option
@click.pass_context
def link(
    ctx: click.Context,
    one: str,
    other: str,
    apart: bool,
    point: bool,
    whole: bool,
    anyway: bool,
    dry_run: bool,
) -> None:
    """Decide that two notes always share a card or point, or never do."""
    from data.errors import UsageError
    from data.records import Link, LinkKind, LinkLevel
    from synthesis.board import acts

    def act(project: Project) -> Callable[[Ground], Effect]:
        a, b = notes_of(project.snapshot(), [one, other])
        if a == b:
            raise UsageError("Both are the same note: name two. Nothing was changed.")
        kind = LinkKind.APART if apart else LinkKind.TOGETHER
        made = Link.between(a, b, kind, LinkLevel.POINT if point else LinkLevel.CARD)

        def linking(ground: Ground) -> Effect:
            if whole and apart and not point and {a, b} <= ground.point_of.keys():
                stays, goes = ground.point_of[a].id, ground.point_of[b].id
                return acts.part_points(ground, stays, goes, anyway=anyway)
            return acts.link_notes(ground, made, whole=whole, anyway=anyway)

        return linking

    perform(ctx, dry_run, act)


@touchpoints_verb.command("unlink")
@click.argument("one")
@click.argument("other", default="")
@dry_option
@click.pass_context
def unlink(ctx: click.Context, one: str, other: str, dry_run: bool) -> None:
    """Take back what was decided about a note and another, or all others."""
    from synthesis.board import acts

    def act(project: Project) -> Callable[[Ground], Effect]:
        snapshot = project.snapshot()
        wanted = set(notes_of(snapshot, [one, other] if other else [one]))
        found = [x for x in snapshot.links if wanted <= {x.first, x.second}]
        return lambda ground: acts.unlink_notes(ground, found)

    perform(ctx, dry_run, act)


@touchpoints_verb.command("pin")
@click.argument("some", metavar="NOTE...", nargs=-1, required=True)
@click.option("--off", is_flag=True, help="Let them go again.")
@dry_option
@click.pass_context
def pin(ctx: click.Context, some: tuple[str, ...], off: bool, dry_run: bool) -> None:
    """Say that notes stay on their cards: nothing is proposed or asked about them."""
    from synthesis.board import acts

    def act(project: Project) -> Callable[[Ground], Effect]:
        chosen = notes_of(project.snapshot(), some)
        return lambda ground: acts.pin(ground, chosen, pinned=not off)

    perform(ctx, dry_run, act)


@touchpoints_verb.command("against")
@click.argument("some", metavar="NOTE...", nargs=-1, required=True)
@click.option("--off", is_flag=True, help="They speak for it after all.")
@dry_option
@click.pass_context
def against(ctx: click.Context, some: tuple[str, ...], off: bool, dry_run: bool) -> None:
    """Say that notes speak against the claims that they lie under."""
    from data.records import EvidenceStance
    from synthesis.board import acts

    def act(project: Project) -> Callable[[Ground], Effect]:
        chosen = notes_of(project.snapshot(), some)
        stance = EvidenceStance.FOR if off else EvidenceStance.AGAINST
        return lambda ground: acts.take_sides(ground, chosen, stance)

    perform(ctx, dry_run, act)


@touchpoints_verb.command("grade", context_settings={"ignore_unknown_options": True})
@click.argument("card")
@click.argument("grade", type=click.Choice(["-2", "-1", "0", "1", "2", "+1", "+2", "none"]))
@click.option("--by", "by", default="", help="Who sees it so: staff, customers, we.")
@dry_option
@click.pass_context
def grade_(ctx: click.Context, card: str, grade: str, by: str, dry_run: bool) -> None:
    """Say how the customer feels at a touchpoint, and who sees it so."""
    from data.records import Emotion

    value = None if grade == "none" else Emotion(int(grade))
    describe(ctx, card, dry_run, grade=value, graded_by=by)


@touchpoints_verb.command("owner")
@click.argument("card")
@click.argument("owner", default="")
@dry_option
@click.pass_context
def owner_(ctx: click.Context, card: str, owner: str, dry_run: bool) -> None:
    """Say who owns a touchpoint; nobody, where none is named."""
    describe(ctx, card, dry_run, owner=owner)


@touchpoints_verb.command("channel")
@click.argument("card")
@click.argument("channel", default="")
@dry_option
@click.pass_context
def channel_(ctx: click.Context, card: str, channel: str, dry_run: bool) -> None:
    """Say where a touchpoint happens; nowhere in particular, where none is named."""
    from capture.jobs import cards
    from capture.jobs.names import named

    def act(project: Project) -> Callable[[Ground], Effect]:
        snapshot, (one,) = cards_of(project, [card])
        where = named(snapshot.channels, channel, "channel", lambda c: c.name) if channel else None
        return cards.describing(project, one, {"channel": where.id if where else None})

    perform(ctx, dry_run, act)


@touchpoints_verb.command("expectation")
@click.argument("card")
@click.argument("expectation", type=click.Choice(["not met", "met", "exceeded", "none"]))
@dry_option
@click.pass_context
def expectation_(ctx: click.Context, card: str, expectation: str, dry_run: bool) -> None:
    """Say how a touchpoint compares with what the customer expected."""
    from data.records import Expectation

    value = None if expectation == "none" else Expectation(expectation)
    describe(ctx, card, dry_run, expectation=value)


@touchpoints_verb.command("truth")
@click.argument("card")
@click.option("--off", is_flag=True, help="It is none.")
@dry_option
@click.pass_context
def truth(ctx: click.Context, card: str, off: bool, dry_run: bool) -> None:
    """Call a touchpoint a moment of truth."""
    describe(ctx, card, dry_run, moment_of_truth=not off)


@touchpoints_verb.command("stage")
@click.argument("card")
@click.argument("stage")
@click.option("--note", is_flag=True, help="CARD is a note: it alone goes there.")
@dry_option
@click.pass_context
def stage_(ctx: click.Context, card: str, stage: str, note: bool, dry_run: bool) -> None:
    """Put a card, or a single note, at another stage (or “none”), which tags the notes."""
    from capture.jobs.names import named
    from data.text import fold
    from synthesis.board import acts

    def act(project: Project) -> Callable[[Ground], Effect]:
        snapshot = project.snapshot()
        unplaced = fold(stage) == "none"
        where = None
        if not unplaced:
            where = named(snapshot.stages, stage, "stage", lambda one: one.title).id
        if note:
            chosen = notes_of(snapshot, [card])
            return lambda ground: acts.notes_to_stage(ground, chosen, where)
        _, ids = cards_of(project, [card])
        return lambda ground: acts.to_stage(ground, ids, where)

    perform(ctx, dry_run, act)


@touchpoints_verb.command("aside")
@click.argument("some", metavar="NOTE...", nargs=-1)
@click.option("--back", is_flag=True, help="Let them count again.")
@click.option("--list", "listing", is_flag=True, help="Print what is set aside.")
@dry_option
@click.pass_context
def aside(
    ctx: click.Context, some: tuple[str, ...], back: bool, listing: bool, dry_run: bool
) -> int:
    """Take remarks that say nothing off the cards; they stay in the project."""
    from synthesis.board import acts

    if listing or not some:
        with open_project(ctx, read_only=True) as project:
            found = [note for note in project.snapshot().notes if note.set_aside]
        table((f"{note.at.astimezone():%m-%d %H:%M}", note.text) for note in found)
        return 0 if found else 1

    def act(project: Project) -> Callable[[Ground], Effect]:
        chosen = notes_of(project.snapshot(), some)
        if back:
            return lambda ground: acts.bring_back(ground, chosen)
        return lambda ground: acts.set_aside(ground, chosen)

    perform(ctx, dry_run, act)
    return 0
