"""``sayso notes``: find notes and print them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from capture.cli.context import open_project
from capture.cli.output import document, json_option, say, table
from capture.cli.sheets import sheet_options, write_sheet

if TYPE_CHECKING:
    from pathlib import Path

    from data.records import Note

_EPILOG = """\b
Examples:
  sayso notes phone
  sayso notes '"rings out" OR queue' --stage Wait
  sayso notes --untagged --json
  sayso notes --csv -o notes.csv          edit it in any spreadsheet, then:
                                          sayso import notes.csv --update
"""


@click.command("notes", epilog=_EPILOG)
@click.argument("query", default="")
@click.option("--stage", default="", help="At this stage; “none” for notes without one.")
@click.option("--persona", default="", help="About this persona.")
@click.option("--kind", default="", help="Of this kind: pain point, need, idea …")
@click.option("--source", default="", help="customer, staff, observed, record or team.")
@click.option("--participant", default="", metavar="NAME", help="Said, agreed or disagreed by.")
@click.option("--untagged", is_flag=True, help="Without a kind or without a stage.")
@sheet_options
@json_option
@click.pass_context
def notes_verb(
    ctx: click.Context,
    query: str,
    stage: str,
    persona: str,
    kind: str,
    source: str,
    participant: str,
    untagged: bool,
    as_csv: bool,
    output: Path | None,
    bare: bool,
    as_json: bool,
) -> int:
    """Find notes: words, wor*, "a phrase", AND, OR, NOT; all conditions must hold."""
    from capture.jobs import finding

    wanted = finding.Terms(
        query,
        stage=stage,
        persona=persona,
        kind=kind,
        source=source,
        participant=participant,
        untagged=untagged,
    )
    with open_project(ctx, read_only=True) as project:
        found, snapshot = finding.find(project, wanted)
        if as_csv or output is not None:
            return write_sheet(project, found, output, bare=bare)
    told = finding.documents(found, snapshot)
    if as_json:
        document(told)
    else:
        table(_row(note, one) for note, one in zip(found, told, strict=True))
    if not found:
        say("No note fits.")
    return 0 if found else 1


def _row(note: Note, told: dict[str, Any]) -> tuple[str, ...]:
    """Return time, stage, kind, emotion, who said it (+ how many agree or not), and the text."""
    people = [one for one in told["participants"] if one["stance"] == "said"]
    who = ", ".join(one["name"] or one["code"] for one in people)
    more = len(told["participants"]) - len(people)
    return (
        f"{note.at.astimezone():%m-%d %H:%M}",
        told["stage"] or "·",
        told["kind"] or "·",
        f"{note.emotion:+d}" if note.emotion is not None else "",
        f"{who} +{more}" if more else who,
        note.text,
    )
