"""Names that people type, as what carries them: participants, and anything with a title."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar

from capture.reading import Names
from data.errors import NotFound
from data.records import Consent, Group, Participant, Session, SessionKind
from data.shorthand import KIND_LETTERS
from data.shorthand.finder import Finder, Keys, Thing, code_key, keys_of
from data.shorthand.reading import SOURCE_WORDS
from data.store.lists import participants
from data.text import fold

if TYPE_CHECKING:
    from data.store import Project
    from data.store.common import Reader
    from data.store.log import Change

Word = TypeVar("Word", bound=StrEnum)

_TO_ADD = " To add somebody, write NAME/TEAM, or NAME/ where the team is not known."


def group_in(kind: SessionKind) -> Group:
    """Return what somebody new is who speaks in a session of this kind, unless told."""
    return Group.CUSTOMER if kind is SessionKind.CUSTOMER_INTERVIEW else Group.FRONTLINE


def add(
    project: Project,
    specs: Sequence[str],
    *,
    group: Group | None = None,
    consent: Consent | None = None,
) -> list[Participant]:
    """Add people, ``NAME`` or ``NAME/TEAM`` each, in one change; who has a team is one of us.

    Where a ``group`` is given it is everybody's.
    """
    made = []
    with project.change("Add " + ", ".join(specs)) as change:
        for spec in specs:
            name, _, team = (part.strip() for part in spec.partition("/"))
            inside = group or (Group.FRONTLINE if team else None)
            made.append(participants.add(change, name, team=team, group=inside, consent=consent))
    return made


def find(project: Reader, name: str) -> Participant:
    """Return the one participant whom a code or name means.

    Raises:
        NotFound: nobody, or more than one, is called that.
    """
    return people(participants.all(project), _TO_ADD).find(name)


def find_or_add(
    project: Project, change: Change, spec: str, *, group: Group | None = None
) -> Participant:
    """Return the participant that ``NAME/TEAM`` means, made where new; a bare name must be known.

    Raises:
        NotFound: a bare name that nobody has.
    """
    name, slash, team = (part.strip() for part in spec.partition("/"))
    if not slash:
        return find(project, name)
    known = people(participants.all(project)).finder
    for person in (*known.by_code(name), *known.exact(name)):
        if not team or not person.team or fold(person.team) == fold(team):
            if team and not person.team:
                participants.edit(change, person.id, team=team)
            return person
    return participants.add(change, name, team=team, group=group)


_LISTED = 20

SHORT: dict[str, str] = {
    **{kind.value: letter for letter, kind in KIND_LETTERS.items()},
    **{source.value: word for word, source in SOURCE_WORDS.items()},
}
"""The letters of kinds and the short words of sources, by their names."""


class Known(Generic[Thing]):
    """Things of one sort, found by what was typed of their names, or a sentence on why not."""

    def __init__(
        self,
        things: Iterable[Thing],
        word: str,
        title: Callable[[Thing], str],
        *,
        keys: Callable[[Thing], Keys] | None = None,
        advice: str = "",
    ) -> None:
        """Know things by their ``title``, or by other ``keys``; ``word`` is the word for one.

        ``advice`` ends the sentence that says that nothing is called so.
        """
        self.things = tuple(things)
        self._what, self._title, self._advice = word, title, advice
        self._keys = keys or (lambda thing: keys_of(title(thing)))

    @cached_property
    def finder(self) -> Finder[Thing]:
        """The things, ready to be found."""
        return Finder((thing, self._keys(thing)) for thing in self.things)

    def find(self, typed: str) -> Thing:
        """Return the one thing that was meant.

        Raises:
            NotFound: nothing, or more than one thing, is called that; the known names are listed.
        """
        fits = self.finder.find(typed)
        if len(fits) == 1:
            return fits[0]
        trouble = "could be several" if fits else "is unknown"
        near = fits or self.things
        known = ", ".join(self._title(one) for one in near[:_LISTED]) or "none yet"
        if len(near) > _LISTED:
            known += f" and {len(near) - _LISTED:,} more"
        which, advice = ("they are", "") if fits else ("known", self._advice)
        raise NotFound(
            f"The {self._what} “{typed}” {trouble} ({which}: {known}). Nothing was changed.{advice}"
        )


def people(everybody: Iterable[Participant], advice: str = "") -> Known[Participant]:
    """Return participants, to be found by their codes and names."""
    return Known(
        everybody,
        "participant",
        lambda one: f"{one.code} {one.name}".rstrip(),
        keys=lambda one: keys_of(one.name, code_key(one.code)),
        advice=advice,
    )


def named(things: Iterable[Thing], name: str, word: str, title: Callable[[Thing], str]) -> Thing:
    """Return the one thing that was meant by what was typed of its name.

    Raises:
        NotFound: nothing, or more than one thing, is called that; the known names are listed.
    """
    return Known(things, word, title).find(name)


def word(words: Iterable[Word], typed: str, sort: str) -> Word:
    """Return the one of fixed words, kinds or sources say, that was meant by a name or letter.

    Raises:
        NotFound: none, or more than one, is called that; all are listed.
    """
    return Known(words, sort, str, keys=lambda one: keys_of(one, SHORT.get(one, ""))).find(typed)


def names_for(project: Project, session: Session | None) -> Names:
    """Return what a line may name: the session's roster first, where there is one."""
    everybody = project.vocabulary(None)
    if session is None or not session.roster:
        return Names(everybody)
    there = frozenset(session.roster)
    roster = tuple(one for one in everybody.roster if one.id in there)
    return Names(everybody, replace(everybody, roster=roster))
