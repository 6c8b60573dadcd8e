"""What the verbs of the lists have in common: rename, merge, split, look-alikes, unused ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from capture.cli.context import open_project
from capture.cli.output import document, say, table
from data.text import clip, counted, visible

if TYPE_CHECKING:
    from data.store import Project

_Command = TypeVar("_Command", bound=Callable[..., Any])


def tidy_options(command: _Command) -> _Command:
    """Give the listing of a verb the options that point out what may want tidying."""
    command = click.option("--unused", is_flag=True, help="Only those that no note carries.")(
        command
    )
    return click.option(
        "--look-alikes", "look_alikes", is_flag=True, help="Pairs of names that may be one."
    )(command)


def tidy(
    project: Project, what: str, *, look_alikes: bool, unused: bool, as_json: bool = False
) -> int:
    """Print pairs that look alike, or unused ones, or both; the exit code: 1 for none."""
    from capture.jobs import duplicates, lists

    pairs = duplicates.alike(project, what) if look_alikes else []
    bare = duplicates.unused(project, what) if unused else []
    if as_json:
        told: dict[str, Any] = {}
        if look_alikes:
            told["look_alikes"] = [
                {
                    "one": _plain(pair.gone, pair.gone_notes),
                    "other": _plain(pair.kept, pair.kept_notes),
                    "why": pair.why,
                }
                for pair in pairs
            ]
        if unused:
            told["unused"] = [{**_plain(one.thing, 0), "named_by": one.named_by} for one in bare]
        document(told)
        return 0 if pairs or bare else 1
    table(
        (lists.title(pair.gone), counted(pair.gone_notes, "note"),
         lists.title(pair.kept), counted(pair.kept_notes, "note"), pair.why)
        for pair in pairs
    )  # fmt: skip
    table((lists.title(one.thing), one.named_by or "named by nothing") for one in bare)
    many = lists.MANY[what]
    if look_alikes and not pairs:
        say(f"No two {many} look alike.")
    elif look_alikes:
        say(f"To make one of two: sayso {many} merge ONE OTHER. If they differ: {many} differ.")
    if unused and not bare:
        say(f"Notes carry all {many}.")
    return 0 if pairs or bare else 1


def _plain(thing: Any, count: int) -> dict[str, Any]:
    from capture.jobs import lists

    told = {"name": lists.name_of(thing), "notes": count}
    return {"code": thing.code, **told} if hasattr(thing, "code") else told


@contextmanager
def offering_to_merge(project: Project, what: str, thing: Any) -> Iterator[None]:
    """Where the new name of a thing is taken, say so and how the two are made one.

    Raises:
        NameTaken: with the way out in its sentence.
    """
    from capture.jobs import lists
    from data.errors import NameTaken

    try:
        yield
    except NameTaken as error:
        if not error.other:
            raise
        other = lists.the(project, what, error.other)
        one, into = (clip(visible(lists.name_of(each)), 40) for each in (thing, other))
        raise NameTaken(
            f"{error} To make the two one: sayso {lists.MANY[what]} merge “{one}” “{into}”.",
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


def add_keeping(group: click.Group, what: str) -> None:
    """Give the verb of a list its merge, differ and, but for people, rename and split."""
    group.add_command(_merge(what))
    group.add_command(_differ(what))
    if what != "participant":
        group.add_command(_rename(what))
        group.add_command(_split(what))


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
        from capture.jobs import lists

        with open_project(ctx, read_only=dry_run) as project:
            gone, kept = (lists.find(project, what, name) for name in (one, other))
            if dry_run:
                plan = lists.plan_merge(project, what, gone.id, kept.id)
            else:
                plan = lists.merge(project, what, gone.id, kept.id)
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
        from capture.jobs import lists

        with open_project(ctx) as project:
            mine, theirs = (lists.find(project, what, name) for name in (one, other))
            lists.differ(project, what, mine.id, theirs.id)
        say(f"{lists.title(mine)} and {lists.title(theirs)} differ; not shown again.")

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
        from capture.jobs import lists
        from data.errors import NameTaken

        with open_project(ctx) as project:
            thing = lists.find(project, what, one)
            try:
                with offering_to_merge(project, what, thing):
                    now = lists.rename(project, what, thing.id, name)
            except NameTaken as error:
                if not merge or not error.other:
                    raise
                say(lists.merge(project, what, thing.id, error.other).sentence(done=True))
                return
        say(f"{lists.title(thing)} is {lists.title(now)} now.")

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
        from capture.jobs import browse, lists

        if sum(map(bool, (where, with_tag, ids))) != 1:
            raise click.UsageError("Say which notes: --where, --with-tag or --note.", ctx)
        with open_project(ctx) as project:
            thing = lists.find(project, what, one)
            snapshot = project.snapshot() if ids else None
            some = [browse.by_id(snapshot, typed).id for typed in ids] if snapshot else []
            among = lists.among(project, typed=where, with_tag=with_tag, ids=some)
            new, count = lists.split(project, what, thing.id, name, among)
        moved = f"{counted(count, 'note')} moved from {lists.title(thing)}"
        say(f"{moved} to {lists.title(new)}.")

    return split
