"""The language of filters: how typed text is read, taken apart and put together."""

from __future__ import annotations

import pytest

from capture.filterlang import (
    Being,
    Both,
    Given,
    Having,
    Node,
    OneOf,
    When,
    Without,
    Word,
    grouped,
    joined,
    parse,
    written,
)
from data.store.filters import Facet, Flag


def having(what: Facet | When, *names: str) -> Having:
    return Having(what, tuple(Given(name) for name in names))


PAIN = having(Facet.KIND, "pain")
WAIT = having(Facet.STAGE, "wait")


@pytest.mark.parametrize(
    ("typed", "node"),
    [
        ("", None),
        ("phone", Word("phone*")),
        ('"phone"', Word('"phone"')),
        ("wor*", Word("wor*")),
        ("what?", Word("what?")),
        ("10:30 http://x", Both((Word("10:30*"), Word("http://x*")))),
        ("phone #wait", Both((Word("phone*"), WAIT))),
        ("stage:wait", WAIT),
        ("STAGE:wait", WAIT),
        ("!pain", PAIN),
        ("#wait|apply", having(Facet.STAGE, "wait", "apply")),
        ('#"Find out"|wait', Having(Facet.STAGE, (Given("Find out", True), Given("wait")))),
        ("who:maria in:visit", Both((having(Facet.PARTICIPANT, "maria"),
                                     having(Facet.SESSION, "visit")))),
        ("from:staff", having(Facet.SOURCE, "staff")),
        ("no:stage", having(Facet.STAGE, "none")),
        ("on:card", having(Facet.CARD, "any")),
        ("today", having(When.ON, "today")),
        ("after:2026-03", having(When.AFTER, "2026-03")),
        ("emotion:<0", having(Facet.EMOTION, "<0")),
        ("untagged", Being(Flag.UNTAGGED)),
        ("-#wait", Without(WAIT)),
        ("NOT #wait", Without(WAIT)),
        ("NOT NOT #wait", WAIT),
        ("-(#wait !pain)", Without(Both((WAIT, PAIN)))),
        ("#wait OR !pain a", OneOf((WAIT, Both((PAIN, Word("a*")))))),
        ("(#wait OR !pain) a", Both((OneOf((WAIT, PAIN)), Word("a*")))),
        ("#wait AND !pain", Both((WAIT, PAIN))),
        ("NOT(#wait)", Without(WAIT)),
        ("f(x) #wait", Both((Word("f(x)"), WAIT))),
    ],
)  # fmt: skip
def test_what_is_typed_is_read(typed: str, node: Node | None) -> None:
    assert parse(typed).node == node


@pytest.mark.parametrize(
    ("begun", "whole"),
    [
        ("phone OR", "phone"),
        ("phone OR ", "phone"),
        ("OR phone", "phone"),
        ("phone OR OR desk", "phone OR desk"),
        ("phone AND", "phone"),
        ("phone NOT", "phone"),
        ("phone -", "phone"),
        ("phone (", "phone"),
        ("(phone", "phone"),
        ("phone )", "phone"),
        ("phone ()", "phone"),
        ('phone "', "phone"),
        ("phone #", "phone"),
        ("phone who:", "phone"),
        ("phone no:", "phone"),
        ("phone no:sta", "phone"),
        ("phone on:20", "phone"),
        ("phone on:2026-0", "phone"),
        ("phone on:tod", "phone"),
        ("phone emotion:<", "phone"),
        ("#wait|", "#wait"),
        ("phone -#", "phone"),
        ("phone OR (#", "phone"),
        ('"rings ou', '"rings ou"*'),
        ("(" * 500 + "phone" + ")" * 500, "phone"),
    ],
)
def test_what_is_still_being_typed_counts_for_nothing_yet(begun: str, whole: str) -> None:
    assert parse(begun).node == parse(whole).node


def test_conditions_without_their_value_are_told() -> None:
    assert parse("phone # who: on:2026-0 OR (").unfinished == ("#", "who:", "on:2026-0")
    assert parse("phone OR (").unfinished == ()


@pytest.mark.parametrize(
    ("typed", "text", "rest"),
    [
        ("phone #wait desk", "#wait", "phone desk"),
        ("phone -#wait", "-#wait", "phone"),
        ("phone NOT (a OR b)", "NOT (a OR b)", "phone"),
        ("phone AND desk", "desk", "phone AND"),
        ("(a OR b) phone", "(a OR b)", "phone"),
    ],
)
def test_a_part_is_taken_out_where_it_stands(typed: str, text: str, rest: str) -> None:
    parsed = parse(typed)
    part = next(one for one in parsed.parts if parsed.text(one) == text)
    assert parsed.without(part).typed == rest


@pytest.mark.parametrize(
    "typed",
    ["a OR b", "a) OR b", "(a OR b", 'a OR "b c', "a NOT", "a -", "(a) OR (b", "NOT", "a b", "#"],
)
def test_a_filter_that_asks_for_more_keeps_its_meaning(typed: str) -> None:
    before = parse(typed).node
    for both in (joined(typed, "#wait"), joined("#wait", typed)):
        parts = parse(both).parts
        assert WAIT in parts
        rest = tuple(part for part in parts if part != WAIT)
        kept = () if before is None else before.parts if isinstance(before, Both) else (before,)
        assert rest == kept
    assert joined(typed) == typed
    assert parse(grouped(typed)).unfinished == parse(typed).unfinished


@pytest.mark.parametrize(
    "name", ["Wait", "Find out", "none", "a|b", 'say "hi"', "(new)", "any", "x -y", "#1"]
)
def test_a_value_is_written_so_that_it_is_read_again(name: str) -> None:
    node = parse(f"{written(Facet.STAGE, name)} phone").parts[0]
    assert isinstance(node, Having)
    assert node.what is Facet.STAGE
    (given,) = node.values
    assert given.name.replace("-", " ").split() == name.replace('"', " ").replace("-", " ").split()
    assert given.quoted == (name in ("none", "any") or any(sign in name for sign in '|"()'))
    assert parse(written(Facet.STAGE, None)).node == having(Facet.STAGE, "none")
    assert parse(written(Facet.STAGE, "a", None)).node == having(Facet.STAGE, "a", "none")
