"""What a large map costs: 2,000 notes on 60 touchpoints, in every form.

The page stands against a bare jinja2 template that loops over the same notes, escapes the same
texts and puts out as many bytes; the rest is told in sizes and times.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from functools import partial

from jinja2 import Environment

from capture.jobs.maps import text_of
from capture.jobs.outputs import FORMS, render
from data.records import Kind
from synthesis.map.build import build, journey_for
from synthesis.map.model import JourneyMap
from synthesis.render.html import page as html
from tests.benchmarks.timing import interleaved, report
from tests.unit.mapmaking import STAGES, Maker

NOTES, CARDS, A_CLAIM = 2_000, 60, 8
TURNS = 20

_WORDS = (
    *("phone", "rings", "out", "all", "morning", "nobody", "picks", "up", "form", "letter"),
    *("queue", "desk", "waiting", "status", "case", "paper", "office", "again", "tomorrow"),
)

_BARE = """<!doctype html>
<html><body>
{% for stage in map.stages %}<section><h2>{{ stage.title }}</h2>
{% for card in stage.cards %}<article><h3>{{ card.code }} {{ card.title }}</h3>
{% for lane in card.lanes %}{% for claim in lane.claims %}<h4>{{ claim.title }}</h4><ul>
{% for note in claim.notes %}<li id="{{ note.id }}" class="{{ note.source }}">{{ note.text }}
<span>{{ note.speakers[0].code }}</span> <time>{{ note.at }}</time>{{ filler }}</li>
{% endfor %}</ul>{% endfor %}{% endfor %}</article>
{% endfor %}</section>
{% endfor %}</body></html>
"""


def large() -> JourneyMap:
    """Return the map of a project of `NOTES` notes on `CARDS` cards; the same each time."""
    draw = random.Random(7)
    maker = Maker()
    kinds = [None, *(kind for kind in Kind if not kind.is_mark)]
    for at in range(CARDS):
        where = STAGES[at % len(STAGES)]
        said = [
            maker.note(
                " ".join(draw.choices(_WORDS, k=draw.randint(5, 25))),
                f"P0{draw.randint(1, 8)}",
                agrees="" if number % 3 else "P02",
                stage=where,
                kind=kinds[number // A_CLAIM % len(kinds)],
                emotion=draw.choice([None, -2, -1, 0, 1, 2]),
                verbatim=number % 4 == 0,
            )
            for number in range(NOTES // CARDS + (at < NOTES % CARDS))
        ]
        claims = [
            maker.claim(
                " ".join(draw.choices(_WORDS, k=5)),
                kinds[n // A_CLAIM % len(kinds)],
                *said[n : n + A_CLAIM],
            )
            for n in range(0, len(said), A_CLAIM)
        ]
        maker.card(f"Touchpoint {at} by {draw.choice(_WORDS)}", where, *claims)
    snapshot = maker.snapshot()
    return build(snapshot, journey_for(snapshot, None))


def main() -> int:
    """Measure and report; 1 where the page takes more than three times the bare template."""
    journey = large()
    template = Environment(autoescape=True).from_string(_BARE)
    size = len(html.render(journey).encode())
    without = len(template.render(map=journey, filler="").encode())
    filler = "x" * max(0, round((size - without) / NOTES))
    bare = len(template.render(map=journey, filler=filler).encode())
    print(f"{journey.badge.notes:,} notes, {journey.badge.beliefs} beliefs")
    print(f"page {size:,} bytes, bare template {bare:,} bytes")
    for name in FORMS:
        made = render(journey, name)
        count = len(made if isinstance(made, bytes) else made.encode())
        print(f"  {name:14s} {count:>10,} bytes")
    times = interleaved(
        {
            "the page": lambda: html.render(journey),
            "bare jinja2, as many bytes": lambda: template.render(map=journey, filler=filler),
        },
        TURNS,
    )
    met = report("A page of 2,000 notes", times, [("the page", "bare jinja2, as many bytes", 3.0)])
    others: dict[str, Callable[[], object]] = {
        name: partial(render, journey, name) for name in FORMS
    }
    others["text, 160 columns"] = partial(text_of, journey, width=160)
    report("Every form", interleaved(others, 3), [])
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
