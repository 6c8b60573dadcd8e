"""How notes look: in columns, whole, and with what is suggested for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textual.content import Content

from capture.jobs.suggest import Guess, Suggestions, kind_hint
from capture.literal import line, literal
from capture.widgets.chips import GLYPHS, kind_in_words
from data.records import Note, Stance
from data.shorthand import KIND_LETTERS
from data.text import clip, visible, width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from capture.jobs.browse import People
    from data.records import Kind, Participant

STYLE = "dim italic"

_SECOND = 10  # per cent from which the second likeliest is worth a word
_LETTERS = {kind: letter for letter, kind in KIND_LETTERS.items()}


def stage_of(note: Note, suggestions: Suggestions) -> Guess | None:
    """Return the stage that is suggested for a note without one."""
    guesses = suggestions.stages.get(note.id, ())
    missing = note.stage is None and note.is_evidence
    return guesses[0] if guesses and missing else None


def persona_of(note: Note, suggestions: Suggestions) -> Guess | None:
    """Return the persona that is suggested for a note without one."""
    return suggestions.personas.get(note.id) if not note.personas and note.is_evidence else None


def kind_of(note: Note) -> Kind | None:
    """Return the kind that a cue word of a note without one hints at."""
    return kind_hint(note.text) if note.kind is None else None


def cell(
    column: str, note: Note, suggestions: Suggestions, names: Mapping[str, str], room: int
) -> str:
    """Return what a cell of a column shows in the place of a tag that is not there; "" for none."""
    if column == "kind":
        kind = kind_of(note)
        if kind is None:
            return ""
        return f"{kind.value}?" if len(kind.value) < room else f"{_LETTERS.get(kind, '')}?"
    guesses = {"stage": stage_of, "persona": persona_of}
    guess = guesses[column](note, suggestions) if column in guesses else None
    if guess is None:
        return ""
    sure = f"?{guess.sure}%"
    name = visible(names.get(guess.id, "?")[:100])
    spaced = f"? {guess.sure}%"
    if len(name) + len(spaced) <= room:
        return name + spaced
    return clip(name, max(1, room - len(sure))) + sure


def suggested(note: Note, suggestions: Suggestions, names: Mapping[str, str]) -> Content | None:
    """Return in one line what y would take from a note, and what else is likely; None for nothing.

    What comes first is taken first.
    """
    parts = []
    if stage_of(note, suggestions) is not None:
        likeliest, *others = suggestions.stages[note.id]
        worth = [likeliest, *(other for other in others if other.sure >= _SECOND)]
        stages = (f"#{visible(names.get(one.id, '?')[:100])}? {one.sure} %" for one in worth)
        parts.append(" or ".join(stages))
    persona = persona_of(note, suggestions)
    if persona is not None:
        parts.append(f"@{visible(names.get(persona.id, '?')[:100])}? {persona.sure} %")
    kind = kind_of(note)
    if kind is not None:
        parts.append(f"its words: {_LETTERS.get(kind, '!')} {kind.value}?")
    if not parts:
        return None
    return line("y  ", style="bold $here") + line(" · ".join(parts), style=STYLE)


MARKS = {-2: "−2", -1: "−1", 0: " 0", 1: "+1", 2: "+2"}
# What an import calls a row of which nobody is named: it keeps voices apart, and says nothing.
_ROW = re.compile(r"[0-9a-f]{12}\.\d+")
_SAID = {Stance.SAID: "", Stance.AGREES: " agrees", Stance.DISAGREES: " disagrees"}
_SIGNS = {Stance.SAID: "", Stance.AGREES: "✓", Stance.DISAGREES: "✗"}


@dataclass(frozen=True, slots=True)
class Sight:
    """What notes are shown with: names by id, who spoke in which session, what is suggested."""

    names: Mapping[str, str] = field(default_factory=dict)
    people: People | None = None
    suggestions: Suggestions = field(default_factory=Suggestions)


def who(note: Note, known: Mapping[str, str], room: int = 40) -> str:
    """Return who said it, and how many agree (✓) and do not (✗): the name is cut, the counts not.

    Where nobody is named as having said it, the first who agrees or does not stands there with
    their sign.
    """
    if not note.participants:
        return "·" if _ROW.fullmatch(note.respondent) else note.respondent or "·"
    said = [one for one in note.participants if one.stance is Stance.SAID]
    first = said[0] if said else note.participants[0]
    rest = [one.stance for one in note.participants if one is not first]
    counts = "".join(
        f" {sign}{number}"
        for stance, sign in (("said", "+"), ("agrees", "✓"), ("disagrees", "✗"))
        if (number := rest.count(Stance(stance)))
    )
    name = f"{_SIGNS[first.stance]}{visible(known.get(first.participant, '?')[:200])}"
    return clip(name, max(2, room - len(counts))) + counts


def detail(note: Note, sight: Sight) -> Content:
    """Return a note whole: its text, its people, its tags, where it comes from."""
    known = sight.names
    said = [
        f"{known.get(person.participant, '?')}{_SAID[person.stance]}"
        for person in note.participants
    ]
    if note.respondent:
        unnamed = _ROW.fullmatch(note.respondent)
        said.append("an unnamed respondent" if unnamed else f"respondent {note.respondent}")
    tags = [kind_in_words(note) or "no kind"]
    if note.emotion is not None:
        tags.append(f"emotion {MARKS[int(note.emotion)].strip()}")
    tags.append(known.get(note.stage, "?") if note.stage else "no stage")
    tags += [known.get(persona, "?") for persona in note.personas]
    if note.channel:
        tags.append(known.get(note.channel, "?"))
    if note.source:
        tags.append(f"source {note.source.value}")
    if note.verbatim:
        tags.append("word for word")
    if note.flagged:
        tags.append("⚑ flagged")
    if note.set_aside:
        tags.append("set aside")
    tags += [f"+{known.get(tag, '?')}" for tag in note.tags]
    session = sight.people.sessions.get(note.session) if sight.people is not None else None
    place = f"{session.title}, {session.kind.value}, " if session else ""
    lines = [
        literal(note.text),
        suggested(note, sight.suggestions, known) or Content(""),
        literal(", ".join(said) or "nobody named", "bold $primary", most=2000),
        literal(" · ".join(tags), "$secondary", most=2000),
        literal(f"{place}{note.at.astimezone():%Y-%m-%d %H:%M}", "$dim", most=500),
    ]
    if note.left_over:
        lines.append(literal(f"left over: {note.left_over}", "$warning", most=2000))
    return Content("\n").join(lines)


REMARK = "remark"

_LAID_OUT = 400  # characters of a remark that may get into a row
_READABLE = 36  # cells that a remark should keep before another column gets wider
_LEAST = 16  # cells that it keeps whatever columns are asked for


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its head (shorter where the name does not fit), and its cells' widths.

    ``narrow`` and ``wide`` count the gap after the cell.  ``told`` says what it shows, for the
    dialog; ``sort`` is the name that its order goes by, "" where there is none.
    """

    name: str
    told: str
    cell: Callable[[Note, Sight, int], str]
    narrow: int
    wide: int
    head: str = ""
    style: str = ""
    sort: str = ""


