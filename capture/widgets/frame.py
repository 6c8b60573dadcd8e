"""The frame around a mode: title bar, what sticks, messages, and the hints of the last line."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from capture.commands import MODES, commands_of, key_name, key_names
from capture.gateway import Storing
from capture.literal import line, literal
from capture.shell import Notice
from capture.widgets.resilient import Resilient
from data.text import visible, width

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual import events
    from textual.binding import ActiveBinding

    from capture.reading import Sticking
    from capture.shell import Shell

    _Hint = tuple[Content, ActiveBinding | None]

_MARKS = {Storing.STORED: "✓", Storing.STORING: "…"}


class TitleBar(Resilient, Widget):
    """The modes, project, session, people heard, and stored / storing / NOT STORED, on one line.

    What matters most stays longest when it gets narrow: first the state, then the mode, then the
    project, the session and the people.  The modes can be clicked.
    """

    DEFAULT_CSS = "TitleBar { dock: top; height: 1; }"
    COMPONENT_CLASSES = {  # noqa: RUF012 - Textual's own way
        "title--mode", "title--here", "title--bad", "title--dim",
    }  # fmt: skip
    ALLOW_SELECT = False

    def __init__(self, mode: str) -> None:
        """Show ``mode`` as the one that one is in."""
        super().__init__()
        self._mode = mode
        self._places: list[tuple[int, int, str]] = []

    def on_mount(self) -> None:
        """Follow the app's heading and state."""
        shell = cast("Shell", self.app)
        self.watch(shell, "heading", self._again, init=False)
        self.watch(shell, "storing", self._again, init=False)

    def _again(self) -> None:
        self.refresh()

    def render(self) -> Content:
        """Lay the line out for the width there is."""
        shell = cast("Shell", self.app)
        room = self.size.width
        state = shell.storing
        right = Content(f" {_MARKS.get(state, '✗')} {state.value} ")
        if state not in _MARKS:
            right = right.stylize(self.style("title--bad"))
        modes = self._modes(short=room < 76)
        if modes.cell_length + right.cell_length > room:
            modes = self._modes(short=True, others=False)
        left = room - right.cell_length - modes.cell_length
        self._places.append((room - right.cell_length, room, "app.retry"))
        heading = shell.heading
        # A title may be cut; half of who was heard would say nothing.
        parts = [(heading.project, 12), (heading.session, 10), (heading.people, room)]
        middle = Content(" ")
        for text, least in parts:
            free = left - middle.cell_length - 3
            if text and free >= min(least, width(visible(text[:200]))):
                joint = Content(" · ").stylize(self.style("title--dim"))
                middle += (joint if middle.cell_length > 1 else Content("")) + line(text, free)
        gap = " " * max(0, left - middle.cell_length)
        return modes + middle + Content(gap) + right

    def _modes(self, *, short: bool, others: bool = True) -> Content:
        """Return the names of the modes, and note where each stands for the mouse."""
        parts = []
        self._places = []
        column = 0
        for mode in MODES:
            here = mode == self._mode
            if not here and not others:
                continue
            name = mode.title() if here or not short else mode[0].upper()
            part = Content(f"[{name}]" if here else f" {name} ")
            parts.append(part.stylize(self.style("title--here" if here else "title--mode")))
            self._places.append((column, column + part.cell_length, f"app.{mode}"))
            column += part.cell_length
        return Content("").join(parts)

    async def on_click(self, event: events.Click) -> None:
        """Go to the mode that was clicked, or try again to store."""
        for start, end, action in self._places:
            if start <= event.x < end:
                await self.app.run_action(action)

    def style(self, name: str) -> Style:
        """Return the look of one of the bar's parts."""
        return self.get_visual_style(name, partial=True)


def fits_in_hints(notice: Notice, room: int) -> bool:
    """Whether a message is shown in the place of the hints, so that nothing on the screen moves."""
    short = len(notice.text) < room and width(visible(notice.text)) <= room - 2
    return bool(notice.text) and notice.kind == "info" and short


class NoticeBar(Widget):
    """Shows a warning or an error over as many lines as it needs, at most four.

    A short message that is neither stands in the place of the hints for a while (`Hints`); the
    app's banner stands here whenever no other message does.
    """

    DEFAULT_CSS = "NoticeBar { dock: bottom; height: auto; max-height: 4; display: none; }"

    def on_mount(self) -> None:
        """Follow the app's notice and its banner."""
        self.watch(cast("Shell", self.app), "notice", self._changed)
        self.watch(cast("Shell", self.app), "banner", self._changed, init=False)

    def _changed(self) -> None:
        notice = self._shown()
        self.display = bool(notice.text)
        self.set_classes(notice.kind)
        self.refresh(layout=True)

    def _shown(self) -> Notice:
        shell = cast("Shell", self.app)
        if not shell.notice.text or fits_in_hints(shell.notice, self.app.size.width):
            return Notice(shell.banner, "warning", lasting=True)
        return shell.notice

    def on_click(self) -> None:
        """Put the notice away; what it spoke of stays in the title bar."""
        cast("Shell", self.app).dismiss_notice()

    def render(self) -> Content:
        """Show the text, never as markup."""
        return literal(self._shown().text, most=1000)


