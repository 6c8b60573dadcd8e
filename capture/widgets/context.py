"""The strip over the line: the stage, persona and channel that stick, always in sight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from capture.literal import line
from capture.widgets.sturdy import Resilient

if TYPE_CHECKING:
    from data.records import ChannelId, PersonaId, StageId


@dataclass(frozen=True, slots=True)
class Context:
    """What sticks from note to note."""

    stage: StageId | None = None
    personas: tuple[PersonaId, ...] = ()
    channel: ChannelId | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """The names of what sticks ("" for none), and what the line does where it is not a new note."""

    stage: str = ""
    persona: str = ""
    channel: str = ""
    doing: str = ""


class ContextStrip(Resilient, Widget):
    """One row: each place can be clicked to go on to its next name, like its key."""

    DEFAULT_CSS = "ContextStrip { height: 1; }"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"context--{name}" for name in ("key", "name", "none", "doing")
    }
    ALLOW_SELECT = False
    shown: reactive[Shown] = reactive(Shown())

    def render(self) -> Content:
        """Lay the strip out; names are cut before a place is left out."""
        room = self.size.width
        shown = self.shown
        doing = Content("")
        if shown.doing:
            doing = line(f" {shown.doing} ", room // 2).stylize(self._look("doing"))
        places = (
            ("F2", "stage", shown.stage, "screen.next_stage"),
            ("F3", "persona", shown.persona, "screen.next_persona"),
            ("F4", "channel", shown.channel, "screen.next_channel"),
        )
        each = max(6, (room - doing.cell_length - 2) // 3 - 6)
        parts = []
        for key, what, name, action in places:
            look = self._look("name" if name else "none")
            told = line(name, each) if name else Content(f"no {what}" if room > 50 else "–")
            part = Content(key).stylize(self._look("key")) + Content(" ") + told.stylize(look)
            parts.append(part.stylize(Style.from_meta({"@click": action})))
        content = Content(" ") + Content("   ").join(parts)
        gap = room - content.cell_length - doing.cell_length
        return content + Content(" " * max(1, gap)) + doing

    def _look(self, name: str) -> Style:
        return self.get_visual_style(f"context--{name}", partial=name != "doing")
