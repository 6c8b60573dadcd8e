"""The page as axe-core sees it: contrast, names, landmarks, headings; light, dark, on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from synthesis.map.build import build, journey_for
from synthesis.render.html.page import render
from tests import ROOT
from tests.browser.driving import chromium, shown
from tests.browser.test_map_page import BROWSER
from tests.browser.test_map_use import choose
from tests.unit.mapmaking import housing

AXE = ROOT / ".venv" / "npm" / "node_modules/axe-core/axe.min.js"
pytestmark = [
    pytest.mark.skipif(BROWSER is None, reason="no browser on the PATH"),
    pytest.mark.skipif(
        not AXE.exists(), reason="axe-core is not installed (make axe installs it, with npm)"
    ),
]
LOOK = """() => axe.run(document, {resultTypes: ['violations', 'incomplete']}).then(found => ({
  passes: found.passes.length,
  bad: found.violations.flatMap(rule => rule.nodes.map(node =>
    [rule.id, node.target.join(' '), node.failureSummary])),
}))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    snapshot = housing(hostile=True)
    page = tmp_path / "map.html"
    page.write_text(render(build(snapshot, journey_for(snapshot, None)), live=False), "utf-8")
    return page


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_nobody_is_shut_out(
    browser: Browser, file: Path, dark: bool, size: tuple[int, int]
) -> None:
    with shown(browser, file, size=size, dark=dark, before=AXE) as page:
        found = page.evaluate(LOOK)
        assert found["passes"] > 20
        assert found["bad"] == []
        # Everything unfolded, a filter set, and evidence beside it.
        page.evaluate("for (const fold of document.querySelectorAll('.list,.more')) fold.open = 1")
        page.locator("#T03 summary").click()
        choose(page, "source", "staff")
        page.locator(".facet[data-facet=standing] summary").click()
        assert page.evaluate(LOOK)["bad"] == []


def test_axe_would_see_a_fault(browser: Browser, file: Path) -> None:
    with shown(browser, file, before=AXE) as page:
        page.evaluate("document.querySelector('h1').style.color = '#ddd'")
        assert [bad[0] for bad in page.evaluate(LOOK)["bad"]] == ["color-contrast"]
