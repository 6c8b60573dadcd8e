"""What in a text may say who somebody is: names, numbers and addresses, to be looked through.

Direct identifiers are found by their form and, people's names, by the list of participants; what is
only written like a name is found too, and marked as such.  A list to be read by a person and no
proof: whoever is described and not named is not found, so that what is left is never anonymous.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from data.text import fold
from synthesis.titles.english import words


class Sort(StrEnum):
    """What a find is; the value is what people read."""

    NAME = "name"
    PHONE = "phone number"
    EMAIL = "e-mail address"
    ADDRESS = "address"
    CARD = "card number"
    IBAN = "bank account"
    LIKE_A_NAME = "written like a name"


class Choice(StrEnum):
    """What is done with a find in what leaves the team."""

    KEEP = "keep"
    HIDE = "hide"
    CODE = "code"


EVERYWHERE = "*"
"""In the place of a note: wherever the words stand."""


@dataclass(frozen=True, slots=True)
class Find:
    """A stretch of a text; ``code`` is the participant's whose name it is, "" for all others."""

    start: int
    end: int
    words: str
    sort: Sort
    code: str = ""

    @property
    def key(self) -> str:
        """What makes two finds one: their words, however written."""
        return fold(self.words)

    def instead(self, choice: Choice) -> str:
        """Return what stands in its place."""
        if choice is Choice.KEEP:
            return self.words
        if choice is Choice.CODE and self.code:
            return f"[{self.code}]"
        return f"[{_INSTEAD.get(self.sort, self.sort.value)}]"


# What is only as long as a phone number may be another: nothing more is said of it.
_INSTEAD = {
    Sort.LIKE_A_NAME: "name",
    Sort.PHONE: "number",
    Sort.CARD: "number",
    Sort.IBAN: "number",
    Sort.EMAIL: "e-mail",
}

BY_FORM = frozenset({Sort.NAME, Sort.PHONE, Sort.EMAIL, Sort.CARD, Sort.IBAN})
"""What is hidden unless somebody keeps it: participants' names, and what its form gives away."""

_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]+(?:@|\s?\(at\)\s?|\s?\[at\]\s?)[\w-]+(?:\.[\w-]+)+", re.IGNORECASE
)
_IBAN = re.compile(r"\b[A-Za-z]{2}\d{2}[ -]?(?:[A-Za-z0-9]{1,4}[ -]?){3,9}")
_DIGITS = re.compile(r"(?<![\w.,])(?:\+|00)?\(?\d[\d ()/.-]{5,24}\d(?![\w])")
_STREET = re.compile(
    r"\b(?:\d{1,4}[a-z]?,? (?:[A-Z][\w'’-]+ ){1,3}(?i:street|st|road|rd|avenue|ave|lane|ln|drive"
    r"|close|court|square|place|terrace|way|gardens)\b"
    r"|[A-ZÄÖÜ][\wäöüß-]{0,40}(?:straße|strasse|str\.|weg|gasse|platz|allee) ?\d{1,4}[a-z]?\b"
    r"|(?i:rue|via|calle|piazza|plaza) (?:[\w'’-]+ ){1,4}\d{1,4}\b"
    r"|\d{1,4},? (?i:rue|boulevard) (?:[\w'’-]+ ?){1,4})"
)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b")
_TITLED = re.compile(
    r"\b(?i:mr|mrs|ms|miss|dr|prof|sir|dame|sister|nurse|auntie|uncle|herr|frau|mme|señor|señora"
    r"|sig|signora)\.? (?P<name>[^\W\d_][\w'’-]+(?: [A-ZÄÖÜÉ][\w'’-]+)?)"
)
_DATE = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{2,4}|\d{4}-\d{2}(-\d{2})?")
_LETTERS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_ENDS = frozenset('.!?:;…\n“”"«»(*•–—-')

# Names that are ordinary words too: in lower case they are nobody.
_WORDS_TOO = words(
    "will mark rose bill may grace hope faith joy art ray rob sue pat bob jack dawn dean frank guy "
    "holly ivy iris june april august sky summer amber ruby pearl olive penny dot gene jade jean "
    "lance nick pierce rusty sandy stew ted van wade west young king cook baker smith hill wood "
    "brown green white black gray grey long short day page price rice moon star stone field banks "
    "bird fox lamb love moss park parks pool rush sharp small snow waters wells winter bishop case "
    "chase cole cross dale drew earl glen heather jasper lily mason miles robin saul sunny victor "
    "violet viola al an ana ben dan don eve ian kay kit lee les max meg mo nan ned sam tim tom val "
    "mei"
)
# What has a capital and is nobody.
_NO_NAMES = words(
    "i ok okay id it tv pc gp uk us usa eu nhs atm pin pdf app english german french spanish "
    "italian turkish arabic british american european polish ukrainian russian chinese monday "
    "tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays "
    "fridays saturdays sundays january february march april may june july august september "
    "october november december christmas easter god internet google whatsapp facebook youtube "
    "instagram email sms mr mrs ms dr"
)

