"""Identifiers in what people said: listed before it leaves the team, and decided on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.errors import NotFound, UsageError
from data.records import Claim, Snapshot, Touchpoint
from data.store import touchpoints
from data.text import counted, fold, visible
from synthesis.identifiers import (
    EVERYWHERE,
    Choice,
    Find,
    Finder,
    chosen,
    identifier_key,
    usual,
    without,
)

if TYPE_CHECKING:
    from data.store import Project


@dataclass(frozen=True, slots=True)
class Listed:
    """A find and where it stands: ``place`` is the id of a note, a card's code, or a comment's id.

    ``text`` is what it stands in, ``where`` names the place for people.  ``choice`` is what was
    said to be done with it, ``None`` where nobody has; ``goes`` what happens to it as it is.
    """

    find: Find
    place: str
    where: str
    text: str
    choice: Choice | None
    goes: Choice

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided on it, and it leaves as it is."""
        return self.choice is None and self.goes is Choice.KEEP

    def as_document(self) -> dict[str, object]:
        """Return it in plain values."""
        return {
            "words": self.find.words,
            "sort": self.find.sort.value,
            "participant": self.find.code or None,
            "place": self.place,
            "where": self.where,
            "text": self.text,
            "decided": self.choice.value if self.choice else None,
            "leaves_as": self.find.instead(self.goes),
        }


def listed(project: Project) -> list[Listed]:
    """Return every find in what may leave the team: notes by time, then cards, then comments."""
    return list(_listed(project.snapshot()))


def _listed(snapshot: Snapshot) -> Iterator[Listed]:
    finder = finder_of(snapshot)
    for place, where, text in _texts(snapshot):
        for find in finder.find(text):
            choice = chosen(find, place, snapshot.answered)
            goes = choice or usual(find, no_names=False)
            yield Listed(find, place, where, text, choice, goes)


def _texts(snapshot: Snapshot) -> Iterator[tuple[str, str, str]]:
    stages = {stage.id: stage.title for stage in snapshot.stages}
    for note in snapshot.notes:
        if note.is_evidence:
            stage = stages[note.stage] if note.stage else "Unplaced"
            yield note.id, stage, note.text
    codes = {card.id: card.code for card in snapshot.touchpoints}
    for card in snapshot.touchpoints:
        for words in (card.title, card.owner, card.at_stake, card.way_out):
            if card.held and words:
                yield card.code, f"on card {card.code}", words
    for comment in snapshot.comments:
        for words in (comment.text, comment.answer):
            if words:
                yield comment.id, f"comment on {codes.get(comment.touchpoint, 'a card')}", words


def finder_of(snapshot: Snapshot) -> Finder:
    """Return what finds identifiers in the texts of a project."""
    known = [
        snapshot.info.title,
        *(stage.title for stage in snapshot.stages),
        *(persona.name for persona in snapshot.personas),
        *(channel.name for channel in snapshot.channels),
        *(tag.name for tag in snapshot.tags),
        *(person.team for person in snapshot.participants),
    ]
    people = [(person.code, person.name) for person in snapshot.participants]
    return Finder(people, known=known, texts=[note.text for note in snapshot.notes])


def to_leave(snapshot: Snapshot, *, no_names: bool = False, identified: bool = False) -> Snapshot:
    """Return a snapshot with something else in the place of identifiers that are not kept.

    Args:
        snapshot: the project.
        no_names: whether what is only written like a name or an address goes too.
        identified: whether participants may be named: for the team only.
    """
    finder = finder_of(snapshot)

    def left(text: str, place: str) -> str:
        finds = []
        for find in finder.find(text):
            choice = chosen(find, place, snapshot.answered)
            if choice is None:
                keeps = identified and bool(find.code)
                choice = Choice.KEEP if keeps else usual(find, no_names=no_names)
            if choice is not Choice.KEEP:
                finds.append((find, choice))
        return without(text, finds) if finds else text

    def claim(one: Claim, code: str) -> Claim:
        # Its words are those of its note.
        return replace(one, terms=tuple(left(term, one.quote or code) for term in one.terms))

    def card(one: Touchpoint) -> Touchpoint:
        return replace(
            one,
            title=left(one.title, one.code),
            owner=left(one.owner, one.code),
            at_stake=left(one.at_stake, one.code),
            way_out=left(one.way_out, one.code),
            claims=tuple(claim(each, one.code) for each in one.claims),
        )

    return replace(
        snapshot,
        notes=tuple(replace(note, text=left(note.text, note.id)) for note in snapshot.notes),
        touchpoints=tuple(card(one) for one in snapshot.touchpoints),
        comments=tuple(
            replace(one, text=left(one.text, one.id), answer=left(one.answer, one.id))
            for one in snapshot.comments
        ),
    )


def decide(project: Project, words: str, choice: Choice | None, *, place: str = EVERYWHERE) -> str:
    """Say what is done with words, everywhere or in one place; ``None`` takes it back.

    Returns:
        a sentence on it.

    Raises:
        NotFound: no such words were found; nothing was changed.
    """
    key = fold(words.strip())
    there = [
        one for one in listed(project)
        if one.find.key == key and place in (EVERYWHERE, one.place)
    ]  # fmt: skip
    if not there:
        raise NotFound(
            f"“{visible(words)}” is on no list of what may say who somebody is: nothing was "
            "changed. sayso identifiers --all lists it."
        )
    if choice is Choice.CODE and not all(one.find.code for one in there):
        raise UsageError(
            f"“{visible(words)}” is no participant's name and has no code: nothing was changed. "
            "Hide it, or name the participant so."
        )
    label = f"{_DONE[choice]} “{visible(there[0].find.words)}”"
    with project.change(label) as change:
        for other in Choice:
            question = identifier_key(other, place, key)
            if other is choice:
                touchpoints.answer(change, question, yes=True)
            else:
                touchpoints.take_back_answer(change, question)
    return f"{label} in {counted(len(there), 'place')}."


_DONE: Mapping[Choice | None, str] = {
    Choice.KEEP: "Keep",
    Choice.HIDE: "Hide",
    Choice.CODE: "Show by code",
    None: "Take back what was decided on",
}
