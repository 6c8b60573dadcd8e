"""Splitting, joining and replacing in the list of notes."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Label, Static

from capture.jobs import rewording
from capture.jobs.rewording import Replacing, Search
from capture.literal import hints, line, literal
from capture.screens.dialogs import AnswerScreen
from capture.textual_internals import Dialog
from capture.themes import stylesheet
from capture.widgets.inputs import Line, Sentence
from capture.widgets.resilient import ShellPart, TypeAhead
from capture.widgets.rows import Rows
from data.errors import SaysoError
from data.text import counted

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.screen import Screen

    from capture.jobs.rewording import Hit, Joining
    from capture.screens.notes.listing import NoteList
    from data.records import Note

_HINTS = ("Tab other line", "↑ ↓ look through", "Enter replaces all that is shown", "Esc leaves it")


class ReplaceScreen(ShellPart, TypeAhead, Dialog[str | None]):
    """Two lines and what they would do; what was done in a sentence, None where nothing was."""

    CSS_PATH = [stylesheet("dialogs"), stylesheet("rewording")]  # noqa: RUF012
    AUTO_FOCUS = "#replace-old"
    HELP_TEXT = (
        "Every place where the words stand is listed with what is around it. A hit that begins "
        "with a capital keeps it, unless F3 asks for the very capitals. Titles that people gave "
        "to cards and claims are left alone unless F4 includes them. All is one step for Ctrl+Z."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "dismiss", "Leave it"),
        ("f2", "turn('whole')", "Whole words"),
        ("f3", "turn('case')", "Same capitals"),
        ("f4", "turn('titles')", "Titles too"),
        ("up", "look(-1)", "Hit before"),
        ("down", "look(1)", "Next hit"),
        ("pageup", "look(-10)", "Up"),
        ("pagedown", "look(10)", "Down"),
    ]

    def __init__(self) -> None:
        """Begin with whole words, whatever their capitals."""
        super().__init__()
        self._options = {"whole": True, "case": False, "titles": False}
        self._plan: Replacing | None = None
        self._hits: tuple[Hit, ...] = ()

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with Vertical(classes="dialog", id="replace-box"):
            yield Static(line("Replace in every note", 100, "bold"))
            for name, label in (("old", "Find"), ("new", "Replace by")):
                with Horizontal(classes="replace-line"):
                    yield Label(label)
                    yield Line(id=f"replace-{name}", compact=True, select_on_focus=False)
            yield Static(id="replace-options")
            yield Static(id="replace-told")
            yield Rows(self._row, id="replace-hits")
            yield Static(hints(*_HINTS), id="replace-keys")

    def on_mount(self) -> None:
        """Show the options."""
        self.query_one(Rows).can_focus = False
        self._show()

    @property
    def search(self) -> Search:
        """What the lines and options say."""
        old, new = (self.query_one(f"#replace-{name}", Line).value for name in ("old", "new"))
        return Search(old, new, **self._options)

    # -- looking ---------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look again."""
        event.stop()
        self._look()

    def _look(self) -> None:
        self._plan = None
        if self.search.old.strip():
            self.begin(self._make_plan(self.search), self._refused)
        else:
            self._hits = ()
            self._show()

    async def _make_plan(self, search: Search) -> None:
        plan = await self.gateway.read(
            lambda project: rewording.plan_replacing(project, search), key="replace"
        )
        if search == self.search:  # else more was typed meanwhile
            self._plan, self._hits = plan, (*plan.hits, *plan.titles)
            self._show()

    def _show(self) -> None:
        names = ("F2", "whole words"), ("F3", "capitals"), ("F4", "titles")
        parts = [
            Content(f"{key} ").stylize("$here") + Content(f"{'[x]' if on else '[ ]'} {name}")
            for (key, name), on in zip(names, self._options.values(), strict=True)
        ]
        self.query_one("#replace-options", Static).update(Content("   ").join(parts))
        effect = self._plan.sentence() if self._plan is not None else ""
        self.query_one("#replace-told", Static).update(literal(effect, "bold", most=600))
        self.query_one(Rows).show(len(self._hits), 0)

    def _row(self, at: int, room: int) -> Content:
        hit = self._hits[at]
        where = f"{hit.title} " if hit.title else ""
        changes = not hit.title or self._options["titles"]
        row = line(where, 12, "$here") + line(hit.before, room, "$dim")
        row += line(hit.old, 40, "strike" if changes else "underline")
        if changes:
            row += Content(" ") + line(hit.new or "∅", 40, "bold")
        else:
            row += Content(" (stays)").stylize("$dim")
        return (row + line(hit.after, room, "$dim")).truncate(room, ellipsis=True)

    def action_look(self, by: int) -> None:
        """Go through the places."""
        self.query_one(Rows).action_move(by)

    def action_turn(self, option: str) -> None:
        """Whole words ("whole"), these capitals only ("case"), "titles" too; or not."""
        self._options[option] = not self._options[option]
        self._show()
        self._look()

    # -- doing -----------------------------------------------------------------------------------

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """From the first line to the second; from there, replace what is shown."""
        event.stop()
        if event.input.id == "replace-old":
            self.set_focus(self.query_one("#replace-new"))
        elif self._plan is not None and self._hits:
            search = self.search
            self.write(
                lambda project: rewording.replace(project, search),
                self._replaced,
                failed=self._refused,
                label="replace a word",
                text=f"{search.old} → {search.new}",
            )

    def _replaced(self, done: Replacing) -> None:
        self.dismiss(f"{done.sentence(done=True)} Ctrl+Z takes it back.")

    def _refused(self, error: SaysoError) -> None:
        refusal = literal(str(error), "$warning", most=600)
        self.query_one("#replace-told", Static).update(refusal)


