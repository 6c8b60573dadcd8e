"""``sayso queue``: what needs an eye, answered with a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from capture.cli.context import open_project
from capture.cli.drafts import as_documents, bring_up_to_date, print_question
from capture.cli.output import document, json_option, say
from data.text import as_done, counted, visible

if TYPE_CHECKING:
    from capture.jobs.file import Project
    from capture.jobs.queue import Answer, Question

_EPILOG = """\b
Examples:
  sayso queue                      ask, best first: y, n (or f, a, b), s to skip, q to stop
  sayso queue --list
  sayso queue --list --more        with what is less sure
  sayso queue --json
  sayso queue --yes KEY --dry-run
"""


@click.command("queue", epilog=_EPILOG)
@click.option("--list", "listing", is_flag=True, help="Print the questions; ask none.")
@click.option("--more", is_flag=True, help="Ask on, or list, also what is less sure.")
@click.option("--yes", metavar="KEY", help="Answer one with yes, by its key.")
@click.option("--no", metavar="KEY", help="Answer one with no, by its key.")
@click.option("--for", "for_", metavar="KEY", help="The remark speaks for the claim.")
@click.option("--against", metavar="KEY", help="The remark speaks against the claim.")
@click.option("--beside", metavar="KEY", help="The remark says nothing of the claim.")
@click.option("--most", type=click.IntRange(1), help="So many questions.  [default: 12]")
@click.option("--dry-run", is_flag=True, help="Say what the answer would change; change nothing.")
@json_option
@click.pass_context
def queue_verb(
    ctx: click.Context,
    /,
    listing: bool,
    more: bool,
    most: int | None,
    dry_run: bool,
    as_json: bool,
    **keys: str | None,
) -> int:
    """Go through what needs an eye, best first: each answer is a decision, and the board follows.

    Claims that may say the opposite come first, then what may be the same, and customers' remarks
    near to what staff believe: for it, against it, or beside it.  What is less sure waits for
    --more.  Every answer is one step that `sayso undo` takes back.
    """
    from capture.jobs import queue

    with open_project(ctx) as project:
        bring_up_to_date(project)
        every = queue.questions(project)
        replies = [(word.rstrip("_"), key) for word, key in keys.items() if key]
        if replies:
            return _answer(project, every, replies, dry_run=dry_run)
        wanted = [question for question in every if more or question.sure]
        shown = wanted[: most or (len(wanted) if more else queue.A_SITTING)]
        if as_json:
            document(as_documents(project, shown))
        elif listing:
            for question in shown:
                print_question(question, f"  [{question.key}]")
            _tell_left(len(every) - len(shown), sure=len(wanted) > len(shown))
        elif every:
            return _ask(project, most, more=more)
    if not every:
        say("Nothing needs an eye.")
    return 0 if every else 1


def _tell_left(left: int, *, sure: bool) -> None:
    from capture.jobs import queue

    if told := queue.told_left(left, sure=sure):
        say(f"{told} sayso queue --more")


def _answer(
    project: Project, questions: list[Question], replies: list[tuple[str, str]], *, dry_run: bool
) -> int:
    from capture.jobs import board, queue
    from data.errors import NotFound, UsageError

    if len(replies) > 1:
        raise UsageError("Answer one question at a time.")
    ((word, key),) = replies
    question = next((each for each in questions if each.key == key), None)
    if question is None:
        raise NotFound(f"There is no open question “{key}”; list them with: sayso queue --list")
    reply = queue.Answer(word)
    act = board.answer(question, reply)
    effect = board.preview(project, act) if dry_run else board.do(project, act)
    say(f"Would: {effect.label}" if dry_run else as_done(effect.label))
    for line in (dict(question.answers)[reply], *effect.told):
        say(f"  {line}")
    return 0


def _ask(project: Project, most: int | None, *, more: bool) -> int:
    """Ask one after another; whatever was answered so far is stored."""
    from capture.jobs import queue

    skipped: set[str] = set()
    answered = asked = 0
    going_on = more
    while most is None or asked < most:
        left = [one for one in queue.questions(project) if one.key not in skipped]
        if not left:
            break
        ended = not left[0].sure or (most is None and asked >= queue.A_SITTING)
        if ended and not going_on:
            told = queue.told_left(len(left), sure=left[0].sure)
            if _letter(f"{told} y, n", "n") != "y":  # the end of the input is no yes
                break
            going_on = True
        reply = _put(project, left[0])
        if reply == "q":
            break
        if reply == _ENDED:
            say("The answers ended here.")
            break
        asked += 1
        if isinstance(reply, queue.Answer) and _stored(project, left[0], reply):
            answered += 1
        else:
            skipped.add(left[0].key)
    say(f"{counted(answered, 'answer')}; sayso undo takes back the last.")
    return 0


def _put(project: Project, question: Question) -> Answer | str:
    """Ask a question; return the answer, or "s", "q" or `_ENDED` where there is none."""
    text = {note.id: note.text for note in project.snapshot().notes}
    click.echo(visible(question.sentence))
    for note in question.notes:
        click.echo(visible(f"    {text.get(note, '')}"))
    letters = {reply.value[0]: reply for reply, _ in question.answers}
    for reply, outcome in question.answers:
        click.echo(visible(f"  {reply.value[0]}  {outcome}"))
    words = ", ".join([*letters, "s", "q"])
    letter = _letter(words, "s")
    return letters.get(letter) or (letter if letter in ("q", _ENDED) else "s")


_ENDED = "\x04"
"""What is answered where the input has ended."""


def _letter(prompt: str, default: str) -> str:
    try:
        typed = click.prompt(prompt, default=default, show_default=False, err=True)
    except click.Abort as stop:
        if isinstance(stop.__context__, EOFError):  # click tells Ctrl+C and the end alike
            click.echo(err=True)  # the prompt stands alone on its line
            return _ENDED
        raise
    return str(typed).strip().casefold()[:1]


def _stored(project: Project, question: Question, reply: Answer) -> bool:
    from capture.jobs import board
    from data.errors import SaysoError

    try:
        effect = board.do(project, board.answer(question, reply))
    except SaysoError as error:
        say(str(error))
        return False
    for line in effect.told:
        say(f"  {line}")
    return True
