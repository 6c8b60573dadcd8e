"""The map as one HTML file, read by a parser that is not ours."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from data.records import Consent, Evidence, EvidenceStance, Kind
from data.text import visible
from synthesis.board.standing import Standing
from synthesis.map.build import OUTSIDE, Showing, build, journey_for
from synthesis.render.curve import curves
from synthesis.render.html.facets import slug
from synthesis.render.html.page import render
from synthesis.render.words import GLYPHS
from tests.unit.crowd import crowd
from tests.unit.mapmaking import HOSTILE, Maker, coded, housing, put

VOID = {"meta", "line", "circle", "path", "rect", "link", "img", "br", "hr", "input"}


class Page(HTMLParser):
    """Collects elements, attributes and text; the tree must close what it opens."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.attributes: set[tuple[str, str, str]] = set()
        self.ids: Counter[str] = Counter()
        self.text: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        for name, value in attrs:
            self.attributes.add((tag, name, value or ""))
            if name == "id":
                self.ids[value or ""] += 1
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open, tag
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "script"):
            self.text.append(data)


def page(*, hostile: bool = False, customers: bool = True) -> str:
    snapshot = housing(hostile=hostile, customers=customers)
    return render(build(snapshot, journey_for(snapshot, None)))


def test_every_stage_card_claim_and_note_is_in_it() -> None:
    read = Page(page())
    assert not read.open
    text = re.sub(r"\s+", " ", " ".join(read.text))
    snapshot = housing()
    m = build(snapshot, journey_for(snapshot, None))
    assert m.badge.text in text
    for column in m.stages:
        assert f"{column.number or '?'} {column.title}" in text
        for lane in [lane for c in column.cards for lane in c.lanes] + list(column.loose):
            assert lane.key.heading in text
            for claim in lane.claims:
                assert claim.title in text
                assert all(note.text in text for note in claim.notes)
    assert "Nothing heard here yet." in text
    assert "who owns the old page?" in text
    assert "2 customers or more against, and more against than for" in text
    assert "P06 customer" in text
    assert "P06, +P07; 2 Mar, mood -2" in text


def test_it_needs_nothing_and_may_do_nothing_but_what_its_own_script_does() -> None:
    text = page()
    read = Page(text)
    assert not {"link", "img", "iframe", "object", "form", "base"} & set(read.tags)
    names = {name for _, name, _ in read.attributes}
    assert not {"src", "style", "srcset", "action", "http"} & names
    assert not any(name.startswith("on") for name in names)
    links = {value for _, name, value in read.attributes if name == "href"}
    assert all(re.fullmatch(r"#[\w-]+", link) for link in links)
    assert {link[1:] for link in links} <= set(read.ids)
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style
    assert "url(" not in style[1]
    assert "@import" not in style[1]
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    assert len(scripts) == text.count("<script") == 1
    assert not re.search(r"\b(eval|fetch|XMLHttpRequest|innerHTML|import)\b", scripts[0])
    assert policy_of(read) == (
        f"default-src 'none'; style-src 'sha256-{digest(style[1])}'; "
        f"script-src 'sha256-{digest(scripts[0])}'; base-uri 'none'; form-action 'none'"
    )


def policy_of(read: Page) -> str:
    return next(v for t, n, v in read.attributes if n == "content" and "default-src" in v)


def digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_only_a_page_that_is_to_follow_its_file_may_look_at_it() -> None:
    snapshot = housing()
    journey = build(snapshot, journey_for(snapshot, None))
    still, live = Page(render(journey)), Page(render(journey, live=True))
    assert ("html", "data-live", "") in live.attributes
    assert ("html", "data-live", "") not in still.attributes
    assert "frame-src 'self'" in policy_of(live)
    assert "frame" not in policy_of(still)


def test_the_stamp_is_the_pages_own_and_changes_with_it() -> None:
    def stamp(text: str) -> str:
        found = re.search(r'name="sayso-stamp" content="([0-9a-f]{16})"', text)
        assert found
        return found[1]

    assert stamp(page()) == stamp(page())
    assert stamp(page()) != stamp(page(customers=False))


