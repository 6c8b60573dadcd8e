"""The verbs of the lists: ``sayso stages``, ``personas``, ``participants``, ``tags`` and the like.

What a verb is made of stands in a table; all verbs do the same with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from capture.cli.context import open_project
from capture.cli.input import Decorator, with_options
from capture.cli.output import document, json_option, say, table
from capture.cli.project import names
from data.text import clip, counted, visible

if TYPE_CHECKING:
    from capture.jobs.file import Project
    from capture.jobs.lists import Lists, Thing
    from data.records import Channel, Journey, Participant, Persona, Stage, Tag


def _acting(
    group: click.Group,
    name: str,
    summary: str,
    *params: Decorator,
    epilog: str | None = None,
    check: Callable[[Mapping[str, Any]], str] | None = None,
) -> Callable[[Callable[..., str]], None]:
    """Return what adds an act on the project to a verb; the sentence that comes of it is said.

    ``check`` returns what is wrong with what was typed, before the project is opened.
    """

    def decorate(act: Callable[..., str]) -> None:
        @group.command(name, help=summary, epilog=epilog)
        @with_options(*params)
        @click.pass_context
        def command(ctx: click.Context, /, **typed: Any) -> None:
            if check is not None and (trouble := check(typed)):
                raise click.UsageError(trouble, ctx)
            with open_project(ctx, read_only=typed.get("dry_run", False)) as project:
                sentence = act(project, **typed)
            say(sentence)

    return decorate


_TIDY = (
    click.option(
        "--look-alikes", "look_alikes", is_flag=True, help="Pairs of names that may be one."
    ),
    click.option("--unused", is_flag=True, help="Only those that no note carries."),
)


def _notes(lists: Lists, thing: Thing) -> str:
    return counted(lists.count(thing.id), "note")


def _row(lists: Lists, thing: Persona | Tag) -> Sequence[str]:
    return (thing.name, _notes(lists, thing), thing.description)


@dataclass(frozen=True, slots=True)
class ListVerb:
    """What the verb of a list says and takes.

    ``known`` are the fields of a thing that JSON shows, ``more`` what stands in their place or
    beside, ``row`` a thing in the table; ``new`` and ``thing`` what help calls the argument of add
    and of the other commands; ``adding`` the options, ``changing`` those of change where they
    differ, which ``resolve`` turns into what the job takes; ``helps`` the help of each command.
    """

    noun: str
    help: str
    epilog: str
    known: str
    helps: Mapping[str, str]
    row: Callable[[Lists, Any], Sequence[str]] = _row
    more: Callable[[Lists, Any], Mapping[str, object]] | None = None
    nothing: str = ""
    empty: str = ""
    new: str = "name"
    thing: str = "one"
    adding: Sequence[Decorator] = ()
    changing: Sequence[Decorator] = ()
    resolve: Callable[[Project, dict[str, Any]], None] | None = None
    mergeable: bool = True

    def build(self) -> click.Group:
        """Return the verb with its commands."""
        group = _listing(self)
        if self.adding:
            name = click.argument("name", metavar=self.new.upper())
            _acting(group, "add", f"Add a {self.noun}.", name, *self.adding)(self.add)
        thing: Decorator = click.argument("thing", metavar=self.thing.upper())
        renamed: Decorator = click.option(f"--{self.new}", help=f"The new {self.new}.")
        options = (thing, renamed, *(self.changing or self.adding))
        _acting(group, "change", self.helps["change"], *options, check=self.lacks)(self.change)
        _remove(group, self.noun, self.helps["remove"], thing)
        if "reorder" in self.helps:
            _reorder(group, self.noun, self.helps["reorder"])
        if self.mergeable:
            _merge(group, self.noun)
            _differ(group, self.noun)
            if self.noun != "participant":
                _rename(group, self.noun)
                _split(group, self.noun)
        return group

    def plain(self, lists: Lists, thing: Thing) -> dict[str, object]:
        """Return what is known of a thing in plain values."""
        fields = {name: getattr(thing, name) for name in self.known.split()}
        more = self.more(lists, thing) if self.more is not None else {}
        return {**fields, **more, **({"notes": lists.count(thing.id)} if self.mergeable else {})}

    def fields(self, project: Project, typed: Mapping[str, Any]) -> dict[str, Any]:
        """Return the options that were given, as the job takes them."""
        fields = _given(typed)
        if self.resolve is not None:
            self.resolve(project, fields)
        return fields

    def add(self, project: Project, name: str, **typed: Any) -> str:
        """Add a thing to the list."""
        from capture.jobs import lists as lists_jobs

        fields = self.fields(project, typed)
        lists_jobs.put(project, self.noun, None, {self.new: name, **fields})
        return f"Added the {self.noun} {name}."

    def lacks(self, typed: Mapping[str, Any]) -> str:
        """Return what to say where a change names nothing but the thing."""
        return self.nothing if len(_given(typed)) < 2 else ""

    def change(self, project: Project, thing: str, **typed: Any) -> str:
        """Change a thing of the list."""
        from capture.jobs import lists as lists_jobs

        fields = self.fields(project, typed)
        changed = lists_jobs.find(project, self.noun, thing)
        with _offering_to_merge(project, self.noun, changed):
            lists_jobs.put(project, self.noun, changed.id, fields)
        return f"Changed {lists_jobs.called(changed)}."


def _given(typed: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in typed.items() if value not in (None, ())}


def _listing(verb: ListVerb) -> click.Group:
    many = f"{verb.noun}s"

    @click.group(many, invoke_without_command=True, epilog=verb.epilog, help=verb.help)
    @with_options(*(_TIDY if verb.mergeable else ()))
    @json_option
    @click.pass_context
    def listing(
        ctx: click.Context, as_json: bool, look_alikes: bool = False, unused: bool = False
    ) -> int:
        if ctx.invoked_subcommand is not None:
            return 0
        from capture.jobs import lists as lists_jobs

        with open_project(ctx, read_only=True) as project:
            if look_alikes or unused:
                return _tidy(
                    project, verb.noun, look_alikes=look_alikes, unused=unused, as_json=as_json
                )
            lists = lists_jobs.read(project)
        things = getattr(lists, "people" if verb.noun == "participant" else many)
        if as_json:
            document([verb.plain(lists, thing) for thing in things])
            return 0
        table(verb.row(lists, thing) for thing in things)
        if not things and verb.empty:
            say(verb.empty)
        return 0

    return listing


def _reorder(group: click.Group, noun: str, summary: str) -> None:
    @_acting(group, "reorder", summary, click.argument("order"))
    def reorder(project: Project, order: str) -> str:
        from capture.jobs import lists as lists_jobs

        return " · ".join(map(lists_jobs.name_of, lists_jobs.reorder(project, noun, names(order))))


_WITH_WORDS = (
    click.option("--with-words", is_flag=True, help="Remove what they alone said, too."),
)


def _remove(group: click.Group, noun: str, summary: str, argument: Decorator) -> None:
    @_acting(group, "remove", summary, argument, *(_WITH_WORDS if noun == "participant" else ()))
    def remove(project: Project, thing: str, *, with_words: bool = False) -> str:
        from capture.jobs import lists as lists_jobs

        found = lists_jobs.find(project, noun, thing)
        return lists_jobs.remove(project, found, with_words=with_words)


# -- look-alikes, merging, splitting -------------------------------------------------------------


def _tidy(project: Project, noun: str, *, look_alikes: bool, unused: bool, as_json: bool) -> int:
    """Print pairs that look alike, or unused ones, or both; the exit code: 1 for none."""
    from capture.jobs import lists as lists_jobs
    from capture.jobs import lookalikes

    pairs = lookalikes.alike(project, noun) if look_alikes else []
    bare = lookalikes.unused(project, noun) if unused else []
    code = 0 if pairs or bare else 1
    if as_json:
        alike = [
            {
                "one": _called(pair.gone, pair.gone_notes),
                "other": _called(pair.kept, pair.kept_notes),
                "why": pair.why,
            }
            for pair in pairs
        ]
        idle = [{**_called(each.thing, 0), "named_by": each.named_by} for each in bare]
        asked = {"look_alikes": (look_alikes, alike), "unused": (unused, idle)}
        document({name: listed for name, (wanted, listed) in asked.items() if wanted})
        return code
    table(
        (lists_jobs.title(pair.gone), counted(pair.gone_notes, "note"),
         lists_jobs.title(pair.kept), counted(pair.kept_notes, "note"), pair.why)
        for pair in pairs
    )  # fmt: skip
    table((lists_jobs.title(each.thing), each.named_by or "named by nothing") for each in bare)
    many = f"{noun}s"
    if look_alikes and not pairs:
        say(f"No two {many} look alike.")
    elif look_alikes:
        say(f"To make one of two: sayso {many} merge ONE OTHER. If they differ: {many} differ.")
    if unused and not bare:
        say(f"Notes carry all {many}.")
    return code


def _called(thing: Thing, count: int) -> dict[str, object]:
    from capture.jobs import lists as lists_jobs
    from data.records import Participant

    code = {"code": thing.code} if isinstance(thing, Participant) else {}
    return {**code, "name": lists_jobs.name_of(thing), "notes": count}


@contextmanager
def _offering_to_merge(project: Project, noun: str, thing: Thing) -> Iterator[None]:
    """Where the new name of a thing is taken, say so and how the two are made one.

    Raises:
        NameTaken: with the way out in its sentence.
    """
    from capture.jobs import lists as lists_jobs
    from data.errors import NameTaken

    try:
        yield
    except NameTaken as error:
        if not error.other:
            raise
        other = lists_jobs.the(project, noun, error.other)
        gone, kept = (clip(visible(lists_jobs.name_of(each)), 40) for each in (thing, other))
        raise NameTaken(
            f"{error} To make the two one: sayso {noun}s merge “{gone}” “{kept}”.",
            error.other,
        ) from error


_PAIRS = {
    "stage": ("Look", '"Find out"'),
    "persona": ("Tourists", "Tourist"),
    "channel": ("Telephone", "Phone"),
    "tag": ("waiting", "wait"),
    "participant": ("Mariah", "Maria"),
}
_FIRST = click.argument("first", metavar="ONE")
_PAIR = (_FIRST, click.argument("second", metavar="OTHER"))
_NEW_NAME = (_FIRST, click.argument("name"))


def _example(noun: str, verb: str, rest: str = "") -> str:
    """Return the example under the help of a verb: two things of that list that look alike."""
    first, second = _PAIRS[noun]
    return f"\b\nExample:\n  sayso {noun}s {verb} {first} {rest or second}"


def _merge(group: click.Group, noun: str) -> None:
    summary = f"Merge the {noun} ONE into OTHER; notes and all else follow."
    dry_run = click.option("--dry-run", is_flag=True, help="Only say what it would do.")

    @_acting(group, "merge", summary, *_PAIR, dry_run, epilog=_example(noun, "merge"))
    def merge(project: Project, first: str, second: str, dry_run: bool) -> str:
        from capture.jobs import lists as lists_jobs

        gone, kept = (lists_jobs.find(project, noun, name).id for name in (first, second))
        do = lists_jobs.plan_merge if dry_run else lists_jobs.merge
        return do(project, noun, gone, kept).sentence(done=not dry_run)


def _differ(group: click.Group, noun: str) -> None:
    summary = "Say that ONE and OTHER are two: no longer shown as look-alikes."

    @_acting(group, "differ", summary, *_PAIR, epilog=_example(noun, "differ"))
    def differ(project: Project, first: str, second: str) -> str:
        from capture.jobs import lists as lists_jobs

        mine, theirs = (lists_jobs.find(project, noun, name) for name in (first, second))
        lists_jobs.differ(project, noun, mine.id, theirs.id)
        return f"{lists_jobs.title(mine)} and {lists_jobs.title(theirs)} differ; not shown again."


def _rename(group: click.Group, noun: str) -> None:
    summary = f"Give the {noun} ONE another NAME."
    into = click.option("--merge", is_flag=True, help="If another is called so, merge ONE into it.")

    @_acting(group, "rename", summary, *_NEW_NAME, into, epilog=_example(noun, "rename"))
    def rename(project: Project, first: str, name: str, merge: bool) -> str:
        from capture.jobs import lists as lists_jobs
        from data.errors import NameTaken

        thing = lists_jobs.find(project, noun, first)
        try:
            with _offering_to_merge(project, noun, thing):
                now = lists_jobs.rename(project, noun, thing.id, name)
        except NameTaken as error:
            if not merge or not error.other:
                raise
            return lists_jobs.merge(project, noun, thing.id, error.other).sentence(done=True)
        return f"{lists_jobs.title(thing)} is {lists_jobs.title(now)} now."


_WHICH_NOTES = (
    click.option("--where", default="", metavar="FILTER", help="Notes that fit, as in the app."),
    click.option("--with-tag", default="", metavar="TAG", help="Notes that have this tag too."),
    click.option("--note", "ids", multiple=True, metavar="ID", help="This note; may be repeated."),
)


def _unclear(typed: Mapping[str, Any]) -> str:
    ways = sum(bool(typed[name]) for name in ("where", "with_tag", "ids"))
    return "" if ways == 1 else "Say which notes: --where, --with-tag or --note."


def _split(group: click.Group, noun: str) -> None:
    summary = f"Move some notes of the {noun} ONE to a new one called NAME."
    epilog = _example(noun, "split", "Late --where phone")

    @_acting(group, "split", summary, *_NEW_NAME, *_WHICH_NOTES, epilog=epilog, check=_unclear)
    def split(
        project: Project, first: str, name: str, where: str, with_tag: str, ids: tuple[str, ...]
    ) -> str:
        from capture.jobs import browse
        from capture.jobs import lists as lists_jobs

        thing = lists_jobs.find(project, noun, first)
        snapshot = project.snapshot() if ids else None
        some = [browse.by_id(snapshot, typed).id for typed in ids] if snapshot else []
        among = lists_jobs.among(project, typed=where, with_tag=with_tag, ids=some)
        new, count = lists_jobs.split(project, noun, thing.id, name, among)
        moved = f"{counted(count, 'note')} moved from {lists_jobs.title(thing)}"
        return f"{moved} to {lists_jobs.title(new)}."


# -- the verbs -----------------------------------------------------------------------------------


def _describing(description: str, example: str) -> Sequence[Decorator]:
    return (
        click.option("--description", help=description),
        click.option("--example", "examples", multiple=True, help=example),
    )


def _after(project: Project, fields: dict[str, Any]) -> None:
    """Put the place behind the stage that is named in the place of ``--after``."""
    from capture.jobs import lists as lists_jobs

    if after := fields.pop("after", ""):
        before = lists_jobs.find(project, "stage", after)
        fields["position"] = lists_jobs.all_of(project, "stage").index(before) + 1


def _persona(project: Project, fields: dict[str, Any]) -> None:
    """Put the id of the persona that is named in its place; an empty name means none."""
    from capture.jobs import lists as lists_jobs

    if (typed := fields.get("persona")) is not None:
        fields["persona"] = lists_jobs.find(project, "persona", typed).id if typed.strip() else None


def _stage_row(lists: Lists, stage: Stage) -> Sequence[str]:
    number = lists.stages.index(stage) + 1
    return (str(number), stage.title, _notes(lists, stage), stage.description)


stages_verb = ListVerb(
    "stage",
    "List, add, change, merge, split, order and remove stages.",
    """\b
