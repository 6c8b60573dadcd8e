"""Who writes: the name that every change record carries.

A person is known by their name alone, so that two windows of one person, or the app and the
command line, are one author.  The name is what the settings say, else ``SAYSO_AUTHOR``, else the
login name; "" where nothing is known, and such records belong to everybody.
"""

from __future__ import annotations

import os

from data.text import one_line

_chosen = ""


def use_author(name: str) -> None:
    """Write under a name from now on, in this process; "" goes back to what the system says."""
    global _chosen  # noqa: PLW0603 - a process writes for one person
    _chosen = one_line(name)


def current_author() -> str:
    """The name under which this process writes."""
    return _chosen or one_line(os.environ.get("SAYSO_AUTHOR", "")) or _login()


def _login() -> str:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        if login := one_line(os.environ.get(name, "")):
            return login
    try:
        import pwd

        return one_line(pwd.getpwuid(os.getuid()).pw_name)
    except (ImportError, AttributeError, KeyError, OSError):
        return ""
