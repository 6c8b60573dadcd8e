"""Looking for garbage while nobody waits.

Python stops every thread while it looks through all that it holds: a tenth of a second where ten
thousand notes have been read, in which nothing is painted.  So it looks by itself among what is new
only, and among the rest when no key has come for a while.
"""

from __future__ import annotations

import gc
from time import monotonic

REST_SECONDS = 3.0
"""So long after the last key nobody is taken to wait."""

_AT_LEAST_EVERY = 60.0  # seconds: jobs leave garbage as well, with nobody typing
_NEW, _YOUNG, _NEVER = 2_000, 10, 1_000_000


class Garbage:
    """When the app looks for garbage."""

    def __init__(self) -> None:
        """Leave everything to Python before `put_off`."""
        self._touched = self._looked = monotonic()

    def put_off(self) -> None:
        """Leave alone what is there by now, such as the modules, and look seldom at the rest."""
        gc.freeze()
        gc.set_threshold(_NEW, _YOUNG, _NEVER)
        gc.enable()

    def touched(self) -> None:
        """Somebody is at the keys, or the mouse."""
        self._touched = monotonic()

    def look(self) -> bool:
        """Look for garbage where it is time to; say whether it was."""
        now = monotonic()
        is_due = self._touched > self._looked or now - self._looked > _AT_LEAST_EVERY
        if not is_due or now - self._touched < REST_SECONDS:
            return False
        self._looked = now
        gc.collect()
        return True
