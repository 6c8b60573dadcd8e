"""Synthesis on a project, what it made in numbers and words, and why a note lies where it does."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from capture.jobs import maps
from capture.jobs import vectors as vectors_jobs
from capture.jobs.headings import headings
from capture.jobs.vectors import Namer, source
from data.errors import Cancelled, NotFound, Progress, SaysoError, ShouldStop
from data.exchange import reading, tables
from data.records import ClaimId, Settings, Snapshot, TouchpointId
from data.store import backups, layouts, touchpoints
from data.store import cache as caches
from data.store import drafts as drafts_store
from data.store import singles as singles_store
from data.store.lists import settings
from data.store.log import new_id
from data.store.schema import now as this_moment
from data.store.snapshot import snapshot as read
from data.text import clip, counted
from synthesis.board.ground import Ground, evidence_of
from synthesis.board.ledger import Ledger, Replaced, replaced, settled, told
from synthesis.board.singles import claims_of
from synthesis.board.standing import People

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from capture.jobs.vectors import Source
    from data.records import Note, NoteId, Single, Touchpoint
    from data.store import Project
    from data.store.files import Connection
    from data.store.log import Change
    from synthesis.board.why import Belonging, Why

DEFAULT_DIAL = Settings().dial
_ENOUGH_TO_JUDGE = 300


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a synthesis made, and how many texts of notes it had to encode.

    ``joined`` counts the new notes that came to cards which people had decided on, ``singles`` the
    remarks that are near nothing, and so on no card; ``replaced`` says what became of the codes
    that no card bears any more, ``told`` the same in sentences.
    """

    notes: int
    claims: int
    touchpoints: int
    held: int
    dial: float
    encoded: int
    joined: int = 0
    singles: int = 0
    warnings: tuple[str, ...] = ()
    replaced: tuple[Replaced, ...] = ()
    told: tuple[str, ...] = ()

    def sentence(self) -> str:
        """Return what was made, in one line."""
        if not self.notes:
            return "There is no note to draft from yet."
        held = f", {self.held} of them decided by people" if self.held else ""
        new = f", {counted(self.joined, 'new note')} on these" if self.joined else ""
        alone = f" and {counted(self.singles, 'single remark')}" if self.singles else ""
        notes, claims = counted(self.notes, "note"), counted(self.claims, "claim")
        return (
            f"{notes}: {claims} on {counted(self.touchpoints, 'touchpoint')}"
            f"{alone}{held}{new} (dial {self.dial:g}; default {DEFAULT_DIAL:g})"
        )

    def as_document(self) -> dict[str, object]:
        """Return the same in plain values."""
        return {
            "notes": self.notes,
            "claims": self.claims,
            "touchpoints": self.touchpoints,
            "held": self.held,
            "dial": self.dial,
            "default_dial": DEFAULT_DIAL,
            "joined": self.joined,
            "singles": self.singles,
            "encoded": self.encoded,
            "warnings": list(self.warnings),
            "replaced": [one.as_document() for one in self.replaced],
        }


@dataclass(frozen=True, slots=True)
class StageSummary:
    """One stage in numbers."""

    title: str
    notes: int
    touchpoints: int
    claims: int
    singles: int = 0

    def as_document(self) -> dict[str, object]:
        """Return the same in plain values."""
        return {
            "stage": self.title,
            "notes": self.notes,
            "touchpoints": self.touchpoints,
            "claims": self.claims,
            "singles": self.singles,
        }


def _sum(snapshot: Snapshot, *, encoded: int = 0, joined: int = 0) -> Drafted:
    """Return what a drafted project holds, and what it took to draft it."""
    cards = snapshot.touchpoints
    return Drafted(
        notes=sum(note.is_evidence for note in snapshot.notes),
        claims=sum(len(card.claims) for card in cards),
        touchpoints=len(cards),
        held=sum(card.held for card in cards),
        dial=snapshot.settings.dial,
        encoded=encoded,
        joined=joined,
        singles=len(snapshot.singles),
        warnings=_warnings(snapshot),
    )


def _warnings(snapshot: Snapshot) -> tuple[str, ...]:
    from synthesis.titles.languages import mostly_english

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
    columns = [(stage.id, stage.title) for stage in snapshot.stages]
    rows = []
    for stage, title in [*columns, (None, "Unplaced")]:
        notes = sum(note.stage == stage and note.is_evidence for note in snapshot.notes)
        cards = [card for card in snapshot.touchpoints if card.stage == stage]
        claims = sum(len(card.claims) for card in cards)
        singles = sum(one.stage == stage for one in snapshot.singles)
        if stage is not None or notes or cards:
            rows.append(StageSummary(title, notes, len(cards), claims, singles))
    return rows


