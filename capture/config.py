"""The settings file, and what the app remembers from one time to the next.

Settings are a person's own, in TOML, and never written by sayso:

    name = "Ruth"              # who you are in the history; else SAYSO_AUTHOR, else your login
    theme = "paper"            # ink, dusk (dark); paper, chalk (light)
    editor = "vim"             # else $VISUAL, $EDITOR
    mouse = true
    browser = "chromium"       # prints the map; else $SAYSO_BROWSER, else what is installed
    heard_before = true        # after Enter, show the most similar earlier note
    readable_by_others = false # files that sayso writes: yours alone, or as your system has it
    backup_megabytes = 500     # how much the backups of a project may take up

    [keys]                     # any command's id, as F1 and `sayso` show it
    "app.map" = "f7"
    "app.draft" = "f9,ctrl+t"
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from data import locations
from data.errors import WouldOverwrite
from data.files import make_folder, write_whole

THEMES = ("ink", "dusk", "paper", "chalk")
"""The names of the themes, the default first; `capture.themes` holds their colours."""

_MOST_BYTES = 100_000
_MOST_MODES = 20
_MOST_MEGABYTES = 1_000_000
_KINDS = {bool: "true or false", int: "a whole number", str: "a text"}


@dataclass(frozen=True, slots=True)
class Config:
    """The settings; ``keys`` maps ids of commands to keys, separated by commas."""

    theme: str = THEMES[0]
    editor: str = ""
    mouse: bool = True
    heard_before: bool = True
    keys: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    browser: str = ""
    readable_by_others: bool = False
    backup_megabytes: int = 500


def settings_file() -> Path:
    """Return the path of the settings; it may not exist."""
    return locations.config_dir() / "settings.toml"


def load(path: Path | None = None) -> tuple[Config, str]:
    """Read the settings; a bad file gives the defaults, and one sentence that says what is wrong.

    A single bad value costs that value only.  Never raises.
    """
    path = path or settings_file()
    try:
        with path.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return Config(), ""
    except OSError as error:
        return Config(), f"The settings {path} cannot be read ({error.strerror}); defaults serve."
    import tomllib

    try:
        if len(raw) > _MOST_BYTES:
            raise ValueError(f"over {_MOST_BYTES:,} bytes")
        settings = tomllib.loads(raw.decode("utf-8"))
    except RecursionError:
        return Config(), f"The settings {path} are nested too deep to be read; defaults serve."
    except ValueError as error:  # bad TOML and bad UTF-8 are both
        return Config(), f"The settings {path} are no valid TOML ({error}); defaults serve."
    values, problems = _take(settings)
    if problems:
        return Config(**values), f"In the settings {path}: {'; '.join(problems[:3])}."
    return Config(**values), ""


def _take(settings: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return the values that can be used, and what is wrong with the others."""
    values: dict[str, Any] = {}
    problems: list[str] = []
    defaults = asdict(Config())
    for name, value in settings.items():
        if name not in defaults:
            problems.append(f"“{name}” is no setting")
        elif name == "keys":
            values["keys"], wrong = _keys(value)
            problems += wrong
        elif name == "theme" and value not in THEMES:
            problems.append(f"theme is one of {', '.join(THEMES)}")
        elif type(value) is not type(defaults[name]):
            problems.append(f"{name} must be {_KINDS[type(defaults[name])]}")
        elif name == "backup_megabytes" and not 1 <= value <= _MOST_MEGABYTES:
            problems.append(f"{name} is from 1 to {_MOST_MEGABYTES:,}")
        else:
            values[name] = value
    return values, problems


