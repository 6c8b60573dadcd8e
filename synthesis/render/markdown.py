"""The map as Markdown: complete, pleasant as plain text, and nothing in it but our own markup.

User text is escaped so that it can make no heading, list, table, link, image, mention or HTML in
any common dialect, and reads the same when rendered.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from data.records import EvidenceStance, Stance
from data.text import counted, visible
from synthesis.map import findings
from synthesis.map.model import (
    Card,
    JourneyMap,
    Lane,
    LaneKey,
    MapClaim,
    MapNote,
    Moment,
    Row,
    StageColumn,
    rows_of,
)
from synthesis.render import opposed, tables, words
from synthesis.render.opposed import Drawn

# Every sign that may begin or end markup inside a line, in CommonMark and its tables, footnotes,
# strike-through and mathematics.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~#&!$^=])")
# What only acts at the start of a line: lists, quotes, rules, numbered lists.
_BULLET = re.compile(r"^([-+:])")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])")
# Addresses link themselves in many dialects, even where their signs are escaped; a word joiner
# after the telling sign stops that, draws nothing and allows no line break.
_AUTOLINK = re.compile(r":(?=//)|@(?=\w)|\bwww(?=\.)", re.IGNORECASE)
_JOINER = "&#8288;"

Rows = tuple[LaneKey | Row, ...]
"""The rows that a map shows, in their order."""


def escape(text: str) -> str:
    """Return ``text`` as Markdown that shows exactly it, on one line, wherever it is put."""
    escaped = _SPECIAL.sub(r"\\\1", visible(text).strip())
    escaped = _NUMBERED.sub(r"\1\\\2", _BULLET.sub(r"\\\1", escaped))
    return _AUTOLINK.sub(lambda match: match[0] + _JOINER, escaped)


def render(journey_map: JourneyMap) -> str:
    """Return ``journey_map`` as Markdown: every claim with every note, in the rows it shows."""
    lines = [*_header(journey_map), *_overview(journey_map)]
    rows = rows_of(journey_map.rows)
    for column in journey_map.stages:
        lines += _stage(column, rows)
    lines += _findings(journey_map)
    lines += _footer(journey_map)
    return "\n".join(lines).rstrip() + "\n"


def _titled(title: str, lines: Iterable[str], *after: str) -> Iterator[str]:
    """Yield a title, some lines and what comes after them; nothing where there are no lines."""
    block = list(lines)
    if block:
        yield from (title, "", *block, "")
        for text in after:
            yield from (text, "")


def _header(journey_map: JourneyMap) -> Iterator[str]:
    header, badge = journey_map.header, journey_map.badge
    about = {
        "Project": header.project,
        "Persona": header.persona_description,
        "Starts when": header.trigger,
        "Scenario": header.scenario,
        "Goal": header.goal,
        "Objectives": header.objectives,
        "Use": header.use,
        "Scope": header.scope,
        "Owner": header.owner,
    }
    newest = f", newest note {words.date(header.as_of)}" if header.as_of else ""
    yield from (f"# {escape(words.subject(header))}", "")
    phrases = [*words.badge_counts(badge), words.unread(badge)]
    yield from (f"**{words.tested(badge)}** · {' · '.join(filter(None, phrases))}", "")
    yield from (f"- {name}: {escape(text)}" for name, text in about.items() if text)
    yield from (f"- Version: v{header.version}{newest}", "")


def _overview(journey_map: JourneyMap) -> Iterator[str]:
    """The strip of stages as a table; only moods that somebody gave make a column."""
    sides = {
        side: name
        for side, name in (
            ("staff", "Mood, as staff see it"),
            ("customers", "Mood, as customers say"),
            ("other", "Mood, observed or guessed"),
        )
        if any(column.moods.sides[side].n for column in journey_map.stages)
    }
    heads = ["Stage", "Notes", "Touchpoints", *sides.values()]
    yield "| " + " | ".join(heads) + " |"
    yield "| --- | ---: | ---: |" + " --- |" * len(sides)
    for column in journey_map.stages:
        cells = [_name(column), str(column.notes), str(len(column.cards))]
        cells += [words.mood_short(column.moods.sides[side]) for side in sides]
        yield "| " + " | ".join(cells) + " |"
    yield ""


def _name(column: StageColumn) -> str:
    return f"{column.number or '?'} {escape(column.title)}"


def _stage(column: StageColumn, rows: Rows) -> Iterator[str]:
    yield from (f"## {_name(column)}", "")
    if column.description:
        yield from (f"*{escape(column.description)}*", "")
    for row in (Row.QUESTION, Row.CHANNELS):
        texts = [escape(text) for text in tables.cell(column, row)] if row in rows else []
        if texts:
            yield from (f"{row.heading}: {', '.join(texts)}", "")
    if column.is_empty:
        yield from ("Nothing heard here yet.", "")
    for card in column.cards:
        yield from _card(card, rows)
    off_cards = (("Single remarks", column.singles), ("Not on any card yet", column.loose))
    for heading, lanes in off_cards:
        if lanes:
            yield from (f"### {heading}", "")
            yield from _lanes(lanes, rows)
    if Row.ASKS in rows:
        asks = (f"- {escape(ask.text)}" for ask in column.asks)
        yield from _titled(f"**{Row.ASKS.heading}**", asks)


def _card(card: Card, rows: Rows) -> Iterator[str]:
    """Yield a card: its face, which has no standing, then each of its claims once."""
    truth = f"{words.TRUTH} " if card.moment_of_truth else ""
    facts = [escape(fact) for fact in words.card_facts(card)]
    facts += [str(card.decision)] if card.held else []
    facts += ["moment of truth"] if card.moment_of_truth else []
    yield from (f"### {escape(card.code)} {truth}{escape(card.name)}", "")
    yield from (" · ".join(map(escape, words.face(card))), "")
    yield from (" · ".join(facts), "")
    yield from _lanes(card.lanes, rows, lead=card)
    if Row.COMMENTS in rows:
        comments = (
            f"- {escape(words.comment(comment))}{' (closed)' if comment.closed else ''}"
            for comment in card.comments
        )
        yield from _titled(f"**{Row.COMMENTS.heading}**", comments)


def _lanes(lanes: Sequence[Lane], rows: Rows, lead: Card | None = None) -> Iterator[str]:
    """Yield the lanes that are shown, in the order of the rows; first a card's weightiest claim."""
    claims = opposed.on_card(lanes, rows)
    if lead is not None:
        first = [drawn for drawn in claims if drawn.claim.id == lead.lead]
        claims = [drawn for drawn in claims if drawn.claim.id != lead.lead]
        for drawn in first:
            more = f" ({words.more_claims(lead)})" if lead.others else ""
            yield from _titled(f"**Weightiest: {drawn.lane.heading}**{more}", _claim(drawn))
    for row in rows:
        in_row = (line for drawn in claims if drawn.lane is row for line in _claim(drawn))
        yield from _titled(f"**{row.heading}**", in_row)


