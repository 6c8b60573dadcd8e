"""The one door from people's text to a page: made visible, then escaped."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from data.text import visible

if TYPE_CHECKING:
    import jinja2


@cache
def asset(name: str) -> str:
    """Return a file of ours that lies here."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def trusted(markup: str) -> object:
    """Return our own ``markup`` unescaped; never called with text that somebody typed."""
    from markupsafe import Markup

    return Markup(markup)


def policy_hash(text: str) -> str:
    """Return the hash by which a page's policy lets a style sheet or script of ours pass."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def template(name: str, *, keep_newlines: bool = False, **known: object) -> jinja2.Template:
    """Return a template of ours in which every plain string passes the door.

    Args:
        name: its file.
        keep_newlines: whether line breaks of a text stay line breaks, or become a mark.
        known: what the template knows beside what it is given to render.
    """
    import jinja2

    def shown(value: object) -> object:
        plain = isinstance(value, str) and not hasattr(value, "__html__")
        return visible(str(value), keep_newlines=keep_newlines) if plain else value

    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(known)
    return environment.from_string(asset(name))
