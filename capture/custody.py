"""Custody of the file: that it is the one that was opened, and has lost nothing since.

A project's file may be moved away, exchanged for an older copy, or written over by one, while it is
open: by hand, by a backup, by a folder that is kept in step with another machine.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from capture.lanes import Ticket
from capture.rescue import Keeper, set_aside
from data.errors import ProjectOlder, ProjectReplaced

if TYPE_CHECKING:
    from pathlib import Path

    from data.records import OpId
    from data.store.project import Mark, Project


class AnotherProject(ProjectReplaced):
    """The file at the project's path is another project now."""


class OlderCopy(ProjectOlder):
    """An older copy of the project is in its place; ``lost`` things that were stored are not."""

    def __init__(self, sentence: str, lost: int) -> None:
        """Say so."""
        super().__init__(sentence)
        self.lost = lost


class Custody:
    """What the writer's thread knows of a project's file, and what was put into it here."""

    def __init__(self, path: Path, rescue: Keeper) -> None:
        """Know nothing yet; what vanishes with the file goes to ``rescue``."""
        self._path = path
        self._rescue = rescue
        self.identity = ""
        self._mark: Mark | None = None
        self._stored: list[tuple[OpId, Ticket]] = []
        self._lost: list[Ticket] = []
        self._accepts_older = False

    def accept_older(self) -> None:
        """Take an older copy for the project, the next time that one is met."""
        self._accepts_older = True

    def take(self, project: Project) -> None:
        """See that a file that was opened just now is the one, with all that was stored in it.

        Raises:
            AnotherProject, OlderCopy: it is not.
        """
        self._recognise(project)
        self.see(project)
        self.identity = self._rescue.identity = project.identity()

    def see(self, project: Project) -> None:
        """See that it still is.

        Raises:
            ProjectReplaced: it is not.
        """
        project.stand()
        self._mark = project.mark()

    def stored(self, project: Project, ticket: Ticket) -> None:
        """See where a change has gone.

        Raises:
            ProjectReplaced: not into the file that lies at the project's path.
        """
        if project.last_op is None:
            return
        self.see(project)
        if ticket.text:
            self._stored.append((project.last_op, ticket))

    def _recognise(self, project: Project) -> None:
        """See that a file is the one that was opened, with all that was stored in it.

        Raises:
            AnotherProject, OlderCopy: it is not.
        """
        if self.identity not in ("", project.identity()):
            raise AnotherProject(
                f"{self._path} holds another project now: nothing was stored in it. Put the file "
                "back that was open."
            )
        if self._mark is None or project.continues(self._mark):
            self._forget_lost()
            return
        gone = [ticket for op, ticket in self._stored if not project.holds(op)]
        self._lost += [ticket for ticket in gone if ticket not in self._lost]
        for ticket in self._lost:
            self._rescue.hold(_lost_key(ticket), ticket, ticket.text, "stored, and gone again")
        self._rescue.hurry()
        if not self._accepts_older:
            raise OlderCopy(
                f"An older copy lies in the place of {self._path}: nothing was stored in it. Put "
                "the file back that was open.",
                len(self._lost),
            )
        self._accepts_older = False
        held = {
            _lost_key(one.owner): one for one in self._rescue.words() if one.owner in self._lost
        }
        with suppress(OSError):  # then they stay in the rescue file of this window
            set_aside(self._path, self.identity, held)
            self._forget_lost()
        self._stored.clear()

    def _forget_lost(self) -> None:
        """What vanished is back, or lies where it is offered."""
        for ticket in self._lost:
            self._rescue.drop(_lost_key(ticket), ticket)
        self._lost.clear()


def _lost_key(ticket: object) -> str:
    return f"lost {ticket.key}" if isinstance(ticket, Ticket) else ""
