"""A small project with something of every list, for the tests of keeping it in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from data.records import (
    Attribution,
    Claim,
    ClaimId,
    Evidence,
    EvidenceStance,
    Group,
    Kind,
    NoteId,
    SessionKind,
    Stance,
    Touchpoint,
    TouchpointId,
)
from data.store import Project, drafts, notes, sessions, touchpoints
from data.store.lists import channels, journeys, participants, personas, stages, tags
from data.store.log import new_id
from tests.unit.stores import START, new_project


@dataclass
class Kept:
    """The project and the ids of what is in it, by name or by the note's text."""

    project: Project
    ids: dict[str, Any] = field(default_factory=dict)

    def note(self, text: str) -> Any:
        """Return a note as it stands."""
        return notes.get(self.project, self.ids[text])


TEXTS = ("rings out", "no answer", "six weeks", "lost papers", "long form")


def kept(folder: Path) -> Kept:
    """Five notes: the first two by Maria, Mariah and Jon; a card frozen, with two claims."""
    held = Kept(new_project(folder))
    project, ids = held.project, held.ids
    with project.change("Everything") as change:
        for store, names in ((tags, ("wait", "waiting", "papers")), (personas, ("Tourists",))):
            for name in names:
                ids[name] = store.add(change, name).id
        ids |= {one.title: one.id for one in stages.all(change)}
        ids |= {one.name: one.id for one in personas.all(change)}
        ids |= {one.name: one.id for one in channels.all(change)}
        for name, group, team in (
            ("Maria", Group.FRONTLINE, "desk"),
            ("Mariah", None, ""),
            ("Jon", Group.CUSTOMER, ""),
        ):
            ids[name] = participants.add(change, name, group=group, team=team).id
        meeting = sessions.add(change, "One", SessionKind.STAFF_MEETING, started_at=START)
        ids["One"] = meeting.id
        for name in ("Maria", "Mariah"):
            sessions.join(change, meeting.id, ids[name])
        for at, text in enumerate(TEXTS):
            ids[text] = notes.add(
                change,
                session=meeting.id,
                text=text,
                at=START + timedelta(minutes=at),
                kind=Kind.PAIN,
                stage=ids["Wait"] if at < 3 else ids["Apply"],
                channel=ids["Phone"] if at < 2 else None,
                personas=(ids["Claimant"], ids["Tourists"]) if at == 0 else (),
                tags=_tags(ids, at),
                participants=_people(ids, at),
            ).id
        ids["journey"] = journeys.add(
            change, "Theirs", persona=ids["Tourists"], stages=[ids["Wait"], ids["Apply"]]
        ).id
    _card(held)
    return held


def _tags(ids: dict[str, Any], at: int) -> tuple[Any, ...]:
    return (
        ((ids["wait"], ids["waiting"]), (ids["waiting"],), (ids["wait"], ids["papers"]))[at]
        if at < 3
        else ()
    )


def _people(ids: dict[str, Any], at: int) -> tuple[Attribution, ...]:
    maria, mariah, jon = (ids[name] for name in ("Maria", "Mariah", "Jon"))
    return (
        (Attribution(maria, Stance.AGREES), Attribution(mariah)),
        (Attribution(maria), Attribution(mariah, Stance.DISAGREES)),
        (Attribution(jon), Attribution(mariah, Stance.AGREES)),
        (Attribution(mariah),),
        (),
    )[at]


def _card(held: Kept) -> None:
    """Freeze a card at Wait: one claim on the first two notes, another on the third."""
    ids = held.ids
    claims = tuple(
        Claim(
            ClaimId(new_id()),
            Kind.PAIN,
            title,
            ids[of[0]],
            (),
            tuple(Evidence(ids[text], EvidenceStance.FOR) for text in of),
        )
        for title, of in (("Nobody answers", TEXTS[:2]), ("It takes six weeks", TEXTS[2:3]))
    )
    with held.project.cache() as cache:
        (code,) = cache.new_codes(1)
        card = Touchpoint(
            TouchpointId(new_id()),
            code,
            ids["Wait"],
            "Calling",
            claims=claims,
            channel=ids["Phone"],
        )
        loose = Touchpoint(
            TouchpointId(new_id()),
            cache.new_codes(1)[0],
            ids["Apply"],
            "Applying",
            claims=(Claim(ClaimId(new_id()), Kind.PAIN, "Papers", None, (),
                          (Evidence(NoteId(ids["lost papers"])),)),),
        )  # fmt: skip
        drafts.replace_all(cache.connection, [card, loose])
    ids["card"], ids["draft"] = card.id, loose.id
    with held.project.change("Accept") as change:
        touchpoints.hold(change, card.id)
        touchpoints.attach(change, card.id, ids["long form"], EvidenceStance.AGAINST)
