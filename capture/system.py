"""The world outside the app: editor, clipboard, terminal, browsers with and without a window."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from data.errors import NotFound, OutputFailed, SaysoError
from data.files import write_whole

if TYPE_CHECKING:
    from typing import Any

    from textual.app import App

SENT = "Sent to the terminal's clipboard."
"""What may be said after `copy`: no answer can be read, so nobody knows whether it arrived."""

_MOST_COPIED = 74_000  # many terminals drop a longer OSC 52 sequence without a word


class EditorFailed(SaysoError):  # noqa: N818 - named as the rest of data.errors
    """The editor could not be run, or what it left could not be read; the text is as it was."""


def editor_command(setting: str = "") -> list[str]:
    """Return the command of the person's editor: the setting, else ``$VISUAL``, else ``$EDITOR``.

    Raises:
        NotFound: none is set, or it is not installed.
    """
    typed = setting or os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        words = shlex.split(typed)
    except ValueError:
        raise NotFound(f"The editor “{typed}” has an open quote; the text is as it was.") from None
    if not words:
        raise NotFound(
            "No editor is set: set EDITOR in your shell, or editor in the settings. "
            "The text is as it was."
        )
    if shutil.which(words[0]) is None:
        raise NotFound(f"The editor “{words[0]}” is not installed; the text is as it was.")
    return words


def edit(app: App[Any], text: str, setting: str = "") -> str:
    """Let the person change ``text`` in their editor, and return it as they left it.

    The app steps aside meanwhile and paints itself anew afterwards.  The text lies in a file that
    only they can read, and that is removed in every case.  One final newline, which most editors
    add, is taken off again.

    Raises:
        SaysoError: there is no editor, it could not be run or failed; the text is as it was.
    """
    command = editor_command(setting)
    handle, name = tempfile.mkstemp(prefix="sayso-", suffix=".txt")
    path = Path(name)
    try:
        os.close(handle)
        write_whole(path, text, sync=False)
        code = _run(app, [*command, name])
        if code != 0:
            raise EditorFailed(f"The editor ended with code {code}; the text is as it was.")
        changed = path.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise EditorFailed(
            f"The editor could not be used ({error.strerror or error}); the text is as it was."
        ) from error
    finally:
        with suppress(OSError):
            path.unlink()
    changed = changed.replace("\r\n", "\n")
    return changed.removesuffix("\n") if not text.endswith("\n") else changed


def _run(app: App[Any], command: list[str]) -> int:
    """Run the editor in the app's place.

    Raises:
        EditorFailed: the app has no terminal of its own to lend.
    """
    from textual.app import SuspendNotSupported

    try:
        with app.suspend():
            return subprocess.run(command, check=False).returncode
    except SuspendNotSupported:
        raise EditorFailed("An editor cannot be opened from here; the text is as it was.") from None


def copy(app: App[Any], text: str) -> str:
    """Send text to the terminal for its clipboard (OSC 52); return what to tell the person.

    It works over SSH and in tmux (with ``set-clipboard on``); whether the terminal takes it cannot
    be known.

    Raises:
        OutputFailed: it is longer than terminals take.
    """
    size = len(text.encode("utf-8", "replace"))
    if size > _MOST_COPIED:
        raise OutputFailed(f"{size:,} bytes are more than a terminal's clipboard takes.")
    app.copy_to_clipboard(text.encode("utf-8", "replace").decode("utf-8"))
    return SENT


def open_page(path: Path) -> str:
    """Open a file in the person's browser; return what to tell them.

    Raises:
        NotFound: there is no browser here; the sentence gives the file's address.
    """
    import webbrowser

    address = path.absolute().as_uri()
    browser = _graphical_browser(webbrowser)
    if browser is None or not browser.open(address):
        raise NotFound(f"No browser could be opened here. The page is {path.absolute()}")
    return f"Opened {path} in the browser."


def _graphical_browser(webbrowser: Any) -> Any:
    """Return a browser with a window of its own; one for terminals would paint over the app."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return None
    name = str(getattr(browser, "name", "")).rpartition("/")[2]
    return None if name in _FOR_TERMINALS else browser


_FOR_TERMINALS = frozenset({"w3m", "lynx", "links", "elinks", "www-browser"})
