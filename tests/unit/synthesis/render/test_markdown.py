"""The map as Markdown: complete, and nothing in it but our own markup."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from data.records import (
    Bearing,
    Comment,
    CommentId,
    CommentKind,
    EvidenceStance,
    Kind,
    NeedType,
)
from data.text import visible
from synthesis.map.build import build, journey_for
from synthesis.render.markdown import escape, render
from tests.unit.disputing import BELIEF, DENIAL, LETTER, LIKE, SINGLE, disputing, snapshot
from tests.unit.mapmaking import HOSTILE, START, Maker, housing

WHOLE = build(housing(), journey_for(housing(), None))


def test_every_stage_card_claim_and_note_is_there() -> None:
    text = render(WHOLE)
    for column in WHOLE.stages:
        assert f"## {column.number or '?'} {column.title}\n" in text
        for card in column.cards:
            assert f"### {card.code} " in text
            for lane in card.lanes:
                assert lane.key.heading in text
                for claim in lane.claims:
                    assert escape(claim.title) in text
                    assert all(escape(note.text) in text for note in claim.notes)
    assert "Nothing heard here yet." in text
    assert "who owns the old page?" in text
    assert (
        "- “they chase us every 3 days” (✗ contradicted: customers say otherwise; "
        "1 staff/1 team; against 2 customers)"
    ) in text
    assert "**against:** I never call" in text
    assert "| ● supported | 2 customers or more for |" in text


def test_a_table_row_has_as_many_cells_as_its_head_whatever_the_titles() -> None:
    maker = Maker()
    maker.note("x", "P01", stage="a|b", emotion=1)
    rows = [
        line
        for line in render(
            build(maker.snapshot(("a|b", "c\\|d", "`e|`")), journey_for(maker.snapshot(()), None))
        ).splitlines()
        if line.startswith("|")
    ]
    table = rows[: rows.index("| Standing | Rule |")]
    assert {len(re.findall(r"(?<!\\)\|", row.replace("\\\\", ""))) for row in table} == {5}


@pytest.mark.parametrize(
    "text",
    [
        HOSTILE,
        "# heading",
        "- item",
        "+ item",
        "1. item",
        "12) item",
        "> quote",
        "---",
        "===",
        "***",
        "```code",
        "~~~",
        "| a | b |",
        "[l](http://evil.example)",
        "![i](x.png)",
        "<b>bold</b>",
        "<https://evil.example>",
        "[^1]: note",
        "&lt;script&gt;",
        "a\n\nb\n# c",
        "    code",
        "*a* _b_ **c** `d` ~~e~~ $f$ ==g==",
        "http://evil.example www.evil.example me@evil.example @you",
    ],
)
def test_escaped_text_reads_the_same_and_marks_nothing_up(text: str) -> None:
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    for before, after in (("", ""), ("- ", ""), ("x ", " y"), ("### ", "")):
        tokens = [t for t in reader.parse(before + escape(text) + after) if t.type == "inline"]
        (inline,) = tokens
        assert {child.type for child in inline.children or ()} == {"text"}
        read = "".join(child.content for child in inline.children or ())
        shown = before.lstrip("#- ") + visible(text).strip() + after
        assert read.replace("\u2060", "") == shown
    # Dialects that link bare addresses look at the text as it is read.
    assert not re.search(r"://|www\.|@\w", read)


def test_the_page_has_only_our_own_structure() -> None:
    def structure(hostile: bool) -> list[str]:
        snapshot = housing(hostile=hostile)
        page = render(build(snapshot, journey_for(snapshot, None)))
        tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(page)
        children = {child.type for token in tokens for child in token.children or ()}
        assert children <= {"text", "strong_open", "strong_close", "em_open", "em_close"}
        kinds = [token.type for token in tokens]
        assert not {"html_block", "fence", "code_block", "blockquote_open", "hr"} & set(kinds)
        return [kind for kind in kinds if kind.startswith(("heading", "th", "td", "tr"))]

    assert structure(True) == structure(False)


def test_escaping_changes_no_plain_text() -> None:
    assert escape("Phone rings out, 9-5, all day (again); it's 10:30 – 3.5 km") == (
        "Phone rings out, 9-5, all day (again); it's 10:30 – 3.5 km"
    )


def test_hostile_text_breaks_no_line_of_the_page() -> None:
    snapshot = housing(hostile=True)
    text = render(build(snapshot, journey_for(snapshot, None)))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)
    assert not re.search(r"(?<!\\)<", text)
    plain = render(WHOLE)
    heads = [line for line in text.splitlines() if line.startswith("#")]
    assert len(heads) == len([line for line in plain.splitlines() if line.startswith("#")])


def test_what_the_map_says_in_short_stands_at_its_end_with_its_rules() -> None:
    text = render(WHOLE)
    heads = ["## Communication needs", "## Overlooked opportunities", "## Only believed"]
    assert sorted(heads, key=text.index) == heads
    assert "- “am I even entitled?” (T01; 1 staff/1 team; any persona · Find out)" in text
    assert "Needs that are tagged informational" in text
    assert "## Moments of truth" in text
    assert r"- ★ T03 Chasing the case by phone (\-1.0, customers n2; 6 people; weight 2)" in text
    assert "(not marked) " in text
    assert "- **no next step**, Desk: nothing is heard of Decision, which follows" in text
    assert "Ranked by weight" in text


def test_a_need_says_which_it_is_and_words_are_quoted_once() -> None:
    maker = Maker()
    dated = maker.note('"just a date"', "P01", stage="Wait", kind=Kind.NEED, verbatim=True)
    maker.notes[-1] = replace(maker.notes[-1], need_type=NeedType.INFORMATIONAL)
    maker.note('he said "no" and "never"', "P02", stage="Wait", verbatim=True)
    maker.card("Waiting", "Wait", maker.claim("How long", Kind.NEED, dated))
    snapshot = maker.snapshot(["Wait"])
    text = render(build(snapshot, journey_for(snapshot, None)))
    assert "“just a date” (informational)" in text
    assert "“just a date”" in text
    assert escape('“he said "no" and "never"”') in text


def test_rows_stand_as_the_journey_chose_them_with_comments_and_questions() -> None:
    maker = Maker()
    pain = maker.note("rings out", "P01", stage="Wait", kind=Kind.PAIN, emotion=-1)
    need = maker.note("a date", "P01", stage="Wait", kind=Kind.NEED)
    gain = maker.note("kind people", "P02", stage="Wait", kind=Kind.GAIN)
    card = maker.card(
        "Waiting",
        "Wait",
        maker.claim("Rings out", Kind.PAIN, pain),
        maker.claim("A date", Kind.NEED, need),
        maker.claim("Kind people", Kind.GAIN, gain),
    )
    said = Comment(CommentId("c"), card.id, CommentKind.QUESTION, "since *when*?", START, "Ruth")
    snapshot = maker.snapshot(["Wait"])
    snapshot = replace(
        snapshot,
        comments=(said, replace(said, id=CommentId("d"), text="done", closed=True)),
        stages=tuple(replace(stage, question="When will I hear?") for stage in snapshot.stages),
    )
    usual = journey_for(snapshot, None)
    text = render(build(snapshot, usual))
    # The weightiest claim stands first, whatever its row; then the others, row by row.
    heads = ["**Weightiest: Pain points** (+ 2 assumed)", "**Needs**", "**What goes well**"]
    assert sorted(heads, key=text.index) == heads
    drawn = text[text.index("### T01") : text.index("## Only believed")]
    assert drawn.count("“rings out”") == 1
    assert "What they want here: When will I hear?" in text
    assert "- question, Ruth: since \\*when\\*?" in text
    assert "- question, Ruth: done (closed)" in text
    lanes = ("gain", "need", "mood")
    chosen = render(build(snapshot, replace(usual, lanes=lanes)))
    assert "Weightiest" not in chosen
    assert chosen.index("**What goes well**") < chosen.index("**Needs**")
    assert "When will I hear?" not in chosen
    assert "Ruth" not in chosen
    hidden = render(build(snapshot, replace(usual, lanes=("pain",))))
    assert "kind people" not in hidden[: hidden.index("## Only believed")]


def test_an_opposed_claim_is_drawn_once_under_the_other_and_no_card_has_a_standing() -> None:
    text = render(disputing())
    start = text.index("### T01")
    card = text[start : text.index("### Not on any card", start)].splitlines()
    assert card[2] == (
        "2 customers, 2 staff/2 teams · customers -2.0 n2 · staff +1.0 n1"
        " · ⇄ 2 customers say otherwise"
    )
    claims = [line for line in card if "C1" in line]
    assert claims == [
        f"- C12 “{DENIAL}” + 1 like it (● supported: customers say so (2); 2 customers)",
        f"  - ⇄ C11 “{BELIEF}” (✗ contradicted: customers say otherwise; 2 staff/2 teams; "
        "against 2 customers)",
    ]
    # The remarks that were put against it are those of the claim above it: they stand there.
    assert text.count(LIKE) == 1
    # Where the row of the claim that it goes under is hidden, it stands by itself with all of them.
    alone = render(replace(disputing(), rows=("gain",)))
    assert f"- C11 “{BELIEF}” (✗ contradicted" in alone
    assert f"  - **against:** {LIKE} (" in alone
    assert f"  - ⇄ C12 “{DENIAL}” + 1 like it customers ● 2p" in alone


def test_remarks_of_another_card_that_were_put_for_a_claim_stand_under_it_too() -> None:
    whole = snapshot()
    single = next(note for note in whole.notes if note.text == SINGLE)
    belief = next(note for note in whole.notes if note.text == LETTER)
    put = Bearing(single.id, belief.id, EvidenceStance.FOR)
    with_it = replace(whole, bearings=(*whole.bearings, put))
    assert f"- **for:** {SINGLE} (" in render(build(with_it, journey_for(with_it, None)))
    assert "**for:**" not in render(disputing())
