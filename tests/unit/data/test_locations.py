"""Where sayso keeps what belongs to the person."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from data import locations


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv("SAYSO_HOME", str(folder))
    return folder


def test_recent_projects_come_last_used_first_and_only_while_they_exist(
    home: Path, tmp_path: Path
) -> None:
    assert locations.recent() == []
    one, two = tmp_path / "one.sayso", tmp_path / "zw\udcffei.sayso"
    for path in (one, two):
        path.touch()
    for path in (one, two, one, tmp_path / "gone.sayso"):
        locations.remember(path)
    assert locations.recent() == [one, two]
    assert sorted(path.name for path in home.iterdir()) == ["recent.json"]
    for number in range(50):
        locations.remember(tmp_path / f"{number}.sayso")
    two.unlink()
    assert locations.recent() == []


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"{}", b"[1, null]", b'["a\\u0000b"]'])
def test_a_list_that_is_broken_is_no_list(home: Path, tmp_path: Path, content: bytes) -> None:
    home.mkdir()
    locations.state_file().write_bytes(content)
    assert locations.recent() == []
    path = tmp_path / "p.sayso"
    path.touch()
    locations.remember(path)
    assert locations.recent() == [path]


def test_a_list_that_cannot_be_written_bothers_nobody(home: Path, tmp_path: Path) -> None:
    home.write_text("a file where the folder should be")
    locations.remember(tmp_path / "p.sayso")
    assert locations.recent() == []


def test_without_a_home_of_its_own_the_platform_says_where(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SAYSO_HOME", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    for folder in (locations.config_dir(), locations.state_file().parent):
        assert folder.name == "sayso"
    assert list(tmp_path.iterdir()) == []


def test_importing_looks_nothing_up() -> None:
    code = "import sys; import data.locations; print('platformdirs' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_of_folders_that_are_sayso_s_alone_everything_is_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SAYSO_HOME")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    elsewhere = tmp_path / "settings.toml"
    elsewhere.write_text("mine", encoding="utf-8")
    assert locations.is_own(locations.config_dir() / "settings.toml"), "nothing is there yet"
    for folder in (locations.config_dir(), locations.state_file().parent):
        folder.mkdir(parents=True)
        (folder / "new.thing").write_text("x", encoding="utf-8")
        os.link(folder / "new.thing", tmp_path / f"{folder.parent.name}.link")
        (tmp_path / f"to-{folder.parent.name}").symlink_to(folder)
        for path in (
            folder,
            folder / "new.thing",
            folder / "not-there",
            folder / "below" / "it",
            tmp_path / f"{folder.parent.name}.link",
            tmp_path / f"to-{folder.parent.name}" / "new.thing",
        ):
            assert locations.is_own(path), path
    assert not locations.is_own(elsewhere)
    assert not locations.is_own(tmp_path / "config" / "map.html")