def _claim(drawn: Drawn) -> Iterator[str]:
    """Yield a claim with its notes, and under it what stands against it, as one thing."""
    against = [other.claim for other in drawn.against]
    yield f"- {_stands(drawn.claim)}"
    yield from _notes(drawn.claim, "  ", {note.id for other in against for note in other.notes})
    for other in against:
        yield f"  - {words.AGAINST} {_stands(other)}"
        yield from _notes(other, "    ", {note.id for note in drawn.claim.notes})
    yield from (f"  - {escape(words.opposite(other))}" for other in drawn.elsewhere)


def _stands(claim: MapClaim) -> str:
    """Return a claim and what it rests on, plainly and by its standing."""
    code = f"{escape(claim.code)} " if claim.code else ""
    flag = f" {words.FLAG} {words.NOT_RAISED}" if claim.not_raised_by_staff else ""
    plainly = f"{escape(claim.plainly)}; " if claim.plainly else ""
    near = f"; {claim.nearby} nearby, unread" if claim.nearby else ""
    standing = f"{words.GLYPHS[claim.standing]} {claim.standing}"
    people = claim.counts.in_words()
    return f"{code}{escape(words.claim_text(claim))} ({standing}: {plainly}{people}{near}){flag}"


def _notes(claim: MapClaim, indent: str, told: Collection[str]) -> Iterator[str]:
    """Yield the notes of a claim, and those that were put for or against it and stand elsewhere.

    ``told`` are the ids of notes that are drawn beside it anyway.
    """
    yield from (f"{indent}- {_note(note)}" for note in claim.notes)
    for note in claim.heard:
        if note.id not in told:
            yield f"{indent}- {'' if _is_against(note) else '**for:** '}{_note(note)}"


