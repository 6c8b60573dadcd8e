"""What can be done with cards and their notes, shown before and told after."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal, Unpack

from textual.containers import Vertical
from textual.widgets import Static

from capture.gateway import PASSING
from capture.jobs import board, cards, claims, drafts, journeys, lists
from capture.literal import literal
from capture.screens.board.lanes import LanesScreen
from capture.screens.dialogs import AskScreen, ConfirmScreen
from capture.screens.forms import Entry, FormScreen
from capture.screens.picker import Picker
from capture.screens.versions import VersionsScreen
from capture.textual_internals import Dialog
from capture.themes import stylesheet
from capture.widgets.resilient import Resilient
from data.errors import SaysoError
from data.records import (
    ClaimId,
    Decision,
    EvidenceStance,
    Expectation,
    Link,
    LinkKind,
    LinkLevel,
    NoteId,
    StageId,
    TouchpointId,
)
from data.text import as_done, clip, counted, visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.gateway import Project
    from capture.jobs.board import Act, Effect
    from capture.jobs.facts import TypedFacts
    from capture.screens.board.evidence import EvidenceList
    from capture.screens.board.view import MapView
    from capture.widgets.resilient import ShellPart
    from synthesis.map.model import Card

Make = Callable[[bool], "Act"]
"""Makes an act; True: older decisions that stand against it are taken back."""


class PreviewScreen(Resilient, Dialog[bool]):
    """Says at the foot of the screen what an act would change; True to do it."""

    CSS_PATH = stylesheet("map")
    BINDINGS: ClassVar[list[BindingType]] = [
        ("enter,y", "dismiss(True)", "Do it"),
        ("escape,n,q", "dismiss(False)", "Leave it"),
    ]

    def __init__(self, label: str, told: tuple[str, ...]) -> None:
        """Show the act's label, and what it changes, a line each."""
        super().__init__()
        self._label, self._told = label, told

    def compose(self) -> ComposeResult:
        """Lay out the few lines."""
        with Vertical(id="preview"):
            yield Static(literal(self._label, "bold", most=300))
            for line in self._told[:6]:
                yield Static(literal(f"  {line}", most=300))
            yield Static(literal("Enter does it · Esc leaves it", "dim"))


def may_write(part: ShellPart, otherwise: str = "it can be seen, not changed") -> bool:
    """Return whether the project can be changed; where it cannot, say so, and what holds then."""
    if part.gateway.read_only:
        part.shell.say(f"The project is read-only: {otherwise}.", "warning")
    return not part.gateway.read_only


class Acting:
    """Does acts of the board for a part of a screen.

    What stands against an older decision is asked about, with both named.
    """

    def __init__(self, part: ShellPart, then: Callable[[], None]) -> None:
        """Act for ``part``, and call ``then`` when something was done."""
        self._part, self._then = part, then

    async def act(self, make: Make) -> None:
        """Do an act."""
        if may_write(self._part):
            await self._do(make, anyway=False)

    async def show_and_act(self, make: Make) -> None:
        """Show what an act changes, and do it where that is wanted."""
        if not may_write(self._part):
            return
        try:
            act = make(False)
            effect = await self._part.gateway.compute(
                lambda project, _: board.preview(project, act), key="preview"
            )
        except SaysoError as error:
            await self._refused(make, error)
            return
        if effect.is_nothing:
            self._part.shell.say("That is so already.")
        elif await self._part.ask(PreviewScreen(f"{effect.label}?", effect.told)):
            await self._do(make, anyway=False)

    async def _do(self, make: Make, *, anyway: bool) -> None:
        act = make(anyway)
        self._part.write(
            lambda project: board.do(project, act),
            self._done,
            failed=lambda error: self._part.begin(self._refused(make, error)),
            label="act on the board",
        )

    def _done(self, effect: Effect) -> None:
        was = {card.id for card in effect.before}
        new = [f"{c.code} {clip(visible(c.title), 30)}" for c in effect.after if c.id not in was]
        told = "That is so already." if effect.is_nothing else as_done(effect.label)
        self._part.shell.say(f"{told} → {', '.join(new)}" if new else told)
        self._then()

    async def _refused(self, make: Make, error: SaysoError) -> None:
        if not isinstance(error, board.Clash):
            self._part.shell.say(str(error), "warning")
            return
        told = "Doing it anyway takes that decision back, in the same step."
        if await self._part.ask(ConfirmScreen(str(error), told, "Do it anyway")):
            await self._do(make, anyway=True)


