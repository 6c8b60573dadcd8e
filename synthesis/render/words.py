"""What every renderer says in the same words: counts, moods, standings, and the legend."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from data import text as texts
from data.records import Basis, Group, SessionKind, Source
from data.text import counted
from synthesis.board.standing import Counts, Standing
from synthesis.map.emotion import Mood, Moods
from synthesis.map.findings import NO_IDEA, NO_TOUCHPOINT
from synthesis.map.model import (
    ORDER,
    Badge,
    Card,
    Gap,
    Header,
    LaneKey,
    MapClaim,
    MapComment,
    MapKpi,
    MapNote,
    Moment,
    Opposite,
    Row,
    Speaker,
    Summary,
    SummaryLine,
    Testedness,
)
from synthesis.map.summary import (
    BELIEVED_RULE,
    COMMUNICATION_RULE,
    OVERLOOKED_RULE,
    UNASKED_RULE,
)
from synthesis.map.withheld import NOT_SHOWN

GLYPHS: dict[Standing, str] = {
    Standing.CONTRADICTED: "✗",
    Standing.SPLIT: "±",
    Standing.DOUBTED: "◑",
    Standing.SUPPORTED: "●",
    Standing.HEARD_ONCE: "◐",
    Standing.DISPUTED: "⊗",
    Standing.SHARED_BELIEF: "◎",
    Standing.ASSUMED: "○",
}
"""One sign a standing, so that colour never stands alone."""

WITHHELD = "(words withheld: the speaker did not agree to have them shown)"
NOT_RAISED = "not raised by staff"
FLAG = "⚑"
TRUTH = "★"
SINGLE = "single"
"""What stands in the place of a card's code where a claim is on none."""
AGAINST = "⇄"
"""Between a claim and what stands against it, and on a card on which people say otherwise."""

AS_ABOVE = "as above"
"""What stands in the place of a claim's words right below a heading that quotes them."""


def claim_text(claim: MapClaim) -> str:
    """Return a claim as it is read on a map: ``“how long” + 2 like it (informational)``."""
    words = quoted(claim)
    return words if claim.need_type is None else f"{words} ({claim.need_type})"


def said(note: MapNote) -> str:
    """Return a note's words, in quotation marks where they are word for word, once only."""
    if note.withheld:
        return WITHHELD
    return texts.in_quotes(note.text) if note.verbatim else note.text


def date(at: datetime | None) -> str:
    """Return the day of ``at`` as 2026-03-02, "" for ``None``."""
    return at.strftime("%Y-%m-%d") if at is not None else ""


def subject(header: Header) -> str:
    """Return whom and what the map is about: ``Tenant · Benefit claim``."""
    names = [header.persona or "all personas", header.journey or header.project]
    return " · ".join(names)


def stakes(of: Card | Moment) -> list[tuple[str, str]]:
    """Return what is at stake and the way out, those that are told, under their names."""
    told = (("at stake", of.at_stake), ("a way out", of.way_out))
    return [(name, text) for name, text in told if text]


def weighed(moment: Moment, between: str) -> list[str]:
    """Return what a moment of truth weighs and why, a phrase each; ``between`` parts its basis."""
    basis = f"{grade(moment.emotion, 1)}{between}{moment.basis}" if moment.basis else "nothing felt"
    phrases = [
        basis,
        counted(moment.people, "person", "people"),
        f"weight {round(moment.weight, 1):g}",
    ]
    return phrases + ([counted(moment.votes, "vote")] if moment.votes else [])


def in_quotes(text: str) -> str:
    """Return the words of a claim as a quote; what stands for words withheld is none."""
    return text if text.endswith(NOT_SHOWN) else texts.in_quotes(text)


def missing(gap: Gap) -> str:
    """Return what is missing in words, those of somebody as a quote."""
    # Documents of before said only of which sort a gap is; "2 pain points" are nobody's words.
    of_before = gap.what in (NO_IDEA, NO_TOUCHPOINT) and not _A_COUNT.fullmatch(gap.text)
    if not (gap.quoted or of_before):
        return gap.text
    return with_like(in_quotes(gap.text), gap.like)


_A_COUNT = re.compile(r"\d+ pain points?")