Examples:
  sayso stages
  sayso stages add "Complain" --after Use --description "Something went wrong and they say so"
  sayso stages change Use --title "Live with it"
  sayso stages change Wait --question "When will I hear?"
  sayso stages --look-alikes --unused
  sayso stages merge "Look around" "Find out"
  sayso stages split Use Complain --where "wrong OR broken"
  sayso stages reorder "Find out, Decide, Use"
  sayso stages remove Complain
""",
    row=_stage_row,
    known="slug title description examples question",
    helps={
        "change": "Change a stage's title, description, question or example remarks.",
        "reorder": "Put the stages in this ORDER, comma-separated; those not named follow in their "
        "old order.",
        "remove": "Remove a stage; its notes stay, without a stage (undo brings both back).",
    },
    nothing="Say what to change: --title, --description, --question, --example.",
    new="title",
    thing="stage",
    adding=(
        *_describing("What belongs here; helps tagging.", "A remark that belongs here."),
        click.option("--question", help="What people want there, in their words."),
        click.option("--after", metavar="STAGE", help="Where it goes; else at the end."),
    ),
    changing=(
        *_describing("The new description.", "A remark, in place of those so far."),
        click.option("--question", help="What people want there, in their words; empty: not said."),
    ),
    resolve=_after,
).build()


_PERSONA: Sequence[Decorator] = (
    click.option("--description", help="Who they are."),
    click.option("--current-situation", help="Where they stand now."),
    click.option("--ideal-future", help="Where they want to be."),
    click.option("--outcomes", help="What they want to come out of it."),
    click.option("--traits", help="What they have in common."),
    click.option("--prior-knowledge", help="What they know before they start."),
    click.option("--motivations", help="What drives them."),
    click.option(
        "--participation",
        type=click.Choice(["driver", "participant", "gatekeeper"]),
        help="Their part in the decision.",
    ),
)


personas_verb = ListVerb(
    "persona",
    "List, add, change, merge, split, order and remove personas.",
    """\b
