"""``sayso synthesize``, ``draft`` and ``group``, and the drafts that other verbs need."""

from __future__ import annotations

import csv
import io
import signal
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from capture.cli.context import SUFFIX, open_project, quoted
from capture.cli.files import Output, output_options, shared_option
from capture.cli.import_ import column_options
from capture.cli.input import FILE, Dial
from capture.cli.output import (
    document,
    json_option,
    progress,
    say,
    show,
    table,
    terminal_width,
    wants_colour,
)
from data.errors import Cancelled, OutputFailed, UsageError
from data.text import counted, defuse, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from capture.jobs.drafts import Drafted
    from capture.jobs.file import Project
    from capture.jobs.queue import Question

dial_option = click.option(
    "--dial",
    type=Dial(),
    metavar="0..1",
    help="0: fewest and largest groups, 1: most and smallest.",
)


@contextmanager
def cancellable(kept: str) -> Iterator[Callable[[], bool]]:
    """Turn Ctrl-C into a question that long work asks, so that it stops where nothing is lost.

    A second Ctrl-C does not wait for the answer.  ``kept`` is said of what there is after a stop.

    Raises:
        Exit: the work has stopped.
    """
    asked = {"stop": False}

    def note(signum: int, frame: object) -> None:
        del signum, frame
        if asked["stop"]:
            raise KeyboardInterrupt
        asked["stop"] = True

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: asked["stop"]
    except Cancelled:
        say(f"Stopped. {kept}")
        raise click.exceptions.Exit(130) from None
    finally:
        signal.signal(signal.SIGINT, before)


def synthesise(project: Project, dial: float | None = None, *, anew: bool = False) -> Drafted:
    """Draft claims and touchpoints with a progress bar, and pass on what the user should know."""
    from capture.jobs import drafts

    kept = "What was read so far is kept: run it again to go on from there."
    with cancellable(kept) as cancelled, progress("Reading notes") as report:
        drafted = drafts.synthesise(
            project, dial=dial, anew=anew, progress=report, cancelled=cancelled
        )
    for line in (*drafted.warnings, *drafted.told):
        say(line)
    return drafted


_SYNTHESIZE = """\b
Examples:
  sayso synthesize
  sayso synthesize --dial 0.8
  sayso synthesize --anew
  sayso synthesize --proposals
"""


@click.command("synthesize", epilog=_SYNTHESIZE)
@dial_option
@click.option("--anew", is_flag=True, help="Cut all drafts again, as if none were there.")
@click.option("--proposals", is_flag=True, help="List what may belong elsewhere; move nothing.")
@json_option
@click.pass_context
def synthesize_verb(
    ctx: click.Context, dial: float | None, anew: bool, proposals: bool, as_json: bool
) -> int:
    """Group similar notes into claims, and claims into draft touchpoints.

    New notes find their place; what lies on a card stays there, unless the dial is turned or a new
    cut is asked for, which is one step that undo takes back.  What a person has decided stays as it
    is in any case; what was frozen, printed or exported keeps code and title while most of its
    notes lie together, and it is said where the others went.
    """
    from capture.jobs.drafts import summary

    with open_project(ctx) as project:
        drafted = synthesise(project, dial, anew=anew)
        if proposals:
            return _proposed(project, as_json)
        rows = summary(project)
    if as_json:
        document({**drafted.as_document(), "stages": [row.as_document() for row in rows]})
        return 0 if drafted.notes else 1
    table(
        (
            row.title,
            counted(row.notes, "note"),
            counted(row.touchpoints, "touchpoint"),
            counted(row.claims, "claim"),
            counted(row.singles, "single remark") if row.singles else "",
        )
        for row in rows
    )
    say(drafted.sentence())
    return 0 if drafted.notes else 1


def _proposed(project: Project, as_json: bool) -> int:
    """Print what likeness suggests and nobody has decided."""
    from capture.jobs import queue

    asked = queue.proposals(project)
    if as_json:
        document(as_documents(project, asked))
    else:
        for question in asked:
            print_question(question)
    say(f"{counted(len(asked), 'proposal')}; answer them with: sayso queue" if asked else "None.")
    return 0 if asked else 1


