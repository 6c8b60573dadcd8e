"""A text file's sections -> sessions and notes of a project, line by line as they would be typed.

Unlike in live typing nothing sticks from line to line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from data.exchange.incoming import Incoming, Person, Remark, Section
from data.exchange.plans import (
    Doubts,
    KnownRow,
    NewNote,
    NewSession,
    Nod,
    People,
    Plan,
    View,
    card_stance,
    check_fixed,
    line_keys,
    lists_of,
    nodded,
    own_guess_warning,
    reference,
    references,
    with_no_left_over,
)
from data.exchange.prose import default_group, opening_name
from data.exchange.values import group_of, names_in, to_emotion, to_kind, to_source
from data.records import (
    Attribution,
    Group,
    Kind,
    NeedType,
    NoteId,
    ParticipantId,
    PersonaId,
    SessionId,
    SessionKind,
    Source,
    StageId,
    Stance,
    TagId,
)
from data.shorthand import Role, Shorthand, Vocabulary, parse
from data.shorthand.leftover import still_left, tags_of
from data.text import fold

_NOBODY = Vocabulary()
# Whoever asks the questions is of the research team: what they say is nobody's evidence.
_ASKERS = frozenset(("interviewer", "moderator", "facilitator", "researcher", "notetaker"))


def _speaker(note: NewNote) -> str:
    """Return who said a note, "" where nobody is named."""
    said = [one.participant for one in note.participants if one.stance is Stance.SAID]
    return said[0] if said else ""


def plan_prose(incoming: Incoming, view: View, known: Mapping[str, KnownRow]) -> Plan:
    """Return what the text file would add; ``known`` are lines that an earlier import brought.

    Raises:
        ImportRefused: a fixed value that the project does not know.
    """
    planner = _ProsePlanner(incoming, view, known)
    for section, keys in zip(incoming.sections, line_keys(incoming), strict=True):
        planner.take(section, keys)
    return planner.plan()


@dataclass(slots=True)
class _Place:
    """A section while its lines are taken: its session, who is there, the note above.

    ``only`` is the one person of an interview, ``people`` those who spoke without being listed;
    ``words`` is the vocabulary of those who are there, and how many they were when it was made.
    """

    kind: SessionKind
    session: str
    listed: list[str]
    heard: list[str]
    only: str = ""
    at: datetime | None = None
    words: tuple[int, Vocabulary] = (-1, _NOBODY)
    above: int | None = None
    above_known: str = ""
    people: dict[str, None] = field(default_factory=dict)


class _ProsePlanner:
    """Sections in, plan out."""

    def __init__(self, incoming: Incoming, view: View, known: Mapping[str, KnownRow]) -> None:
        self.incoming, self.view, self.known_rows = incoming, view, known
        self.fixed = {role: value for role, value in incoming.options.given().items() if value}
        self.lists = lists_of(view.vocabulary)
        check_fixed(incoming.name, self.fixed, self.lists, view)
        self.people = People(view.participants)
        self.doubts = Doubts()
        self.sessions: list[NewSession] = []
        self.joined: dict[tuple[str, str], None] = {}
        self.notes: list[NewNote] = []
        self.nods: list[Nod] = []
        self.row_keys: list[tuple[str, str]] = []
        self.kinds: dict[str, SessionKind] = {one.id: one.kind for one in view.sessions}
        self.words: tuple[int, Vocabulary] = (-1, _NOBODY)
        self.speakers = self._speakers()
        # Whoever is listed anywhere in the file is known all over it.
        for section in incoming.sections:
            for person in section.people:
                self._listed(person, section)
        self.said: dict[str, list[tuple[str, str]]] = {}
        self.known = self.lost = 0

    def _speakers(self) -> list[str]:
        """Return the names that open lines and are people, not words of this project."""
        words = self.view.vocabulary
        taken = {
            fold(one.name) for one in (*words.stages, *words.personas, *words.channels, *words.tags)
        }
        return [
            name
            for name in self.incoming.speakers
            if fold(name) and fold(name) not in taken | _ASKERS and not to_kind(name)
        ]

    def take(self, section: Section, keys: list[str]) -> None:
        """Add one section to the plan."""
        place = self._place(section, keys)
        before = len(self.notes)
        for remark, key in zip(section.remarks, keys, strict=True):
            if key in self.known_rows:
                self.known += 1
                if self.known_rows[key].note:
                    place.above, place.above_known = None, self.known_rows[key].note
                    self._known_remark(remark, place)
            else:
                self._line(remark, key, place)
        if len(self.notes) > before:
            for ref in (*place.listed, *place.people):
                self.joined[place.session, ref] = None

    def _place(self, section: Section, keys: list[str]) -> _Place:
        kind = section.kind or SessionKind.IMPORT
        listed = [self._listed(person, section) for person in section.people]
        there, everybody = self._vocabulary(listed), self._everybody()
        openings = {opening_name(remark.text) for remark in section.remarks}
        heard = [
            self.people.add(Person(name, "", self._group(kind)))
            for name in self.speakers
            if name in openings
            and parse(f"{name}: x", there).speaker is None
            and parse(f"{name}: x", everybody).speaker is None
        ]
        session = self._session(section, kind, keys)
        alone = listed[0] if len(listed) == 1 and kind is SessionKind.CUSTOMER_INTERVIEW else ""
        if alone and self.people.group(alone) not in (None, Group.CUSTOMER):
            alone = ""
        return _Place(kind, session, listed, heard, alone, section.started_at)

    def _listed(self, person: Person, section: Section) -> str:
        group = person.group or self._group(section.kind)
        return self.people.add(replace(person, group=group))

    def _group(self, kind: SessionKind | None) -> Group | None:
        """Return what somebody new is who speaks in a session of ``kind``, unless told."""
        return default_group(kind) or group_of(to_source(self.fixed.get("source", "")))

    def _vocabulary(self, refs: Iterable[str] | None) -> Vocabulary:
        return replace(self.view.vocabulary, roster=self.people.roster(refs))

    def _everybody(self) -> Vocabulary:
        """Return what a line may name, with everybody who is known so far."""
        if self.words[0] != len(self.people):
            self.words = (len(self.people), self._vocabulary(None))
        return self.words[1]

    def _there(self, place: _Place) -> Vocabulary:
        """Return what a line may name, with those who are in this place."""
        count = len(place.people)
        if place.words[0] != count:
            refs = (*place.listed, *place.heard, *place.people)
            place.words = (count, self._vocabulary(refs))
        return place.words[1]

    def _session(self, section: Section, kind: SessionKind, keys: list[str]) -> str:
        """Return the session of a section: the one that its known lines are in, else a new one."""
        title = self.fixed.get("session", "")
        here = [one for one in self.view.sessions if title and fold(one.title) == fold(title)]
        if here:
            return here[-1].id
        if title and self.sessions:
            return self.sessions[0].ref
        for key in keys:
            row = self.known_rows.get(key)
            if row and row.session and not title:
                return row.session
        ref = reference("session", len(self.sessions))
        self.kinds[ref] = kind
        self.sessions.append(
            NewSession(
                ref,
                title or section.title or self.incoming.title,
                kind,
                section.started_at,
                section.note_taker,
            )
        )
        return ref

    # Line by line

    def _line(self, remark: Remark, key: str, place: _Place) -> None:
        """Take one line that is not known."""
        if remark.exact:
            self._note(Shorthand(text=remark.text), key, place)
            return
        line = self._parse(remark.text, place)
        self.doubts.hints.update(hint.message for hint in line.hints)
        person = self._person(line, place)
        if line.has_text:
            self._note(line, key, place, person)
            return
        if line.is_agreement:
            self._nod(key, place, person, line)
        if line.is_amendment:
            self._amend(key, place, line)

    def _known_remark(self, remark: Remark, place: _Place) -> None:
        """Remember who said a line that an earlier import brought: a new one may be against it."""
        line = Shorthand() if remark.exact else self._parse(remark.text, place)
        if line.has_text and not (line.kind and line.kind.is_mark):
            who = line.speaker or place.only
            self.said.setdefault(place.session, []).append((who, place.above_known))

    def _remark_before(self, session: str, speaker: str, key: str = "") -> str:
        """Return the last remark of somebody else in a session, before that of ``key``."""
        said = self.said.get(session, [])
        end = next((at for at, (_, one) in enumerate(said) if one == key), len(said))
        return next((one for who, one in reversed(said[:end]) if who != speaker), "")

    def _parse(self, text: str, place: _Place) -> Shorthand:
        """Return what a line says: a few letters name who is there, a whole name anybody."""
        line = parse(text, self._there(place))
        if line.has_speaker or ":" not in text:
            return line
        wide = parse(text, self._everybody())
        typed = fold(text.partition(":")[0])
        for who in self.people.roster((wide.speaker,) if wide.speaker else ()):
            if typed in map(fold, (who.name, who.name.partition(" ")[0], who.code)):
                return wide
        return line

    def _person(self, line: Shorthand, place: _Place) -> str:
        """Return who speaks, "" for nobody that is named."""
        if line.new_speaker:
            person = Person(line.new_speaker.name, line.new_speaker.team, self._group(place.kind))
            ref = self.people.add(person)
            place.people[ref] = None
            return ref
        if line.speaker:
            place.people[line.speaker] = None
            return line.speaker
        return ""

    def _note(self, line: Shorthand, key: str, place: _Place, person: str = "") -> None:
        note = NewNote(key, SessionId(place.session), line.text)
        note = self._tagged(note, line)
        if not person and fold(opening_name(line.text)) in _ASKERS:
            note = replace(note, source=note.source or Source.TEAM)
        note = self._with_defaults(note, line, place, person)
        if line.disagrees and not line.card:
            note = self._against(note)
        if note.kind is None or not note.kind.is_mark:
            self.said.setdefault(note.session, []).append((_speaker(note), key))
        self.notes.append(note)
        place.above, place.above_known = len(self.notes) - 1, ""

    def _against(self, note: NewNote) -> NewNote:
        """Let a note stand against the last remark of somebody else; see the typing grammar."""
        speaker = _speaker(note)
        against = self._remark_before(note.session, speaker, note.row_key) if speaker else ""
        if not against:
            self.doubts.hints[
                "“no” was left over: there is nobody who says it, or nothing before"
                " it of somebody else"
            ] += 1
            return with_no_left_over(note)
        return replace(note, against=against)

    def _tagged(self, note: NewNote, line: Shorthand) -> NewNote:
        """Return ``note`` with what the line's tail says; what it does not say stays."""
        left = line.left_over
        tags = list(line.tags)
        for name in line.new_tags:
            ref = self.lists["tags"].add(name)
            if ref:
                tags.append(TagId(ref))
            else:
                left = f"{left} +{name}".strip()
        for word in left.split():
            self.doubts.add("tags", word)
        return replace(
            note,
            kind=line.kind or note.kind,
            need_type=line.need_type if line.kind else note.need_type,
            stage=line.stage or note.stage,
            channel=line.channel or note.channel,
            emotion=note.emotion if line.emotion is None else line.emotion,
            source=line.source or note.source,
            verbatim=line.verbatim or note.verbatim,
            left_over=" ".join(filter(None, (note.left_over, left))),
            personas=line.personas or note.personas,
            tags=tuple(dict.fromkeys((*note.tags, *tags))),
            card=line.card or note.card,
            card_stance=card_stance(line) if line.card else note.card_stance,
        )

    def _with_defaults(self, note: NewNote, line: Shorthand, place: _Place, person: str) -> NewNote:
        """Return ``note`` with what was said once for the whole file, where it says nothing."""
        kind: Kind | None = note.kind
        need: NeedType | None = note.need_type
        if kind is None and (said := to_kind(self.fixed.get("kind", ""))):
            kind, need = said
        stage = self.lists["stage"].find(self.fixed.get("stage", ""))
        names = names_in(self.fixed.get("persona", ""), ";|")
        personas = [ref for name in names if (ref := self.lists["persona"].find(name))]
        emotion = note.emotion
        if emotion is None:
            emotion = to_emotion(self.fixed.get("emotion", ""))
        return replace(
            note,
            at=place.at,
            kind=kind,
            need_type=need,
            stage=note.stage or (StageId(stage) if stage else None),
            emotion=emotion,
            source=note.source or to_source(self.fixed.get("source", "")),
            personas=note.personas or tuple(map(PersonaId, personas)),
            participants=self._voices(note, line, place, person),
        )

    def _voices(
        self, note: NewNote, line: Shorthand, place: _Place, person: str
    ) -> tuple[Attribution, ...]:
        """Return who said the note.

        It is the speaker, else whom an option names, else, in an interview with one person, that
        person: unless the line opens with a bare colon, or is a mark or of another source.
        """
        if person:
            return (Attribution(ParticipantId(person), Stance.SAID),)
        silenced = any(span.role is Role.NO_SPEAKER for span in line.spans)
        is_mark = note.kind is not None and note.kind.is_mark
        if silenced or is_mark or note.source is not None:
            return ()
        name, _, team = self.fixed.get("participant", "").partition("/")
        ref = "" if line.stranger else place.only
        if name.strip():
            team = team.strip() or self.fixed.get("team", "")
            ref = self.people.add(Person(name.strip(), team, self._group(place.kind)))
        return (Attribution(ParticipantId(ref), Stance.SAID),) if ref else ()

    def _nod(self, key: str, place: _Place, person: str, line: Shorthand) -> None:
        """Let somebody agree or disagree with the note above."""
        stance = Stance.DISAGREES if line.disagrees else Stance.AGREES
        nod = Attribution(ParticipantId(person), stance)
        if place.above is not None:
            self.notes[place.above] = nodded(self.notes[place.above], nod)
            self.row_keys.append((key, self.notes[place.above].row_key))
        elif place.above_known:
            self.nods.append(Nod(key, NoteId(place.above_known), nod))
        else:
            self.lost += 1

    def _amend(self, key: str, place: _Place, line: Shorthand) -> None:
        """Let a tail on a line of its own change the note above."""
        if place.above is None:
            self.lost += 1
            return
        note = self.notes[place.above]
        left = still_left(note.left_over, tags_of(line, self.view.vocabulary))
        note = self._tagged(replace(note, left_over=left), line)
        if line.disagrees and not line.has_speaker and not line.card:
            note = self._against(note)
        self.notes[place.above] = note
        self.row_keys.append((key, note.row_key))

    # The plan

    def plan(self) -> Plan:
        """Return what was gathered."""
        used = {ref for note in self.notes for ref in references(note)}
        used |= {nod.attribution.participant for nod in self.nods}
        used |= {person for _, person in self.joined}
        guesses = own_guess_warning(self.notes, self.people, self.kinds)
        warnings = [*self.incoming.warnings, *self.doubts.sentences(), *guesses]
        if self.lost:
            lines = "1 line has" if self.lost == 1 else f"{self.lost:,} lines have"
            warnings.append(f"{lines} no new note above to speak of, and were left out")
        return Plan(
            self.incoming.name,
            self.incoming.digest,
            notes=tuple(self.notes),
            nods=tuple(self.nods),
            sessions=tuple(session for session in self.sessions if session.ref in used),
            names={"tag": self.lists["tags"].new(used)},
            people=self.people.new(used),
            joined=tuple(self.joined),
            row_keys=tuple(self.row_keys),
            known=self.known,
            warnings=tuple(warnings),
        )
