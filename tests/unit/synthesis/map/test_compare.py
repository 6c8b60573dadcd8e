"""Two maps held against each other."""

from __future__ import annotations

from dataclasses import replace

from data.records import (
    Bearing,
    ClaimId,
    Emotion,
    Evidence,
    EvidenceStance,
    Kind,
    Snapshot,
    Source,
    TouchpointId,
)
from synthesis.board.standing import Standing
from synthesis.map.build import build, journey_for
from synthesis.map.compare import ChangedClaim, Difference, Step, Turn, compare
from synthesis.map.model import JourneyMap
from synthesis.render import difference
from tests.unit.disputing import BELIEF, DENIAL, LIKE, SINGLE, snapshot
from tests.unit.mapmaking import HOSTILE, Maker, housing

WORDS = "you sit in the dark for nine weeks"


def made(snapshot: Snapshot) -> JourneyMap:
    return build(snapshot, journey_for(snapshot, None))


def unheard() -> Snapshot:
    """Return the project as it was before any customer spoke."""
    whole = housing()
    inside = [
        note
        for note in whole.notes
        if note.session != "interviews" and note.source is not Source.CUSTOMER
    ]
    return replace(whole, notes=tuple(inside))


def card(found: Difference, code: str) -> ChangedClaim:
    (one,) = [card for stage in found.stages for card in stage.cards if card.code == code]
    return one


def turns(claim: ChangedClaim) -> list[Turn]:
    return [step.turn for step in claim.steps]


def test_a_map_is_not_different_from_itself() -> None:
    found = compare(made(housing()), made(housing()))
    assert found.is_empty
    assert not found.stages
    assert "Both say the same" in difference.render(found, names=("a", "now"))


def test_customers_change_what_a_claim_stands_on_and_are_named_as_the_reason() -> None:
    found = compare(made(unheard()), made(housing()))
    assert (found.badge_before, found.badge_after) == ("ASSUMPTIVE", "PARTLY TESTED 2 of 13")
    chasing = card(found, "T03")
    assert turns(chasing) == [Turn.NOTES]
    assert chasing.standing is None
    assert {note.speakers[0].code for note in chasing.came} == {"P06"}
    assert not chasing.went
    dark = next(claim for claim in chasing.claims if claim.title == WORDS)
    assert turns(dark) == [Turn.ADDED]
    assert dark.lane == "pain"
    chase = next(claim for claim in chasing.claims if "chase us" in claim.title)
    assert (chase.steps[0].before, chase.steps[0].after) == (
        Standing.ASSUMED,
        Standing.CONTRADICTED,
    )
    titles = [stage.title for stage in found.stages]
    assert titles == ["Wait", "Receive"]
    moods = {mood.side: mood for mood in found.stages[0].moods}
    assert (moods["customers"].before.n, moods["customers"].after.n) == (0, 2)
    assert "staff" not in moods


def small() -> Snapshot:
    m = Maker()
    one = m.note("phones ring out", "P01", stage="Wait", kind=Kind.PAIN)
    two = m.note("nobody calls back", "P02", stage="Wait", kind=Kind.PAIN)
    m.card("Ringing", "Wait", m.claim("Phones ring out", Kind.PAIN, one))
    m.card("Calling back", "Wait", m.claim("Nobody calls back", Kind.PAIN, two))
    return m.snapshot()


def test_a_card_is_the_same_by_its_id_and_else_by_its_code() -> None:
    before = small()
    first, second = before.touchpoints
    renamed = replace(first, title="Ringing up", code="T77")
    after = replace(before, touchpoints=(renamed, replace(second, id=TouchpointId("other"))))
    found = compare(made(before), made(after))
    (only,) = [one for stage in found.stages for one in stage.cards]
    assert (only.code, turns(only)) == ("T77", [Turn.RENAMED])
    assert (only.steps[0].before, only.steps[0].after) == ("Ringing", "Ringing up")


def test_what_came_what_went_and_what_moved() -> None:
    before = small()
    first, second = before.touchpoints
    desk = next(stage for stage in before.stages if stage.title == "Desk")
    moved = replace(
        first,
        stage=desk.id,
        grade=Emotion.LOW,
        owner="Calls",
        moment_of_truth=True,
    )
    third = replace(
        second,
        id=TouchpointId("third"),
        code="T03",
        title="Waiting",
        claims=(),
        evidence=(Evidence(before.notes[1].id),),
    )
    found = compare(made(before), made(replace(before, touchpoints=(moved, third))))
    assert turns(card(found, "T01")) == [Turn.MOVED, Turn.GRADE, Turn.TRUTH, Turn.OWNER]
    assert (card(found, "T01").steps[0].before, card(found, "T01").steps[0].after) == (
        "Wait",
        "Desk",
    )
    gone, new = card(found, "T02"), card(found, "T03")
    assert turns(gone) == [Turn.RETIRED]
    assert [note.text for note in gone.went] == ["nobody calls back"]
    assert turns(new) == [Turn.ADDED]
    assert [note.text for note in new.came] == ["nobody calls back"]
    assert [found.count(turn) for turn in (Turn.ADDED, Turn.RETIRED, Turn.MOVED)] == [1, 1, 1]


