"""Tagging in the list: letters for kinds, numbered tags, and the picker of any tag."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static

from capture.gateway import PASSING
from capture.jobs import pick
from capture.jobs import tags as tags_jobs
from capture.jobs.pick import MOST, Choices, Recents, Tags, every_tag
from capture.literal import line, literal
from capture.screens.notes.marks import asks_first
from capture.screens.picker import Picker
from capture.widgets.resilient import Resilient
from data.errors import SaysoError
from data.records import Emotion
from data.shorthand import KIND_LETTERS
from data.text import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from capture.jobs.browse import Targets
    from capture.jobs.pick import Choice, Named
    from capture.jobs.tags import Preview, Retag, Tagged
    from capture.screens.notes.listing import NoteList
    from data.records import Note

LONG = 2_000
"""Notes beyond which progress is shown, and the act can be given up."""

_NARROWEST = 6  # cells of a numbered tag below which fewer are shown

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


class NumberedTags(Resilient, Static):
    """The tags used last, each under its number, as many as there is room for."""

    def __init__(self) -> None:
        """Number none."""
        super().__init__(id="recents")
        self._recents = Recents()

    def show(self, recents: Recents) -> None:
        """Number these."""
        self._recents = recents
        self.update(numbered(recents, max(10, self.screen.size.width - 2)))
        self.set_class(not recents.tags, "-empty")

    def on_resize(self) -> None:
        """Number as many as there is room for."""
        self.show(self._recents)


class TagActs:
    """Acts on tags, each one step for what is marked, or for one note.

    A kind goes on to the next note; so does a stage, as soon as the note has a kind as well.  So a
    note is read once, and two keys bring it to stage and kind: one for the stage, then the letter.
    """

    def __init__(self, notes: NoteList, numbers: NumberedTags) -> None:
        """Tag the notes of a list, with the tags of a row of numbers."""
        self._notes, self._numbers = notes, numbers
        self.tags = Tags()
        self._away = True

    # -- what is known ---------------------------------------------------------------------------

    def leave(self) -> None:
        """Number the tags anew when the tags are read next: the mode has been left."""
        self._away = True

    def come_back(self) -> None:
        """Number the tags anew, where the mode had been left."""
        if self._away:
            self._notes.begin(self.read())

    async def read(self) -> None:
        """Read the names; numbers stay as they are until the mode is left."""
        tags = await self._notes.gateway.read(every_tag, key="tags")
        kept = tags.recents if self._away else self.tags.recents.renamed(tags.names)
        if len(kept.tags) < len(tags.recents.tags):  # a list has grown: the end of the row is free
            known = {(one.list, one.id) for one in kept.tags}
            more = [one for one in tags.recents.tags if (one.list, one.id) not in known]
            kept = Recents((*kept.tags, *more)[:MOST], kept.used)
        self._away = False
        self.tags = replace(tags, recents=kept)
        self._numbers.show(kept)

    # -- acting ----------------------------------------------------------------------------------

    async def act(self, tagging: Retag, *, on: bool = False) -> None:
        """Tag what is marked, else the chosen note; ``on``: then go on to the next."""
        targets = self._notes.targets
        if asks_first(targets):
            await self._ask_first(targets, tagging)
        elif targets:
            note = self._notes.note
            if not targets.marked and note is not None:
                self._notes.hold(retagged(note, tagging))
                if on:
                    self._notes.rows.action_move(1)
            self._store(targets, tagging)

    async def _ask_first(self, targets: Targets, tagging: Retag) -> None:
        from capture.screens.dialogs import ConfirmScreen

        try:
            preview = await self._notes.gateway.read(
                lambda project: tags_jobs.preview(project, targets, tagging), key="preview"
            )
        except SaysoError as error:
            self._refused(error)
            return
        if not preview.changing:
            self._notes.shell.say(preview.sentence())
            return
        question = f"Change {preview.changing:,} notes?"
        told = f"{preview.sentence()}. One step: Ctrl+Z takes it back."
        if await self._notes.ask(ConfirmScreen(question, told, "Change them")):
            self._store(targets, tagging, preview.changing)

    def _store(self, targets: Targets, tagging: Retag, count: int = 0) -> None:
        if count > LONG:
            from capture.screens.dialogs import run_long

            run_long(
                self._notes,
                f"Tagging {count:,} notes",
                lambda project, task: tags_jobs.tag(
                    project, targets, tagging, progress=task.progress, cancelled=task.cancelled
                ),
                self._stored,
                self._refused,
            )
            return
        self._notes.write(
            lambda project: tags_jobs.tag(project, targets, tagging),
            self._stored,
            failed=self._refused,
            label="tag notes",
        )

    def _stored(self, tagged: Tagged) -> None:
        self._notes.shell.say(tagged.sentence())

    def _refused(self, error: SaysoError) -> None:
        if not isinstance(error, PASSING):
            self._notes.shell.say(str(error), "error")
        self._notes.list_again()

    async def give_numbered(self, number: int) -> None:
        """Give the tag under a number."""
        tag = self.tags.recents.at(number)
        if tag is None or not tag.name:
            self._notes.shell.say(f"There is no tag under {number} yet: t finds any.")
        else:
            await self._give(tag)

    async def _give(self, tag: Named) -> None:
        """Give one tag; where that makes a single note complete, go on to the next."""
        note = self._notes.note
        completes = tag.list == "stage" and note is not None and note.kind is not None
        await self.act(pick.Choice("give", tag).tagging(), on=completes or tag.list == "kind")

    async def pick(self, sign: str = "") -> None:
        """Find any tag by a few letters; a sign leaves one list."""
        targets, note = self._notes.targets, self._notes.note
        if not targets:
            return
        alone = note if note is not None and not targets.marked else None
        about = f"“{alone.text[:60]}”" if alone is not None else str(self._notes.marks)
        has = carried(alone) if alone is not None else frozenset()
        choice = await self._notes.ask(TagPicker(targets, sign, has, about))
        if choice is not None:
            await self._take(choice, targets)

    async def _take(self, choice: Choice, targets: Targets) -> None:
        gives = choice.way == "give"
        if gives:
            recents = self.tags.recents.with_used(choice.tag)
            self.tags = replace(self.tags, recents=recents)
            self._numbers.show(recents)
        if targets.marked or targets.ids != (self._notes.chosen,):
            self._store(targets, choice.tagging(), len(targets.ids))
        elif gives:
            await self._give(choice.tag)
        else:
            await self.act(choice.tagging())


def retagged(note: Note, tagging: Retag) -> Note:
    """Return a note as it will be, as far as that is known before it is stored."""
    fields: dict[str, Any] = dict(tagging.put)
    if "kind" in fields and fields["kind"] is not note.kind:
        fields["need_type"] = None
    if tagging.feel:
        now = None if note.emotion is None else int(note.emotion)
        then = tags_jobs.stepped(now, tagging.feel)
        fields["emotion"] = None if then is None else Emotion(then)
    if tagging.turn:
        fields[tagging.turn] = not getattr(note, tagging.turn)
    personas = [id_ for list_, id_ in tagging.give if list_ == "persona"]
    if personas:
        fields["personas"] = tuple(dict.fromkeys((*note.personas, *personas)))
    return replace(note, **fields)


def carried(note: Note) -> frozenset[tuple[str, str]]:
    """Return what a note is tagged with, by list and id."""
    kind = note.kind.value if note.kind is not None else None
    single = (("stage", note.stage), ("channel", note.channel), ("kind", kind))
    personas = (("persona", persona) for persona in note.personas)
    tags = (("tag", tag) for tag in note.tags)
    every = (*single, *personas, *tags)
    return frozenset((listed, str(id_)) for listed, id_ in every if id_ is not None)


def numbered(recents: Recents, room: int) -> Content:
    """Return the numbered tags in one line: the longest names are cut, and the last left out."""
    names = [one.shown if one.name else "–" for one in recents.tags]
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


class TagPicker(Picker["Choice"]):
    """Finds a tag among all lists."""

    ONE_CLICK = False
    MOST_ROWS = 10
    HELP_TEXT = (
        "Type a few letters of any tag. A sign leaves one list: #stage @persona ~channel !kind "
        "+tag. Enter gives it; what the note has already (✓) it takes away. - before the letters "
        "takes it away from all that are marked. “no stage” leaves notes without one. A free tag "
        "that is not there yet comes last. Every act is one step that Ctrl+Z takes back."
    )

    def __init__(
        self, targets: Targets, sign: str, has: frozenset[tuple[str, str]], about: str
    ) -> None:
        """Pick for ``targets``, described by ``about``; ``has`` is what a single note carries."""
        super().__init__(f"Tag {about}", typed=sign)
        self._targets, self._has = targets, has
        self._choices = Choices()
        self._preview: Preview | None = None

    def on_mount(self) -> None:
        """Read what there is."""
        self.begin(self._read())

    async def _read(self) -> None:
        self._choices = await self.gateway.read(pick.choices, key="picker")
        self.offer(())

    def fitting(self, typed: str) -> Sequence[tuple[Choice, str]]:
        """Return what may be given or taken away, the best first."""
        return [(choice, choice.name) for choice in pick.offered(self._choices, typed, self._has)]

    def drawn(self, option: Choice, text: str, room: int) -> Content:
        """Return a tag with the count of its notes."""
        sign = "✓ " if option.has else "  "
        count = counted(option.count, "note") if option.way in ("give", "take") else ""
        meant = " meant?" if option.meant else ""
        left = max(4, room - len(count) - len(meant) - len(sign) - 1)
        name = line(text, left, "italic" if option.way in ("new", "clear") else "")
        told = Content(meant).stylize("$warning") + Content(f" {count}").stylize("$dim")
        return Content(sign) + name.pad_right(max(0, left - name.cell_length)) + told

    @property
    def _room(self) -> int:
        return max(20, self.query_one("#picker").size.width - 4)

    def tell(self) -> None:
        """Show the definition of what is picked out, and what Enter would do."""
        picked = self.picked
        definition = pick.hint(self._choices, self.letters, picked)
        self.say(line(definition, self._room, "$dim" if picked else "$warning"))
        self._preview = None
        self._foot()
        if picked is not None and self._targets.marked:
            self.begin(self._count(picked), self._refused)

    async def _count(self, picked: Choice) -> None:
        """Show what picking it would do to the marked notes."""
        targets, wanted = self._targets, picked.tagging()
        preview = await self.gateway.read(
            lambda project: tags_jobs.preview(project, targets, wanted), key="preview"
        )
        if picked == self.picked:
            self._preview = preview
            self._foot()

    def _refused(self, error: SaysoError) -> None:
        self.say(literal(str(error), "$warning", most=300))

    def _foot(self) -> None:
        picked = self.picked
        if picked is None:
            keys = "Esc leaves"
        elif self._preview is not None:
            act = "takes it from" if picked.way in ("take", "clear") else "gives it to"
            keys = self._preview.sentence()
            if self._preview.changing:
                keys = f"Enter {act} {counted(self._preview.changing, 'note')} · {keys}"
        elif self._targets.marked:
            keys = "counting …"
        else:
            keys = f"Enter {'takes it away' if picked.way in ('take', 'clear') else 'gives it'}"
            keys += " · Esc leaves"
        self.query_one("#foot", Static).update(line(keys, self._room, "$here"))
