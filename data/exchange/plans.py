"""What an import would add to a project, said before it is done.

Things that are not there yet are named by a *reference*, a string that no id looks like; fields of
an id's type hold either an id or a reference, and `data.exchange.importing` turns one into the
other.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from data.errors import ImportRefused
from data.exchange.incoming import Incoming, Person, Row
from data.exchange.values import names_in, to_emotion, to_kind, to_source
from data.records import (
    Attribution,
    ChannelId,
    Consent,
    Emotion,
    EvidenceStance,
    Group,
    Kind,
    NeedType,
    NoteId,
    Participant,
    ParticipantId,
    PersonaId,
    Session,
    SessionId,
    SessionKind,
    Source,
    Stage,
    StageId,
    Stance,
    TagId,
)
from data.shorthand import Named, Shorthand, Speaker, Vocabulary, name_problem, parse
from data.shorthand.finder import code_key
from data.text import clip, counted, fold, says_nothing, visible
from data.vocabulary import OWN

if TYPE_CHECKING:
    from data.store.common import Reader

_SHOWN = 12


def reference(noun: str, number: int) -> str:
    """Return the reference of the ``number``-th new thing of its sort."""
    return f"new {noun} {number}"


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

    ``card`` is the code of the touchpoint to attach it to ("" for none), for or against it;
    ``against`` the remark that it is said against: a new note's ``row_key``, or a note's id.
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
    consent: Consent | None = None
    personas: tuple[PersonaId, ...] = ()
    tags: tuple[TagId, ...] = ()
    participants: tuple[Attribution, ...] = ()
    card: str = ""
    card_stance: EvidenceStance = EvidenceStance.FOR
    against: str = ""


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

    ``names`` are to be made, by their lists and references, ``people`` by theirs.  ``stage_order``
    are the stages in the file's order where they replace a template's, and ``gone`` the stages that
    would go; ``joined`` are (session, participant) pairs; ``known`` counts the rows that an earlier
    import brought, ``blank`` those without a remark.  ``row_keys`` maps further rows, lines that
    only changed a note, to the row of that note.
    """

    name: str
    digest: str
    notes: tuple[NewNote, ...] = ()
    nods: tuple[Nod, ...] = ()
    sessions: tuple[NewSession, ...] = ()
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
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
            yield f"+ {counted(len(self.notes), 'note')}{self._saying_nothing()}"
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
        new = {own.name: self.names.get(own.name, {}).values() for own in OWN}
        for noun, names in (*new.items(), ("participant", map(_shown, self.people.values()))):
            if some := list(names):
                yield f"+ {counted(len(some), noun)}: {_listed(some)}"
        if self.known and not self.is_empty:
            yield f"{counted(self.known, 'row')} known already, left as they are"
        if self.blank:
            yield f"{counted(self.blank, 'row')} without a remark, left out"
        for warning in self.warnings:
            yield f"! {warning}"

    def _saying_nothing(self) -> str:
        some = sum(says_nothing(note.text) for note in self.notes)
        if not some:
            return ""
        say = counted(some, "says", "say")
        return f"; {say} nothing (n/a, none, -) and no evidence: sayso touchpoints aside --list"


@dataclass(slots=True)
class Doubts:
    """What was not understood while a plan was made, counted, to be said in sentences.

    ``hints`` are those that typing the lines would have shown.
    """

    cells: dict[str, Counter[str]] = field(default_factory=dict)
    hints: Counter[str] = field(default_factory=Counter)

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
        for message, n in self.hints.most_common(_SHOWN):
            yield f"{message} ({n} times)" if n > 1 else message
        if len(self.hints) > _SHOWN:
            yield f"{len(self.hints) - _SHOWN:,} more such hints"


def _shown(person: Person) -> str:
    name = person.name or "unnamed"
    return f"{name}/{person.team}" if person.team else name


def _listed(names: Iterable[str]) -> str:
    names = list(names)
    shown = ", ".join(clip(name, 60) for name in names[:_SHOWN])
    return f"{shown} and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else shown


