"""``sayso map --sheet``: the map on paper, as a page to print or as what a browser makes of it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from capture.cli.output import check_target, may_replace, progress, say, target, write_file
from data.errors import OutputFailed
from data.text import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from capture.headless import Press
    from capture.jobs.outputs import Printed


def chosen(sheet: str, form: str | None, output: Path | None) -> tuple[str, str] | None:
    """Return the kind of sheet and the form that were asked for; ``None`` for no paper.

    A form that only a browser makes is paper, A3 unless told; a sheet without a form is in that of
    the file's ending, else HTML.

    Raises:
        UsageError: the form is none of paper's.
    """
    from capture.jobs.outputs import BY_BROWSER, SHEET_FORMS, SHEETS

    if not sheet and form not in BY_BROWSER:
        return None
    if form is None:
        ending = output.suffix.lower().removeprefix(".") if output else ""
        form = ending if ending in BY_BROWSER else "html"
    if form not in SHEET_FORMS:
        raise click.UsageError(f"Paper comes as {', '.join(SHEET_FORMS)}; {form} is none of them.")
    return sheet or SHEETS[0], form


def print_map(
    ctx: click.Context,
    paper: tuple[str, str],
    *,
    persona: str,
    frozen: str,
    output: Path | None,
    force: bool,
) -> int:
    """Write a map's sheets: all of them, or nothing."""
    from capture import headless
    from capture.cli.context import open_project
    from capture.cli.drafting import bring_up_to_date, cancellable, unwritable
    from capture.jobs import maps as maps_jobs
    from capture.jobs import outputs

    sheet, form = paper
    output = target(output)
    if output is None and form != "html":
        raise click.UsageError(f"{form} is no text: name a file with -o.")
    if output is not None:
        may_replace([output], force=force)
    with open_project(ctx, read_only=bool(frozen) or unwritable(ctx)) as project:
        if frozen:
            maps = [maps_jobs.thaw(project, frozen)[1]]
        else:
            bring_up_to_date(project)
            maps = outputs.maps_to_print(project, sheet, persona)
    with cancellable("Nothing was written.") as cancelled, progress("Printing") as report:

        def press() -> Press:
            return headless.Press(headless.find(_setting()), cancelled)

        made = outputs.make(maps, sheet, form, press, report)
    if output is None:
        click.echo(made[0].content, nl=False)
        return 0
    _write(output, made, force=force)
    return 0


def _write(output: Path, made: Sequence[Printed], *, force: bool) -> None:
    """Write the files, after looking at all of their places."""
    from capture.jobs import outputs

    places = outputs.paths(output, made)
    if places == [output]:
        write_file(output, made[0].content)
        say(f"Wrote {output}")
        return
    for place in places:
        check_target(place)
    may_replace(places, force=force)
    try:
        # All of them are on the disk before the first has its name.
        with TemporaryDirectory(prefix=".sayso-", dir=output.resolve().parent) as waiting:
            for place, one in zip(places, made, strict=True):
                write_file(Path(waiting) / place.name, one.content)
            for place in places:
                (Path(waiting) / place.name).replace(place)
    except (OSError, OutputFailed) as error:
        reason = error.__cause__ if isinstance(error, OutputFailed) else error
        raise OutputFailed(
            f"The sheets could not be written to {output.parent} "
            f"({getattr(reason, 'strerror', None) or error}); none was."
        ) from error
    say(f"Wrote {counted(len(places), 'sheet')}: {places[0]} to {places[-1].name}")


def _setting() -> str:
    from capture import config

    return config.load()[0].browser
