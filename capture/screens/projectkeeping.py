"""Keeping the lists of the mode Project in order: merging, splitting, look-alikes, the order."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from capture.jobs import duplicates, journeys
from capture.jobs import lists as lists_jobs
from capture.screens.base import ModeScreen
from capture.screens.projectparts import KEPT
from data.records import Journey, Participant, Session

if TYPE_CHECKING:
    from capture.jobs.arranging import Lists, Thing
    from capture.jobs.duplicates import Alike
    from capture.jobs.lists import Merging


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
            from capture.screens.lanes import LanesScreen

            self.app.push_screen(LanesScreen(thing, journeys.all_rows(thing)), self._told)
            return
        pairs = self._alike.get(self._what, [])
        if not pairs:
            self.shell.say("No two names of this list look alike.")
            return
        from capture.screens.lookalikes import AlikeScreen

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
        from capture.screens.asking import PickScreen

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
        from capture.screens.asking import ConfirmScreen

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
        from capture.screens.projectforms import split_form

        self.app.push_screen(split_form(self._what, thing), self._split)

    def _split(self, new: str | None) -> None:
        if new is not None:
            self.shell.say("Split. Ctrl+Z takes it back.")

    def action_groups(self) -> None:
        """Give group and team to many people in a row."""
        from capture.screens.peoplelist import PeopleScreen

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
