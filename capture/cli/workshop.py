"""``sayso workshop``: what a room wrote on the printed map, keyed back in."""

from __future__ import annotations

from pathlib import Path

import click

from capture.cli.context import open_project
from capture.cli.input import FILE
from capture.cli.output import say
from data.text import counted


@click.command(
    "workshop",
    epilog="\b\nExamples:\n  sayso workshop paper.txt --dry-run\n"
    '  sayso workshop - --by "Table 2" < paper.txt\n\n'
    "\b\nA line a card:\n  T07 >Wait            it belongs at another stage\n"
    "  T07 +5              five dots\n  T07: they come to the desk anyway\n"
    "  T07? since when      a question\n  T07! not for tenants a challenge\n"
    "  T07: idea: text them\n\n"
    "\b\nA line a claim, which is stored as a remark of the workshop:\n"
    "  C12 +                somebody agrees; C12 - disagrees\n"
    "  C12: we hear that weekly     these words speak for it\n"
    "  C12: no, we pick up at once  and these against it\n"
    "  C12: ma: not at my desk ,,p  a speaker and tags, as in sayso log\n\n"
    "Remarks are said by --by where that is a participant's code or whole name. Else they are the "
    "room's: however many lines, they count as one unknown person.",
)
@click.argument("file", type=FILE)
@click.option("--by", "voter", default="", help="Whose dots, comments and remarks they are.")
@click.option("--dry-run", is_flag=True, help="Say what would be done; change nothing.")
@click.pass_context
def workshop_verb(ctx: click.Context, file: Path, voter: str, dry_run: bool) -> None:
    """Key back in what was written on paper, by the codes of cards and claims.

    Every line is understood before the first is taken; each is a step that undo takes back.
    """
    from capture.jobs import workshop

    with open_project(ctx, read_only=dry_run) as project:
        entries = workshop.read(project, _lines(file))
        snapshot = project.snapshot()
        for entry in entries:
            say(entry.told(snapshot))
        if dry_run:
            return
        done = workshop.take(project, entries, voter)
    say(f"{counted(done, 'line')} taken.")


def _lines(file: Path) -> list[tuple[int, str]]:
    if str(file) == "-":
        from capture.cli.input import lines

        return list(lines(lambda number, why: say(f"line {number}: {why}")))
    from data.exchange.reading import decode, load

    text = decode(load(file), file.name).text
    return list(enumerate(text.splitlines(), start=1))
