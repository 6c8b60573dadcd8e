"""A random walk through the app: keys of whatever is up, commands of the palette, text, resizes.

What a seed does is the same each time, as far as the app's own threads let it.  By hand, for as
long as one likes: ``python -m tests.tui.wandering FIRST_SEED HOW_MANY STEPS``.
"""

from __future__ import annotations

import asyncio
import random
import shutil
import sqlite3
import sys
import tempfile
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from textual import events
from textual.app import App
from textual.command import CommandPalette
from textual.geometry import Size
from textual.pilot import Pilot

from capture.commands import COMMANDS
from capture.gateway import Storing
from capture.palette import Commands
from capture.screens.base import ModeScreen
from capture.screens.capture.screen import CaptureScreen
from capture.widgets.line import Line
from data.store import Project
from tests.tui.helpers import opened, until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from capture.app import SaysoApp

LEAVES = frozenset({"app.quit", "quit"})
"""What would end the walk; leaving is walked at its end."""

SIZES = ((80, 24), (120, 36), (60, 20), (40, 10), (20, 5), (200, 60), (3, 2), (1, 1))
"""Sizes of the terminal, the usual ones first."""

ALWAYS = ("escape", "escape", "enter", "tab", "shift+tab", "up", "down", "left", "right", "home",
          "end", "pageup", "pagedown", "space", "backspace", "delete", "f1", "ctrl+p", "y", "n",
          "ctrl+z", "ctrl+y", "ctrl+j", "f5", "f6", "f7", "f8")  # fmt: skip
"""Keys that mean something nearly everywhere."""

TEXTS = ("phone", "#wait", "@", "T07", "C03", "Maria/desk: it rings ,,p- #wait", "who:maria", "no",
         ",,no", "[/] [b]", "5", "-2", "“”", "ж東😀", "a, b", "OR OR (", "+new tag")  # fmt: skip
"""What is typed into whatever takes it."""


@dataclass(slots=True)
class Walk:
    """One walk, and what came of it."""

    seed: int
    steps: int
    done: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def story(self) -> str:
        """Return how to do it again, and its last steps."""
        return f"seed {self.seed}, step {len(self.done)}: … {' | '.join(self.done[-25:])}"


async def walk(path: Path, seed: int, steps: int) -> Walk:
    """Walk through the app on a project; any error, or an app that does not answer, fails.

    The editor and the browser are stood in for, since nobody is there to use them.
    """
    chance, found = random.Random(seed), Walk(seed, steps)
    with (
        patch("capture.system.edit", lambda _app, text, _setting="": f"{text} edited"),
        patch("capture.system.open_page", lambda page: f"Opened {page}."),
        patch("capture.jobs.live.rewrite", lambda *_: False),
    ):
        async with opened(path) as pilot:
            wanderer = _Wanderer(pilot, chance, found)
            try:
                for _ in range(steps):
                    await wanderer.step()
                await wanderer.come_home()
            except AssertionError as error:
                raise AssertionError(f"{error} ({found.story()})") from error
    with Project.open(path) as project:
        report = project.check()
        assert report.ok, (report.problems, found.story())
    lost = set(found.acknowledged) - set(_logged(path, found.acknowledged))
    assert not lost, (lost, found.story())
    return found


