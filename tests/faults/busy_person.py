"""One of two people who work on one project at once: logs, tags, merges, takes back at random."""

from __future__ import annotations

import random
import sys
from datetime import UTC, datetime
from pathlib import Path

from data.errors import ProjectLocked, UndoRefused
from data.records import Emotion, Kind, SessionKind
from data.store import Project, merging, notes, sessions
from data.store.authors import use_author
from data.store.lists import tags


def main(path: Path, name: str, turns: int, seed: int) -> None:
    """Work for some turns; print each note's number once it is stored, and each undo's label."""
    chance = random.Random(seed)
    use_author(name)
    with Project.open(path) as project:
        for turn in range(turns):
            try:
                work(project, chance, name, turn)
            except (ProjectLocked, UndoRefused) as error:
                print(f"refused {type(error).__name__}", flush=True)


def work(project: Project, chance: random.Random, name: str, turn: int) -> None:
    """Do one thing."""
    mine = [note for note in notes.all(project) if note.text.startswith(name)]
    acts = ["log", "log", "tag", "edit", "share", "label", "merge", "undo", "undo", "redo"]
    act = chance.choice(acts) if mine else "log"
    if act == "log":
        with project.change(f"{name} logs {turn}") as change:
            session = sessions.last(project) or sessions.add(
                change, "Meeting", SessionKind.STAFF_MEETING, started_at=datetime.now(UTC)
            )
            notes.add(change, session=session.id, text=f"{name} {turn}")
        print(f"logged {turn}", flush=True)
    elif act == "share":
        # Both work on these: undo must keep to what nobody has touched since.
        with project.change(f"{name} feels for a shared note") as change:
            shared = [note for note in notes.all(change) if note.text.startswith("shared")]
            emotion, flagged = chance.choice(list(Emotion)), chance.random() < 0.5
            notes.edit(change, chance.choice(shared).id, emotion=emotion, flagged=flagged)
    elif act == "label":
        with project.change(f"{name} labels a shared note") as change:
            shared = [note for note in notes.all(change) if note.text.startswith("shared")]
            note = chance.choice(shared)
            ids = {tag.name: tag.id for tag in tags.all(change)}
            label = f"label {chance.randrange(6)}"
            one = ids.get(label) or tags.add(change, label).id
            notes.edit(change, note.id, tags={*note.tags, one})
    elif act == "merge":
        with project.change(f"{name} merges two labels") as change:
            labels = [tag.id for tag in tags.all(change) if tag.name.startswith("label")]
            if len(labels) > 1:
                gone, kept = chance.sample(labels, 2)
                merging.merge(change, "tag", gone, kept)
    elif act == "tag":
        with project.change(f"{name} tags") as change:
            known = {tag.name: tag for tag in tags.all(change)}
            tag = known.get(f"of {name}") or tags.add(change, f"of {name}")
            notes.edit(change, chance.choice(mine).id, tags=[tag.id])
    elif act == "edit":
        with project.change(f"{name} edits") as change:
            kind, emotion = chance.choice(list(Kind)), chance.choice(list(Emotion))
            notes.edit(change, chance.choice(mine).id, kind=kind, emotion=emotion)
    else:
        done = project.undo() if act == "undo" else project.redo()
        if done is not None:
            assert name in done.label, f"{name} took back what is not theirs: {done.label}"
            print(f"{act} {done.label}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
