"""Everybody in one list, to give group and team to many people in a row."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from capture.jobs import lists as lists_jobs
from capture.literal import hints, line, literal
from capture.textual_internals import Dialog
from capture.themes import stylesheet
from capture.widgets.inputs import Sentence
from capture.widgets.resilient import ShellPart
from capture.widgets.rows import Table
from data.records import Group
from data.text import counted

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.jobs.lists import Lists
    from data.records import Participant, ParticipantId

LETTERS = {
    "f": Group.FRONTLINE,
    "s": Group.SUPPORT,
    "d": Group.DECISION_MAKER,
    "e": Group.EXECUTIVE,
    "c": Group.CUSTOMER,
    "p": Group.PARTNER,
}
"""The letters of the groups."""

_GROUPS = tuple(f"{letter} {group.value}" for letter, group in LETTERS.items())
_HINTS = ("0 no group", "t team", "r the team again", "Space mark", "* all", "Esc close")


class PeopleScreen(ShellPart, Dialog[None]):
    """One letter gives the group and goes on; t types a team, r gives it again."""

    CSS_PATH = [stylesheet("dialogs"), stylesheet("rewording")]  # noqa: RUF012
    AUTO_FOCUS = "#people"
    HELP_TEXT = (
        "A letter gives the chosen person, or all marked ones, their group. t asks for a team, r "
        "gives the team that was given last. Each is one step for Ctrl+Z in the list before."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *((letter, f"group('{letter}')", group.value) for letter, group in LETTERS.items()),
        ("0", "group('')", "No group"),
        ("t", "team", "Team"),
        ("r", "again", "The team again"),
        ("space", "mark", "Mark"),
        ("asterisk", "mark_all", "Mark all"),
        ("escape", "leave", "Unmark, or close"),
    ]

    def __init__(self) -> None:
        """Begin without marks."""
        super().__init__()
        self._people: tuple[Participant, ...] = ()
        self.marks: frozenset[ParticipantId] = frozenset()
        self._team = ""
        self._lists: Lists | None = None

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(classes="dialog", id="people-box"):
            yield Static(id="people-title")
            yield Table(self._row, self._is_marked, id="people")
            yield Sentence(id="people-told")
            yield Static(hints(*_GROUPS))
            yield Static(hints(*_HINTS))

    def on_mount(self) -> None:
        """Read the list."""
        self.query_one(Sentence).tell("")
        self.begin(self._show())

    @property
    def rows(self) -> Table:
        """The list."""
        return self.query_one(Table)

    async def _show(self) -> None:
        lists = await self.gateway.read(lists_jobs.read, key="people")
        self._lists, self._people = lists, lists.people
        bare = sum(person.group is None for person in lists.people)
        teamless = sum(not person.team for person in lists.people)
        title = (
            f"{len(lists.people):,} people · {bare:,} without a group, {teamless:,} without a team"
        )
        self.query_one("#people-title", Static).update(literal(title, "bold"))
        self.marks &= {person.id for person in lists.people}
        self.rows.show(len(self._people), self.rows.cursor)

    def _row(self, at: int, room: int) -> Content:
        person = self._people[at]
        count = self._lists.count(person.id) if self._lists else 0
        cells = (
            (person.code, 6, ""),
            (person.name or "·", max(8, room - 50), "bold"),
            (person.group.value if person.group else "·", 16, ""),
            (person.team or "·", 18, ""),
            (f"{count:,}", 6, "$dim"),
        )
        shown = []
        for text, wide, look in cells:
            cell = line(text, wide - 1, look)
            shown.append(cell.pad_right(max(0, wide - cell.cell_length)))
        return Content("").join(shown).truncate(room)

    def _is_marked(self, at: int) -> bool:
        return self._people[at].id in self.marks

    # -- marking ---------------------------------------------------------------------------------

    def action_mark(self) -> None:
        """Mark the chosen person, or take the mark away, and go on."""
        if self._people:
            self.marks ^= {self._people[self.rows.cursor].id}
            self.rows.action_move(1)
            self.rows.refresh()

    def action_mark_all(self) -> None:
        """Mark everybody; where all are marked, nobody."""
        everybody = frozenset(one.id for one in self._people)
        self.marks = frozenset() if self.marks == everybody else everybody
        self.rows.refresh()

    def action_leave(self) -> None:
        """Take the marks away; where there are none, close."""
        if self.marks:
            self.marks = frozenset()
            self.rows.refresh()
        else:
            self.dismiss(None)

    # -- giving ----------------------------------------------------------------------------------

    def _wanted(self) -> tuple[ParticipantId, ...]:
        if self.marks:
            return tuple(one.id for one in self._people if one.id in self.marks)
        return (self._people[self.rows.cursor].id,) if self._people else ()

    def action_group(self, letter: str) -> None:
        """Give a group to the marked people, or to the chosen one and go on."""
        self._give({"group": LETTERS.get(letter)})

    def action_team(self) -> None:
        """Ask for a team and give it."""
        if self._wanted():
            self.begin(self._ask_team())

    async def _ask_team(self) -> None:
        from capture.screens.dialogs import AskScreen

        title = f"Team of {counted(len(self._wanted()), 'person', 'people')}"
        team = await self.ask(AskScreen(title, self._team))
        if team is not None:
            self._team = team.strip()
            self._give({"team": self._team})

    def action_again(self) -> None:
        """Give the team that was given last."""
        if self._team:
            self._give({"team": self._team})
        else:
            self.query_one(Sentence).tell("Type a team with t first; r then gives it again.")

    def _give(self, fields: dict[str, Any]) -> None:
        wanted = self._wanted()
        if wanted:
            if not self.marks:
                self.rows.action_move(1)
            self.write(
                lambda project: lists_jobs.put_people(project, wanted, fields),
                partial(self._given, wanted),
                failed=self.query_one(Sentence).tell,
                label="group and team",
                text=", ".join(map(str, fields.values())),
            )

    def _given(self, wanted: tuple[ParticipantId, ...], count: int) -> None:
        done = f"{counted(count, 'person', 'people')} changed." if len(wanted) > 1 else ""
        self.query_one(Sentence).tell(done)
        self.begin(self._show())
