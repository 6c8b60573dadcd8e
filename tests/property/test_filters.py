"""Filters: any text is one, and a filter finds what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from capture.filterlang import grouped, parse
from capture.jobs import browse as browse_jobs
from capture.jobs import filters
from capture.jobs.browse import browse
from data.errors import NotFound
from data.records import (
    Attribution,
    Column,
    Emotion,
    Group,
    Kind,
    Note,
    Order,
    SessionKind,
    Snapshot,
    Stance,
)
from data.store import Project, notes, sessions
from data.store.lists import channels, participants, personas, stages, tags
from data.store.notes import ids_in_order
from synthesis.board.standing import People, said_by
from tests.unit.stores import START, new_project

QUICK = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
WORDS = ("phone", "phones", "desk", "letter", "queue")


@pytest.fixture(scope="module")
def project() -> Iterator[Project]:
    with TemporaryDirectory() as folder, new_project(Path(folder)) as made:
        fill(made)
        yield made


def fill(project: Project) -> None:
    """Sixty notes that differ in everything a filter can ask for."""
    apply, wait = (one.id for one in stages.all(project))
    phone, desk = (one.id for one in channels.all(project))
    with project.change("Fill") as change:
        claimant = personas.all(change)[0].id
        carer = personas.add(change, "Carer").id
        urgent = tags.add(change, "urgent").id
        maria = participants.add(change, "Maria", group=Group.FRONTLINE, team="desk").id
        ada = participants.add(change, "Ada", group=Group.CUSTOMER).id
        meetings = [
            sessions.add(change, title, kind, started_at=START).id
            for title, kind in (
                ("Staff", SessionKind.STAFF_MEETING),
                ("Visit", SessionKind.CUSTOMER_INTERVIEW),
            )
        ]
        kinds = (None, Kind.PAIN, Kind.NEED, Kind.MEMO)
        for at in range(60):
            people = [Attribution(maria)] if at % 4 == 1 else []
            if at % 6 == 0:
                people.append(Attribution(ada, Stance.AGREES if at % 12 else Stance.SAID))
            notes.add(
                change,
                session=meetings[at % 3 == 0],
                text=f"{WORDS[at % 5]} {WORDS[at * 7 % 4]} {at}",
                at=START + timedelta(hours=at * 5),
                kind=kinds[at % 4],
                stage=(None, apply, wait)[at * 5 % 3],
                channel=(None, phone, desk)[at // 2 % 3],
                emotion=None if at % 7 == 0 else Emotion(at % 5 - 2),
                personas=[one for one, has in ((claimant, at % 5 < 2), (carer, at % 5 < 1)) if has],
                tags=[urgent] if at % 9 == 0 else [],
                participants=people,
                verbatim=at % 8 == 0,
                flagged=at % 10 == 0,
                set_aside=at % 13 == 0,
            )


Test = Callable[[Note, Snapshot], bool]


def _names(note: Note, whole: Snapshot) -> dict[str, set[str]]:
    """The names of everything on a note, by facet."""
    people = [
        one for one in whole.participants if one.id in {a.participant for a in note.participants}
    ]
    return {
        "#": {one.title for one in whole.stages if one.id == note.stage},
        "@": {one.name for one in whole.personas if one.id in note.personas},
        "~": {one.name for one in whole.channels if one.id == note.channel},
        "+": {one.name for one in whole.tags if one.id in note.tags},
        "!": {note.kind.value} if note.kind else set(),
        "=": {said_by(note, People.of(whole)).value},
        "who:": {one.name for one in people},
        "group:": {one.group.value for one in people if one.group},
        "team:": {one.team for one in people if one.team},
        "in:": {one.title for one in whole.sessions if one.id == note.session},
    }


def _word(word: str, *, whole: bool) -> tuple[str, Test]:
    def fits(note: Note, _: Snapshot) -> bool:
        words = note.text.split()
        return word in words if whole else any(one.startswith(word) for one in words)

    return (f'"{word}"' if whole else word), fits


VALUES = {
    "#": ("Apply", "Wait"), "@": ("Claimant", "Carer"), "~": ("Phone", "Desk"), "+": ("urgent",),
    "!": ("pain point", "need", "memo", "idea"), "=": ("customer", "staff", "record"),
    "who:": ("Maria", "Ada"), "group:": ("frontline", "customer"), "team:": ("desk",),
    "in:": ("Staff", "Visit"),
}  # fmt: skip


@st.composite
def _named(draw: st.DrawFn) -> tuple[str, Test]:
    sign = draw(st.sampled_from(sorted(VALUES)))
    some = draw(st.lists(st.sampled_from((*VALUES[sign], "none")), min_size=1, unique=True))
    typed = sign + "|".join(one.replace(" ", "-") for one in some)

    def fits(note: Note, whole: Snapshot) -> bool:
        held = _names(note, whole)[sign]
        return bool(held & set(some)) or (not held and "none" in some)

    return typed, fits


def _emotion(sign: str, bound: int) -> tuple[str, Test]:
    tests: dict[str, Callable[[int], bool]] = {
        "<": lambda one: one < bound,
        ">=": lambda one: one >= bound,
        "": lambda one: one == bound,
    }
    return (
        f"emotion:{sign}{bound}",
        lambda note, _: note.emotion is not None and tests[sign](int(note.emotion)),
    )


def _date(key: str, day: int) -> tuple[str, Test]:
    asked = START.date() + timedelta(days=day)
    tests: dict[str, Callable[[object], bool]] = {
        "on": lambda one: one == asked,
        "before": lambda one: one < asked,  # type: ignore[operator]
        "after": lambda one: one > asked,  # type: ignore[operator]
        "since": lambda one: one >= asked,  # type: ignore[operator]
        "until": lambda one: one <= asked,  # type: ignore[operator]
    }
    return f"{key}:{asked}", lambda note, _: tests[key](note.at.astimezone().date())


FLAGS: list[tuple[str, Test]] = [
    ("verbatim", lambda note, _: note.verbatim),
    ("flagged", lambda note, _: note.flagged),
    ("aside", lambda note, _: note.set_aside),
    ("untagged", lambda note, _: not note.set_aside and (
        note.kind is None or (note.stage is None and not note.kind.is_mark))),
    ("no:kind", lambda note, _: note.kind is None),
    ("no:card", lambda *_: True),
    ("on:card", lambda *_: False),
]  # fmt: skip
WHEN = ("on", "before", "after", "since", "until")
ATOMS = st.one_of(
    st.builds(_word, st.sampled_from(WORDS), whole=st.booleans()),
    _named(),
    st.builds(_emotion, st.sampled_from(["<", ">=", ""]), st.integers(-1, 2)),
    st.builds(
        _date, st.sampled_from(["on", "before", "after", "since", "until"]), st.integers(0, 9)
    ),
    st.sampled_from(FLAGS),
)


def _both(parts: list[tuple[str, Test]]) -> tuple[str, Test]:
    typed = " ".join(f"({one})" if " OR " in one else one for one, _ in parts)
    return typed, lambda note, whole: all(fits(note, whole) for _, fits in parts)


def _either(parts: list[tuple[str, Test]]) -> tuple[str, Test]:
    typed = " OR ".join(one for one, _ in parts)
    return typed, lambda note, whole: any(fits(note, whole) for _, fits in parts)


def _not(part: tuple[str, Test], sign: str) -> tuple[str, Test]:
    typed, fits = part
    return f"{sign}({typed})", lambda note, whole: not fits(note, whole)


EXPRESSIONS = st.recursive(
    ATOMS,
    lambda parts: st.one_of(
        st.builds(_both, st.lists(parts, min_size=2, max_size=3)),
        st.builds(_either, st.lists(parts, min_size=2, max_size=3)),
        st.builds(_not, parts, st.sampled_from(["-", "NOT "])),
    ),
    max_leaves=8,
)


@QUICK
@given(expression=EXPRESSIONS, column=st.sampled_from(list(Column)), descending=st.booleans())
def test_a_filter_finds_what_it_says(
    project: Project, expression: tuple[str, Test], column: Column, descending: bool
) -> None:
    typed, fits = expression
    whole = project.snapshot()
    expected = {note.id for note in whole.notes if fits(note, whole)}
    listing = browse(project, typed, Order(column, descending))
    found = ids_in_order(project, listing.wanted, listing.order)
    assert set(found) == expected
    assert len(found) == listing.count == len(expected)
    read = browse_jobs.page(project, listing, 0)
    assert [note.id for note in read] == found
    for at, note in enumerate(found[::7]):
        assert browse_jobs.position(project, listing, note) == at * 7
    outside = next((note.id for note in whole.notes if note.id not in expected), None)
    assert outside is None or browse_jobs.position(project, listing, outside) is None
    assert bool(listing.told) == (not expected)
    for way in listing.ways:
        assert browse(project, way.typed).count == way.count > 0


PIECES = (
    *("(", ")", "OR", "AND", "NOT", "-", '"', "#wait", "#wa", "@claim", "~", "|", "+", "!", "="),
    *("who:", "who:ma", "no:", "no:stage", "on:", "on:2026-03", "on:card", "card:T01", "emotion:"),
    *("emotion:<", "emotion:--", "today", "untagged", "in:visit", "in:zzz", "a", "b"),
)
TYPED = st.one_of(
    st.text(max_size=60),
    st.text(st.characters(categories=["Cs", "Cc", "Co", "So", "Lo", "Mn"]), max_size=20),
    st.lists(st.sampled_from(PIECES), max_size=14).flatmap(
        lambda some: st.sampled_from([" ".join(some), "".join(some)])
    ),
)


@QUICK
@given(typed=TYPED)
@example(typed='"~')
@example(typed="(0(")
@example(typed="WHO:0")
@example(typed='a OR "b')
@example(typed='0)~"')
def test_any_text_is_a_filter(project: Project, typed: str) -> None:
    parsed = parse(typed)
    assert parse(grouped(typed)).unfinished == parsed.unfinished
    browse_jobs.complete(typed, browse(project, "").names)
    try:
        listing = browse(project, typed)
    except NotFound as unknown:
        told = str(unknown)
    else:
        told = ""
    if told:
        assert "“" in told
        assert told.endswith("Nothing was changed.")
        return
    assert 0 <= listing.count <= listing.total == 60
    if parsed.node is not None:
        again = filters.condition(project, grouped(typed))
        assert browse(project, grouped(typed)).count == listing.count
        assert (again == listing.wanted) or '"' in typed
