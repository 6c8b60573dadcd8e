"""Any facet by any facet: what is counted, what each cell finds, and how it is printed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from capture.jobs import crosstab
from capture.jobs.browse import browse
from capture.jobs.crosstab import OFFERED, Crosstab, cross
from data.errors import NotFound
from data.records import Attribution, Group, Kind, SessionKind, Source, Stance
from data.store import Project, filters, notes, sessions
from data.store.filters import EVERYTHING, Facet
from data.store.lists import participants, personas, stages, tags
from synthesis.board.standing import People, Side
from tests.unit.commands import ok, sayso
from tests.unit.stores import START, new_project


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    monkeypatch.chdir(tmp_path)
    with new_project(tmp_path) as made:
        fill(made)
        yield made


def fill(project: Project) -> None:
    """Two meetings of one title, three people, unnamed speakers, survey rows, data and guesses."""
    wait = next(one.id for one in stages.all(project) if one.title == "Wait")
    with project.change("Fill") as change:
        claimant = personas.all(change)[0].id
        carer = personas.add(change, "Carer").id
        odd = tags.add(change, "=odd|name").id
        maria = participants.add(change, "Maria", group=Group.FRONTLINE, team="Front Desk").id
        jon = participants.add(change, "Jon", group=Group.FRONTLINE, team="front-desk").id
        ada = participants.add(change, "Ada", group=Group.CUSTOMER).id
        staff = sessions.add(change, "Meeting", SessionKind.STAFF_MEETING, started_at=START).id
        visit = sessions.add(
            change, "Meeting", SessionKind.CUSTOMER_INTERVIEW, started_at=START + timedelta(days=1)
        ).id
        survey = sessions.add(change, "Survey", SessionKind.IMPORT, started_at=START).id
        says, nods, denies = (
            Attribution(ada),
            Attribution(ada, Stance.AGREES),
            Attribution(jon, Stance.DISAGREES),
        )
        for session, told in (
            (staff, {"participants": (Attribution(maria), nods), "stage": wait, "kind": Kind.PAIN}),
            (staff, {"participants": (Attribution(maria),), "personas": (claimant, carer)}),
            (staff, {"participants": (Attribution(jon),), "stage": wait, "tags": (odd,)}),
            (staff, {}),
            (staff, {"stage": wait, "source": Source.CUSTOMER}),
            (staff, {"source": Source.STAFF}),
            (visit, {"participants": (says, denies), "stage": wait, "kind": Kind.NEED}),
            (visit, {"participants": (denies,)}),
            (visit, {"emotion": -2, "kind": Kind.MEMO}),
            (survey, {"respondent": "row 1", "source": Source.CUSTOMER, "stage": wait}),
            (survey, {"respondent": "row 1", "source": Source.CUSTOMER}),
            (survey, {"respondent": "row 2"}),
            (survey, {"source": Source.RECORD}),
            (survey, {"set_aside": True, "stage": wait}),
        ):
            notes.add(change, session=session, text="said", at=START, **told)


def by_name(found: Crosstab) -> dict[tuple[str, str], int]:
    return {
        (row.name, column.name): count
        for row, cells in zip(found.rows, found.cells, strict=True)
        for column, count in zip(found.columns, cells, strict=True)
        if count
    }


@pytest.mark.parametrize(("down", "across"), list(product(OFFERED, repeat=2)))
def test_every_count_of_notes_is_what_its_filter_finds(
    project: Project, down: Facet, across: Facet
) -> None:
    found = cross(project, down, across, "said OR zebra")
    assert (found.notes, found.total) == (13, 13)
    for row, line in enumerate(found.rows):
        assert browse(project, found.filter_of(row)).count == line.total
        for column, count in enumerate(found.cells[row]):
            assert browse(project, found.filter_of(row, column)).count == count
    for column, line in enumerate(found.columns):
        assert browse(project, found.filter_of(column=column)).count == line.total
    assert browse(project, found.filter_of()).count == found.total


def test_the_people_are_those_that_standing_counts(project: Project) -> None:
    snapshot = project.snapshot()
    people = People.of(snapshot)
    voices = {
        note.id: {
            one.who
            for one in people.voices(note)
            if one.side in (Side.CUSTOMER, Side.INSIDE) and not one.against
        }
        for note in snapshot.notes
    }
    heard = filters.people_by_note(project, EVERYTHING)
    ids = dict(project.connection.rows("SELECT nr, id FROM note"))
    found = {ids[nr]: who for nr, who in heard.items()}
    assert {note: len(who) for note, who in found.items()} == {
        note: len(who) for note, who in voices.items() if who
    }
    assert len(set().union(*found.values())) == len(set().union(*voices.values()))


def test_people_are_counted_once_in_a_cell_and_in_a_total(project: Project) -> None:
    found = cross(project, Facet.STAGE, Facet.GROUP, people=True)
    # Wait: Maria and Jon; Ada; the unnamed customer of the meeting, and the survey's first row.
    assert by_name(found) == {
        ("Wait", "frontline"): 2,
        ("Wait", "customer"): 1,
        ("Wait", "no group"): 2,
        ("no stage", "frontline"): 1,
        ("no stage", "no group"): 3,  # the staff's unnamed, the interview's, the survey's row
    }
    assert {line.name: line.total for line in found.rows} == {
        "Apply": 0,
        "Wait": 5,
        "no stage": 4,
    }
    assert found.total == sum(line.total for line in found.columns) == 7
    assert found.unheard == 3  # a memo, a row that is our own guess, a record


def test_a_note_of_two_personas_stands_in_both_and_counts_once(project: Project) -> None:
    found = cross(project, Facet.PERSONA, Facet.STAGE)
    assert {line.name: line.total for line in found.rows} == {
        "Claimant": 1,
        "Carer": 1,
        "no persona": 12,
    }
    assert found.total == 13
    assert cross(project, Facet.TEAM, Facet.KIND).rows[0].name == "Front Desk"
    assert len(cross(project, Facet.TEAM, Facet.KIND).rows) == 2  # two spellings of one team


def test_what_is_set_aside_counts_only_where_it_is_asked_for(project: Project) -> None:
    assert cross(project, Facet.STAGE, Facet.KIND).typed == "-aside"
    assert cross(project, Facet.STAGE, Facet.KIND, "aside").total == 1
    assert cross(project, Facet.STAGE, Facet.KIND, "=customer").typed == "=customer"


def test_facets_go_by_the_names_that_filters_have_for_them() -> None:
    assert [crosstab.facet(name) for name in ("st", "who", "in", "Kind")] == [
        Facet.STAGE,
        Facet.PARTICIPANT,
        Facet.SESSION,
        Facet.KIND,
    ]
    with pytest.raises(NotFound, match="known: stage"):
        crosstab.facet("zzz")


def test_the_verb_prints_tables_csv_and_json(project: Project) -> None:
    project.close()
    shown = ok("crosstab", "stage", "kind")
    lines = shown.out.splitlines()
    assert lines[0].split() == ["pain", "point", "need", "memo", "no", "kind", "total"]
    assert lines[2].split() == ["Wait", "1", "1", "·", "3", "5"]
    assert lines[-1].split() == ["total", "1", "1", "1", "10", "13"]
    rows = list(csv.reader(io.StringIO(ok("crosstab", "tag", "stage", "--csv").out)))
    assert rows[0] == ["tag / stage", "Apply", "Wait", "no stage", "total"]
    assert rows[1] == ["'=odd|name", "0", "1", "0", "1"]
    told = ok("crosstab", "stage", "group", "--people", "--json").json
    assert (told["counting"], told["total"], told["unheard"]) == ("people", 7, 3)
    assert told["rows"]["values"][1] == {"name": "Wait", "filter": "#Wait", "total": 5}
    assert sayso("crosstab", "stage", "kind", "zebra").code == 1
    assert sayso("crosstab", "stage", "zzz").code == 1


def test_columns_that_do_not_fit_follow_below(project: Project) -> None:
    with project.change("Many") as change:
        session = sessions.all(change)[0].id
        for number in range(20):
            tag = tags.add(change, f"a tag of some length {number:02}").id
            notes.add(change, session=session, text="more", at=START, tags=(tag,))
    project.close()
    lines = ok("crosstab", "stage", "tag").out.splitlines()
    assert max(map(len, lines)) <= 80
    assert sum(line.startswith("Wait") for line in lines) == lines.count("") + 1 > 2
