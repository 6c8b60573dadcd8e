"""Which column holds what: as a person said it, else guessed from the names, but only when sure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from data.errors import ImportRefused
from data.exchange import dates
from data.exchange.incoming import ROLES, Table, Use
from data.exchange.values import is_other_scale, names_in, to_emotion, to_kind, to_number, to_source
from data.text import fold

# Best names first; two columns of the same rank are a doubt, and a doubt is no guess.
_NAMES: dict[str, tuple[str, ...]] = {
    "text": (
        "text texts",
        "remark remarks note notes comment comments quote quotes verbatim verbatims feedback "
        "response responses answer answers statement statements utterance",
    ),
    "stage": ("stage stages journeystage", "step phase journeystep journeyphase"),
    "persona": ("persona personas", "segment customersegment"),
    "kind": ("kind notekind", "type notetype", "category"),
    "source": ("source whosesayso",),
    "participant": (
        "participant participants participantid participantcode participantname",
        "speaker respondent respondentid interviewee saidby",
        "who",
        "name",
    ),
    "team": ("team", "department dept"),
    "emotion": ("emotion feeling", "sentiment", "score"),
    "at": ("at timestamp datetime", "date when createdat submittedat", "time"),
    "session": ("session sessiontitle", "interview meeting"),
    "channel": ("channel channels",),
    "tags": ("tag tags",),
}
_KNOWN = frozenset(word for ranks in _NAMES.values() for rank in ranks for word in rank.split())
_MOST_NAMES = 40
_MOST_TAGS = 200
_LONGEST_NAME = 80


def is_known(cell: str) -> bool:
    """True where ``cell`` is a name from which a column's use may be guessed."""
    return fold(cell) in _KNOWN


def same(one: str, other: str) -> bool:
    """True where two names of columns are the same, case and spaces aside."""
    return _plain(one) == _plain(other)


def assign(table: Table, given: dict[str, str], name: str) -> tuple[Use, ...]:
    """Return what fills each role of ``table``, in the order of `ROLES`.

    ``given`` is what a person said, by role; ``name`` is what a message calls the file.

    Raises:
        ImportRefused: a column that is asked for is not there or there twice, or no column can be
            told to hold the remarks.
    """
    uses: dict[str, Use] = {}
    for role, value in given.items():
        if value.strip():
            uses[role] = _said(table, role, value, name)
    taken = {use.index for use in uses.values() if use.index is not None}
    for role in ROLES:
        if role not in given and (index := _guess(table, role, taken)) is not None:
            uses[role] = Use(role, index, guessed=True)
            taken.add(index)
    if "text" not in uses:
        uses["text"] = _only_sentences(table, taken, name)
    return tuple(uses[role] for role in ROLES if role in uses)


def column(table: Table, index: int) -> list[str]:
    """Return the cells of one column that are not blank."""
    return [cell for row in table.rows if (cell := row.cells[index]) and not cell.isspace()]


def title(table: Table, index: int) -> str:
    """Return what to call a column: its name, or its number from 1 where it has none."""
    return table.header[index] or f"column {index + 1}"


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _said(table: Table, role: str, value: str, name: str) -> Use:
    found = [index for index, header in enumerate(table.header) if same(header, value)]
    if len(found) > 1:
        raise ImportRefused(f'{name} has {len(found)} columns named "{value}". Rename all but one.')
    if found:
        return Use(role, found[0])
    if role in ("text", "at"):
        raise ImportRefused(f'{name} has no column "{value}". {_listed(table)}')
    return Use(role, fixed=value.strip())


def _listed(table: Table) -> str:
    """Return the sentence that lists a file's columns."""
    names = [header for header in table.header if header]
    shown = ", ".join(header[:60] for header in names[:20])
    more = f" and {len(names) - 20:,} more" if len(names) > 20 else ""
    return f"Its columns are: {shown}{more}."


def _guess(table: Table, role: str, taken: set[int]) -> int | None:
    for rank in _NAMES[role]:
        words = rank.split()
        fit = [i for i, h in enumerate(table.header) if fold(h) in words and i not in taken]
        if len(fit) > 1:
            return None
        if fit and _is_plausible(role, column(table, fit[0])):
            return fit[0]
    return None


def _is_plausible(role: str, cells: Sequence[str]) -> bool:
    """True where the cells under a fitting name are what the name promises."""
    if role == "text":
        return True
    if not cells:
        return False
    tests: dict[str, Callable[[str], object]] = {
        "kind": to_kind,
        "source": to_source,
        "at": dates.reader(cells) if role == "at" else dates.parse,
    }
    if role in tests:
        return sum(bool(tests[role](cell)) for cell in cells) * 2 > len(cells)
    if role == "emotion":
        return _are_emotions(cells)
    if role in ("participant", "session", "team"):
        return max(map(len, cells)) <= _LONGEST_NAME
    most, apart = (_MOST_TAGS, ";|,") if role == "tags" else (_MOST_NAMES, ";|")
    names = {fold(part) for cell in cells for part in names_in(cell, apart)}
    return len(names) <= most and max(map(len, cells)) <= _LONGEST_NAME


def _are_emotions(cells: Sequence[str]) -> bool:
    """True for words of emotion, and for numbers that go below zero as well as up to two."""
    understood = sum(to_emotion(cell) is not None for cell in cells)
    if understood * 2 <= len(cells) or is_other_scale(cells):
        return False
    numbers = [number for number in map(to_number, cells) if number is not None]
    return not numbers or min(numbers) < 0


def _only_sentences(table: Table, taken: set[int], name: str) -> Use:
    """Return the one column of sentences, for a survey whose question heads it, or refuse.

    Another column has to have been known by its name, or a first line of data would be lost.
    """
    free = [index for index in range(len(table.header)) if index not in taken]
    long = [i for i in free if _words_a_cell(column(table, i)) >= 4]
    if len(long) == 1 and (
        taken or (len(table.header) > 1 and table.header[long[0]].endswith("?"))
    ):
        return Use("text", long[0], guessed=True)
    if not taken and not any(map(is_known, table.header)) and _reads_like_data(table):
        raise ImportRefused(
            f"{name} has no line of column names: it begins "
            f'"{", ".join(table.header)[:80]}". Write names above its columns, "text" above the '
            "remarks."
        )
    raise ImportRefused(
        f"{name}: which column holds the remarks? {_listed(table)} Name it with --text."
    )


def _words_a_cell(cells: Sequence[str]) -> float:
    return sum(len(cell.split()) for cell in cells) / len(cells) if cells else 0.0


def _reads_like_data(table: Table) -> bool:
    """True where the first line holds numbers, dates or whole sentences, or the only column."""
    return len(table.header) == 1 or any(
        to_number(h) is not None or dates.parse(h) or len(h.split()) > 8 for h in table.header
    )
