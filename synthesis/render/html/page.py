"""The map as one HTML file that needs nothing else: no network, light, dark and printed."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol

from markupsafe import Markup, escape

from data.records import EvidenceStance, Group, SessionKind, Source, Stance
from data.text import code_order, short_day, visible
from synthesis.board.standing import Standing
from synthesis.map import findings
from synthesis.map.model import (
    Card,
    Gap,
    JourneyMap,
    LaneKey,
    MapClaim,
    MapNote,
    Row,
    Speaker,
    StageColumn,
    SummaryLine,
    rows_of,
)
from synthesis.render import curve, tables, words
from synthesis.render.html.facets import Voices, slug
from synthesis.render.opposed import Drawn, in_lanes
from synthesis.render.templating import asset, policy_hash, template, trusted

if TYPE_CHECKING:
    import jinja2

_MARKUP = re.compile("[&<>\"']")
_SIGNS = {Stance.SAID: "", Stance.AGREES: "+", Stance.DISAGREES: "-"}


def safe(text: str) -> str:
    """Return what somebody typed as it may stand in a page."""
    shown = visible(text, keep_newlines=True)
    return str(escape(shown)) if _MARKUP.search(shown) else shown


class NoteMaker(Protocol):
    """Makes a note's line."""

    def __call__(self, note: MapNote, *, heard: bool = False) -> Markup:
        """Return the line; of a note that a person put for the claim it says so."""


def maker(
    number: Callable[[MapNote], int],
    short: Callable[[Speaker], str],
    where: Callable[[MapNote], str],
    *,
    one_persona: bool,
) -> NoteMaker:
    """Return what makes a note's line; of one that was ``heard`` it says that it is for the claim.

    ``number`` tells which voice it is, ``short`` who a speaker is and ``where`` where it was said;
    ``one_persona``: the map is one persona's, so that notes of none are told from its own.
    """
    again = cache(safe)  # days, channels and the like come again and again

    @cache
    def who(speaker: Speaker) -> str:
        return safe(_SIGNS[speaker.stance] + short(speaker))

    def line(note: MapNote, *, heard: bool = False) -> Markup:
        against = note.stance is EvidenceStance.AGAINST
        sign = "<b>against</b> " if against else "<b>for</b> " if heard else ""
        said = f"<em>{safe(words.WITHHELD)}</em>" if note.withheld else safe(words.said(note))
        facts = [again(where(note))]
        if note.emotion is not None:
            facts.append(f"mood {again(words.grade(note.emotion))}")
        if note.channel:
            facts.append(again(note.channel))
        if not one_persona and note.personas:
            facts.append(again(", ".join(note.personas)))
        elif one_persona and not note.personas:
            facts.append("any persona")
        return Markup(  # each part was made safe above
            f"<li data-v={number(note):d}{' class=against' if against else ''}>"
            f"{sign}{said}<small>"
            f"{', '.join(map(who, note.speakers))}; {', '.join(facts)}</small></li>"
        )

    return line


MOST_CLAIMS = 6
"""So many claims of a cell are shown at once; the rest unfold."""

MOST_CARDS = 12
"""So many touchpoints of a stage are shown at once; the rest unfold."""

_LEAST_COLUMN = 8.5
"""How narrow a stage may be on a wide screen, in rem: eight stand side by side at 1280 px."""

_STAMP = 'name="sayso-stamp" content=""'
_CODE = re.compile(r"[A-Za-z]{1,3}\d{1,6}")


@dataclass(frozen=True, slots=True)
class Cell:
    """The claims of one stage in one lane: the first few, and the rest."""

    shown: tuple[Drawn, ...]
    more: tuple[Drawn, ...]


@dataclass(frozen=True, slots=True)
class Pinned:
    """A card, its weightiest claim (none where it has none), and how many stand in the lanes."""

    card: Card
    lead: MapClaim | None
    claims: int


@dataclass(frozen=True, slots=True)
class Column:
    """A stage with its cards, and its cells by the name of their lane.

    ``bits`` are what stands in its other rows, by their name: (code of the card or "", text).
    """

    stage: StageColumn
    cards: tuple[Pinned, ...]
    more: tuple[Pinned, ...]
    cells: Mapping[str, Cell]
    bits: Mapping[str, tuple[tuple[str, str], ...]]
    peak: curve.Peak | None


