"""The guide of questions: as text, as Markdown and as printed sheets with room to write.

What an interviewee may see over the table is questions: no claim, no count, no standing.  What to
listen for comes after them, on a sheet of its own.
"""

from __future__ import annotations

import textwrap
from html import escape as quoted

from data.text import counted, visible
from synthesis.map.guide import FOR_EYES, FOR_INTERVIEWER, Asked, Guide, GuidePart, Heard
from synthesis.render.markdown import escape
from synthesis.render.words import date, in_quotes, with_like

TITLE = "Interview guide"
FOR_YOU = "For your eyes only"
NOTHING = (
    "There is nothing to ask yet: log what is to be found out (,,k) or what people believe, "
    "and the questions follow from that."
)
"""What is said in place of an empty guide."""

_ELSE = "Anything else"
_WIDTH = 78


def text(guide: Guide) -> str:
    """Return the guide for a terminal or a mail, at most 78 columns wide."""
    lines = [visible(f"{TITLE}  {_about(guide)}"), ""]
    if guide.opening:
        lines += [*textwrap.wrap(visible(guide.opening), _WIDTH), ""]
    for part in guide.parts:
        lines.append(visible(_heading(part)).upper())
        for asked in part.questions:
            lines += _wrapped(asked.text, "  [ ] ")
        lines.append("")
    lines += [*textwrap.wrap(visible(_foot(guide)), _WIDTH), ""]
    told = [part for part in guide.parts if part.heard]
    if told:
        lines += [FOR_YOU.upper(), *textwrap.wrap(FOR_EYES, _WIDTH), ""]
    for part in told:
        lines.append(visible(_heading(part)).upper())
        for heard in part.heard:
            lines += _wrapped(_told(heard), "  - ")
        lines += [f"  - {_more(part)}"] if part.more else []
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _wrapped(said: str, head: str) -> list[str]:
    return textwrap.wrap(
        visible(said),
        _WIDTH,
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_on_hyphens=False,
    )


def markdown(guide: Guide) -> str:
    """Return the guide as Markdown, a list of questions to a stage, then what to listen for."""
    lines = [f"# {TITLE}", "", escape(_about(guide)), ""]
    lines += [escape(guide.opening), ""] if guide.opening else []
    for part in guide.parts:
        lines += [f"## {escape(_heading(part))}", ""]
        lines += [f"- {escape(asked.text)}" for asked in part.questions]
        lines.append("")
    lines += [escape(_foot(guide)), ""]
    told = [part for part in guide.parts if part.heard]
    if told:
        lines += [f"## {FOR_YOU}", "", escape(FOR_EYES), ""]
    for part in told:
        lines += [f"### {escape(_heading(part))}", ""]
        lines += [f"- {escape(_told(heard))}" for heard in part.heard]
        lines += [f"- {_more(part)}"] if part.more else []
        lines.append("")
    return "\n".join(lines)


def html(guide: Guide) -> str:
    """Return the guide as a page of its own that loads nothing.

    Printed, its questions are one sheet of A4; what to listen for begins another.
    """
    opening = f'<p class="open">{_safe(guide.opening)}</p>\n' if guide.opening else ""
    parts = "\n".join(_part(part) for part in guide.parts)
    told = "\n".join(_told_part(part) for part in guide.parts if part.heard)
    eyes = (
        f'<article class="eyes">\n<header><h1>{FOR_YOU}</h1>'
        f"<p>{_safe(_about(guide))}</p></header>\n"
        f"<p>{_safe(FOR_EYES)}</p>\n{told}\n</article>\n"
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="generator" content="sayso">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{_safe(TITLE)}: {_safe(guide.header.project)}</title>\n<style>{_STYLE}</style>\n"
        '</head>\n<body>\n<article class="ask">\n'
        f"<header><h1>{TITLE}</h1><p>{_safe(_about(guide))}</p></header>\n"
        '<p class="who">Who <span></span> Date <span></span> Asked by <span></span></p>\n'
        f"{opening}<main>\n{parts}\n</main>\n<footer>{_safe(_foot(guide))}</footer>\n</article>\n"
        f"{eyes if told else ''}</body>\n</html>\n"
    )


