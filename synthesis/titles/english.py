"""English, just enough: word classes, inflection, polarity, and telling it from other languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import zip_longest

from data.records import Kind


def words(text: str) -> frozenset[str]:
    """Return the words of a line as a set."""
    return frozenset(text.split())


DETERMINERS = words(
    "a an the this that these those some any every each another either both all half such "
    "enough several many much more most few less least fewer other own same"
)
NUMBERS = words(
    "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty "
    "seventy eighty ninety hundred thousand million zero"
)
POSSESSIVES = words("my our your his her its their whose")
SUBJECTS = words(
    "i we you he she it they there who someone somebody anyone anybody everyone everybody nobody "
    "noone people one nothing something everything anything none u"
)
OBJECTS = words(
    "me us him them myself ourselves yourself yourselves himself herself itself themselves"
)
BE = words("am is are was were be been being 's 'm 're isnt wasnt arent werent")
HAVE = words("have has had having 've")
DO = words("do does did")
MODALS = words("can could will would shall should may might must 'll 'd ca wo sha cannot ought")
NEGATIONS = words(
    "not n't never no nor neither nobody nothing none without cannot hardly barely noone nowhere"
)
PREPOSITIONS = words(
    "of in on at by for with from about into onto over under between through during against "
    "across behind beyond near off out up down per via towards toward within without around above "
    "below along among inside outside past throughout upon despite except regarding back away"
)
PARTICLES = words("out up down off back away through over in on along around together about")
COORDINATORS = words("and or but nor yet plus")
SUBORDINATORS = words(
    "because although though when whenever if unless while whilst since as after before until till "
    "than whether so where wherever whereas cos cause coz"
)
QUESTION_WORDS = words("what which how why when where who whom whose")
CONDITIONS = words(
    "if unless until till except than instead rather without whether nor wish hope stop avoid "
    "prevent prevents preventing stops stopping lack lacks refuse refuses refused deny denies "
    "denied fail fails failed hardly barely rarely seldom supposed pretend doubt like"
)
"""Words that put what follows into doubt or turn it round: no title begins in their reach."""

ADVERBS = words(
    "very too also just only still even ever always often sometimes usually again already soon now "
    "then here there once twice later earlier today tomorrow yesterday quite rather almost nearly "
    "maybe perhaps instead together well far long straight ahead apart anyway anywhere everywhere "
    "somewhere nowhere though however therefore otherwise else please really so yet enough tonight "
    "abroad online upstairs downstairs forever ago"
)
ADJECTIVES = words(
    "good bad better best worse worst new old long short late early slow quick fast quicker faster "
    "slower longer shorter earlier later high low higher lower hard easy easier harder difficult "
    "able unable available clear unclear clean dirty cold hot warm noisy quiet loud big small "
    "large little great poor rude kind nice happy unhappy sad angry busy full empty ready right "
    "wrong true false safe unsafe free expensive cheap cheaper cheapest important different "
    "difficult terrible awful horrible disgusting excellent perfect lovely friendly unfriendly "
    "polite impolite honest sure unsure certain likely unlikely aware unaware fair unfair equal "
    "ridiculous pointless useless helpful unhelpful necessary unnecessary essential vital correct "
    "incorrect complete incomplete missing possible impossible same whole entire main major minor "
    "public private local national foreign medical mental physical personal individual social "
    "economic financial annual daily weekly monthly constitutional qualified deserving innocent "
    "efficient pleasant professional caring attentive reassuring thorough brilliant fantastic "
    "amazing courteous welcoming knowledgeable sympathetic prompt punctual comfortable double "
    "spare broken urgent extra "
    "stressful frustrating frustrated disappointed disappointing confusing confused worried scared "
    "sick ill disabled elderly young older younger deaf blind alone separate several virtual"
)

# Frequent verbs that are seldom nouns.
VERBS = (
    "accept achieve add admit advise afford agree allow announce apologise apologize appear apply "
    "appreciate argue arrange arrive ask assume attend avoid become begin believe belong blame "
    "borrow bother bring build buy calculate cancel carry catch choose clarify collect come "
    "communicate compare complain complete concentrate confirm confuse connect consider contact "
    "continue convert create decide decline decrease define delete deliver deny depend deposit "
    "deserve destroy determine disagree disappear discharge discriminate discuss dismiss "
    "distribute divide eat eliminate enable encourage enjoy enroll enrol ensure enter establish "
    "examine exchange exist expect expire explain explore express extend fail feel feed fill find "
    "finish fix follow forbid force forget freeze gain gather get give go grow happen harm hate "
    "have hear help hide highlight hold hurt identify ignore imagine implement imply improve "
    "include "
    "increase inform insert insist install introduce invest invite involve issue join keep kill "
    "know lack learn leave lend let lie limit listen live locate log look lose lower make manage "
    "matter mean measure meet mention miss move need notice notify obtain occur offer open order "
    "organise organize owe own park pass pay perform persuade pick place plan play post prefer "
    "prepare prescribe press pretend prevent process produce prohibit promise promote protect "
    "prove provide pull punish purchase push put raise reach read realise realize receive "
    "recognise recognize recommend reduce refer refund refuse reject relate relax relieve remain "
    "remember remind remove rename renew repair repeat replace reply report represent require "
    "reschedule reset resolve respect respond rest restrict result return reverse ring rise roll "
    "ruin run save say schedule see seem sell send separate serve set settle share shout show "
    "sign sit sleep smoke solve sound speak speed spell spend stand start stay steal stick stop "
    "strip struggle study submit suffer suggest suit supply support suppose survive suspend swap "
    "switch take talk teach tell tend thank think threaten throw tip touch track train transfer "
    "translate travel treat trigger trust try turn type understand undermine update upgrade "
    "upload use value verify view violate visit wait wake walk want warn wash waste watch wear "
    "win wish withdraw wonder work worry write chase activate authenticate access affect bully "
    "call care cause change charge check cost deal delay demand doubt drive drop favor favour "
    "finance fly guess handle hope hurry kick lead link load love mind mix name pack phone email "
    "text queue rate rush score search sort stress swipe top trade bill book cook count cover "
    "cure cut date bear behave contribute dispense encounter escalate fight download fall focus "
    "function guarantee guide head impact integrate interact interfere interrupt judge label "
    "monitor neglect pause pester print proceed react rely sack scan sedate seek select shop "
    "shorten shut simplify stimulate strengthen suck tackle telephone tolerate upset vary "
    "volunteer weaken balance answer attempt benefit conform contradict cooperate correct crash "
    "abandon absorb abuse accelerate accompany accomplish accuse acknowledge acquire adapt adjust "
    "admire adopt advance advertise aim alert alter analyse analyze annoy anticipate approach "
    "approve assess assign assist associate assure attach attack attract authorise authorize "
    "await ban bear beat beg block blow boost bounce break breathe brush burn bypass capture "
    "celebrate challenge chat cheat chew claim clarify clean clear click climb close clutch "
    "coach combat combine comfort commit commute compensate compile comply conceal "
    "concern conclude conduct conflict congratulate conserve construct consult consume contain "
    "control convince cope copy cough crack criticise criticize cross crowd cry cycle damage "
    "dare deactivate debit decorate dedicate defend degrade delegate demonstrate dent describe "
    "design desire detect deter develop dial die diagnose differ diminish dine direct disable "
    "disconnect discourage discover display dispute disregard disrupt distract disturb document "
    "dodge double draft drag draw dress drink dry dump duplicate earn ease edit educate embarrass "
    "emphasise employ empower endanger enforce engage enhance enlarge entertain enrich equal "
    "equalise equalize equip erode evaluate exaggerate exceed exclude excuse execute exercise "
    "exhaust expand explode exploit export face facilitate fade fear fetch file flag flash flip "
    "float flood flow fold fool foster frustrate fuel fulfil fulfill garner generate glance "
    "govern grab grade grant greet guard hamper hand hang harass hate heal heat hesitate hinder "
    "hire hit host house hunt illustrate impair impede import impose impress incite inconvenience "
    "indicate infect influence inherit initiate injure inspect inspire instil intend intimidate "
    "invent investigate irritate isolate jeopardise joke jump justify knock land last laugh "
    "launch lay lean leave lessen level lift light list lock loosen maintain march mark match "
    "mess migrate misplace misread mistake mock moan mock motivate multiply mute narrow "
    "navigate negotiate obey object observe obstruct operate oppose outline overcharge overcome "
    "overlook overwhelm pad page paint participate patch peel perceive permit perpetuate phase "
    "photograph pile pin plead point pollute pop pour practise practice praise pray predict "
    "preserve prioritise prioritize proclaim profit program project pronounce propose "
    "prosecute publish pursue qualify question quit quote reactivate rebook recall recharge "
    "record recover recruit redirect redo refill reflect refresh register regret regulate "
    "reimburse reinforce release reload remark remedy rent reorder repay reserve retain retire "
    "retrieve reveal review revise reward ride rid risk rob rotate rub rule sacrifice scare "
    "scrap scratch screen scroll seat secure segregate separate sew shake shape shift shine shoot "
    "sing skip slide slow smell smile snap sneak snow soak soothe spare spark spill spin split "
    "spoil spot spread squeeze stabilise stabilize stack stagger stare state steer stifle "
    "stigmatise store strike strive stumble stunt subscribe substitute succeed sue sum supervise "
    "suppress surprise surround surrender sustain swallow swear sweep swell swim sync synchronise "
    "target taste tax tear tease terminate test thrive tidy tie tighten tire toss tour trace "
    "transform transmit transport trap triage trick trip trouble uncover undergo undo unblock "
    "unfreeze unlock unpack urge validate vanish vent vomit vote wander warm waive weigh welcome "
    "whisper widen wipe wire wrap yell yield revert"
)
# Verbs that are as often nouns: they count as verbs only where the words around them say so.
NOUN_VERBS = words(
    "access answer attempt balance bear benefit bill book call care cause change charge check cook "
    "cost count cover cure cut date deal delay demand deposit discharge doubt drive drop email "
    "exchange face favor favour finance focus force function gain guarantee guess guide hand harm "
    "head help hope hurry impact increase issue kick label lack lead lie limit link load love "
    "matter measure mind mix monitor move name need notice offer open order own park pass pause "
    "phone place plan play post press print process promise purchase push queue rate rest result "
    "return ring rise roll run rush sack scan schedule score search set shop show sign sleep smoke "
    "sort sound speed stand start stay stop stress strip study suit supply support swap "
    "switch talk telephone text tip top touch track trade train transfer travel treat trigger "
    "trust turn type update upgrade upload use value view visit volunteer wait wake walk wash "
    "waste watch win wish work worry fight fall report refund request contact experience respect "
    "share log train document display lower separate clean complete correct empty free "
    "list test time answer break reply record mean live close abuse advance aim alert approach "
    "attack ban beat block blow boost brush burn challenge chat claim click climb coach comfort "
    "commute concern conduct conflict control copy cough crack cross crowd cry cycle "
    "damage debit dent design desire dial direct display dispute document double draft drag draw "
    "dress drink dump duplicate ease employ equal exercise excuse experience exploit export fear "
    "file flag flash flip flood flow fold fool fuel grade grant guard hate heat hire hit host "
    "house hunt import inconvenience influence joke jump knock land last laugh launch level lift "
    "light lock march mark match mess mistake moan object outline pad page paint patch pile pin "
    "point pop practice praise profit program project question quote recall recharge refill "
    "regret release remark remedy rent reserve review reward ride risk rub rule sacrifice scare "
    "scrap scratch screen scroll seat secure shake shape shift shine slide slow smell smile snow "
    "spare spark spill spin split spot spread stack stare state store strike substitute sum "
    "surprise surround target taste tax tear tie tire tour trace transport trap triage trick trip "
    "trouble urge vent vote warm welcome wire wrap yield associate lay hand head"
)

IRREGULAR = (
    "become became become|begin began begun|break broke broken|bring brought brought|"
    "build built built|buy bought bought|catch caught caught|choose chose chosen|come came come|"
    "cost cost cost|cut cut cut|deal dealt dealt|drive drove driven|eat ate eaten|fall fell fallen|"
    "feed fed fed|feel felt felt|fight fought fought|find found found|fly flew flown|"
    "forbid forbade forbidden|forget forgot forgotten|freeze froze frozen|get got got|"
    "give gave given|go went gone|grow grew grown|have had had|hear heard heard|hide hid hidden|"
    "hold held held|hurt hurt hurt|keep kept kept|know knew known|lead led led|learn learnt learnt|"
    "leave left left|lend lent lent|let let let|lie lay lain|lose lost lost|make made made|"
    "mean meant meant|meet met met|pay paid paid|put put put|read read read|ring rang rung|"
    "rise rose risen|run ran run|say said said|see saw seen|seek sought sought|sell sold sold|"
    "send sent sent|set set set|show showed shown|shut shut shut|sit sat sat|sleep slept slept|"
    "speak spoke spoken|spend spent spent|stand stood stood|steal stole stolen|stick stuck stuck|"
    "take took taken|teach taught taught|tell told told|think thought thought|"
    "throw threw thrown|understand understood understood|upset upset upset|wake woke woken|"
    "wear wore worn|win won won|withdraw withdrew withdrawn|write wrote written|bear bore borne|"
    "spell spelt spelt|do did done|be was been"
)
DOUBLING = words(
    "admit cut drop forbid forget get let log plan put refer run set shop shut sit skip stop "
    "strip swap top begin win occur transfer reset step tip scan upset chat commit prefer cancel "
    "travel label control rub grab"
)
NOT_ING = words(
    "morning evening nothing something anything everything thing king string spring ceiling "
    "sibling "
    "ring bring sing wing during building meeting parking feeling banking clothing being housing"
)
NOT_ED = words("need feed speed bed red hundred seed indeed weed shed exceed proceed bleed med")
NOT_LY = words(
    "reply apply family only early supply july italy bully rely fly daily weekly elderly"
)

TRANSITIVE = words(
    "get give take make have has had bring send find keep put tell want wants need needs provide "
    "allow allows make makes made use uses lose lost reduce reduces cause causes create creates "
    "encourage encourages prevent prevents promote promotes include includes require requires "
    "receive received got buy bought pay see saw want wanted let lets help helps gave took kept "
    "brought sent found said say think thought know felt feel become becomes seem seems lack lacks"
)
"""Forms after which a clause is not over while words remain."""

FUNCTION_WORDS = (
    DETERMINERS
    | POSSESSIVES
    | SUBJECTS
    | OBJECTS
    | BE
    | HAVE
    | DO
    | MODALS
    | NEGATIONS
    | PREPOSITIONS
    | COORDINATORS
    | SUBORDINATORS
    | QUESTION_WORDS
    | ADVERBS
    | {"to", "am", "ok", "okay", "yes", "hi", "hello", "thanks", "etc"}
)
"""Words that carry no subject of their own: never a term, never weighed."""


@cache
def verb_forms() -> dict[str, tuple[str, str]]:
    """Map every known verb form to its base and its tags.

    Tags: ``V`` base, ``Z`` -s form, ``T`` past tense, ``N`` participle, ``G`` -ing form.
    """
    forms: dict[str, tuple[str, str]] = {}
    irregular = {row.split()[0]: row.split() for row in IRREGULAR.split("|")}
    bases = sorted({*VERBS.split(), *NOUN_VERBS, *irregular} - {"be", "do", "have", "gets"})
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
    if base in DOUBLING:
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
    for row in IRREGULAR.split("|"):
        if row.split()[0] == base:
            return row.split()[1]
    return _past(base)


@cache
def participle(base: str) -> str:
    """Return the past participle: wait -> waited, take -> taken."""
    for row in IRREGULAR.split("|"):
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
    if word in BE:
        return "be"
    if word in HAVE:
        return "have"
    if word in DO or word in {"done", "doing"}:
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
    if word.endswith("ly") and len(word) > 4 and word not in NOT_LY:
        return "R"
    if word.endswith("ing") and len(word) > 5 and word not in NOT_ING:
        return "G"
    if word.endswith("ed") and len(word) > 4 and word not in NOT_ED:
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
    if word.endswith("ly") and len(word) > 5 and word not in NOT_LY:
        word = word[:-2]
    return word.removesuffix("e") if len(word) > 4 else word


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
_OPENING = FUNCTION_WORDS - BE - HAVE - MODALS - {"of", "and", "or", "in"}
_PLURALS = words("people folk staff police children men women kids everyone nobody")
_S_IS = SUBJECTS | QUESTION_WORDS | {"that", "here", "this", "let"}


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
    ("S", POSSESSIVES),
    ("B", BE),
    ("H", HAVE),
    ("A", DO),
    ("M", MODALS),
    ("W", QUESTION_WORDS - {"when", "where", "whose"}),
    ("U", SUBORDINATORS),
    ("C", COORDINATORS),
    ("P", SUBJECTS),
    ("O", OBJECTS),
    ("D", DETERMINERS),
    ("I", PREPOSITIONS),
    ("R", ADVERBS),
    ("J", ADJECTIVES),
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
    if low == "her" and (not following or following in FUNCTION_WORDS):
        return "O"
    if low in {"so", "as", "rather", "yet", "there"} and previous in "BZ" and previous:
        return "R"
    return _CLASSES.get(low, "")


def _verbal(low: str) -> bool:
    if low in BE or low in HAVE or low in DO or low in MODALS:
        return True
    known = verb_forms().get(low)
    return bool(known) and low not in NOUN_VERBS


def _tag_one(low: str, tags: list[str], lows: list[str], following: str) -> str:
    previous = tags[-1] if tags else ""
    if low[0].isdigit() or low[0] in "£$€" or low in NUMBERS:
        return "Q"
    if low == "like" and next((t for t in reversed(tags) if t != "R"), "") == "P":
        return "V"
    closed = _closed(low, previous, following)
    forms = verb_forms().get(low)
    if closed and not (closed == "J" and forms and previous in ("t", "M")):
        return closed
    if not forms:
        ending = by_ending(low)
        if ending == "T":
            return _past_or_participle(tags)
        if ending == "n" and previous in ("t", "M") and len(low) > 2:
            return "V" if previous == "M" or following in FUNCTION_WORDS else "n"
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
    nouny = low in NOUN_VERBS or low.rstrip("s") in NOUN_VERBS
    behind = next((t for t in reversed(tags) if t not in "RX"), "")
    if "G" in forms:
        return (
            "J" if previous in ("D", "S") and following and following not in FUNCTION_WORDS else "G"
        )
    if "V" in forms and (behind in ("M", "A", "t") or _inverted(tags)):
        return "V"
    if behind == "P" and previous != "D":
        return _first(forms, "TZV")
    if previous == "W" and lows[len(tags) - 1] in {"what", "which", "whose"}:
        return "n" if following not in FUNCTION_WORDS or nouny else _first(forms, "ZTV")
    if previous in ("D", "S", "J", "Q", "I"):
        return "J" if "N" in forms and "V" not in forms else "n"
    if behind in ("B", "H"):
        return "N" if "N" in forms else "n"
    opens = following in _OPENING
    if not tags or previous in "CU":
        if "V" in forms:
            return "V" if not nouny or opens or following not in FUNCTION_WORDS | {""} else "n"
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


_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SEEN = 600
"""Characters of a remark that are looked at."""
_FEWEST_VOTES = 3

_ENGLISH = words(
    "the a an and or but of to in on at for with from by about as is are was were be been am i you "
    "he she it we they me my your his her our their them us this that these those there here what "
    "which who how why when where not no don't doesn't didn't can't won't isn't wasn't i'm it's "
    "do does did have has had having can could will would should must may because if then than too "
    "very so just only all any some more most much many never always again still out up off down "
    "into over after before until while get got need needs want wants going went been every each "
    "nobody nothing someone cannot please back being were long time people"
)
_OTHERS = {
    "de": words(
        "der die das den dem des ein eine einen einem einer und oder aber ist sind war waren ich "
        "du er sie es wir ihr mir mich uns nicht kein keine mit von zu zum zur im am auf für bei "
        "nach aus wenn weil dass wie was wo wer auch noch nur schon sehr immer nie wird werden "
        "wurde hat haben hatte habe kann können muss mehr man sich bis um vor über ohne"
    ),
    "fr": words(
        "le la les un une des du de et ou mais est sont était je tu il elle nous vous ils elles on "
        "ne pas plus que qui quoi pour par avec sans sur dans au aux ce cette ces mon ma mes son "
        "sa ses leur très trop jamais toujours j'ai c'est n'est d'un l'on il y a été avoir être "
        "fait faut peut quand comme où parce rien personne"
    ),
    "es": words(
        "el la los las un una unos unas y o pero es son era fue yo tú él ella nosotros ellos no "
        "que qué por para con sin en de del al se me te le lo nos mi su sus muy más nunca siempre "
        "hay tiene tengo está están estaba cuando donde porque como nada nadie todo todos ya"
    ),
    "it": words(
        "il lo la gli le un una e o ma è sono era io tu lui lei noi voi loro non che chi per con "
        "senza su in di del della dei al alla nel nella mi ti si ci molto più mai sempre ho ha "
        "hanno quando dove perché come niente nessuno tutto già anche"
    ),
    "nl": words(
        "de het een en of maar is zijn was waren ik jij hij zij wij niet geen met van naar voor op "
        "aan bij uit als omdat dat die wat waar wie ook nog maar al heel altijd nooit wordt werd "
        "heeft hebben kan moet meer je er te om"
    ),
    "pt": words(
        "o a os as um uma e ou mas é são era foi eu tu ele ela nós eles não que por para com sem "
        "em de do da dos das no na ao se me lhe meu minha seu sua muito mais nunca sempre há tem "
        "tenho está quando onde porque como nada ninguém tudo já"
    ),
    "pl": words(
        "i a w z na do nie się jest są był była było to że jak co kto gdzie kiedy dlaczego ale lub "
        "dla od po przez przy bez o u ja ty on ona my wy oni mnie mi mu jej ich tak już tylko "
        "bardzo zawsze nigdy nikt nic może trzeba mam ma"
    ),
    "se": words(
        "och eller men är var jag du han hon vi ni de inte ingen med av till från för på i om som "
        "att det den ett en har hade kan måste mycket mer aldrig alltid också bara när där hur "
        "og er jeg det ikke til af"
    ),
}
_ONLY_ELSEWHERE = {
    name: words - _ENGLISH - {"a", "i", "no", "me", "on", "so", "do", "in", "was", "die", "man"}
    for name, words in _OTHERS.items()
}


def english_share(texts: Iterable[str]) -> float:
    """Return the share (0 to 1) of the remarks with a vote that read as English; 1 without votes.

    Of the same remarks in any order the share is the same.
    """
    votes = [vote for text in texts if (vote := _vote(text)) is not None]
    if len(votes) < _FEWEST_VOTES and not (votes and not any(votes)):
        return 1.0
    return sum(votes) / len(votes)


def mostly_english(texts: Iterable[str]) -> bool:
    """Return False where fewer than half of the remarks that can be judged are English."""
    return english_share(texts) >= 0.5


def _vote(text: str) -> bool | None:
    """Judge one remark: English, not English, or no telling (None)."""
    text = unicodedata.normalize("NFC", text[:_SEEN]).casefold().replace("’", "'")
    words = _WORD.findall(text)
    letters = [c for word in words for c in word if c.isalpha()]
    if not letters:
        return None
    latin = sum(c < "\u0250" or "\u1e00" <= c <= "\u1eff" for c in letters)
    if latin < 0.5 * len(letters):
        return False
    english = sum(word in _ENGLISH for word in words)
    other = max(sum(word in known for word in words) for known in _ONLY_ELSEWHERE.values())
    foreign = sum(c > "\u00bf" for c in letters if c < "\u0250") / len(letters)
    if foreign > 0.02 and len(letters) > 7:
        other += 1
    if english == other:
        return None
    return english > other


_GOOD = words(
    "good great excellent brilliant fantastic amazing lovely wonderful perfect outstanding superb "
    "friendly kind caring helpful polite courteous pleasant professional efficient supportive "
    "reassuring attentive welcoming knowledgeable sympathetic compassionate understanding "
    "respectful punctual prompt promptly comfortable quick quickly fast swift swiftly easy easily "
    "happy pleased satisfied grateful thankful thank thanks appreciate appreciated enjoyed enjoy "
    "love loved best nice clean safe clear clearly smooth smoothly calm informative thorough "
    "immediately satisfactory well cheerful kindly reliable relaxed fine delighted praise gentle"
)
_BAD = words(
    "bad poor terrible awful horrible disgusting appalling worst worse rude unhelpful unfriendly "
    "impolite slow slowly late delay delayed delays dirty noisy cold difficult hard confusing "
    "confused unclear unsafe unacceptable ridiculous pointless useless uncomfortable expensive "
    "disappointed disappointing frustrating frustrated annoying stressful wrong broken lost "
    "ignored cancelled dismissed unnecessary inadequate unhappy dissatisfied lack lacking missing "
    "failed fail fails failure problem problems complaint disorganised struggle struggled "
    "waste wasted abrupt dismissive disgraceful painful worried worrying scared hours ages forever "
    "nobody noone nowhere unable upset distressing shambles impossible overcrowded understaffed"
)
_WANTING = words(
    "quicker faster sooner better earlier shorter longer clearer easier cheaper warmer friendlier "
    "kinder nicer more improve improved improvement reduce reduced shorten cut increase"
)
TAKING_SIDES = _GOOD | _BAD | _WANTING
"""Words of which each alone says what somebody thinks."""
_OF_KIND: dict[Kind | None, int] = {Kind.GAIN: 1, Kind.PAIN: -1}
_REACH = 4
_SCOPE_ENDS = frozenset("CU")
_LEAST = 0.25
_PLAIN = 0.4
_FEW = 3


@lru_cache(maxsize=16384)
def side(text: str) -> int:
    """Return +1 for praise, -1 for a complaint or a wish for better, 0 where neither is plain."""
    found = {leaning(piece) for piece, mark in segments(text) if not _asks(piece, mark)} - {0}
    return found.pop() if len(found) == 1 else 0


def _asks(words: Sequence[Word], mark: str) -> bool:
    """True for a question: whoever asks for the fastest way praises nobody."""
    if mark == "?":
        return True
    inverted = len(words) > 1 and words[0].tag in "ABM" and words[1].tag in "PDS"
    return inverted or (words[0].tag == "W" and len(words) > 2)


def leaning(words: Sequence[Word]) -> int:
    """Return the side that a clause takes: +1, -1, or 0 for none or for both."""
    sides = set()
    for at, word in enumerate(words):
        low = word.low
        if low in _WANTING or (low == "too" and at + 1 < len(words) and words[at + 1].tag in "JR"):
            sides.add(-1)
        elif low == "kind" and at + 1 < len(words) and words[at + 1].low == "of":
            continue
        elif low in _GOOD or low in _BAD:
            value = 1 if low in _GOOD else -1
            sides.add(-value if _turned(words, at) else value)
    return sides.pop() if len(sides) == 1 else 0


def asserts(title: str) -> bool:
    """True for words that say what somebody thinks of something."""
    return any(word.low in TAKING_SIDES for piece, _ in segments(title) for word in piece)


def _turned(words: Sequence[Word], at: int) -> bool:
    """True where a negation or "could be" stands before the word in the same clause."""
    for word in reversed(words[max(0, at - _REACH) : at]):
        if word.tag in _SCOPE_ENDS:
            return False
        if word.tag == "X" or word.low in {"no", "nothing", "nobody", "could", "should", "without"}:
            return True
    return False


def are_divided(texts: Iterable[str], kinds: Iterable[Kind | None] = ()) -> bool:
    """True where some of these remarks praise and others complain.

    At least two in five must take a side (of a few remarks, all), and a quarter of those the lesser
    one; in a larger group one remark alone is no side.
    """
    sides = [
        _OF_KIND[kind] if kind in _OF_KIND else side(text)
        for text, kind in zip_longest(texts, kinds)
    ]
    taken = sides.count(1) + sides.count(-1)
    fewer = min(sides.count(1), sides.count(-1))
    least = max(1 if len(sides) <= _FEW else 2, _LEAST * taken)
    plain = len(sides) if len(sides) <= _FEW else _PLAIN * len(sides)
    return fewer >= least and taken >= plain
