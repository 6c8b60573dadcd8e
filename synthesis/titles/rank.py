"""Choosing among candidate titles: words as evidence, spelling, and no side taken."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from synthesis.titles import clauses, english, notestyle
from synthesis.titles.clauses import FINITE, LONGEST, Candidate, strip_openers
from synthesis.titles.english import Word, segments

if TYPE_CHECKING:
    from numpy.typing import NDArray

_RIDGE = 0.5
_LONGEST = 30


def stems(words: Iterable[str]) -> list[str]:
    """Return the stems of the words that carry a subject, in order."""
    lows = (word.lower() for word in words)
    return [
        english.stem(low) for low in lows if low not in english.FUNCTION_WORDS and low[0].isalnum()
    ]


def note_words(text: str) -> list[str]:
    """Return the words of a remark in lower case, function words included."""
    return [word.low for piece, _ in segments(text) for word in piece]


@lru_cache(maxsize=8192)
def bag(text: str) -> tuple[str, ...]:
    """Return the distinct stems of a remark, sorted."""
    return tuple(sorted(set(stems(note_words(text)))))


class WordDirections:
    """Directions of a group's words, learned from its notes and those of its rivals.

    Args:
        own: the stems of each of the group's notes.
        beside: the stems of each of the rivals' notes.
        vectors: (n, d) the vectors of both, in this order.
    """

    def __init__(
        self,
        own: Sequence[Sequence[str]],
        beside: Sequence[Sequence[str]],
        vectors: NDArray[np.float32],
    ) -> None:
        bags = [*own, *beside]
        mine = sorted({word for bag in own for word in bag})
        others = sorted({word for bag in beside for word in bag} - set(mine))
        # The group's own words come first: only they can stand in its title.
        self.index = {word: at for at, word in enumerate([*mine, *others])}
        self.mean = vectors.mean(axis=0)
        counts = np.zeros((len(bags), len(self.index)), dtype=np.float32)
        rows = [row for row, bag in enumerate(bags) for _ in bag]
        counts[rows, [self.index[word] for bag in bags for word in bag]] = 1.0
        self.weight = np.log(1 + len(bags) / np.maximum(counts.sum(axis=0), 1))
        counts *= self.weight
        size = np.sqrt((counts * counts).sum(axis=1, keepdims=True))
        counts /= np.maximum(size, 1e-9)
        gram = counts @ counts.T + np.float32(_RIDGE) * np.eye(len(bags), dtype=np.float32)
        mixing = np.linalg.solve(gram, counts[:, : len(mine)])
        self.directions = mixing.T @ (vectors - self.mean)
        self.index = {word: self.index[word] for word in mine}

    def vectors(self, bags: Sequence[Iterable[str]]) -> NDArray[np.float64]:
        """Return (n, d) such vectors, one for each bag of stems."""
        weights = np.zeros((len(bags), len(self.index)))
        for row, bag in enumerate(bags):
            known = [self.index[word] for word in bag if word in self.index]
            weights[row, known] = self.weight[known]
        size = np.sqrt((weights * weights).sum(axis=1, keepdims=True))
        out = self.mean + 1.5 * ((weights / np.maximum(size, 1e-9)) @ self.directions)
        norm = np.sqrt((out * out).sum(axis=1, keepdims=True))
        return np.asarray(out / np.maximum(norm, 1e-9))


def key_terms(
    texts: Sequence[str],
    rivals: Sequence[str],
    directions: WordDirections | None,
    own: NDArray[np.float64],
) -> tuple[str, ...]:
    """Return up to three words that stand for the group: shared by its notes, rare beside it.

    Each stem is shown in its most frequent written form; ``own`` is the group's contrastive centre.
    """
    spread: Counter[str] = Counter()
    shown: dict[str, Counter[str]] = {}
    for text in texts:
        words = [
            w
            for w in note_words(text)
            if w not in english.FUNCTION_WORDS and 2 < len(w) <= _LONGEST
        ]
        for word in words:
            if word[0].isalpha():
                shown.setdefault(english.stem(word), Counter())[word] += 1
        spread.update({english.stem(word) for word in words if word[0].isalpha()})
    beside = Counter(s for text in rivals for s in bag(text))
    scored = []
    near = np.zeros(len(spread))
    if directions is not None and spread:
        near = directions.vectors([[word] for word in spread]) @ own
    for (word, count), close in zip(spread.items(), near, strict=True):
        share = count / len(texts)
        contrast = share - beside[word] / max(len(rivals), 1)
        scored.append((-round(0.5 * share + 0.7 * contrast + float(close), 6), word))
    best = [word for _, word in sorted(scored)[:3]]
    return tuple(min(shown[w].items(), key=lambda item: (-item[1], item[0]))[0] for w in best)


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
_MEASURES = frozenset(_QUALITIES.values()) | english.words(
    "caring professional efficient supportive welcoming knowledgeable respectful safe reliable"
)
_VAGUE = english.words(
    "thing things lot bit way time times day days people one anything everything nothing something "
    "person need part claim kind sort side place"
)
_MOST_OF_A_PHRASE = 3
_PLAIN_DEED = 0.45
_LEAST = 0.2


def said_by_both(texts: Sequence[str]) -> frozenset[str]:
    """Return the stems that both praise and complaint use: what they differ about."""
    sides: dict[int, set[str]] = {1: set(), -1: set()}
    for text in texts:
        if english.side(text):
            sides[english.side(text)].update(bag(text))
    counts = Counter(word for text in texts for word in bag(text))
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
            if 3 <= len(made) <= LONGEST and shared & set(stems(made[2:])):
                yield Candidate(tuple(made), form, note)
        for start, end in clauses.noun_phrases(words):
            named = [word.text for word in words[start : end + 1] if word.tag != "J"]
            if _is_subject(words[start : end + 1]) and shared & set(stems(named)):
                yield Candidate(("mixed", "views", "on", *named), 0.6, note)
    for found in clauses.interactions(text, note):
        if found.form > _PLAIN_DEED and not english.asserts(" ".join(found.words)):
            yield found


def _is_subject(span: Sequence[Word]) -> bool:
    return (
        len(span) <= _MOST_OF_A_PHRASE
        and not any(word.tag == "I" for word in span)
        and span[-1].low not in _VAGUE
        and not any(word.low in english.TAKING_SIDES for word in span)
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
            if all(w not in english.FUNCTION_WORDS for w in between):
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
    shown = [w.text for w in words[begin:at] if w.tag == "n" or english.leaning([w]) == 0]
    return ["the", *shown], at


def mixed(subject: str) -> str:
    """Return the name of a divided group of which only a word is left to say."""
    return f"Mixed views on {subject}"


_SHORTEST = 2
_VOCABULARY = Path(__file__).parents[1] / "model" / "tokenizer.json"


@cache
def _known() -> frozenset[str]:
    """Return the words that the encoder knows whole; empty where its vocabulary is not there."""
    try:
        found = json.loads(_VOCABULARY.read_text(encoding="utf-8"))["model"]["vocab"]
    except (OSError, ValueError, KeyError):
        return frozenset()
    return frozenset(word for word in found if word.isalpha())


def is_strange(word: str) -> bool:
    """True for a word in lower case that is likely mistyped: neither known nor a form of it."""
    if not word.isalpha() or not word.isascii():
        return False
    if len(word) == 1:
        return word not in {"a", "i"}
    known = _known()
    if not known or word in known or word in english.verb_forms():
        return False
    return not any(stem in known for stem in _stems(word))


_ENDINGS = ("s", "es", "er", "est", "ly", "ness", "less", "ful", "able", "ment", "d", "r")
_BEGINNINGS = ("un", "re", "non", "over", "under", "out", "mis", "dis", "in")


def _stems(word: str) -> list[str]:
    """Return what the word may be a form of."""
    found = [english.base_of(word)]
    found += [word[: -len(end)] for end in _ENDINGS if word.endswith(end) and len(word) > 2]
    found += [word.removeprefix(begin) for begin in _BEGINNINGS if word.startswith(begin)]
    if word.endswith(("ily", "ier", "ies", "ied")):
        found.append(word[:-3] + "y")
    if word.endswith(("ing", "ed")):
        root = word.removesuffix("ing").removesuffix("ed")
        found += [root, root + "e"]
    return [one for one in found if len(one) > _SHORTEST]


FOR_CENTRE = 0.5
FOR_CONTRAST = 0.75
FOR_OUTLYING = 0.2
AGAINST_RIVAL = 0.5
FOR_SHARE = 0.2
FOR_TELLING = 0.2
"""For what the words of a title tell apart together, and again for what they do on average."""
FOR_FORM = 0.2
FOR_FORM_OF_FEW = 0.4
"""With one or two remarks nearness says little: what reads well wins."""
PER_RARE_WORD = 0.03
PER_LONG_WORD = 0.02
PER_TERSE_WORD = 0.15
PER_NUMBER = 0.2
"""A number that few of the remarks hold: one person's case."""
PER_POINTING_WORD = 0.12
"""With few remarks, a word that claims outside the title: "take pictures of it"."""
PER_STRANGE_WORD = 0.15
"""A word that is likely mistyped, where nobody else in the group wrote it so."""
FOR_ACTIVITY = 0.1
MOST_CUT = 16
"""Remarks of a group that are cut into candidates, the most typical first."""
WIDEST = 70
"""Characters of a title at most."""
_LONG = 6
_MOST = 8
_ALIKE = 2
_FEW = 2
_ONE_IN = 12
_POINTING = frozenset({"it", "it's", "this", "these", "those", "one"})
_ONE_IN_FEW = 5
_LONGEST_BEGINNING = 11


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """One group as the ranking sees it, its notes in canonical order.

    Attributes:
        texts: the remarks; ``vectors`` (n, d) their unit rows.
        places: where each remark stands in the whole group (a large group shows its core only).
        active: which remarks are activities (they name a touchpoint first).
        interaction: whether the name must read as an interaction.
        divided: whether some praise and others complain, so that the name takes no side.
        centre: (d,) the group's unit centre; ``rivals`` (r, d) those of its nearest groups.
        rival_texts: some remarks of the rivals; ``rival_vectors`` their rows.
    """

    texts: tuple[str, ...]
    vectors: NDArray[np.float32]
    places: tuple[int, ...]
    active: tuple[bool, ...]
    interaction: bool
    divided: bool
    centre: NDArray[np.float64]
    rivals: NDArray[np.float64]
    rival_texts: tuple[str, ...]
    rival_vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate title with what it earns without its vector."""

    title: str
    plain: float


@dataclass(frozen=True, slots=True, eq=False)
class Shortlist:
    """What is left to decide for one group: candidates best first, the quote and the key words."""

    pool: Pool
    candidates: tuple[Scored, ...]
    decided: bool
    quote: int
    terms: tuple[str, ...]


def shortlist(pool: Pool, budget: int = _MOST) -> Shortlist:
    """Collect a group's candidates and keep the few that are worth encoding."""
    bags = [bag(text) for text in pool.texts]
    quote = _quote(pool)
    if all(clauses.is_filler(text) for text in pool.texts):
        named = Scored(clauses.name_of(pool.texts), 0.0)
        return Shortlist(pool, (named,), True, quote, ())
    limit = min(budget, 1 + len(pool.texts))
    scored = _scored(pool, bags)
    directions = None
    if len(pool.texts) > _FEW or len(scored) > limit:
        beside = [bag(text) for text in pool.rival_texts]
        vectors = np.vstack([pool.vectors, pool.rival_vectors])
        directions = WordDirections(bags, beside, vectors)
    aim = _contrast(pool, pool.centre[None, :])[0]
    words = key_terms(pool.texts, pool.rival_texts, directions, aim)
    best = _guess(pool, directions, scored)
    if not best and pool.divided and words:
        best = [Scored(mixed(words[0]), 0.0)]
    whole = _whole(pool.texts[0]) if len(pool.texts) == 1 and not pool.interaction else ""
    if whole:
        best = [Scored(whole, 1.0), *(c for c in best if c.title != whole)]
    return Shortlist(pool, tuple(best[:limit]), bool(whole) or len(best) < 2, quote, words)


