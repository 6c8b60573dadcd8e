"""Forms for what people say of a card, its comments, and the lanes of a journey."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Label, OptionList, Static
from textual.widgets.option_list import Option

from capture.commands import bindings
from capture.jobs import cards
from capture.jobs.cards import Figure, Figures
from capture.jobs.facts import written
from capture.literal import line, literal
from capture.screens.forms import Entry, FormScreen, PartForm
from capture.themes import stylesheet
from capture.widgets.resilient import ShellPart
from data.records import Basis, Emotion, Expectation, TouchpointId
from data.text import counted
from synthesis.map.model import MapKpi
from synthesis.render.words import kpi

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.gateway import Project
    from capture.jobs.cards import CardFacts, Said, TypedFigure
    from capture.jobs.facts import TypedFacts
    from data.errors import SaysoError
    from data.records import Journey
    from synthesis.map.model import Card, LaneKey, Row

_GRADES = (None, *Emotion)
_EXPECTED = (None, *Expectation)
_BASES = (None, *Basis)
_BASIS_NAMES = ("not said", *(one.value for one in Basis))
_PLAIN = ("title", "owner", "graded_by", "at_stake", "way_out", "contacts", "minutes")


def _entries(found: CardFacts) -> tuple[Entry, ...]:
    card = found.card
    stages = [one for one, _ in found.stages]
    channels = [one for one, _ in found.channels]
    grades = ("not graded", *(f"{int(one):+d}" if one else "0" for one in Emotion))
    expected = ("not said", *(one.value for one in Expectation))
    at_stage = stages.index(card.stage) if card.stage in stages else len(stages) - 1
    at_channel = channels.index(card.channel) if card.channel in channels else 0
    return (
        Entry("title", "Title", card.title),
        Entry("stage", "Stage", str(at_stage), "another stage tags the card's notes too",
              tuple(name for _, name in found.stages)),
        Entry("owner", "Owner", card.owner, "who answers for it"),
        Entry("channel", "Channel", str(at_channel), "where it happens",
              tuple(name for _, name in found.channels)),
        Entry("grade", "Grade", str(_GRADES.index(card.grade)), "how the customer feels there",
              grades),
        Entry("graded_by", "Graded by", card.graded_by, "who sees it so: staff, customers, we"),
        Entry("expectation", "Expectation", str(_EXPECTED.index(card.expectation)),
              "held against what customers expected", expected),
        Entry("moment_of_truth", "Moment", str(int(card.moment_of_truth)),
              "a moment of truth: what happens here stays with people", ("no", "yes")),
        Entry("at_stake", "At stake", card.at_stake, "what hangs on it"),
        Entry("way_out", "Way out", card.way_out,
              "what satisfies where the best cannot be delivered"),
        Entry("contacts", "Contacts", written(card.contacts), "how often people get in touch"),
        Entry("contacts_basis", "… which is", str(_BASES.index(card.contacts_basis)),
              "assumed, until somebody has counted", _BASIS_NAMES),
        Entry("minutes", "Minutes", written(card.minutes), "how long it takes them"),
        Entry("minutes_basis", "… which is", str(_BASES.index(card.minutes_basis)),
              "assumed, until somebody has counted", _BASIS_NAMES),
    )  # fmt: skip


def given(found: CardFacts, changed: Mapping[str, str]) -> TypedFacts:
    """Return what was changed on the form as the facts of a card."""
    chosen: dict[str, Callable[[int], Any]] = {
        "stage": lambda at: found.stages[at][0],
        "channel": lambda at: found.channels[at][0],
        "grade": lambda at: _GRADES[at],
        "expectation": lambda at: _EXPECTED[at],
        "moment_of_truth": bool,
        "contacts_basis": lambda at: _BASES[at],
        "minutes_basis": lambda at: _BASES[at],
    }
    facts = {
        name: text if name in _PLAIN else chosen[name](int(text))
        for name, text in changed.items()
        if name in _PLAIN or name in chosen
    }
    return cast("TypedFacts", facts)


class FigureList(OptionList, can_focus=True):
    """A card's figures, one a row, and a last row to add one."""

    BINDINGS: ClassVar[list[BindingType]] = [("delete,x", "drop", "Remove")]

    class Wanted(Message):
        """Somebody wants to change the figure at ``at``, or to remove it."""

        def __init__(self, at: int, *, drop: bool) -> None:
            """Carry which."""
            super().__init__()
            self.at, self.drop = at, drop

    def show(self, figures: Sequence[Figure]) -> None:
        """List these."""
        at = self.highlighted or 0
        self.clear_options()
        rows = [
            line(kpi(MapKpi(one.name, one.unit, one.value, one.target, one.basis)), 300)
            for one in figures
        ]
        self.add_options([*map(Option, rows), Option("+ another figure")])
        self.highlighted = min(at, len(figures))

    def action_cursor_up(self) -> None:
        """Go up; from the first row to what stands above."""
        if not self.highlighted:
            self.screen.focus_previous()
        else:
            super().action_cursor_up()

    def action_cursor_down(self) -> None:
        """Go down; from the last row to what stands below."""
        if self.highlighted is None or self.highlighted >= self.option_count - 1:
            self.screen.focus_next()
        else:
            super().action_cursor_down()

    def action_drop(self) -> None:
        """Remove the chosen figure."""
        if self.highlighted is not None:
            self.post_message(self.Wanted(self.highlighted, drop=True))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Change the chosen figure, or add one."""
        event.stop()
        self.post_message(self.Wanted(event.option_index, drop=False))


class CardForm(FormScreen):
    """All facts of a card; what was changed is stored in one step.

    The answer is what was done, in words; None where nothing was changed.
    """

    HELP_TEXT = (
        "All that people say about the card. Enter stores what was changed, in one step that "
        "Ctrl+Z takes back. Tab, ↑ and ↓ go from line to line, ← and → choose, Ctrl+J begins a new "
        "line of a text. On the figures Enter changes one or adds one, and Del removes one. Esc "
        "leaves everything as it was."
    )

    def __init__(self, found: CardFacts) -> None:
        """Offer what is known of a card."""
        card = found.card
        super().__init__(f"{card.code} {card.title}", _entries(found), self._job)
        self._found = found
        self._figures = list(found.figures)

    def more_lines(self) -> ComposeResult:
        """Yield the figures."""
        with Horizontal(classes="form-line"):
            yield Label("Figures")
            yield FigureList(id="field-figures", markup=False, compact=True)

    def on_mount(self) -> None:
        """List the figures."""
        super().on_mount()
        self.query_one(FigureList).show(self._figures)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Say what can be done with the figures."""
        super().on_descendant_focus(event)
        if isinstance(event.widget, FigureList):
            self.tell("Enter changes or adds, Del removes")

    def changed(self) -> dict[str, str]:
        """Return the lines that say something else, the figures as one of them."""
        found = super().changed()
        if tuple(self._figures) != self._found.figures:
            found["figures"] = ", ".join(one.name for one in self._figures)
        return found

    def _job(self, changed: Mapping[str, str]) -> Callable[[Project], str]:
        one, said = TouchpointId(self._found.card.id), given(self._found, changed)
        before = {figure.id: figure for figure in self._found.figures}
        staying = {figure.id for figure in self._figures}
        figures = Figures(
            tuple(f for f in self._figures if f.id is None or f != before.get(f.id)),
            tuple(gone for gone in before if gone is not None and gone not in staying),
        )

        def job(project: Project) -> str:
            return cards.describe(project, one, said, figures)

        return job

    # -- the figures -----------------------------------------------------------------------------

    def on_figure_list_wanted(self, event: FigureList.Wanted) -> None:
        """Change a figure, add one or take one away; all is stored with the form."""
        event.stop()
        is_new = event.at >= len(self._figures)
        if event.drop:
            if not is_new:
                del self._figures[event.at]
                self.query_one(FigureList).show(self._figures)
            return
        was = Figure("") if is_new else self._figures[event.at]
        self.app.push_screen(figure_form(was, partial(self._take, None if is_new else event.at)))

    def _take(self, at: int | None, figure: Figure) -> None:
        if at is None:
            self._figures.append(figure)
        else:
            self._figures[at] = replace(figure, id=self._figures[at].id)
        rows = self.query_one(FigureList)
        rows.show(self._figures)
        self.call_after_refresh(rows.scroll_visible, animate=False)


