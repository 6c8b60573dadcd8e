"""Foreign files in: read one, plan what it would add to a project, and add it.

``read`` looks only at the file, ``plan`` only reads the project, ``apply`` writes within the one
transaction of a change.  A dry run is a plan that is not applied.  Each part loads when first used.
"""

from __future__ import annotations

from pathlib import Path

from data.exchange.incoming import ImportOptions, Incoming

__all__ = ["ImportOptions", "Incoming", "read"]


def read(path: Path, options: ImportOptions | None = None) -> Incoming:
    """Return what the file at ``path`` holds (`data.exchange.reading.read_file`).

    Raises:
        ImportRefused: it cannot be read, is no text, or does not hold together; the sentence says
            where and what to do.
    """
    from data.exchange.reading import read_file

    return read_file(path, options or ImportOptions())