def _part(part: GuidePart) -> str:
    questions = "\n".join(_question(asked) for asked in part.questions)
    return (
        f'<section style="flex-grow:{len(part.questions)}"><h2>{_safe(_heading(part))}</h2>\n'
        f"<ol>\n{questions}\n</ol></section>"
    )


def _question(asked: Asked) -> str:
    return f'<li><p>{_safe(asked.text)}</p><div class="room"></div></li>'


def _told_part(part: GuidePart) -> str:
    items = [f"<li>{_safe(_told(heard))}</li>\n" for heard in part.heard]
    more = f"<small>{_more(part)}</small>" if part.more else ""
    return f"<h2>{more}{_safe(_heading(part))}</h2>\n<ul>\n{''.join(items)}</ul>"


def _told(heard: Heard) -> str:
    """Return what to listen for: ``listen for: “it rings out” (C12; T07; 2 staff: Desk)``."""
    if heard.noted:
        return f"to find out: {in_quotes(heard.text)}"
    facts = "; ".join(filter(None, (heard.code, heard.card, heard.people)))
    return f"listen for: {with_like(in_quotes(heard.text), heard.like)} ({facts})"


def _more(part: GuidePart) -> str:
    return f"and {part.more} more on the map"


def _safe(shown: str) -> str:
    return quoted(visible(shown))


def _heading(part: GuidePart) -> str:
    return _ELSE if part.is_unplaced else part.title


def _about(guide: Guide) -> str:
    header = guide.header
    return " · ".join(filter(None, (header.project, header.persona, date(header.as_of))))


def _foot(guide: Guide) -> str:
    left = f"{counted(guide.left, 'more question')} found no room here. " if guide.left else ""
    return left + FOR_INTERVIEWER


_STYLE = """
@page { size: A4 portrait; margin: 14mm 14mm 12mm }
* { box-sizing: border-box; margin: 0 }
body { font: 10.5pt/1.3 system-ui, sans-serif; color: #1a1a1a; background: #fff;
  overflow-wrap: anywhere }
article { max-width: 182mm; margin: 0 auto }
.ask { display: flex; flex-direction: column; min-height: 270mm }
.eyes { break-before: page; font-size: 9.5pt; line-height: 1.25 }
.eyes h2 { break-after: avoid }
.eyes li { break-inside: avoid }
h2 small { float: right; font-weight: 400; letter-spacing: 0 }
.eyes > p { color: #45505a; font-size: 8.5pt; padding: 2mm 0 }
.eyes ul { padding-left: 5mm }
header { display: flex; justify-content: space-between; align-items: baseline; gap: 6mm;
  border-bottom: .6mm solid #1a1a1a; padding-bottom: 1.5mm }
h1 { font-size: 15pt; white-space: nowrap }
header p { text-align: right; max-height: 2.6em; overflow: hidden }
.who { display: flex; gap: 3mm; padding: 3mm 0 1mm }
.open { padding: 1mm 0; font-size: 9.5pt }
.who span { flex: 1; border-bottom: .2mm solid #767676 }
main { flex: 1; display: flex; flex-direction: column }
section { flex: 1 1 0; display: flex; flex-direction: column; min-height: min-content }
h2 { font-size: 9pt; letter-spacing: .05em; color: #45505a; padding-top: 2mm;
  white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
ol { flex: 1; list-style: none; padding: 0; display: flex; flex-direction: column }
.ask li { flex: 1; display: flex; flex-direction: column }
li p { font-weight: 600 }
.room { flex: 1; min-height: 4mm; margin: .5mm 0; border-bottom: .2mm solid #b4bcc4;
  background: repeating-linear-gradient(#0000 0 7.8mm, #d5dbe0 7.8mm 8mm) }
footer { font-size: 7.5pt; color: #45505a; border-top: .2mm solid #767676; padding-top: 1mm }
@media screen { body { padding: 6mm 4mm } .eyes { margin-top: 12mm } }
@media print { .ask { height: 270mm; min-height: 0 } * { print-color-adjust: exact } }
"""
