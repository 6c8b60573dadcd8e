"""The mode Project: what it is about, and its lists, kept in order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from capture.commands import bindings
from capture.jobs import arranging, duplicates, journeys
from capture.jobs import lists as lists_jobs
from capture.jobs.arranging import Lists, Thing
from capture.literal import line, literal
from capture.screens.base import ModeScreen
from capture.screens.project import forms
from capture.screens.project.forms import ABOUT, NUMBERS, PERSONA
from capture.themes import stylesheet
from capture.widgets.rows import Rows
from data.records import Channel, Journey, Participant, Persona, Session, Stage, Tag
from data.text import visible, width
from synthesis.map.model import ORDER, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.jobs.duplicates import Alike
    from capture.jobs.lists import Merging
    from capture.screens.forms import FormScreen

SECTIONS = ("about", "stages", "personas", "people", "sessions", "channels", "tags", "journeys")
"""The lists in the order of their keys."""

KEPT = {
    "stages": "stage",
    "personas": "persona",
    "people": "participant",
    "channels": "channel",
    "tags": "tag",
}
"""The lists whose things can be merged, and the word for one of them."""

EMPTY = {
    "stages": "There is no stage yet: a adds one.",
    "personas": "There is no persona yet: a adds one, such as New patient.",
    "people": "Nobody yet: a adds somebody. Name/team: in the line of Capture does too.",
    "sessions": "No session yet: the first note makes one, and a adds one ahead of time.",
    "channels": "There is no channel yet: a adds one, such as Phone.",
    "journeys": "There is no journey yet: a adds one.",
    "tags": "There is no tag yet: +word in a line of notes makes one, and so does a.",
}

_WIDEST = 28


def seen_sections(section: str, room: int) -> tuple[str, ...]:
    """Return the names of the lists that there is room for, the one that is shown among them."""
    first, last = 0, len(SECTIONS)
    at = SECTIONS.index(section)
    while sum(len(name) + 1 for name in SECTIONS[first:last]) + 3 > room and last - first > 1:
        # What is farther away goes first.
        if at - first > last - 1 - at:
            first += 1
        else:
            last -= 1
    return SECTIONS[first:last]


_NONE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Item:
    """A row of a list: its cells, and the thing it stands for (None: what the project is about)."""

    cells: tuple[str, ...]
    thing: Thing | None = None


def items(lists: Lists, section: str, like: Mapping[str, str] = _NONE) -> list[Item]:
    """Return the rows of a section; ``like`` names what a thing, by its id, looks like."""
    match section:
        case "stages":
            return [
                Item((str(at), one.title, _notes(lists, one.id), _told_of(one, like)), one)
                for at, one in enumerate(lists.stages, 1)
            ]
        case "personas":
            return [
                Item((one.name, _notes(lists, one.id), _told_of(one, like)), one)
                for one in lists.personas
            ]
        case "channels" | "tags":
            some = lists.channels if section == "channels" else lists.tags
            return [
                Item((one.name, _notes(lists, one.id), _told_of(one, like)), one) for one in some
            ]
        case "journeys":
            return [Item(_journey(lists, one), one) for one in lists.journeys]
        case "people":
            return [Item(_person(lists, one, like), one) for one in lists.people]
        case "sessions":
            return [Item(_session(lists, one), one) for one in reversed(lists.sessions)]
    about = [Item((label, getattr(lists.info, name))) for name, label in ABOUT]
    numbers = [
        Item((label, f"{told.replace('so many', str(getattr(lists.settings, name)))}"))
        for name, label, told in NUMBERS
    ]
    return [*about, *numbers]


def _notes(lists: Lists, thing_id: str) -> str:
    count = lists.count(thing_id)
    return f"{count:,} note{'' if count == 1 else 's'}"


def _told_of(one: Stage | Persona | Channel | Tag, like: Mapping[str, str]) -> str:
    """Return what a thing looks like, and what it is."""
    alike = f"≈ {like[one.id]}" if one.id in like else ""
    return " · ".join(part for part in (alike, one.description) if part)


def _person(lists: Lists, one: Participant, like: Mapping[str, str]) -> tuple[str, ...]:
    alike = f" ≈ {like[one.id]}" if one.id in like else ""
    return (
        one.code,
        one.name or "·",
        one.group.value if one.group else "·",
        one.team or lists.persona_name(one.persona) or "·",
        _notes(lists, one.id) + alike,
    )


def _session(lists: Lists, one: Session) -> tuple[str, ...]:
    return (
        f"{one.started_at.astimezone():%Y-%m-%d}",
        one.title,
        _notes(lists, one.id),
        one.kind.value,
        lists.roster(one),
    )


def _journey(lists: Lists, one: Journey) -> tuple[str, ...]:
    return (
        one.title,
        lists.persona_name(one.persona) or "everybody",
        lists.stages_of(one).replace(", ", " · ") or "all stages",
    )


def widths(rows: Sequence[Item], room: int) -> list[int]:
    """Return the cells of each column that there is room for; the last takes what is left."""
    if not rows:
        return []
    wide = [
        min(_WIDEST, max(width(visible(item.cells[at][:200])) for item in rows)) + 2
        for at in range(len(rows[0].cells))
    ]
    while len(wide) > 2 and sum(wide[:-1]) > room - 8:
        wide.pop()
    while sum(wide[:-1]) > room - 8 and max(wide[:-1]) > 6:
        wide[wide.index(max(wide[:-1]))] -= 1
    wide[-1] = max(4, room - sum(wide[:-1]))
    return wide


def row(item: Item, wide: Sequence[int]) -> Content:
    """Return one row laid out in columns."""
    named = 1 if len(item.cells) > 3 else 0
    shown = []
    for at, (text, room) in enumerate(zip(item.cells, wide, strict=False)):
        look = "bold" if at == named and item.thing is not None else ""
        cell = line(text, max(1, room - 2), look)
        shown.append(cell.pad_right(max(0, room - cell.cell_length)))
    return Content("").join(shown)


def detail(lists: Lists, item: Item) -> Content:
    """Return a thing whole."""
    match item.thing:
        case Stage() as stage:
            told = [("", stage.title), ("belongs here", stage.description)]
            told.append(("they want", stage.question))
            told.append(("examples", "\n".join(stage.examples)))
            told.append(("named by", _notes(lists, stage.id)))
        case Persona() as persona:
            told = [(label.casefold(), getattr(persona, name)) for name, label in PERSONA]
            told[0] = ("", persona.name)
            told.append(("decides as", str(persona.participation or "")))
            told.append(("examples", "\n".join(persona.examples)))
            told.append(("named by", _notes(lists, persona.id)))
        case Participant() as person:
            told = [
                ("", f"{person.code} {person.name}".rstrip()),
                ("group", str(person.group or "")),
                ("team", person.team),
                ("persona", lists.persona_name(person.persona)),
                ("their words", str(person.consent or "")),
                ("stands on", _notes(lists, person.id)),
            ]
        case Channel() | Tag() as named:
            told = [("", named.name), ("means", named.description)]
            if isinstance(named, Channel) and not named.own:
                told.append(("is", "somebody else's"))
            told.append(("examples", "\n".join(named.examples)))
            told.append(("named by", _notes(lists, named.id)))
        case Session() as session:
            told = [
                ("", session.title),
                ("kind", str(session.kind)),
                ("began", f"{session.started_at.astimezone():%Y-%m-%d %H:%M}"),
                ("note-taker", session.note_taker),
                ("there", lists.roster(session)),
                ("holds", _notes(lists, session.id)),
            ]
        case Journey() as journey:
            told = [
                ("", journey.title),
                ("whose", lists.persona_name(journey.persona) or "everybody's"),
                ("trigger", journey.trigger),
                ("scenario", journey.scenario),
                ("owner", journey.owner),
                ("stages", lists.stages_of(journey) or "all"),
                ("lanes", _lanes(journey)),
            ]
        case None:
            told = [("", item.cells[0]), ("", item.cells[1])]
    return _told(told)


def _lanes(journey: Journey) -> str:
    rows = rows_of(journey.lanes)
    return "the usual ones" if rows == ORDER else ", ".join(row.value for row in rows)


def _told(told: list[tuple[str, str]]) -> Content:
    lines = [literal(told[0][1], "bold", most=500)]
    for label, text in told[1:]:
        if text:
            name = literal(f"{label}: ", "$dim") if label else Content("")
            lines.append(name + literal(text, most=4000))
    return Content("\n").join(lines)


class ProjectKeeping(ModeScreen):
    """Lists of which one is shown, with a chosen thing."""

    def __init__(self) -> None:
        """Begin with the stages."""
        super().__init__()
        self._lists: Lists | None = None
        self._section = "stages"
        self._alike: dict[str, list[Alike]] = {}

    def _thing(self) -> Thing | None:
        raise NotImplementedError

    def _show(self) -> None:
        raise NotImplementedError

    @property
    def _what(self) -> str:
        """The word for a thing of the list that is shown, "" where none can be merged."""
        return KEPT.get(self._section, "")

    def _chosen(self) -> lists_jobs.Thing | None:
        """The chosen thing, where it is of a list that is kept in order."""
        thing = self._thing()
        if thing is None or isinstance(thing, Session | Journey) or not self._what:
            self.shell.say("Choose a stage, persona, participant, channel or tag first.")
            return None
        return thing

    # -- look-alikes -----------------------------------------------------------------------------

    def look_for_alikes(self) -> None:
        """Ask which names look alike; they are pointed out when that is known."""
        self.gateway.read(duplicates.everywhere, self._found_alikes, key="alike")

    def _found_alikes(self, found: dict[str, list[Alike]]) -> None:
        if found != self._alike:
            self._alike = found
            self._show()

    def alike_names(self) -> dict[str, str]:
        """Return what each thing of the list that is shown looks like, by its id."""
        found: dict[str, str] = {}
        for pair in self._alike.get(self._what, ()):
            found.setdefault(pair.gone.id, lists_jobs.name_of(pair.kept))
            found.setdefault(pair.kept.id, lists_jobs.name_of(pair.gone))
        return found

    def action_alike(self) -> None:
        """Go through the pairs of this list that look alike; of a journey, choose the lanes."""
        thing = self._thing()
        if isinstance(thing, Journey):
            from capture.screens.board.facts import LanesScreen

            self.app.push_screen(LanesScreen(thing, journeys.all_rows(thing)), self._told)
            return
        pairs = self._alike.get(self._what, [])
        if not pairs:
            self.shell.say("No two names of this list look alike.")
            return
        from capture.screens.project.lookalikes import AlikeScreen

        self.app.push_screen(AlikeScreen(tuple(pairs)), self._told)

    def _told(self, sentence: str | None) -> None:
        if sentence:
            self.shell.say(sentence)

    # -- merging and splitting -------------------------------------------------------------------

    def action_merge(self) -> None:
        """Ask into which other thing the chosen one is merged."""
        thing, lists = self._chosen(), self._lists
        if thing is None or lists is None:
            return
        everything: dict[str, tuple[lists_jobs.Thing, ...]] = {
            "stage": lists.stages, "persona": lists.personas, "participant": lists.people,
            "channel": lists.channels, "tag": lists.tags,
        }  # fmt: skip
        like = {
            one.id
            for pair in self._alike.get(self._what, ())
            if thing.id in (pair.gone.id, pair.kept.id)
            for one in (pair.gone, pair.kept)
        }
        others = [one for one in everything[self._what] if one.id != thing.id]
        others.sort(key=lambda one: one.id not in like)  # look-alikes first
        if not others:
            self.shell.say(f"There is no other {self._what} to merge it into.")
            return
        from capture.screens.dialogs import PickScreen

        names = [f"{'≈ ' if one.id in like else ''}{lists_jobs.title(one)}" for one in others]
        self.app.push_screen(
            PickScreen(f"Merge {lists_jobs.title(thing)} into …", names),
            partial(self._picked, self._what, thing, others),
        )

    def _picked(
        self, what: str, thing: lists_jobs.Thing, others: list[lists_jobs.Thing], at: int | None
    ) -> None:
        if at is not None:
            other = others[at].id
            self.gateway.read(
                lambda project: lists_jobs.plan_merge(project, what, thing.id, other),
                self._ask_merge,
                key="merge",
            )

    def _ask_merge(self, plan: Merging) -> None:
        from capture.screens.dialogs import ConfirmScreen

        question = f"Merge {lists_jobs.title(plan.gone)} into {lists_jobs.title(plan.kept)}?"
        self.app.push_screen(
            ConfirmScreen(question, plan.sentence(), "Merge"), partial(self._merge, plan)
        )

    def _merge(self, plan: Merging, yes: bool | None) -> None:
        if yes:
            self.gateway.write(
                lambda project: lists_jobs.merge(project, plan.what, plan.gone.id, plan.kept.id),
                self._merged,
                label=f"merge a {plan.what}",
            )

    def _merged(self, done: Merging) -> None:
        self.shell.say(f"{done.sentence(done=True)} Ctrl+Z takes it back.")

    def action_split(self) -> None:
        """Move some notes of the chosen thing to a new one."""
        thing = self._chosen()
        if thing is None:
            return
        if isinstance(thing, Participant):
            self.shell.say("People are not split: change who said a note in Notes.")
            return
        from capture.screens.project.forms import split_form

        self.app.push_screen(split_form(self._what, thing), self._split)

    def _split(self, new: str | None) -> None:
        if new is not None:
            self.shell.say("Split. Ctrl+Z takes it back.")

    def action_groups(self) -> None:
        """Give group and team to many people in a row."""
        from capture.screens.project.people import PeopleScreen

        self.app.push_screen(PeopleScreen())

    # -- the order -------------------------------------------------------------------------------

    def action_earlier(self) -> None:
        """Move the chosen thing up."""
        self._move(-1)

    def action_later(self) -> None:
        """Move the chosen thing down."""
        self._move(1)

    def _move(self, by: int) -> None:
        thing, what = self._thing(), self._what
        if isinstance(thing, Journey):
            which_one = thing.id
            self.gateway.write(
                lambda project: journeys.move_in_order(project, which_one, by),
                label="order the journeys",
            )
            return
        if thing is None or what in ("", "participant"):
            self.shell.say("People and sessions have no order of their own.")
            return
        which = thing.id
        self.gateway.write(
            lambda project: lists_jobs.move_in_order(project, what, which, by),
            label=f"order the {what}s",
        )


class ProjectScreen(ProjectKeeping):
    """Eight lists, one at a time; the chosen thing whole beside or below."""

    MODE = "project"
    CSS_PATH = stylesheet("project")
    AUTO_FOCUS = "#things"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - Textual's own way
    VERTICAL_BREAKPOINTS = [(0, "-short"), (14, "-middling"), (30, "-tall")]  # noqa: RUF012
    HELP_TEXT = (
        "What the research is about, and its lists. ← and → go from list to list, a adds, Enter "
        "changes, Del removes (notes stay, untagged; those of a session go with it), Shift+↑ and "
        "Shift+↓ move a thing in its order. m merges one thing into another, s moves some of its "
        "notes to a new one, L goes through names that look alike (≈), or chooses the lanes of a "
        "journey (the first of a persona is the one that is shown), g gives group and team to "
        "many people in a row. Every act can be undone."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(MODE)]

    def __init__(self) -> None:
        """Begin with the stages."""
        super().__init__()
        self._items: list[Item] = []
        self._widths: list[int] = []
        self._at: dict[str, int] = {}
        self._wanted: str = ""

    def compose_body(self) -> ComposeResult:
        """Lay out the mode."""
        yield Static(id="sections")
        with Container(id="both"):
            yield Rows(self._row, id="things")
            with VerticalScroll(id="whole", can_focus=False):
                yield Static(id="detail")

    @property
    def rows(self) -> Rows:
        """The list."""
        return self.query_one("#things", Rows)

    # -- showing ---------------------------------------------------------------------------------

    def on_project_changed(self) -> None:
        """Read the lists again."""
        self.gateway.read(arranging.lists, self._read, key="lists")
        self.look_for_alikes()

    def _read(self, lists: Lists) -> None:
        self._lists = lists
        self._show()

    def _show(self) -> None:
        lists = self._lists
        if lists is None:
            return
        chosen = self._thing()
        stays = self._wanted or (chosen.id if chosen is not None else "")
        self._items = items(lists, self._section, self.alike_names())
        self._lay_out()
        at = self._at.get(self._section, 0)
        for place, item in enumerate(self._items):
            if item.thing is not None and item.thing.id == stays:
                at = place
                self._wanted = ""  # else it is still to be read
        self.query_one("#sections", Static).update(self._names(lists))
        self.rows.show(len(self._items), at)
        self._show_whole()

    def _lay_out(self) -> None:
        self._widths = widths(self._items, self.rows.scrollable_content_region.width - 2)

    def on_resize(self) -> None:
        """Lay the columns out for the width there is."""
        self.call_after_refresh(self._again)

    def _again(self) -> None:
        self._lay_out()
        if self._lists is not None:
            self.query_one("#sections", Static).update(self._names(self._lists))
        self.rows.refresh()

    def _names(self, lists: Lists) -> Content:
        """Return the names of the lists, with how much is in them where there is room."""
        counts = {
            "stages": len(lists.stages), "personas": len(lists.personas),
            "people": len(lists.people), "sessions": len(lists.sessions),
            "channels": len(lists.channels), "tags": len(lists.tags),
            "journeys": len(lists.journeys),
        }  # fmt: skip
        whole = sum(len(name) + 1 for name in SECTIONS) + 1
        roomy = whole + sum(len(f" {count}") for count in counts.values()) <= self.size.width
        named = seen_sections(self._section, self.size.width)
        told = Content("‹" * (SECTIONS[0] not in named))
        gap = " "
        for at, name in enumerate(SECTIONS, 1):
            if name not in named:
                continue
            here = name == self._section
            count = f" {counts[name]}" if roomy and name in counts else ""
            text = f"{'[' if here else gap}{name.title()}{count}"
            gap = "]" if here else " "
            style = Style.from_meta({"@click": f"screen.section({at})"})
            part = Content(text + gap * here).stylize("bold $here" if here else "$dim")
            told += part.stylize(style)
            gap = "" if here else " "
        return told + "›" * (SECTIONS[-1] not in named)

    def _row(self, at: int, room: int) -> Content:
        del room
        return row(self._items[at], self._widths)

    def _thing(self) -> Thing | None:
        at = self.rows.cursor
        return self._items[at].thing if at < len(self._items) else None

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Show the chosen thing whole."""
        event.stop()
        self._at[self._section] = self.rows.cursor
        self._show_whole()

    def _show_whole(self) -> None:
        whole = self.query_one("#detail", Static)
        if self._lists is None:
            return
        if not self._items:
            whole.update(literal(EMPTY.get(self._section, "")))
        elif self.rows.cursor < len(self._items):
            whole.update(detail(self._lists, self._items[self.rows.cursor]))
        self.query_one("#whole", VerticalScroll).scroll_home(animate=False)

    # -- moving about ----------------------------------------------------------------------------

    def action_section(self, number: int) -> None:
        """Show a list by its place."""
        self._at[self._section] = self.rows.cursor
        self._wanted = ""
        self._section = SECTIONS[number - 1]
        self._items = []
        self.rows.focus()
        self._show()

    def _step(self, by: int) -> None:
        at = (SECTIONS.index(self._section) + by) % len(SECTIONS)
        self.action_section(at + 1)

    def action_next_list(self) -> None:
        """Show the next list."""
        self._step(1)

    def action_previous_list(self) -> None:
        """Show the list before."""
        self._step(-1)

    def action_about(self) -> None:
        """Show what the project is about."""
        self.action_section(1)

    def action_stages(self) -> None:
        """Show the stages."""
        self.action_section(2)

    def action_personas(self) -> None:
        """Show the personas."""
        self.action_section(3)

    def action_people(self) -> None:
        """Show the people."""
        self.action_section(4)

    def action_sessions(self) -> None:
        """Show the sessions."""
        self.action_section(5)

    def action_channels(self) -> None:
        """Show the channels."""
        self.action_section(6)

    def action_tags(self) -> None:
        """Show the tags."""
        self.action_section(7)

    def action_journeys(self) -> None:
        """Show the journeys."""
        self.action_section(8)

    def action_jump(self) -> None:
        """Ask for a card's code and go to it."""
        from capture.screens.board.jumping import ask_for_card

        ask_for_card(self.shell)

    # -- changing --------------------------------------------------------------------------------

    def _form(self, thing: Thing | None) -> FormScreen | None:
        """Return the form for a thing, or for a new one of the list that is shown."""
        lists = self._lists
        if lists is None:
            return None
        match self._section:
            case "stages":
                return forms.stage_form(lists, thing if isinstance(thing, Stage) else None)
            case "personas":
                return forms.persona_form(lists, thing if isinstance(thing, Persona) else None)
            case "people":
                return forms.person_form(lists, thing if isinstance(thing, Participant) else None)
            case "sessions":
                return forms.session_form(lists, thing if isinstance(thing, Session) else None)
            case "channels":
                return forms.named_form(
                    lists, "channel", thing if isinstance(thing, Channel) else None
                )
            case "tags":
                return forms.named_form(lists, "tag", thing if isinstance(thing, Tag) else None)
            case "journeys":
                return forms.journey_form(lists, thing if isinstance(thing, Journey) else None)
        return forms.about_form(lists)

    def action_add(self) -> None:
        """Add to the list that is shown."""
        self._open(None)

    def action_change(self) -> None:
        """Change the chosen thing."""
        if self._section == "about" or self._thing() is not None:
            self._open(self._thing())

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """Change what was clicked twice."""
        event.stop()
        self.action_change()

    def _open(self, thing: Thing | None) -> None:
        form = self._form(thing)
        if form is not None:
            self.app.push_screen(form, self._stored)

    def _stored(self, stored: str | None) -> None:
        if stored is None:
            return
        self.shell.say("Stored. Ctrl+Z takes it back.")
        self._wanted = stored
        self._show()

    def action_remove(self) -> None:
        """Ask, and remove the chosen thing."""
        thing, lists = self._thing(), self._lists
        if thing is None or lists is None:
            return
        from capture.screens.dialogs import ConfirmScreen

        question = f"Remove {_what(thing)}?"
        screen = ConfirmScreen(question, arranging.loss(lists, thing), "Remove")
        self.app.push_screen(screen, partial(self._answered, thing))

    def _answered(self, thing: Thing, yes: bool | None) -> None:
        if yes:
            self.gateway.write(
                lambda project: arranging.remove(project, thing),
                self.shell.say,
                label=f"remove {_what(thing)}",
            )


def _what(thing: Thing) -> str:
    match thing:
        case Stage():
            return f"the stage “{thing.title}”"
        case Persona():
            return f"the persona “{thing.name}”"
        case Participant():
            return f"{thing.code} {thing.name}".rstrip()
        case Session():
            return f"the session “{thing.title}”"
        case Channel():
            return f"the channel “{thing.name}”"
        case Tag():
            return f"the tag “{thing.name}”"
        case Journey():
            return f"the journey “{thing.title}”"