@dataclass(frozen=True, slots=True)
class Told:
    """A line of a summary as it is read: its claim as a quote, and what else is to be said of it.

    ``code`` is that of its card, else its own.
    """

    line: SummaryLine
    text: str
    code: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a summary under its heading, with the rule by which it was chosen."""

    heading: str
    rule: str
    lines: tuple[Told, ...]


def in_parts(summary: Summary) -> list[Part]:
    """Return the parts of a summary that say anything; what customers need to be told first."""
    parts = (
        ("Communication needs", COMMUNICATION_RULE, summary.communication, True),
        ("Overlooked opportunities", OVERLOOKED_RULE, summary.overlooked, False),
        ("Only believed", BELIEVED_RULE, summary.believed, False),
        ("Said of people who give up", UNASKED_RULE, summary.unasked, False),
    )
    return [
        Part(heading, rule, tuple(_told(line, place=placed) for line in lines))
        for heading, rule, lines, placed in parts
        if lines
    ]


def _told(line: SummaryLine, *, place: bool) -> Told:
    """Return a line as it is read; with its ``place``, persona, stage and channel, where known."""
    code = next(filter(None, (*line.codes, line.claim)), "")
    facts = [line.why]
    if place and line.stage:
        personas = ", ".join(line.personas) or "any persona"
        facts.insert(0, " · ".join(filter(None, (personas, line.stage, *line.channels))))
    return Told(line, with_like(in_quotes(line.text), line.like), code, tuple(filter(None, facts)))


def verdict(claim: MapClaim) -> str:
    """Return standing, people and flag in short: ``○ assumed 3p ⚑``."""
    flag = f" {FLAG}" if claim.not_raised_by_staff else ""
    return f"{GLYPHS[claim.standing]} {claim.standing} {people_short(claim.counts)}{flag}"


def face(card: Card) -> list[str]:
    """Return who speaks on a card and how they feel, a phrase each; a card has no standing.

    ``6 customers, 3 staff/2 teams``, ``customers -0.5 ±1.5 n4``, ``⇄ 2 customers say otherwise``,
    ``2 nearby, unread``.
    """
    phrases = [card.counts.in_words(), *felt(card.moods, "customers", "staff", spread=True)]
    if card.is_disputed:
        phrases.append(otherwise(card))
    if card.nearby:
        phrases.append(f"{card.nearby} nearby, unread")
    return phrases


def otherwise(card: Card) -> str:
    """Return who says otherwise of a card's claims: ``⇄ 2 customers and 1 staff say otherwise``.

    People are counted where one claim is denied; of several the same people may deny more than one.
    """
    denied = [claim.counts for claim in card.claims() if claim.is_disputed]
    customers = [counts.customers_against for counts in denied if counts.customers_against]
    inside = [counts.inside_against for counts in denied if counts.inside_against]
    who = []
    if customers:
        one = counted(customers[0], "customer")
        who.append(one if len(customers) == 1 else "customers")
    if inside:
        who.append(f"{inside[0]} staff" if len(inside) == 1 else "staff")
    say = "says" if len(who) == 1 and who[0].startswith("1 ") else "say"
    return f"{AGAINST} {' and '.join(who) or 'people'} {say} otherwise"


def more_claims(card: Card) -> str:
    """Return how many claims a card holds beside its weightiest: ``+ 2 assumed, 1 supported``."""
    parts = [f"{count} {standing}" for standing, count in card.others.items()]
    return f"+ {', '.join(parts)}" if parts else ""


def quoted(claim: MapClaim) -> str:
    """Return a claim as somebody said it: ``“phone rings out all morning” + 3 like it``."""
    return with_like(in_quotes(claim.title), claim.like)


def with_like(words: str, like: int) -> str:
    """Return words with how many other notes are taken to say the same."""
    return f"{words} + {like} like it" if like else words


def under_heading(card: Card, claim: MapClaim) -> str:
    """Return a claim of a card as it stands below the heading, which may have said its words."""
    whole = claim_text(claim)
    words = in_quotes(claim.title)
    return f"{AS_ABOVE}{whole.removeprefix(words)}" if words in card.quoted else whole


_MOST_TEAMS = 2


def teams(of: MapClaim | Opposite) -> str:
    """Return the teams whose people say so, the first by name: ``Calls, Front desk +1``."""
    found = of.teams
    more = f" +{len(found) - _MOST_TEAMS}" if len(found) > _MOST_TEAMS else ""
    return ", ".join(found[:_MOST_TEAMS]) + more


def is_told_plainly(claim: MapClaim) -> bool:
    """Return whether its standing's plain words tell who speaks on it: ``customers say so (6)``."""
    customers = claim.counts.customers_for
    return claim.counts == Counts(customers_for=customers, people_for=customers)


