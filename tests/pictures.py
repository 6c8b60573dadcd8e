"""The pictures of the README, made from the real app and the real page: ``make pictures``.

Writes ``docs/map.png``, ``docs/capture.png``, ``docs/map-mode.png``, and of the walk through the
sample ``docs/walk-*.png``, with Chromium.  Look at them before you commit them.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text
from textual.app import App

from capture.cli.main import run
from capture.jobs import drafts, maps, projects
from data.store import Project
from synthesis.render import difference
from synthesis.render.html import page as html
from tests import ROOT
from tests.tui.helpers import normalised, opened, settled, until

DOCS = ROOT / "docs"
SIZE = (103, 30)  # as wide as it can be without the panel beside the board
WIDE, TALL = 100, 46  # columns and lines of what is printed
SHEET = (1632, 1168)  # pixels of an A3 sheet and its margin
_TRIES = 8


def make_sample(folder: Path) -> Path:
    """Make the whole sample project, drafted."""
    path = folder / "bike-lease.sayso"
    with projects.create_sample(path) as project:
        projects.staff_meetings(project)
        drafts.synthesise(project)
        projects.interviews(project)
        drafts.synthesise(project)
    return path


def photograph(source: Path, target: Path, width: int, height: int) -> None:
    """Take a picture of a file in Chromium, in pixels.

    Chromium may take it before all of the page is painted, and leaves a blank block where the rest
    belongs; which one differs from run to run.  So it is taken until two in a row are the same.
    """
    before = b""
    for _ in range(_TRIES):
        _take(source, target, width, height)
        taken = target.read_bytes()
        if taken == before:
            return
        before = taken
    raise SystemExit(f"No two pictures of {target.name} were the same.")


def _take(source: Path, target: Path, width: int, height: int) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("The pictures need Chromium; none was made.")
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
             "--disable-sync", "--disable-background-networking", "--disable-component-update",
             "--hide-scrollbars", f"--user-data-dir={profile}",
             f"--window-size={width},{height}", f"--screenshot={target}", source.as_uri()],
            check=True, capture_output=True,
        )  # fmt: skip


def page(path: Path) -> None:
    """Take a picture of the sample's page."""
    source = path.with_suffix(".html")
    with Project.open(path, read_only=True) as project:
        source.write_text(html.render(maps.build_map(project, "")), encoding="utf-8")
    photograph(source, DOCS / "map.png", 1480, 940)


def screen(app: App[None], folder: Path, name: str) -> None:
    """Take a picture of what the app shows now."""
    svg = normalised(app.export_screenshot(title="sayso")).replace("Fira Code", "monospace")
    photograph_svg(svg, folder, name)


def photograph_svg(svg: str, folder: Path, name: str) -> None:
    """Take a picture of a drawing as large as it is."""
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert box is not None
    width, height = (round(float(side)) for side in box.groups())
    source = folder / f"{name}.html"
    source.write_text(f"<body style='margin:0'>{svg}</body>", encoding="utf-8")
    photograph(source, DOCS / f"{name}.png", width, height)


async def screens(path: Path) -> None:
    """Take pictures of Capture, with a line half typed, and of Map."""
    async with opened(path, SIZE, mode="capture") as pilot:
        line = pilot.app.screen.focused
        await until(lambda: line is not None, "the line has the focus")
        await pilot.press(*"hanna: five weeks, not a word from anyone ,,p--3 fam")
        await settled(pilot)
        screen(pilot.app, path.parent, "capture")
    async with opened(path, SIZE, mode="map") as pilot:
        await pilot.press("right", "right")
        await settled(pilot)
        screen(pilot.app, path.parent, "map-mode")


def sayso(project: Path, *argv: str) -> str:
    """Run a verb on a project and return what it printed."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        code = run(["-s", str(project), *argv])
    if code:
        raise SystemExit(f"sayso {' '.join(argv)} ended with {code}")
    return out.getvalue()


def printed(text: str, title: str, folder: Path, name: str) -> None:
    """Take a picture of what a verb printed, as a terminal shows it."""
    console = Console(record=True, width=WIDE, file=io.StringIO())
    console.print(Text.from_ansi(text), end="")
    svg = console.export_svg(title=title).replace("Fira Code", "monospace")
    photograph_svg(svg, folder, name)


def walk(folder: Path) -> None:
    """Take pictures of the walk: the first map, the sheet on the wall, the guide, the diff."""
    path = projects.lay_out(folder / "walk")
    for file in sorted((path.parent / "meetings").iterdir()):
        sayso(path, "import", str(file))
    with Project.open(path) as project:
        drafts.synthesise(project)
        first = maps.text_of(maps.build_map(project, ""), width=WIDE, colour=True)
    printed("\n".join(first.splitlines()[:TALL]), "sayso map", folder, "walk-first")
    sheet = folder / "sheet.html"
    sayso(path, "map", "--sheet", "a3", "--format", "html", "-o", str(sheet))
    photograph(sheet, DOCS / "walk-sheet.png", *SHEET)
    sayso(path, "workshop", str(path.parent / "workshop.txt"), "--by", "Staff room")
    for file in sorted((path.parent / "interviews").iterdir()):
        sayso(path, "import", str(file))
    sayso(path, "synthesize")
    with Project.open(path) as project:
        found = maps.compare(project, "Assumptive v1")
        moved = difference.render(found.difference, names=found.names, width=WIDE, colour=True)
    printed("\n".join(moved.splitlines()[:TALL]), "sayso diff", folder, "walk-diff")


def main() -> None:
    """Make all pictures."""
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    with tempfile.TemporaryDirectory() as name:
        os.environ["SAYSO_HOME"] = name
        path = make_sample(Path(name))
        page(path)
        asyncio.run(screens(path))
        walk(Path(name))
    print(f"made the pictures in {DOCS}; look at them")


if __name__ == "__main__":
    main()
