"""Files that cannot be imported: each gets its sentence, quickly, and never a traceback."""

from __future__ import annotations

import contextlib
import csv
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from data.errors import ImportRefused
from data.exchange.reading import read
from data.exchange.tables import MAX_CELL
from tests import ROOT
from tests.growth import assert_near_linear


def refusal(path: Path) -> str:
    """Return the sentence with which ``path`` is refused."""
    with pytest.raises(ImportRefused) as caught:
        read(path)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert caught.value.exit_code == 3
    return sentence


def test_missing_folder_and_special_files(tmp_path: Path) -> None:
    assert "There is no file" in refusal(tmp_path / "none.csv")
    assert "is a folder" in refusal(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    assert "not an ordinary file" in refusal(tmp_path / "pipe")
    assert "could not be read" in refusal(tmp_path / "a\0b")
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    assert "could not be read" in refusal(tmp_path / "loop.csv")


AS_SOMEBODY_ELSE = """
import os, sys
from pathlib import Path
import data.exchange.reading
from data.errors import ImportRefused
from data.exchange.reading import read
if os.geteuid() == 0:  # with everything loaded, since others may not read the interpreter
    os.setgid(65534); os.setuid(65534)
try:
    read(Path(sys.argv[1]))
except ImportRefused as error:
    print(error)
"""


def test_unreadable() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        path = folder / "a.csv"
        path.write_text("text\na\n")
        path.chmod(0)
        done = subprocess.run(
            [sys.executable, "-c", AS_SOMEBODY_ELSE, str(path)],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        )
    assert "permissions" in done.stdout


def test_unreadable_by_its_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a.csv").write_text("text\na\n")
    monkeypatch.setattr(Path, "read_bytes", forbidden)
    assert "permissions" in refusal(tmp_path / "a.csv")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b" \r\n\t\n", "is empty"),
        (b"PK\x03\x04\x14\0\x06\0", "Office document"),
        (b"SQLite format 3\0" + b"\0" * 80, "a database"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office document"),
        (b"{\\rtf1\\ansi hello}", "rich-text"),
        (b"<!DOCTYPE html><p>hello", "web page"),
        (bytes(range(256)) * 4, "binary data"),
        (b"\0" * 50, "binary data"),
        (b"\0", "binary data"),
        ("text\nabc\n".encode("utf-16")[:-1], "cut off"),
        (b"text,stage\n", "no rows"),
        (b'text,stage\na,Wait\n"b,Wait\nc,Wait\n', "line 3 and is never closed"),
    ],
)
def test_no_text(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "a.csv").write_bytes(data)
    assert said in refusal(tmp_path / "a.csv")


def test_suffixes_of_other_things(tmp_path: Path) -> None:
    for name, said in (("a.json", "JSON"), ("a.sayso", "a project")):
        (tmp_path / name).write_text("{}")
        assert said in refusal(tmp_path / name)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("a,Wait\nb\nc,Wait,x\n", "line 3 has 1 cell, the first line 2 (1 more row does not fit)"),
        ("a, and b,Wait\nb,Wait\n", "line 2 has 3 cells, the first line 2."),
        ('"a\nb",Wait\n\nb,c,d\n', "line 5 has 3 cells"),
    ],
)
def test_ragged_rows(tmp_path: Path, rows: str, said: str) -> None:
    (tmp_path / "a.csv").write_text("text,stage\n" + rows)
    assert said in refusal(tmp_path / "a.csv")


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.txt", "a.md"])
def test_a_line_of_five_megabytes(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("text\n" + "word " * 1_000_000 + "\n")
    assert f"{MAX_CELL:,} characters" in refusal(tmp_path / name)


def test_a_million_columns(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(",".join(f"c{n}" for n in range(1_000_000)) + "\n1,2\n")
    assert "1,000,000 columns" in refusal(tmp_path / "a.csv")


def test_a_row_of_a_million_cells(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,stage\n" + "," * 1_000_000 + "x\n")
    assert "1,000,001 cells" in refusal(tmp_path / "a.csv")


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("wb") as file:
        file.truncate(2_000_000_000)
    assert "Split it" in refusal(tmp_path / "a.csv")


def test_the_field_limit_of_others_is_left_alone(tmp_path: Path) -> None:
    limit = csv.field_size_limit()
    (tmp_path / "a.csv").write_text("text\n" + "x" * (MAX_CELL + 1) + "\n")
    refusal(tmp_path / "a.csv")
    assert csv.field_size_limit() == limit


@pytest.mark.parametrize(
    ("head", "more", "tail"),
    [
        ("#", " ", "x\n"),
        ("Participants: ", "a,", "\nslow\n"),
        ("", "- ", "x\n"),
        ("", "|", "x\n"),
        ("", "**", "\nx\n"),
        ("", "```x\n", ""),
        ("", "<!-- x\n", ""),
        ("", "a", " : x\n"),
    ],
    ids=["blank heading", "commas", "dashes", "bars", "stars", "fences", "comments", "word"],
)
def test_no_text_takes_long(tmp_path: Path, head: str, more: str, tail: str) -> None:
    def act(size: int) -> None:
        (tmp_path / "a.md").write_text(head + more * (size // len(more)) + tail)
        with contextlib.suppress(ImportRefused):
            read(tmp_path / "a.md")

    assert_near_linear(act, 190_000)


def test_a_bullet_that_never_ends_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("- x\n" + "  y\n" * 500_000)
    assert "line 1 has 1,000,001 characters" in refusal(tmp_path / "a.md")
