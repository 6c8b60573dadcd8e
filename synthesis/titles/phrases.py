"""What a remark offers for a card's title: the things that it names, and what customers do in it.

A title is never cut out of one remark.  What is found here counts only where another remark of the
card says it too, so it is kept as stems, which two remarks can share, beside the words as written.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import lru_cache
from itertools import takewhile

from synthesis.titles import english
from synthesis.titles.english import NEGATIONS, Word, segments, stem, words

LONGEST = 3
"""Words of a thing at most."""

_LABEL = 2
"""Words before a first colon that may be a label."""


def _stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, words(text)))


_VAGUE = _stems(
    "ability access adult amount answer anything applicant area back beginning bit bloke body "
    "bottom boy brother caller care carer case change chap check child children claimant client "
    "comment company course customer dad daughter detail end event everyone everything example "
    "experience eye fact family father feedback fella first folk forward friend front future "
    "general getting girl go guest guy half hand head help home hope husband id idea info "
    "information job kid kind lad lady last level life like line look lot love man matter member "
    "men middle moment "
    "mother mum name nature need neighbour news next nothing number older one option other own "
    "owner parent part past patient people person place point possibility process purpose quality "
    "question reason request resident rest result round run second self service set show side "
    "sister situation size someone something son sort start step student stuff suggestion system "
    "task team tenant thing third thought time today top try turn type use user version view "
    "visitor want way wife wish woman women word work world"
)
"""Nouns that name nothing by themselves, as singulars; before or behind another they may stand."""

_UNITS = _stems(
    "afternoon age am apr april aug august autumn buck century christmas couple day dec decade "
    "december dollar dozen easter euro evening feb february fri friday grand hour hr jan january "
    "jul july jun june lunch lunchtime mar march may midnight mile min minute mon monday month "
    "morning night noon nov november oct october pence penny percent pm pound quarter quid sat "
    "saturday second sep sept september spring summer sun sunday thu thur thurs thursday tue tues "
    "tuesday twice wed wednesday weds week weekend winter wk year yr"
)
"""What only measures: one person's hour is not another's.  “Opening hours” are a thing."""

_LOADED = _stems(
    "absence abuse advantage angel anger annoyance annoying appreciation arguing argument attitude "
    "bad benefit best blame boredom bully bullying burden caring chaos cleanliness comfort "
    "compassion complaining complaint concern confusion convenience courtesy crap credit crisis "
    "crook crying danger delay despair difficulty dirt disadvantage disaster dispute "
    "dissatisfaction ease efficiency empathy enough error excellence failing failure fan fault "
    "favorite favourite fear fight fraud friendliness frustration fun garbage gem glare good "
    "gratitude grin happiness hassle hate hating hell helpfulness hero honesty hope hostility "
    "hurdle improvement improving inconvenience increase issue joke joy kindness lack lacking lie "
    "loneliness losing loss love lover loving luck mess misery missing mistake mistrust moaning "
    "neglect nightmare noise pain panic patience pity pleasure plenty politeness praise problem "
    "professionalism racism reassurance reduction relief respect risk row rubbish rudeness "
    "satisfaction scam shame shock shortage shouting silence slowness smile speed strength stress "
    "struggling success suffering surprise tear thanks threat trouble trust usability waste "
    "wasting weakness wonder worry worrying worst"
)
"""Nouns that say what somebody thinks, beside the words that take a side."""

_NO_NOUNS = words(
    "actual additional ain aint annual anywhere arent asap btw cant cause central cos coz didnt "
    "digital doesnt done dont downstairs dr due dunno eg em etc etcetera final formal further fyi "
    "general gone gonna gotta hers idk ie ill im imo indoors initial inside international isnt "
    "ive legal lol madam mine miss mor mr mrs ms nah nope normal official original ours outdoors "
    "outside overall pls plz ppl re regular sir someplace somewhere special ta tbh thats theirs "
    "theyll theyre theyve tho thru til total typical upstairs ur usual vs w wanna wasnt whats wks "
    "wont xx xxx yeah yep youre yours"
)
"""What is no noun, though nothing about it shows it."""

_NEUTRAL = words(
    "annual application black blue daily digital economic electronic emergency financial foreign "
    "green individual large leased legal local main medical mental monthly national online paper "
    "personal physical printed private public red rented residential returned shared social spare "
    "stolen used virtual waiting weekly white yellow"
)
"""What may stand before a noun and judges nothing."""

_NAMING = words(
    "banking billing boarding booking building calling changing charging checking cleaning closing "
    "cycling dining driving editing fitting housing joining landing living loading meeting opening "
    "operating parking programming reading recording savings shipping shopping sitting starting "
    "swimming training visiting waiting walking washing writing"
)
"""Words in -ing that make a name of the noun behind them (“waiting room”), not a clause."""

_PLACES = words("first second third fourth last next")
_SELDOM = words(
    "open close clean complete correct empty free separate lower live direct double secure welcome "
    "warm ease mean bear lay lead fall face lie match female male adult senior junior elderly own"
)
"""Words that are tagged as nouns and seldom are."""
_PLURALS = words("times rates results requests lists tests")
_IN_EST = words("request forest guest test rest contest harvest protest chest west interest")
_GENTLE = words("wait queue call phone email text rate list test request time order result process")
"""Verbs that are nouns wherever they are tagged so, and plurals that are so behind a noun."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A thing or an act: ``key`` is what two remarks share, ``shown`` the words of this one."""

    key: tuple[str, ...]
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one remark offers.

    ``acts`` are told of customers; ``open`` are acts of which the remark does not tell whose they
    are, ``others`` the verbs of those that are somebody else's, and ``denied`` of those that it
    denies, doubts or only supposes.  ``leading`` are the stems of things that only stand before
    another noun ("ambulance crew"), ``stems`` those of all words.
    """

    things: tuple[Phrase, ...] = ()
    acts: tuple[Phrase, ...] = ()
    open: tuple[Phrase, ...] = ()
    others: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    leading: frozenset[tuple[str, ...]] = frozenset()
    stems: frozenset[str] = frozenset()
    is_english: bool = True


class Voice(StrEnum):
    """Whose words a remark is in."""

    CUSTOMER = "customer"
    INSIDE = "inside"
    UNKNOWN = ""


_STOPS = ".!?;-–—"
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|[\w.-]+@[\w.-]+|"
    r"\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|gov|edu|info|eu|uk|ie|us|ca|au|de|fr|es|it|nl|io)\b(?:/\S*)?",
)
"""Addresses on the web: their dots end no sentence, and nothing in them is a word."""


class Whose(Enum):
    """Who does what a verb says."""

    CUSTOMERS = 1
    OTHERS = 2
    OPEN = 3
    DENIED = 4


@lru_cache(maxsize=16384)
def read(text: str, voice: Voice = Voice.UNKNOWN) -> Reading:
    """Read an English remark."""
    things: dict[Phrase, None] = {}
    acts: dict[Whose, dict[Phrase, None]] = {whose: {} for whose in Whose}
    leading: set[tuple[str, ...]] = set()
    every: set[str] = set()
    before, turned = ".", False
    for number, (piece, mark) in enumerate(segments(_ADDRESS.sub(" something ", text))):
        if not number and mark == ":" and len(piece) <= _LABEL:
            continue  # "ka: it is short": who or what speaks, and nothing that is spoken of
        every.update(stem(word.low) for word in piece)
        for at in range(len(piece)):
            if _is_noun(piece, at):
                spans = dict.fromkeys(_spans(piece, at))
                if at + 1 < len(piece) and piece[at + 1].tag == "n" and _may_be_noun(piece, at + 1):
                    leading.update(phrase.key for phrase in spans)
                else:
                    things.update(spans)
        for at, verb in _verbs(piece):
            if piece[at].tag == "G" and _led_by(piece, at) in tuple("DSJ") and _is_noun(piece, at):
                continue  # "the online booking": a thing, which nobody does
            whose = _whose(piece, at, voice, opens=before in _STOPS, asks=mark == "?")
            # "Never, in ten years, waited": what was denied before goes for what has no subject.
            if whose is Whose.DENIED or not turned or _who(piece, at):
                acts[whose].update(dict.fromkeys(_acts(piece, at, verb)))
        turned = mark not in _STOPS and (turned or any(_turns(word) for word in piece))
        before = mark
    return Reading(
        tuple(things),
        tuple(acts[Whose.CUSTOMERS]),
        tuple(acts[Whose.OPEN]),
        frozenset(act.key[0] for act in acts[Whose.OTHERS]),
        frozenset(act.key[0] for act in acts[Whose.DENIED]),
        frozenset(leading),
        frozenset(every),
    )


def _spans(piece: Sequence[Word], end: int) -> Iterator[Phrase]:
    """Yield the noun phrases that end with a noun, the shortest first."""
    begin = end
    while True:
        span = piece[begin : end + 1]
        where = enumerate(span, begin)
        if len(span) > 1 or not _is_vague(piece[end].low):
            shown = (w.low if at == 0 and not w.text.isupper() else w.text for at, w in where)
            yield Phrase(tuple(stem(w.low) for w in span), tuple(shown))
        if len(span) == LONGEST or not begin or not _may_lead(piece, begin - 1):
            break
        begin -= 1


def _is_noun(piece: Sequence[Word], at: int) -> bool:
    """True for a noun that may name a thing."""
    word = piece[at]
    low = word.low
    following = piece[at + 1].tag if at + 1 < len(piece) else ""
    led = _led_by(piece, at)
    if word.tag == "G" or (word.tag == "J" and low.endswith("ing")):
        named = low in _NAMING or len(piece) == 1 or led in tuple("JDS")
        return named and _is_plain(low) and (not following or following not in "nJDSOPG")
    # "Refunds take weeks": what opens a remark in -s has no subject, and is no verb.
    noun = word.tag == "n" or (word.tag == "Z" and not at)
    if not noun or not _is_plain(low) or low in _PLACES | _SELDOM:
        return False
    if (_is_among(low, _UNITS) and low != "hours") or (at and piece[at - 1].low == "next"):
        return False
    if led in ("B", "P"):
        return False  # "it is digital", "they lease": what follows is no noun
    return _may_be_noun(piece, at)


def _led_by(piece: Sequence[Word], at: int) -> str:
    """Return the tag of the word before, adverbs left out; "" where a piece begins."""
    return next((word.tag for word in reversed(piece[:at]) if word.tag != "R"), "")


def _may_be_noun(piece: Sequence[Word], at: int) -> bool:
    """True for no verb, or for one of which what stands before says that it is a noun."""
    low, led = piece[at].low, _led_by(piece, at)
    if low not in english.verb_forms() or low in english.NOT_ING:
        return True
    if english.base_of(low) not in english.NOUN_VERBS or led == "O":
        return False
    if led == "n":
        # "School run" is a thing, "the lift works" and "bills stay" are not.
        one = not piece[at - 1].low.endswith("s")
        return one and (not low.endswith("s") or low in _PLURALS)
    opens = not at and (len(piece) <= LONGEST or low.endswith("s"))
    return opens or led in tuple("DSJQIG") or english.base_of(low) in _GENTLE


def _may_lead(piece: Sequence[Word], at: int) -> bool:
    """True for a word that may stand before a noun in a title."""
    word = piece[at]
    if word.tag == "n":
        noun = _led_by(piece, at) != "t" and (word.low in _PLACES or _may_be_noun(piece, at))
        return noun and _is_plain(word.low) and not _is_among(word.low, _UNITS)
    return word.low in (_NEUTRAL if word.tag in "JR" else _NAMING if word.tag == "G" else ())


def _is_among(low: str, some: Collection[str]) -> bool:
    """True for a form of one of some words."""
    return stem(low) in some or low.removesuffix("s") in some


def _is_vague(low: str) -> bool:
    """True for a noun that is no title by itself."""
    return _is_among(low, _VAGUE) or _is_among(low, _UNITS)


def _is_plain(low: str) -> bool:
    """True for a word of letters that judges nothing, counts nothing and is no slip of the pen."""
    return (
        len(low) > 1
        and low[0].isalpha()
        and "'" not in low
        and low not in english.FUNCTION_WORDS
        and low not in english.NUMBERS
        and low not in _NO_NOUNS
        and (not low.endswith("est") or low in _IN_EST)
        and not _is_loaded(low)
    )


def _is_loaded(low: str) -> bool:
    """True for a word that says what somebody thinks or feels."""
    parts = low.split("-")
    return any(_is_among(part, _LOADED) or part in english.TAKING_SIDES for part in parts)


_ALONE = words(
    "apply arrive book browse call cancel check_in check_out commute complain cook cycle drive "
    "edit email enrol enroll join log_in log_on park pay phone queue rebook register renew "
    "reschedule ring shop sign sign_in sign_up subscribe swim train travel unsubscribe vote wait "
    "walk"
)
"""Acts of customers that are a title by themselves."""

_WITH_OBJECT = words(
    "appeal ask attend borrow bring buy carry change chase check choose claim close collect "
    "compare complete contact deposit download drop_off edit exchange export fetch fill_in "
    "fill_out follow hand_back hire install learn lease look_for look_up move open order pick_up "
    "post print read rent repair replace report reserve return save scan search send share sign "
    "speak submit switch talk teach text track transfer update upload visit watch withdraw write"
)
"""Acts that want an object, told in two remarks as well."""

_ACTS = _ALONE | _WITH_OBJECT
_PARTICLES = words("in up out on off back for")
_SPEAKER = words("i we")
_CUSTOMERS = words(
    "they people everyone everybody customers customer clients client patients patient tenants "
    "tenant residents resident visitors visitor students student members users passengers drivers "
    "parents carers applicants claimants callers families folks ppl owners readers guests"
)
_OWN = words("cancel park apply register renew rebook subscribe unsubscribe enrol enroll queue")
"""What customers alone do."""
_THEIRS = _CUSTOMERS | {"them", "their"}
_OURS = words("i we us our my me")
_AS_OBJECT = words("case information details results answer number name")
"""Vague words that are something where something is done to them."""

_LINKS = words("want need have try go start begin plan decide")
_COMING = words("come go ring call phone email write visit drive walk travel")
_BEFORE_AN_OBJECT = words("for to about on with at from")
_SUPPOSING = words(
    "if unless except than instead rather without whether wish hope stop avoid prevent prevents "
    "stops lack refuse refuses refused deny fail fails failed barely rarely seldom supposed "
    "pretend doubt few nor let lets please"
)
_CLAUSE_ENDS = words("and but because so cos though although when while")
_AFTER = 3


def _verbs(piece: Sequence[Word]) -> Iterator[tuple[int, str]]:
    """Yield where a verb that may be a customer's act stands, and the act, particle included."""
    for at, word in enumerate(piece):
        if word.tag not in "VZTNG":
            continue
        base = english.base_of(word.low)
        following = piece[at + 1].low if at + 1 < len(piece) else ""
        whole = f"{base}_{following}" if following in _PARTICLES else base
        if whole in _ACTS or base in _ACTS:
            yield at, whole if whole in _ACTS else base