_MOST_CAPITALS = 0.12
"""From this share of words with a capital inside sentences, as in German, it says nothing."""

_FEW_WORDS = 60
"""Of fewer words no such share can be told."""


class Finder:
    """Finds identifiers in texts of one project; made once, used for all of them."""

    def __init__(
        self,
        people: Iterable[tuple[str, str]],
        *,
        known: Iterable[str] = (),
        texts: Sequence[str] = (),
    ) -> None:
        """Take what the project knows.

        Args:
            people: code and name of each participant.
            known: names of what is no person: stages, channels, teams, tags, titles.
            texts: all texts of the project: a word that any of them writes small is a word, and
                where every noun has a capital it says nothing.
        """
        self._people: dict[tuple[str, ...], str] = {}
        for code, name in people:
            for spelling in _spellings(name):
                self._people.setdefault(spelling, code)
        self._longest = max(map(len, self._people), default=0)
        self._words = {fold(word) for name in known for word in _WORD.findall(name)} | _NO_NAMES
        small: set[str] = set()
        inside: Counter[str] = Counter()
        for text in texts:
            for match in _WORD.finditer(text):
                word = _stem(match.group())
                if match.group()[0].islower():
                    small.add(word)
                elif word not in _NO_NAMES and not _opens(text, match.start()):
                    inside[word] += 1
        self._small, self._inside = frozenset(small), frozenset(inside)
        every = sum(len(text.split()) for text in texts)
        self._capitals = inside.total() <= _MOST_CAPITALS * every or every < _FEW_WORDS

    def find(self, text: str) -> list[Find]:
        """Return what may say who somebody is, in the order of the text; none lies in another."""
        found: list[Find] = []
        taken = bytearray(len(text))
        for one in self._every(text):
            if not any(taken[one.start : one.end]):
                taken[one.start : one.end] = bytes([1]) * (one.end - one.start)
                found.append(one)
        return sorted(found, key=lambda one: one.start)

    def _every(self, text: str) -> Iterator[Find]:
        """Yield finds, those that go before others first."""
        yield from _of(text, _EMAIL, Sort.EMAIL)
        yield from _accounts(text)
        yield from _numbers(text)
        for pattern, sort in ((_STREET, Sort.ADDRESS), (_POSTCODE, Sort.ADDRESS)):
            yield from _of(text, pattern, sort)
        yield from self._of_people(text)
        for match in _TITLED.finditer(text):
            name = match["name"]
            if name[0].isupper() or _stem(name) not in self._small:
                yield Find(*match.span("name"), name, Sort.LIKE_A_NAME)
        if self._capitals:
            yield from self._like_names(text)

    def _of_people(self, text: str) -> Iterator[Find]:
        """Yield participants' names, the longest that begins at a word first."""
        words = list(_LETTERS.finditer(text)) if self._people else []
        folded = tuple(fold(word.group()) for word in words)
        for at, word in enumerate(words):
            for many in range(min(self._longest, len(words) - at), 0, -1):
                code = self._people.get(folded[at : at + many])
                if code is None or not _is_one_name(text, words[at : at + many]):
                    continue
                start, end = word.start(), words[at + many - 1].end()
                if text[start:end] not in _WORDS_TOO:
                    yield Find(start, end, text[start:end], Sort.NAME, code)
                    break

    def _like_names(self, text: str) -> Iterator[Find]:
        """Yield words with a capital that nothing but a name explains, neighbours as one."""
        run: list[re.Match[str]] = []
        for match in _WORD.finditer(text):
            goes_on = bool(run) and text[run[-1].end() : match.start()] == " "
            names = self._may_name(match.group())
            if run and not (names and goes_on):
                yield from self._named(run, text)
                run = []
            if names:
                run.append(match)
        if run:
            yield from self._named(run, text)

    def _may_name(self, word: str) -> bool:
        word = re.sub(r"['’](?:s|m|d|ll|ve|re)?$", "", word)
        if not word[0].isupper() or len(word) < 2 or word.isupper() or not word[1:].islower():
            return False
        stem = _stem(word)
        return stem not in self._words and fold(word) not in self._words and stem not in self._small

    def _named(self, run: list[re.Match[str]], text: str) -> Iterator[Find]:
        """A word that opens a sentence has a capital anyway: it needs another reason."""
        first = run[0]
        opens = _opens(text, first.start())
        owned = re.search(r"['’]s$", first.group()) is not None
        if opens and not owned and len(run) == 1 and _stem(first.group()) not in self._inside:
            return
        start, end = first.start(), run[-1].end()
        named = re.sub(r"['’]s?$", "", text[start:end])
        yield Find(start, start + len(named), named, Sort.LIKE_A_NAME)