class Names:
    """One list of the project (stages, personas, ...), and the names that a file adds to it."""

    def __init__(self, noun: str, existing: Iterable[Named]) -> None:
        """``noun`` is the list in the singular, ``existing`` what is in it, in order."""
        self.noun = noun
        self.existing = tuple(existing)
        self._refs = {fold(known.name): known.id for known in self.existing}
        self._new: dict[str, str] = {}

    def find(self, name: str) -> str | None:
        """Return the id or reference of ``name``."""
        return self._refs.get(fold(name))

    def add(self, name: str) -> str | None:
        """Return the id or reference of ``name``, a new one where needed.

        ``None`` where it cannot be a name: too long, or with a meaning of its own in a tail.
        """
        folded = fold(name)
        if folded in self._refs:
            return self._refs[folded]
        if name_problem(name) is not None:
            return None
        ref = reference(self.noun, len(self._new))
        self._refs[folded] = ref
        self._new[ref] = name
        return ref

    def new(self, used: set[str]) -> dict[str, str]:
        """Return what is to be made of the names, in order: those that something uses."""
        return {ref: name for ref, name in self._new.items() if ref in used}


def lists_of(vocabulary: Vocabulary) -> dict[str, Names]:
    """Return the lists of a project by the roles of the columns that name things of them."""
    return {
        "stage": Names("stage", vocabulary.stages),
        "persona": Names("persona", vocabulary.personas),
        "channel": Names("channel", vocabulary.channels),
        "tags": Names("tag", vocabulary.tags),
    }


class People:
    """The participants of a project, and those whom a file adds.

    Two people of one name are told apart by their teams, and a customer from somebody inside;
    beyond that a name means whoever has it.
    """

    def __init__(self, participants: Iterable[Participant]) -> None:
        """Take the project's participants."""
        self._by_name: dict[str, list[str]] = {}
        self._known: dict[str, Participant] = {}
        self._new: dict[str, Person] = {}
        for one in participants:
            self._known[one.id] = one
            if one.name:
                self._by_name.setdefault(fold(one.name), []).append(one.id)

    def add(self, person: Person) -> str:
        """Return the id or reference of ``person``; a team learned late joins a new one."""
        namesakes = self._by_name.setdefault(fold(person.name), []) if person.name else []
        refs = [ref for ref in namesakes if _may_be(person.group, self.group(ref))]
        teams = [(fold(self._one(ref).team), ref) for ref in refs]
        fits = [ref for team, ref in teams if not person.team or team == fold(person.team)]
        fits = fits or [ref for team, ref in teams if not team]
        if fits:
            new = self._new.get(fits[0])
            if new:
                self._new[fits[0]] = replace(
                    new, team=new.team or person.team, group=new.group or person.group
                )
            return fits[0]
        ref = reference("participant", len(self._new))
        self._new[ref] = person
        namesakes.append(ref)
        return ref

    def __len__(self) -> int:
        """Count everybody."""
        return len(self._known) + len(self._new)

    def group(self, ref: str) -> Group | None:
        """Return what somebody is to the organisation."""
        return self._one(ref).group

    def _one(self, ref: str) -> Person | Participant:
        return self._new[ref] if ref in self._new else self._known[ref]

    def roster(self, refs: Iterable[str] | None = None) -> tuple[Speaker, ...]:
        """Return everybody, or those of ``refs``, as the grammar sees them.

        A new one has no code yet: the reference, which nobody can type, stands in for it.
        """
        people = [Speaker(p.id, p.code, p.name, p.team) for p in self._known.values()] + [
            Speaker(ParticipantId(ref), ref, person.name, person.team)
            for ref, person in self._new.items()
        ]
        wanted = None if refs is None else set(refs)
        return tuple(one for one in people if wanted is None or one.id in wanted)

    def new(self, used: set[str]) -> dict[str, Person]:
        """Return whom to make, in order: those whom something uses."""
        return {ref: person for ref, person in self._new.items() if ref in used}


def _may_be(one: Group | None, other: Group | None) -> bool:
    """True unless one is a customer and the other is inside."""
    return one is None or other is None or one.is_inside == other.is_inside