def _when(note: Note, _: Sight, room: int) -> str:
    at = note.at.astimezone()
    return f"{at:%Y-%m-%d %H:%M}" if room >= 16 else f"{at:%m-%d %H:%M}"


def _kind(note: Note, _: Sight, room: int) -> str:
    if note.kind is None:
        return "·"
    picture = GLYPHS.get(note.kind, "")
    if room < 7:
        return picture or note.kind.value[:room]
    return f"{picture or '·'} {note.kind.value}"


def _several(ids: Sequence[str], names: Mapping[str, str]) -> str:
    return ", ".join(names.get(one, "?") for one in ids) or "·"


def _speakers(note: Note, sight: Sight) -> Iterator[Participant]:
    if sight.people is not None:
        for one in note.participants:
            if (person := sight.people.participants.get(one.participant)) is not None:
                yield person


def _groups(note: Note, sight: Sight, _: int) -> str:
    groups = dict.fromkeys(one.group.value for one in _speakers(note, sight) if one.group)
    return ", ".join(groups) or "·"


def _teams(note: Note, sight: Sight, _: int) -> str:
    return ", ".join(dict.fromkeys(one.team for one in _speakers(note, sight) if one.team)) or "·"


def _source(note: Note, sight: Sight, _: int) -> str:
    from synthesis.map.emotion import said_by

    return said_by(note, sight.people).value if sight.people is not None else "·"


def _session(note: Note, sight: Sight, _: int) -> str:
    session = sight.people.sessions.get(note.session) if sight.people is not None else None
    return session.title if session is not None else "?"


