"""Cutting candidate titles out of remarks: clauses that stand alone, and noun phrases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from synthesis.titles import english, notestyle
from synthesis.titles.english import Word, segments

FINITE = "BHMAZTV"
"""Tags of the words that can make a clause of a phrase."""
_NO_END = "DSCUWtMBHAXI"
_CUT_BEFORE = {"R": 0.1, "t": 0.2, "D": 0.25, "Q": 0.25, "I": 0.08, "W": 0.15, "U": 0.05}
_WEAK_END = english.words(
    "very too so quite even still also just really as only more most less again there then a lot "
    "bit kind sort able due according based rather almost nearly such currently always"
)
_HANGING = english.words("if unless when while until after before since as because whether than")
_WITH_PREPOSITION = english.words(
    "look care deal depend rely listen talk speak cope belong lead refer"
)
_COUNTED_FROM = english.words("before prior after late later early earlier ago from")
_FREE_PARTICLES = english.words("out up down off back away over through around")
_WITH_IN = english.words("log sign check turn switch hand fill let move carry clock")


def has_subject(words: Sequence[Word], at: int) -> bool:
    """True where a subject with its finite verb begins."""
    for place, word in enumerate(words[at : at + 6]):
        if word.tag in FINITE:
            return place > 0
        if place and word.tag == "P":
            return False
        if word.tag not in "PDSJnQRO":
            return False
    return False


def cut_cost(words: Sequence[Word], start: int, end: int) -> float | None:
    """Return the cost of ending after ``end``; None where the cut would break a phrase."""
    last = words[end]
    following = words[end + 1] if end + 1 < len(words) else None
    if _unfinished(words, start, end):
        return None
    if following is None:
        return 0.0
    if _splits(words, end) or _hangs_on(words, start, end):
        return None
    if last.tag in "VZTNG":
        return _cut_after_verb(last, following)
    ahead = next((w for w in words[end + 1 :] if w.tag not in "RX"), following)
    if ahead.tag in FINITE:
        said = any(w.tag in FINITE or w.tag == "U" for w in words[start:end])
        return None if said else 0.5
    if following.tag == "C":
        beyond = words[end + 2] if end + 2 < len(words) else None
        clause = beyond is not None and has_subject(words, end + 2)
        return 0.05 if clause else 0.2
    if last.tag == "O":
        return 0.3
    return _CUT_BEFORE.get(following.tag, 0.12)


def _hangs_on(words: Sequence[Word], start: int, end: int) -> bool:
    """True where the end waits for more: "was offered it but hour", "two hours" of "before"."""
    if end <= start:
        return False
    before = words[end - 1]
    ahead = words[end - 2].low if end - 2 > start and before.tag in "DQS" else ""
    if "but" in (before.low, ahead):
        return True
    counted = before.tag == "Q" and words[end].tag == "n"
    return counted and words[end + 1].low in _COUNTED_FROM


def _is_particle(verb: Word, last: Word) -> bool:
    """True for the second half of a verb: "ring out", "log in", but not "park in"."""
    if last.tag != "I" or verb.tag not in "VZTNGO":
        return False
    return last.low in _FREE_PARTICLES or (
        last.low in {"in", "on"} and english.base_of(verb.low) in _WITH_IN
    )


def _cut_after_verb(last: Word, following: Word) -> float | None:
    if last.low in english.TRANSITIVE or following.low in english.PARTICLES:
        return None
    if following.tag in "IU" and english.base_of(last.low) in _WITH_PREPOSITION:
        return None
    if last.tag == "N" and following.tag in "IUCR":
        return 0.1
    if following.tag in "UC":
        return 0.1
    return None


def _unfinished(words: Sequence[Word], start: int, end: int) -> bool:
    """True where the last word waits for another: a determiner, a bare "if it rains"."""
    last = words[end]
    closing = end + 1 == len(words)
    if last.tag in _NO_END and not (end > start and _is_particle(words[end - 1], last)):
        return True
    if words[start].low in _HANGING and not closing:
        return True
    if last.tag == "P" and (end == start or not closing):
        return True
    return end > start and (last.tag + words[end - 1].tag) in {"RI", "JD"}


def _splits(words: Sequence[Word], end: int) -> bool:
    """True where what follows belongs to the last word: an object, "of", a condition."""
    last, following = words[end], words[end + 1]
    if last.low in _WEAK_END or following.tag in "OXP" or following.low in english.CONDITIONS:
        return True
    if following.low in {"of", "'s", "enough"}:
        return True
    if following.tag == "t" and words[end + 2 : end + 3] and words[end + 2].low == last.low:
        return True  # "face to face", "door to door"
    if last.tag in "nJQ" and following.tag in ("n", "G", "Q", "J"):
        return True
    if following.low in _FREE_PARTICLES and last.tag in "On":
        return True
    return following.tag == "N" and last.tag in "nJ"


_FILLING = english.words(
    "nothing none na n a nil no nope yes ok okay fine good great all well everything anything else "
    "at to add say comment comments further really specific comes mind think of improve not "
    "applicable sure know do n't dont i can it is was were 's so far the very above as see same "
    "before test x xx xxx problem problems complaints complaint changes change particular in "
    "perfect excellent satisfied happy happened ever that this about with just thing things thank "
    "you thanks answer response unknown nice lovely brilliant lol etc much there ca could be you"
)
_PRAISING = english.words(
    "good great fine well perfect excellent satisfied happy nice lovely brilliant"
)
_LONGEST = 8
NOTHING_SAID = "Remarks that say nothing"
PRAISE_ONLY = "Praise without any detail"


def says_little(words: Iterable[str]) -> bool:
    """True where none of the words names anything ("nothing really", "all was good")."""
    lows = [word.lower() for word in words]
    return len(lows) <= _LONGEST and all(
        low in _FILLING or not any(char.isalnum() for char in low) for low in lows
    )


def is_filler(text: str) -> bool:
    """True for a remark of which no part names anything."""
    return all(says_little(word.low for word in piece) for piece, _ in segments(text))


def name_of(texts: Iterable[str]) -> str:
    """Return what remarks that say little are called: praise, or nothing at all."""
    words = {word.low for text in texts for piece, _ in segments(text) for word in piece}
    negated = words & {"nothing", "no", "not", "n't", "none"}
    return PRAISE_ONLY if words & _PRAISING and not negated else NOTHING_SAID


_LONGEST_SUBJECT = 3
_LIGHT = english.words(
    "want need like love try wish hope have help let start begin keep seem go manage continue"
)
_INNER = english.words(
    "be think feel believe seem mean guess suppose wish hope wonder say exist sound look become "
    "time matter deserve happen lack cause tend belong depend cost thank do appear stick"
)
_CONTACT = english.words(
    "chase call ring phone telephone email contact ask text bother pester remind"
)
_OBJECTLESS = english.words("use buy make give take put get keep find bring")
_FINITE = "BHMAZTV"
_OPENING = "UW"
_BY_ITSELF = english.words(
    "arrive come go ring work run fail expire disappear change close open shut start stop crash "
    "bounce drop freeze vanish break happen fit"
)
"""What things do by themselves: their name belongs to the interaction."""


def gerund_phrase(words: Sequence[Word], place: int | None = None) -> list[str]:
    """Return a clause as an interaction ("Waiting on the phone"), empty where it holds none.

    ``place`` says where its verb stands; without it the verb is looked for.
    """
    asked = notestyle.to_do(words) if not place else None
    if asked:
        phrase = notestyle.join(notestyle.inside(words[asked[1] :], after=asked[0]))
        whole = ["finding", "out", *asked[0], *phrase]
        return [] if any(w.lower() in notestyle.FIRST_PERSON for w in whole) else whole
    at = main_verb(words) if place is None else place
    if at is None:
        return []
    word, rest = words[at], list(words[at + 1 :])
    if _breaks(rest):
        return []
    base = english.base_of(word.low)
    if base in _OBJECTLESS and rest[:1] and rest[0].tag == "t":
        return []
    head = _thing(words[:at], base) or _head(words, at, base, rest)
    if not head:
        return []
    if base in _CONTACT and rest and rest[0].tag == "O":
        rest = rest[1:]
    if any(w.tag == "X" or w.low in {"no", "nobody"} for w in words[:at]):
        rest = _without_any(rest)
    phrase = notestyle.join(notestyle.inside(rest, after=head))
    if not phrase or any(w.lower() in notestyle.FIRST_PERSON for w in phrase):
        return []
    return head + phrase


def _head(words: Sequence[Word], at: int, base: str, rest: Sequence[Word]) -> list[str]:
    word = words[at]
    lately = words[max(0, at - 3) : at]
    passive = word.tag in "NT" and any(w.tag == "B" or w.low in {"get", "got"} for w in lately)
    if passive:
        subject = [w for w in words[:at] if w.tag in "nP"]
        known = words[0].low in notestyle.SELF or (
            bool(subject) and subject[-1].low in notestyle.PEOPLE
        )
        return ["being", word.low] if known else []
    if word.tag == "N" and not any(w.tag == "H" for w in words[max(0, at - 3) : at]):
        return []
    if base in {"want", "need"}:
        return ["getting"] if rest and rest[0].tag in "DSJnQ" else []
    if base == "know":
        asked = bool(rest) and (rest[0].tag == "W" or rest[0].low in {"when", "where", "if"})
        asked = asked and any(w.tag in "VZTNGB" for w in rest)
        return ["finding", "out"] if asked else []
    return [english.gerund(base)] if base in english.known_bases() or word.tag == "G" else []


def _thing(before: Sequence[Word], base: str) -> list[str]:
    """Return "ambulance arriving" for what a thing does by itself; empty for people's effects."""
    named = [w for w in before if w.tag in "nJDS"]
    if base not in _BY_ITSELF or not named or named[-1].tag != "n":
        return []
    if named[-1].low in notestyle.PEOPLE or any(w.tag in "PXWUICGVTZ" for w in before):
        return []
    subject = [w.text for w in before if w.tag in "nJ"]
    return [*subject, english.gerund(base)] if len(subject) <= _LONGEST_SUBJECT else []


