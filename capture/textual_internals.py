"""What sayso uses of Textual that is private to it, each with what it is for.

Reading the terminal so that a paste arrives as it is.

Two things in Textual's own reading of keys would cost words or obey a stranger's text: an escape
character inside a paste ends up as key presses, and whatever follows it with them; and a byte that
is no UTF-8 ends the app.  So pastes are taken out of the stream before keys are looked for, and
what cannot be decoded becomes U+FFFD.
"""

from __future__ import annotations

import os
import selectors
import signal
import sys
from codecs import getincrementaldecoder
from contextlib import suppress
from typing import TYPE_CHECKING

from textual import events
from textual._parser import ParseError
from textual._xterm_parser import XTermParser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.driver import Driver
    from textual.message import Message


_BEGIN, _END = "\x1b[200~", "\x1b[201~"
_WHOLE_KEY = 2  # "ESC [" may be all that comes: only what is longer is held back


class PasteParser(XTermParser):
    """A parser of keys that is given everything but pastes."""

    def __init__(self, debug: bool = False) -> None:
        """Begin outside of a paste."""
        super().__init__(debug)
        self._pasted: list[str] | None = None
        self._held = ""

    def feed(self, data: str) -> Iterator[Message]:
        """Yield what the terminal said; "" ends it."""
        if not data:
            yield from super().feed(data)
            return
        data, self._held = self._held + data, ""
        while data:
            if self._pasted is None:
                before, mark, rest = data.partition(_BEGIN)
                if mark:
                    self._pasted = []
                else:
                    before, self._held = _split_start(before, _BEGIN, _WHOLE_KEY)
                if before:
                    yield from super().feed(before)
            else:
                before, mark, rest = data.partition(_END)
                if not mark:
                    before, self._held = _split_start(before, _END, 0)
                self._pasted.append(before)
                if mark:
                    text, self._pasted = "".join(self._pasted), None
                    yield events.Paste(text)
            data = rest


def _split_start(data: str, mark: str, longer_than: int) -> tuple[str, str]:
    """Split off the beginning of ``mark`` that ``data`` ends with, if it is long enough."""
    for size in range(len(mark) - 1, longer_than, -1):
        if data.endswith(mark[:size]):
            return data[:-size], data[-size:]
    return data, ""


def _read(descriptor: int) -> bytes:
    """Return what was typed; empty where the terminal is gone."""
    try:
        return os.read(descriptor, 4096)
    except OSError:
        return b""


def driver_class() -> type[Driver] | None:
    """Return the driver to use here; None for Textual's own choice (Windows, a served app)."""
    if sys.platform == "win32" or "TEXTUAL_DRIVER" in os.environ:
        return None
    from textual.drivers.linux_driver import LinuxDriver

    class TypingDriver(LinuxDriver):
        """Textual's driver, with our reading of keys."""

        def run_input_thread(self) -> None:
            """Wait for input and pass it on, until the app ends or its terminal is gone.

            A terminal that is gone reads as empty again and again, and may be gone before anybody
            could ask this thread to end: the process would stay behind and keep a core busy.
            """
            parser = PasteParser(self._debug)
            decode = getincrementaldecoder("utf-8")("replace").decode
            with selectors.SelectSelector() as selector:
                selector.register(self.fileno, selectors.EVENT_READ)
                while not self.exit_event.is_set():
                    for _ in selector.select(0.1):
                        found = _read(self.fileno)
                        if not found:
                            os.kill(os.getpid(), signal.SIGHUP)
                            return
                        text = decode(found)
                        for event in parser.feed(text) if text else ():
                            self.process_message(event)
                    for event in parser.tick():
                        self.process_message(event)
            with suppress(EOFError, ParseError):
                for _event in parser.feed(""):
                    pass

    return TypingDriver
