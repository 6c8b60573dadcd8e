"""The acts of the board, on cards and on pairs of notes: each says what it would change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Unpack, cast

from data.records import (
    ClaimId,
    Decision,
    Emotion,
    Evidence,
    EvidenceStance,
    Link,
    LinkKind,
    LinkLevel,
    NoteId,
    Single,
    StageId,
    Touchpoint,
    TouchpointId,
)
from data.text import counted
from synthesis.board.claims import Bonds, Lot, Pile, obey, pile_of, tied_to
from synthesis.board.ground import (
    CannotError,
    ClashError,
    Effect,
    Working,
    broken,
    called,
    evidence_of,
    named,
    quoted,
    sentence,
    settled,
    telling,
    without,
)
from synthesis.board.quotes import words_of
from synthesis.board.sayings import may_join, says
from synthesis.grouping.group import SAME_CUT, Decisions, members, tree

if TYPE_CHECKING:
    from data.records import Facts
    from synthesis.board.ground import Ground

_DECIDED = {
    Decision.ACCEPTED: "Accept",
    Decision.REJECTED: "Reject",
    Decision.DRAFT: "Reopen",
}
_FACTS = (
    "owner", "channel", "grade", "graded_by", "expectation",
    "contacts", "contacts_basis", "minutes", "minutes_basis", "at_stake", "way_out",
)  # fmt: skip

_TOLD = {
    "owner": "",
    "grade": "",
    "channel": "The other channel",
    "contacts": "",
    "minutes": "",
    "at_stake": "What is at stake",
    "way_out": "The way out",
}
"""Facts of which a merge says that the other card's are dropped, and how ("": with the value)."""


def decide(ground: Ground, cards: Sequence[TouchpointId], decision: Decision) -> Effect:
    """Accept cards, reject them, or leave them open again; their notes stay with them."""
    work = Working(ground)
    for card in cards:
        # Nothing is new any more on a card that somebody has looked at.
        seen = _marked(work.hold(card), lambda evidence: replace(evidence, joined=None))
        work.set(replace(seen, decision=decision))
    if decision is Decision.REJECTED:
        notes = sum(len(evidence_of(ground.cards[card])) for card in cards)
        work.told.append(f"Off the map, with {counted(notes, 'note')}; reopening brings it back.")
    return work.finish(f"{_DECIDED[decision]} {_listed(ground, cards)}")


def _marked(
    card: Touchpoint, mark: Callable[[Evidence], Evidence], note: NoteId | None = None
) -> Touchpoint:
    """Return a card with its own evidence and that of its claims marked, or one note's alone."""

    def marked(some: Iterable[Evidence]) -> tuple[Evidence, ...]:
        return tuple(mark(item) if note in (None, item.note) else item for item in some)

    claims = tuple(replace(claim, evidence=marked(claim.evidence)) for claim in card.claims)
    return replace(card, claims=claims, evidence=marked(card.evidence))


def describe(ground: Ground, card: TouchpointId, **facts: Unpack[Facts]) -> Effect:
    """Say something about a card: title, owner, channel, grade, moment of truth and the like.

    A ``stage`` moves it there, which tags its notes.
    """
    if "title" in facts:
        facts["title"] = _one_line(facts["title"])
    label = f"{telling(ground, facts)} {named(ground.cards[card], 30)}"
    work = Working(ground)
    work.hold(card)
    moves = "stage" in facts
    if moves:
        _put_at(work, card, facts.pop("stage"))
    work.set(replace(work.cards[card], **facts))
    return work.finish(label, anyway=moves)


