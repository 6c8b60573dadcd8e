"""Whatever people type, every renderer keeps its form."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from data.records import (
    Bearing,
    Claim,
    ClaimId,
    Evidence,
    EvidenceStance,
    Kind,
    NoteId,
    Source,
)
from data.text import visible
from data.text import width as cells
from synthesis.map.build import build, journey_for
from synthesis.map.model import ORDER, JourneyMap, LaneKey, Row
from synthesis.render import csv as map_csv
from synthesis.render import json as map_json
from synthesis.render import markdown, opposed
from synthesis.render.html import page as html
from synthesis.render.terminal import draw as terminal
from tests.unit.mapmaking import HOSTILE, Maker
from tests.unit.synthesis.render.html.test_page import Page

_SIGNS = ["<", "&", "|", "\n", "\x1b[31m", "\u202e", "`", "]](", "=", "电话", "é", "\0", "\ud800"]
texts = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(_SIGNS), max_size=12).map("".join),
    st.just(HOSTILE),
)


@st.composite
def maps(draw: st.DrawFn) -> JourneyMap:
    """Return the map of a made-up project of a few notes."""
    maker = Maker(personas=(draw(texts) or "x",))
    titles = ("Find out", draw(texts))
    places = st.sampled_from([*titles, None])
    for _ in range(draw(st.integers(0, 4))):
        where = draw(places)
        kind = draw(st.sampled_from([None, *Kind]))
        said = [
            maker.note(
                draw(texts),
                draw(st.sampled_from(["", "P01", "P06", "P03 P07"])),
                disagrees=draw(st.sampled_from(["", "P02", "P08"])),
                stage=where,
                kind=kind,
                emotion=draw(st.sampled_from([None, -2, 0, 2])),
                source=draw(st.sampled_from([None, *Source])),
            )
            for _ in range(draw(st.integers(1, 3)))
        ]
        if kind is not None and kind.is_mark:
            continue
        stance = draw(st.sampled_from(list(EvidenceStance)))
        # A claim a note, or one of all: so that claims of one card may stand against each other.
        of_claims = [said] if draw(st.booleans()) else [[note] for note in said]
        maker.card(
            draw(texts),
            where,
            *(_coded(maker, draw(texts), kind, notes) for notes in of_claims),
            evidence=draw(st.sampled_from([(), (Evidence(said[0], stance),)])),
            owner=draw(texts),
        )
    ids = [note.id for note in maker.notes]
    pairs = st.tuples(st.sampled_from(ids), st.sampled_from(ids)) if ids else st.nothing()
    put = draw(st.lists(pairs, max_size=6, unique=True)) if ids else []
    bearings = tuple(
        Bearing(note, target, draw(st.sampled_from(list(EvidenceStance))))
        for note, target in put
        if note != target
    )
    nearby = tuple(draw(st.lists(pairs, max_size=2))) if ids else ()
    snapshot = replace(maker.snapshot(titles), bearings=bearings, nearby=nearby)
    return build(snapshot, journey_for(snapshot, None))


def _coded(maker: Maker, title: str, kind: Kind | None, notes: Sequence[NoteId]) -> Claim:
    return replace(
        maker.claim(title, kind, *notes),
        id=ClaimId(f"claim of {notes[0]}"),
        code=f"C{notes[0][5:]}",
    )


@settings(max_examples=60, deadline=None)
@given(maps(), st.integers(20, 220), st.booleans(), st.booleans())
def test_terminal_lines_fit_and_nothing_acts(
    m: JourneyMap, width: int, unicode: bool, colour: bool
) -> None:
    text = terminal.render(m, width=width, unicode=unicode, colour=colour)
    bare = re.sub(r"\x1b\[[0-9;]+m", "", text)
    assert all(cells(line) <= width for line in bare.split("\n"))
    assert visible(bare, keep_newlines=True) == bare
    assert unicode or bare.isascii()


@settings(max_examples=40, deadline=None)
@given(maps())
def test_html_is_well_formed_and_has_only_our_elements(m: JourneyMap) -> None:
    page = Page(html.render(m))
    assert not page.open
    assert not {"img", "iframe", "b><"} & set(page.tags)
    assert page.tags["script"] == page.tags["style"] == 1
    assert all(value[0] == "#" for _, name, value in page.attributes if name == "href")
    assert not any(name.startswith("on") for _, name, _ in page.attributes)


@settings(max_examples=60, deadline=None)
@given(maps())
def test_markdown_has_the_headings_that_the_map_has(m: JourneyMap) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown.render(m))
    heads = [token for token in tokens if token.type == "heading_open"]
    cards = sum(len(column.cards) + bool(column.loose) for column in m.stages)
    summary = m.summary
    parts = (
        summary.communication,
        summary.overlooked,
        summary.believed,
        (*m.moments, *m.candidates),
        m.gaps,
    )
    found = sum(bool(part) for part in parts)
    assert len(heads) == 2 + len(m.stages) + cards + found
    assert not any(token.type in ("html_block", "fence", "code_block") for token in tokens)
    inline = {child.type for token in tokens for child in token.children or ()}
    assert not inline & {"html_inline", "link_open", "image", "code_inline", "hardbreak"}


@settings(max_examples=60, deadline=None)
@given(maps(), st.lists(st.sampled_from(ORDER), unique=True))
def test_every_claim_of_a_row_that_is_shown_is_drawn_exactly_once(
    m: JourneyMap, rows: list[LaneKey | Row]
) -> None:
    lanes = [row for row in rows if isinstance(row, LaneKey)]
    for stage in m.stages:
        by_lane = opposed.in_lanes(stage, lanes)
        assert all(each.lane is lane for lane, found in by_lane.items() for each in found)
        by_stage = [each for found in by_lane.values() for each in found]
        by_card = [
            each
            for code, held in [
                *((card.code, card.lanes) for card in stage.cards),
                ("", stage.loose),
            ]
            for each in opposed.on_card(held, rows, code)
        ]
        for drawn in (by_stage, by_card):
            times = Counter(one.claim.id for each in drawn for one in each.together)
            assert times == Counter(claim.id for _, key, claim in stage.claims() if key in rows)
            for each in drawn:
                beside = {one.claim.id for one in each.against}
                beside |= {other.id for other in each.elsewhere}
                assert {other.id for other in each.claim.opposites} <= beside
        # Along a stage and on a card the same is drawn under the same.
        assert Counter(by_stage) == Counter(by_card)


@settings(max_examples=60, deadline=None)
@given(maps())
def test_json_loses_nothing(m: JourneyMap) -> None:
    assert map_json.read(map_json.render(m)) == m


@settings(max_examples=60, deadline=None)
@given(maps())
def test_csv_has_whole_rows_and_no_formula(m: JourneyMap) -> None:
    table = list(csv.reader(io.StringIO(map_csv.render(m), newline="")))
    assert {len(row) for row in table} == {len(map_csv.COLUMNS)}
    cells = [cell.strip() for row in table for cell in row]
    # "+0" and "+0.0" are numbers in a spreadsheet, and no formulas.
    formulas = [
        cell
        for cell in cells
        if cell[:1] in ("=", "+", "@") and not cell[1:].replace(".", "", 1).isdigit()
    ]
    assert not formulas
