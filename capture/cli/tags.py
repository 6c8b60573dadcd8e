"""``sayso tags`` and ``sayso channels``: the free tags, and where things happen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from capture.cli.context import open_project
from capture.cli.lists import add_keeping, offering_to_merge, tidy, tidy_options
from capture.cli.output import document, json_option, say, table
from capture.cli.project import names
from data.text import counted

if TYPE_CHECKING:
    from collections.abc import Callable

_TAGS = """\b
Examples:
  sayso tags --look-alikes --unused
  sayso tags add papers --description "Forms, letters and what gets lost of them"
  sayso tags change papers --example "they lost my certificate"
  sayso tags rename waiting wait --merge
  sayso tags split wait "wait by phone" --where phone
  sayso tags reorder "wait, papers"
  sayso tags remove papers
"""
_CHANNELS = """\b
Examples:
  sayso channels
  sayso channels add Counter --description "At the desk, in person"
  sayso channels change Counter --name Desk
  sayso channels change Forum --not-own
  sayso channels merge Telephone Phone
  sayso channels reorder "Phone, Desk"
  sayso channels remove Fax
"""


def _about(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say what a thing means."""
    command = click.option("--example", "examples", multiple=True, help="A remark that has it.")(
        command
    )
    return click.option("--description", help="What it means, and what it does not.")(command)


def _owning(what: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return what gives a command of the channels the option that says whose they are."""
    if what != "channel":
        return lambda command: command
    return click.option(
        "--own/--not-own", "own", default=None, help="Whether it is your own, or somebody else's."
    )


def _verb(what: str, many: str, told: str) -> click.Group:
    """Return the verb of a list."""

    @click.group(
        many, invoke_without_command=True, epilog=_TAGS if what == "tag" else _CHANNELS, help=told
    )
    @tidy_options
    @json_option
    @click.pass_context
    def verb(ctx: click.Context, look_alikes: bool, unused: bool, as_json: bool) -> int:
        if ctx.invoked_subcommand is not None:
            return 0
        with open_project(ctx, read_only=True) as project:
            if look_alikes or unused:
                return tidy(project, what, look_alikes=look_alikes, unused=unused, as_json=as_json)
            return _list(project, what, many, as_json=as_json)

    _add_making(verb, what)
    _add_order_and_removal(verb, what, many)
    add_keeping(verb, what)
    return verb


def _add_making(verb: click.Group, what: str) -> None:
    """Give the verb of a list what adds to it and what changes a thing of it."""

    @verb.command("add", help=f"Add a {what}.")
    @click.argument("name")
    @_about
    @_owning(what)
    @click.pass_context
    def add(ctx: click.Context, /, name: str, **options: Any) -> None:
        from capture.jobs import arranging

        given = {field: value for field, value in options.items() if value is not None}
        with open_project(ctx) as project:
            arranging.put_named(project, what, None, {"name": name, **given})
        say(f"Added the {what} {name}.")

    whose = ", whose it is" if what == "channel" else ""

    @verb.command("change", help=f"Change a {what}'s name, description{whose} or examples.")
    @click.argument("one")
    @click.option("--name", help="The new name.")
    @_about
    @_owning(what)
    @click.pass_context
    def change_(ctx: click.Context, /, one: str, **options: Any) -> None:
        from capture.jobs import arranging, lists

        given = {field: value for field, value in options.items() if value not in (None, ())}
        if not given:
            own = ", --own" if what == "channel" else ""
            told = f"Say what to change: --name, --description, --example{own}."
            raise click.UsageError(told, ctx)
        with open_project(ctx) as project:
            thing = lists.find(project, what, one)
            with offering_to_merge(project, what, thing):
                arranging.put_named(project, what, thing.id, given)
        say(f"Changed the {what} {lists.name_of(thing)}.")


def _add_order_and_removal(verb: click.Group, what: str, many: str) -> None:
    """Give the verb of a list what puts it in order and what takes from it."""

    @verb.command("reorder", help=f"Put the {many} in this ORDER, comma-separated; others follow.")
    @click.argument("order")
    @click.pass_context
    def reorder(ctx: click.Context, order: str) -> None:
        from capture.jobs import lists

        with open_project(ctx) as project:
            everything = lists.reorder(project, what, names(order))
        say(" · ".join(lists.name_of(one) for one in everything))

    @verb.command("remove", help=f"Remove a {what}; its notes stay, without it.")
    @click.argument("one")
    @click.pass_context
    def remove(ctx: click.Context, one: str) -> None:
        from capture.jobs import lists

        with open_project(ctx) as project:
            thing, count = lists.remove(project, what, lists.find(project, what, one).id)
        say(f"Removed the {what} {lists.name_of(thing)}; {counted(count, 'note')} had it.")


def _list(project: Any, what: str, many: str, *, as_json: bool) -> int:
    """Print a list with how many notes carry each."""
    from capture.jobs import lists
    from data.store import notes

    with project.reading():
        things: Any = lists.all_of(project, what)
        count = notes.counts(project)
    if as_json:
        document(
            [
                {
                    "name": one.name,
                    "description": one.description,
                    "examples": list(one.examples),
                    **({"own": one.own} if what == "channel" else {}),
                    "notes": count.get(one.id, 0),
                }
                for one in things
            ]
        )
    else:
        table((one.name, counted(count.get(one.id, 0), "note"), _meant(one)) for one in things)
    if not things:
        say(f"There is no {what} yet: sayso {many} add NAME")
    return 0


def _meant(thing: Any) -> str:
    """Return what a tag or channel means, and that it is somebody else's."""
    theirs = "" if getattr(thing, "own", True) else "somebody else's"
    return " · ".join(part for part in (theirs, thing.description) if part)


tags_verb = _verb("tag", "tags", "List free tags; rename, merge, split, order and remove them.")
channels_verb = _verb(
    "channel", "channels", "List channels; rename, merge, split, order and remove them."
)
