"""What a logged note and the help cost, beside jrnl and beside the bare libraries.

jrnl (https://jrnl.sh) is the terminal journal that people log remarks with; it rewrites its file
for each entry, so it is held against both an empty journal and one of the same length.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.benchmarks.timing import command, interleaved, report

NOTES = 10_000
TEXT = "phones ring out all morning and nobody at the desk can pick up ,,p--"


def _sayso() -> str:
    return str(Path(sys.executable).with_name("sayso"))


def _journal(folder: Path, name: str, entries: int) -> Path:
    """Write a journal with entries and its configuration; return the configuration."""
    moment = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    book = folder / f"{name}.txt"
    book.write_text(
        "".join(
            f"[{moment + timedelta(minutes=n):%Y-%m-%d %H:%M}] remark {n} of a long meeting.\n"
            f"{TEXT}\n\n"
            for n in range(entries)
        )
    )
    config = folder / f"{name}.yaml"
    config.write_text(
        "colors:\n  body: none\n  date: none\n  tags: none\n  title: none\n"
        "default_hour: 9\ndefault_minute: 0\neditor: ''\nencrypt: false\nhighlight: false\n"
        f"indent_character: '|'\njournals:\n  default:\n    journal: {book}\nlinewrap: 79\n"
        "tagsymbols: '@'\ntemplate: false\ntimeformat: '%Y-%m-%d %H:%M'\nversion: v4.6\n"
    )
    return config


def _project(folder: Path) -> Path:
    """Make a project with 10,000 notes."""
    from capture.jobs import projects
    from data.records import SessionKind
    from data.store import notes, sessions

    path = folder / "many.sayso"
    moment = datetime.now(UTC) - timedelta(hours=3)
    with projects.create(path) as project, project.change("Fill") as change:
        session = sessions.add(change, "Long", SessionKind.STAFF_MEETING, started_at=moment)
        for n in range(NOTES):
            notes.add(
                change,
                session=session.id,
                text=f"remark {n}: {TEXT}",
                at=moment + timedelta(seconds=n),
            )
    return path


def main() -> bool:
    """Run it; True where every goal is met."""
    jrnl = shutil.which("jrnl", path=str(Path(sys.executable).parent))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = {**os.environ, "SAYSO_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
        contenders = {
            "sayso log, 10,001st note": command(
                _sayso(), "-s", str(_project(folder)), "log", TEXT, env=env
            ),
            "python -c 'import click, sqlite3'": command(
                sys.executable, "-c", "import click, sqlite3"
            ),
        }
        goals = [("sayso log, 10,001st note", "python -c 'import click, sqlite3'", 2.5)]
        if jrnl is None:
            print("jrnl is not installed: that comparison is left out (make bench installs it)")
        else:
            empty = _journal(folder, "empty", 0)
            full = _journal(folder, "full", NOTES)
            blank = empty.with_suffix(".txt")

            def first_entry() -> None:
                blank.write_text("")
                command(jrnl, "--config-file", str(empty), TEXT, env=env)()

            contenders["jrnl, empty journal"] = first_entry
            contenders["jrnl, 10,001st entry"] = command(
                jrnl, "--config-file", str(full), TEXT, env=env
            )
            goals += [
                ("sayso log, 10,001st note", "jrnl, empty journal", 3.0),
                ("sayso log, 10,001st note", "jrnl, 10,001st entry", 0.2),
            ]
        good = report("Logging a note from the shell", interleaved(contenders, 15), goals)
        times = interleaved(
            {
                "sayso --help": command(_sayso(), "--help", env=env),
                "python -c 'import click'": command(sys.executable, "-c", "import click"),
            },
            25,
        )
        goals = [("sayso --help", "python -c 'import click'", 3.0)]
        return report("The help", times, goals) and good


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
