"""Using the page: filtering, opening evidence, the keyboard, what stays over a reload."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from data.records import EvidenceStance
from synthesis.map.build import build, journey_for
from synthesis.render.html.page import render
from tests.browser.driving import chromium, shown
from tests.browser.test_map_page import BROWSER
from tests.unit.mapmaking import coded, housing, put
from tests.unit.synthesis.render.html.test_page import FINE, FORM, PAPERS, counter

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no browser on the PATH")


CHASE = "“they chase us every 3 days”"


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
    """Return the claims that can be seen and fit the filter."""
    found = page.locator(".p:visible:not(.beyond) summary>span").all_text_contents()
    return sorted(found)


def count(page: Page) -> str:
    return page.locator("#count").text_content() or ""


def test_a_filter_leaves_what_fits_and_says_how_many(browser: Browser, file: Path) -> None:
    with shown(browser, file) as page:
        whole = titles(page)
        assert count(page) == f"{len(whole)} claims · 7 touchpoints"
        choose(page, "standing", "contradicted")
        assert titles(page) == [CHASE]
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
        assert CHASE in calls
        assert "“the lady at desk 3 is lovely”" not in calls
        # A note that a customer says stands beside one of the call centre's: no voice is both.
        choose(page, "source", "customers")
        assert titles(page) == []
        assert count(page).startswith("0 of")
        choose(page, "team", "Calls")
        assert "“you sit in the dark for nine weeks”" in titles(page)


def test_of_a_persona_stays_what_counts_for_everybody(browser: Browser, file: Path) -> None:
    with shown(browser, file) as page:
        choose(page, "persona", "Landlord")
        found = titles(page)
        assert "“landlords never call”" in found
        assert CHASE not in found
        assert (
            "“first payment is late, they panic” + 1 like it" in found
        )  # about nobody in particular


def test_what_does_not_fit_is_dimmed_among_the_notes_of_a_claim(
    browser: Browser, file: Path
) -> None:
    with shown(browser, file) as page:
        choose(page, "source", "customers")
        page.locator(".p", has_text="they chase us every 3 days").locator("summary").click()
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
        # What speaks against a card as a whole has no standing.
        assert count(page).startswith(f"{total + 1} claims")


def test_a_text_is_found_in_titles_and_notes_and_escape_shows_all(
    browser: Browser, file: Path
) -> None:
    with shown(browser, file) as page:
        whole = titles(page)
        page.keyboard.press("/")
        page.keyboard.type("papers 2x")
        assert titles(page) == ["“form asks for same papers twice” + 2 like it"]
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
        claim = page.locator(".p", has_text="phone rings: did you get my papers?").locator(
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
        for text in ("Pain points", "you sit in the dark", "I never call", "accepted", "staff"):
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
        page.locator(".p summary", has_text="nine weeks").click()
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


@pytest.fixture
def disputed(tmp_path: Path) -> Path:
    """Return the page of a belief with a customer's remark against it, on one card."""
    snapshot = put(coded(counter().snapshot()), FINE, FORM, EvidenceStance.AGAINST)
    page = tmp_path / "map.html"
    page.write_text(render(build(snapshot, journey_for(snapshot, None))), encoding="utf-8")
    return page


def test_a_filter_leaves_beside_a_claim_what_stands_against_it(
    browser: Browser, disputed: Path
) -> None:
    with shown(browser, disputed) as page:
        assert count(page) == "3 claims · 1 touchpoint"
        choose(page, "standing", "doubted")
        assert count(page) == "1 of 3 claims · 1 of 1 touchpoint"
        assert titles(page) == [f"C01 “{FORM}”"]
        expect(page.locator("#C02")).to_be_visible()
        expect(page.locator("#C02")).to_have_class(re.compile("beyond"))
        expect(page.locator("#C03")).to_be_hidden()
        choose(page, "standing", "doubted")
        choose(page, "standing", "assumed")
        assert titles(page) == [f"C03 “{PAPERS}”"]
        expect(page.locator(".pair")).to_be_hidden()
        choose(page, "standing", "assumed")
        # Whoever was put against a claim speaks on it.
        choose(page, "source", "customers")
        assert titles(page) == [f"C01 “{FORM}”", f"C02 “{FINE}” + 1 like it"]
        number = page.locator(".facet[data-facet=source] label", has_text="customers")
        expect(number.locator("small")).to_have_text("2")


def test_either_side_of_a_dispute_opens_with_the_other(browser: Browser, disputed: Path) -> None:
    with shown(browser, disputed) as page:
        panel = page.locator("#panel")
        page.locator("#C02>summary").click()
        expect(panel.locator(".where").first).to_have_text("2 Apply · What goes well")
        expect(panel.get_by_role("heading")).to_have_text(
            [f"C02 “{FINE}” + 1 like it", f"C01 “{FORM}”"]
        )
        expect(panel.locator(".versus")).to_have_text("⇄ against it")
        expect(panel.locator(".about-claim").nth(1)).to_contain_text("1 customer says otherwise")
        expect(panel.locator(".about-claim").nth(1)).to_contain_text("Put for or against it")
        page.locator("#T01>summary").click()
        expect(panel.locator("h4")).to_have_count(3)
        expect(panel.locator(".versus")).to_have_count(1)


def test_the_address_of_a_claims_code_opens_it(browser: Browser, disputed: Path) -> None:
    with shown(browser, disputed, at="#C03") as page:
        expect(page.locator("#panel")).to_contain_text(PAPERS)


def test_of_what_stands_against_it_elsewhere_the_code_leads_there(
    browser: Browser, tmp_path: Path
) -> None:
    snapshot = coded(counter(apart=True).snapshot())
    snapshot = put(snapshot, FINE, FORM, EvidenceStance.AGAINST)
    file = tmp_path / "map.html"
    file.write_text(render(build(snapshot, journey_for(snapshot, None))), encoding="utf-8")
    with shown(browser, file) as page:
        page.locator("#C01>summary").click()
        page.locator("#panel .other a", has_text="C03").click()
        expect(page.locator("#panel h2")).to_have_text(f"C03 “{FINE}” + 1 like it")
