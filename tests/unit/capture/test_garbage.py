"""Garbage is looked for while nobody waits, and by Python itself among what is new only."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from capture import garbage
from capture.garbage import REST_SECONDS, Garbage


class Ring:
    """Something that only a look for garbage can free."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)
    gc.enable()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(garbage, "monotonic", lambda: now[0])
    return now


def test_it_looks_once_after_a_rest_and_again_after_the_next_key(clock: list[float]) -> None:
    looking = Garbage()
    clock[0] += 1
    looking.touched()
    clock[0] += REST_SECONDS / 2
    assert not looking.look()
    Ring()
    clock[0] += REST_SECONDS / 2
    assert looking.look()
    assert not any(isinstance(one, Ring) for one in gc.get_objects())
    clock[0] += REST_SECONDS
    assert not looking.look()
    looking.touched()
    clock[0] += REST_SECONDS
    assert looking.look()


def test_what_jobs_leave_behind_is_looked_for_with_nobody_typing(clock: list[float]) -> None:
    looking = Garbage()
    clock[0] += 61
    assert looking.look()


def test_python_itself_never_looks_at_everything() -> None:
    """However much is made and kept, nothing old is looked through."""
    looks: list[int] = []

    def watch(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            looks.append(info["generation"])

    Garbage().put_off()
    gc.callbacks.append(watch)
    try:
        kept = [[number] for number in range(2_000_000)]
    finally:
        gc.callbacks.remove(watch)
    assert len(kept) == 2_000_000
    assert 1 in looks
    assert 2 not in looks