class JoinScreen(AnswerScreen):
    """Shows the joined note, what of the notes differs and what would be lost; True to join."""

    CSS_PATH = [stylesheet("dialogs"), stylesheet("rewording")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,n", "answer(False)", "Leave them"),
        ("y", "answer(True)", "Join"),
        ("left,right", "app.focus_next", "Other answer"),
    ]

    def __init__(self, plan: Joining) -> None:
        """Show a plan."""
        super().__init__()
        self._plan = plan

    def compose(self) -> ComposeResult:
        """Lay out the dialog; where something would be lost, leaving it is the answer offered."""
        plan = self._plan
        with Vertical(classes="dialog", id="join-box"):
            count = counted(len(plan.gone) + 1, "note")
            yield Static(line(f"Join {count} into one?", 100, "bold"))
            with VerticalScroll(id="join-text", can_focus=False):
                yield Static(literal(plan.joined.text))
            for sentence in plan.keeps:
                yield Static(literal(sentence, "$dim", most=400))
            for sentence in plan.loses:
                yield Static(literal(f"! {sentence}", "$warning", most=400))
            with Horizontal(classes="buttons"):
                yield Button("Join them", variant="primary", id="yes")
                yield Button("Leave them", id="no")

    def on_mount(self) -> None:
        """Offer the answer that loses nothing."""
        self.set_focus(self.query_one("#no" if self._plan.loses else "#yes"))


_WORD = re.compile(r"\S+")
_SPLIT_HINTS = (
    "← → word",
    "↑ ↓ part",
    "Space cuts before it, or not",
    "Enter splits",
    "Esc leaves it",
)


