"""One stage as lines: its question and channels, its cards, and under each its claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from data.records import Decision, Source
from data.text import clip, counted, width
from synthesis.map.findings import FAR_APART, spread, team_views
from synthesis.map.model import Card, JourneyMap, Lane, LaneKey, MapClaim, Row, StageColumn
from synthesis.render import words
from synthesis.render.page import Page, Span, wrap
from synthesis.render.tables import cell as texts_of
from synthesis.render.terminal.view import View

Rows = Sequence[LaneKey | Row]
"""The rows that the journey shows, in its order."""

ACCEPTED, HELD = "✓", "•"
"""Signs before a title: accepted; touched by a person, undecided."""

RAIL = 13
_INDENT = 6

SOURCES = {
    Source.CUSTOMER: "c",
    Source.STAFF: "s",
    Source.OBSERVED: "o",
    Source.RECORD: "r",
    Source.TEAM: "t",
}
"""A letter a source, as claims show them."""


def stage_view(page: Page, column: StageColumn, at: int, rows: Rows, view: View) -> None:
    """Add one stage, the ``at``-th of the map."""
    _heading(page, column, rows)
    if column.is_empty:
        page.add((f"   {nothing(column)}", "dim"))
    for card in column.cards:
        _card(page, card, at, rows, view)
    if column.loose:
        page.add(("  not on any card yet", "bold"))
        _lanes(page, column.loose, rows, view.most)
    if Row.ASKS in rows:
        _texts(page, "find out", texts_of(column, Row.ASKS))
    page.add()


def nothing(column: StageColumn) -> str:
    """Return why a stage looks empty; "" where it does not."""
    if not column.is_empty:
        return ""
    return "nothing of what is shown" if column.notes else "nothing heard here yet"


def views_told(journey_map: JourneyMap) -> dict[str, list[str]]:
    """Return each team's view of every card, by the card's id."""
    return {card.id: _by_team(card) for card in journey_map.cards}


def _by_team(card: Card) -> list[str]:
    """Return each team's view of a card, and how far apart they are where that is far."""
    views = team_views(card)
    phrases = []
    for view in views:
        felt = f", {words.mood_short(view.mood)}" if view.mood.n else ""
        phrases.append(f"{view.team}: {counted(view.people, 'person', 'people')}{felt}")
    apart = spread(views)
    if apart is not None and apart >= FAR_APART:
        phrases.append(f"! {apart:.1f} apart")
    return phrases


def _heading(page: Page, column: StageColumn, rows: Rows) -> None:
    name = f"{column.number or '?'} {page.safe(column.title)}"
    told = [counted(column.notes, "note")] if column.notes else []
    if Row.MOOD in rows:
        told += words.felt(column.moods, "staff", "customers", "other")
    right = f" {page.own(' · ').join(told)} " if told else ""
    if width(right) > page.width - 16:
        right = ""
    name = clip(name, max(8, page.width - width(right) - 8))
    bar = "─" * max(0, page.width - width(name) - width(right) - 6)
    page.add(("── ", "dim"), (name, "bold"), (f" {bar}", "dim"), (right, ""), ("──", "dim"))
    for row, rail in ((Row.QUESTION, "they want"), (Row.CHANNELS, "channels")):
        if row in rows:
            found = list(texts_of(column, row))
            if row is Row.CHANNELS and found:
                found = [", ".join(found)]
            _texts(page, rail, found)


def _texts(page: Page, rail: str, texts: Iterable[str], *, most: int = 3, style: str = "") -> None:
    for number, text in enumerate(texts):
        lines = wrap(page.safe(text), page.width - RAIL - 1, most)
        for at, line in enumerate(lines):
            name = rail if number == at == 0 else ""
            page.add((f"   {name:<{RAIL - 3}}", "dim"), (line, style))


def signs(card: Card) -> str:
    """Return what stands before a card's title: whether it is decided, and a moment of truth."""
    state = ""
    if card.held:
        state = f"{ACCEPTED} " if card.decision is Decision.ACCEPTED else f"{HELD} "
    return state + (f"{words.TRUTH} " if card.moment_of_truth else "")


