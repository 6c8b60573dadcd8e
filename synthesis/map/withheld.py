"""What may not be said outside: words of people who did not agree, wherever they would stand.

A claim is quoted from a note that may be shown.  Everything else that a map says in words may still
hold somebody's: a title, a comment, a stake, a tag, an ask.  So each text of a finished map is
looked through, whoever wrote it and whenever; and a map that was frozen, again when it is shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache, cached_property, lru_cache
from typing import Any, TypeVar, cast

from data.records import Consent, EvidenceStance, Note, Snapshot, Withheld
from data.text import counted
from synthesis.board.quotes import words_of
from synthesis.board.standing import People
from synthesis.map.headings import quotation
from synthesis.map.model import Card, JourneyMap, Lane, MapClaim, MapNote, StageColumn
from synthesis.titles.english import FUNCTION_WORDS, stem
from synthesis.titles.plain import is_plain, ways

RUN = 4
"""So many words of somebody in a row are theirs: fewer are anybody's."""

NOT_SHOWN = "(words not shown: the speaker did not agree to it)"
"""What stands beside kind and stage in the place of a claim that may not be quoted."""

LEFT_OUT = "[…]"
"""What stands in a text in the place of somebody's words."""

_WORD = re.compile(r"[^\W_]+(?:['’ʼ`][^\W_]+)*")
_APOSTROPHES = dict.fromkeys(map(ord, "'’ʼ`"))
# What a mark on paper says without words of its own repeats those that it answers.
_REPEATS = re.compile(r"(?:Agrees|Disagrees): ‘")
_OURS = frozenset({"id", "code", "rule", "plainly", "basis", "lead", "under", "note", "session"})
"""Fields that hold no words of anybody: what sayso itself says, and keys."""

Record = TypeVar("Record")
Words = tuple[str, ...]


def words(text: str) -> list[str]:
    """Return the words of a text as they are told apart: no case, marks or apostrophes."""
    return [_folded(found[0]) for found in _WORD.finditer(text)]


@lru_cache(1 << 16)
def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold().translate(_APOSTROPHES)


def runs(some: Sequence[str]) -> Iterator[Words]:
    """Yield every four words in a row."""
    return (tuple(some[at : at + RUN]) for at in range(len(some) - RUN + 1))


@dataclass(frozen=True, slots=True)
class _Said:
    """One version of a note that may not be shown, as the words that carry a subject."""

    note: str
    consent: Consent
    subjects: frozenset[str]


