"""Synthesis on a project: vectors kept, titles kept, drafts replaced only when notes changed."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from capture.jobs import freezing, placing
from capture.jobs.drafted import Drafted, told
from capture.jobs.sourcing import Namer, source
from data.errors import Progress, SaysoError, ShouldStop
from data.records import PointId, Snapshot, TouchpointId
from data.store import cache as caches
from data.store import drafts as drafts_store
from data.store import settings
from data.text import clip, visible
from synthesis.board.ground import evidence_of

if TYPE_CHECKING:
    from capture.jobs.sourcing import Source
    from data.records import Touchpoint
    from data.store import Project
    from data.store.files import Connection
    from data.store.log import Change
    from synthesis.board.drafts import Titler
    from synthesis.titles.titles import NamingGroup, Title

_DRAFTED_FROM = "drafted from"
_CUT = "cut at"
_BARE = "without titles"
_METHOD = (
    "6"  # raise it, and `synthesis.titles.titles.VERSION`, when the same notes give other drafts
)
_TRIES = 3


class ProjectBusy(SaysoError):  # noqa: N818 - named as the rest of data.errors
    """Notes kept arriving while drafts were being made."""


def is_fresh(project: Project) -> bool:
    """True where the drafts were made from the notes as they now are, and none is waiting."""
    return drawn_from(project, project.snapshot())


def drawn_from(project: Project, snapshot: Snapshot) -> bool:
    """Return `is_fresh` for a snapshot that is at hand."""
    bare = caches.meta(project, _BARE) is not None
    return not (bare or waiting(snapshot)) and (
        caches.meta(project, _DRAFTED_FROM) == _digest(snapshot)
    )


def waiting(snapshot: Snapshot) -> int:
    """Return how many notes that are evidence lie on no card."""
    lying = {note for card in snapshot.touchpoints for note in evidence_of(card)}
    return sum(note.is_evidence and note.id not in lying for note in snapshot.notes)


def synthesise(
    project: Project,
    *,
    dial: float | None = None,
    anew: bool = False,
    titles: bool = True,
    progress: Progress | None = None,
    cancelled: ShouldStop | None = None,
) -> Drafted:
    """Put notes that are on no card in their place; what people hold stays as it is.

    What lies on a card stays there, unless the dial was turned or ``anew`` asks for a new cut: then
    all drafts are made again.  New notes join decided cards only where they reach the cut.

    Args:
        project: an open project.
        dial: 0 fewest and largest touchpoints, 1 most and smallest; it is remembered.
        anew: cut the drafts again, whether or not there is a reason to.
        titles: False to be quick: what is new is called by a remark, until the next run names it.
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
        if not anew and drawn_from(project, snapshot):
            return told(snapshot)
        first = freezing.keep_first(project, snapshot)
        if first is not None:
            kept = (f"The map before any customer is kept as “{first.name}” (sayso versions).",)
        drafted = _draft(project, snapshot, anew, titles, progress, cancelled)
        if drafted is not None:
            return replace(drafted, warnings=(*kept, *drafted.warnings))
    raise ProjectBusy(
        f"Notes kept being added to {project.path} while drafts were made; the drafts are as they "
        "were. Try again when the others pause."
    )


def _draft(
    project: Project,
    snapshot: Snapshot,
    anew: bool,
    wanted: bool,
    progress: Progress | None,
    cancelled: ShouldStop | None,
) -> Drafted | None:
    """Make and store drafts of one snapshot; None where the project has moved on meanwhile."""
    vectors = source(project, progress, cancelled)
    namer = Namer(project, vectors.encoder, progress, cancelled)
    basis = _digest(snapshot)
    made, others = _made(project, snapshot, anew, vectors, namer if wanted else _by_remark)
    before = {card.id: card for card in snapshot.touchpoints}
    joined = [card for card in made if card.held and card != before.get(card.id)]
    if not _store(project, snapshot, made, joined, others if wanted else None, basis):
        return None
    return told(
        replace(snapshot, touchpoints=made),
        encoded=vectors.vectors.encoded,
        candidates=namer.candidates,
        joined=sum(
            one.joined is not None and one != evidence_of(before[card.id]).get(one.note)
            for card in joined
            for one in evidence_of(card).values()
        ),
    )


