"""What the mode Map is given: the lines of `sayso map`, with the cards found in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from capture.jobs import maps
from capture.jobs.mapview import draw, look, narrowings
from data.records import EvidenceStance, Kind
from data.store import Project, notes, touchpoints
from data.store.lists import stages
from data.text import width
from synthesis.board.standing import Standing
from synthesis.map.narrow import BELIEVED, DISPUTED
from synthesis.render.page import Span
from tests.unit.stores import new_project, with_session


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = new_project(tmp_path)
    session = with_session(project)
    apply, wait = stages.all(project)
    with project.change("Notes") as change:
        for text, stage in (
            ("T01 is no card, T02 neither", apply.id),
            ("the form is too long", apply.id),
            ("the form is far too long", apply.id),
            ("phones ring out \x1b[31m all morning", wait.id),
            ("日本語 nobody calls", wait.id),
        ):
            notes.add(change, session=session.id, text=text, stage=stage, kind=Kind.PAIN)
    from capture.jobs.drafts import synthesise

    synthesise(project)
    return project


def joined(lines: tuple[tuple[Span, ...], ...]) -> str:
    """Return the text of drawn lines; blanks in a style of their own end no line."""
    return "".join("".join(text for text, _ in line).rstrip(" ") + "\n" for line in lines)


@pytest.mark.parametrize("wide", [40, 80, 159, 200])
def test_the_whole_map_is_what_sayso_map_prints(project: Project, wide: int) -> None:
    seen = look(project, None)
    printed = maps.text_of(maps.build_map(project, ""), width=wide)
    assert joined(draw(seen, wide, stage=None).lines) == printed


@pytest.mark.parametrize(("wide", "stage"), [(60, None), (80, 0), (80, 1), (200, None)])
def test_every_card_is_found_where_its_code_is_printed(
    project: Project, wide: int, stage: int | None
) -> None:
    seen = look(project, None)
    drawn = draw(seen, wide, stage=stage)
    cards = {card.id: card.code for at, card in seen.cards() if stage in (None, at)}
    cards |= {one.id: one.code for at, one in seen.singles() if stage in (None, at)}
    assert {spot.card for spot in drawn.spots} == set(cards)
    for spot in drawn.spots:
        line = "".join(text for text, _ in drawn.lines[spot.line])
        before = next(at for at in range(len(line)) if width(line[:at]) >= spot.column)
        # Where stages stand side by side a single remark is called so before its code.
        assert line[before:].removeprefix("single ").startswith(f"{cards[spot.card]} ")
        assert spot.column + spot.wide <= wide


def test_no_escape_sequence_reaches_the_screen(project: Project) -> None:
    drawn = draw(look(project, None), 80, stage=None)
    assert "\x1b" not in joined(drawn.lines)
    looks = {look for line in drawn.lines for _, look in line}
    assert {"badge", "bold", "dim"} <= looks


def test_it_knows_whether_the_drafts_are_fresh(project: Project) -> None:
    assert look(project, None).fresh
    with project.change("One more") as change:
        first = notes.all(change)[0]
        notes.add(change, session=first.session, text="no chairs")
    seen = look(project, None)
    assert not seen.fresh
    assert seen.drafted


def test_a_persona_that_is_gone_gives_everybodys_map(project: Project) -> None:
    (claimant,) = project.snapshot().personas
    assert look(project, claimant.id).journey.header.persona == "Claimant"
    from data.store.lists import personas

    with project.change("Gone") as change:
        personas.remove(change, claimant.id)
    seen = look(project, claimant.id)
    assert (seen.persona, seen.journey.header.persona) == (None, "")


def test_a_note_against_a_card_keeps_the_card_on_the_map(project: Project) -> None:
    card = touchpoints.all(project)[0]
    with project.change("Against") as change:
        first = notes.all(change)[0]
        against = notes.add(change, session=first.session, text="no it is not")
        touchpoints.attach(change, card.id, against.id, EvidenceStance.AGAINST)
    drawn = draw(look(project, None), 80, stage=None)
    assert card.id in {spot.card for spot in drawn.spots}


def test_a_map_can_be_narrowed_to_what_is_believed_disputed_or_of_a_standing_that_is_there(
    project: Project,
) -> None:
    ways = dict(narrowings(look(project, None)))
    assert ways["Only what is believed: no customer has spoken of it"].standings == BELIEVED
    disputed = ways["Only what somebody speaks against: customers, or others inside"]
    assert disputed.standings == DISPUTED
    assert [way for way in ways if way.removeprefix("Only ") in list(Standing)] == ["Only assumed"]
