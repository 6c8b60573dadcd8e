"""The map as Markdown: complete, pleasant as plain text, and nothing in it but our own markup.

User text is escaped so that it can make no heading, list, table, link, image, mention or HTML in
any common dialect, and reads the same when rendered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from data.records import EvidenceStance, Stance
from data.text import counted, visible
from synthesis.board.standing import Standing
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
from synthesis.render import tables, words

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


def _header(journey_map: JourneyMap) -> Iterator[str]:
    header, badge = journey_map.header, journey_map.badge
    yield f"# {escape(words.subject(header))}"
    yield ""
    yield f"**{badge.text}** · {' · '.join(words.badge_counts(badge))}"
    yield ""
    about = [
        ("Project", header.project),
        ("Persona", header.persona_description),
        ("Starts when", header.trigger),
        ("Scenario", header.scenario),
        ("Goal", header.goal),
        ("Objectives", header.objectives),
        ("Use", header.use),
        ("Scope", header.scope),
        ("Owner", header.owner),
    ]
    for name, text in about:
        if text:
            yield f"- {name}: {escape(text)}"
    newest = f", newest note {words.date(header.as_of)}" if header.as_of else ""
    yield f"- Version: v{header.version}{newest}"
    yield ""


def _overview(journey_map: JourneyMap) -> Iterator[str]:
    """The strip of stages as a table; only moods that somebody gave make a column."""
    sides = [
        (name, side)
        for name, side in (
            ("Mood, as staff see it", "staff"),
            ("Mood, as customers say", "customers"),
            ("Mood, observed or guessed", "other"),
        )
        if any(getattr(column.moods, side).n for column in journey_map.stages)
    ]
    heads = ["Stage", "Notes", "Touchpoints", *(name for name, _ in sides)]
    yield "| " + " | ".join(heads) + " |"
    yield "| --- | ---: | ---: |" + " --- |" * len(sides)
    for column in journey_map.stages:
        cells = [_name(column), str(column.notes), str(len(column.cards))]
        cells += [words.mood_short(getattr(column.moods, side)) for _, side in sides]
        yield "| " + " | ".join(cells) + " |"
    yield ""


def _name(column: StageColumn) -> str:
    return f"{column.number or '?'} {escape(column.title)}"


def _stage(column: StageColumn, rows: Rows) -> Iterator[str]:
    yield f"## {_name(column)}"
    yield ""
    if column.description:
        yield f"*{escape(column.description)}*"
        yield ""
    for row in (Row.QUESTION, Row.CHANNELS):
        texts = [escape(text) for text in tables.cell(column, row)] if row in rows else []
        if texts:
            yield f"{row.heading}: {', '.join(texts)}"
            yield ""
    if column.is_empty:
        yield "Nothing heard here yet."
        yield ""
    for card in column.cards:
        yield from _card(card, rows)
    if column.loose:
        yield "### Not on any card yet"
        yield ""
        yield from _lanes(column.loose, rows)
    if column.asks and Row.ASKS in rows:
        yield from _listed(Row.ASKS, (escape(ask.text) for ask in column.asks))


def _card(card: Card, rows: Rows) -> Iterator[str]:
    truth = f"{words.TRUTH} " if card.moment_of_truth else ""
    yield f"### {escape(card.code)} {truth}{escape(card.title)}"
    yield ""
    flag = f" · {words.FLAG} {words.NOT_RAISED}" if card.not_raised_by_staff else ""
    verdict = f"{words.GLYPHS[card.standing]} **{card.standing}**"
    yield f"{verdict}: {card.counts.in_words()}{flag}"
    yield ""
    facts = [escape(fact) for fact in words.card_facts(card)]
    yield " · ".join([*facts, "moment of truth"] if card.moment_of_truth else facts)
    yield ""
    yield from _lanes(card.lanes, rows)
    if card.comments and Row.COMMENTS in rows:
        said = ((words.comment(one), " (closed)" if one.closed else "") for one in card.comments)
        yield from _listed(Row.COMMENTS, (f"{escape(text)}{state}" for text, state in said))


def _listed(row: Row, items: Iterable[str]) -> Iterator[str]:
    yield f"**{row.heading}**"
    yield ""
    yield from (f"- {item}" for item in items)
    yield ""


def _lanes(lanes: Iterable[Lane], rows: Rows) -> Iterator[str]:
    """Yield the lanes that are shown, in the order of the rows."""
    for lane in sorted((one for one in lanes if one.key in rows), key=lambda o: rows.index(o.key)):
        yield f"**{lane.key.heading}**"
        yield ""
        for claim in lane.claims:
            yield from _claim(claim)
        yield ""


def _claim(claim: MapClaim) -> Iterator[str]:
    flag = f" {words.FLAG} {words.NOT_RAISED}" if claim.not_raised_by_staff else ""
    people = claim.counts.in_words()
    glyph = words.GLYPHS[claim.standing]
    yield f"- {escape(words.claim_text(claim))} ({glyph} {claim.standing}: {people}){flag}"
    for note in claim.notes:
        yield f"  - {_note(note)}"


def _note(note: MapNote) -> str:
    against = "**against:** " if note.stance is EvidenceStance.AGAINST else ""
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


def _findings(journey_map: JourneyMap) -> Iterator[str]:
    """Yield what the map says in a few lines, its moments of truth, and what is missing."""
    summary = journey_map.summary
    for heading, lines in (
        ("What customers need to be told", summary.communication),
        ("Overlooked", summary.overlooked),
        ("Only believed", summary.believed),
    ):
        if lines:
            yield f"## {heading}"
            yield ""
            for line in lines:
                yield f"- {escape(line.text)} ({', '.join(line.codes)}; {line.people})"
            yield ""
    if journey_map.moments or journey_map.candidates:
        yield "## Moments of truth"
        yield ""
        for moment in (*journey_map.moments, *journey_map.candidates):
            yield _moment(moment)
        yield ""
        yield escape(findings.MOMENTS_RULE)
        yield ""
    if journey_map.gaps:
        yield "## What is missing"
        yield ""
        for gap in journey_map.gaps:
            codes = f" ({', '.join(gap.codes)})" if gap.codes else ""
            yield f"- **{gap.what}**, {escape(gap.stage)}: {escape(gap.text)}{codes}"
        yield ""
        yield escape(findings.GAPS_RULE)
        yield ""


def _moment(moment: Moment) -> str:
    mark = f"{words.TRUTH} " if moment.marked else "(not marked) "
    felt = f"{words.grade(moment.emotion, 1)}, {moment.basis}" if moment.basis else "nothing felt"
    facts = [escape(felt), counted(moment.people, "person", "people"), f"weight {moment.weight:g}"]
    if moment.votes:
        facts.append(counted(moment.votes, "vote"))
    text = f"- {mark}{escape(moment.code)} {escape(moment.title)} ({'; '.join(facts)})"
    for label, said in (("at stake", moment.at_stake), ("a way out", moment.way_out)):
        if said:
            text += f"\n  - {label}: {escape(said)}"
    return text


def _footer(journey_map: JourneyMap) -> Iterator[str]:
    yield "## Whose say-so"
    yield ""
    yield "What a claim rests on, counted in people. The first line that fits counts."
    yield ""
    yield "| Standing | Rule |"
    yield "| --- | --- |"
    for line in journey_map.rule.splitlines():
        name, _, text = line.partition(":")
        yield f"| {words.GLYPHS[Standing(name)]} {name} | {escape(text.strip())} |"
    yield ""
    yield (
        "Moods run from -2 to +2, n is the number of notes; what staff say of customers' moods is "
        "hearsay. Own guesses and data (observed, on record) are never counted as people."
    )
    if journey_map.rejected:
        yield ""
        yield f"{counted(journey_map.rejected, 'touchpoint')} left off: rejected."
