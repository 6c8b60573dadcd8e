"""Cutting candidate titles out of remarks: clauses that stand alone, and noun phrases.

A candidate begins where a clause begins and ends where nothing is cut from it; it never begins in
the reach of a negation or a condition, so what it says is what the remark says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from synthesis import asking, notestyle
from synthesis import english as en
from synthesis import interactions as effects
from synthesis import wordlists as wl
from synthesis.cuts import FINITE, cut_cost, has_subject
from synthesis.fillers import says_little
from synthesis.openers import strip_openers
from synthesis.tagging import Word, segments

LONGEST = 8
"""Words of a title at most."""
_LONGEST_DEED = 7
_UNCLEAR = 0.5
_POINTING = frozenset({"it", "them", "this", "that", "him", "her", "these", "those"})
_LAST_RESORT = -2.0
_GOOD = 0.5
_PHRASE, _FRAGMENT = -0.6, -0.7
_RAW = 12
_BREAKS = frozenset({"but", "because", "so", "cos"})
_THINKING = wl.words(
    "understand think know knew feel felt hope find found say said says thought believe guess"
)
_COUNTS = wl.words("much many more most such own same other few both all half")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A title that a remark offers: its words, and how well it stands alone (0 to 1)."""

    words: tuple[str, ...]
    form: float
    note: int


def pieces(text: str) -> tuple[tuple[tuple[Word, ...], str], ...]:
    """Return the remark's pieces between marks, tagged, with the mark that ends each."""
    return segments(text)


def beginning(text: str) -> tuple[list[str], bool]:
    """Return a remark's first piece in note style, and whether it is the whole remark.

    For want of any candidate; the words are as many as they are, empty where no style is known.
    """
    cut = segments(text)
    if not cut:
        return [], True
    return notestyle.style(strip_openers(cut[0][0])), len(cut) == 1


def whole(text: str) -> list[Candidate]:
    """Return a remark of one short clause as its only candidate, else nothing."""
    cut = segments(text)
    if len(cut) != 1:
        return []
    words = strip_openers(cut[0][0])
    styled = notestyle.style(words)
    if not 2 <= len(styled) <= LONGEST or _form(words, styled) < 0.8:
        return []
    return [Candidate(tuple(styled), 1.0, 0)]


def from_note(text: str, note: int) -> Iterator[Candidate]:
    """Yield the clauses of one remark in note style, the same words at most once a cut.

    Phrases without a subject are cut only from pieces that hold no clause.
    """
    for words in _main_pieces(text):
        places = list(_starts(words))
        found = False
        for start, base in places:
            if base > _PHRASE:
                for candidate in _from_place(words, start, base, note):
                    found = found or candidate.form >= _GOOD
                    yield candidate
        if not found:
            for start, base in places:
                if base <= _PHRASE:
                    yield from _from_place(words, start, base, note)


def _from_place(words: Sequence[Word], start: int, base: float, note: int) -> Iterator[Candidate]:
    for end, loss in _ends(words, start):
        span = words[start : end + 1]
        if start and _overruns(span, base):
            continue
        styled = notestyle.style(span)
        if 2 <= len(styled) <= LONGEST:
            yield Candidate(tuple(styled), base + _form(span, styled) - loss, note)


def interactions(text: str, note: int) -> Iterator[Candidate]:
    """Yield what a remark offers as the name of an interaction.

    -ing phrases first, then noun phrases, and its statements for want of anything better.
    """
    for words in _main_pieces(text):
        yield from _deeds(words, note)
        for start, end in noun_phrases(words):
            span = words[start : end + 1]
            styled = notestyle.style(span)
            if 1 <= len(styled) <= _LONGEST_DEED:
                yield Candidate(tuple(styled), _phrase_form(span), note)
        for end, loss in _ends(words, 0):
            styled = notestyle.style(words[: end + 1])
            if 2 <= len(styled) <= _LONGEST_DEED:
                form = _form(words[: end + 1], styled)
                yield Candidate(tuple(styled), _LAST_RESORT + 0.3 * form - loss, note)


def _main_pieces(text: str) -> Iterator[list[Word]]:
    """Yield the pieces of a remark that say something of their own, without their openers.

    A relative clause ("which is good") hangs on what went before, and what the next piece takes
    back ("want to save it, can't") was never said.
    """
    cut = segments(text)
    for at, (piece, mark) in enumerate(cut):
        words = strip_openers(piece)
        if not words or says_little(word.low for word in words):
            continue
        relative = words[0].low in {"which", "who"} and len(words) > 1 and mark != "?"
        if relative and words[1].tag in FINITE:
            continue
        following = cut[at + 1][0] if mark == "," and at + 1 < len(cut) else ()
        if following and len(following) < 3 and all(w.tag in "XMAP" for w in following):
            continue
        yield words


def _deeds(words: Sequence[Word], note: int) -> Iterator[Candidate]:
    """Yield the -ing phrases of one piece."""
    places = [0] if asking.to_do(words) else []
    for start in range(len(words)):
        at = effects.main_verb(words[start:])
        if at is not None and start + at not in places:
            places.append(start + at)
    for place in places:
        for end, loss in _ends(words, place):
            # From the piece's start, so that a passive or a negation before the verb is seen.
            phrase = effects.gerund_phrase(words[: end + 1], place)
            if 2 <= len(phrase) <= _LONGEST_DEED:
                form = 0.9 if place == places[0] else 0.7
                # "Explaining it well": what, stands in the half that is not told.
                form -= _UNCLEAR * (phrase[1].lower() in _POINTING)
                yield Candidate(tuple(phrase), form - loss, note)


