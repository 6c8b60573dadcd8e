"""Where sayso keeps what belongs to the person and not to a project.

Nothing is looked up or made at import.  ``SAYSO_HOME``, where set, takes the place of all three
folders: for tests, and for people who carry sayso on a stick.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

from data.errors import WouldOverwrite
from data.files import make_folder, write_whole
from data.header import Place, real

_MOST_RECENT = 20
_OWN_FILES = (
    "settings.toml", "app.json", "recent.json", "sound.json", "warned.json", "faults.log",
    "faults.old.log",
)  # fmt: skip
_OWN_FOLDERS = ("live", "unstored")


def config_dir() -> Path:
    """The folder of the settings; it may not exist yet."""
    return _folder("user_config_path")


def state_file() -> Path:
    """The list of projects used last; it may not exist yet."""
    return _folder("user_state_path") / "recent.json"


def unstored_dir() -> Path:
    """The folder of the rescue files (`data.rescue`); there is none where nothing is in them."""
    return state_file().with_name("unstored")


def live_dir() -> Path:
    """The folder that says which pages are open in a browser; it may not exist yet."""
    return state_file().with_name("live")


def is_own(path: Path) -> bool:
    """Whether a path leads to what sayso keeps for itself, by any name, link or case.

    Of a folder that is sayso's alone everything is.  ``SAYSO_HOME`` may hold a person's own files
    as well, a whole stick of them: there only what sayso calls so.
    """
    target = real(path)
    alone = not os.environ.get("SAYSO_HOME")
    return any(_is_in(target, real(home), alone) for home in {config_dir(), state_file().parent})


def _is_in(target: Path, home: Path, alone: bool) -> bool:
    """Whether a path is kept in a folder that is sayso's: by name, by place, or as one file."""
    own = [home] if alone else [home / name for name in _OWN_FOLDERS]
    above = (target, *target.parents)
    if any(folder in above for folder in own):
        return True
    places = {place for folder in own if (place := Place.of(folder)) is not None}
    if not places.isdisjoint(map(Place.of, above)):
        return True
    at = Place.of(home)
    if target.name.casefold() in _OWN_FILES and at is not None and Place.of(target.parent) == at:
        return True
    mine = Place.of(target)
    return mine is not None and mine in map(Place.of, _kept_in(home, alone=alone))


def _kept_in(folder: Path, *, alone: bool) -> list[Path]:
    with suppress(OSError):
        return list(folder.iterdir()) if alone else [folder / name for name in _OWN_FILES]
    return []


def remember(path: Path) -> None:
    """Put a project at the head of the list of those used last.

    A convenience: where the list cannot be written, nothing happens and nobody is bothered.
    """
    path = path.absolute()
    target = state_file()
    paths = [path, *(other for other in _listed() if other != path)][:_MOST_RECENT]
    with suppress(OSError, ValueError, WouldOverwrite):
        make_folder(target.parent)
        # ASCII escapes carry even names that are no valid text.
        write_whole(target, json.dumps([str(other) for other in paths]), sync=False, private=True)


def recent() -> list[Path]:
    """The projects used last that still exist, the last one first; never raises."""
    return [path for path in _listed() if _is_file(path)]


def _listed() -> list[Path]:
    try:
        stored = json.loads(state_file().read_text(encoding="ascii"))
    except (OSError, ValueError, RecursionError):
        return []
    if not isinstance(stored, list):
        return []
    return [Path(path) for path in stored if isinstance(path, str)]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _folder(kind: str) -> Path:
    home = os.environ.get("SAYSO_HOME")
    if home:
        return Path(home)
    import platformdirs

    found: Path = getattr(platformdirs, kind)("sayso", appauthor=False)
    return found