def _of(text: str, pattern: re.Pattern[str], sort: Sort) -> Iterator[Find]:
    for match in pattern.finditer(text):
        words = match.group().strip(" .,;-/")
        start = match.start() + match.group().find(words)
        yield Find(start, start + len(words), words, sort)


def _accounts(text: str) -> Iterator[Find]:
    """Yield account numbers: the longest run of whole words that is one, if any is."""
    for match in _IBAN.finditer(text):
        ends = [at.end() for at in re.finditer(r"[A-Za-z0-9]+", match.group())]
        for end in reversed(ends):
            words = match.group()[:end]
            if _is_iban(words):
                yield Find(match.start(), match.start() + end, words, Sort.IBAN)
                break


def _numbers(text: str) -> Iterator[Find]:
    """Yield card numbers, which add up, and what is as long as a phone number."""
    for one in _of(text, _DIGITS, Sort.PHONE):
        digits = re.sub(r"\D", "", one.words)
        if 13 <= len(digits) <= 19 and _adds_up(digits):
            yield Find(one.start, one.end, one.words, Sort.CARD)
        elif 7 <= len(digits) <= 15 and not _DATE.match(one.words) and _is_dialled(one.words):
            yield one


def _is_dialled(words: str) -> bool:
    """Whether a long number looks dialled: it begins so, is long, or has groups of no thousands."""
    if words.startswith(("+", "0", "(")):
        return True
    if words.isdecimal():
        return len(words) >= _LONG
    return not re.fullmatch(r"\d{1,3}(?:[ .,]\d{3})+", words)


_LONG = 9
"""Digits in one piece from which a number is hardly an amount."""


def _adds_up(digits: str) -> bool:
    """Check a card number (Luhn: every second digit doubled, the sum a multiple of ten)."""
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits)))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def _is_iban(words: str) -> bool:
    """Check an account number (ISO 13616: rearranged and read in base 36, it is 1 modulo 97)."""
    plain = re.sub(r"[ -]", "", words).upper()
    if not 15 <= len(plain) <= 34 or not plain.isascii():
        return False
    return int("".join(str(int(char, 36)) for char in plain[4:] + plain[:4])) % 97 == 1


def _stem(word: str) -> str:
    return fold(re.sub(r"['’]s?$", "", word))


def _spellings(name: str) -> Iterator[tuple[str, ...]]:
    """Yield a person's name, whole and each part of it, as folded words."""
    parts = [fold(part) for part in _LETTERS.findall(name) if len(part) > 1]
    parts = [part for part in parts if part not in _NO_NAMES]
    if len(parts) > 1:
        yield tuple(parts)
    for part in parts:
        yield (part,)


def _is_one_name(text: str, words: Sequence[re.Match[str]]) -> bool:
    """Whether nothing but spaces and hyphens parts some words."""
    return all(
        not text[one.end() : other.start()].strip(" \t\n-") for one, other in pairwise(words)
    )


def _opens(text: str, at: int) -> bool:
    """Whether a word that begins there opens a sentence."""
    before = at - 1
    while before >= 0 and text[before].isspace():
        before -= 1
    return before < 0 or text[before] in _ENDS


def identifier_key(choice: Choice, note: str, words: str) -> str:
    """Return the question whose answer says what is done with words, in a note or `EVERYWHERE`."""
    return f"identifier {choice} {note} {words}"


def chosen(find: Find, note: str, answered: Collection[str]) -> Choice | None:
    """Return what somebody said is done with a find; of its note before of everywhere."""
    for place in (note, EVERYWHERE):
        for choice in Choice:
            if identifier_key(choice, place, find.key) in answered:
                return choice
    return None


def usual(find: Find, *, no_names: bool) -> Choice:
    """Return what is done with a find of which nobody has said anything.

    With ``no_names`` addresses and what is written like a name go as well.
    """
    if find.code:
        return Choice.CODE
    return Choice.HIDE if no_names or find.sort in BY_FORM else Choice.KEEP


def without(text: str, finds: Iterable[tuple[Find, Choice]]) -> str:
    """Return a text with something else in the place of what is not kept."""
    for find, choice in sorted(finds, key=lambda one: -one[0].start):
        text = text[: find.start] + find.instead(choice) + text[find.end :]
    return text
