"""The map on paper in a real browser: sizes, pages, what fits, and that nothing asks."""

from __future__ import annotations

import html as entities
import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from typing import Any

import pytest

from capture.headless import Press
from capture.jobs import printing
from data.records import Kind
from synthesis.claims import OUTSIDE
from synthesis.journey import build, journey_for
from synthesis.mapmodel import JourneyMap
from tests.browser.test_map_page import BROWSER, NAMES, PAYLOADS, server
from tests.unit.mapmaking import Maker, housing
from tests.unit.test_paper import crowded

__all__ = ["server"]
pytestmark = pytest.mark.skipif(
    BROWSER is None, reason=f"no browser: none of {', '.join(NAMES)} is on the PATH"
)

POINTS = {"a3": (420, 297), "a4": (297, 210), "a0": (1189, 841), "cards": (210, 297)}
LEAST = {"a3": 7.0, "a4": 7.0, "a0": 17.0, "cards": 7.0}
"""The smallest type of each sheet, in points."""


def press() -> Press:
    assert BROWSER is not None
    return Press([BROWSER])


def ignore(done: int, total: int) -> None:
    """Watch no progress."""


def housing_map() -> JourneyMap:
    snapshot = housing()
    return build(snapshot, journey_for(snapshot, None), showing=OUTSIDE)


def long_words(stages: int = 7) -> JourneyMap:
    """Return a map whose texts are as long as texts get, in wide scripts too."""
    maker = Maker()
    names = [f"{n} Waiting for an answer from the department" for n in range(stages)]
    texts = (
        "They ring every second day because nobody ever tells them when the papers will be done "
        * 2,
        "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung " * 3,
        "窓口で長い時間待たされて結局その日は何も解決しなかったと言っていました" * 2,
        "WWWWWWWW MMMMMMMM @@@@@@@@ WWWWWWWW MMMMMMMM WWWWWWWW MMMMMMMM WWWWWWWW WWWW",
        "لا أحد يخبرهم متى ستكون الأوراق جاهزة ولهذا يتصلون كل يوم",
        "short",
    )
    for stage in names:
        for n, text in enumerate(texts):
            kinds = (Kind.PAIN, Kind.NEED, Kind.IDEA, Kind.ACTIVITY, None, Kind.QUESTION)
            points = [
                maker.point(text, kind, maker.note(text, "P06", stage=stage, emotion=-1))
                for kind in kinds
            ]
            maker.card(text, stage, *points[: n + 1])
    snapshot = maker.snapshot(names)
    return build(snapshot, journey_for(snapshot, None), showing=OUTSIDE)


def measured(page: str, script: str) -> Any:
    """Return what ``script``, an expression, gives in a copy of the page without its policy."""
    bare, found = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    assert found == 1
    tail = f"<script>document.body.dataset.found=JSON.stringify({script})</script></body>"
    dom = press().document(bare.replace("</body>", tail), 1700, 1200)
    match = re.search(r'data-found="([^"]*)"', dom)
    assert match, dom[-2000:]
    return json.loads(entities.unescape(match[1]))


TROUBLE = """(() => {
  const found = [];
  const name = (e) => (e.className.baseVal ?? e.className) + ': ' + e.textContent.slice(0, 40);
  const inside = (a, b) => a.left >= b.left - 1 && a.right <= b.right + 1
    && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
  for (const leaf of document.querySelectorAll('.leaf')) {
    const sheet = leaf.getBoundingClientRect();
    for (const e of leaf.querySelectorAll('*')) {
      if (e.closest('svg')) continue;
      const area = e.getBoundingClientRect();
      if (area.width && !inside(area, sheet)) found.push('off the sheet: ' + name(e));
    }
    const holders = '.cell,.head,.item,.inside,.badge,.about,.legend,.foot-line,.where,.back,'
      + '.grid,.plan,h1';
    for (const e of leaf.querySelectorAll(holders)) {
      if (e.classList.contains('moods')) continue;
      if (e.scrollHeight > e.clientHeight + 2 && getComputedStyle(e).display !== 'inline')
        found.push('too high: ' + name(e) + e.scrollHeight + '>' + e.clientHeight);
      if (e.scrollWidth > e.clientWidth + 2) found.push('too wide: ' + name(e));
    }
    for (const list of leaf.querySelectorAll('.cell,.sheet,.inside')) {
      const boxes = [...list.children].filter((e) => e.localName !== 'svg')
        .map((e) => [e, e.getBoundingClientRect()]);
      for (let n = 1; n < boxes.length; n++)
        if (boxes[n][1].top < boxes[n - 1][1].bottom - 1)
          found.push('overlap: ' + name(boxes[n][0]));
    }
    const grid = leaf.querySelector('.grid'), legend = leaf.querySelector('.legend');
    if (grid && legend) {
      const last = grid.lastElementChild.getBoundingClientRect();
      if (last.bottom > legend.getBoundingClientRect().top + 1) found.push('grid over legend');
    }
  }
  return found;
})()"""
SMALLEST = """(() => {
  let least = 99;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode;
    if (!node.data.trim() || /^(SCRIPT|STYLE)$/.test(node.parentElement.tagName)) continue;
    const svg = node.parentElement.closest('svg');
    const scale = svg ? node.parentElement.getScreenCTM().a : 1;
    least = Math.min(least, parseFloat(getComputedStyle(node.parentElement).fontSize) * scale);
  }
  return least * 0.75;
})()"""


