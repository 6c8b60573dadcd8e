"""What people say of a card: all of it on a form, its figures, dots and comments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from capture.jobs import cards
from capture.jobs.cards import Figure, Figures
from capture.jobs.facts import written
from capture.literal import line
from capture.screens.board.acts import may_write
from capture.screens.board.comments import CommentsScreen, NewComments
from capture.screens.forms import Entry, FormScreen, PartForm
from capture.widgets.inputs import Sentence
from capture.widgets.resilient import ShellPart
from data.errors import NotFound
from data.records import Basis, Emotion, Expectation, TouchpointId
from data.text import counted
from synthesis.map.model import MapKpi
from synthesis.render.words import kpi

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.gateway import Project
    from capture.jobs.cards import CardFacts, TypedFigure
    from capture.jobs.facts import TypedFacts
    from data.errors import SaysoError
    from synthesis.map.model import Card

_GRADES = (None, *Emotion)
_EXPECTED = (None, *Expectation)
_BASES = (None, *Basis)
_BASIS_NAMES = ("not said", *(one.value for one in Basis))
_PLAIN = ("title", "owner", "graded_by", "at_stake", "way_out", "contacts", "minutes")


def _entries(known: CardFacts) -> tuple[Entry, ...]:
    card = known.card
    stages = [one for one, _ in known.stages]
    channels = [one for one, _ in known.channels]
    grades = ("not graded", *(f"{int(one):+d}" if one else "0" for one in Emotion))
    expected = ("not said", *(one.value for one in Expectation))
    at_stage = stages.index(card.stage) if card.stage in stages else len(stages) - 1
    at_channel = channels.index(card.channel) if card.channel in channels else 0
    return (
        Entry("title", "Title", card.title),
        Entry("stage", "Stage", str(at_stage), "another stage tags the card's notes too",
              tuple(name for _, name in known.stages)),
        Entry("owner", "Owner", card.owner, "who answers for it"),
        Entry("channel", "Channel", str(at_channel), "where it happens",
              tuple(name for _, name in known.channels)),
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


def _again(card: TouchpointId, project: Project) -> tuple[Entry, ...]:
    """Return the lines of the form as the card is now."""
    known = cards.look(project, card)
    if known is None:
        raise NotFound("That card is gone; nothing was changed.")
    return _entries(known)


def _changed_facts(known: CardFacts, changed: Mapping[str, str]) -> TypedFacts:
    """Return what was changed on the form as the facts of a card."""
    chosen: dict[str, Callable[[int], Any]] = {
        "stage": lambda at: known.stages[at][0],
        "channel": lambda at: known.channels[at][0],
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

    def __init__(self, known: CardFacts) -> None:
        """Offer what is known of a card."""
        card = known.card
        again = partial(_again, TouchpointId(card.id))
        super().__init__(f"{card.code} {card.title}", _entries(known), self._job, again=again)
        self._known = known
        self._figures = list(known.figures)

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
        lines = super().changed()
        if tuple(self._figures) != self._known.figures:
            lines["figures"] = ", ".join(one.name for one in self._figures)
        return lines

    def _job(self, changed: Mapping[str, str]) -> Callable[[Project], str]:
        card, said = TouchpointId(self._known.card.id), _changed_facts(self._known, changed)
        before = {figure.id: figure for figure in self._known.figures}
        staying = {figure.id for figure in self._figures}
        figures = Figures(
            tuple(f for f in self._figures if f.id is None or f != before.get(f.id)),
            tuple(gone for gone in before if gone is not None and gone not in staying),
            seen=self._known.figures,
        )

        def job(project: Project) -> str:
            return cards.describe(project, card, said, figures)

        return job

    def refuse(self, error: SaysoError) -> None:
        """Say what another window made of a figure; Enter then goes over what has been seen."""
        super().refuse(error)
        if isinstance(error, cards.FigureChanged):
            seen = (error.now if one.id == error.now.id else one for one in self._known.figures)
            self._known = replace(self._known, figures=tuple(seen))
            self.query_one(Sentence).tell(f"{error} Enter stores yours over it.", "")

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


class FactActs:
    """What is said of a card besides deciding about it: facts on a form, dots, comments."""

    def __init__(
        self, part: ShellPart, card: Callable[[], Card | None], stored: Callable[[], None]
    ) -> None:
        """Ask over ``part`` about the ``card`` that is meant there; tell it what was ``stored``.

        ``card`` says so itself where there is none.
        """
        self._part, self._card, self._stored = part, card, stored
        self._voter = ""
        self._new = NewComments()

    def _card_to_change(self) -> Card | None:
        card = self._card()
        return card if card is not None and may_write(self._part) else None

    def _say_and_show(self, told: str | None) -> None:
        if told is not None:
            self._part.shell.say(told or "Stored. Ctrl+Z takes it back.")
            self._stored()

    async def show(self) -> None:
        """Show all facts of the card on a form."""
        card = self._card_to_change()
        if card is None:
            return
        asked = TouchpointId(card.id)
        facts = await self._part.gateway.read(
            lambda project: cards.look(project, asked), key="facts"
        )
        if facts is None:
            self._part.shell.say("That card is gone.")
        else:
            self._say_and_show(await self._part.ask(CardForm(facts)))

    async def vote(self) -> None:
        """Give the card a dot, by whoever voted last."""
        card = self._card_to_change()
        if card is not None:
            self._part.write(
                partial(self._vote, card, "1", self._voter),
                self._say_and_show,
                failed=lambda error: self._part.shell.say(str(error), "warning"),
                label="a vote",
            )

    async def ask_votes(self) -> None:
        """Ask how many dots, and for whom."""
        card = self._card_to_change()
        if card is None:
            return
        voters = await self._part.gateway.read(cards.voters, key="voters")
        so_far = f"; so far: {', '.join(list(voters)[:4])}" if voters else ""
        entries = (
            Entry("dots", "Dots", "", "5, or -2 to take some back"),
            Entry("voter", "For", self._voter, f"a name, a table; empty: the room{so_far}"),
        )
        form = FormScreen(f"Dots on {card.code} {card.name}", entries, partial(self._votes, card))
        self._say_and_show(await self._part.ask(form))

    def _votes(self, card: Card, changed: Mapping[str, str]) -> Callable[[Project], str]:
        voter = changed.get("voter", self._voter)
        return partial(self._vote, card, changed.get("dots", ""), voter)

    def _vote(self, card: Card, typed: str, voter: str, project: Project) -> str:
        now = cards.vote(project, TouchpointId(card.id), cards.dots(typed), voter)
        self._voter = voter.strip()
        by = f" by {self._voter}" if self._voter else ""
        return f"{card.code} has {counted(now, 'dot')}{by}."

    async def comment(self) -> None:
        """Ask for something to say about the card."""
        card = self._card_to_change()
        if card is not None:
            self._say_and_show(await self._part.ask(self._new.form(card)))

    async def list_comments(self) -> None:
        """List what was said about the card, to answer and close it."""
        card = self._card()
        if card is None:
            return
        form = None if self._part.gateway.read_only else partial(self._new.form, card)
        if await self._part.ask(CommentsScreen(card, form)):
            self._stored()


class FactKeys(ShellPart):
    """For a screen on which a card is chosen: the keys that ask and change its facts."""

    facts: FactActs

    def action_facts(self) -> None:
        """Show all facts of the card on a form."""
        self.begin(self.facts.show())

    def action_vote(self) -> None:
        """Give the card a dot, by whoever voted last."""
        self.begin(self.facts.vote())

    def action_votes(self) -> None:
        """Ask how many dots, and for whom."""
        self.begin(self.facts.ask_votes())

    def action_comment(self) -> None:
        """Say something about the card."""
        self.begin(self.facts.comment())

    def action_comments(self) -> None:
        """List what was said about the card, to answer and close it."""
        self.begin(self.facts.list_comments())
