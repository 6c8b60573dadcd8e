"""What can be done with cards and their notes: one key each, shown before and told after."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from capture.literal import line, literal
from capture.themes import stylesheet
from capture.widgets.fields import Line
from capture.widgets.resilient import Resilient, TypeAhead
from data.records import (
    ClaimId,
    CommentKind,
    Decision,
    EvidenceStance,
    Expectation,
    Link,
    LinkKind,
    LinkLevel,
    NoteId,
    TouchpointId,
)
from data.shorthand.finder import Finder, code_keys, keys_of
from data.text import clip, counted, visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.gateway import Project
    from capture.jobs.board import Act, CardNotes, Seen
    from capture.jobs.cards import CardFacts
    from capture.screens.board.card import CardRow
    from capture.screens.forms import FormScreen
    from capture.shell import Shell
    from data.errors import SaysoError
    from data.records import Journey
    from synthesis.board.ground import Effect, Ground
    from synthesis.map.model import Card, LaneKey, Row

Make = Callable[[bool], "Act"]
"""Makes an act; True: older decisions that stand against it are taken back."""


class PreviewScreen(Resilient, ModalScreen[bool]):
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


class Acting(Screen[Any]):
    """A screen that can act on the board; mix it into one."""

    @property
    def _shell(self) -> Shell:
        return cast("Shell", self.app)

    def act(
        self, make: Make, *, ask: bool = False, then: Callable[[Effect], None] | None = None
    ) -> None:
        """Do an act, after showing what it changes where ``ask`` says so.

        What stands against an older decision is asked about, with both named.
        """
        if self._shell.gateway.read_only:
            self._shell.say("The project is read-only: it can be seen, not changed.", "warning")
        elif ask:
            self._look(make, False, then)
        else:
            self._do(make, False, then)

    def _look(self, make: Make, anyway: bool, then: Callable[[Effect], None] | None) -> None:
        from capture.jobs import board

        act = make(anyway)
        self._shell.gateway.compute(
            lambda project, _: board.preview(project, act),
            partial(self._shown, make, anyway, then),
            failed=partial(self._refused, make, then),
            key="preview",
        )

    def _shown(
        self, make: Make, anyway: bool, then: Callable[[Effect], None] | None, effect: Effect
    ) -> None:
        if effect.is_nothing:
            self._shell.say("That is so already.")
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._do(make, anyway, then)

        self.app.push_screen(PreviewScreen(f"{effect.label}?", effect.told), answered)

    def _do(self, make: Make, anyway: bool, then: Callable[[Effect], None] | None) -> None:
        from capture.jobs import board

        act = make(anyway)
        self._shell.gateway.write(
            lambda project: board.do(project, act),
            partial(self._done, then),
            failed=partial(self._refused, make, then),
            label="act on the board",
        )

    def _done(self, then: Callable[[Effect], None] | None, effect: Effect) -> None:
        was = {card.id for card in effect.before}
        new = [f"{c.code} {clip(visible(c.title), 30)}" for c in effect.after if c.id not in was]
        told = "That is so already." if effect.is_nothing else effect.label
        self._shell.say(f"{told} → {', '.join(new)}" if new else told)
        if then is not None:
            then(effect)

    def _refused(
        self, make: Make, then: Callable[[Effect], None] | None, error: SaysoError
    ) -> None:
        from capture.jobs.board import Clash
        from capture.screens.dialogs import ConfirmScreen

        if not isinstance(error, Clash):
            self._shell.say(str(error), "warning")
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._do(make, True, then)

        told = "Doing it anyway takes that decision back, in the same step."
        self.app.push_screen(ConfirmScreen(str(error), told, "Do it anyway"), answered)


_AS_IT_ENDS = {"?": CommentKind.QUESTION, "!": CommentKind.CHALLENGE}


class FactActs(Acting):
    """The acts; the screen says which card is meant and shows it again after each."""

    _voter = ""
    _author = ""

    def card_meant(self) -> Card | None:
        """Return the card that is meant; say so where there is none."""
        raise NotImplementedError

    def fact_stored(self) -> None:
        """Show the card as it is by now, where the screen does not by itself."""

    def _may_write(self) -> bool:
        if self._shell.gateway.read_only:
            self._shell.say("The project is read-only: it can be seen, not changed.", "warning")
        return not self._shell.gateway.read_only

    def _say_and_show(self, told: str | None) -> None:
        if told is not None:
            self._shell.say(told or "Stored. Ctrl+Z takes it back.")
            self.fact_stored()

    def _warn(self, error: SaysoError) -> None:
        self._shell.say(str(error), "warning")

    # -- facts
    def action_facts(self) -> None:
        """Show all facts of the card on a form."""
        card = self.card_meant()
        if card is None or not self._may_write():
            return
        from capture.jobs import cards as cards_jobs

        one = TouchpointId(card.id)
        self._shell.gateway.read(
            lambda project: cards_jobs.look(project, one), self._show_facts, key="facts"
        )

    def _show_facts(self, found: CardFacts | None) -> None:
        from capture.screens.board.facts import card_form

        form = card_form(found)
        if form is None:
            self._shell.say("That card is gone.")
            return
        self.app.push_screen(form, self._say_and_show)

    # -- dots
    def action_vote(self) -> None:
        """Give the card a dot, by whoever voted last."""
        card = self.card_meant()
        if card is None or not self._may_write():
            return
        who = self._voter
        self._shell.gateway.write(
            lambda project: _vote(project, card, "1", who),
            self._say_and_show,
            failed=self._warn,
            label="a vote",
        )

    def action_votes(self) -> None:
        """Ask how many dots, and for whom."""
        card = self.card_meant()
        if card is None or not self._may_write():
            return
        from capture.jobs import cards as cards_jobs

        self._shell.gateway.read(cards_jobs.voters, partial(self._ask_votes, card), key="voters")

    def _ask_votes(self, card: Card, known: list[str]) -> None:
        from capture.screens.forms import Entry, FormScreen

        so_far = f"; so far: {', '.join(known[:4])}" if known else ""
        entries = (
            Entry("dots", "Dots", "", "5, or -2 to take some back"),
            Entry("voter", "For", self._voter, f"a name, a table; empty: the room{so_far}"),
        )

        def store(changed: Mapping[str, str]) -> Callable[[Project], str]:
            who = changed.get("voter", self._voter)

            def job(project: Project) -> str:
                told = _vote(project, card, changed.get("dots", ""), who)
                self._voter = who.strip()
                return told

            return job

        form = FormScreen(f"Dots on {card.code} {card.title}", entries, store)
        self.app.push_screen(form, self._say_and_show)

    # -- comments
    def action_comment(self) -> None:
        """Say something about the card."""
        card = self.card_meant()
        if card is not None and self._may_write():
            self.app.push_screen(self.comment_form(card), self._say_and_show)

    def comment_form(self, card: Card) -> FormScreen:
        """Return the form for a new comment."""
        from capture.screens.forms import Entry, FormScreen

        kinds = ("as it ends", *(one.value for one in CommentKind))
        entries = (
            Entry("text", "Comment"),
            Entry("kind", "Kind", "0", "as it ends: ? asks, ! challenges", choices=kinds),
            Entry("author", "By", self._author, "a name or a team; kept for the next one"),
        )

        def store(changed: Mapping[str, str]) -> Callable[[Project], str]:
            text, at = changed.get("text", ""), int(changed.get("kind", "0"))
            kind = tuple(CommentKind)[at - 1] if at else kind_of(text)
            author = changed.get("author", self._author)

            def job(project: Project) -> str:
                from capture.jobs import cards as cards_jobs

                cards_jobs.comment(project, TouchpointId(card.id), text, kind, author)
                self._author = author.strip()
                return f"{kind.value.title()} on {card.code}."

            return job

        return FormScreen(f"Comment on {card.code} {card.title}", entries, store)

    def action_comments(self) -> None:
        """List what was said about the card, to answer and close it."""
        card = self.card_meant()
        if card is None:
            return
        from capture.screens.board.facts import CommentsScreen

        def left(changed: bool | None) -> None:
            if changed:
                self.fact_stored()

        form = None if self._shell.gateway.read_only else partial(self.comment_form, card)
        self.app.push_screen(CommentsScreen(card, form), left)


def kind_of(text: str) -> CommentKind:
    """Return what a comment is by how it ends."""
    return _AS_IT_ENDS.get(text.strip()[-1:], CommentKind.COMMENT)


def _vote(project: Project, card: Card, typed: str, who: str) -> str:
    from capture.jobs import cards as cards_jobs

    now = cards_jobs.vote(project, TouchpointId(card.id), cards_jobs.dots(typed), who)
    by = f" by {who.strip()}" if who.strip() else ""
    return f"{card.code} has {counted(now, 'dot')}{by}."


class MapActs(FactActs):
    """The acts; the map itself says what is seen, chosen and marked."""

    _seen: Seen | None
    _card: str
    _marked: set[str]
    _stage: int
    _graded_by = "staff"

    # -- what an act is for
    def card_meant(self) -> Card | None:
        """Return the chosen card; say so where there is none."""
        return self._chosen()

    def _chosen(self) -> Card | None:
        """Return the chosen card; say so where there is none."""
        cards = self._seen.cards() if self._seen is not None else ()
        found = next((card for _, card in cards if card.id == self._card), None)
        if found is None:
            self._shell.say("There is no card here.")
        return found

    def _targets(self) -> list[TouchpointId]:
        """Return the marked cards, else the chosen one."""
        if self._marked:
            shown = [card.id for _, card in self._seen.cards()] if self._seen is not None else []
            return [TouchpointId(one) for one in shown if one in self._marked]
        card = self._chosen()
        return [TouchpointId(card.id)] if card is not None else []

    def _with_cards(
        self, act: Callable[[Ground, Sequence[TouchpointId]], Effect], *, ask: bool = False
    ) -> None:
        some = self._targets()
        if some:
            self.act(lambda _: lambda ground: act(ground, some), ask=ask, then=self._unmark)

    def _unmark(self, effect: Effect) -> None:
        del effect
        self._marked.clear()

    def _describe(self, **facts: Any) -> None:
        card = self._chosen()
        if card is not None:
            self._describe_card(card, **facts)

    # -- deciding
    def action_accept(self) -> None:
        """Accept the chosen or marked cards."""
        self._decide(Decision.ACCEPTED)

    def action_reject(self) -> None:
        """Take the chosen or marked cards off the map."""
        self._decide(Decision.REJECTED)

    def action_reopen(self) -> None:
        """Leave cards open again."""
        self._decide(Decision.DRAFT)

    def _decide(self, decision: Decision) -> None:
        from synthesis.board import acts

        self._with_cards(lambda ground, some: acts.decide(ground, some, decision))

    def action_merge(self) -> None:
        """Make one card of the marked and the chosen one; without marks, ask with which."""
        card = self._chosen()
        if card is None:
            return
        others = [one for one in self._targets() if one != card.id] if self._marked else []
        if others:
            self._merge(card, others)
            return
        self._pick_card(f"Merge into {card.code}", card, lambda other: self._merge(card, [other]))

    def _merge(self, card: Card, others: Sequence[TouchpointId]) -> None:
        def make(anyway: bool) -> Act:
            from synthesis.board import acts

            some = [TouchpointId(card.id), *others]
            return lambda ground: acts.merge(ground, some, anyway=anyway)

        self.act(make, ask=True, then=self._unmark)

    def _pick_card(
        self, title: str, but: Card | None, then: Callable[[TouchpointId], None]
    ) -> None:

        if self._seen is None:
            return
        stages = self._seen.journey.stages
        offered = [
            (card.id, f"{card.code} {card.title} · {stages[at].title} · {card.notes}")
            for at, card in self._seen.cards()
            if but is None or card.id != but.id
        ]
        if not offered:
            self._shell.say("There is no other card.")
            return

        def taken(card: str | None) -> None:
            if card is not None:
                then(TouchpointId(card))

        self.app.push_screen(CardPickScreen(title, offered), taken)

    def action_split(self) -> None:
        """Part the card where it is weakest, in two or in three."""
        card = self._chosen()
        if card is None:
            return
        from capture.screens.dialogs import PickScreen

        def taken(at: int | None) -> None:
            if at is None:
                return

            def make(anyway: bool) -> Act:
                from synthesis.board import acts

                one = TouchpointId(card.id)
                return lambda ground: acts.split(
                    ground, one, acts.proposed(ground, one, at + 2), anyway=anyway
                )

            self.act(make, ask=True)

        ways = ["In two, where it is weakest", "In three"]
        self.app.push_screen(
            PickScreen(f"Split {card.code}? (Enter opens it, to split off marked notes)", ways),
            taken,
        )

    def action_rename(self) -> None:
        """Ask for another title; what else would do is offered first."""
        card = self._chosen()
        if card is None:
            return
        from capture.jobs import drafts

        one = TouchpointId(card.id)
        self._shell.gateway.read(
            lambda project: drafts.runners_up(project, one),
            lambda others: self._offer_titles(card, others),
            key="titles",
        )

    def _offer_titles(self, card: Card, others: tuple[str, ...]) -> None:
        from capture.screens.dialogs import AskScreen, PickScreen

        def typed(title: str | None) -> None:
            if title is not None and title.strip():
                self._describe_card(card, title=title)

        def ask() -> None:
            self.app.push_screen(AskScreen(f"Call {card.code}", card.title), typed)

        if not others:
            ask()
            return

        def taken(at: int | None) -> None:
            if at == 0:
                ask()
            elif at is not None:
                self._describe_card(card, title=others[at - 1])

        self.app.push_screen(PickScreen(f"Call {card.code}", ["Type it", *others]), taken)

    def _describe_card(self, card: Card, **facts: Any) -> None:
        def make(_: bool) -> Act:
            from synthesis.board import acts

            return lambda ground: acts.describe(ground, TouchpointId(card.id), **facts)

        self.act(make)

    def action_move(self) -> None:
        """Put cards at another stage, which tags their notes."""
        some, seen = self._targets(), self._seen
        if not some or seen is None:
            return
        from capture.jobs import lists
        from capture.screens.dialogs import PickScreen

        def show(stages: list[tuple[Any, str]]) -> None:
            def taken(at: int | None) -> None:
                if at is None:
                    return

                def make(_: bool) -> Act:
                    from synthesis.board import acts

                    return lambda ground: acts.to_stage(ground, some, stages[at][0])

                self.act(make, ask=True, then=self._unmark)

            names = [name for _, name in stages]
            self.app.push_screen(PickScreen("To which stage?", names), taken)

        self._shell.gateway.read(lists.stages, show, key="stages")

    # -- about the card
    def action_worse(self) -> None:
        """The customer feels worse here."""
        self._grade(-1)

    def action_better(self) -> None:
        """The customer feels better here."""
        self._grade(1)

    def _grade(self, step: int) -> None:
        card = self._chosen()
        if card is None:
            return
        by = self._graded_by

        def make(_: bool) -> Act:
            from synthesis.board import acts

            return lambda ground: acts.grade(ground, TouchpointId(card.id), step, by)

        self.act(make)

    def action_graded_by(self) -> None:
        """Say who sees the grades that follow so."""
        from capture.screens.dialogs import AskScreen

        def typed(who: str | None) -> None:
            if who is not None:
                self._graded_by = who.strip()

        told = "Who sees the grades that follow so: staff, customers, we."
        self.app.push_screen(AskScreen("Graded by", self._graded_by, told), typed)

    def action_owner(self) -> None:
        """Ask who owns the card."""
        self._ask_fact("Owner", "owner")

    def _ask_fact(self, title: str, name: str) -> None:
        card = self._chosen()
        if card is None:
            return
        from capture.screens.dialogs import AskScreen

        def typed(value: str | None) -> None:
            if value is not None:
                self._describe_card(card, **{name: value.strip()})

        value = str(getattr(card, name))
        self.app.push_screen(AskScreen(f"{title} of {card.code}", value), typed)

    def action_channel(self) -> None:
        """Say where it happens."""
        card = self._chosen()
        if card is None:
            return
        from capture.jobs import lists
        from capture.screens.dialogs import PickScreen

        def show(channels: list[tuple[Any, str]]) -> None:
            def taken(at: int | None) -> None:
                if at is not None:
                    self._describe_card(card, channel=channels[at][0])

            names = [name for _, name in channels]
            at = names.index(card.channel) if card.channel in names else 0
            self.app.push_screen(PickScreen(f"Where is {card.code}?", names, at), taken)

        self._shell.gateway.read(lists.channels, show, key="channels")

    def action_expectation(self) -> None:
        """Say how the card compares with what the customer expected."""
        card = self._chosen()
        if card is None:
            return
        from capture.screens.dialogs import PickScreen

        kinds: list[Expectation | None] = [None, *Expectation]

        def taken(at: int | None) -> None:
            if at is not None:
                self._describe_card(card, expectation=kinds[at])

        names = ["not said", *(one.value for one in Expectation)]
        at = kinds.index(card.expectation)
        self.app.push_screen(PickScreen(f"Expectation at {card.code}", names, at), taken)

    def action_truth(self) -> None:
        """Call the card a moment of truth, or not."""
        card = self._chosen()
        if card is not None:
            self._describe(moment_of_truth=not card.moment_of_truth)

    # -- the journey
    def action_question(self) -> None:
        """Say what people want at the stage that is shown."""
        columns = self._seen.journey.stages if self._seen is not None else ()
        column = columns[self._stage] if self._stage < len(columns) else None
        if column is None or column.id is None:
            self._shell.say("Unplaced is no stage: there is nothing to ask there.")
            return
        if not self._may_write():
            return
        from capture.screens.forms import Entry, FormScreen
        from data.records import StageId

        stage = StageId(column.id)
        told = "in their words; empty: not said"
        entries = (Entry("question", "They want", column.question, told),)

        def store(changed: Mapping[str, str]) -> Callable[[Project], object]:
            from capture.jobs import lists as lists_jobs

            return lambda project: lists_jobs.put(project, "stage", stage, changed)

        def stored(done: str | None) -> None:
            if done is not None:
                self._shell.say("Stored. Ctrl+Z takes it back.")

        form = FormScreen(f"What do people want at the stage {column.title}?", entries, store)
        self.app.push_screen(form, stored)

    def action_lanes(self) -> None:
        """Choose the lanes of the journey that is shown."""
        if self._seen is None or not self._may_write():
            return
        from capture.jobs import journeys

        persona = self._seen.persona
        self._shell.gateway.read(
            lambda project: journeys.rows_for(project, persona),
            self._show_lanes,
            failed=self._warn,
            key="lanes",
        )

    def _show_lanes(self, found: tuple[Journey, list[tuple[LaneKey | Row, bool]]]) -> None:
        from capture.screens.board.facts import LanesScreen

        self.app.push_screen(LanesScreen(*found), self._say_and_show)

    def action_put_away(self) -> None:
        """List what was rejected or set aside, and bring back what is chosen."""
        from capture.jobs import lists

        self._shell.gateway.read(lists.put_away, self._show_put_away, key="put away")

    def _show_put_away(self, found: list[tuple[str, str, str]]) -> None:
        from capture.screens.dialogs import PickScreen

        if not found:
            self._shell.say("Nothing was rejected or set aside.")
            return

        def taken(at: int | None) -> None:
            if at is None:
                return
            kind, one, _ = found[at]

            def make(_: bool) -> Act:
                from data.records import NoteId
                from synthesis.board import acts

                if kind == "card":
                    return lambda g: acts.decide(g, [TouchpointId(one)], Decision.DRAFT)
                return lambda ground: acts.bring_back(ground, [NoteId(one)])

            self.act(make)

        title = f"Rejected and set aside: {counted(len(found), 'thing')}. Enter brings one back."
        self.app.push_screen(PickScreen(title, [text for _, _, text in found]), taken)


class CardActs(FactActs, ModalScreen[NoteId | None]):
    """The acts; the card itself says what is chosen and marked."""

    _card: Card
    _marked: set[NoteId]
    _closer: CardNotes | None

    def _row_here(self) -> CardRow | None:
        raise NotImplementedError

    def _note_here(self) -> NoteId | None:
        raise NotImplementedError

    def card_meant(self) -> Card | None:
        """Return the card."""
        return self._card

    def refresh_card(self, effect: Effect | None) -> None:
        """Show the card as an act left it."""
        raise NotImplementedError

    def _targets(self) -> list[NoteId]:
        """Return the marked notes, else the chosen one; say so where there is none."""
        if self._marked:
            return sorted(self._marked)
        row = self._row_here()
        if row is not None and row.note is None and row.claim is not None:
            return self._notes_of_claim(row)
        if row is None or row.note is None:
            self._shell.say("Choose a note first.")
            return []
        return [row.note]

    def _notes_of_claim(self, row: CardRow) -> list[NoteId]:
        claims = [claim for lane in self._card.lanes for claim in lane.claims]
        return [NoteId(n.id) for p in claims if p.id == row.claim for n in p.notes]

    def _with_notes(
        self,
        act: Callable[[Ground, Sequence[NoteId], bool], Effect],
        *,
        ask: bool = False,
        notes: list[NoteId] | None = None,
    ) -> None:
        some = self._targets() if notes is None else notes
        if some:
            self.act(
                lambda anyway: lambda ground: act(ground, some, anyway),
                ask=ask,
                then=self.refresh_card,
            )

    # -- moving
    def action_take(self) -> None:
        """Bring notes that nearly belong here onto this card."""
        row = self._row_here()
        if not self._marked and (row is None or not row.near):
            self._shell.say("Choose a note under “nearly belong here” first.")
            return
        from synthesis.board import acts

        here = TouchpointId(self._card.id)
        self._with_notes(lambda g, some, anyway: acts.move(g, some, here, anyway=anyway))

    def action_move(self) -> None:
        """Put notes on another card."""
        self._move(self._targets())

    def action_move_claim(self) -> None:
        """Put all notes that say the same as the chosen one on another card."""
        row = self._row_here()
        if row is None or row.claim is None:
            self._shell.say("Choose a claim, or a note under one.")
            return
        self._move(self._notes_of_claim(row))

    def _move(self, some: list[NoteId]) -> None:
        if not some:
            return
        from capture.jobs import lists

        def show(cards: list[tuple[str, str]]) -> None:
            offered = [("", "T– a new card"), *(c for c in cards if c[0] != self._card.id)]

            def taken(card: str | None) -> None:
                if card is None:
                    return
                from synthesis.board import acts

                to = TouchpointId(card) if card else None
                self._with_notes(
                    lambda g, notes, anyway: acts.move(g, notes, to, anyway=anyway),
                    ask=True,
                    notes=some,
                )

            self.app.push_screen(CardPickScreen("Move to which card?", offered), taken)

        self._shell.gateway.read(lists.cards, show, key="cards")

    def action_split(self) -> None:
        """Make a new card of the marked notes, or of the chosen one or claim."""
        from synthesis.board import acts

        here = TouchpointId(self._card.id)
        self._with_notes(
            lambda g, some, anyway: acts.split(g, here, [some], anyway=anyway), ask=True
        )

    # -- pairs
    def action_together(self) -> None:
        """Let the two marked notes always share a card."""
        self._pair(LinkKind.TOGETHER, LinkLevel.CARD)

    def action_apart(self) -> None:
        """Let the two marked notes never share a card."""
        self._pair(LinkKind.APART, LinkLevel.CARD)

    def action_same(self) -> None:
        """Let the two marked notes always share a claim."""
        self._pair(LinkKind.TOGETHER, LinkLevel.CLAIM)

    def action_different(self) -> None:
        """Let the two marked notes never share a claim."""
        self._pair(LinkKind.APART, LinkLevel.CLAIM)

    def _pair(self, kind: LinkKind, level: LinkLevel) -> None:
        here = self._note_here()
        if kind is LinkKind.APART and level is LinkLevel.CARD and self._part_claims():
            return
        some = sorted(self._marked | ({here} if here and len(self._marked) < 2 else set()))
        if len(some) != 2:
            self._shell.say("Mark two notes first (space).")
            return
        going = here if here in some else some[1]

        def make(anyway: bool) -> Act:
            from synthesis.board import acts

            made = Link.between(some[0], some[1], kind, level)
            return lambda ground: acts.link_notes(ground, made, going=going, anyway=anyway)

        self.act(make, ask=True, then=self.refresh_card)

    def _part_claims(self) -> bool:
        """Part the claims under the cursor and of the marked notes; False where none is meant."""
        row = self._row_here()
        if row is None or row.note is not None or row.claim is None:
            return False
        goes = row.claim
        claims = [claim for lane in self._card.lanes for claim in lane.claims]
        others = {
            ClaimId(claim.id)
            for claim in claims
            if claim.id != goes and any(NoteId(note.id) in self._marked for note in claim.notes)
        }
        if len(others) != 1:
            self._shell.say("Mark a note of one other claim first: the two then never meet.")
            return True
        (stays,) = others

        def make(anyway: bool) -> Act:
            from synthesis.board import acts

            return lambda ground: acts.part_claims(ground, stays, goes, anyway=anyway)

        self.act(make, ask=True, then=self.refresh_card)
        return True

    def action_unlink(self) -> None:
        """Take back what was decided about a note and others."""
        note = self._note_here()
        if note is None:
            self._shell.say("Choose a note first.")
            return

        def make(_: bool) -> Act:
            from synthesis.board import acts

            def act(ground: Ground) -> Effect:
                found = [x for x in ground.snapshot.links if note in (x.first, x.second)]
                return acts.unlink_notes(ground, found)

            return act

        self.act(make, ask=True, then=self.refresh_card)

    # -- marks of a note
    def action_pin(self) -> None:
        """Pin the notes here, or let them go again."""
        from synthesis.board import acts

        known = {one.note: one for one in self._closer.notes} if self._closer else {}
        some = self._targets()
        pinned = not all(known[one].pinned for one in some if one in known)
        self._with_notes(lambda g, notes, _: acts.pin(g, notes, pinned=pinned), notes=some)

    def action_against(self) -> None:
        """Let the notes speak against their claims, or for them after all."""
        from synthesis.board import acts

        known = {one.note: one for one in self._closer.notes} if self._closer else {}
        some = self._targets()
        is_against = all(known[one].against for one in some if one in known)
        stance = EvidenceStance.FOR if is_against else EvidenceStance.AGAINST
        self._with_notes(lambda g, notes, _: acts.take_sides(g, notes, stance), notes=some)

    def action_stage(self) -> None:
        """Tag notes with another stage; they leave this card."""
        some = self._targets()
        if not some:
            return
        from capture.jobs import lists
        from capture.screens.dialogs import PickScreen

        def show(stages: list[tuple[Any, str]]) -> None:
            def taken(at: int | None) -> None:
                if at is None:
                    return
                from synthesis.board import acts

                self._with_notes(
                    lambda g, notes, _: acts.notes_to_stage(g, notes, stages[at][0]),
                    ask=True,
                    notes=some,
                )

            self.app.push_screen(PickScreen("To which stage?", [n for _, n in stages]), taken)

        self._shell.gateway.read(lists.stages, show, key="stages")

    def action_aside(self) -> None:
        """Take remarks that say nothing off the card."""
        from synthesis.board import acts

        self._with_notes(lambda g, some, _: acts.set_aside(g, some))

    def action_rename(self) -> None:
        """Give the claim another title."""
        row = self._row_here()
        if row is None or row.claim is None:
            self._shell.say("Choose a claim, or a note under one.")
            return
        from capture.screens.dialogs import AskScreen

        claim, here = row.claim, TouchpointId(self._card.id)
        claims = [one for lane in self._card.lanes for one in lane.claims]
        title = next((one.title for one in claims if one.id == claim), "")

        def typed(answer: str | None) -> None:
            if answer is None or not answer.strip():
                return

            def make(_: bool) -> Act:
                from synthesis.board import acts

                return lambda ground: acts.rename_claim(ground, here, claim, answer)

            self.act(make, then=self.refresh_card)

        self.app.push_screen(AskScreen("Call the claim", title), typed)

    def action_accept(self) -> None:
        """Accept the card as it is."""
        here = TouchpointId(self._card.id)

        def make(_: bool) -> Act:
            from synthesis.board import acts

            return lambda ground: acts.decide(ground, [here], Decision.ACCEPTED)

        self.act(make, then=self.refresh_card)

    def action_why(self) -> None:
        """Say why the note is where it is."""
        note = self._note_here()
        if note is None:
            self._shell.say("Choose a note first: w says why it is here.")
            return
        from capture.screens.board.explaining import explain_note

        explain_note(self._shell, note)


class CardPickScreen(Resilient, TypeAhead, ModalScreen[str | None]):
    """Offers cards; the answer is an id, None where it was left."""

    CSS_PATH = stylesheet("dialogs")
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "dismiss", "Leave"),
        ("down", "step(1)", "Next"),
        ("up", "step(-1)", "Before"),
    ]

    def __init__(self, title: str, cards: Sequence[tuple[str, str]]) -> None:
        """Offer ``cards``: id, and what is shown of it."""
        super().__init__()
        self._title, self._cards = title, tuple(cards)
        self._fit = self._cards
        self._finder = Finder(
            (one, keys_of(one[1], *code_keys(one[1].split()[0]))) for one in cards
        )

    def compose(self) -> ComposeResult:
        """Lay out the line and the list under it."""
        with Vertical(classes="dialog"):
            yield Static(literal(self._title, "bold"))
            yield Line("", select_on_focus=False, compact=True)
            yield OptionList(markup=False, compact=True, classes="choices")
            yield Static(literal("Some letters or its code, Enter takes it, Esc leaves.", "dim"))

    def on_mount(self) -> None:
        """Go to the line."""
        self._fill("")
        self.set_focus(self.query_one(Line))

    def _fill(self, typed: str) -> None:
        fits = Finder(
            (one, keys_of(one[1], *code_keys(one[1].split(" ")[0]))) for one in self._cards
        )
        self._fit = tuple(fits.ranked(typed, inside=True)) if typed.strip() else self._cards
        offered = self.query_one(OptionList)
        offered.clear_options()
        offered.add_options([Option(line(text, 200)) for _, text in self._fit])
        offered.highlighted = 0 if self._fit else None

    def on_input_changed(self, event: Input.Changed) -> None:
        """Offer what fits."""
        self._fill(event.value)

    def action_step(self, by: int) -> None:
        """Go up or down the list while typing."""
        offered = self.query_one(OptionList)
        if self._fit:
            offered.highlighted = ((offered.highlighted or 0) + by) % len(self._fit)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what is picked out."""
        event.stop()
        at = self.query_one(OptionList).highlighted
        if at is not None and self._fit:
            self.dismiss(self._fit[at][0])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take what was clicked."""
        self.dismiss(self._fit[event.option_index][0])
