"""What comes in from a shell: words that may be broken, and lines of notes in any bytes."""

from __future__ import annotations

import codecs
import io
import math
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from capture.cli.output import say
from data.errors import SaysoError
from data.text import clean, clip, counted

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

# Whether a file can be read is found out by reading it, and told in our own words.
FILE = click.Path(path_type=Path, readable=False)


class _Moment(click.ParamType):  # type: ignore[type-arg]  # not generic before click 8.4
    """A day, with or without a time, in this machine's zone unless it names one."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Return the moment in UTC, or refuse what is no plain date."""
        from data import dates

        moment = value if isinstance(value, datetime) else dates.parse_date(str(value))
        if moment is None:
            self.fail(f"{value!r} is no plain date; write it as 2026-03-02 14:00.", param, ctx)
        return moment


MOMENT = _Moment()


class Words(click.ParamType):  # type: ignore[type-arg]  # not generic before click 8.4
    """Text as a shell hands it over: broken characters become �, which is said.

    Paths do not pass here: a file may well be named by bytes that are no text.
    """

    name = "text"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return the text as it may be stored."""
        del param, ctx
        return _mended(str(value))


class Dial(click.FloatRange):
    """A number from 0 to 1; "nan", which is neither below nor above anything, is none."""

    name = "number from 0 to 1"

    def __init__(self) -> None:
        super().__init__(0, 1)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the number, or refuse what is none."""
        number = float(super().convert(value, param, ctx))
        if math.isnan(number):
            self.fail(f"{value!r} is not in the range 0<=x<=1.", param, ctx)
        return number


_WORDS = Words()


def mind_the_words(command: click.Command) -> click.Command:
    """Have what takes plain text, in a verb and in the verbs below it, take it through `Words`.

    The verbs below also get their own examples from among those of the verb.
    """
    for param in command.params:
        if param.type in (click.STRING, click.UNPROCESSED):
            param.type = _WORDS
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            mind_the_words(below)
            start = f"  sayso {command.name} {name} "
            lines = [line for line in (command.epilog or "").splitlines() if line.startswith(start)]
            if lines and not below.epilog:
                below.epilog = "\n".join(["\b", f"Example{'s' * (len(lines) > 1)}:", *lines])
    return command


def with_options(*options: Decorator) -> Decorator:
    """Return what gives a command all these options, in their order."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def open_streams() -> None:
    """Give this process the three standard streams that a shell may have closed.

    A file that is opened next would take the place of a closed stream, and whatever a library
    prints would be written into it: that file could be the project.  Reading then finds nothing,
    talk is dropped, and writing data fails with its own sentence.
    """
    for number, name, flags, mode in (
        (0, "stdin", os.O_RDONLY, "r"),
        (1, "stdout", os.O_RDONLY, "w"),  # so that writing data fails instead of vanishing
        (2, "stderr", os.O_WRONLY, "w"),
    ):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, flags)  # takes the lowest free number, which is this one
        if getattr(sys, name) is None:
            # The descriptor outlives the object: closing it would free the number again.
            raw = open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115
            setattr(sys, name, raw)
    for stream in (sys.stdout, sys.stderr):
        # A sign that the terminal's own alphabet lacks is no reason to stop.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def drop_output() -> None:
    """Send what is still to be written to nowhere: Python would complain of it at its exit."""
    with suppress(OSError, ValueError, AttributeError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)


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
            yield number, _mended(line.rstrip("\r\n"), f"line {number}: ")


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
    text = head.decode(encoding, "replace")
    if len(_ODD.findall(text)) * 20 > len(text):
        raise NoText(
            "Standard input looks like binary data, not text: nothing of it was stored. "
            "Send text, one note a line."
        )
    stream.reconfigure(encoding=encoding, errors=errors)


def _mended(typed: str, place: str = "") -> str:
    text, replaced = clean(typed)
    if replaced:
        say(f"{place}{counted(replaced, 'broken character')} became � in: {clip(text, 60)}")
    return text