def test_hostile_text_adds_no_element_and_no_attribute() -> None:
    plain, hostile = Page(page()), Page(page(hostile=True))
    assert set(hostile.tags) == set(plain.tags)
    names = {(tag, name) for tag, name, _ in hostile.attributes}
    assert names == {(tag, name) for tag, name, _ in plain.attributes}
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", page(hostile=True))
    text = "".join(hostile.text)
    assert visible(HOSTILE, keep_newlines=True) in text


@pytest.mark.parametrize("customers", [True, False])
def test_moods_are_drawn_apart_each_with_its_n_and_gaps(customers: bool) -> None:
    text = page(customers=customers)
    groups = dict(re.findall(r'<g class="curve (\w+)">\n(.*?)</g>', text, re.DOTALL))
    ways = dict(re.findall(r'<svg class="curve (\w+)".*?preserve[^>]*>(.*?)</svg>', text))
    assert ("customers" in groups) is customers
    # Staff spoke at stages 1 to 4 and 6: one stretch of four, and none across the gap at 5.
    assert ways["staff"].count('class="way"') == 1
    assert ways["staff"].count("C") == 3
    assert len(re.findall(r'class="n">n\d', groups["staff"])) == 5
    if customers:
        assert groups["customers"].count("<circle") == 2
        assert "customers" not in ways


def test_given_grades_are_drawn_and_say_by_whom() -> None:
    text = page()
    titles = re.findall(r'<svg class="grade"[^>]*><title>(.*?)</title>', text)
    assert titles == [
        "T02 Filling in the paper form: -1, given by staff",
        "T03 Chasing the case by phone: -2, given by staff",
    ]


def test_the_worst_and_the_best_stage_have_a_word_of_somebodys() -> None:
    text = re.sub(r"\s+", " ", " ".join(Page(page()).text))
    assert "worst -1.0, customers “you sit in the dark for nine weeks” P06" in text.replace(
        " ” ", "” "
    )
    assert "least bad 0.0, customers mine was on time P08" in text


def test_nobodys_name_is_in_it() -> None:
    assert "Name of" not in page()


def test_ids_are_used_once_and_labels_claim_at_them() -> None:
    read = Page(page())
    assert set(read.ids.values()) == {1}
    labels = [v for _, name, v in read.attributes if name == "aria-labelledby"]
    assert {part for label in labels for part in label.split()} <= set(read.ids)


def test_a_long_cell_folds_and_loses_nothing() -> None:
    maker = Maker()
    claims = [
        maker.claim(f"p{n:02}", None, maker.note(f"n{n}", "P01", stage="Wait")) for n in range(20)
    ]
    maker.card("c", "Wait", *claims)
    m = build(maker.snapshot(), journey_for(maker.snapshot(), None))
    text = render(m, most=6)
    assert "+ 14 more claims" in text
    assert all(f"<span>“n{n}”</span>" in text for n in range(20))
    assert "more claims" not in render(m, most=0)


def test_labels_of_one_stage_stand_apart() -> None:
    maker = Maker()
    for said, session, emotion in (("P01", "meeting", 1), ("P06", "interviews", -1)):
        maker.note("x", said, session=session, stage="Wait", emotion=emotion)
    maker.note("x", session="desk watch", stage="Wait", emotion=0)
    maker.note("x", "P01", stage="Desk", emotion=0)
    maker.note("x", "P01", emotion=2)
    snapshot = maker.snapshot()
    drawn = {
        curve.side: curve.dots
        for curve in curves(build(snapshot, journey_for(snapshot, None)).stages)
    }
    assert [dot.place for dot in drawn["staff"]] == ["above", "below"]  # none at Unplaced
    assert [dot.place for dot in drawn["customers"]] == ["below"]
    assert [dot.place for dot in drawn["other"]] == ["beside"]
    heights = sorted(dots[0].y + dots[0].label_shift[1] for dots in drawn.values())
    assert heights[1] - heights[0] > 12
    assert heights[2] - heights[1] > 12


def test_every_standing_has_its_sign_its_word_and_its_border() -> None:
    text = page()
    for standing, sign in GLYPHS.items():
        name = re.escape(slug(standing))
        assert re.search(rf"^\.{name}\{{[^}}]*border:\d", text, re.MULTILINE)
        assert re.search(rf'\.{name} i::before\{{content:"{sign}" / "{standing}"', text)