Examples:
  sayso personas add "New patient" --motivations "wants to be seen this week"
  sayso personas change "New patient" --participation driver
  sayso personas merge Tourists Tourist
  sayso personas reorder "Carer, New patient"
  sayso personas remove Carer
""",
    known="name description current_situation ideal_future outcomes traits prior_knowledge"
    " motivations participation examples",
    helps={
        "change": "Change what is known of a persona.",
        "reorder": "Put the personas in this ORDER, comma-separated; those not named follow.",
        "remove": "Remove a persona; its notes stay, about anybody (undo brings both back).",
    },
    nothing="Say what to change, such as --name or --description.",
    empty='There is no persona yet: sayso personas add "New patient"',
    thing="persona",
    adding=_PERSONA,
).build()


_ABOUT = _describing("What it means, and what it does not.", "A remark that has it.")
_OWN = click.option(
    "--own/--not-own", "own", default=None, help="Whether it is your own, or somebody else's."
)


def _channel_row(lists: Lists, channel: Channel) -> Sequence[str]:
    theirs = "" if channel.own else "somebody else's"
    meant = " · ".join(part for part in (theirs, channel.description) if part)
    return (channel.name, _notes(lists, channel), meant)


tags_verb = ListVerb(
    "tag",
    "List free tags; rename, merge, split, order and remove them.",
    """\b
