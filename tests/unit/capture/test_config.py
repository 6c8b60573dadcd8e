"""The settings: a bad file costs what is bad in it, and says so in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capture import config
from data import locations


def load(path: Path, text: str | bytes) -> tuple[config.Config, str]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return config.load(path)


def test_without_a_file_the_defaults_serve(tmp_path: Path) -> None:
    assert config.load(tmp_path / "none.toml") == (config.Config(), "")
    assert config.load() == (config.Config(), "")


def test_every_setting_is_read(tmp_path: Path) -> None:
    found, problem = load(
        tmp_path / "s.toml",
        'theme = "paper"\neditor = "vim -n"\nmouse = false\nheard_before = false\n'
        '[keys]\n"app.map" = "f12, ctrl+t"\n',
    )
    assert problem == ""
    assert found == config.Config("paper", "vim -n", False, False, {"app.map": "f12,ctrl+t"})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("theme = 'neon'", "theme is one of ink, dusk, paper, chalk"),
        ("mouse = 'no'", "mouse must be true or false"),
        ("editor = 3", "editor must be a text"),
        ("colour = 'red'", "“colour” is no setting"),
        ("[keys]\n'app.fly' = 'f9'", "there is no command “app.fly”"),
        ("[keys]\n'app.map' = ' f9 '", "the key of “app.map” must be a text"),
        ("[keys]\n'app.map' = 9", "the key of “app.map” must be a text"),
        ("[keys]\n'app.map' = 'f9'\n'app.help' = 'f9'", "f9 is given to both"),
        ("keys = 3", "keys must be a table"),
        ("theme = ", "no valid TOML"),
        (b"\xff\xfe\x00", "no valid TOML"),
        ("#" * 200_000, "over 100,000 bytes"),
    ],
)
def test_what_is_bad_is_named_and_the_rest_serves(
    tmp_path: Path, text: str | bytes, says: str
) -> None:
    found, problem = load(tmp_path / "s.toml", text)
    assert says in problem
    assert str(tmp_path / "s.toml") in problem
    assert "\n" not in problem
    assert found.theme == "ink"
    assert found.mouse is True


def test_a_bad_value_leaves_the_good_ones(tmp_path: Path) -> None:
    found, problem = load(tmp_path / "s.toml", 'theme = "neon"\nmouse = false\n')
    assert problem
    assert found.mouse is False


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    found, problem = config.load(tmp_path)
    assert found == config.Config()
    assert "cannot be read" in problem


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_file_whatever_raises(raw: bytes) -> None:
    path = locations.config_dir() / "any.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    found, problem = load(path, raw)
    assert isinstance(found, config.Config)
    assert problem == "" or str(path) in problem


def test_what_is_remembered_is_found_again(tmp_path: Path) -> None:
    memory = config.Memory(theme="chalk", theme_instead_of="ink")
    memory.leave(tmp_path / "a.sayso", "map")
    memory.save()
    found = config.Memory.load()
    assert found == memory
    assert found.mode_of(tmp_path / "a.sayso") == "map"
    assert found.mode_of(tmp_path / "new.sayso") == "capture"
    assert found.theme_for("ink") == "chalk"
    assert found.theme_for("paper") == "paper", "the settings have changed since: they win"


def test_the_modes_of_the_projects_opened_last_are_remembered(tmp_path: Path) -> None:
    memory = config.Memory()
    for number in range(50):
        memory.leave(tmp_path / f"{number}.sayso", "map")
        memory.leave(tmp_path / "mine.sayso", "notes")
    assert len(memory.modes) == 20
    assert memory.mode_of(tmp_path / "mine.sayso") == "notes"
    assert memory.mode_of(tmp_path / "49.sayso") == "map"
    assert memory.mode_of(tmp_path / "0.sayso") == "capture"


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"modes": 3}', '{"modes": {"/a.sayso": "moon"}, "theme": 1}']
)
def test_nothing_is_remembered_from_a_broken_file(text: str) -> None:
    config.Memory().save()
    path = locations.state_file().with_name("app.json")
    path.write_text(text)
    assert config.Memory.load().mode_of(Path("/a.sayso")) == "capture"


def test_a_memory_that_cannot_be_written_bothers_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SAYSO_HOME", str(tmp_path / "file"))
    config.Memory(theme="dusk").save()
    assert config.Memory.load() == config.Memory()


def test_how_notes_were_listed_is_remembered_for_each_project(tmp_path: Path) -> None:
    memory = config.Memory()
    mine, other = tmp_path / "a.sayso", tmp_path / "b.sayso"
    view = config.View(("who", "remark"), "stage", down=False)
    memory.keep_view(mine, view)
    memory.save()
    found = config.Memory.load()
    assert found.view_of(mine) == view
    assert found.view_of(other) == config.View()
    found.keep_view(mine, config.View())
    assert found.views == {}
    for odd in ({"columns": 3}, {"columns": [], "by": "time"}, {}):
        found.views[str(mine)] = odd
        assert found.view_of(mine) == config.View()


def test_what_an_older_version_remembered_still_counts(tmp_path: Path) -> None:
    config.Memory().save()
    path = locations.state_file().with_name("app.json")
    path.write_text('{"modes": {"/a.sayso": "map"}, "theme": "", "theme_instead_of": ""}')
    assert config.Memory.load().mode_of(Path("/a.sayso")) == "map"


def test_a_browser_to_print_with_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    named = config.Config(browser="chromium --no-sandbox")
    assert load(path, 'browser = "chromium --no-sandbox"') == (named, "")
    assert "browser must be a text" in load(path, "browser = 3")[1]
