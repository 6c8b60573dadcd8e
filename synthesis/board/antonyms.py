"""Words that turn each other round: the one list of opposites, and those that affixes make."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from string import ascii_lowercase

from synthesis.titles.english import ADJECTIVES, FUNCTION_WORDS, stem, verb_forms

_JUDGING = (
    (
        "easy simple straightforward effortless painless breeze",
        "difficult hard complicated complex confusing impossible tricky nightmare hassle fiddly "
        "struggle awkward cumbersome",
    ),
    ("find win", "lose"),
    ("listen", "ignore"),
    (
        "quick quickly fast swift rapid speedy prompt promptly instant immediate immediately",
        "slow slowly late delayed ages forever endless",
    ),
    ("quick short brief", "long lengthy endless"),
    (
        "friendly kind polite helpful caring welcoming courteous attentive respectful considerate "
        "approachable",
        "rude unfriendly unhelpful dismissive abrupt impolite arrogant hostile unkind grumpy "
        "disrespectful curt",
    ),
    ("clean spotless tidy immaculate", "dirty filthy messy mess grubby disgusting mucky"),
    (
        "clear understandable obvious",
        "unclear confusing confused vague ambiguous baffling baffled",
    ),
    (
        "good great excellent brilliant fantastic wonderful lovely amazing superb perfect",
        "bad poor terrible awful dreadful appalling horrible lousy",
    ),
    ("better best", "worse worst"),
    ("answered", "unanswered"),
    (
        "cheap free affordable inexpensive bargain",
        "expensive dear costly pricey overpriced extortionate",
    ),
    ("enough plenty ample sufficient", "lacking insufficient few scarce shortage inadequate"),
    ("quiet calm peaceful", "noisy loud"),
    ("early punctual", "late overdue"),
    (
        "happy pleased satisfied glad delighted thrilled",
        "unhappy disappointed dissatisfied upset angry annoyed frustrated furious miserable",
    ),
    ("love like enjoy adore", "hate dislike loathe detest"),
    ("works worked working succeed", "broken fails failed crash breaks"),
    ("safe secure", "dangerous unsafe risky insecure"),
    ("right correct", "wrong incorrect mistaken"),
    ("remember", "forget"),
    ("strong", "weak"),
    ("useful handy worthwhile", "useless pointless worthless"),
    ("interesting exciting", "boring dull tedious"),
    ("comfortable", "uncomfortable"),
    (
        "relaxed calm confident fearless",
        "stressed stressful nervous anxious worried scared afraid terrified frightened",
    ),
    ("certain sure", "unsure uncertain doubtful"),
    ("proud", "ashamed embarrassed"),
    ("trust", "distrust mistrust doubt suspect"),
    ("honest truthful", "dishonest"),
    ("fair", "unfair biased"),
    ("reliable dependable", "unreliable flaky patchy"),
    ("spacious roomy", "cramped"),
    ("fresh", "stale"),
    ("modern", "outdated"),
    ("smooth", "rough bumpy"),
    ("willing eager keen", "reluctant unwilling"),
    ("praise thank", "complain moan grumble criticise"),
    ("available", "unavailable"),
    ("pass", "fail"),
    ("encourage", "discourage"),
)
"""What speaks well of a thing, and what speaks ill of the same."""

_PLAIN = (
    ("always often constantly regularly", "never rarely seldom"),
    ("everybody everyone", "nobody"),
    ("many most", "few"),
    ("more", "less fewer"),
    ("warm hot", "cold freezing chilly"),
    ("open", "closed shut"),
    ("full packed crowded busy", "empty deserted vacant"),
    ("busy packed crowded", "quiet dead"),
    ("attend", "skip miss"),
    ("accept allow permit", "refuse reject forbid"),
    ("light", "heavy"),
    ("big large huge", "small tiny little"),
    ("high", "low"),
    ("bright", "dark dim"),
    ("stay remain", "leave quit"),
    ("include", "exclude"),
    ("increase rise grow", "decrease fall drop shrink"),
    ("agree", "disagree"),
    ("optional voluntary", "compulsory mandatory obligatory"),
    ("public", "private"),
    ("legal", "illegal"),
    ("regular", "irregular"),
    ("relevant", "irrelevant"),
    ("personal", "impersonal"),
    ("present", "absent"),
    ("alone", "together"),
    ("same", "different"),
    ("new young", "old"),
    ("overstaffed", "understaffed"),
    ("excessive", "insufficient scarce"),
    ("arrive", "depart"),
)
"""Opposites that judge nothing."""

_TURNING = ("un", "in", "im", "il", "ir", "dis", "non", "mis")
_NO_TURN = frozenset(
    map(
        stem,
        """
        inform incoming income indeed input intake invest intend import improve impress impart
        inhabit increase indifferent invaluable intense inflammable display discharge discover
        discount dissolve dispose dismiss dispatch district distance distract unit until under
        ill illness insure inside install involve inspire insist indebted incase intent intention
        impose impact impair irate mission mister mistake misery missing mistress uncle union
        invent instant instance discuss distress disturb disorder ingrained ingredient
        """.split(),  # noqa: SIM905 - lines of words are read more easily than a list of strings
    )
)
"""Words that only look like the opposite of what follows their first letters."""


def _forms(word: str) -> set[str]:
    """Return a word's stem with those of its adverb and of its degrees: *easily*, *easier*."""
    base = word[:-1] + "i" if word.endswith("y") and len(word) > 3 else word
    short = word.removesuffix("e")
    grown = {f"{base}ly", f"{base}er", f"{base}est", f"{short}er", f"{short}est"}
    return {stem(word), *(stem(one) for one in grown)}