Examples:
  sayso tags --look-alikes --unused
  sayso tags add papers --description "Forms, letters and what gets lost of them"
  sayso tags change papers --example "they lost my certificate"
  sayso tags rename waiting wait --merge
  sayso tags split wait "wait by phone" --where phone
  sayso tags reorder "wait, papers"
  sayso tags remove papers
""",
    known="name description examples",
    helps={
        "change": "Change a tag's name, description or examples.",
        "reorder": "Put the tags in this ORDER, comma-separated; others follow.",
        "remove": "Remove a tag; its notes stay, without it.",
    },
    nothing="Say what to change: --name, --description, --example.",
    empty="There is no tag yet: sayso tags add NAME",
    adding=_ABOUT,
).build()


channels_verb = ListVerb(
    "channel",
    "List channels; rename, merge, split, order and remove them.",
    """\b
Examples:
  sayso channels
  sayso channels add Counter --description "At the desk, in person"
  sayso channels change Counter --name Desk
  sayso channels change Forum --not-own
  sayso channels merge Telephone Phone
  sayso channels reorder "Phone, Desk"
  sayso channels remove Fax
""",
    row=_channel_row,
    known="name description examples own",
    helps={
        "change": "Change a channel's name, description, whose it is or examples.",
        "reorder": "Put the channels in this ORDER, comma-separated; others follow.",
        "remove": "Remove a channel; its notes stay, without it.",
    },
    nothing="Say what to change: --name, --description, --example, --own.",
    empty="There is no channel yet: sayso channels add NAME",
    adding=(*_ABOUT, _OWN),
).build()


_GROUP = click.option(
    "--group",
    type=click.Choice(
        ["frontline", "support", "decision-maker", "executive", "customer", "partner"]
    ),
    help="What they are to you.",
)
_CONSENT = click.option(
    "--consent",
    type=click.Choice(["word for word", "in other words", "not shown", "not asked"]),
    help="What of their words may leave the team: all; what you say of it in words of your own, "
    "never theirs; nothing but the count.",
)


_GAVE_UP = click.option(
    "--gave-up/--stayed",
    "gave_up",
    default=None,
    help="Whether they left the journey before its end.",
)


def _known_of_somebody(project: Project, fields: dict[str, Any]) -> None:
    _persona(project, fields)
    if fields.get("consent") == "not asked":
        fields["consent"] = None


def _participant_row(lists: Lists, person: Participant) -> Sequence[str]:
    group, team = person.group or "·", person.team or "·"
    notes = _notes(lists, person)
    left = "gave up" if person.gave_up else ""
    return (person.code, person.name, group, team, notes, person.consent or "", left)


def _persona_named(lists: Lists, thing: Participant | Journey) -> Mapping[str, object]:
    return {"persona": lists.persona_name(thing.persona) or None}


participants_verb = ListVerb(
    "participant",
    "List, add, change, merge and remove who spoke.",
    """\b
