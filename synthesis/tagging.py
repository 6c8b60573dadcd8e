"""Words of a remark with rough word classes: the ground that clauses are cut from.

Tags are one letter: ``D`` determiner, ``S`` possessive, ``P`` subject pronoun, ``O`` object
pronoun, ``B`` be, ``H`` have, ``A`` do, ``M`` modal, ``X`` negation, ``I`` preposition, ``C``
coordinator, ``U`` subordinator, ``W`` question word, ``R`` adverb, ``J`` adjective, ``Q`` number,
``t`` to, ``n`` noun, and verbs: ``V`` base, ``Z`` -s form, ``T`` past tense, ``N`` participle,
``G`` -ing form.

There is no trained tagger behind it, on purpose.  Those whose weights come with a package are under
share-alike terms, are pickles, or are one author's first version; and they learnt from edited
sentences, while remarks are half sentences ("phone rings out, no one picks up").  A title only
needs to know where a clause may begin and end: closed classes, the forms of some thousand verbs
and a word's neighbours decide that, and a wrong title can be traced to a rule and mended.
The price is English only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from synthesis import english as en
from synthesis import wordlists as wl

_LONGEST = 1_500
"""Characters of a remark that are looked at: a title is not hidden behind them."""

_TOKEN = re.compile(
    r"\d+(?:[.,:]\d+)*(?:%|[^\W\d_]{1,4}\b)?|[^\W\d_]+(?:['’\-&][^\W_]+)*['’]?|[£$€]\d[\d.,]*|\S"
)
_LATIN = re.compile(r"\b(?:e\.?g|i\.e)\.?(?=\W|$)", re.IGNORECASE)  # "e.g.", "i.e.": a pause
_MARK = re.compile(r"[^\w£$€]")
_SPLIT = re.compile(r"^(.+?)(n't|'s|'m|'re|'ve|'ll|'d)$", re.IGNORECASE)
_BARE = {
    "dont": ("do", "n't"),
    "doesnt": ("does", "n't"),
    "didnt": ("did", "n't"),
    "cant": ("ca", "n't"),
    "wont": ("wo", "n't"),
    "couldnt": ("could", "n't"),
    "wouldnt": ("would", "n't"),
    "shouldnt": ("should", "n't"),
    "hasnt": ("has", "n't"),
    "havent": ("have", "n't"),
    "hadnt": ("had", "n't"),
    "isnt": ("is", "n't"),
    "wasnt": ("was", "n't"),
    "arent": ("are", "n't"),
    "werent": ("were", "n't"),
    "cannot": ("can", "not"),
    "im": ("i", "'m"),
    "ive": ("i", "'ve"),
    "wanna": ("want", "to"),
    "gonna": ("going", "to"),
    "theres": ("there", "'s"),
    "whats": ("what", "'s"),
    "youre": ("you", "'re"),
    "theyre": ("they", "'re"),
}
_OPENING = wl.FUNCTION_WORDS - wl.BE - wl.HAVE - wl.MODALS - {"of", "and", "or", "in"}
_PLURALS = wl.words("people folk staff police children men women kids everyone nobody")
_S_IS = wl.SUBJECTS | wl.QUESTION_WORDS | {"that", "here", "this", "let"}


@dataclass(frozen=True, slots=True)
class Word:
    """One word: as it was written, in lower case, and its tag."""

    text: str
    low: str
    tag: str


@lru_cache(maxsize=8192)
def segments(text: str) -> tuple[tuple[tuple[Word, ...], str], ...]:
    """Cut a remark at its marks; each piece comes with the mark that ends it.

    Remembered, since a remark is looked at as itself and as its neighbours' rival.
    """
    pieces: list[tuple[tuple[Word, ...], str]] = []
    words: list[str] = []
    shouted = _is_shouted(text)
    for token in _TOKEN.findall(_LATIN.sub(",", text[:_LONGEST].replace("’", "'"))):
        if _MARK.fullmatch(token[0]) and len(token) == 1:
            if token in "\"'“”‘*_~`":
                continue
            if words:
                pieces.append((tag(_lowered(words) if shouted else words), token))
                words = []
            continue
        words.extend(_parts(token))
    if words:
        pieces.append((tag(_lowered(words) if shouted else words), ""))
    return tuple(pieces)


def _is_shouted(text: str) -> bool:
    if not text[:40].isupper():
        return False
    letters = [c for c in text[:_LONGEST] if c.isalpha()]
    return len(letters) > 11 and sum(c.isupper() for c in letters) > 0.6 * len(letters)


def _lowered(words: list[str]) -> list[str]:
    return [word.lower() for word in words]


def _parts(token: str) -> tuple[str, ...]:
    """Split a contraction, so that negation is a word of its own: don't -> do n't."""
    low = token.lower()
    if token == "l":
        return ("I",)
    if low in _BARE:
        return _BARE[low]
    found = _SPLIT.match(token)
    if not found:
        return (token.strip("'") or token,)
    head, tail = found.groups()
    if tail.lower() == "'s" and head.lower() not in _S_IS:
        return (token,)
    return head, tail.lower()


def tag(words: list[str]) -> tuple[Word, ...]:
    """Tag a run of words from left to right."""
    lows = [word.lower() for word in words]
    tags: list[str] = []
    for at, low in enumerate(lows):
        following = lows[at + 1] if at + 1 < len(lows) else ""
        tags.append(_tag_one(low, tags, lows, following))
    return tuple(Word(*row) for row in zip(words, lows, tags, strict=True))


_CLASS_ROWS = (
    ("S", wl.POSSESSIVES),
    ("B", wl.BE),
    ("H", wl.HAVE),
    ("A", wl.DO),
    ("M", wl.MODALS),
    ("W", wl.QUESTION_WORDS - {"when", "where", "whose"}),
    ("U", wl.SUBORDINATORS),
    ("C", wl.COORDINATORS),
    ("P", wl.SUBJECTS),
    ("O", wl.OBJECTS),
    ("D", wl.DETERMINERS),
    ("I", wl.PREPOSITIONS),
    ("R", wl.ADVERBS),
    ("J", wl.ADJECTIVES),
)
_CLASSES = {word: name for name, words in reversed(_CLASS_ROWS) for word in words}
"""The class of every word of a closed class; the first row that holds a word decides."""


def _closed(low: str, previous: str, following: str) -> str:
    """Return the tag of a word of a closed class, else an empty string."""
    if low == "to":
        return "t"
    if low in {"n't", "not", "never", "cannot"}:
        return "X" if low != "cannot" else "M"
    if low == "no" or low == "without":
        return "D" if low == "no" else "I"
    if low in {"that", "this", "these", "those"} and _verbal(following):
        return "P"
    if low == "her" and (not following or following in wl.FUNCTION_WORDS):
        return "O"
    if low in {"so", "as", "rather", "yet", "there"} and previous in "BZ" and previous:
        return "R"
    return _CLASSES.get(low, "")


def _verbal(low: str) -> bool:
    if low in wl.BE or low in wl.HAVE or low in wl.DO or low in wl.MODALS:
        return True
    known = en.verb_forms().get(low)
    return bool(known) and low not in wl.NOUN_VERBS


def _tag_one(low: str, tags: list[str], lows: list[str], following: str) -> str:
    previous = tags[-1] if tags else ""
    if low[0].isdigit() or low[0] in "£$€" or low in wl.NUMBERS:
        return "Q"
    if low == "like" and next((t for t in reversed(tags) if t != "R"), "") == "P":
        return "V"
    closed = _closed(low, previous, following)
    forms = en.verb_forms().get(low)
    if closed and not (closed == "J" and forms and previous in ("t", "M")):
        return closed
    if not forms:
        ending = en.by_ending(low)
        if ending == "T":
            return _past_or_participle(tags)
        if ending == "n" and previous in ("t", "M") and len(low) > 2:
            return "V" if previous == "M" or following in wl.FUNCTION_WORDS else "n"
        return "J" if ending == "G" and previous in "DSJ" and following and previous else ending
    return _verb_tag(low, forms[1], tags, lows, following)


def _past_or_participle(tags: list[str]) -> str:
    """Tell "was cancelled" and "the cancelled visit" from "they cancelled"."""
    for previous in reversed(tags):
        if previous in "BH":
            return "N"
        if previous in "DSJI":
            return "J" if previous != "I" else "N"
        if previous not in "RX":
            return "T"
    return "T"


def _verb_tag(low: str, forms: str, tags: list[str], lows: list[str], following: str) -> str:
    previous = tags[-1] if tags else ""
    nouny = low in wl.NOUN_VERBS or low.rstrip("s") in wl.NOUN_VERBS
    behind = next((t for t in reversed(tags) if t not in "RX"), "")
    if "G" in forms:
        return (
            "J"
            if previous in ("D", "S") and following and following not in wl.FUNCTION_WORDS
            else "G"
        )
    if "V" in forms and (behind in ("M", "A", "t") or _inverted(tags)):
        return "V"
    if behind == "P" and previous != "D":
        return _first(forms, "TZV")
    if previous == "W" and lows[len(tags) - 1] in {"what", "which", "whose"}:
        return "n" if following not in wl.FUNCTION_WORDS or nouny else _first(forms, "ZTV")
    if previous in ("D", "S", "J", "Q", "I"):
        return "J" if "N" in forms and "V" not in forms else "n"
    if behind in ("B", "H"):
        return "N" if "N" in forms else "n"
    opens = following in _OPENING
    if not tags or previous in "CU":
        if "V" in forms:
            return "V" if not nouny or opens or following not in wl.FUNCTION_WORDS | {""} else "n"
        return _first(forms, "TZ") if not nouny or opens else "n"
    if previous == "G" and nouny:
        return "n"
    if previous == "n":
        return _after_noun(forms, lows[len(tags) - 1], nouny=nouny, opens=opens)
    return _first(forms, "TVZ") if not nouny or opens else "n"


def _after_noun(forms: str, noun: str, *, nouny: bool, opens: bool) -> str:
    """Tell "bills stay" and "the phone rings" from "waiting times" and "phone calls"."""
    plural = noun.endswith("s") or noun in _PLURALS
    if "T" in forms:
        return "T"
    if nouny and not opens:
        return "n"
    agrees = ("Z" in forms and not plural) or ("V" in forms and plural)
    return _first(forms, "ZV") if agrees or not nouny else "n"


def _inverted(tags: list[str]) -> bool:
    """True after "do you", "can the bank": the verb that follows is the base form."""
    if len(tags) < 2 or tags[-1] not in "Pn":
        return False
    helper = next((at for at in (len(tags) - 2, len(tags) - 3) if at >= 0 and tags[at] in "AM"), -1)
    if helper < 0 or any(t in "VZTN" for t in tags[-3:]):
        return False
    # "The neighbour does the school run" asks nothing: there the helper has its subject already.
    return helper == 0 or tags[helper - 1] not in "nPO"


def _first(forms: str, order: str) -> str:
    return next((tag for tag in order if tag in forms), forms[0])
