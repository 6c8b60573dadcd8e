"""What else a card could be called: kept with the drafts, and no longer than they."""

from __future__ import annotations

from pathlib import Path

from capture.jobs import drafts
from data.records import ClaimId, Kind, Session
from data.store import Project, notes, touchpoints
from data.store.drafts import DRAFTED_FROM
from tests.unit.stores import START, new_project, with_session

PHONE = (
    "The phone rings out all morning",
    "Nobody answers the phone",
    "I rang five times and no one picked up the phone",
    "Phone calls are never answered before noon",
    "I waited an hour on the phone and it cut me off",
)
FOOD = (
    "The soup was cold when it came",
    "Food arrived cold and late",
    "My lunch was cold again on Sunday",
)


def log(project: Project, session: Session, *texts: str) -> None:
    with project.change("Some notes") as change:
        for text in texts:
            notes.add(change, session=session.id, text=text, at=START, kind=Kind.PAIN)


def offered(project: Project) -> dict[str, tuple[str, ...]]:
    """Every card and claim by its title, with what is offered in its place."""
    cards = project.snapshot().touchpoints
    found = {card.title: drafts.runners_up(project, card.id) for card in cards}
    for card in cards:
        found |= {one.title: drafts.runners_up(project, one.id) for one in card.claims}
    return found


def test_each_title_has_up_to_three_others_that_nothing_is_called(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        log(project, with_session(project), *PHONE, *FOOD)
        drafts.synthesise(project)
        found = offered(project)
        assert any(others for others in found.values())
        for title, others in found.items():
            assert title not in others
            assert len(set(others)) == len(others) <= 3
            assert not set(others) & set(found)


def test_they_are_forgotten_with_their_draft_and_stay_with_what_is_held(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        session = with_session(project)
        log(project, session, *PHONE, *FOOD)
        drafts.synthesise(project)
        cards = project.snapshot().touchpoints
        held = next(card for card in cards if "phone" in card.title.lower())
        others = next(card for card in cards if card.id != held.id)
        before = drafts.runners_up(project, held.id)
        assert before
        with project.change("Take it up") as change:
            touchpoints.hold(change, held.id)
            for note in touchpoints.get(change, others.id).claims[0].evidence:  # type: ignore[union-attr]
                notes.remove(change, note.note)
        log(project, session, "The car park is full by eight")
        drafts.synthesise(project)
        now = {one.id: one for one in project.snapshot().touchpoints}
        assert now[held.id].title == held.title
        assert drafts.runners_up(project, held.id) == before
        gone = others.claims[0].id
        assert drafts.runners_up(project, gone) == ()
        assert drafts.runners_up(project, ClaimId("nothing")) == ()
        kept = project.connection.rows("SELECT key FROM kept_title WHERE key LIKE 'runners-up %'")
        living = {one for card in now.values() for one in (card.id, *(p.id for p in card.claims))}
        assert {key.removeprefix("runners-up ") for (key,) in kept} <= living


def test_what_older_rules_called_a_draft_stays_until_it_is_cut_anew(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        log(project, with_session(project), *PHONE, *FOOD)
        drafts.synthesise(project)
        right = {card.title for card in project.snapshot().touchpoints}
        with project.cache() as cache:
            cache.connection.execute("UPDATE draft_touchpoint SET title = 'Loving ' || code")
            cache.connection.execute("DELETE FROM kept_layout")
            cache.set_meta("cut at", "6 0.5")
            cache.set_meta(DRAFTED_FROM, "what older rules made of it")
        assert any("earlier build" in line for line in drafts.synthesise(project).warnings)
        older = {card.title for card in project.snapshot().touchpoints}
        assert all(title.startswith("Loving ") for title in older)
        assert not drafts.synthesise(project, anew=True).warnings
        assert {card.title for card in project.snapshot().touchpoints} == right
        assert not drafts.synthesise(project).warnings
        project.undo()
        drafts.synthesise(project)
        assert {card.title for card in project.snapshot().touchpoints} == older
