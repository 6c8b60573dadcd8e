"""Using the page: filtering, opening evidence, the keyboard, what stays over a reload."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from synthesis.map.build import build, journey_for
from synthesis.render.html.page import render
from tests.browser.driving import chromium, shown
from tests.browser.test_map_page import BROWSER
from tests.unit.mapmaking import housing

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no browser on the PATH")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    snapshot = housing()
    page = tmp_path / "benefit map é.html"
    page.write_text(render(build(snapshot, journey_for(snapshot, None))), encoding="utf-8")
    return page


def choose(page: Page, facet: str, value: str) -> None:
    """Tick or untick a value of a facet."""
    group = page.locator(f".facet[data-facet={facet}]")
    if group.get_attribute("open") is None:
        group.locator("summary").click()
    group.locator("label", has_text=value).click()
    page.keyboard.press("Escape")


def titles(page: Page) -> list[str]:
    """Return the claims that can be seen."""
    found = page.locator(".p:visible summary>span").all_text_contents()
    return sorted(found)


def count(page: Page) -> str:
    return page.locator("#count").text_content() or ""


def test_a_filter_leaves_what_fits_and_says_how_many(browser: Browser, file: Path) -> None:
    with shown(browser, file) as page:
        whole = titles(page)
        assert count(page) == f"{len(whole)} claims · 7 touchpoints"
        choose(page, "standing", "contradicted")
        assert titles(page) == ["They chase us every three days"]
        assert count(page) == f"1 of {len(whole)} claims · 1 of 7 touchpoints"
        expect(page.locator(".card:visible h4")).to_contain_text("Chasing the case by phone")
        choose(page, "standing", "supported")
        assert len(titles(page)) > 1
        page.get_by_role("button", name="Show all").click()
        assert titles(page) == whole


def test_facets_combine_and_a_team_and_a_source_are_of_one_speaker(
    browser: Browser, file: Path
) -> None:
    with shown(browser, file) as page:
        choose(page, "team", "Calls")
        calls = titles(page)
        assert "They chase us every three days" in calls
        assert "The lady at desk 3 is lovely" not in calls
        # A note that a customer says stands beside one of the call centre's: no voice is both.
        choose(page, "source", "customers")
        assert titles(page) == []
        assert count(page).startswith("0 of")
        choose(page, "team", "Calls")
        assert "Nine weeks in the dark" in titles(page)


def test_of_a_persona_stays_what_counts_for_everybody(browser: Browser, file: Path) -> None:
    with shown(browser, file) as page:
        choose(page, "persona", "Landlord")
        found = titles(page)
        assert "Landlords never call" in found
        assert "They chase us every three days" not in found
        assert "The first payment comes late" in found  # about nobody in particular


def test_what_does_not_fit_is_dimmed_among_the_notes_of_a_claim(
    browser: Browser, file: Path
) -> None:
    with shown(browser, file) as page:
        choose(page, "source", "customers")
        page.locator(".p", has_text="They chase us every three days").locator("summary").click()
        notes = page.locator("#panel li")
        expect(notes).to_have_count(2)
        expect(page.locator("#panel li.off")).to_have_text(re.compile("they chase us every 3 days"))


def test_numbers_beside_the_values_are_what_each_would_leave(browser: Browser, file: Path) -> None:
    with shown(browser, file) as page:
        boxes = page.locator(".facet[data-facet=standing] label")
        total = 0
        for at in range(boxes.count()):
            name, number = (boxes.nth(at).text_content() or "").rsplit(" ", 1)
            choose(page, "standing", name.strip())
            assert count(page).startswith(f"{number} of ")
            choose(page, "standing", name.strip())
            total += int(number)
        assert count(page).startswith(f"{total} claims")


def test_a_text_is_found_in_titles_and_notes_and_escape_shows_all(
    browser: Browser, file: Path
) -> None:
    with shown(browser, file) as page:
        whole = titles(page)
        page.keyboard.press("/")
        page.keyboard.type("papers 2x")
        assert titles(page) == ["The form asks for the same papers twice"]
        page.keyboard.press("Escape")
        assert titles(page) == whole


def test_the_filter_works_with_the_keyboard_alone(browser: Browser, file: Path) -> None:
    with shown(browser, file) as page:
        page.locator(".facet[data-facet=standing] summary").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        assert count(page).startswith("1 of")
        page.keyboard.press("Escape")
        assert page.locator(".facet[data-facet=standing]").get_attribute("open") is None
        focused = page.locator(":focus")
        expect(focused).to_have_text(re.compile("Standing"))


def test_the_filter_stands_in_the_address_and_stays_over_a_reload(
    browser: Browser, file: Path
) -> None:
    with shown(browser, file) as page:
        choose(page, "team", "Back office")
        page.locator("#find").fill("form")
        found = titles(page)
        assert page.url.endswith("#team=Back+office&find=form")
        page.reload()
        assert titles(page) == found
        assert page.locator("#find").input_value() == "form"
    with shown(browser, file, at="#team=Back+office&find=form") as page:
        assert titles(page) == found


def test_a_filtered_map_says_so_on_paper(browser: Browser, file: Path) -> None:
    with shown(browser, file) as page:
        page.emulate_media(media="print")
        expect(page.locator("#only")).to_be_hidden()
        page.emulate_media(media="screen")
        choose(page, "team", "Calls")
        page.emulate_media(media="print")
        expect(page.locator("#only")).to_have_text(
            re.compile(r"^Filtered: team Calls\. \d+ of \d+ claims · \d of 7 touchpoints shown")
        )
        expect(page.locator("#filters")).to_be_hidden()


def test_a_click_opens_a_claims_notes_and_a_cards_claims(browser: Browser, file: Path) -> None:
    with shown(browser, file) as page:
        panel = page.locator("#panel")
        claim = page.locator(".p", has_text="Phone rings: did you get my papers?").locator(
            "summary"
        )
        claim.click()
        expect(panel).to_contain_text("“phone rings: did you get my papers?”")
        expect(panel).to_contain_text("P02 frontline, Calls; P01 frontline, Front desk agrees")
        page.keyboard.press("Escape")
        expect(panel).to_be_hidden()
        expect(claim).to_be_focused()
        page.keyboard.press("Enter")
        expect(panel).to_be_visible()
        page.locator(".card", has_text="Chasing the case").locator("summary").click()
        for text in ("Pain points", "Nine weeks in the dark", "I never call", "accepted", "staff"):
            expect(panel).to_contain_text(text)
        page.get_by_role("button", name="Close").click()
        expect(panel).to_be_hidden()


def test_a_code_below_the_map_leads_to_its_card(browser: Browser, file: Path) -> None:
    with shown(browser, file) as page:
        page.locator("#findings a.code", has_text="T03").first.click()
        expect(page.locator("#panel")).to_contain_text("Chasing the case by phone")
        expect(page.locator("#T03")).to_be_in_viewport()


def test_without_a_script_everything_unfolds_and_no_filter_is_offered(
    browser: Browser, file: Path
) -> None:
    with shown(browser, file, script=False) as page:
        expect(page.locator("#filters")).to_be_hidden()
        page.locator(".p summary", has_text="Nine weeks").click()
        expect(page.locator(".p[open] li")).to_contain_text("you sit in the dark")
        page.locator("#T03 summary").click()
        expect(page.locator("#T03")).to_contain_text("accepted")


def test_the_table_is_reached_by_the_first_links(browser: Browser, file: Path) -> None:
    with shown(browser, file) as page:
        for _ in range(3):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        table = page.locator("#table table")
        expect(table).to_be_visible()
        expect(table.get_by_role("row")).to_have_count(1 + 7 + 1)  # a head, cards, an empty stage
