"""``sayso touchpoints``: the acts of the board, one verb each, all with `--dry-run`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from capture.cli.context import open_project
from capture.cli.output import document, json_option, say, table
from data.text import clip, counted, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from data.records import Basis, NoteId, Snapshot, Touchpoint, TouchpointId
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
  sayso touchpoints link "rings out" "engaged all day" --claim
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
    from capture.cli.drafts import bring_up_to_date
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
    from capture.cli.drafts import bring_up_to_date
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
    from capture.cli.drafts import bring_up_to_date
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
        click.echo(visible(f"      {one.why()} · {one.claim}"))
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
@click.option("--claim", default="", metavar="NOTE", help="The claim of this note instead.")
@dry_option
@click.pass_context
def rename(ctx: click.Context, card: str, title: str, claim: str, dry_run: bool) -> None:
    """Give a card, or one of its claims, another title; without one, list what else would do."""
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
        if not claim:
            return lambda ground: acts.describe(ground, one, title=title)
        (note,) = notes_of(snapshot, [claim])

        def named(ground: Ground) -> Effect:
            under = ground.claim_of.get(note)
            if under is None or ground.card_of[note].id != one:
                raise NotFound(f"{card} has no claim with that note. Nothing was changed.")
            return acts.rename_claim(ground, one, under.id, title)

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
@click.option("--claim", is_flag=True, help="With everything that says the same.")
@anyway_option
@dry_option
@click.pass_context
def move(
    ctx: click.Context, some: tuple[str, ...], to: str, claim: bool, anyway: bool, dry_run: bool
) -> None:
    """Put notes, or their whole claims, on another card or a new one."""
    from synthesis.board import acts

    def act(project: Project) -> Callable[[Ground], Effect]:
        snapshot, ids = cards_of(project, [to] if to else [])
        chosen = notes_of(snapshot, some)

        def moving(ground: Ground) -> Effect:
            going = chosen
            if claim:
                under = [ground.claim_of[one] for one in chosen if one in ground.claim_of]
                going = [item.note for one in dict.fromkeys(under) for item in one.evidence]
            return acts.move(ground, going, ids[0] if ids else None, anyway=anyway)

        return moving

    perform(ctx, dry_run, act)


@touchpoints_verb.command("link")
@click.argument("one")
@click.argument("other")
@click.option("--apart", is_flag=True, help="Never together, instead of always.")
@click.option("--claim", is_flag=True, help="In one claim, not only on one card.")
@click.option("--whole", is_flag=True, help="Each note stands for all that says the same.")
@anyway_option
@dry_option
@click.pass_context
def link(
    ctx: click.Context,
    one: str,
    other: str,
    apart: bool,
    claim: bool,
    whole: bool,
    anyway: bool,
    dry_run: bool,
) -> None:
    """Decide that two notes always share a card or claim, or never do."""
    from data.errors import UsageError
    from data.records import Link, LinkKind, LinkLevel
    from synthesis.board import acts

    def act(project: Project) -> Callable[[Ground], Effect]:
        a, b = notes_of(project.snapshot(), [one, other])
        if a == b:
            raise UsageError("Both are the same note: name two. Nothing was changed.")
        kind = LinkKind.APART if apart else LinkKind.TOGETHER
        made = Link.between(a, b, kind, LinkLevel.CLAIM if claim else LinkLevel.CARD)

        def linking(ground: Ground) -> Effect:
            if whole and apart and not claim and {a, b} <= ground.claim_of.keys():
                stays, goes = ground.claim_of[a].id, ground.claim_of[b].id
                return acts.part_claims(ground, stays, goes, anyway=anyway)
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
    from capture.jobs import cards as cards_jobs
    from capture.jobs.names import named

    def act(project: Project) -> Callable[[Ground], Effect]:
        snapshot, (one,) = cards_of(project, [card])
        where = named(snapshot.channels, channel, "channel", lambda c: c.name) if channel else None
        return cards_jobs.describing(project, one, {"channel": where.id if where else None})

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


@touchpoints_verb.command("comment")
@click.argument("card")
@click.argument("text")
@click.option(
    "--kind",
    type=click.Choice(["comment", "suggestion", "question", "challenge"]),
    default="comment",
    show_default=True,
)
@click.option("--by", "by", default="", help="Who says so.")
@click.option("--answer", is_flag=True, help="TEXT answers the newest open one.")
@click.option("--close", is_flag=True, help="Close the newest open comment; TEXT is the answer.")
@click.pass_context
def comment(
    ctx: click.Context, card: str, text: str, kind: str, by: str, answer: bool, close: bool
) -> None:
    """Say something about a card, or answer what was said last (see also: answer, close)."""
    from capture.jobs import cards as cards_jobs
    from data.errors import NotFound
    from data.records import CommentKind

    with open_project(ctx) as project:
        snapshot, (one,) = cards_of(project, [card])
        if not (answer or close):
            cards_jobs.comment(project, one, text, CommentKind(kind), by)
            say(f"Said on {card.upper()}: {text}")
            return
        open_ones = [c for c in snapshot.comments if c.touchpoint == one and not c.closed]
        if not open_ones:
            raise NotFound(f"Nothing is open on {card}. Nothing was changed.")
        cards_jobs.reply(project, open_ones[-1], text, closed=True if close else None)
        say(f"Answered on {card.upper()}: {open_ones[-1].text}")


@touchpoints_verb.command("comments")
@click.argument("card", default="")
@click.option("--open", "only_open", is_flag=True, help="Only those that are not closed.")
@json_option
@click.pass_context
def comments(ctx: click.Context, card: str, only_open: bool, as_json: bool) -> int:
    """List what was said about a card, or about all, under the numbers that answer and close take.

    A number is a comment's place in time among all comments of the project.
    """
    from capture.jobs import cards as cards_jobs

    with open_project(ctx, read_only=True) as project:
        one = cards_of(project, [card])[1][0] if card else None
        found = cards_jobs.listed(project, one, only_open=only_open)
    if as_json:
        document([said.as_document() for said in found])
    else:
        for said in found:
            click.echo(visible(f"{said.code} {said.line()}"))
        if not found:
            say("Nothing is open." if only_open else "Nobody has said anything yet.")
    return 0 if found else 1


@touchpoints_verb.command("answer")
@click.argument("number")
@click.argument("text")
@click.option("--close", is_flag=True, help="And close it.")
@click.pass_context
def answer(ctx: click.Context, number: str, text: str, close: bool) -> None:
    """Answer the comment of a NUMBER, in place of its answer so far; empty: none."""
    from capture.jobs import cards as cards_jobs

    with open_project(ctx) as project:
        (one,) = cards_jobs.numbered(project, [number])
        new = cards_jobs.reply(project, one.comment, text, closed=True if close else None)
    say(f"Answered #{one.number} on {one.code}." if new else "That is so already.")


@touchpoints_verb.command("close")
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBER...")
@click.option("--reopen", is_flag=True, help="Open them again.")
@click.pass_context
def close_(ctx: click.Context, numbers: tuple[str, ...], reopen: bool) -> None:
    """Close comments by their numbers, or open them again."""
    from capture.jobs import cards as cards_jobs

    with open_project(ctx) as project:
        found = cards_jobs.numbered(project, numbers)
        new = cards_jobs.settle(project, [one.comment for one in found], closed=not reopen)
    if not new:
        say("That is so already: nothing was changed.")
        return
    done = "Opened" if reopen else "Closed"
    say(f"{done} {counted(new, 'comment')}: {clip(visible(found[0].comment.text), 60)}")


def _basis_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say whether a number is assumed or measured."""
    command = click.option(
        "--measured", "basis", flag_value="measured", default=None, help="Somebody counted."
    )(command)
    return click.option("--assumed", "basis", flag_value="assumed", help="It is believed so.")(
        command
    )


