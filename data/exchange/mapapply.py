"""A planned map -> the project, within one change: all of it, or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from data.exchange.mapplan import MapPlan
from data.records import ChannelId, Journey, PersonaId, StageId
from data.store import (
    channels,
    common,
    drafts,
    info,
    journeys,
    personas,
    sessions,
    settings,
    stages,
    tags,
    touchpoints,
    workshop,
)
from data.store.change import claim_code
from data.text import code_order, fold

if TYPE_CHECKING:
    from data.store.change import Change

_PERSONA = (
    "description",
    "current_situation",
    "ideal_future",
    "outcomes",
    "traits",
    "prior_knowledge",
    "motivations",
    "participation",
    "examples",
)


def apply_map(plan: MapPlan, change: Change) -> None:
    """Carry ``plan`` out; plan and apply inside one change.

    Raises:
        SaysoError: a name is refused; leave the change by the exception, and nothing is kept.
    """
    ids: dict[tuple[str, str], str] = {
        (what, name): found for what, names in plan.same.items() for name, found in names.items()
    }
    _take_lists(plan, change, ids)
    if plan.fresh:
        _take_over(plan, change)
    _journey(plan, change, ids)
    _people(plan, change, ids)
    _notes(plan, change, ids)
    _cards(plan, change, ids)


def _take_lists(plan: MapPlan, change: Change, ids: dict[tuple[str, str], str]) -> None:
    """Make the stages, personas, channels and tags that are missing."""
    coming = plan.coming
    new = {what: set(names) for what, names in plan.names.items()}
    for stage in stages.all(change) if plan.fresh and coming.stages else ():
        stages.remove(change, stage.id)
    for one in coming.stages:
        if one.title in new["stage"]:
            ids["stage", one.title] = stages.add(
                change,
                one.title,
                description=one.description,
                examples=one.examples,
                question=one.question,
                slug=one.slug or None,
            ).id
    for persona in coming.personas:
        details: dict[str, Any] = {name: getattr(persona, name) for name in _PERSONA}
        if persona.name in new["persona"]:
            ids["persona", persona.name] = personas.add(change, persona.name, **details).id
        elif plan.fresh:
            personas.edit(change, PersonaId(ids["persona", persona.name]), **details)
    for tag in coming.tags:
        if tag.name in new["tag"]:
            ids["tag", tag.name] = tags.add(change, tag.name).id
    _take_channels(plan, change, ids)
    if plan.fresh:
        personas.reorder(change, [PersonaId(ids["persona", p.name]) for p in coming.personas])


def _take_channels(plan: MapPlan, change: Change, ids: dict[tuple[str, str], str]) -> None:
    coming, new = plan.coming, set(plan.names["channel"])
    kept = {ids["channel", one.name] for one in coming.channels if one.name not in new}
    for channel in channels.all(change) if plan.fresh and coming.channels else ():
        if channel.id not in kept:
            channels.remove(change, channel.id)
    for channel in coming.channels:
        if channel.name in new:
            ids["channel", channel.name] = channels.add(
                change,
                channel.name,
                description=channel.description,
                examples=channel.examples,
                own=channel.own,
            ).id
        elif plan.fresh:
            channels.edit(
                change,
                ChannelId(ids["channel", channel.name]),
                name=channel.name,
                description=channel.description,
                examples=channel.examples,
                own=channel.own,
            )
    if plan.fresh:
        channels.reorder(change, [ChannelId(ids["channel", c.name]) for c in coming.channels])


def _take_over(plan: MapPlan, change: Change) -> None:
    """Take over what a project says of itself, where nothing was here yet."""
    said = plan.coming.info
    texts = ("title", "goal", "objectives", "use", "scope")
    given: Any = {name: getattr(said, name) for name in texts if getattr(said, name).strip()}
    info.edit(change, **given)
    numbers = plan.coming.settings
    settings.edit(
        change,
        supported_at=numbers.supported_at,
        contradicted_at=numbers.contradicted_at,
        shared_teams=numbers.shared_teams,
        dial=numbers.dial,
    )


def _journey(plan: MapPlan, change: Change, ids: dict[tuple[str, str], str]) -> None:
    """Set, complete or add the map's journey."""
    coming = plan.journey
    if coming is None or not coming.title.strip():
        return
    persona = PersonaId(ids["persona", coming.persona]) if coming.persona else None
    here = journeys.all(change)
    found = _same_journey(coming, persona, here)
    if found is not None:
        fields: Any = {
            name: value
            for name in ("trigger", "scenario", "owner", "lanes")
            if (value := getattr(coming, name)) and (plan.fresh or not getattr(found, name))
        }
        if plan.fresh:
            fields["title"] = coming.title
        journeys.edit(change, found.id, **fields)
        return
    made = journeys.add(
        change,
        coming.title,
        persona=persona,
        trigger=coming.trigger,
        scenario=coming.scenario,
        stages=None
        if coming.stages is None
        else [StageId(ids["stage", one]) for one in coming.stages],
        owner=coming.owner,
        lanes=coming.lanes,
    )
    if plan.fresh and persona is None:
        # The map of all is that of the first journey without a persona.
        common.reorder(change, "journey", [made.id])


