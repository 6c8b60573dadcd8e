"""What people put for and against claims: acts on pairs of notes, which no later cut undoes.

A bearing hangs on two notes and leaves cards as they are: a draft stays a draft, and the note that
speaks stays on its own claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from data.records import Bearing, Evidence, EvidenceStance, Kind, NoteId
from data.text import counted
from synthesis.board.ground import CannotError, Working, called, named_claim, quoted, target_of

if TYPE_CHECKING:
    from data.records import Claim, Touchpoint
    from synthesis.board.ground import Effect, Ground

_FOR, _AGAINST = EvidenceStance.FOR, EvidenceStance.AGAINST


def bear(
    ground: Ground,
    notes: Sequence[NoteId],
    on: NoteId,
    stance: EvidenceStance,
    *,
    whole: Sequence[NoteId] = (),
) -> Effect:
    """Put remarks, or whole claims, for or against the claim that a note lies under.

    Args:
        ground: the project.
        notes: the remarks, each of which speaks for itself alone.
        on: a note of the claim that they bear on: what is said hangs on it.
        stance: for or against.
        whole: notes that stand for everything on their claims.  Where such a claim is of the same
            side as the other, inside or customers, it is said against both ways: the two are then
            opposed.

    Raises:
        CannotError: a note lies on that claim itself, or is none that speaks for anybody.
    """
    claim = _claim_under(ground, on)
    work = Working(ground)
    speaking = [*notes, *(note for mate in whole for note in _with_mates(ground, mate))]
    if not speaking:
        raise CannotError("No remark is named that would speak for or against it.")
    for note in dict.fromkeys(speaking):
        _refuse_speaker(ground, note, claim, stance)
        _say(work, Bearing(note, on, stance))
    for other in _claims_of(ground, whole):
        _mind_the_other_way(work, claim, other, stance)
    return work.finish(f"Put {_named(ground, notes, whole)} {stance} {named_claim(claim, ground)}")


def take_back(
    ground: Ground, notes: Sequence[NoteId], on: NoteId, *, whole: Sequence[NoteId] = ()
) -> Effect:
    """Take back what was put for or against the claim of a note, whichever of its notes it hung on.

    Of ``notes``, or of whole claims, with which it goes both ways; of everybody where none is
    named.  The claim may be gone: what hung on the note itself is taken back then.

    Raises:
        CannotError: nothing of the kind was said.
    """
    own = ground.claim_of.get(on)
    targets = {on} | _notes(own)
    known = ground.snapshot.bearings
    others = {note for mate in whole for note in _with_mates(ground, mate)}
    named = {*notes, *others}
    gone = [
        bearing
        for bearing in known
        if (bearing.target in targets and (not named or bearing.note in named))
        or (bearing.note in targets and bearing.target in others)
    ]
    of = named_claim(own, ground) if own is not None else quoted(ground, on)
    if not gone:
        raise CannotError(f"Nothing of that was put for or against {of}.")
    work = Working(ground)
    work.unborne += gone
    what = _named(ground, notes, whole) if named else counted(len(gone), "remark")
    return work.finish(f"Take back what {what} said of {of}")


def take_sides(ground: Ground, notes: Sequence[NoteId], stance: EvidenceStance) -> Effect:
    """Let notes that lie on a card itself, under no claim, speak for or against it.

    For: what the notes say against any claim is taken back too.

    Raises:
        CannotError: a note lies under a claim, which it cannot speak against, or on no card.
    """
    work = Working(ground)
    for note in notes:
        if note not in ground.card_of:
            raise CannotError(f"{quoted(ground, note)} is on no card yet.")
        claim = ground.claim_of.get(note)
        if claim is not None and stance is _AGAINST:
            raise CannotError(
                f"{quoted(ground, note)} is one of {claim.code}'s own remarks: say which other "
                "claim it speaks against."
            )
        for card in ground.cards.values():
            _turn(work, card, note, stance)
        if stance is _FOR:
            said = ground.snapshot.bearings
            work.unborne += [one for one in said if one.note == note and one.stance is _AGAINST]
    speak = "speaks" if len(notes) == 1 else "speak"
    return work.finish(f"{called(ground, notes)} {speak} {stance}")


def part(ground: Ground, note: NoteId, other: NoteId) -> Effect:
    """Let a note speak against the claim under which it lies with another.

    It gets a claim of its own on the same card, which is held from then on.
    """
    claim = ground.claim_of.get(note)
    if _is_dissent(ground, note):
        return _place_dissent(ground, note, other)
    if claim is None or other not in _notes(claim):
        return bear(ground, [note], other, _AGAINST)
    work = Working(ground)
    card = work.hold(ground.card_of[note].id)
    work.put(card.id, work.take([note]))
    _say(work, Bearing(note, other, _AGAINST))
    label = f"Put {quoted(ground, note)} against {quoted(ground, other)}"
    return work.finish(label, anyway=True)


def _is_dissent(ground: Ground, note: NoteId) -> bool:
    """Return whether a note lies on a card itself, against it, and under no claim."""
    card = ground.card_of.get(note)
    return (
        card is not None
        and note not in ground.claim_of
        and any(item.note == note and item.stance is _AGAINST for item in card.evidence)
    )


def _place_dissent(ground: Ground, note: NoteId, on: NoteId) -> Effect:
    """Say which claim of its card a note is against: it goes to a claim of its own."""
    claim = _claim_under(ground, on)
    work = Working(ground)
    _say(work, Bearing(note, on, _AGAINST))
    card = work.hold(ground.card_of[note].id)
    taken = work.take([note])
    own = [(kind, was, [replace(e, stance=_FOR) for e in items]) for kind, was, items in taken]
    work.put(card.id, own)
    label = f"Put {quoted(ground, note)} against {named_claim(claim, ground)}"
    return work.finish(label, anyway=True)


def loose(ground: Ground) -> Iterator[tuple[Bearing, str]]:
    """Yield the bearings that say nothing any more, each with the reason."""
    for bearing in ground.snapshot.bearings:
        for note, it in ((bearing.target, "what it was said of"), (bearing.note, "the remark")):
            if why := _silence(ground, note):
                yield bearing, f"{it} {why}"
                break
        else:
            own, other = (ground.claim_of.get(n) for n in (bearing.note, bearing.target))
            if other is None:
                yield bearing, "what it was said of is on no claim"
            elif own is not None and own.id == other.id and bearing.stance is _AGAINST:
                yield bearing, "both are one claim now"


def _silence(ground: Ground, note_id: NoteId) -> str:
    """Return why a note speaks for nobody, "" where it does."""
    note = ground.every_note.get(note_id)
    if note is None:
        return "is gone"
    if note.set_aside:
        return "is set aside"
    if note.kind is not None and note.kind.is_mark:
        return "is a memo" if note.kind is Kind.MEMO else "is a question of our own"
    return ""


def _claim_under(ground: Ground, on: NoteId) -> Claim:
    """Return the claim that a note lies under."""
    why = _silence(ground, on) or ("" if on in ground.claim_of else "is on no claim yet")
    if why:
        raise CannotError(f"{quoted(ground, on)} {why}: nothing can be put for or against it.")
    return ground.claim_of[on]


def _refuse_speaker(ground: Ground, note: NoteId, claim: Claim, stance: EvidenceStance) -> None:
    if why := _silence(ground, note):
        raise CannotError(f"{quoted(ground, note)} {why}, and speaks for nobody.")
    if note in _notes(claim):
        raise CannotError(
            f"{quoted(ground, note)} is one of {claim.code}'s own remarks: it cannot be put "
            f"{stance} it."
        )


def _notes(claim: Claim | None) -> set[NoteId]:
    return {own.note for own in claim.evidence} if claim is not None else set()


def _with_mates(ground: Ground, note: NoteId) -> list[NoteId]:
    """Return the notes of the claim that a note lies under, as far as they speak for somebody."""
    claim = ground.claim_of.get(note)
    if claim is None:
        return [note]
    return [own.note for own in claim.evidence if own.note in ground.at]


def _claims_of(ground: Ground, notes: Iterable[NoteId]) -> list[Claim]:
    claims = (ground.claim_of.get(note) for note in notes)
    return list({claim.id: claim for claim in claims if claim is not None}.values())


def _say(work: Working, bearing: Bearing) -> None:
    """Say it, in the place of what the same note said otherwise of the same claim."""
    ground = work.ground
    targets = {bearing.target} | _notes(ground.claim_of.get(bearing.target))
    known = [
        one
        for one in ground.snapshot.bearings
        if one.note == bearing.note and one.target in targets
    ]
    if not any(one.stance is bearing.stance for one in known):
        work.bearings.append(bearing)
    work.unborne += [
        one for one in known if one.stance is not bearing.stance and one.target != bearing.target
    ]


def _mind_the_other_way(work: Working, claim: Claim, other: Claim, stance: EvidenceStance) -> None:
    """Say of a whole claim that it is opposed by one of its side, or no longer opposed."""
    ground = work.ground
    back = target_of(other, ground.at)
    if back is None:
        return
    if stance is _AGAINST:
        side = ground.side(claim)
        if side is not None and side is ground.side(other):
            for own in claim.evidence:
                if own.note in ground.at:
                    _say(work, Bearing(own.note, back, _AGAINST))
            work.told.append("Said both ways: both are of one side, and are opposed.")
        return
    mine, theirs = _notes(claim), _notes(other)
    work.unborne += [
        one
        for one in ground.snapshot.bearings
        if one.note in mine and one.target in theirs and one.stance is _AGAINST
    ]


def _named(ground: Ground, notes: Sequence[NoteId], whole: Sequence[NoteId]) -> str:
    """Return what bears as it is named in a sentence."""
    claims = [named_claim(claim, ground) for claim in _claims_of(ground, whole)]
    return " and ".join([*([called(ground, notes)] if notes else []), *claims])


def _turn(work: Working, card: Touchpoint, note: NoteId, stance: EvidenceStance) -> None:
    """Let a note speak so wherever it lies on a card; where it does already the card stays."""

    def turned(some: Iterable[Evidence]) -> tuple[Evidence, ...]:
        return tuple(replace(own, stance=stance) if own.note == note else own for own in some)

    own = turned(card.evidence)
    claims = tuple(replace(claim, evidence=turned(claim.evidence)) for claim in card.claims)
    if (own, claims) != (card.evidence, card.claims):
        work.set(replace(work.hold(card.id), evidence=own, claims=claims))