Examples:
  sayso participants add "Maria/front desk" "Jon/calls"
  sayso participants add Eleni --group customer
  sayso participants change Maria --team "back office"
  sayso participants change P03 --consent "in other words"
  sayso participants change P12 --gave-up
  sayso participants --look-alikes
  sayso participants merge Mariah Maria
  sayso participants remove P03
""",
    row=_participant_row,
    known="code name group team persona consent gave_up",
    more=_persona_named,
    helps={
        "change": "Change what is known of a participant, named by code or name.",
        "remove": "Remove a participant; their notes stay, without a speaker, and keep what the "
        "speaker agreed to (undo brings all back).",
    },
    nothing="Say what to change: --name, --team, --group, --persona, --consent, --gave-up.",
    empty='Nobody yet: sayso participants add "Maria/front desk"',
    thing="participant",
    changing=(
        click.option("--team", help="The new team."),
        _GROUP,
        click.option("--persona", help="The persona that this customer is."),
        _CONSENT,
        _GAVE_UP,
    ),
    resolve=_known_of_somebody,
).build()


def _unnamed(typed: Mapping[str, Any]) -> str:
    named = all(person.partition("/")[0].strip() for person in typed["people"])
    return "" if named else "A participant needs a name before the /; nobody was added."


@_acting(
    participants_verb,
    "add",
    "Add one or more participants; each gets a code.",
    click.argument("people", nargs=-1, required=True, metavar="NAME[/TEAM]…"),
    _GROUP,
    _CONSENT,
    check=_unnamed,
)
def _add_participants(
    project: Project, people: tuple[str, ...], group: str | None, consent: str | None
) -> str:
    from capture.jobs import names as names_jobs
    from data.records import Consent, Group

    made = names_jobs.add(
        project,
        people,
        group=Group(group) if group else None,
        consent=Consent(consent) if consent and consent != "not asked" else None,
    )
    return "Added " + ", ".join(f"{person.code} {person.name}" for person in made) + "."


# -- saved filters and journeys ------------------------------------------------------------------


@click.group(
    "filters",
    invoke_without_command=True,
    epilog="""\b
