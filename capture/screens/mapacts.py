"""What can be done with the cards of the board: one key each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from capture.screens.factacts import FactActs
from data.records import Decision, Expectation, TouchpointId
from data.text import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from capture.gateway import Project
    from capture.jobs.board import Act, Seen
    from data.records import Journey
    from synthesis.board.ground import Effect, Ground
    from synthesis.map.model import Card, LaneKey, Row


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
        from capture.screens.cardpicking import CardPickScreen

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
        from capture.screens.asking import PickScreen

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
        from capture.screens.asking import AskScreen, PickScreen

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
        from capture.screens.asking import PickScreen

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
        from capture.screens.asking import AskScreen

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
        from capture.screens.asking import AskScreen

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
        from capture.screens.asking import PickScreen

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
        from capture.screens.asking import PickScreen

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
            from capture.jobs import arranging

            return lambda project: arranging.put_stage(project, stage, changed)

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
        from capture.screens.lanes import LanesScreen

        self.app.push_screen(LanesScreen(*found), self._say_and_show)

    def action_put_away(self) -> None:
        """List what was rejected or set aside, and bring back what is chosen."""
        from capture.jobs import lists

        self._shell.gateway.read(lists.put_away, self._show_put_away, key="put away")

    def _show_put_away(self, found: list[tuple[str, str, str]]) -> None:
        from capture.screens.asking import PickScreen

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
