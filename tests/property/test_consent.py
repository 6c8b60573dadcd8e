"""Whatever a project goes through, nothing that leaves it holds words of anybody who said no."""

from __future__ import annotations

import csv
import html
import io
import json
import os
import re
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from capture.cli.main import sayso as root
from capture.cli.map import BY_BROWSER
from capture.jobs import maps, outputs
from data.records import Consent, NoteId, Stance
from data.store import Project, notes
from tests.unit.commands import Outcome, ok, sayso

PEOPLE = ("Ann", "Vera", "Nina")
TEXTS = (
    "the receptionist shouted at my daughter in the corridor",
    "a receptionist shouted at her daughter in that corridor",
    "my late husband's insulin pump kept failing on the ward",
    "the insulin pump kept failing at night on the ward",
    "nobody answers the phone in the morning",
    "nobody answers the phone after ten o'clock",
    "the letter came nine weeks after my son was born. I had to borrow money from a neighbour",
    "I waited for the letter for nine weeks and had to borrow money",
)
CONSENTS = ("not shown", "in other words", "word for word", "not asked")
NO = frozenset(one.value for one in Consent if one.withholds)

OUTSIDE = ("map", "guide", "export", "diff")
"""Verbs whose output leaves the team."""

INSIDE = {
    "notes": "the notes themselves, to be edited and brought back: for the team alone",
    "crosstab": "counts",
    "identifiers": "what is to be looked through before it leaves: for the team alone",
    "tag": "a filter's --all",
    "group": "a table that is no project",
}
"""Verbs that write, and why that is not looked at here."""

_LEAVING = {"--output", "--format", "--sheet", "--csv", "--frozen", "--all"}

runs = st.integers(0, len(TEXTS) - 1)
said = st.tuples(st.just("say"), st.sampled_from(PEOPLE), runs)
acts = st.one_of(
    said,
    st.tuples(st.just("consent"), st.sampled_from(PEOPLE), st.sampled_from(CONSENTS)),
    st.tuples(st.just("remove"), st.sampled_from(PEOPLE), st.booleans()),
    st.tuples(st.just("unname"), runs),
    st.tuples(st.just("edit"), runs),
    st.tuples(st.just("delete"), runs),
    st.tuples(st.just("split"), runs),
    st.tuples(st.just("join"), runs),
    st.tuples(st.just("title"), runs, runs),
    st.tuples(st.just("comment"), runs, runs),
    st.tuples(st.just("stake"), runs, runs),
    st.tuples(st.just("ask"), runs),
    st.tuples(st.just("mark"), runs),
    st.tuples(st.just("accept"), runs),
    st.tuples(st.just("draft")),
    st.tuples(st.just("freeze")),
    st.tuples(st.just("print")),
    st.tuples(st.just("undo")),
    st.tuples(st.just("redo")),
)


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, set[str]]]:
    """Yield each command of the tree with the options that it takes."""
    if isinstance(command, click.Group):
        with click.Context(command) as ctx:
            for name in command.list_commands(ctx):
                found = command.get_command(ctx, name)
                assert found is not None
                yield from commands(found, (*path, name))
    yield " ".join(path), {name for param in command.params for name in param.opts}


def choices(verb: str, option: str) -> list[str]:
    """Return what an option of a verb may be."""
    with click.Context(root) as ctx:
        command = root.get_command(ctx, verb)
    assert command is not None
    (param,) = (one for one in command.params if option in one.opts)
    assert isinstance(param.type, click.Choice)
    return list(param.type.choices)


def test_every_verb_that_writes_is_looked_at_or_said_to_be_for_the_team() -> None:
    writing = {verb for verb, options in commands(root) if options & _LEAVING}
    assert writing == {*OUTSIDE, *INSIDE}
    assert set(BY_BROWSER) < set(choices("map", "--format")), (
        "printed from a page that is looked at"
    )


def words(text: str) -> list[str]:
    """Return the words of a text without case and marks, as somebody reads it."""
    return re.findall(r"[^\W_]+", re.sub("['’]", "", html.unescape(text)).casefold())


def fours(some: list[str]) -> set[tuple[str, ...]]:
    return {tuple(some[at : at + 4]) for at in range(len(some) - 3)}