def test_a_map_of_nothing_is_a_page() -> None:
    snapshot = Maker().snapshot(())
    read = Page(render(build(snapshot, journey_for(snapshot, None))))
    assert not read.open
    assert "ASSUMPTIVE" in "".join(read.text)


def test_rows_follow_the_journey_and_what_the_map_says_in_short_stands_below() -> None:
    snapshot = housing()
    journey = replace(
        journey_for(snapshot, None), lanes=("idea", "touchpoints", "pain", "channels")
    )
    text = render(build(snapshot, journey))
    rail = re.search(r'<div class="rail".*?</div>\n</div>', text, re.DOTALL)
    assert rail
    heads = re.findall(r"<div class=[^>]*>(?:<span>)?([^<\n]+)<", rail[0])
    assert heads == ["Stage", "Ideas", "Touchpoints", "Pain points", "Channels"]
    assert "<figure" not in text
    assert text.count("<h3>What is missing</h3>") == 1
    assert "marked:</span></span> Chasing the case by phone" in text
    assert "<h3>Communication needs</h3>" in text
    assert text.index("<h3>Communication needs</h3>") < text.index(
        "<h3>Overlooked opportunities</h3>"
    )


def test_the_line_of_visibility_parts_what_customers_live_through_from_what_goes_on_inside() -> (
    None
):
    read = Page(page())
    heads = "\n".join(read.text)
    assert heads.index("Pain points") < heads.index("Line of visibility")
    assert heads.index("Line of visibility") < heads.index("Internal obstacles")
    assert "Line of visibility" not in page_of("pain", "does")


def page_of(*rows: str) -> str:
    snapshot = housing()
    return render(build(snapshot, replace(journey_for(snapshot, None), lanes=rows)))


def test_the_page_of_a_large_project_stays_small_beside_its_notes() -> None:
    snapshot, written = crowd()
    assert len(snapshot.notes) > 1900
    assert len(snapshot.touchpoints) == 60
    text = render(build(snapshot, journey_for(snapshot, None)))
    assert all(note.text in text for note in snapshot.notes)
    assert len(text.encode()) - written < 500_000


def test_names_stand_on_the_page_only_where_they_were_asked_for() -> None:
    snapshot = housing()
    named = build(snapshot, journey_for(snapshot, None), showing=Showing(names=True))
    text = " ".join(Page(render(named)).text)
    assert "P06 Name of P06 customer".removeprefix("P06 ") in text
    assert "for the team only" in text
    assert "for the team only" not in page()


@pytest.mark.parametrize("consent", [Consent.IN_OTHER_WORDS, Consent.NOT_SHOWN])
def test_no_more_of_a_quote_is_shown_than_its_speaker_agreed_to(consent: Consent) -> None:
    snapshot = housing()
    people = tuple(replace(one, consent=consent) for one in snapshot.participants)
    snapshot = replace(snapshot, participants=people)
    text = render(build(snapshot, journey_for(snapshot, None), showing=OUTSIDE))
    said = [n for n in snapshot.notes if n.participants and n.is_evidence]
    assert len(said) > 10
    on_cards = {e.note for t in snapshot.touchpoints for p in t.claims for e in p.evidence}
    titles = [p.title for t in snapshot.touchpoints for p in t.claims]
    for note in said:
        alike = any(note.text.casefold() in title.casefold() for title in titles)
        if note.id in on_cards and not (alike and consent is Consent.IN_OTHER_WORDS):
            assert note.text not in text


FORM, PAPERS, FINE = (
    "the form is far too long",
    "which papers do I bring",
    "quick form, ten minutes",
)
EASY = "it was no trouble at all"


