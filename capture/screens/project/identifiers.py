"""Names, numbers and addresses in what people said, one place at a time: hidden or kept."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from capture.jobs import identifiers
from capture.literal import line, literal
from capture.widgets.steps import AnswersScreen
from synthesis.identifiers import EVERYWHERE, Choice

if TYPE_CHECKING:
    from textual.binding import BindingType

    from capture.gateway import Project, Ticket
    from capture.jobs.identifiers import Listed


class IdentifiersScreen(AnswersScreen[None]):
    """A key each; what is decided of words everywhere is not asked about in another place."""

    HELP_TEXT = (
        "What may say who somebody is leaves the team on maps, sheets and guides. h puts something "
        "else in its place wherever it stands, c the participant's code, a keeps it everywhere, k "
        "in this place alone. Each is one step: z takes the last one back, n goes on without an "
        "answer, Esc ends. Names of participants, numbers and e-mail addresses are left out "
        "unasked: Tab shows them as well, to be kept. Whoever is described and not named is not "
        "found."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("h", "decide('hide')", "hide"),
        ("c", "decide('code')", "by code"),
        ("a", "decide('keep')", "keep everywhere"),
        ("k", "keep_here", "keep here"),
        ("n", "pass", "next"),
        ("z", "back", "undo"),
        ("tab", "every", "all of them"),
        ("escape,q", "end", "end"),
    ]

    def __init__(self) -> None:
        """Go through what nobody has decided on."""
        super().__init__()
        self._every = False
        self._passed: list[tuple[str, str]] = []
        self._left = 0
        self.one: Listed | None = None

    def on_mount(self) -> None:
        """Find what there is, and show the first."""
        self.show_rows([literal("Looking through what people said…", "dim")])
        self.begin(self.turn())

    @property
    def has_one(self) -> bool:
        """Whether a place is shown."""
        return self.one is not None

    async def turn(self) -> None:
        """Show the first place that is neither decided on nor passed."""
        del self._passed[len(self.did) :]
        found = await self.gateway.compute(partial(_find, self._every), key="identifiers")
        waiting = [one for one in found if (one.place, one.find.key) not in self._passed]
        self._left = len(waiting)
        self.one = waiting[0] if waiting else None
        self.show_rows(self._rows(self.one))

    def _rows(self, one: Listed | None) -> list[Content]:
        room = self.room
        if one is None:
            more = "" if self._every else " Tab shows what is left out unasked."
            told = f"Nothing waits for a decision.{more} Esc goes back."
            return [literal(told), Content(""), literal(_NOT_FOUND, "dim")]
        shown = one.find.instead(one.goes)
        stands = "goes out as it is" if one.goes is Choice.KEEP else f"goes out as {shown}"
        sort = str(one.find.sort)
        rows = [
            line(f"{sort} · {one.where} · {self._left} to look at", room, "dim"),
            Content(""),
            literal(one.find.words, "bold"),
            line(stands, room, "dim"),
            Content(""),
            literal(one.text, most=1200),
            Content(""),
            line(f"h  hide it everywhere: {one.find.instead(Choice.HIDE)}", room),
        ]
        if one.find.code:
            rows.append(line(f"c  its code everywhere: {one.find.instead(Choice.CODE)}", room))
        rows += [
            line("a  keep it everywhere", room),
            line("k  keep it here alone", room),
            Content(""),
            line("n next · z undo · Tab all of them · Esc end", room, "dim"),
        ]
        return rows

    # -- keys ------------------------------------------------------------------------------------

    def action_decide(self, choice: str) -> None:
        """Say what is done with the words wherever they stand."""
        if self.one is not None and (choice != Choice.CODE or self.one.find.code):
            self._decide(self.one, Choice(choice), EVERYWHERE)

    def action_keep_here(self) -> None:
        """Keep the words in this place."""
        if self.one is not None:
            self._decide(self.one, Choice.KEEP, self.one.place)

    def _decide(self, one: Listed, choice: Choice, place: str) -> None:
        if self.gateway.read_only:
            self.shell.say("This project can only be read: nothing was decided.", "warning")
            return
        self.store(
            lambda project: identifiers.decide(project, one.find.words, choice, place=place),
            lambda told: (told, True),
            "decide on a name",
        )

    def go_on(self, *, did: bool) -> None:
        """Go on to the next place."""
        if self.one is not None:
            self._passed.append((self.one.place, self.one.find.key))
        self.one = None
        super().go_on(did=did)

    def action_every(self) -> None:
        """Show all finds, or only those that nobody has decided on."""
        self._every = not self._every
        self.begin(self.turn())

    def action_end(self) -> None:
        """End; what was not decided stays as it is."""
        self.dismiss(None)


_NOT_FOUND = "Whoever is described and not named is not found: read it through before it goes out."


def _find(every: bool, project: Project, ticket: Ticket) -> list[Listed]:
    del ticket
    return [one for one in identifiers.listed(project) if every or one.is_open]
