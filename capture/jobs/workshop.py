"""What a room wrote on paper, keyed back in: a line a card, by its code."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from capture.jobs import board, cards
from capture.jobs import comments as comments_jobs
from capture.jobs.names import named
from data.errors import NotFound, SaysoError, UsageError
from data.records import CommentKind, StageId, TouchpointId
from data.text import clip, fold, visible

if TYPE_CHECKING:
    from data.records import Snapshot
    from data.store import Project

_LINE = re.compile(r"\s*(?P<card>[Tt]\s?\d+)\s*(?P<sign>[>:?!]|[+\u2212-]\s?\d+)\s*(?P<rest>.*)")
_KINDS = {":": CommentKind.COMMENT, "?": CommentKind.QUESTION, "!": CommentKind.CHALLENGE}
_SUGGESTION = re.compile(r"(?i)\s*(?:suggestion|idea)\s*:\s*(.+)")
_NAMED = 5

HOW = (
    "T07 >Wait moves a card, T07 +5 gives it dots, T07: text comments, T07? text asks, "
    "T07! text challenges, T07: idea: text suggests"
)
"""How a line is written."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line, understood: a stage to move to, dots, or something said."""

    line: int
    card: TouchpointId
    code: str
    stage: StageId | None = None
    moves: bool = False
    dots: int = 0
    text: str = ""
    kind: CommentKind = CommentKind.COMMENT

    def told(self, snapshot: Snapshot) -> str:
        """Return what the line does, in words."""
        if self.moves:
            titles = {stage.id: stage.title for stage in snapshot.stages}
            return f"{self.code} goes to {titles.get(self.stage, 'Unplaced')}"  # type: ignore[arg-type]
        if self.dots:
            return f"{self.code} {self.dots:+d} {'dot' if abs(self.dots) == 1 else 'dots'}"
        return f"{self.code} {self.kind.value}: {clip(visible(self.text), 60)}"


class LinesRefused(SaysoError):  # noqa: N818 - named as the rest of data.errors
    """Some lines could not be understood; none was taken."""


def read(project: Project, lines: Iterable[tuple[int, str]]) -> list[Entry]:
    """Understand every line, or refuse them all.

    Raises:
        LinesRefused: a line is not as `HOW` says, or names a card or stage that is not there.
        NotFound: there is no line.
    """
    snapshot = project.snapshot()
    entries: list[Entry] = []
    trouble: list[str] = []
    for number, line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            entries.append(_entry(snapshot, number, line))
        except SaysoError as error:
            trouble.append(f"line {number}: {str(error).removesuffix(' Nothing was changed.')}")
    if trouble:
        more = f" And {len(trouble) - _NAMED} more." if len(trouble) > _NAMED else ""
        raise LinesRefused(f"{' '.join(trouble[:_NAMED])}{more} Nothing was changed.")
    if not entries:
        raise NotFound(f"There is no line to take. {HOW}.")
    return entries


def _entry(snapshot: Snapshot, number: int, line: str) -> Entry:
    match = _LINE.fullmatch(line)
    if match is None:
        raise UsageError(f"“{clip(visible(line), 40)}” is not understood ({HOW}).")
    code = match["card"].replace(" ", "")
    card = board.by_code(snapshot, code)
    known = next(shown.code for shown in snapshot.touchpoints if shown.id == card)
    sign, rest = match["sign"], match["rest"].strip()
    if sign == ">":
        stage = None
        if fold(rest) not in ("none", "unplaced"):
            stage = named(snapshot.stages, rest, "stage", lambda step: step.title).id
        return Entry(number, card, known, stage=stage, moves=True)
    if sign in _KINDS:
        if not rest:
            raise UsageError(f"{known} has nothing after the sign.")
        suggestion = _SUGGESTION.fullmatch(rest) if sign == ":" else None
        if suggestion:
            return Entry(number, card, known, text=suggestion[1], kind=CommentKind.SUGGESTION)
        return Entry(number, card, known, text=rest, kind=_KINDS[sign])
    if rest:
        raise UsageError(f"“{clip(visible(rest), 40)}” after the dots is not understood.")
    return Entry(number, card, known, dots=cards.dots(sign))


def take(project: Project, entries: Iterable[Entry], voter: str = "") -> int:
    """Do what the lines say, each as a step that undo takes back; return how many.

    Raises:
        UsageError: a card would have fewer dots than none; the lines before it are done.
    """
    done = 0
    for entry in entries:
        if entry.moves:
            board.do(project, board.cards_to_stage([entry.card], entry.stage))
        elif entry.dots:
            cards.vote(project, entry.card, entry.dots, voter)
        else:
            comments_jobs.comment(project, entry.card, entry.text, entry.kind, voter)
        done += 1
    return done
