"""The source of the sample project: one file for what it is about, and one a session.

The notes are Markdown as a researcher would bring it, so the files are also a tour of the typing
grammar.  ``STORY.md`` beside them tells who is who, and is for readers of the code only.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

_STAFF = ("01-front-desk.md", "02-call-centre.md", "03-back-office.md", "04-all-teams.md")
_INTERVIEWS = (
    "05-hanna.md",
    "06-dev.md",
    "07-marisol.md",
    "08-piotr.md",
    "09-lotte.md",
    "10-samir.md",
)


def project_file() -> Path:
    """The TOML file with title, goal, stages, personas, channels and journeys."""
    return _path("project.toml")


def staff_files() -> tuple[Path, ...]:
    """The staff meetings, in the order in which they were held."""
    return tuple(_path(name) for name in _STAFF)


def interview_files() -> tuple[Path, ...]:
    """The customer interviews, in the order in which they were held."""
    return tuple(_path(name) for name in _INTERVIEWS)


def read_file() -> Path:
    """What the interviews say for and against what is believed inside, as it was decided."""
    return _path("read.txt")


def workshop_file() -> Path:
    """What a room wrote on the map that the staff meetings gave, as it is keyed back in."""
    return _path("workshop.txt")


def _path(name: str) -> Path:
    """The path of a file that lies here: a wheel is always unpacked, never run from its archive."""
    return Path(str(resources.files(__name__) / name))