def _basis(given: str | None) -> dict[str, Basis]:
    from data.records import Basis

    return {"basis": Basis(given)} if given else {}


def _count(name: str, told: str) -> None:
    """Add the verb of a number that every card may have."""

    @touchpoints_verb.command(name, help=told, context_settings={"ignore_unknown_options": True})
    @click.argument("card")
    @click.argument("number", default="")
    @_basis_options
    @dry_option
    @click.pass_context
    def verb(ctx: click.Context, card: str, number: str, basis: str | None, dry_run: bool) -> None:
        given: dict[str, object] = {name: number}
        given |= {f"{name}_basis": value for value in _basis(basis).values()}
        describe(ctx, card, dry_run, **given)


_count(
    "contacts",
    "Say how often people get in touch; nobody knows, where no NUMBER is given. "
    "It is assumed until it is said to be measured.",
)
_count(
    "minutes",
    "Say how many minutes it takes; nobody knows, where no NUMBER is given. "
    "It is assumed until it is said to be measured.",
)


@touchpoints_verb.command("stake")
@click.argument("card")
@click.argument("stake", required=False)
@click.option("--way-out", help="What satisfies where the best cannot be delivered.")
@dry_option
@click.pass_context
def stake_(
    ctx: click.Context, card: str, stake: str | None, way_out: str | None, dry_run: bool
) -> None:
    """Say what is at stake at a touchpoint, and what satisfies where the best cannot be."""
    given = {"at_stake": stake, "way_out": way_out}
    said = {name: text for name, text in given.items() if text is not None}
    if not said:
        raise click.UsageError("Say what is at stake, or --way-out.", ctx)
    describe(ctx, card, dry_run, **said)


