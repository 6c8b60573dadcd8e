"""What to do to notes' tags, asked for in names and words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from capture.jobs import tagging
from capture.jobs.people import named
from capture.jobs.tagtelling import Tagging
from data.errors import UsageError
from data.records import Emotion, Kind, NeedType, Source
from data.store import channels, personas, stages, tags
from data.text import fold

if TYPE_CHECKING:
    from data.store import Project

NONE = "none"
"""The word that takes away."""

_LISTS: dict[str, Callable[[Project], Sequence[Any]]] = {
    "stage": stages.all,
    "persona": personas.all,
    "channel": channels.all,
    "tag": tags.all,
}
_WORDS: dict[str, Sequence[Any]] = {"kind": [*Kind], "need": [*NeedType], "source": [*Source]}
_COLUMNS = {"need": "need_type"}


def put(project: Project, what: str, name: str) -> Tagging:
    """Give notes the one stage, channel, kind, need, emotion or source of that name.

    “none” takes it away.

    Raises:
        NotFound: nothing is called so, or more than one thing; the known names are listed.
        UsageError: no such emotion.
    """
    column = _COLUMNS.get(what, what)
    if name.strip().casefold() == NONE:
        return tagging.put(**{column: None})
    if what == "emotion":
        return tagging.put(emotion=_emotion(name))
    if what in _WORDS:
        return tagging.put(**{column: named(_WORDS[what], name, what, str)})
    return tagging.put(**{column: str(_named(project, what, name).id)})


def give(project: Project, list_: str, name: str) -> Tagging:
    """Give notes a persona or free tag; “none” takes all of them away.

    A free tag is made where it is new.

    Raises:
        NotFound: there is no such persona.
    """
    if name.strip().casefold() == NONE:
        return tagging.only(list_)
    if list_ == "tag":
        known = next((one for one in tags.all(project) if fold(one.name) == fold(name)), None)
        if known is None:
            return Tagging(tagging.put().retag, new=(" ".join(name.split()),))
        return tagging.give("tag", known.id)
    return tagging.give(list_, _named(project, list_, name).id)


def take(project: Project, list_: str, name: str) -> Tagging:
    """Take a persona or free tag away.

    Raises:
        NotFound: there is no such thing.
    """
    return tagging.take(list_, _named(project, list_, name).id)


def _named(project: Project, what: str, name: str) -> Any:
    word = "free tag" if what == "tag" else what
    return named(
        _LISTS[what](project), name, word, lambda one: one.title if what == "stage" else one.name
    )


def _emotion(typed: str) -> Emotion:
    try:
        return Emotion(int(typed.strip().replace("−", "-")))
    except ValueError as error:
        raise UsageError(
            f"“{typed}” is no emotion: give -2, -1, 0, 1, 2 or none. Nothing was changed."
        ) from error
