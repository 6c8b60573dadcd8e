"""The lines of a text or Markdown file -> headings, bullets, plain lines, blocks of code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

_HEADING = re.compile(r" {0,3}(#{1,6})(?=[ \t]|$)")
_BULLET = re.compile(r"[ \t]*(?:(?:[-*+‣◦–]|[0-9]{1,3}[.)])[ \t]+|•[ \t]*)(?:\[[ xX]\][ \t]+)?(.*)")
_EMPTY_BULLET = re.compile(r"[ \t]*(?:[-*+‣◦–•]|[0-9]{1,3}[.)])[ \t]*")
_RULE = re.compile(r"[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|={3,}[ \t]*)")
_UNDERLINE = re.compile(r"(={3,}|-{3,})[ \t]*")
_FENCE = re.compile(r"[ \t]*(```+|~~~+)")
_TABLE_ROW = re.compile(r"[ \t]*\|.*\|[ \t]*")
_INDENTED = re.compile(r"(?: {2,}| ?\t)\S")
_LONGEST_TITLE = 120


class Shape(StrEnum):
    """What a block is."""

    HEADING = "heading"
    BULLET = "bullet"
    PLAIN = "plain"
    CODE = "code"
    TABLE = "table"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a file: its shape, its first line (from 1), its text, a heading's level (1-6)."""

    shape: Shape
    line: int
    text: str = ""
    level: int = 0


def blocks(lines: Sequence[str], start: int = 0) -> Iterator[Block]:
    """Yield the blocks of ``lines`` from index ``start`` on.

    An indented line right below a bullet belongs to it, joined by a space.  A block of code is one
    block, unless it is never closed: then its lines are ordinary ones.  Comments are left out.
    """
    bullet: Block | None = None
    parts: list[str] = []
    for block, is_indented in _single(lines, start):
        if bullet and is_indented and block.shape is Shape.PLAIN:
            parts.append(block.text)
            continue
        if bullet:
            yield replace(bullet, text=" ".join(parts))
        bullet, parts = (block, [block.text]) if block.shape is Shape.BULLET else (None, [])
        if not bullet:
            yield block
    if bullet:
        yield replace(bullet, text=" ".join(parts))


def _single(lines: Sequence[str], at: int) -> Iterator[tuple[Block, bool]]:
    """Yield each block, bullets not yet continued, and whether it is indented."""
    after_gap = True
    unclosed: set[str] = set()
    while at < len(lines):
        line, number = lines[at], at + 1
        end = _end(lines, at, unclosed)
        if end:
            if _FENCE.match(line):
                yield Block(Shape.CODE, number, "\n".join(lines[at + 1 : end])), False
            at, after_gap = end + 1, True
            continue
        below = lines[at + 1] if at + 1 < len(lines) else ""
        if after_gap and _is_underlined(line, below):
            level = 1 if below.startswith("=") else 2
            yield Block(Shape.HEADING, number, line.strip(), level), False
            at += 2
            continue
        block = _line(line, number)
        after_gap = block.shape in (Shape.BLANK, Shape.HEADING)
        yield block, bool(_INDENTED.match(line))
        at += 1


def _line(line: str, number: int) -> Block:
    if heading := _HEADING.match(line):
        title = line[heading.end() :].strip()
        bare = title.rstrip("#")  # the hashes that may close a heading stand apart from it
        title = bare.rstrip() if not bare or bare[-1].isspace() else title
        return Block(Shape.HEADING, number, title, len(heading[1]))
    if not line.strip() or _RULE.fullmatch(line) or _FENCE.match(line):
        return Block(Shape.BLANK, number)
    if _EMPTY_BULLET.fullmatch(line):
        return Block(Shape.BLANK, number)
    if _TABLE_ROW.fullmatch(line):
        return Block(Shape.TABLE, number, line.strip())
    if bullet := _BULLET.fullmatch(line):
        return Block(Shape.BULLET, number, bullet[1].strip())
    return Block(Shape.PLAIN, number, line.strip())


def _is_underlined(line: str, below: str) -> bool:
    """True for a heading that is underlined, not marked; ``Date: ...`` above a rule is none."""
    if not _UNDERLINE.fullmatch(below) or not line.strip() or len(line) > _LONGEST_TITLE:
        return False
    return _line(line, 0).shape is Shape.PLAIN and not re.match(r"\W*[\w -]{1,20}:", line)


def _end(lines: Sequence[str], at: int, unclosed: set[str]) -> int:
    """Return the index of the line that closes the code or comment opened at ``at``, else 0.

    ``unclosed`` collects what nothing further down closes, so that it is not sought again.
    """
    fence = _FENCE.match(lines[at])
    opened = fence[1] if fence else "<!--"
    if opened in unclosed or not (fence or lines[at].lstrip().startswith(opened)):
        return 0
    for index in range(at + 1 if fence else at, len(lines)):
        line = lines[index].strip()
        if fence and line.startswith(opened) and not line.strip("`~"):
            return index
        if not fence and line.endswith("-->"):
            return index
    unclosed.add(opened)
    return 0
