"""After the meeting: what it gave, three takeaways, and the bare notes, a key a tag."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from capture.jobs import sessions
from capture.jobs.suggest import Suggester, Suggestion
from capture.jobs.tags import stepped
from capture.literal import line, literal
from capture.screens.board.singles import SinglesScreen
from capture.screens.capture.strangers import StrangersScreen
from capture.textual_internals import Dialog
from capture.themes import stylesheet
from capture.widgets.chips import GLYPHS, SCALE, speaker
from capture.widgets.line import Line
from capture.widgets.resilient import ShellPart
from capture.widgets.steps import StepsScreen, room_of
from data.records import Emotion, Kind, NoteId, StageId
from data.shorthand import KIND_LETTERS
from data.text import counted, visible, width

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.jobs.sessions import Page, Summary
    from capture.shell import Shell
    from data.records import Operation, SessionId

_TAKEAWAYS = 3


class ClosingScreen(ShellPart, Dialog[None]):
    """The summary of one session; Enter goes on from takeaway to takeaway, F2 to what is open."""

    CSS_PATH = [stylesheet("dialogs"), stylesheet("closing")]  # noqa: RUF012
    HELP_TEXT = (
        "What the meeting gave. Up to three takeaways are stored as memos when you leave this page "
        "(Esc) or go through what is open (F2): speakers whom nobody knew, then the notes that "
        "lack a kind or a stage, then the remarks that are near nothing, and so on no card."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "leave", "Back"),
        ("f2", "walk", "Go through what is open"),
    ]

    def __init__(self, session: SessionId) -> None:
        """Sum up ``session``."""
        super().__init__()
        self._session = session
        self._summary: Summary | None = None

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        with VerticalScroll(classes="dialog", can_focus=False):
            yield Static(id="summary")
            yield Static(literal("\nTake away, in a line each (Enter for the next):"))
            for number in range(_TAKEAWAYS):
                yield Line(id=f"takeaway{number}", grammar=False)
            yield Static(id="next")

    def on_mount(self) -> None:
        """Ask for the summary."""
        self.query_one("#takeaway0").focus()
        self.begin(self._sum_up())

    def on_screen_resume(self) -> None:
        """Sum up anew: notes may have been tagged."""
        self.begin(self._sum_up())

    async def _sum_up(self) -> None:
        session = self._session
        summary = await self.gateway.read(
            lambda project: sessions.summary(project, session), key="summary"
        )
        self._summary = summary
        room = room_of(self.size.width)
        self.query_one("#summary", Static).update(laid_out(summary, room))
        bare, unknown = len(summary.bare), len(summary.unknown)
        open_ends = [counted(unknown, "unknown speaker")] if unknown else []
        open_ends += [counted(bare, "bare note")] if bare else []
        open_ends = [f"the {' and the '.join(open_ends)}"] if open_ends else []
        walk = f"F2 goes through {', then '.join([*open_ends, 'what is near nothing'])}"
        walk = f"{walk}   " if summary.total else ""
        self.query_one("#next", Static).update(literal(f"\n{walk}Esc goes back to the line"))

    def on_line_submitted(self, event: Line.Submitted) -> None:
        """Go on to the next line; after the last, leave."""
        number = int((event.line.id or "0")[-1]) + 1
        if number < _TAKEAWAYS:
            self.query_one(f"#takeaway{number}").focus()
        else:
            self.action_leave()

    def on_line_wanted(self, event: Line.Wanted) -> None:
        """Go between the lines, or back."""
        if event.key == "esc":
            self.action_leave()
        elif event.key in ("tab", "down"):
            self.focus_next("Line")
        elif event.key == "up":
            self.focus_previous("Line")

    def _keep(self) -> None:
        lines = [line.content for line in self.query(Line)]
        if any(content.strip() for content in lines):
            session = self._session
            for line in self.query(Line):
                line.fill("")
            self.shell.gateway.write(
                lambda project: sessions.take_away(project, session, lines),
                partial(_tell, self.shell),
                label="store takeaways",
                text=" / ".join(content for content in lines if content.strip()),
            )

    def action_leave(self) -> None:
        """Keep the takeaways and go back."""
        self._keep()
        self.dismiss()

    def action_walk(self) -> None:
        """Keep the takeaways and go through speakers, bare notes, and what is near nothing."""
        self._keep()
        if self._summary is not None:
            self.begin(self._walk(self._summary))

    async def _walk(self, summary: Summary) -> None:
        if summary.unknown and not await self.ask(StrangersScreen(self._session, summary.unknown)):
            return
        if summary.bare and not await self.ask(WalkScreen(summary.bare)):
            return
        note = await self.ask(SinglesScreen(session=self._session))
        if note is not None:
            await self.shell.show_note(note)


def _tell(shell: Shell, count: int) -> None:
    shell.say(f"{count} {'takeaway' if count == 1 else 'takeaways'} stored as memos.")


def laid_out(summary: Summary, room: int) -> Content:
    """Return a summary as rows of at most ``room`` cells."""
    rows = [line(summary.title, room, "bold"), line(_when(summary), room), Content("")]
    listed = (("who", summary.people), ("stages", summary.stages), ("kinds", summary.kinds))
    for name, counts in listed:
        rows += _words(name, [f"{word} {count}" for word, count in counts], room)
    rows += _words("silent", list(summary.silent), room)
    unknown = [f"{one.typed} {len(one.notes)}" for one in summary.unknown]
    rows += _words("unknown", unknown, room)
    bare = len(summary.bare)
    lacks = f"{bare} of {summary.total} lack a kind or a stage"
    rows.append(line(f"{'bare':<8}{lacks if bare else 'every note has its tags'}", room))
    return Content("\n").join(rows)


def _when(summary: Summary) -> str:
    count = f"{summary.total} {'note' if summary.total == 1 else 'notes'}"
    if summary.began is None or summary.ended is None:
        return count
    return f"{count}, {summary.began.astimezone():%H:%M} to {summary.ended.astimezone():%H:%M}"


def _words(name: str, words: list[str], room: int) -> list[Content]:
    if not words:
        return []
    rows, row = [], f"{name:<8}"
    for at, word in enumerate(words):
        shown = visible(word[:200]) + (" · " if at + 1 < len(words) else "")
        if width(row) + width(shown) > room and row.strip():
            rows.append(line(row, room))
            row = " " * 8
        row += shown
    return [*rows, line(row, room)]


class WalkScreen(StepsScreen[bool]):
    """One bare note at a time; nothing is stored before Enter, and a suggestion never by itself.

    The answer is whether the walk goes on.
    """

    HELP_TEXT = (
        "→ takes the first suggested stage, again → the second, then the others in their order; ← "
        "goes back. A letter gives the kind: p n a q g i m k. + and - say how it felt. Enter "
        "stores it and shows the next, z takes the last one back, Esc ends."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("right", "stage(1)", "stage"),
        ("left", "stage(-1)", "stage"),
        ("plus,equals_sign", "feel(1)", "better"),
        ("minus", "feel(-1)", "worse"),
        ("enter", "next", "next"),
        ("z", "back", "undo"),
        ("escape", "leave", "end"),
    ]

    def __init__(self, bare: tuple[NoteId, ...]) -> None:
        """Go through ``bare``."""
        super().__init__()
        self._bare = bare
        self._at = 0
        self._suggester = Suggester()
        self._page: Page | None = None
        self._suggestion = Suggestion()
        self._stage: StageId | None = None
        self._kind: Kind | None = None
        self._emotion: Emotion | None = None
        self._changed: list[bool] = []

    def on_mount(self) -> None:
        """Show the first note."""
        self._turn()

    # -- what is shown ---------------------------------------------------------------------------

    def _turn(self) -> None:
        self._page, self._suggestion = None, Suggestion()
        self.begin(self._show(self._bare[self._at]))

    async def _show(self, note_id: NoteId) -> None:
        page = await self.gateway.read(lambda project: sessions.page(project, note_id), key="walk")
        if page is None:
            self._on()
            return
        self._page = page
        note = page.note
        self._stage, self._kind, self._emotion = note.stage, note.kind, note.emotion
        self._tell()
        suggester = self._suggester
        suggestion = await self.gateway.compute(
            lambda project, task: suggester.suggest(project, note, task.cancelled), key="suggest"
        )
        if self._page is page:
            self._suggestion = suggestion
            self._tell()

    def _tell(self) -> None:
        page = self._page
        if page is None:
            return
        room = self.room
        who = speaker(page.note, page.known)
        head = f"Bare note {self._at + 1} of {len(self._bare)} · {page.note.at.astimezone():%H:%M}"
        rows = [
            line(f"{head}{f' · {who}' if who else ''}", room, "dim"),
            Content(""),
            literal(page.note.text, "bold", most=1200),
            Content(""),
            self._stage_row(page, room),
            self._kind_row(room),
            line(
                f"{'feeling':<9}{SCALE[self._emotion] if self._emotion is not None else '–'}", room
            ),
            Content(""),
            line("←→ stage  p n a q g i m k kind  - + feeling", room, "dim"),
            line("Enter next  z undo  Esc end", room, "dim"),
        ]
        self.show_rows(rows)

    def _stage_row(self, page: Page, room: int) -> Content:
        taken = page.known.get(self._stage, "?") if self._stage is not None else "–"
        row = line(f"{'stage':<9}{taken}", room)
        names = [
            f"{number} {page.known.get(guess.id, '?')}? {guess.sure} %"
            for number, guess in enumerate(self._suggestion.stages, 1)
            if guess.id != self._stage
        ]
        if names:
            left = room - row.cell_length - 3
            row += Content("   ") + line(f"suggested: {'  '.join(names)}", left, "dim italic")
        return row

    def _kind_row(self, room: int) -> Content:
        taken = f"{GLYPHS.get(self._kind, '·')} {self._kind.value}" if self._kind else "–"
        row = line(f"{'kind':<9}{taken}", room)
        hint = self._suggestion.kind
        if hint is not None and self._kind is None:
            letter = next(letter for letter, kind in KIND_LETTERS.items() if kind is hint)
            words = f"   its words suggest: {letter} {hint.value}?"
            row += line(words, room - row.cell_length, "dim italic")
        return row

    # -- keys ------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Take the letters of the kinds, and the numbers of the suggested stages."""
        if event.character in KIND_LETTERS:
            event.stop()
            kind = KIND_LETTERS[event.character]
            self._kind = None if self._kind is kind else kind
            self._tell()
        elif event.character in ("1", "2") and self._page is not None:
            event.stop()
            place = int(event.character) - 1
            if place < len(self._suggestion.stages):
                self._stage = StageId(self._suggestion.stages[place].id)
                self._tell()

    def action_stage(self, by: int) -> None:
        """Go on to the next stage: first those that are suggested, then the others."""
        if self._page is None:
            return
        suggested = [StageId(guess.id) for guess in self._suggestion.stages]
        others = [one for one in self._page.stages if one not in suggested]
        ring: list[StageId | None] = [None, *suggested, *others]
        at = ring.index(self._stage) if self._stage in ring else 0
        self._stage = ring[(at + by) % len(ring)]
        self._tell()

    def action_feel(self, by: int) -> None:
        """Say that it felt better or worse; below the least it is not said at all."""
        further = stepped(self._emotion, by)
        self._emotion = None if further is None else Emotion(further)
        self._tell()

    def action_next(self) -> None:
        """Store what was chosen and show the next note."""
        page = self._page
        if page is None:
            return
        note, chosen = page.note, (self._stage, self._kind, self._emotion)
        self._page = None
        self.shell.gateway.write(
            lambda project: sessions.tag(project, note, *chosen),
            self._tagged,
            failed=self._refused,
            label="tag a note",
        )

    def _tagged(self, changed: bool) -> None:
        self._changed.append(changed)
        self._on()

    def _refused(self, error: Exception) -> None:
        self.shell.say(str(error), "warning")
        self._turn()

    def _on(self) -> None:
        self._at += 1
        if self._at < len(self._bare):
            self._turn()
        else:
            self.shell.say("That was the last bare note.")
            self.dismiss(True)

    def action_back(self) -> None:
        """Take the last step back, and show that note again."""
        if not self._changed:
            return
        if self._changed.pop():
            self.shell.gateway.write(lambda project: project.undo(), self._undone, label="undo")
        else:
            self._undone(None)

    def _undone(self, operation: Operation | None) -> None:
        self.say_undone(operation)
        self._at = max(0, self._at - 1)
        self._turn()

    def action_leave(self) -> None:
        """End; what was not stored with Enter is left as it was."""
        self.dismiss(False)
