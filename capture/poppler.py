"""The pages of a PDF as SVG, drawn by an installed ``pdftocairo`` of the Poppler tools.

Letters become shapes: the pictures look like the pages, and their text can be neither searched nor
selected.
"""

from __future__ import annotations

import re
import shutil
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from capture import headless
from data.errors import NotFound, OutputFailed
from data.files import write_whole

_NAME = "pdftocairo"
_INSTEAD = "Try --format pdf."
_SIZE = re.compile(r'(<svg\b[^>]*?) width="[^"]*" height="[^"]*"')


def find() -> str:
    """Return the command.

    Raises:
        NotFound: it is not installed.
    """
    command = shutil.which(_NAME)
    if command is None:
        raise NotFound(
            f"SVG is drawn from the PDF by {_NAME}, which is not installed here; nothing was "
            "written. Install it (package poppler-utils; on a Mac: brew install poppler), or write "
            "the sheets with --format pdf."
        )
    return command


@dataclass(frozen=True)
class Drawer:
    """``pdftocairo`` by its command, who may stop it, and how long a page may take."""

    command: str
    cancelled: Callable[[], bool] = lambda: False
    seconds: float = headless.SECONDS

    def pages(self, pdf: bytes, sizes: Sequence[tuple[float, float]]) -> Iterator[str]:
        """Yield the pages of a PDF as SVG, each as wide and high in millimetres as ``sizes`` say.

        Raises:
            OutputFailed: it failed, took too long, or drew no whole picture.
            Cancelled: somebody stopped it.
        """
        with headless.folder() as place:
            source = place / "made.pdf"
            write_whole(source, pdf, sync=False)
            for number, (width, height) in enumerate(sizes, 1):
                target = place / f"{number}.svg"
                page = ("-f", str(number), "-l", str(number))
                headless.run(
                    [self.command, "-svg", *page, str(source), str(target)],
                    place,
                    name=self.command,
                    advice=_INSTEAD,
                    cancelled=self.cancelled,
                    seconds=self.seconds,
                )
                yield self._whole(target.read_bytes() if target.exists() else b"", width, height)

    def _whole(self, made: bytes, width: float, height: float) -> str:
        try:
            root = ElementTree.fromstring(made).tag
            text = made.decode("utf-8")
        except (ElementTree.ParseError, ValueError):
            root = text = ""
        if root != "{http://www.w3.org/2000/svg}svg":
            raise OutputFailed(
                f"{self.command} drew no whole picture; nothing was written. {_INSTEAD}"
            )
        # Versions differ in the unit of the size; on paper it is in millimetres.
        size = rf'\1 width="{width:g}mm" height="{height:g}mm"'
        return _SIZE.sub(size, text, count=1)
