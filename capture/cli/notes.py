"""``sayso notes``, ``crosstab``, ``split``, ``join``, ``replace`` and ``duplicates``."""

from __future__ import annotations

import csv
import io
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from capture.cli.context import open_project
from capture.cli.files import Output, may, output_options
from capture.cli.output import (
    document,
    json_option,
    progress,
    say,
    table,
    terminal_width,
    wants_colour,
)
from data.errors import NameTaken
from data.records import Stance
from data.text import clip, counted, defuse, visible, width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from capture.jobs.crosstab import Crosstab, Line
    from capture.jobs.file import Project
    from data.records import Note


def _write_sheet(project: Project, notes: Sequence[Note], output: Output, *, bare: bool) -> int:
    """Print or write notes as CSV; return how many."""
    from capture.jobs import imports

    text = imports.export(project, notes, mark=output.path is not None and not bare)
    if output.path is None:
        sys.stdout.flush()
        click.echo(text.replace("\r\n", "\n"), nl=False)
    else:
        output.write({output.path: text})
        say(f"Wrote {counted(len(notes), 'note')} to {output.path}. Bring it back with --update.")
    return len(notes)


def _save(project: Project, name: str, typed: str, *, force: bool) -> None:
    """Keep a filter under a name; whoever has another under it is asked.

    Raises:
        NameTaken: it is to stay, or nobody can be asked.
    """
    from capture.jobs import filters

    try:
        kept = filters.save(project, name, typed, replacing=force)
    except NameTaken as error:
        if not error.other or not may(f"Replace the saved filter “{name}”?"):
            raise
        kept = filters.save(project, name, typed, replacing=True)
    say(f"Saved as {kept.name}: {kept.query}")


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
@click.option("--csv", "as_csv", is_flag=True, help="A sheet to edit and to bring back.")
@output_options("Write the CSV to a file.")
@click.option("--bare", is_flag=True, help="Leave out the mark that tells Excel of UTF-8.")
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
    output: Output,
    bare: bool,
    as_json: bool,
    **named: str,
) -> int:
    """Find notes; all that the filter and the options ask for must hold."""
    from capture.filterlang import joined
    from capture.jobs import browse, consent, filters
    from data.records import Column, Order

    output = output.settled()
    typed = browse.with_options(filter_, named, untagged=untagged)
    with open_project(ctx, read_only=not save) as project:
        if saved:
            typed = joined(filters.typed_of(project, saved), typed)
        if save:
            _save(project, save, typed, force=output.force)
        if only_count:
            number = browse.count(project, typed)
            document({"notes": number}) if as_json else click.echo(str(number))
            return 0 if number or save else 1
        order = Order(Column(sort.lower()), reverse)
        notes, snapshot = browse.find(project, typed, order=order, limit=limit)
        why = "" if notes else browse.browse(project, typed).told
        if as_csv or output.path is not None:
            written = _write_sheet(project, notes, output, bare=bare)
            if told := consent.inside_only(snapshot, notes):
                say(told)
            return 0 if written or save else 1
    rows = browse.documents(notes, snapshot)
    if as_json:
        document(rows)
    else:
        table(_row(note, plain) for note, plain in zip(notes, rows, strict=True))
    if not notes:
        say(why)
    return 0 if notes or save else 1


def _row(note: Note, plain: dict[str, Any]) -> tuple[str, ...]:
    """Return time, stage, kind, emotion, who said it (+ how many agree, ⇄ disagree), the text."""
    people = [person for person in plain["participants"] if person["stance"] == "said"]
    who = ", ".join(person["name"] or person["code"] for person in people)
    stances = Counter(person["stance"] for person in plain["participants"])
    more = [
        f"{sign}{stances[stance]}"
        for sign, stance in (("+", Stance.AGREES), ("⇄", Stance.DISAGREES))
        if stances[stance]
    ]
    return (
        f"{note.at.astimezone():%m-%d %H:%M}",
        plain["stage"] or "·",
        plain["kind"] or "·",
        f"{note.emotion:+d}" if note.emotion is not None else "",
        " ".join((who, *more)),
        note.text,
    )


_CROSSTAB = """\b
A and B: stage, persona, kind, source, participant (who), group, team, session (in), channel,
tag, emotion or day. The filter is as for `sayso notes`.
\b
Examples:
  sayso crosstab stage kind
  sayso crosstab stage group --people
  sayso crosstab tag tag '!pain'            which tags go together
  sayso crosstab stage emotion =customer --csv > moods.csv
"""

_SHADES = (230, 223, 216, 209)  # from few to many; the number in each is black, whatever the theme
_HEAD = 14
_NAMES = 28