def _note(note: MapNote) -> str:
    against = "**against:** " if _is_against(note) else ""
    text = escape(words.said(note))
    if note.withheld:
        text = f"*{words.WITHHELD}*"
    who = []
    for speaker in note.speakers:
        doing = "" if speaker.stance is Stance.SAID else f" {speaker.stance}"
        who.append(escape(words.speaker(speaker)) + doing)
    facts = [*who, words.provenance(note)]
    if note.emotion is not None:
        facts.append(f"mood {words.grade(note.emotion)}")
    if note.channel:
        facts.append(escape(note.channel))
    facts.append(", ".join(escape(name) for name in note.personas) or "any persona")
    return f"{against}{text} ({'; '.join(facts)})"


def _is_against(note: MapNote) -> bool:
    return note.stance is EvidenceStance.AGAINST


def _findings(journey_map: JourneyMap) -> Iterator[str]:
    """Yield what the map says in a few lines, its moments of truth, and what is missing."""
    for part in words.in_parts(journey_map.summary):
        said = (
            f"- {escape(told.text)} ({'; '.join(map(escape, _facts(told)))})" for told in part.lines
        )
        yield from _titled(f"## {part.heading}", said, escape(part.rule))
    moments = map(_moment, (*journey_map.moments, *journey_map.candidates))
    yield from _titled("## Moments of truth", moments, escape(findings.MOMENTS_RULE))
    gaps = (
        f"- **{gap.what}**, {escape(gap.stage)}: {escape(words.missing(gap))}"
        + (f" ({', '.join(gap.codes)})" if gap.codes else "")
        for gap in journey_map.gaps
    )
    yield from _titled("## What is missing", gaps, escape(findings.gap_rules(journey_map.gaps)))


def _facts(told: words.Told) -> list[str]:
    return [*filter(None, [told.code]), told.line.people, *told.facts]


def _moment(moment: Moment) -> str:
    mark = f"{words.TRUTH} " if moment.marked else "(not marked) "
    facts = [escape(fact) for fact in words.weighed(moment, ", ")]
    text = f"- {mark}{escape(moment.code)} {escape(moment.title)} ({'; '.join(facts)})"
    return text + "".join(f"\n  - {name}: {escape(said)}" for name, said in words.stakes(moment))


def _footer(journey_map: JourneyMap) -> Iterator[str]:
    yield "## Whose say-so"
    yield ""
    yield "What a claim rests on, counted in people. The first line that fits counts."
    yield ""
    yield "| Standing | Rule |"
    yield "| --- | --- |"
    for standing, text in journey_map.rules:
        yield f"| {words.GLYPHS[standing]} {standing} | {escape(text)} |"
    yield ""
    yield (
        "Moods run from -2 to +2, n is the number of notes; what staff say of customers' moods is "
        "hearsay. Own guesses and data (observed, on record) are never counted as people."
    )
    if journey_map.rejected:
        yield ""
        yield f"{counted(journey_map.rejected, 'touchpoint')} left off: rejected."
