"""A map of only some claims, and each team's view of a card."""

from __future__ import annotations

import pytest

from capture.jobs import maps
from data.errors import NotFound
from data.records import Kind, Source
from synthesis.board.standing import Standing
from synthesis.map.build import build, journey_for
from synthesis.map.findings import spread, team_views
from synthesis.map.model import Card, JourneyMap, MapClaim
from synthesis.map.narrow import BELIEVED, EVERYTHING, Narrowing, narrow, teams_of
from synthesis.render.terminal.draw import render
from synthesis.render.terminal.stage import views_told
from synthesis.render.terminal.view import View
from tests.unit.mapmaking import Maker, housing


@pytest.fixture(scope="module")
def whole() -> JourneyMap:
    snapshot = housing()
    return build(snapshot, journey_for(snapshot, None))


def claims(found: JourneyMap) -> dict[str, MapClaim]:
    return {
        claim.title: claim
        for stage in found.stages
        for lanes in (*(card.lanes for card in stage.cards), stage.loose)
        for lane in lanes
        for claim in lane.claims
    }


def cards(found: JourneyMap) -> dict[str, Card]:
    return {card.code: card for stage in found.stages for card in stage.cards}


def test_nothing_asked_for_is_the_whole_map(whole: JourneyMap) -> None:
    assert narrow(whole, EVERYTHING) is whole
    assert not EVERYTHING
    assert EVERYTHING.words() == ""


def test_only_what_is_believed_leaves_out_what_customers_spoke_of(whole: JourneyMap) -> None:
    found = narrow(whole, Narrowing(BELIEVED))
    kept = claims(found)
    assert kept
    assert {claim.standing for claim in kept.values()} == BELIEVED
    assert set(kept) == {t for t, p in claims(whole).items() if p.standing in BELIEVED}
    assert all(claim == claims(whole)[title] for title, claim in kept.items())
    assert "T07" not in cards(found)  # every claim there is a customer's
    assert [stage.title for stage in found.stages] == [stage.title for stage in whole.stages]
    assert (found.badge, found.stages[2].moods) == (whole.badge, whole.stages[2].moods)
    codes = set(cards(found))
    assert {one.code for one in (*found.moments, *found.candidates)} <= codes
    assert {code for gap in found.gaps for code in gap.codes} <= codes
    assert {line.text for line in found.summary.overlooked} <= set(kept)


def test_a_contradicted_card_is_shown_though_none_of_its_claims_is() -> None:
    from data.records import Evidence, EvidenceStance

    maker = Maker()
    belief = maker.note("they love the app", "P01", stage="Wait", kind=Kind.GAIN)
    no = [
        maker.note(f"I do not {n}", code, session="interviews", stage="Wait")
        for n, code in enumerate(("P06", "P07"))
    ]
    maker.card(
        "Using the app",
        "Wait",
        maker.claim("They love the app", Kind.GAIN, belief),
        evidence=tuple(Evidence(note, EvidenceStance.AGAINST) for note in no),
    )
    snapshot = maker.snapshot()
    whole = build(snapshot, journey_for(snapshot, None))
    assert cards(whole)["T01"].standing is Standing.CONTRADICTED
    found = narrow(whole, Narrowing(frozenset({Standing.CONTRADICTED})))
    assert cards(found) == cards(whole)
    assert not cards(narrow(whole, Narrowing(frozenset({Standing.SUPPORTED}))))


def test_source_and_team_must_be_met_by_one_person(whole: JourneyMap) -> None:
    by_calls = claims(narrow(whole, Narrowing(teams=frozenset({"calls"}))))
    assert "They chase us every three days" in by_calls
    assert "Am I even entitled?" not in by_calls
    customers = claims(narrow(whole, Narrowing(sources=frozenset({Source.CUSTOMER}))))
    assert "Nine weeks in the dark" in customers
    assert "How long it takes" not in customers
    both = Narrowing(sources=frozenset({Source.CUSTOMER}), teams=frozenset({"Calls"}))
    assert not claims(narrow(whole, both))
    assert both.words() == "only what customers say · team Calls"


def test_what_is_to_find_out_stays_unless_a_standing_is_asked_for(whole: JourneyMap) -> None:
    assert whole.stages[0].asks
    assert not narrow(whole, Narrowing(BELIEVED)).stages[0].asks
    assert narrow(whole, Narrowing(sources=frozenset({Source.STAFF}))).stages[0].asks


def test_the_text_says_what_is_left_out(whole: JourneyMap) -> None:
    by = Narrowing(frozenset({Standing.CONTRADICTED}))
    text = maps.text_of(whole, by=by)
    assert "only contradicted (counts and moods are those of the whole map)" in text
    assert "They chase us every three days" in text
    assert "How long it takes" not in text
    assert "nothing of what is shown" in text
    assert text.count("nothing heard here yet") == 1  # of the stage that is empty indeed


def test_teams_are_named_as_on_the_map(whole: JourneyMap) -> None:
    assert teams_of(whole) == ("Back office", "Calls", "Front desk")
    assert maps.narrowing(whole, [], [], ["back OFFICE"]).teams == {"Back office"}
    with pytest.raises(NotFound, match="It has: Back office, Calls, Front desk"):
        maps.narrowing(whole, [], [], ["Legal"])
    assert maps.narrowing(whole, ["believed"], [], []).standings == BELIEVED


def test_each_teams_view_and_how_far_apart_they_are() -> None:
    maker = Maker()
    bad = maker.note("awful", "P01", stage="Wait", kind=Kind.PAIN, emotion=-2)
    worse = maker.note("awful too", "P01", agrees="P02", stage="Wait", kind=Kind.PAIN, emotion=-1)
    good = maker.note("fine", "P02", stage="Wait", kind=Kind.GAIN, emotion=1)
    maker.card(
        "Calling",
        "Wait",
        maker.claim("Awful", Kind.PAIN, bad, worse),
        maker.claim("Fine", Kind.GAIN, good),
    )
    snapshot = maker.snapshot()
    found = build(snapshot, journey_for(snapshot, None))
    views = team_views(cards(found)["T01"])
    assert [(view.team, view.people, view.mood.mean) for view in views] == [
        ("Calls", 1, 1.0),
        ("Front desk", 1, -1.5),
    ]
    assert spread(views) == pytest.approx(2.5)
    by_team = views_told(found)
    for width in (80, 200):
        text = render(found, width=width, view=View(by_team=by_team))
        assert "Front desk: 1 person" in text
        assert "! 2.5 apart" in text
        assert "! 2.5 apart" not in render(found, width=width)
    assert "Front desk: 1 person, -1.5 n2" in render(found, view=View(by_team=by_team))


def test_a_teams_view_is_that_of_the_whole_map_whatever_is_left_out(whole: JourneyMap) -> None:
    plain = maps.text_of(whole, by_team=True)
    (told,) = {line for line in plain.splitlines() if "Calls: 1 person, -2.0 n1" in line}
    by = Narrowing(frozenset({Standing.CONTRADICTED}))
    assert told in maps.text_of(whole, by=by, by_team=True).splitlines()