def facts(card: Card, rows: Rows) -> list[str]:
    """Return what is set on a card and felt there, a phrase each; texts are not made safe."""
    moods = words.felt(card.moods, "customers", "staff")
    decided = card.held and card.decision is not Decision.DRAFT
    return words.card_facts(card, rows, moods) + ([str(card.decision)] if decided else [])


def _card(page: Page, card: Card, at: int, rows: Rows, view: View) -> None:
    right = _verdict(card, word=True)
    code = f"  {page.safe(card.code)} "
    # What marks a card stands before its title, where the eye is.
    title = signs(card) + page.safe(card.title)
    room = page.width - width(code) - sum(width(text) for text, _ in right) - 2
    first, *more = wrap(title, room, 2)
    page.spot(card.id, at, column=2, wide=page.width - 2)
    page.add((code, "bold"), (first, "bold"), right=right)
    for line in more:
        page.add((" " * width(code) + line, "bold"))
    phrases = [page.safe(fact) for fact in facts(card, rows)]
    phrases.append(card.counts.in_words())
    if card.not_raised_by_staff:
        phrases.append(page.own(words.NOT_RAISED))
    page.flow(phrases, indent=_INDENT, style="dim")
    if card.moment_of_truth and Row.TRUTHS in rows:
        _texts(page, "at stake", filter(None, [card.at_stake]))
        _texts(page, "a way out", filter(None, [card.way_out]))
    _texts(page, "teams", view.by_team.get(card.id, ()), style="staff")
    _lanes(page, card.lanes, rows, view.most)
    if Row.COMMENTS in rows:
        _texts(page, "comments", (words.comment(one) for one in card.comments if not one.closed))


def _lanes(page: Page, lanes: Iterable[Lane], rows: Rows, most: int) -> None:
    """Add the lanes that are shown; a line parts what customers see from what is inside."""
    by_key = {lane.key: lane for lane in lanes}
    above = False
    for at, row in enumerate(rows):
        if row is Row.VISIBILITY and above and any(key in by_key for key in rows[at + 1 :]):
            name = " line of visibility "
            bar = "┄" * max(0, page.width - RAIL - width(name) - 2)
            page.add((f"   {'┄' * (RAIL - 4)} {bar}{name}┄┄", "dim"))
        lane = by_key.get(row) if isinstance(row, LaneKey) else None
        if lane is None:
            continue
        above = True
        shown = lane.claims[:most] if most else lane.claims
        for number, claim in enumerate(shown):
            _claim(page, str(lane.key) if number == 0 else "", claim)
        if left := lane.claims[len(shown) :]:
            notes = sum(len(claim.notes) for claim in left)
            more = f"+ {counted(len(left), 'more claim')} ({counted(notes, 'note')})"
            page.add((" " * RAIL + more, "dim"))


def sources(claim: MapClaim) -> str:
    """Return a letter for each source behind a claim, in the order of sources."""
    heard = Counter(note.source for note in claim.notes)
    return "".join(letter for source, letter in SOURCES.items() if heard[source])


def _claim(page: Page, rail: str, claim: MapClaim) -> None:
    right = _verdict(claim, word=False)
    if page.width >= 50:
        right = [(f"{sources(claim):>2} ", "dim"), *right]
    room = page.width - RAIL - max(9, sum(width(text) for text, _ in right)) - 2
    first, *more = wrap(page.safe(words.claim_text(claim)), room, 3)
    page.add((f"   {rail:<{RAIL - 3}}", "dim"), (first, ""), right=right)
    for line in more:
        page.add((" " * RAIL + line, ""))


def _verdict(claim: Card | MapClaim, *, word: bool) -> list[Span]:
    """Return flag, glyph, word and people of a claim; the people column is as wide as ``12p``."""
    style = str(claim.standing)
    flag: list[Span] = [(f"{words.FLAG} ", "supported")] if claim.not_raised_by_staff else []
    glyph = words.GLYPHS[claim.standing]
    name = f"{glyph} {claim.standing} " if word else f"{glyph} "
    return [*flag, (name, style), (f"{words.people_short(claim.counts):>3}", "")]
