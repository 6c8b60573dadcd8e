"""Reading what opens a typed line: a card, a speaker, or somebody whom nobody here is."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from data.records import ParticipantId
from data.shorthand.finder import code_key
from data.shorthand.model import Hint, NewSpeaker, Role, Span, Speaker
from data.shorthand.names import Index
from data.shorthand.strangers import may_be_name, split_names
from data.text import clip, fold, visible

_FARTHEST = 120  # a colon further into the line closes no name
_CODE = re.compile(r"[pt]0*\d{1,6}", re.IGNORECASE | re.ASCII)
_NAME_MARKS = frozenset(" .,'’-‐–&()")
_NEW_MARKS = frozenset(" .'’-‐–&")


@dataclass(frozen=True, slots=True)
class Opening:
    """What opens a line; ``text_at`` is where the text begins, ``stranger`` as in a `Shorthand`."""

    text_at: int = 0
    card: str | None = None
    speaker: ParticipantId | None = None
    new_speaker: NewSpeaker | None = None
    stranger: str = ""
    spans: tuple[Span, ...] = ()
    hints: tuple[Hint, ...] = ()


def read_opening(head: str, index: Index) -> Opening:
    """Read what opens ``head`` (a line without its tail): a card, then at most one speaker."""
    card, at = None, 0
    spans: tuple[Span, ...] = ()
    colon = _colon(head, 0)
    if colon > 0:
        card = index.cards.get(code_key(_typed(head, 0, colon)))
    if card is not None and not index.speakers.by_code(card):
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
    is_stranger = not fits and _is_stranger(typed, index)
    hint = _hint(typed, fits, start, index)
    if hint is None and is_stranger:
        opener = head[start:] if not head[end:].strip() else ""
        hint = _stranger_hint(typed, start, index, opener)
    return Opening(
        start, stranger=typed if is_stranger else "", hints=(hint,) if hint is not None else ()
    )


def _is_stranger(typed: str, index: Index) -> bool:
    """True where ``typed`` looks like people, and not all of them are here as one speaker is."""
    if typed != typed.strip():
        return False
    if _CODE.fullmatch(typed):
        return typed[0] in "pP"
    return all(
        index.speakers.find(name, least=2) or (may_be_name(name) and not index.every.exact(name))
        for name in split_names(typed) or ("",)
    )


def _stranger_hint(typed: str, start: int, index: Index, opener: str) -> Hint:
    """Point at a speaker whom nobody here is.

    While the line is nothing but an ``opener`` Tab may make somebody of it; later Tab is for tags.
    """
    shown, names = clip(visible(typed), 30), split_names(typed)
    if len(names) == 1:
        message = f"“{shown}” is nobody here, so it is text. “{shown}/:” makes a person."
        return Hint(opener or typed, message, start, (f"{typed}/: ",) if opener else ())
    first, second, *_ = (
        clip(visible(name), 15) + ("" if index.speakers.find(name, least=2) else "/")
        for name in names
    )
    message = (
        f"“{shown}” is text: a line has one speaker. Type “{first}:”, then “{second}:” to agree."
    )
    return Hint(typed, message, start)


def _who(typed: str, index: Index) -> tuple[list[Speaker], NewSpeaker | None]:
    """Return the people whom ``typed`` fits, and the one whom it would make."""
    if not typed:
        return [], None
    coded = index.speakers.by_code(typed)
    if coded:
        return coded, None
    name, slash, team = typed.partition("/")
    if slash:
        if not (_is_plausible(name, least=2) and (not team or _is_plausible(team, least=1))):
            return [], None
        return _same_person(name, team, index), NewSpeaker(name, team)
    if typed[0].isspace() or typed[-1].isspace() or not _has_only(typed, _NAME_MARKS):
        return [one for one in index.speakers.exact(typed) if one.name == typed], None
    if fold(typed)[:1].isalpha():
        return index.speakers.find(typed, least=2), None
    return index.speakers.exact(typed), None


def _same_person(name: str, team: str, index: Index) -> list[Speaker]:
    """Return who is on the roster under this very name, so that nobody is made twice.

    Two people of one name are told apart by their teams; a team that is not known fits any.
    """
    side, namesakes = fold(team), index.speakers.exact(name)
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
    shown = visible(typed)
    if fits:
        names = tuple(visible(f"{person.code} {person.name}".strip()) for person in fits)
        message = f"“{shown}” fits {listed(names)}; nobody was taken."
        return Hint(typed, message, start, tuple(person.code for person in fits))
    if _CODE.fullmatch(typed):
        return Hint(typed, f"There is no {shown.upper()} here; it was kept as text.", start)
    near = index.speakers.alike(typed) if len(typed) <= 40 and "/" not in typed else []
    if not near:
        return None
    names = tuple(visible(person.name) for person in near)
    message = f"Nobody here is called “{shown}”; did you mean {listed(names)}?"
    return Hint(typed, message, start, names)


def listed(names: tuple[str, ...]) -> str:
    """Return a few names in a sentence; of many, the first three and how many more."""
    shown = [clip(name, 40) for name in names[:3]]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(shown) + more
