"""What people say about a card: comments, answered, closed, each with a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from capture.jobs import board
from capture.jobs.cards import code_and_title
from capture.jobs.facts import LONGEST_NAME, short
from data.errors import NotFound, UsageError
from data.records import Comment, CommentKind, TouchpointId
from data.store import touchpoints
from data.text import clean, clip, counted, visible

if TYPE_CHECKING:
    from data.store import Project
    from data.store.log import Change


LONGEST_COMMENT = 10_000
"""The most characters of a comment, and of an answer."""


@dataclass(frozen=True, slots=True)
class Said:
    """A comment, the card it is on, and its number: its place in time among all of the project."""

    number: int
    comment: Comment
    code: str
    title: str

    def line(self) -> str:
        """Return the same in words."""
        said = self.comment
        closed = " (closed)" if said.closed else ""
        answer = f" → {said.answer}" if said.answer else ""
        who = said.author or "somebody"
        return f"#{self.number} {said.kind.value} by {who}{closed}: {said.text}{answer}"

    def as_document(self) -> dict[str, object]:
        """Return the same in plain values."""
        said = self.comment
        return {
            "id": said.id,
            "number": self.number,
            "touchpoint": self.code,
            "title": self.title,
            "kind": said.kind.value,
            "author": said.author,
            "text": said.text,
            "answer": said.answer,
            "closed": said.closed,
            "at": said.at.isoformat(),
        }


def listed(
    project: Project, card: TouchpointId | None = None, *, only_open: bool = False
) -> tuple[Said, ...]:
    """Return the comments of the project, or of one card, by their numbers."""
    with project.reading():
        comments = touchpoints.all_comments(project)
        cards = {one.id: one for one in touchpoints.all(project)} if comments else {}
    return tuple(
        Said(number, said, cards[said.touchpoint].code, cards[said.touchpoint].title)
        for number, said in enumerate(comments, 1)
        if (card is None or said.touchpoint == card) and not (only_open and said.closed)
    )


def numbered(project: Project, typed: Sequence[str]) -> list[Said]:
    """Return the comments of some numbers, as they were typed (``3`` or ``#3``), each once.

    Raises:
        NotFound: there is none of that number.
    """
    by_number = {str(said.number): said for said in listed(project)}
    chosen: dict[str, Said] = {}
    for text in typed:
        number = text.strip().lstrip("#").lstrip("0")
        if number not in by_number:
            raise NotFound(
                f"There is no comment {clip(visible(text), 20)}: nothing was changed. "
                "They are listed by: sayso touchpoints comments"
            )
        chosen[number] = by_number[number]
    return list(chosen.values())


def comment(
    project: Project, card: TouchpointId, text: str, kind: CommentKind, author: str = ""
) -> None:
    """Say something about a card, which makes it held.

    Raises:
        UsageError: the text is blank, or text or author too long.
        NotFound: the card is gone.
    """
    said = _text(text, "A comment")
    who = short(author, LONGEST_NAME, "The name of who says so")
    code, _ = code_and_title(project, card)

    def write(change: Change) -> None:
        touchpoints.add_comment(change, card, said, kind=kind, author=who)

    label = f"{kind.value.title()} on {code}: {clip(visible(said), 40)}"
    board.beside(project, board.describe(card), board.Beside(card, lambda _: label, write))


def reply(
    project: Project, comment: Comment, answer: str | None = None, *, closed: bool | None = None
) -> bool:
    """Answer a comment, close or open it; False where that was so already.

    Raises:
        UsageError: the answer is too long.
        NotFound: the comment is gone.
    """
    answered = _text(answer, "An answer", blank=True) if answer is not None else None
    state = "close" if closed else "open" if closed is not None else ""
    done = " and ".join(filter(None, ["answer" if answered is not None else "", state]))
    with project.change(
        f"{done.capitalize()} the {comment.kind.value}: {clip(visible(comment.text), 40)}"
    ) as change:
        _mind_gone(change, [comment])
        return touchpoints.edit_comment(change, comment.id, answer=answered, closed=closed)


def settle(project: Project, comments: Sequence[Comment], *, closed: bool) -> int:
    """Close comments, or open them again, in one step; return for how many that is new.

    Raises:
        NotFound: one of them is gone.
    """
    if len(comments) == 1:
        return int(reply(project, comments[0], closed=closed))
    done = "Close" if closed else "Open"
    with project.change(f"{done} {counted(len(comments), 'comment')}") as change:
        _mind_gone(change, comments)
        return sum(touchpoints.edit_comment(change, one.id, closed=closed) for one in comments)


def current(project: Project, comment: Comment) -> Comment:
    """Return a comment as it is now.

    Raises:
        NotFound: it is gone.
    """
    for now in touchpoints.all_comments(project):
        if now.id == comment.id:
            return now
    raise NotFound("That comment is gone; nothing was changed.")


def _mind_gone(change: Change, comments: Sequence[Comment]) -> None:
    known = {comment.id for comment in touchpoints.all_comments(change)}
    if not known.issuperset(comment.id for comment in comments):
        raise NotFound("That comment is gone; nothing was changed.")


def _text(typed: str, subject: str, *, blank: bool = False) -> str:
    text = clean(typed)[0].strip()
    if not text and not blank:
        raise UsageError(f"{subject} needs some text: nothing was stored.")
    if len(text) > LONGEST_COMMENT:
        raise UsageError(
            f"{subject} has {len(text):,} characters, and {LONGEST_COMMENT:,} are the most. "
            "Nothing was stored."
        )
    return text
