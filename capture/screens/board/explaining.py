"""Saying why a note is where it is, over whatever screen it is asked from."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from textual.screen import Screen

    from capture.gateway import Project
    from capture.shell import Shell
    from data.records import NoteId


def explain_note(shell: Shell, note: NoteId) -> None:
    """Work out behind the screen why a note is where it is, and show it if one is still there."""
    shell.gateway.compute(
        lambda project, _: _explain(project, note), partial(_tell, shell, shell.screen), key="why"
    )


def _explain(project: Project, note_id: NoteId) -> list[str]:
    """Return why a note is where it is, in lines; none where it is gone."""
    from capture.jobs.drafts import explain, is_fresh

    snapshot = project.snapshot()
    note = next((one for one in snapshot.notes if one.id == note_id), None)
    if note is None:
        return []
    lines = explain(project, snapshot, note).lines()
    if not is_fresh(project):
        lines += ["", "Notes were changed since the cards were drafted: F9 drafts them again."]
    return lines


def _tell(shell: Shell, asked_from: Screen[Any], lines: list[str]) -> None:
    from capture.screens.dialogs import TextScreen

    if lines and shell.screen is asked_from:
        shell.push_screen(TextScreen("Why it is here", lines))
