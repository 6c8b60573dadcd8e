"""What a note keeps as left over while its tags change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from data.records import Emotion, Kind, NeedType, Source
from data.store.log import read

if TYPE_CHECKING:
    from data.shorthand.leftover import Tag
    from data.store.common import Reader

_LISTS = {"stage": "title", "persona": "name", "channel": "name", "tag": "name"}


class LeftOver:
    """Drops words that were left over from notes that are given the tag which they meant."""

    def __init__(self, reader: Reader) -> None:
        """Read names of tags from ``reader`` as they are asked for, each once."""
        self._reader = reader
        self._known: dict[tuple[str, str], Tag | None] = {}

    def after(
        self, left_over: str, put: Mapping[str, object], members: Iterable[tuple[str, str]] = ()
    ) -> str:
        """Return what of some words stays left over once tags are given.

        ``put`` are columns of a note and what they will hold (what stays as it is left out),
        ``members`` the personas and free tags that join it, each its list's name and an id.
        """
        from data.shorthand.leftover import still_left  # few notes have anything left over

        pairs = [(name, str(put[name])) for name in ("stage", "channel") if put.get(name)]
        tags = [self._named(name, value) for name, value in (*pairs, *members)]
        return still_left(left_over, [*filter(None, tags), *_plain(put)])

    def _named(self, name: str, value: str) -> Tag | None:
        key = (name, value)
        if key not in self._known:
            self._known[key] = self._look_up(name, value)
        return self._known[key]

    def _look_up(self, name: str, value: str) -> Tag | None:
        from data.shorthand import Role
        from data.shorthand.leftover import Tag

        row = read(self._reader.connection, name, value)
        if row is None:
            return None
        number = 0
        if name == "stage":
            (before,) = self._reader.connection.row(
                "SELECT count(*) FROM stage WHERE position < ?", (row["position"],)
            ) or (0,)
            number = int(before) + 1
        return Tag(Role(name), value, str(row[_LISTS[name]]), number)


def _plain(put: Mapping[str, object]) -> list[Tag]:
    """Return the tags that are the same in all projects: kind, emotion and source."""
    from data.shorthand import Role
    from data.shorthand.leftover import Tag

    tags = []
    if (kind := put.get("kind")) is not None:
        need = put.get("need_type")
        tags.append(
            Tag(Role.KIND, Kind(str(kind)), need_type=NeedType(str(need)) if need else None)
        )
    emotion = put.get("emotion")
    if isinstance(emotion, int):
        tags.append(Tag(Role.EMOTION, Emotion(emotion)))
    if (source := put.get("source")) is not None:
        tags.append(Tag(Role.SOURCE, Source(str(source))))
    return tags