@dataclass(frozen=True, slots=True)
class View:
    """A project as an import sees it.

    ``has_template_stages`` is True where there are no notes and the stages are as a template gave
    them: such stages give way to a file's own.
    """

    stages: tuple[Stage, ...]
    vocabulary: Vocabulary
    participants: tuple[Participant, ...]
    sessions: tuple[Session, ...]
    has_template_stages: bool


@dataclass(frozen=True, slots=True)
class KnownRow:
    """The note that a row became, and its session; both "" where the note was removed since."""

    note: str
    session: str


def look_at_project(reader: Reader) -> View:
    """Read what planning needs."""
    from data.store import sessions, snapshot
    from data.store.lists import participants as participants_store
    from data.store.lists import stages as stages_store

    all_stages = stages_store.all(reader)
    return View(
        all_stages,
        snapshot.vocabulary(reader.connection, None),
        participants_store.all(reader),
        sessions.all(reader),
        _has_template_stages(reader, all_stages),
    )


def known_rows(reader: Reader, keys: Iterable[str]) -> dict[str, KnownRow]:
    """Return those of the rows that an earlier import brought."""
    rows = reader.connection.rows(
        "SELECT row_key, note.id, note.session FROM import_row"
        " LEFT JOIN note ON note.id = import_row.note"
        " WHERE row_key IN (SELECT value FROM json_each(?))",
        (json.dumps(list(keys)),),
    )
    return {key: KnownRow(note or "", session or "") for key, note, session in rows}


def _has_template_stages(reader: Reader, stages: tuple[Stage, ...]) -> bool:
    """True where the stages are those that the project was made with, and came from a template.

    Titles that a person chose have neither description nor examples.
    """
    connection = reader.connection
    if connection.row("SELECT 1 FROM note LIMIT 1") or not stages:
        return False
    made = connection.rows(
        "SELECT value FROM change WHERE entity = 'stage' AND field = '+'"
        " AND op = (SELECT op FROM change ORDER BY rowid LIMIT 1)"
    )
    first = {value["id"]: value for value in (json.loads(text) for (text,) in made)}
    same = len(first) == len(stages) and all(
        stage.id in first
        and (stage.title, stage.description, stage.position)
        == tuple(first[stage.id][name] for name in ("title", "description", "position"))
        for stage in stages
    )
    picked = connection.row(
        "SELECT 1 FROM journey_stage UNION ALL SELECT 1 FROM touchpoint LIMIT 1"
    )
    return same and not picked and any(stage.description or stage.examples for stage in stages)


def check_fixed(
    name: str,
    fixed: Mapping[str, str],
    lists: Mapping[str, Names],
    view: View,
    header: Sequence[str] = (),
) -> None:
    """Refuse a fixed value that nobody knows: most often it is a column's name with a slip in it.

    ``fixed`` maps roles to values, ``header`` are the columns that the file has (none in text).
    Somebody new may be named on purpose, as ``NAME/TEAM`` or ``NAME/``.

    Raises:
        ImportRefused: naming the value, the file's columns and what is known.
    """
    for role, value in fixed.items():
        bad = _unknown(role, value, lists, view)
        if not bad:
            continue
        there = ", ".join(_known(role, lists, view)) or "none yet"
        columns = ", ".join(title for title in header if title)
        article = "an emotion" if role == "emotion" else f"a {role}"
        neither = f" is neither a column ({columns}) nor" if columns else " is not"
        raise ImportRefused(
            f'{name}: --{role} "{bad}"{neither} {article} of this project. Known: {there}.'
            f"{_ADVICE.get(role, '')}"
        )


_ADVICE = {
    "participant": " For somebody new write NAME/TEAM, or NAME/ where the team is not known.",
    "team": " For a new team add somebody of it first: sayso participants add NAME/TEAM.",
    "session": " Make a new one first: sayso sessions add TITLE.",
}


