"""One stage as lines: its question and channels, its cards, and under each its claims."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from data.records import Decision, Source
from data.text import clip, counted, width
from synthesis.map.findings import FAR_APART, spread, team_views
from synthesis.map.model import (
    Card,
    JourneyMap,
    Lane,
    LaneKey,
    MapClaim,
    Opposite,
    Row,
    StageColumn,
)
from synthesis.render import words
from synthesis.render.opposed import Drawn, on_card
from synthesis.render.page import Page, Span, wrap
from synthesis.render.tables import cell as texts_of
from synthesis.render.terminal.view import View

Rows = Sequence[LaneKey | Row]
"""The rows that the journey shows, in its order."""

ACCEPTED, HELD = "✓", "•"
"""Signs before a title: accepted; touched by a person, undecided."""

RAIL = 13
_INDENT = 6
_LEAST = 16  # cells that words need beside their code and what they rest on
_MOST_LINES = 8  # of one claim, whose words are no longer than a sentence
_TEAMS = 50  # columns from which a claim says whose it is, by source and team
_NAMED_LEAD, _NAMED = 72, 100  # columns from which a claim has the name of its standing

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
    _singles(page, column, at, rows, view.most)
    if column.loose:
        page.add(("  not on any card yet", "bold"))
        _lanes(page, column.loose, rows, view.most)
    if Row.ASKS in rows:
        _texts(page, "find out", texts_of(column, Row.ASKS))
    page.add()


def _singles(page: Page, column: StageColumn, at: int, rows: Rows, most: int) -> None:
    """Add the claims that are on no card, in the order of the lanes, each with its kind."""
    drawn = on_card(column.singles, rows)
    drawn.sort(key=lambda one: rows.index(one.lane))
    shown = drawn[:most] if most else drawn
    for number, one in enumerate(shown):
        page.spot(one.claim.id, at, column=RAIL, wide=page.width - RAIL)
        _claim(page, one, "" if number else words.SINGLE, most=most, kind=str(one.lane))
    if left := len(drawn) - len(shown):
        page.add((" " * RAIL + f"+ {counted(left, 'more single remark')}", "dim"))


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
    """Return what is set on a card besides its channel, a phrase each; texts are not made safe."""
    decided = card.held and card.decision is not Decision.DRAFT
    told = words.card_facts(card, rows)[bool(card.channel) :]
    return told + ([str(card.decision)] if decided else [])


def _card(page: Page, card: Card, at: int, rows: Rows, view: View) -> None:
    code = f"  {page.safe(card.code)} "
    channel = page.safe(card.channel)
    beside = page.width >= 40 and 0 < width(channel) <= page.width // 4
    right: list[Span] = [(channel, "dim")] if beside else []
    # What marks a card stands before its title, where the eye is.
    title = page.own(signs(card)) + page.safe(card.name)
    room = page.width - width(code) - (width(channel) if beside else 0) - 2
    first, *more = wrap(title, room, 2)
    page.spot(card.id, at, column=2, wide=page.width - 2)
    page.add((code, "bold"), (first, "bold"), right=right)
    for line in more:
        page.add((" " * width(code) + line, "bold"))
    phrases = [*words.face(card), *facts(card, rows), *filter(None, [words.more_claims(card)])]
    if channel and not beside:
        phrases.insert(0, card.channel)
    page.flow([page.safe(phrase) for phrase in phrases], indent=_INDENT, style="dim")
    if card.moment_of_truth and Row.TRUTHS in rows:
        _texts(page, "at stake", filter(None, [card.at_stake]))
        _texts(page, "a way out", filter(None, [card.way_out]))
    _texts(page, "teams", view.by_team.get(card.id, ()), style="staff")
    _lanes(page, card.lanes, rows, view.most, card)
    if Row.COMMENTS in rows:
        _texts(page, "comments", (words.comment(one) for one in card.comments if not one.closed))


def lead_of(card: Card, rows: Rows) -> tuple[LaneKey, MapClaim] | None:
    """Return a card's weightiest claim with its lane, where that lane is shown."""
    for lane in card.lanes:
        for claim in lane.claims:
            if claim.id == card.lead and lane.key in rows and lane.key is not LaneKey.DISSENT:
                return lane.key, claim
    return None


def _lanes(
    page: Page,
    lanes: Iterable[Lane],
    rows: Rows,
    most: int,
    card: Card | None = None,
) -> None:
    """Add a ``card``'s weightiest claim, then the lanes that are shown, and what is left in them.

    A line parts what customers see from what is inside.
    """
    led = lead_of(card, rows) if card is not None else None
    lead = led[1] if led else None
    claims: dict[LaneKey | Row, list[Drawn]] = {}
    last: LaneKey | None = None
    for drawn in on_card(lanes, rows):
        if card is not None and drawn.claim is lead:
            last = drawn.lane
            _claim(page, drawn, str(last), most=most, card=card)
        else:
            claims.setdefault(drawn.lane, []).append(drawn)
    for at, row in enumerate(rows):
        if row is Row.VISIBILITY and last and any(claims.get(key) for key in rows[at + 1 :]):
            name = " line of visibility "
            bar = "┄" * max(0, page.width - RAIL - width(name) - 2)
            page.add((f"   {'┄' * (RAIL - 4)} {bar}{name}┄┄", "dim"))
        if not isinstance(row, LaneKey) or not claims.get(row):
            continue
        shown = claims[row][:most] if most else claims[row]
        for drawn in shown:
            _claim(page, drawn, "" if row is last else str(row), most=most)
            last = row
        if left := claims[row][len(shown) :]:
            notes = sum(len(drawn.claim.notes) for drawn in left)
            more = f"+ {counted(len(left), 'more claim')} ({counted(notes, 'note')})"
            page.add((" " * RAIL + more, "dim"))