def test_the_text_is_as_wide_as_asked_and_hostile_text_is_shown_as_text() -> None:
    before = made(housing(customers=False))
    found = compare(before, made(housing(hostile=True)))
    for width in (40, 80, 120):
        text = difference.render(found, names=("v1 " + HOSTILE, "now"), width=width)
        assert max(len(line) for line in text.splitlines()) <= width
        assert "\x1b" not in text
        assert "\u202e" not in text
    plain = difference.render(found, names=("v1", "now"), unicode=False)
    assert plain.isascii()
    assert "shared belief -> contradicted" in plain or "assumed -> contradicted" in plain
    assert "standing" not in plain


def test_the_document_names_notes_by_id() -> None:
    found = compare(made(unheard()), made(housing()))
    document = difference.as_document(found, ("v1", "now"))
    wait = document["stages"][0]
    assert wait["stage"] == "Wait"
    (chasing,) = [one for one in wait["touchpoints"] if one["code"] == "T03"]
    assert len(chasing["notes_added"]) == 2
    assert {change["what"] for change in chasing["changes"]} == {"notes"}
    assert "standing" not in chasing
    stand = {claim["title"]: claim["standing"] for claim in chasing["claims"]}
    assert stand[WORDS] == "supported"


def test_a_remark_put_against_a_claim_changes_its_standing_and_is_the_reason() -> None:
    whole = snapshot()
    found = compare(made(replace(whole, bearings=())), made(whole))
    assert found.count_claims(Turn.STANDING) == 2
    desk = card(found, "T01")
    assert not desk.steps
    (belief,) = desk.claims
    assert belief.steps == (Step(Turn.STANDING, "shared belief", "contradicted"),)
    assert [note.text for note in belief.came] == [DENIAL, LIKE]
    assert not belief.went
    text = difference.render(found, names=("v1", "now"), width=100)
    assert "Touchpoints: the same · 2 claims stand differently" in text
    assert f"C11 “{BELIEF}”" in text
    assert f"+ {LIKE}" in text
    back = card(compare(made(whole), made(replace(whole, bearings=()))), "T01").claims[0]
    assert [note.text for note in back.went] == [DENIAL, LIKE]


def test_a_claim_is_the_same_by_its_id_and_else_by_its_code() -> None:
    whole = snapshot()
    first = whole.touchpoints[0]
    renamed = tuple(replace(claim, id=ClaimId(f"new {claim.code}")) for claim in first.claims)
    by_code = replace(whole, touchpoints=(replace(first, claims=renamed), whole.touchpoints[1]))
    assert compare(made(whole), made(by_code)).is_empty
    nameless = tuple(replace(claim, code="") for claim in renamed)
    by_none = replace(whole, touchpoints=(replace(first, claims=nameless), whole.touchpoints[1]))
    steps = [turns(claim) for claim in card(compare(made(whole), made(by_none)), "T01").claims]
    assert steps == [[Turn.ADDED], [Turn.ADDED], [Turn.RETIRED], [Turn.RETIRED]]


def test_a_claim_on_another_card_has_moved_and_is_not_retired() -> None:
    whole = snapshot()
    desk, letter = whole.touchpoints
    belief, denial = desk.claims
    moved = (
        replace(desk, claims=(denial,)),
        replace(letter, claims=(*letter.claims, belief)),
    )
    found = compare(made(whole), made(replace(whole, touchpoints=moved)))
    assert not card(found, "T01").claims
    (claim,) = card(found, "T02").claims
    assert (claim.code, claim.steps) == ("C11", (Step(Turn.MOVED, "T01", "T02"),))


def test_a_claim_on_no_card_is_told_where_it_stands_differently() -> None:
    whole = snapshot()
    single = next(note for note in whole.notes if note.text == SINGLE)
    put = Bearing(whole.notes[0].id, single.id, EvidenceStance.AGAINST)
    guess = replace(single, source=Source.STAFF)
    notes = tuple(guess if note.id == single.id else note for note in whole.notes)
    before = replace(whole, notes=notes)
    found = compare(made(before), made(replace(before, bearings=(*whole.bearings, put))))
    (stage,) = found.stages
    assert not stage.cards
    (claim,) = stage.singles
    assert claim.steps == (Step(Turn.STANDING, "assumed", "disputed inside"),)
    assert f"“{SINGLE}”" in difference.render(found, names=("a", "b"), width=100)
    told = difference.as_document(found, ("a", "b"))["stages"][0]["single_remarks"]
    assert [one["standing"] for one in told] == ["disputed inside"]
