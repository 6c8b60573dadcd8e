"""A separate process that does one act while no file may grow beyond a size.

Usage: ``python -m tests.faults.limited PROJECT ACT BYTES``, where ACT is ``backup`` or ``restore``.
Prints ``ok``, or what it says.
"""

from __future__ import annotations

import resource
import signal
import sys
from pathlib import Path

from data.errors import SaysoError
from data.store.backup_names import kept
from data.store.backups import look_into, make
from data.store.restoring import restore


def main(path: Path, act: str, most: int) -> None:
    """Do the act."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # as Python does; a write fails instead
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    try:
        if act == "backup":
            make(path, "regular")
        else:
            restore(path, look_into(kept(path)[0]))
    except SaysoError as error:
        print(f"{type(error).__name__}: {error}")
        return
    print("ok")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