def sources(of: MapClaim | Opposite) -> str:
    """Return a letter for each source behind a claim, in the order of sources."""
    return "".join(letter for source, letter in SOURCES.items() if source in of.sources)


def _claim(
    page: Page, drawn: Drawn, rail: str, *, most: int, card: Card | None = None, kind: str = ""
) -> None:
    """Add a claim in its own words with its teams, and right under it what stands against it.

    ``card`` is the card whose weightiest it is; its ``kind`` is told where the rail does not say
    it.
    """
    claim = drawn.claim
    named = page.width >= (_NAMED_LEAD if card is not None else _NAMED)
    right = verdict(claim, drawn.lane, named=named, column=page.width >= _NAMED)
    if page.width >= _TEAMS:
        right = [(f"{sources(claim):>2} ", "dim"), *right]
    head: list[Span] = [(f"   {rail:<{RAIL - 3}}", "dim")]
    if claim.code:
        head.append((f"{page.safe(claim.code)} ", "dim"))
    text = words.claim_text(claim) if card is None else words.under_heading(card, claim)
    style = "bold" if card is not None and not text.startswith(words.AS_ABOVE) else ""
    after = " · ".join(filter(None, [kind, _teams(page, claim)]))
    _words(page, head, text, right, style, page.own(after))
    against = claim.opposites[:most] if most else claim.opposites
    sign: list[Span] = [(" " * RAIL, ""), (f"{page.own(words.AGAINST)} ", "disputed inside")]
    for opposite in against:
        after = _teams(page, opposite)
        _words(page, sign, words.opposed_words(opposite), told_short(opposite), after=after)
    if left := len(claim.opposites) - len(against):
        page.add(*sign, (f"+ {left} more", "dim"))


def _teams(page: Page, of: MapClaim | Opposite) -> str:
    """Return the teams that say so, where there is room for them."""
    return page.safe(words.teams(of)) if page.width >= _TEAMS else ""


def _words(
    page: Page,
    head: Sequence[Span],
    text: str,
    right: list[Span],
    style: str = "",
    after: str = "",
) -> None:
    """Add what somebody said after its ``head``; where that leaves no room, on lines of its own.

    ``after`` stands at the right end of the last of them, or below.
    """
    indent = sum(width(part) for part, _ in head)
    room = page.width - indent - max(9, sum(width(page.own(part)) for part, _ in right)) - 2
    if room < _LEAST:
        rail, *code = head
        page.add(rail, right=right)
        indent = _INDENT
        text = "".join(part for part, _ in code) + text
        lines = wrap(page.safe(text), page.width - indent, _MOST_LINES)
    else:
        first, *lines = wrap(page.safe(text), room, _MOST_LINES)
        if after and not lines and width(first) + width(after) + 2 <= room:
            right = [(f"{after}  ", "dim"), *right]
            after = ""
        page.add(*head, (first, style), right=right)
    if after and not (lines and indent + width(lines[-1]) + width(after) + 3 <= page.width):
        lines.append("")
    for at, line in enumerate(lines, 1):
        last = bool(after) and at == len(lines)
        after = clip(after, page.width - indent - 2)
        page.add((" " * indent + line, style), right=[(f"{after} ", "dim")] if last else ())


def told_short(opposite: Opposite) -> list[Span]:
    """Return whose say-so an opposed claim is, what it rests on, and by how many: ``s ✗ 1p ⇄3``."""
    return [
        (f"{sources(opposite)} ", "dim"),
        (f"{words.GLYPHS[opposite.standing]} ", str(opposite.standing)),
        (f"{words.people_short(opposite.counts):>3}", ""),
    ]


def verdict(
    claim: MapClaim, key: LaneKey, *, named: bool = False, column: bool = False
) -> list[Span]:
    """Return flag, glyph and people of a claim, and its standing's name, padded for a ``column``.

    What speaks against a card as a whole has no standing.
    """
    if key is LaneKey.DISSENT:
        people = claim.counts.people
        return [(f"{people}p" if people else words.people_short(claim.counts), "")]
    flag: list[Span] = [(f"{words.FLAG} ", "supported")] if claim.not_raised_by_staff else []
    name = f"{words.GLYPHS[claim.standing]} "
    if named:
        name += f"{claim.standing:<15} " if column else f"{claim.standing} "
    return [*flag, (name, str(claim.standing)), (f"{words.people_short(claim.counts):>3}", "")]