_ALL = (
    Column("when", "date and time", _when, 12, 17, "when", "dim", "time"),
    Column("who", "who said it, ✓ how many agree, ✗ how many disagree",
           lambda note, sight, room: who(note, sight.names, room), 9, 14, "", "bold $primary",
           "who"),
    Column("kind", "pain point, need, idea …", _kind, 3, 13, "k", "$accent", "kind"),
    Column("emotion", "−2 to +2, as the customer feels it",
           lambda note, *_: "" if note.emotion is None else MARKS[int(note.emotion)],
           3, 3, "±", "bold $accent", "emotion"),
    Column("stage", "the step of the journey",
           lambda note, sight, _: sight.names.get(note.stage, "?") if note.stage else "·",
           12, 16, sort="stage"),
    Column("persona", "whom it is about",
           lambda note, sight, _: _several(note.personas, sight.names), 9, 14, "for", "$secondary",
           "persona"),
    Column("channel", "where it happens",
           lambda note, sight, _: sight.names.get(note.channel, "?") if note.channel else "·",
           9, 12, sort="channel"),
    Column("tags", "free tags", lambda note, sight, _: _several(note.tags, sight.names), 9, 16),
    Column("source", "whose say-so it is", _source, 9, 9, "", "dim", "source"),
    Column("session", "the meeting or interview", _session, 10, 18, "", "dim", "session"),
    Column("group", "what those who spoke are to the organisation", _groups, 10, 14),
    Column("team", "the team of those who spoke", _teams, 9, 14),
    Column("flagged", "⚑ where it is flagged",
           lambda note, *_: "⚑" if note.flagged else "", 3, 3, "⚑", "bold $warning"),
    Column("verbatim", "❝ where it is word for word",
           lambda note, *_: "❝" if note.verbatim else "", 3, 3, "❝", "$secondary"),
    Column("left over", "tag words that nobody understood",
           lambda note, *_: note.left_over or "·", 10, 16, "left", "$warning"),
    Column(REMARK, "what was said", lambda note, *_: note.text[:_LAID_OUT], 0, 0, sort="text"),
)  # fmt: skip

COLUMNS: Mapping[str, Column] = {one.name: one for one in _ALL}
"""Every column there is, by its name."""


def usual(room: int) -> tuple[str, ...]:
    """Return the columns that show where nobody has chosen any, for the cells there are."""
    names = ["who", "kind", "emotion"]
    if room >= 61:
        names.append("stage")
    if room >= 84:
        names.insert(0, "when")
    if room >= 108:
        names.append("persona")
    if room >= 130:
        names.append("tags")
    return (*names, REMARK)


def lay_out(chosen: Sequence[str], room: int) -> list[tuple[Column, int]]:
    """Return the columns that there is room for and their cells, the gap after them counted.

    Without ``chosen`` the usual ones show.  Of those that do not fit the last go first, the remark
    never; what room is left widens the columns in their order, and the remark has the rest.
    """
    usually = not chosen
    names = [name for name in chosen or usual(room) if name in COLUMNS]
    if REMARK not in names:
        names.append(REMARK)
    least = _READABLE if usually else _LEAST
    held = [COLUMNS[name] for name in names]
    others = [column for column in held if column.name != REMARK]
    while len(others) > 1 and sum(column.narrow for column in others) + least > room:
        held.remove(others.pop())
    free = room - sum(column.narrow for column in others)
    wide = {column.name: column.narrow for column in others}
    # A kind gets its word before another column gets longer names.
    for column in sorted(others, key=lambda column: column.name != "kind"):
        more = column.wide - column.narrow
        if free - more >= _READABLE:
            wide[column.name] += more
            free -= more
    wide[REMARK] = max(4, free)
    return [(column, wide[column.name]) for column in held]


def heads(laid: Sequence[tuple[Column, int]], sorted_by: str, *, down: bool) -> list[str]:
    """Return the heads of the columns, as wide as they are, the sorted one with an arrow."""
    shown = []
    for column, wide in laid:
        arrow = ("▼" if down else "▲") if column.sort and column.sort == sorted_by else ""
        fits = [
            name
            for name in (column.name, column.head)
            if width(name) + len(arrow) < wide or column.name == REMARK
        ]
        text = (fits[0] if fits else "") + arrow
        shown.append(text + " " * (wide - width(text)))
    return shown


def row(note: Note | None, sight: Sight, laid: Sequence[tuple[Column, int]]) -> Content:
    """Return one row of the list; a note that is not read yet is a dot."""
    if note is None:
        return literal("·", "dim")
    shown = []
    for column, wide in laid:
        guess = cell(column.name, note, sight.suggestions, sight.names, wide - 1)
        told, style = guess or column.cell(note, sight, wide - 1), column.style
        text = line(told, max(1, wide - 1), STYLE if guess else style)
        shown.append(text.pad_right(wide - text.cell_length))
    return Content("").join(shown)
