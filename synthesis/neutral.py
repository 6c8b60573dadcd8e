"""Names for groups that praise and complain at once: the subject, and no side taken.

"Ambulance arrived quickly" would be half a truth where others waited for hours; "How quickly the
ambulance arrived" and "Mixed views on the waiting time" are true of all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from synthesis import clauses, polarity, terms
from synthesis import wordlists as wl
from synthesis.clauses import LONGEST, Candidate
from synthesis.cuts import FINITE
from synthesis.openers import strip_openers
from synthesis.tagging import Word

_DEGREES = {
    "quick": "quickly", "quicker": "quickly", "quickly": "quickly", "prompt": "promptly",
    "promptly": "promptly", "fast": "fast", "faster": "fast", "swiftly": "quickly",
    "soon": "soon", "sooner": "soon", "early": "early", "earlier": "early", "long": "long",
    "longer": "long", "often": "often", "well": "well", "better": "well", "clearly": "clearly",
    "easily": "easily", "slow": "quickly", "slowly": "quickly", "late": "late",
}  # fmt: skip
"""What says how something is done, and the word that leaves it open."""
_QUALITIES = {
    "quicker": "quick", "faster": "fast", "longer": "long", "shorter": "long", "short": "long",
    "better": "good", "clearer": "clear", "easier": "easy", "cheaper": "expensive",
    "warmer": "warm", "friendlier": "friendly", "kinder": "kind", "slow": "quick", "bad": "good",
    "poor": "good", "terrible": "good", "awful": "good", "rude": "polite", "impolite": "polite",
    "unhelpful": "helpful", "unfriendly": "friendly", "dirty": "clean", "noisy": "quiet",
    "difficult": "easy", "hard": "easy", "confusing": "clear", "unclear": "clear",
    "excellent": "good", "great": "good", "brilliant": "good", "lovely": "good",
    "fantastic": "good", "amazing": "good", "wonderful": "good", "horrible": "good",
    "uncomfortable": "comfortable", "late": "punctual",
}  # fmt: skip
"""A quality and the one that it is measured on: nobody asks how rude the staff are."""
_MEASURES = frozenset(_QUALITIES.values()) | wl.words(
    "caring professional efficient supportive welcoming knowledgeable respectful safe reliable"
)
_VAGUE = wl.words(
    "thing things lot bit way time times day days people one anything everything nothing something "
    "person need part point kind sort side place"
)
_MOST_OF_A_PHRASE = 3
_PLAIN_DEED = 0.45
_LEAST = 0.2


def said_by_both(texts: Sequence[str]) -> frozenset[str]:
    """Return the stems that both praise and complaint use: what they differ about."""
    sides: dict[int, set[str]] = {1: set(), -1: set()}
    for text in texts:
        if polarity.side(text):
            sides[polarity.side(text)].update(terms.bag(text))
    counts = Counter(word for text in texts for word in terms.bag(text))
    least = len(texts) * _LEAST
    return frozenset(word for word in sides[1] & sides[-1] if counts[word] >= least)


def from_note(text: str, note: int, shared: frozenset[str]) -> Iterator[Candidate]:
    """Yield what one remark is about, without the side that it takes.

    ``shared`` holds the stems that both sides use: no other word may name what they differ about.
    """
    for piece, _ in clauses.pieces(text):
        words = strip_openers(piece)
        if not words:
            continue
        for made, form in _how(words):
            if 3 <= len(made) <= LONGEST and shared & set(terms.stems(made[2:])):
                yield Candidate(tuple(made), form, note)
        for start, end in clauses.noun_phrases(words):
            named = [word.text for word in words[start : end + 1] if word.tag != "J"]
            if _is_subject(words[start : end + 1]) and shared & set(terms.stems(named)):
                yield Candidate(("mixed", "views", "on", *named), 0.6, note)
    for found in clauses.interactions(text, note):
        if found.form > _PLAIN_DEED and not polarity.claims(" ".join(found.words)):
            yield found


def _is_subject(span: Sequence[Word]) -> bool:
    return (
        len(span) <= _MOST_OF_A_PHRASE
        and not any(word.tag == "I" for word in span)
        and span[-1].low not in _VAGUE
        and not any(word.low in polarity.TAKING_SIDES for word in span)
    )


def _how(words: Sequence[Word]) -> Iterator[tuple[list[str], float]]:
    """Yield the clause as a question of degree: "how quickly the ambulance arrived"."""
    subject, at = _subject(words)
    if not subject or at >= len(words):
        return
    rest = words[at:]
    form = 0.9 if subject[0] not in {"they", "it", "he", "she"} else 0.4
    if rest[0].tag == "B":
        quality = next((w for w in rest[1:] if w.tag not in "RXDN"), None)
        if quality is not None and quality.tag == "J":
            shown = _QUALITIES.get(quality.low, quality.low)
            if shown in _MEASURES:
                yield ["how", shown, *subject, rest[0].low.replace("'s", "is")], form
    elif rest[0].tag in "TZV":
        degree = next((w for w in rest[1:4] if w.low in _DEGREES), None)
        if degree is not None and not any(w.tag in FINITE for w in rest[1:4]):
            between = [w.text for w in rest[1 : rest.index(degree)] if w.tag in "nDIO"]
            if all(w not in wl.FUNCTION_WORDS for w in between):
                yield ["how", _DEGREES[degree.low], *subject, rest[0].text, *between], form


def _subject(words: Sequence[Word]) -> tuple[list[str], int]:
    """Return the noun phrase that a clause begins with, with its article, and where it ends."""
    if words[0].tag == "P" and words[0].low in {"they", "it", "he", "she"}:
        return [words[0].low], 1
    at = 1 if words[0].tag in "DS" else 0
    begin = at
    while at < len(words) and words[at].tag in "nJ":
        at += 1
    if at == begin or words[at - 1].tag != "n":
        return [], 0
    shown = [w.text for w in words[begin:at] if w.tag == "n" or polarity.leaning([w]) == 0]
    return ["the", *shown], at


def mixed(subject: str) -> str:
    """Return the name of a divided group of which only a word is left to say."""
    return f"Mixed views on {subject}"