def render(journey_map: JourneyMap, *, most: int = MOST_CLAIMS, live: bool = False) -> str:
    """Return ``journey_map`` as a whole HTML document, UTF-8.

    A cell shows ``most`` claims at once (0: all) and unfolds the rest.  Participants are shown by
    code, and by name where the map names them.  With ``live`` the page follows its own file.  The
    document is the same for the same map.
    """
    rows = [
        row
        for row in rows_of(journey_map.rows)
        if row in (Row.MOOD, Row.TOUCHPOINTS)
        or any(_holds(stage, row) for stage in journey_map.stages)
    ]
    peaks = curve.peaks(journey_map.stages)
    columns = [
        _column(stage, rows, most, peaks.get(at)) for at, stage in enumerate(journey_map.stages)
    ]
    moods = curve.curves(journey_map.stages)
    grades = curve.grades(journey_map.stages)
    mood = rows.index(Row.MOOD) if Row.MOOD in rows else None
    css = asset("html/map.css") + _grid_css(len(columns), 1 + len(rows), mood)
    ids = _ids(journey_map)
    voices, roster = Voices(journey_map), _Roster(journey_map)
    page: str = _template().render(
        map=journey_map,
        note=maker(
            voices.number,
            roster.short,
            roster.where,
            one_persona=bool(journey_map.header.persona),
        ),
        columns=columns,
        rows=rows,
        curves=[side for side in moods if side.dots],
        grades=grades,
        has_moods=mood is not None and any((grades, *(side.dots for side in moods))),
        named=any(who.name for note in journey_map.notes for who in note.speakers),
        voices=voices,
        roster=roster,
        anchor=lambda code: ids.get(code, ""),
        claim_of=_finder(journey_map),
        css=trusted(css),
        style_hash=policy_hash(css),
        script=trusted(_script()),
        script_hash=policy_hash(_script()),
        live=live,
    )
    return page.replace(_STAMP, _STAMP.replace('""', f'"{_hex(page, 16)}"'), 1)


def _holds(stage: StageColumn, row: LaneKey | Row) -> bool:
    """Return whether a stage has anything for a row."""
    if isinstance(row, LaneKey):
        return bool(stage.lane(row))
    if row is Row.VISIBILITY:
        return any(_holds(stage, key) for key in (LaneKey.INSIDE, LaneKey.IDEA))
    return any(True for _ in tables.cell(stage, row))


def _ids(journey_map: JourneyMap) -> dict[str, str]:
    """Return the ids of cards and claims on the page by their codes, each id once."""
    codes = [card.code for card in journey_map.cards]
    codes += [claim.code for claim in journey_map.claims if claim.code]
    # A code that can be no id of the page has one made of it.
    return {code: code if _CODE.fullmatch(code) else "c" + _hex(code, 12) for code in codes}


def _finder(journey_map: JourneyMap) -> Callable[[SummaryLine | Gap], MapClaim | None]:
    """Return what finds the claim that a line below the map quotes; a line may be about none."""
    quoted = {
        (card.code if card else "", claim.title): claim
        for stage in reversed(journey_map.stages)
        for card, _, claim in stage.claims()
    }

    def claim_of(line: SummaryLine | Gap) -> MapClaim | None:
        return next(
            (
                quoted[code, line.text]
                for code in line.codes or ("",)
                if (code, line.text) in quoted
            ),
            None,
        )

    return claim_of


def _column(
    stage: StageColumn, rows: Iterable[LaneKey | Row], most: int, peak: curve.Peak | None
) -> Column:
    cells: dict[str, Cell] = {}
    bits: dict[str, tuple[tuple[str, str], ...]] = {}
    held: Counter[str] = Counter()
    rows = list(rows)
    lanes = in_lanes(stage, [row for row in rows if isinstance(row, LaneKey)])
    for row in rows:
        if not isinstance(row, LaneKey):
            bits[row.value] = tuple(_bits(stage, row))
            continue
        placed = lanes[row]
        held.update(one.card for each in placed for one in each.together)
        # Folding a single claim away would cost the room that it takes.
        cut = most if most and len(placed) > most + 1 else len(placed)
        cells[row.value] = Cell(tuple(placed[:cut]), tuple(placed[cut:]))
    pinned = tuple(Pinned(card, _lead(card), held[card.code]) for card in stage.cards)
    cut = MOST_CARDS if most and len(pinned) > MOST_CARDS + 1 else len(pinned)
    return Column(stage, pinned[:cut], pinned[cut:], cells, bits, peak)


def _lead(card: Card) -> MapClaim | None:
    """Return a card's weightiest claim; what speaks against the card as a whole is none."""
    lead = card.lead_claim
    return None if lead is None or lead in card.claims(LaneKey.DISSENT) else lead


def _by_standing(card: Card) -> str:
    """Return how many claims a card holds of each standing: ``✗ 1 contradicted, ○ 3 assumed``."""
    counts = Counter(
        claim.standing
        for lane in card.lanes
        if lane.key is not LaneKey.DISSENT
        for claim in lane.claims
    )
    return ", ".join(
        f"{words.GLYPHS[standing]} {counts[standing]} {standing}"
        for standing in Standing
        if counts[standing]
    )


