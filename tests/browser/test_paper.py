"""The map on paper in a real browser: sizes, pages, what fits, and that nothing asks."""

from __future__ import annotations

import html as entities
import json
import re
import shutil
import tempfile
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from capture.headless import Press
from capture.jobs import outputs
from data.records import Kind
from synthesis.map.build import OUTSIDE, build, journey_for
from synthesis.map.model import JourneyMap
from tests.browser.test_map_page import BROWSER, NAMES, PAYLOADS, browse, server
from tests.unit.mapmaking import Maker, housing
from tests.unit.synthesis.render.paper.test_page import crowded

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
            claims = [
                maker.claim(text, kind, maker.note(text, "P06", stage=stage, emotion=-1))
                for kind in kinds
            ]
            maker.card(text, stage, *claims[: n + 1])
    snapshot = maker.snapshot(names)
    return build(snapshot, journey_for(snapshot, None), showing=OUTSIDE)


def document(page: str, *flags: str) -> str:
    """Return the document of a page as its scripts left it."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(page, encoding="utf-8")
        return browse(source, Path(folder) / "profile", "--dump-dom", *flags).stdout


def measured(page: str, script: str) -> Any:
    """Return what ``script``, an expression, gives in a copy of the page without its policy."""
    bare, found = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    assert found == 1
    tail = f"<script>document.body.dataset.found=JSON.stringify({script})</script></body>"
    dom = document(bare.replace("</body>", tail), "--window-size=1700,1200")
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


@pytest.mark.parametrize("sheet", outputs.SHEETS)
def test_every_page_of_the_pdf_has_its_size_and_there_are_no_others(sheet: str) -> None:
    maps = [housing_map()]
    pages = outputs.leaves(maps, sheet)
    made = press().pdf(outputs.page_of(pages, maps, sheet))
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", made)
    assert len(boxes) == len(pages)
    for box in boxes:
        for claims, millimetres in zip(box, POINTS[sheet], strict=True):
            assert float(claims) * 25.4 / 72 == pytest.approx(millimetres, abs=0.6)


MAPS = {
    "usual": lambda: [housing_map()],
    "long words": lambda: [long_words()],
    "60 stages": lambda: [crowded(2, stages=60)],
    "200 cards": lambda: [crowded(1, stages=3, cards=200)],
}


@pytest.mark.parametrize("what", MAPS)
@pytest.mark.parametrize("sheet", outputs.SHEETS)
def test_nothing_is_cut_off_or_overlaps_and_all_can_be_read(sheet: str, what: str) -> None:
    maps: Sequence[JourneyMap] = MAPS[what]()
    page = outputs.page_of(outputs.leaves(maps, sheet), maps, sheet)
    trouble, least = measured(page, f"[{TROUBLE}, {SMALLEST}]")
    assert trouble == []
    assert least >= LEAST[sheet] - 0.05


def test_the_guards_would_see_what_is_cut_off() -> None:
    maps = [housing_map()]
    page = outputs.page_of(outputs.leaves(maps, "a3"), maps, "a3")
    broken = page.replace("</title>", "</title><style>.grid{font-size:15pt}</style>")
    assert measured(broken.replace("--f:", "--g:"), TROUBLE)


DRAWN = pytest.mark.skipif(
    shutil.which("pdftocairo") is None, reason="no pdftocairo (package poppler-utils) on the PATH"
)
SPACE = "{http://www.w3.org/2000/svg}"


def painted(content: str, folder: Path, kept: str = "") -> bytes:
    """Return the picture that a browser paints of an SVG at half the size of A3; see ``kept``.

    ``kept`` is what of its elements are painted; all where it is "".
    """
    if kept:
        content = content.replace("</svg>", f"<style>{kept}</style></svg>")
    drawing = folder / "drawing.svg"
    drawing.write_text(content, encoding="utf-8")
    page = f"<!doctype html><body style='margin:0'><img src='{drawing.as_uri()}' width=794>"
    return press().png(page, 794, 561, 1)


@DRAWN
def test_the_svg_is_the_sheet_with_its_letters_as_shapes(tmp_path: Path) -> None:
    (made,) = outputs.make([housing_map()], "a3", "svg", press, ignore)
    assert isinstance(made.content, str)
    root = ElementTree.fromstring(made.content)
    assert root.tag == f"{SPACE}svg"
    assert (root.get("width"), root.get("height")) == ("420mm", "297mm")
    names = Counter(one.tag for one in root.iter())
    assert not names[f"{SPACE}text"]
    assert names[f"{SPACE}use"] > 1000, "a letter each"
    # What marks a stage of which nothing was heard is drawn, and nothing has become a photograph.
    assert made.content.count("stroke:rgb(87.0") >= 10
    assert not names[f"{SPACE}image"]
    whole = painted(made.content, tmp_path)
    assert painted(made.content, tmp_path, "use{display:none}") != whole


@DRAWN
def test_of_several_pages_each_is_a_picture_of_its_own() -> None:
    maps = [housing_map()]
    pages = outputs.leaves(maps, "a4")
    steps: list[tuple[int, int]] = []
    made = outputs.make(maps, "a4", "svg", press, lambda *at: steps.append(at))
    assert [one.name for one in made] == [leaf.name for leaf in pages]
    assert len({one.content for one in made}) == len(pages) > 2
    assert steps[-1] == (len(pages), len(pages))
    for one in made:
        assert isinstance(one.content, str)
        root = ElementTree.fromstring(one.content)
        assert (root.get("width"), root.get("height")) == ("297mm", "210mm")


def test_a_picture_is_twice_as_fine_as_the_sheet() -> None:
    (made,) = outputs.make([housing_map()], "a3", "png", press, ignore)
    assert isinstance(made.content, bytes)
    size = [int.from_bytes(made.content[at : at + 4], "big") for at in (16, 20)]
    assert size == [1587 * 2, 1123 * 2]


@pytest.mark.parametrize("form", ["pdf", "png", pytest.param("svg", marks=DRAWN)])
def test_hostile_texts_neither_act_nor_ask(
    form: str,
    server: tuple[str, list[str]],
) -> None:
    base, asked = server
    maker = Maker()
    for payload in PAYLOADS:
        text = payload.format(base=base) if "{base}" in payload else payload
        note = maker.note(text, "P06", stage="Wait")
        maker.card(text, "Wait", maker.claim(text, None, note), owner=text)
    snapshot = maker.snapshot()
    maps = [build(snapshot, journey_for(snapshot, None), showing=OUTSIDE)]
    for sheet in ("a3", "cards"):
        for made in outputs.make(maps, sheet, form, press, ignore):
            assert made.content
            if form == "svg":
                assert isinstance(made.content, str)
                root = ElementTree.fromstring(made.content)
                tags = {one.tag.removeprefix(SPACE) for one in root.iter()}
                assert not tags & {"a", "script", "style", "foreignObject", "text", "image"}
                assert "http" not in re.sub(r'xmlns(:xlink)?="[^"]*"', "", made.content)
    assert asked == []


BROKEN = """[...document.querySelectorAll('.rail')].flatMap((rail) => {
  const text = document.createTreeWalker(rail, NodeFilter.SHOW_TEXT), found = [];
  while (text.nextNode()) for (const word of text.currentNode.data.matchAll(/\\S+/g)) {
    const range = document.createRange();
    range.setStart(text.currentNode, word.index);
    range.setEnd(text.currentNode, word.index + word[0].length);
    const right = rail.getBoundingClientRect().right + 0.5;
    if (range.getClientRects().length > 1 || range.getBoundingClientRect().right > right)
      found.push(word[0]);
  }
  return found;
})"""


@pytest.mark.parametrize("sheet", ["a3", "a4", "a0"])
@pytest.mark.parametrize("made", [housing_map, long_words])
def test_no_heading_of_a_row_is_broken_inside_a_word(
    sheet: str, made: Callable[[], JourneyMap]
) -> None:
    maps = [made()]
    page = outputs.page_of(outputs.leaves(maps, sheet), maps, sheet)
    assert "Touchpoints" in page
    assert measured(page, BROKEN) == []
