"""What a tagged note costs: thirty remarks of a meeting typed into the real app, its keys counted.

Counted is every key press beyond the remark's own words, Enter and F-keys included; Shift and AltGr
are not counted apart, a dead key and the space after it are two.  What sticks is not typed again.
The same remarks are written as a line of `jrnl` and as a row of a CSV, with the same short words
for tags, but without anything that sticks.  Afterwards every note is in the project, rightly
tagged.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from select import select
from time import monotonic

GOAL = 8.0

STAGES = ("Find out", "Apply", "Wait", "Desk", "Decision")
PERSONAS = ("Tourist", "Carer")
CHANNELS = ("Phone", "Email", "Website", "In person", "Letter")
PEOPLE = ("Maria", "Jon", "Rita", "Theo", "Nadia", "Sven")

DEAD: Mapping[str, frozenset[str]] = {
    "US": frozenset(),
    "German": frozenset("^´`"),
    "French": frozenset("^¨~`"),
}
"""Signs that take a second press, by layout; digits, colon and dash take one on all three."""

_SHORT = {
    "pain point": "p",
    "need": "n",
    "activity": "a",
    "question": "q",
    "gain": "g",
    "idea": "i",
}
_FEELING = {-2: "--", -1: "-", 0: "0", 1: "+", 2: "++"}


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark as it is to be stored: in full, whatever of it sticks."""

    who: str
    words: str
    kind: str
    feeling: int
    stage: str
    persona: str
    channel: str


_TALK: tuple[tuple[tuple[str, str, str], tuple[tuple[str, str, str, int], ...]], ...] = (
    (("Wait", "Tourist", "Phone"), (
        ("Maria", "phones ring out all morning", "pain point", -2),
        ("Jon", "on Mondays we get three hundred calls before ten", "activity", -1),
        ("Rita", "most of them only want to know if the papers came", "question", -1),
        ("Maria", "they have no number to refer to", "pain point", -1),
        ("Theo", "we could text them once the file is complete", "idea", 1),
        ("Nadia", "the letter says eight weeks and nobody believes it", "pain point", -2),
        ("Sven", "eight weeks is the law not our promise", "activity", 0),
        ("Jon", "they want a date and not a law", "need", -1),
    )),
    (("Desk", "Tourist", "In person"), (
        ("Maria", "then they come to the desk anyway", "activity", -1),
        ("Rita", "with the same question as on the phone", "question", -1),
        ("Theo", "we cannot see the other department's status", "pain point", -2),
        ("Nadia", "so we send them away again", "pain point", -2),
        ("Sven", "a shared screen would end that", "idea", 1),
        ("Maria", "they are glad when somebody just looks it up", "gain", 2),
    )),
    (("Apply", "Tourist", "Website"), (
        ("Jon", "the form asks for the same address four times", "pain point", -1),
        ("Rita", "half of them stop at page three", "pain point", -2),
        ("Theo", "they ask which papers they need before they start", "question", 0),
        ("Nadia", "a list at the top would do", "idea", 1),
    )),
    (("Apply", "Carer", "Website"), (
        ("Sven", "carers fill it in for two people at once", "activity", -1),
        ("Maria", "and are logged out in the middle", "pain point", -2),
        ("Jon", "they need to save it and go on tomorrow", "need", -1),
        ("Rita", "they have no time to sit with us", "need", -1),
    )),
    (("Find out", "Carer", "In person"), (
        ("Theo", "carers hear about it from the clinic", "activity", 0),
        ("Nadia", "the clinic gives out our old leaflet", "pain point", -1),
        ("Sven", "nobody can find the new one", "pain point", -1),
        ("Maria", "they thank you for a plain answer", "gain", 2),
    )),
    (("Decision", "Carer", "Letter"), (
        ("Jon", "the decision is written for lawyers", "pain point", -2),
        ("Rita", "what does this mean for me they ask", "question", -1),
        ("Theo", "one sentence on top in plain words", "idea", 1),
        ("Nadia", "and the name of a person to call", "need", 0),
    )),
)  # fmt: skip

MEETING = tuple(
    Remark(*said, stage=stage, persona=persona, channel=channel)
    for (stage, persona, channel), some in _TALK
    for said in some
)


@dataclass(frozen=True, slots=True)
class Typed:
    """The keys of one remark: ``steps`` of F-keys, then ``before``, the words, and ``after``."""

    before: str
    words: str
    after: str
    steps: tuple[str, ...] = ()

    def presses(self, layout: str) -> int:
        """Return how many presses are not words."""
        dead = DEAD[layout]
        signs = sum(2 if key in dead else 1 for key in self.before + self.after)
        return len(self.steps) + signs

    def keys(self) -> str:
        """Return everything as the terminal sends it."""
        return "".join(self.steps) + self.before + self.words + self.after


_F3, _F4 = ("\x1bOR", "\x1b[1;2R"), ("\x1bOS", "\x1b[1;2S")


def _steps(names: tuple[str, ...], old: str, new: str, keys: tuple[str, str]) -> tuple[str, ...]:
    """Return the presses of an F-key, with or without Shift, that lead from name to name."""
    ring = ("", *names)
    forth = (ring.index(new) - ring.index(old)) % len(ring)
    back = len(ring) - forth if forth else 0
    return (keys[0],) * forth if forth <= back else (keys[1],) * back