Examples:
  sayso notes '!pain emotion:<0 no:stage' --save "sore points"
  sayso filters
  sayso notes --saved sore
  sayso filters rename "sore points" "to place"
  sayso filters reorder "to place, untold"
  sayso filters remove "to place"
""",
)
@json_option
@click.pass_context
def filters_verb(ctx: click.Context, as_json: bool) -> None:
    """List, rename, order and remove saved filters; `sayso notes --save` makes them."""
    if ctx.invoked_subcommand is not None:
        return
    from capture.jobs import filters

    with open_project(ctx, read_only=True) as project:
        saved = filters.saved(project)
    if as_json:
        document(
            [
                {
                    "name": each.filter.name,
                    "filter": each.filter.query,
                    "notes": None if each.problem else each.count,
                    "problem": each.problem or None,
                }
                for each in saved
            ]
        )
        return
    table(
        (each.filter.name, "!" if each.problem else counted(each.count, "note"), each.filter.query)
        for each in saved
    )
    for problem in filter(None, (each.problem for each in saved)):
        say(problem)
    if not saved:
        say("No filter is saved yet. Save one: sayso notes FILTER --save NAME")


@_acting(
    filters_verb,
    "rename",
    "Give a saved filter another name.",
    click.argument("name"),
    click.argument("new"),
)
def _rename_filter(project: Project, name: str, new: str) -> str:
    from capture.jobs import lists as lists_jobs

    saved = lists_jobs.find(project, "filter", name)
    renamed = lists_jobs.rename(project, "filter", saved.id, new)
    return f"The filter is now called {lists_jobs.name_of(renamed)}."


_reorder(
    filters_verb,
    "filter",
    "Put saved filters in this ORDER, comma-separated; those not named follow.",
)
_remove(
    filters_verb,
    "filter",
    "Remove a saved filter; no note changes.",
    click.argument("thing", metavar="NAME"),
)


_JOURNEY: Sequence[Decorator] = (
    click.option("--persona", help="Whose journey it is; everybody's where not given."),
    click.option("--trigger", help="What sets it off."),
    click.option("--scenario", help="What the persona is trying to get done."),
    click.option("--stages", help="Its stages, comma-separated; all of them where not given."),
    click.option("--owner", help="Who keeps the map alive."),
    click.option(
        "--lanes", help="The lanes to show, in order, comma-separated; empty: the usual ones."
    ),
    click.option("--show", help="Lanes to show as well, comma-separated."),
    click.option("--hide", help="Lanes to hide, comma-separated."),
)


def _journey_row(lists: Lists, journey: Journey) -> Sequence[str]:
    whose = lists.persona_name(journey.persona) or "everybody"
    stages = " · ".join(lists.stage_titles(journey) or ("all stages",))
    return (journey.title, whose, stages, journey.owner or "·", journey.trigger)


def _more_of_journey(lists: Lists, journey: Journey) -> Mapping[str, object]:
    from capture.jobs import journeys

    return {
        **_persona_named(lists, journey),
        "lanes": [lane.value for lane, shown in journeys.all_rows(journey) if shown],
        "stages": lists.stage_titles(journey),
        "default": journey.is_default,
    }


journeys_verb = ListVerb(
    "journey",
    "List, add, change and remove journeys; a persona's map shows the persona's first journey.",
    """\b