def counter(*, apart: bool = False) -> Maker:
    """Return a belief of two teams, and two customers who say otherwise of it.

    They lie on its card, or ``apart`` on one of another stage.
    """
    maker = Maker()
    asked = maker.note(PAPERS, "P03", stage="Apply", kind=Kind.QUESTION)
    long = maker.note(FORM, "P01", agrees="P02", stage="Apply", kind=Kind.PAIN, emotion=-2)
    stage = "Desk" if apart else "Apply"
    fine = [
        maker.note(text, who, session="interviews", stage=stage, kind=Kind.GAIN, emotion=emotion)
        for text, who, emotion in ((FINE, "P06", 2), (EASY, "P07", 1))
    ]
    claims = [
        maker.claim("long", Kind.PAIN, long),
        maker.claim("fine", Kind.GAIN, *fine),
        maker.claim("papers", Kind.QUESTION, asked),
    ]
    if apart:
        maker.card("The form", "Apply", claims[0], claims[2])
        maker.card("The desk", "Desk", claims[1])
    else:
        maker.card("The form", "Apply", *claims)
    return maker


def drawn(maker: Maker, *rows: str, against: tuple[str, ...] = (FINE, EASY)) -> str:
    """Return the page of a made project in which some remarks were put against the long form."""
    snapshot = coded(maker.snapshot())
    for text in against:
        snapshot = put(snapshot, text, FORM, EvidenceStance.AGAINST)
    journey = journey_for(snapshot, None)
    return render(build(snapshot, replace(journey, lanes=rows) if rows else journey))


def plain(markup: str) -> str:
    """Return the text of a piece of a page, as it is read."""
    return re.sub(r"\s+", " ", " ".join(Page(markup).text)).strip()


def box(text: str, code: str) -> str:
    """Return the box of the claim of a code."""
    found = re.search(rf'<details class="p [^"]*" id="{code}".*?</details>', text, re.DOTALL)
    assert found, code
    return found[0]


def test_a_card_has_a_face_and_no_standing() -> None:
    text = drawn(counter(), against=(FINE,))
    card = re.search(r'<details class="([^"]*)" id="T01">(.*?)</details>', text, re.DOTALL)
    assert card
    assert card[1] == "card"
    face = plain(card[2])
    assert "2 customers, 3 staff/3 teams" in face
    assert "customers +1.5 ±0.5 n2 staff -2.0 n1" in face
    assert f"C01 “{FORM}” 1 customer says otherwise" in face
    assert "⇄ 1 customer says otherwise" in face
    assert "+ 1 supported, 1 assumed" in face


def test_a_claim_is_quoted_with_its_code_and_says_in_plain_words_what_it_rests_on() -> None:
    text = drawn(counter(), against=())
    assert plain(box(text, "C02")).startswith(f"C02 “{FINE}” + 1 like it T01 customers say so (2)")
    assert f"C01 “{FORM}” T01 staff say (2 teams) 2 staff: Calls, Front desk" in plain(
        box(text, "C01")
    )
    assert re.search(rf'class="p {slug(Standing.SHARED_BELIEF)}" id="C01"', text)


def test_what_stands_against_a_claim_is_drawn_with_it_as_one_thing_and_only_once() -> None:
    text = drawn(counter())
    pairs = re.findall(r'<div class="pair">(.*?)</div>', text, re.DOTALL)
    assert len(pairs) == 1
    told = plain(pairs[0])
    assert told.index("customers say otherwise") < told.index("⇄") < told.index("customers say so")
    assert "2 staff: Calls, Front desk; against 2 customers" in told
    assert text.count(f"<span><code>C02</code> “{FINE}” + 1 like it</span>") == 1
    assert 'data-lane="What goes well"' in pairs[0]
    assert "What goes well</h3>" not in text


def test_it_stands_by_itself_where_the_row_of_what_it_is_against_is_left_out() -> None:
    text = drawn(counter(), "touchpoints", "gain")
    assert 'class="pair"' not in text
    assert f"⇄ C01 “{FORM}”" in plain(box(text, "C02"))


def test_what_stands_against_a_claim_on_another_card_is_named_with_its_people() -> None:
    text = drawn(counter(apart=True))
    assert 'class="pair"' not in text
    assert f"⇄ C03 “{FINE}” 2 customers" in plain(box(text, "C01"))
    assert 'href="#C03"' in box(text, "C01")
    assert f"⇄ C01 “{FORM}” 2 staff/2 teams; against 2 customers" in plain(box(text, "C03"))


