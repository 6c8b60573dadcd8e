"""Whatever people type, every renderer keeps its form."""

from __future__ import annotations

import csv
import io
import re

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from data.records import Evidence, EvidenceStance, Kind, Source
from data.text import visible
from data.text import width as cells
from synthesis.map.build import build, journey_for
from synthesis.map.model import JourneyMap
from synthesis.render import csv as map_csv
from synthesis.render import json as map_json
from synthesis.render import markdown
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
        maker.card(
            draw(texts),
            where,
            maker.claim(draw(texts), kind, *said),
            evidence=(Evidence(said[0], stance),),
            owner=draw(texts),
        )
    snapshot = maker.snapshot(titles)
    return build(snapshot, journey_for(snapshot, None))


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
@given(maps())
def test_json_loses_nothing(m: JourneyMap) -> None:
    assert map_json.read(map_json.render(m)) == m


@settings(max_examples=60, deadline=None)
@given(maps())
def test_csv_has_whole_rows_and_no_formula(m: JourneyMap) -> None:
    table = list(csv.reader(io.StringIO(map_csv.render(m), newline="")))
    assert {len(row) for row in table} == {len(map_csv.COLUMNS)}
    cells = [cell.strip() for row in table for cell in row]
    # "+0" is a number in a spreadsheet, and no formula.
    formulas = [cell for cell in cells if cell[:1] in ("=", "+", "@") and not cell[1:].isdigit()]
    assert not formulas
