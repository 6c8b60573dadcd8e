"""The first form."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.widgets import OptionList

from capture.app import SaysoApp
from capture.screens.start import StartScreen
from capture.widgets.inputs import Line
from data import locations
from data.records import Stance
from tests.tui.helpers import (
    SIZES,
    make_project,
    opened,
    same_picture,
    settled,
    stored,
    text_of,
    until,
)


def line(app: SaysoApp, name: str) -> Line:
    return app.screen.query_one(f"#{name}", Line)


async def ready(app: object) -> SaysoApp:
    assert isinstance(app, SaysoApp)
    await until(lambda: line(app, "stages").value, "the stages are filled in")
    await until(lambda: app.focused is line(app, "title"), "the cursor is in the title")
    return app


async def to_recent(app: SaysoApp) -> None:
    """Go down from line to line, as far as the projects used last."""
    for name in ("stages", "personas", "people", "file", "recent"):
        app.post_message(events.Key("down", None))
        await until(
            lambda name=name: app.focused is not None and app.focused.id == name,  # type: ignore[misc]
            f"{name} has the focus",
        )


async def in_capture(app: SaysoApp) -> None:
    await until(lambda: app.is_open and app.current_mode == "capture", "Capture is open")


async def test_enter_on_the_untouched_form_makes_a_project(workdir: Path) -> None:
    async with opened(None) as pilot:
        app = await ready(pilot.app)
        await pilot.press("enter")
        await in_capture(app)
    with stored(workdir / "research.sayso") as project:
        snapshot = project.snapshot()
        assert [stage.title for stage in snapshot.stages][:2] == ["Before", "Find out"]
        assert snapshot.stages[1].examples
        assert snapshot.info.title == "research"
        assert not snapshot.sessions


async def test_what_is_typed_at_the_stages_goes_behind_those_that_stand_there(
    workdir: Path,
) -> None:
    async with opened(None) as pilot:
        app = await ready(pilot.app)
        await pilot.press("down")
        await until(lambda: app.focused is line(app, "stages"), "the stages have the focus")
        before = line(app, "stages").value
        await pilot.press(*", Again")
        assert line(app, "stages").value == f"{before}, Again"
        await pilot.press("ctrl+t")
        await until(lambda: "Again" not in line(app, "stages").value, "another template is shown")
        before = line(app, "stages").value
        await pilot.press(*", Then")
        assert line(app, "stages").value == f"{before}, Then"
        await pilot.press("enter")
        await in_capture(app)
    with stored(workdir / "research.sayso") as project:
        titles = [stage.title for stage in project.snapshot().stages]
    assert titles[-1] == "Then"
    assert ", ".join(titles[:-1]) == before


async def test_the_form_makes_what_it_says(workdir: Path) -> None:
    async with opened(None) as pilot:
        app = await ready(pilot.app)
        line(app, "title").value = "Bike lease [/b]"
        line(app, "stages").value = "Hear of it, find out,  , Ride"
        line(app, "personas").value = "Commuter, Tourist"
        line(app, "people").value = "Maria/desk, Jon"
        await pilot.pause()
        assert line(app, "file").value == "./bike-lease-b.sayso"
        await pilot.press("enter")
        await in_capture(app)
        session = app.session
    with stored(workdir / "bike-lease-b.sayso") as project:
        snapshot = project.snapshot()
    assert snapshot.info.title == "Bike lease [/b]"
    assert [stage.title for stage in snapshot.stages] == ["Hear of it", "find out", "Ride"]
    assert snapshot.stages[1].examples, "a stage of the template keeps its examples"
    assert [one.name for one in snapshot.personas] == ["Commuter", "Tourist"]
    assert [(one.name, one.team) for one in snapshot.participants] == [
        ("Maria", "desk"),
        ("Jon", ""),
    ]
    assert [one.id for one in snapshot.sessions] == [session]
    assert len(snapshot.sessions[0].roster) == 2
    assert Stance.SAID  # nobody has said anything yet
    assert not snapshot.notes


async def test_a_file_that_is_there_is_never_overwritten(workdir: Path) -> None:
    before = make_project(workdir / "research.sayso", title="Mine").read_bytes()
    async with opened(None) as pilot:
        app = await ready(pilot.app)
        await pilot.press("enter")
        await in_capture(app)
        assert app.gateway.path.name == "research-2.sayso"
    assert (workdir / "research.sayso").read_bytes() == before


async def test_a_file_of_ones_own_that_is_there_is_refused_and_the_form_stays(
    workdir: Path,
) -> None:
    make_project(workdir / "mine.sayso")
    async with opened(None) as pilot:
        app = await ready(pilot.app)
        line(app, "file").focus()
        line(app, "file").value = "./mine.sayso"
        await pilot.pause()
        await pilot.press("enter")
        await until(lambda: "exists already" in app.notice.text, "the refusal is told")
        assert isinstance(app.screen, StartScreen)
        line(app, "file").value = "./mine-too"
        await pilot.press("enter")
        await in_capture(app)
        assert app.gateway.path == workdir / "mine-too.sayso"


async def test_a_refused_name_makes_nothing(workdir: Path) -> None:
    async with opened(None) as pilot:
        app = await ready(pilot.app)
        line(app, "personas").value = "Tourist, tourist"
        await pilot.press("enter")
        await until(lambda: app.notice.kind == "error")
        assert isinstance(app.screen, StartScreen)
        assert list(workdir.iterdir()) == []


async def test_a_project_used_last_is_gone_on_with(workdir: Path) -> None:
    for name in ("one", "two"):
        locations.remember(make_project(workdir / f"{name}.sayso", title=name))
    async with opened(None) as pilot:
        app = await ready(pilot.app)
        recent = app.screen.query_one(OptionList)
        await until(lambda: recent.option_count == 2)
        await to_recent(app)
        app.post_message(events.Key("down", None))
        await until(lambda: recent.highlighted == 1)
        await pilot.press("enter")
        await in_capture(app)
        assert app.gateway.path == workdir / "one.sayso"


async def test_up_and_down_serve_where_the_form_is_longer_than_the_screen(workdir: Path) -> None:
    for number in range(8):
        locations.remember(make_project(workdir / f"{number}-{'x' * 90}.sayso"))
    async with opened(None, (40, 12)) as pilot:
        app = await ready(pilot.app)
        await until(lambda: app.screen.query_one(OptionList).display)
        await to_recent(app)
        assert app.screen.query_one(OptionList).size.height == 8, "each is one line"


async def test_a_broken_project_is_told_on_the_form(workdir: Path) -> None:
    broken = workdir / "broken.sayso"
    broken.write_text("no project at all " * 50)
    locations.remember(broken)
    async with opened(None) as pilot:
        app = await ready(pilot.app)
        await until(lambda: app.screen.query_one(OptionList).display)
        await to_recent(app)
        await pilot.press("enter")
        await until(lambda: "not a sayso project" in app.notice.text)
        assert isinstance(app.screen, StartScreen)
        line(app, "title").focus()
        await pilot.press("enter")
        await in_capture(app)


async def test_a_paste_keeps_every_line(workdir: Path) -> None:
    async with opened(None) as pilot:
        app = await ready(pilot.app)
        people = line(app, "people")
        people.focus()
        people.post_message(events.Paste("Maria/desk\nJon/calls\n\n\x1b]52;c;aGk=\x07Eve"))
        await until(lambda: people.value)
        assert people.value == "Maria/desk, Jon/calls, ␛]52;c;aGk=␇Eve"


async def test_other_stages_are_one_key_away(workdir: Path) -> None:
    async with opened(None) as pilot:
        app = await ready(pilot.app)
        before = line(app, "stages").value
        await pilot.press("ctrl+t")
        assert line(app, "stages").value != before
        await pilot.press("enter")
        await in_capture(app)
    with stored(workdir / "research.sayso") as project:
        assert ", ".join(one.title for one in project.snapshot().stages) != before


async def test_a_missing_file_is_offered_in_the_form(workdir: Path) -> None:
    app = SaysoApp(None, wanted=Path("clinic.sayso"))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app)
        await pilot.press("enter")
        await in_capture(app)
        await settled(pilot)
        assert app.gateway.path == workdir / "clinic.sayso"
        assert "clinic" in text_of(app).splitlines()[0]
        await app.gateway.close()


@pytest.mark.parametrize("theme", ["ink", "paper"])
@pytest.mark.parametrize("size", SIZES)
async def test_the_form_looks_as_it_did(workdir: Path, size: tuple[int, int], theme: str) -> None:
    async with opened(None, size, theme=theme) as pilot:
        app = await ready(pilot.app)
        await settled(pilot)
        assert "In the room" in text_of(app)
        same_picture(app, f"start-{theme}-{size[0]}x{size[1]}")
