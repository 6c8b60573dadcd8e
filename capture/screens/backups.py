"""The backups of the project: chosen from a list, compared with it, and gone back to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capture.jobs import backups
from data.text import counted

if TYPE_CHECKING:
    from capture.jobs.backups import Backup
    from capture.shell import Shell


_WHY = 24  # columns for the reason


async def choose_backup(shell: Shell) -> None:
    """Let a backup be chosen, show what is newer than it, and go back to it when that is wished."""
    from capture.screens.dialogs import ConfirmScreen
    from capture.screens.picker import Picker

    path = shell.gateway.path
    found = await shell.gateway.compute(
        lambda _project, _ticket: list(backups.every(path)), key="backups"
    )
    if not found:
        shell.say("There is no backup yet: one is made soon after the project has changed.")
        return
    options = [(one, _row(one)) for one in found]
    chosen = await shell.ask(Picker("Go back to which backup?", options))
    if chosen is None:
        return
    if not chosen.sound:
        shell.say(f"That backup is not sound: {chosen.trouble}", "warning")
        return
    lost = await shell.gateway.compute(
        lambda _project, _ticket: backups.lost_by(path, chosen), key="backups"
    )
    told = "\n".join(
        (*lost, "", "Nothing is deleted: the project as it is now is kept among the backups.")
    )
    if await shell.ask(ConfirmScreen(f"Go back to {chosen.when}, {chosen.why}?", told, "Go back")):
        await shell.go_back(chosen)


def _row(one: Backup) -> str:
    notes = counted(one.notes, "note") if one.notes is not None else "unreadable"
    why = one.why if one.sound else f"NOT SOUND, {one.why}"
    return f"{one.when}  {notes:>12}  {why:<{_WHY}}  {one.megabytes:>9}"