def in_sayso(meeting: tuple[Remark, ...]) -> Iterator[Typed]:
    """Return what is typed: a speaker, the words, Tab, the tags that do not stick yet, Enter.

    A persona or channel is stepped to with its F-key where that takes fewer presses than typing it.
    """
    stage = persona = channel = ""
    for one in meeting:
        tags = _SHORT[one.kind] + _FEELING[one.feeling]
        steps: tuple[str, ...] = ()
        if one.stage != stage:
            tags += str(STAGES.index(one.stage) + 1)
        for names, old, new, keys in (
            (PERSONAS, persona, one.persona, _F3),
            (CHANNELS, channel, one.channel, _F4),
        ):
            stepped = _steps(names, old, new, keys)
            typed = f" {new[:2].lower()}"
            if new != old and len(stepped) <= len(typed):
                steps += stepped
            elif new != old:
                tags += typed
        stage, persona, channel = one.stage, one.persona, one.channel
        yield Typed(f"{one.who[:2].lower()}:", one.words, f"\t{tags}\r", steps)


def in_jrnl(one: Remark) -> Typed:
    """Return the same as a line of `jrnl`, whose tags begin with ``@``."""
    tags = (_SHORT[one.kind] + _FEELING[one.feeling], one.stage, one.persona, one.channel)
    short = " ".join(f"@{tag[:3].lower()}" for tag in tags)
    return Typed(f"jrnl @{one.who[:2].lower()} ", one.words, f" {short}\r")


def in_csv(one: Remark) -> Typed:
    """Return the same as a row of a CSV."""
    feeling = str(one.feeling)
    stage = str(STAGES.index(one.stage) + 1)
    cells = (_SHORT[one.kind], feeling, stage, one.persona[:2].lower(), one.channel[:2].lower())
    return Typed(f"{one.who[:2].lower()},", one.words, f",{','.join(cells)}\r")


def make_project(path: Path) -> None:
    """Make the project of the meeting, with everybody in the room."""
    from capture.jobs.projects import create
    from data.records import SessionKind
    from data.store import sessions
    from data.store.lists import participants

    with (
        create(path, stages=STAGES, personas=PERSONAS) as project,
        project.change("Meet") as change,
    ):
        session = sessions.add(
            change, "Monday", SessionKind.STAFF_MEETING, started_at=datetime.now(UTC)
        )
        for name in PEOPLE:
            sessions.join(change, session.id, participants.add(change, name, team="desk").id)


def replay(path: Path, home: Path) -> None:
    """Type the meeting into the app, as fast as it takes keys, and leave."""
    from tests.tui.terminal import Terminal

    terminal = Terminal(path, home)
    try:
        terminal.wait_for(b"F2")
        for typed in in_sayso(MEETING):
            terminal.type(typed.keys())
        _until(lambda: len(stored(path)) == len(MEETING), "every note is stored")
        terminal.type("\x11")  # Ctrl+Q
        assert terminal.process.wait(20) == 0
    finally:
        terminal.close()


def stored(path: Path) -> list[Remark]:
    """Return the remarks that are in the project, in full."""
    from data.store import Project

    with closing(Project.open(path, read_only=True)) as project:
        found = project.snapshot()
    stages = {one.id: one.title for one in found.stages}
    personas = {one.id: one.name for one in found.personas}
    channels = {one.id: one.name for one in found.channels}
    people = {one.id: one.name for one in found.participants}
    return [
        Remark(
            "".join(people[one.participant] for one in note.participants),
            note.text,
            str(note.kind),
            note.emotion if note.emotion is not None else 99,
            stages.get(note.stage, "") if note.stage else "",
            "".join(personas[one] for one in note.personas),
            channels.get(note.channel, "") if note.channel else "",
        )
        for note in found.notes
    ]


def _until(condition: object, what: str, seconds: float = 60.0) -> None:
    assert callable(condition)
    end = monotonic() + seconds
    while not condition():
        assert monotonic() < end, f"{what}: not within {seconds} s"
        select([], [], [], 0.05)


def main() -> bool:
    """Run it; True where the mean is within the goal on every layout and every note is right."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "meeting.sayso"
        make_project(path)
        replay(path, Path(folder) / "home")
        right = stored(path) == list(MEETING)
    print(
        f"\nThe {len(MEETING)} remarks are {'all there and rightly tagged' if right else 'WRONG'}"
    )
    typed = list(in_sayso(MEETING))
    good = right
    for layout in DEAD:
        counts = sorted(one.presses(layout) for one in typed)
        mean = sum(counts) / len(counts)
        jrnl = sum(in_jrnl(one).presses(layout) for one in MEETING) / len(MEETING)
        csv = sum(in_csv(one).presses(layout) for one in MEETING) / len(MEETING)
        good &= mean <= GOAL
        print(
            f"  {layout:7s} mean {mean:.1f} keys a note ({counts[0]} to {counts[-1]}), goal "
            f"at most {GOAL:g}: {'met' if mean <= GOAL else 'MISSED'}; "
            f"jrnl {jrnl:.1f}, CSV {csv:.1f}"
        )
    return good


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
