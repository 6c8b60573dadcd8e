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
from capture.cli.output import document, json_option, say, table
from capture.cli.project import names
from data.text import clip, counted, visible

if TYPE_CHECKING:
    from capture.jobs.file import Project
    from capture.jobs.lists import Lists, Thing
    from data.records import Channel, Journey

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


@dataclass(frozen=True, slots=True)
class ListVerb:
    """What the verb of a list says and takes.

    ``rows`` and ``plain`` are the list as a table and as JSON; ``new`` and ``thing`` what help
    calls the argument of add and of the other commands; ``adding`` and ``changing`` the options,
    which ``resolve`` turns into what the job takes; ``helps`` the help of each command.
    """

    what: str
    help: str
    epilog: str
    rows: Callable[[Lists], Sequence[Sequence[str]]]
    plain: Callable[[Lists], Sequence[Mapping[str, object]]]
    helps: Mapping[str, str]
    nothing: str = ""
    empty: str = ""
    new: str = "name"
    thing: str = "one"
    adding: Sequence[Decorator] = ()
    changing: Sequence[Decorator] = ()
    resolve: Callable[[Project, dict[str, Any]], None] | None = None
    mergeable: bool = True

    @property
    def many(self) -> str:
        """The name of the verb."""
        return f"{self.what}s"

    def build(self) -> click.Group:
        """Return the verb with its commands."""
        group = _listing(self)
        if "add" in self.helps:
            group.add_command(_add(self))
        if "reorder" in self.helps:
            group.add_command(_reorder(self.what, self.helps["reorder"]))
        group.add_command(_change(self))
        group.add_command(_remove(self.what, self.thing.upper(), self.helps["remove"]))
        if self.mergeable:
            group.add_command(_merge(self.what))
            group.add_command(_differ(self.what))
            if self.what != "participant":
                group.add_command(_rename(self.what))
                group.add_command(_split(self.what))
        return group


