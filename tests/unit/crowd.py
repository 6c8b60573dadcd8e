"""A large project for the tests of the map: as many notes, cards and stages as are asked for."""

from __future__ import annotations

from random import Random

from data.records import Emotion, Kind, Snapshot
from tests.unit.mapmaking import PEOPLE, Maker

WORDS = [
    "the",
    "phone",
    "rings",
    "all",
    "morning",
    "and",
    "nobody",
    "picks",
    "up",
    "because",
    "form",
    "is",
    "long",
    "they",
    "wait",
    "for",
    "letter",
    "about",
    "claim",
    "date",
    "office",
    "queue",
    "again",
    "money",
    "late",
]


def crowd(notes: int = 2000, cards: int = 60, stages: int = 8) -> tuple[Snapshot, int]:
    """Return a project whose cards lie on the stages in turn, and how many bytes its notes are."""
    random = Random(1)
    maker, titles = Maker(), [f"Stage number {number}" for number in range(1, stages + 1)]
    kinds = [kind for kind in Kind if not kind.is_mark]
    written = 0

    def words(number: int) -> str:
        return " ".join(random.choices(WORDS, k=number))

    for number in range(cards):
        stage, claims, left = titles[number % stages], [], notes // cards
        while left:
            size = min(left, random.choice([1, 1, 2, 3, 4, 5]))
            left -= size
            kind = random.choice(kinds)
            said = []
            for _ in range(size):
                text, who = words(random.randint(6, 18)), random.choice(list(PEOPLE))
                written += len(text)
                said.append(
                    maker.note(
                        text,
                        who,
                        agrees=random.choice(["", *({"P02", "P07"} - {who})]),
                        session="interviews" if who > "P05" else "meeting",
                        stage=stage,
                        kind=kind,
                        emotion=random.choice([None, -2, -1, 0, 1, 2]),
                        personas=random.choice([[], ["Tenant"], ["Landlord"]]),
                    )
                )
            claims.append(maker.claim(words(7), kind, *said))
        grade = random.choice([None, Emotion(-1), Emotion(2)])
        maker.card(words(5), stage, *claims, grade=grade, graded_by="staff", owner="Back office")
    return maker.snapshot(titles), written
