"""Lines that are not notes yet: kept while they are typed, and offered where they were left."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from textual.widgets import Static

from capture.autosave import Autosave
from capture.jobs import unsent as unsent_lines
from capture.literal import line as one_line

if TYPE_CHECKING:
    from capture.jobs.unsent import Unsent
    from capture.screens.capture import CaptureScreen


class Offering:
    """Keeps the line of one Capture screen, and offers lines whose window is gone."""

    def __init__(self, screen: CaptureScreen) -> None:
        """Serve ``screen``."""
        self._screen = screen
        self._line_id = unsent_lines.new_line()
        self._is_kept = False
        self._held: list[str] = []
        self._autosave = Autosave(self._keep)
        self._left: tuple[Unsent, ...] = ()
        self._given_back: list[str] = []
        self._put_away: set[str] = set()

    # -- keeping what is typed -------------------------------------------------------------------

    def typed(self) -> None:
        """The line has changed."""
        self._autosave.touched()

    def beat(self) -> None:
        """Say that a line that rests is alive."""
        if not self._screen.line.is_empty:
            self._keep()

    def keep_now(self) -> None:
        """Keep the line at once: the app closes."""
        self._autosave.stop()
        self._keep()

    def hold(self, content: str) -> None:
        """Keep a line that was handed in and waits for the project to be read."""
        self._held.append(self._next_id())
        self._put(self._held[-1], content, len(content))

    def release(self) -> None:
        """Forget what is held still: it was typed anew, and has come to something else."""
        while self._held:
            self._put(self._held.pop(), "", 0)

    def hand_over(self) -> str:
        """Return the id under which the line is kept; what is typed next gets another.

        Lines that were held come first, since they were handed in first.
        """
        return self._held.pop(0) if self._held else self._next_id()

    def _next_id(self) -> str:
        self._autosave.stop()
        given, self._line_id = self._line_id, unsent_lines.new_line()
        self._is_kept = False
        if not self._screen.line.is_empty:  # somebody quick is typing the next one already
            self._autosave.touched()
        return given

    def _keep(self) -> None:
        shell, line = self._screen.shell, self._screen.line
        if not shell.is_open or shell.gateway.read_only or (line.is_empty and not self._is_kept):
            return
        self._is_kept = not line.is_empty
        self._put(self._line_id, line.content, line.cursor)

    def _put(self, line_id: str, text: str, cursor: int) -> None:
        self._screen.gateway.write(
            partial(
                unsent_lines.keep,
                line_id=line_id,
                text=text,
                cursor=cursor,
                session=self._screen.window.desk.session,
            ),
            failed=lambda _: None,
            key=f"unsent {line_id}",
            quiet=True,
        )

    # -- offering --------------------------------------------------------------------------------

    def look(self) -> None:
        """Look for lines whose window is gone."""
        self._screen.gateway.read(unsent_lines.left_behind, self._found, key="unsent lines")

    def _found(self, left: tuple[Unsent, ...]) -> None:
        self._left = tuple(one for one in left if one.id not in self._put_away)
        self._show()

    def give_back(self, content: str) -> None:
        """Offer a line that was refused, since something else is being typed by now."""
        self._given_back.append(content)
        self._show()

    def take(self) -> bool:
        """Put what is offered into the empty line; False where nothing is."""
        if self._given_back:
            self._screen.line.fill(self._given_back.pop())
            self._show()
            return True
        if not self._left:
            return False
        line, self._left = self._left[0], self._left[1:]
        self._screen.line.fill(line.text, line.cursor)
        self._is_kept = True
        self._screen.gateway.write(
            partial(unsent_lines.take_over, line=line, line_id=self._line_id),
            partial(self._taken, line),
            failed=lambda _: None,
            quiet=True,
        )
        self._show()
        return True

    def _taken(self, line: Unsent, mine: Unsent | None) -> None:
        if mine is None and self._screen.line.content == line.text:
            self._screen.line.fill("")
            self._screen.shell.say("Another window has taken that line already.")

    def put_away(self) -> bool:
        """Offer it another time; False where nothing is offered."""
        if not self._left:
            return False
        self._put_away.add(self._left[0].id)
        self._left = self._left[1:]
        self._show()
        return True

    def _show(self) -> None:
        told = self._told()
        for bar in self._screen.query("#offered").results(Static):  # none while the app closes
            bar.set_class(bool(told), "shown")
            bar.update(one_line(told, max(20, self._screen.size.width - 5)))

    def _told(self) -> str:
        if self._given_back:
            return f"Not stored: “{self._given_back[-1][:200]}”  Tab takes it"
        if not self._left:
            return ""
        line = self._left[0]
        more = f" ({len(self._left)} such lines)" if len(self._left) > 1 else ""
        when = line.updated.astimezone()
        today = datetime.now(UTC).astimezone().date()
        time = f"{when:%H:%M}" if when.date() == today else f"{when:%Y-%m-%d %H:%M}"
        text = line.text if len(line.text) <= 44 else f"{line.text[:43]}…"
        return f"Not sent at {time}: “{text}”{more}  Tab takes it, Esc leaves it"
