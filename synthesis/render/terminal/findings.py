"""What stands below the map as text: what it says in a few lines, what is missing, and its legend.

Each ranking and each verdict has its rule printed beside it.
"""

from __future__ import annotations

from collections.abc import Sequence

from data.text import counted
from synthesis.map import findings as findings_map
from synthesis.map.model import JourneyMap, Moment
from synthesis.render import words
from synthesis.render.page import Page, wrap
from synthesis.render.terminal.moods import legend as curve_legend
from synthesis.render.terminal.stage import ACCEPTED, HELD

_INDENT = 7


def findings(page: Page, journey_map: JourneyMap) -> None:
    """Add the summary, the moments of truth with their rule, and the gaps with theirs."""
    for part in words.in_parts(journey_map.summary):
        page.add((part.heading, "bold"))
        for told in part.lines:
            facts = "; ".join((told.line.people, *told.facts))
            _item(page, f" {told.code} ", f"{told.text} ({facts})")
        _rule(page, part.rule)
    _moments(page, (*journey_map.moments, *journey_map.candidates))
    if journey_map.gaps:
        page.add(("What is missing", "bold"))
        for gap in journey_map.gaps:
            codes = f" ({', '.join(gap.codes)})" if gap.codes else ""
            _item(page, " - ", f"{gap.what}, {gap.stage}: {words.missing(gap)}{codes}")
        _rule(page, findings_map.gap_rules(journey_map.gaps))


def _moments(page: Page, ranked: Sequence[Moment]) -> None:
    if not ranked:
        return
    page.add(("Moments of truth: marked ones, then the weightiest of the others", "bold"))
    for moment in ranked:
        mark = words.TRUTH if moment.marked else " "
        phrases = [moment.stage, *words.weighed(moment, " ")]
        _item(page, f" {page.own(mark)} {moment.code} ", moment.title, style="bold")
        page.flow([page.safe(phrase) for phrase in phrases], indent=_INDENT, style="dim")
        for name, text in words.stakes(moment):
            _item(page, " " * _INDENT, f"{name}: {text}")
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
    for standing, rule in journey_map.rules:
        name = standing.value
        first, *more = wrap(rule, page.width - 19)
        page.add((f" {words.GLYPHS[standing]} ", name), (f"{name:<15} ", name), (first, ""))
        for text in more:
            page.add((" " * 19 + text, ""))
    page.add()
    signs = [
        "“…” + 2 like it: one remark word for word, and two more that are taken for the same",
        f"{words.AGAINST} what stands against the claim above it",
        "unread: remarks of customers that nobody has read against what is said inside",
        "nearby: near a claim, of the other side, and unread",
        "4p: four people, customers and staff",
        f"{words.AGAINST}1: one against",
        "guess: only our own",
        "+d, data: observed or on record, no people",
        f"{words.FLAG} {words.NOT_RAISED}",
        f"{words.TRUTH} moment of truth",
        f"{ACCEPTED} accepted",
        f"{HELD} touched by somebody",
        "c customer, s staff, o observed, r on record, t our own guess",
        "moods from -2 to +2, how far they lie apart, and the number of notes",
        *curve_legend(page, journey_map.stages),
    ]
    page.flow([page.own(sign) for sign in signs], indent=1, style="dim")
    if journey_map.rejected:
        page.flow([f"{counted(journey_map.rejected, 'touchpoint')} left off: rejected"], indent=1)
