"""Which card bears a code and a title that were shown, and where the notes of a code went.

What was frozen, printed or exported is in somebody's hands.  A code that was shown goes where most
of the notes lie that it was last shown with, and its title with it; it is never on a card with none
of the notes that it was shown with.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.records import NoteId, Shown, Snapshot, StageId, Touchpoint, TouchpointId
from data.text import code_order, short_day
from synthesis.board.ground import evidence_of

if TYPE_CHECKING:
    from datetime import date


class Ledger:
    """Cards as they were shown, by their codes; without any, nothing is fixed."""

    def __init__(self, rows: Iterable[Shown] = ()) -> None:
        """Take rows in the order in which they were shown."""
        self._rows: dict[str, list[Shown]] = {}
        for row in rows:
            self._rows.setdefault(row.code, []).append(row)

    def __contains__(self, code: str) -> bool:
        """Whether a code was ever shown."""
        return code in self._rows

    def all_last(self) -> list[Shown]:
        """Return every card as it was shown last, in the order of the codes."""
        return [rows[-1] for _, rows in sorted(self._rows.items(), key=_by_code)]

    def how(self, code: str, today: date) -> str:
        """Return how and when a card was shown last: ``printed 28 Nov``; "" where it never was."""
        if code not in self._rows:
            return ""
        way, at = max(self._rows[code][-1].ways, key=lambda shown: (shown[1], shown[0]))
        return f"{way.value} {short_day(at.astimezone(), today.year)}"

    def title(self, code: str, own: str) -> str:
        """Return the title for a draft of a code: its ``own`` one, unless another was shown."""
        rows = self._rows.get(code)
        return own if not rows or any(row.title == own for row in rows) else rows[-1].title

    def fits(self, code: str, notes: Collection[NoteId]) -> bool:
        """Return whether a card of such notes may bear a code: it holds some of each showing."""
        return all(not row.notes.isdisjoint(notes) for row in self._rows.get(code, ()))

    def claimed(
        self,
        cards: Sequence[frozenset[NoteId]],
        held: Iterable[Touchpoint],
        single: Iterable[NoteId],
    ) -> dict[int, Shown]:
        """Return which drafts are cards that were shown, by position.

        Most of the notes that it was last shown with lie on it, of those that still count; of
        several such cards it is the one that it overlaps with best, then that of the older code.
        """
        own = {card.code: frozenset(evidence_of(card)) for card in held}
        there = frozenset[NoteId](single).union(*cards, *own.values())
        lies_on = {note: at for at, notes in enumerate(cards) for note in notes}
        pairs = []
        for row in self.all_last():
            left = row.notes & there
            on = Counter(lies_on[note] for note in left if note in lies_on)
            for at, count in on.items() if row.code not in own else ():
                if count * 2 > len(left) and self.fits(row.code, cards[at]):
                    overlap = count / len(cards[at] | left)
                    pairs.append((-overlap, code_order(row.code), at, row))
        found: dict[int, Shown] = {}
        for _, _, at, row in sorted(pairs, key=lambda pair: pair[:3]):
            found.setdefault(at, row)
        return found


def _by_code(item: tuple[str, object]) -> tuple[int, str]:
    return code_order(item[0])


def settled(snapshot: Snapshot, new_id: Callable[[], str]) -> list[Touchpoint]:
    """Return the cards as they were kept up, each draft under the code and title that it may bear.

    A draft that must give its code away has no code and no title any more.
    """
    cards, ledger = snapshot.touchpoints, Ledger(snapshot.shown)
    drafts = [at for at, card in enumerate(cards) if not card.held]
    notes = [frozenset(evidence_of(cards[at])) for at in drafts]
    single = [one.note for one in snapshot.singles]
    known = ledger.claimed(notes, [card for card in cards if card.held], single)
    taken = {row.code for row in known.values()}
    done = list(cards)
    for place, at in enumerate(drafts):
        card, row = cards[at], known.get(place)
        if row is not None and row.code != card.code:
            card = replace(card, id=row.card, code=row.code, title=row.title)
            card = card if cards[at].code else replace(card, position=_behind(done, card.stage))
        elif row is None and (
            card.code in taken or (card.code and not ledger.fits(card.code, notes[place]))
        ):
            card = replace(card, id=TouchpointId(new_id()), code="", title="")
        elif card.code:
            card = replace(card, title=ledger.title(card.code, card.title))
        done[at] = card
    return done


def _behind(cards: Iterable[Touchpoint], stage: StageId | None) -> int:
    """Return the place behind the cards of a stage that have a code."""
    there = [card.position for card in cards if card.code and card.stage == stage]
    return 1 + max(there, default=-1)


# -- what became of a code ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Replaced:
    """A code that no card bears any more: the title it had, how many notes, where they are now.

    ``to`` are cards by their codes, those with most of the notes first; ``lying`` counts the notes
    that are on them.  ``single`` are the codes of those that are single remarks.  ``shown`` says
    how and when it was shown last, "" where it never was.
    """

    code: str
    title: str
    notes: int
    lying: int
    to: tuple[str, ...]
    single: tuple[str, ...] = ()
    shown: str = ""

    @property
    def name(self) -> str:
        """Return the code, with how it was shown: ``T03 (printed 28 Nov)``."""
        return f"{self.code} ({self.shown})" if self.shown else self.code

    @property
    def is_whole(self) -> bool:
        """True where all of its notes lie together."""
        return len(self.to) == 1 and self.lying == self.notes

    @property
    def sentence(self) -> str:
        """Say what became of it."""
        where = [f"on {', '.join(self.to)}"] if self.to else []
        if self.single:
            where.append(f"single ({', '.join(self.single)})")
        if not where:
            none = "its note is on no card" if self.notes == 1 else "none of its notes is on a card"
            return f"{self.name} is gone: {none}."
        left = self.lying + len(self.single)
        whose = "its note is" if self.notes == 1 else f"its {self.notes} notes are"
        if left < self.notes:
            whose = f"of its {self.notes} notes {left} {'is' if left == 1 else 'are'}"
        return f"{self.name} is gone: {whose} {' and '.join(where)}."

    def as_document(self) -> dict[str, object]:
        """Return the same in plain values."""
        return {
            "code": self.code,
            "title": self.title,
            "notes": self.notes,
            "to": list(self.to),
            "single": list(self.single),
            "shown": self.shown,
        }


def became(
    code: str, title: str, notes: Collection[NoteId], now: Snapshot, shown: str = ""
) -> Replaced:
    """Return what became of a code that such notes lay under."""
    on: Counter[str] = Counter()
    for card in now.touchpoints:
        on[card.code] += len(evidence_of(card).keys() & set(notes))
    to = sorted((-count, code_order(other), other) for other, count in on.items() if count)
    single = sorted((one.code for one in now.singles if one.note in notes), key=code_order)
    return Replaced(
        code,
        title,
        len(notes),
        -sum(count for count, _, _ in to),
        tuple(other for _, _, other in to),
        tuple(single),
        shown,
    )


def replaced(before: Snapshot, after: Snapshot, today: date) -> list[Replaced]:
    """Return what became of the cards whose codes a new cut has replaced."""
    there, ledger = {card.code for card in after.touchpoints}, Ledger(before.shown)
    gone = [card for card in before.touchpoints if card.code not in there]
    return [
        became(card.code, card.title, evidence_of(card), after, ledger.how(card.code, today))
        for card in sorted(gone, key=lambda card: code_order(card.code))
    ]


def gone(now: Snapshot, today: date) -> list[Replaced]:
    """Return what became of every code that was shown and that no card bears."""
    there, ledger = {card.code for card in now.touchpoints}, Ledger(now.shown)
    return [
        became(row.code, row.title, row.notes, now, ledger.how(row.code, today))
        for row in ledger.all_last()
        if row.code not in there
    ]


def told(some: Sequence[Replaced], before: Iterable[Touchpoint]) -> list[str]:
    """Say what became of codes of the cards ``before``: one sentence for those that are one now."""
    still = {card.code for card in before} - {one.code for one in some}
    into: dict[str, list[str]] = {}
    for one in some:
        if one.is_whole:
            first = [one.to[0]] if one.to[0] in still else []
            into.setdefault(one.to[0], first).append(one.name)
    lines = []
    for one in some:
        together = into.pop(one.to[0], []) if one.is_whole else [""]
        if len(together) > 1:
            names = f"{', '.join(together[:-1])} and {together[-1]}"
            lines.append(f"{names} are one card now: {one.to[0]}.")
        elif together:
            lines.append(one.sentence)
    return lines
