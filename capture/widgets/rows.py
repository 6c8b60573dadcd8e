"""Long lists that draw only what is seen: rows, marks, heads over columns, links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget
from textual.widgets import Static

from capture.literal import literal
from capture.widgets.frame import look
from capture.widgets.resilient import Resilient
from data.text import width

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from textual import events
    from textual.binding import BindingType

_DRAWN = 500  # rows that are kept as they were drawn
_MOVES = (
    Binding("up", "move(-1)", "Up", show=False),
    Binding("down", "move(1)", "Down", show=False),
    Binding("pageup", "page(-1)", "Page up", show=False),
    Binding("pagedown", "page(1)", "Page down", show=False),
    Binding("home", "edge(False)", "First", show=False),
    Binding("end", "edge(True)", "Last", show=False),
)


class Rows(Resilient, ScrollView, inherit_bindings=False):
    """Any number of rows; ``draw(at, width)`` is asked for those that are seen."""

    DEFAULT_CSS = """
    Rows { overflow-x: hidden; overflow-y: auto; scrollbar-gutter: stable; min-width: 8; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--chosen", "rows--here"}
    SIGNS: ClassVar[int] = 2
    """The cells before what is drawn, for the sign of the chosen row and others like it."""
    can_focus = True
    BINDINGS: ClassVar[list[BindingType]] = [
        *_MOVES,
        Binding("k", "move(-1)", "Up", show=False),
        Binding("j", "move(1)", "Down", show=False),
        Binding("space", "page(1)", "Page down", show=False),
    ]

    class Chosen(Message):
        """Another row is chosen, or what the chosen one holds has changed."""

    class Opened(Message):
        """The chosen row was clicked, or any where `Rows.opens_at_once`."""

    class Widened(Message):
        """A row has more or fewer cells than before."""

    class Scrolled(Message):
        """Other rows are seen."""

    def __init__(
        self,
        draw: Callable[[int, int], Content],
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        """Begin with no row."""
        self._drawn: dict[tuple[int, bool, bool, int], Strip] = {}
        super().__init__(id=id)
        self._draw = draw
        self._wide = -1
        self.opens_at_once = False
        self.count = 0
        self.cursor = 0

    def show(self, count: int, cursor: int = 0) -> None:
        """Hold ``count`` rows with the one at ``cursor`` chosen."""
        self.count = count
        self.cursor = max(0, min(cursor, count - 1))
        self.virtual_size = Size(self.scrollable_content_region.width, count)
        self.refresh()
        self._into_view()
        self.post_message(self.Chosen())
        self.post_message(self.Scrolled())

    @property
    def seen(self) -> range:
        """The rows that are seen."""
        top = round(self.scroll_y)
        return range(top, min(self.count, top + max(1, self.scrollable_content_region.height)))

    def choose(self, at: int) -> None:
        """Choose a row and bring it into view."""
        at = max(0, min(at, self.count - 1))
        if at != self.cursor and self.count:
            before, self.cursor = self.cursor, at
            self.refresh_line(before)
            self.refresh_line(at)
            self.post_message(self.Chosen())
        self._into_view()

    def _into_view(self) -> None:
        if self.count:
            region = Region(0, self.cursor, 1, 1)
            self.scroll_to_region(region, animate=False, force=True, immediate=True)

    def on_resize(self) -> None:
        """Keep the chosen row in view."""
        wide = self.scrollable_content_region.width
        self.virtual_size = Size(wide, self.count)
        self._into_view()
        self.post_message(self.Scrolled())
        if wide != self._wide:
            self._wide = wide
            self.post_message(self.Widened())

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Tell that other rows are seen."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self.post_message(self.Scrolled())

    def action_move(self, by: int) -> None:
        """Choose the row below or above."""
        self.choose(self.cursor + by)

    def action_page(self, by: int) -> None:
        """Choose a row a page away."""
        self.choose(self.cursor + by * max(1, self.scrollable_content_region.height - 1))

    def action_edge(self, last: bool) -> None:
        """Choose the first row, or the last."""
        self.choose(self.count - 1 if last else 0)

    def on_click(self, event: events.Click) -> None:
        """Choose what is clicked; open what is chosen."""
        offset = event.get_content_offset(self)
        at = offset.y + self.scroll_offset.y if offset is not None else self.count
        if at >= self.count:
            return
        if self.opens_at_once or (at == self.cursor and event.chain >= 1):
            self.post_message(self.Opened())
        self.choose(at)

    def sign(self, at: int, *, chosen: bool) -> str:
        """Return what stands before a row: a sign as well as a colour, if there are no colours."""
        del at
        return "›".ljust(self.SIGNS) if chosen else " " * self.SIGNS

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Draw again: without ``regions`` what rows hold may have changed; scrolling gives some."""
        if not regions:
            self._drawn.clear()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def notify_style_update(self) -> None:
        """Draw every row anew: looks have changed."""
        self._drawn.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """Draw one row of what is seen, unless it was drawn before."""
        at = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        key = (at, at == self.cursor, self.has_focus, width)
        strip = self._drawn.get(key)
        if strip is None:
            if len(self._drawn) >= _DRAWN:
                self._drawn.clear()
            strip = self._drawn[key] = self._drawn_row(at, width)
        return strip

    def _drawn_row(self, at: int, width: int) -> Strip:
        base = self.visual_style
        if at >= self.count:
            return Strip.blank(width, base.rich_style)
        chosen = at == self.cursor
        content = Content(self.sign(at, chosen=chosen)) + self._draw(at, width - self.SIGNS)
        content = content.pad_right(max(0, width - content.cell_length))
        if chosen:
            content = content.stylize(look(self, f"rows--{'here' if self.has_focus else 'chosen'}"))
        strip = Visual.to_strips(self, content, width, 1, base, apply_selection=False)[0]
        return strip.adjust_cell_length(width, base.rich_style)


MARK = "●"


class Table(Rows, inherit_bindings=False):
    """Rows with a place for a mark; letters and the space bar stay free for the screen."""

    SIGNS = 3
    BINDINGS: ClassVar[list[BindingType]] = [*_MOVES]

    def __init__(
        self,
        draw: Callable[[int, int], Content],
        marked: Callable[[int], bool],
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        """Draw a row with ``draw(at, width)``, and a mark before it where ``marked(at)``."""
        super().__init__(draw, id=id)
        self._marked = marked

    def sign(self, at: int, *, chosen: bool) -> str:
        """Return the sign of the chosen row and of a marked one, a cell each."""
        return f"{'›' if chosen else ' '}{MARK if self._marked(at) else ' '} "


class Heads(Resilient, Widget):
    """One line of heads, laid out as the rows below it are."""

    ALLOW_SELECT = False

    @dataclass
    class Clicked(Message):
        """The head at this place was clicked."""

        at: int

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        """Begin with none."""
        super().__init__(id=id)
        self._heads: tuple[str, ...] = ()
        self._before = 0

    def show(self, heads: Sequence[str], before: int) -> None:
        """Show heads, each as wide as its column, after ``before`` empty cells."""
        self._heads, self._before = tuple(heads), before
        self.refresh()

    def render(self) -> Content:
        """Lay the heads out."""
        return Content(" " * self._before) + literal("".join(self._heads))

    def on_click(self, event: events.Click) -> None:
        """Tell which head it was."""
        offset = event.get_content_offset(self)
        column = self._before
        for at, head in enumerate(self._heads):
            if offset is not None and column <= offset.x < column + width(head):
                self.post_message(self.Clicked(at))
                return
            column += width(head)


class Leaf(Resilient, Static, can_focus=True):
    """A text of some lines; ``key`` is where it leads, "" while it is put away."""

    DEFAULT_CSS = "Leaf { height: auto; }"
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "follow", "go to it"),
        Binding("down", "go_on(1)", "Next", show=False),
        Binding("up", "go_on(-1)", "Before", show=False),
    ]

    @dataclass
    class Followed(Message):
        """Somebody wants to go where it leads."""

        key: str

    key = ""

    def show(self, key: str, content: Content) -> None:
        """Hold a text and where it leads; "" puts it away."""
        self.key = key
        self.display = bool(key)
        if key:
            self.update(content)

    def action_go_on(self, by: int) -> None:
        """Go to the next text that leads somewhere; past the last, show what comes after it."""
        there = [one for one in self.screen.query(Leaf) if one.key]
        at = there.index(self) + by
        if 0 <= at < len(there):
            there[at].focus()
        elif by > 0:
            self.parent_scroll.scroll_end(animate=False)
        else:
            self.parent_scroll.scroll_home(animate=False)

    @property
    def parent_scroll(self) -> Widget:
        """What it scrolls in."""
        return next(one for one in self.ancestors if isinstance(one, Widget) and one.is_scrollable)

    def action_follow(self) -> None:
        """Go there."""
        if self.key:
            self.post_message(self.Followed(self.key))

    def on_click(self) -> None:
        """Go there."""
        self.action_follow()