@pytest.mark.parametrize("sheet", printing.SHEETS)
def test_every_page_of_the_pdf_has_its_size_and_there_are_no_others(sheet: str) -> None:
    maps = [housing_map()]
    pages = printing.leaves(maps, sheet)
    made = press().pdf(printing.page_of(pages, maps, sheet))
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", made)
    assert len(boxes) == len(pages)
    for box in boxes:
        for points, millimetres in zip(box, POINTS[sheet], strict=True):
            assert float(points) * 25.4 / 72 == pytest.approx(millimetres, abs=0.6)


MAPS = {
    "usual": lambda: [housing_map()],
    "long words": lambda: [long_words()],
    "60 stages": lambda: [crowded(2, stages=60)],
    "200 cards": lambda: [crowded(1, stages=3, cards=200)],
}


@pytest.mark.parametrize("what", MAPS)
@pytest.mark.parametrize("sheet", printing.SHEETS)
def test_nothing_is_cut_off_or_overlaps_and_all_can_be_read(sheet: str, what: str) -> None:
    maps: Sequence[JourneyMap] = MAPS[what]()
    page = printing.page_of(printing.leaves(maps, sheet), maps, sheet)
    trouble, least = measured(page, f"[{TROUBLE}, {SMALLEST}]")
    assert trouble == []
    assert least >= LEAST[sheet] - 0.05


def test_the_guards_would_see_what_is_cut_off() -> None:
    maps = [housing_map()]
    page = printing.page_of(printing.leaves(maps, "a3"), maps, "a3")
    broken = page.replace("</title>", "</title><style>.grid{font-size:15pt}</style>")
    assert measured(broken.replace("--f:", "--g:"), TROUBLE)


def test_the_svg_is_a_picture_with_the_texts_in_it() -> None:
    maps = [housing_map()]
    (made,) = printing.make(maps, "a3", "svg", press, ignore)
    assert isinstance(made.content, str)
    root = ElementTree.fromstring(made.content.split("?>", 1)[1])
    assert (root.get("width"), root.get("height")) == ("420mm", "297mm")
    space = "{http://www.w3.org/2000/svg}"
    texts = " ".join(one.text or "" for one in root.iter(f"{space}text"))
    for word in ("You say", maps[0].badge.text, "contradicted", "T01"):
        assert word in texts
    for stage in maps[0].stages:
        assert stage.title in texts
    assert sum(1 for _ in root.iter(f"{space}rect")) > 30
    # A browser draws it as large as the sheet, and draws its texts.
    style = "<!doctype html><style>body{margin:0}svg{display:block}</style>"
    frame = f"{style}<body>{made.content.split('?>', 1)[1]}</body>"
    area = "document.querySelector('svg').getBoundingClientRect().width"
    tail = f"<script>document.body.dataset.found={area}</script></body>"
    dom = press().document(frame.replace("</body>", tail), 1588, 1123)
    assert 'data-found="1587.' in dom
    without = frame.replace("<text", "<desc").replace("</text", "</desc")
    assert press().png(frame, 400, 300, 1) != press().png(without, 400, 300, 1)


def test_a_picture_is_twice_as_fine_as_the_sheet() -> None:
    (made,) = printing.make([housing_map()], "a3", "png", press, ignore)
    assert isinstance(made.content, bytes)
    size = [int.from_bytes(made.content[at : at + 4], "big") for at in (16, 20)]
    assert size == [1587 * 2, 1123 * 2]


@pytest.mark.parametrize("form", printing.BY_BROWSER)
def test_hostile_texts_neither_act_nor_ask(
    form: str,
    server: tuple[str, list[str]],
) -> None:
    base, asked = server
    maker = Maker()
    for payload in PAYLOADS:
        text = payload.format(base=base) if "{base}" in payload else payload
        note = maker.note(text, "P06", stage="Wait")
        maker.card(text, "Wait", maker.point(text, None, note), owner=text)
    snapshot = maker.snapshot()
    maps = [build(snapshot, journey_for(snapshot, None), showing=OUTSIDE)]
    for sheet in ("a3", "cards"):
        for made in printing.make(maps, sheet, form, press, ignore):
            assert made.content
            if form == "svg":
                assert isinstance(made.content, str)
                root = ElementTree.fromstring(made.content.split("?>", 1)[1])
                tags = {one.tag.rpartition("}")[2] for one in root.iter()}
                assert tags <= {
                    "svg", "title", "defs", "pattern", "path", "rect", "line", "circle", "text",
                }  # fmt: skip
    assert asked == []