SOURCES = {
    Source.CUSTOMER: "customers",
    Source.STAFF: "staff",
    Source.OBSERVED: "observed",
    Source.RECORD: "on record",
    Source.TEAM: "our own guess",
}
"""Whose say-so, in words."""


def opposite(of: Opposite) -> str:
    """Return what stands against a claim: ``⇄ C14 “we pick up at once” staff (Desk) ✗ 1p ⇄2``."""
    by = f" ({teams(of)})" if of.teams else ""
    who = ", ".join(SOURCES[source] for source in of.sources) + by
    verdict = f"{who} {GLYPHS[of.standing]} {people_short(of.counts)}".lstrip()
    return f"{AGAINST} {opposed_words(of)} {verdict}"


def opposed_words(of: Opposite) -> str:
    """Return what a claim against another says: ``C14 “we pick up at once” + 2 like it``."""
    return f"{of.code} {with_like(in_quotes(of.title), of.like)}".lstrip()


def with_verdict(claim: MapClaim) -> str:
    """Return a claim with what it rests on: ``How long it takes [assumed, 3p]``."""
    return f"{claim_text(claim)} [{claim.standing}, {people_short(claim.counts)}]"


def badge_counts(badge: Badge) -> list[str]:
    """Return the badge's counts, a phrase each: notes, staff and teams, customers, the rest."""
    teams = f"/{counted(badge.teams, 'team')}" if badge.teams else ""
    staff = f"{badge.inside} staff{teams}"
    phrases = [counted(badge.notes, "note"), staff, counted(badge.customers, "customer")]
    if badge.guesses:
        phrases.append(counted(badge.guesses, "own guess", "own guesses"))
    if badge.data:
        phrases.append(f"{badge.data} data")
    return phrases


def tested(badge: Badge) -> str:
    """Return the badge with what was tested: ``PARTLY TESTED 3 of 19 beliefs``."""
    if badge.state is not Testedness.PARTLY_TESTED:
        return badge.text
    return f"{badge.text} {'belief' if badge.beliefs == 1 else 'beliefs'}"


def unread(badge: Badge) -> str:
    """Return how many customers' remarks nobody has held against a belief; "" where none is left.

    ``4 customers' remarks not yet read against them``: they stand beside the beliefs.
    """
    if not badge.unread:
        return ""
    remarks = "1 customer's remark" if badge.unread == 1 else f"{badge.unread} customers' remarks"
    return f"{remarks} not yet read against {'it' if badge.beliefs == 1 else 'them'}"


def people_short(counts: Counts) -> str:
    """Return the same in the least room: ``4p``, ``1p ⇄2`` (two against), ``4p +d``, ``guess``."""
    if not (counts.people_for or counts.people_against):
        if counts.guesses_for or counts.guesses_against:
            return "guess"
        return "data" if counts.data_for or counts.data_against else "0p"
    short = f"{counts.people_for}p"
    if counts.people_against:
        # A minus would read as a feeling.
        short += f" {AGAINST}{counts.people_against}"
    return short + (" +d" if counts.data_for or counts.data_against else "")


def grade(value: float, digits: int = 0) -> str:
    """Return an emotion with its sign: ``-2``, ``0``, ``+1``; with ``digits`` for a mean."""
    rounded = round(value, digits)
    return f"{rounded:+.{digits}f}" if rounded else f"{0:.{digits}f}"