_SHORTEST = 4
_OPPOSITE: dict[str, set[str]] = {}
_TONE: dict[str, int] = {}
_ALIKE: dict[str, set[str]] = {}
_BASE: dict[str, str] = {}
_SPELT: set[str] = set()
_LONG_ENOUGH = 6
"""Letters from which a listed word is known with a slip in it: shorter ones are near many."""


def _list() -> None:
    listed = {word for sides in (*_JUDGING, *_PLAIN) for side in sides for word in side.split()}
    _SPELT.update(listed)
    for word in sorted(listed):
        _BASE[stem(word)] = stem(word)
    for word in sorted(listed):
        for form in _forms(word):
            _BASE.setdefault(form, stem(word))
    for sides in (*_JUDGING, *_PLAIN):
        for word, turned in _between(*sides):
            _OPPOSITE.setdefault(stem(word), set()).add(stem(turned))
            _OPPOSITE.setdefault(stem(turned), set()).add(stem(word))
        for side in sides:
            for word in side.split():
                _ALIKE.setdefault(stem(word), set()).update(map(stem, side.split()))
    for well, ill in _JUDGING:
        _TONE.update({stem(word): 1 for word in well.split()})
        _TONE.update({stem(word): -1 for word in ill.split()})


def _between(side: str, other: str) -> Iterator[tuple[str, str]]:
    for word in side.split():
        for turned in other.split():
            yield word, turned


_list()


def pairs() -> list[tuple[str, str]]:
    """Return every pair of words that the list says to be opposites, as they are written."""
    return [pair for sides in (*_JUDGING, *_PLAIN) for pair in _between(*sides)]


def base(word: str) -> str:
    """Return what a listed word is looked up by: the stem of *easy* for *easily* and *easier*.

    What is not listed is its own stem, unless it is a listed word with one slip in it.
    """
    found = stem(word)
    return _BASE.get(found) or _slipped(word) or prefixed(word) or found


@lru_cache(maxsize=8192)
def _slipped(word: str) -> str:
    """Return the base of the listed word that this is but for one slip: *uselss*, *freindly*.

    First and last letter are right, one inside is too many, missing, or has changed places; or *z*
    stands for *s*.  Words that are known are no slips: *bring* is not *boring*.
    """
    if len(word) < _SHORTEST or word in FUNCTION_WORDS or word in ADJECTIVES:
        return ""
    if word in verb_forms():
        return ""
    meant = {one for one in _near(word) if len(one) >= _LONG_ENOUGH}
    near = {_BASE[stem(one)] for one in (meant | {word.replace("z", "s")}) & _SPELT}
    return near.pop() if len(near) == 1 else ""


def _near(word: str) -> Iterator[str]:
    for at in range(1, len(word) - 1):
        yield word[:at] + word[at + 1 :]
        if at < len(word) - 2:
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    for at in range(1, len(word)):
        yield from (word[:at] + letter + word[at:] for letter in ascii_lowercase)


@lru_cache(maxsize=8192)
def prefixed(word: str) -> str:
    """Return a prefix with the verb that is past behind it: *misunderstand* of *misunderstood*."""
    for prefix in _TURNING:
        rest = word.removeprefix(prefix)
        _, tags = verb_forms().get(rest, ("", "V"))
        if rest != word and "V" not in tags and {*tags} & {"T", "N"} and word not in verb_forms():
            return "" if stem(word) in _NO_TURN else prefix + stem(rest)
    return ""


def is_listed(found: str) -> bool:
    """Return whether a base has an opposite in the list."""
    return found in _OPPOSITE


def tone(found: str) -> int:
    """Return +1 for a base that speaks well of a thing, -1 for one that speaks ill, else 0."""
    return _TONE.get(found, 0)


def alike(found: str) -> frozenset[str]:
    """Return a base with those that stand on its side: what denies one of them denies it."""
    return frozenset(_ALIKE.get(found, ())) | {found}


@lru_cache(maxsize=8192)
def turned(found: str) -> frozenset[str]:
    """Return what turns a base round, by the list or by its form: *unclear*, *useless*."""
    return frozenset(_OPPOSITE.get(found, ())) | _derived(found)


def _derived(found: str) -> frozenset[str]:
    made = {base(prefix + found) for prefix in _TURNING} - _NO_TURN
    if found.endswith("ful"):
        made.add(base(found[:-3] + "less"))
    if found.endswith("less"):
        made.add(base(found[:-4] + "ful"))
    return frozenset(made) - {found}
