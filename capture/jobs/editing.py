"""Changing and removing a note that lies before one in a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capture.jobs import rewriting
from data.errors import NotFound, SaysoError
from data.records import Note
from data.store import notes
from data.text import clip, counted, visible

if TYPE_CHECKING:
    from capture.jobs.marking import Targets
    from data.store import Project


class ChangedMeanwhile(SaysoError):  # noqa: N818 - named as the rest of data.errors
    """The note is not as it was when its line was made; ``note`` is how it stands now."""

    def __init__(self, note: Note) -> None:
        """Say so."""
        super().__init__(
            "This note was changed elsewhere meanwhile; nothing was stored. What you typed is "
            "still here, and Enter stores it over the other change."
        )
        self.note = note


def edit_line(project: Project, seen: Note, line: str) -> Note:
    """Make a note say what its edited line says, in one change; return it as it now stands.

    ``seen`` is the note that the line was made from: where it has been changed since, somebody
    else's work would be overwritten unseen.

    Raises:
        ChangedMeanwhile: it has been.
        NotFound: the note is gone.
        UsageError: the line has no text.
    """
    now = notes.get(project, seen.id)
    if now is not None and now != seen:
        raise ChangedMeanwhile(now)
    return rewriting.rewrite(project, seen.id, line).note


def edit_text(project: Project, seen: Note, text: str) -> Note:
    """Change a note's text and nothing else, for what no line can say; see `edit_line`.

    Raises:
        ChangedMeanwhile: it has been changed since.
        NotFound: the note is gone.
        UsageError: the text is blank.
    """
    now = notes.get(project, seen.id)
    if now is None:
        raise NotFound("That note was removed meanwhile; nothing was stored.")
    if now != seen:
        raise ChangedMeanwhile(now)
    with project.change(f"Edit “{shortly(text)}”") as change:
        notes.edit(change, seen.id, text=text)
    return notes.get(project, seen.id) or now


def remove_notes(project: Project, targets: Targets) -> tuple[int, str]:
    """Remove notes, in one change that can be undone; return how many, and the first one's text.

    Raises:
        NotFound: they were all gone already, or the filter that says which names what is gone.
    """
    with project.change("Remove notes") as change:
        gone = targets.resolve(project)
        first = notes.get(change, gone[0]) if gone else None
        if first is None:
            raise NotFound("That note was removed already.")
        one = f"“{shortly(first.text)}”"
        change.rename(f"Remove {one if len(gone) == 1 else counted(len(gone), 'note')}")
        for note in gone:
            notes.remove(change, note)
    return len(gone), first.text


def shortly(text: str, room: int = 40) -> str:
    """Return the beginning of a note, fit for a label or a sentence."""
    return clip(visible(text[: room * 10]), room)