def _bits(stage: StageColumn, row: Row) -> Iterator[tuple[str, str]]:
    """Yield what a stage has in a row, with the code of the card that it is about, if any."""
    if row in (Row.TRUTHS, Row.FIGURES, Row.OWNER, Row.COMMENTS):
        for card in stage.cards:
            for text in tables.of_card(card, row):
                # The code stands by itself; the sign of a moment of truth before it is its row's.
                yield card.code, text.removeprefix(f"{words.TRUTH} ").removeprefix(f"{card.code} ")
    elif row not in (Row.TOUCHPOINTS, Row.MOOD, Row.VISIBILITY):
        yield from (("", text) for text in tables.cell(stage, row))


def _who(claim: MapClaim) -> str:
    """Return who says so, teams by name: ``2 customers, 3 staff: Calls; against 1 staff``.

    Nothing where the standing's plain words say it all: ``customers say so (6)``.
    """
    if words.is_told_plainly(claim):
        return ""
    return claim.counts.in_words(words.teams(claim))


_USUAL = {Source.STAFF: SessionKind.STAFF_MEETING, Source.CUSTOMER: SessionKind.CUSTOMER_INTERVIEW}


class _Roster:
    """Who spoke, each described once: notes name people by code."""

    def __init__(self, journey_map: JourneyMap) -> None:
        about: dict[str, str] = {}
        for note in journey_map.notes:
            for who in note.speakers:
                if who.code and _is_usual(who):
                    about[who.code] = words.speaker(who).removeprefix(who.code).strip()
        self.people = sorted(about.items(), key=lambda item: code_order(item[0]))
        as_of = journey_map.header.as_of
        self._year = as_of.year if as_of else 0

    def short(self, who: Speaker) -> str:
        """Return a speaker's code, and the rest only where `people` does not tell it."""
        return who.code if who.code and _is_usual(who) else words.speaker(who)

    def where(self, note: MapNote) -> str:
        """Return where a note comes from: its day, and its kind of session if not the usual one.

        The year stands where it is not the map's.
        """
        day = short_day(note.at, self._year)
        if note.session_kind in (None, SessionKind.IMPORT, _USUAL.get(note.source)):
            return day
        return f"{note.session_kind}, {day}"


def _is_usual(who: Speaker) -> bool:
    """Return whether somebody speaks for the side that their group is on."""
    side = Source.CUSTOMER if who.group is Group.CUSTOMER else Source.STAFF
    return who.group is not None and who.source is side


def _grid_css(stages: int, rows: int, mood: int | None) -> str:
    """Return the part of the style sheet that depends on how many stages and rows there are.

    ``mood`` is the place of the row of moods among them, from 0.
    """
    # Rail and stages dissolve into one grid, so that a row is as high in every stage and a printed
    # page breaks between rows.
    column = f"minmax({_LEAST_COLUMN}rem,1fr)"
    wide = [
        f".map{{grid-template-columns:var(--rail) repeat({stages},{column})}}",
        *(
            f".rail>:nth-child({n}),.stage>:nth-child({n}){{grid-row:{n}}}"
            for n in range(1, rows + 1)
        ),
        *(f".stage-{n}>*{{grid-column:{n + 1}}}" for n in range(1, stages + 1)),
        *([f".curves{{grid-row:{mood + 2}}}"] if mood is not None else []),
    ]
    # The whole page is as wide as its map, so that what sticks to the left edge can stick.
    least = f"body{{min-width:calc(var(--rail) + {stages * _LEAST_COLUMN + 1.5:g}rem)}}"
    return (
        "@media print,(min-width:56rem){" + "".join(wide) + "}\n"
        "@media screen and (min-width:56rem){" + least + "}\n"
    )


def _hex(text: str, digits: int) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:digits]


@cache
def _script() -> str:
    """Return the page's script without indents and comments, which nobody reads there."""
    lines = (line.strip() for line in asset("html/map.js").splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


@cache
def _template() -> jinja2.Template:
    return template(
        "html/map.html.j2",
        keep_newlines=True,
        words=words,
        tables=tables,
        Stance=Stance,
        EvidenceStance=EvidenceStance,
        HEIGHT=curve.HEIGHT,
        WIDTH=curve.WIDTH,
        level=curve.level,
        slug=slug,
        who=_who,
        by_standing=_by_standing,
        MOMENTS_RULE=findings.MOMENTS_RULE,
        gap_rules=findings.gap_rules,
    )