@click.command("crosstab", epilog=_CROSSTAB)
@click.argument("down", metavar="A")
@click.argument("across", metavar="B")
@click.argument("filter_", metavar="[FILTER]", default="")
@click.option("--people", is_flag=True, help="Count distinct people instead of notes.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV for a spreadsheet.")
@json_option
@click.pass_context
def crosstab_verb(
    ctx: click.Context,
    down: str,
    across: str,
    filter_: str,
    people: bool,
    as_csv: bool,
    as_json: bool,
) -> int:
    """Count notes, or people, for every value of A (rows) by every value of B (columns).

    A note with two personas stands in both rows, and counts once in a total.
    """
    from capture.jobs import crosstab

    rows, columns = crosstab.facet(down), crosstab.facet(across)
    with open_project(ctx, read_only=True) as project:
        counts = crosstab.cross(project, rows, columns, filter_, people=people)
    if as_json:
        document(_document(counts))
    elif as_csv:
        click.echo(_csv(counts), nl=False)
    elif counts.notes:
        for line in _table(counts, terminal_width(), colour=wants_colour()):
            click.echo(line)
    say(_sentence(counts))
    return 0 if counts.notes else 1


def _sentence(counts: Crosstab) -> str:
    if not counts.notes:
        return "No note fits."
    whom = "people" if counts.people else "notes"
    sentence = f"{counts.down} by {counts.across}, in {whom}; in a total each counts once."
    if counts.people and counts.unheard:
        sentence += (
            f" {counted(counts.unheard, 'note')} of {counts.notes:,} are in no count: "
            "data, our own guesses or marks, the word of no person."
        )
    return sentence


def _document(counts: Crosstab) -> dict[str, object]:
    def lines(some: tuple[Line, ...]) -> list[dict[str, object]]:
        return [{"name": line.name, "filter": line.typed, "total": line.total} for line in some]

    return {
        "counting": "people" if counts.people else "notes",
        "filter": counts.typed,
        "rows": {"facet": counts.down, "values": lines(counts.rows)},
        "columns": {"facet": counts.across, "values": lines(counts.columns)},
        "cells": [list(row) for row in counts.cells],
        "total": counts.total,
        "notes": counts.notes,
        "unheard": counts.unheard,
    }


def _csv(counts: Crosstab) -> str:
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n").writerow
    write(
        [
            f"{counts.down} / {counts.across}",
            *(defuse(line.name) for line in counts.columns),
            "total",
        ]
    )
    for line, cells in zip(counts.rows, counts.cells, strict=True):
        write([defuse(line.name), *cells, line.total])
    write(["total", *(line.total for line in counts.columns), counts.total])
    return out.getvalue()


def _table(counts: Crosstab, room: int, *, colour: bool) -> Iterator[str]:
    """The lines of the table; columns that do not fit beside the others follow below them."""
    names = [clip(visible(line.name), _NAMES) for line in counts.rows]
    side = max(map(width, [*names, "total"]))
    heads = [clip(visible(line.name), _HEAD) for line in counts.columns] + ["total"]
    totals = [*(line.total for line in counts.columns), counts.total]
    grid = [[*cells, line.total] for line, cells in zip(counts.rows, counts.cells, strict=True)] + [
        totals
    ]
    sizes = [  # with a space on the right of each, so that the shades do not end at a digit
        max(width(head), *(len(f"{row[at]:,}") for row in grid)) + 1
        for at, head in enumerate(heads)
    ]
    start = 0
    while start < len(heads):
        end = start + 1
        while end < len(heads) and side + 1 + sum(n + 1 for n in sizes[start : end + 1]) <= room:
            end += 1
        if start:
            yield ""
        head = "".join(
            " " + _right(f"{head} ", size)
            for head, size in zip(heads[start:end], sizes[start:end], strict=True)
        )
        yield (" " * side + head).rstrip()
        for name, row in zip([*names, "total"], grid, strict=True):
            line = name + " " * (side - width(name))
            for at in range(start, end):
                count = f"{row[at]:,}" if row[at] else "·"
                is_cell = row is not totals and at < len(heads) - 1
                cell = _right(f"{count} ", sizes[at])
                shade = _shade(row[at], counts.most) if colour and is_cell else None
                line += " " + (f"\x1b[38;5;16;48;5;{shade}m{cell}\x1b[0m" if shade else cell)
            yield line.rstrip()
        start = end


def _right(text: str, size: int) -> str:
    return " " * (size - width(text)) + text


