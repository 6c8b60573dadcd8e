"""The page of the sample project: on screens of every size, dark, filtered, and on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from capture.jobs import maps
from data.store import Project
from synthesis.map.build import build, journey_for
from synthesis.render.html.page import render
from tests.browser.driving import chromium, shown
from tests.browser.test_map_page import BOXES, BROWSER
from tests.browser.test_map_use import choose, count
from tests.pictures import make_sample
from tests.unit.crowd import crowd
from tests.unit.mapmaking import housing

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no browser on the PATH")
LABELS = """() => [...document.querySelectorAll('.curves svg text')].map(e => {
  const box = e.getBoundingClientRect();
  return [box.left, box.top, box.right, box.bottom, e.textContent]; })
  .filter(box => box[2] > box[0])"""
SPILLED = """() => [...document.querySelectorAll('body *')].filter(e => {
  const box = e.getBoundingClientRect();
  return box.width > 1 && box.right > document.documentElement.clientWidth + 1; })
  .map(e => e.tagName + '.' + e.className)"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    page = folder / "map.html"
    with Project.open(make_sample(folder), read_only=True) as project:
        page.write_text(render(maps.build_map(project, "")), encoding="utf-8")
    return page


def apart(boxes: list[list[Any]], give: float = 0.0) -> None:
    """Fail where two boxes overlap by more than ``give`` pixels."""
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            assert (
                other[0] >= one[2] - give
                or other[2] <= one[0] + give
                or other[1] >= one[3] - give
                or other[3] <= one[1] + give
            ), (one, other)


def fits(page: Page) -> None:
    found = page.evaluate(BOXES)
    assert found["cut"] == []
    assert found["cards"]
    apart(found["cards"])
    apart(page.evaluate(LABELS), give=4)


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 900), (900, 900), (390, 844)])
@pytest.mark.parametrize("dark", [False, True])
def test_nothing_overlaps_or_is_cut_off(
    browser: Browser, file: Path, size: tuple[int, int], dark: bool
) -> None:
    with shown(browser, file, size=size, dark=dark) as page:
        fits(page)
        if size[0] in (390, 1920):
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        page.locator("#T04 summary").click()
        choose(page, "standing", "supported")
        fits(page)
        assert re.match(r"\d+ of \d+ claims", count(page))


def crowded(browser: Browser, folder: Path, stages: int, cards: int) -> Iterator[Page]:
    snapshot, _ = crowd(notes=cards, cards=cards, stages=stages)
    file = folder / "map.html"
    file.write_text(render(build(snapshot, journey_for(snapshot, None))), encoding="utf-8")
    with shown(browser, file, size=(1440, 900)) as page:
        yield page


def test_sixty_stages_stand_side_by_side(browser: Browser, tmp_path: Path) -> None:
    for page in crowded(browser, tmp_path, stages=60, cards=60):
        fits(page)
        heads = page.evaluate(BOXES)["heads"]
        assert len(heads) == 60
        apart(heads)


def test_eight_stages_fit_side_by_side_at_1280(browser: Browser, tmp_path: Path) -> None:
    snapshot, _ = crowd(notes=40, cards=8, stages=8)
    file = tmp_path / "map.html"
    file.write_text(render(build(snapshot, journey_for(snapshot, None))), encoding="utf-8")
    with shown(browser, file, size=(1280, 900)) as page:
        assert len(page.evaluate(BOXES)["heads"]) == 8
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280
        expect(page.locator("#onward")).to_be_hidden()
        # Evidence takes the right part of the page, and says what it hides.
        page.locator(".card:visible summary").first.click()
        expect(page.locator("#onward")).to_contain_text("stages")


def test_that_the_stages_go_on_to_the_right_is_said_and_leads_there(
    browser: Browser, tmp_path: Path
) -> None:
    snapshot, _ = crowd(notes=40, cards=12, stages=12)
    file = tmp_path / "map.html"
    file.write_text(render(build(snapshot, journey_for(snapshot, None))), encoding="utf-8")
    with shown(browser, file, size=(1280, 900)) as page:
        onward = page.locator("#onward")
        assert (onward.text_content() or "").startswith("+ ")
        last = page.locator(".stage>header").last
        expect(last).not_to_be_in_viewport(ratio=0.5)
        while onward.is_visible():
            before = page.evaluate("scrollX")
            onward.click()
            page.wait_for_function("before => scrollX > before", arg=before)
        expect(last).to_be_in_viewport(ratio=0.5)
    # Where stages stand below each other nothing is hidden.
    with shown(browser, file, size=(500, 900)) as page:
        expect(page.locator("#onward")).to_be_hidden()


@pytest.mark.parametrize("wide", [900, 1100, 1280])
def test_the_heading_of_the_page_breaks_no_word(browser: Browser, file: Path, wide: int) -> None:
    with shown(browser, file, size=(wide, 900)) as page:
        assert page.evaluate("document.querySelector('h1').getBoundingClientRect().height") < 100


def test_two_hundred_touchpoints_at_one_stage_fold(browser: Browser, tmp_path: Path) -> None:
    for page in crowded(browser, tmp_path, stages=1, cards=200):
        fits(page)
        assert page.locator(".card:visible").count() == 12
        page.locator("#more-1-cards>summary").click()
        assert page.locator(".card:visible").count() == 200
        fits(page)


@pytest.mark.parametrize(("paper", "wide", "high"), [("A3", 1191, 842), ("A4", 842, 595)])
def test_it_prints(browser: Browser, file: Path, paper: str, wide: int, high: int) -> None:
    with shown(browser, file) as page:
        pdf = page.pdf(format=paper, landscape=True, print_background=True)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert 2 <= len(boxes) <= 9
    for box in boxes:
        assert [float(side) for side in box] == pytest.approx([wide, high], abs=2)


def test_on_paper_nothing_is_cut_off(browser: Browser, file: Path) -> None:
    # A3 landscape within its margins, in CSS pixels.
    with shown(browser, file, size=(1519, 1055)) as page:
        page.emulate_media(media="print")
        fits(page)
        assert page.evaluate(SPILLED) == []


def test_a_hostile_title_takes_no_more_than_its_room(browser: Browser, tmp_path: Path) -> None:
    snapshot = housing(hostile=True)
    file = tmp_path / "map.html"
    file.write_text(render(build(snapshot, journey_for(snapshot, None))), encoding="utf-8")
    with shown(browser, file) as page:
        found = page.evaluate(BOXES)
        apart(found["cards"])
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280
        box = page.locator("#T05").bounding_box()
        assert box
        assert box["height"] < 420
        page.locator("#T05 summary").click()
        assert "</details>" in (page.locator("#panel h2").text_content() or "")
