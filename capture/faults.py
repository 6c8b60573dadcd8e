"""Internal errors: a reference for the person, a log for whoever mends sayso, no note's text.

The log names the error's type and the places in the code, and nothing else: an error's message
and the values of variables may hold what somebody said in confidence.
"""

from __future__ import annotations

import platform
import secrets
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from data import locations
from data.errors import WouldOverwrite
from data.files import append, make_folder, move

if TYPE_CHECKING:
    from collections.abc import Iterator

EXIT_CODE = 70
"""What the process ends with after an internal error, however long it went on afterwards."""

_MOST_BYTES = 200_000


def log_file() -> Path:
    """Return the path of the log; it may not exist yet."""
    return locations.state_file().with_name("faults.log")


def record(error: BaseException, during: str) -> str:
    """Write an error to the log and return its reference; never raises."""
    reference = secrets.token_hex(3)
    lines = [
        f"{datetime.now(UTC).isoformat(timespec='seconds')} {reference} during {during}",
        f"  sayso {version('?')}, Python {platform.python_version()}, {platform.system()}",
        *_story(error),
    ]
    path = log_file()
    with suppress(
        OSError, WouldOverwrite
    ):  # the dialog shows all the same; there is nobody else to tell
        make_folder(path.parent)
        if path.exists() and path.stat().st_size > _MOST_BYTES:
            move(path, path.with_name("faults.old.log"))
        append(path, "\n".join(lines) + "\n")
    return reference


def sentence(kind: str, reference: str) -> str:
    """Return what to tell the person where no dialog can be shown any more."""
    return (
        f"sayso: this is a fault in sayso ({kind}, reference {reference}); what was stored before "
        f"is safe. The log, without any note's text: {log_file()}"
    )


def _story(error: BaseException) -> Iterator[str]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield f"  {type(current).__module__}.{type(current).__qualname__}"
        place = current.__traceback__
        while place is not None:
            code = place.tb_frame.f_code
            where = "/".join(Path(code.co_filename).parts[-3:])
            yield f"    {where}:{place.tb_lineno} in {code.co_name}"
            place = place.tb_next
        current = current.__cause__ or current.__context__


def version(otherwise: str) -> str:
    """Return the version of sayso, or what stands for it where it is not installed."""
    from importlib import metadata

    try:
        return metadata.version("sayso")
    except metadata.PackageNotFoundError:
        return otherwise
