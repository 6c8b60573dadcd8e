"""Remarks and questions in note style: how a colleague would put them on a sticky note."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from synthesis.titles import english
from synthesis.titles.english import Word

HEDGES = english.words(
    "just really actually basically literally simply please kindly honestly obviously definitely "
    "certainly probably personally very also quite currently then"
)
SELF = frozenset({"i", "we"})
_OF_THEM = {"am": "are", "was": "were", "'m": "are"}


def with_word(words: Sequence[Word], lows: list[str]) -> tuple[list[str], int]:
    """Rewrite what opens with a question word: the new words, and how many old ones they cover."""
    if len(words) < 3:
        return [], 0
    wanted = to_do(words)
    if wanted:
        return wanted
    self_asked = lows[2] in SELF or lows[2] in {"you", "one"}
    if lows[0] == "how" and words[1].tag in ("A", "M") and self_asked:
        rest = 4 if lows[3:4] == ["go"] and lows[4:5] == ["about"] else 3
        if rest == 4:
            return ["how", "to"], 5
        if rest < len(words) and words[rest].tag in "Vn":
            return ["how", "to"], rest
        return [], 0
    if lows[0] == "how" and lows[1] == "to":
        return ["how", "to"], 2
    if lows[0] == "why" and words[1].tag == "B" and lows[2] in SELF:
        negated = words[1].low in {"wasnt", "isnt"}
        return (["unclear", "why", "not"] if negated else ["unclear", "why"]), 3
    if lows[0] == "why" and words[1].tag in "ABHM":
        turned, used = _asks_if(words[1:])
        return (["unclear", "why", *turned[2:]], used + 1) if turned else ([], 0)
    return _asker_meant(words)


def _asker_meant(words: Sequence[Word]) -> tuple[list[str], int]:
    """Turn "what have I spent" into "asks what they have spent"."""
    at = 1
    while at < len(words) and words[at].tag in "nJRQ" and at < 4:
        at += 1
    if at + 2 >= len(words) or words[at].tag not in "ABHM" or words[at + 1].low not in SELF:
        return [], 0
    helper = words[at]
    lead = ["asks", *(w.text for w in words[:at]), "they"]
    if helper.tag == "A":
        after = words[at + 2]
        if helper.low == "did" and after.tag == "V":
            return [*lead, english.past(after.low)], at + 3
        return (lead, at + 2) if helper.low == "do" else ([], 0)
    return [*lead, _OF_THEM.get(helper.low, helper.low)], at + 2


def to_do(words: Sequence[Word]) -> tuple[list[str], int] | None:
    """Turn "what papers do I need to bring" into "what papers to bring"; None for other clauses.

    Returns the new words and how many old ones they stand for.
    """
    if words[0].low not in {"what", "which", "where", "when", "who"}:
        return None
    at = 1
    while at < len(words) and words[at].tag in "nJ":
        at += 1
    who = words[at + 1].low if at + 1 < len(words) else ""
    if at >= len(words) or words[at].tag not in "AM" or who not in {"i", "we", "you", "they"}:
        return None
    lead = [w.text for w in words[:at]]
    at += 2
    if [w.low for w in words[at : at + 2]] in (["need", "to"], ["have", "to"]):
        at += 2
    elif words[at - 2].low not in {"should", "can", "must", "could"}:
        return None
    if at < len(words) and words[at].tag == "V":
        return [*lead, "to"], at
    return None


def with_verb(words: Sequence[Word], lows: list[str]) -> tuple[list[str], int]:
    """Rewrite a question that opens with its verb ("can I", "do you", "is there")."""
    who = lows[1]
    if lows[0] in {"can", "could", "may"} and who in SELF and words[2:3]:
        skip = 2
        while skip < len(words) and words[skip].low in HEDGES:
            skip += 1
        return ["wants", "to"], skip
    if lows[0] in {"can", "could", "would", "will"} and who == "you" and words[2:3]:
        skip = 2
        while skip < len(words) and words[skip].low in HEDGES:
            skip += 1
        if lows[skip : skip + 2] == ["help", "me"] and words[skip + 2 : skip + 3]:
            after = words[skip + 2]
            if after.tag == "t":
                return ["wants", "to"], skip + 3
            return (["wants", "to"] if after.tag == "V" else ["wants", "help"]), skip + 2
        return [], skip
    if lows[0] == "do" and who in {"you", "they", *SELF}:
        return ["asks", "if", "they"], 2
    if who in SELF and len(words) > 2 and words[0].tag in "BHM" and words[2].tag in "VNGJXRTBH":
        return ["asks", "if", "they", _OF_THEM.get(lows[0], lows[0])], 2
    if words[0].tag == "B" and who == "there":
        return ["asks", "if", "there", lows[0]], 2
    return _asks_if(words)


def _asks_if(words: Sequence[Word]) -> tuple[list[str], int]:
    """Turn an inverted question round: "does the card work" -> "asks if card works"."""
    at = 1
    while at < len(words) and words[at].tag in "DSJQ" and at < 4:
        at += 1
    begin = at
    while at < len(words) and words[at].tag == "n":
        at += 1
    if at == begin or at >= len(words):
        return [], 0
    subject = [w.text for w in words[1:at] if w.low not in {"the", "a", "an", "your", "my", "our"}]
    opener, verb = words[0], words[at]
    if opener.tag == "A" and verb.tag == "V":
        if opener.low == "does":
            shown = english.third_person(verb.low)
        else:
            shown = verb.low if opener.low == "do" else english.past(verb.low)
        return ["asks", "if", *subject, shown], at + 1
    if opener.tag in ("M", "B") and verb.tag in "VNTGJXI":
        return ["asks", "if", *subject, opener.low], at
    return [], 0


PEOPLE = english.words(
    "mother father mum dad mom husband wife son daughter partner child children family friend "
    "friends brother sister parents parent carer kids kid baby grandson granddaughter nan gran "
    "patient patients customer customers client clients people resident residents relative "
    "relatives tenant tenants student students"
)
"""Nouns that mean people: what happens to them is an interaction."""
_THEIRS = PEOPLE | english.words(
    "boss manager doctor gp name money life age body head leg back hand"
)
_TAILS = (("in", "fact"), ("of", "course"), ("as", "well"), ("at", "least"), ("lol",), ("etc",))
_SWAPS = {
    "me": "them",
    "us": "them",
    "myself": "themselves",
    "ourselves": "themselves",
    "mine": "theirs",
    "ours": "theirs",
    "i": "they",
    "we": "they",
    "am": "are",
    "'m": "are",
    "im": "they",
    "u": "you",
}
_MEANT = frozenset({"me", "us", "myself", "ourselves", "mine", "ours"})
_SPEAKER = _MEANT | SELF | {"im"}
_OTHERS = english.words(
    "they them their theirs themselves he him his himself she her hers herself everyone everybody "
    "someone somebody people"
)
_ROLES = PEOPLE | english.words(
    "staff nurse nurses doctor doctors dr gp gps consultant crew driver drivers paramedic "
    "paramedics team manager receptionist therapist clerk office agent agents lady man woman guy "
    "ladies men women guys worker workers ward bank shop mechanic teacher teachers officer"
)
_LONGEST_ACRONYM = 3
_SHORTEST_TO_TRIM = 3
_CONTRACTED = {"'ve": "have", "'re": "are", "'ll": "will", "'m": "am"}
FIRST_PERSON = frozenset(
    [
        "i",
        "we",
        "me",
        "us",
        "my",
        "our",
        "myself",
        "ourselves",
        "mine",
        "ours",
        "i'm",
        "i've",
        "we've",
    ]
)


def style(words: Sequence[Word]) -> list[str]:
    """Return the words in note style; an empty list where no note style is known.

    ``words`` is one clause without its openers.
    """
    if not words:
        return []
    words = _without_me(words)
    head, used = _front(words)
    tail = words[used:]
    if (not used and words[0].low in _SPEAKER) or _mistakes_who(words, head, tail):
        return []
    out = head + inside(tail, after=head)
    out = join(out)
    while len(out) > 1 and out[0].lower() in {"the", "a", "an"} and not _counted(out):
        out = out[1:]
    if len(out) > _SHORTEST_TO_TRIM and out[-1].lower() in HEDGES:
        out = out[:-1]
    for end in _TAILS:
        if len(out) > len(end) + 1 and tuple(w.lower() for w in out[-len(end) :]) == end:
            out = out[: -len(end)]
    if not out or any(word.lower() in FIRST_PERSON for word in out):
        return []
    return out


def _without_me(words: Sequence[Word]) -> Sequence[Word]:
    """Leave the speaker out where somebody else acts: "they rang me back" -> "they rang back"."""
    if not any(w.low in _MEANT for w in words) or not any(w.low in _OTHERS for w in words):
        return words
    out: list[Word] = []
    for at, word in enumerate(words):
        following = words[at + 1].low if at + 1 < len(words) else ""
        if word.low in {"me", "us"} and word.text != "US" and at:
            if out[-1].low in {"for", "to", "with"}:
                out.pop()
                continue
            if following in english.PARTICLES and out[-1].tag in "VZTNG":
                continue
        out.append(word)
    return out


def _mistakes_who(words: Sequence[Word], head: Sequence[str], tail: Sequence[Word]) -> bool:
    """True where "they" would stand for the speaker and for somebody else, or for the wrong one.

    "I like when they come early" may become "likes when they come early", but "staff were rude
    when I rang" must not become "staff were rude when they rang".
    """
    if any(w.low in _OTHERS for w in words) and _has_their_own(tail):
        return True
    meant = [w.low for w in tail if w.low in _SPEAKER and w.text not in {"US", "IM"}]
    if not meant:
        return False
    acting = not _MEANT.issuperset(meant)
    asked = head[:1] == ["asks"]
    if any(w.low in _OTHERS for w in (tail if asked else words)):
        return True
    return acting and not asked and any(w.low in _ROLES for w in words)


def _has_their_own(words: Sequence[Word]) -> bool:
    """True for "my husband" where "their husband" will stand."""
    pairs = pairwise(words)
    return any(one.low in {"my", "our"} and two.low in _THEIRS for one, two in pairs)


def _counted(out: list[str]) -> bool:
    return out[0].lower() == "a" and out[1].lower() in {"lot", "few", "bit", "little", "couple"}


def sentence(words: Sequence[str], *, proper: frozenset[str] = frozenset()) -> str:
    """Join styled words in sentence case; ``proper`` are words that keep their capital."""
    shown = [
        word if word.islower() or _keeps_case(word, proper) else word.lower() for word in words
    ]
    text = " ".join(shown).strip(" ,;:.!?-–—'’")
    return text[:1].upper() + text[1:]


def _keeps_case(word: str, proper: frozenset[str]) -> bool:
    shouted = (
        len(word) > _LONGEST_ACRONYM and word.isupper() and word.lower() in english.verb_forms()
    )
    acronym = len(word) > 1 and sum(c.isupper() for c in word) > 1 and not shouted
    return acronym or word in proper


def _front(words: Sequence[Word]) -> tuple[list[str], int]:
    """Rewrite the beginning of a clause; returns the new words and how many old ones they cover."""
    lows = [word.low for word in words]
    first = words[0]
    if first.tag == "W" or first.low in {"when", "where"}:
        return with_word(words, lows)
    if first.tag in ("M", "A", "B", "H") and len(words) > 1:
        return with_verb(words, lows)
    if first.low in SELF or first.low == "im":
        return _said(words)
    if first.low == "there" and len(words) > 2 and words[1].tag in ("B", "M"):
        return _there(words, lows)
    if first.low in {"it", "they", "you"} and len(words) > 2:
        return _dropped_subject(words, lows)
    if first.tag == "S" and first.low in {"my", "our"} and len(words) > 1:
        return [], 1
    if first.low == "want" and len(words) > 2:
        return ["wants"], 1
    if first.tag == "t" and len(words) > 2 and words[1].tag == "V":
        return [], 1
    return [], 0


def _there(words: Sequence[Word], lows: list[str]) -> tuple[list[str], int]:
    at = 1
    if words[1].tag == "M":
        if lows[1:3] == ["should", "be"]:
            return ["should", "be"], 3
        return [], 0
    if at + 1 < len(words) and words[at + 1].tag == "X":
        enough = len(words) > at + 2 and words[at + 2].low in {"enough", "many", "any", "much"}
        if not enough:
            return [], 0
        return (["no"], at + 3) if words[at + 2].low == "any" else (["not"], at + 2)
    return [], at + 1


def _dropped_subject(words: Sequence[Word], lows: list[str]) -> tuple[list[str], int]:
    if lows[1] in {"should", "need", "needs", "must", "could"} and lows[0] != "it":
        return [lows[1]], 2
    if lows[0] == "it" and words[1].tag in "ZT" and lows[1] in {"takes", "took"}:
        return [lows[1]], 2
    return _done_to_us(words, lows) if lows[0] == "they" else ([], 0)


def _done_to_us(words: Sequence[Word], lows: list[str]) -> tuple[list[str], int]:
    """Turn "they told me to wait" into "told to wait": who was told is clear, who told is not."""
    at = 1
    lead: list[str] = []
    if words[1].tag == "A" and words[2].tag == "X":
        at, lead = 3, ["not"]
    elif words[1].tag in "RX":
        at, lead = 2, [lows[1]]
    if at + 2 >= len(words) or words[at].tag not in "VZT" or lows[at + 1] not in {"me", "us"}:
        return [], 0
    if words[at + 2].tag == "V" or english.base_of(lows[at]) in {
        "make",
        "let",
        "give",
        "get",
        "have",
    }:
        return [], 0
    return [*lead, english.participle(english.base_of(lows[at]))], at + 2


_WISHES = {
    "want": "wants",
    "wanted": "wanted",
    "need": "needs",
    "needed": "needed",
    "wish": "wishes",
}


def _said(words: Sequence[Word]) -> tuple[list[str], int]:  # noqa: C901
    """Rewrite "I ..." and "we ...": the subject goes, the verb agrees with the person meant."""
    at = 1
    lead: list[str] = []
    while at < len(words) and words[at].tag == "R":
        if words[at].low not in HEDGES:
            lead.append(words[at].text)
        at += 1
    if at >= len(words):
        return [], 0
    word = words[at]
    low = _CONTRACTED.get(word.low, word.low)
    nxt = words[at + 1] if at + 1 < len(words) else None
    wish = next((n for n, w in enumerate(words[at + 1 :], at + 1) if w.low not in HEDGES), None)
    if low in {"would", "'d", "should"} and wish and words[wish].low in {"like", "love", "prefer"}:
        return [*lead, "wants"], wish + 1
    if low in _WISHES:
        return [*lead, _WISHES[low]], at + 1
    if low in {"am", "was", "were", "are"} and nxt:
        if nxt.tag == "X" and at + 2 < len(words):
            return [*lead, "never" if nxt.low == "never" else "not"], at + 2
        if nxt.tag in ("N", "G", "J", "X") or (nxt.tag == "R" and at + 2 < len(words)):
            return lead, at + 1
        return [*lead, "was" if low in {"was", "were"} else "is"], at + 1
    if low in {"have", "had", "'d", "has"} and nxt:
        return _had(words, at, low, lead)
    if word.tag == "M":
        shown = {"'ll": "will", "'d": "would"}.get(word.low, word.low)
        return [*lead, shown], at + 1
    if word.tag == "A":
        return [*lead, "does" if low == "do" else low], at + 1
    if word.tag == "X" and nxt and nxt.tag == "H":
        return [*lead, word.low, "had" if nxt.low == "had" else "has"], at + 2
    if word.tag == "X" and nxt and nxt.tag in "VT":
        verb = english.third_person(nxt.low) if nxt.tag == "V" else nxt.low
        return [*lead, word.low, verb], at + 2
    if word.tag == "V":
        return [*lead, english.third_person(word.low)], at + 1
    if word.tag in ("T", "N", "Z"):
        return [*lead, word.low], at + 1
    return [], 0


def _had(words: Sequence[Word], at: int, low: str, lead: list[str]) -> tuple[list[str], int]:
    nxt = words[at + 1]
    if low == "'d" and nxt.tag in "VH":
        return [*lead, "would"], at + 1
    shown = "had" if low in {"had", "'d"} else "has"
    if nxt.low == "been" and at + 2 < len(words) and words[at + 2].tag in ("N", "G", "J"):
        return lead, at + 2
    past = "T" in english.verb_forms().get(nxt.low, ("", ""))[1] or nxt.low.endswith("ed")
    if nxt.tag == "N" and past:
        return lead, at + 1
    if nxt.low == "got" or nxt.tag in "RX":
        return [*lead, shown], at + 1
    return [*lead, shown], at + 1


def inside(words: Sequence[Word], after: list[str]) -> list[str]:
    """Rewrite what follows the front: my -> the, me -> them, hedges out."""
    out: list[str] = []
    negated = bool(after) and after[-1].lower() in {"not", "n't"}
    for at, word in enumerate(words):
        low = word.low
        following = words[at + 1].low if at + 1 < len(words) else ""
        if low in HEDGES and word.tag == "R" and not negated and following:
            continue
        if low in {"please", "thanks"}:
            continue
        negated = word.tag == "X"
        if word.tag == "S" and low in {"my", "our"}:
            out.append("their" if following in _THEIRS else "the")
        elif low in _SWAPS and word.text not in {"US", "IM"}:
            out.append(_SWAPS[low])
        elif low == "was" and out and out[-1] == "they":
            out.append("were")
        elif low in {"'ve", "'ll"}:
            out.append(_CONTRACTED[low])
        else:
            out.append(word.text)
    return out


def join(words: list[str]) -> list[str]:
    """Put split contractions together again: do + n't -> don't, there + 's -> there's."""
    out: list[str] = []
    for word in words:
        low = word.lower()
        if low == "n't" and out:
            host = "can" if out[-1].lower() == "ca" else out[-1]
            out[-1] = {"can": "can't", "wo": "won't", "sha": "shan't"}.get(host.lower(), host + low)
        elif low == "not" and out and out[-1].lower() == "can":
            out[-1] += "'t"
        elif low in {"'s", "'re", "'d", "'m"} and out:
            out[-1] += low
        else:
            out.append(word)
    return out
