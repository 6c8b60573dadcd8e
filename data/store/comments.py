"""What people say about touchpoints: comments, suggestions, questions and challenges."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from data.errors import UsageError
from data.records import Comment, CommentId, CommentKind, TouchpointId
from data.store import touchpoints
from data.text import clean

if TYPE_CHECKING:
    from data.store.change import Change
    from data.store.common import Reader

# ruff: noqa: A001


def all(reader: Reader, touchpoint_id: TouchpointId | None = None) -> tuple[Comment, ...]:
    """The comments of the project, or of one touchpoint, in the order of their time."""
    where = "" if touchpoint_id is None else " WHERE touchpoint = ?"
    return tuple(
        Comment(
            CommentId(one),
            TouchpointId(card),
            CommentKind(kind),
            text,
            datetime.fromisoformat(at),
            author,
            answer,
            bool(closed),
        )
        for one, card, kind, text, at, author, answer, closed in reader.connection.rows(
            "SELECT id, touchpoint, kind, text, at, author, answer, closed FROM comment"
            f"{where} ORDER BY at, id",
            () if touchpoint_id is None else (touchpoint_id,),
        )
    )


def add(
    change: Change,
    touchpoint_id: TouchpointId,
    text: str,
    *,
    kind: CommentKind = CommentKind.COMMENT,
    author: str = "",
) -> CommentId:
    """Say something about a touchpoint, which makes it held.

    Raises:
        UsageError: the text is blank.
        UnknownName: there is no such touchpoint.
    """
    if not text.strip():
        raise UsageError("A comment needs some text: nothing was stored.")
    touchpoints.hold(change, touchpoint_id)
    made = change.make(
        "comment",
        touchpoint=touchpoint_id,
        kind=kind,
        author=author.strip(),
        text=clean(text)[0],
        at=change.at,
        answer="",
        closed=False,
    )
    return CommentId(made)


def edit(
    change: Change,
    comment_id: CommentId,
    *,
    answer: str | None = None,
    closed: bool | None = None,
    touchpoint: TouchpointId | None = None,
) -> bool:
    """Answer a comment, close or open it, or put it on another card; False if nothing differs."""
    given = {"answer": answer, "closed": closed, "touchpoint": touchpoint}
    fields = {name: value for name, value in given.items() if value is not None}
    return change.edit("comment", comment_id, **fields)