Examples:
  sayso journeys add "The car gives up" --persona Family --trigger "It fails its inspection"
  sayso journeys change "The car" --stages "Find out, Apply, Wait"
  sayso journeys change "The car" --owner "Fleet team" --hide "remarks, comments"
  sayso journeys change "The car" --lanes "mood, touchpoints, pain, need"
  sayso journeys lanes "The car"
  sayso journeys remove "The car"
""",
    row=_journey_row,
    known="title persona trigger scenario owner lanes stages",
    more=_more_of_journey,
    helps={
        "change": "Change a journey; an empty --persona or --stages means everybody, or all "
        "stages.",
        "remove": "Remove a journey; notes and cards stay (undo brings it back).",
    },
    nothing="Say what to change, such as --trigger or --stages.",
    new="title",
    thing="journey",
    adding=_JOURNEY,
    resolve=_persona,
    mergeable=False,
).build()


@journeys_verb.command(
    "lanes", epilog='\b\nExamples:\n  sayso journeys lanes\n  sayso journeys lanes "The car"'
)
@click.argument("journey", default="")
@json_option
@click.pass_context
def lanes(ctx: click.Context, journey: str, as_json: bool) -> None:
    """List every lane there is: those that a journey's map shows in their order, then the others.

    A lane that is shown and has nothing in it hides itself.
    """
    from capture.jobs import journeys

    with open_project(ctx, read_only=True) as project:
        named, rows = journeys.rows(project, journey)
    if as_json:
        document([{"name": r.value, "title": r.heading, "shown": on} for r, on in rows])
        return
    say(f"The lanes of {named.title} (change them with: sayso journeys change … --lanes, --hide)")
    table(("shown" if on else "hidden", row.value, row.heading) for row, on in rows)