def _with(options: Sequence[Decorator]) -> Decorator:
    """Return what gives a command all these options, in their order."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


_TIDY = (
    click.option(
        "--look-alikes", "look_alikes", is_flag=True, help="Pairs of names that may be one."
    ),
    click.option("--unused", is_flag=True, help="Only those that no note carries."),
)


def _listing(verb: ListVerb) -> click.Group:
    @click.group(verb.many, invoke_without_command=True, epilog=verb.epilog, help=verb.help)
    @_with(_TIDY if verb.mergeable else ())
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
                    project, verb.what, look_alikes=look_alikes, unused=unused, as_json=as_json
                )
            everything = lists_jobs.read(project)
        if as_json:
            document(verb.plain(everything))
            return 0
        rows = verb.rows(everything)
        table(rows)
        if not rows and verb.empty:
            say(verb.empty)
        return 0

    return listing


def _add(verb: ListVerb) -> click.Command:
    @click.command("add", help=verb.helps["add"])
    @click.argument("name", metavar=verb.new.upper())
    @_with(verb.adding)
    @click.pass_context
    def add(ctx: click.Context, /, name: str, **options: Any) -> None:
        from capture.jobs import lists as lists_jobs

        given = _given(options)
        with open_project(ctx) as project:
            if verb.resolve is not None:
                verb.resolve(project, given)
            lists_jobs.put(project, verb.what, None, {verb.new: name, **given})
        say(f"Added the {verb.what} {name}.")

    return add


def _change(verb: ListVerb) -> click.Command:
    @click.command("change", help=verb.helps["change"])
    @click.argument("thing", metavar=verb.thing.upper())
    @_with(verb.changing)
    @click.pass_context
    def change(ctx: click.Context, /, thing: str, **options: Any) -> None:
        from capture.jobs import lists as lists_jobs

        given = _given(options)
        if not given:
            raise click.UsageError(verb.nothing, ctx)
        with open_project(ctx) as project:
            if verb.resolve is not None:
                verb.resolve(project, given)
            one = lists_jobs.find(project, verb.what, thing)
            with _offering_to_merge(project, verb.what, one):
                lists_jobs.put(project, verb.what, one.id, given)
        say(f"Changed {lists_jobs.called(one)}.")

    return change


def _given(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value not in (None, ())}


def _reorder(what: str, told: str) -> click.Command:
    @click.command("reorder", help=told)
    @click.argument("order")
    @click.pass_context
    def reorder(ctx: click.Context, order: str) -> None:
        from capture.jobs import lists as lists_jobs

        with open_project(ctx) as project:
            everything = lists_jobs.reorder(project, what, names(order))
        say(" · ".join(lists_jobs.name_of(one) for one in everything))

    return reorder


def _remove(what: str, thing_called: str, told: str) -> click.Command:
    @click.command("remove", help=told)
    @click.argument("thing", metavar=thing_called)
    @click.pass_context
    def remove(ctx: click.Context, thing: str) -> None:
        from capture.jobs import lists as lists_jobs

        with open_project(ctx) as project:
            say(lists_jobs.remove(project, lists_jobs.find(project, what, thing)))

    return remove


# -- look-alikes, merging, splitting -------------------------------------------------------------


def _tidy(
    project: Project, what: str, *, look_alikes: bool, unused: bool, as_json: bool = False
) -> int:
    """Print pairs that look alike, or unused ones, or both; the exit code: 1 for none."""
    from capture.jobs import lists as lists_jobs
    from capture.jobs import lookalikes

    pairs = lookalikes.alike(project, what) if look_alikes else []
    bare = lookalikes.unused(project, what) if unused else []
    if as_json:
        told: dict[str, Any] = {}
        if look_alikes:
            told["look_alikes"] = [
                {
                    "one": _called(pair.gone, pair.gone_notes),
                    "other": _called(pair.kept, pair.kept_notes),
                    "why": pair.why,
                }
                for pair in pairs
            ]
        if unused:
            told["unused"] = [{**_called(one.thing, 0), "named_by": one.named_by} for one in bare]
        document(told)
        return 0 if pairs or bare else 1
    table(
        (lists_jobs.title(pair.gone), counted(pair.gone_notes, "note"),
         lists_jobs.title(pair.kept), counted(pair.kept_notes, "note"), pair.why)
        for pair in pairs
    )  # fmt: skip
    table((lists_jobs.title(one.thing), one.named_by or "named by nothing") for one in bare)
    many = f"{what}s"
    if look_alikes and not pairs:
        say(f"No two {many} look alike.")
    elif look_alikes:
        say(f"To make one of two: sayso {many} merge ONE OTHER. If they differ: {many} differ.")
    if unused and not bare:
        say(f"Notes carry all {many}.")
    return 0 if pairs or bare else 1


def _called(thing: Thing, count: int) -> dict[str, object]:
    from capture.jobs import lists as lists_jobs
    from data.records import Participant

    code = {"code": thing.code} if isinstance(thing, Participant) else {}
    return {**code, "name": lists_jobs.name_of(thing), "notes": count}


@contextmanager
def _offering_to_merge(project: Project, what: str, thing: Thing) -> Iterator[None]:
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
        other = lists_jobs.the(project, what, error.other)
        one, into = (clip(visible(lists_jobs.name_of(each)), 40) for each in (thing, other))
        raise NameTaken(
            f"{error} To make the two one: sayso {what}s merge “{one}” “{into}”.",
            error.other,
        ) from error


_PAIRS = {
    "stage": ("Look", '"Find out"'),
    "persona": ("Tourists", "Tourist"),
    "channel": ("Telephone", "Phone"),
    "tag": ("waiting", "wait"),
    "participant": ("Mariah", "Maria"),
}


def _example(what: str, verb: str, rest: str = "") -> str:
    """Return the example under the help of a verb: two things of that list that look alike."""
    one, other = _PAIRS[what]
    told = f"  sayso {what}s {verb} {one} {rest or other}"
    return f"\b\nExample:\n{told.rstrip()}"


def _merge(what: str) -> click.Command:
    @click.command(
        "merge",
        epilog=_example(what, "merge"),
        help=f"Merge the {what} ONE into OTHER; notes and all else follow.",
    )
    @click.argument("one")
    @click.argument("other")
    @click.option("--dry-run", is_flag=True, help="Only say what it would do.")
    @click.pass_context
    def merge(ctx: click.Context, one: str, other: str, dry_run: bool) -> None:
        from capture.jobs import lists as lists_jobs

        with open_project(ctx, read_only=dry_run) as project:
            gone, kept = (lists_jobs.find(project, what, name) for name in (one, other))
            if dry_run:
                plan = lists_jobs.plan_merge(project, what, gone.id, kept.id)
            else:
                plan = lists_jobs.merge(project, what, gone.id, kept.id)
        say(plan.sentence(done=not dry_run))

    return merge


def _differ(what: str) -> click.Command:
    @click.command(
        "differ",
        epilog=_example(what, "differ"),
        help="Say that ONE and OTHER are two: no longer shown as look-alikes.",
    )
    @click.argument("one")
    @click.argument("other")
    @click.pass_context
    def differ(ctx: click.Context, one: str, other: str) -> None:
        from capture.jobs import lists as lists_jobs

        with open_project(ctx) as project:
            mine, theirs = (lists_jobs.find(project, what, name) for name in (one, other))
            lists_jobs.differ(project, what, mine.id, theirs.id)
        say(f"{lists_jobs.title(mine)} and {lists_jobs.title(theirs)} differ; not shown again.")

    return differ


def _rename(what: str) -> click.Command:
    @click.command(
        "rename", epilog=_example(what, "rename"), help=f"Give the {what} ONE another NAME."
    )
    @click.argument("one")
    @click.argument("name")
    @click.option("--merge", is_flag=True, help="If another is called so, merge ONE into it.")
    @click.pass_context
    def rename(ctx: click.Context, one: str, name: str, merge: bool) -> None:
        from capture.jobs import lists as lists_jobs
        from data.errors import NameTaken

        with open_project(ctx) as project:
            thing = lists_jobs.find(project, what, one)
            try:
                with _offering_to_merge(project, what, thing):
                    now = lists_jobs.rename(project, what, thing.id, name)
            except NameTaken as error:
                if not merge or not error.other:
                    raise
                say(lists_jobs.merge(project, what, thing.id, error.other).sentence(done=True))
                return
        say(f"{lists_jobs.title(thing)} is {lists_jobs.title(now)} now.")

    return rename


def _split(what: str) -> click.Command:
    @click.command(
        "split",
        epilog=_example(what, "split", "Late --where phone"),
        help=f"Move some notes of the {what} ONE to a new one called NAME.",
    )
    @click.argument("one")
    @click.argument("name")
    @click.option("--where", default="", metavar="FILTER", help="Notes that fit, as in the app.")
    @click.option("--with-tag", default="", metavar="TAG", help="Notes that have this tag too.")
    @click.option("--note", "ids", multiple=True, metavar="ID", help="This note; may be repeated.")
    @click.pass_context
    def split(
        ctx: click.Context, one: str, name: str, where: str, with_tag: str, ids: tuple[str, ...]
    ) -> None:
        from capture.jobs import browse
        from capture.jobs import lists as lists_jobs

        if sum(map(bool, (where, with_tag, ids))) != 1:
            raise click.UsageError("Say which notes: --where, --with-tag or --note.", ctx)
        with open_project(ctx) as project:
            thing = lists_jobs.find(project, what, one)
            snapshot = project.snapshot() if ids else None
            some = [browse.by_id(snapshot, typed).id for typed in ids] if snapshot else []
            among = lists_jobs.among(project, typed=where, with_tag=with_tag, ids=some)
            new, count = lists_jobs.split(project, what, thing.id, name, among)
        moved = f"{counted(count, 'note')} moved from {lists_jobs.title(thing)}"
        say(f"{moved} to {lists_jobs.title(new)}.")

    return split


# -- the verbs -----------------------------------------------------------------------------------


def _describing(description: str, example: str) -> Sequence[Decorator]:
    return (
        click.option("--description", help=description),
        click.option("--example", "examples", multiple=True, help=example),
    )


def _plain(thing: Thing, names: str, **more: object) -> dict[str, object]:
    """Return what is known of a thing under these names, with what stands in place or beside."""
    return {**{name: getattr(thing, name) for name in names.split()}, **more}


def _notes(lists: Lists, thing_id: str) -> str:
    return counted(lists.count(thing_id), "note")


def _after(project: Project, given: dict[str, Any]) -> None:
    """Put the place behind the stage that is named after ``--after`` among what is given."""
    from capture.jobs import lists as lists_jobs

    if after := given.pop("after", ""):
        before = lists_jobs.find(project, "stage", after)
        given["position"] = lists_jobs.all_of(project, "stage").index(before) + 1


def _persona(project: Project, given: dict[str, Any]) -> None:
    """Put the id of the persona that is named in its place; an empty name means none."""
    from capture.jobs import lists as lists_jobs

    if (typed := given.get("persona")) is not None:
        given["persona"] = lists_jobs.find(project, "persona", typed).id if typed.strip() else None


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
    rows=lambda lists: [
        (str(number), one.title, _notes(lists, one.id), one.description)
        for number, one in enumerate(lists.stages, 1)
    ],
    plain=lambda lists: [
        _plain(one, "slug title description examples question", notes=lists.count(one.id))
        for one in lists.stages
    ],
    helps={
        "add": "Add a stage.",
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
        click.option("--title", help="The new title."),
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


_KNOWN_OF_PERSONA = (
    "name description current_situation ideal_future outcomes traits prior_knowledge motivations"
    " participation examples"
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
    rows=lambda lists: [
        (one.name, _notes(lists, one.id), one.description) for one in lists.personas
    ],
    plain=lambda lists: [
        _plain(one, _KNOWN_OF_PERSONA, notes=lists.count(one.id)) for one in lists.personas
    ],
    helps={
        "add": "Add a persona.",
        "change": "Change what is known of a persona.",
        "reorder": "Put the personas in this ORDER, comma-separated; those not named follow.",
        "remove": "Remove a persona; its notes stay, about anybody (undo brings both back).",
    },
    nothing="Say what to change, such as --name or --description.",
    empty='There is no persona yet: sayso personas add "New patient"',
    thing="persona",
    adding=_PERSONA,
    changing=(click.option("--name", help="The new name."), *_PERSONA),
).build()


_ABOUT = _describing("What it means, and what it does not.", "A remark that has it.")
_CALLED = click.option("--name", help="The new name.")
_OWN = click.option(
    "--own/--not-own", "own", default=None, help="Whether it is your own, or somebody else's."
)


def _meant(channel: Channel) -> str:
    """Return what a channel means, and that it is somebody else's."""
    theirs = "" if channel.own else "somebody else's"
    return " · ".join(part for part in (theirs, channel.description) if part)


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
    rows=lambda lists: [(one.name, _notes(lists, one.id), one.description) for one in lists.tags],
    plain=lambda lists: [
        _plain(one, "name description examples", notes=lists.count(one.id)) for one in lists.tags
    ],
    helps={
        "add": "Add a tag.",
        "change": "Change a tag's name, description or examples.",
        "reorder": "Put the tags in this ORDER, comma-separated; others follow.",
        "remove": "Remove a tag; its notes stay, without it.",
    },
    nothing="Say what to change: --name, --description, --example.",
    empty="There is no tag yet: sayso tags add NAME",
    adding=_ABOUT,
    changing=(_CALLED, *_ABOUT),
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
    rows=lambda lists: [(one.name, _notes(lists, one.id), _meant(one)) for one in lists.channels],
    plain=lambda lists: [
        _plain(one, "name description examples own", notes=lists.count(one.id))
        for one in lists.channels
    ],
    helps={
        "add": "Add a channel.",
        "change": "Change a channel's name, description, whose it is or examples.",
        "reorder": "Put the channels in this ORDER, comma-separated; others follow.",
        "remove": "Remove a channel; its notes stay, without it.",
    },
    nothing="Say what to change: --name, --description, --example, --own.",
    empty="There is no channel yet: sayso channels add NAME",
    adding=(*_ABOUT, _OWN),
    changing=(_CALLED, *_ABOUT, _OWN),
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
    help="What of their words a map that leaves the team may show.",
)


