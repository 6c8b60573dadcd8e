"""Names that people type, as what carries them: participants, and anything with a title."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from data.errors import NotFound
from data.records import Consent, Group, Participant, SessionKind
from data.store import participants
from data.text import fold

if TYPE_CHECKING:
    from data.store import Project
    from data.store.log import Change

from typing import TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

from dataclasses import replace

from capture.reading import Names
from data.records import Session

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


def find(project: Project, name: str) -> Participant:
    """Return the one participant with this code or name, else the only one it begins.

    Raises:
        NotFound: nobody, or more than one, is called that.
    """
    return among(participants.all(project), name, _TO_ADD)


def among(everybody: Sequence[Participant], name: str, advice: str = "") -> Participant:
    """Return the one of these with this code or name, else the only one it begins.

    ``advice`` ends the sentence that says that there is nobody of that name.

    Raises:
        NotFound: nobody, or more than one, is called that.
    """
    wanted = fold(name)
    for fits in (
        [one for one in everybody if fold(one.code) == wanted],
        [one for one in everybody if wanted and fold(one.name) == wanted],
        [one for one in everybody if wanted and fold(one.name).startswith(wanted)],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            names = ", ".join(f"{one.code} {one.name}".strip() for one in fits)
            raise NotFound(f"“{name}” could be any of {names}: use the code. Nothing was changed.")
    known = ", ".join(one.name or one.code for one in everybody) or "nobody yet"
    raise NotFound(f"No participant “{name}” (known: {known}). Nothing was changed.{advice}")


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
    wanted = fold(name)
    for one in participants.all(project):
        same_name = bool(wanted) and wanted in (fold(one.name), fold(one.code))
        if same_name and (not team or not one.team or fold(one.team) == fold(team)):
            if team and not one.team:
                participants.edit(change, one.id, team=team)
            return one
    return participants.add(change, name, team=team, group=group)


_Thing = TypeVar("_Thing")


_LISTED = 20


def named(things: Iterable[_Thing], name: str, what: str, title: Callable[[_Thing], str]) -> _Thing:
    """Return the one thing whose name, or a word of whose name, begins with what was typed.

    Raises:
        NotFound: nothing, or more than one thing, is called that; the known names are listed.
    """
    everything = list(things)
    wanted = fold(name)
    for fits in (
        [one for one in everything if fold(title(one)) == wanted],
        [one for one in everything if wanted and fold(title(one)).startswith(wanted)],
        [
            one
            for one in everything
            if wanted and any(fold(word).startswith(wanted) for word in title(one).split())
        ],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            break
    trouble = "could be several" if fits else "is unknown"
    near = fits or everything
    known = ", ".join(title(one) for one in near[:_LISTED]) or "none yet"
    if len(near) > _LISTED:
        known += f" and {len(near) - _LISTED:,} more"
    which = "they are" if fits else "known"
    raise NotFound(f"The {what} “{name}” {trouble} ({which}: {known}). Nothing was changed.")


def names_for(project: Project, session: Session | None) -> Names:
    """Return what a line may name: the session's roster first, where there is one."""
    everybody = project.vocabulary(None)
    if session is None or not session.roster:
        return Names(everybody)
    there = frozenset(session.roster)
    roster = tuple(one for one in everybody.roster if one.id in there)
    return Names(everybody, replace(everybody, roster=roster))
