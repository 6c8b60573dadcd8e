"""Lines to fill in, with every character shown as one; what is said of them, and how one types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.widgets import Input, Label, Static

from capture.literal import line, literal, plain
from data.text import clean, visible

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult


class Line(Input):
    """An input that keeps every line of a paste, joined by commas, and shows no control character.

    Textual's own keeps the first line and drops the others without a word.
    """

    def on_paste(self, event: events.Paste) -> None:
        """Take every line in."""
        event.prevent_default()
        event.stop()
        lines = [" ".join(part.split()) for part in event.text.splitlines()]
        text = plain(", ".join(part for part in lines if part))
        selection = self.selection
        if selection.is_empty:
            self.insert_text_at_cursor(text)
        else:
            self.replace(text, *selection)


class Letters(Line):
    """A line for the letters of a name, which leaves the space bar and the minus to its screen."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether the line may take a key."""
        return character not in (" ", "-") and super().check_consume_key(key, character)


class Sentence(Static):
    """What a dialog has to say, such as why something cannot be; away while that is nothing."""

    def tell(self, sentence: object, style: str = "$warning") -> None:
        """Say a sentence or an error; "" puts it away."""
        text = str(sentence)
        self.update(literal(text, style, most=2000))
        self.display = bool(text)


class Field(Horizontal):
    """A label and its line; ``example`` shows while the line is empty."""

    DEFAULT_CSS = """
    Field { height: 1; }
    Field > Label { width: 13; }
    Field > Line { width: 1fr; }
    """

    def __init__(self, label: str, field_id: str, *, value: str = "", example: str = "") -> None:
        """Name the line, by ``field_id`` for the program and by ``label`` for people."""
        super().__init__()
        self._label = label
        self._line = Line(
            plain(value),
            placeholder=plain(example),
            id=field_id,
            compact=True,
            select_on_focus=False,
        )

    def compose(self) -> ComposeResult:
        """Yield the label and the line."""
        yield Label(line(self._label))
        yield self._line


LONG = 4_000
"""Characters of a piece of text from which on its middle is folded away."""

KEPT = 400
"""Characters of a folded text that stay to be seen, at its beginning and at its end."""

FOLD = "⋯"
"""What a folded middle is shown as."""

_FIRST, _LAST = 0x100000, 0x10FFFD
_STRANGER = "\ufffd"
# Whether these may be shown depends on what stands around them.
_JOINING = frozenset("\u200c\u200d") | {chr(code) for code in range(0xFE00, 0xFE10)}


class StandIns:
    """Which character stands for what, in one editor."""

    def __init__(self) -> None:
        """Begin with none."""
        self._behind: dict[str, str] = {}
        self._for: dict[str, str] = {}

    def __bool__(self) -> bool:
        """Whether anything is stood in for."""
        return bool(self._behind)

    def take(self, text: str, *, room: int = LONG) -> str:
        """Return text as the editor may hold it; longer than ``room``, its middle is folded."""
        text = clean(text)[0]
        if len(text) <= max(room, 3 * KEPT):
            return self._safe(text)
        middle = self._stand_for(text[KEPT:-KEPT])
        return self._safe(text[:KEPT]) + middle + self._safe(text[-KEPT:])

    def give(self, held: str) -> str:
        """Return the text behind what the editor holds."""
        if not self._behind or held.isascii():
            return held
        return "".join([self._behind.get(char, char) for char in held])

    def folded(self, held: str) -> int:
        """Return how many characters are folded away in what the editor holds."""
        if not self._behind or held.isascii():
            return 0
        lengths = (len(self._behind.get(char, "")) for char in held if char >= chr(_FIRST))
        return sum(length for length in lengths if length > 1)

    def gist(self, held: str) -> str:
        """Return the text behind, a folded middle as one character: quick to read at every key.

        Character by character it is as long as what the editor holds.
        """
        if not self._behind or held.isascii():
            return held
        return "".join([self._short(char) for char in held])

    def shown(self, held: str) -> str:
        """Return one line of what the editor holds as it is shown, character for character."""
        if held.isascii() and held.isprintable():
            return held
        if self._behind:
            held = "".join([self._picture(char) for char in held])
        if visible(held) == held:
            return held
        return "".join([self._single(held, at) for at in range(len(held))])

    def clear(self) -> None:
        """Forget all; the editor is empty."""
        self._behind.clear()
        self._for.clear()

    def _safe(self, text: str) -> str:
        if visible(text, keep_newlines=True) == text:
            return text
        return "".join([self._safe_char(char) for char in text])

    def _safe_char(self, char: str) -> str:
        if char == "\n" or char in _JOINING or visible(char) == char:
            return char
        return self._stand_for(char)

    def _stand_for(self, text: str) -> str:
        if text not in self._for:
            code = _FIRST + len(self._behind)
            if code > _LAST:  # 65,534 different ones in one line: no text, no mishap, an attack
                return _STRANGER
            self._for[text], self._behind[chr(code)] = chr(code), text
        return self._for[text]

    def _short(self, char: str) -> str:
        behind = self._behind.get(char, char)
        if len(behind) == 1:
            return behind
        return "\n" if "\n" in behind else FOLD

    def _picture(self, char: str) -> str:
        behind = self._behind.get(char)
        if behind is None:
            return char
        if len(behind) > 1:
            return FOLD
        mark = visible(behind)
        return mark if len(mark) == 1 else _STRANGER

    @staticmethod
    def _single(held: str, at: int) -> str:
        """Return one character, or what may be shown in its place."""
        char = held[at]
        if char in _JOINING:
            around = held[max(0, at - 2) : at + 3]
            return char if visible(around).count(char) == around.count(char) else _STRANGER
        mark = visible(char)
        return char if mark == char else mark if len(mark) == 1 else _STRANGER


TYPING = (
    "Type who, a colon, what they said, then two commas and tags:\n"
    "    ma: phones ring out all morning ,,p--3 tou ph\n"
    "Enter stores it, whatever it says. Tab takes what is offered under the line, or begins "
    "the tags. Esc makes a speaker text; a second Esc takes that back. Ctrl+J begins a new line of "
    "the same note. On an empty line ,,p- tags the last note, jo: makes Jon agree with it, jo: "
    ",,no disagree, and ↑ edits it. jo: not so ,,no is Jon's own remark, against the one before. "
    "A name that nobody has is text, and said so under the line: xx/: makes a person of it.\n"
    "Tags: p pain point, n need, a activity, q question, g gain, i idea, m memo, k ask; "
    "-- - 0 + ++ or -2 to +2 how it felt; a number for the stage; two letters of any stage, "
    "persona, channel or longer kind, to which how it felt may be glued (tho--); "
    '+word a free tag; " their own words; obs rec own the source; no disagrees.'
)