def _known_of_somebody(project: Project, given: dict[str, Any]) -> None:
    _persona(project, given)
    if given.get("consent") == "not asked":
        given["consent"] = None


participants_verb = ListVerb(
    "participant",
    "List, add, change, merge and remove who spoke.",
    """\b
Examples:
  sayso participants add "Maria/front desk" "Jon/calls"
  sayso participants add Eleni --group customer
  sayso participants change Maria --team "back office"
  sayso participants change P03 --consent "in other words"
  sayso participants --look-alikes
  sayso participants merge Mariah Maria
  sayso participants remove P03
""",
    rows=lambda lists: [
        (
            one.code,
            one.name,
            one.group or "·",
            one.team or "·",
            _notes(lists, one.id),
            one.consent or "",
        )
        for one in lists.people
    ],
    plain=lambda lists: [
        _plain(
            one,
            "code name group team persona consent",
            persona=lists.persona_name(one.persona) or None,
            notes=lists.count(one.id),
        )
        for one in lists.people
    ],
    helps={
        "change": "Change what is known of a participant, named by code or name.",
        "remove": "Remove a participant; their notes stay, without a speaker (undo brings both "
        "back).",
    },
    nothing="Say what to change: --name, --team, --group, --persona, --consent.",
    empty='Nobody yet: sayso participants add "Maria/front desk"',
    thing="participant",
    changing=(
        _CALLED,
        click.option("--team", help="The new team."),
        _GROUP,
        click.option("--persona", help="The persona that this customer is."),
        _CONSENT,
    ),
    resolve=_known_of_somebody,
).build()