def _unknown(role: str, value: str, lists: Mapping[str, Names], view: View) -> str:
    """Return what of a fixed value the project does not know; empty where it knows all of it."""
    if role in ("stage", "persona"):
        parts = names_in(value, ";|" if role == "persona" else "")
        return next((part for part in parts if lists[role].find(part) is None), "")
    if role in ("kind", "source", "emotion"):
        understood = {"kind": to_kind, "source": to_source, "emotion": to_emotion}[role](value)
        return value if understood is None else ""
    if role == "participant" and "/" in value:
        return ""
    if role in ("participant", "team", "session"):
        known = {fold(one) for one in _known(role, lists, view)}
        codes = {code_key(one.code) for one in view.participants if role == "participant"}
        return "" if fold(value) in known or code_key(value) in codes else value
    return ""


def _known(role: str, lists: Mapping[str, Names], view: View) -> list[str]:
    """Return what a fixed value may be."""
    if role in ("stage", "persona"):
        return [known.name for known in lists[role].existing]
    return {
        "kind": [kind.value for kind in Kind],
        "source": [source.value for source in Source],
        "emotion": ["-2", "-1", "0", "1", "2"],
        "participant": [person.name or person.code for person in view.participants],
        "team": sorted({person.team for person in view.participants if person.team}),
        "session": [session.title for session in view.sessions],
    }[role]


def own_guess_warning(
    notes: Iterable[NewNote], people: People, kinds: Mapping[str, SessionKind]
) -> Iterator[str]:
    """Yield what to say of notes of which nothing says whose they are.

    They count as the team's own guess.  ``kinds`` are those of the sessions that are no imports.
    """
    guesses = sum(
        note.source is None
        and kinds.get(note.session, SessionKind.IMPORT) is SessionKind.IMPORT
        and not (note.kind is not None and note.kind.is_mark)
        and not any(people.group(one.participant) for one in note.participants)
        for note in notes
    )
    if guesses:
        s, those = ("s", "it is") if guesses == 1 else ("", "they are")
        yield (
            f"{counted(guesses, 'note')} name{s} no source and count{s} as the team's own guess: "
            f"say whose {those} with --source customer, staff, observed or record"
        )


_NOBODY = Vocabulary()


def row_keys(rows: Iterable[Row]) -> list[str]:
    """Return how each row is known: a hash of its cells, and its ordinal among its equals.

    Blank cells at a row's end do not count, so that a column that is added and left empty makes no
    row new.
    """
    seen: Counter[str] = Counter()
    return [_key("\x1f".join(row.cells).rstrip("\x1f"), seen) for row in rows]


def _key(text: str, seen: Counter[str]) -> str:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    seen[digest] += 1
    return f"{digest}:{seen[digest]}"


def line_keys(incoming: Incoming) -> list[list[str]]:
    """Return how each line of each section is known.

    It is a hash of the line, of its session's title and date, and for a line that speaks of the
    note above it of that note too; and the ordinal among the equal lines of the file.
    """
    seen: Counter[str] = Counter()
    keys: list[list[str]] = []
    for section in incoming.sections:
        # As it was written, most likely without a zone: the same wherever the file is read.
        date = f"{section.started_at.astimezone():%Y-%m-%d %H:%M}" if section.started_at else ""
        above = ""
        keys.append([])
        for remark in section.remarks:
            line = parse(remark.text, _NOBODY)
            leans = not remark.exact and (line.is_amendment or line.text.rstrip().endswith(":"))
            parts = (section.title or incoming.title, date, above if leans else "", remark.text)
            keys[-1].append(_key("\x1f".join(parts), seen))
            above = above if leans else remark.text
    return keys


def card_stance(line: Shorthand) -> EvidenceStance:
    """Return whether a line speaks for the card that it names."""
    return EvidenceStance.AGAINST if line.disagrees else EvidenceStance.FOR


def nodded(note: NewNote, nod: Attribution) -> NewNote:
    """Return a note with somebody's nod; whoever said it agrees already (`data.store.notes`)."""
    if nod.stance is Stance.AGREES and replace(nod, stance=Stance.SAID) in note.participants:
        return note
    others = (one for one in note.participants if one.participant != nod.participant)
    return replace(note, participants=(*others, nod))


def with_no_left_over(note: NewNote) -> NewNote:
    """Return a note that keeps a ``no`` which no person, remark or card takes."""
    return replace(note, left_over=f"{note.left_over} no".strip())
