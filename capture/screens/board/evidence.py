"""The notes under a card, in a list: what may not belong, its claims, what nearly belongs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from capture.jobs import board
from capture.literal import line, literal
from capture.widgets.resilient import ShellPart
from data.records import ClaimId, EvidenceStance, NoteId, Stance, TouchpointId
from data.text import visible, width
from synthesis.map.model import LaneKey
from synthesis.render.page import wrap
from synthesis.render.words import (
    AGAINST,
    claim_text,
    opposed_words,
    people_short,
    provenance,
    said,
    speaker,
    teams,
    verdict,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from capture.jobs.board import CardNotes, OnCard
    from synthesis.map.model import Card, MapClaim, MapComment, MapNote, Speaker

_STANCES = {Stance.AGREES: " agrees", Stance.DISAGREES: " disagrees"}


@dataclass(frozen=True, slots=True)
class CardRow:
    """A row of the list: a heading where there is no note; ``near`` for one of another card.

    ``heard`` is a note of another claim that a person put for or against this one.
    """

    note: NoteId | None = None
    claim: ClaimId | None = None
    near: bool = False
    heard: bool = False


class EvidenceList(ShellPart, OptionList):
    """A card's notes and comments; why each note is here is worked out behind the screen."""

    def __init__(self, card: Card, people: Mapping[str, str]) -> None:
        """List what is under ``card``; ``people`` maps codes to names."""
        super().__init__(id="evidence", markup=False, compact=True)
        self.card, self._people = card, people
        self.rows: list[CardRow] = []
        self.marked: set[NoteId] = set()
        self._closer: CardNotes | None = None
        self._width = 0

    def on_mount(self) -> None:
        """Look closer than the map does."""
        self.begin(self._look_closer())

    def on_resize(self) -> None:
        """Lay the rows out for the width there is."""
        self.call_after_refresh(self._fill)

    def show(self, card: Card) -> None:
        """Show the card as it is by now, with no note marked."""
        self.card = card
        self.begin(self._look_closer())

    async def _look_closer(self) -> None:
        card = TouchpointId(self.card.id)
        self._closer = await self.gateway.compute(
            lambda project, _: board.look_at(project, card), key="card"
        )
        self._fill(again=True)

    # -- rows
    def _fill(self, *, again: bool = False) -> None:
        room = self.scrollable_content_region.width - 1
        if (room == self._width and not again) or room < 8:
            return
        first_time = not self.rows
        here = self.row_here()
        self._width = room
        rows = list(self._listed(room)) or [
            (CardRow(), literal("Nothing is under this card.", "dim"))
        ]
        self.rows = [row for row, _ in rows]
        self.clear_options()
        self.add_options([Option(content) for _, content in rows])
        self.highlighted = self._place_of(here)
        if first_time:
            self.focus()

    def _place_of(self, wanted: CardRow | None) -> int:
        """Return where a row is by now, else its note, else the first note."""
        notes = [at for at, row in enumerate(self.rows) if row.note is not None]
        if wanted is not None:
            same = [at for at, row in enumerate(self.rows) if row == wanted]
            same += [at for at in notes if self.rows[at].note == wanted.note]
            if same:
                return same[0]
        return notes[0] if notes else 0

    def _listed(self, room: int) -> Iterator[tuple[CardRow, Content]]:
        shown = {note.id: note for claim in self._claims() for note in claim.notes}
        first = [
            close
            for close in self.known.values()
            if (close.is_outlier or close.joined) and close.note in shown
        ]
        if first:
            yield _heading("May not belong, or new")
        for close in first:
            yield CardRow(close.note), self._note(shown[close.note], close)
        for lane in self.card.lanes:
            for claim in lane.claims:
                claim_id = ClaimId(claim.id)
                yield CardRow(claim=claim_id), _claim(lane.key, claim, room)
                for note in claim.notes:
                    note_id = NoteId(note.id)
                    content = self._note(note, self.known.get(note_id))
                    yield CardRow(note_id, claim_id), content
                for note in claim.heard:
                    yield CardRow(NoteId(note.id), claim_id, heard=True), self._heard(note)
        nearly = self._closer.nearly if self._closer else ()
        if nearly:
            yield _heading("Nearly belong here: i takes one in")
        for near in nearly:
            about = f"{near.likeness:.2f} like this card · now on {near.card}"
            content = self._indented(f"{self._sign(near.note)}{near.text}", about)
            yield CardRow(near.note, near=True), content
        yield from self._beside()

    def _beside(self) -> Iterator[tuple[CardRow, Content]]:
        """Yield the codes that went into this card, and what was said about it."""
        once = self._closer.once if self._closer else ()
        if once:
            yield _heading("Of cards that were shown and are gone")
        for gone in once:
            yield CardRow(), self._indented(f"{gone.code} {gone.title}", gone.sentence)
        if self.card.comments:
            yield _heading("Comments")
        for comment in self.card.comments:
            yield CardRow(), self._comment(comment)

    def _comment(self, comment: MapComment) -> Content:
        answer = f" → {comment.answer}" if comment.answer else ""
        state = "closed" if comment.closed else ""
        about = " · ".join(part for part in (comment.author, state) if part)
        return self._indented(f"{comment.kind}: {comment.text}{answer}", about)

    def _sign(self, note: NoteId) -> str:
        return "■ " if note in self.marked else ""

    def _note(self, note: MapNote, close: OnCard | None) -> Content:
        sign = self._sign(NoteId(note.id))
        if note.stance is EvidenceStance.AGAINST:
            sign += "− against: "
        why = close.why() if close is not None else ""
        if close is not None and close.joined is not None:
            why = f"new since {close.joined.astimezone():%A}, {why}"
        return self._indented(f"{sign}{said(note)}", self._about(note, why))

    def _heard(self, note: MapNote) -> Content:
        """A note of another claim, and whether somebody put it for this one or against it."""
        sign = "−" if note.stance is EvidenceStance.AGAINST else "+"
        text = f"{self._sign(NoteId(note.id))}{sign} {note.stance}: {said(note)}"
        return self._indented(text, self._about(note, "put here by hand"))

    def _about(self, note: MapNote, why: str) -> str:
        who = ", ".join(self._who(one) for one in note.speakers)
        return " · ".join(part for part in (who, provenance(note), why) if part)

    def _indented(self, text: str, about: str) -> Content:
        content = Content("\n").join(
            [literal(text, most=2000), *([literal(about, "dim", most=500)] if about else [])]
        )
        return Content("\n").join(
            [Content("    ") + wrapped for wrapped in _wrapped(content, self._width - 4)]
        )

    def _who(self, who: Speaker) -> str:
        name = self._people.get(who.code, "")
        words = speaker(who)
        if name:
            words = f"{name} ({words.replace(f'{who.code} ', '', 1)})"
        return words + _STANCES.get(who.stance, "")

    # -- what is chosen and marked
    def row_here(self) -> CardRow | None:
        """Return the row under the cursor."""
        at = self.highlighted
        return self.rows[at] if at is not None and at < len(self.rows) else None

    def note_here(self) -> NoteId | None:
        """Return the note under the cursor; None on a heading and a claim."""
        row = self.row_here()
        return row.note if row is not None else None

    def claim_here(self) -> ClaimId | None:
        """Return the claim under the cursor, or that of the note there."""
        row = self.row_here()
        return row.claim if row is not None else None

    def mark(self) -> None:
        """Mark the note under the cursor, or take its mark away, and go on."""
        note = self.note_here()
        if note is not None:
            self.marked ^= {note}
            self._fill(again=True)
        self.action_cursor_down()

    def targets(self) -> list[NoteId]:
        """Return the marked notes, else those chosen; say so where there are none."""
        if self.marked:
            return sorted(self.marked)
        note, claim = self.note_here(), self.claim_here()
        if note is not None:
            return [note]
        if claim is not None:
            return self.notes_of(claim)
        self.shell.say("Choose a note first.")
        return []

    # -- what is known of the card
    @property
    def known(self) -> dict[NoteId, OnCard]:
        """The notes on the card, looked at closely; none before that is done."""
        return {close.note: close for close in self._closer.notes} if self._closer else {}

    def _claims(self) -> Iterator[MapClaim]:
        for lane in self.card.lanes:
            yield from lane.claims

    def notes_of(self, claim_id: ClaimId) -> list[NoteId]:
        """Return the notes of a claim."""
        claims = (claim for claim in self._claims() if claim.id == claim_id)
        return [NoteId(note.id) for claim in claims for note in claim.notes]

    def code_of(self, claim_id: ClaimId | None) -> str:
        """Return the code of a claim, "" where it has none."""
        return next((claim.code for claim in self._claims() if claim.id == claim_id), "")

    def speaks_against_card(self, note: NoteId) -> bool:
        """Return whether a note lies on the card itself and speaks against it."""
        return any(
            own.note == note and own.stance is EvidenceStance.AGAINST for own in self.card.evidence
        )

    def marked_claims(self) -> set[ClaimId]:
        """Return the claims of which a note is marked."""
        return {
            ClaimId(claim.id)
            for claim in self._claims()
            if any(note.id in self.marked for note in claim.notes)
        }


