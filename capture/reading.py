"""Reading a typed line as a meeting does: with its roster first, then with everybody's names."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from data.records import ChannelId, PersonaId, StageId, Stance
from data.shorthand import Opening, Shorthand, Vocabulary, open_line, parse, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.records import Note, ParticipantId


@dataclass(frozen=True, slots=True)
class Names:
    """What a line may name.

    ``roster`` knows the speakers of the session (``None`` where there is no roster yet);
    ``everybody`` knows all participants of the project.
    """

    everybody: Vocabulary = field(default_factory=Vocabulary)
    roster: Vocabulary | None = None

    @property
    def nearest(self) -> Vocabulary:
        """The names that are looked at first."""
        return self.everybody if self.roster is None else self.roster

    def read(self, line: str) -> Shorthand:
        """Read a line; a name that is found nowhere on the roster may be anybody's.

        In a meeting the roster decides, so that two letters are enough.
        """
        return parse(line, self._for(line))

    def opening(self, text: str) -> Opening:
        """Read what a text opens with, as if it were a line; a mark of tags in it is none."""
        closed = f"{text} ,,"
        return open_line(closed, self._for(closed))

    def _for(self, line: str) -> Vocabulary:
        # Decided by the opening alone, so that the line is read once.
        if self.roster is None:
            return self.everybody
        if ":" in line[:130]:
            near = open_line(line, self.roster)
            if near.speaker is None and (near.stranger or not near.hints):
                wide = open_line(line, self.everybody)
                return self.roster if wide.speaker is None else self.everybody
        return self.roster


@dataclass(frozen=True, slots=True)
class Sticking:
    """What sticks from one line to the next, until a line or a key says something else.

    A stage sticks as it is typed, since a talk goes on from it; a persona and a channel only when
    somebody lets them: as a word of one line they would colour a whole meeting unseen.
    """

    stage: StageId | None = None
    personas: tuple[PersonaId, ...] = ()
    channel: ChannelId | None = None

    def after(self, reading: Shorthand) -> Sticking:
        """Return what sticks after a line; one that is no note of its own changes nothing."""
        if not reading.has_text:
            return self
        return Sticking(
            reading.stage or (None if reading.clear_stage else self.stage),
            () if reading.clear_persona else self.personas,
            None if reading.clear_channel else self.channel,
        )

    def on(self, reading: Shorthand) -> Sticking:
        """Return what a line's own note carries: what it says, else what sticks."""
        return Sticking(
            reading.stage or (None if reading.clear_stage else self.stage),
            reading.personas or (() if reading.clear_persona else self.personas),
            reading.channel or (None if reading.clear_channel else self.channel),
        )

    def beyond(self, reading: Shorthand) -> Shorthand:
        """Return what a line's own note carries although the line does not say it."""
        carried = self.on(reading)
        return Shorthand(
            stage=None if carried.stage == reading.stage else carried.stage,
            personas=() if carried.personas == reading.personas else carried.personas,
            channel=None if carried.channel == reading.channel else carried.channel,
        )


@lru_cache(maxsize=1)
def no_names() -> Names:
    """Return the names of a project that holds none yet."""
    return Names()


def voice(note: Note) -> tuple[int, bool]:
    """Return which attribution a typed line names as the speaker (-1: none), and if against."""
    for wanted in (Stance.SAID, Stance.DISAGREES):
        for place, one in enumerate(note.participants):
            if one.stance is wanted:
                return place, wanted is Stance.DISAGREES
    return -1, False


def remark_before(said: Sequence[Note], speaker: ParticipantId) -> Note | None:
    """Return what a speaker's ``no`` is said against: the last remark of somebody else.

    ``said`` is what one session holds so far, in the order of its time.  A remark of which nobody
    is named counts as somebody else's; a memo or an ask is no remark.
    """
    for note in reversed(said):
        at, _ = voice(note)
        heard = note.participants[at].participant if at >= 0 else None
        if note.is_evidence and heard != speaker:
            return note
    return None


def line_of(note: Note, names: Names) -> str:
    """Return a note as the line that says it: its speaker, its text and its tags.

    People who only agreed are not in it, nor is what stands for or against what: editing the line
    changes neither.

    Raises:
        ValueError, UnknownName: no line can say it, or something it names is gone.
    """
    place, _ = voice(note)
    speaker = note.participants[place].participant if place >= 0 else None
    said = Shorthand(
        text=note.text,
        speaker=speaker,
        kind=note.kind,
        need_type=note.need_type,
        emotion=note.emotion,
        stage=note.stage,
        personas=note.personas,
        channel=note.channel,
        source=note.source,
        tags=note.tags,
        verbatim=note.verbatim,
        left_over=note.left_over,
    )
    line = write(said, names.everybody)
    for one in names.everybody.roster:
        if one.id == speaker and one.name:
            named = f"{one.name}{line[len(one.code) :]}"
            return named if names.read(named) == said else line
    return line