def _one_line(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise CannotError("A title needs a word.")
    return title


def grade(ground: Ground, card: TouchpointId, step: int, by: str) -> Effect:
    """Move a card's grade a step down or up; from none it begins at 0."""
    was = ground.cards[card].grade
    value = Emotion(max(-2, min(2, (0 if was is None else int(was)) + step)))
    return describe(ground, card, grade=value, graded_by=by)


def quote(ground: Ground, note: NoteId) -> Effect:
    """Let a note stand for its claim, which is quoted in its words from then on."""
    claim = ground.claim_of.get(note)
    if claim is None or note not in ground.at:
        raise CannotError(f"{quoted(ground, note)} is on no claim.")
    if note in ground.single_of:
        raise CannotError(f"{quoted(ground, note)} is all that {claim.code or 'its claim'} says.")
    work = Working(ground)
    held = work.hold(ground.card_of[note].id)
    words = words_of(ground.every_note[note].text)
    work.set(
        replace(
            held,
            claims=tuple(
                replace(own, quote=note, title=words) if own.id == claim.id else own
                for own in held.claims
            ),
        )
    )
    return work.finish(f"Quote {quoted(ground, note)} for {claim.code or 'its claim'}")


def merge(ground: Ground, cards: Sequence[TouchpointId], *, anyway: bool = False) -> Effect:
    """Make one card of several: the first keeps its code, title and place.

    Its own facts win; what it lacks it takes from the others, in their order.
    """
    into, *others = dict.fromkeys(cards)
    if not others:
        raise CannotError("Merging takes two cards or more.")
    work = Working(ground)
    work.hold(into)
    for other in others:
        card = ground.cards[other]
        own_notes = [note for note in evidence_of(card) if ground.card_of[note].id == other]
        work.put(into, work.take(own_notes))
        kept = work.cards[into]
        known = evidence_of(kept)
        against = [
            evidence
            for evidence in card.evidence
            if evidence.stance is EvidenceStance.AGAINST and evidence.note not in known
        ]
        work.set(replace(_with_facts(work, kept, card), evidence=(*kept.evidence, *against)))
        work.merged.append((other, into))
    notes = len(evidence_of(work.cards[into]))
    gone = ", ".join(ground.cards[other].code for other in others)
    goes = "goes" if len(others) == 1 else "go"
    work.told.insert(0, f"{gone} {goes}; {ground.cards[into].code} has {counted(notes, 'note')}.")
    return work.finish(f"Merge {gone} into {named(ground.cards[into], 30)}", anyway=anyway)


def _with_facts(work: Working, kept: Touchpoint, other: Touchpoint) -> Touchpoint:
    """Return a card with what it lacks taken from another; what is dropped of that is told."""
    taken: dict[str, object] = {}
    for name in _FACTS:
        mine, theirs = getattr(kept, name), getattr(other, name)
        if mine in (None, "") and theirs not in (None, ""):
            taken[name] = theirs
        elif theirs not in (None, "", mine) and name in _TOLD:
            dropped = _TOLD[name] or f"{name.title()} {theirs}"
            work.told.append(f"{dropped} of {other.code} is dropped.")
    for value, about in (
        (kept.grade, "graded_by"),
        (kept.contacts, "contacts_basis"),
        (kept.minutes, "minutes_basis"),
    ):
        if value is not None:
            taken.pop(about, None)
    taken["moment_of_truth"] = kept.moment_of_truth or other.moment_of_truth
    return replace(kept, **cast("Facts", taken))


def split(
    ground: Ground,
    card: TouchpointId,
    parts: Sequence[Sequence[NoteId]],
    *,
    anyway: bool = False,
) -> Effect:
    """Part a card: each of ``parts`` becomes a card of its own, the rest stays as it is."""
    was = ground.cards[card]
    work = Working(ground)
    work.hold(card)
    gone = {note for part in parts for note in part}
    if not gone or gone >= set(evidence_of(was)):
        raise CannotError(f"{was.code} cannot be split so: some notes must stay, some must go.")
    for part in parts:
        new = work.new_card(was.stage, held=True)
        work.put(new.id, work.take(part))
        some = counted(len(part), "note")
        work.told.append(f"A new card with {some}: {quoted(ground, part[0])}.")
    return work.finish(f"Split {named(was, 30)}", anyway=anyway)


def proposed(ground: Ground, card: TouchpointId, count: int) -> list[list[NoteId]]:
    """Return the parts that a card falls into most easily, the largest (which stays) left out.

    Notes that a person pinned or decided to be together stay together.
    """
    known = evidence_of(ground.cards[card])
    inside = [ground.at[note] for note in known if note in ground.at]
    if len(inside) < count:
        raise CannotError(f"{named(ground.cards[card])} has too few notes for {count} parts.")
    place = {at: number for number, at in enumerate(inside)}
    bonds = Bonds.of(ground.snapshot.links, ground.at)
    must = [(place[a], place[b]) for a, b in bonds.on_card if a in place and b in place]
    pinned = [place[ground.at[n]] for n, e in known.items() if e.pinned and n in ground.at]
    must += pairwise(pinned)
    grown = tree(ground.where, inside, Decisions(tuple(must)))
    heights = [-9.0, *reversed(grown.merges.likeness.tolist())]
    label = next(
        (cut for height in heights if (cut := grown.cut(height + 1e-9)).max() + 1 >= count),
        grown.cut(9.0),
    )
    parts = [[ground.notes[inside[i]].id for i in group] for group in members(label)]
    pins = (any(known[note].pinned for note in part) for part in parts)
    stays = next((at for at, has_pin in enumerate(pins) if pinned and has_pin), 0)
    return [part for at, part in enumerate(parts) if at != stays]


def move(
    ground: Ground,
    notes: Sequence[NoteId],
    to: TouchpointId | None,
    *,
    anyway: bool = False,
) -> Effect:
    """Put notes on another card, or on a new one (``None``) of their stage.

    A claim all of whose notes go stays that claim.
    """
    if not notes:
        raise CannotError("No note is marked to be moved.")
    work = Working(ground)
    if to is None:
        stage = ground.home(ground.every_note[notes[0]])
        target = work.new_card(stage, held=True)
    else:
        target = work.hold(to)
    there = set(evidence_of(target))
    going = [note for note in dict.fromkeys(notes) if note not in there]
    if not going:
        raise CannotError(f"{named(target)} holds that already.")
    before = {ground.card_of[note].id for note in going if note in ground.card_of}
    work.put(target.id, work.take(going))
    _settle_claims(work, target.id, going)
    off = ", ".join(sorted(ground.cards[card].code for card in before))
    go = "goes" if len(going) == 1 else "go"
    work.told.insert(0, f"{called(ground, going)} {go}{f' off {off}' * bool(off)}.")
    where = "a new card" if to is None else named(ground.cards[to], 30)
    return work.finish(f"Move {counted(len(going), 'note')} to {where}", anyway=anyway)


def _settle_claims(work: Working, card_id: TouchpointId, notes: Sequence[NoteId]) -> None:
    """Let notes that came singly join the claim of their kind that says the same, if one does."""
    ground, card = work.ground, work.cards[card_id]
    came = set(notes)
    claims = list(card.claims)
    for claim in card.claims:
        inside = [evidence.note for evidence in claim.evidence]
        if not set(inside) <= came or claim.title or not all(n in ground.at for n in inside):
            continue
        came_in = [ground.at[note] for note in inside]
        best = None
        for place, other in enumerate(claims):
            old = ground.positions(item for item in other.evidence if item.note not in came)
            old = ground.quoted_first(other, old)
            if old and all(_fits(ground, at, old) for at in came_in):
                near = min(ground.sameness(at, old) for at in came_in)
                if near >= SAME_CUT and (best is None or near > best[0]):
                    best = near, place
        if best is not None:
            other = claims[best[1]]
            claims[best[1]] = replace(other, evidence=(*other.evidence, *claim.evidence))
            claims.remove(claim)
    work.set(replace(card, claims=tuple(claims)))


def _fits(ground: Ground, note: int, claim: Sequence[int]) -> bool:
    """Return whether a note may join a claim and says what its first note, quoted, does."""
    said = ground.said
    may = may_join(said[note], (said[at] for at in claim))
    return may and says(ground.where, said, note, claim[0])


def pin(ground: Ground, notes: Sequence[NoteId], *, pinned: bool) -> Effect:
    """Say that notes stay where they are: nothing is proposed or asked about them any more."""
    work = _mark(ground, notes, lambda evidence: replace(evidence, pinned=pinned))
    return work.finish(f"{'Pin' if pinned else 'Unpin'} {called(ground, notes)}")


def _mark(ground: Ground, notes: Iterable[NoteId], mark: Callable[[Evidence], Evidence]) -> Working:
    """Mark notes where they lie, which makes their cards a person's own."""
    work = Working(ground)
    for note in notes:
        if note not in ground.card_of:
            raise CannotError(f"{quoted(ground, note)} is on no card yet.")
        card = work.hold(ground.card_of[note].id)
        work.set(_marked(card, mark, note))
    return work


def to_stage(ground: Ground, cards: Sequence[TouchpointId], stage: StageId | None) -> Effect:
    """Put cards at another stage, which tags their notes.

    What was decided of notes that lie there on another card that is held is taken back, and told.
    """
    work = Working(ground)
    for card_id in cards:
        work.hold(card_id)
        _put_at(work, card_id, stage)
    where = ground.stage_title(stage)
    return work.finish(f"{_listed(ground, cards)} to the stage {where}", anyway=True)


def _put_at(work: Working, card_id: TouchpointId, stage: StageId | None) -> None:
    """Put a card last at a stage, with the notes under it."""
    card = work.cards[card_id]
    last = max((c.position for c in work.cards.values() if c.stage == stage), default=-1)
    if card.stage != stage:
        work.set(replace(card, stage=stage, position=last + 1))
    for note in evidence_of(card):
        if work.ground.every_note[note].stage != stage:
            work.stages[note] = stage


def notes_to_stage(ground: Ground, notes: Sequence[NoteId], stage: StageId | None) -> Effect:
    """Tag notes with another stage: they leave their cards, and wait there for one."""
    work = Working(ground)
    going = [n for n in dict.fromkeys(notes) if ground.every_note[n].stage != stage]
    if not going:
        raise CannotError(f"That is at {ground.stage_title(stage)} already.")
    work.take([note for note in going if note in ground.card_of])
    for note in going:
        work.stages[note] = stage
    return work.finish(f"{called(ground, going)} to the stage {ground.stage_title(stage)}")


def set_aside(ground: Ground, notes: Sequence[NoteId]) -> Effect:
    """Take remarks that say nothing off the cards; they stay in the project and can come back."""
    work = Working(ground)
    work.take([note for note in notes if note in ground.card_of])
    work.aside |= dict.fromkeys(notes, True)
    work.told.append("They count no more, and can come back.")
    return work.finish(f"Set aside {called(ground, notes)}", anyway=True)


def bring_back(ground: Ground, notes: Sequence[NoteId]) -> Effect:
    """Let notes that were set aside count again."""
    work = Working(ground)
    work.aside |= dict.fromkeys(notes, False)
    return work.finish(f"Bring back {called(ground, notes)}")


def _listed(ground: Ground, cards: Sequence[TouchpointId]) -> str:
    if len(cards) == 1:
        return named(ground.cards[cards[0]], 40)
    return ", ".join(ground.cards[card].code for card in cards)


def link_notes(
    ground: Ground,
    made: Link,
    *,
    whole: bool = False,
    going: NoteId | None = None,
    anyway: bool = False,
) -> Effect:
    """Decide that two notes always share a card or claim, or never do; what is not so becomes so.

    Args:
        ground: the project.
        made: the decision.
        whole: whether the notes stand for all that lies with them (a question was answered): then
            whole claims or cards become one, or part.  Else nothing but one note moves.
        going: which of the two moves; not given, it is one whose card is a draft.
        anyway: whether older decisions that stand against it are taken back.

    Raises:
        ClashError: older decisions stand against it.
        CannotError: the notes can never share a claim, being of different kinds.
    """
    first, second = ground.every_note[made.first], ground.every_note[made.second]
    same_claim = made.kind is LinkKind.TOGETHER and made.level is LinkLevel.CLAIM
    if same_claim and first.kind is not second.kind:
        raise CannotError(
            f"{quoted(ground, made.first)} and {quoted(ground, made.second)} are of different "
            "kinds: they can share a card, not a claim."
        )
    work = Working(ground)
    work.unlinked += settled(ground, made, anyway=anyway)
    work.told += [f"Taken back: {sentence(ground, link)}." for link in work.unlinked]
    work.links.append(made)
    if broken([made], ground.cards.values()):
        _mend(work, made, whole, going, anyway)
    elif made.kind is LinkKind.TOGETHER:
        _join_single(work, made)
    return work.finish(f"{_LABELS[made.kind]}: {sentence(ground, made)}", anyway=anyway)


def _join_single(work: Working, made: Link) -> None:
    """Let a single remark join what it belongs together with: on its card, or both on a new one."""
    ground = work.ground
    alone = [note for note in (made.first, made.second) if note in ground.single_of]
    if not alone:
        return
    card = next(
        (ground.card_of[note] for note in (made.first, made.second) if note in ground.card_of), None
    )
    if card is None:
        if len(alone) == 1:
            return  # no draft has looked at the other yet: it will find this one
        card = work.new_card(ground.home(ground.every_note[made.first]), held=False)
    work.put(card.id, work.take(alone))
    if made.level is LinkLevel.CLAIM:
        mate = made.second if alone[0] == made.first else made.first
        _into_claim(work, card.id, alone[0], mate)
    work.told.append(f"{called(ground, alone)} {'goes' if len(alone) == 1 else 'go'} on a card.")


_LABELS = {LinkKind.TOGETHER: "Always together", LinkKind.APART: "Never together"}


def part_claims(ground: Ground, stays: ClaimId, goes: ClaimId, *, anyway: bool = False) -> Effect:
    """Decide that two claims never share a card; where they do, one goes to a card of its own.

    Of a draft a claim of one note becomes a single remark.

    Each claim's notes are kept together by the same decision, so that no later cut can part them
    and let a half of one come back to the other.

    Raises:
        ClashError: older decisions stand against it.
        CannotError: one of the claims is gone.
    """
    claims = {claim.id: claim for card in ground.cards.values() for claim in card.claims}
    if stays not in claims or goes not in claims or stays == goes:
        raise CannotError("Choose two claims of the board.")
    first, second = claims[stays], claims[goes]
    notes = [[e.note for e in claim.evidence if e.note in ground.at] for claim in (first, second)]
    work = Working(ground)
    for some in notes:
        for a, b in pairwise(some):
            work.links.append(Link.between(a, b, LinkKind.TOGETHER, LinkLevel.CLAIM))
    apart = Link.between(notes[0][0], notes[1][0], LinkKind.APART)
    work.unlinked += settled(ground, apart, anyway=anyway, beside=work.links)
    work.links.append(apart)
    card = ground.card_of[notes[0][0]]
    if card.id == ground.card_of[notes[1][0]].id:
        bonds = Bonds.of([*work.standing(), *work.links], ground.at)
        tied = tied_to((ground.at[note] for note in notes[1]), bonds.on_card)
        going = [note for note in evidence_of(card) if ground.at.get(note) in tied]
        taken = work.take(going)
        if len(going) == 1 and not card.held:
            work.singles.append(Single(going[0], card.stage))
            work.told.append(f"“{second.title}” is on no card then.")
        else:
            work.put(work.new_card(card.stage, held=card.held).id, taken)
            work.told.append(f"A new card with {counted(len(going), 'note')}: “{second.title}”.")
    label = f"Never together: the claims “{first.title}” and “{second.title}”"
    return work.finish(label, anyway=anyway)


def unlink_notes(ground: Ground, links: Sequence[Link]) -> Effect:
    """Take decisions about pairs back; the notes stay where they are."""
    if not links:
        raise CannotError("Nothing was decided about that.")
    work = Working(ground)
    work.unlinked += links
    what = sentence(ground, links[0]) if len(links) == 1 else counted(len(links), "decision")
    return work.finish(f"Take back: {what}")


def _mend(work: Working, made: Link, whole: bool, going: NoteId | None, anyway: bool) -> None:
    """Make the board keep a decision that it does not keep yet."""
    ground = work.ground
    first, second = ground.card_of[made.first], ground.card_of[made.second]
    if first.id != second.id and first.held and second.held and going is None and not anyway:
        raise ClashError(
            f"{named(first)} and {named(second)} are both decided, and each holds one of the two. "
            "Merge the cards, or move the note."
        )
    if first.stage != second.stage:
        # The note comes over first: a pile holds notes of one stage.
        _bring_over(work, made, going)
        return
    concerned = [first] if first.id == second.id else [first, second]
    piles = [pile_of(card, ground.at) for card in concerned]
    for pile in piles:
        pile.fixed = False
    bonds = Bonds.of([*work.standing(), made], ground.at)
    if whole:
        piles.sort(key=lambda pile: pile.was is None or not pile.was.held)
        _as_one(piles, made, ground)
        obey(ground.where, piles, bonds, Bonds.of([made], ground.at))
    else:
        _one_note(piles, made, ground, going, bonds)
    work.lay(concerned, piles)


def _as_one(piles: list[Pile], made: Link, ground: Ground) -> None:
    """Where one card is held, what is alike comes to it whole, and the card itself stays."""
    if (
        len(piles) < 2
        or made.kind is LinkKind.APART
        or not any(p.was and p.was.held for p in piles)
    ):
        return
    held, other = piles
    note = next(n for n in (ground.at[made.first], ground.at[made.second]) if n in other.notes)
    lot = next(lot for lot in other.lots if note in lot.notes)
    going = other.notes if made.level is LinkLevel.CARD else lot.notes
    held.lots += other.take(list(going))


def _one_note(
    piles: list[Pile], made: Link, ground: Ground, wanted: NoteId | None, bonds: Bonds
) -> None:
    """Move one note and nothing else but what it is always together with."""
    still, going = ground.at[made.first], ground.at[made.second]
    mover = next(pile for pile in piles if going in pile.notes)
    on_held = len(piles) == 2 and mover.was is not None and mover.was.held
    if wanted == made.first or (wanted is None and on_held):
        still, going = going, still
        mover = next(pile for pile in piles if going in pile.notes)
    stays = next(pile for pile in piles if still in pile.notes)
    kind = ground.notes[going].kind
    if made.kind is LinkKind.APART and made.level is LinkLevel.CARD:
        tied = tied_to([going], bonds.on_card) & set(mover.notes)
        piles.append(Pile(mover.stage, mover.take(sorted(tied))))
    elif made.kind is LinkKind.APART:
        lot = next(lot for lot in mover.lots if going in lot.notes)
        lot.notes = [note for note in lot.notes if note != going]
        mover.lots.append(Lot(kind, [going]))
    else:
        taken = mover.take([going])
        lot = next(lot for lot in stays.lots if still in lot.notes)
        if made.level is LinkLevel.CLAIM:
            lot.notes = [*lot.notes, going]
        else:
            stays.lots += taken


def _bring_over(work: Working, made: Link, going: NoteId | None) -> None:
    ground = work.ground
    first, second = ground.card_of[made.first], ground.card_of[made.second]
    target, note = (first, made.second) if first.held or not second.held else (second, made.first)
    if going is not None:
        target, note = (second, made.first) if going == made.first else (first, made.second)
    work.put(target.id, work.take([note]))
    if made.level is LinkLevel.CLAIM:
        mate = made.second if note == made.first else made.first
        _into_claim(work, target.id, note, mate)
    work.told.append(f"{quoted(ground, note)} comes to {named(target)}.")


def _into_claim(work: Working, card_id: TouchpointId, note: NoteId, mate: NoteId) -> None:
    card = work.cards[card_id]
    own = next(p for p in card.claims if any(e.note == note for e in p.evidence))
    if any(evidence.note == mate for evidence in own.evidence):
        return
    gone = next(evidence for evidence in own.evidence if evidence.note == note)
    claims = []
    for claim in card.claims:
        if claim.id == own.id:
            claim = without(claim, {note})
        elif any(evidence.note == mate for evidence in claim.evidence):
            claim = replace(claim, evidence=(*claim.evidence, gone))
        claims.append(claim)
    work.set(replace(card, claims=tuple(claim for claim in claims if claim.evidence)))