def figure_form(was: Figure, take: Callable[[Figure], None]) -> PartForm:
    """Return the form for a figure; ``take`` gets it as it was filled in."""
    entries = (
        Entry("name", "Figure", was.name, "what is counted: Calls answered"),
        Entry("value", "Is", written(was.value), "as things are"),
        Entry("target", "Should be", written(was.target), "empty: nobody has said"),
        Entry("unit", "In", was.unit, "%, days, calls"),
        Entry("basis", "… which is", str(_BASES.index(was.basis)),
              "assumed, until somebody has counted", _BASIS_NAMES),
    )  # fmt: skip

    def filled(changed: Mapping[str, str]) -> None:
        typed = cast("TypedFigure", {key: text for key, text in changed.items() if key != "basis"})
        if "basis" in changed:
            typed["basis"] = _BASES[int(changed["basis"])]
        take(cards.revised(was, typed))

    return PartForm("A figure" if not was.name else was.name, entries, filled)


def card_form(found: CardFacts | None) -> CardForm | None:
    """Return the form for a card; None where it is gone."""
    return CardForm(found) if found is not None else None


class CommentsScreen(ShellPart, ModalScreen[bool]):
    """A card's comments, or everybody's on all cards; True where one was changed."""

    MODE = "comments"
    CSS_PATH = stylesheet("map")
    HELP_TEXT = (
        "What was said about the card, what is open first. Enter answers, x closes a comment or "
        "opens it again, c says something new, t shows those of all cards. The number is what "
        "sayso touchpoints answer and close take."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(MODE),
        ("escape,q", "leave", "Back"),
        ("j", "cursor(1)", "Down"),
        ("k", "cursor(-1)", "Up"),
    ]

    def __init__(self, card: Card, form: Callable[[], FormScreen] | None) -> None:
        """List the comments on ``card``; ``form`` makes one for a new comment (None: read-only)."""
        super().__init__()
        self._card, self._form = card, form
        self._everywhere = False
        self._said: list[Said] = []
        self._changed = False

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(id="card"):
            yield Static(id="card-head")
            yield OptionList(id="evidence", markup=False, compact=True)
            yield Static(id="card-foot")

    def on_mount(self) -> None:
        """Read them."""
        self.query_one(OptionList).focus()
        self._load()

    def on_resize(self) -> None:
        """Fit the foot to the width."""
        self._foot()

    def _foot(self) -> None:
        told = "Enter answers · x closes · c new · t all · Esc back"
        if self._everywhere:
            told = told.replace("t all", "t this card")
        room = max(8, self.size.width - 6)
        self.query_one("#card-foot", Static).update(line(told, room, "dim"))

    def _load(self) -> None:
        from capture.jobs import cards

        one = None if self._everywhere else TouchpointId(self._card.id)
        self.shell.gateway.read(
            lambda project: cards.listed(project, one), self._show, key="comments"
        )

    def _show(self, found: tuple[Said, ...]) -> None:
        here = self._here()
        self._said = sorted(found, key=lambda one: (one.comment.closed, -one.number))
        rows = self.query_one(OptionList)
        rows.clear_options()
        rows.add_options([Option(self._row(one)) for one in self._said])
        ids = [one.comment.id for one in self._said]
        at = ids.index(here.comment.id) if here is not None and here.comment.id in ids else 0
        rows.highlighted = at if self._said else None
        where = "all cards" if self._everywhere else f"{self._card.code} {self._card.title}"
        open_ones = sum(not one.comment.closed for one in self._said)
        told = f"{counted(len(self._said), 'comment')}, {open_ones} open"
        if not self._said:
            told = "Nobody has said anything yet: c says something."
        head = [literal(f"Comments on {where}", "bold", most=300), literal(told, "dim")]
        self.query_one("#card-head", Static).update(Content("\n").join(head))
        self._foot()

    def _row(self, said: Said) -> Content:
        one = said.comment
        look = "dim" if one.closed else ""
        code = f"{said.code} " if self._everywhere else ""
        state = "closed" if one.closed else "open"
        parts = (f"{code}#{said.number} {one.kind.value}", one.author, state)
        lines = [
            literal(" · ".join(part for part in parts if part), "dim" if one.closed else "$here"),
            literal(f"  {one.text}", look, most=2000),
        ]
        if one.answer:
            lines.append(literal(f"  → {one.answer}", look, most=2000))
        return Content("\n").join(lines)

    def _here(self) -> Said | None:
        at = self.query_one(OptionList).highlighted
        return self._said[at] if at is not None and at < len(self._said) else None

    # -- acts
    def action_cursor(self, by: int) -> None:
        """Go up or down."""
        rows = self.query_one(OptionList)
        rows.action_cursor_down() if by > 0 else rows.action_cursor_up()

    def action_everywhere(self) -> None:
        """Show the comments on all cards, or on this one."""
        self._everywhere = not self._everywhere
        self._load()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer the chosen one."""
        event.stop()
        self.action_answer()

    def _chosen(self) -> Said | None:
        if self._form is None:
            self.shell.say("The project is read-only: it can be seen, not changed.", "warning")
            return None
        return self._here()

    def action_answer(self) -> None:
        """Ask for the answer to the chosen comment."""
        said = self._chosen()
        if said is None:
            return
        from capture.screens.forms import Entry, FormScreen

        one = said.comment
        states = ("stays open", "is closed")
        entries = (
            Entry("answer", "Answer", one.answer, "empty: none"),
            Entry("closed", "Then it", str(int(one.closed)), choices=states),
        )

        def store(changed: Mapping[str, str]) -> Callable[[Project], str]:
            closed = bool(int(changed["closed"])) if "closed" in changed else None

            def job(project: Project) -> str:
                from capture.jobs import cards

                cards.reply(project, one, changed.get("answer"), closed=closed)
                return f"Answered #{said.number}. Ctrl+Z takes it back."

            return job

        self.app.push_screen(FormScreen(f"#{said.number} {one.text}", entries, store), self._stored)

    def action_close(self) -> None:
        """Close the chosen comment, or open it again."""
        said = self._chosen()
        if said is None:
            return
        one = said.comment

        def job(project: Project) -> str:
            from capture.jobs import cards

            cards.settle(project, [one], closed=not one.closed)
            return f"{'Opened' if one.closed else 'Closed'} #{said.number}."

        self.shell.gateway.write(job, self._stored, failed=self._refused, label="close a comment")

    def action_comment(self) -> None:
        """Say something new about the card."""
        if self._form is None:
            self._chosen()
            return
        self.app.push_screen(self._form(), self._stored)

    def _stored(self, told: str | None) -> None:
        if told is not None:
            self._changed = True
            self.shell.say(told)
            self._load()

    def _refused(self, error: SaysoError) -> None:
        self.shell.say(str(error), "warning")
        self._load()

    def action_leave(self) -> None:
        """Go back."""
        self.dismiss(self._changed)


class LanesScreen(ShellPart, ModalScreen[str | None]):
    """A list of lanes; Enter stores what was chosen in one step and answers what was done."""

    MODE = "lanes"
    CSS_PATH = stylesheet("map")
    HELP_TEXT = (
        "The lanes of the journey that the map shows, in their order. Space shows one or hides it, "
        "K and J move it up and down, u takes the usual ones in their usual order. Enter stores "
        "it, Esc leaves everything as it was. A lane with nothing in it hides itself."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(MODE),
        ("escape,q", "dismiss(None)", "Leave it"),
        ("j", "cursor(1)", "Down"),
        ("k", "cursor(-1)", "Up"),
    ]

    def __init__(self, journey: Journey, rows: list[tuple[LaneKey | Row, bool]]) -> None:
        """Offer ``rows`` of a journey, each with whether it is shown."""
        super().__init__()
        self._journey = journey
        self._rows = list(rows)
        self._before = self._shown()

    def _shown(self) -> tuple[str, ...]:
        return tuple(row.value for row, on in self._rows if on)

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(id="card"):
            yield Static(id="card-head")
            yield OptionList(id="evidence", markup=False, compact=True)
            yield Static(id="card-foot")

    def on_mount(self) -> None:
        """Show the lanes."""
        self._show(0)
        self.query_one(OptionList).focus()

    def on_resize(self) -> None:
        """Fit the foot to the width."""
        told = "Space on/off · K J move · u usual · Enter stores · Esc"
        room = max(8, self.size.width - 6)
        self.query_one("#card-foot", Static).update(line(told, room, "dim"))

    def _show(self, at: int, told: str = "") -> None:
        rows = self.query_one(OptionList)
        rows.clear_options()
        rows.add_options([Option(_row(row, on)) for row, on in self._rows])
        rows.highlighted = max(0, min(at, len(self._rows) - 1))
        title = literal(f"Lanes of {self._journey.title}", "bold", most=300)
        count = f"{len(self._shown())} of {len(self._rows)} shown"
        about = literal(told, "bold $error") if told else literal(count, "dim")
        self.query_one("#card-head", Static).update(Content("\n").join([title, about]))

    @property
    def _at(self) -> int:
        return self.query_one(OptionList).highlighted or 0

    # -- acts
    def action_cursor(self, by: int) -> None:
        """Go up or down."""
        rows = self.query_one(OptionList)
        rows.action_cursor_down() if by > 0 else rows.action_cursor_up()

    def action_turn(self) -> None:
        """Show the lane, or hide it, and go on."""
        row, on = self._rows[self._at]
        self._rows[self._at] = (row, not on)
        self._show(self._at + 1)

    def action_earlier(self) -> None:
        """Move the lane up."""
        self._move(-1)

    def action_later(self) -> None:
        """Move the lane down."""
        self._move(1)

    def _move(self, by: int) -> None:
        at = self._at
        to = max(0, min(len(self._rows) - 1, at + by))
        self._rows.insert(to, self._rows.pop(at))
        self._show(to)

    def action_usual(self) -> None:
        """Take the usual lanes in their usual order."""
        from synthesis.map.model import ORDER

        self._rows = [(row, True) for row in ORDER]
        self._show(0)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Store."""
        event.stop()
        self.action_store()

    def action_store(self) -> None:
        """Store the lanes."""
        shown, journey = self._shown(), self._journey
        if shown == self._before:
            self.dismiss(None)
            return

        def job(project: Project) -> str:
            from capture.jobs import journeys

            journeys.put_rows(project, journey.id, shown)
            return f"The map shows {len(shown)} lanes. Ctrl+Z takes it back."

        self.shell.gateway.write(job, self._stored, failed=self._refused, label="choose lanes")

    def _stored(self, told: str) -> None:
        self.dismiss(told)

    def _refused(self, error: SaysoError) -> None:
        self._show(self._at, str(error))


def _row(row: LaneKey | Row, on: bool) -> Content:
    look = "" if on else "dim"
    mark = "■" if on else "·"
    return literal(f"{mark} {row.heading:<24}", look) + literal(row.value, "dim")
