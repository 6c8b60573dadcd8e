"""The map as a Mermaid ``journey``: for pages that draw such text (wikis, code hosts).

A touchpoint is a task with one mark out of five: how it feels, and no standing, which only claims
have.  Mermaid has no way to escape, and
loses text silently at signs of its own; whatever is not a plain letter, digit or harmless sign is
written as a numeric entity, which it draws as the sign.
"""

from __future__ import annotations

import re

from data.text import visible
from synthesis.map.findings import felt
from synthesis.map.model import Card, JourneyMap
from synthesis.render import words

_NEUTRAL = 3
FAR_APART = 1.0
"""A spread from which a mean says too little to stand without it."""
LONG = 60
"""Characters of a title; a task's box is 150 by 50 pixels and cuts the rest off."""

# Drawn as they are, wherever they stand; everything else goes in as an entity.  Letters outside
# ASCII pass by themselves.
_PLAIN = re.compile(r"[\w .?!/()\[\]&+'-]", re.UNICODE)
# A task or section that begins with a word of the grammar would be read as that.
_KEYWORD = re.compile(r"^(journey|title|section|acctitle|accdescr)\b", re.IGNORECASE)


def escape(text: str) -> str:
    """Return ``text`` as a name in any place of a journey; never empty."""
    shown = " ".join(visible(text).split())
    if not shown:
        return "-"
    written = "".join(char if _PLAIN.match(char) else _entity(char) for char in shown)
    if _KEYWORD.match(shown):
        written = _entity(shown[0]) + written[1:]
    return written


def _entity(char: str) -> str:
    return f"#{ord(char)};"


def render(journey_map: JourneyMap) -> str:
    """Return ``journey_map`` as the text of a Mermaid diagram."""
    header, badge = journey_map.header, journey_map.badge
    described = f"{words.tested(badge)}, {', '.join(words.badge_counts(badge))}, v{header.version}"
    lines = [
        "journey",
        f"  title {escape(words.subject(header))}",
        f"  accTitle: {escape(words.subject(header))}",
        f"  accDescr: {escape(described)}",
    ]
    actor = escape(header.persona or "everybody")
    for stage in journey_map.stages:
        # Neighbours of one name would be drawn as one: the number keeps them apart.
        lines.append(f"  section {escape(stage.name)}")
        lines += [f"    {_task(card, actor)}" for card in stage.cards]
        if not stage.cards:
            # A section without a task is not drawn, and an empty stage must look empty.
            what = "nothing heard yet" if stage.is_empty else "not drafted yet"
            lines.append(f"    {escape(what)}: {_NEUTRAL}: {actor}")
    return "\n".join(lines) + "\n"


def _task(card: Card, actor: str) -> str:
    emotion, basis = felt(card)
    score = _NEUTRAL if emotion is None else max(1, min(5, round(_NEUTRAL + emotion)))
    marks = [words.people_short(card.counts)]
    if not basis:
        marks.append("no feeling told")
    elif (apart := _apart(card, basis)) >= FAR_APART:
        marks.append(f"±{apart:.1f}")
    if card.is_disputed:
        marks.append(words.AGAINST)
    title = card.name if len(card.name) <= LONG else card.name[: LONG - 1] + "…"
    face = ", ".join(marks)
    return f"{escape(f'{card.code} {title} [{face}]')}: {score}: {actor}"


def _apart(card: Card, basis: str) -> float:
    """Return how far apart the feelings lie whose mean is the mark; 0 for a grade."""
    for side in ("customers", "staff"):
        if basis.startswith(side):
            return card.moods.sides[side].spread or 0.0
    return 0.0
