"""English, just enough: word classes, inflection and polarity."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache


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
COORDINATORS = words("and or but nor yet plus")
SUBORDINATORS = words(
    "because although though when whenever if unless while whilst since as after before until till "
    "than whether so where wherever whereas cos cause coz"
)
QUESTION_WORDS = words("what which how why when where who whom whose")
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

# Frequent verbs that are seldom nouns; the irregular ones stand below.
VERBS = (
    "abandon absorb accelerate accept accompany accomplish accuse achieve acknowledge acquire "
    "activate adapt add adjust admire admit adopt advertise advise affect afford agree allow alter "
    "analyse analyze announce annoy anticipate apologise apologize appear apply appreciate approve "
    "argue arrange arrive ask assess assign assist assume assure attach attend attract "
    "authenticate authorise authorize avoid await beg behave believe belong blame borrow bother "
    "bounce breathe bully bypass calculate cancel capture carry celebrate chase cheat chew clarify "
    "clear clutch collect combat combine commit communicate compare compensate compile complain "
    "comply conceal concentrate conclude confirm conform confuse congratulate connect conserve "
    "consider construct consult consume contain continue contradict contribute convert convince "
    "cooperate cope crash create criticise criticize dare deactivate decide decline decorate "
    "decrease dedicate defend define degrade delegate delete deliver demonstrate deny depend "
    "describe deserve destroy detect deter determine develop diagnose die differ diminish dine "
    "disable disagree disappear disconnect discourage discover discriminate discuss dismiss "
    "dispense disregard disrupt distract distribute disturb divide dodge download dry earn edit "
    "educate eliminate embarrass emphasise empower enable encounter encourage endanger enforce "
    "engage enhance enjoy enlarge enrich enrol enroll ensure enter entertain equalise equalize "
    "equip erode escalate establish evaluate exaggerate examine exceed exclude execute exhaust "
    "exist expand expect expire explain explode explore express extend facilitate fade fail fetch "
    "fill finish fix float follow foster frustrate fulfil fulfill garner gather generate glance "
    "govern grab greet hamper handle hang happen harass heal hesitate highlight hinder identify "
    "ignore illustrate imagine impair impede implement imply impose impress improve incite include "
    "indicate infect inform inherit initiate injure insert insist inspect inspire install instil "
    "integrate intend interact interfere interrupt intimidate introduce invent invest investigate "
    "invite involve irritate isolate jeopardise join judge justify kill lean lessen listen locate "
    "look loosen maintain manage mention migrate misplace misread miss mock motivate multiply mute "
    "narrow navigate neglect negotiate notify obey observe obstruct obtain occur operate oppose "
    "organise organize overcharge overcome overlook overwhelm owe pack participate peel perceive "
    "perform permit perpetuate persuade pester phase photograph pick plead pollute pour practise "
    "pray predict prefer prepare prescribe preserve pretend prevent prioritise prioritize proceed "
    "proclaim produce prohibit promote pronounce propose prosecute protect prove provide publish "
    "pull punish pursue qualify quit raise reach react reactivate realise realize rebook receive "
    "recognise recognize recommend recover recruit redirect redo reduce refer reflect refresh "
    "refuse register regulate reimburse reinforce reject relate relax relieve reload rely remain "
    "remember remind remove rename renew reorder repair repay repeat replace represent require "
    "reschedule reset resolve respond restrict retain retire retrieve reveal reverse revert revise "
    "rid rob rotate ruin save sedate seem segregate select serve settle sew shoot shorten shout "
    "simplify sing skip snap sneak soak solve soothe spoil squeeze stabilise stabilize stagger "
    "steer stifle stigmatise stimulate strengthen strive struggle stumble stunt submit subscribe "
    "succeed suck sue suffer suggest supervise suppose suppress surrender survive suspend sustain "
    "swallow swear sweep swell swim swipe sync synchronise tackle tease tend terminate thank "
    "threaten thrive tidy tighten tolerate toss transform translate transmit try unblock uncover "
    "undergo undermine undo unfreeze unlock unpack validate vanish vary verify violate vomit waive "
    "wander want warn weaken weigh whisper widen wipe wonder yell"
)
# Verbs that are as often nouns: they count as verbs only where the words around them say so.
NOUN_VERBS = words(
    "abuse access advance aim alert answer approach associate attack attempt balance ban bear beat "
    "benefit bill block blow book boost break brush burn call care cause challenge change charge "
    "chat check claim clean click climb close coach comfort commute complete concern conduct "
    "conflict contact control cook copy correct cost cough count cover crack cross crowd cry cure "
    "cut cycle damage date deal debit delay demand dent deposit design desire dial direct "
    "discharge display dispute document double doubt draft drag draw dress drink drive drop dump "
    "duplicate ease email employ empty equal exchange excuse exercise experience exploit export "
    "face fall favor favour fear fight file finance flag flash flip flood flow focus fold fool "
    "force free fuel function gain grade grant guarantee guard guess guide hand harm hate head "
    "heat help hire hit hope host house hunt hurry impact import inconvenience increase influence "
    "issue joke jump kick knock label lack land last laugh launch lay lead level lie lift light "
    "limit link list live load lock log love lower march mark match matter mean measure mess mind "
    "mistake mix moan monitor move name need notice object offer open order outline own pad page "
    "paint park pass patch pause phone pile pin place plan play point pop post practice praise "
    "press print process profit program project promise purchase push question queue quote rate "
    "recall recharge record refill refund regret release remark remedy rent reply report request "
    "reserve respect rest result return review reward ride ring rise risk roll rub rule run rush "
    "sack sacrifice scan scare schedule score scrap scratch screen scroll search seat secure "
    "separate set shake shape share shift shine shop show sign sleep slide slow smell smile smoke "
    "snow sort sound spare spark speed spill spin split spot spread stack stand stare start state "
    "stay stop store stress strike strip study substitute suit sum supply support surprise "
    "surround swap switch talk target taste tax tear telephone test text tie time tip tire top "
    "touch tour trace track trade train transfer transport trap travel treat triage trick trigger "
    "trip trouble trust turn type update upgrade upload urge use value vent view visit volunteer "
    "vote wait wake walk warm wash waste watch welcome win wire wish work worry wrap yield"
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
    # Not lower(): a micro sign and the Greek letter that is its capital are one.
    word = word.casefold().removesuffix("'s").replace("'", "")
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


def stems(words: Iterable[str]) -> list[str]:
    """Return the stems of the words that carry a subject, in order."""
    lows = (word.lower() for word in words)
    return [stem(low) for low in lows if low not in FUNCTION_WORDS and low[0].isalnum()]


_LONGEST = 1_500
"""Characters of a remark that are looked at: a title is not hidden behind them."""

_TOKEN = re.compile(
    r"\d+(?:[.,:]\d+)*(?:%|[^\W\d_]{1,4}\b)?|[^\W\d_]+\d*(?:['’\-&][^\W_]+)*['’]?|[£$€]\d[\d.,]*|\S"
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
    "aint": ("ai", "n't"),
    "mustnt": ("must", "n't"),
    "neednt": ("need", "n't"),
    "mightnt": ("might", "n't"),
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


def note_words(text: str) -> list[str]:
    """Return the words of a remark in lower case, function words included."""
    return [word.low for piece, _ in segments(text) for word in piece]


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
_REACH = 4
_SCOPE_ENDS = frozenset("CU")


@lru_cache(maxsize=16384)
def side(text: str) -> int:
    """Return +1 for praise, -1 for a complaint or a wish for better, 0 where neither is plain."""
    found = {leaning(piece) for piece, mark in segments(text) if not asks(piece, mark)} - {0}
    return found.pop() if len(found) == 1 else 0


def asks(words: Sequence[Word], mark: str) -> bool:
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


def _turned(words: Sequence[Word], at: int) -> bool:
    """True where a negation or "could be" stands before the word in the same clause."""
    for word in reversed(words[max(0, at - _REACH) : at]):
        if word.tag in _SCOPE_ENDS:
            return False
        if word.tag == "X" or word.low in {"no", "nothing", "nobody", "could", "should", "without"}:
            return True
    return False
