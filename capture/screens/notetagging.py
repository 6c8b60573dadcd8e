"""Tagging in the list: letters, numbered tags, the picker, and what is suggested."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static

from capture.jobs import pick
from capture.jobs import tags as tags_jobs
from capture.jobs.browse import Targets
from capture.jobs.pick import MOST, Named, Recents, Tags, every_tag
from capture.jobs.suggest import Suggester, Suggestions
from capture.literal import line
from capture.screens import suggested
from capture.screens.marking import asks_first
from capture.screens.noteacts import NoteActs
from data.records import Emotion, Kind
from data.shorthand import KIND_LETTERS

if TYPE_CHECKING:
    from textual.timer import Timer

    from capture.jobs.pick import Choice
    from capture.jobs.tags import Preview, Tagged, Tagging
    from data.errors import SaysoError
    from data.records import Note

LONG = 2_000
"""Notes beyond which progress is shown, and the act can be given up."""

_NARROWEST = 6  # cells of a numbered tag below which fewer are shown
_REST = 0.4  # seconds without a change before suggestions are worked out anew


KEYS: tuple[tuple[str, tuple[Binding, ...]], ...] = (
    (
        "notes.kind",
        tuple(
            Binding(letter, f"kind('{letter}')", kind.value, show=False)
            for letter, kind in KIND_LETTERS.items()
        ),
    ),
    (
        "notes.recent",
        tuple(
            Binding(str(number), f"recent({number})", "Numbered tag", show=False)
            for number in range(1, MOST + 1)
        ),
    ),
)
"""The commands of which each key does its own: what is bound in their place."""


class NoteTagging(NoteActs):
    """The Notes screen's keys for tags; every act is one step for what is marked, or for one note.

    A kind goes on to the next note; so does a stage, as soon as the note has a kind as well.  So a
    note is read once, and two keys bring it to stage and kind: one for the stage, then the letter.
    """

    def __init__(self) -> None:
        """Begin without suggestions; they come when the list rests."""
        super().__init__()
        self.suggestions = Suggestions()
        self._suggester = Suggester()
        self._tags = Tags()
        self._away = True
        self._resting: Timer | None = None

    # -- what is known ---------------------------------------------------------------------------

    def on_project_changed(self) -> None:
        """List again, and work out what is suggested when the list rests."""
        super().on_project_changed()
        self.gateway.read(every_tag, self._know, key="tags")
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(_REST, self._suggest)

    def on_screen_suspend(self) -> None:
        """Number the tags anew when the mode has been left; a dialog over it is no leaving."""
        if self.shell.current_mode != self.MODE:
            self._away = True

    def on_screen_resume(self) -> None:
        """Come back to the mode."""
        super().on_screen_resume()
        if self._away and self.shell.is_open:
            self.gateway.read(every_tag, self._know, key="tags")

    def _know(self, tags: Tags) -> None:
        """Take over the names; numbers stay as they are until the mode is left."""
        kept = tags.recents if self._away else self._tags.recents.renamed(tags.names)
        if len(kept.tags) < len(tags.recents.tags):  # a list has grown: the end of the row is free
            known = {(one.list, one.id) for one in kept.tags}
            more = [one for one in tags.recents.tags if (one.list, one.id) not in known]
            kept = Recents((*kept.tags, *more)[:MOST], kept.used)
        self._away = False
        self._tags = replace(tags, recents=kept)
        self.show_numbers()

    def show_numbers(self) -> None:
        """Show the numbered tags, as many as there is room for."""
        strip = self.query_one("#recents", Static)
        strip.update(numbered(self._tags.recents, max(10, self.size.width - 2)))
        strip.set_class(not self._tags.recents.tags, "-empty")

    def _suggest(self) -> None:
        suggester = self._suggester
        self.gateway.compute(
            lambda project, task: suggester.everything(
                project, progress=task.progress, cancelled=task.cancelled
            ),
            self._suggested,
            key="suggestions",
        )

    def _suggested(self, found: Suggestions) -> None:
        self.suggestions = found
        self.sight = replace(self.sight, suggestions=found)
        self.rows.refresh()
        self.note_read(again=True)

    # -- acting ----------------------------------------------------------------------------------

    def _act(self, wanted: Tagging, *, on: bool = False) -> None:
        """Tag what is marked, else the note under the cursor; ``on``: then go on to the next."""
        targets = self.targets()
        if not targets:
            return
        if asks_first(targets):
            self.gateway.read(
                lambda project: tags_jobs.preview(project, targets, wanted),
                partial(self._ask, targets, wanted),
                failed=self._refused,
                key="preview",
            )
            return
        if not targets.marked:
            self._at_once(wanted)
            if on:
                self.rows.action_move(1)
        self._do(targets, wanted)

    def _ask(self, targets: Targets, wanted: Tagging, seen: Preview) -> None:
        from capture.screens.asking import ConfirmScreen

        if not seen.changing:
            self.shell.say(seen.sentence())
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._do(targets, wanted, seen.changing)

        title = f"Change {seen.changing:,} notes?"
        told = f"{seen.sentence()}. One step: Ctrl+Z takes it back."
        self.app.push_screen(ConfirmScreen(title, told, "Change them"), answered)

    def _do(self, targets: Targets, wanted: Tagging, count: int = 0) -> None:
        if count > LONG:
            from capture.screens.progressing import run_long

            run_long(
                self.shell,
                f"Tagging {count:,} notes",
                lambda project, task: tags_jobs.tag(
                    project, targets, wanted, progress=task.progress, cancelled=task.cancelled
                ),
                self._done,
                self._refused,
            )
            return
        self.gateway.write(
            lambda project: tags_jobs.tag(project, targets, wanted),
            self._done,
            failed=self._refused,
            label="tag notes",
        )

    def _done(self, done: Tagged) -> None:
        self.shell.say(done.sentence())

    def _refused(self, error: SaysoError) -> None:
        from capture.lanes import PASSING

        if not isinstance(error, PASSING):
            self.shell.say(str(error), "error")
        self.list_again()

    def _at_once(self, wanted: Tagging) -> None:
        """Show a change of the note under the cursor before it is stored: the next key counts."""
        note = self.note
        if note is None:
            return
        fields: dict[str, Any] = dict(wanted.retag.put)
        if "kind" in fields and fields["kind"] is not note.kind:
            fields["need_type"] = None
        if wanted.retag.feel:
            now = None if note.emotion is None else int(note.emotion)
            then = tags_jobs.stepped(now, wanted.retag.feel)
            fields["emotion"] = None if then is None else Emotion(then)
        if wanted.retag.turn:
            fields[wanted.retag.turn] = not getattr(note, wanted.retag.turn)
        given = [one for what, one in wanted.retag.give if what == "persona"]
        if given:
            fields["personas"] = tuple(dict.fromkeys((*note.personas, *given)))
        self.hold(replace(note, **fields))

    def action_kind(self, letter: str = "") -> None:
        """Say what kind it is, by its letter, and go on to the next note."""
        if not letter:
            self.action_tag("!")
            return
        self._act(tags_jobs.put(kind=KIND_LETTERS[letter]), on=True)

    def action_recent(self, number: int = 0) -> None:
        """Give the tag under a number."""
        if not number:
            self.action_tag()
            return
        one = self._tags.recents.at(number)
        if one is None or not one.name:
            self.shell.say(f"There is no tag under {number} yet: t finds any.")
            return
        self._give(one)

    def _give(self, one: Named) -> None:
        """Give one tag; where that makes a single note complete, go on to the next."""
        note = self.note
        stage = one.list == "stage" and note is not None and note.kind is not None
        self._act(pick.tagging_of(one), on=stage or one.list == "kind")

    def action_feel(self, by: int = 1) -> None:
        """Say that it felt better or worse."""
        self._act(tags_jobs.feel(by))

    def action_turn(self, mark: str) -> None:
        """Set a mark, or take it away."""
        self._act(tags_jobs.turn(mark))

    def action_verbatim(self) -> None:
        """Say that it is word for word, or is not."""
        self.action_turn("verbatim")

    def action_flag(self) -> None:
        """Flag it, or take the flag away."""
        self.action_turn("flagged")

    def action_set_aside(self) -> None:
        """Set it aside, or bring it back."""
        self.action_turn("set_aside")

    def action_better(self) -> None:
        """Say that it felt better."""
        self.action_feel(1)

    def action_worse(self) -> None:
        """Say that it felt worse."""
        self.action_feel(-1)

    # -- the picker ------------------------------------------------------------------------------

    def action_tag(self, sign: str = "") -> None:
        """Find any tag by a few letters."""
        targets, note = self.targets(), self.note
        if not targets:
            return
        from capture.screens.tagpicking import TagScreen

        alone = note if note is not None and not targets.marked else None
        about = f"“{alone.text[:60]}”" if alone is not None else self.marked
        has = carried(alone) if alone is not None else frozenset()
        self.app.push_screen(TagScreen(targets, sign, has, about), partial(self._picked, targets))

    def action_stage(self) -> None:
        """Find a stage."""
        self.action_tag("#")

    def action_persona(self) -> None:
        """Find a persona."""
        self.action_tag("@")

    def action_channel(self) -> None:
        """Find a channel."""
        self.action_tag("~")

    def _picked(self, targets: Targets, choice: Choice | None) -> None:
        if choice is None:
            return
        if choice.way == "give":
            recents = self._tags.recents.with_used(choice.tag)
            self._tags = replace(self._tags, recents=recents)
            self.show_numbers()
        if not targets.marked and self.note is not None and targets.ids == (self.note.id,):
            if choice.way == "give":
                self._give(choice.tag)
            else:
                self._act(choice.tagging())
            return
        self._do(targets, choice.tagging(), len(targets.ids))

    # -- suggestions -----------------------------------------------------------------------------

    def action_take(self) -> None:
        """Take what is suggested for the note: its stage, then its persona, then its kind."""
        note, found = self.note, self.suggestions
        if self.targets().marked:
            self.action_take_above()
            return
        if note is None:
            return
        stage = suggested.stage_of(note, found)
        persona = suggested.persona_of(note, found)
        kind = suggested.kind_of(note)
        if stage is not None:
            self._act(tags_jobs.put(stage=stage.id), on=note.kind is not None)
        elif persona is not None:
            self._act(tags_jobs.give("persona", persona.id))
        elif kind is not None:
            self._act(tags_jobs.put(kind=kind), on=True)
        else:
            self.shell.say("Nothing is suggested for this note.")

    def action_take_above(self) -> None:
        """Draw a line, and take every suggestion that is at least so sure."""
        from capture.screens.taking import TakeScreen

        targets = self.targets()
        if not targets.marked:
            targets = Targets(fits=self.typed)
        fitting = "the notes that fit" if self.typed else "all notes"
        about = self.marked if targets.marked else fitting
        self.app.push_screen(TakeScreen(targets, self._suggester, about), self._took)

    def _took(self, done: Tagged | None) -> None:
        if done is not None:
            self.shell.say(done.sentence() if done.label else "Those have a tag by now.")


def carried(note: Note) -> frozenset[tuple[str, str]]:
    """Return what a note is tagged with, by list and id."""
    found = [("stage", note.stage), ("channel", note.channel), ("kind", _word(note.kind))]
    found += [("persona", one) for one in note.personas]
    found += [("tag", one) for one in note.tags]
    return frozenset((list_, str(one)) for list_, one in found if one is not None)


def _word(kind: Kind | None) -> str | None:
    return None if kind is None else kind.value


def numbered(recents: Recents, room: int) -> Content:
    """Return the numbered tags in one line: the longest names are cut, and the last left out."""
    names = [f"{pick.SIGN_OF[one.list]}{one.name}" if one.name else "–" for one in recents.tags]
    cells = [line(name, 40).cell_length for name in names]
    while cells and sum(cells) + 3 * len(cells) - 1 > room:
        longest = max(range(len(cells)), key=lambda at: (cells[at], at))
        if cells[longest] <= _NARROWEST:
            cells.pop()
        else:
            cells[longest] -= 1
    parts = [
        Content(f"{number} ").stylize("bold $here") + line(name, size, "$dim")
        for number, (name, size) in enumerate(zip(names, cells, strict=False), 1)
    ]
    return Content(" ").join(parts)