@touchpoints_verb.command("figure")
@click.argument("card")
@click.argument("name")
@click.option("--value", help="What it is; empty: nobody knows.")
@click.option("--target", help="What it should be; empty: not set.")
@click.option("--unit", help="What it is counted in: %, days.")
@click.option("--name", "new_name", help="Another name for it.")
@click.option("--remove", is_flag=True, help="Take it off the card.")
@_basis_options
@click.pass_context
def figure(ctx: click.Context, /, card: str, name: str, **options: Any) -> None:
    """Put a figure by which a card is judged on it, or change the one of that NAME."""
    from capture.jobs import cards as cards_jobs
    from synthesis.map.model import MapKpi
    from synthesis.render.words import kpi

    remove = options.pop("remove")
    given = {field: text for field, text in options.items() if text is not None}
    if remove and given:
        raise click.UsageError("--remove stands alone; nothing was changed.", ctx)
    given |= _basis(given.pop("basis", None))
    if "new_name" in given:
        given["name"] = given.pop("new_name")
    with open_project(ctx) as project:
        _, (one,) = cards_of(project, [card])
        if remove:
            gone = cards_jobs.remove_figure(project, one, name)
            say(f"Removed the figure “{gone.name}” of {card.upper()}.")
            return
        made = cards_jobs.put_figure(project, one, name, given)
    shown = MapKpi(made.name, made.unit, made.value, made.target, made.basis)
    say(f"{card.upper()}: {kpi(shown)}")


@touchpoints_verb.command("vote", context_settings={"ignore_unknown_options": True})
@click.argument("card")
@click.argument("dots")
@click.option("--by", "voter", default="", help="Who gives them: a name, or a table.")
@click.pass_context
def vote(ctx: click.Context, card: str, dots: str, voter: str) -> None:
    """Give a card so many dots (+5), or take some of the same voter's back (-2)."""
    from capture.jobs import cards as cards_jobs

    count = cards_jobs.dots(dots)
    with open_project(ctx) as project:
        _, (one,) = cards_of(project, [card])
        now = cards_jobs.vote(project, one, count, voter)
    who = f" by {voter}" if voter else ""
    say(f"{card.upper()} has {counted(now, 'dot')}{who}.")
