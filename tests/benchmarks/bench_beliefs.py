"""Beliefs on which teams disagree: are they found among the queue's questions about opposites?

    python tests/benchmarks/bench_beliefs.py BELIEFS [--audit FOLDER]

BELIEFS holds a folder a project: project.txt (stages and personas), staff.md, customers.md and
teams.csv (a, b: texts of two beliefs on which teams disagree).  Each is made and filled by the same
functions as the verbs: new, import staff, synthesize, import customers, synthesize.  What the queue
asks of beliefs of different teams is held against teams.csv; a plain rule (likeness, and more for
the same stage, with opposite feelings, a gain against a pain point, or a denial or a number on one
side only) runs beside it.  Projects of our own, whose words nothing was made from, come last and
decide nothing.

``--audit`` writes for each project NAME.audit.json, what is said of every belief and what is near
it, and NAME.notes.json, who said each note.  Exits 1 where a goal is missed.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from capture.jobs import board, drafts, imports, maps, projects, queue
from data.records import Kind, Stance
from synthesis.board.disagreements import Traits, signs, teams_of
from synthesis.board.queue import About
from synthesis.board.standing import Side, is_belief
from synthesis.board.subject import about
from synthesis.grouping.likeness import unit

if TYPE_CHECKING:
    from data.records import Claim, Note
    from data.store import Project
    from synthesis.board.ground import Ground

OWN = Path(__file__).parents[1] / "fixtures" / "beliefs"
RECALL, PRECISION = 0.85, 0.65
PLAIN_LEAST, PLAIN_STAGE = 0.25, 0.2
NEAREST, SIX = 3, 6

Pairs = set[frozenset[str]]

_DENIAL = re.compile(
    r"\b(?:no|not|nobody|never|none|nothing|without|w/out|hardly|cannot)\b|n['’]?t\b", re.IGNORECASE
)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|once|twice)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Found:
    """Pairs of beliefs, by their texts: those of the queue, those of the plain rule, the truth."""

    asked: Pairs
    plain: Pairs
    true: Pairs


@contextmanager
def filled(folder: Path) -> Iterator[Project]:
    """Make the project of a folder with its staff and customers, and draft it after each."""
    stages, personas = (folder / "project.txt").read_text(encoding="utf-8").splitlines()[:2]
    with tempfile.TemporaryDirectory() as home:
        path = Path(home) / f"{folder.name}.sayso"
        made = projects.create(path, stages=_names(stages), personas=_names(personas))
        with made as project:
            for name in ("staff.md", "customers.md"):
                imports.import_file(project, folder / name, {})
                drafts.synthesise(project)
            yield project


def _names(line: str) -> list[str]:
    return [name.strip() for name in line.split(",")]


def run(folder: Path, project: Project) -> Found:
    """Hold what the queue asks, and the plain rule, against the pairs of a folder."""
    ground = board.ground_of(project, project.snapshot())
    with (folder / "teams.csv").open(newline="", encoding="utf-8") as file:
        true = {frozenset((row["a"].strip(), row["b"].strip())) for row in csv.DictReader(file)}
    return Found(teams_that_disagree(ground, project), plain_rule(ground), true)


def teams_that_disagree(ground: Ground, project: Project) -> Pairs:
    """Return the texts of what the queue asks about as opposites, said by different teams."""
    asked = [one for one in queue.questions(project) if one.about is About.OPPOSITE]
    pairs = [[ground.every_note[note] for note in question.notes] for question in asked]
    return {frozenset((one.text, two.text)) for one, two in pairs if _two_teams(ground, one, two)}


def _two_teams(ground: Ground, one: Note, two: Note) -> bool:
    sides = {ground.said[ground.at[note.id]].side for note in (one, two)}
    return sides == {Side.INSIDE} and teams_of(ground, one) != teams_of(ground, two)


def plain_rule(ground: Ground) -> Pairs:
    """Return pairs by plain likeness and plain signs."""
    rows = ground.placed[0].astype(np.float64)
    rows = unit(rows - rows.mean(axis=0))
    notes = [
        at
        for at, note in enumerate(ground.notes)
        if ground.said[at].side is Side.INSIDE and is_belief(note.kind, {Side.INSIDE})
    ]
    found = set()
    for place, a in enumerate(notes):
        for b in notes[:place]:
            one, two = ground.notes[a], ground.notes[b]
            same = one.stage is not None and one.stage == two.stage
            near = rows[a] @ rows[b] + PLAIN_STAGE * same
            if near >= PLAIN_LEAST and _two_teams(ground, one, two) and _plain_sign(one, two):
                found.add(frozenset((one.text, two.text)))
    return found


def _plain_sign(one: Note, two: Note) -> bool:
    felt = (one.emotion or 0) * (two.emotion or 0) < 0
    kinds = {one.kind, two.kind} == {Kind.GAIN, Kind.PAIN}
    return (
        felt
        or kinds
        or any(bool(sign.search(one.text)) is not bool(sign.search(two.text)) for sign in _SIGNS)
    )


_SIGNS = (_DENIAL, _NUMBER)


def report(title: str, found: dict[str, Found]) -> tuple[float, float]:
    """Print precision and recall of both ways; return those of the queue over all projects."""
    print(f"\n{title:24s}{'the queue':>24s}{'the plain rule':>26s}")
    total = [0, 0, 0, 0, 0]
    for name, one in found.items():
        row = [
            *(len(one.asked & one.true), len(one.asked)),
            *(len(one.plain & one.true), len(one.plain), len(one.true)),
        ]
        total = [a + b for a, b in zip(total, row, strict=True)]
        print(_row(name, row))
    print(_row("all", total))
    return total[0] / max(1, total[4]), total[0] / max(1, total[1])


def _row(name: str, row: list[int]) -> str:
    hit, asked, plain_hit, plain, true = row
    return (
        f"  {name:22s}{hit:3d} of {true} among {asked:2d}  {hit / max(1, true):.2f} at "
        f"{hit / max(1, asked):.2f}{plain_hit:6d} of {true} among {plain:2d}  "
        f"{plain_hit / max(1, true):.2f} at {plain_hit / max(1, plain):.2f}"
    )


# -- the audit ------------------------------------------------------------------------------------


def audit(project: Project) -> dict[str, Any]:
    """Return what is said of every belief, as a scorer of audits reads it."""
    ground = board.ground_of(project, project.snapshot())
    claims = [claim for card in ground.snapshot.touchpoints for claim in card.claims]
    beliefs = [claim for claim in claims if _inside(ground, claim)]
    stages = maps.build_map(project, "").stages
    shown = [claim for stage in stages for card in stage.cards for claim in card.claims()]
    unraised = {claim.id for claim in shown if claim.not_raised_by_staff}
    return {
        "claims": [_claim(ground, claim) for claim in beliefs],
        "new": [
            ground.every_note[one.note].text
            for claim in claims
            if claim.id in unraised
            for one in claim.evidence
        ],
        "teams": [
            sorted(pair) for pair in sorted(map(sorted, teams_that_disagree(ground, project)))
        ],
        "remarks": list(_remarks(ground)),
    }


def _inside(ground: Ground, claim: Claim) -> list[int]:
    """Return the notes of a claim that are beliefs of the inside, by position."""
    return [
        at
        for at in ground.positions(claim.evidence)
        if ground.said[at].side is Side.INSIDE and is_belief(ground.notes[at].kind, {Side.INSIDE})
    ]


def _customers(ground: Ground) -> list[int]:
    return [at for at, said in enumerate(ground.said) if said.side is Side.CUSTOMER]


def _claim(ground: Ground, claim: Claim) -> dict[str, Any]:
    """Return a belief with what was put for and against it, and what is nearest to it.

    The program asks which side that takes; here the side that its signs tell is given.
    """
    inside = _inside(ground, claim)
    sides: dict[str, list[str]] = {"for": [], "against": []}
    for note, stance in ground.hearing.bearing_on(claim.evidence):
        sides[stance.value].append(note.text)
    sides["for"] += [
        ground.notes[at].text
        for at in ground.positions(claim.evidence)
        if ground.said[at].side is Side.CUSTOMER
    ]
    customers = _customers(ground)
    near = about(ground, customers, inside).max(axis=1) if customers else []
    order = sorted(zip((-float(one) for one in near), customers, strict=True))[:NEAREST]
    on = Traits.of(ground.notes[inside[0]])
    proposed = [(at, signs(Traits.of(ground.notes[at]), on)) for _, at in order]
    return {
        "notes": [ground.notes[at].text for at in inside],
        "verdict": _verdict(ground, claim),
        **sides,
        "proposed": [
            {
                "note": ground.notes[at].text,
                "side": "against" if sign.strength >= 0.5 else "for",
            }
            for at, sign in proposed
        ],
    }


def _verdict(ground: Ground, claim: Claim) -> str:
    """Return the verdict on a belief by distinct customers, from what was put for and against."""
    voices = ground.hearing.voices(claim.evidence)
    people = {
        against: len({v.who for v in voices if v.side is Side.CUSTOMER and v.against is against})
        for against in (True, False)
    }
    if people[True] >= 2 and people[True] > people[False]:
        return "contradicted"
    if people[True]:
        return "mixed"
    return ("unheard", "heard once")[people[False]] if people[False] < 2 else "confirmed"


def _remarks(ground: Ground) -> Iterator[dict[str, Any]]:
    """Yield each remark of a customer with the beliefs that it is nearest to."""
    beliefs = [
        at
        for at, note in enumerate(ground.notes)
        if ground.said[at].side is Side.INSIDE and is_belief(note.kind, {Side.INSIDE})
    ]
    for at in _customers(ground):
        near = about(ground, [at], beliefs)[0]
        order = sorted(zip((-float(one) for one in near), beliefs, strict=True))[:SIX]
        yield {
            "note": ground.notes[at].text,
            "beliefs": [ground.notes[on].text for _, on in order],
        }


def speakers(project: Project) -> list[dict[str, Any]]:
    """Return who said each note, as ``sayso notes --json`` tells it."""
    snapshot = project.snapshot()
    codes = {person.id: person.code for person in snapshot.participants}
    return [
        {
            "text": note.text,
            "participants": [
                {"code": codes[one.participant], "stance": one.stance.value}
                for one in note.participants
                if one.stance is Stance.SAID
            ],
        }
        for note in snapshot.notes
    ]


def _folders(home: Path) -> list[Path]:
    return sorted(path.parent for path in home.glob("*/teams.csv"))


def _over(home: Path, into: Path | None) -> dict[str, Found]:
    found = {}
    for folder in _folders(home):
        with filled(folder) as project:
            found[folder.name] = run(folder, project)
            if into is not None:
                into.mkdir(parents=True, exist_ok=True)
                for kind, what in (("audit", audit(project)), ("notes", speakers(project))):
                    text = json.dumps(what, ensure_ascii=False, indent=1)
                    (into / f"{folder.name}.{kind}.json").write_text(text, encoding="utf-8")
    return found


def main() -> int:
    """Measure and report; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("beliefs", type=Path)
    parser.add_argument("--audit", type=Path, metavar="FOLDER", help="write what a scorer reads")
    options = parser.parse_args()
    if not _folders(options.beliefs):
        print(f"left out: {options.beliefs} has no project with a teams.csv")
        return 0
    recall, precision = report("teams that disagree", _over(options.beliefs, options.audit))
    met = recall >= RECALL and precision >= PRECISION
    print(f"  goals {RECALL} at {PRECISION}: {'met' if met else 'NOT MET'}")
    report("projects of our own", _over(OWN, None))
    return int(not met)


if __name__ == "__main__":
    sys.exit(main())
