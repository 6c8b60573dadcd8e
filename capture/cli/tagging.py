"""``sayso tag`` and ``sayso suggest``: give many notes tags, and see what might be given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from capture.cli.context import open_project
from capture.cli.drafts import cancellable
from capture.cli.output import document, json_option, progress, say, table
from data.errors import UsageError
from data.text import as_done, counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from capture.jobs.file import Project
    from capture.jobs.suggest import Chosen
    from capture.jobs.tags import Preview, Retag, Tagged

_TAG_EPILOG = """\b
Examples:
  sayso tag "queue OR waiting" --stage Wait --dry-run
  sayso tag "#wait @tourist" --kind pain --emotion -1
  sayso tag "in:monday" --channel none --tag "check again"
  sayso tag --all --not-flagged

FILTER is that of the Notes mode: words, #stage @persona ~channel +tag !kind =source, who:, in:,
untagged. “none” takes away. One call is one step, which sayso undo takes back.
"""

_SUGGEST_EPILOG = """\b
Examples:
  sayso suggest
  sayso suggest "in:monday" --above 80
  sayso suggest --above 80 --take
  sayso suggest --persona --json

A suggestion said to be 80 % sure should be right about 8 times in 10. Nothing is stored without
--take; taking is one step, which sayso undo takes back.
"""


@click.command("tag", epilog=_TAG_EPILOG)
@click.argument("filter_", metavar="[FILTER]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All notes, instead of a filter.")
@click.option("--stage", help="Put them at this stage; “none” takes them from theirs.")
@click.option("--kind", help="pain point, need, activity, question, gain, idea …, or none.")
@click.option("--need", help="The type of need: informational or internal; the kind with it.")
@click.option("--channel", help="Where it happens; or none.")
@click.option("--emotion", metavar="NUMBER", help="-2 to 2 as the customer feels it; or none.")
@click.option("--source", help="customer, staff, observed, record or team; or none.")
@click.option("--persona", "personas", multiple=True, help="Add this persona; “none”: all go.")
@click.option("--no-persona", "without_personas", multiple=True, help="Take it away.")
@click.option("--tag", "tags", multiple=True, help="Add this free tag, made where it is new.")
@click.option("--no-tag", "without_tags", multiple=True, help="Take this free tag away.")
@click.option("--verbatim/--not-verbatim", default=None, help="Word for word, or not.")
@click.option("--flagged/--not-flagged", default=None, help="Flag them, or take the flag away.")
@click.option("--aside/--not-aside", default=None, help="Set them aside, or bring them back.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@json_option
@click.pass_context
def tag_verb(
    ctx: click.Context,
    /,
    filter_: tuple[str, ...],
    everything: bool,
    dry_run: bool,
    as_json: bool,
    **options: Any,
) -> int:
    """Tag all notes that fit FILTER, in one step."""
    from capture.jobs import tags
    from capture.jobs.browse import Targets

    typed = _filter(filter_, everything=everything)
    with open_project(ctx, read_only=dry_run) as project:
        wanted = _wanted(project, options)
        targets = Targets(fits=typed, marked=True)
        seen = tags.preview(project, targets, wanted)
        if dry_run or not seen.notes:
            done = tags.Tagged("", (), seen.notes)
        else:
            with cancellable("Nothing was changed.") as stop, progress("Tagging") as report:
                done = tags.tag(project, targets, wanted, progress=report, cancelled=stop)
    _told(seen, done, dry_run=dry_run, as_json=as_json)
    return 0 if seen.notes else 1


def _told(seen: Preview, done: Tagged, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        document(
            {
                "notes": seen.notes,
                "would_change": seen.changing,
                "changed": len(done.changed),
                "was": [{"was": was, "notes": count} for was, count in seen.was],
                "label": done.label,
            }
        )
    if not seen.notes:
        say("No note fits; nothing was changed.")
    elif dry_run:
        say(f"{seen.sentence()}. Nothing was changed.")
    else:
        say(done.sentence())


def _filter(words: Sequence[str], *, everything: bool) -> str:
    typed = " ".join(words).strip()
    if everything and typed:
        raise UsageError("Give a filter, or --all, not both; nothing was changed.")
    if not everything and not typed:
        raise UsageError("Say which notes: a filter, or --all. Nothing was changed.")
    return typed


def _wanted(project: Project, options: dict[str, Any]) -> Retag:
    """Return what the options ask for, names looked up."""
    from capture.jobs import tags

    parts = [
        tags.by_name(project, facet, options[facet])
        for facet in ("stage", "kind", "need", "channel", "emotion", "source")
        if options[facet] is not None
    ]
    for facet, added, removed in (
        ("persona", options["personas"], options["without_personas"]),
        ("tag", options["tags"], options["without_tags"]),
    ):
        parts += [tags.by_name(project, facet, name) for name in added]
        parts += [tags.by_name(project, facet, name, away=True) for name in removed]
    marks = {"verbatim": "verbatim", "flagged": "flagged", "aside": "set_aside"}
    parts += [
        tags.put(**{column: options[name]})
        for name, column in marks.items()
        if options[name] is not None
    ]
    if not parts:
        raise UsageError("Say what to give them (--stage, --kind, …); nothing was changed.")
    return tags.together(parts)


@click.command("suggest", epilog=_SUGGEST_EPILOG)
@click.argument("filter_", metavar="[FILTER]...", nargs=-1)
@click.option(
    "--above",
    type=click.IntRange(0, 100),
    metavar="PERCENT",
    help="Only what is at least so sure.",
)
@click.option("--persona", is_flag=True, help="Personas instead of stages.")
@click.option("--take", is_flag=True, help="Give the notes what is above the line, in one step.")
@json_option
@click.pass_context
def suggest_verb(
    ctx: click.Context,
    /,
    filter_: tuple[str, ...],
    above: int | None,
    persona: bool,
    take: bool,
    as_json: bool,
) -> int:
    """Suggest a stage for every note that fits FILTER and has none, with how sure that is."""
    from capture.jobs import browse, suggest
    from capture.jobs.suggest import Suggester

    if take and above is None:
        raise UsageError("--take needs a line: --above 80. Nothing was changed.")
    typed = " ".join(filter_).strip()
    facet = "persona" if persona else "stage"
    with open_project(ctx, read_only=False) as project:
        kept = "Nothing was changed; what was read is kept."
        with cancellable(kept) as stop, progress("Reading notes") as report:
            suggested = suggest.suggest_all(
                project,
                Suggester(),
                lambda project: browse.all_that_fit(project, typed),
                progress=report,
                cancelled=stop,
            )[facet]
        chosen = suggest.above(suggested, above or 0)
        done = suggest.take(project, chosen, facet, above) if take else None
        rows = _rows(project, chosen, facet)
    if as_json:
        document(
            {
                "what": facet,
                "suggestions": rows,
                "lines": [band.as_document() for band in suggest.bands(suggested)],
                "taken": len(done.changed) if done is not None else 0,
            }
        )
    elif done is None:
        table((f"{row['sure']} %", row[facet], row["text"]) for row in rows)
    _say_suggested(suggested, chosen, done, facet)
    return 0 if chosen else 1


def _say_suggested(suggested: Chosen, chosen: Chosen, done: Tagged | None, facet: str) -> None:
    from capture.jobs import suggest

    if done is not None and done.label:
        say(f"{as_done(done.label)}.")
    elif not suggested:
        say(f"No note without a {facet} fits, or nothing speaks for any.")
    else:
        wrong = sum(1 - one.chance for one in chosen.values())
        some = counted(len(chosen), "suggestion")
        say(f"{some}, about {wrong:.0f} of them wrong. None is stored.")
        for band in suggest.bands(suggested):
            share = f"{counted(band.notes, 'note')}, about {band.wrong:.0f} wrong"
            say(f"  --above {band.line:<3} {share}")


def _rows(project: Project, chosen: Chosen, facet: str) -> list[dict[str, Any]]:
    """Return the suggestions in plain values, the surest first."""
    from capture.jobs import suggest
    from capture.jobs.tags import Names

    names = Names(project).of(facet)
    texts = suggest.texts_of(project, chosen)
    rows = [
        {
            "note": note,
            "sure": likely.sure,
            facet: names.get(likely.id, "?"),
            "text": texts.get(note, ""),
        }
        for note, likely in chosen.items()
    ]
    return sorted(rows, key=lambda row: -int(str(row["sure"])))
