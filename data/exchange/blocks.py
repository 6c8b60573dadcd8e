"""The lines of a text or Markdown file -> headings, bullets, plain lines, blocks of code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*")
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
    for block, is_indented in _single(lines, start):
        if bullet and is_indented and block.shape is Shape.PLAIN:
            bullet = replace(bullet, text=f"{bullet.text} {block.text.strip()}".strip())
            continue
        if bullet:
            yield bullet
        bullet = block if block.shape is Shape.BULLET else None
        if not bullet:
            yield block
    if bullet:
        yield bullet


def _single(lines: Sequence[str], at: int) -> Iterator[tuple[Block, bool]]:
    """Yield each block, bullets not yet continued, and whether it is indented."""
    after_gap = True
    while at < len(lines):
        line, number = lines[at], at + 1
        end = _code_end(lines, at) or _comment_end(lines, at)
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
    if heading := _HEADING.fullmatch(line):
        return Block(Shape.HEADING, number, (heading[2] or "").strip(), len(heading[1]))
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


def _code_end(lines: Sequence[str], at: int) -> int:
    """Return the index of the line that closes a block of code, 0 where there is no whole one."""
    fence = _FENCE.match(lines[at])
    if not fence:
        return 0
    for index in range(at + 1, len(lines)):
        if lines[index].strip().startswith(fence[1]) and not lines[index].strip().strip("`~"):
            return index
    return 0


def _comment_end(lines: Sequence[str], at: int) -> int:
    """Return the index of the line that ends a comment, 0 where there is none."""
    if not lines[at].lstrip().startswith("<!--"):
        return 0
    for index in range(at, len(lines)):
        if lines[index].rstrip().endswith("-->"):
            return index or 0
    return 0
