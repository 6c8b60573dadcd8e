"""``sayso split``, ``join``, ``replace`` and ``duplicates``: the text of notes put right."""

from __future__ import annotations

import click

from capture.cli.context import open_project
from capture.cli.output import document, json_option, progress, say, table
from data.text import counted

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
@click.option("--anyway", is_flag=True, help="Also where an unnamed voice or a point would go.")
@click.option("--dry-run", is_flag=True, help="Only say what it would make.")
@click.pass_context
def join_verb(
    ctx: click.Context, some: tuple[str, ...], text: str | None, anyway: bool, dry_run: bool
) -> None:
    """Join notes into the earliest of them: texts by time, tags and people united."""
    from capture.jobs import browse, rewording

    with open_project(ctx, read_only=dry_run) as project:
        snapshot = project.snapshot()
        ids = [browse.by_id(snapshot, one).id for one in some]
        if dry_run:
            made = rewording.plan_joining(project, ids, text=text)
            table([(made.joined.text,)])
        else:
            made = rewording.join(project, ids, text=text, anyway=anyway)
    for one in (*made.keeps, *(made.loses if dry_run else ())):
        say(one)
    if not dry_run:
        say(f"Joined {counted(len(made.gone) + 1, 'note')}.")


@click.command("replace", epilog=_REPLACE)
@click.argument("old")
@click.argument("new")
@click.option("--inside-words", is_flag=True, help="Also where it is a part of a word.")
@click.option("--match-case", is_flag=True, help="Only with these capitals.")
@click.option("--titles", is_flag=True, help="Also in titles of cards and points that are kept.")
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
                    "note": one.note, "title_of": one.title or None, "before": one.before,
                    "old": one.old, "new": one.new, "after": one.after,
                }
                for one in hits
            ]
        )  # fmt: skip
    elif dry_run:
        table(
            (one.title or "note", f"{one.before}[{one.old} → {one.new}]{one.after}") for one in hits
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
            one, other = (browse.by_id(snapshot, typed).id for typed in differ)
            lists.differ(project, "note", one, other)
        say("They differ; the pair is not shown again.")
        return 0
    with open_project(ctx, read_only=True) as project:
        with progress("Comparing") as report:
            found = duplicates.find(project, progress=report)
        told = duplicates.documents(found.pairs, project)
    if as_json:
        document(told)
    else:
        table(
            (pair["why"] if not at else "", one["id"][-8:], one["speaker"] or "·", one["text"])
            for pair in told
            for at, one in enumerate(pair["notes"])
        )
    say(found.sentence())
    return 0 if found.pairs else 1
