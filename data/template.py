"""Templates: the stages, channels and suggested personas that a new project starts from.

A template is a TOML file.  Those that ship lie in ``data/templates/``; a researcher's own is named
by its path.  The format is described at the head of ``data/templates/default.toml``.  No file is
read before a template is asked for.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from data.errors import NotFound, SaysoError
from data.shorthand import name_problem
from data.text import clip, slugify

DEFAULT = "default"
"""The name of the template that is used where none is asked for."""

_SHIPPED = (DEFAULT, "buying", "public-service", "onboarding")
_MOST_BYTES = 1_000_000  # a thousand times a real template: whatever is larger is another file
_MOST_NAMES = 200
_TOP_KEYS = ("title", "description", "channels", "personas", "stages")
_STAGE_KEYS = ("title", "slug", "description", "examples")


class UnknownTemplate(NotFound):
    """No template of that name ships, and there is no file at that path."""


class BadTemplate(SaysoError):  # noqa: N818 - named as the rest of data.errors
    """A template file cannot be used; the message names the file, what is wrong, what to do."""


@dataclass(frozen=True, slots=True)
class TemplateStage:
    """A stage that a project may start with.

    ``description`` says in plain sentences what belongs here; ``examples`` are remarks as staff or
    customers would make them.  ``slug`` stays the same when the title is translated.
    """

    slug: str
    title: str
    description: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """Stages in their order, channels, and personas to suggest (never added unasked).

    ``slug`` is the name that the template is asked for by: the file's name without ``.toml``.
    ``description`` is one line for a list of templates.
    """

    slug: str
    title: str
    description: str = ""
    stages: tuple[TemplateStage, ...] = ()
    channels: tuple[str, ...] = ()
    personas: tuple[str, ...] = ()


def shipped() -> tuple[Template, ...]:
    """The templates that come with the app, the default first."""
    return tuple(load(name) for name in _SHIPPED)


def load(name_or_path: str | Path) -> Template:
    """Read a shipped template by its name, or any template by its path.

    A plain string that is the name of a shipped template means that one, even where a file of the
    same name lies in the working folder: ``./buying`` names the file.

    Raises:
        UnknownTemplate: neither a shipped name nor a file.
        BadTemplate: the file cannot be read, or is no template.
    """
    if isinstance(name_or_path, str) and name_or_path in _SHIPPED:
        entry = resources.files("data") / "templates" / f"{name_or_path}.toml"
        return _parse(entry.read_bytes(), name_or_path, f"{name_or_path}.toml")
    path = Path(name_or_path)
    return _parse(_read(path), path.name.removesuffix(".toml"), str(path))


def _read(path: Path) -> bytes:
    """The bytes of a researcher's own file, refused while it is still cheap to refuse."""
    try:
        if path.is_dir():
            raise BadTemplate(f"{path} is a folder, not a template: name the TOML file inside it.")
        if path.exists() and not path.is_file():  # a pipe would be waited for for ever
            raise BadTemplate(f"{path} is not an ordinary file: save the template as one.")
        with path.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        raise UnknownTemplate(
            f"There is no template {clip(str(path), 80)}: "
            f"use one of {', '.join(_SHIPPED)}, or the path of your own TOML file."
        ) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or str(error)
        raise BadTemplate(
            f"The template {clip(str(path), 80)} cannot be read ({reason}): "
            "check its name and permissions."
        ) from error
    if len(raw) > _MOST_BYTES:
        raise BadTemplate(f"{path} is over {_MOST_BYTES:,} bytes: this is no template.")
    return raw


def _parse(raw: bytes, slug: str, where: str) -> Template:
    """Turn a file's bytes into a template; ``where`` names the file in messages."""
    try:
        table = tomllib.loads(raw.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError:
        raise BadTemplate(f"{where} is not UTF-8 text: save it as UTF-8 and try again.") from None
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is no TOML error
        why = "nested too deep" if isinstance(error, RecursionError) else clip(str(error), 200)
        raise BadTemplate(f"{where} is not valid TOML: {why}. Correct the file.") from None
    _known(table, _TOP_KEYS, where)
    template = Template(
        slug=slug,
        title=_text(table, "title", where) or slug,
        description=_text(table, "description", where),
        stages=_stages(table, where),
        channels=_texts(table, "channels", where),
        personas=_texts(table, "personas", where),
    )
    _nameable("stage", [stage.title for stage in template.stages], where)
    _nameable("channel", template.channels, where)
    _nameable("persona", template.personas, where)
    slugs = [stage.slug for stage in template.stages]
    for at, slug in enumerate(slugs):
        if slug in slugs[:at]:
            raise BadTemplate(
                f'{where}: two stages have the slug "{clip(slug, 40)}"; give each its own.'
            )
    return template


def _stages(table: Mapping[str, Any], where: str) -> tuple[TemplateStage, ...]:
    rows = table.get("stages")
    if not isinstance(rows, list) or not rows:
        raise BadTemplate(
            f"{where} has no stages: give each one a [[stages]] table with at least a title."
        )
    stages = []
    for number, row in enumerate(rows, 1):
        place = f"{where}, stage {number}"
        if not isinstance(row, dict):
            raise BadTemplate(f"{place}: a stage must be a [[stages]] table, not {_type(row)}.")
        _known(row, _STAGE_KEYS, place)
        title = _text(row, "title", place)
        if not title:
            raise BadTemplate(f'{place} has no title: add a line such as title = "Find out".')
        stages.append(
            TemplateStage(
                slug=_text(row, "slug", place) or slugify(title),
                title=title,
                description=_text(row, "description", place),
                examples=_texts(row, "examples", place),
            )
        )
    return tuple(stages)


def _known(table: Mapping[str, Any], keys: Sequence[str], place: str) -> None:
    """Refuse a key that would be silently ignored: it is nearly always a slip of the pen."""
    for key in table:
        if key not in keys:
            raise BadTemplate(
                f'{place}: "{clip(key, 40)}" is not known here; use {", ".join(keys)}.'
            )


def _text(table: Mapping[str, Any], key: str, place: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise BadTemplate(f"{place}: {key} must be text in quotes, not {_type(value)}.")
    return " ".join(value.split())


def _texts(table: Mapping[str, Any], key: str, place: str) -> tuple[str, ...]:
    values = table.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise BadTemplate(
            f'{place}: {key} must be a list of texts, such as {key} = ["one", "two"].'
        )
    if not all(value.strip() for value in values):
        raise BadTemplate(f"{place}: {key} holds an empty text; fill it in or take it out.")
    return tuple(" ".join(value.split()) for value in values)


def _nameable(noun: str, names: Sequence[str], where: str) -> None:
    """Refuse names that could not be typed, or not be told apart, in a line of tags."""
    if len(names) > _MOST_NAMES:
        raise BadTemplate(
            f"{where}: {len(names):,} {noun}s are more than anybody can type; "
            f"give at most {_MOST_NAMES}."
        )
    for at, name in enumerate(names):
        problem = name_problem(name, names[:at])
        if problem:
            raise BadTemplate(f"{where}, {noun} {at + 1}: {problem} Choose another name.")


_TYPES = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "text",
    list: "a list",
    dict: "a table",
}


def _type(value: object) -> str:
    """What a TOML value is, in a word."""
    return _TYPES.get(type(value), "a date or time")
