"""A map of only some claims, and each team's view of a card."""

from __future__ import annotations

import pytest

from capture.cli.map import STANDINGS
from capture.jobs import maps
from data.errors import NotFound
from data.records import Kind, Source
from synthesis.board.standing import Standing
from synthesis.map.build import build, journey_for
from synthesis.map.findings import spread, team_views
from synthesis.map.model import Card, JourneyMap, MapClaim
from synthesis.map.narrow import (
    BELIEVED,
    DISPUTED,
    EVERYTHING,
    Narrowing,
    narrow,
    teams_of,
)
from synthesis.render.terminal.draw import render
from synthesis.render.terminal.stage import views_told
from synthesis.render.terminal.view import View
from tests.unit.disputing import BELIEF, DENIAL, LETTER, NO_LETTER, SINGLE, disputing
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


def test_a_standing_is_met_by_claims_alone_and_the_weightiest_of_what_is_left_leads() -> None:
    whole = disputing()
    found = narrow(whole, Narrowing(frozenset({Standing.CONTRADICTED})))
    (card,) = cards(found).values()
    (claim,) = card.claims()
    # The claim that it was drawn under is left out: it stands by itself, and still says ⇄.
    assert (card.code, card.lead, claim.code, claim.under) == ("T01", claim.id, "C11", "")
    assert [other.code for other in claim.opposites] == ["C12"]
    assert (card.counts, card.moods) == (whole.cards[0].counts, whole.cards[0].moods)
    both = Narrowing(frozenset({Standing.CONTRADICTED, Standing.SUPPORTED}))
    assert cards(narrow(whole, both))["T01"] == whole.cards[0]


def test_believed_and_disputed_are_sets_of_standings_that_part_all_but_three() -> None:
    rest = {Standing.SUPPORTED, Standing.HEARD_ONCE}
    assert BELIEVED | DISPUTED | rest == set(Standing)
    assert {Standing.DISPUTED} == BELIEVED & DISPUTED
    whole = disputing()
    assert set(claims(narrow(whole, Narrowing(DISPUTED)))) == {BELIEF, LETTER}
    assert set(claims(narrow(whole, Narrowing(BELIEVED)))) == {LETTER, NO_LETTER}


@pytest.mark.parametrize("standing", Standing)
def test_every_standing_can_be_asked_for_by_its_name(standing: Standing) -> None:
    assert str(standing) in STANDINGS
    assert maps.narrowing(disputing(), [str(standing)], [], []).standings == {standing}


def test_lines_of_the_summary_stay_where_their_claim_does(whole: JourneyMap) -> None:
    assert whole.summary.believed
    found = narrow(whole, Narrowing(BELIEVED)).summary
    assert found.believed == whole.summary.believed
    assert found.overlooked != whole.summary.overlooked
    assert not narrow(whole, Narrowing(frozenset({Standing.SUPPORTED}))).summary.believed


def test_source_and_team_must_be_met_by_one_person(whole: JourneyMap) -> None:
    by_calls = claims(narrow(whole, Narrowing(teams=frozenset({"calls"}))))
    assert "they chase us every 3 days" in by_calls
    assert "am I even entitled?" not in by_calls
    customers = claims(narrow(whole, Narrowing(sources=frozenset({Source.CUSTOMER}))))
    assert "you sit in the dark for nine weeks" in customers
    assert "how long it takes" not in customers
    both = Narrowing(sources=frozenset({Source.CUSTOMER}), teams=frozenset({"Calls"}))
    assert not claims(narrow(whole, both))
    assert both.words() == "only what customers speak of · team Calls"


def test_a_claim_is_found_by_anybody_who_speaks_for_or_against_it() -> None:
    whole = disputing()
    customers = claims(narrow(whole, Narrowing(sources=frozenset({Source.CUSTOMER}))))
    assert set(customers) == {DENIAL, SINGLE, BELIEF}  # two customers deny what staff believe
    against = claims(narrow(whole, Narrowing(teams=frozenset({"Front desk"}))))
    assert {LETTER, NO_LETTER} <= set(against)
    assert LETTER not in claims(narrow(whole, Narrowing(teams=frozenset({"Calls"}))))


def test_what_is_to_find_out_stays_unless_a_standing_is_asked_for(whole: JourneyMap) -> None:
    assert whole.stages[0].asks
    assert not narrow(whole, Narrowing(BELIEVED)).stages[0].asks
    assert narrow(whole, Narrowing(sources=frozenset({Source.STAFF}))).stages[0].asks


def test_the_text_says_what_is_left_out(whole: JourneyMap) -> None:
    by = Narrowing(frozenset({Standing.CONTRADICTED}))
    text = maps.text_of(whole, by=by)
    assert "only contradicted (counts and moods are those of the whole map)" in text
    assert "they chase us every 3 days" in text
    assert "how long it takes" not in text
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
