"""Keeping the lists of a project in order: merging, splitting, ordering, names that look alike."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from capture.jobs import journeys
from capture.jobs import lists as lists_jobs
from capture.jobs.lookalikes import everywhere
from data.records import Journey, Participant, Session, Stage

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

    def pairs(self, kind: str) -> tuple[Alike, ...]:
        """Return the pairs of a list, named by the word for one of its things."""
        return tuple(self._pairs.get(kind, ()))

    def names(self, kind: str) -> dict[str, str]:
        """Return what each thing of a list looks like, by its id."""
        names: dict[str, str] = {}
        for pair in self.pairs(kind):
            names.setdefault(pair.gone.id, lists_jobs.name_of(pair.kept))
            names.setdefault(pair.kept.id, lists_jobs.name_of(pair.gone))
        return names

    def like(self, kind: str, thing_id: str) -> set[str]:
        """Return the ids of what looks like a thing, its own among them."""
        return {
            thing.id
            for pair in self.pairs(kind)
            if thing_id in (pair.gone.id, pair.kept.id)
            for thing in (pair.gone, pair.kept)
        }


async def merge(
    screen: ShellPart, lists: Lists, kind: str, thing: lists_jobs.Thing, like: Container[str]
) -> None:
    """Ask into which other thing this one is merged, those that look like it first; merge them."""
    from capture.screens.dialogs import ConfirmScreen
    from capture.screens.picker import Picker

    things = {word: getattr(lists, section) for section, word in KEPT.items()}[kind]
    others: list[lists_jobs.Thing] = [other for other in things if other.id != thing.id]
    others.sort(key=lambda other: other.id not in like)
    if not others:
        screen.shell.say(f"There is no other {kind} to merge it into.")
        return
    names = [f"{'≈ ' if other.id in like else ''}{lists_jobs.title(other)}" for other in others]
    at = await screen.ask(Picker(f"Merge {lists_jobs.title(thing)} into …", enumerate(names)))
    if at is None:
        return
    gone, kept = thing.id, others[at].id
    plan = await screen.gateway.read(
        lambda project: lists_jobs.plan_merge(project, kind, gone, kept), key="merge"
    )
    question = f"Merge {lists_jobs.title(plan.gone)} into {lists_jobs.title(plan.kept)}?"
    if await screen.ask(ConfirmScreen(question, plan.sentence(), "Merge")):
        screen.write(
            lambda project: lists_jobs.merge(project, kind, gone, kept),
            partial(_say_merged, screen.shell),
            label=f"merge a {kind}",
        )


def _say_merged(shell: Shell, done: Merging) -> None:
    shell.say(f"{done.sentence(done=True)} Ctrl+Z takes it back.")


async def split(screen: ShellPart, kind: str, thing: lists_jobs.Thing) -> None:
    """Ask which notes of a thing go to a new one, and move them."""
    if isinstance(thing, Participant):
        screen.shell.say("People are not split: change who said a note in Notes.")
        return
    from capture.screens.project.forms import split_form

    if await screen.ask(split_form(kind, thing)) is not None:
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


def move(screen: ShellPart, kind: str, thing: Shown | None, by: int) -> None:
    """Move a thing up (-1) or down (1) in the order of its list."""
    kind = "journey" if isinstance(thing, Journey) else kind
    if thing is None or kind in ("", "participant"):
        screen.shell.say("People and sessions have no order of their own.")
        return
    thing_id = thing.id
    screen.write(
        lambda project: lists_jobs.move_in_order(project, kind, thing_id, by),
        label=f"order the {kind}s",
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
    if isinstance(thing, Participant):
        return f"{thing.code} {thing.name}".rstrip()
    kind = "session" if isinstance(thing, Session) else lists_jobs.what_of(thing)
    name = thing.title if isinstance(thing, Stage | Session | Journey) else thing.name
    return f"the {kind} “{name}”"
