"""Joining several notes into one: texts in the order of time, tags and people united."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from capture.jobs.editing import shortly
from data.errors import NotFound, SaysoError, UsageError
from data.records import Attribution, Note, NoteId, ParticipantId, Stance
from data.store import channels, evidence, notes, participants, sessions, stages
from data.store.merging import united
from data.text import counted

if TYPE_CHECKING:
    from data.store import Project
    from data.store.common import Reader

_WORD = re.compile(r"\w+")

MOST = 50
"""Notes that may become one: more are no remark."""


class JoinAsks(SaysoError):  # noqa: N818 - named as the rest of data.errors
    """Joining would lose something that somebody may mind; ``plan`` says what."""

    def __init__(self, plan: Joining) -> None:
        """Say what, and how it is done all the same."""
        super().__init__(
            f"{' '.join(plan.loses)} Nothing was changed; to join them all the same, use --anyway."
        )
        self.plan = plan


@dataclass(frozen=True, slots=True)
class Joining:
    """What joining would make: the note that stays, as it will be, and those that go into it.

    ``keeps`` are sentences on where they differ and which wins; ``loses`` on what would be gone.
    """

    joined: Note
    gone: tuple[NoteId, ...]
    keeps: tuple[str, ...] = ()
    loses: tuple[str, ...] = ()


def plan(reader: Reader, ids: Iterable[NoteId], *, text: str | None = None) -> Joining:
    """Return what joining notes would make; ``text`` is its text, else all of them by time.

    Raises:
        UsageError: fewer than two notes, or more than make one remark.
        NotFound: one of them is gone.
    """
    wanted = list(dict.fromkeys(ids))
    if len(wanted) < 2:
        raise UsageError("Two notes or more make one: mark them first. Nothing was changed.")
    if len(wanted) > MOST:
        raise UsageError(
            f"{len(wanted):,} notes do not make one remark (up to {MOST} do). Nothing was changed."
        )
    found = [notes.get(reader, one) for one in wanted]
    if None in found:
        raise NotFound("One of these notes was removed meanwhile; nothing was changed.")
    ordered = sorted((one for one in found if one is not None), key=lambda one: (one.at, one.id))
    names = _names(reader)
    people, doubts = _people(ordered, names)
    first = ordered[0]
    kept: dict[str, Any] = {}
    keeps = [*doubts]
    for field, words in _ONES:
        kept[field], differ = _first(ordered, field)
        if differ:
            shown = " and ".join(_shown(one, names) for one in differ)
            keeps.append(f"The {words} differ{'s'} ({shown}): the first stays.")
    if any(one.verbatim for one in ordered) and not all(one.verbatim for one in ordered):
        keeps.append("Not all of it is word for word, so the joined note is not.")
    joined = Note(
        first.id,
        first.session,
        _text(ordered) if text is None else text,
        first.at,
        **kept,
        need_type=next((one.need_type for one in ordered if one.kind is kept["kind"]), None),
        verbatim=all(one.verbatim for one in ordered),
        left_over=" ".join(dict.fromkeys(one.left_over for one in ordered if one.left_over)),
        personas=tuple(dict.fromkeys(one for note in ordered for one in note.personas)),
        tags=tuple(dict.fromkeys(one for note in ordered for one in note.tags)),
        participants=people,
        flagged=any(one.flagged for one in ordered),
        set_aside=all(one.set_aside for one in ordered),
    )
    gone = tuple(one.id for one in ordered[1:])
    loses = (*_voices(reader, ordered, joined), *_places(reader, first.id, gone))
    return Joining(joined, gone, tuple(keeps), loses)


def join(
    project: Project, ids: Iterable[NoteId], *, text: str | None = None, anyway: bool = False
) -> Joining:
    """Join notes into the earliest of them, in one change: return what was made.

    Their places on points and cards go to it.

    Raises:
        JoinAsks: something would be lost, and ``anyway`` is not given.
        UsageError: fewer than two notes, or more than make one remark.
        NotFound: one of them is gone.
    """
    wanted = list(ids)
    with project.change("Join notes") as change:
        made = plan(change, wanted, text=text)
        if made.loses and not anyway:
            raise JoinAsks(made)
        count = counted(len(made.gone) + 1, "note")
        change.rename(f"Join {count}: “{shortly(made.joined.text)}”")
        evidence.hand_over(change, made.gone, made.joined.id)
        for note in made.gone:
            notes.remove(change, note)
        fields: Any = {
            name: getattr(made.joined, name)
            for name in Note.__dataclass_fields__
            if name not in ("id", "session", "at")
        }
        notes.edit(change, made.joined.id, **fields)
    return made


_ONES = (
    ("kind", "kind"), ("stage", "stage"), ("channel", "channel"), ("emotion", "emotion"),
    ("source", "source"), ("respondent", "respondent"),
)  # fmt: skip


def _first(ordered: Sequence[Note], field: str) -> tuple[Any, list[Any]]:
    """Return the first value that is given, and all of them where they differ."""
    given = [getattr(one, field) for one in ordered]
    some = list(dict.fromkeys(one for one in given if one is not None and one != ""))
    return (some[0] if some else given[0]), (some if len(some) > 1 else [])


def _text(ordered: Sequence[Note]) -> str:
    """Return the texts by time, a line each; what another says word for word is said once."""
    words = [f" {' '.join(_WORD.findall(note.text.casefold()))} " for note in ordered]

    def repeated(at: int) -> bool:
        own = words[at]
        if not own.strip():
            return any(ordered[at].text == note.text for note in ordered[:at])
        return any(
            own in other and (own != other or to < at) for to, other in enumerate(words) if to != at
        )

    return "\n".join(note.text for at, note in enumerate(ordered) if not repeated(at))


def _people(
    ordered: Sequence[Note], names: Callable[[object], str]
) -> tuple[tuple[Attribution, ...], list[str]]:
    """Return everybody with one stance each, and what to tell of those who had two."""
    held: dict[ParticipantId, Stance] = {}
    told = []
    for note in ordered:
        for one in note.participants:
            before = held.get(one.participant)
            now = one.stance if before is None else united(before, one.stance)
            if before is not None and Stance.DISAGREES in {before, one.stance} - {now}:
                told.append(f"{names(one.participant)} said it, and no longer disagrees.")
            elif before is not None and {before, one.stance} == {Stance.AGREES, Stance.DISAGREES}:
                told.append(f"{names(one.participant)} agreed and disagreed: disagrees stays.")
            held[one.participant] = now
    return tuple(Attribution(who, stance) for who, stance in held.items()), told


def _voices(reader: Reader, ordered: Sequence[Note], joined: Note) -> Iterable[str]:
    """Say which voices would no longer be counted: unnamed ones that only their notes tell of."""
    from synthesis.board.standing import People

    known = participants.all(reader), sessions.all(reader)
    people, later = People(*known), People(*known)  # who remember voices by their note's id
    before = {
        voice.who
        for note in ordered
        for voice in people.voices(note)
        if not voice.who.startswith("note ")  # data is counted in notes, not in people
    }
    lost = len(before - {voice.who for voice in later.voices(joined)})
    if lost:
        yield (
            f"{counted(lost, 'unnamed voice')} would no longer be counted: the notes are of "
            "different sessions or respondents, or only some of them name who said it."
        )


def _places(reader: Reader, kept: NoteId, gone: Sequence[NoteId]) -> Iterable[str]:
    """Say which decisions would no longer hold: points without a note, notes that never meet."""
    if evidence.told_apart(reader, (kept, *gone)):
        yield "Somebody decided that two of these notes never belong together."
    places = evidence.places(reader, (kept, *gone))
    held = [places[one] for one in (kept, *gone) if one in places]
    if not held:
        return
    home = held[0].point
    for place in held[1:]:
        if place.point != home and place.alone:
            yield f"The point “{shortly(place.title)}” of {place.code} would lose its last note."


def _names(reader: Reader) -> Callable[[object], str]:
    known: dict[object, str] = {one.id: one.title for one in stages.all(reader)}
    known |= {one.id: one.name for one in channels.all(reader)}
    known |= {one.id: one.name or one.code for one in participants.all(reader)}
    return lambda one: shortly(known.get(one, str(one)), 24)


def _shown(value: object, names: Callable[[object], str]) -> str:
    return f"{int(value):+d}" if isinstance(value, int) else names(value)
