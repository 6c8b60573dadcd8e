"""Opening the app, and what is left to say when it has closed."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from capture import config, faults
from capture.app import SaysoApp
from data.store import log

if TYPE_CHECKING:
    from pathlib import Path


def run_app(path: Path | None) -> int:
    """Open the app, on a project or on the start form; return the exit code of the process."""
    settings, problem = config.load()
    log.use_author(settings.name)
    memory = config.Memory.load()
    there = path is not None and os.path.lexists(path)
    app = SaysoApp(path if there else None, settings, memory, wanted=path, problem=problem)
    try:
        app.run(mouse=settings.mouse)
    finally:
        if app._gateway is not None:
            for ticket in app._gateway.finish():
                print(f"sayso: not stored: {faults.one_line(ticket.text)}", file=sys.stderr)
        app.live.end()
        app.memory.save()
    return app.return_code if app.return_code is not None else faults.EXIT_CODE
