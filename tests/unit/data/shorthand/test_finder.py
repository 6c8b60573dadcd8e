"""The rungs on which a name is found, one after the other."""

from __future__ import annotations

import pytest

from data.shorthand.finder import Finder, code_key, code_keys, finder_of, keys_of

STAGES = ("Find out", "Outreach", "Wait", "Waiting room", "Desk", "Decide at the bar")


@pytest.mark.parametrize(
    ("typed", "fits"),
    [
        ("wait", ["Wait"]),  # the whole name before the beginning of another
        ("out", ["Find out"]),  # a whole word before a beginning
        ("outr", ["Outreach"]),
        ("de", ["Desk", "Decide at the bar"]),  # two on one rung, in the order of the list
        ("room", ["Waiting room"]),
        ("ro", ["Waiting room"]),  # the beginning of a later word, last
        ("atthe", ["Decide at the bar"]),  # spaces do not count
        ("FIND-OUT", ["Find out"]),
        ("ind", []),
        ("", []),
        ("!!", []),
    ],
)
def test_the_first_rung_that_anything_reaches_counts(typed: str, fits: list[str]) -> None:
    assert finder_of(STAGES, str).find(typed) == fits


def test_the_beginning_of_a_name_comes_before_that_of_a_later_word() -> None:
    assert finder_of(("First name", "Names and places"), str).find("nam") == ["Names and places"]


def test_few_letters_find_whole_names_only_where_more_are_asked_for() -> None:
    finder = finder_of(("A", "Apply", "Bus"), str)
    assert finder.find("a", least=2) == ["A"]
    assert finder.find("b", least=2) == []
    assert finder.find("b") == ["Bus"]


def test_a_name_of_symbols_is_found_as_it_is() -> None:
    assert finder_of(("☎", "Desk"), str).find(" ☎ ") == ["☎"]


def test_a_code_is_found_whatever_its_zeros_and_before_any_name() -> None:
    cards = [("T07", "Chasing"), ("T70", "T7"), ("T08", "Waiting")]
    finder = Finder((code, keys_of(title, *code_keys(code))) for code, title in cards)
    assert finder.find("t7") == finder.find("07") == finder.by_code("T007") == ["T07"]
    assert finder.find("chas") == ["T07"]
    assert finder.find("T") == ["T70"]
    assert code_key("notes") == "notes"


def test_a_picker_shows_the_best_first_and_what_holds_the_letters_last() -> None:
    finder = finder_of(STAGES, str)
    assert finder.ranked("out") == ["Find out", "Outreach"]
    assert finder.ranked("ait") == []
    assert finder.ranked("ait", inside=True) == ["Wait", "Waiting room"]
    assert finder.ranked("datb", inside=True) == ["Decide at the bar"]  # its initials


def test_a_look_alike_is_offered_likest_first_and_never_found() -> None:
    finder = finder_of(("Outreach", "Waiting", "Wait"), str)
    assert finder.find("wiat") == []
    assert finder.alike("wiat") == ["Wait"]
    assert finder.alike("wating") == ["Waiting"]
    assert finder_of(("Decidings", "Deciding"), str).alike("decidung") == ["Deciding", "Decidings"]
    assert finder.alike("xy") == finder.alike("zzzzzz") == []
