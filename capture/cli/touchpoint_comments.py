"""More of ``sayso touchpoints``: comments on cards, by their numbers."""

from __future__ import annotations

import click

from capture.cli.context import open_project
from capture.cli.output import document, json_option, say
from capture.cli.touchpoints import cards_of, touchpoints_verb
from data.text import clip, counted, visible


@touchpoints_verb.command("comment")
@click.argument("card")
@click.argument("text")
@click.option(
    "--kind",
    type=click.Choice(["comment", "suggestion", "question", "challenge"]),
    default="comment",
    show_default=True,
)
@click.option("--by", "by", default="", help="Who says so.")
@click.option("--answer", is_flag=True, help="TEXT answers the newest open one.")
@click.option("--close", is_flag=True, help="Close the newest open comment; TEXT is the answer.")
@click.pass_context
def comment(
    ctx: click.Context, card: str, text: str, kind: str, by: str, answer: bool, close: bool
) -> None:
    """Say something about a card, or answer what was said last (see also: answer, close)."""
    from capture.jobs import cards
    from data.errors import NotFound
    from data.records import CommentKind

    with open_project(ctx) as project:
        snapshot, (one,) = cards_of(project, [card])
        if not (answer or close):
            cards.comment(project, one, text, CommentKind(kind), by)
            say(f"Said on {card.upper()}: {text}")
            return
        open_ones = [c for c in snapshot.comments if c.touchpoint == one and not c.closed]
        if not open_ones:
            raise NotFound(f"Nothing is open on {card}. Nothing was changed.")
        cards.reply(project, open_ones[-1], text, closed=True if close else None)
        say(f"Answered on {card.upper()}: {open_ones[-1].text}")


@touchpoints_verb.command("comments")
@click.argument("card", default="")
@click.option("--open", "only_open", is_flag=True, help="Only those that are not closed.")
@json_option
@click.pass_context
def comments(ctx: click.Context, card: str, only_open: bool, as_json: bool) -> int:
    """List what was said about a card, or about all, under the numbers that answer and close take.

    A number is a comment's place in time among all comments of the project.
    """
    from capture.jobs import cards

    with open_project(ctx, read_only=True) as project:
        one = cards_of(project, [card])[1][0] if card else None
        found = cards.listed(project, one, only_open=only_open)
    if as_json:
        document([said.as_document() for said in found])
    else:
        for said in found:
            click.echo(visible(f"{said.code} {said.line()}"))
        if not found:
            say("Nothing is open." if only_open else "Nobody has said anything yet.")
    return 0 if found else 1


@touchpoints_verb.command("answer")
@click.argument("number")
@click.argument("text")
@click.option("--close", is_flag=True, help="And close it.")
@click.pass_context
def answer(ctx: click.Context, number: str, text: str, close: bool) -> None:
    """Answer the comment of a NUMBER, in place of its answer so far; empty: none."""
    from capture.jobs import cards

    with open_project(ctx) as project:
        (one,) = cards.numbered(project, [number])
        new = cards.reply(project, one.comment, text, closed=True if close else None)
    say(f"Answered #{one.number} on {one.code}." if new else "That is so already.")


@touchpoints_verb.command("close")
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBER...")
@click.option("--reopen", is_flag=True, help="Open them again.")
@click.pass_context
def close_(ctx: click.Context, numbers: tuple[str, ...], reopen: bool) -> None:
    """Close comments by their numbers, or open them again."""
    from capture.jobs import cards

    with open_project(ctx) as project:
        found = cards.numbered(project, numbers)
        new = cards.settle(project, [one.comment for one in found], closed=not reopen)
    if not new:
        say("That is so already: nothing was changed.")
        return
    done = "Opened" if reopen else "Closed"
    say(f"{done} {counted(new, 'comment')}: {clip(visible(found[0].comment.text), 60)}")
