"""Synthesis on a project: vectors kept, titles kept, drafts replaced only when notes changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from capture.jobs import freezing
from data.errors import SaysoError
from data.records import PointId, Settings, Snapshot, TouchpointId
from data.store import cache as caches
from data.store import settings, titles
from data.store import vectors as kept_vectors
from data.text import counted

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from data.store import Project
    from synthesis.encode import Encoder, Vectors
    from synthesis.naming import NamingGroup, Title

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]

_DRAFTED_FROM = "drafted from"
_METHOD = "3"  # raise it, and `synthesis.naming.VERSION`, when the same notes give other drafts
_TRIES = 3
_ENOUGH_TO_JUDGE = 300
DEFAULT_DIAL = Settings().dial


class ProjectBusy(SaysoError):  # noqa: N818 - named as the rest of data.errors
    """Notes kept arriving while drafts were being made."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a synthesis made, and what it had to encode: texts of notes, candidates for titles."""

    notes: int
    points: int
    touchpoints: int
    held: int
    dial: float
    encoded: int
    candidates: int
    warnings: tuple[str, ...] = ()

    def sentence(self) -> str:
        """Return what was made, in one line."""
        if not self.notes:
            return "There is no note to draft from yet."
        held = f", {self.held} of them decided by people" if self.held else ""
        notes, points = counted(self.notes, "note"), counted(self.points, "point")
        return (
            f"{notes}: {points} on {counted(self.touchpoints, 'touchpoint')}"
            f"{held} (dial {self.dial:g}; default {DEFAULT_DIAL:g})"
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


def is_fresh(project: Project) -> bool:
    """True where the drafts were made from the notes as they now are."""
    return caches.meta(project, _DRAFTED_FROM) == _digest(project.snapshot())


def synthesise(
    project: Project,
    *,
    dial: float | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Drafted:
    """Draft points and touchpoints from all notes; what people hold stays as it is.

    Args:
        project: an open project.
        dial: 0 fewest and largest touchpoints, 1 most and smallest; it is remembered.
        progress: called with (texts encoded, texts to encode), for the notes and for the titles.
        cancelled: asked now and then whether to stop; what was encoded is kept, so that the next
            run goes on from there.

    Raises:
        Cancelled: ``cancelled`` answered True; the drafts are as they were.
        SaysoError: the project cannot be written to.
    """
    if dial is not None and dial != project.settings().dial:
        with project.change(f"Set the dial to {dial:g}") as change:
            settings.edit(change, dial=dial)
    kept: tuple[str, ...] = ()
    for _ in range(_TRIES):
        snapshot = project.snapshot()
        if caches.meta(project, _DRAFTED_FROM) == _digest(snapshot):
            return _told(snapshot)
        first = freezing.keep_first(project, snapshot)
        if first is not None:
            kept = (f"The map before any customer is kept as “{first.name}” (sayso versions).",)
        drafted = _draft(project, snapshot, progress, cancelled)
        if drafted is not None:
            return replace(drafted, warnings=(*kept, *drafted.warnings))
    raise ProjectBusy(
        f"Notes kept being added to {project.path} while drafts were made; the drafts are as they "
        "were. Try again when the others pause."
    )


def _draft(
    project: Project, snapshot: Snapshot, progress: Progress | None, cancelled: Cancelled | None
) -> Drafted | None:
    """Make and store drafts of one snapshot; None where the project has moved on meanwhile."""
    from data.store.change import new_id
    from data.store.snapshot import snapshot as read
    from synthesis import touchpoints

    vectors = source(project, progress, cancelled)
    namer = _Namer(project, vectors.encoder, progress, cancelled)

    def new_codes(count: int) -> list[str]:
        with project.cache() as cache:
            return cache.new_codes(count)

    made = touchpoints.draft(snapshot, vectors, namer, snapshot.settings.dial, new_id, new_codes)
    basis = _digest(snapshot)
    with project.cache() as cache:
        if _digest(read(cache.connection)) != basis:
            return None
        if made.touchpoints != snapshot.touchpoints:
            cache.replace_drafts(made.touchpoints)
        held = [card for card in made.touchpoints if card.held]
        cache.keep_runners_up(
            made.runners_up,
            others=[one for card in held for one in (card.id, *(p.id for p in card.points))],
        )
        cache.set_meta(_DRAFTED_FROM, basis)
    return _told(
        replace(snapshot, touchpoints=made.touchpoints),
        encoded=vectors.vectors.encoded,
        candidates=namer.candidates,
    )


def runners_up(project: Project, one: PointId | TouchpointId) -> tuple[str, ...]:
    """Return what else a point or touchpoint could be called: up to three titles, best first.

    They stay on offer when a person takes the card up; what people made themselves has none.
    """
    return titles.runners_up(project, one)


def _told(snapshot: Snapshot, *, encoded: int = 0, candidates: int = 0) -> Drafted:
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
        warnings=_warnings(snapshot),
    )


@dataclass(slots=True)
class Source:
    """The project's vectors, with the caller's progress and wish to stop."""

    vectors: Vectors
    encoder: Encoder
    progress: Progress | None
    cancelled: Cancelled | None

    def of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a unit row a text; see `synthesis.encode.Vectors`."""
        return self.vectors.of(texts, progress=self.progress, cancelled=self.cancelled)


def source(
    project: Project,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Source:
    """Return what turns texts into vectors, through those that the project keeps."""
    from synthesis.encode import Vectors, default_encoder

    encoder = default_encoder()

    def read(prints: list[str]) -> Mapping[str, bytes]:
        return kept_vectors.read(project, encoder.id, prints)

    def keep(rows: Mapping[str, bytes]) -> None:
        with project.cache() as cache:
            cache.keep_vectors(encoder.id, rows)

    keeper = None if project.read_only else keep
    return Source(Vectors(read, keeper, encoder=encoder), encoder, progress, cancelled)


class _Namer:
    """Names groups; what was found is kept, so that the same groups cost nothing again."""

    def __init__(
        self,
        project: Project,
        encoder: Encoder,
        progress: Progress | None,
        cancelled: Cancelled | None,
    ) -> None:
        from synthesis.encode import Vectors

        self._project = project
        self._progress = progress
        self._cancelled = cancelled
        self._asked = 0
        # Candidates are many and serve once: the titles are kept, not their vectors.
        self._vectors = Vectors(encoder=encoder)

    @property
    def candidates(self) -> int:
        """How many candidates had to be encoded."""
        return self._vectors.encoded

    def __call__(self, groups: Sequence[NamingGroup], *, taken: Collection[str]) -> list[Title]:
        from synthesis.naming import name_groups

        return name_groups(groups, self._encode, self._kept, self._keep, taken=taken)

    def _encode(self, texts: list[str]) -> NDArray[np.float32]:
        # Candidates come in several lots: they are counted together, so that a bar only grows.
        before, self._asked = self._asked, self._asked + len(texts)

        def count(done: int, total: int) -> None:
            if self._progress is not None:
                self._progress(before + done, before + total)

        return self._vectors.of(texts, progress=count, cancelled=self._cancelled)

    def _kept(self, keys: list[str]) -> Mapping[str, str]:
        return titles.kept(self._project, keys)

    def _keep(self, found: Mapping[str, str]) -> None:
        with self._project.cache() as cache:
            cache.keep_titles(found)


def _digest(snapshot: Snapshot) -> str:
    """Return a digest of all that the drafts depend on, and of nothing else."""
    held = tuple(card for card in snapshot.touchpoints if card.held)
    basis = (
        _METHOD,
        snapshot.settings.dial,
        tuple((one.id, one.title) for one in snapshot.stages),
        tuple((one.id, one.name) for one in snapshot.channels),
        tuple((one.id, one.group, one.team) for one in snapshot.participants),
        tuple((one.id, one.kind) for one in snapshot.sessions),
        snapshot.notes,
        held,
    )
    return hashlib.sha256(repr(basis).encode("utf-8", "backslashreplace")).hexdigest()


def _warnings(snapshot: Snapshot) -> tuple[str, ...]:
    from synthesis.language import mostly_english

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
