"""The keeper of rescue files: no trace of what is stored in time, and all of what is not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from select import select
from time import monotonic

import pytest

from capture import rescue as keeping
from capture.rescue import Keeper, key_of
from data import rescue
from data.locations import unstored_dir

HERE = Path("/research/claims.sayso")


@pytest.fixture
def told() -> list[None]:
    return []


@pytest.fixture
def keeper(told: list[None]) -> Iterator[Keeper]:
    keeper = Keeper(HERE, lambda: told.append(None))
    yield keeper
    keeper.close()


def until(condition: object, what: str) -> None:
    assert callable(condition)
    end = monotonic() + 20
    while not condition():
        assert monotonic() < end, what
        select([], [], [], 0.01)


def kept() -> dict[str, str]:
    return {one.id: one.text for file in rescue._all() for one in file.words}


def test_what_is_stored_in_time_leaves_no_trace(
    keeper: Keeper, told: list[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Path] = []
    monkeypatch.setattr(rescue, "write", lambda path, *_: written.append(path))
    for number in range(50):
        keeper.hold(key_of(str(number)), keeper, "words", "store a note")
        keeper.drop(key_of(str(number)), keeper)
    keeper.close()
    assert (written, told, keeper.words()) == ([], [], ())


def test_what_takes_long_is_kept_until_it_is_stored(keeper: Keeper, told: list[None]) -> None:
    keeper.hold(key_of("a"), keeper, "phones ring", "store a note")
    until(lambda: kept() == {"a": "phones ring"}, "it is kept by itself")
    until(lambda: keeper.path is not None and told, "and that is told")
    keeper.hold(key_of("b"), keeper, "half a li", "a line that was not sent")
    keeper.hold(key_of("b"), told, "half a line", "a line that was not sent")
    keeper.drop(key_of("b"), keeper)  # an older state of it was stored
    until(lambda: kept() == {"a": "phones ring", "b": "half a line"}, "the newest state is kept")
    keeper.drop(key_of("a"), keeper)
    keeper.hold(key_of("b"), told, "", "")
    until(lambda: not unstored_dir().exists(), "nothing is left")
    until(lambda: keeper.path is None, "and that is known")


def test_what_is_refused_is_kept_at_once(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "GRACE_SECONDS", 1000.0)
    keeper.hold(key_of("a"), keeper, "phones ring", "store a note")
    keeper.hurry()
    until(lambda: kept() == {"a": "phones ring"}, "it is kept")


def test_closing_keeps_what_is_left(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "GRACE_SECONDS", 1000.0)
    keeper.hold(key_of("a"), keeper, "phones ring", "store a note")
    keeper.close()
    assert kept() == {"a": "phones ring"}
    assert [one.text for one in keeper.words()] == ["phones ring"]


def test_a_file_that_cannot_be_written_is_told_and_tried_again(
    keeper: Keeper, told: list[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "AGAIN_SECONDS", 0.05)
    unstored_dir().parent.mkdir(exist_ok=True)
    unstored_dir().write_text("a file where the folder should be")
    keeper.hold(key_of("a"), keeper, "phones ring", "store a note")
    until(lambda: keeper.problem and told, "it is told")
    unstored_dir().unlink()
    until(lambda: kept() == {"a": "phones ring"}, "it is kept, now that it can be")
    until(lambda: not keeper.problem, "and that is told")