async def pick_card(
    part: ShellPart, title: str, cards: Sequence[tuple[str, str]]
) -> TouchpointId | None:
    """Ask for one of some cards, each an id and what is shown of it; None where it was left."""
    card = await part.ask(Picker(title, cards))
    return None if card is None else TouchpointId(card)


async def pick_stage(part: ShellPart) -> tuple[StageId | None] | None:
    """Ask for a stage, or for none, which is a stage too; None where it was left."""
    stages = await part.gateway.read(lists.stages, key="stages")
    at = await part.ask(Picker("To which stage?", enumerate(name for _, name in stages)))
    return None if at is None else (stages[at][0],)


class CardActs:
    """The acts on the chosen or marked cards of a map, and on its journey."""

    def __init__(self, view: MapView) -> None:
        """Act on what is chosen and marked in ``view``."""
        self._view = view
        self._graded_by = "staff"
        self._one = Acting(view, lambda: None)
        self._marked = Acting(view, view.unmark)

    # -- deciding
    async def decide(self, decision: Decision) -> None:
        """Accept the chosen or marked cards, reject them, or leave them open again."""
        cards = self._view.targets()
        if cards:
            await self._marked.act(lambda _: board.decide(cards, decision))

    async def merge(self) -> None:
        """Make one card of the marked and the chosen one; without marks, ask with which."""
        card = self._view.chosen_card()
        if card is None:
            return
        others = [one for one in self._view.targets() if one != card.id]
        if not others:
            other = await self._ask_other(card)
            if other is None:
                return
            others = [other]
        cards = [TouchpointId(card.id), *others]
        await self._marked.show_and_act(lambda anyway: board.merge(cards, anyway=anyway))

    async def _ask_other(self, card: Card) -> TouchpointId | None:
        seen = self._view.seen
        assert seen is not None
        stages = seen.journey.stages
        offered = [
            (other.id, f"{other.code} {other.name} · {stages[at].title} · {other.notes}")
            for at, other in seen.cards()
            if other.id != card.id
        ]
        if not offered:
            self._view.shell.say("There is no other card.")
            return None
        return await pick_card(self._view, f"Merge into {card.code}", offered)

    async def split(self) -> None:
        """Part the card where it is weakest, in two or in three."""
        card = self._view.chosen_card()
        if card is None:
            return
        title = f"Split {card.code}? (Enter opens it, to split off marked notes)"
        ways = ["In two, where it is weakest", "In three"]
        at = await self._view.ask(Picker(title, enumerate(ways)))
        if at is not None:
            split, count = TouchpointId(card.id), at + 2
            await self._one.show_and_act(
                lambda anyway: board.split_where_weakest(split, count, anyway=anyway)
            )

    async def rename(self) -> None:
        """Ask for another title; what else would do is offered first."""
        card = self._view.chosen_card()
        if card is None:
            return
        renamed = TouchpointId(card.id)
        others = await self._view.gateway.read(
            lambda project: drafts.runners_up(project, renamed), key="titles"
        )
        title = await self._ask_title(card, others)
        if title is not None and title.strip():
            self._retype(card, "title", card.title, title.strip())

    async def _ask_title(self, card: Card, others: Sequence[str]) -> str | None:
        if others:
            at = await self._view.ask(Picker(f"Call {card.code}", enumerate(["Type it", *others])))
            if at != 0:
                return None if at is None else others[at - 1]
        return await self._view.ask(AskScreen(f"Call {card.code}", card.title))

    async def move(self) -> None:
        """Put cards at another stage, which tags their notes."""
        cards = self._view.targets()
        if not cards or self._view.seen is None:
            return
        stage = await pick_stage(self._view)
        if stage is not None:
            await self._marked.show_and_act(lambda _: board.cards_to_stage(cards, *stage))

    # -- about the card
    async def _describe(
        self, card: Card, seen: Mapping[str, object] | None = None, **facts: Unpack[TypedFacts]
    ) -> None:
        await self._one.act(lambda _: board.describe(TouchpointId(card.id), seen=seen, **facts))

    async def grade(self, step: int) -> None:
        """Say that the customer feels better or worse here."""
        card = self._view.chosen_card()
        if card is not None:
            by = self._graded_by
            await self._one.act(lambda _: board.grade(TouchpointId(card.id), step, by))

    async def ask_grader(self) -> None:
        """Ask who sees the grades that follow so."""
        told = "Who sees the grades that follow so: staff, customers, we."
        grader = await self._view.ask(AskScreen("Graded by", self._graded_by, told))
        if grader is not None:
            self._graded_by = grader.strip()

    async def ask_owner(self) -> None:
        """Ask who owns the card."""
        card = self._view.chosen_card()
        if card is None:
            return
        owner = await self._view.ask(AskScreen(f"Owner of {card.code}", card.owner))
        if owner is not None:
            self._retype(card, "owner", card.owner, owner.strip())

    def _retype(self, card: Card, name: Literal["title", "owner"], seen: str, text: str) -> None:
        """Put another text over one that was seen; what another window made of it is shown."""
        if not may_write(self._view):
            return
        self._view.write(
            lambda project: cards.retype(project, TouchpointId(card.id), name, seen, text),
            self._view.shell.say,
            failed=lambda error: self._view.begin(self._overtaken(card, name, text, error)),
            label=f"the {name} of {card.code}",
            text=text,
        )

    async def _overtaken(
        self, card: Card, name: Literal["title", "owner"], text: str, error: SaysoError
    ) -> None:
        if isinstance(error, PASSING):
            return  # it is kept, and the title bar says so
        if not isinstance(error, cards.TextChanged):
            self._view.shell.say(str(error), "warning")
            return
        what = f"the {name} of {card.code}"
        dialog = VersionsScreen(text, error.now, what=what, may_keep_both=False)
        choice = await self._view.ask(dialog)
        if choice == "edit":
            typed = await self._view.ask(AskScreen(f"{name.capitalize()} of {card.code}", text))
            text, choice = (typed or "").strip(), "mine"
        if choice == "mine" and (text or name == "owner"):
            self._retype(card, name, error.now, text)

    async def ask_channel(self) -> None:
        """Ask where it happens."""
        card = self._view.chosen_card()
        if card is None:
            return
        channels = await self._view.gateway.read(lists.channels, key="channels")
        names = [name for _, name in channels]
        at = names.index(card.channel) if card.channel in names else 0
        at_new = await self._view.ask(Picker(f"Where is {card.code}?", enumerate(names), at))
        if at_new is not None:
            seen = {"channel": channels[at][0]}
            await self._describe(card, seen, channel=channels[at_new][0])

    async def ask_expectation(self) -> None:
        """Ask how the card compares with what the customer expected."""
        card = self._view.chosen_card()
        if card is None:
            return
        kinds = (None, *Expectation)
        names = ["not said", *(kind.value for kind in Expectation)]
        title = f"Expectation at {card.code}"
        now = kinds.index(card.expectation)
        at = await self._view.ask(Picker(title, enumerate(names), now))
        if at is not None:
            seen = {"expectation": card.expectation}
            await self._describe(card, seen, expectation=kinds[at])

    async def turn_truth(self) -> None:
        """Call the card a moment of truth, or not."""
        card = self._view.chosen_card()
        if card is not None:
            await self._describe(card, moment_of_truth=not card.moment_of_truth)

    # -- the journey
    async def ask_question(self) -> None:
        """Ask what people want at the stage that is shown."""
        column = self._view.column()
        if column is None or column.id is None:
            self._view.shell.say("Unplaced is no stage: there is nothing to ask there.")
            return
        if not may_write(self._view):
            return
        stage = StageId(column.id)
        form = FormScreen(
            f"What do people want at the stage {column.title}?",
            _question_lines(column.question),
            partial(_put_stage, stage),
            again=lambda project: _question_lines(lists.question(project, stage)),
        )
        if await self._view.ask(form) is not None:
            self._view.shell.say("Stored. Ctrl+Z takes it back.")

    async def choose_lanes(self) -> None:
        """Choose the lanes of the journey that is shown."""
        if self._view.seen is None or not may_write(self._view):
            return
        persona = self._view.seen.persona
        journey, rows = await self._view.gateway.read(
            lambda project: journeys.rows_for(project, persona), key="lanes"
        )
        if told := await self._view.ask(LanesScreen(journey, rows)):
            self._view.shell.say(told)

    async def bring_back(self) -> None:
        """List what was rejected or set aside, and bring back what is chosen."""
        away = await self._view.gateway.read(lists.put_away, key="put away")
        if not away:
            self._view.shell.say("Nothing was rejected or set aside.")
            return
        title = f"Rejected and set aside: {counted(len(away), 'thing')}. Enter brings one back."
        at = await self._view.ask(Picker(title, enumerate(text for _, _, text in away)))
        if at is None:
            return
        kind, thing, _ = away[at]
        if kind == "card":
            await self._one.act(lambda _: board.decide([TouchpointId(thing)], Decision.DRAFT))
        else:
            await self._one.act(lambda _: board.bring_back([NoteId(thing)]))