def print_question(question: Question, more: str = "") -> None:
    """Print a question, and what comes of its answers."""
    click.echo(visible(f"{question.about.value:<14} {question.sentence}"))
    answers = "; ".join(f"{reply}: {outcome}" for reply, outcome in question.answers)
    click.echo(visible(f"{'':<14} {answers}{more}"))


def bring_up_to_date(project: Project) -> None:
    """Draft what is not drafted yet; where the project can only be read, say that it is not."""
    from capture.jobs import drafts

    if drafts.is_fresh(project):
        return
    if project.read_only:
        say(
            f"{project.path} can only be read, and has changed since it was last drafted: notes "
            "that came later are on no card here."
        )
        return
    synthesise(project)


def unwritable(ctx: click.Context) -> bool:
    """Return whether the project can only be read: the map of what is drafted is shown then."""
    from capture.cli.context import project_path
    from capture.jobs.file import can_be_written

    path = project_path(ctx, read_only=True)
    return path.exists() and not can_be_written(path)


def as_documents(project: Project, questions: Iterable[Question]) -> list[dict[str, Any]]:
    """Return questions in plain values, with the texts of their notes."""
    text = {note.id: note.text for note in project.snapshot().notes}
    return [
        {
            "key": question.key,
            "about": question.about.value,
            "question": question.sentence,
            "notes": [{"id": note, "text": text.get(note, "")} for note in question.notes],
            **{reply.value: outcome for reply, outcome in question.answers},
            "weight": question.weight,
            "sure": question.sure,
        }
        for question in questions
    ]


_EPILOG = """\b
Example:
  sayso draft interviews.md survey.csv --source customer

Makes interviews.sayso and interviews.html beside the first file, and prints the map.
"""


@click.command("draft", epilog=_EPILOG)
@click.argument("files", nargs=-1, required=True, type=FILE)
@column_options
@click.option("--template", default="default", help="A name (sayso templates) or a TOML file.")
@shared_option
@click.pass_context
def draft_verb(
    ctx: click.Context,
    /,
    files: tuple[Path, ...],
    template: str,
    shared: bool,
    **columns: str | None,
) -> None:
    """Make a project from FILES, import, synthesise, and map: in one go."""
    from capture.jobs import maps, outputs, projects

    del ctx
    if files[0].name in ("", ".."):
        raise UsageError(f"“{files[0]}” is no file to draft from; nothing was made. Name files.")
    target = files[0].with_suffix(SUFFIX)
    page = files[0].with_suffix(".html")
    for path in (target, page):
        if path.exists():
            raise OutputFailed(
                f"{path} is there already; nothing was made. "
                f"To add to a project: sayso -s {quoted(target)} import FILE …"
            )
    with projects.from_files(target, files, columns, template=template) as (project, lines):
        for line in lines:
            say(line)
        try:
            say(synthesise(project).sentence())
        except click.exceptions.Exit:
            say(f"The notes are in {target}; go on with: sayso -s {quoted(target)} map")
            raise
        with maps.to_show(project, "") as journey:
            Output(page, shared=shared).write({page: outputs.render(journey, "html")})
        show(maps.text_of(journey, width=terminal_width(), colour=wants_colour()))
    say(f"Made {target} and {page}")


_GROUP = """\b
Example:
  sayso group answers.csv --column answer -o grouped.csv

The result has a row a text: row (from 0), group (a number), title (what the group says).
"""


@click.command("group", epilog=_GROUP)
@click.argument("file", type=FILE)
@click.option("--column", required=True, help="The column that holds the texts.")
@output_options("Write to a file, else to standard output.")
@dial_option
def group_verb(file: Path, column: str, output: Output, dial: float | None) -> None:
    """Group similar short texts; how many groups there are is found, not told."""
    from capture.jobs import drafts

    output = output.settled()
    with cancellable("Nothing was written.") as cancelled, progress("Reading texts") as report:
        grouped = drafts.group_file(file, column, dial=dial, progress=report, cancelled=cancelled)
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(["row", "group", "title"])
    for row, (label, title) in enumerate(grouped.rows()):
        writer.writerow([row, label, defuse(visible(title))])
    output.deliver(sheet.getvalue())
    say(f"{counted(len(grouped.labels), 'text')} in {counted(len(grouped.titles), 'group')}")