def _logged(path: Path, words: list[str]) -> Iterator[str]:
    """Yield those of the words that the project's log holds, whatever was done to them since."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as file:
        held = "\n".join(value for (value,) in file.execute("SELECT value FROM change"))
    file.close()
    yield from (word for word in words if word in held)


class _Wanderer:
    def __init__(self, pilot: Pilot[None], chance: random.Random, found: Walk) -> None:
        self.pilot, self.chance, self.found = pilot, chance, found

    @property
    def app(self) -> SaysoApp:
        return self.pilot.app  # type: ignore[return-value]

    async def step(self) -> None:
        """Do one thing, and see that the app bore it."""
        await self.chance.choices(
            (self.keys, self.bound, self.command, self.text, self.resize, self.note),
            (40, 25, 12, 12, 4, 7),
        )[0]()
        self.found.seen.add(type(self.app.screen).__name__)
        self.look()

    def look(self) -> None:
        app = self.app
        if app._exception is not None:
            lines = "".join(traceback.format_exception(app._exception))
            raise AssertionError(f"a fault: {lines}")
        assert not app._exit, "the app has ended"

    def say(self, what: str) -> None:
        self.found.done.append(f"{type(self.app.screen).__name__} {what}")

    # -- what is done ----------------------------------------------------------------------------

    async def press(self, *keys: str) -> None:
        """Press keys in one go, or each when the one before has been seen to."""
        self.say(" ".join(keys))
        at_once = self.chance.random() < 0.5
        for key in keys:
            send(self.app, key)
            if not at_once:
                await self.pilot.pause()
        await self.pilot.pause()
        if self.chance.random() < 0.3:
            await self.rest()

    async def rest(self) -> None:
        await until(lambda: self.app._exit or not self._is_busy(), "the app rests", 60)
        await self.pilot.pause()

    def _is_busy(self) -> bool:
        return self.app._gateway is not None and self.app.gateway.busy

    async def keys(self) -> None:
        """Press a few keys that mean something nearly everywhere."""
        await self.press(*self.chance.choices(ALWAYS, k=self.chance.randint(1, 4)))

    async def bound(self) -> None:
        """Press a few keys of what is up."""
        bindings = self.app.screen.active_bindings
        keys = sorted(
            key
            for key, one in bindings.items()
            if one.binding.id not in LEAVES and not one.binding.action.endswith("quit")
        )
        await self.press(*self.chance.choices(keys, k=self.chance.randint(1, 3)))

    async def command(self) -> None:
        """Run a command as the palette does."""
        command = self.chance.choice([one for one in COMMANDS if one.id not in LEAVES])
        if self.app.screen.is_modal:
            await self.press("escape", "escape")
        typed = self.chance.random() < 0.3
        if not typed and not self.app.screen.is_modal and not self.app._exit:
            # As the palette runs it, which need not be typed into each time.
            self.say(command.id)
            await Commands(self.app.screen)._run(command)
            await self.pilot.pause()
            return
        send(self.app, "ctrl+p")
        await self.pilot.pause()
        self.say(f"palette {command.id}")
        if not isinstance(self.app.screen, CommandPalette):
            return
        for letter in command.title[:8]:
            send(self.app, letter)
        if self.chance.random() < 0.7:
            await self.rest()
            await self.pilot.pause()
        if not _might_quit(self.app.screen):
            send(self.app, "enter")
        await self.pilot.pause()
        await self.rest()

    async def text(self) -> None:
        """Type something, and perhaps hand it in."""
        text = self.chance.choice(TEXTS)
        if _might_quit(self.app.screen):
            text = "notes"
        await self.press(*text, *(["enter"] if self.chance.random() < 0.6 else []))

    async def resize(self) -> None:
        """Make the terminal larger or smaller, several times at once."""
        for _ in range(self.chance.randint(1, 3)):
            width, height = self.chance.choice(SIZES)
            self.say(f"{width}x{height}")
            self.app._driver._size = (width, height)  # type: ignore[union-attr]
            size = Size(width, height)
            self.app.post_message(events.Resize(size, size))
        await self.pilot.pause()

    async def note(self) -> None:
        """Take a note, and remember it once the app says that it is stored."""
        await self.go_home()
        word = f"walked{self.found.seed}x{len(self.found.done)}"
        self.say(f"note {word}")
        self.app.screen.query_one("#line", Line).fill(f"{word} the phone rings out ,,p-")
        await self.pilot.press("enter")
        await self.rest()
        if self.app.storing is Storing.STORED:
            self.found.acknowledged.append(word)

    # -- coming back -----------------------------------------------------------------------------

    async def go_home(self) -> None:
        """Leave whatever is up by Esc, and go to Capture with an empty line."""
        app = self.app
        if min(app.size) < 10:
            await self.pilot.resize_terminal(80, 24)
        for _ in range(40):
            if not app.screen.is_modal:
                break
            send(self.app, "escape")
            await self.pilot.pause()
            await self.rest()
        assert isinstance(app.screen, ModeScreen), f"{app.screen} does not go by Esc"
        await self.pilot.press("f5")
        await self.rest()
        self.look()
        for _ in range(40):
            if not app.screen.is_modal:
                break
            send(self.app, "escape")
            await self.rest()
        assert isinstance(app.screen, CaptureScreen), f"F5 leaves {app.screen}"
        for _ in range(6):
            await self.pilot.press("escape")
            await self.rest()
            if app.screen.window.editing is None:
                break
        app.screen.query_one("#line", Line).focus()

    async def come_home(self) -> None:
        """See that the app still answers: take a last note, go round the modes, and look."""
        before = len(self.found.acknowledged)
        await self.note()
        self.look()
        assert len(self.found.acknowledged) == before + 1, "the last note was not stored"
        for key, mode in (("f6", "notes"), ("f7", "map"), ("f8", "project"), ("f5", "capture")):
            await self.pilot.press(key)
            await self.rest()
            while self.app.screen.is_modal:
                await self.pilot.press("escape")
            self.look()
            assert self.app.current_mode == mode, f"{key} leaves {self.app.current_mode}"


def send(app: App[Any], key: str) -> None:
    """Press a key and do not wait: the next one comes while screens are being pushed."""
    character = key if len(key) == 1 else {"space": " ", "enter": "\r", "tab": "\t"}.get(key)
    driver = app._driver
    assert driver is not None
    named = events.Key(_named(key), character)
    named.set_sender(app)
    driver.send_message(named)


def _named(key: str) -> str:
    from textual.keys import _character_to_key

    return _character_to_key(key) if len(key) == 1 and not key.isalnum() else key


def _might_quit(screen: object) -> bool:
    """Whether what the palette has picked out would end the walk."""
    from textual.command import CommandList

    if not isinstance(screen, CommandPalette):
        return False
    picked = screen.query_one(CommandList)
    at = picked.highlighted
    return at is not None and "quit" in str(picked.get_option_at_index(at).prompt).casefold()


def main() -> int:
    """Walk by hand; print what fails, and go on."""
    first, how_many, steps = map(int, sys.argv[1:4])
    from tests.pictures import make_sample

    failed = acknowledged = 0
    seen: set[str] = set()
    with tempfile.TemporaryDirectory() as folder:
        base = make_sample(Path(folder))
        for seed in range(first, first + how_many):
            path = Path(folder) / f"{seed}" / "walk.sayso"
            path.parent.mkdir()
            shutil.copy(base, path)
            try:
                found = asyncio.run(asyncio.wait_for(walk(path, seed, steps), 600))
            except BaseException as error:
                failed += 1
                print(f"FAILED {seed}\n{''.join(traceback.format_exception(error))}", flush=True)
                if isinstance(error, KeyboardInterrupt):
                    break
            else:
                acknowledged += len(found.acknowledged)
                seen |= found.seen
                print(f"seed {seed}: {len(found.acknowledged)} acknowledged, 0 lost", flush=True)
            shutil.rmtree(path.parent, ignore_errors=True)
    print(f"{how_many} walks of {steps} steps, {failed} failed; {acknowledged} notes acknowledged, "
          f"0 lost in those that did not; screens: {', '.join(sorted(seen))}")  # fmt: skip
    return int(failed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