def _question_lines(question: str) -> tuple[Entry, ...]:
    return (Entry("question", "They want", question, "in their words; empty: not said"),)


def _put_stage(stage: StageId, changed: Mapping[str, str]) -> Callable[[Project], object]:
    return lambda project: lists.put(project, "stage", stage, changed)


class NoteActs:
    """The acts on the chosen or marked notes of a card, and on its claims."""

    def __init__(self, evidence: EvidenceList, refresh: Callable[[], None]) -> None:
        """Act on what is chosen and marked in ``evidence``; ``refresh`` shows what was done."""
        self._evidence = evidence
        self._acting = Acting(evidence, refresh)

    @property
    def _card(self) -> TouchpointId:
        return TouchpointId(self._evidence.card.id)

    def _say(self, text: str) -> None:
        self._evidence.shell.say(text)

    # -- moving
    async def take(self) -> None:
        """Bring notes that nearly belong here onto this card."""
        row = self._evidence.row_here()
        if not self._evidence.marked and (row is None or not row.near):
            self._say("Choose a note under “nearly belong here” first.")
            return
        card, notes = self._card, self._evidence.targets()
        if notes:
            await self._acting.act(lambda anyway: board.move(notes, card, anyway=anyway))

    async def move(self) -> None:
        """Put notes on another card."""
        await self._move(self._evidence.targets())

    async def move_claim(self) -> None:
        """Put all notes that say the same as the chosen one on another card."""
        claim = self._evidence.claim_here()
        if claim is None:
            self._say("Choose a claim, or a note under one.")
            return
        await self._move(self._evidence.notes_of(claim))

    async def _move(self, notes: list[NoteId]) -> None:
        if not notes:
            return
        cards = await self._evidence.gateway.read(lists.cards, key="cards")
        offered = [("", "T– a new card"), *(card for card in cards if card[0] != self._card)]
        card = await pick_card(self._evidence, "Move to which card?", offered)
        if card is not None:
            to = card or None
            await self._acting.show_and_act(lambda anyway: board.move(notes, to, anyway=anyway))

    async def split(self) -> None:
        """Make a new card of the marked notes, or of the chosen one or claim."""
        card, notes = self._card, self._evidence.targets()
        if notes:
            await self._acting.show_and_act(
                lambda anyway: board.split(card, [notes], anyway=anyway)
            )

    # -- pairs
    async def pair(self, kind: LinkKind, level: LinkLevel) -> None:
        """Let the two marked notes always share a card or claim, or never."""
        here, marked = self._evidence.note_here(), self._evidence.marked
        claim = self._evidence.claim_here() if here is None else None
        apart = kind is LinkKind.APART and level is LinkLevel.CARD
        # Two notes of two other claims are the pair, wherever the cursor went after marking.
        pair = len(marked) == 2 and len(self._evidence.marked_claims() - {claim}) != 1
        if apart and claim is not None and not pair:
            await self._part_claims(claim)
            return
        notes = sorted(marked | ({here} if here and len(marked) < 2 else set()))
        if len(notes) != 2:
            self._say("Mark two notes first (space).")
            return
        going = here if here in notes else notes[1]
        link = Link.between(notes[0], notes[1], kind, level)
        await self._acting.show_and_act(lambda anyway: board.link(link, going=going, anyway=anyway))

    async def _part_claims(self, goes: ClaimId) -> None:
        """Part the claim under the cursor and that of the marked notes."""
        others = self._evidence.marked_claims() - {goes}
        if len(others) != 1:
            self._say("Mark a note of one other claim first: the two then never meet.")
            return
        (stays,) = others
        await self._acting.show_and_act(
            lambda anyway: board.part_claims(stays, goes, anyway=anyway)
        )

    async def unlink(self) -> None:
        """Take back what was decided about a note: its pairs, or what it was put for or against."""
        row, note = self._evidence.row_here(), self._evidence.note_here()
        if row is None or note is None:
            self._say("Choose a note first.")
        elif row.heard and row.claim is not None:
            on = self._evidence.notes_of(row.claim)[0]
            await self._acting.act(lambda _: board.take_back([note], on))
        elif self._evidence.speaks_against_card(note):
            await self._acting.act(lambda _: board.take_sides([note], EvidenceStance.FOR))
        else:
            await self._acting.show_and_act(lambda _: board.unlink(note))

    # -- marks of a note
    async def pin(self) -> None:
        """Pin the notes here, or let them go again."""
        notes = self._evidence.targets()
        known = self._evidence.known
        pinned = not all(known[note].pinned for note in notes if note in known)
        if notes:
            await self._acting.act(lambda _: board.pin(notes, pinned=pinned))

    async def put(self, stance: EvidenceStance) -> None:
        """Put the marked or chosen notes, or the chosen claim, for or against another claim."""
        evidence = self._evidence
        note, claim = evidence.note_here(), evidence.claim_here()
        notes = sorted(evidence.marked) or ([note] if note is not None else [])
        whole = evidence.notes_of(claim)[:1] if claim is not None and not notes else []
        if not (notes or whole):
            self._say("Choose a note or a claim first.")
            return
        code = await self._pick_claim(stance, [*notes, *whole])
        if code is not None:
            on = await evidence.gateway.read(
                lambda project: claims.target(project.snapshot(), code), key="claim"
            )
            await self._acting.act(lambda _: board.bear(notes, on, stance, whole=whole))

    async def _pick_claim(self, stance: EvidenceStance, notes: Sequence[NoteId]) -> str | None:
        """Ask for a claim that none of some notes is part of, those of this card first."""
        evidence = self._evidence
        every = await evidence.gateway.read(claims.listed, key="claims")
        others = [one for one in every if one.code and not set(notes) & set(one.notes)]
        others.sort(key=lambda one: one.card != evidence.card.code)
        here = evidence.code_of(evidence.claim_here())
        at = next((n for n, one in enumerate(others) if one.code == here), 0)
        offered = [
            (
                one.code,
                f"{one.code} “{one.words}” · {one.kind or 'remark'} · {one.card} {one.stage}",
            )
            for one in others
        ]
        if not offered:
            self._say("There is no other claim.")
            return None
        title = f"{str(stance).capitalize()} which claim? Its code, or words of it"
        return await evidence.ask(Picker(title, offered, at))

    async def to_stage(self) -> None:
        """Tag notes with another stage; they leave this card."""
        notes = self._evidence.targets()
        stage = await pick_stage(self._evidence) if notes else None
        if stage is not None:
            await self._acting.show_and_act(lambda _: board.notes_to_stage(notes, *stage))

    async def set_aside(self) -> None:
        """Take remarks that say nothing off the card."""
        notes = self._evidence.targets()
        if notes:
            await self._acting.act(lambda _: board.set_aside(notes))

    # -- the claim and the card
    async def quote(self) -> None:
        """Let the note under the cursor stand for its claim."""
        row = self._evidence.row_here()
        if row is None or row.note is None or row.near or row.heard:
            self._say("Choose a note of a claim: r quotes it for the claim.")
            return
        note = row.note
        await self._acting.act(lambda _: board.quote(note))

    async def accept(self) -> None:
        """Accept the card as it is."""
        card = self._card
        await self._acting.act(lambda _: board.decide([card], Decision.ACCEPTED))
