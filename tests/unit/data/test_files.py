"""A file written whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from data.errors import WouldOverwrite
from data.files import append, made_whole, make_folder, move, remove, write_all, write_whole


def listing(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def fail_at(monkeypatch: pytest.MonkeyPatch, call: int) -> None:
    """Let the disk be full at so many-th file that it is asked to keep."""
    calls = 0

    def full(handle: int) -> None:
        nonlocal calls
        calls += 1
        if calls == call:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)


def test_text_and_bytes_are_written_as_they_are(tmp_path: Path) -> None:
    write_whole(tmp_path / "text", "größer\r\n")
    write_whole(tmp_path / "bytes", b"\xff\n")
    assert (tmp_path / "text").read_bytes() == "größer\r\n".encode()
    assert (tmp_path / "bytes").read_bytes() == b"\xff\n"
    assert listing(tmp_path) == ["bytes", "text"]


@pytest.mark.skipif(os.name == "nt", reason="no permissions of this kind")
def test_what_is_replaced_keeps_its_permissions_and_a_link_is_followed(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("before")
    real.chmod(0o604)
    link.symlink_to(real)
    write_whole(link, "after")
    assert link.is_symlink()
    assert real.read_text() == "after"
    assert real.stat().st_mode & 0o777 == 0o604


def test_after_a_failure_all_is_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one").write_text("before")
    fail_at(monkeypatch, 2)
    with pytest.raises(OSError, match="No space left"):
        write_all({tmp_path / name: "after" for name in ("one", "two", "three")})
    assert listing(tmp_path) == ["one"]
    assert (tmp_path / "one").read_text() == "before"


def make(target: Path, meanwhile: Callable[[Path], object]) -> None:
    with made_whole(target) as temporary:
        temporary.write_text("mine")
        meanwhile(temporary)


def test_what_is_made_takes_no_name_from_another(tmp_path: Path) -> None:
    target = tmp_path / "made"
    with pytest.raises(FileExistsError):
        make(target, lambda _: target.write_text("theirs"))
    assert target.read_text() == "theirs"
    reached: list[Path] = []
    with pytest.raises(FileExistsError):
        make(target, reached.append)
    assert not reached
    assert listing(tmp_path) == ["made"]


def test_what_fails_while_it_is_filled_leaves_nothing(tmp_path: Path) -> None:
    def fail(temporary: Path) -> None:
        temporary.with_name(f"{temporary.name}-journal").write_text("left over")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        make(tmp_path / "made", fail)
    assert listing(tmp_path) == []


def test_a_new_file_is_its_owner_s_alone_and_one_that_is_replaced_keeps_its_permissions(
    tmp_path: Path,
) -> None:
    before = os.umask(0o022)
    try:
        for name, asked, mode in (("own", {}, 0o600), ("shared", {"shared": True}, 0o644)):
            write_whole(tmp_path / name, "one", **asked)
            assert (tmp_path / name).stat().st_mode & 0o777 == mode
        for was in (0o640, 0o644, 0o400):
            (tmp_path / "own").chmod(was)
            write_whole(tmp_path / "own", "two")
            assert (tmp_path / "own").stat().st_mode & 0o777 == was
        write_whole(tmp_path / "own", "three", shared=True)
        assert (tmp_path / "own").stat().st_mode & 0o777 == 0o444
        write_whole(tmp_path / "own", "four", private=True)
        assert (tmp_path / "own").stat().st_mode & 0o777 == 0o600
        make_folder(tmp_path / "a" / "b")
        make_folder(tmp_path / "c" / "d", shared=True)
        assert [(tmp_path / one).stat().st_mode & 0o777 for one in ("a", "a/b", "c", "c/d")] == [
            0o700, 0o700, 0o755, 0o755,
        ]  # fmt: skip
    finally:
        os.umask(before)


def test_two_names_of_one_file_and_what_is_no_file_are_refused_before_anything_is_written(
    tmp_path: Path,
) -> None:
    (tmp_path / "one").write_text("before", encoding="utf-8")
    (tmp_path / "link").symlink_to("one")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "round").symlink_to("and-round")
    (tmp_path / "and-round").symlink_to("round")
    there = sorted(path.name for path in tmp_path.iterdir())
    for other in ("link", "folder", "pipe", "round"):
        with pytest.raises(FileExistsError):
            write_all({tmp_path / "one": "after", tmp_path / other: "after"})
        assert (tmp_path / "one").read_text(encoding="utf-8") == "before"
        assert sorted(path.name for path in tmp_path.iterdir()) == there


@pytest.mark.parametrize("name", ["p.sayso", "P.Sayso", "p.sayso-journal", "p.sayso-backup-v3"])
def test_the_name_of_a_project_is_no_name_for_anything_else(tmp_path: Path, name: str) -> None:
    with pytest.raises(WouldOverwrite, match="nothing was written"):
        write_whole(tmp_path / name, "x")
    with pytest.raises(WouldOverwrite):
        append(tmp_path / name, "x")
    with pytest.raises(WouldOverwrite):
        remove(tmp_path / name)
    assert not list(tmp_path.iterdir())
    (tmp_path / "log").write_text("x", encoding="utf-8")
    with pytest.raises(WouldOverwrite):
        move(tmp_path / "log", tmp_path / name)
    assert [one.name for one in tmp_path.iterdir()] == ["log"]
