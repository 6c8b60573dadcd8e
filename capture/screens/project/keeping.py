"""Keeping the lists of a project in order: merging, splitting, ordering, names that look alike."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from capture.jobs import journeys
from capture.jobs import lists as lists_jobs
from capture.jobs.lookalikes import everywhere
from data.records import Channel, Journey, Participant, Persona, Session, Stage, Tag

if TYPE_CHECKING:
    from collections.abc import Container

    from capture.gateway import Gateway
    from capture.jobs.lists import Lists, Merging, Shown
    from capture.jobs.lookalikes import Alike
    from capture.shell import Shell
    from capture.widgets.resilient import ShellPart

KEPT = {
    "stages": "stage",
    "personas": "persona",
    "people": "participant",
    "channels": "channel",
    "tags": "tag",
}
"""The lists whose things can be merged, and the word for one of them."""


class LookAlikes:
    """Which names of each list look alike, as last looked for."""

    def __init__(self) -> None:
        """Know of none."""
        self._pairs: dict[str, list[Alike]] = {}

    async def look(self, gateway: Gateway) -> bool:
        """Look again; whether it is others than before."""
        pairs = await gateway.read(everywhere, key="alike")
        before, self._pairs = self._pairs, pairs
        return before != pairs

    def pairs(self, what: str) -> tuple[Alike, ...]:
        """Return the pairs of a list, named by the word for one of its things."""
        return tuple(self._pairs.get(what, ()))

    def names(self, what: str) -> dict[str, str]:
        """Return what each thing of a list looks like, by its id."""
        names: dict[str, str] = {}
        for pair in self.pairs(what):
            names.setdefault(pair.gone.id, lists_jobs.name_of(pair.kept))
            names.setdefault(pair.kept.id, lists_jobs.name_of(pair.gone))
        return names

    def like(self, what: str, thing_id: str) -> set[str]:
        """Return the ids of what looks like a thing, its own among them."""
        return {
            one.id
            for pair in self.pairs(what)
            if thing_id in (pair.gone.id, pair.kept.id)
            for one in (pair.gone, pair.kept)
        }


def mergeable(lists: Lists, what: str) -> tuple[lists_jobs.Thing, ...]:
    """Return the things of a list, named by the word for one of them."""
    match what:
        case "stage":
            return lists.stages
        case "persona":
            return lists.personas
        case "participant":
            return lists.people
        case "channel":
            return lists.channels
    return lists.tags


async def merge(
    screen: ShellPart, lists: Lists, what: str, thing: lists_jobs.Thing, like: Container[str]
) -> None:
    """Ask into which other thing this one is merged, those that look like it first; merge them."""
    from capture.screens.dialogs import ConfirmScreen
    from capture.screens.picker import Picker

    others = [one for one in mergeable(lists, what) if one.id != thing.id]
    others.sort(key=lambda one: one.id not in like)
    if not others:
        screen.shell.say(f"There is no other {what} to merge it into.")
        return
    names = [f"{'≈ ' if one.id in like else ''}{lists_jobs.title(one)}" for one in others]
    at = await screen.ask(Picker(f"Merge {lists_jobs.title(thing)} into …", enumerate(names)))
    if at is None:
        return
    gone, kept = thing.id, others[at].id
    plan = await screen.gateway.read(
        lambda project: lists_jobs.plan_merge(project, what, gone, kept), key="merge"
    )
    question = f"Merge {lists_jobs.title(plan.gone)} into {lists_jobs.title(plan.kept)}?"
    if await screen.ask(ConfirmScreen(question, plan.sentence(), "Merge")):
        screen.write(
            lambda project: lists_jobs.merge(project, what, gone, kept),
            partial(_say_merged, screen.shell),
            label=f"merge a {what}",
        )


def _say_merged(shell: Shell, done: Merging) -> None:
    shell.say(f"{done.sentence(done=True)} Ctrl+Z takes it back.")


async def split(screen: ShellPart, what: str, thing: lists_jobs.Thing) -> None:
    """Ask which notes of a thing go to a new one, and move them."""
    if isinstance(thing, Participant):
        screen.shell.say("People are not split: change who said a note in Notes.")
        return
    from capture.screens.project.forms import split_form

    if await screen.ask(split_form(what, thing)) is not None:
        screen.shell.say("Split. Ctrl+Z takes it back.")


async def go_through_alikes(screen: ShellPart, pairs: tuple[Alike, ...]) -> None:
    """Go through pairs of names that look alike, and say what was done."""
    if not pairs:
        screen.shell.say("No two names of this list look alike.")
        return
    from capture.screens.project.lookalikes import AlikeScreen

    if sentence := await screen.ask(AlikeScreen(pairs)):
        screen.shell.say(sentence)


async def choose_lanes(screen: ShellPart, journey: Journey) -> None:
    """Choose which lanes the map of a journey has."""
    from capture.screens.board.lanes import LanesScreen

    if sentence := await screen.ask(LanesScreen(journey, journeys.all_rows(journey))):
        screen.shell.say(sentence)


def move(screen: ShellPart, what: str, thing: Shown | None, by: int) -> None:
    """Move a thing up (-1) or down (1) in the order of its list."""
    if isinstance(thing, Journey):
        journey = thing.id
        screen.write(
            lambda project: lists_jobs.move_in_order(project, "journey", journey, by),
            label="order the journeys",
        )
    elif thing is None or what in ("", "participant"):
        screen.shell.say("People and sessions have no order of their own.")
    else:
        which = thing.id
        screen.write(
            lambda project: lists_jobs.move_in_order(project, what, which, by),
            label=f"order the {what}s",
        )


async def remove(screen: ShellPart, lists: Lists, thing: Shown) -> None:
    """Ask, telling what would be lost, and remove a thing."""
    from capture.screens.dialogs import ConfirmScreen

    named = _named(thing)
    if await screen.ask(ConfirmScreen(f"Remove {named}?", lists_jobs.loss(lists, thing), "Remove")):
        screen.write(
            lambda project: lists_jobs.remove(project, thing),
            screen.shell.say,
            label=f"remove {named}",
        )


def _named(thing: Shown) -> str:
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
