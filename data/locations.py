"""Where sayso keeps what belongs to the person and not to a project.

Nothing is looked up or made at import.  ``SAYSO_HOME``, where set, takes the place of all three
folders: for tests, and for people who carry sayso on a stick.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

from data.files import write_whole

_MOST_RECENT = 20


def config_dir() -> Path:
    """The folder of the settings; it may not exist yet."""
    return _folder("user_config_path")


def state_file() -> Path:
    """The list of projects used last; it may not exist yet."""
    return _folder("user_state_path") / "recent.json"


def unstored_dir() -> Path:
    """The folder of the rescue files (`data.rescue`); there is none where nothing is in them."""
    return state_file().with_name("unstored")


def remember(path: Path) -> None:
    """Put a project at the head of the list of those used last.

    A convenience: where the list cannot be written, nothing happens and nobody is bothered.
    """
    path = path.absolute()
    target = state_file()
    paths = [path, *(other for other in _listed() if other != path)][:_MOST_RECENT]
    with suppress(OSError, ValueError):
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # ASCII escapes carry even names that are no valid text.
        write_whole(target, json.dumps([str(other) for other in paths]), sync=False)


def recent() -> list[Path]:
    """The projects used last that still exist, the last one first; never raises."""
    return [path for path in _listed() if _is_file(path)]


def _listed() -> list[Path]:
    try:
        stored = json.loads(state_file().read_text(encoding="ascii"))
    except (OSError, ValueError):
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
