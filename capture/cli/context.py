"""Which project a verb works on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from capture.cli.output import say
from data.errors import NotFound, UsageError
from data.header import SUFFIX as SUFFIX

if TYPE_CHECKING:
    from capture.config import Config
    from capture.jobs.file import Project

OPENED = "sayso.opened"
"""Where click's context keeps the path of the project that a verb has opened."""


def project_path(ctx: click.Context, *, read_only: bool = False) -> Path:
    """Return the project's path: ``-s``, SAYSO_PROJECT, or the only ``*.sayso`` in this folder.

    A verb that only reads may fall back to the project used last, and says so.

    Raises:
        NotFound: no project is named, or there are several to choose from.
        UsageError: what is named is empty.
    """
    named = ctx.find_root().obj
    if named == "":
        # A variable that holds nothing must not lead to whatever project happens to lie here.
        raise UsageError("-s names no file; nothing was done. Name one.")
    named = named or os.environ.get("SAYSO_PROJECT")
    if named:
        return with_suffix(Path(named))
    here = _here()
    if len(here) == 1:
        return here[0]
    if here:
        names = ", ".join(map(str, here[:5]))
        raise NotFound(f"There are several projects here ({names}): choose one with -s FILE.")
    last = _used_last() if read_only else None
    if last is None:
        raise NotFound(
            "There is no project here. Make one with: sayso new NAME, or name one with -s FILE."
        )
    say(f"No project here; reading the one used last: {last}")
    return last


def quoted(typed: Path | str) -> str:
    """Return a path or a name as it has to be typed in a shell."""
    import shlex

    return shlex.quote(str(typed))


def found_project(ctx: click.Context) -> Path | None:
    """Return the project that the app opens on: named, or the only one here; never a used one."""
    named = ctx.find_root().obj or os.environ.get("SAYSO_PROJECT")
    if named:
        return with_suffix(Path(named))
    here = _here()
    return here[0] if len(here) == 1 else None


def _here() -> list[Path]:
    return sorted(path for path in Path().glob(f"*{SUFFIX}") if path.is_file())


def with_suffix(path: Path) -> Path:
    """Return the path as it is where it exists, else with ``.sayso`` after it if that exists."""
    if path.name and path.suffix != SUFFIX and not path.exists():
        full = path.with_name(path.name + SUFFIX)
        if full.exists():
            return full
    return path


def open_project(ctx: click.Context, *, read_only: bool = False) -> Project:
    """Open the project of this call and remember it as the one used last.

    What there is to tell of it is said; one that must not be written to is only read.

    Raises:
        SaysoError: there is none, or it cannot be opened, or not be written to.
    """
    from capture.jobs.file import daily, kept_elsewhere, open_file, use_most, where_it_lies
    from data import locations

    path = project_path(ctx, read_only=read_only)
    settings = _settings()
    name = None
    if settings is not None:
        name = settings.name
        use_most(settings.backup_megabytes)
    project = open_file(path, read_only=read_only, author=name)
    if project.refusal is not None and not read_only:
        project.close()
        raise project.refusal
    ctx.meta[OPENED] = path
    locations.remember(path.absolute())
    ctx.call_on_close(lambda: say(caution) if (caution := project.caution()) else None)
    told = (*project.notices, where_it_lies(path), kept_elsewhere(project), daily(project))
    for sentence in filter(None, told):
        say(sentence)
    return project


def _settings() -> Config | None:
    """Return the settings of whoever works here; None where there are none."""
    from data import locations

    file = locations.config_dir() / "settings.toml"
    if not os.path.lexists(file):  # never raises; what cannot be read leaves the defaults
        return None
    from capture import config

    return config.load(file)[0]


def _used_last() -> Path | None:
    from data import locations

    return next((path for path in locations.recent() if path.is_file()), None)
