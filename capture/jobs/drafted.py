"""What a synthesis made, in numbers and words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from data.records import Settings, Snapshot
from data.text import counted

if TYPE_CHECKING:
    from data.store import Project

DEFAULT_DIAL = Settings().dial
_ENOUGH_TO_JUDGE = 300


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a synthesis made, and what it had to encode: texts of notes, candidates for titles.

    ``joined`` counts the new notes that came to cards which people had decided on.
    """

    notes: int
    points: int
    touchpoints: int
    held: int
    dial: float
    encoded: int
    candidates: int
    joined: int = 0
    warnings: tuple[str, ...] = ()

    def sentence(self) -> str:
        """Return what was made, in one line."""
        if not self.notes:
            return "There is no note to draft from yet."
        held = f", {self.held} of them decided by people" if self.held else ""
        new = f", {counted(self.joined, 'new note')} on these" if self.joined else ""
        notes, points = counted(self.notes, "note"), counted(self.points, "point")
        return (
            f"{notes}: {points} on {counted(self.touchpoints, 'touchpoint')}"
            f"{held}{new} (dial {self.dial:g}; default {DEFAULT_DIAL:g})"
        )

    def as_document(self) -> dict[str, Any]:
        """Return the same in plain values."""
        return {
            "notes": self.notes,
            "points": self.points,
            "touchpoints": self.touchpoints,
            "held": self.held,
            "dial": self.dial,
            "default_dial": DEFAULT_DIAL,
            "joined": self.joined,
            "encoded": self.encoded,
            "candidates": self.candidates,
            "warnings": list(self.warnings),
        }


@dataclass(frozen=True, slots=True)
class StageSummary:
    """One stage in numbers."""

    title: str
    notes: int
    touchpoints: int
    points: int

    def as_document(self) -> dict[str, Any]:
        """Return the same in plain values."""
        return {
            "stage": self.title,
            "notes": self.notes,
            "touchpoints": self.touchpoints,
            "points": self.points,
        }


def told(snapshot: Snapshot, *, encoded: int = 0, candidates: int = 0, joined: int = 0) -> Drafted:
    """Return what a drafted project holds, and what it took to draft it."""
    cards = snapshot.touchpoints
    return Drafted(
        notes=sum(note.is_evidence for note in snapshot.notes),
        points=sum(len(card.points) for card in cards),
        touchpoints=len(cards),
        held=sum(card.held for card in cards),
        dial=snapshot.settings.dial,
        encoded=encoded,
        candidates=candidates,
        joined=joined,
        warnings=_warnings(snapshot),
    )


def _warnings(snapshot: Snapshot) -> tuple[str, ...]:
    from synthesis.titles.english import mostly_english

    texts = [note.text for note in snapshot.notes if note.is_evidence]
    # A few hundred tell as much as all, whatever the size of the project.
    if mostly_english(texts[:: max(1, len(texts) // _ENOUGH_TO_JUDGE)]):
        return ()
    return (
        "Most of these notes are not in English, which is what the encoder knows: read the groups "
        "with care. Everything else works as ever, and cards can be sorted by hand.",
    )


def summary(project: Project) -> list[StageSummary]:
    """Return each stage in numbers, Unplaced last where it has anything."""
    snapshot = project.snapshot()
    columns = [(one.id, one.title) for one in snapshot.stages]
    rows = []
    for stage, title in [*columns, (None, "Unplaced")]:
        notes = sum(note.stage == stage and note.is_evidence for note in snapshot.notes)
        cards = [card for card in snapshot.touchpoints if card.stage == stage]
        points = sum(len(card.points) for card in cards)
        if stage is not None or notes or cards:
            rows.append(StageSummary(title, notes, len(cards), points))
    return rows
