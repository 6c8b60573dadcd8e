"""The mode Notes: find remarks, read them whole, change and remove them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Container
from textual.widgets import Input

from capture.commands import bindings
from capture.jobs import tags
from capture.screens.base import ModeScreen
from capture.screens.notes.acts import NoteActs
from capture.screens.notes.aside import Aside
from capture.screens.notes.filters import FilterActs
from capture.screens.notes.finder import Finder
from capture.screens.notes.listing import NoteList
from capture.screens.notes.rewording import Rewording
from capture.screens.notes.suggestions import SuggestionActs
from capture.screens.notes.tagging import KEYS, NumberedTags, TagActs
from capture.themes import stylesheet
from capture.widgets.rows import Leaf, Rows
from data.records import NoteId
from data.shorthand import KIND_LETTERS

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType


class NotesScreen(ModeScreen):
    """A filter, the notes that fit, and the chosen one whole with what lies around it.

    What fits is the business of `finder` and `notes`, what lies around a note that of `aside`;
    the other parts ask and do what the keys are for.
    """

    MODE = "notes"
    CSS_PATH = stylesheet("notes")
    AUTO_FOCUS = "#notes"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - Textual's own way
    VERTICAL_BREAKPOINTS = [(0, "-short"), (14, "-middling"), (30, "-tall")]  # noqa: RUF012
    HELP_TEXT = (
        'All notes. / goes to the filter: words ("a phrase", OR, NOT) and conditions in the '
        "signs of the line: #stage @persona ~channel !kind +tag =source, who:maria, in:session, "
        "untagged; → takes the name that is offered. All must hold. Enter or e changes the chosen "
        "note in one line, as it would be typed: speaker, text, ,, and tags. Space marks and "
        "goes on, * marks all that fit; what serves many then acts on the marked ones, which stay "
        "marked (●) whatever the filter shows until Esc. Tab goes to what lies around the note: "
        "what was said just before and after, what is most like it, what became of it; Enter "
        "there goes to a note. What is suggested stands dim with a question mark: y takes the "
        "stage, then the persona, then the kind that the words hint at; Y takes all that are sure "
        "enough. Letters give the kind and go on, numbers the tags used last; t finds any. S "
        "splits the note, J joins the marked ones, R replaces a word, D shows duplicates. "
        "Every change and removal can be undone (Ctrl+Z)."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(MODE, but=(one for one, _ in KEYS))]
    for _, several in KEYS:
        BINDINGS += several

    def __init__(self) -> None:
        """Begin with the newest note on top."""
        super().__init__()
        self.finder = Finder()
        self.notes = NoteList(self.finder)
        self.aside = Aside()
        self.numbers = NumberedTags()
        self.acts = NoteActs(self.notes)
        self.tagging = TagActs(self.notes, self.numbers)
        self.suggestions = SuggestionActs(self.notes, self.tagging)
        self.filters = FilterActs(self.notes)
        self.rewording = Rewording(self.notes)
        self._trail: list[NoteId] = []

    def compose_body(self) -> ComposeResult:
        """Lay out the mode."""
        yield self.finder
        with Container(id="both"):
            yield self.notes
            yield self.aside
        yield self.numbers

    # -- keeping up ------------------------------------------------------------------------------

    def on_project_changed(self) -> None:
        """List again; what lies around the chosen note may have changed too."""
        self.aside.outdate()
        self.notes.list_again()
        self.notes.forget_gone()
        self.begin(self.tagging.read())
        self.suggestions.work_out_later()

    def on_note_taken_back(self, note: NoteId) -> None:
        """Choose the note that undo or redo was about, as far as it fits the filter."""
        self.notes.go_to_note(note, only_if_it_fits=True)

    def go_to_note(self, note: NoteId) -> None:
        """Choose a note; where it does not fit the filter, the filter is emptied."""
        self.notes.go_to_note(note)

    def on_screen_suspend(self) -> None:
        """Number the tags anew when the mode has been left; a dialog over it is no leaving."""
        if self.shell.current_mode != self.MODE:
            self.tagging.leave()

    def on_screen_resume(self) -> None:
        """Come back to the mode."""
        super().on_screen_resume()
        if self.shell.is_open:
            self.tagging.come_back()

    @on(Rows.Chosen)
    def show_chosen(self, event: Rows.Chosen) -> None:
        """Show the chosen note whole, as soon as it is read."""
        event.stop()
        note = self.notes.note
        if note is not None or not self.notes.rows.count:
            self.set_class(note is None, "-nothing")
            self.aside.show(note, self.notes.sight)

    # -- finding ---------------------------------------------------------------------------------

    @on(Input.Changed, "#filter")
    def list_what_fits(self, event: Input.Changed) -> None:
        """List what fits as the filter is typed."""
        event.stop()
        if self.shell.is_open:
            self.notes.list_again()

    @on(Input.Submitted, "#filter")
    def go_to_list(self) -> None:
        """Go from the filter to what it found."""
        self.set_focus(self.notes.rows)

    def action_find(self) -> None:
        """Go to the filter."""
        # At once, not with the next round of the loop: what is typed after / belongs to the filter.
        self.set_focus(self.finder.line)

    def action_untagged(self) -> None:
        """Show only what still lacks a kind or a stage, or everything again."""
        self.finder.turn_untagged()

    def action_values(self) -> None:
        """Choose values of every facet."""
        self.begin(self.filters.choose_values())

    def action_saved(self) -> None:
        """Take a saved filter, or save, rename or remove one."""
        self.begin(self.filters.choose_saved())

    def action_crosstab(self) -> None:
        """Count the notes that fit by two facets."""
        self.begin(self.filters.show_crosstab())

    def action_way_out(self) -> None:
        """Drop from the filter the condition that shuts everything out."""
        self.filters.drop_what_shuts_all_out()

    def action_order(self) -> None:
        """Turn the order round."""
        self.notes.turn_round()

    def action_columns(self) -> None:
        """Choose the columns and their order."""
        self.begin(self.notes.choose_columns())

    def action_back(self) -> None:
        """Go to the list; from there take the marks away, else show every note again."""
        if self.focused is not self.notes.rows:
            self.set_focus(self.notes.rows)
        elif not self.notes.unmark():
            self.finder.put("")

    # -- marking and acting ----------------------------------------------------------------------

    def action_mark(self, by: int = 1) -> None:
        """Mark the note under the cursor, or take its mark away, and go on to the next."""
        self.notes.mark(by)

    def action_mark_all(self) -> None:
        """Mark all that fit the filter, whether they are read or not; where all are, none."""
        self.notes.mark_all()

    @on(Rows.Opened)
    def action_edit(self) -> None:
        """Change the chosen note in one line."""
        self.begin(self.acts.edit())

    def action_outside(self) -> None:
        """Change the chosen note's text in the person's editor."""
        self.acts.edit_outside()

    def action_remove(self) -> None:
        """Remove the marked notes, else the chosen one."""
        self.begin(self.acts.remove(), self.finder.refuse)

    def action_history(self) -> None:
        """Show what became of the chosen note."""
        self.acts.show_history()

    def action_copy(self) -> None:
        """Send the chosen note's text to the terminal's clipboard."""
        self.begin(self.acts.copy())

    def action_why(self) -> None:
        """Say why the chosen note is on the card that it is on."""
        self.begin(self.acts.say_why())

    def action_card(self) -> None:
        """Show the chosen note's card on the map."""
        self.begin(self.acts.show_card())

    def action_split(self) -> None:
        """Make several notes of the chosen one."""
        self.begin(self.rewording.split())

    def action_join(self) -> None:
        """Make one note of the marked ones."""
        self.begin(self.rewording.join())

    def action_replace(self) -> None:
        """Replace a word in every note."""
        self.begin(self.rewording.replace())

    def action_duplicates(self) -> None:
        """Show the notes that may be one remark."""
        self.begin(self.rewording.show_duplicates())

    # -- tagging ---------------------------------------------------------------------------------

    def action_kind(self, letter: str) -> None:
        """Say what kind it is, by its letter, and go on to the next note."""
        self.begin(self.tagging.act(tags.put(kind=KIND_LETTERS[letter]), on=True))

    def action_recent(self, number: int) -> None:
        """Give the tag under a number."""
        self.begin(self.tagging.give_numbered(number))

    def action_pick(self, sign: str = "") -> None:
        """Find any tag by a few letters; a sign leaves one list."""
        self.begin(self.tagging.pick(sign))

    def action_feel(self, by: int) -> None:
        """Say that it felt better or worse."""
        self.begin(self.tagging.act(tags.Retag(feel=by)))

    def action_turn(self, mark: str) -> None:
        """Set a mark (``verbatim``, ``flagged``, ``set_aside``), or take it away."""
        self.begin(self.tagging.act(tags.Retag(turn=mark)))

    def action_take(self) -> None:
        """Take what is suggested for the note."""
        self.begin(self.suggestions.take())

    def action_take_above(self) -> None:
        """Take every suggestion that is at least so sure."""
        self.begin(self.suggestions.take_above())

    # -- going to what lies around ---------------------------------------------------------------

    def action_around(self) -> None:
        """Go from the list to what lies around the chosen note, or back."""
        if isinstance(self.focused, Leaf):
            self.set_focus(self.notes.rows)
            return
        self.set_class(True, "-reading")
        first = self.aside.first()
        if first is not None:
            self.set_focus(first)

    def on_descendant_focus(self) -> None:
        """Give what lies around the note more room while one is in it."""
        self.set_class(isinstance(self.focused, Leaf), "-reading")

    def on_leaf_followed(self, event: Leaf.Followed) -> None:
        """Go to the note that was chosen beside the list."""
        event.stop()
        if self.aside.note is not None:
            self._trail.append(self.aside.note.id)
        self.set_focus(self.notes.rows)
        self.go_to_note(NoteId(event.key))

    def action_return(self) -> None:
        """Go back to the note that one came from."""
        if self._trail:
            self.set_focus(self.notes.rows)
            self.go_to_note(self._trail.pop())
        else:
            self.shell.say("You came here from no other note.")
