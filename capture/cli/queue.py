"""``sayso queue``: what needs an eye, answered with yes or no."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from capture.cli.context import open_project
from capture.cli.drafts import as_documents, bring_up_to_date, print_question
from capture.cli.output import document, json_option, say
from data.text import as_done, counted, visible

if TYPE_CHECKING:
    from capture.jobs.file import Project
    from capture.jobs.queue import Question

_EPILOG = """\b
Examples:
  sayso queue                      ask, best first: y, n, s to skip, q to stop
  sayso queue --list
  sayso queue --json
  sayso queue --yes KEY --dry-run
"""


@click.command("queue", epilog=_EPILOG)
@click.option("--list", "listing", is_flag=True, help="Print the questions; ask none.")
@click.option("--yes", "yes", default="", metavar="KEY", help="Answer one with yes, by its key.")
@click.option("--no", "no", default="", metavar="KEY", help="Answer one with no, by its key.")
@click.option("--most", type=click.IntRange(1), default=20, show_default=True)
@click.option("--dry-run", is_flag=True, help="Say what the answer would change; change nothing.")
@json_option
@click.pass_context
def queue_verb(
    ctx: click.Context,
    listing: bool,
    yes: str,
    no: str,
    most: int,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Go through what needs an eye, best first: each answer is a decision, and the board follows.

    Every answer is one step that `sayso undo` takes back.
    """
    from capture.jobs import queue

    with open_project(ctx) as project:
        bring_up_to_date(project)
        questions = queue.questions(project)
        if yes or no:
            return _answer(project, questions, yes or no, yes=bool(yes), dry_run=dry_run)
        if as_json:
            document(as_documents(project, questions[:most]))
        elif listing:
            for question in questions[:most]:
                print_question(question, f"  [{question.key}]")
        elif questions:
            return _ask(project, most)
    if not questions:
        say("Nothing needs an eye.")
    return 0 if questions else 1


def _answer(
    project: Project, questions: list[Question], key: str, *, yes: bool, dry_run: bool
) -> int:
    from capture.jobs import board
    from data.errors import NotFound

    question = next((each for each in questions if each.key == key), None)
    if question is None:
        raise NotFound(f"There is no open question “{key}”; list them with: sayso queue --list")
    act = board.answer(question, yes=yes)
    effect = board.preview(project, act) if dry_run else board.do(project, act)
    say(f"Would: {effect.label}" if dry_run else as_done(effect.label))
    for line in (question.yes if yes else question.no, *effect.told):
        say(f"  {line}")
    return 0


def _ask(project: Project, most: int) -> int:
    """Ask one after another; whatever was answered so far is stored."""
    from capture.jobs import board, queue
    from data.errors import SaysoError

    skipped: set[str] = set()
    answered = 0
    while answered < most:
        question = next((q for q in queue.questions(project) if q.key not in skipped), None)
        if question is None:
            break
        text = {note.id: note.text for note in project.snapshot().notes}
        click.echo(visible(question.sentence))
        for note in question.notes:
            click.echo(visible(f"    {text.get(note, '')}"))
        click.echo(visible(f"  y  {question.yes}\n  n  {question.no}", keep_newlines=True))
        reply = click.prompt("y, n, s, q", default="s", show_default=False, err=True)
        match str(reply).strip().casefold()[:1]:
            case "q":
                break
            case "y" | "n" as letter:
                try:
                    effect = board.do(project, board.answer(question, yes=letter == "y"))
                except SaysoError as error:
                    say(str(error))
                    skipped.add(question.key)
                    continue
                for line in effect.told:
                    say(f"  {line}")
                answered += 1
            case _:
                skipped.add(question.key)
    say(f"{counted(answered, 'answer')}; sayso undo takes back the last.")
    return 0