@participants_verb.command("add")
@click.argument("people", nargs=-1, required=True, metavar="NAME[/TEAM]…")
@_GROUP
@_CONSENT
@click.pass_context
def add_participants(
    ctx: click.Context, people: tuple[str, ...], group: str | None, consent: str | None
) -> None:
    """Add one or more participants; each gets a code."""
    from capture.jobs import names as names_jobs
    from data.records import Consent, Group

    if not all(person.partition("/")[0].strip() for person in people):
        raise click.UsageError("A participant needs a name before the /; nobody was added.", ctx)
    with open_project(ctx) as project:
        made = names_jobs.add(
            project,
            people,
            group=Group(group) if group else None,
            consent=Consent(consent) if consent and consent != "not asked" else None,
        )
    say("Added " + ", ".join(f"{one.code} {one.name}" for one in made) + ".")


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
        found = filters.saved(project)
    if as_json:
        document(
            [
                {
                    "name": one.filter.name,
                    "filter": one.filter.query,
                    "notes": None if one.problem else one.count,
                    "problem": one.problem or None,
                }
                for one in found
            ]
        )
        return
    table(
        (one.filter.name, "!" if one.problem else counted(one.count, "note"), one.filter.query)
        for one in found
    )
    for one in found:
        if one.problem:
            say(one.problem)
    if not found:
        say("No filter is saved yet. Save one: sayso notes FILTER --save NAME")


