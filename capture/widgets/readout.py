"""What was understood of a line, as chips and words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from capture.literal import line
from capture.widgets.resilient import Resilient
from data.records import Emotion, Kind, Note, Source, Stance

if TYPE_CHECKING:
    from capture.widgets.line import Offer

GHOSTS = (
    "Maria/desk: phones ring out all morning ,,p-",
    "ma: and nobody calls them back ,,p--2 phone",
    "“did you get my papers?” ,,q 3",
)
"""Three lines as they may be typed, shown until something is."""


class Readout(Resilient, Widget):
    """Says in words what the line says, and below what Tab takes, or what was not understood.

    While nothing is typed it shows how it is done (`GHOSTS`), or nothing at all.
    """

    DEFAULT_CSS = "Readout { height: 4; }"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"readout--{name}" for name in ("said", "hint", "offer", "key", "ghost", "what")
    }
    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        """Begin with the examples: the first picture shows them before anything is loaded."""
        super().__init__(id=id)
        self._said = ""
        self._hint = self._tip = ""
        self._offers: tuple[Offer, ...] = ()
        self._ghosts = True

    def tell(
        self,
        said: str,
        hint: str = "",
        offers: tuple[Offer, ...] = (),
        *,
        tip: str = "",
        ghosts: bool = False,
    ) -> None:
        """Say something else; in the second row offers go before a hint, a hint before a tip."""
        told = (said, hint, offers, tip, ghosts)
        if told == (self._said, self._hint, self._offers, self._tip, self._ghosts):
            return
        tall = ghosts != self._ghosts
        self._said, self._hint, self._offers, self._tip, self._ghosts = told
        if tall:
            self.styles.height = len(GHOSTS) + 1 if ghosts else 2
        self.refresh(layout=tall)

    def render(self) -> Content:
        """Lay out the rows."""
        room = self.size.width - 3
        if self._ghosts:
            look = self._look("ghost")
            rows = [line(f"   {one}", room + 3).stylize(look) for one in GHOSTS]
            told = line("   Type like this; Enter stores it. F1 explains.", room + 3).stylize(look)
            return Content("\n").join([told, *rows])
        said = line(self._said, room).stylize(self._look("said"))
        return Content("   ") + said + Content("\n   ") + self._second(room)

    def _second(self, room: int) -> Content:
        if not self._offers:
            look = "hint" if self._hint else "what"
            return line(self._hint or self._tip, room).stylize(self._look(look))
        row = Content("Tab ").stylize(self._look("key"))
        hint = self._hint if self._offers[0].what == "meant?" else ""
        for place, offer in enumerate(self._offers):
            part = line(offer.name, 30).stylize(self._look("offer"))
            part += line(f" {offer.what}", 16).stylize(self._look("what"))
            if row.cell_length + part.cell_length + 3 > room:
                break
            gap = Content("   ") if place else Content("")
            row += gap + part.stylize(Style.from_meta({"@click": f"screen.take_offer({place})"}))
        if hint and row.cell_length + 8 < room:
            left = room - row.cell_length - 3
            row += Content("   ") + line(hint, left).stylize(self._look("hint"))
        return row

    def _look(self, name: str) -> Style:
        return self.get_visual_style(f"readout--{name}", partial=True)


GLYPHS: dict[Kind, str] = {
    Kind.PAIN: "▼",
    Kind.NEED: "◇",
    Kind.ACTIVITY: "▸",
    Kind.QUESTION: "?",
    Kind.GAIN: "▲",
    Kind.IDEA: "✦",
    Kind.MEMO: "✎",
    Kind.ASK: "…",
}
"""A picture for each kind that is typed with a letter; the others show their word only."""

SCALE = {
    Emotion.VERY_LOW: "▁ −2",
    Emotion.LOW: "▂ −1",
    Emotion.NEUTRAL: "▄ 0",
    Emotion.HIGH: "▆ +1",
    Emotion.VERY_HIGH: "█ +2",
}
"""An emotion as a column of that height, and its number."""

_SOURCES = {
    Source.CUSTOMER: "=customer",
    Source.STAFF: "=staff",
    Source.OBSERVED: "=observed",
    Source.RECORD: "=record",
    Source.TEAM: "=own",
}

Chip = tuple[str, str]
"""A text as it may hold anything, and the name of its look."""


def speaker(note: Note, known: Mapping[str, str]) -> str:
    """Return who said it, "" where nobody is named; a dissenter alone is marked."""
    said = [one for one in note.participants if one.stance is Stance.SAID]
    if said:
        return "+".join(known.get(one.participant, "?") for one in said)
    against = [one for one in note.participants if one.stance is Stance.DISAGREES]
    return f"≠{known.get(against[0].participant, '?')}" if against else ""


def chips(
    note: Note, known: Mapping[str, str], stuck: frozenset[str] = frozenset()
) -> Iterator[Chip]:
    """Return a note's tags in the order in which they are typed, then who joined in.

    A stage, persona or channel among ``stuck`` looks ``same``.
    """

    def look(id_: str, name: str) -> str:
        return "same" if id_ in stuck else name

    if note.kind is not None:
        need = f"{note.need_type.value} " if note.need_type is not None else ""
        yield f"{GLYPHS.get(note.kind, '·')} {need}{note.kind.value}", "kind"
    if note.emotion is not None:
        yield SCALE[note.emotion], "emotion"
    if note.stage is not None:
        yield f"#{known.get(note.stage, '?')}", look(note.stage, "stage")
    for persona in note.personas:
        yield f"@{known.get(persona, '?')}", look(persona, "persona")
    if note.channel is not None:
        yield f"~{known.get(note.channel, '?')}", look(note.channel, "channel")
    if note.source is not None:
        yield _SOURCES[note.source], "source"
    if note.verbatim:
        yield "❝verbatim", "source"
    for tag in note.tags:
        yield f"+{known.get(tag, '?')}", "tag"
    yield from _joined(note, known)
    if note.left_over:
        yield f"left over: {note.left_over}", "left"


def _joined(note: Note, known: Mapping[str, str]) -> Iterator[Chip]:
    first = True
    said = any(one.stance is Stance.SAID for one in note.participants)
    for one in note.participants:
        name = known.get(one.participant, "?")
        if one.stance is Stance.AGREES:
            yield f"✓{name}", "agrees"
        elif one.stance is Stance.DISAGREES:
            if said or not first:
                yield f"✗{name}", "disagrees"
            first = False
