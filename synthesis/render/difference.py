"""What is different between two maps, as text: cards, the notes that did it, a claim a line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from data.text import counted
from synthesis.map.compare import ChangedClaim, Difference, StageDifference, Step, Turn
from synthesis.map.model import MapNote
from synthesis.render.page import Page
from synthesis.render.words import in_quotes, mood_short, people_short, speaker

MOST_NOTES = 3
"""So many notes are quoted under a card or a claim; the others are counted."""


def render(
    difference: Difference,
    *,
    names: tuple[str, str],
    width: int = 80,
    colour: bool = False,
    unicode: bool = True,
    most: int = MOST_NOTES,
) -> str:
    """Return the difference as text; ``names`` are the two maps', ``most`` 0 quotes all notes."""
    page = Page(width, colour=colour, unicode=unicode)
    arrow = "→" if unicode else "->"
    page.add((f" {page.safe(names[0])} {arrow} {page.safe(names[1])}", "bold"))
    page.add(
        (
            f" {difference.badge_before} {arrow} {difference.badge_after} · "
            f"{difference.notes_before} {arrow} {counted(difference.notes_after, 'note')}",
            "",
        )
    )
    if difference.is_empty:
        page.add((" Both say the same.", "dim"))
        return page.text()
    page.add((" " + _summary(difference), "dim"))
    for stage in difference.stages:
        _stage(page, stage, arrow, most)
    return page.text()


def _summary(difference: Difference) -> str:
    words = [
        f"{number} {word}"
        for turn, word in (
            (Turn.ADDED, "new"),
            (Turn.MOVED, "moved"),
            (Turn.RETIRED, "retired"),
            (Turn.RENAMED, "renamed"),
        )
        if (number := difference.count(turn))
    ]
    stand = difference.count_claims(Turn.STANDING)
    verb = "stands" if stand == 1 else "stand"
    claims = f" · {counted(stand, 'claim')} {verb} differently" if stand else ""
    return "Touchpoints: " + (", ".join(words) or "the same") + claims


def _stage(page: Page, stage: StageDifference, arrow: str, most: int) -> None:
    page.add(("", ""))
    turn = f" ({stage.turn})" if stage.turn is not None else ""
    page.add((f"{stage.number or '?'} {page.safe(stage.title)}{turn}", "bold"))
    for mood in stage.moods:
        steps = f"{mood_short(mood.before)} {arrow} {mood_short(mood.after)}"
        page.add((f"   mood, {mood.side}: {steps}", "dim"))
    for card in stage.cards:
        _card(page, card, arrow, most)
        told = {note.id for note in (*card.came, *card.went)}
        for claim in card.claims:
            _claim(page, claim, arrow, most, told)
    for claim in stage.singles:
        _claim(page, claim, arrow, most, ())


def _card(page: Page, card: ChangedClaim, arrow: str, most: int) -> None:
    """Add a card, what it took, and the notes that did it."""
    page.add(
        (f" {card.code} {page.safe(card.title)}", "bold"),
        right=[(people_short(card.counts), "dim")],
    )
    steps = [page.safe(step_in_words(step, arrow)) for step in card.steps]
    if steps:
        page.flow(steps, indent=5, style="")
    _notes(page, card, most)


def _notes(
    page: Page, changed: ChangedClaim, most: int, *, told: Collection[str] = (), indent: int = 5
) -> None:
    """Add the notes that came and went, but those that are ``told`` already."""
    for sign, notes in (("+", changed.came), ("-", changed.went)):
        there = [note for note in notes if note.id not in told]
        shown = there[:most] if most else there
        for note in shown:
            said = page.safe(" ".join(note.text.split()))
            page.add((f"{' ' * indent}{sign} {said}", ""), right=[(page.safe(_who(note)), "dim")])
        if len(there) > len(shown):
            page.add((f"{' ' * indent}{sign} {len(there) - len(shown)} more", "dim"))


def _claim(page: Page, claim: ChangedClaim, arrow: str, most: int, told: Collection[str]) -> None:
    """Add a claim in one line, and those notes that do not stand under its card already."""
    steps = "; ".join(
        f"{step.before} {arrow} {step.after}"
        if step.turn is Turn.STANDING
        else step_in_words(step, arrow)
        for step in claim.steps
    )
    words = f"{claim.code} {in_quotes(claim.title)}".lstrip()
    page.add(
        (f"       {claim.lane:<9} {page.safe(words)}", ""),
        right=[(f"{page.own(steps)}  {people_short(claim.counts)}", str(claim.standing))],
    )
    _notes(page, claim, most, told=told, indent=9)


def _who(note: MapNote) -> str:
    """Return who said it in the least room: ``P10 customer``; ``our own guess``."""
    first = note.speakers[0] if note.speakers else None
    if first is None or not first.code:
        return speaker(first) if first is not None else ""
    return f"{first.code} {first.source}"


def step_in_words(step: Step, arrow: str = "→") -> str:
    """Return a turn as people read it: ``standing assumed → supported``; ``retired → T21``."""
    if step.turn in (Turn.ADDED, Turn.RETIRED):
        return f"{step.turn} {arrow} {step.after}" if step.after else step.turn.value
    return f"{step.turn} {step.before or 'none'} {arrow} {step.after or 'none'}"


def as_document(difference: Difference, names: tuple[str, str]) -> dict[str, Any]:
    """Return the difference in plain values, for JSON."""
    return {
        "before": {
            "name": names[0],
            "badge": difference.badge_before,
            "notes": difference.notes_before,
        },
        "after": {
            "name": names[1],
            "badge": difference.badge_after,
            "notes": difference.notes_after,
        },
        "stages": [
            {
                "stage": stage.title,
                "turn": stage.turn.value if stage.turn is not None else None,
                "moods": [
                    {
                        "side": mood.side,
                        "before": [mood.before.mean, mood.before.n],
                        "after": [mood.after.mean, mood.after.n],
                    }
                    for mood in stage.moods
                ],
                "touchpoints": list(_plain(stage.cards)),
                "single_remarks": list(_plain(stage.singles)),
            }
            for stage in difference.stages
        ],
    }


def _plain(claims: Iterable[ChangedClaim]) -> Iterator[dict[str, Any]]:
    for claim in claims:
        plain: dict[str, Any] = {"title": claim.title}
        if claim.code:
            plain["code"] = claim.code
        if claim.lane:
            plain["lane"] = claim.lane
        if claim.standing is not None:
            plain["standing"] = claim.standing.value
        plain |= {
            "people": claim.counts.in_words(),
            "changes": [
                {"what": step.turn.value, "before": step.before, "after": step.after}
                for step in claim.steps
            ],
            "notes_added": [note.id for note in claim.came],
            "notes_gone": [note.id for note in claim.went],
        }
        if not claim.lane:
            plain["claims"] = list(_plain(claim.claims))
        yield plain
