"""Printing where the browser is missing, fails, hangs, or its files have no place."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from capture import headless, poppler
from data.errors import Cancelled, OutputFailed
from tests.unit.commands import ok, sayso

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-ins are shell scripts")

MAIN = (sys.executable, "-c", "from capture.cli import main; main()")
MEETING = """\
# Monday

Participants: Maria/front desk

- ma: phones ring out all morning ,,p-- #wait
- ma: form is far too long ,,p #apply
"""


@pytest.fixture
def project(workdir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (workdir / "monday.md").write_text(MEETING, encoding="utf-8")
    ok("new", "claim", "--stages", "Find out, Apply, Wait")
    ok("import", "monday.md")
    ok("synthesize")
    monkeypatch.delenv("SAYSO_BROWSER", raising=False)
    return workdir


def stand_in(folder: Path, body: str) -> str:
    """Make a program that stands in for a browser; return its path."""
    path = folder / "browser"
    path.write_text(f"#!{sys.executable}\n{body}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_without_a_browser_a_page_to_print_is_offered(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(project))
    monkeypatch.setattr(headless, "_usual_places", lambda: iter(()))
    told = sayso("map", "--format", "pdf", "-o", "map.pdf")
    assert told.code == 1
    assert "Install Chromium, Chrome, Edge or Brave" in told.err
    assert "--format html" in told.err
    assert not (project / "map.pdf").exists()
    assert "You say" in ok("map", "--sheet", "a3").out


PDF = (
    "import sys\nfor a in sys.argv:\n"
    " if a.startswith('--print-to-pdf='): open(a[15:], 'w').write('%PDF-1.4 a page %%EOF')"
)


def drawer(folder: Path, body: str) -> None:
    """Put a program that stands in for pdftocairo first on the path."""
    path = folder / "bin" / "pdftocairo"
    path.parent.mkdir()
    path.write_text(f"#!{sys.executable}\n{body}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    os.environ["PATH"] = f"{path.parent}{os.pathsep}{os.environ['PATH']}"


def test_without_what_draws_svg_no_browser_is_started_and_the_way_out_is_said(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAYSO_BROWSER", stand_in(project, "open('started', 'w')"))
    monkeypatch.setenv("PATH", str(project))
    told = sayso("map", "--format", "svg", "-o", "map.svg")
    assert told.code == 1
    assert "pdftocairo, which is not installed here; nothing was written" in told.err
    assert "poppler-utils" in told.err
    assert "--format pdf" in told.err
    assert not (project / "map.svg").exists()
    assert not (project / "started").exists()


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("import sys; sys.exit('Syntax Error')", "ended with code 1 (Syntax Error)"),
        ("", "drew no whole picture"),
        ("import sys; open(sys.argv[-1], 'w').write('<svg')", "drew no whole picture"),
        ("import sys; open(sys.argv[-1], 'w').write('<html/>')", "drew no whole picture"),
        (
            "import sys\nif '2' in sys.argv: sys.exit('full')\n"
            "open(sys.argv[-1], 'w').write('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')",
            "ended with code 1 (full)",
        ),
    ],
    ids=["fails", "draws nothing", "half a file", "no picture", "the second page fails"],
)
def test_svg_that_fails_leaves_what_was_there(
    project: Path, monkeypatch: pytest.MonkeyPatch, body: str, word: str
) -> None:
    ok("personas", "add", "Tourist")
    ok("personas", "add", "Carer")
    monkeypatch.setenv("SAYSO_BROWSER", stand_in(project, PDF))
    monkeypatch.setenv("PATH", os.environ["PATH"])
    drawer(project, body)
    (project / "map-2.svg").write_text("before", encoding="utf-8")
    told = sayso("map", "--format", "svg", "-o", "map.svg", "--force")
    assert told.code == 3
    assert word in told.err
    assert "nothing was written" in told.err
    assert [one.name for one in project.glob("map*")] == ["map-2.svg"]
    assert (project / "map-2.svg").read_text(encoding="utf-8") == "before"


def test_a_drawing_that_is_stopped_or_hangs_is_ended(tmp_path: Path) -> None:
    command = stand_in(tmp_path, "import time; time.sleep(600)")
    with pytest.raises(Cancelled):
        list(poppler.Drawer(command, lambda: True).pages(b"%PDF", [(420, 297)]))
    with pytest.raises(OutputFailed, match="did not finish within"):
        list(poppler.Drawer(command, seconds=0.3).pages(b"%PDF", [(420, 297)]))


def test_a_browser_that_is_asked_for_and_missing_is_named(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAYSO_BROWSER", "no-such-browser --flag")
    told = sayso("map", "--format", "png", "-o", "map.png")
    assert told.code == 1
    assert "“no-such-browser --flag”" in told.err
    assert not list(project.glob("map*"))


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("import sys; sys.exit('cannot open display')", "ended with code 1 (cannot open display)"),
        ("", "printed nothing"),
        (
            "import sys\nfor a in sys.argv:\n"
            " if a.startswith('--print-to-pdf='): open(a[15:], 'w').write('%PDF-1.4 half')",
            "no whole PDF",
        ),
    ],
    ids=["fails", "prints nothing", "half a file"],
)
def test_a_browser_that_fails_leaves_what_was_there(
    project: Path, monkeypatch: pytest.MonkeyPatch, body: str, word: str
) -> None:
    monkeypatch.setenv("SAYSO_BROWSER", stand_in(project, body))
    (project / "map.pdf").write_text("before", encoding="utf-8")
    told = sayso("map", "--format", "pdf", "-o", "map.pdf", "--force")
    assert told.code == 3
    assert word in told.err
    assert "nothing was written" in told.err
    assert (project / "map.pdf").read_text(encoding="utf-8") == "before"
    assert sorted(one.name for one in project.glob("map*")) == ["map.pdf"]


def test_a_file_that_is_there_is_replaced_only_when_asked(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = sayso("map", "--sheet", "a3", "-o", "map.html")
    assert told.code == 0
    (project / "map.html").write_text("before", encoding="utf-8")
    told = sayso("map", "--sheet", "a3", "-o", "map.html")
    assert told.code == 3
    assert "--force" in told.err
    assert (project / "map.html").read_text(encoding="utf-8") == "before"
    ok("map", "--sheet", "a3", "-o", "map.html", "--force")
    assert "You say" in (project / "map.html").read_text(encoding="utf-8")


def test_a_place_that_is_none_is_refused_before_a_browser_is_looked_for(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAYSO_BROWSER", stand_in(project, "open('started', 'w')"))
    for place in ("nowhere/map.pdf", "."):
        assert sayso("map", "--format", "pdf", "-o", place).code != 0
    assert sayso("map", "--format", "pdf").code == 2
    assert not (project / "started").exists()


def gone(pid: int) -> bool:
    """True once a process has ended, which the kernel may take a moment to tell."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2]
        except OSError:
            return True
        if state.split()[0] == "Z":
            return True
    return False


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks processes up in /proc")
@pytest.mark.parametrize("stopped", [False, True], ids=["hangs", "stopped"])
def test_a_browser_that_hangs_or_is_stopped_is_ended_with_its_children(
    tmp_path: Path, stopped: bool
) -> None:
    child = tmp_path / "child"
    body = (
        "import subprocess, sys, time\n"
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(child)!r} + '.new', 'w').write(str(p.pid))\n"
        f"import os; os.replace({str(child)!r} + '.new', {str(child)!r})\n"
        "time.sleep(600)"
    )
    # It is given up only when its child is there, so that there is something to end.
    press = headless.Press([stand_in(tmp_path, body)], lambda: stopped and child.exists(), 3600)
    if stopped:
        with pytest.raises(Cancelled):
            press.pdf("<p>page")
    else:
        slow = headless.Press(press.command, lambda: False, 3)
        with pytest.raises(OutputFailed, match="did not finish within 3 seconds"):
            slow.pdf("<p>page")
    assert child.exists()
    assert gone(int(child.read_text(encoding="utf-8")))