def _same_journey(
    coming: Journey, persona: PersonaId | None, here: tuple[Journey, ...]
) -> Journey | None:
    if coming.is_default:
        return next((one for one in here if one.is_default), None)
    return next(
        (
            one
            for one in here
            if not one.is_default
            and one.persona == persona
            and fold(one.title) == fold(coming.title)
        ),
        None,
    )


def _people(plan: MapPlan, change: Change, ids: dict[tuple[str, str], str]) -> None:
    """Make participants and meetings under their ids, and put people on rosters."""
    codes = _codes(change, "participant", "P", [(one.id, one.code) for one in plan.people])
    for person in plan.people:
        change.make(
            "participant",
            id=person.id,
            code=codes[person.id],
            name=common.one_line(person.name),
            group=person.group,
            team=common.one_line(person.team),
            persona=ids["persona", person.persona] if person.persona else None,
            consent=person.consent,
        )
    heard: dict[str, dict[str, None]] = defaultdict(dict)
    for note in plan.coming.notes:
        for said in note.participants:
            heard[note.session][said.participant] = None
    order = {person.id: place for place, person in enumerate(plan.coming.participants)}
    for session in plan.sessions:
        change.make(
            "session",
            id=session.id,
            title=common.title_of(session.title, "session"),
            kind=session.kind,
            started_at=session.started_at,
            note_taker=common.one_line(session.note_taker),
        )
        for who in sorted(order.keys() & heard[session.id].keys(), key=order.__getitem__):
            sessions.join(change, session.id, who)


def _codes(
    change: Change, entity: str, prefix: str, wanted: list[tuple[str, str]]
) -> dict[str, str]:
    """Return a code for each id, its own where that is free; the lowest is asked for first."""
    return {
        one: claim_code(change.connection, entity, one, code, prefix)
        for one, code in sorted(wanted, key=lambda pair: code_order(pair[1]))
    }


def _notes(plan: MapPlan, change: Change, ids: dict[tuple[str, str], str]) -> None:
    """Make the notes with their tags and people, many rows at once."""
    change.make_many(
        "note",
        (
            {
                "id": note.id,
                "session": note.session,
                "text": note.text,
                "at": note.at,
                "kind": note.kind,
                "need_type": note.need_type,
                "stage": ids["stage", note.stage] if note.stage else None,
                "channel": ids["channel", note.channel] if note.channel else None,
                "emotion": note.emotion,
                "source": note.source,
                "verbatim": note.verbatim,
                "left_over": "",
                "respondent": note.respondent,
                "flagged": False,
                "set_aside": False,
            }
            for note in plan.notes
        ),
    )
    for table, rows in _members(plan, ids):
        change.make_many(table, rows)


def _members(
    plan: MapPlan, ids: dict[tuple[str, str], str]
) -> Iterator[tuple[str, list[dict[str, object]]]]:
    for what, field in (("persona", "personas"), ("tag", "tags")):
        yield (
            f"note_{what}",
            [
                {"note": note.id, what: ids[what, one], "position": place}
                for note in plan.notes
                for place, one in enumerate(dict.fromkeys(getattr(note, field)))
            ],
        )
    yield (
        "note_participant",
        [
            {
                "note": note.id,
                "participant": who,
                "stance": stance,
                "position": place,
            }
            for note in plan.notes
            for place, (who, stance) in enumerate(
                {said.participant: said.stance for said in note.participants}.items()
            )
        ],
    )


def _cards(plan: MapPlan, change: Change, ids: dict[tuple[str, str], str]) -> None:
    """Make the touchpoints, held, with what a workshop left on them."""
    codes = _codes(change, "touchpoint", "T", [(one.id, one.code) for one in plan.cards])
    for card in plan.cards:
        for evidence in (card.evidence, *(point.evidence for point in card.points)):
            for item in evidence:
                drafts.forget_note(change.connection, item.note)
        touchpoints.put(
            change,
            replace(
                card,
                code=codes[card.id],
                title=common.title_of(card.title, "touchpoint"),
                stage=StageId(ids["stage", card.stage]) if card.stage else None,
                channel=ChannelId(ids["channel", card.channel]) if card.channel else None,
            ),
        )
    for comment in plan.comments:
        change.make(
            "comment",
            touchpoint=comment.touchpoint,
            kind=comment.kind,
            author=comment.author,
            text=comment.text,
            at=comment.at,
            answer=comment.answer,
            closed=comment.closed,
        )
    for kpi in plan.kpis:
        workshop.add_kpi(
            change,
            kpi.touchpoint,
            kpi.name,
            unit=kpi.unit,
            value=kpi.value,
            target=kpi.target,
            basis=kpi.basis,
        )
    for vote in plan.votes:
        if vote.dots > 0:
            workshop.vote(change, vote.touchpoint, vote.dots, vote.voter)