def mood_short(mood: Mood, *, gap: str = "·", spread: bool = False) -> str:
    """Return a mood as ``-1.8 n11``, ``· n0`` where nobody said; a spread as ``-1.0 ±0.5 n4``.

    Where some are glad and some are not, the ends say so: ``0.0 (-2 to +2) n4``.
    """
    if mood.mean is None:
        return f"{gap} n0"
    if spread and mood.is_torn:
        return f"{grade(mood.mean, 1)} ({mood.lowest} to +{mood.highest}) n{mood.n}"
    far = f" ±{mood.spread:.1f}" if spread and mood.spread and mood.spread >= 0.05 else ""
    return f"{grade(mood.mean, 1)}{far} n{mood.n}"


def felt(moods: Moods, *sides: str, spread: bool = False) -> list[str]:
    """Return the moods of some sides in words, of those that said any: ``staff -1.8 n11``.

    With ``spread`` also how far they lie apart, where they do: ``staff 0.0 ±1.5 n4``.
    """
    return [
        f"{side} {mood_short(moods.sides[side], spread=spread)}"
        for side in sides
        if moods.sides[side].n
    ]


def card_facts(
    card: Card, rows: Collection[LaneKey | Row] = ORDER, moods: Iterable[str] = ()
) -> list[str]:
    """Return what people have set on a card, a phrase each, in the rows that are shown.

    ``moods`` are phrases that go with its grade.  Texts are not made safe here.
    """
    facts = [card.channel] if card.channel else []
    if Row.OWNER in rows:
        facts.append(f"owner {card.owner or '?'}")
    if card.grade is not None:
        facts.append(f"grade {grade(card.grade)} {card.graded_by}".rstrip())
    facts += moods
    if Row.FIGURES in rows:
        facts += figures(card)
    return facts + ([counted(card.votes, "vote")] if card.votes else [])


def figures(card: Card) -> list[str]:
    """Return the figures by which a card is judged, a phrase each."""
    phrases = [f"expectation {card.expectation}"] if card.expectation is not None else []
    for name, value, basis in (
        ("contacts", card.contacts, card.contacts_basis),
        ("minutes", card.minutes, card.minutes_basis),
    ):
        if value is not None:
            phrases.append(f"{value:g} {name}{_basis(basis)}")
    return phrases + [kpi(figure) for figure in card.kpis]


def kpi(figure: MapKpi) -> str:
    """Return a figure in words: ``First-time right 71.5 % of 90 % (measured)``."""
    unit = f" {figure.unit}" if figure.unit else ""
    parts = [figure.name]
    if figure.value is not None:
        parts.append(f"{figure.value:g}{unit}")
    if figure.target is not None:
        parts.append(f"(target {figure.target:g}{unit})")
    return " ".join(parts) + _basis(figure.basis)


def comment(said: MapComment) -> str:
    """Return a comment in words: ``challenge, Ruth: really? → asked twice``."""
    who = f", {said.author}" if said.author else ""
    answer = f" → {said.answer}" if said.answer else ""
    return f"{said.kind}{who}: {said.text}{answer}"


def _basis(basis: Basis | None) -> str:
    return f" ({basis})" if basis is not None else ""


_UNNAMED = {
    **SOURCES,
    Source.CUSTOMER: "unnamed customer",
    Source.STAFF: "unnamed staff",
}


def speaker(who: Speaker) -> str:
    """Return a speaker by code: ``P02 frontline, Calls``; ``unnamed customer``.

    Where the note's own source says otherwise than the speaker's group, both are told.
    """
    if not who.code:
        return _UNNAMED[who.source]
    group = str(who.group) if who.group is not None else str(who.source)
    team = f", {who.team}" if who.team else ""
    usual = Source.CUSTOMER if who.group is Group.CUSTOMER else Source.STAFF
    own = "" if who.group is None or who.source is usual else f" ({_UNNAMED[who.source]})"
    code = f"{who.code} {who.name}" if who.name else who.code
    return f"{code} {group}{team}{own.replace('unnamed ', 'as ')}"


def provenance(note: MapNote) -> str:
    """Return where a note comes from: ``staff meeting, 2026-03-02``."""
    kind = "" if note.session_kind in (None, SessionKind.IMPORT) else f"{note.session_kind}, "
    return kind + date(note.at)