def _breaks(rest: Sequence[Word]) -> bool:
    """True where a second clause begins that no conjunction of its own ties to the first."""
    for at, word in enumerate(rest):
        if word.tag not in _FINITE:
            continue
        before = [w.tag for w in rest[:at]]
        if word.tag == "V" and before and before[-1] in ("t", "O"):
            continue
        if not any(tag in _OPENING for tag in before) or "C" in before:
            return True
    return False


def _without_any(rest: Sequence[Word]) -> list[Word]:
    """Drop what only makes sense after a negation: "any", "at all", "yet"."""
    out = [w for w in rest if w.low not in {"any", "anymore", "yet", "either"}]
    lows = [w.low for w in out]
    for at in range(len(lows) - 1):
        if lows[at : at + 2] == ["at", "all"]:
            return out[:at] + out[at + 2 :]
    return out


def main_verb(words: Sequence[Word]) -> int | None:
    """Find the verb that carries the effect: in "I want to try to cancel", *cancel*."""
    for at, word in enumerate(words):
        if word.tag not in "VZTNG":
            continue
        base = english.base_of(word.low)
        if base == "get" and any(w.tag in "TN" for w in words[at + 1 : at + 2]):
            continue
        if base in _LIGHT and any(w.tag in "VtG" for w in words[at + 1 : at + 4]):
            continue
        if base == "tell" and not any(w.tag == "W" for w in words[at + 1 : at + 4]):
            return None
        return None if base in _INNER else at
    return None


