"""What verbs print: data on standard output, talk on standard error."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import click

from data.text import clip, visible, width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence


json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


def say(text: str) -> None:
    """Print talk: one visible line to standard error; that nobody can hear it is no failure."""
    with suppress(OSError, ValueError):
        click.echo(visible(text), err=True)


def document(value: object) -> None:
    """Print one JSON document in which no control character stands bare."""
    import json

    click.echo(json.dumps(value, indent=2, ensure_ascii=not _utf8()).translate(_BARE_CONTROLS))


# json.dumps escapes C0 itself; DEL, C1 and what reorders or hides text it lets through when asked
# not to escape everything.
_BARE_CONTROLS = {
    code: f"\\u{code:04x}"
    for code in [0x7F, *range(0x80, 0xA0), 0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F),
                 *range(0x2060, 0x2070), 0x2028, 0x2029, 0x200B, 0xFEFF]
}  # fmt: skip


def _utf8() -> bool:
    return (getattr(sys.stdout, "encoding", "") or "").lower().replace("-", "") == "utf8"


def table(rows: Iterable[Sequence[str]]) -> None:
    """Print rows in aligned columns; the last column is cut at the terminal's width.

    Where standard output is no terminal nothing is cut, so that no text is lost in a pipe.
    """
    lines = [[visible(cell) for cell in row] for row in rows]
    if not lines:
        return
    columns = len(lines[0])
    widths = [max(width(line[index]) for line in lines) for index in range(columns - 1)]
    room = terminal_width() - sum(widths) - 2 * len(widths)
    for line in lines:
        cells = [
            cell + " " * (size - width(cell)) for cell, size in zip(line, widths, strict=False)
        ]
        tail = clip(line[-1], max(room, 20)) if sys.stdout.isatty() else line[-1]
        click.echo("  ".join([*cells, tail]).rstrip())


def terminal_width() -> int:
    """Return the columns of the terminal, or 80 where output goes elsewhere."""
    if sys.stdout.isatty():
        with suppress(OSError):
            return os.get_terminal_size(sys.stdout.fileno()).columns or 80
    return 80


def wants_colour() -> bool:
    """True for a terminal whose user has not asked for none (NO_COLOR, TERM=dumb)."""
    return (
        sys.stdout.isatty()
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM", "") != "dumb"
    )


def show(text: str | bytes) -> None:
    """Print text that may end its last line itself; bytes as they are."""
    click.echo(text, nl=isinstance(text, str) and not text.endswith("\n"))


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on standard error while it lasts; silent where nobody watches.

    Yields a function of (done, total).
    """
    shown = sys.stderr.isatty()
    state = {"last": -1}

    def report(done: int, total: int) -> None:
        share = int(30 * done / total) if total else 30
        if shown and share != state["last"]:
            state["last"] = share
            bar = "━" * share + "─" * (30 - share)
            sys.stderr.write(f"\r{label}  {bar}  {done:,}/{total:,} ")
            sys.stderr.flush()

    try:
        yield report
    finally:
        if shown and state["last"] >= 0:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()


def at_terminal() -> bool:
    """True where somebody sits at both ends of the program."""
    return sys.stdin.isatty() and sys.stdout.isatty()