def _turns(word: Word) -> bool:
    """True for a word that denies what follows, or only supposes it."""
    return word.tag == "X" or word.low in NEGATIONS or word.low in _SUPPOSING


def _is_denied(piece: Sequence[Word], at: int) -> bool:
    """True where the piece denies the verb, doubts it, or only supposes it."""
    between = False
    for place in range(at - 1, -1, -1):
        word = piece[place]
        if word.low in _CLAUSE_ENDS and piece[place + 1].tag == "P":
            break  # "nobody came and we waited": what is denied stands in another clause
        if _turns(word):
            return True
        if word.tag == "M" and not between:
            return True
        between = between or word.tag in "VZTNG"
    return any(
        word.tag == "X" or word.low in NEGATIONS
        for word in takewhile(
            lambda word: word.low not in _CLAUSE_ENDS, piece[at + 1 : at + 1 + _AFTER]
        )
    )


def _whose(piece: Sequence[Word], at: int, voice: Voice, *, opens: bool, asks: bool) -> Whose:
    """Return who does what the verb at this place says."""
    if _is_denied(piece, at):
        return Whose.DENIED
    who = _who(piece, at)
    if asks or who is None:
        return Whose.OPEN
    if who in _SPEAKER:
        return Whose.OTHERS if voice is Voice.INSIDE else Whose.CUSTOMERS
    if who in _CUSTOMERS:
        # "They" are customers where staff speak, and staff where customers do.
        known = Whose.OTHERS if who == "they" else Whose.OPEN
        return Whose.CUSTOMERS if voice is Voice.INSIDE else known
    if who or not opens:
        return Whose.OPEN
    gerund = piece[0].tag == "G"
    if voice is not Voice.INSIDE:
        # Without a subject it is the speaker who did it; "listen to me" asks somebody else to.
        return Whose.CUSTOMERS if piece[0].tag in "TNGH" else Whose.OPEN
    # "Renewing takes weeks" is nobody else's act; "calling by phone" may be, but for a "them".
    lows = {word.low for word in piece}
    told = bool(lows & _THEIRS) or english.base_of(piece[at].low) in _OWN
    return Whose.CUSTOMERS if gerund and told and not lows & _OURS else Whose.OPEN


