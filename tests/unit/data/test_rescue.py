"""Rescue files: readable by their owner alone, offered once whoever wrote them is gone."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data import rescue
from data.locations import unstored_dir
from data.rescue import Words

NOW = datetime(2026, 3, 2, 14, tzinfo=UTC)
HERE = Path("/research/claims.sayso")


def words(number: int, text: str = "phones ring") -> Words:
    return Words(f"line {number}", text, "store a note", NOW)


@pytest.mark.parametrize("text", ["phones ring", "a\nb\x1b[31m", "\ud800 half a sign", "☎" * 5000])
def test_words_come_back_as_they_were(text: str) -> None:
    path = rescue.new_path()
    rescue.write(path, HERE, "id", [words(1, text), words(2)], orphan=True)
    (found,) = rescue.left_for(HERE, "id")
    assert found.words == (words(1, text), words(2))
    assert (found.project, found.identity, found.path) == (HERE, "id", path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_those_of_a_living_window_are_not_offered() -> None:
    rescue.write(rescue.new_path(), HERE, "id", [words(1)])
    assert rescue.left_for(HERE, "id") == ()


def test_whose_project_they_are() -> None:
    rescue.write(rescue.new_path(), HERE, "id", [words(1)], orphan=True)
    rescue.write(rescue.new_path(), HERE, "", [words(2)], orphan=True)
    elsewhere = Path("/elsewhere/claims.sayso")
    assert [one.words[0].id for one in rescue.left_for(elsewhere, "id")] == ["line 1"], "moved"
    assert [one.words[0].id for one in rescue.left_for(HERE, "other")] == ["line 2"], "unopened"
    assert rescue.left_for(elsewhere, "other") == ()


def test_the_last_words_take_file_and_folder_with_them() -> None:
    path = rescue.new_path()
    rescue.write(path, HERE, "id", [words(1), words(2)], orphan=True)
    assert rescue.holds(path, "line 1")
    assert rescue.drop(path, "line 1")
    assert not rescue.drop(path, "line 1")
    assert not rescue.holds(path, "line 1")
    assert rescue.holds(path, "line 2")
    assert rescue.drop(path, "line 2")
    assert not path.exists()
    assert not unstored_dir().exists()
    assert not rescue.drop(path, "line 2")


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\xff", b'{"project": 1}', b"[" * 100_000, b'{"words": [{}]}']
)
def test_what_is_no_rescue_file_is_left_alone(content: bytes) -> None:
    rescue.write(rescue.new_path(), HERE, "id", [words(1)], orphan=True)
    stranger = unstored_dir() / "stranger.json"
    stranger.write_bytes(content)
    assert len(rescue.left_for(HERE, "id")) == 1
    assert stranger.read_bytes() == content


def test_a_file_that_cannot_be_written_leaves_the_one_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = rescue.new_path()
    rescue.write(path, HERE, "id", [words(1)], orphan=True)

    def refuse(_: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="Input/output"):
        rescue.write(path, HERE, "id", [words(1), words(2)], orphan=True)
    assert rescue.holds(path, "line 1")
    assert not rescue.holds(path, "line 2")
