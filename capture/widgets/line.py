"""The line: where a remark is typed, completed and coloured as it is understood."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from capture.textual_internals import own_bindings
from capture.widgets.inputs import LONG, TYPING, StandIns
from capture.widgets.resilient import Resilient

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.widgets.text_area import Location

    from capture.reading import Names
    from capture.widgets.offers import Offer
    from data.shorthand import Role, Shorthand

_ROOM = 12_000  # characters that the line holds before every further piece is folded
_TAKING_BACK = frozenset({"app.undo", "app.redo"})  # of what was handed in before
_MOST_OFFERED = 20_000  # lines of a paste that are worth offering as notes of their own
_SPEAKERS = frozenset({"speaker", "new-speaker"})
_OPENERS = _SPEAKERS | {"card"}
_ROLES = (
    "card", "speaker", "new-speaker", "no-speaker", "mark", "kind", "emotion", "stage", "persona",
    "channel", "source", "tag", "new-tag", "verbatim", "disagrees", "clear", "unknown",
    "ambiguous", "surplus",
)  # fmt: skip


class Line(Resilient, TextArea):
    """One typed line, or several (Ctrl+J); Enter hands it in, whatever it says.

    What the editor holds may stand in for what was pasted (`StandIns`): use `content` and `fill`,
    never ``text``.
    """

    HELP_TEXT = TYPING
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+j", "newline", "New line", show=False),
        Binding("tab", "take", "Take what is offered", show=False),
        Binding("escape", "back", "Leave", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"line--{role}" for role in _ROLES}

    @dataclass
    class Submitted(Message):
        """Enter was pressed, and the line emptied: what was typed and how it was understood."""

        line: Line
        content: str
        reading: Shorthand

    @dataclass
    class Split(Message):
        """A paste of several lines is to become notes of their own, one each."""

        contents: tuple[str, ...]

    @dataclass
    class Waits(Message):
        """Something was handed in before the names are known; it is handed in again with them."""

        content: str

    class CaughtUp(Message):
        """What was typed before the names were known has been typed anew."""

    @dataclass
    class Pressed(Message):
        """A key of the screen was pressed: its action, which comes after what was handed in."""

        action: str

    @dataclass
    class Wanted(Message):
        """A key that the line leaves to the screen: up, down, pageup, pagedown, tab or esc."""

        key: str

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002
        grammar: bool = True,
        early: bool = False,
    ) -> None:
        """Make an empty line; without ``grammar`` what is typed is text and nothing else.

        An ``early`` line is there before its names are: until `catch_up` it shows what is typed as
        far as it can, acts on nothing, and keeps the keys, which are then typed anew.
        """
        # First, since the editor asks for lines and styles while it is being made.
        self._standins = StandIns()
        self._names: Names | None = None
        self._grammar = self._empties = grammar
        self._read: tuple[str, Shorthand] | None = None
        self._starts: list[int] = [0]
        self._pasted = False
        self._spaced = False
        self._silenced: int | None = None  # where ": " was put before a name to make it text
        self._styles_of: dict[Role, Style] = {}
        self._told: tuple[str, Selection] = ("", Selection())
        self._early: list[events.Key | events.Paste] | None = [] if early else None
        super().__init__(id=id, compact=True, highlight_cursor_line=False)
        self.match_cursor_bracket = False
        self.cursor_blink = False

    # -- what it holds ---------------------------------------------------------------------------

    @property
    def content(self) -> str:
        """What was typed and pasted, exactly."""
        return self._standins.give(self.text)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is typed."""
        return self.document.line_count == 1 and not self.document.get_line(0)

    @property
    def folded(self) -> int:
        """Characters of a long paste that are not laid out."""
        return self._standins.folded(self.text)

    @property
    def names(self) -> Names:
        """What the line may name."""
        if self._names is None:
            from capture.reading import no_names

            self._names = no_names()
        return self._names

    @names.setter
    def names(self, names: Names) -> None:
        if names != self._names:
            self._names, self._read = names, None
            self.notify_style_update()
            self.refresh()

    @property
    def reading(self) -> Shorthand:
        """The line as it is understood; the middle of a long paste is left out."""
        held = self.text
        if self._read is None or self._read[0] != held:
            self._read = (held, self._understand(held))
            lengths = (len(one) + 1 for one in self.document.lines)
            self._starts = [0, *accumulate(lengths)]
        return self._read[1]

    def _understand(self, held: str) -> Shorthand:
        # The grammar loads with the first letter: an empty line is painted without it.
        if self._grammar:
            return self.names.read(self._standins.gist(held))
        from data.shorthand import Shorthand

        return Shorthand(text=held)

    @property
    def offers(self) -> tuple[Offer, ...]:
        """What Tab may make of the word at the cursor."""
        if not self._grammar or self.is_empty or len(self.document.lines) > 50:
            return ()
        from capture.widgets.offers import offers

        reading, held = self.reading, self.text
        row, column = self.cursor_location
        return offers(held, self._starts[row] + column, self.names.nearest, reading)

    @property
    def pasted_lines(self) -> tuple[str, ...]:
        """The lines of a paste that may become notes of their own; none once it was edited.

        Where the line is no note, a paste is part of the text.
        """
        if not self._pasted or not self._empties:
            return ()
        lines = self.content.split("\n", _MOST_OFFERED)
        some = tuple(one for one in lines if one.strip())
        return some if 1 < len(some) <= _MOST_OFFERED else ()

    def fill(self, content: str, cursor: int | None = None) -> None:
        """Hold other text, the cursor at its end or before character ``cursor``."""
        self._standins.clear()
        self._pasted, self._silenced = False, None
        self.load_text(self._standins.take(content))
        self.move_cursor(self.document.end if cursor is None else self._location(cursor))

    def _location(self, at: int) -> Location:
        if self._standins or at >= len(self.text):
            return self.document.end
        before = self.text[:at]
        row = before.count("\n")
        return row, at - (before.rfind("\n") + 1)

    @property
    def cursor(self) -> int:
        """Where the cursor is, in characters of `content`."""
        row, column = self.cursor_location
        held = self.document.get_text_range((0, 0), (row, column))
        return len(self._standins.give(held))

    # -- what it tells ---------------------------------------------------------------------------

    def on_text_area_changed(self) -> None:
        """Remember what is told with the text."""
        self._told = self.text, self.selection

    def on_text_area_selection_changed(self, event: TextArea.SelectionChanged) -> None:
        """Keep to itself that the cursor moved with the text, so that a letter is told once."""
        text, selection = self._told
        if text != self.text or selection == self.selection:
            event.stop()
        self._told = text, self.selection

    # -- keys ------------------------------------------------------------------------------------

    async def on_key(self, event: events.Key) -> None:
        """Do what a key says in the order in which keys come.

        Left alone, keys that are bound to an action would be acted upon only after they had gone up
        to the app and back: somebody who types fast, or over a slow line, would see the letters
        that follow jump ahead of a backspace, a Tab or an F2.
        """
        if self._early is not None:
            self._early.append(event)
        if await self._take_key(event):
            event.stop()
            event.prevent_default()

    async def _take_key(self, event: events.Key) -> bool:
        """Do what a key says; False for what the editor, or somebody further up, is to do."""
        spaced, self._spaced = self._spaced, False
        if event.is_printable:
            self._pasted = False
            if event.character == ":" and self._grammar:
                self._colon()
                return True
            return spaced and event.character == " "
        if event.key == "enter":
            self.submit()
            return True
        if event.character is not None and _is_joiner(event.character):
            self._put(event.character)  # which the editor would drop
            return True
        return await self._act(event.key)

    @property
    def is_early(self) -> bool:
        """Whether the names are not known yet."""
        return self._early is not None

    def catch_up(self) -> None:
        """Type anew what was typed before the names were known: it is read as it would be now."""
        self.call_later(self._catch_up)

    async def _catch_up(self) -> None:
        early, self._early = self._early, None
        if not early:
            return
        self.fill("")
        for event in early:
            if isinstance(event, events.Paste):
                self._paste(event.text)
            elif not await self._take_key(event) and event.is_printable:
                self._put(event.character or "")
        self.post_message(self.CaughtUp())

    def on_line_pressed(self, event: Pressed) -> None:
        """Let the screen act, once it has what was handed in before."""
        event.stop()
        self.screen.call_later(self.screen.run_action, event.action)

    def _colon(self) -> None:
        """Type a colon; after a speaker or a card the space that belongs to it comes by itself.

        Whoever types the space all the same types none too many.
        """
        self._put(":")
        last = self.reading.spans[-1] if self.reading.spans else None
        if last is not None and last.role in _OPENERS and last.end == len(self.text):
            self._put(" ")
            self._spaced = True

    async def _act(self, key: str) -> bool:
        """Run the editor's own action for a key, or hand the screen's on to it; False for none."""
        for binding in own_bindings(self, key):
            if await self.app.run_action(binding.action, self):
                return True
        active = self.screen.active_bindings.get(key)
        if active is None or not active.enabled:
            return False
        action = active.binding.action
        if active.node is not self.screen and action not in _TAKING_BACK:
            return False
        if not self.is_early:
            self.post_message(self.Pressed(action))
        return True

    async def on_paste(self, event: events.Paste) -> None:
        """Keep every line and every character of a paste."""
        event.stop()
        event.prevent_default()
        if self._early is not None:
            self._early.append(event)
        self._paste(event.text)

    def action_paste(self) -> None:
        """Paste what was cut or copied here."""
        self._paste(self.app.clipboard)

    def _paste(self, text: str) -> None:
        was_empty = self.is_empty
        room = LONG if len(self.text) + len(text) < _ROOM else 0
        self._put(self._standins.take(text, room=room))
        self._pasted = was_empty and len(text.strip().splitlines()) > 1
        self.focus()

    def _put(self, held: str) -> None:
        if not self.read_only:
            edit = self.replace(held, *self.selection, maintain_selection_offset=False)
            self.move_cursor(edit.end_location)

    def submit(self) -> None:
        """Hand in what is there, and be empty at once: the next key belongs to the next note."""
        submitted = self.Submitted(self, self.content, self.reading)
        if self._empties and submitted.content.strip():
            self.fill("")
        self._hand_in(submitted, submitted.content)

    def _hand_in(self, handed: Submitted | Split, content: str) -> None:
        if not self.is_early:
            self.post_message(handed)
        elif content.strip():
            self.post_message(self.Waits(content))

    def _want(self, key: str) -> None:
        if not self.is_early:
            self.post_message(self.Wanted(key))

    def action_newline(self) -> None:
        """Begin a new line of the same note."""
        self._pasted = False
        self._put("\n")

    def action_take(self) -> None:
        """Take the first offer; else make several notes of a paste; else begin the tags."""
        offers = self.offers
        if offers:
            self.take(offers[0])
        elif lines := self.pasted_lines:
            self.fill("")
            self._hand_in(self.Split(lines), "\n".join(lines))
        elif self.can_begin_tags:
            self.move_cursor(self.document.end)
            ends_in_space = self.text[-1:].isspace()
            self._put(",," if ends_in_space else " ,,")
        else:
            self._want("tab")

    @property
    def can_begin_tags(self) -> bool:
        """Whether there is a remark without tags."""
        if self.is_empty or not self._grammar:
            return False
        return self.reading.has_text and not self.reading.has_tail

    def take_back_speaker(self) -> bool:
        """Make the name that the line opens with text, or a speaker again if this made it text.

        False, and nothing is changed, where the line opens with no name.
        """
        if not self._grammar:
            return False
        opener = next((one for one in self.reading.spans if one.role in _SPEAKERS), None)
        if opener is not None:
            row, column = self._place(opener.start)
            self.insert(": ", (row, column), maintain_selection_offset=True)
            self._silenced = opener.start
            return True
        at, self._silenced = self._silenced, None
        if at is None or self.text[at : at + 2] != ": ":
            return False
        if not self._understand(self.text[:at] + self.text[at + 2 :]).has_speaker:
            return False
        row, column = self._place(at)
        self.delete((row, column), (row, column + 2), maintain_selection_offset=True)
        return True

    def _place(self, at: int) -> tuple[int, int]:
        """Return the row and column of a character, by the rows that were last read."""
        row = bisect_right(self._starts, at) - 1
        return row, at - self._starts[row]

    def take(self, offer: Offer) -> None:
        """Put an offer in place of the word that it is for."""
        row, column = self._place(offer.start)
        self.replace(offer.insert, (row, column), (row, column + offer.end - offer.start))
        self.move_cursor((row, column + len(offer.insert)))

    def action_back(self) -> None:
        """Leave what one is at; the screen knows."""
        self._want("esc")

    def action_cursor_up(self, select: bool = False) -> None:
        """Go up; from the top, ask for the note before."""
        if not select and self._wrapped_row == 0:
            self._want("up")
        else:
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        """Go down; from the end, ask for the note after."""
        if not select and self._wrapped_row >= self.wrapped_document.height - 1:
            self._want("down")
        else:
            super().action_cursor_down(select)

    def action_cursor_page_up(self) -> None:
        """Leave paging to the log: the line is short."""
        self._want("pageup")

    def action_cursor_page_down(self) -> None:
        """Leave paging to the log."""
        self._want("pagedown")

    @property
    def _wrapped_row(self) -> int:
        """The row of the screen that the cursor is in."""
        return self.wrapped_document.location_to_offset(self.cursor_location).y

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave undo and redo to the project while nothing is typed."""
        if action in ("undo", "redo") and self.is_empty:
            return False
        return super().check_action(action, parameters)

    # -- looks -----------------------------------------------------------------------------------

    def notify_style_update(self) -> None:
        """Drop what was drawn in other colours."""
        self._styles_of.clear()
        super().notify_style_update()

    def get_line(self, line_index: int) -> Text:
        """Return a line as it is shown: nothing in it acts, what is understood is coloured."""
        if self.is_empty:
            return Text("", end="", no_wrap=True)
        reading = self.reading
        held = self.document.get_line(line_index)
        text = Text(self._standins.shown(held), end="", no_wrap=True)
        if not self._grammar or line_index + 1 >= len(self._starts):
            return text
        start = self._starts[line_index]
        for span in reading.spans:
            if span.role not in _ROLES or span.end <= start or span.start >= start + len(held):
                continue
            if span.role not in self._styles_of:
                name = f"line--{span.role}"
                self._styles_of[span.role] = self.get_component_rich_style(name, partial=True)
            style = self._styles_of[span.role]
            text.stylize(style, max(0, span.start - start), span.end - start)
        for hint in reading.hints:
            if start <= hint.start < start + len(held):
                text.stylize("underline", hint.start - start, hint.end - start)
        return text


def _is_joiner(character: str) -> bool:
    """True for what an emoji or an Arabic word is joined with when it is typed, not pasted."""
    return not character.isprintable() and unicodedata.category(character) == "Cf"


class KeptLine(Line):
    """A `Line` that keeps its text when it is handed in, since it may be refused."""

    def __init__(self, *, id: str | None = None, grammar: bool = True) -> None:  # noqa: A002
        """Make an empty line; without ``grammar`` what is typed is text and nothing else."""
        super().__init__(id=id, grammar=grammar)
        self._empties = False