def _shade(count: int, most: int) -> int | None:
    """The colour behind a count: none for nothing, the last for the largest."""
    return _SHADES[min(3, (4 * count - 1) // most)] if count else None


_SPLIT = """\b
Examples:
  sayso split "papers got lost"                       at line ends, else sentence ends
  sayso split 01a20d7d --before "and then"
  sayso split 01a20d7d --before "and then" --dry-run

NOTE is a note's id, the end of it, or words that only it holds.
"""
_JOIN = """\b
Examples:
  sayso join 93e3 46b6
  sayso join "rings out" "no answer" --text "The phone rings out"
"""
_REPLACE = """\b
Examples:
  sayso replace teh the --dry-run
  sayso replace "front dsek" "front desk"
  sayso replace GP doctor --match-case
"""
_DUPLICATES = """\b
Examples:
  sayso duplicates
  sayso duplicates --json
  sayso duplicates --differ 93e3 46b6
"""


@click.command("split", epilog=_SPLIT)
@click.argument("note")
@click.option("--before", "at", multiple=True, metavar="WORDS", help="Cut before these; repeat.")
@click.option("--lines", is_flag=True, help="Cut at line ends only.")
@click.option("--dry-run", is_flag=True, help="Only print the parts.")
@click.pass_context
def split_verb(
    ctx: click.Context, note: str, at: tuple[str, ...], lines: bool, dry_run: bool
) -> None:
    """Split a note into several; tags, people and places on cards stay on every part."""
    from capture.jobs import browse, rewording

    with open_project(ctx, read_only=dry_run) as project:
        seen = browse.by_id(project.snapshot(), note)
        parts = rewording.by_hand(seen, lines=lines, at=at)
        if dry_run:
            table((str(number), part) for number, part in enumerate(parts, 1))
            return
        made = rewording.split(project, seen, parts)
    say(rewording.told(made))


@click.command("join", epilog=_JOIN)
@click.argument("some", nargs=-1, required=True, metavar="NOTE NOTE…")
@click.option("--text", help="The text of the joined note; else all of them, by time.")
@click.option("--anyway", is_flag=True, help="Also where an unnamed voice or a claim would go.")
@click.option("--dry-run", is_flag=True, help="Only say what it would make.")
@click.pass_context
def join_verb(
    ctx: click.Context, some: tuple[str, ...], text: str | None, anyway: bool, dry_run: bool
) -> None:
    """Join notes into the earliest of them: texts by time, tags and people united."""
    from capture.jobs import browse, rewording

    with open_project(ctx, read_only=dry_run) as project:
        snapshot = project.snapshot()
        ids = [browse.by_id(snapshot, typed).id for typed in some]
        if dry_run:
            made = rewording.plan_joining(project, ids, text=text)
            table([(made.joined.text,)])
        else:
            made = rewording.join(project, ids, text=text, anyway=anyway)
    for sentence in (*made.keeps, *(made.loses if dry_run else ())):
        say(sentence)
    if not dry_run:
        say(f"Joined {counted(len(made.gone) + 1, 'note')}.")


@click.command("replace", epilog=_REPLACE)
@click.argument("old")
@click.argument("new")
@click.option("--inside-words", is_flag=True, help="Also where it is a part of a word.")
@click.option("--match-case", is_flag=True, help="Only with these capitals.")
@click.option("--titles", is_flag=True, help="Also in titles of cards and claims that are kept.")
@click.option("--dry-run", is_flag=True, help="Only print every place.")
@json_option
@click.pass_context
def replace_verb(
    ctx: click.Context,
    old: str,
    new: str,
    inside_words: bool,
    match_case: bool,
    titles: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Replace OLD with NEW in every note, as one step that undo takes back."""
    from capture.jobs import rewording

    wanted = rewording.Search(old, new, whole=not inside_words, case=match_case, titles=titles)
    with open_project(ctx, read_only=dry_run) as project:
        done = (
            rewording.plan_replacing(project, wanted)
            if dry_run
            else rewording.replace(project, wanted)
        )
    hits = (*done.hits, *done.titles)
    if as_json:
        document(
            [
                {
                    "note": hit.note, "title_of": hit.title or None, "before": hit.before,
                    "old": hit.old, "new": hit.new, "after": hit.after,
                }
                for hit in hits
            ]
        )  # fmt: skip
    elif dry_run:
        table(
            (hit.title or "note", f"{hit.before}[{hit.old} → {hit.new}]{hit.after}") for hit in hits
        )
    say(done.sentence(done=not dry_run))
    return 0 if hits else 1


@click.command("duplicates", epilog=_DUPLICATES)
@click.option("--differ", nargs=2, metavar="NOTE NOTE", help="Say that these are two remarks.")
@json_option
@click.pass_context
def duplicates_verb(ctx: click.Context, differ: tuple[str, str] | None, as_json: bool) -> int:
    """Find notes that may be one remark: the same text, nearly the same, the same meaning."""
    from capture.jobs import browse, duplicates, lists

    if differ is not None:
        with open_project(ctx) as project:
            snapshot = project.snapshot()
            first, second = (browse.by_id(snapshot, typed).id for typed in differ)
            lists.differ(project, "note", first, second)
        say("They differ; the pair is not shown again.")
        return 0
    with open_project(ctx, read_only=True) as project:
        with progress("Comparing") as report:
            result = duplicates.find(project, progress=report)
        plain = duplicates.documents(result.pairs, project)
    if as_json:
        document(plain)
    else:
        table(
            (pair["why"] if not at else "", note["id"][-8:], note["speaker"] or "·", note["text"])
            for pair in plain
            for at, note in enumerate(pair["notes"])
        )
    say(result.sentence())
    return 0 if result.pairs else 1
