"""Reading a typed line."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from data.records import (
    ChannelId,
    Emotion,
    Kind,
    NeedType,
    PersonaId,
    Source,
    StageId,
    TagId,
)
from data.shorthand.model import Hint, Role, Shorthand, Span, Vocabulary
from data.shorthand.names import Entry, index_of
from data.shorthand.opener import Opening, read_opening
from data.shorthand.tail import Piece, find_tail, read_words
from data.text import fold, visible


def parse(line: str, vocabulary: Vocabulary) -> Shorthand:
    """Return what ``line`` says, given the names that it may use.

    Any string can be read, in time linear in its length; nothing is ever refused or lost: what is
    no speaker is text, and what is no tag is left over.  The rules are those of the typing
    grammar: ``NAME:`` before the text, tags after the last free ``,,`` of the last line.
    """
    index = index_of(vocabulary)
    mark = find_tail(line)
    head = _head(line, mark)
    opening = read_opening(head, index)
    tags = _Tags()
    if mark >= 0:
        pieces, unread = read_words(line, mark + 2, index)
        for piece in pieces:
            tags.take(piece)
        if unread:
            tags.left_over.append(unread)
    return tags.shorthand(head[opening.text_at :], opening, _spans(head, opening, mark, tags.spans))


def open_line(line: str, vocabulary: Vocabulary) -> Opening:
    """Return what opens a line, as `parse` would read it; text and tags are not looked at."""
    return read_opening(_head(line, find_tail(line)), index_of(vocabulary))


def _head(line: str, mark: int) -> str:
    return line if mark < 0 else line[: max(mark - 1, 0)]


def _spans(head: str, opening: Opening, mark: int, tags: list[Span]) -> tuple[Span, ...]:
    spans = list(opening.spans)
    if opening.text_at < len(head):
        spans.append(Span(opening.text_at, len(head), Role.TEXT))
    if mark >= 0:
        spans.append(Span(mark, mark + 2, Role.MARK))
    return (*spans, *tags)


@dataclass(slots=True)
class _Tags:
    """The tags of one line as they are gathered: the first of each sort counts."""

    kind: Kind | None = None
    need_type: NeedType | None = None
    emotion: Emotion | None = None
    source: Source | None = None
    stage: str | None = None
    channel: str | None = None
    personas: dict[PersonaId, None] = field(default_factory=dict)
    tags: dict[TagId, None] = field(default_factory=dict)
    new_tags: dict[str, str] = field(default_factory=dict)
    verbatim: bool = False
    disagrees: bool = False
    cleared: set[Role] = field(default_factory=set)
    left_over: list[str] = field(default_factory=list)
    hints: list[Hint] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)

    def take(self, piece: Piece) -> None:
        """Take a piece of the tail, or keep it as left over."""
        role = piece.role
        if role in (Role.UNKNOWN, Role.AMBIGUOUS):
            self.left_over.append(piece.word)
            if piece.hint:
                self.hints.append(piece.hint)
        elif not self._fits(piece):
            role = Role.SURPLUS
            self.left_over.append(piece.word)
            message = (
                f"“{visible(piece.word)}” is one {piece.role.value} too many; the first counts."
            )
            self.hints.append(Hint(piece.word, message, (), piece.start, piece.end))
        self.spans.append(Span(piece.start, piece.end, role))

    def _fits(self, piece: Piece) -> bool:
        """Take the piece where its place is free or says the same already."""
        value = piece.value
        match piece.role:
            case Role.VERBATIM:
                self.verbatim = True
            case Role.DISAGREES:
                self.disagrees = True
            case Role.PERSONA:
                self.personas[PersonaId(str(value))] = None
            case Role.TAG:
                self.tags[TagId(str(value))] = None
            case Role.NEW_TAG:
                self.new_tags.setdefault(fold(str(value)), str(value))
            case Role.CLEAR:
                return self._clear(value)
            case Role.KIND:
                return self._take_kind(value)
            case _:
                return self._take_single(piece.role, value)
        return True

    def _take_kind(self, value: object) -> bool:
        kind = Kind(value.value) if isinstance(value, Entry) else value
        need = value.need_type if isinstance(value, Entry) else None
        if self.kind not in (None, kind) or (need and self.need_type not in (None, need)):
            return False
        self.kind = kind if isinstance(kind, Kind) else None
        self.need_type = need or self.need_type
        return True

    def _take_single(self, role: Role, value: object) -> bool:
        if role in self.cleared or getattr(self, role.value) not in (None, value):
            return False
        setattr(self, role.value, value)
        return True

    def _clear(self, role: object) -> bool:
        """Clear what sticks; a stage or channel given before the sign stays."""
        if role is Role.STAGE and self.stage is not None:
            return False
        if role is Role.CHANNEL and self.channel is not None:
            return False
        self.cleared.add(Role(str(role)))
        return True

    def shorthand(self, text: str, opening: Opening, spans: tuple[Span, ...]) -> Shorthand:
        """Return everything as one record."""
        read = Shorthand(
            text=text,
            speaker=opening.speaker,
            new_speaker=opening.new_speaker,
            card=opening.card,
            hints=(*opening.hints, *self.hints),
            spans=spans,
            has_tail=any(span.role is Role.MARK for span in spans),
        )
        return replace(
            read,
            kind=self.kind,
            need_type=self.need_type,
            emotion=self.emotion,
            source=self.source,
            stage=None if self.stage is None else StageId(self.stage),
            channel=None if self.channel is None else ChannelId(self.channel),
            personas=tuple(self.personas),
            tags=tuple(self.tags),
            new_tags=tuple(self.new_tags.values()),
            verbatim=self.verbatim,
            disagrees=self.disagrees,
            clear_stage=Role.STAGE in self.cleared,
            clear_persona=Role.PERSONA in self.cleared,
            clear_channel=Role.CHANNEL in self.cleared,
            left_over=" ".join(self.left_over),
        )
