"""The guide of questions: as text, as Markdown and as one printed page with room to write.

What an interviewee may see over the table is questions and codes: no claim, no count, no standing.
"""

from __future__ import annotations

import textwrap
from html import escape as quoted

from data.text import counted, visible
from synthesis.map.build import UNPLACED
from synthesis.map.guide import FOR_INTERVIEWER, Asked, Guide, GuidePart
from synthesis.render.markdown import escape
from synthesis.render.words import date

TITLE = "Interview guide"
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
    for part in guide.parts:
        lines.append(visible(_heading(part)).upper())
        for asked in part.questions:
            lines += textwrap.wrap(
                visible(asked.text),
                _WIDTH - 8,
                initial_indent="  [ ] ",
                subsequent_indent="      ",
                break_on_hyphens=False,
            )
            lines[-1] = f"{lines[-1]:<{_WIDTH - 6}}{asked.code:>6}".rstrip()
        lines.append("")
    lines += textwrap.wrap(visible(_foot(guide)), _WIDTH)
    return "\n".join(lines) + "\n"


def markdown(guide: Guide) -> str:
    """Return the guide as Markdown, a list of questions to a stage."""
    lines = [f"# {TITLE}", "", escape(_about(guide)), ""]
    for part in guide.parts:
        lines += [f"## {escape(_heading(part))}", ""]
        for asked in part.questions:
            code = f" ({escape(asked.code)})" if asked.code else ""
            lines.append(f"- {escape(asked.text)}{code}")
        lines.append("")
    return "\n".join([*lines, escape(_foot(guide)), ""])


def html(guide: Guide) -> str:
    """Return the guide as a page of its own, one sheet of A4 when printed; it loads nothing."""
    parts = "\n".join(_part(part) for part in guide.parts)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="generator" content="sayso">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{_safe(TITLE)}: {_safe(guide.header.project)}</title>\n<style>{_STYLE}</style>\n"
        f"</head>\n<body>\n<header><h1>{TITLE}</h1><p>{_safe(_about(guide))}</p></header>\n"
        '<p class="who">Who <span></span> Date <span></span> Asked by <span></span></p>\n'
        f"<main>\n{parts}\n</main>\n<footer>{_safe(_foot(guide))}</footer>\n</body>\n</html>\n"
    )


def _part(part: GuidePart) -> str:
    questions = "\n".join(_question(asked) for asked in part.questions)
    return (
        f'<section style="flex-grow:{len(part.questions)}"><h2>{_safe(_heading(part))}</h2>\n'
        f"<ol>\n{questions}\n</ol></section>"
    )


def _question(asked: Asked) -> str:
    code = f'<span class="code">{_safe(asked.code)}</span>' if asked.code else ""
    return f'<li><p>{_safe(asked.text)}{code}</p><div class="room"></div></li>'


def _safe(shown: str) -> str:
    return quoted(visible(shown))


def _heading(part: GuidePart) -> str:
    return _ELSE if part.title == UNPLACED else part.title


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
  display: flex; flex-direction: column; max-width: 182mm; min-height: 270mm;
  margin: 0 auto; overflow-wrap: anywhere }
header { display: flex; justify-content: space-between; align-items: baseline; gap: 6mm;
  border-bottom: .6mm solid #1a1a1a; padding-bottom: 1.5mm }
h1 { font-size: 15pt; white-space: nowrap }
header p { text-align: right; max-height: 2.6em; overflow: hidden }
.who { display: flex; gap: 3mm; padding: 3mm 0 1mm }
.who span { flex: 1; border-bottom: .2mm solid #767676 }
main { flex: 1; display: flex; flex-direction: column }
section { flex: 1 1 0; display: flex; flex-direction: column; min-height: min-content }
h2 { font-size: 9pt; letter-spacing: .05em; color: #45505a; padding-top: 2mm;
  white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
ol { flex: 1; list-style: none; padding: 0; display: flex; flex-direction: column }
li { flex: 1; display: flex; flex-direction: column }
li p { display: flex; justify-content: space-between; gap: 5mm; font-weight: 600 }
.code { font: 8pt ui-monospace, monospace; color: #5f6b75; white-space: nowrap }
.room { flex: 1; min-height: 5mm; margin: 1mm 0; border-bottom: .2mm solid #b4bcc4;
  background: repeating-linear-gradient(#0000 0 7.8mm, #d5dbe0 7.8mm 8mm) }
footer { font-size: 7.5pt; color: #45505a; border-top: .2mm solid #767676; padding-top: 1mm }
@media screen { body { padding: 6mm 4mm } }
@media print { body { height: 270mm; min-height: 0 } * { print-color-adjust: exact } }
"""
