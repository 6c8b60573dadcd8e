"""What stands before the text: a card's code, a speaker, or the colon that says "no speaker"."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from data.records import ParticipantId
from data.shorthand.model import Hint, NewSpeaker, Role, Span, Speaker
from data.shorthand.names import Index, code_key, slip_likeness
from data.text import clip, fold, visible

_FARTHEST = 120  # a colon further into the line closes no name
_CODE = re.compile(r"[pt]0*\d{1,6}", re.IGNORECASE | re.ASCII)
_NAME_MARKS = frozenset(" .,'’-‐–&()")
_NEW_MARKS = frozenset(" .'’-‐–&")
_SLIP = 0.72  # likeness from which a name is offered for one that nobody has


@dataclass(frozen=True, slots=True)
class Opening:
    """What opens a line; ``text_at`` is where the text begins."""

    text_at: int = 0
    card: str | None = None
    speaker: ParticipantId | None = None
    new_speaker: NewSpeaker | None = None
    spans: tuple[Span, ...] = ()
    hints: tuple[Hint, ...] = ()


def read_opening(head: str, index: Index) -> Opening:
    """Read what opens ``head`` (a line without its tail): a card, then at most one speaker."""
    card, at = None, 0
    spans: tuple[Span, ...] = ()
    colon = _colon(head, 0)
    if colon > 0:
        card = index.cards.get(code_key(_typed(head, 0, colon)))
    if card is not None and code_key(card) not in index.people:
        at, spans = _after(head, colon), (Span(0, colon + 1, Role.CARD),)
    else:
        card = None
    opening = _read_speaker(head, at, index)
    return replace(opening, card=card, spans=spans + opening.spans)


def opens_with_name(text: str, index: Index, *, after_card: bool = False) -> bool:
    """True where ``text``, standing at the line's start or after a card, would lose its opening."""
    opening = _read_speaker(text, 0, index) if after_card else read_opening(text, index)
    return bool(opening.spans)


def _colon(head: str, start: int) -> int:
    """Return where the colon is that could close an opener at ``start``, or -1."""
    colon = head.find(":", start, start + _FARTHEST)
    if colon < 0 or (colon + 1 < len(head) and not head[colon + 1].isspace()):
        return -1
    return -1 if "\n" in head[start:colon] else colon


def _after(head: str, colon: int) -> int:
    """Return where the text begins: the white space after the colon belongs to the opener."""
    return min(colon + 2, len(head))


def _typed(head: str, start: int, colon: int) -> str:
    """Return the name before the colon, less the one space that French typing puts there."""
    if colon > start and head[colon - 1] in " \u00a0\u202f":
        colon -= 1
    return head[start:colon]


def _read_speaker(head: str, start: int, index: Index) -> Opening:
    colon = _colon(head, start)
    if colon < 0:
        return Opening(start)
    end = colon + 1
    if colon == start:
        return Opening(_after(head, colon), spans=(Span(start, end, Role.NO_SPEAKER),))
    typed = _typed(head, start, colon)
    fits, new = _who(typed, index)
    if len(fits) == 1:
        span = Span(start, end, Role.SPEAKER)
        return Opening(_after(head, colon), speaker=fits[0].id, spans=(span,))
    if new is not None and not fits:
        span = Span(start, end, Role.NEW_SPEAKER)
        return Opening(_after(head, colon), new_speaker=new, spans=(span,))
    hint = _hint(typed, fits, start, index)
    return Opening(start, hints=(hint,) if hint else ())


def _who(typed: str, index: Index) -> tuple[list[Speaker], NewSpeaker | None]:
    """Return the people whom ``typed`` fits, and the one whom it would make."""
    if not typed:
        return [], None
    person = index.people.get(code_key(typed))
    if person is not None:
        return [person], None
    name, slash, team = typed.partition("/")
    if slash:
        if not (_is_plausible(name, least=2) and (not team or _is_plausible(team, least=1))):
            return [], None
        return _same_person(name, team, index), NewSpeaker(name, team)
    if typed[0].isspace() or typed[-1].isspace() or not _has_only(typed, _NAME_MARKS):
        return [one for _, one in index.names if one.name == typed], None
    folded = fold(typed)
    fits = [one for name, one in index.names if name == folded]
    if not fits and len(folded) >= 2 and folded[0].isalpha():
        fits = [one for name, one in index.names if name.startswith(folded)]
    return fits, None


def _same_person(name: str, team: str, index: Index) -> list[Speaker]:
    """Return who is on the roster under this very name, so that nobody is made twice.

    Two people of one name are told apart by their teams; a team that is not known fits any.
    """
    folded, side = fold(name), fold(team)
    namesakes = [one for known, one in index.names if known == folded]
    same_team = [one for one in namesakes if fold(one.team) == side]
    if same_team or (side and any(one.team for one in namesakes)):
        return same_team or [one for one in namesakes if not one.team]
    return namesakes


def _has_only(name: str, marks: frozenset[str]) -> bool:
    return all(
        char in marks or char.isalnum() or unicodedata.category(char)[0] == "M" for char in name
    )


def _is_plausible(name: str, least: int) -> bool:
    """True where ``name`` may name a person or a team: short, and nothing of a web address.

    A person's name begins with a letter and has two; a team may be called ``2``.
    """
    if not name or len(name) > 40 or not name[0].isalnum() or name[-1].isspace():
        return False
    if least > 1 and not name[0].isalpha():
        return False
    return len(name.split()) <= 4 and len(fold(name)) >= least and _has_only(name, _NEW_MARKS)


def _hint(typed: str, fits: list[Speaker], start: int, index: Index) -> Hint | None:
    shown, end = visible(typed), start + len(typed)
    if fits:
        names = tuple(visible(f"{one.code} {one.name}".strip()) for one in fits)
        message = f"“{shown}” fits {listed(names)}; nobody was taken."
        return Hint(typed, message, tuple(one.code for one in fits), start, end)
    if _CODE.fullmatch(typed):
        message = f"There is no {shown.upper()} here; it was kept as text."
        return Hint(typed, message, (), start, end)
    folded = fold(typed)
    if len(folded) < 3 or len(typed) > 40 or "/" in typed:
        return None
    near = [one for name, one in index.names if slip_likeness(folded, name) >= _SLIP][:3]
    if not near:
        return None
    names = tuple(visible(one.name) for one in near)
    message = f"Nobody here is called “{shown}”; did you mean {listed(names)}?"
    return Hint(typed, message, names, start, end)


def listed(names: tuple[str, ...]) -> str:
    """Return a few names in a sentence; of many, the first three and how many more."""
    shown = [clip(name, 40) for name in names[:3]]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(shown) + more
