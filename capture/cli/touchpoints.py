"""``sayso touchpoints``: the acts of the board, one verb each, all with `--dry-run`."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, Literal, Unpack, cast

import click

from capture.cli.context import open_project
from capture.cli.input import with_options
from capture.cli.output import document, json_option, say, table
from data.text import as_done, clip, counted, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from capture.jobs.board import Act
    from capture.jobs.cards import TypedFigure
    from capture.jobs.facts import TypedFacts
    from data.records import NoteId, Snapshot, StageId, Touchpoint, TouchpointId

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
  sayso touchpoints singles --json
  sayso touchpoints move C18 --to T09
  sayso touchpoints leave C18
  sayso touchpoints link "rings out" "engaged all day" --claim
  sayso touchpoints link "rings out" "cold soup" --apart
  sayso touchpoints unlink "rings out"
  sayso touchpoints pin "rings out"
  sayso touchpoints against "easy to reach" --claim C12
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

ActOf = Callable[["Snapshot"], "Act"]
"""What makes an act of a board as it is."""

_DRY_RUN = "Say what would change; change nothing."
_anyway_option = click.option(
    "--anyway", is_flag=True, help="Take back older decisions that stand against it."
)
_notes_argument = click.argument("some", metavar="NOTE...", nargs=-1, required=True)
_cards_argument = click.argument("cards", nargs=-1, required=True)


def _cards_of(snapshot: Snapshot, codes: Sequence[str]) -> list[TouchpointId]:
    """Return the cards of some codes."""
    from capture.jobs import board

    return [board.by_code(snapshot, code) for code in codes]


def _notes_of(snapshot: Snapshot, typed: Sequence[str]) -> list[NoteId]:
    """Return the notes that were named by some of their text, the end of their ids, or a claim."""
    from capture.jobs import browse, claims

    found: list[NoteId] = []
    for text in typed:
        if claims.is_code(text):
            found += [own.note for own in claims.by_code(snapshot, text).evidence]
        else:
            found.append(browse.by_id(snapshot, text).id)
    return found


def _stage_of(snapshot: Snapshot, title: str) -> StageId | None:
    """Return the stage of a title, None for “none”."""
    from capture.jobs.names import named
    from data.text import fold

    if fold(title) == "none":
        return None
    return named(snapshot.stages, title, "stage", lambda stage: stage.title).id


def _perform(ctx: click.Context, dry_run: bool, act_of: ActOf) -> None:
    """Do an act, or say what it would change; the drafts are brought up to date first."""
    from capture.cli.drafts import bring_up_to_date
    from capture.jobs import board

    with open_project(ctx) as project:
        bring_up_to_date(project)
        act = act_of(project.snapshot())
        effect = board.preview(project, act) if dry_run else board.do(project, act)
        if not dry_run:
            bring_up_to_date(project)
    if effect.is_nothing:
        say("That is so already: nothing was changed.")
        return
    say(f"Would: {effect.label}" if dry_run else as_done(effect.label))
    for line in effect.told:
        say(f"  {line}")
    known = {card.id for card in effect.before}
    for card in effect.after:
        if card.id not in known and card.code:
            say(f"  New: {card.code} {card.title}")


@click.group("touchpoints", invoke_without_command=True, epilog=_EPILOG)
@click.option("--stage", default="", help="Only those at this stage; “none” for Unplaced.")
@click.option("--decision", type=click.Choice(["draft", "accepted", "rejected"]))
@json_option
@click.pass_context
def touchpoints_verb(ctx: click.Context, stage: str, decision: str | None, as_json: bool) -> int:
    """List touchpoints, and decide about them; each act is one step that undo takes back.

    A card is named by its code (T07, or t7), a note by some of its text or the end of its id; a
    claim's code (C12) names all of its notes.
    """
    if ctx.invoked_subcommand is not None:
        return 0
    from capture.cli.drafts import bring_up_to_date
    from capture.jobs import ledger
    from capture.jobs.cards import as_document
    from capture.jobs.headings import headings

    with open_project(ctx) as project:
        bring_up_to_date(project)
        snapshot = project.snapshot()
    cards = [card for card in _at(snapshot, stage) if decision in (None, card.decision.value)]
    if as_json:
        document([as_document(snapshot, card) for card in cards])
    else:
        names = headings(snapshot, outside=True)
        table(_row(snapshot, card, names[card.id]) for card in cards)
        alone = sum(
            not stage or one.stage == _stage_of(snapshot, stage) for one in snapshot.singles
        )
        if alone and decision is None:
            say(f"On no card: {counted(alone, 'single remark')} (sayso touchpoints singles)")
        aside = sum(note.set_aside for note in snapshot.notes)
        if aside:
            say(f"Set aside: {counted(aside, 'note')} (sayso touchpoints aside --list)")
        for one in ledger.gone(snapshot):
            say(one.sentence)
    return 0 if cards else 1


def _at(snapshot: Snapshot, stage: str) -> list[Touchpoint]:
    if not stage:
        return list(snapshot.touchpoints)
    where = _stage_of(snapshot, stage)
    return [card for card in snapshot.touchpoints if card.stage == where]


_Typed = Callable[..., ActOf | None]


def acting(
    group: click.Group, name: str, summary: str | None = None, **settings: Any
) -> Callable[[_Typed], None]:
    """Return what adds a verb that does the act that was typed, or tells it with `--dry-run`.

    The act is ``None`` where the function has done all there was to do.
    """

    def decorate(typed: _Typed) -> None:
        def verb(ctx: click.Context, /, dry_run: bool, **options: Any) -> None:
            act_of = typed(**options)
            if act_of is not None:
                _perform(ctx, dry_run, act_of)

        named = group.command(name, help=summary, **settings)
        command = named(click.pass_context(update_wrapper(verb, typed)))
        command.params.append(click.Option(["--dry-run"], is_flag=True, help=_DRY_RUN))

    return decorate


def _acting(name: str, summary: str | None = None, **settings: Any) -> Callable[[_Typed], None]:
    """Return the same for a verb of touchpoints."""
    return acting(touchpoints_verb, name, summary, **settings)


def _facts(code: str, **facts: Unpack[TypedFacts]) -> ActOf:
    """Return what sets facts of a card."""
    from capture.jobs import board

    return lambda snapshot: board.describe(board.by_code(snapshot, code), **facts)


def _row(snapshot: Snapshot, card: Touchpoint, name: str) -> tuple[str, ...]:
    from capture.jobs.board import evidence_of
    from capture.jobs.cards import stage_title

    return (
        card.code,
        card.decision.value if card.held else "·",
        stage_title(snapshot, card) or "Unplaced",
        counted(len(evidence_of(card)), "note"),
        name,
    )


@touchpoints_verb.command("show")
@click.argument("card")
@json_option
@click.pass_context
def show(ctx: click.Context, card: str, as_json: bool) -> None:
    """Show a card's notes, those that fit least first, and what nearly belongs.

    A code that was replaced leads to the card with most of its notes.
    """
    from capture.cli.drafts import bring_up_to_date
    from capture.jobs import board, drafts, ledger
    from capture.jobs import cards as cards_jobs
    from capture.jobs import comments as comments_jobs

    with open_project(ctx) as project:
        bring_up_to_date(project)
        snapshot = project.snapshot()
        heir = ledger.follow(project, card)
        if heir is not None and heir.to:
            say(heir.sentence)
            card = heir.to[0]
        seen = board.look_at(project, board.by_code(snapshot, card))
        assert seen is not None
        others = drafts.runners_up(project, seen.card.id)
        said = comments_jobs.listed(project, seen.card.id)
    if as_json:
        facts = {**cards_jobs.as_document(snapshot, seen.card), **seen.as_document()}
        comments = [comment.as_document() for comment in said]
        once = [one.as_document() for one in seen.once]
        more = {"comments": comments, "runners_up": list(others), "replaces": once}
        document({**facts, **more})
        return
    click.echo(visible(f"{seen.card.code} {seen.name}"))
    for other in others:
        click.echo(visible(f"  or: {other}"))
    for name, fact in cards_jobs.lines(snapshot, seen.card):
        click.echo(visible(f"  {name}: {fact}"))
    for one in seen.once:
        click.echo(visible(f"  {one.sentence}"))
    for note in seen.notes:
        sign = "−" if note.against else "?" if note.is_outlier else "new" if note.joined else " "
        click.echo(visible(f"{sign:<4}{note.text}"))
        click.echo(visible(f"      {note.why()} · {note.claim}"))
    for near in seen.nearly:
        click.echo(visible(f"  nearly, from {near.card}: {near.text} ({near.likeness:.2f})"))
    for comment in said:
        click.echo(visible(f"  {comment.line()}"))


def _decide(name: str, decision: str, summary: str) -> None:
    @_acting(name, summary)
    @_cards_argument
    def verb(cards: tuple[str, ...]) -> ActOf:
        from capture.jobs import board
        from data.records import Decision

        return lambda snapshot: board.decide(_cards_of(snapshot, cards), Decision(decision))


_decide("accept", "accepted", "Accept cards: they keep code, title and notes from now on.")
_decide("reject", "rejected", "Take cards off the map; their notes stay with them.")
_decide("reopen", "draft", "Leave accepted or rejected cards open again.")


@_acting("rename")
@click.argument("card")
@click.argument("title", default="")
def rename(card: str, title: str) -> ActOf | None:
    """Give a card another title; without one, list what else would do."""
    from capture.jobs import board, drafts

    if not title:
        with open_project(click.get_current_context(), read_only=True) as project:
            others = drafts.runners_up(project, board.by_code(project.snapshot(), card))
        for other in others:
            click.echo(visible(other))
        say(f'Take one with: sayso touchpoints rename {card} "…"')
        return None
    return _facts(card, title=title)


@_acting("merge")
@_cards_argument
@_anyway_option
def merge(cards: tuple[str, ...], anyway: bool) -> ActOf:
    """Make one card of several: the first named keeps its code and title."""
    from capture.jobs import board

    return lambda snapshot: board.merge(_cards_of(snapshot, cards), anyway=anyway)


@_acting("split")
@click.argument("card")
@click.option("--note", "some", multiple=True, metavar="NOTE", help="Goes to the new card.")
@click.option("--parts", type=click.IntRange(2, 3), default=2, help="As it falls apart by itself.")
@_anyway_option
def split(card: str, some: tuple[str, ...], parts: int, anyway: bool) -> ActOf:
    """Part a card: the notes named become a card of their own, or it falls into two or three."""
    from capture.jobs import board

    def act(snapshot: Snapshot) -> Act:
        named = board.by_code(snapshot, card)
        if not some:
            return board.split_where_weakest(named, parts, anyway=anyway)
        return board.split(named, [_notes_of(snapshot, some)], anyway=anyway)

    return act


@_acting("move")
@_notes_argument
@click.option("--to", "to", default="", metavar="CARD", help="The card; else a new one.")
@click.option("--claim", is_flag=True, help="With everything that says the same.")
@_anyway_option
def move(some: tuple[str, ...], to: str, claim: bool, anyway: bool) -> ActOf:
    """Put notes, or their whole claims, on another card or a new one."""
    from capture.jobs import board

    def act(snapshot: Snapshot) -> Act:
        target = board.by_code(snapshot, to) if to else None
        moving = board.move_claims if claim else board.move
        return moving(_notes_of(snapshot, some), target, anyway=anyway)

    return act


@touchpoints_verb.command("singles")
@json_option
@click.pass_context
def singles(ctx: click.Context, as_json: bool) -> int:
    """List what is near nothing and on no card, with the nearest cards of its stage.

    Put one on a card with move --to, on a card of its own with move, or leave it single.
    """
    from capture.cli.drafts import bring_up_to_date
    from capture.jobs import singles

    with open_project(ctx) as project:
        bring_up_to_date(project)
        found = singles.listed(project)
    if as_json:
        document([one.as_document() for one in found])
        return 0 if found else 1
    for one in found:
        about = " · ".join(filter(None, [one.stage, one.kind, one.speakers, "left" * one.left]))
        click.echo(visible(f"{one.code}  “{one.text}”"))
        click.echo(visible(f"      {about}"))
        for offer in one.offers:
            click.echo(visible(f"      {offer.likeness:5.2f}  {offer.code} {offer.title}"))
    if not found:
        say("No remark is single.")
    return 0 if found else 1


@_acting("leave")
@_notes_argument
def leave(some: tuple[str, ...]) -> ActOf:
    """Leave single remarks on no card: no later cut puts them on one."""
    from capture.jobs import singles

    return lambda snapshot: singles.leave(tuple(_notes_of(snapshot, some)))


@_acting("link")
@click.argument("note", metavar="ONE")
@click.argument("other")
@click.option("--apart", is_flag=True, help="Never together, instead of always.")
@click.option("--claim", is_flag=True, help="In one claim, not only on one card.")
@click.option("--whole", is_flag=True, help="Each note stands for all that says the same.")
@_anyway_option
def link(note: str, other: str, apart: bool, claim: bool, whole: bool, anyway: bool) -> ActOf:
    """Decide that two notes always share a card or claim, or never do."""
    from capture.jobs import board
    from data.errors import UsageError
    from data.records import Link, LinkKind, LinkLevel

    pair = [note, other]

    def act(snapshot: Snapshot) -> Act:
        first, second = _notes_of(snapshot, pair)
        if first == second:
            raise UsageError("Both are the same note: name two. Nothing was changed.")
        kind = LinkKind.APART if apart else LinkKind.TOGETHER
        made = Link.between(first, second, kind, LinkLevel.CLAIM if claim else LinkLevel.CARD)
        return (board.link_whole if whole else board.link)(made, anyway=anyway)

    return act


@_acting("unlink")
@click.argument("note", metavar="ONE")
@click.argument("other", default="")
def unlink(note: str, other: str) -> ActOf:
    """Take back what was decided about a note and another, or all others."""
    from capture.jobs import board

    return lambda snapshot: board.unlink(*_notes_of(snapshot, [note, other] if other else [note]))


@_acting("pin")
@_notes_argument
@click.option("--off", is_flag=True, help="Let them go again.")
def pin(some: tuple[str, ...], off: bool) -> ActOf:
    """Say that notes stay on their cards: nothing is proposed or asked about them."""
    from capture.jobs import board

    return lambda snapshot: board.pin(_notes_of(snapshot, some), pinned=not off)


@_acting("against")
@_notes_argument
@click.option("--claim", default="", metavar="CLAIM", help="The claim that they speak against.")
@click.option("--off", is_flag=True, help="They speak against nothing after all.")
def against(some: tuple[str, ...], claim: str, off: bool) -> ActOf:
    """Say that notes speak against a claim, or, on a card under no claim, against the card.

    For whole claims, and for what speaks for a claim, see: sayso claims --help.
    """
    from capture.jobs import board, claims
    from data.records import EvidenceStance

    stance = EvidenceStance.FOR if off else EvidenceStance.AGAINST

    def act(snapshot: Snapshot) -> Act:
        notes = _notes_of(snapshot, some)
        if not claim:
            return board.take_sides(notes, stance)
        on = claims.target(snapshot, claim)
        return board.take_back(notes, on) if off else board.bear(notes, on, stance)

    return act


@_acting("grade", context_settings={"ignore_unknown_options": True})
@click.argument("card")
@click.argument("grade", type=click.Choice(["-2", "-1", "0", "1", "2", "+1", "+2", "none"]))
@click.option("--by", "by", default="", help="Who sees it so: staff, customers, we.")
def grade_(card: str, grade: str, by: str) -> ActOf:
    """Say how the customer feels at a touchpoint, and who sees it so."""
    from data.records import Emotion

    value = None if grade == "none" else Emotion(int(grade))
    return _facts(card, grade=value, graded_by=by)


@_acting("owner")
@click.argument("card")
@click.argument("owner", default="")
def owner_(card: str, owner: str) -> ActOf:
    """Say who owns a touchpoint; nobody, where none is named."""
    return _facts(card, owner=owner)


@_acting("channel")
@click.argument("card")
@click.argument("channel", default="")
def channel_(card: str, channel: str) -> ActOf:
    """Say where a touchpoint happens; nowhere in particular, where none is named."""
    from capture.jobs import board
    from capture.jobs.names import named

    def act(snapshot: Snapshot) -> Act:
        where = named(snapshot.channels, channel, "channel", lambda c: c.name) if channel else None
        return board.describe(board.by_code(snapshot, card), channel=where.id if where else None)

    return act


@_acting("expectation")
@click.argument("card")
@click.argument("expectation", type=click.Choice(["not met", "met", "exceeded", "none"]))
def expectation_(card: str, expectation: str) -> ActOf:
    """Say how a touchpoint compares with what the customer expected."""
    from data.records import Expectation

    return _facts(card, expectation=None if expectation == "none" else Expectation(expectation))


@_acting("truth")
@click.argument("card")
@click.option("--off", is_flag=True, help="It is none.")
def truth(card: str, off: bool) -> ActOf:
    """Call a touchpoint a moment of truth."""
    return _facts(card, moment_of_truth=not off)


@_acting("stage")
@click.argument("card")
@click.argument("stage")
@click.option("--note", is_flag=True, help="CARD is a note: it alone goes there.")
def stage_(card: str, stage: str, note: bool) -> ActOf:
    """Put a card, or a single note, at another stage (or “none”), which tags the notes."""
    from capture.jobs import board

    def act(snapshot: Snapshot) -> Act:
        where = _stage_of(snapshot, stage)
        if note:
            return board.notes_to_stage(_notes_of(snapshot, [card]), where)
        return board.cards_to_stage(_cards_of(snapshot, [card]), where)

    return act


@_acting("aside")
@click.argument("some", metavar="NOTE...", nargs=-1)
@click.option("--back", is_flag=True, help="Let them count again.")
@click.option("--list", "listing", is_flag=True, help="Print what is set aside.")
def aside(some: tuple[str, ...], back: bool, listing: bool) -> ActOf:
    """Take remarks that say nothing off the cards; they stay in the project."""
    from capture.jobs import board

    if listing or not some:
        ctx = click.get_current_context()
        with open_project(ctx, read_only=True) as project:
            notes = [note for note in project.snapshot().notes if note.set_aside]
        table((f"{note.at.astimezone():%m-%d %H:%M}", note.text) for note in notes)
        ctx.exit(0 if notes else 1)
    put = board.bring_back if back else board.set_aside
    return lambda snapshot: put(_notes_of(snapshot, some))


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
    from capture.jobs import board
    from capture.jobs import comments as comments_jobs
    from data.errors import NotFound
    from data.records import CommentKind

    with open_project(ctx) as project:
        snapshot = project.snapshot()
        on = board.by_code(snapshot, card)
        if not (answer or close):
            comments_jobs.comment(project, on, text, CommentKind(kind), by)
            say(f"Said on {card.upper()}: {text}")
            return
        open_ones = [c for c in snapshot.comments if c.touchpoint == on and not c.closed]
        if not open_ones:
            raise NotFound(f"Nothing is open on {card}. Nothing was changed.")
        comments_jobs.reply(project, open_ones[-1], text, closed=True if close else None)
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
    from capture.jobs import board
    from capture.jobs import comments as comments_jobs

    with open_project(ctx, read_only=True) as project:
        on = board.by_code(project.snapshot(), card) if card else None
        listed = comments_jobs.listed(project, on, only_open=only_open)
    if as_json:
        document([said.as_document() for said in listed])
    else:
        for said in listed:
            click.echo(visible(f"{said.code} {said.line()}"))
        if not listed:
            say("Nothing is open." if only_open else "Nobody has said anything yet.")
    return 0 if listed else 1


@touchpoints_verb.command("answer")
@click.argument("number")
@click.argument("text")
@click.option("--close", is_flag=True, help="And close it.")
@click.pass_context
def answer(ctx: click.Context, number: str, text: str, close: bool) -> None:
    """Answer the comment of a NUMBER, in place of its answer so far; empty: none."""
    from capture.jobs import comments as comments_jobs

    with open_project(ctx) as project:
        (said,) = comments_jobs.numbered(project, [number])
        new = comments_jobs.reply(project, said.comment, text, closed=True if close else None)
    say(f"Answered #{said.number} on {said.code}." if new else "That is so already.")


@touchpoints_verb.command("close")
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBER...")
@click.option("--reopen", is_flag=True, help="Open them again.")
@click.pass_context
def close_(ctx: click.Context, numbers: tuple[str, ...], reopen: bool) -> None:
    """Close comments by their numbers, or open them again."""
    from capture.jobs import comments as comments_jobs

    with open_project(ctx) as project:
        comments = [said.comment for said in comments_jobs.numbered(project, numbers)]
        new = comments_jobs.settle(project, comments, closed=not reopen)
    if not new:
        say("That is so already: nothing was changed.")
        return
    done = "Opened" if reopen else "Closed"
    say(f"{done} {counted(new, 'comment')}: {clip(visible(comments[0].text), 60)}")


_basis_options = with_options(
    click.option("--assumed", "basis", flag_value="assumed", help="It is believed so."),
    click.option(
        "--measured", "basis", flag_value="measured", default=None, help="Somebody counted."
    ),
)


def _count(name: Literal["contacts", "minutes"], summary: str) -> None:
    """Add the verb of a number that every card may have."""

    @_acting(name, summary, context_settings={"ignore_unknown_options": True})
    @click.argument("card")
    @click.argument("number", default="")
    @_basis_options
    def verb(card: str, number: str, basis: str | None) -> ActOf:
        from data.records import Basis

        facts: TypedFacts = {name: number}  # type: ignore[misc]
        if basis:
            facts["contacts_basis" if name == "contacts" else "minutes_basis"] = Basis(basis)
        return _facts(card, **facts)


_UNKNOWN = "nobody knows, where no NUMBER is given. It is assumed until it is said to be measured."
_count("contacts", f"Say how often people get in touch; {_UNKNOWN}")
_count("minutes", f"Say how many minutes it takes; {_UNKNOWN}")


@_acting("stake")
@click.argument("card")
@click.argument("stake", required=False)
@click.option("--way-out", help="What satisfies where the best cannot be delivered.")
def stake_(card: str, stake: str | None, way_out: str | None) -> ActOf:
    """Say what is at stake at a touchpoint, and what satisfies where the best cannot be."""
    facts: TypedFacts = {}
    if stake is not None:
        facts["at_stake"] = stake
    if way_out is not None:
        facts["way_out"] = way_out
    if not facts:
        ctx = click.get_current_context()
        raise click.UsageError("Say what is at stake, or --way-out.", ctx)
    return _facts(card, **facts)


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
def figure(
    ctx: click.Context,
    card: str,
    name: str,
    value: str | None,
    target: str | None,
    unit: str | None,
    new_name: str | None,
    remove: bool,
    basis: str | None,
) -> None:
    """Put a figure by which a card is judged on it, or change the one of that NAME."""
    from capture.jobs import board
    from capture.jobs import cards as cards_jobs
    from data.records import Basis

    typed = {"value": value, "target": target, "unit": unit, "name": new_name}
    fields = cast("TypedFigure", {key: text for key, text in typed.items() if text is not None})
    if remove and (fields or basis):
        raise click.UsageError("--remove stands alone; nothing was changed.", ctx)
    with open_project(ctx) as project:
        on = board.by_code(project.snapshot(), card)
        if remove:
            gone = cards_jobs.remove_figure(project, on, name)
            say(f"Removed the figure “{gone.name}” of {card.upper()}.")
            return
        if basis:
            fields["basis"] = Basis(basis)
        made = cards_jobs.put_figure(project, on, name, fields)
    say(f"{card.upper()}: {made.line()}")


@touchpoints_verb.command("vote", context_settings={"ignore_unknown_options": True})
@click.argument("card")
@click.argument("dots")
@click.option("--by", "voter", default="", help="Who gives them: a name, or a table.")
@click.pass_context
def vote(ctx: click.Context, card: str, dots: str, voter: str) -> None:
    """Give a card so many dots (+5), or take some of the same voter's back (-2)."""
    from capture.jobs import board
    from capture.jobs import cards as cards_jobs

    count = cards_jobs.dots(dots)
    with open_project(ctx) as project:
        now = cards_jobs.vote(project, board.by_code(project.snapshot(), card), count, voter)
    who = f" by {voter}" if voter else ""
    say(f"{card.upper()} has {counted(now, 'dot')}{who}.")
