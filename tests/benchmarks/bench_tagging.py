"""Putting ten thousand notes at a stage, and taking it back, beside the bare UPDATE.

All in one file of twenty thousand notes with the settings of a project: the bare statement has the
same transaction, the same checks of references and the same disk.  Beside it: one key on one note,
in twenty thousand notes and in one thousand.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from capture.jobs import tags
from capture.jobs.browse import Targets
from capture.jobs.pick import every_tag
from data.records import Kind, NoteId
from data.store import Project
from data.store.lists import stages
from data.store.log import new_id
from data.store.schema import TABLES
from tests.benchmarks.timing import interleaved, report
from tests.unit.stores import START, new_project, with_session

NOTES, TAGGED, FEW = 20_000, 10_000, 1_000
TURNS = 7


def filled(folder: Path, count: int) -> tuple[Project, list[NoteId]]:
    """A project of so many notes in one session."""
    folder.mkdir()
    project = new_project(folder)
    session = with_session(project)
    table = TABLES["note"]
    blank: dict[str, object] = {name: table.defaults.get(name) for name in table.columns}
    blank |= {"session": session.id, "at": START, "verbatim": False}
    blank |= {"left_over": "", "respondent": ""}
    ids = [NoteId(new_id()) for _ in range(count)]
    with project.change("Notes") as change:
        change.make_many(
            "note",
            [
                blank | {"id": one, "text": f"remark {at} on waiting for an answer"}
                for at, one in enumerate(ids)
            ],
        )
    return project, ids


def bare(project: Project, ids: list[NoteId]) -> Callable[[], object]:
    """A turn of the bare statement: to the other stage and back again with the next."""
    steps = [one.id for one in stages.all(project)]
    state = {"at": 0}

    def turn() -> None:
        state["at"] = 1 - state["at"]
        stage = steps[state["at"]]
        connection = project.connection
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("UPDATE note SET stage = ? WHERE id = ?", [(stage, i) for i in ids])
        connection.execute("COMMIT")

    return turn


def main() -> int:
    """Print the figures; 1 where a goal is missed."""
    met = True
    with tempfile.TemporaryDirectory() as folder:
        plain, plain_ids = filled(Path(folder) / "plain", NOTES)
        project, ids = filled(Path(folder) / "logged", NOTES)
        wait = stages.all(project)[1].id
        targets = Targets(tuple(ids[:TAGGED]), marked=True)

        def put() -> None:
            done = tags.tag(project, targets, tags.put(stage=wait))
            assert len(done.changed) == TAGGED

        def undo() -> None:
            assert project.undo() is not None

        times = interleaved(
            {
                "bare UPDATE": bare(plain, plain_ids[:TAGGED]),
                "tag": put,
                "undo": undo,
                "preview": lambda: tags.preview(project, targets, tags.put(stage=wait)),
            },
            TURNS,
        )
        met &= report(
            f"{TAGGED:,} of {NOTES:,} notes put at a stage",
            times,
            [("tag", "bare UPDATE", 5), ("undo", "bare UPDATE", 15)],
        )
        few, few_ids = filled(Path(folder) / "few", FEW)

        def key(where: Project, some: list[NoteId]) -> Callable[[], object]:
            count = itertools.count(1)

            def turn() -> None:
                at = next(count)
                kind = Kind.GAIN if at // 50 % 2 else Kind.PAIN
                one = Targets((some[at % 50],))
                assert tags.tag(where, one, tags.put(kind=kind)).changed

            return turn

        times = interleaved(
            {
                "a key in many": key(project, ids),
                "a key in few": key(few, few_ids),
                "names in many": lambda: every_tag(project),
                "names in few": lambda: every_tag(few),
            },
            TURNS * 5,
        )
        met &= report(
            f"one note of {NOTES:,} and of {FEW:,}",
            times,
            [("a key in many", "a key in few", 1.5)],
        )
        for one in (plain, project, few):
            one.close()
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
