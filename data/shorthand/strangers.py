"""Words before a colon that look like a speaker although nobody here is called so.

A remark may well hold a colon ("one thing: the lift"), so only what people type for names counts:
two or three letters that are no word, and capitalised words that do not head a list or a thought.
"""

from __future__ import annotations

import re

from data.text import fold

LABELS = frozenset(
    re.split(
        r"[,\s]+",
        "note notes todo action actions summary question questions answer answers example examples "
        "quote quotes pro pros con cons next decision decisions agenda topic topics context "
        "background goal goals result results conclusion important warning update followup title "
        "location place time duration subject re ps nb kind date participants present notetaker "
        "problem problems issue issues idea ideas pain need needs gain request wish feedback "
        "reason because cause effect solution status fact facts fix bug risk risks step steps "
        "part point points thing things first second third last finally also however then now "
        "later before after today yesterday tomorrow monday tuesday wednesday thursday friday "
        "saturday sunday morning afternoon evening week month year here there this that these "
        "those it they we you he she everybody nobody some many most all both others other "
        "positive negative neutral good bad best worst better worse high low yes no maybe ok okay "
        "well so and but or if when while where why how what who which remember reminder tip "
        "hint info information insight insights theme themes opportunity opportunities finding "
        "findings observation comment comments remark remarks open done link links source sources "
        "see email mail phone letter web website online app desk office form forms system process "
        "team staff customer customers user users people cost costs price prices total result "
        "option options plan plans task tasks summing short result outcome outcomes expectation "
        "thought obstacle preference activity general overall background details detail version",
    )
)
"""Words that open many lines of notes and are nobody's name."""

_SHORT_WORDS = frozenset(
    re.split(
        " ",
        "a ad ago am an any as at be by can did do due eg etc faq few for fyi get go got had "
        "has her him his i ie in is its let may me my new nor not now of off old on one our "
        "out own per put qa ref she than the tl to too two uk un up url us use via was way "
        "ten six eu it ui ux api kpi sla roi pdf sms gp er icu id vat tba tbd tbc asap aka "
        "btw imo cf vs viz max min avg nr no pm",
    )
)
_APART = re.compile(r"\s*[,;+&]\s*|\s+(?:and|und|et|y|e|en|og|och)\s+")
_MOST_WORDS, _LONGEST = 3, 40


def split_names(typed: str) -> list[str]:
    """Return the names that stand before a colon: ``le, om`` are two."""
    return [name for name in _APART.split(typed.strip()) if name]


def may_be_name(word: str) -> bool:
    """Whether ``word`` is what people type for somebody: initials, or capitalised words."""
    if not word or len(word) > _LONGEST or fold(word) in LABELS:
        return False
    if word.isalpha() and 2 <= len(word) <= 3:
        return fold(word) not in _SHORT_WORDS
    parts = word.split()
    return len(parts) <= _MOST_WORDS and all(map(_is_capitalised, parts))


def _is_capitalised(part: str) -> bool:
    letters = re.sub(r"[.'’-]", "", part)
    shouted = len(letters) > 3 and letters.isupper()
    return letters.isalpha() and letters[0].isupper() and not shouted and fold(part) not in LABELS