def _heading(text: str) -> tuple[CardRow, Content]:
    return CardRow(), literal(text, "bold")


def _claim(key: LaneKey, claim: MapClaim, room: int) -> Content:
    """A claim in its own words, what it rests on, and under it what stands against it."""
    stands = verdict(claim)
    if key is LaneKey.DISSENT:
        # What speaks against the card as a whole has no standing.
        stands = f"{claim.counts.people}p"
    head = f"{key:<9} "
    code = f"{claim.code} " if claim.code else ""
    indent = width(head) + width(code)
    texts = wrap(visible(claim_text(claim)), max(4, room - indent))
    lines = [
        literal(head if at == 0 else " " * width(head), "dim")
        + literal(code if at == 0 else " " * width(code), "bold")
        + literal(text, "bold")
        for at, text in enumerate(texts)
    ]
    gap = room - indent - width(texts[-1]) - width(stands)
    if gap < 2:
        lines.append(Content(" " * max(0, room - width(stands))))
    else:
        lines[-1] += Content(" " * gap)
    lines[-1] += literal(stands)
    for opposite in claim.opposites:
        against = f"{AGAINST} {opposed_words(opposite)}"
        people = f"{visible(teams(opposite))} {people_short(opposite.counts)}".lstrip()
        words = line(against, max(4, room - width(head) - width(people) - 2))
        gap = max(1, room - width(head) - words.cell_length - width(people))
        lines.append(Content(" " * width(head)) + words + Content(" " * gap) + literal(people))
    return Content("\n").join(lines)


def _wrapped(text: Content, room: int) -> list[Content]:
    """Return a text in lines of at most ``room`` cells."""
    lines = text.split("\n", allow_blank=True)
    return [part for whole in lines for part in whole.wrap(max(4, room))]
