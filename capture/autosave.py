"""When to keep what is being typed: after a short rest, and at the latest now and then."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic

REST_SECONDS = 0.25
"""So long after the last key the line is kept."""

LATEST_SECONDS = 0.4
"""Of somebody who does not rest, it is kept so long after the first key that is not.

It is to be in the file half a second after that key; the rest of the time is for the disk.
"""


class Autosave:
    """Calls ``save`` in the loop's thread, soon after `touched`."""

    def __init__(self, save: Callable[[], None]) -> None:
        """Prepare; nothing is called before `touched`."""
        self._save = save
        self._since: float | None = None
        self._timer: asyncio.TimerHandle | None = None

    def touched(self) -> None:
        """Something was typed: keep it before long."""
        now = monotonic()
        if self._since is None:
            self._since = now
        if self._timer is not None:
            self._timer.cancel()
        rest = min(REST_SECONDS, self._since + LATEST_SECONDS - now)
        self._timer = asyncio.get_running_loop().call_later(max(0.0, rest), self.now)

    def now(self) -> None:
        """Keep it now."""
        self.stop()
        self._save()

    def stop(self) -> None:
        """Forget that anything was typed."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._since = None
