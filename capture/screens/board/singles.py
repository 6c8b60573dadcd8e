"""Single remarks, one at a time: on one of the nearest cards, on a card of its own, or left."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from capture.jobs import board, singles
from capture.literal import line, literal
from capture.screens.board.acts import may_write
from capture.widgets.steps import AnswersScreen
from data.text import as_done

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType

    from capture.gateway import Project, Ticket
    from capture.jobs.board import Act, Effect
    from capture.jobs.singles import SingleRemark
    from data.records import NoteId, SessionId


class SinglesScreen(AnswersScreen["NoteId | None"]):
    """A key each: what it was put on stays; what was left is never asked about again.

    The answer is a note to be shown in the notes, if one is wanted.
    """

    HELP_TEXT = (
        "A single remark is near no other at its stage, and so on no card; it counts all the same. "
        "1, 2 and 3 put it on one of the nearest cards, c makes a card of its own, a sets it aside "
        "as saying nothing, Enter leaves it single, and it is not asked about again. Each is one "
        "step: z takes the last one back. o shows it in the notes, n goes on without an answer, "
        "Esc ends."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("c", "own_card", "a card of its own"),
        ("a", "aside", "set aside"),
        ("enter,l", "leave_single", "leave"),
        ("n", "pass", "next"),
        ("z", "back", "undo"),
        ("o", "show", "show it in the notes"),
        ("escape,q", "end", "end"),
    ]

    def __init__(
        self, *, session: SessionId | None = None, notes: tuple[NoteId, ...] | None = None
    ) -> None:
        """Go through ``notes``; left out, through all that are open, of a session or of all."""
        super().__init__()
        # What is gone through covers what is below; one that was chosen lies on the board.
        self.set_class(notes is None, "walk")
        self._session = session
        self._notes = notes
        self.one: SingleRemark | None = None

    def on_mount(self) -> None:
        """Find what there is, and show the first."""
        self.show_rows([literal("Looking for what is near nothing…", "dim")])
        self.begin(self._find())

    async def _find(self) -> None:
        if self._notes is None:
            find = partial(_to_settle, self._session)
            self._notes = await self.gateway.compute(find, key="singles")
        if not self._notes:
            told = "Every remark is on a card, or was left single. Esc goes back."
            self.show_rows([literal(told)])
            return
        await self.turn()

    # -- what is shown ---------------------------------------------------------------------------

    @property
    def has_one(self) -> bool:
        """Whether a remark is shown."""
        return self.one is not None

    async def turn(self) -> None:
        """Show the next remark that is single still; end after the last."""
        notes = self._notes or ()
        while len(self.did) < len(notes):
            look = partial(_look, notes[len(self.did)])
            self.one = await self.gateway.compute(look, key="single")
            if self.one is not None:
                self._tell(self.one)
                return
            self.did.append(False)
        if len(notes) > 1:
            self.shell.say("That was the last single remark.")
        self.dismiss(None)

    def _tell(self, one: SingleRemark) -> None:
        room = self.room
        count = len(self._notes or ())
        head = f"Single remark {len(self.did) + 1} of {count}" if count > 1 else "Single remark"
        about = " · ".join(filter(None, (head, one.code, one.stage, one.kind)))
        rows = [
            line(about, room, "dim"),
            Content(""),
            literal(one.text, "bold", most=1200),
            line(one.speakers, room, "dim"),
            Content(""),
        ]
        for number, offer in enumerate(one.offers, 1):
            rows.append(line(f"{number}  {offer.code} {offer.title}", room))
            rows.append(line(f"     “{offer.words}”", room, "dim"))
        if not one.offers:
            rows.append(line("No card is at its stage yet.", room, "dim"))
        rows += [
            line("c  a card of its own", room),
            line(f"Enter  leave it single{', as it was' if one.left else ''}", room),
            Content(""),
            line("a aside · n next · o show in the notes · z undo · Esc end", room, "dim"),
        ]
        self.show_rows(rows)

    # -- keys ------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Take the number of a card."""
        if event.character and event.character in "123456789":
            event.stop()
            place = int(event.character) - 1
            if self.one is not None and place < len(self.one.offers):
                self._do(board.move([self.one.note], self.one.offers[place].card))

    def action_own_card(self) -> None:
        """Make a card of it."""
        if self.one is not None:
            self._do(board.move([self.one.note], None))

    def action_aside(self) -> None:
        """Say that it says nothing."""
        if self.one is not None:
            self._do(board.set_aside([self.one.note]))

    def action_leave_single(self) -> None:
        """Leave it single, for good; end where there is none."""
        if self.one is not None:
            self._do(singles.leave((self.one.note,)))
        elif self._notes == ():
            self.dismiss(None)

    def _do(self, act: Act) -> None:
        if may_write(self, "its remarks can be seen, not put on cards"):
            self.store(lambda project: board.do(project, act), _told, "place a single remark")

    def go_on(self, *, did: bool) -> None:
        """Go on to the next remark."""
        self.one = None
        super().go_on(did=did)

    def action_show(self) -> None:
        """Show the remark in the notes."""
        if self.one is not None:
            self.dismiss(self.one.note)

    def action_end(self) -> None:
        """End; what was not answered stays as it is."""
        self.dismiss(None)


def _told(effect: Effect) -> tuple[str, bool]:
    nothing = effect.is_nothing
    return "It stays single." if nothing else as_done(effect.label), not nothing


def _to_settle(session: SessionId | None, project: Project, ticket: Ticket) -> tuple[NoteId, ...]:
    return singles.to_settle(project, session, ticket.cancelled)


def _look(note: NoteId, project: Project, ticket: Ticket) -> SingleRemark | None:
    del ticket
    return singles.look(project, note)
