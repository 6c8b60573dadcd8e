"""A card's notes as the panel beside the board shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from capture.literal import line, literal
from data.text import counted

if TYPE_CHECKING:
    from capture.jobs.board import CardNotes

_MOST = 60


def beside(found: CardNotes | None) -> Content:
    """Return a card's notes, those that fit least first, and what nearly belongs."""
    if found is None:
        return Content("")
    card = found.card
    parts = [
        literal(f"{card.code} {card.title}", "bold", most=200),
        literal(f"{counted(len(found.notes), 'note')} · Enter opens it", "dim"),
    ]
    for one in found.notes[:_MOST]:
        sign = "− " if one.against else "? " if one.is_outlier else "+ " if one.joined else ""
        parts += [
            Content(""),
            literal(f"{sign}{one.text}", most=400),
            line(f"  {one.why()}", 200, "dim"),
        ]
    if len(found.notes) > _MOST:
        parts += [Content(""), literal(f"and {len(found.notes) - _MOST} more", "dim")]
    if found.nearly:
        parts += [Content(""), literal("Nearly belong here", "bold")]
        for near in found.nearly:
            parts += [
                literal(near.text, most=300),
                literal(f"  {near.likeness:.2f} · now on {near.card}", "dim"),
            ]
    for comment in found.comments:
        who = f" ({comment.author})" if comment.author else ""
        look = "dim" if comment.closed else ""
        parts += [
            Content(""),
            literal(f"{comment.kind.value}{who}: {comment.text}", look, most=400),
        ]
        if comment.answer:
            parts.append(literal(f"  → {comment.answer}", look, most=400))
    return Content("\n").join(parts)
