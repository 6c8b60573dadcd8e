"""What an import would add, said before it is done.

Things that are not there yet are named by a *reference*, a string that no id looks like; fields of
an id's type hold either an id or a reference, and `data.exchange.applying` turns one into the
other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from data.exchange.incoming import Person
from data.records import (
    Attribution,
    ChannelId,
    Emotion,
    EvidenceStance,
    Kind,
    NeedType,
    NoteId,
    PersonaId,
    SessionId,
    SessionKind,
    Source,
    Stage,
    StageId,
    TagId,
)
from data.text import clip, counted, visible

_SHOWN = 12


def reference(what: str, number: int) -> str:
    """Return the reference of the ``number``-th new thing of its sort."""
    return f"new {what} {number}"


@dataclass(frozen=True, slots=True)
class NewName:
    """A stage, persona, channel or tag to make."""

    ref: str
    name: str


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A participant to make."""

    ref: str
    person: Person


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session to make; ``started_at`` is in UTC, ``None`` for the time of the import."""

    ref: str
    title: str
    kind: SessionKind
    started_at: datetime | None = None
    note_taker: str = ""


@dataclass(frozen=True, slots=True)
class NewNote:
    """A note to make, as in `data.records.Note`; ``row_key`` is how its row will be known.

    ``card`` is the code of the touchpoint to attach it to ("" for none), for or against it.
    """

    row_key: str
    session: SessionId
    text: str
    at: datetime | None = None
    kind: Kind | None = None
    need_type: NeedType | None = None
    stage: StageId | None = None
    channel: ChannelId | None = None
    emotion: Emotion | None = None
    source: Source | None = None
    verbatim: bool = False
    left_over: str = ""
    respondent: str = ""
    personas: tuple[PersonaId, ...] = ()
    tags: tuple[TagId, ...] = ()
    participants: tuple[Attribution, ...] = ()
    card: str = ""
    card_stance: EvidenceStance = EvidenceStance.FOR


def references(note: NewNote) -> Iterator[str]:
    """Yield every id and reference that ``note`` names."""
    yield note.session
    yield from (ref for ref in (note.stage, note.channel) if ref)
    yield from note.personas
    yield from note.tags
    yield from (attribution.participant for attribution in note.participants)


@dataclass(frozen=True, slots=True)
class Nod:
    """Somebody's stance, on a line of its own, to a note that an earlier import brought."""

    row_key: str
    note: NoteId
    attribution: Attribution


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that importing one file would change in a project.

    ``stage_order`` are the stages in the file's order where they replace a template's, and
    ``gone`` the stages that would go; ``joined`` are (session, participant) pairs; ``known`` counts
    the rows that an earlier import brought, ``blank`` those without a remark.  ``row_keys`` maps
    further rows, lines that only changed a note, to the row of that note.
    """

    name: str
    digest: str
    notes: tuple[NewNote, ...] = ()
    nods: tuple[Nod, ...] = ()
    sessions: tuple[NewSession, ...] = ()
    stages: tuple[NewName, ...] = ()
    personas: tuple[NewName, ...] = ()
    channels: tuple[NewName, ...] = ()
    tags: tuple[NewName, ...] = ()
    people: tuple[NewPerson, ...] = ()
    joined: tuple[tuple[str, str], ...] = ()
    stage_order: tuple[str, ...] = ()
    gone: tuple[Stage, ...] = ()
    row_keys: tuple[tuple[str, str], ...] = ()
    known: int = 0
    blank: int = 0
    columns: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True where there is nothing new in the file."""
        return not (self.notes or self.nods)

    def lines(self) -> list[str]:
        """Return the plan as lines to print, one thing a line, safe for a terminal."""
        return [visible(line) for line in self._lines()]

    def _lines(self) -> Iterator[str]:
        yield from self.columns
        if self.left:
            yield f"columns left alone: {_listed(self.left)}"
        if self.is_empty:
            yield f"nothing new: {counted(self.known, 'row')} known already"
        else:
            yield f"+ {counted(len(self.notes), 'note')}"
        if self.nods:
            yield f"+ {counted(len(self.nods), 'nod')} to notes that are here already"
        counts = Counter(note.session for note in self.notes)
        for session in self.sessions[:_SHOWN]:
            n = counted(counts[SessionId(session.ref)], "note")
            yield f"+ session {clip(session.title, 60)} ({session.kind}, {n})"
        if len(self.sessions) > _SHOWN:
            yield f"+ {len(self.sessions) - _SHOWN:,} more sessions"
        if self.gone:
            yield f"stages of the template that go: {_listed(s.title for s in self.gone)}"
        for what, names in self._new_names():
            if names:
                yield f"+ {counted(len(names), what)}: {_listed(names)}"
        if self.known and not self.is_empty:
            yield f"{counted(self.known, 'row')} known already, left as they are"
        if self.blank:
            yield f"{counted(self.blank, 'row')} without a remark, left out"
        for warning in self.warnings:
            yield f"! {warning}"

    def _new_names(self) -> Iterator[tuple[str, list[str]]]:
        yield "stage", [new.name for new in self.stages]
        yield "persona", [new.name for new in self.personas]
        yield "channel", [new.name for new in self.channels]
        yield "tag", [new.name for new in self.tags]
        yield "participant", [_shown(new.person) for new in self.people]


@dataclass(slots=True)
class Doubts:
    """What was not understood while a plan was made, counted, to be said in sentences."""

    cells: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, role: str, cell: str) -> None:
        """Count a cell that stays as it is, in the note's left over."""
        self.cells.setdefault(role, Counter())[" ".join(cell.split())] += 1

    def sentences(self) -> Iterator[str]:
        """Yield one sentence a role, the commonest words first."""
        for role, counter in self.cells.items():
            n = counter.total()
            shown = ", ".join(f'"{clip(word, 40)}"' for word, _ in counter.most_common(5))
            more = ", ..." if len(counter) > 5 else ""
            yield f"{role}: {counted(n, 'word')} not understood, kept as left over: {shown}{more}"


def _shown(person: Person) -> str:
    name = person.name or "unnamed"
    return f"{name}/{person.team}" if person.team else name


def _listed(names: Sequence[str] | Iterable[str]) -> str:
    names = list(names)
    shown = ", ".join(clip(name, 60) for name in names[:_SHOWN])
    return f"{shown} and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else shown