def _made(
    project: Project, snapshot: Snapshot, anew: bool, vectors: Source, namer: Titler
) -> tuple[tuple[Touchpoint, ...], Mapping[str, tuple[str, ...]]]:
    """Return the cards as they should be: kept up, and where there is a reason cut again.

    With them comes what else points and drafts could be called.
    """
    from data.store.log import new_id
    from data.store.schema import now
    from synthesis.board import drafts as drafts_board
    from synthesis.board.claims import coarse_cut
    from synthesis.board.drafts import titled
    from synthesis.board.ground import Ground
    from synthesis.board.keepup import keep_up, number

    def new_codes(count: int) -> list[str]:
        with project.cache() as cache:
            return cache.new_codes(count)

    place = placing.placer(project, vectors)
    dial = snapshot.settings.dial
    recut = anew or caches.meta(project, _CUT) != f"{_METHOD} {dial:g}"
    cards = snapshot.touchpoints
    if any(card.held or not recut for card in cards):
        ground = Ground(snapshot, place, new_id)
        kept = keep_up(ground, coarse_cut(dial), now())
        if recut:
            # Of what was kept up only the decided cards count: the rest is cut again below.
            kept = [card for card in kept if card.held]
            drafts = [card for card in cards if not card.held]
            before = {card.id: card for card in cards}
            held, _ = titled(ground, kept, before, namer)
            snapshot = replace(snapshot, touchpoints=(*held, *drafts))
        else:
            # Drafts that are called by a remark only are named as if they were new.
            bare = caches.meta(project, _BARE) is not None
            before = {card.id: card for card in cards if card.held or not bare}
            done, others = titled(ground, number(kept, new_codes), before, namer)
            return drafts_board.in_order(snapshot, done), others
    drafted = drafts_board.draft(snapshot, vectors, namer, dial, new_id, new_codes, place=place)
    return drafted.touchpoints, drafted.runners_up


def _store(
    project: Project,
    snapshot: Snapshot,
    made: tuple[Touchpoint, ...],
    joined: list[Touchpoint],
    others: Mapping[str, tuple[str, ...]] | None,
    basis: str,
) -> bool:
    """Store drafts, and what joined decided cards; False where the project has moved on."""
    from data.store import drafts as drafts_store
    from data.store import touchpoints
    from data.store.cache import Cache
    from data.store.snapshot import snapshot as read

    def write(connection: Connection) -> bool:
        found = read(connection)
        if _digest(found) != basis or found.touchpoints != snapshot.touchpoints:
            return False
        cache = Cache(connection)
        if made != snapshot.touchpoints:
            drafts_store.replace_all(connection, made)
        held = [card for card in made if card.held]
        cache.keep_runners_up(
            others or {},
            [one for card in held for one in (card.id, *(p.id for p in card.points))],
        )
        cache.set_meta(_BARE, "yes" if others is None else None)
        cache.set_meta(_DRAFTED_FROM, _digest(replace(snapshot, touchpoints=made)))
        cache.set_meta(_CUT, f"{_METHOD} {snapshot.settings.dial:g}")
        return True

    if not joined:
        with project.cache() as cache:
            return write(cache.connection)
    codes = ", ".join(card.code for card in joined[:4]) + (" …" if len(joined) > 4 else "")
    with project.change(f"New notes join {codes}") as change:
        if not write(change.connection):
            return False
        for card in joined:
            touchpoints.put(change, card)
    return True


def _by_remark(groups: Sequence[NamingGroup], *, taken: Collection[str]) -> list[Title]:
    """Call each group by its most central remark: at once, and true as far as it goes."""
    from synthesis.titles.titles import Title

    del taken
    found = []
    for group in groups:
        near = (group.vectors @ group.vectors.mean(axis=0)).round(6).tolist()
        at = min(range(len(near)), key=lambda n: (-near[n], group.keys[n], n))
        found.append(Title(clip(" ".join(visible(group.texts[at]).split()), 48), at))
    return found


def keep_fresh(change: Change, was_fresh: bool) -> None:
    """Say within an act that the drafts are up to date still, where they were before it."""
    from data.store.cache import Cache
    from data.store.snapshot import snapshot as read

    found = read(change.connection)
    Cache(change.connection).set_meta(_DRAFTED_FROM, _digest(found) if was_fresh else None)


def runners_up(project: Project, one: PointId | TouchpointId) -> tuple[str, ...]:
    """Return what else a point or touchpoint could be called: up to three titles, best first.

    They stay on offer when a person takes the card up; what people made themselves has none.
    """
    return drafts_store.runners_up(project, one)


def _digest(snapshot: Snapshot) -> str:
    """Return a digest of all that the drafts depend on, and of nothing else."""
    basis = (
        _METHOD,
        snapshot.settings.dial,
        tuple((one.id, one.title) for one in snapshot.stages),
        tuple((one.id, one.name) for one in snapshot.channels),
        tuple((one.id, one.group, one.team) for one in snapshot.participants),
        tuple((one.id, one.kind) for one in snapshot.sessions),
        snapshot.notes,
    )
    return hashlib.sha256(repr(basis).encode("utf-8", "backslashreplace")).hexdigest()
