"""Suggesting a stage and a kind for a remark: shown, never taken without a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.records import Kind, Note, Stage, StageId
from data.store import stages

if TYPE_CHECKING:
    from collections.abc import Callable

    from capture.jobs.hearing import Ears
    from data.store import Project

CHOICES = 2
"""Stages that are suggested."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The likeliest stages, best first, and the kind that a cue word hints at."""

    stages: tuple[StageId, ...] = ()
    kind: Kind | None = None


@dataclass(slots=True)
class Suggester:
    """Ranks stages by their own words and by remarks that people have put there.

    Only the compute thread uses it; ``ears`` holds the remarks' vectors.
    """

    ears: Ears

    def suggest(self, project: Project, note: Note, cancelled: Callable[[], bool]) -> Suggestion:
        """Return suggestions for a note.

        Raises:
            Cancelled: ``cancelled`` answered True.
        """
        import numpy as np

        from capture.jobs.drafting import source
        from data.store import notes
        from synthesis.suggest import kind_hint, rank_stages

        steps = stages.all(project)
        hint = kind_hint(note.text)
        if not steps:
            return Suggestion((), hint)
        self.ears.listen(project, cancelled)
        vectors = source(project, cancelled=cancelled)
        texts = [self._words(step) for step in steps]
        rows = vectors.of([text for some in texts for text in some])
        ends = np.cumsum([len(some) for some in texts])
        described = np.split(rows, ends[:-1])
        place = {step.id: at for at, step in enumerate(steps)}
        tagged = [
            (self.ears.rows[one.id], place[one.stage])
            for one in notes.all(project)
            if one.stage in place and one.id != note.id and one.id in self.ears.rows
        ]
        remark = vectors.of([note.text])[0]
        known = np.stack([row for row, _ in tagged]) if tagged else rows[:0]
        ranked = rank_stages(remark, described, known, [at for _, at in tagged])
        return Suggestion(tuple(steps[at].id for at in ranked[:CHOICES]), hint)

    @staticmethod
    def _words(step: Stage) -> list[str]:
        """Return what says what a stage is: its title with its description, and its examples."""
        return [f"{step.title}. {step.description}".strip(), *step.examples]