_OPENERS = (
    "i think that|i think|i feel that|i feel like|i felt that|i believe that|i believe|i guess|"
    "i would say that|i would say|i suppose|in my opinion|to be honest|tbh|it seems that|"
    "it seems like|it seems|it appears that|it looks like|to be fair|i found that|i find that|"
    "please|hi|hello|hey|yes|yeah|yep|ok|okay|well|actually|basically|also|however|and|but|so|"
    "because|cos|then|or|that|plus|uh|um|er|oh|hmm|can you tell me|could you tell me|"
    "can you please tell me|can you explain to me|could you please tell me|please tell me|tell me|"
    "can you explain|can you explain to me|i want to know|i would like to know|i 'd like to know|"
    "i need to know|i wanted to know|do you know|i was wondering|i am wondering|i 'm wondering|"
    "just wondering|i have a question|i understand that|i see that|i noticed that|i noticed|i see|"
    "i realized|i realised that|i just noticed|i just wanted to|for example|in addition|"
    "on top of that|as well|i 'm calling because|may be|maybe|i am calling because|"
    "i 'm calling to|i was calling to|the fact that|the fact|in fact|"
    "nothing|i do n't understand|i do n't know|one more thing|another thing|"
    "i am not sure|i 'm not sure|not sure|sorry|i was told that|people say that|they say|"
    "apparently|unfortunately|personally|perhaps|the main problem is that|the problem is that|"
    "the problem is|i mean|my only complaint is|my only complaint was|it would be nice to|"
    "it would be good to|it would be helpful to|it would be better to|i would prefer to|"
    "if you can|if possible|at times|i 'd say|i would suggest|i suggest|all in all|overall|"
    "would you be able to|are you able to|are you able to help me|would you mind|thank you|thanks|"
    "help me|help|although|though|even though|while|whilst|since|as|when it comes to|especially|"
    "particularly|which|ideally|more importantly|i understand|i know|i knew|i feel|i felt|i find|"
    "i found|i hope|i wish that|i appreciate that|i appreciate|i am glad that|i am glad|we know"
)
OPENERS: tuple[tuple[str, ...], ...] = tuple(
    sorted((tuple(row.split()) for row in _OPENERS.split("|")), key=len, reverse=True)
)
"""What only leads up to a remark, longest first."""
_BY_FIRST = {
    first: [opener for opener in OPENERS if opener[0] == first]
    for first in sorted({opener[0] for opener in OPENERS})
}
_DOUBTED = {"i do n't understand", "i do n't know", "i am not sure", "i 'm not sure", "not sure"}
_BEFORE_A_CLAUSE = {
    "i understand", "i know", "i knew", "i feel", "i felt", "i find", "i found", "i hope",
    "i appreciate", "i am glad", "we know", "nothing",
}  # fmt: skip
"""What leads up to a remark only where a whole clause follows without "that"."""
_MAYBE_SUBJECT = {"help", "the fact", "that", "since", "as", "well", "which", "may be", "thanks"}


