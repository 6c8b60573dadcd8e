"""The map as JSON and as a table: lossless the one, safe in a spreadsheet the other."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import fields, is_dataclass

import pytest

from data.records import Basis, Decision, Emotion, Expectation
from synthesis.board import standing
from synthesis.map import emotion
from synthesis.map import model as map_model
from synthesis.map.build import build, journey_for
from synthesis.map.model import JourneyMap
from synthesis.render import csv as map_csv
from synthesis.render import json as map_json
from tests import ROOT
from tests.unit.disputing import BELIEF, DENIAL, LIKE, disputing
from tests.unit.mapmaking import HOSTILE, Maker, housing


def the_map(*, hostile: bool = False) -> JourneyMap:
    snapshot = housing(hostile=hostile)
    return build(snapshot, journey_for(snapshot, None))


def test_json_gives_back_who_says_otherwise_and_cards_without_a_standing() -> None:
    journey = disputing()
    text = map_json.render(journey)
    assert map_json.read(text) == journey
    card = json.loads(text)["stages"][3]["cards"][0]
    assert not {"standing", "not_raised_by_staff", "tested"} & card.keys()
    claims = {claim["code"]: claim for lane in card["lanes"] for claim in lane["claims"]}
    assert (card["lead"], claims["C12"]["under"]) == ("denial", "")
    belief = claims["C11"]
    assert (belief["title"], belief["standing"]) == (BELIEF, "contradicted")
    assert (belief["plainly"], belief["under"]) == ("customers say otherwise", "denial")
    assert [(note["text"], note["stance"]) for note in belief["heard"]] == [
        (DENIAL, "against"),
        (LIKE, "against"),
    ]
    assert [(other["code"], other["title"]) for other in belief["opposites"]] == [("C12", DENIAL)]


@pytest.mark.parametrize("hostile", [False, True])
def test_json_gives_back_the_same_map(hostile: bool) -> None:
    assert map_json.read(map_json.render(the_map(hostile=hostile))) == the_map(hostile=hostile)


def test_json_keeps_every_figure_of_a_card() -> None:
    maker = Maker()
    maker.card(
        "c",
        "Wait",
        expectation=Expectation.NOT_MET,
        contacts=2.5,
        contacts_basis=Basis.MEASURED,
        minutes=12.0,
        minutes_basis=Basis.ASSUMED,
        grade=Emotion.LOW,
        graded_by="P02",
        decision=Decision.ACCEPTED,
        held=True,
    )
    m = build(maker.snapshot(), journey_for(maker.snapshot(), None))
    assert map_json.read(map_json.render(m)) == m
    (card,) = json.loads(map_json.render(m))["stages"][2]["cards"]
    assert (card["contacts"], card["contacts_basis"], card["grade"]) == (2.5, "measured", -1)


def test_json_says_its_format_and_acts_on_no_terminal() -> None:
    text = map_json.render(the_map(hostile=True))
    document = json.loads(text)
    assert (document["format"], document["version"]) == ("sayso-map", 3)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e]", text)
    titles = [card["title"] for stage in document["stages"] for card in stage["cards"]]
    assert f"Coming to the desk {HOSTILE}" in titles


def test_json_of_another_kind_is_refused() -> None:
    for text in ("[]", "{}", '{"format": "other"}', '{"format": "sayso-map", "version": 99}'):
        with pytest.raises(ValueError, match="sayso map"):
            map_json.read(text)
    with pytest.raises(ValueError, match="missing or misplaced"):
        map_json.read('{"format": "sayso-map", "version": 3, "header": {}}')


def test_json_that_is_too_large_too_deep_or_of_a_huge_number_is_refused_unread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for text, why in (("[" * 200_000, "nested"), ('{"a": ' + "9" * 5_000 + "}", "digits")):
        with pytest.raises(ValueError, match=why):
            map_json.read(text)
    monkeypatch.setattr(map_json, "MOST", 1_000)
    with pytest.raises(ValueError, match="no map is as large"):
        map_json.read("{" * 1_001)


def test_every_key_of_the_json_is_documented() -> None:
    page = ROOT / "docs" / "map-json.md"
    found = set(re.findall(r'`[a-z_]+`|"[a-z_]+":', page.read_text(encoding="utf-8")))
    for module in (map_model, map_model, emotion, standing):
        for name, record in vars(module).items():
            if not is_dataclass(record) or record.__module__ != module.__name__:
                continue
            if name in ("Voice", "Hearing"):
                continue  # never leave the counting
            missing = [
                f.name for f in fields(record) if not {f"`{f.name}`", f'"{f.name}":'} & found
            ]
            assert not missing, f"{name}: {missing}"


def rows(m: JourneyMap) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(map_csv.render(m), newline="")))


def test_a_row_a_touchpoint_and_no_stage_is_lost() -> None:
    table = rows(the_map())
    assert [row["code"] for row in table] == [
        "T01", "T02", "T03", "T04", "T05", "", "T07", "T08", "",
    ]  # fmt: skip
    assert table[5]["stage"] == "Decision"
    assert table[5]["notes"] == "0"
    assert table[-1]["touchpoint"] == map_csv.LOOSE
    chase = table[2]
    assert (chase["people"], chase["customers"], chase["staff"], chase["teams"]) == (
        "6", "2", "4", "3",
    )  # fmt: skip
    assert (chase["grade"], chase["moment_of_truth"], chase["channel"]) == ("-2", "yes", "phone")
    assert chase["does"] == "“they chase us every 3 days” [contradicted, 1p ⇄2]"
    assert "“you sit in the dark for nine weeks” [supported, 2p]" in chase["pain"].split(" | ")
    assert table[0]["asks"] == "who owns the old page?"


def test_a_row_tells_a_cards_face_and_draws_each_claim_once_with_what_is_against_it() -> None:
    desk, letter = (row for row in rows(disputing()) if row["code"])
    assert not {"standing", "not_raised_by_staff", "people_for", "people_against"} & desk.keys()
    assert (desk["people"], desk["people_say_otherwise"]) == ("4", "yes")
    assert [desk[f"customers_mood{of}"] for of in ("", "_n", "_spread")] == ["-2.0", "2", "0.0"]
    assert [desk[f"staff_mood{of}"] for of in ("", "_n")] == ["1.0", "1"]
    weightiest = f"C12 “{DENIAL}” + 1 like it [supported, 2p]"
    assert (desk["weightiest_claim"], desk["more_claims"]) == (weightiest, "1 contradicted")
    assert desk["pain"] == f"{weightiest} ⇄ C11 “{BELIEF}” [contradicted, 2p ⇄2]"
    assert desk["gain"] == ""
    assert letter["more_claims"] == "1 disputed inside"


def test_no_cell_is_a_formula_or_acts_on_a_terminal() -> None:
    maker = Maker()
    for text in ("=1+1", "+1 cmd", "@SUM(A1)", "-2+3", "\t=1", "=HYPERLINK(1)"):
        note = maker.note(text, "P01", stage="Wait")
        maker.card(text, "Wait", maker.claim(text, None, note), owner=text)
    text = map_csv.render(build(maker.snapshot(), journey_for(maker.snapshot(), None)))
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not any(cell[:1] in ("=", "+", "@", "\t") for cell in row)
        assert not any(cell.startswith("-") and not cell[1:].isdigit() for cell in row)
    hostile = map_csv.render(the_map(hostile=True))
    assert not re.search(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202e]", hostile)
    assert len(rows(the_map(hostile=True))) == len(rows(the_map()))