def decide(short: Shortlist, rows: Mapping[str, NDArray[np.float32]]) -> list[str]:
    """Return the shortlist's titles, best first, by the candidates' own vectors."""
    if short.decided:
        return [candidate.title for candidate in short.candidates]
    vectors = np.array([rows[c.title] for c in short.candidates], dtype=np.float64)
    near = _closeness(short.pool, vectors) + FOR_OUTLYING * _outlying(short.pool, vectors)
    order = sorted(
        (-round(float(n) + c.plain, 6), c.title)
        for n, c in zip(near, short.candidates, strict=True)
    )
    return [title for _, title in order]


def _contrast(pool: Pool, vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (n, d) unit rows after subtracting what the rivals have in common."""
    if not len(pool.rivals):
        return vectors
    out = vectors - pool.rivals.mean(axis=0)
    size = np.sqrt((out * out).sum(axis=1, keepdims=True))
    return np.asarray(out / np.maximum(size, 1e-9))


def _closeness(pool: Pool, vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (n,) how near the rows are to the group and how far from its nearest rival."""
    plain = np.asarray(vectors @ pool.centre)
    if not len(pool.rivals):
        return plain
    apart = _contrast(pool, vectors) @ _contrast(pool, pool.centre[None, :])[0]
    rival = (vectors @ pool.rivals.T).max(axis=1)
    return np.asarray(FOR_CENTRE * plain + FOR_CONTRAST * apart - AGAINST_RIVAL * rival)


def _outlying(pool: Pool, vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (n,) how near the rows are to the third of the notes that are least like them."""
    near = np.sort(pool.vectors.astype(np.float64) @ vectors.T, axis=0)
    return np.asarray(near[: max(1, len(near) // 3)].mean(axis=0))


def _quote(pool: Pool) -> int:
    """Return the remark nearest to the group and farthest from its rivals."""
    if len(pool.texts) == 1:
        return 0
    near = np.round(_closeness(pool, pool.vectors.astype(np.float64)), 6)
    return int(near.argmax())


def _scored(pool: Pool, bags: Sequence[Sequence[str]]) -> list[Scored]:
    """Return every candidate once, with what it earns by its words alone."""
    proper = _proper(pool.texts)
    told = _Told(
        bags,
        [bag(text) for text in pool.rival_texts],
        per_rare=PER_RARE_WORD * (2 if pool.interaction else 1),
    )
    spelt = _spellings(pool.texts)
    shared = said_by_both(pool.texts) if pool.divided else frozenset()
    best: dict[str, float] = {}
    few = len(pool.texts) <= _FEW
    per_form = FOR_FORM_OF_FEW if few else FOR_FORM
    per_pointing = PER_POINTING_WORD if few else 0.0
    for note in _typical(pool):
        text = pool.texts[note]
        active = FOR_ACTIVITY * pool.active[note]
        for candidate in _offered(pool, text, note, shared):
            title = notestyle.sentence(candidate.words, proper=proper)
            words = stems(candidate.words)
            if not words or not _fits(title):
                continue
            length = len(candidate.words)
            earned = per_form * candidate.form + active
            earned += told.earned(words)
            earned -= PER_LONG_WORD * max(0, length - _LONG)
            earned -= PER_TERSE_WORD * max(0, 3 - length)
            earned -= per_pointing * _claims_away(candidate.words)
            earned -= PER_STRANGE_WORD * _strange(candidate.words, spelt)
            best[title] = max(best.get(title, -9.0), round(earned, 6))
    return [Scored(title, plain) for title, plain in sorted(best.items())]


def _typical(pool: Pool) -> list[int]:
    """Return the remarks whose clauses may stand for the group: those nearest to it."""
    if len(pool.texts) <= MOST_CUT:
        return list(range(len(pool.texts)))
    near = np.round(_closeness(pool, pool.vectors.astype(np.float64)), 6)
    return sorted(int(at) for at in np.argsort(-near, kind="stable")[:MOST_CUT])


def _offered(pool: Pool, text: str, note: int, shared: frozenset[str]) -> Iterable[Candidate]:
    if pool.divided:
        return from_note(text, note, shared)
    return clauses.interactions(text, note) if pool.interaction else clauses.from_note(text, note)


def _claims_away(words: Sequence[str]) -> float:
    """Return 1 for a title with an "it" that only other words could explain, half for "they"."""
    lows = [word.lower() for word in words]
    if not _POINTING.isdisjoint(lows):
        return 1.0
    return 0.5 * (lows[0] in {"they", "he", "she"})


def _spellings(texts: Sequence[str]) -> Counter[str]:
    """Return how many of the remarks write each word, in lower case."""
    return Counter(word for text in texts for word in set(note_words(text)))


def _strange(words: Iterable[str], spelt: Counter[str]) -> int:
    """Return how many of the words look mistyped and stand in one remark at most."""
    lows = {word.lower() for word in words}
    return sum(spelt[low] <= 1 and is_strange(low) for low in lows)


def beginning(text: str) -> str:
    """Return how a remark begins, in note style; empty where that is no short phrase."""
    words, _ = clauses.beginning(text)
    if not 1 < len(words) <= _LONGEST_BEGINNING:
        return ""
    title = notestyle.sentence(words, proper=_proper((text,)))
    return title if _fits(title) else ""


def _fits(title: str) -> bool:
    """True for a title that can be shown on one line of a card."""
    if len(title) > WIDEST or not title.isprintable():
        return False
    return len(title) > 2 and (title[:3].isalnum() or sum(map(str.isalnum, title)) > 2)


class _Told:
    """What words earn: those that the group's notes share and its rivals' notes lack."""

    def __init__(
        self,
        own: Sequence[Sequence[str]],
        beside: Sequence[Sequence[str]],
        per_rare: float,
    ) -> None:
        inside = Counter(word for bag in own for word in bag)
        rivals = Counter(word for bag in beside for word in bag)
        few = len(own) <= _FEW
        self._share = {word: FOR_SHARE * count / len(own) for word, count in inside.items()}
        self._telling: dict[str, float] = {}
        self._cost: dict[str, float] = {}
        if few:
            return
        rare = 1 + len(own) // _ONE_IN
        for word, count in inside.items():
            apart = count / len(own) - rivals[word] / max(1, len(beside))
            self._telling[word] = FOR_TELLING * max(0.0, apart)
            number = word[0].isdigit() and _ONE_IN_FEW * count < len(own)
            self._cost[word] = per_rare * (count <= rare) + PER_NUMBER * number

    def earned(self, words: Iterable[str]) -> float:
        """Return what a title of these stems earns by its words."""
        distinct = sorted(set(words))
        size = len(distinct)
        earned = telling = 0.0
        for word in distinct:
            earned += self._share.get(word, 0.0) / size - self._cost.get(word, 0.0)
            telling += self._telling.get(word, 0.0)
        return earned + telling + telling / float(np.sqrt(size))


def _guess(pool: Pool, directions: WordDirections | None, scored: Sequence[Scored]) -> list[Scored]:
    """Sort candidates by their guessed closeness; at most two with the same words survive."""
    bags = [sorted(set(stems(candidate.title.split()))) for candidate in scored]
    near = np.zeros(len(scored))
    if directions is not None and scored:
        near = _closeness(pool, directions.vectors(bags))
    worth = np.round(near + np.array([candidate.plain for candidate in scored]), 6)
    order = sorted(range(len(scored)), key=lambda at: (-float(worth[at]), scored[at].title))
    alike: Counter[tuple[str, ...]] = Counter()
    out = []
    for at in order:
        words = tuple(bags[at])
        alike[words] += 1
        if alike[words] <= _ALIKE:
            out.append(scored[at])
    return out


def _whole(text: str) -> str:
    """Return a short remark as it stands, in note style; empty where it is no single clause."""
    found = clauses.whole(text)
    title = notestyle.sentence(found[0].words, proper=_proper((text,))) if found else ""
    return title if _fits(title) else ""


def _proper(texts: Sequence[str]) -> frozenset[str]:
    """Return the words that are capitalised inside a sentence: names keep their capital."""
    found = [_capitals(text) for text in texts]
    inside = {word for capitals, _ in found for word in capitals}
    if not inside:
        return frozenset()
    small = {word for _, others in found for word in others}
    return frozenset(w for w in inside if w.lower() not in small | english.FUNCTION_WORDS)


@lru_cache(maxsize=8192)
def _capitals(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words with a capital that do not open a piece, and those without one."""
    inside: set[str] = set()
    small: set[str] = set()
    for piece, _ in clauses.pieces(text):
        for at, word in enumerate(piece):
            if not word.text[0].isupper():
                small.add(word.text)
            elif at:
                inside.add(word.text)
    return frozenset(inside), frozenset(small)
