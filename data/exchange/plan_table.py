"""A table's rows -> notes of a project, with what would have to be made for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from data import dates
from data.errors import ImportRefused
from data.exchange import tables
from data.exchange.incoming import Incoming, Person, Row, Table, Use
from data.exchange.plans import (
    Doubts,
    KnownRow,
    Names,
    NewNote,
    NewSession,
    People,
    Plan,
    View,
    check_fixed,
    lists_of,
    own_guess_warning,
    reference,
    references,
    row_keys,
)
from data.exchange.values import (
    group_of,
    is_other_scale,
    names_in,
    to_consent,
    to_emotion,
    to_kind,
    to_number,
    to_source,
)
from data.records import (
    Attribution,
    ChannelId,
    Emotion,
    Group,
    ParticipantId,
    PersonaId,
    SessionId,
    SessionKind,
    StageId,
    TagId,
)
from data.shorthand.finder import code_key
from data.text import fold

_Value = TypeVar("_Value")
_MOST_NEW = 100
_CODE = re.compile(r"[Pp][0-9]{1,6}")
_SEPARATORS = {"persona": ";|", "tags": ";|,", "stage": "", "channel": ""}


def plan_table(incoming: Incoming, view: View, known: Mapping[str, KnownRow]) -> Plan:
    """Return what the table would add; ``known`` are the rows that an earlier import brought.

    Raises:
        ImportRefused: a fixed value that the project does not know, or a column of far too many
            different stages, personas or channels.
    """
    assert incoming.table is not None
    planner = _TablePlanner(incoming, incoming.table, view, known)
    for row, key in zip(incoming.table.rows, row_keys(incoming.table.rows), strict=True):
        planner.take(row, key)
    return planner.plan()


class _TablePlanner:
    """Rows in, plan out."""

    def __init__(
        self, incoming: Incoming, table: Table, view: View, known: Mapping[str, KnownRow]
    ) -> None:
        self.incoming, self.table, self.view = incoming, table, view
        self.known_rows = known
        self.uses: dict[str, Use] = {use.role: use for use in incoming.uses}
        self.doubts = Doubts()
        self.warnings = list(incoming.warnings)
        self.lists = lists_of(view.vocabulary)
        fixed = {role: use.fixed for role, use in self.uses.items() if use.index is None}
        check_fixed(incoming.name, fixed, self.lists, view, table.header)
        self.people = People(view.participants)
        self.stage_order: list[str] = []
        self._replace_stages()
        self._refuse_too_many()
        self.other_scale = self._is_other_scale()
        self.read_date = dates.date_reader(self._column("at"))
        self.codes = self._codes()
        self.sessions: dict[str, NewSession] = {}
        self.notes: list[NewNote] = []
        self.known = self.blank = 0
        self.known_sessions = {row.session for row in known.values()}
        self._found: dict[str, str] = {}

    # What the file says as a whole

    def _column(self, role: str) -> list[str]:
        use = self.uses.get(role)
        return [] if use is None or use.index is None else tables.column(self.table, use.index)

    def _replace_stages(self) -> None:
        """Put the file's stages in place of a template's, unless the template has them all."""
        cells = self._column("stage")
        names = list(dict.fromkeys(" ".join(cell.split()) for cell in cells))
        template = self.lists["stage"]
        known = {fold(stage.name): stage for stage in template.existing}
        if not self.view.has_template_stages or all(
            template.find(name) or to_number(name) is not None for name in names
        ):
            return
        kept = {one.id: one for name in names if (one := known.get(fold(name)))}
        fresh = Names("stage", kept.values())
        order = [ref for name in names if (ref := fresh.add(name))]
        self.stage_order = list(dict.fromkeys(order))
        self.lists["stage"] = fresh

    def _refuse_too_many(self) -> None:
        for role in ("stage", "persona", "channel"):
            cells = self._column(role)
            parts = {fold(n) for cell in cells for n in names_in(cell, _SEPARATORS[role])}
            if len(parts) > _MOST_NEW:
                raise ImportRefused(
                    f"{self.incoming.name}: {self._told(self.uses[role])} has {len(parts):,} "
                    f"different values, too many to be a {role} each. Name another column, or "
                    f"rename this one."
                )

    def _is_other_scale(self) -> bool:
        """True where the emotions are on a scale such as 1 to 5, which says something else."""
        if not is_other_scale(self._column("emotion")):
            return False
        self.warnings.append(
            "emotion: its numbers leave -2 to 2, so it is another scale: they are kept as left over"
        )
        return True

    def _codes(self) -> dict[str, str]:
        """Return the project's codes where every code in the file is one of them, else nothing.

        A sheet with codes of its own must not lend its remarks to the people of this project; such
        codes are names here, from the first import on.
        """
        codes: dict[str, str] = {code_key(p.code): p.id for p in self.view.participants}
        cells = [cell.strip() for cell in self._column("participant")]
        if self.uses.get("participant") and self.uses["participant"].fixed:
            cells = [self.uses["participant"].fixed]
        looks = {
            cell for cell in cells if code_key(cell)[:1] == "p" and code_key(cell)[1:].isdigit()
        }
        named = any(_CODE.fullmatch(one.name) for one in self.view.participants)
        if not looks or named or not all(code_key(cell) in codes for cell in looks):
            return {}
        shown = ", ".join(sorted(looks)[:5])
        self.warnings.append(f"participants are taken by their codes in this project: {shown}")
        return codes

    # Row by row

    def cell(self, row: Row, role: str) -> str:
        """Return what fills ``role`` in this row, "" for nothing."""
        use = self.uses.get(role)
        if use is None:
            return ""
        cell = use.fixed if use.index is None else row.cells[use.index]
        return "" if cell.isspace() else cell

    def take(self, row: Row, key: str) -> None:
        """Add one row to the plan."""
        text = self.cell(row, "text")
        if not text:
            self.blank += 1
            return
        if key in self.known_rows:
            self.known += 1
            return
        said: list[str] = []
        source = self._understood(row, "source", to_source, said)
        kind = self._understood(row, "kind", to_kind, said)
        stage = self._stage(row, said)
        channel = self._names(row, "channel", said)
        at = self._understood(row, "at", self.read_date, said)
        person = self._person(row, group_of(source))
        digest, _, ordinal = key.partition(":")
        emotion = self._understood(row, "emotion", self._emotion, said)
        self.notes.append(
            NewNote(
                row_key=key,
                session=SessionId(self._session(row, at)),
                text=text,
                at=at,
                kind=kind[0] if kind else None,
                need_type=kind[1] if kind else None,
                stage=StageId(stage) if stage else None,
                channel=ChannelId(channel[0]) if channel else None,
                emotion=emotion,
                source=source,
                left_over=" ".join(said),
                respondent="" if person else f"{digest[:12]}.{ordinal}",
                consent=self._understood(row, "consent", to_consent, said),
                personas=tuple(map(PersonaId, self._names(row, "persona", said))),
                tags=tuple(map(TagId, self._names(row, "tags", said))),
                participants=(Attribution(ParticipantId(person)),) if person else (),
            )
        )

    def _understood(
        self, row: Row, role: str, read: Callable[[str], _Value | None], said: list[str]
    ) -> _Value | None:
        cell = self.cell(row, role)
        if not cell:
            return None
        value = read(cell)
        if value is None:
            self._keep(role, cell, said)
        return value

    def _keep(self, role: str, word: str, said: list[str]) -> None:
        """Keep a word that is not understood in the note's left over, and count it."""
        self.doubts.add(role, word)
        said.append(" ".join(word.split()))

    def _emotion(self, cell: str) -> Emotion | None:
        return None if to_number(cell) is not None and self.other_scale else to_emotion(cell)

    def _stage(self, row: Row, said: list[str]) -> str | None:
        """Return the row's stage; a bare number is a position in the project's list."""
        cell = " ".join(self.cell(row, "stage").split())
        if not cell:
            return None
        number, stages = to_number(cell), self.lists["stage"].existing
        if number is not None and 1 <= number <= len(stages) and not self.stage_order:
            return stages[number - 1].id
        ref = self.lists["stage"].add(cell)
        if ref is None:
            self._keep("stage", cell, said)
        return ref

    def _names(self, row: Row, role: str, said: list[str]) -> list[str]:
        """Return the ids or references of the names in a cell."""
        refs: dict[str, None] = {}
        for name in names_in(self.cell(row, role), _SEPARATORS[role]):
            ref = self.lists[role].add(name)
            if ref is None:
                self._keep(role, name, said)
            else:
                refs[ref] = None
        return list(refs)

    def _person(self, row: Row, group: Group | None) -> str:
        """Return who a row is by, "" for a respondent of whom nothing is known.

        A team without a name makes somebody all the same: only a participant can have a team.
        """
        name = " ".join(self.cell(row, "participant").split())
        team = " ".join(self.cell(row, "team").split())
        if "participant" in self.uses and self.uses["participant"].fixed:
            name, _, said_team = (part.strip() for part in name.partition("/"))
            team = said_team or team
        if code_key(name) in self.codes:
            return self.codes[code_key(name)]
        if name and not fold(name):
            name = ""
        return self.people.add(Person(name, team, group)) if name or team else ""

    def _session(self, row: Row, at: datetime | None) -> str:
        """Return the session of a row; it begins with the earliest of its notes."""
        title = " ".join(self.cell(row, "session").split()) or self.incoming.title
        existing = self._session_here(title)
        if existing:
            return existing
        session = self.sessions.get(fold(title))
        if session is None:
            ref = reference("session", len(self.sessions))
            session = NewSession(ref, title, SessionKind.IMPORT, at)
        elif at and (session.started_at is None or at < session.started_at):
            session = replace(session, started_at=at)
        self.sessions[fold(title)] = session
        return session.ref

    def _session_here(self, title: str) -> str:
        """Return the project's session that a title means.

        A title in the file means the last session of that name; the file's own title only the one
        that an earlier import of it made, for two files may share a name.
        """
        if title not in self._found:
            named = [s for s in self.view.sessions if fold(s.title) == fold(title)]
            if "session" not in self.uses:
                named = [s for s in named if s.id in self.known_sessions]
            self._found[title] = named[-1].id if named else ""
        return self._found[title]

    # The plan

    def plan(self) -> Plan:
        """Return what was gathered."""
        used = {ref for note in self.notes for ref in references(note)} | set(self.stage_order)
        kinds: dict[str, SessionKind] = {there.id: there.kind for there in self.view.sessions}
        guesses = own_guess_warning(self.notes, self.people, kinds)
        self.warnings += [*self.doubts.sentences(), *guesses]
        gone = [s for s in self.view.stages if self.stage_order and s.id not in self.stage_order]
        filled = {use.index for use in self.uses.values()}
        return Plan(
            self.incoming.name,
            self.incoming.digest,
            notes=tuple(self.notes),
            sessions=tuple(self.sessions.values()),
            names={names.noun: names.new(used) for names in self.lists.values()},
            people=self.people.new(used),
            stage_order=tuple(self.stage_order) if self.notes else (),
            gone=tuple(gone) if self.notes else (),
            known=self.known,
            blank=self.blank,
            columns=tuple(self._told(use) for use in self.uses.values()),
            left=tuple(
                tables.column_title(self.table, index)
                for index in range(len(self.table.header))
                if index not in filled
            ),
            warnings=tuple(self.warnings),
        )

    def _told(self, use: Use) -> str:
        if use.index is None:
            return f'{use.role}: "{use.fixed}" in every row'
        how = " (guessed)" if use.guessed else ""
        return f'{use.role}: column "{tables.column_title(self.table, use.index)}"{how}'
