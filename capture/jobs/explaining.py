"""Why a note is where it is, told in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from data.errors import NotFound
from data.text import clip

if TYPE_CHECKING:
    from data.records import Note, Snapshot
    from data.store import Project
    from synthesis.board.why import Belonging, Why


@dataclass(frozen=True, slots=True)
class Explanation:
    """A note, where it lies, and what keeps it there."""

    note: Note
    point: str
    card: str
    why: Why
    texts: dict[str, str]

    def lines(self) -> list[str]:
        """Return the explanation as lines to print."""
        lines = [f"“{self.note.text}”", f"  on the card   {self.card or 'none'}"]
        if self.why.held:
            lines.append("                which a person has decided on: likeness put it nowhere")
        lines += self._belonging("touchpoint", self.why.in_touchpoint)
        lines.append(f"  in the point  {self.point or 'none'}")
        lines += self._belonging("point", self.why.in_point)
        if self.why.terms:
            lines.append(f"  words shared  {', '.join(self.why.terms)}")
        return lines

    def _belonging(self, what: str, group: Belonging) -> list[str]:
        if group.likeness is None:
            return [f"                alone: no other note of the {what} is near enough"]
        lines = [
            f"                likeness {group.likeness:.2f} to it (joined from {group.cut:.2f})"
        ]
        lines += [
            f"                {mate.likeness:5.2f}  {clip(self.texts[mate.note], 60)}"
            + (f"  [{', '.join(mate.terms)}]" if mate.terms else "")
            for mate in group.mates
        ]
        return lines

    def as_document(self) -> dict[str, Any]:
        """Return the same in plain values."""

        def belonging(group: Belonging) -> dict[str, Any]:
            return {
                "likeness": group.likeness,
                "cut": group.cut,
                "mates": [
                    {
                        "id": mate.note,
                        "text": self.texts[mate.note],
                        "likeness": mate.likeness,
                        "terms": list(mate.terms),
                    }
                    for mate in group.mates
                ],
            }

        return {
            "id": self.note.id,
            "text": self.note.text,
            "touchpoint": self.card,
            "held": self.why.held,
            "in_touchpoint": belonging(self.why.in_touchpoint),
            "point": self.point,
            "in_point": belonging(self.why.in_point),
            "terms": list(self.why.terms),
        }


def explain(project: Project, snapshot: Snapshot, note: Note) -> Explanation:
    """Explain where a note lies; the drafts should be fresh.

    Raises:
        NotFound: the note is a memo or an ask, which is never grouped.
    """
    from capture.jobs.sourcing import source
    from synthesis.board.why import why

    if not note.is_evidence:
        raise NotFound(f"“{clip(note.text, 40)}” is a mark of the note-taker's, on no card.")
    reasons = why(snapshot, source(project), note.id)
    card = next((one for one in snapshot.touchpoints if one.id == reasons.touchpoint), None)
    points = card.points if card is not None else ()
    point = next((one for one in points if one.id == reasons.point), None)
    return Explanation(
        note,
        point.title if point is not None else "",
        f"{card.code} {card.title}" if card is not None else "",
        reasons,
        {one.id: one.text for one in snapshot.notes},
    )
