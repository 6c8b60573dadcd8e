"""Who spoke: finding participants by what people type, and making new ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from data.errors import NotFound
from data.records import Consent, Group, Participant, SessionKind
from data.store import participants
from data.text import fold

if TYPE_CHECKING:
    from data.store import Project
    from data.store.change import Change


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
