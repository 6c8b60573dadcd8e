"""The log: what was said, the newest at the bottom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from capture.widgets.resilient import Resilient
from data.text import clip, visible, width

if TYPE_CHECKING:
    from textual import events

    from data.records import Note, NoteId, Session, SessionId

_LEAST, _MOST = 6, 14  # cells for a speaker's name
_ROWS, _NEWEST_ROWS = 3, 8  # rows of a long remark, and of the newest one
_ROOMY = 72  # cells from which on a chip is repeated that stuck from the note before
_LOOKED_AT = 2_000  # characters of a remark that are laid out


@dataclass(frozen=True, slots=True)
class Pending:
    """A line that was handed in and is not in the file yet; ``refused`` where it could not be."""

    text: str
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One block of rows: a note, a session's heading, or a line that waits."""

    rows: tuple[tuple[tuple[str, str], ...], ...]
    note: NoteId | None = None


class NoteLog(Resilient, ScrollView):
    """Time, speaker, what was said and its chips, a block of rows a note.

    It draws the rows that are seen and keeps the rest as short texts: a widget a note would hold up
    whoever types long before the 500 notes that are shown.
    """

    can_focus = False
    ALLOW_SELECT = True
    DEFAULT_CSS = "NoteLog { height: 1fr; scrollbar-size-vertical: 1; overflow-x: hidden; }"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"log--{name}"
        for name in (
            "time", "speaker", "text", "session", "pending", "refused", "chosen", "kind", "emotion",
            "stage", "persona", "channel", "source", "tag", "agrees", "disagrees", "left", "same",
        )
    }  # fmt: skip

    @dataclass
    class Chosen(Message):
        """A note was clicked."""

        note: NoteId

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        """Begin with nothing."""
        super().__init__(id=id)
        self._notes: tuple[Note, ...] = ()
        self._known: Mapping[str, str] = {}
        self._sessions: Mapping[SessionId, Session] = {}
        self._pending: tuple[Pending, ...] = ()
        self._chosen: NoteId | None = None
        self._entries: list[Entry] = []
        self._rows: list[tuple[int, int]] = []
        self._follows = True
        self._laid: dict[NoteId, tuple[Note, frozenset[str], Entry]] = {}
        self._laid_for: tuple[int, int, Mapping[str, str]] | None = None

    # -- what it shows ---------------------------------------------------------------------------

    def show(
        self,
        notes: tuple[Note, ...],
        known: Mapping[str, str],
        sessions: Mapping[SessionId, Session],
    ) -> None:
        """Show other notes; at the end before, it stays at the end."""
        self._notes, self._known, self._sessions = notes, known, sessions
        self._again()

    def wait_for(self, pending: tuple[Pending, ...]) -> None:
        """Show what is not stored yet below the rest."""
        if pending != self._pending:
            self._pending = pending
            self._again()

    def choose(self, note: NoteId | None) -> None:
        """Mark a note as the one that is being edited."""
        if note != self._chosen:
            self._chosen = note
            self.refresh()
            if note is not None:
                self._bring_into_view(note)

    def _bring_into_view(self, note: NoteId) -> None:
        for y, (entry, row) in enumerate(self._rows):
            if row == 0 and self._entries[entry].note == note:
                top = self.scroll_offset.y
                if not top <= y < top + self.size.height - 1:
                    self.scroll_to(y=max(0, y - self.size.height // 2), animate=False)

    # -- laying out ------------------------------------------------------------------------------

    def _again(self) -> None:
        room = self.size.width - 1
        if room < 10:
            return
        names = min(_MOST, max(_LEAST, self._widest_name()), room // 4)
        if self._laid_for != (room, names, self._known):
            self._laid_for = (room, names, self._known)
            self._laid.clear()
        self._entries = list(self._lay_out(room, names))
        self._rows = [
            (at, row) for at, entry in enumerate(self._entries) for row in range(len(entry.rows))
        ]
        self.virtual_size = Size(self.size.width, len(self._rows))
        self.refresh()
        if self._follows:
            self.scroll_end(animate=False, immediate=True)

    def _widest_name(self) -> int:
        if not self._notes:
            return 0  # the first picture, which is painted before anything else is loaded
        from capture.widgets.chips import speaker

        return max(width(visible(speaker(one, self._known)[:40])) for one in self._notes)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Stay at the end unless somebody has scrolled away from it."""
        super().watch_scroll_y(old_value, new_value)
        self._follows = self.is_vertical_scroll_end

    def on_resize(self, event: events.Resize) -> None:
        """Wrap for another width."""
        del event
        self._again()

    def _lay_out(self, room: int, names: int) -> Iterator[Entry]:
        before: SessionId | None = None
        stuck: frozenset[str] = frozenset()
        newest = self._notes[-1].id if self._notes else None
        fresh: dict[NoteId, tuple[Note, frozenset[str], Entry]] = {}
        for note in self._notes:
            if note.session != before:
                before, stuck = note.session, frozenset()
                yield self._heading(before, room)
            kept = self._laid.get(note.id)
            if kept is None or kept[:2] != (note, stuck) or note.id == newest:
                most = _NEWEST_ROWS if note.id == newest else _ROWS
                rows = tuple(self._note_rows(note, room, names, most, stuck))
                kept = (note, stuck, Entry(rows, note.id))
            if note.id != newest:
                fresh[note.id] = kept
            yield kept[2]
            stuck = frozenset(filter(None, (note.stage, *note.personas, note.channel)))
        self._laid = fresh
        for one in self._pending:
            mark, look = ("✗ not stored", "refused") if one.refused else ("… storing", "pending")
            text = clip(visible(one.text[: room * 4]), max(8, room - 16))
            yield Entry((((f"{mark:<13} ", look), (text, look)),))

    def _heading(self, session_id: SessionId, room: int) -> Entry:
        session = self._sessions.get(session_id)
        title = visible(session.title[:200]) if session else "?"
        started = f"{session.started_at.astimezone():%Y-%m-%d}" if session else ""
        said = f"── {title}" if started and started in title else f"── {title} · {started}"
        return Entry((((clip(said, room - 3) + " ──", "session"),),))

    def _note_rows(
        self, note: Note, room: int, names: int, most: int, stuck: frozenset[str]
    ) -> Iterator[tuple[tuple[str, str], ...]]:
        """Lay one note out: its text wrapped beside time and speaker, its chips where they fit.

        What only stuck from the note before (``stuck``) is dim.
        """
        from capture.widgets.chips import chips, speaker

        who = clip(visible(speaker(note, self._known)[:80]), names)
        time = f"{note.at.astimezone():%H:%M} "
        lead = (
            (time, "time"),
            (who + " " * (names - width(who) + 1), "speaker"),
        )
        indent = len(time) + names + 1
        left = max(8, room - indent)
        rows = [[(one, "text")] for one in wrap(note.text, left, most)]
        used = width(rows[-1][0][0])
        for text, look in chips(note, self._known, stuck):
            if look == "same" and room < _ROOMY:
                continue
            shown = clip(visible(text[:200]), left)
            if used + 2 + width(shown) > left:
                rows.append([])
                used = 0
            gap = "  " if rows[-1] else ""
            rows[-1] += [(gap, "text"), (shown, look)]
            used += len(gap) + width(shown)
        for number, row in enumerate(rows):
            yield (*(lead if number == 0 else ((" " * indent, "text"),)), *row)

    # -- drawing ---------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        at = self._row_at(y)
        room = self.size.width
        if not 0 <= at < len(self._rows):
            return Strip.blank(room, self.rich_style)
        place, row = self._rows[at]
        entry = self._entries[place]
        chosen = entry.note is not None and entry.note == self._chosen
        parts = []
        for text, look in entry.rows[row]:
            style = self.get_visual_style(f"log--{look}", partial=True)
            parts.append(Content(text).stylize(style))
        content = Content("").join(parts)
        if chosen:
            content = content.stylize(self.get_visual_style("log--chosen"))
        content = content.truncate(room, pad=True)
        return Strip(content.render_segments(self.visual_style), content.cell_length)

    def _row_at(self, y: int) -> int:
        """Return which row is drawn at ``y``; where there are few, they stand at the bottom."""
        return y + self.scroll_offset.y - max(0, self.size.height - len(self._rows))

    def on_click(self, event: events.Click) -> None:
        """Choose the note under the pointer."""
        at = self._row_at(event.y)
        if 0 <= at < len(self._rows):
            note = self._entries[self._rows[at][0]].note
            if note is not None:
                self.post_message(self.Chosen(note))


def wrap(text: str, room: int, most: int) -> list[str]:
    """Return text as at most ``most`` rows of ``room`` cells, safe to show; ``…`` where cut."""
    if len(text) <= room and text.isascii() and text.isprintable():
        return [text]
    cut = len(text) > _LOOKED_AT
    shown = visible(text[:_LOOKED_AT], keep_newlines=True)
    rows: list[str] = []
    for paragraph in shown.split("\n"):
        row, used = "", 0
        for word in paragraph.split(" "):
            for piece in _pieces(word, room):
                cells = width(piece)
                if row and used + 1 + cells > room:
                    rows.append(row)
                    row, used = piece, cells
                elif row:
                    row, used = f"{row} {piece}", used + 1 + cells
                else:
                    row, used = piece, cells
        rows.append(row)
        if len(rows) > most:
            break
    if len(rows) > most or cut:
        rows = rows[:most]
        rows[-1] = clip(rows[-1] + "……", room) if width(rows[-1]) >= room - 1 else rows[-1] + " …"
    return rows


def _pieces(word: str, room: int) -> Iterator[str]:
    """Cut a word that is wider than a row."""
    while width(word) > room:
        head = clip(word, room)[:-1] or word[:1]
        yield head
        word = word[len(head) :]
    yield word
