"""What can be done with the notes of a card: one key each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.screen import ModalScreen

from capture.screens.factacts import FactActs
from data.records import (
    Decision,
    EvidenceStance,
    Link,
    LinkKind,
    LinkLevel,
    NoteId,
    PointId,
    TouchpointId,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from capture.jobs.board import Act, CardNotes
    from capture.screens.card import Row
    from synthesis.board.ground import Effect, Ground
    from synthesis.map.model import Card


class CardActs(FactActs, ModalScreen[NoteId | None]):
    """The acts; the card itself says what is chosen and marked."""

    _card: Card
    _marked: set[NoteId]
    _closer: CardNotes | None

    def _row_here(self) -> Row | None:
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
        if row is not None and row.note is None and row.point is not None:
            return self._notes_of_point(row)
        if row is None or row.note is None:
            self._shell.say("Choose a note first.")
            return []
        return [row.note]

    def _notes_of_point(self, row: Row) -> list[NoteId]:
        points = [point for lane in self._card.lanes for point in lane.points]
        return [NoteId(n.id) for p in points if p.id == row.point for n in p.notes]

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

    def action_move_point(self) -> None:
        """Put all notes that say the same as the chosen one on another card."""
        row = self._row_here()
        if row is None or row.point is None:
            self._shell.say("Choose a point, or a note under one.")
            return
        self._move(self._notes_of_point(row))

    def _move(self, some: list[NoteId]) -> None:
        if not some:
            return
        from capture.jobs import lists
        from capture.screens.cardpicking import CardPickScreen

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
        """Make a new card of the marked notes, or of the chosen one or point."""
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
        """Let the two marked notes always share a point."""
        self._pair(LinkKind.TOGETHER, LinkLevel.POINT)

    def action_different(self) -> None:
        """Let the two marked notes never share a point."""
        self._pair(LinkKind.APART, LinkLevel.POINT)

    def _pair(self, kind: LinkKind, level: LinkLevel) -> None:
        here = self._note_here()
        if kind is LinkKind.APART and level is LinkLevel.CARD and self._part_points():
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

    def _part_points(self) -> bool:
        """Part the points under the cursor and of the marked notes; False where none is meant."""
        row = self._row_here()
        if row is None or row.note is not None or row.point is None:
            return False
        goes = row.point
        points = [point for lane in self._card.lanes for point in lane.points]
        others = {
            PointId(point.id)
            for point in points
            if point.id != goes and any(NoteId(note.id) in self._marked for note in point.notes)
        }
        if len(others) != 1:
            self._shell.say("Mark a note of one other point first: the two then never meet.")
            return True
        (stays,) = others

        def make(anyway: bool) -> Act:
            from synthesis.board import acts

            return lambda ground: acts.part_points(ground, stays, goes, anyway=anyway)

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
        """Let the notes speak against their points, or for them after all."""
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
        from capture.screens.asking import PickScreen

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
        """Give the point another title."""
        row = self._row_here()
        if row is None or row.point is None:
            self._shell.say("Choose a point, or a note under one.")
            return
        from capture.screens.asking import AskScreen

        point, here = row.point, TouchpointId(self._card.id)
        points = [one for lane in self._card.lanes for one in lane.points]
        title = next((one.title for one in points if one.id == point), "")

        def typed(answer: str | None) -> None:
            if answer is None or not answer.strip():
                return

            def make(_: bool) -> Act:
                from synthesis.board import acts

                return lambda ground: acts.rename_point(ground, here, point, answer)

            self.act(make, then=self.refresh_card)

        self.app.push_screen(AskScreen("Call the point", title), typed)

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
        from capture.screens.explaining import explain_note

        explain_note(self._shell, note)
