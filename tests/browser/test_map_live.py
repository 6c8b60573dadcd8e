"""A page that was opened from the app follows its file, and nobody who looks at it is disturbed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from capture.jobs import live
from data.records import Snapshot
from synthesis.map.build import build, journey_for
from synthesis.map.model import JourneyMap
from synthesis.render.html.page import render
from tests.browser.driving import chromium, shown
from tests.browser.test_map_page import BROWSER
from tests.browser.test_map_use import choose, titles
from tests.unit.mapmaking import housing

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no browser on the PATH")
SOON = 3000
"""Milliseconds within which a change must be seen; the page looks every second."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def the_map(snapshot: Snapshot) -> JourneyMap:
    return build(snapshot, journey_for(snapshot, None))


def edited() -> JourneyMap:
    """Return the map after a card was renamed; what stands before it is longer now."""
    snapshot = housing()
    cards = [
        replace(card, title="Hunting for the right office") if card.code == "T01" else card
        for card in snapshot.touchpoints
    ]
    return the_map(replace(snapshot, touchpoints=tuple(cards)))


@pytest.fixture
def following(tmp_path: Path) -> Iterator[live.Page]:
    page = live.begin(the_map(housing()), tmp_path / "benefit é #1.sayso")
    yield page
    live.end(page)


def state(page: Page) -> list[float]:
    """Return where a card of the middle stands in the window."""
    box = page.locator("#T03").bounding_box()
    assert box
    return [round(box["x"]), round(box["y"])]


def test_an_edit_shows_by_itself_and_nothing_else_moves(
    browser: Browser, following: live.Page
) -> None:
    with shown(browser, following.path, size=(900, 500)) as page:
        expect(page.locator("#live")).to_have_text("live")
        choose(page, "standing", "contradicted")
        choose(page, "standing", "supported")
        choose(page, "standing", "assumed")
        page.locator(".p summary", has_text="they chase us every 3 days").click()
        page.evaluate("scrollTo(160, 420)")
        before, filtered, notes = state(page), titles(page), page.locator("#panel li").count()
        assert live.rewrite(edited(), following)
        expect(page.locator("#T01 h4")).to_contain_text("Hunting", timeout=SOON)
        expect(page.locator("#T01")).to_have_class(re.compile("fresh"))
        expect(page.locator("#T03")).not_to_have_class(re.compile("fresh"))
        assert state(page) == before
        assert titles(page) == filtered
        assert page.locator("#panel li").count() == notes
        expect(page.locator("#panel")).to_contain_text("I never call")


def test_what_is_being_typed_stays(browser: Browser, following: live.Page) -> None:
    with shown(browser, following.path) as page:
        page.locator("#find").press_sequentially("pap")
        assert live.rewrite(edited(), following)
        expect(page.locator("#T01 h4")).to_contain_text("Hunting", timeout=SOON)
        expect(page.locator("#find")).to_be_focused()
        page.keyboard.type("ers")
        expect(page.locator("#find")).to_have_value("papers")


def test_it_says_when_nobody_writes_it_any_more(browser: Browser, following: live.Page) -> None:
    with shown(browser, following.path) as page:
        assert live.rewrite(edited(), following)
        expect(page.locator("#live")).to_have_text("live", timeout=SOON)
        live.end(following)
        assert not following.path.exists()
        told = "not followed any more: sayso was closed, and its file is gone"
        expect(page.locator("#live")).to_have_text(told, timeout=4 * SOON)


@pytest.mark.parametrize("live", [False, True])
def test_only_a_page_of_the_app_looks_at_its_file(
    browser: Browser, tmp_path: Path, live: bool
) -> None:
    file = tmp_path / "map.html"
    file.write_text(render(the_map(housing()), live=live), encoding="utf-8")
    with shown(browser, file) as page:
        page.clock.install()
        page.reload()
        frames: list[str] = []
        page.on("frameattached", lambda frame: frames.append(frame.url))
        page.clock.run_for(10_000)
        expect(page.locator("#live")).to_have_count(int(live))
        assert bool(frames) is live
