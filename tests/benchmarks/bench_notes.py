"""What going through twenty thousand notes costs: filters, pages, counts and tables.

A filter and its first page stand against the same question in bare SQL on the same file, opening at
twenty thousand notes against opening at one thousand.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from capture.filterlang import written
from capture.jobs import browse, crosstab
from capture.jobs.browse import NEWEST
from data.records import Column, Order
from data.store import Project
from data.store.filters import Facet
from data.store.lists import stages
from tests.benchmarks.timing import interleaved, report

MANY, FEW = 20_000, 1_000
TURNS = 40

_WORDS = (
    *("phone", "rings", "out", "all", "morning", "nobody", "picks", "up", "form", "letter"),
    *("queue", "desk", "waiting", "status", "case", "paper", "office", "again", "tomorrow"),
    *("called", "twice", "lost", "signed", "copy", "money", "late", "answer", "clear", "help"),
)


def make_project(path: Path, size: int) -> None:
    """Make a project whose notes differ in all that a filter asks for; the same each time."""
    from capture.jobs.projects import create
    from data.records import Attribution, Emotion, Group, Kind, SessionKind
    from data.store import notes, sessions
    from data.store.lists import channels, participants, personas, tags

    draw = random.Random(7)
    began = datetime(2026, 3, 2, 9, tzinfo=UTC)
    kinds = [None, *Kind]
    kinds_of_meeting = [SessionKind.STAFF_MEETING, SessionKind.CUSTOMER_INTERVIEW]
    with create(path) as project, project.change("Fill") as change:
        steps = [None, *(one.id for one in stages.all(change))]
        ways = [None, *(channels.add(change, f"Way {at}").id for at in range(4))]
        about = [personas.add(change, f"Persona {at}").id for at in range(4)]
        free = [tags.add(change, f"tag {at}").id for at in range(30)]
        groups = list(Group)
        people = [
            participants.add(
                change, f"Person {at}", group=groups[at % len(groups)], team=f"team {at % 5}"
            ).id
            for at in range(40)
        ]
        meetings = [
            sessions.add(change, f"Meeting {at}", kind, started_at=began + timedelta(days=at)).id
            for at, kind in enumerate(kinds_of_meeting * 20)
        ]
        for at in range(size):
            place = at * len(meetings) // size
            notes.add(
                change,
                session=meetings[place],
                text=f"{' '.join(draw.choices(_WORDS, k=14))} {at}",
                at=began + timedelta(days=place, seconds=at),
                kind=draw.choice(kinds),
                stage=draw.choice(steps),
                channel=draw.choice(ways),
                emotion=draw.choice([None, *Emotion]),
                personas=draw.sample(about, draw.choice((0, 0, 1, 2))),
                tags=draw.sample(free, draw.choice((0, 1, 1, 2))),
                participants=map(Attribution, draw.sample(people, draw.choice((0, 1, 2)))),
            )


_PAGE = "SELECT * FROM note WHERE {} ORDER BY at DESC, id DESC LIMIT 200"
_MEMBERS = (
    "SELECT * FROM note_persona WHERE note IN ({})",
    "SELECT * FROM note_tag WHERE note IN ({})",
    "SELECT * FROM note_participant WHERE note IN ({})",
)
_FTS = "nr IN (SELECT rowid FROM note_fts WHERE note_fts MATCH '{}')"
_TAGGED = "id IN (SELECT note FROM note_tag JOIN tag ON tag.id = tag WHERE name = '{}')"
_AT_STAGE = "stage = (SELECT id FROM stage ORDER BY position LIMIT 1)"

FILTERS = {
    "every note": ("", "1"),
    "a word": ("phone", _FTS.format("phone*")),
    "words and conditions": (
        "phone queue !pain emotion:<0",
        f"{_FTS.format('phone* AND queue*')} AND kind = 'pain point' AND emotion IN (-2, -1)",
    ),
    "OR, NOT and tags": (
        '(lost OR +"tag 3") -{stage}',
        f"({_FTS.format('lost*')} OR {_TAGGED.format('tag 3')}) AND NOT coalesce({_AT_STAGE}, 0)",
    ),
}
"""Filters, and the same in SQL by hand."""


def bare(connection: sqlite3.Connection, where: str) -> Callable[[], object]:
    """Return a turn that counts what fits and reads a page of it, with what hangs on each note."""

    def turn() -> object:
        connection.execute(f"SELECT count(*) FROM note WHERE {where}").fetchone()
        rows = connection.execute(_PAGE.format(where)).fetchall()
        ids = [row[1] for row in rows]
        marks = ", ".join("?" * len(ids))
        return rows, [connection.execute(sql.format(marks), ids).fetchall() for sql in _MEMBERS]

    return turn


def first_page(project: Project, typed: str, order: Order = NEWEST) -> object:
    """Do what the list does for a filter: find what fits, and read a page of it."""
    return browse.page(project, browse.browse(project, typed, order), 0)


def filtering(project: Project, connection: sqlite3.Connection) -> bool:
    """Hold filters and their first pages against bare SQL."""
    met = True
    stage = written(Facet.STAGE, stages.all(project)[0].title)
    for name, (typed, where) in FILTERS.items():
        asked = partial(first_page, project, typed.replace("{stage}", stage))
        times = interleaved({"sayso": asked, "bare SQL": bare(connection, where)}, TURNS)
        title = f"A filter and its first page: {name}, {MANY:,} notes"
        # No filter at all costs SQL next to nothing: what is left are the names that a list needs.
        goals = [("sayso", "bare SQL", 3.0)] if typed else []
        met &= report(title, times, goals)
    return met


def opening(many: Path, few: Path) -> bool:
    """Hold opening a large project and its list against opening a small one."""

    def opened(path: Path) -> None:
        with Project.open(path) as fresh:
            first_page(fresh, "")

    large, small = f"{MANY:,} notes", f"{FEW:,} notes"
    times = interleaved({large: partial(opened, many), small: partial(opened, few)}, TURNS)
    return report("Opening the project and its list", times, [(large, small, 1.3)])


def the_rest(project: Project) -> None:
    """Print what has no goal of its own: far pages, other orders, counts."""
    every = browse.browse(project, "")
    stage, group = Facet.STAGE, Facet.GROUP
    times = interleaved(
        {
            "the last page": partial(browse.page, project, every, MANY - 200),
            **{
                f"by {one}, the first page": partial(first_page, project, "", Order(one))
                for one in (Column.TEXT, Column.WHO, Column.SOURCE, Column.STAGE)
            },
            "every value with its count": lambda: browse.offers(
                project, browse.take_apart(project, "phone !pain")
            ),
            "stage by group, notes": partial(crosstab.cross, project, stage, group),
            "stage by group, people": partial(crosstab.cross, project, stage, group, people=True),
        },
        10,
    )
    report(f"Without a goal, {MANY:,} notes", times, [])


def main() -> int:
    """Measure, print, and exit with 1 where a goal is missed."""
    with tempfile.TemporaryDirectory() as folder:
        many, few = Path(folder) / "many.sayso", Path(folder) / "few.sayso"
        make_project(many, MANY)
        make_project(few, FEW)
        with Project.open(many) as project, closing(sqlite3.connect(many)) as connection:
            met = filtering(project, connection)
            met &= opening(many, few)
            the_rest(project)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
