"""Suggesting stages, personas and kinds for remarks: shown, and taken by a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from weakref import ref

from capture.jobs.tags import Names, Tagged, step_of, those_of
from data.errors import Progress, ShouldStop
from data.records import Kind, Note, NoteId, Persona
from data.store import log
from data.store.lists import personas, stages
from data.store.tagging import Plan, Retag, TagMaps, plan, tagged, write
from data.text import counted
from synthesis.suggest import kind_hint as kind_hint

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from capture.jobs.vectors import Remarks
    from data.store import Project
    from data.store.log import Change
    from synthesis.suggest import Judge

CHOICES = 2
"""Stages that are suggested for a note."""

PERSONA_SHOWN = 0.6
"""Chance below which no persona is suggested: none is a fine answer, it counts for everybody."""

_FEW = 20  # tagged notes up to which every further one is learnt from at once; then every 20th part


@dataclass(frozen=True, slots=True)
class Guess:
    """Something that a note may belong to, and the chance (0 to 1) that a person would say so."""

    id: str
    chance: float

    @property
    def sure(self) -> int:
        """The chance in whole per cent; 100 % is never said."""
        return min(99, round(100 * self.chance))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The likeliest stages, best first, and the kind that a cue word hints at."""

    stages: tuple[Guess, ...] = ()
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What is suggested for every note that lacks it: stages (best first), a persona."""

    stages: Mapping[NoteId, tuple[Guess, ...]] = field(default_factory=dict)
    personas: Mapping[NoteId, Guess] = field(default_factory=dict)


@dataclass(slots=True)
class _Learnt:
    """What was learnt about one list, and from what."""

    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    near: NDArray[np.float64] | None = None
    known: dict[NoteId, str] = field(default_factory=dict)
    judge: Judge | None = None
    guessed: dict[NoteId, tuple[Guess, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class Suggester:
    """Learns from what is tagged, and guesses the rest; only the compute thread uses it.

    Places are worked out when remarks come or go, and what was learnt is learnt again when enough
    has been tagged since: a few tags more change little, and what is on the screen should not
    flicker.
    """

    _learnt_from: ref[Remarks] | None = None  # weak, so that no matrix outlives its successor
    _row: dict[NoteId, int] = field(default_factory=dict)
    _stages: _Learnt = field(default_factory=_Learnt)
    _personas: _Learnt = field(default_factory=_Learnt)

    def everything(
        self,
        project: Project,
        *,
        progress: Progress | None = None,
        cancelled: ShouldStop | None = None,
        afresh: bool = False,
    ) -> Suggestions:
        """Return suggestions for every note that is evidence and lacks a stage or a persona.

        Args:
            project: an open project.
            progress: called with (texts encoded, texts to encode) where vectors are missing.
            cancelled: asked now and then whether to stop; vectors that were made are kept.
            afresh: learn again even where little was tagged since: what a verb would say.

        Raises:
            Cancelled: ``cancelled`` answered True.
        """
        stop = cancelled or (lambda: False)
        with project.reading():
            now = tagged(project)
            steps, people = stages.all(project), personas.all(project)
        if not now.stage or not (steps or people):
            return Suggestions()
        rows = self._places(project, stop, progress)
        now = _heard(now, self._row)
        from synthesis.suggest import words_of

        words: dict[str, tuple[str, ...]] = {step.id: tuple(words_of(step)) for step in steps}
        placed = {note: str(stage) for note, stage in now.stage.items() if stage is not None}
        self._learn(project, rows, self._stages, words, placed, stop, afresh=afresh)
        bare = [note for note, stage in now.stage.items() if stage is None]
        guesses = self._guess(rows, self._stages, bare)
        self._learn(
            project,
            rows,
            self._personas,
            {persona.id: _words_of(persona) for persona in people},
            {note: str(persona) for note, persona in now.persona.items()},
            stop,
            afresh=afresh,
        )
        return Suggestions(guesses, self._whom(rows, now, bool(people)))

    def suggest(self, project: Project, note: Note, cancelled: ShouldStop) -> Suggestion:
        """Return suggestions for one note.

        Raises:
            Cancelled: ``cancelled`` answered True.
        """
        hint = kind_hint(note.text)
        self.everything(project, cancelled=cancelled)
        if note.id not in self._row:
            return Suggestion(kind=hint)
        places = self._places(project, cancelled, None)
        return Suggestion(self._guess(places, self._stages, [note.id]).get(note.id, ()), hint)

    def _places(
        self, project: Project, stop: ShouldStop, progress: Progress | None
    ) -> NDArray[np.float32]:
        """Return where the remarks stand now; what was learnt from others is forgotten."""
        from capture.jobs.vectors import remarks_now
        from synthesis.suggest import SPELT

        ids, remarks = remarks_now(project, stop, progress)
        where = remarks.places(spelling=len(set(remarks.texts)) <= SPELT, cancelled=stop)
        before = None if self._learnt_from is None else self._learnt_from()
        if remarks is not before or ids != list(self._row):
            self._learnt_from = ref(remarks)
            self._row = dict(zip(ids, where.row.tolist(), strict=True))
            self._stages, self._personas = _Learnt(), _Learnt()
        return where.rows

    def _learn(
        self,
        project: Project,
        places: NDArray[np.float32],
        mind: _Learnt,
        words: dict[str, tuple[str, ...]],
        known: dict[NoteId, str],
        stop: ShouldStop,
        *,
        afresh: bool,
    ) -> None:
        """Learn one list again, where enough has changed for it."""
        from capture.jobs.vectors import source
        from synthesis.suggest import learn, resemblance

        options = list(words)
        if mind.near is None or list(mind.words.items()) != list(words.items()):
            vectors = source(project, cancelled=stop)
            mind.near = resemblance(places, [vectors.of(list(some)) for some in words.values()])
            mind.words, mind.judge = words, None
        known = {note: option for note, option in known.items() if option in options}
        moved = len(known.items() ^ mind.known.items())
        if mind.judge is not None and moved * _FEW <= (0 if afresh else len(known)):
            return
        rows = [self._row[note] for note in known]
        chosen = [options.index(option) for option in known.values()]
        mind.judge = learn(places[rows], mind.near[rows], chosen, stop) if options else None
        mind.known, mind.guessed = known, {}

    def _guess(
        self, places: NDArray[np.float32], mind: _Learnt, wanted: Sequence[NoteId]
    ) -> dict[NoteId, tuple[Guess, ...]]:
        """Return the likeliest options of some notes, with their chances; each is guessed once."""
        import numpy as np

        if mind.judge is None or mind.near is None:
            return {}
        fresh = [one for one in wanted if one not in mind.guessed]
        if fresh:
            rows = [self._row[one] for one in fresh]
            chances = mind.judge.chances(places, mind.near, rows)
            order = np.argsort(-chances, axis=1, kind="stable")[:, :CHOICES]
            options = list(mind.words)
            for row, note in enumerate(fresh):
                mind.guessed[note] = tuple(
                    Guess(options[at], float(chances[row, at])) for at in order[row]
                )
        return {note: mind.guessed[note] for note in wanted}

    def _whom(
        self, places: NDArray[np.float32], now: TagMaps, any_people: bool
    ) -> dict[NoteId, Guess]:
        """Return the personas of notes without one: the speaker's own, else by what they say.

        A note with kind and stage but without a persona was left so: it tells how many notes are
        about nobody in particular.
        """
        if not any_people:
            return {}
        complete = [
            note
            for note, stage in now.stage.items()
            if note in now.persona or (stage is not None and note not in now.kindless)
        ]
        about = sum(note in now.persona for note in complete)
        share = (about + 1) / (len(complete) + 2)
        spoke = [note for note in complete if note in now.speaker]
        agree = sum(now.persona.get(note) == now.speaker[note] for note in spoke)
        own = (agree + 2.7) / (len(spoke) + 3)
        bare = [one for one in now.stage if one not in now.persona]
        likeliest = {
            note: Guess(now.speaker[note], own)
            if note in now.speaker
            else Guess(guesses[0].id, guesses[0].chance * share)
            for note, guesses in self._guess(places, self._personas, bare).items()
        }
        return {note: guess for note, guess in likeliest.items() if guess.chance >= PERSONA_SHOWN}


def _heard(now: TagMaps, heard: Mapping[NoteId, int]) -> TagMaps:
    """Leave out notes that came after the remarks were listened to."""
    stages = {note: stage for note, stage in now.stage.items() if note in heard}
    personas = {note: persona for note, persona in now.persona.items() if note in heard}
    return replace(now, stage=stages, persona=personas)


def _words_of(persona: Persona) -> tuple[str, ...]:
    """Return what says who a persona is."""
    texts = (
        f"{persona.name}. {persona.description}".strip(),
        *(persona.current_situation, persona.ideal_future, persona.motivations),
        *persona.examples,
    )
    return tuple(one for one in texts if one)


LINES = (95, 90, 80, 70, 60, 50, 40, 30, 20, 0)
"""The lines that are offered, in per cent."""

USUAL = 80
"""The line that is picked out first."""

WHAT = ("stage", "persona")
"""What is suggested in bulk; a kind never is."""


@dataclass(frozen=True, slots=True)
class Band:
    """What one line takes: ``notes`` at it or above, of which about ``wrong`` are to be put right.

    ``here`` and ``wrong_here`` count those between this line and the one above.
    """

    line: int
    notes: int
    wrong: float
    here: int
    wrong_here: float

    def as_document(self) -> dict[str, float]:
        """Return it in plain values."""
        return {"line": self.line, "notes": self.notes, "expected_wrong": round(self.wrong, 1)}


Chosen = Mapping[NoteId, Guess]
"""The likeliest suggestion for each note."""


def best(found: Suggestions, list_: str = "stage", among: Iterable[NoteId] | None = None) -> Chosen:
    """Return the likeliest suggestion of each note that has one, of those ``among`` them."""
    stages = {note: guesses[0] for note, guesses in found.stages.items() if guesses}
    likeliest = found.personas if list_ == "persona" else stages
    wanted = likeliest.keys() if among is None else set(among)
    return {note: guess for note, guess in likeliest.items() if note in wanted}


def above(chosen: Chosen, line: int) -> Chosen:
    """Return what is at least so sure, in per cent."""
    return {note: one for note, one in chosen.items() if one.sure >= line}


def bands(chosen: Chosen) -> tuple[Band, ...]:
    """Return what each line would take, the surest first; lines that add nothing are left out."""
    drawn: list[Band] = []
    for line in LINES:
        some = above(chosen, line)
        wrong = sum(1 - one.chance for one in some.values())
        before = drawn[-1] if drawn else Band(100, 0, 0.0, 0, 0.0)
        if len(some) > before.notes:
            here = len(some) - before.notes
            drawn.append(Band(line, len(some), wrong, here, wrong - before.wrong))
    return tuple(drawn)


def told(project: Project, chosen: Chosen, list_: str = "stage") -> tuple[tuple[str, int], ...]:
    """Return how many notes each stage or persona would get, the most first."""
    names = Names(project).of(list_)
    return tuple(Counter(names.get(guess.id, "?") for guess in chosen.values()).most_common())


def texts_of(project: Project, chosen: Chosen) -> dict[NoteId, str]:
    """Return the texts of the notes that suggestions are for, but of notes that are gone."""
    rows = log.read_many(project.connection, "note", list(chosen), ("text",))
    return {NoteId(note): str(row["text"]) for note, row in rows.items()}


def suggest_all(
    project: Project,
    suggester: Suggester,
    among: Callable[[Project], Iterable[NoteId]] | None = None,
    *,
    progress: Progress | None = None,
    cancelled: ShouldStop | None = None,
) -> dict[str, Chosen]:
    """Return the likeliest stages and personas, learnt afresh, of the notes ``among`` finds.

    Raises:
        Cancelled: ``cancelled`` answered True.
        NotFound: ``among`` reads a filter that names something unknown.
    """
    wanted = set(among(project)) if among is not None else None
    found = suggester.everything(project, progress=progress, cancelled=cancelled, afresh=True)
    return {what: best(found, what, wanted) for what in WHAT}


def take(
    project: Project,
    chosen: Chosen,
    list_: str = "stage",
    line: int | None = None,
    *,
    progress: Progress | None = None,
    cancelled: ShouldStop | None = None,
) -> Tagged:
    """Give notes what was suggested, in one change; what has been tagged meanwhile is left alone.

    Args:
        project: an open project.
        chosen: the suggestions that were seen, each with its note.
        list_: ``stage`` or ``persona``.
        line: where the line was drawn, in per cent; it stands in the label.
        progress: called with (rows written, rows to write) of a long one.
        cancelled: asked now and then whether to stop.

    Raises:
        NotFound: a stage or persona is not there any more.
        Cancelled: ``cancelled`` answered True; nothing was changed.
    """
    with project.change("Take suggestions") as change:
        names = Names(change)
        groups: dict[str, list[NoteId]] = {}
        for note, guess in chosen.items():
            groups.setdefault(guess.id, []).append(note)
        plans: list[Plan] = []
        for id_, ids in groups.items():
            wanted = Retag(put=((list_, id_),)) if list_ == "stage" else Retag(give=((list_, id_),))
            names.refuse_gone(wanted)
            looked = plan(change, ids, wanted)
            bare = [note for note in looked.changing if not looked.before[list_][note]]
            plans.append(plan(change, bare, wanted))
        whole = _joined(plans)
        if not whole.changing:
            return Tagged("", (), len(chosen))
        label = _label(change, whole, groups, names, list_, line)
        change.rename(label)
        write(change, whole, step_of(whole, progress, cancelled))
    return Tagged(label, whole.changing, len(chosen))


def _joined(plans: Iterable[Plan]) -> Plan:
    some = tuple(plans)
    return Plan(
        tuple(note for plan in some for note in plan.notes),
        tuple(note for plan in some for note in plan.changing),
        tuple(edit for plan in some for edit in plan.edits),
        (),
        tuple(row for plan in some for row in plan.new),
        {},
    )


def _label(
    change: Change,
    whole: Plan,
    groups: Mapping[str, list[NoteId]],
    names: Names,
    list_: str,
    line: int | None,
) -> str:
    if len(whole.changing) == 1:
        (note,) = whole.changing
        id_ = next(one for one, ids in groups.items() if note in ids)
        those = those_of(change, whole.changing)
        name = names.told(list_, id_)
        return f"Put {those} at {name[1:]}" if list_ == "stage" else f"Tag {those} {name}"
    how = f" ({line} % sure or more)" if line is not None else ""
    return f"Take {counted(len(whole.changing), f'suggested {list_}')}{how}"
