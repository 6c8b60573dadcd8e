"""Opening the app: what ``sayso`` does without a verb, in a terminal."""

from __future__ import annotations

import gc
import shlex
from pathlib import Path

import click

from capture.cli.output import at_terminal


def open_app(path: Path | None) -> int:
    """Open the app on a project, or on its first form; return the exit code.

    Raises:
        UsageError: there is no terminal.
    """
    if not at_terminal():
        file = shlex.quote(str(path)) if path else "FILE"
        raise click.UsageError(
            f"The app needs a terminal. To use a verb, write: sayso -s {file} VERB …"
        )
    # A fifth of the time to the first picture would go to looking for garbage among what is being
    # imported and stays; the app turns it on again once it is painted.
    gc.disable()
    from capture.running import run

    return run(path)


def opening(path: str) -> click.Command:
    """Return the command that a project's name in the place of a verb stands for."""
    return click.Command("open", callback=lambda: open_app(Path(path)))
