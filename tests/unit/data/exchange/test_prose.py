"""Reading text and Markdown: sessions, metadata, notes, who speaks."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from data.errors import ImportRefused
from data.exchange.incoming import Person, Section
from data.exchange.prose import opening_name, read_prose
from data.records import Group, SessionKind


def sections(text: str) -> tuple[Section, ...]:
    return read_prose(text, "notes.md").sections


def texts(text: str) -> list[str]:
    return [remark.text for section in sections(text) for remark in section.remarks]


def test_headings_are_sessions_and_lines_and_bullets_are_notes() -> None:
    found = sections(
        "# Team meeting\n\n- one\n* two\n• three\n+ four\n1. five\n2) six\n\n## Next ##\nseven\n"
    )
    assert [section.title for section in found] == ["Team meeting", "Next"]
    assert [r.text for r in found[0].remarks] == ["one", "two", "three", "four", "five", "six"]
    assert [(r.line, r.text) for r in found[1].remarks] == [(11, "seven")]


def test_without_a_heading_the_session_has_the_files_name() -> None:
    assert [section.title for section in sections("one\ntwo\n")] == [""]


def test_metadata_lines() -> None:
    text = """# Desk
Kind: staff meeting
**Date:** 2026-03-02T14:00Z
- Note-taker: Ann
Present: Maria/front desk, Jon/calls; Eleni (customer), Rita/back office (decision-maker)

- a note
- Kind: is a note here
"""
    (section,) = sections(text)
    assert section.kind is SessionKind.STAFF_MEETING
    assert section.started_at == datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
    assert section.note_taker == "Ann"
    assert section.people == (
        Person("Maria", "front desk", Group.FRONTLINE),
        Person("Jon", "calls", Group.FRONTLINE),
        Person("Eleni", "", Group.CUSTOMER),
        Person("Rita", "back office", Group.DECISION_MAKER),
    )
    assert [remark.text for remark in section.remarks] == ["a note", "Kind: is a note here"]


def test_people_default_to_what_the_session_is_wherever_its_kind_stands() -> None:
    (section,) = sections("Participants: Eleni and Nikos\nKind: customer interview\nslow\n")
    assert {person.name: person.group for person in section.people} == {
        "Eleni": Group.CUSTOMER,
        "Nikos": Group.CUSTOMER,
    }
    (section,) = sections("Participants: Maria (Front desk), Jon\nslow\n")
    assert section.people == (Person("Maria", "Front desk", Group.FRONTLINE), Person("Jon"))


def test_participants_may_be_a_list_below() -> None:
    (section,) = sections("# M\nParticipants:\n- Maria/desk\n- Jon\n\n- slow\n")
    assert [person.name for person in section.people] == ["Maria", "Jon"]
    assert [remark.text for remark in section.remarks] == ["slow"]


def test_a_heading_without_notes_hands_down_what_it_says() -> None:
    text = "# Interviews\nKind: customer interview\n## Anna\nslow\n# Staff\nlate\n"
    assert [(s.title, s.kind) for s in sections(text)] == [
        ("Anna", SessionKind.CUSTOMER_INTERVIEW),
        ("Staff", None),
    ]


def test_what_is_not_understood_in_metadata_is_said() -> None:
    prose = read_prose("# M\nKind: workshop\nDate: 02/03/2026\nslow\n", "notes.md")
    assert len(prose.warnings) == 2
    assert "workshop" in prose.warnings[0]
    assert "02/03/2026" in prose.warnings[1]


def test_underlined_headings_and_rules() -> None:
    found = sections("Meeting one\n===========\nslow\n\n---\n\nMeeting two\n---\nlate\n")
    assert [(s.title, s.remarks[0].text) for s in found] == [
        ("Meeting one", "slow"),
        ("Meeting two", "late"),
    ]
    assert texts("# M\nDate: 2026-03-02\n---\nslow\n") == ["slow"]


def test_an_indented_line_goes_on_with_its_bullet() -> None:
    assert texts("- the phone rings\n  out all morning ,,p\n- two\n  - nested\n") == [
        "the phone rings out all morning ,,p",
        "two",
        "nested",
    ]
    assert texts("one\n  two\n") == ["one", "two"]


def test_signs_that_open_no_bullet_stay() -> None:
    kept = [
        "-5 degrees in the hall",
        "+44 was dialled",
        "*really* slow",
        "#hashtag",
        "2026. a year",
    ]
    assert texts("\n".join(kept)) == kept


def test_code_is_one_note_and_comments_and_tables_are_left() -> None:
    prose = read_prose(
        "```\n# no heading\n- x ,,p\n```\n<!-- a\nb -->\n| a | b |\n|---|---|\nz\n", "n"
    )
    (section,) = prose.sections
    assert [(r.text, r.exact) for r in section.remarks] == [
        ("# no heading\n- x ,,p", True),
        ("z", False),
    ]
    assert "2 lines of tables" in prose.warnings[0]


def test_an_unclosed_block_of_code_swallows_nothing() -> None:
    assert texts("one\n```\ntwo\nthree\n") == ["one", "two", "three"]


def test_front_matter() -> None:
    prose = read_prose("---\ntitle: Desk\nkind: observation\ntags: x\n---\nslow\n", "notes.md")
    (section,) = prose.sections
    assert (section.title, section.kind) == ("Desk", SessionKind.OBSERVATION)
    assert "tags: x" in prose.warnings[0]
    assert texts("---\nslow\n\n---\nlate\n") == ["slow", "late"]


def test_speakers_open_two_lines_with_capitalised_words() -> None:
    text = "Maria: a\nJon Smith: b\n- **Maria:** c\nJon Smith: d\nOnce: e\nNote: f\nNote: g\n"
    prose = read_prose(text, "notes.md")
    assert prose.speakers == ("Maria", "Jon Smith")
    assert prose.sections[0].remarks[2].text == "Maria: c"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Maria: slow", "Maria"),
        ("Maria:", "Maria"),
        ("Élodie O'Neil-Brown: slow", "Élodie O'Neil-Brown"),
        ("Front Desk North: slow", "Front Desk North"),
        ("P07: slow", "P07"),
        ("One Two Three Four: slow", ""),
        ("maria: slow", ""),
        ("Maria said: slow", ""),
        ("10:30 came", ""),
        ("https://example.org", ""),
        ("Maria:slow", ""),
    ],
)
def test_opening_names(line: str, name: str) -> None:
    assert opening_name(line) == name


def test_only_headings_are_refused() -> None:
    with pytest.raises(ImportRefused, match="no notes"):
        sections("# One\n\n## Two\nKind: observation\n")
