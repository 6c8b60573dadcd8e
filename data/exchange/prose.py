"""A text or Markdown file -> its blocks, and sections (sessions) of remarks with who was there.

The dialect: a heading starts a session; below it may stand ``Kind:``, ``Date:``, ``Note-taker:``
and ``Participants:`` (or ``Present:``) lines; every other line or bullet is a note as it would be
typed.  A heading without notes of its own hands its lines down to the smaller headings below it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from data import dates
from data.errors import ImportRefused
from data.exchange.incoming import Person, Remark, Section
from data.exchange.tables import MAX_CELL
from data.exchange.values import to_group, to_session_kind
from data.records import Group, SessionKind
from data.shorthand.strangers import LABELS
from data.text import fold

_HEADING = re.compile(r" {0,3}(#{1,6})(?=[ \t]|$)")
_BULLET = re.compile(r"[ \t]*(?:(?:[-*+‣◦–]|[0-9]{1,3}[.)])[ \t]+|•[ \t]*)(?:\[[ xX]\][ \t]+)?(.*)")
_EMPTY_BULLET = re.compile(r"[ \t]*(?:[-*+‣◦–•]|[0-9]{1,3}[.)])[ \t]*")
_RULE = re.compile(r"[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|={3,}[ \t]*)")
_UNDERLINE = re.compile(r"(={3,}|-{3,})[ \t]*")
_FENCE = re.compile(r"[ \t]*(```+|~~~+)")
_TABLE_ROW = re.compile(r"[ \t]*\|.*\|[ \t]*")
_INDENTED = re.compile(r"(?: {2,}| ?\t)\S")
_LONGEST_TITLE = 120


class Shape(StrEnum):
    """What a block is."""

    HEADING = "heading"
    BULLET = "bullet"
    PLAIN = "plain"
    CODE = "code"
    TABLE = "table"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a file: its shape, its first line (from 1), its text, a heading's level (1-6)."""

    shape: Shape
    line: int
    text: str = ""
    level: int = 0


def blocks(lines: Sequence[str], start: int = 0) -> Iterator[Block]:
    """Yield the blocks of ``lines`` from index ``start`` on.

    An indented line right below a bullet belongs to it, joined by a space.  A block of code is one
    block, unless it is never closed: then its lines are ordinary ones.  Comments are left out.
    """
    bullet: Block | None = None
    parts: list[str] = []
    for block, is_indented in _single(lines, start):
        if bullet and is_indented and block.shape is Shape.PLAIN:
            parts.append(block.text)
            continue
        if bullet:
            yield replace(bullet, text=" ".join(parts))
        bullet, parts = (block, [block.text]) if block.shape is Shape.BULLET else (None, [])
        if not bullet:
            yield block
    if bullet:
        yield replace(bullet, text=" ".join(parts))


def _single(lines: Sequence[str], at: int) -> Iterator[tuple[Block, bool]]:
    """Yield each block, bullets not yet continued, and whether it is indented."""
    after_gap = True
    unclosed: set[str] = set()
    while at < len(lines):
        line, number = lines[at], at + 1
        end = _end(lines, at, unclosed)
        if end:
            if _FENCE.match(line):
                yield Block(Shape.CODE, number, "\n".join(lines[at + 1 : end])), False
            at, after_gap = end + 1, True
            continue
        below = lines[at + 1] if at + 1 < len(lines) else ""
        if after_gap and _is_underlined(line, below):
            level = 1 if below.startswith("=") else 2
            yield Block(Shape.HEADING, number, line.strip(), level), False
            at += 2
            continue
        block = _line(line, number)
        after_gap = block.shape in (Shape.BLANK, Shape.HEADING)
        yield block, bool(_INDENTED.match(line))
        at += 1


def _line(line: str, number: int) -> Block:
    if heading := _HEADING.match(line):
        title = line[heading.end() :].strip()
        bare = title.rstrip("#")  # the hashes that may close a heading stand apart from it
        title = bare.rstrip() if not bare or bare[-1].isspace() else title
        return Block(Shape.HEADING, number, title, len(heading[1]))
    if not line.strip() or _RULE.fullmatch(line) or _FENCE.match(line):
        return Block(Shape.BLANK, number)
    if _EMPTY_BULLET.fullmatch(line):
        return Block(Shape.BLANK, number)
    if _TABLE_ROW.fullmatch(line):
        return Block(Shape.TABLE, number, line.strip())
    if bullet := _BULLET.fullmatch(line):
        return Block(Shape.BULLET, number, bullet[1].strip())
    return Block(Shape.PLAIN, number, line.strip())


