"""What a room wrote on paper, keyed back in: a line a card or claim, by its code."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from capture.jobs import board, cards, claims, notes
from capture.jobs import comments as comments_jobs
from capture.jobs.names import named, names_for, people
from capture.jobs.notes import Place
from data.errors import NotFound, SaysoError, UsageError
from data.records import (
    Bearing,
    CommentKind,
    EvidenceStance,
    StageId,
    TouchpointId,
)
from data.store import bearings
from data.store import notes as notes_store
from data.store.lists import participants
from data.text import clip, fold, visible
from synthesis.board.quotes import words_of
from synthesis.board.standing import People

if TYPE_CHECKING:
    from capture.reading import Names
    from data.records import NoteId, Snapshot
    from data.store import Project

_LINE = re.compile(r"\s*(?P<card>[Tt]\s?\d+)\s*(?P<sign>[>:?!]|[+\u2212-]\s?\d+)\s*(?P<rest>.*)")
_KINDS = {":": CommentKind.COMMENT, "?": CommentKind.QUESTION, "!": CommentKind.CHALLENGE}
_CLAIM = re.compile(r"\s*(?P<claim>[Cc]\s?\d+)\s*(?P<sign>[:+\u2212-])\s*(?P<rest>.*)")
_DISSENT = re.compile(r"(?i)[\u2212-]|no\b(?=\s*(?:[,.;!\u2013\u2014-]|$))")
_SUGGESTION = re.compile(r"(?i)\s*(?:suggestion|idea)\s*:\s*(.+)")
_NAMED = 5

HOW = (
    "T07 >Wait moves a card, T07 +5 gives it dots, T07: text comments, T07? text asks, "
    "T07! text challenges, T07: idea: text suggests; C12 + agrees with a claim, C12 - disagrees, "
    "C12: text speaks for it, C12: no, text against it"
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


@dataclass(frozen=True, slots=True)
class Remark:
    """One line on a claim, understood: words for or against it, or a mark without any.

    ``quote`` is what the claim says, "" where whoever said it did not agree to have it shown.
    """

    line: int
    claim: NoteId
    code: str
    quote: str
    stage: StageId | None
    stance: EvidenceStance
    text: str = ""

    def told(self, snapshot: Snapshot) -> str:
        """Return what the line does, in words."""
        del snapshot
        words = self.text or self.as_marked()
        return f"{self.code} {self.stance.value}: {clip(visible(words), 60)}"

    def as_marked(self) -> str:
        """Return what a mark without words says: that somebody agrees with these, or does not."""
        verb = "Agrees" if self.stance is EvidenceStance.FOR else "Disagrees"
        return f"{verb}: ‘{self.quote}’" if self.quote else f"{verb} with {self.code}"


class LinesRefused(SaysoError):  # noqa: N818 - named as the rest of data.errors
    """Some lines could not be understood; none was taken."""


def read(project: Project, lines: Iterable[tuple[int, str]]) -> list[Entry | Remark]:
    """Understand every line, or refuse them all.

    Raises:
        LinesRefused: a line is not as `HOW` says, or names a card, claim or stage that is not
            there.
        NotFound: there is no line.
    """
    snapshot = project.snapshot()
    names = names_for(project, None)
    entries: list[Entry | Remark] = []
    trouble: list[str] = []
    for number, line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            remark = _remark(snapshot, names, number, line)
            entries.append(remark or _entry(snapshot, number, line))
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


def _remark(snapshot: Snapshot, names: Names, number: int, line: str) -> Remark | None:
    """Return a line on a claim, None where it is not on one."""
    match = _CLAIM.fullmatch(line)
    if match is None:
        return None
    claim = claims.by_code(snapshot, match["claim"])
    target = claims.target(snapshot, match["claim"])
    is_against, words = _side_of(claim.code, match["sign"], match["rest"].strip())
    reading = names.read(words)
    if words and not reading.has_text:
        raise UsageError(f"{claim.code} has no words after the sign: --by says who agrees.")
    if reading.disagrees:
        raise UsageError(f"Against a claim is written {claim.code}: no, … and not with a tag.")
    quoted = next(note for note in snapshot.notes if note.id == target)
    may_quote = People.of(snapshot).may_quote(quoted)
    text = words_of(quoted.text) if may_quote else ""
    stage = claims.stage_of(snapshot, claim)
    stance = EvidenceStance.AGAINST if is_against else EvidenceStance.FOR
    return Remark(number, target, claim.code, text, stage, stance, words)


def _side_of(code: str, sign: str, rest: str) -> tuple[bool, str]:
    """Return whether a line speaks against its claim, and in which words; "" where it has none."""
    if sign != ":":
        if rest.isdecimal():
            raise UsageError(f"{code} is a claim and takes no dots: write + or -, or words.")
        return sign != "+", rest
    if not rest:
        raise UsageError(f"{code} has nothing after the sign.")
    dissent = _DISSENT.match(rest)
    if dissent is None:
        return False, rest
    after = rest[dissent.end() :].strip()
    if not dissent[0].isalpha():
        return True, after
    # Who says "no, they do" is quoted so; a bare "no" is a mark.
    return True, rest if after.strip(" ,.;!\u2013\u2014-") else ""


def take(
    project: Project,
    entries: Iterable[Entry | Remark],
    voter: str = "",
    *,
    now: datetime | None = None,
) -> int:
    """Do what the lines say, each as a step that undo takes back; return how many.

    Raises:
        UsageError: a card would have fewer dots than none; the lines before it are done.
    """
    place = _room(project, voter, now or datetime.now(UTC))
    done = 0
    for entry in entries:
        if isinstance(entry, Remark):
            _say(project, entry, place, now)
        elif entry.moves:
            board.do(project, board.cards_to_stage([entry.card], entry.stage))
        elif entry.dots:
            cards.vote(project, entry.card, entry.dots, voter)
        else:
            comments_jobs.comment(project, entry.card, entry.text, entry.kind, voter)
        done += 1
    return done


def _room(project: Project, voter: str, moment: datetime) -> Place:
    """Return where remarks from paper go: a meeting of that day, said by the voter if known.

    Only a participant's code or whole name makes them somebody's.  Else they are the room's, or
    the table's: nobody knows how many agreed, so that all its lines count as one unknown person.
    """
    finder = people(participants.all(project)).finder
    known = {one.id: one for one in (*finder.by_code(voter), *finder.exact(voter))}
    speaker = next(iter(known.values())).code if len(known) == 1 else ""
    table = f": {voter.strip()}" if voter.strip() and not speaker else ""
    return Place(session_title=f"Workshop {moment.astimezone():%Y-%m-%d}{table}", speaker=speaker)


def _say(project: Project, remark: Remark, place: Place, now: datetime | None) -> None:
    """Store a remark of the room and put it for or against its claim, in one step.

    Its words may name who speaks and carry tags, as any line; a mark has no words of anybody's, and
    says whose it answers.
    """
    line = remark.text or f": {remark.as_marked()} ,,"
    with project.change(f"{remark.code} {remark.stance.value}") as change:
        note = notes.write(project, change, line, place, now=now).note
        if note.stage is None:
            notes_store.edit(change, note.id, stage=remark.stage)
        bearings.put(change, Bearing(note.id, remark.claim, remark.stance))
