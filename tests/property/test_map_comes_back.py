"""Whatever a project holds: its map, exported and imported, is the same map."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from capture.jobs.imports import import_file
from capture.jobs.mapping import build_map
from data.records import (
    Attribution,
    Consent,
    Decision,
    Emotion,
    Evidence,
    EvidenceStance,
    Group,
    Kind,
    Participant,
    Persona,
    Point,
    PointId,
    ProjectInfo,
    SessionKind,
    Source,
    Stance,
    Touchpoint,
    TouchpointId,
)
from data.store import (
    Project,
    channels,
    journeys,
    notes,
    participants,
    personas,
    sessions,
    stages,
    tags,
    touchpoints,
    workshop,
)
from data.store.change import Change, new_id
from synthesis.render import jsonmap
from tests.property.test_render import texts
from tests.unit.stores import START, TEMPLATE
from tests.unit.test_import_map import same

words = texts.filter(lambda text: bool(text.strip()))
some = st.sampled_from


def _people(draw: st.DrawFn, change: Change, about: list[Persona]) -> list[Participant]:
    return [
        participants.add(
            change,
            draw(texts),
            group=draw(some([None, *Group])),
            team=draw(some(["", "Desk", "desk", "Calls"])),
            persona=draw(some([None, *(one.id for one in about)])),
            consent=draw(some([None, *Consent])),
        )
        for _ in range(draw(st.integers(0, 4)))
    ]


def _notes(
    draw: st.DrawFn, change: Change, people: list[Participant], about: list[Persona]
) -> None:
    places = [None, *(stage.id for stage in stages.all(change))]
    ways = [None, *(channel.id for channel in channels.all(change))]
    free = [tags.add(change, name).id for name in ("urgent", "later")]
    meetings = [
        sessions.add(change, draw(words), kind, started_at=START).id
        for kind in draw(st.lists(some(list(SessionKind)), min_size=1, max_size=3))
    ]
    who = [one.id for one in people]
    for number in range(draw(st.integers(0, 8))):
        said = draw(st.lists(some(who), unique=True, max_size=3)) if who else []
        notes.add(
            change,
            session=draw(some(meetings)),
            text=draw(words),
            at=START + timedelta(seconds=number // 2),
            kind=draw(some([None, *Kind])),
            stage=draw(some(places)),
            channel=draw(some(ways)),
            emotion=draw(some([None, *Emotion])),
            source=draw(some([None, *Source])),
            respondent=draw(some(["", "a.1", "a.2"])),
            verbatim=draw(st.booleans()),
            personas=draw(st.lists(some([p.id for p in about]), unique=True, max_size=2)),
            tags=draw(st.lists(some(free), unique=True, max_size=2)),
            participants=[Attribution(one, draw(some(list(Stance)))) for one in said],
        )


def _cards(draw: st.DrawFn, change: Change) -> None:
    """Put notes on cards: each in a point, on the card itself, or loose."""
    places = [None, *(stage.id for stage in stages.all(change))]
    left = [note for note in notes.all(change) if note.is_evidence]
    codes = [touchpoints.next_code(change) for _ in range(3)]
    for code in draw(st.permutations(codes))[: draw(st.integers(0, 3))]:
        points: list[Point] = []
        own: list[Evidence] = []
        for _ in range(draw(st.integers(0, 3))):
            taken = [left.pop() for _ in range(min(draw(st.integers(0, 2)), len(left)))]
            against = draw(st.booleans())
            found = tuple(
                Evidence(one.id, EvidenceStance.AGAINST if against and n else EvidenceStance.FOR)
                for n, one in enumerate(taken)
            )
            pointed = draw(st.booleans())
            if found and pointed:
                title = draw(words)
                quote = draw(some([None, found[0].note]))
                points.append(
                    Point(PointId(new_id()), taken[0].kind, title, quote, ("a", "b"), found)
                )
            own += [
                Evidence(one.note, draw(some(list(EvidenceStance))))
                for one in found[: draw(st.integers(0, 2))]
            ]
        card = Touchpoint(
            TouchpointId(new_id()),
            code,
            draw(some(places)),
            " ".join(draw(words).split()) or "x",
            draw(some(list(Decision))),
            points=tuple(points),
            evidence=tuple({one.note: one for one in own}.values()),
            grade=draw(some([None, *Emotion])),
            minutes=draw(some([None, 0.1, 1e300])),
            position=draw(st.integers(0, 3)),
        )
        touchpoints.put(change, card)
        for voter in draw(st.lists(some(["", "Table 1", "Ada"]), unique=True)):
            workshop.vote(change, card.id, draw(st.integers(1, 3)), voter)


# Drawing is slow here, so a failure is told as it was found: shrinking took minutes.
@settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.data())
def test_a_map_comes_back_as_it_was(data: st.DataObject) -> None:
    draw: st.DrawFn = data.draw  # type: ignore[assignment]
    with tempfile.TemporaryDirectory() as folder:
        source = Project.create(
            Path(folder) / "a.sayso", ProjectInfo("Claims"), TEMPLATE, personas=["Tenant", "Owner"]
        )
        with source, source.change("Everything") as change:
            about = list(personas.all(change))
            people = _people(draw, change, about)
            _notes(draw, change, people, about)
            _cards(draw, change)
            if draw(st.booleans()):
                chosen = [one.id for one in stages.all(change)][: draw(st.integers(1, 2))]
                whom = draw(some([about[0].id, None]))
                journeys.add(change, "Part", persona=whom, stages=chosen, lanes=("pain", "mood"))
        persona = draw(some(["", "Tenant"]))
        identified = draw(st.booleans())
        with Project.open(source.path) as project:
            before = build_map(project, persona, identified=identified)
        (Path(folder) / "map.json").write_text(jsonmap.render(before), encoding="utf-8")
        other = Project.create(Path(folder) / "b.sayso", ProjectInfo("Other"), TEMPLATE)
        with other:
            import_file(other, Path(folder) / "map.json", {})
            after = build_map(other, persona, identified=identified)
            assert same(after) == same(before)
            assert import_file(other, Path(folder) / "map.json", {}).notes == 0
            other.undo()
            assert not other.snapshot().notes
            assert not other.snapshot().touchpoints