_CUT = "cut at"
# Raise it, and `synthesis.titles.titles.VERSION`, when the same notes give other drafts: it is told
# of drafts by older rules, which stay until they are cut anew.
_METHOD = "7"
# Raise it when other notes may share a claim: drafts are looked through, and no card is cut again.
_CLAIMS = "3"
_OLDER = (
    "These drafts were cut by an earlier build, and stay; “sayso synthesize --anew” (D on the map) "
    "cuts and names them as this build does. One undo takes that back."
)
_TRIES = 3


class ProjectBusy(SaysoError):  # noqa: N818 - named as the rest of data.errors
    """Notes kept arriving while drafts were being made."""


def is_fresh(project: Project) -> bool:
    """True where the drafts were made from the notes as they now are, and none is waiting."""
    return drawn_from(project, project.snapshot())


def drawn_from(project: Project, snapshot: Snapshot) -> bool:
    """Return `is_fresh` for a snapshot that is at hand."""
    return not waiting(snapshot) and (
        caches.meta(project, drafts_store.DRAFTED_FROM) == _digest(snapshot)
    )


def waiting(snapshot: Snapshot) -> int:
    """Return how many notes that are evidence no draft has looked at: on no card, nor single."""
    lying = {note for card in snapshot.touchpoints for note in evidence_of(card)}
    lying |= {one.note for one in snapshot.singles}
    return sum(note.is_evidence and note.id not in lying for note in snapshot.notes)