class SplitScreen(ShellPart, Dialog[str | None]):
    """Shows a note in parts; what was done in a sentence, None where nothing was."""

    CSS_PATH = [stylesheet("dialogs"), stylesheet("rewording")]  # noqa: RUF012
    HELP_TEXT = (
        "Each numbered part becomes a note of its own, with the speaker, the tags and the places "
        "on cards that the whole had. Space cuts before the chosen word, or joins there again."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "dismiss", "Leave it"),
        ("enter", "split", "Split"),
        ("space", "cut", "Cut here"),
        ("left", "move(-1)", "Word before"),
        ("right", "move(1)", "Next word"),
        ("up", "part(-1)", "Part before"),
        ("down", "part(1)", "Next part"),
        ("home", "move(-100000)", "First word"),
        ("end", "move(100000)", "Last word"),
    ]

    def __init__(self, note: Note) -> None:
        """Begin with the cuts that are proposed, and the first of them chosen."""
        super().__init__()
        self._note = note
        self._words = [word.start() for word in _WORD.finditer(note.text)][1:]
        words = set(self._words)
        self.cuts = {at for at in rewording.proposals(note.text) if at in words}
        self._at = self._words.index(min(self.cuts)) if self.cuts else 0

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with Vertical(classes="dialog", id="split-box"):
            yield Static(id="split-title")
            with VerticalScroll(id="split-parts", can_focus=False):
                yield Static(id="split-text")
            yield Sentence(id="split-told")
            yield Static(hints(*_SPLIT_HINTS), id="split-keys")

    def on_mount(self) -> None:
        """Show the parts."""
        self._show()

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts as they now are."""
        return rewording.cut(self._note.text, self.cuts)

    def _show(self) -> None:
        count = len(self.parts)
        title = f"Split into {counted(count, 'note')}" if count > 1 else "Split: nowhere yet"
        self.query_one("#split-title", Static).update(literal(title, "bold"))
        self.query_one("#split-text", Static).update(self._drawn())
        part = sum(cut <= self._words[self._at] for cut in self.cuts)
        self.query_one("#split-parts", VerticalScroll).scroll_to(y=max(0, part - 2), animate=False)

    def _drawn(self) -> Content:
        """Return the text with a line for each part, the chosen word picked out."""
        text, here = self._note.text, self._words[self._at]
        edges = [0, *sorted(self.cuts), len(text)]
        lines = []
        for number, (start, end) in enumerate(pairwise(edges), 1):
            part = Content(f"{number} ").stylize("$dim")
            if start <= here < end:
                word = _WORD.match(text, here)
                stop = word.end() if word else here + 1
                part += literal(text[start:here].lstrip())
                part += literal(text[here:stop], "reverse bold")
                part += literal(text[stop:end].rstrip())
            else:
                part += literal(text[start:end].strip())
            lines.append(part)
        return Content("\n").join(lines)

    # -- choosing --------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """Choose another word."""
        self._at = max(0, min(len(self._words) - 1, self._at + by))
        self._show()

    def action_part(self, by: int) -> None:
        """Choose the first word of the part before or after."""
        here = self._words[self._at]
        starts = [at for at in sorted(self.cuts) if (at < here if by < 0 else at > here)]
        if starts:
            self._at = self._words.index(starts[-1 if by < 0 else 0])
        self._show()

    def action_cut(self) -> None:
        """Cut before the chosen word, or take the cut away."""
        self.cuts ^= {self._words[self._at]}
        self._show()

    # -- splitting -------------------------------------------------------------------------------

    def action_split(self) -> None:
        """Make the parts notes."""
        note, parts = self._note, self.parts
        if len(parts) < 2:
            sentence = "It is cut nowhere: Space cuts before the chosen word."
            self.query_one(Sentence).tell(sentence)
            return
        self.write(
            lambda project: rewording.told(rewording.split(project, note, parts)),
            self._split,
            failed=self.query_one(Sentence).tell,
            label="split a note",
        )

    def _split(self, done: str) -> None:
        self.dismiss(f"{done}. Ctrl+Z takes it back.")


class Rewording:
    """Puts the text of notes right: each act is one step that undo takes back."""

    def __init__(self, notes: NoteList) -> None:
        """Put right the notes of a list."""
        self._notes = notes

    async def split(self) -> None:
        """Show the chosen note with the places where it may be cut."""
        note = self._notes.note
        if note is None:
            return
        if len(note.text.split()) < 2:
            self._notes.shell.say("This note is one word: there is nothing to split.")
        else:
            await self._ask(SplitScreen(note))

    async def replace(self) -> None:
        """Ask for a word and what to put in its place, everywhere."""
        await self._ask(ReplaceScreen())

    async def show_duplicates(self) -> None:
        """Show the notes that may be one remark, a pair a screen."""
        from capture.screens.notes.duplicates import DuplicatesScreen

        await self._ask(DuplicatesScreen())

    async def _ask(self, dialog: Screen[str | None]) -> None:
        """Show a dialog that says itself what it did."""
        sentence = await self._notes.ask(dialog)
        if sentence:
            self._notes.shell.say(sentence)

    async def join(self) -> None:
        """Show what the marked notes would be as one."""
        targets = self._notes.targets
        if not targets.marked:
            self._notes.shell.say("Mark two notes or more (Space); J then makes one of them.")
            return
        plan = await self._notes.gateway.read(
            lambda project: rewording.plan_joining(project, targets.resolve(project)), key="join"
        )
        ids = (plan.joined.id, *plan.gone)
        if await self._notes.ask(JoinScreen(plan)):
            self._notes.write(
                lambda project: rewording.join(project, ids, anyway=True),
                self._joined,
                label="join notes",
            )

    def _joined(self, joining: Joining) -> None:
        count = counted(len(joining.gone) + 1, "note")
        self._notes.unmark()
        self._notes.go_to_note(joining.joined.id)
        self._notes.shell.say(f"Joined {count}. Ctrl+Z takes it back.")
