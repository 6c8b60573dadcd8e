"""The form for all that people say about a card, its figures among it: one step for undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from capture.jobs import cards
from capture.jobs.cards import Figure, Figures, written
from capture.literal import line
from capture.screens.forms import Entry, FormScreen, PartForm
from data.records import Basis, Emotion, Expectation, TouchpointId
from synthesis.map.model import MapKpi
from synthesis.render.words import kpi

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.gateway import Project
    from capture.jobs.cards import CardFacts

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


def given(found: CardFacts, changed: Mapping[str, str]) -> dict[str, Any]:
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
    return {
        name: text if name in _PLAIN else chosen[name](int(text))
        for name, text in changed.items()
        if name in _PLAIN or name in chosen
    }


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
        fields: dict[str, Any] = dict(changed)
        if "basis" in fields:
            fields["basis"] = _BASES[int(fields["basis"])]
        take(cards.revised(was, fields))

    return PartForm("A figure" if not was.name else was.name, entries, filled)


def card_form(found: CardFacts | None) -> CardForm | None:
    """Return the form for a card; None where it is gone."""
    return CardForm(found) if found is not None else None
