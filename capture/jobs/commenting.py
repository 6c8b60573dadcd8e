"""Comments on cards: said, listed under numbers, answered, closed and opened again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from capture.jobs import board, facts
from capture.jobs.typed import short
from data.errors import NotFound, UsageError
from data.records import Comment, CommentId, CommentKind, TouchpointId
from data.store import touchpoints
from data.text import clean, clip, counted, visible

if TYPE_CHECKING:
    from data.store import Project
    from data.store.log import Change

LONGEST = 10_000
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
        one = self.comment
        closed = " (closed)" if one.closed else ""
        answer = f" → {one.answer}" if one.answer else ""
        who = one.author or "somebody"
        return f"#{self.number} {one.kind.value} by {who}{closed}: {one.text}{answer}"

    def as_document(self) -> dict[str, Any]:
        """Return the same in plain values."""
        one = self.comment
        return {
            "id": one.id,
            "number": self.number,
            "touchpoint": self.code,
            "title": self.title,
            "kind": one.kind.value,
            "author": one.author,
            "text": one.text,
            "answer": one.answer,
            "closed": one.closed,
            "at": one.at.isoformat(),
        }


def listed(
    project: Project, card: TouchpointId | None = None, *, only_open: bool = False
) -> tuple[Said, ...]:
    """Return the comments of the project, or of one card, by their numbers."""
    with project.reading():
        found = touchpoints.all_comments(project)
        cards = {one.id: one for one in touchpoints.all(project)} if found else {}
    return tuple(
        Said(number, one, cards[one.touchpoint].code, cards[one.touchpoint].title)
        for number, one in enumerate(found, 1)
        if (card is None or one.touchpoint == card) and not (only_open and one.closed)
    )


def numbered(project: Project, typed: Sequence[str]) -> list[Said]:
    """Return the comments of some numbers, as they were typed (``3`` or ``#3``).

    Raises:
        NotFound: there is none of that number.
    """
    by_number = {str(one.number): one for one in listed(project)}
    found = []
    for text in typed:
        one = by_number.get(text.strip().lstrip("#").lstrip("0"))
        if one is None:
            raise NotFound(
                f"There is no comment {clip(visible(text), 20)}: nothing was changed. "
                "They are listed by: sayso touchpoints comments"
            )
        found.append(one)
    return list(dict.fromkeys(found))


def comment(
    project: Project, card: TouchpointId, text: str, kind: CommentKind, author: str = ""
) -> None:
    """Say something about a card, which makes it held.

    Raises:
        UsageError: the text is blank, or text or author too long.
        NotFound: the card is gone.
    """
    said = _text(text, "A comment")
    who = short(author, facts.LONGEST_NAME, "The name of who says so")
    found = touchpoints.get(project, card)
    if found is None:
        raise NotFound("That card is gone; nothing was changed.")

    def write(change: Change) -> None:
        touchpoints.add_comment(change, card, said, kind=kind, author=who)

    label = f"{kind.value.title()} on {found.code}: {clip(visible(said), 40)}"
    act = facts.describing(project, card, {})
    board.beside(project, act, board.Beside(card, lambda _: label, write))


def reply(
    project: Project, one: Comment, answer: str | None = None, *, closed: bool | None = None
) -> bool:
    """Answer a comment, close or open it; False where that was so already.

    Raises:
        UsageError: the answer is too long.
        NotFound: the comment is gone.
    """
    given = _text(answer, "An answer", blank=True) if answer is not None else None
    state = "close" if closed else "open" if closed is not None else ""
    done = " and ".join(filter(None, ["answer" if given is not None else "", state]))
    with project.change(
        f"{done.capitalize()} the {one.kind.value}: {clip(visible(one.text), 40)}"
    ) as change:
        _there(change, [one.id])
        return touchpoints.edit_comment(change, one.id, answer=given, closed=closed)


def settle(project: Project, some: Sequence[Comment], *, closed: bool) -> int:
    """Close comments, or open them again, in one step; return for how many that is new.

    Raises:
        NotFound: one of them is gone.
    """
    if len(some) == 1:
        return int(reply(project, some[0], closed=closed))
    done = "Close" if closed else "Open"
    with project.change(f"{done} {counted(len(some), 'comment')}") as change:
        _there(change, [one.id for one in some])
        return sum(touchpoints.edit_comment(change, one.id, closed=closed) for one in some)


def _there(change: Change, some: Sequence[CommentId]) -> None:
    known = {one.id for one in touchpoints.all_comments(change)}
    if not known.issuperset(some):
        raise NotFound("That comment is gone; nothing was changed.")


def _text(typed: str, what: str, *, blank: bool = False) -> str:
    text = clean(typed)[0].strip()
    if not text and not blank:
        raise UsageError(f"{what} needs some text: nothing was stored.")
    if len(text) > LONGEST:
        raise UsageError(
            f"{what} has {len(text):,} characters, and {LONGEST:,} are the most. "
            "Nothing was stored."
        )
    return text
