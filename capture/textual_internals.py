"""All that sayso uses of Textual that is private to it, each use with what it is for.

`PasteParser` and `driver_class` read the terminal so that a paste arrives as it is: in Textual's
own reading of keys an escape character inside a paste ends up as key presses, and whatever follows
it with them, and a byte that is no UTF-8 ends the app.  So pastes are taken out of the stream
before keys are looked for, and what cannot be decoded becomes U+FFFD.

`Guarded` keeps the exception of one handler from ending the app, which is all that Textual knows to
do with it; `GuardedApp` is told of those that do end it, so that no traceback with what somebody
said in confidence is printed.  `own_bindings` tells the keys of a widget itself, which Textual has
no public word for.

`Dialog` ends once, and ends itself: Textual takes the topmost screen of the mode that is shown off,
whichever screen it is that ends.

`OnceParsed` keeps styles parsed.
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
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet
from textual.message_pump import MessagePump
from textual.screen import ModalScreen, ScreenResultType

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType
    from textual.binding import Binding
    from textual.dom import DOMNode
    from textual.driver import Driver
    from textual.message import Message

_STARTING = (events.Compose, events.Mount, events.Load, events.Unmount)


class Guarded(MessagePump):
    """Hands what fails in one of its handlers to `handler_failed`, and goes on.

    What fails while it is being built has nothing to go on with, and still ends the app.
    """

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except Exception as error:
            if isinstance(message, _STARTING):
                raise
            self.handler_failed(error, type(message).__name__)

    def handler_failed(self, error: Exception, during: str) -> None:
        """Take an exception of a handler; ``during`` names the message that it was for."""
        raise NotImplementedError(during) from error


class GuardedApp(App[None]):
    """Hands what would end the app with a traceback to `ending`."""

    def _handle_exception(self, error: Exception) -> None:
        self.ending(error)

    def ending(self, error: Exception) -> None:
        """Take an exception that nobody caught."""
        self.print_traceback(error)

    def print_traceback(self, error: Exception) -> None:
        """End the app as Textual does."""
        super()._handle_exception(error)

    def end_with(self, said: RenderableType) -> None:
        """End the app at once, whatever state it is in, and print ``said`` behind it."""
        self._exit_renderables.append(said)
        self._close_messages_no_wait()

    def mark_failed(self, error: Exception, return_code: int) -> None:
        """Have the process end with a code; a test with a pilot fails, as it would by default."""
        self._return_code = return_code
        if self._exception is None:
            self._exception = error
            self._exception_event.set()


class Dialog(ModalScreen[ScreenResultType]):
    """A dialog that gives one answer and then goes, wherever it lies by then.

    Keys that were pressed before it went still reach it, and its work may be done while help lies
    over it or another mode is shown.
    """

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Answer and go; nothing where it has gone already."""
        stack = next((one for one in self.app._screen_stacks.values() if self in one), None)
        if stack is None:
            return AwaitComplete()
        if self.app.screen is self:
            return super().dismiss(result)
        self._result_callbacks[-1](result)
        stack.remove(self)
        self._pop_result_callback()
        return AwaitComplete(self.app._replace_screen(self)).call_next(self.app)


def own_bindings(node: DOMNode, key: str) -> Sequence[Binding]:
    """Return what a key is bound to by a widget itself, not by what it stands in."""
    return node._bindings.key_to_bindings.get(key, ())


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
                        typed = _read(self.fileno)
                        if not typed:
                            os.kill(os.getpid(), signal.SIGHUP)
                            return
                        text = decode(typed)
                        for event in parser.feed(text) if text else ():
                            self.process_message(event)
                    for event in parser.tick():
                        self.process_message(event)
            with suppress(EOFError, ParseError):
                for _event in parser.feed(""):
                    pass

    return TypingDriver


_SHEETS = 512  # a widget's class has one; Textual keeps 64


class OnceParsed(Stylesheet):
    """Styles that are parsed again only where their text or the theme has changed.

    Textual parses all of them anew whenever a class of widgets or a screen brings its own, and
    several times before the first picture, which took a fifth of the time until then.
    """

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        """Begin with nothing parsed."""
        super().__init__(variables=variables)
        self._parse_cache = LRUCache(_SHEETS)

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take other colours; what was parsed is forgotten where they differ."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Parse what was not parsed with these variables."""
        self.parse()
