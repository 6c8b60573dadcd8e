"""Plain titles: where a card is, which can be said of any, and how one is known again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import count

from data.text import capital, clip, visible

_STAGE, _CHANNEL = 24, 20
_REMARKS = "remarks"

_BY_CHANNEL = {
    "phone": "by phone",
    "call": "by phone",
    "telephone": "by phone",
    "email": "by email",
    "e-mail": "by email",
    "letter": "by letter",
    "website": "on the website",
    "web": "on the web",
    "online": "online",
    "app": "in the app",
    "chat": "by chat",
    "desk": "at the desk",
    "counter": "at the counter",
    "in person": "in person",
    "sms": "by text message",
}

_ORDINALS = (
    "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth",
)  # fmt: skip
_NTH = re.compile(rf", (?:(?:{'|'.join(_ORDINALS)}) card|card \d+)\Z")


def spoken(channel: str) -> str:
    """Return a channel as words of a sentence, "" where there is none: ``by phone``."""
    name = shown(channel, _CHANNEL)
    return _BY_CHANNEL.get(name.casefold(), name)


def shown(name: str, most: int = _STAGE) -> str:
    """Return the name of a stage, or of a channel, as a title has it."""
    return clip(" ".join(visible(name).split()), most)


def ways(stage: str, channel: str) -> Iterator[str]:
    """Yield what can be said of any card, which is where it is, told apart.

    No number is said: a title stays while notes come and go.
    """
    channel, stage = spoken(channel), shown(stage)
    told = f"{stage}: {channel or _REMARKS}" if stage else channel or _REMARKS
    plain = capital(told)
    yield plain
    yield from (f"{plain}, {nth} card" for nth in _ORDINALS)
    yield from (f"{plain}, card {n}" for n in count(len(_ORDINALS) + 2))


def is_plain(title: str, channels: Iterable[str]) -> bool:
    """Return whether a title only says where its card is, by any of the project's channels.

    Its stage may be called otherwise by now, or be another: a title stays with its card.
    """
    stage, colon, what = _NTH.sub("", title).rpartition(": ")
    known = {_REMARKS, *_BY_CHANNEL.values(), *map(spoken, channels)}
    return bool(stage.strip() and colon) and what.casefold() in map(str.casefold, known)