def _phrase_form(span: Sequence[Word]) -> float:
    """Judge a noun phrase as a name: one word says too little, a hidden verb reads broken."""
    if len(span) == 1:
        return -1.0
    first = span[0].low
    if first in en.known_bases() and first not in wl.NOUN_VERBS:
        return -0.8
    return 0.5


def noun_phrases(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Yield (first, last) of the noun phrases, with one "of ..." part at most."""
    at = 0
    while at < len(words):
        if words[at].tag not in "nJ" and not (
            words[at].tag == "G" and at + 1 < len(words) and words[at + 1].tag == "n"
        ):
            at += 1
            continue
        end = at
        while end + 1 < len(words) and words[end + 1].tag in "nJ":
            end += 1
        while end > at and words[end].tag != "n":
            end -= 1
        if words[end].tag == "n":
            yield at, end
            longer = _of_part(words, end)
            if longer is not None:
                yield at, longer
        at = end + 1


def _of_part(words: Sequence[Word], end: int) -> int | None:
    at = end + 1
    if at + 1 >= len(words) or words[at].low not in {"of", "for", "with", "at", "in", "to"}:
        return None
    at += 1
    while at < len(words) and words[at].tag in "DSJQ":
        at += 1
    if at >= len(words) or words[at].tag != "n":
        return None
    while at + 1 < len(words) and words[at + 1].tag == "n":
        at += 1
    return at


def _starts(words: Sequence[Word]) -> Iterator[tuple[int, float]]:
    """Yield where a candidate may begin, with a bonus (or malus) for the kind of place."""
    doubted = False
    asked = False
    for at, word in enumerate(words):
        if at == 0:
            yield 0, 0.0
        else:
            before = words[at - 1]
            if before.low in _BREAKS:
                doubted = asked = False
            if not doubted:
                bonus = _start_inside(words, at, before, asked)
                if bonus is not None:
                    yield at, bonus
        if word.tag == "X" or word.low in wl.CONDITIONS | wl.NEGATIONS | {"only"}:
            doubted = True
        if word.tag == "W" or word.low in {"when", "where"} or (at == 0 and word.tag in "MAB"):
            asked = True


def _overruns(span: Sequence[Word], base: float) -> bool:
    """True where a phrase that began without a subject runs into somebody else's verb."""
    if base > _PHRASE and span[0].tag not in "VTNG":
        return False
    for at, word in enumerate(span):
        if at and word.tag in FINITE:
            tied = any(w.tag in "UWPC" for w in span[:at])
            if base == _FRAGMENT or (word.tag in "BHM" and not tied):
                return True
    return False


def _start_inside(words: Sequence[Word], at: int, before: Word, asked: bool) -> float | None:
    word = words[at]
    if before.low == "that" and at > 1 and words[at - 2].tag == "n":
        return None  # "the service that I had": nothing stands alone in there
    if before.low in _BREAKS | {"and", "that", "although", "then"} and has_subject(words, at):
        return None if asked and before.low == "that" else 0.0
    if word.low in {"no", "lack", "too"} and before.tag not in "DSJWR":
        return -0.1 if word.low != "too" else -0.3
    if word.tag == "V" and before.tag == "t":
        return _PHRASE
    if word.tag == "G" and before.tag in "ICVZTB":
        return -0.2
    if before.tag in "VZT" and before.low in _THINKING and has_subject(words, at):
        return None if asked else -0.05
    if word.tag in "VT" and before.low == "and" and not asked:
        return -0.15
    if word.tag in "DSnJ" and before.tag not in "DSJnQXCGWRMABPt" and word.low not in _COUNTS:
        if has_subject(words, at):
            return None if asked or before.tag in "IVZTNGH" else -0.15
        return None if asked and before.tag == "U" else _FRAGMENT
    return None


def _ends(words: Sequence[Word], start: int) -> Iterator[tuple[int, float]]:
    """Yield where the candidate that begins at ``start`` may end, with what the cut costs."""
    for end in range(start, min(len(words), start + _RAW)):
        loss = cut_cost(words, start, end)
        if loss is not None:
            yield end, loss


def _form(span: Sequence[Word], styled: Sequence[str]) -> float:
    """Judge how far a candidate reads as a statement: 1 for a clause, 0.35 for a mere phrase."""
    tags = "".join(word.tag for word in span)
    if styled[0].lower() in {"asks", "unclear", "wants", "needs"}:
        return 1.0
    if styled[0].lower() in {"is", "was", "are", "were"}:
        return 0.2
    first = span[0]
    if first.low in {"it", "he", "she", "this", "that", "they", "these", "those"} and (
        styled[0].lower() == first.low
    ):
        return 0.6 if any(t in FINITE for t in tags) else 0.2
    if first.tag in ("W", "M", "A", "B") or first.low in {"when", "where"}:
        return _question_form(first, tags, styled)
    if first.low in {"not", "no", "too", "lack"}:
        return 0.9
    if first.tag in "VTN":
        return 0.95
    if first.tag == "G":
        return 0.75
    if first.tag in "ICU" or tags[:2] == "tB":
        return -0.5
    if first.tag == "R":
        return 0.5
    verbs = [at for at, tag in enumerate(tags) if tag in FINITE]
    if verbs and verbs[0] > 0:
        # "the day it comes" is a phrase with a clause inside, not a clause.
        return 0.3 if "nP" in tags[: verbs[0]] else 1.0
    if "N" in tags or "X" in tags:
        return 0.8
    return 0.4


def _question_form(first: Word, tags: str, styled: Sequence[str]) -> float:
    """Judge what opens like a question: without a predicate it is none."""
    if styled[0].lower() in {"can", "could", "may", "might", "would"}:
        return 0.5
    if first.tag == "B" and not any(t in "VNTGJXW" for t in tags[1:]):
        return -0.5
    return 0.8 if any(t in "VZTNGB" for t in tags) else -0.5
