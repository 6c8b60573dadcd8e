"""A separate process that edits notes which others edit at the same time.

Usage: ``python -m tests.faults.busy_editor PROJECT NAME EDITS SEED``.  Each edit adds a word to a
note as it was seen, so that a note that lacks a word was stored by somebody who had not seen it.
``stored WORD`` is printed for each edit that was acknowledged, ``refused WORD`` for each that met a
note which had changed since: it is then made again of what the refusal shows.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from capture.jobs.notes import ChangedMeanwhile, edit_line, edit_text
from data.store import Project, notes
from data.store.lists import tags


def main(path: Path, name: str, edits: int, seed: int) -> None:
    chance = random.Random(seed)
    with Project.open(path, wait=60) as project:
        for number in range(edits):
            seen = chance.choice(notes.all(project))
            word = f"{name}{number}"
            edit = chance.choice((edit_line, edit_text))
            with project.change("Something else, while the line stands open") as change:
                tags.add(change, f"of {word}")
            while True:
                try:
                    edit(project, seen, f"{seen.text} {word}")
                except ChangedMeanwhile as error:
                    print("refused", word, flush=True)
                    seen = error.note
                else:
                    print("stored", word, flush=True)
                    break


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