@filters_verb.command("rename")
@click.argument("name")
@click.argument("new")
@click.pass_context
def rename_filter(ctx: click.Context, name: str, new: str) -> None:
    """Give a saved filter another name."""
    from capture.jobs import lists as lists_jobs

    with open_project(ctx) as project:
        one = lists_jobs.rename(project, "filter", lists_jobs.find(project, "filter", name).id, new)
    say(f"The filter is now called {lists_jobs.name_of(one)}.")


filters_verb.add_command(
    _reorder("filter", "Put saved filters in this ORDER, comma-separated; those not named follow.")
)
filters_verb.add_command(_remove("filter", "NAME", "Remove a saved filter; no note changes."))


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


def _plain_journey(lists: Lists, one: Journey) -> dict[str, object]:
    from capture.jobs import journeys

    return _plain(
        one,
        "title persona trigger scenario owner lanes stages",
        persona=lists.persona_name(one.persona) or None,
        lanes=[row.value for row, shown in journeys.all_rows(one) if shown],
        stages=lists.stage_titles(one),
        default=one.is_default,
    )


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
    rows=lambda lists: [
        (
            one.title,
            lists.persona_name(one.persona) or "everybody",
            " · ".join(lists.stage_titles(one) or ("all stages",)),
            one.owner or "·",
            one.trigger,
        )
        for one in lists.journeys
    ],
    plain=lambda lists: [_plain_journey(lists, one) for one in lists.journeys],
    helps={
        "add": "Add a journey.",
        "change": "Change a journey; an empty --persona or --stages means everybody, or all "
        "stages.",
        "remove": "Remove a journey; notes and cards stay (undo brings it back).",
    },
    nothing="Say what to change, such as --trigger or --stages.",
    new="title",
    thing="journey",
    adding=_JOURNEY,
    changing=(click.option("--title", help="The new title."), *_JOURNEY),
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
        one, found = journeys.rows(project, journey)
    if as_json:
        document([{"name": r.value, "title": r.heading, "shown": on} for r, on in found])
        return
    say(f"The lanes of {one.title} (change them with: sayso journeys change … --lanes, --hide)")
    table(("shown" if on else "hidden", row.value, row.heading) for row, on in found)