def test_under_a_claim_stand_its_notes_and_then_what_was_put_for_or_against_it() -> None:
    maker = counter(apart=True)
    snapshot = put(coded(maker.snapshot()), FINE, FORM, EvidenceStance.AGAINST)
    snapshot = put(snapshot, PAPERS, FORM, EvidenceStance.FOR)
    claim = box(render(build(snapshot, journey_for(snapshot, None))), "C01")
    own, heard = claim.split("Put for or against it")
    assert f">{FORM}<small>" in own
    assert f"><b>for</b> {PAPERS}<small>P03" in heard
    assert f"class=against><b>against</b> {FINE}<small>P06" in heard


def test_what_speaks_against_a_card_as_a_whole_has_no_standing() -> None:
    text = page()
    assert text.count(">Against the card</h3>") == 1
    (dissent,) = re.findall(r'<details class="p dissent".*?</details>', text, re.DOTALL)
    assert "<i>" not in dissent
    assert "form is fine" in dissent


def test_the_filter_offers_the_standings_of_claims_alone() -> None:
    maker = Maker()
    long = maker.note(FORM, "P01", agrees="P02", stage="Apply", kind=Kind.PAIN)
    fine = maker.note(FINE, "P06", session="interviews", stage="Apply", kind=Kind.GAIN)
    claims = [maker.claim("long", Kind.PAIN, long), maker.claim("fine", Kind.GAIN, fine)]
    dissent = Evidence(maker.note(EASY, "P03", stage="Apply"), EvidenceStance.AGAINST)
    maker.card("The form", "Apply", *claims, evidence=(dissent,))
    facet = re.search(r'data-facet="standing">.*?</fieldset>', drawn(maker, against=()), re.DOTALL)
    assert facet
    assert re.findall(r"<span>(.*?)</span>", facet[0]) == ["heard once", "shared belief"]


def test_the_badge_counts_beliefs_and_says_what_is_not_read_yet() -> None:
    snapshot = put(coded(counter().snapshot()), FINE, FORM, EvidenceStance.AGAINST)
    journey = build(snapshot, journey_for(snapshot, None))
    badge = re.search(r'<div class="badge".*?</div>', render(journey), re.DOTALL)
    assert badge
    told = plain(badge[0])
    assert "PARTLY TESTED 1 of 2 beliefs" in told
    assert journey.badge.unread == 1
    assert "1 customer's remark not yet read against them" in told


def test_the_table_of_touchpoints_says_people_moods_and_claims_by_standing() -> None:
    text = drawn(counter())
    table = re.search(r"<table><thead>(.*?)</table>", text, re.DOTALL)
    assert table
    told = plain("<table><thead>" + table[1] + "</table>")
    assert "Standing" not in told
    assert "Who Customers feel Staff feel Claims" in told
    assert "+1.5 ±0.5 n2 -2.0 n1 ✗ 1 contradicted, ● 1 supported, ○ 1 assumed" in told


def test_what_the_map_says_is_claims_word_for_word() -> None:
    text = drawn(counter(), against=())
    below = plain(
        "<div>" + text[text.index('<div class="findings">') :].split("</div>")[0] + "</div>"
    )
    assert f"C01 “{FORM}” T01 staff say (2 teams) · 2 staff/2 teams" in below
    assert f"C03 “{PAPERS}” T01 staff say · 1 staff/1 team" in below
    assert 'href="#C01"' in text


def luminance(colour: str) -> float:
    """Return how light a colour is, as WCAG reckons it."""
    digits = colour.removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(part * share for part, share in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


@pytest.mark.parametrize("look", [0, 1, 2], ids=["light", "dark", "printed"])
def test_words_and_sign_of_every_standing_stand_out_from_its_tint(look: int) -> None:
    css = page()
    own = re.findall(r":root\{(.*?)\}", css, re.DOTALL)
    colours = [dict(re.findall(r"--([\w-]+):(#\w+)", found)) for found in own]
    assert len(colours) == 3
    for standing in Standing:
        name = slug(standing)
        rule = re.search(rf"^\.{name}\{{background:var\(--([\w-]+)\)", css, re.MULTILINE)
        sign = re.search(rf"\.{name} i::before\{{[^}}]*color:var\(--([\w-]+)\)", css)
        assert rule
        assert sign
        tint = luminance(colours[look][rule[1]])
        for text in ("ink", "soft", sign[1]):
            pair = sorted((tint, luminance(colours[look][text])))
            assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, (standing, text)
