"""``sayso notes``, ``crosstab``, ``split``, ``join``, ``replace`` and ``duplicates``."""

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
A filter is words (also their beginnings), "phrases" and conditions, as in the app:
  #stage @persona ~channel !kind +tag =source   who:maria team:desk group:customer in:session
  emotion:-2 emotion:<0   on:2026-03-01 after: before: since: until: today
  no:stage no:kind …   untagged verbatim flagged aside   on:card no:card card:T07
  OR, NOT or -, ( ), and a|b inside a condition; two words of a name: Find-out or "Find out"
\b
Examples:
  sayso notes phone
  sayso notes '"rings out" OR queue -#Wait'
  sayso notes '!pain|obstacle emotion:<0 no:stage' --sort length --limit 20
  sayso notes untagged --count
  sayso notes '!pain no:stage' --save "to place"      then: sayso notes --saved place
  sayso notes --csv -o notes.csv          edit it in any spreadsheet, then:
                                          sayso import notes.csv --update
"""

_COLUMNS = (
    "time", "who", "kind", "emotion", "stage", "persona", "session", "channel", "source",
    "length", "text",
)  # fmt: skip


@click.command("notes", epilog=_EPILOG)
@click.argument("filter_", metavar="[FILTER]", default="")
@click.option("--stage", default="", help="At this stage; “none” for notes without one.")
@click.option("--persona", default="", help="About this persona.")
@click.option("--kind", default="", help="Of this kind: pain point, need, idea …")
@click.option("--source", default="", help="customer, staff, observed, record or team.")
@click.option("--participant", default="", metavar="NAME", help="Said, agreed or disagreed by.")
@click.option("--untagged", is_flag=True, help="Without a kind or without a stage.")
@click.option(
    "--sort",
    type=click.Choice(_COLUMNS, case_sensitive=False),
    default="time",
    show_default=True,
    help="Put them in order by this.",
)
@click.option("--reverse", is_flag=True, help="The other end first: newest, longest …")
@click.option("--saved", default="", metavar="NAME", help="Fitting a saved filter, too.")
@click.option("--save", default="", metavar="NAME", help="Keep the filter under this name.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most so many.")
@click.option("--count", "only_count", is_flag=True, help="Print only how many fit.")
@sheet_options
@json_option
@click.pass_context
def notes_verb(
    ctx: click.Context,
    /,
    filter_: str,
    sort: str,
    reverse: bool,
    limit: int | None,
    only_count: bool,
    saved: str,
    save: str,
    untagged: bool,
    as_csv: bool,
    output: Path | None,
    bare: bool,
    as_json: bool,
    **named: str,
) -> int:
    """Find notes; all that the filter and the options ask for must hold."""
    from capture.filterlang import joined
    from capture.jobs import browse, filters
    from data.records import Column, Order

    typed = browse.with_options(filter_, named, untagged=untagged)
    with open_project(ctx, read_only=not save) as project:
        if saved:
            typed = joined(filters.typed_of(project, saved), typed)
        if save:
            kept = filters.save(project, save, typed)
            say(f"Saved as {kept.name}: {kept.query}")
        if only_count:
            number = browse.count(project, typed)
            document({"notes": number}) if as_json else click.echo(str(number))
            return 0 if number else 1
        order = Order(Column(sort.lower()), reverse)
        found, snapshot = browse.find(project, typed, order=order, limit=limit)
        why = "" if found else browse.why_nothing(project, typed)
        if as_csv or output is not None:
            return write_sheet(project, found, output, bare=bare)
    told = browse.documents(found, snapshot)
    if as_json:
        document(told)
    else:
        table(_row(note, one) for note, one in zip(found, told, strict=True))
    if not found:
        say(why)
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