class Story:
    """A project and what is known of it from outside: who said what, and what they agreed to."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "p.sayso"
        self.owners: dict[NoteId, set[str]] = defaultdict(set)
        self.speaks: dict[NoteId, set[str]] = {}
        self.texts: dict[NoteId, set[str]] = defaultdict(set)
        self.consents: dict[str, str] = {}
        self.frozen = 0
        self.run("new", str(self.path), "--stages", "Wait, Stay", project=False)
        for name in PEOPLE:
            self.run("participants", "add", name, "--group", "customer")

    def run(self, *argv: str, project: bool = True, stdin: str = "") -> Outcome:
        """Run a verb, which may refuse."""
        return sayso(*(("-s", str(self.path)) if project else ()), *argv, stdin=stdin)

    def ok(self, *argv: str) -> str:
        """Return what a verb prints that must succeed."""
        return ok("-s", str(self.path), *argv).out

    def look(self) -> None:
        """Take down who said what by now."""
        with Project.open(self.path, read_only=True) as project:
            snapshot = project.snapshot()
        names = {one.id: one.name for one in snapshot.participants}
        self.consents |= {
            one.name: one.consent.value if one.consent else "" for one in snapshot.participants
        }
        self.speaks = {}
        for note in snapshot.notes:
            if note.text.startswith(("Agrees", "do they say")):
                continue  # the team's own, whatever it repeats
            speak = {names[a.participant] for a in note.participants if a.stance is Stance.SAID}
            self.speaks[note.id] = speak
            self.owners[note.id] |= speak
            self.texts[note.id].add(note.text)

    def note(self, at: int) -> NoteId | None:
        """Return one of the notes that are there."""
        there = sorted(self.speaks)
        return there[at % len(there)] if there else None

    def card(self, at: int) -> str:
        """Return the code of one of the cards."""
        self.run("synthesize")
        codes = [card["code"] for card in json.loads(self.run("touchpoints", "--json").out)]
        return codes[at % len(codes)] if codes else ""

    def is_withheld(self, note: NoteId) -> bool:
        """Return whether words are somebody's who said no: whoever is named, else ever was."""
        return any(self.consents[who] in NO for who in self.speaks.get(note) or self.owners[note])

    def secrets(self) -> set[tuple[str, ...]]:
        """Return what nothing may hold: four words in a row that nobody else has said."""
        theirs, others = set(), set()
        for note, texts in self.texts.items():
            mine = {run for text in texts for run in fours(words(text))}
            if self.is_withheld(note):
                theirs |= mine
            else:
                others |= mine
        return theirs - others

    def do(self, act: tuple[object, ...]) -> None:
        """Do one thing that people do."""
        name, *rest = act
        getattr(self, f"do_{name}")(*rest)
        self.look()

    def do_say(self, who: str, at: int) -> None:
        self.run("log", f"{who}: {TEXTS[at]} ,,p- #{'wait' if at % 4 < 2 else 'stay'}")

    def do_consent(self, who: str, consent: str) -> None:
        self.run("participants", "change", who, "--consent", consent)

    def do_remove(self, who: str, gone: bool) -> None:
        self.run("participants", "remove", who, *(("--with-words",) if gone else ()))

    def do_unname(self, at: int) -> None:
        self._edit(at, lambda change, note: notes.edit(change, note, participants=()))

    def do_edit(self, at: int) -> None:
        self._edit(at, lambda change, note: notes.edit(change, note, text=f"well, {TEXTS[at]}"))

    def do_delete(self, at: int) -> None:
        self._edit(at, notes.remove)

    def _edit(self, at: int, act: Callable[..., object]) -> None:
        note = self.note(at)
        if note is not None:
            with Project.open(self.path) as project, project.change("Edit") as change:
                act(change, note)

    def do_split(self, at: int) -> None:
        note = self.note(at)
        if note is not None:
            some = min(self.texts[note]).split()
            self.run("split", note, "--before", some[len(some) // 2])

    def do_join(self, at: int) -> None:
        one, other = self.note(at), self.note(at + 1)
        if one and other and one != other:
            self.run("join", one, other, "--anyway")

    def do_title(self, at: int, text: int) -> None:
        self.run("touchpoints", "rename", self.card(at), " ".join(TEXTS[text].split()[:6]))

    def do_comment(self, at: int, text: int) -> None:
        self.run("touchpoints", "comment", self.card(at), f"she said: {TEXTS[text]}!")

    def do_stake(self, at: int, text: int) -> None:
        self.run("touchpoints", "stake", self.card(at), TEXTS[text])

    def do_ask(self, text: int) -> None:
        self.run("log", f"do they say that {TEXTS[text]} ,,k")

    def do_mark(self, at: int) -> None:
        codes = [claim["code"] for claim in json.loads(self.run("claims", "--json").out or "[]")]
        if codes:
            self.run("workshop", "-", stdin=f"{codes[at % len(codes)]} +\n")

    def do_accept(self, at: int) -> None:
        self.run("touchpoints", "accept", self.card(at))

    def do_draft(self) -> None:
        self.run("synthesize", "--anew")

    def do_freeze(self) -> None:
        self.frozen += not self.run("freeze", f"map {self.frozen + 1}").code

    def do_print(self) -> None:
        self.run("map", "--format", "html")

    def do_undo(self) -> None:
        self.run("undo")

    def do_redo(self) -> None:
        self.run("redo")

    def outputs(self) -> Iterator[tuple[str, str]]:
        """Yield all that leaves the team, with how it was asked for."""
        kept = [one["name"] for one in json.loads(self.run("versions", "--json").out or "[]")]
        for name in ("", *kept):
            which = ["--frozen", name] if name else []
            for form in choices("map", "--format"):
                if form not in (*BY_BROWSER, "xlsx"):
                    more = ["--width", "200"] if form == "text" else []
                    argv = ["map", "--format", form, *more, *which]
                    yield " ".join(argv), self.run(*argv).out
            for sheet in choices("map", "--sheet"):
                argv = ["map", "--sheet", sheet, *which]
                yield " ".join(argv), self.run(*argv).out
            if name:
                for more in ([], ["--all"], ["--json"]):
                    yield f"diff {name} {more}", self.run("diff", name, *more).out
        for form in choices("guide", "--format"):
            yield f"guide {form}", self.run("guide", "--format", form).out
        folder = self.path.parent / "all"
        self.ok("export", "--all", str(folder), "--force")
        assert len(list(folder.iterdir())) == len(outputs.FORMS)
        for file in sorted(folder.iterdir()):
            yield f"export {file.name}", _read(file)
        with Project.open(self.path) as project:
            yield "page", str(outputs.render(maps.page_map(project, None), "html"))


def _read(file: Path) -> str:
    if file.suffix != ".xlsx":
        return file.read_text(encoding="utf-8")
    with zipfile.ZipFile(file) as book:
        return "\n".join(book.read(name).decode("utf-8") for name in book.namelist())


def texts_of(told: str) -> list[str]:
    """Return the texts of an output: the strings of JSON, the cells of CSV; and text, no tags."""
    if told.lstrip().startswith("{"):
        return list(_strings(json.loads(told)))
    cells = [cell for row in csv.reader(io.StringIO(told)) for cell in row] if "," in told else []
    return [told, re.sub("<[^>]*>", " ", told), *cells]


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, str):
        yield value


@settings(
    max_examples=int(os.environ.get("SAYSO_CONSENT_EXAMPLES", "12")),
    deadline=None,
    suppress_health_check=[*HealthCheck],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a story takes seconds to tell
)
@given(
    st.lists(said, min_size=3, max_size=6),
    st.lists(acts, max_size=7),
    st.sampled_from(PEOPLE),
    st.sampled_from(sorted(NO)),
)
def test_nothing_that_leaves_holds_four_words_of_anybody_who_said_no(
    first: list[tuple[object, ...]], then: list[tuple[object, ...]], who: str, consent: str
) -> None:
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        story = Story(Path(folder))
        for act in (*first, ("draft",), *then, ("consent", who, consent)):
            story.do(act)
        secrets = story.secrets()
        story.run("synthesize")
        for asked, told in story.outputs():
            for text in texts_of(told):
                assert not fours(words(text)) & secrets, asked


def test_the_test_would_see_it(tmp_path: Path) -> None:
    """Words of whoever agreed stand in every form that quotes, and would be found there."""
    story = Story(tmp_path)
    for at in range(4):
        story.do(("say", "Vera", at))
    story.do(("freeze",))
    story.do(("say", "Vera", 4))
    story.consents["Vera"] = "not shown"
    secrets = story.secrets()
    seen = {
        asked
        for asked, told in story.outputs()
        if any(fours(words(text)) & secrets for text in texts_of(told))
    }
    blind = {asked for asked, _ in story.outputs()} - seen
    print(sorted(blind))
    assert len(blind) < 8
