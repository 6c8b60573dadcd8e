"""A separate process that writes notes, until a fault stops it.

Usage: ``python -m tests.faults.faulty_writer PROJECT [LIMIT]``.  Each note has its text twice, in
the row and in a tag's name, so that half a note would be seen.  A line is printed when a note is
stored; a refusal is printed as ``ERROR name: sentence`` and ends the process.  LIMIT is the largest
size in bytes that any file may grow to.
"""

from __future__ import annotations

import resource
import signal
import sys
from pathlib import Path

from data.errors import SaysoError
from data.store import Project, notes, sessions
from data.store.lists import tags


def main(path: Path, limit: int | None) -> None:
    project = Project.open(path)
    if limit is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    session = sessions.last(project)
    assert session is not None
    start = len(notes.all(project))
    for number in range(start, start + 100_000):
        try:
            with project.change("Note") as change:
                tag = tags.add(change, f"word {number}")
                text = f"note {number} " + "long " * 200
                notes.add(change, session=session.id, text=text, tags=[tag.id])
        except SaysoError as error:
            print(f"ERROR {type(error).__name__}: {error}", flush=True)
            print(len(notes.all(project)), flush=True)
            return
        print(number, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)