class Reserve:
    """The words of people who do not agree to have them shown, but those that others say too."""

    def __init__(
        self,
        withheld: Iterable[Withheld],
        others: Collection[str] = (),
        names: Iterable[str] = (),
    ) -> None:
        """Take in what is withheld.

        Args:
            withheld: notes with all their versions.
            others: what those said who may be quoted.
            names: of stages, channels and personas, which are nobody's words.
        """
        self.consents = {one.note: one.consent for one in withheld}
        self._withheld = tuple(withheld)
        self._others = others
        self._names = frozenset(_stem(word) for name in names for word in words(name))

    @classmethod
    def of(cls, snapshot: Snapshot, withheld: Iterable[Withheld] = ()) -> Reserve:
        """Return what is withheld of a project; ``withheld`` knows what its notes no longer say."""
        people = People.of(snapshot)
        held: dict[str, Withheld] = {one.note: one for one in withheld}
        for note in snapshot.notes:
            consent = people.consent(note)
            if note.id not in held and consent is not None and consent.withholds:
                held[note.id] = Withheld(note.id, consent, (note.text,))
        if not held:
            return cls(())
        named = (
            *(stage.title for stage in snapshot.stages),
            *(channel.name for channel in snapshot.channels),
            *(persona.name for persona in snapshot.personas),
        )
        others = [note.text for note in snapshot.notes if note.id not in held and _is_said(note)]
        return cls(tuple(held.values()), others, named)

    def __bool__(self) -> bool:
        """Return whether anything is withheld."""
        return bool(self._withheld)

    def besides(self, others: Iterable[str]) -> Reserve:
        """Return the same where others who may be quoted said more."""
        return Reserve(self._withheld, (*self._others, *others), self._names)

    @cached_property
    def _quotable(self) -> frozenset[str]:
        return frozenset(self._others)

    @cached_property
    def _runs(self) -> frozenset[Words]:
        held = {run for one in self._withheld for text in one.texts for run in runs(words(text))}
        free = {run for text in self._others for run in runs(words(text)) if run in held}
        return frozenset(held - free)

    @cached_property
    def _said(self) -> list[_Said]:
        return [
            _Said(one.note, one.consent, _subjects(text))
            for one in self._withheld
            for text in one.texts
        ]

    @cached_property
    def _free(self) -> list[frozenset[str]]:
        return [_subjects(text) for text in self._others]

    def without(self, text: str) -> str:
        """Return a text with "[…]" in the place of words that may not be shown."""
        if not self or text in self._quotable:
            return text
        found = list(_WORD.finditer(text))
        if len(found) < RUN:
            return text
        some = [_folded(word[0]) for word in found]
        hidden: set[int] = set()
        for at, run in enumerate(runs(some)):
            if run in self._runs:
                hidden.update(range(at, at + RUN))
        if not hidden:
            return text
        parts, end = [], 0
        for at in sorted(hidden):
            if at - 1 not in hidden:
                parts += [text[end : found[at].start()], LEFT_OUT]
            end = found[at].end()
        return "".join((*parts, text[end:]))

    def allows(self, title: str, notes: Collection[str]) -> bool:
        """Return whether a card with these notes may be called so: in nobody's withheld words.

        A title is somebody's words where four in a row are, or where it speaks of nothing that they
        did not, and nobody who may be quoted speaks of all that.  Of whoever does not want to be
        shown at all, not even a word may stand there that nobody else said.
        """
        if not self:
            return True
        if self.without(title) != title:
            return False
        subjects = _subjects(title) - self._names
        whole, theirs = False, set[str]()
        for said in self._said:
            # One word alone is of the card that it is said on.
            if subjects <= said.subjects and (len(subjects) > 1 or said.note in notes):
                whole = True
            if said.consent is Consent.NOT_SHOWN and said.note in notes:
                theirs |= subjects & said.subjects
        if not subjects or not (whole or theirs):
            return True
        if any(subjects <= free for free in self._free):
            return True
        return not whole and not theirs.difference(*self._free)

    def through(self, record: Record) -> Record:
        """Return a record of a map, or the map, with each of its texts looked through."""
        if not self:
            return record
        return _each_text(record, self.without)


def _is_said(note: Note | MapNote) -> bool:
    """Return whether a note is what somebody said, not the team's own writing or a repetition."""
    return not (note.kind is not None and note.kind.is_mark) and not _REPEATS.match(note.text)


def _subjects(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in words(text) if word not in FUNCTION_WORDS)


_stem = lru_cache(maxsize=1 << 16)(stem)


def _each_text(value: Record, change: Callable[[str], str]) -> Record:
    """Return a value with every text in it changed, itself where none is."""
    return cast("Record", _changed(value, change))


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    kind: Any = type(value)
    if kind is str:
        return change(value)
    if kind is tuple:
        items = tuple(_changed(item, change) for item in value)
        return items if any(map(_is_other, items, value)) else value
    changed = {}
    for name in _texts_of(kind):
        was = getattr(value, name)
        # Most fields hold no text: a number, a word of ours, nothing.
        if was and _is_other(now := _changed(was, change), was):
            changed[name] = now
    return replace(value, **changed) if changed else value


@cache
def _texts_of(kind: Any) -> tuple[str, ...]:
    """Return the fields of a record that may hold words of somebody; none where it is no record."""
    if not is_dataclass(kind):
        return ()
    return tuple(field.name for field in fields(kind) if field.name not in _OURS)


def _is_other(now: object, was: object) -> bool:
    return now is not was and now != was


class Titles:
    """What the cards of one map are called, so that none says what may not be said."""

    def __init__(self, reserve: Reserve, given: Iterable[str]) -> None:
        """``given`` are the titles of all cards."""
        self._reserve = reserve
        self._given = set(given)

    def of(self, title: str, notes: Collection[str], stage: str, channel: str) -> str:
        """Return the title of a card with these notes; where it may not be said, a plain one."""
        if not self._reserve.allows(title, notes):
            title = next(one for one in ways(stage, channel) if one not in self._given)
            self._given.add(title)
        return title