class Hints(Resilient, Widget):
    """The shown bindings of whatever has the focus, as many as fit, the app's own at the end."""

    DEFAULT_CSS = "Hints { dock: bottom; height: 1; }"
    COMPONENT_CLASSES = {"hints--key", "hints--notice"}  # noqa: RUF012 - Textual's own way
    ALLOW_SELECT = False

    def __init__(self) -> None:
        """Make the line; it fills itself."""
        super().__init__()
        self._places: list[tuple[int, int, ActiveBinding]] = []

    def on_mount(self) -> None:
        """Follow the focus, and the app's messages."""
        self.screen.bindings_updated_signal.subscribe(self, self._again)
        self.watch(cast("Shell", self.app), "notice", self._again, init=False)

    def _again(self, _: object) -> None:
        self.refresh()

    def render(self) -> Content:
        """Show a short message, or lay out the hints, dropping from the middle what does not fit.

        Each hint's place is noted for the mouse.
        """
        self._places = []
        room = self.size.width - 1
        notice = cast("Shell", self.app).notice
        if fits_in_hints(notice, self.size.width):
            return Content(" ") + line(notice.text, room).stylize(self._look("hints--notice"))
        own, everywhere = self._shown()
        for count in range(len(own), -1, -1):
            hints = [*own[:count], *everywhere]
            if 1 + sum(hint.cell_length + 2 for hint, _ in hints) <= room + 2:
                break
        column = 1
        for hint, active in hints:
            if active is not None:
                self._places.append((column, column + hint.cell_length, active))
            column += hint.cell_length + 2
        return Content(" ") + Content("  ").join(hint for hint, _ in hints)

    def _shown(self) -> tuple[list[_Hint], list[_Hint]]:
        """Return the hints of the screen, and those of the app."""
        own: list[_Hint] = []
        everywhere: list[_Hint] = []
        seen: set[str] = set()
        for key, active in self.screen.active_bindings.items():
            binding = active.binding
            if not binding.show or not active.enabled or binding.action in seen:
                continue
            seen.add(binding.action)
            hint = Content(key_name(key)).stylize(self._look("hints--key"))
            hint += Content(f" {binding.description}")
            (everywhere if active.node is self.app else own).append((hint, active))
        if getattr(self.screen, "MODE", ""):
            keys = Content(self._mode_keys()).stylize(self._look("hints--key"))
            everywhere.append((keys + Content(" modes"), None))
        return own, everywhere

    def _look(self, name: str) -> Style:
        return self.get_visual_style(name, partial=True)

    def _mode_keys(self) -> str:
        """Return the keys of the modes, from the first to the last: ``F5–F8``."""
        keys = getattr(getattr(self.app, "settings", None), "keys", {})
        modes = [one for one in commands_of("app") if one.action in MODES]
        first, last = (key_names(keys.get(one.id, one.keys)) for one in (modes[0], modes[-1]))
        return f"{first}–{last}"

    async def on_click(self, event: events.Click) -> None:
        """Do what the hint that was clicked says."""
        for start, end, active in self._places:
            if start <= event.x < end:
                await self.app.run_action(active.binding.action, active.node)
                return
        cast("Shell", self.app).dismiss_notice()


class ContextStrip(Resilient, Widget):
    """One row: each place can be clicked to go on to its next name, like its key."""

    DEFAULT_CSS = "ContextStrip { height: 1; }"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"context--{name}" for name in ("key", "name", "none", "doing")
    }
    ALLOW_SELECT = False

    _names = ("", "", "")
    _doing = ""

    def show(self, sticking: Sticking, known: Mapping[str, str], doing: str) -> None:
        """Show the names of what sticks, and what the line does where it is not a new note."""
        personas = ", ".join(known.get(one, "") for one in sticking.personas)
        names = known.get(sticking.stage or "", ""), personas, known.get(sticking.channel or "", "")
        if (names, doing) != (self._names, self._doing):
            self._names, self._doing = names, doing
            self.refresh()

    def render(self) -> Content:
        """Lay the strip out; names are cut before a place is left out."""
        room = self.size.width
        stage, persona, channel = self._names
        doing = Content("")
        if self._doing:
            doing = line(f" {self._doing} ", room // 2).stylize(self._look("doing"))
        places = (
            ("F2", "stage", stage),
            ("F3", "persona", persona),
            ("F4", "channel", channel),
        )
        each = max(6, (room - doing.cell_length - 2) // 3 - 6)
        parts = []
        for key, listed, name in places:
            look = self._look("name" if name else "none")
            shown = line(name, each) if name else Content(f"no {listed}" if room > 50 else "–")
            part = Content(key).stylize(self._look("key")) + Content(" ") + shown.stylize(look)
            parts.append(part.stylize(Style.from_meta({"@click": f"screen.step('{listed}', 1)"})))
        content = Content(" ") + Content("   ").join(parts)
        gap = room - content.cell_length - doing.cell_length
        return content + Content(" " * max(1, gap)) + doing

    def _look(self, name: str) -> Style:
        return self.get_visual_style(f"context--{name}", partial=name != "doing")


def look(widget: Widget, name: str) -> Style:
    """Return the style of a component class: what its own rules say, and nothing inherited.

    Textual's own partial style loses a background that is not transparent.
    """
    rules = widget.get_component_styles(name)
    text = rules.text_style
    return Style(
        background=rules.background if rules.has_rule("background") else None,
        foreground=rules.color if rules.has_rule("color") else None,
        bold=text.bold,
        dim=text.dim,
        italic=text.italic,
        underline=text.underline,
        reverse=text.reverse,
    )
