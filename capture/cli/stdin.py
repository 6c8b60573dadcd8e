"""Standard input as lines of notes, whatever bytes arrive."""

from __future__ import annotations

import codecs
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

from capture.cli.output import say
from data.errors import SaysoError
from data.text import clean, clip, counted

LONGEST_LINE = 200_000
"""Characters of a line that can be a note: a remark is a sentence or a page, not a book."""

_HEAD_BYTES = 4096
# Control characters that no text holds; tab, line ends, page feed and escape may be in one.
_ODD = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


class NoText(SaysoError):  # noqa: N818 - named as the rest of data.errors
    """Standard input is no text."""


def lines(refuse: Callable[[int, str], None]) -> Iterator[tuple[int, str]]:
    """Yield each line that is not blank with its number from 1, as soon as it is there.

    UTF-8 is read, and UTF-16 with its mark.  Broken characters become U+FFFD, which is said; for
    a line that is too long to be a note, ``refuse`` is called with its number and a sentence.

    Raises:
        NoText: what arrives is binary data.
    """
    stream = sys.stdin
    _prepare(stream)
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE and not line.endswith("\n"):
            while line and not line.endswith("\n"):
                line = stream.readline(LONGEST_LINE + 1)
            refuse(number, f"It has more than {LONGEST_LINE:,} characters; it was not stored.")
        elif not line.isspace():
            yield number, _mended(line.rstrip("\r\n"), number)


def _prepare(stream: Any) -> None:
    """Look at the first bytes, and choose how to read the stream.

    Raises:
        NoText: they are no text.
    """
    buffer: Any = getattr(stream, "buffer", None)
    if not hasattr(buffer, "peek") or not hasattr(stream, "reconfigure"):
        return
    head = buffer.peek(_HEAD_BYTES)[:_HEAD_BYTES]
    encoding, errors = "utf-8-sig", "surrogateescape"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding, errors = "utf-16", "replace"
    _refuse_binary(head.decode(encoding, "replace"))
    stream.reconfigure(encoding=encoding, errors=errors)


def _refuse_binary(text: str) -> None:
    odd = sum(1 for _ in _ODD.finditer(text))
    if odd * 20 > len(text):
        raise NoText(
            "Standard input looks like binary data, not text: nothing of it was stored. "
            "Send text, one note a line."
        )


def _mended(line: str, number: int) -> str:
    line, replaced = clean(line)
    if replaced:
        what = counted(replaced, "broken character")
        say(f"line {number}: {what} became � in: {clip(line, 60)}")
    return line