def _who(piece: Sequence[Word], at: int) -> str | None:
    """Return the subject of a verb in lower case, "" where there is none; None for no telling."""
    before = at - 1
    gerund = piece[at].tag == "G"
    while before >= 0:
        word = piece[before]
        if word.tag == "t":
            before = _before_infinitive(piece, before)
            if before < -1:
                return None
        elif word.tag in "RH" or (word.tag == "B" and gerund):
            before -= 1
        elif word.low == "and":
            earlier = [i for i in range(before) if piece[i].tag in "VZTNG"]
            return _who(piece, earlier[-1]) if earlier else None
        elif word.tag == "P" or (word.tag == "n" and word.low in _CUSTOMERS):
            return word.low
        else:
            return None
    return ""


def _before_infinitive(piece: Sequence[Word], at: int) -> int:
    """Return the place before the verb that an infinitive hangs on; -2 where it is another's."""
    if at and english.base_of(piece[at - 1].low) in _LINKS:
        return at - 2
    for place in range(at - 1, -1, -1):
        word = piece[place]
        if word.tag in "VZTNG":
            return place - 1 if english.base_of(word.low) in _COMING else -2
        if word.tag in "OPCUW":
            return -2
    return -2


def _acts(piece: Sequence[Word], at: int, verb: str) -> Iterator[Phrase]:
    """Yield an act with its object, and without where it can stand alone."""
    base, _, particle = verb.partition("_")
    shown = [english.gerund(base), *particle.split()]
    if verb in _ALONE:
        yield Phrase((verb,), tuple(shown))
    place = at + 1 + bool(particle)
    if place < len(piece) and piece[place].low in _BEFORE_AN_OBJECT and not particle:
        shown.append(piece[place].low)
        place += 1
    article = ""
    while place < len(piece) and piece[place].tag in "DSJ":
        if piece[place].low in {"the", "my", "our", "their", "his", "her", "your"}:
            article = "the"
        place += 1
    if place >= len(piece) or piece[place].tag not in "nG":
        return
    last = place
    while last + 1 < len(piece) and piece[last + 1].tag == "n":
        last += 1
    low = piece[last].low
    if _is_noun(piece, last) and (low in _AS_OBJECT or not _is_vague(low)):
        middle = [article] if article else []
        yield Phrase((verb, stem(piece[last].low)), (*shown, *middle, piece[last].text))
