"""No text whatever is more than text where it is shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.widgets import Button, Label, OptionList, Static, TextArea
from textual.widgets.option_list import Option

from capture.literal import MOST, line, literal, plain
from capture.shell import Heading, Notice
from capture.widgets.inputs import Field, Line
from data.text import width
from tests.tui.helpers import make_project, opened, settled, text_of

HOSTILE = (
    "user said [/b] …",
    "[/]",
    "[@click=app.quit]quit[/]",
    "[link=file:///etc/passwd]x[/link]",
    "\\[bold]\\[/bold]\\",
    "\x1b[2J\x1b[31mred\x1b[0m",
    "\x1b]52;c;aGVsbG8=\x07",
    "\x1b]0;title\x1b\\",
    "\x9b31m\x90q\x9c",
    "a\u202eb\u2066c\u200bd\ufeff",
    "nul\x00nul\x7f\x08\x08",
    "\ud800 lone \udfff",
    "👩‍🚀 e\u0301 日本語 עברית \u0e01\u0e33",
    "tab\tand\r\nline\u2028ends\u2029\x0b\x0c\x85",
    "%s {0} $foreground ${x}",
)

PIECES = st.sampled_from((*HOSTILE, "[", "]", "/", "@click=", "\\", "\x1b", "\x9b", "\u202e", " "))
ANY = st.one_of(
    st.text(max_size=80),
    st.text(st.characters(categories=("Cc", "Cf", "Cs", "Zl", "Zp", "So")), max_size=40),
    st.lists(PIECES, max_size=6).map("".join),
)

ACTS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


@given(ANY)
def test_what_is_shown_holds_nothing_that_acts(text: str) -> None:
    assert not ACTS.search(literal(text).plain)
    assert not ACTS.search(line(text).plain)
    assert "\n" not in line(text).plain
    assert not ACTS.search(plain(text))


@given(ANY)
def test_ordinary_text_is_shown_as_it_is(text: str) -> None:
    kept = "".join(char for char in text if char.isascii() and char.isprintable())
    assert literal(kept).plain == kept
    assert not literal(kept).spans


@given(ANY, st.integers(0, 60))
def test_a_line_is_no_wider_than_asked(text: str, cells: int) -> None:
    assert width(line(text, cells).plain) <= cells


def test_a_very_long_text_is_cut_and_says_so() -> None:
    shown = literal("x" * 1_000_000)
    assert len(shown.plain) < MOST + 100
    assert "1,000,000 characters" in shown.plain
    assert len(line("x" * 1_000_000, 40).plain) == 40


class Shelf(App[None]):
    """Every widget that shows somebody's text, fed through the door."""

    def compose(self) -> ComposeResult:
        yield Static(id="static")
        yield Label(id="label")
        yield OptionList(id="options", markup=False)
        yield Button(id="button")
        yield Field("x", "field")
        yield TextArea(id="area", read_only=True)

    def feed(self, text: str) -> None:
        self.query_one("#static", Static).update(literal(text))
        self.query_one("#label", Label).update(line(text, 40))
        options = self.query_one("#options", OptionList)
        options.clear_options()
        options.add_option(Option(line(text, 200)))
        self.query_one("#button", Button).label = line(text, 20)
        self.query_one("#field", Line).value = plain(text)
        self.query_one("#area", TextArea).text = literal(text).plain


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(ANY)
def test_no_widget_falls_over_any_text(text: str) -> None:
    import asyncio

    asyncio.run(_shown(text))


async def _shown(text: str) -> None:
    app = Shelf()
    async with app.run_test(size=(60, 24)) as pilot:
        app.feed(text)
        await pilot.pause()
        strips = app.screen._compositor.render_strips()
        shown = "\n".join("".join(part.text for part in strip) for strip in strips)
        assert not ACTS.search(shown.replace("\n", ""))
        assert app.is_running


@pytest.mark.parametrize("text", [*HOSTILE, "x" * 1_000_000])
async def test_the_frame_shows_any_title_and_any_message(tmp_path: Path, text: str) -> None:
    title = text.replace("\x00", "␀").encode("utf-8", "replace").decode()
    path = make_project(tmp_path / "p.sayso", title=f"T {title}"[:5000])
    async with opened(path, (70, 24)) as pilot:
        app = pilot.app
        for kind in ("info", "warning", "error"):
            app.notice = Notice(text, kind)  # type: ignore[attr-defined]
            app.heading = Heading(text, text, text)  # type: ignore[attr-defined]
            await settled(pilot)
            shown = text_of(app)  # type: ignore[arg-type]
            assert not ACTS.search(shown)
            assert "stored" in shown.splitlines()[0]
        await pilot.press("f1")
        await pilot.press("escape")
        await pilot.press("ctrl+p")
        await pilot.press("escape")