def _is_underlined(line: str, below: str) -> bool:
    """True for a heading that is underlined, not marked; ``Date: ...`` above a rule is none."""
    if not _UNDERLINE.fullmatch(below) or not line.strip() or len(line) > _LONGEST_TITLE:
        return False
    return _line(line, 0).shape is Shape.PLAIN and not re.match(r"\W*[\w -]{1,20}:", line)


def _end(lines: Sequence[str], at: int, unclosed: set[str]) -> int:
    """Return the index of the line that closes the code or comment opened at ``at``, else 0.

    ``unclosed`` collects what nothing further down closes, so that it is not sought again.
    """
    fence = _FENCE.match(lines[at])
    opened = fence[1] if fence else "<!--"
    if opened in unclosed or not (fence or lines[at].lstrip().startswith(opened)):
        return 0
    for index in range(at + 1 if fence else at, len(lines)):
        line = lines[index].strip()
        if fence and line.startswith(opened) and not line.strip("`~"):
            return index
        if not fence and line.endswith("-->"):
            return index
    unclosed.add(opened)
    return 0


_KEYS = {
    "kind": "kind",
    "date": "date",
    "notetaker": "note_taker",
    "participants": "people",
    "present": "people",
}
_KEY_LINE = re.compile(
    r"[*_]{0,2}([A-Za-z][A-Za-z -]{2,13})[*_]{0,2}[ \t]?:[*_]{0,2}(?:[ \t]+(.*))?"
)
_FRONT_LINE = re.compile(r"([A-Za-z][\w -]{0,40}):(?:[ \t]+(.*))?")
_BOLD_SPEAKER = re.compile(r"^(\*\*|__)([^*_:\n]{1,60}?)(?::\1|\1:)(?=\s|$)")
_WORD = r"[^\W\d_][\w.'’-]*"
_OPENING = re.compile(rf"({_WORD}(?: {_WORD}){{0,2}})[ \u00a0]?:(?=\s|$)")
_PERSON = re.compile(r"([^/()]+)(?:/([^()]*))?(?:\(([^()]*)\))?")
_APART = re.compile(r"[,;](?![^(]{0,80}\))")
_AND = re.compile(r"\s+(?:and|&)\s+")


@dataclass(slots=True)
class _Draft:
    """A section while it is read."""

    title: str = ""
    level: int = 0
    kind: SessionKind | None = None
    started_at: datetime | None = None
    note_taker: str = ""
    people: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    lists_people: bool = False


@dataclass(frozen=True, slots=True)
class Prose:
    """What a text file holds: sections with notes, names that open two lines or more, warnings."""

    sections: tuple[Section, ...]
    speakers: tuple[str, ...]
    warnings: tuple[str, ...]


def read_prose(text: str, name: str) -> Prose:
    """Return what the text file ``text`` holds.

    ``name`` is what a message calls the file.  Line ends have to be LF.

    Raises:
        ImportRefused: a line is longer than `MAX_CELL`, or there are no notes at all.
    """
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        _refuse_too_long(line, number, name)
    reader = _Reader(name)
    start = reader.front_matter(lines)
    for block in blocks(lines, start):
        reader.take(block)
    sections = tuple(_finish(draft) for draft in reader.drafts if draft.remarks)
    if not sections:
        raise ImportRefused(f"{name} has no notes: it holds only headings and labels.")
    return Prose(sections, _speakers(sections), tuple(reader.warnings()))


def _refuse_too_long(text: str, line: int, name: str) -> None:
    if len(text) > MAX_CELL:
        raise ImportRefused(
            f"{name}: the note on line {line:,} has {len(text):,} characters; it may have up to "
            f"{MAX_CELL:,} characters. One line is one note: split it."
        )


