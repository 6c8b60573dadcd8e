"""What stands below the map as text: what it says in a few lines, what is missing, and its legend.

Each ranking and each verdict has its rule printed beside it.
"""

from __future__ import annotations

from collections.abc import Iterable

from data.text import counted
from synthesis.board.standing import Standing
from synthesis.map import findings as findings_map
from synthesis.map.model import JourneyMap, Moment, SummaryLine
from synthesis.render import words
from synthesis.render.page import Page, wrap
from synthesis.render.terminal.moods import legend as curve_legend
from synthesis.render.terminal.stage import ACCEPTED, HELD

_INDENT = 7


def findings(page: Page, journey_map: JourneyMap) -> None:
    """Add the summary, the moments of truth with their rule, and the gaps with theirs."""
    summary = journey_map.summary
    _summary(page, "What customers need to be told", summary.communication)
    _summary(page, "Overlooked", summary.overlooked)
    _summary(page, "Only believed", summary.believed)
    _moments(page, (*journey_map.moments, *journey_map.candidates))
    if journey_map.gaps:
        page.add(("What is missing", "bold"))
        for gap in journey_map.gaps:
            codes = f" ({', '.join(gap.codes)})" if gap.codes else ""
            _item(page, " - ", f"{gap.what}, {gap.stage}: {gap.text}{codes}")
        _rule(page, findings_map.GAPS_RULE)


def _summary(page: Page, heading: str, lines: Iterable[SummaryLine]) -> None:
    found = list(lines)
    if not found:
        return
    page.add((heading, "bold"))
    for line in found:
        _item(page, f" {' '.join(line.codes)} ", f"{line.text} ({line.people})")
    page.add()


def _moments(page: Page, ranked: Iterable[Moment]) -> None:
    found = list(ranked)
    if not found:
        return
    page.add(("Moments of truth: marked ones, then the weightiest of the others", "bold"))
    for one in found:
        mark = words.TRUTH if one.marked else " "
        felt = f"{words.grade(one.emotion, 1)} {one.basis}" if one.basis else "nothing felt"
        told = [one.stage, felt, counted(one.people, "person", "people")]
        told.append(f"weight {one.weight:g}")
        if one.votes:
            told.append(counted(one.votes, "vote"))
        _item(page, f" {page.own(mark)} {one.code} ", one.title, style="bold")
        page.flow([page.safe(text) for text in told], indent=_INDENT, style="dim")
        for label, text in (("at stake", one.at_stake), ("a way out", one.way_out)):
            if text:
                _item(page, " " * _INDENT, f"{label}: {text}")
    _rule(page, findings_map.MOMENTS_RULE)


def _item(page: Page, head: str, text: str, style: str = "") -> None:
    head = f"{page.safe(head):<{_INDENT}}" if head.strip() != "-" else head
    for number, line in enumerate(wrap(page.safe(text), page.width - len(head), 4)):
        page.add((head if number == 0 else " " * len(head), "dim"), (line, style))


def _rule(page: Page, rule: str) -> None:
    for line in wrap(page.safe(rule), page.width - 1):
        page.add((f" {line}", "dim"))
    page.add()


def legend(page: Page, journey_map: JourneyMap) -> None:
    """Add the standings by the printed rule, first fit first, then every sign used."""
    page.add(("Whose say-so: the first line that fits, counted in people", "bold"))
    for line in journey_map.rule.splitlines():
        name, _, told = line.partition(":")
        glyph = words.GLYPHS[Standing(name)]
        first, *more = wrap(told.strip(), page.width - 19)
        page.add((f" {glyph} ", name), (f"{name:<15} ", name), (first, ""))
        for text in more:
            page.add((" " * 19 + text, ""))
    page.add()
    signs = [
        "4p: four people, customers and staff",
        "-1: one against",
        "guess: only our own",
        "+d, data: observed or on record, no people",
        f"{words.FLAG} {words.NOT_RAISED}",
        f"{words.TRUTH} moment of truth",
        f"{ACCEPTED} accepted",
        f"{HELD} touched by somebody",
        "c customer, s staff, o observed, r on record, t our own guess",
        "moods from -2 to +2, with the number of notes",
        *curve_legend(page, journey_map.stages),
    ]
    page.flow([page.own(sign) for sign in signs], indent=1, style="dim")
    if journey_map.rejected:
        page.flow([f"{counted(journey_map.rejected, 'touchpoint')} left off: rejected"], indent=1)
