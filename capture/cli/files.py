"""Where a verb writes: to standard output, or into files that nothing is lost by."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from capture.cli.input import FILE, Decorator, with_options
from capture.cli.output import at_terminal, say, show
from data.errors import OutputFailed, UsageError
from data.files import pour
from data.header import real
from data.outputs import spare, write_out
from data.text import visible

_DESCRIPTORS = re.compile(r"/dev/fd|/proc/\d+(?:/task/\d+)?/fd")
_MOST_LINKS = 40

force_option = click.option("--force", is_flag=True, help="Replace what is there, unasked.")
shared_option = click.option(
    "--readable-by-others",
    "shared",
    is_flag=True,
    help="Let other people of this machine read what is written; else you alone can.",
)


@dataclass(frozen=True, slots=True)
class Output:
    """Where what a verb makes goes: into the file ``path``, or without one to standard output.

    What is there already is replaced where ``force`` says so, or somebody who is asked: what they
    ``agreed`` to is ``path`` alone.  A new file is its owner's alone, unless it is ``shared``.
    """

    path: Path | None = None
    force: bool = False
    shared: bool = False
    agreed: bool = False

    def settled(self) -> Output:
        """Look at the place before any work is done, and ask; return what was agreed.

        Raises:
            UsageError, OutputFailed: it cannot be written there, or what is there must stay.
        """
        if self.path is None:
            return self
        check_target(self.path)
        may_replace([self.path], force=self.force)
        return replace(self, agreed=self.path.exists())

    def deliver(self, made: str | bytes) -> None:
        """Print what was made or, where a file is named, write it there and say so.

        Raises:
            UsageError, OutputFailed: as for `write`.
        """
        if self.path is None:
            show(made)
            return
        self.write({self.path: made})
        say(f"Wrote {self.path}")

    def write(self, contents: Mapping[Path, str | bytes]) -> None:
        """Write files whole: all or none; a link is followed, a device or pipe is written into.

        Raises:
            UsageError, OutputFailed: one cannot be written, or what is there must stay; all is as
                it was.
        """
        for path in contents:
            check_target(path)
        unasked = [path for path in contents if not (self.agreed and path == self.path)]
        may_replace(unasked, force=self.force)
        try:
            solid = {path: made for path, made in contents.items() if not is_stream(path)}
            write_out(solid, shared=self.shared or always_shared())
            for path in contents.keys() - solid.keys():
                pour(path, contents[path])
        except OSError as error:
            names = ", ".join(map(str, list(contents)[:3]))
            raise OutputFailed(
                f"{names} could not be written ({error.strerror or error}); nothing was changed. "
                "Choose another place with -o."
            ) from error


def output_options(about: str = "Write to a file.") -> Decorator:
    """Give a verb ``-o``, ``--force`` and ``--readable-by-others``, as one `Output`."""

    def decorate(verb: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(verb)
        def call(
            *args: Any, output_path: Path | None, force: bool, shared: bool, **given: Any
        ) -> Any:
            named = output_path is not None and str(output_path) != "-"
            output = Output(output_path if named else None, force, shared)
            return verb(*args, output=output, **given)

        option = click.option("-o", "--output", "output_path", type=FILE, help=about)
        return with_options(option, force_option, shared_option)(call)

    return decorate


def may_replace(places: Sequence[Path], *, force: bool) -> None:
    """Ask before files are replaced, or refuse where nobody can be asked.

    Devices and pipes are written into and not replaced.  ``force`` is the answer given beforehand.

    Raises:
        OutputFailed: one is there and may not be replaced.
    """
    there = [place for place in places if place.is_file() and not is_stream(place)]
    if not there or force:
        return
    names = ", ".join(str(place) for place in there[:3]) + (" and more" if there[3:] else "")
    if may(f"Replace {names}?"):
        return
    raise OutputFailed(
        f"{names} is there already; nothing was written. Name another file, or replace it with "
        "--force."
    )


def may(question: str) -> bool:
    """Ask whoever sits at the terminal; False where nobody does."""
    return at_terminal() and click.confirm(visible(question), err=True)


def check_target(path: Path) -> None:
    """Refuse at once what could not be written to after the work has been done.

    Raises:
        UsageError: it is a folder.
        OutputFailed: it lies in no folder, may not be written, or is something of sayso's.
    """
    try:
        trouble = _trouble(path)
        if not trouble:
            spare(path)
    except (OSError, ValueError) as error:
        trouble = f"could not be looked at ({getattr(error, 'strerror', None) or error})"
    if trouble:
        raise OutputFailed(f"{path} {trouble}; nothing was written. Name another file with -o.")


def _trouble(path: Path) -> str:
    target = real(path)
    folder = target.parent
    if path.is_dir():
        raise UsageError(f"{path} is a folder; nothing was written. Name a file with -o.")
    if not folder.is_dir():
        return f"cannot be made: there is no folder {folder}"
    if target.is_symlink():
        return "cannot be made: it is a link that leads round and round"
    if path.exists() and not os.access(path, os.W_OK):
        return "may not be written to"
    if not is_stream(path) and not os.access(folder, os.W_OK):
        return f"cannot be made: the folder {folder} may not be written to"
    return ""


def is_stream(path: Path) -> bool:
    """Whether it is written into and not replaced: a terminal, a pipe, a device, /dev/stdout."""
    return path.exists() and (not path.is_file() or _is_descriptor(path))


def _is_descriptor(path: Path) -> bool:
    """Whether a path leads to a stream that this process has open, be it into a file."""
    for _ in range(_MOST_LINKS):
        if _DESCRIPTORS.fullmatch(os.path.realpath(path.parent)):
            return True
        if not path.is_symlink():
            break
        path = path.parent / path.readlink()
    return False


def always_shared() -> bool:
    """Whether the settings say that others may read what is written."""
    from capture import config

    return config.load()[0].readable_by_others