class _Reader:
    """Blocks in, drafts out."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.draft = _Draft()
        self.drafts = [self.draft]
        self.outer: list[_Draft] = [self.draft]
        self.tables: list[int] = []
        self.unread: list[str] = []

    def warnings(self) -> Iterable[str]:
        yield from self.unread
        if self.tables:
            yield (
                f"{len(self.tables)} lines of tables (the first is line {self.tables[0]}) are left "
                "out: save a table as CSV to import it."
            )

    def front_matter(self, lines: Sequence[str]) -> int:
        """Take a block between ``---`` lines at the file's start; return where the rest begins."""
        if not lines or lines[0].rstrip() != "---":
            return 0
        ends = (at for at, line in enumerate(lines) if at and line.rstrip() in ("---", "..."))
        end = next(ends, 0)
        pairs = [_FRONT_LINE.fullmatch(line.strip()) for line in lines[1:end] if line.strip()]
        if not end or not all(pairs):
            return 0
        for pair in pairs:
            if pair and fold(pair[1]) == "title":
                self.draft.title = (pair[2] or "").strip("\"' ")
            elif pair and not self._metadata(f"{pair[1]}: {(pair[2] or '').strip()}"):
                self.unread.append(f'The line "{pair[0][:80]}" at the file\'s head is left out.')
        return end + 1

    def take(self, block: Block) -> None:
        """Add one block to what was read."""
        draft = self.draft
        _refuse_too_long(block.text, block.line, self.name)
        if block.shape is Shape.HEADING:
            self._heading(block)
        elif block.shape is Shape.BLANK:
            draft.lists_people = draft.lists_people and not draft.people
        elif block.shape is Shape.TABLE:
            self.tables.append(block.line)
        elif block.shape is Shape.CODE:
            if block.text.strip():
                draft.remarks.append(Remark(block.line, block.text, exact=True))
        elif draft.lists_people and block.shape is Shape.BULLET:
            draft.people.append(block.text)
        elif not self._metadata(block.text):
            draft.lists_people = False
            text = _BOLD_SPEAKER.sub(r"\2:", block.text)
            draft.remarks.append(Remark(block.line, text))

    def _heading(self, block: Block) -> None:
        while len(self.outer) > 1 and self.outer[-1].level >= block.level:
            self.outer.pop()
        parent = self.outer[-1]
        title = re.sub(r"[*_`]{1,3}(\S.*?\S|\S)[*_`]{1,3}", r"\1", block.text)
        self.draft = replace(
            parent,
            title=" ".join(title.split()),
            level=block.level,
            people=list(parent.people),
            remarks=[],
            lists_people=False,
        )
        self.drafts.append(self.draft)
        self.outer.append(self.draft)

    def _metadata(self, text: str) -> bool:
        """Take a ``Key: value`` line; False where ``text`` is none, or stands among the notes."""
        match = _KEY_LINE.fullmatch(text)
        key = _KEYS.get(fold(match[1])) if match else None
        if not match or not key:
            return False
        draft, value = self.draft, (match[2] or "").strip(" *_\"'")
        # Only the plural says plainly, wherever it stands, that names follow.
        if draft.remarks and fold(match[1]) != "participants":
            return False
        draft.lists_people = key == "people" and not value
        if key == "people":
            draft.people = _APART.split(value) if value else []
        elif key == "note_taker":
            draft.note_taker = value
        elif key == "kind":
            kind = to_session_kind(value)
            if value and not kind:
                kinds = ", ".join(SessionKind)
                self.unread.append(f'"Kind: {value}" is not understood; the kinds are {kinds}.')
            draft.kind = kind or draft.kind
        else:
            moment = dates.parse_date(value)
            if value and not moment:
                self.unread.append(
                    f'"Date: {value}" is not understood; write it as 2026-03-02 14:00.'
                )
            draft.started_at = moment or draft.started_at
        return True


def _finish(draft: _Draft) -> Section:
    people = {person.name: person for item in draft.people for person in _people(item, draft.kind)}
    return Section(
        draft.title,
        draft.kind,
        draft.started_at,
        draft.note_taker,
        tuple(people.values()),
        tuple(draft.remarks),
    )


def default_group(kind: SessionKind | None) -> Group | None:
    """Return what somebody is who spoke in a session of ``kind``, unless told."""
    if kind is SessionKind.STAFF_MEETING:
        return Group.FRONTLINE
    return Group.CUSTOMER if kind is SessionKind.CUSTOMER_INTERVIEW else None


def _people(item: str, kind: SessionKind | None) -> list[Person]:
    """Return whom ``NAME[/TEAM][ (GROUP)]`` names; in brackets, what is no group is a team."""
    item = " ".join(item.split())
    if not set(item) & set("/()"):
        return [Person(name, "", default_group(kind)) for name in _AND.split(item) if name]
    match = _PERSON.fullmatch(item)
    if not match or not match[1].strip():
        return [Person(item.strip(), "", default_group(kind))]
    name, team, word = (part.strip() if part else "" for part in match.groups())
    group = to_group(word)
    team = team or ("" if group else word)
    # Whoever has a team is inside, whatever sort of session the file leaves unsaid.
    inside = Group.FRONTLINE if team and kind is not SessionKind.CUSTOMER_INTERVIEW else None
    return [Person(name, team, group or inside or default_group(kind))]


def opening_name(text: str) -> str:
    """Return the one to three capitalised words before a colon with which a line opens, or ""."""
    match = _OPENING.match(text)
    if not match or not all(word[0].isupper() for word in match[1].split()):
        return ""
    return match[1]


def _speakers(sections: Sequence[Section]) -> tuple[str, ...]:
    """Return the names that open two lines or more, in the order in which they speak."""
    count: Counter[str] = Counter()
    for section in sections:
        count.update(
            name for r in section.remarks if not r.exact and (name := opening_name(r.text))
        )
    return tuple(name for name, n in count.items() if n > 1 and fold(name) not in LABELS)