def kept_back(journey: JourneyMap, reserve: Reserve, channels: Collection[str]) -> JourneyMap:
    """Return a map that was made before as it may be shown now; ``channels`` are their names.

    Its notes keep their place and their count.
    """
    if not reserve:
        return journey
    shown = (n for n in journey.notes if n.id not in reserve.consents and not n.withheld)
    reserve = reserve.besides(note.text for note in shown if _is_said(note))
    keeper = _Keeper(reserve, channels, (card.title for card in journey.cards))
    stages = tuple(keeper.stage(stage) for stage in journey.stages)
    # What is told of a claim or a card elsewhere is told in the words that it had.
    told = replace(journey, stages=())
    told = _each_text(told, keeper.renamed)
    return reserve.through(replace(told, stages=_each_text(stages, keeper.renamed)))


class _Keeper:
    """Keeps words back in a map that is made already; remembers what is called otherwise now."""

    def __init__(self, reserve: Reserve, channels: Collection[str], given: Iterable[str]) -> None:
        self.reserve = reserve
        self.channels = channels
        self.called: dict[str, str] = {}
        self.titles = Titles(reserve, given)

    def renamed(self, text: str) -> str:
        """Return a text with what things are called now in the place of what they were called."""
        if text in self.called:
            return self.called[text]
        for was, now in self.called.items():
            if f"“{was}”" in text:
                text = text.replace(f"“{was}”", now)
        return text

    def stage(self, stage: StageColumn) -> StageColumn:
        """Return a stage."""
        cards = tuple(self.card(card, stage.title) for card in stage.cards)
        asks = tuple(map(self.note, stage.asks))
        singles, loose = self.lanes(stage.singles), self.lanes(stage.loose)
        return replace(stage, cards=cards, asks=asks, singles=singles, loose=loose)

    def card(self, card: Card, stage: str) -> Card:
        """Return a card, called by its place where its title may not be said."""
        lanes = self.lanes(card.lanes)
        changed = replace(card, lanes=lanes)
        notes = {note.id for claim in card.claims() for note in claim.notes}
        title = self.titles.of(card.title, notes, stage, card.channel)
        changed = replace(changed, title=title)
        if changed.title != card.title or (card.quoted and lanes != card.lanes):
            is_bare = is_plain(changed.title, self.channels)
            changed = replace(changed, quoted=quotation(changed) if is_bare else "")
        self.remember(card.title, changed.title)
        self.remember(card.name, changed.name)
        return changed

    def lanes(self, lanes: Iterable[Lane]) -> tuple[Lane, ...]:
        """Return lanes, in the order that they had."""
        return tuple(replace(lane, claims=tuple(map(self.claim, lane.claims))) for lane in lanes)

    def claim(self, claim: MapClaim) -> MapClaim:
        """Return a claim, quoted from another of its notes where the first may not be quoted."""
        notes = tuple(map(self.note, claim.notes))
        heard = tuple(map(self.note, claim.heard))
        changed = replace(claim, notes=notes, heard=heard)
        if notes and notes != claim.notes:
            stays = any(note.text == claim.quote and not note.withheld for note in notes)
            order = sorted(notes, key=lambda n: (n.stance is EvidenceStance.AGAINST, n.withheld))
            notes = notes if stays else tuple(order)
            title = claim.title if stays else title_of(notes)
            quote = claim.quote if stays else notes[0].text
            changed = replace(changed, notes=notes, title=title, quote=quote, terms=())
            self.remember(claim.title, title)
        return changed

    def note(self, note: MapNote) -> MapNote:
        """Return a note, without its words where they may not be shown."""
        if note.id not in self.reserve.consents or note.withheld:
            return note
        return replace(note, text="", withheld=True)

    def remember(self, was: str, now: str) -> None:
        """Remember what something is called now."""
        if was != now and was:
            self.called[was] = now


def title_of(notes: Sequence[MapNote]) -> str:
    """Return what a claim says: the first of its notes; how many of what where none may be shown.

    The first is one that may be shown, if there is any.
    """
    first = notes[0]
    if not first.withheld:
        return words_of(first.text)
    kind = first.kind.value if first.kind is not None else "remark"
    stage = f" at {first.stage}" if first.stage else ""
    return f"{counted(len(notes), kind)}{stage} {NOT_SHOWN}"