def test_ctrl_c_ends_the_browser_and_writes_nothing(project: Path) -> None:
    child = project / "started"
    body = (
        f"import os, time\nopen({str(child)!r} + '.new', 'w').write(str(os.getpid()))\n"
        f"os.replace({str(child)!r} + '.new', {str(child)!r})\ntime.sleep(600)"
    )
    verb = subprocess.Popen(
        [*MAIN, "map", "--format", "pdf", "-o", "map.pdf"],
        env={**os.environ, "SAYSO_BROWSER": stand_in(project, body)},
        stderr=subprocess.PIPE,
        text=True,
    )
    until = time.monotonic() + 60
    while not child.exists() and verb.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    assert child.exists()
    verb.send_signal(signal.SIGINT)
    _, told = verb.communicate(timeout=60)
    assert verb.returncode == 130
    assert "Stopped. Nothing was written." in told
    assert gone(int(child.read_text(encoding="utf-8")))
    assert not (project / "map.pdf").exists()


def test_a_map_without_moods_notes_or_personas_prints(project: Path) -> None:
    ok("personas", "add", "Nobody so far")
    ok("personas", "add", "Tourist")
    for sheet in ("a3", "a4", "a0", "cards"):
        made = ok("map", "--sheet", sheet).out
        assert ("Nobody so far" in made) == (sheet != "cards")
    ok("new", "empty", "--stages", "First, Second")
    made = ok("-s", "empty", "map", "--sheet", "a3").out
    assert made.count("Nothing heard here yet") == 2
    assert sayso("-s", "empty", "map", "--sheet", "cards").code == 1


def test_a_frozen_map_prints_as_it_was(project: Path) -> None:
    ok("freeze", "May")
    before = ok("map", "--sheet", "a3", "--frozen", "May").out
    ok("log", "Maria: nobody picks up ,,p-- #wait")
    ok("synthesize")
    assert ok("map", "--sheet", "a3", "--frozen", "May").out == before
    assert ok("map", "--sheet", "a3").out != before


def test_names_and_forms_that_are_none_of_papers_are_refused(project: Path) -> None:
    for words in (["--identified"], ["--format", "md"], ["--format", "text"], ["--short"]):
        assert sayso("map", "--sheet", "a3", *words).code == 2


def test_of_several_sheets_all_are_written_or_none(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ok("personas", "add", "Tourist")
    ok("personas", "add", "Carer")

    def png(self: headless.Press, page: str, width: int, height: int, scale: int = 2) -> bytes:
        return b"a picture"

    monkeypatch.setattr(headless, "find", lambda _: ["browser"])
    monkeypatch.setattr(headless.Press, "png", png)
    (project / "map-2.png").write_text("before", encoding="utf-8")
    told = sayso("map", "--format", "png", "-o", "map.png")
    assert told.code == 3
    assert "map-2.png" in told.err
    assert not (project / "map-1.png").exists()
    ok("map", "--format", "png", "-o", "map.png", "--force")
    for name in ("map-1.png", "map-2.png"):
        assert (project / name).read_bytes() == b"a picture"
        (project / name).unlink()
    seen: list[int] = []

    def full(handle: int) -> None:
        seen.append(handle)
        if len(seen) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    told = sayso("map", "--format", "png", "-o", "map.png")
    assert told.code == 3
    assert "No space left on device" in told.err
    assert not list(project.glob("map*"))
    assert not list(project.glob(".sayso-*"))
