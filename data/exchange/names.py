"""Names that a file uses -> what the project has of them, or what would be made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from data.exchange.incoming import Person
from data.exchange.planned import NewName, NewPerson, reference
from data.records import Group, Participant, ParticipantId
from data.shorthand import Speaker, name_problem
from data.text import fold


class Names:
    """One list of the project (stages, personas, ...), and the names that a file adds to it."""

    def __init__(self, what: str, existing: Iterable[tuple[str, str]] = ()) -> None:
        """``what`` is the list in the singular, ``existing`` its (id, name) pairs in order."""
        self.what = what
        self.existing = tuple(existing)
        self._refs = {fold(name): ref for ref, name in self.existing}
        self._new: list[NewName] = []

    def find(self, name: str) -> str | None:
        """Return the id or reference of ``name``."""
        return self._refs.get(fold(name))

    def add(self, name: str) -> str | None:
        """Return the id or reference of ``name``, a new one where needed.

        ``None`` where it cannot be a name: too long, or with a meaning of its own in a tail.
        """
        folded = fold(name)
        if folded in self._refs:
            return self._refs[folded]
        if name_problem(name) is not None:
            return None
        ref = reference(self.what, len(self._new))
        self._refs[folded] = ref
        self._new.append(NewName(ref, name))
        return ref

    def new(self, used: set[str]) -> tuple[NewName, ...]:
        """Return what is to be made of the names, in order: those that something uses."""
        return tuple(new for new in self._new if new.ref in used)


class People:
    """The participants of a project, and those whom a file adds.

    Two people of one name are told apart by their teams, and a customer from somebody inside;
    beyond that a name means whoever has it.
    """

    def __init__(self, participants: Iterable[Participant]) -> None:
        """Take the project's participants."""
        self._by_name: dict[str, list[str]] = {}
        self._known: dict[str, Participant] = {}
        self._new: dict[str, Person] = {}
        for one in participants:
            self._known[one.id] = one
            if one.name:
                self._by_name.setdefault(fold(one.name), []).append(one.id)

    def add(self, person: Person) -> str:
        """Return the id or reference of ``person``; a team learned late joins a new one."""
        namesakes = self._by_name.setdefault(fold(person.name), []) if person.name else []
        refs = [ref for ref in namesakes if _may_be(person.group, self.group(ref))]
        teams = [(fold(self._team(ref)), ref) for ref in refs]
        fits = [ref for team, ref in teams if not person.team or team == fold(person.team)]
        fits = fits or [ref for team, ref in teams if not team]
        if fits:
            new = self._new.get(fits[0])
            if new:
                self._new[fits[0]] = replace(
                    new, team=new.team or person.team, group=new.group or person.group
                )
            return fits[0]
        ref = reference("participant", len(self._new))
        self._new[ref] = person
        namesakes.append(ref)
        return ref

    def __len__(self) -> int:
        """Count everybody."""
        return len(self._known) + len(self._new)

    def group(self, ref: str) -> Group | None:
        """Return what somebody is to the organisation."""
        return self._new[ref].group if ref in self._new else self._known[ref].group

    def roster(self, refs: Iterable[str] | None = None) -> tuple[Speaker, ...]:
        """Return everybody, or those of ``refs``, as the grammar sees them.

        A new one has no code yet: the reference, which nobody can type, stands in for it.
        """
        people = [Speaker(p.id, p.code, p.name, p.team) for p in self._known.values()] + [
            Speaker(ParticipantId(ref), ref, person.name, person.team)
            for ref, person in self._new.items()
        ]
        wanted = None if refs is None else set(refs)
        return tuple(one for one in people if wanted is None or one.id in wanted)

    def new(self, used: set[str]) -> tuple[NewPerson, ...]:
        """Return whom to make, in order: those whom something uses."""
        return tuple(NewPerson(ref, p) for ref, p in self._new.items() if ref in used)

    def _team(self, ref: str) -> str:
        return self._new[ref].team if ref in self._new else self._known[ref].team


def _may_be(one: Group | None, other: Group | None) -> bool:
    """True unless one is a customer and the other is inside."""
    return one is None or other is None or one.is_inside == other.is_inside
