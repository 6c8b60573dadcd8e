"""English inflection, just enough to tell a clause from a fragment and to put it in note style.

There is no tagger and no model: what the lists do not know is judged by its ending.
"""

from __future__ import annotations

from functools import cache

from synthesis import wordlists as wl


@cache
def verb_forms() -> dict[str, tuple[str, str]]:
    """Map every known verb form to its base and its tags.

    Tags: ``V`` base, ``Z`` -s form, ``T`` past tense, ``N`` participle, ``G`` -ing form.
    """
    forms: dict[str, tuple[str, str]] = {}
    irregular = {row.split()[0]: row.split() for row in wl.IRREGULAR.split("|")}
    bases = sorted({*wl.VERBS.split(), *wl.NOUN_VERBS, *irregular} - {"be", "do", "have", "gets"})
    for base in bases:
        pairs = [(base, "V"), (third_person(base), "Z"), (gerund(base), "G")]
        if base in irregular:
            pairs += [(irregular[base][1], "T"), (irregular[base][2], "N")]
        else:
            pairs += [(_past(base), "T"), (_past(base), "N")]
        for form, tag in pairs:
            known = forms.get(form)
            # "lay" and "found" mean two verbs: the first in the alphabet that has it as its base.
            forms[form] = (known[0], known[1] + tag) if known else (base, tag)
    return forms


@cache
def known_bases() -> frozenset[str]:
    """Return the base forms of the listed verbs."""
    return frozenset(base for base, _ in verb_forms().values())


def third_person(base: str) -> str:
    """Return the third person singular: wait -> waits, try -> tries, have -> has."""
    if base in {"have", "be", "do", "go"}:
        return {"have": "has", "be": "is", "do": "does", "go": "goes"}[base]
    if base.endswith(("s", "sh", "ch", "x", "z")):
        return base + "es"
    if base.endswith("y") and base[-2:-1] not in set("aeiou"):
        return base[:-1] + "ies"
    return base + "s"


def gerund(base: str) -> str:
    """Return the -ing form: wait -> waiting, get -> getting, lie -> lying."""
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if _doubles(base):
        return base + base[-1] + "ing"
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")) and base != "be":
        return base[:-1] + "ing"
    return base + "ing"


def _doubles(base: str) -> bool:
    """True where the last letter doubles: stop -> stopping, but open -> opening."""
    if base in wl.DOUBLING:
        return True
    vowels = [c in "aeiou" for c in base]
    return (
        len(base) > 2
        and sum(vowels) == 1
        and vowels[-2]
        and base[-1] not in "wxy"
        and base[-2:] != "us"
    )


@cache
def past(base: str) -> str:
    """Return the simple past: wait -> waited, take -> took."""
    for row in wl.IRREGULAR.split("|"):
        if row.split()[0] == base:
            return row.split()[1]
    return _past(base)


@cache
def participle(base: str) -> str:
    """Return the past participle: wait -> waited, take -> taken."""
    for row in wl.IRREGULAR.split("|"):
        if row.split()[0] == base:
            return row.split()[2]
    return _past(base)


def _past(base: str) -> str:
    if _doubles(base):
        return base + base[-1] + "ed"
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2:-1] not in set("aeiou"):
        return base[:-1] + "ied"
    return base + "ed"


@cache
def base_of(word: str) -> str:
    """Return the base form of a verb form (waited -> wait), or the word itself if unknown."""
    if word in wl.BE:
        return "be"
    if word in wl.HAVE:
        return "have"
    if word in wl.DO or word in {"done", "doing"}:
        return "do"
    known = verb_forms().get(word)
    if known:
        return known[0]
    for ending, size in (("ing", 3), ("ed", 2)):
        if len(word) > size + 3 and word.endswith(ending):
            return _restore(word[:-size])
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def _restore(root: str) -> str:
    """Guess the base that lost its ending: cancell -> cancel, hous -> house."""
    if len(root) > 3 and root[-1] == root[-2] and root[-1] not in "lsz":
        return root[:-1]
    if root.endswith(
        ("at", "iz", "is", "uc", "ov", "iv", "as", "us", "ag", "ar", "ic", "nc", "rg")
    ):
        return root + "e"
    return root


def by_ending(word: str) -> str:
    """Return the tag that a word's ending suggests, ``n`` (noun) where it suggests nothing."""
    if word.endswith("ly") and len(word) > 4 and word not in wl.NOT_LY:
        return "R"
    if word.endswith("ing") and len(word) > 5 and word not in wl.NOT_ING:
        return "G"
    if word.endswith("ed") and len(word) > 4 and word not in wl.NOT_ED:
        return "T"
    if len(word) > 5 and word.endswith(("able", "ible", "ful", "less", "ous", "ish", "ive")):
        return "J"
    return "n"


@cache
def stem(word: str) -> str:
    """Return a light stem, so that *waits*, *waited* and *waiting* count as one word."""
    word = word.lower().removesuffix("'s").replace("'", "")
    if len(word) <= 3:
        return word
    if word in verb_forms():
        word = verb_forms()[word][0]
    elif word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith(("sses", "ches", "shes", "xes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    elif word.endswith(("ing", "ed")) and len(word) > 5:
        word = _restore(word[: -3 if word.endswith("ing") else -2])
    if word.endswith("ly") and len(word) > 5 and word not in wl.NOT_LY:
        word = word[:-2]
    return word.removesuffix("e") if len(word) > 4 else word