def _keys(table: object) -> tuple[dict[str, str], list[str]]:
    """Return the keys that can be bound: known commands, sane keys, no key used twice."""
    from capture.commands import COMMANDS

    if not isinstance(table, dict):
        return {}, ["keys must be a table of commands"]
    known = {command.id for command in COMMANDS}
    taken: dict[str, str] = {}
    bound: dict[str, str] = {}
    problems: list[str] = []
    for name, typed in table.items():
        if name not in known:
            problems.append(f"there is no command “{name}”")
        elif not isinstance(typed, str) or not typed.strip() or typed != typed.strip():
            problems.append(f'the key of “{name}” must be a text such as "f9"')
        else:
            keys = [key.strip() for key in typed.split(",")]
            twice = [key for key in keys if key in taken]
            if twice:
                problems.append(f"{twice[0]} is given to both “{taken[twice[0]]}” and “{name}”")
                continue
            taken.update({key: str(name) for key in keys})
            bound[name] = ",".join(keys)
    return bound, problems


@dataclass(frozen=True, slots=True)
class View:
    """How the list of notes is laid out: its columns (none: the usual ones) and its order."""

    columns: tuple[str, ...] = ()
    by: str = "time"
    down: bool = True

    def turned(self, by: str) -> View:
        """Return the view sorted by a column; from the other end if it was already."""
        return replace(self, by=by, down=not self.down if self.by == by else by == "time")


@dataclass(slots=True)
class Memory:
    """The mode in which each project was left, how its notes were listed, and a chosen theme.

    ``copies`` is true once somebody has agreed that notes go to the clipboard.

    ``modes`` goes by the project's path, the one left last at the end; so does ``views``, whose
    values are `View`s in plain values.  ``theme_instead_of`` is what the settings said when the
    theme was chosen: once they say something else, they win again.
    """

    modes: dict[str, str] = field(default_factory=dict)
    theme: str = ""
    theme_instead_of: str = ""
    views: dict[str, dict[str, Any]] = field(default_factory=dict)
    copies: bool = False

    @classmethod
    def load(cls) -> Memory:
        """Read what is remembered; whatever is wrong with the file, nothing is."""
        try:
            found = json.loads(_memory_file().read_text(encoding="utf-8"))
            modes = {str(path): str(mode) for path, mode in found["modes"].items()}
            views = {str(path): dict(view) for path, view in found.get("views", {}).items()}
            copies = found.get("copies") is True
            return cls(modes, str(found["theme"]), str(found["theme_instead_of"]), views, copies)
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return cls()

    def mode_of(self, path: Path) -> str:
        """Return the mode in which a project was left; Capture where it was never opened."""
        from capture.commands import CAPTURE, MODES

        mode = self.modes.get(str(path.absolute()), CAPTURE)
        return mode if mode in MODES else CAPTURE

    def leave(self, path: Path, mode: str) -> None:
        """Remember the mode in which a project was left, of the twenty opened last."""
        self.modes.pop(str(path.absolute()), None)
        self.modes[str(path.absolute())] = mode
        while len(self.modes) > _MOST_MODES:
            self.views.pop(next(iter(self.modes)), None)
            del self.modes[next(iter(self.modes))]

    def view_of(self, path: Path) -> View:
        """Return how a project's notes were listed; the usual way where nothing sane is known."""
        found = self.views.get(str(path.absolute()), {})
        columns, by, down = found.get("columns"), found.get("by"), found.get("down")
        if not (isinstance(columns, list) and isinstance(by, str) and isinstance(down, bool)):
            return View()
        return View(tuple(str(one) for one in columns), by, down)

    def keep_view(self, path: Path, view: View) -> None:
        """Remember how a project's notes are listed; the usual way needs no remembering."""
        self.views.pop(str(path.absolute()), None)
        if view != View():
            self.views[str(path.absolute())] = {**asdict(view), "columns": list(view.columns)}

    def theme_for(self, setting: str) -> str:
        """Return the theme to use where the settings say ``setting``."""
        chosen = self.theme in THEMES and self.theme_instead_of == setting
        return self.theme if chosen else setting

    def save(self) -> None:
        """Write it down; a convenience, so nobody is bothered where that fails."""
        path = _memory_file()
        with suppress(OSError, WouldOverwrite):
            make_folder(path.parent)
            document = {name: getattr(self, name) for name in self.__slots__}
            write_whole(path, json.dumps(document), sync=False, private=True)


def _memory_file() -> Path:
    return locations.state_file().with_name("app.json")
