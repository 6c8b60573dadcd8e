"""Printing from the map, with a browser and without."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from capture import headless, system
from data.errors import NotFound
from tests.tui.helpers import opened, text_of, until
from tests.tui.research import clock_in_utc, make_research, shell


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    with clock_in_utc():
        yield make_research(tmp_path / "claims.sayso")


@pytest.fixture
def opened_files(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    found: list[Path] = []

    def show(page: Path) -> str:
        found.append(page)
        return f"Opened {page.name}."

    monkeypatch.setattr(system, "open_page", show)
    return found


async def printed(path: Path, seen: list[Path]) -> str:
    """Print from the map, and return what was told."""
    async with opened(path, (120, 36), mode="map") as pilot:
        await pilot.app.run_action("screen.print")
        await until(lambda: bool(seen), "something is opened")
        await until(lambda: f"Opened {seen[0].name}" in text_of(shell(pilot)), "it is told")
        return text_of(shell(pilot))


async def test_sheets_go_beside_the_project_and_are_replaced_but_nothing_else_is(
    path: Path, opened_files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    pages: list[str] = []

    def pdf(self: headless.Press, page: str) -> bytes:
        pages.append(page)
        return b"%PDF-1.4 number " + str(len(pages)).encode()

    monkeypatch.setattr(headless, "find", lambda _: ["browser"])
    monkeypatch.setattr(headless.Press, "pdf", pdf)
    beside = path.with_name("claims.a3.pdf")
    for n in (1, 2):
        opened_files.clear()
        await printed(path, opened_files)
        assert opened_files == [beside]
        assert beside.read_bytes().startswith(f"%PDF-1.4 number {n}".encode())
    assert "You say" in pages[0]
    beside.write_bytes(b"somebody's own")
    opened_files.clear()
    await printed(path, opened_files)
    assert beside.read_bytes() == b"somebody's own"
    assert opened_files[0].read_bytes().startswith(b"%PDF-1.4 number 3")


async def test_without_a_browser_that_prints_the_page_to_print_is_opened(
    path: Path, opened_files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(_: str) -> list[str]:
        raise NotFound("none")

    monkeypatch.setattr(headless, "find", none)
    told = await printed(path, opened_files)
    assert opened_files == [path.with_name("claims.a3.html")]
    assert "You say" in opened_files[0].read_text(encoding="utf-8")
    assert "print this page" in told