def synthesise(
    project: Project,
    *,
    dial: float | None = None,
    anew: bool = False,
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
        progress: called with (texts encoded, texts to encode).
        cancelled: asked now and then whether to stop; what was encoded is kept, so that the next
            run goes on from there.

    Raises:
        Cancelled: ``cancelled`` answered True; the drafts are as they were.
        SaysoError: the project cannot be written to.
    """
    kept: tuple[str, ...] = ()
    if anew and (warning := backups.before(project, "anew")):
        kept = (warning,)
    for _ in range(_TRIES):
        snapshot = project.snapshot()
        cut = _cut(snapshot, dial, anew)
        if not anew and cut is None and drawn_from(project, snapshot):
            return _with_older(project, _sum(snapshot))
        first = maps.keep_first(project, snapshot)
        if first is not None:
            told = f"The map before any customer is kept as “{first.name}” (sayso versions)."
            kept = (*kept, told)
            snapshot = project.snapshot()  # what was kept counts as shown
        if not anew and _found_again(project, snapshot, cut):
            now = project.snapshot()
            if drawn_from(project, now):
                return _with_older(project, _told(_sum(now), project, snapshot), kept)
            # A code or a title that was shown since lies elsewhere: these cards are kept up to it.
            snapshot, cut = now, None
        drafted = _draft(project, snapshot, cut, anew, progress, cancelled)
        if drafted is not None:
            return _with_older(project, drafted, kept)
    raise ProjectBusy(
        f"Notes kept being added to {project.path} while drafts were made; the drafts are as they "
        "were. Try again when the others pause."
    )


def _with_older(project: Project, drafted: Drafted, kept: tuple[str, ...] = ()) -> Drafted:
    """Return a summary that says, too, what was kept, and where drafts are by older rules."""
    older = () if _method(project) == _METHOD else (_OLDER,)
    return replace(drafted, warnings=(*kept, *drafted.warnings, *older))


def _cut(snapshot: Snapshot, dial: float | None, anew: bool) -> Settings | None:
    """Return the settings of a new cut; ``None`` where none is asked for, or nothing is cut yet."""
    old = snapshot.settings
    if dial is not None and dial != old.dial:
        return replace(old, dial=dial)
    drafts = any(not card.held for card in snapshot.touchpoints)
    return replace(old, cuts=old.cuts + 1) if anew and drafts else None


def _draft(
    project: Project,
    stored: Snapshot,
    cut: Settings | None,
    anew: bool,
    progress: Progress | None,
    cancelled: ShouldStop | None,
) -> Drafted | None:
    """Make and store drafts of one snapshot; None where the project has moved on meanwhile."""
    snapshot = replace(stored, settings=cut or stored.settings)
    vectors = source(project, progress, cancelled)
    is_recut = _is_recut(project, snapshot.settings, anew)
    made, singles, others = _made(project, snapshot, is_recut, vectors)
    laid = replace(snapshot, touchpoints=made, singles=singles)
    before = {card.id: card for card in snapshot.touchpoints}
    if cut is not None and cut.dial == stored.settings.dial and _is_alike(laid, stored):
        cut = None  # the very same cards: there is nothing that could be taken back
    joined = [card for card in made if card.held and card != before.get(card.id)]
    work = _Work(
        stored=stored,
        cut=cut,
        laid=laid,
        joined=joined,
        others=others,
        near=_nearby(snapshot, vectors),
        method=_METHOD if is_recut else _method(project),
    )
    if not _store(project, work):
        return None
    drafted = _sum(
        laid,
        encoded=vectors.encoded,
        joined=sum(
            evidence.joined is not None
            and evidence != evidence_of(before[card.id]).get(evidence.note)
            for card in joined
            for evidence in evidence_of(card).values()
        ),
    )
    return _told(drafted, project, stored)


def _told(drafted: Drafted, project: Project, before: Snapshot) -> Drafted:
    """Return a summary of what is stored by now that says what became of codes that are gone."""
    gone = replaced(before, project.snapshot(), date.today())
    return replace(drafted, replaced=tuple(gone), told=tuple(told(gone, before.touchpoints)))


def _is_alike(laid: Snapshot, stored: Snapshot) -> bool:
    """Return whether drafts are those that are stored; codes of claims come with storing."""

    def bare(snapshot: Snapshot) -> list[object]:
        cards = [
            replace(card, claims=tuple(replace(claim, code="") for claim in card.claims))
            for card in snapshot.touchpoints
        ]
        return [cards, {one.note for one in snapshot.singles}]

    return bare(laid) == bare(stored)


def _made(
    project: Project,
    snapshot: Snapshot,
    recut: bool,
    vectors: Source,
) -> tuple[tuple[Touchpoint, ...], tuple[Single, ...], Mapping[str, tuple[str, ...]]]:
    """Return the cards as they should be: kept up, or where there is a reason cut again.

    With them come the single remarks, and what else drafts could be called.
    """
    from synthesis.board import drafts as drafts_board
    from synthesis.board.claims import coarse_cut
    from synthesis.board.keepup import keep_up, number

    def new_codes(count: int) -> list[str]:
        with project.cache() as cache:
            return cache.new_codes(count)

    place, namer = vectors_jobs.placer(vectors), Namer(project)
    dial = snapshot.settings.dial
    if recut and _method(project) != _METHOD:
        snapshot = _untitled(snapshot)
    elif withheld := _withheld(snapshot):
        # Named perhaps before somebody said no; what does not hold their words keeps its title.
        snapshot = _untitled(snapshot, withheld)
    cards = snapshot.touchpoints
    if any(card.held or not recut for card in cards):
        ground = Ground(snapshot, place, new_id)
        before = {card.id: card for card in cards}
        kept, singles = keep_up(ground, coarse_cut(dial), this_moment())
        if recut:
            # Of what was kept up only the decided cards count: the rest is cut again below.
            kept = [card for card in kept if card.held]
            held, _ = drafts_board.titled(ground, kept, before, namer)
            rest = (card for card in cards if not card.held)
            snapshot = replace(snapshot, touchpoints=(*held, *rest))
        else:
            now = replace(snapshot, touchpoints=tuple(kept), singles=singles)
            kept = number(settled(now, new_id), new_codes)
            done, others = drafts_board.titled(ground, kept, before, namer)
            return drafts_board.in_order(snapshot, done), singles, others
    drafted = drafts_board.draft(snapshot, place, namer, dial, new_id, new_codes)
    return drafted.touchpoints, drafted.singles, drafted.runners_up


def _untitled(snapshot: Snapshot, among: Collection[NoteId] | None = None) -> Snapshot:
    """Return drafts without a title, to be named as if new; those that were shown keep it.

    What they were called by other rules may say what nobody said.  ``among`` are the notes of the
    drafts that are meant; of all unless given.
    """
    shown = Ledger(snapshot.shown)
    cards = (
        card
        if card.held
        or card.code in shown
        or (among is not None and evidence_of(card).keys().isdisjoint(among))
        else replace(card, title="")
        for card in snapshot.touchpoints
    )
    return replace(snapshot, touchpoints=tuple(cards))


def _is_recut(project: Project, settings: Settings, anew: bool) -> bool:
    """Return whether drafts are to be cut again: asked for, or cut otherwise than is set.

    Other rules of a later build alone are no reason: nothing moves by itself.
    """
    cut = (caches.meta(project, _CUT) or "").partition(" ")[2]
    return anew or cut != _cut_word(settings)


def _method(project: Project) -> str:
    """Return by which rules drafts were cut; those of now where there are none yet."""
    return (caches.meta(project, _CUT) or _METHOD).partition(" ")[0]


def _cut_word(settings: Settings) -> str:
    """Return how drafts are cut, as it is remembered beside them and the rules."""
    return f"{settings.dial:g}" + (f" {settings.cuts}" if settings.cuts else "")


def _nearby(snapshot: Snapshot, vectors: Source) -> tuple[tuple[NoteId, NoteId], ...]:
    from synthesis.board.nearby import nearby

    return nearby(Ground(snapshot, vectors_jobs.placer(vectors), new_id))


@dataclass(frozen=True, slots=True)
class _Work:
    """Drafts that were made, and from what: stored whole, or not where that has moved on.

    ``laid`` is the snapshot with the cards and single remarks that were made of it.
    """

    stored: Snapshot
    cut: Settings | None
    laid: Snapshot
    joined: list[Touchpoint]
    others: Mapping[str, tuple[str, ...]]
    near: tuple[tuple[NoteId, NoteId], ...]
    method: str

    def label(self) -> str:
        """Return what history calls it."""
        if self.cut is not None:
            return _label(self.cut)
        codes = ", ".join(card.code for card in self.joined[:4])
        codes += " …" if len(self.joined) > 4 else ""
        lying = {note for card in self.stored.touchpoints for note in evidence_of(card)}
        new = any(not evidence_of(card).keys() <= lying for card in self.joined)
        return f"New notes join {codes}" if new else f"Part what is no one claim on {codes}"


def _label(cut: Settings) -> str:
    return f"Cut anew at {cut.dial:g}"


def _store(project: Project, work: _Work) -> bool:
    """Store drafts, and what joined decided cards; False where the project has moved on."""
    if work.cut is None and not work.joined:
        with project.cache() as cache:
            return _write(cache.connection, work, None)
    with project.change(work.label()) as change:
        return _write(change.connection, work, change)


def _write(connection: Connection, work: _Work, change: Change | None) -> bool:
    now, cache = read(connection), caches.Cache(connection)
    if not _is_same(now, work.stored):
        return False
    layouts.leave(connection)
    made, singles = work.laid.touchpoints, work.laid.singles
    if (made, singles) != (now.touchpoints, now.singles):
        singles_store.replace_all(connection, singles)
        drafts_store.replace_all(connection, made)
    drafts_store.keep_nearby(connection, work.near)
    held = (card.id for card in made if card.held)
    drafts_store.keep_runners_up(connection, work.others, held)
    if change is not None:
        _set_cut(change, work.cut)
        for card in work.joined:
            touchpoints.put(change, card)
    basis = _digest(replace(now, settings=work.cut or now.settings))
    _remember_cut(cache, work.method, basis, work.cut or now.settings)
    layouts.keep(connection, basis, anew=True)
    return True


def _set_cut(change: Change, cut: Settings | None) -> None:
    if cut is not None:
        settings.edit(change, dial=cut.dial, cuts=cut.cuts)


def _is_same(now: Snapshot, then: Snapshot) -> bool:
    """Return whether nothing has changed that drafts depend on, or they themselves."""
    return (_digest(now), now.touchpoints, now.shown) == (
        _digest(then),
        then.touchpoints,
        then.shown,
    )


def _remember_cut(
    cache: caches.Cache,
    method: str,
    basis: str | None,
    cut: Settings,
) -> None:
    """Remember what the drafts were made from, and how they were cut."""
    cache.set_meta(drafts_store.DRAFTED_FROM, basis)
    cache.set_meta(_CUT, f"{method} {_cut_word(cut)}")


def _found_again(project: Project, stored: Snapshot, cut: Settings | None) -> bool:
    """Lay the drafts as they once lay for this very state; False where there is no such layout.

    Where a code or a title was shown elsewhere since, they are not fresh: they are kept up to it.
    """
    snapshot = replace(stored, settings=cut or stored.settings)
    held = {note for card in snapshot.touchpoints if card.held for note in evidence_of(card)}
    loose = {note.id for note in snapshot.notes if note.is_evidence} - held
    basis = _digest(snapshot)
    with project.reading() as connection:
        if not layouts.is_kept(connection, basis):
            return False

    def write(connection: Connection, change: Change | None) -> bool:
        if not _is_same(read(connection), stored):
            return False
        layouts.leave(connection)
        if not layouts.lay(connection, basis, loose):
            return False
        if change is not None:
            _set_cut(change, cut)
        laid = read(connection)
        fits = settled(laid, new_id) == list(laid.touchpoints)
        cache = caches.Cache(connection)
        _remember_cut(cache, _method(project), basis if fits else None, snapshot.settings)
        return True

    if cut is None:
        with project.cache() as cache:
            return write(cache.connection, None)
    with project.change(_label(cut)) as change:
        return write(change.connection, change)


def keep_fresh(change: Change, was_fresh: bool) -> None:
    """Say within an act that the drafts are up to date still, where they were before it."""
    basis = _digest(read(change.connection)) if was_fresh else None
    caches.Cache(change.connection).set_meta(drafts_store.DRAFTED_FROM, basis)


def runners_up(project: Project, titled: ClaimId | TouchpointId) -> tuple[str, ...]:
    """Return what else a card could be called: up to three titles, best first; a claim has none.

    They stay on offer when a person takes the card up; what people made themselves has none.
    """
    return drafts_store.runners_up(project, titled)


def _digest(snapshot: Snapshot) -> str:
    """Return a digest of all that the drafts depend on, and of nothing else."""
    basis: tuple[object, ...] = (
        _METHOD,
        _CLAIMS,
        snapshot.settings.dial,
        tuple((stage.id, stage.title) for stage in snapshot.stages),
        tuple((channel.id, channel.name) for channel in snapshot.channels),
        tuple((person.id, person.group, person.team) for person in snapshot.participants),
        tuple((session.id, session.kind) for session in snapshot.sessions),
        snapshot.notes,
    )
    if snapshot.settings.cuts:
        basis += (snapshot.settings.cuts,)
    if withheld := _withheld(snapshot):
        basis += (sorted(withheld),)
    return hashlib.sha256(repr(basis).encode("utf-8", "backslashreplace")).hexdigest()


def _withheld(snapshot: Snapshot) -> set[NoteId]:
    """Return the notes whose words name no card, since they may not be shown."""
    people = People.of(snapshot)
    return {note.id for note in snapshot.notes if not people.may_quote(note)}


_INDENT = " " * 16


@dataclass(frozen=True, slots=True)
class Explanation:
    """A note, where it lies, and what keeps it there."""

    note: Note
    claim: str
    card: str
    why: Why
    texts: dict[str, str]

    def lines(self) -> list[str]:
        """Return the explanation as lines to print."""
        single = self.why.claim is not None and not self.card
        nowhere = "none: a single remark, near nothing at its stage" if single else "none"
        lines = [f"“{self.note.text}”", f"  on the card   {self.card or nowhere}"]
        if self.why.held:
            lines.append(f"{_INDENT}which a person has decided on: likeness put it nowhere")
        lines += [] if single else self._belonging("touchpoint", self.why.in_touchpoint)
        lines.append(f"  in the claim  {self.claim or 'none'}")
        lines += self._belonging("claim", self.why.in_claim)
        if self.why.terms:
            lines.append(f"  words shared  {', '.join(self.why.terms)}")
        return lines

    def _belonging(self, group_name: str, group: Belonging) -> list[str]:
        if group.likeness is None:
            return [f"{_INDENT}alone: no other note of the {group_name} is near enough"]
        return [
            f"{_INDENT}likeness {group.likeness:.2f} to it (joined from {group.cut:.2f})",
            *(
                f"{_INDENT}{mate.likeness:5.2f}  {clip(self.texts[mate.note], 60)}"
                + (f"  [{', '.join(mate.terms)}]" if mate.terms else "")
                for mate in group.mates
            ),
        ]

    def as_document(self) -> dict[str, object]:
        """Return the same in plain values."""
        return {
            "id": self.note.id,
            "text": self.note.text,
            "touchpoint": self.card,
            "held": self.why.held,
            "in_touchpoint": self._group_document(self.why.in_touchpoint),
            "claim": self.claim,
            "in_claim": self._group_document(self.why.in_claim),
            "terms": list(self.why.terms),
        }

    def _group_document(self, group: Belonging) -> dict[str, object]:
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


def explain(project: Project, snapshot: Snapshot, note: Note) -> Explanation:
    """Explain where a note lies; the drafts should be fresh.

    Raises:
        NotFound: the note is a memo or an ask, which is never grouped.
    """
    from synthesis.board.why import why

    if not note.is_evidence:
        raise NotFound(f"“{clip(note.text, 40)}” is a mark of the note-taker's, on no card.")
    place = vectors_jobs.placer(source(project))
    reasons = why(Ground(snapshot, place, new_id), note.id)
    names = headings(snapshot)
    cards = {card.id: f"{card.code} {names[card.id]}" for card in snapshot.touchpoints}
    claims = {claim.id: claim.title for card in snapshot.touchpoints for claim in card.claims}
    claims |= {claim.id: claim.title for _, claim in claims_of(snapshot)}
    return Explanation(
        note,
        claims[reasons.claim] if reasons.claim else "",
        cards[reasons.touchpoint] if reasons.touchpoint else "",
        reasons,
        {other.id: other.text for other in snapshot.notes},
    )


MANY = 3_000
"""Texts from which grouping takes long enough to be watched."""


@dataclass(frozen=True, slots=True)
class Grouped:
    """A group's number for each row (0: the largest group), and a title for each group."""

    labels: tuple[int, ...]
    titles: tuple[str, ...]

    def rows(self) -> Iterator[tuple[int, str]]:
        """Return each row's group and its title."""
        return ((label, self.titles[label]) for label in self.labels)


def why_here(project: Project, note_id: NoteId) -> list[str]:
    """Return why a note is where it is, in lines; none where it is gone."""
    snapshot = project.snapshot()
    note = next((one for one in snapshot.notes if one.id == note_id), None)
    if note is None:
        return []
    lines = explain(project, snapshot, note).lines()
    if not is_fresh(project):
        lines += ["", "Notes were changed since the cards were drafted: F9 drafts them again."]
    return lines


def group_file(
    path: Path,
    column: str,
    *,
    dial: float | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Grouped:
    """Group the texts of one column of a spreadsheet.

    Args:
        path: a CSV or TSV file with a header.
        column: the name of the column.
        dial: 0 fewest and largest groups, 1 most and smallest; the default where left out.
        progress: called with (texts read, all texts); of many texts, then from 0 again with what is
            placed and joined.
        cancelled: asked now and then whether to stop.

    Raises:
        ImportRefused: the file, or the column, cannot be used.
        Cancelled: ``cancelled`` answered True.
    """
    texts = read_column(path, column)
    if not texts:
        return Grouped((), ())
    from synthesis.grouping.encode import Vectors
    from synthesis.grouping.group import FINE_CUT, cut_at, partition, places

    def tick(done: int, total: int) -> None:
        if cancelled is not None and cancelled():
            raise Cancelled("grouping was stopped before its end")
        if progress is not None and total >= MANY:
            progress(done, total)

    vectors = Vectors()
    rows = vectors.of(texts, progress=progress, cancelled=cancelled)
    cut = FINE_CUT if dial is None else cut_at(dial)
    labels = partition(places(texts, rows, tick=tick), cut, tick=tick)
    return Grouped(tuple(int(label) for label in labels), _titles(texts, labels))


def read_column(path: Path, column: str) -> list[str]:
    """Return the cells of one column, a text a row, blank ones included.

    Raises:
        ImportRefused: the file cannot be read as a table, or has no such column.
    """
    decoded = reading.decode(reading.load(path), path.name)
    table = tables.read_table(
        decoded.text,
        path.name,
        lambda cell: tables.is_same_name(cell, column) or tables.is_known(cell),
    )
    uses = tables.assign_columns(table, {"text": column}, path.name)
    (use,) = [use for use in uses if use.role == "text"]
    if use.index is None:
        raise AssertionError("a column of texts is never a fixed value")
    return [row.cells[use.index] for row in table.rows]


def _titles(texts: list[str], labels: NDArray[np.intp]) -> tuple[str, ...]:
    """Name each group; nothing is kept, since there is no project to keep it in."""
    from synthesis.titles.titles import NamingGroup, name_groups

    members: list[list[int]] = [[] for _ in range(int(labels.max()) + 1)]
    for row, label in enumerate(labels):
        members[label].append(row)
    groups = [NamingGroup(tuple(texts[row] for row in inside)) for inside in members]
    return tuple(title.title for title in name_groups(groups, lambda _: {}, lambda _: None))