def strip_openers(words: Sequence[Word]) -> list[Word]:
    """Drop what only leads up to the remark ("and", "I think", "to be honest"), again and again."""
    rest = list(words)
    while rest:
        size = _opener(rest)
        if not size:
            return rest
        rest = rest[size:]
    return rest


def _opener(words: list[Word]) -> int:
    known = _BY_FIRST.get(words[0].low)
    if known is None:
        return 0
    lows = tuple(word.low for word in words[: len(known[0])])
    for opener in known:
        size = len(opener)
        if lows[:size] != opener or len(words) <= size:
            continue
        phrase, after = " ".join(opener), words[size]
        if phrase in _DOUBTED and after.tag not in ("W", "U"):
            continue
        if phrase in _MAYBE_SUBJECT and after.tag not in "PDSW":
            continue
        if phrase in _BEFORE_A_CLAUSE and not has_subject(words, size):
            continue
        if phrase in {"help me", "help"} and after.tag not in ("V", "t"):
            continue
        return size
    return 0


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
_THINKING = english.words(
    "understand think know knew feel felt hope find found say said says thought believe guess"
)
_COUNTS = english.words("much many more most such own same other few both all half")


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
    places = [0] if notestyle.to_do(words) else []
    for start in range(len(words)):
        at = main_verb(words[start:])
        if at is not None and start + at not in places:
            places.append(start + at)
    for place in places:
        for end, loss in _ends(words, place):
            # From the piece's start, so that a passive or a negation before the verb is seen.
            phrase = gerund_phrase(words[: end + 1], place)
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
    if first in english.known_bases() and first not in english.NOUN_VERBS:
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
        if word.tag == "X" or word.low in english.CONDITIONS | english.NEGATIONS | {"only"}:
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
