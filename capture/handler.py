"""A handler that waits: it runs as a coroutine, and here alone ends what it may end with.

A screen that needs something of the project, or an answer of the person, begins a coroutine::

    def action_person(self) -> None:
        self.begin(self._choose_person())

    async def _choose_person(self) -> None:
        people = await self.gateway.read(history.people, key="people")
        at = await self.ask(Picker("Whose changes?", enumerate(name for name, _ in people)))
        if at is not None:
            self.write(lambda project: mark(project, people[at]), self._marked)

It runs at once up to its first wait, so that a dialog stands before the next key is read; from
there on a worker of the screen goes on with it.  What the coroutine need not care about:

- a `SaysoError` that it does not catch is said in the bar for messages;
- `Superseded` and `Cancelled` end it: nobody wants the answer any more;
- a fault is owned up to, and the app goes on;
- once its screen or widget is gone it gets `Gone` instead of what it waits for, and ends.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from data.errors import Cancelled, SaysoError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Generator

    from textual.dom import DOMNode


class Superseded(Cancelled):
    """A later question with the same key was asked: its answer counts."""


class Gone(Cancelled):
    """The screen or widget that waited is not there any more."""


class Fault(SaysoError):  # noqa: N818 - named as the rest of data.errors
    """An internal error that the person has been told of; who waits need only know that it was."""

    exit_code = 70


def is_gone(node: DOMNode) -> bool:
    """Whether a screen or widget was removed, or its app is closing."""
    return not (node.is_attached and node.is_running and node.app.is_running)


class Teller(Protocol):
    """What tells a person of errors: the app, which knows this module."""

    def say(self, text: str, kind: str = "info") -> None:
        """Show a message."""

    def trouble(self, error: Exception, during: str) -> None:
        """Show an internal error with its reference."""


class Handler:
    """A coroutine that has run up to its first wait; who awaits this goes on with it."""

    def __init__(self, teller: Teller, owner: DOMNode, work: Coroutine[Any, Any, None]) -> None:
        """Run ``work``, for the screen or widget ``owner``, up to its first wait."""
        self._teller, self._owner, self._work = teller, owner, work
        self._awaited: Any = None
        self.ended = False
        self._step(partial(work.send, None))

    def __await__(self) -> Generator[Any, None, None]:
        """Go on, step by step, as the loop says that what was waited for has come."""
        while not self.ended:
            try:
                yield self._awaited
            except BaseException as error:  # a worker is cancelled with its screen
                self._step(partial(self._work.throw, error))
            else:
                gone = is_gone(self._owner)
                self._step(partial(self._work.throw, Gone()) if gone else self._resume)

    def _resume(self) -> Any:
        return self._work.send(None)

    def _step(self, step: Callable[[], Any]) -> None:
        """Run to the next wait, or to the end, whatever that is."""
        self.ended = True
        try:
            self._awaited = step()
            self.ended = False
        except (StopIteration, Cancelled, Fault):
            return
        except SaysoError as error:
            self._teller.say(str(error), "error")
        except Exception as error:
            self._teller.trouble(error, getattr(self._work, "__qualname__", "a handler"))
