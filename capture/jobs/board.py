"""The board on a project: what it shows, and acts previewed and done in one step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from capture.jobs import drafting, placing, sourcing
from data.errors import SaysoError, UsageError
from data.records import Touchpoint, TouchpointId
from data.store import drafts, notes, touchpoints

if TYPE_CHECKING:
    from data.records import Snapshot
    from data.store import Project
    from data.store.log import Change
    from synthesis.board.ground import Effect, Ground
    from synthesis.board.queue import Question

Act = Callable[["Ground"], "Effect"]
"""An act of `synthesis.board.acts` with everything but the ground filled in."""

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Beside:
    """What is written in the step of an act and lies beside a card: figures, dots, comments.

    ``label`` names the step; it is given the act's own effect, None where nothing but this is done.
    """

    card: TouchpointId
    label: Callable[[Effect | None], str]
    write: Callable[[Change], object]


class Clash(SaysoError):  # noqa: N818 - named as the rest of data.errors
    """What was asked stands against what was decided; it can be done anyway."""


class BoardBusy(SaysoError):  # noqa: N818 - named as the rest of data.errors
    """Somebody else keeps changing the same cards."""


def ground_of(project: Project, snapshot: Snapshot) -> Ground:
    """Return the ground that acts stand on; likeness is worked out only where it is asked for."""
    from data.store.log import new_id
    from synthesis.board.ground import Ground

    def place(texts: Sequence[str]) -> object:
        return placing.placer(project, sourcing.source(project))(texts)

    return Ground(snapshot, place, new_id)  # type: ignore[arg-type]


def preview(project: Project, act: Act) -> Effect:
    """Return what an act would change, without changing anything.

    Raises:
        Clash: it stands against what was decided.
        UsageError: it makes no sense on this board.
    """
    return _planned(ground_of(project, project.snapshot()), act)


def do(project: Project, act: Act, also: Beside | None = None) -> Effect:
    """Do an act, in one step that undo takes back; return it with the codes of new cards.

    ``also`` is done in the same step, whatever the act itself changes, and names the step.

    Raises:
        Clash: it stands against what was decided; nothing was changed.
        UsageError: it makes no sense on this board; nothing was changed.
    """
    for _ in range(_TRIES):
        snapshot = project.snapshot()
        ground = ground_of(project, snapshot)
        effect = _planned(ground, act)
        if also is not None:
            effect = replace(effect, label=also.label(effect))
        elif effect.is_nothing:
            return effect
        effect, others = _titled(project, ground, effect)
        # Drafts depend on notes alone; with many of them it takes time to look through them all.
        touches = bool(effect.stages or effect.aside)
        fresh = touches and drafting.drawn_from(project, snapshot)
        with project.change(effect.label) as change:
            still = all(touchpoints.get(change, card.id) == card for card in effect.before)
            if still and (also is None or touchpoints.get(change, also.card) is not None):
                effect = _numbered(change, ground, effect)
                _store(change, effect)
                if also is not None:
                    also.write(change)
                _keep_runners_up(change, ground, effect, others)
                if touches:
                    drafting.keep_fresh(change, fresh)
                return effect
    raise BoardBusy(
        "Somebody else is changing the same cards: nothing was changed. Try again when they pause."
    )


def beside(project: Project, act: Act, also: Beside) -> None:
    """Write what lies beside a card, which makes it held: ``act`` does, where it is a draft.

    A card that is held already needs nothing read but itself.

    Raises:
        NotFound: the card is gone.
    """
    found = touchpoints.get(project, also.card)
    if found is not None and found.held:
        with project.change(also.label(None)) as change:
            now = touchpoints.get(change, also.card)
            if now is not None and now.held:
                also.write(change)
                return
    do(project, act, also)


def _planned(ground: Ground, act: Act) -> Effect:
    from synthesis.board.ground import CannotError, ClashError

    try:
        return act(ground)
    except ClashError as error:
        raise Clash(f"{error} Nothing was changed.") from error
    except CannotError as error:
        raise UsageError(f"{error} Nothing was changed.") from error


def _titled(
    project: Project, ground: Ground, effect: Effect
) -> tuple[Effect, dict[str, tuple[str, ...]]]:
    """Name what is new or changed, unlike any other card."""
    from synthesis.board.drafts import titled

    before = {card.id: card for card in effect.before}
    bare = any(
        not card.title or not all(point.title for point in card.points) or not card.held
        for card in effect.after
    )
    if not bare:
        return effect, {}
    concerned = {card.id for card in (*effect.before, *effect.after)}
    source = sourcing.source(project)
    namer = sourcing.Namer(project, source.encoder, None, None)
    beside = [card.title for card in ground.snapshot.touchpoints if card.id not in concerned]
    named, others = titled(ground, effect.after, before, namer, taken=beside)
    return replace(effect, after=tuple(named)), others


def _keep_runners_up(
    change: Change, ground: Ground, effect: Effect, others: dict[str, tuple[str, ...]]
) -> None:
    if not others:
        return
    cards = (*ground.snapshot.touchpoints, *effect.after)
    known = [one for card in cards for one in (card.id, *(point.id for point in card.points))]
    drafts.keep_runners_up(change.connection, others, known)


def _numbered(change: Change, ground: Ground, effect: Effect) -> Effect:
    """Give new cards their codes, and their places behind the others of their stage."""
    fresh = [card.id for card in effect.after if not card.code]
    codes = dict(zip(fresh, change.new_codes("T", len(fresh)) if fresh else (), strict=True))
    last: dict[object, int] = {}
    for card in ground.snapshot.touchpoints:
        last[card.stage] = max(last.get(card.stage, -1), card.position)
    after = []
    for card in effect.after:
        if card.id in codes:
            last[card.stage] = last.get(card.stage, -1) + 1
            after.append(replace(card, code=codes[card.id], position=last[card.stage]))
        else:
            after.append(card)
    return replace(effect, after=tuple(after))


def _store(change: Change, effect: Effect) -> None:
    """Write an effect: notes, links and answers, then cards."""
    for note, stage in effect.stages:
        notes.edit(change, note, stage=stage)
    for note, aside in effect.aside:
        notes.edit(change, note, set_aside=aside)
    for link in effect.unlinked:
        touchpoints.remove_link(change, link)
    for link in effect.links:
        touchpoints.put_link(change, link)
    for question, yes in effect.answers:
        touchpoints.answer(change, question, yes=yes)
    _store_cards(change, effect)


def _store_cards(change: Change, effect: Effect) -> None:
    """Write first cards that give, then those that go, then those that take, and drafts."""
    after = {card.id: card for card in effect.after}
    held = [card for card in effect.after if card.held]
    for card in effect.before:
        if card.id in after and after[card.id].held:
            touchpoints.put(change, _without_leavers(card, after[card.id]))
    for gone, into in effect.merged:
        for comment in touchpoints.all_comments(change, gone):
            touchpoints.edit_comment(change, comment.id, touchpoint=into)
        touchpoints.hand_over(change, gone, into)
    for card in effect.before:
        if card.held and card.id not in after:
            touchpoints.remove(change, card.id)
    for card in held:
        touchpoints.put(change, card)
    was_draft = [card for card in effect.before if not card.held]
    is_draft = [card for card in effect.after if not card.held]
    if was_draft or is_draft:
        drafts.revise(change, was_draft, is_draft)


def _without_leavers(card: Touchpoint, after: Touchpoint) -> Touchpoint:
    """Return a card without the points that go to another: no point lies on two cards."""
    there = {point.id for point in after.points}
    return replace(card, held=True, points=tuple(p for p in card.points if p.id in there))


def questions(project: Project) -> list[Question]:
    """Return what needs an eye, best first; the drafts should be fresh."""
    from synthesis.board.claims import coarse_cut
    from synthesis.board.queue import queue

    snapshot = project.snapshot()
    return queue(ground_of(project, snapshot), coarse_cut(snapshot.settings.dial))


def answering(question: Question, *, yes: bool) -> Act:
    """Return the act that an answer is."""

    def act(ground: Ground) -> Effect:
        from synthesis.board.queue import answer

        return answer(ground, question, yes=yes)

    return act


def proposals(project: Project) -> list[Question]:
    """Return what nobody has asked for and likeness suggests; nothing of it happens by itself."""
    from synthesis.board.queue import PROPOSED

    return [one for one in questions(project) if one.about in PROPOSED]


def by_code(snapshot: Snapshot, typed: str) -> TouchpointId:
    """Return the card of a code, whatever its case; ``t7`` finds ``T07``.

    Raises:
        NotFound: no card has that code.
    """
    from data.errors import NotFound

    wanted = typed.strip().casefold()
    number = wanted.removeprefix("t").lstrip("0")
    for card in snapshot.touchpoints:
        code = card.code.casefold()
        if code == wanted or (number and code.removeprefix("t").lstrip("0") == number):
            return card.id
    raise NotFound(f"There is no card {typed} here. Look for it with: sayso touchpoints")
