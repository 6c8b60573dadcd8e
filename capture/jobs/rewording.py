"""The text of notes put right: split, joined, and a word replaced everywhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from capture.jobs.notes import shortly, unchanged
from data.errors import NotFound, SaysoError, UsageError
from data.records import Attribution, Note, NoteId, ParticipantId, Stance, strictest
from data.store import evidence, notes, sessions
from data.store.lists import participants
from data.store.merging import united
from data.store.snapshot import vocabulary
from data.text import capital, clean, counted

if TYPE_CHECKING:
    from data.store import Project
    from data.store.common import Reader

# A sentence ends at these, with quotes or brackets that close behind them, before white space.  One
# that a small letter follows was an abbreviation.
_SENTENCE = re.compile(r"[.!?…;·。！？]+[\"'”’»)\]]*\s+(?![a-zα-ωа-я])")
_LINE = re.compile(r"\s*\n\s*")
_ABBREVIATION = re.compile(r"(?:\b[^\W\d_]|\b(?:e\.g|i\.e|etc|vs|approx|Mrs?|Ms|Dr|St|No|π\.χ))\.$")


def proposals(text: str) -> tuple[int, ...]:
    """Return where a note may be cut, as offsets into its text: line ends, else sentence ends."""
    lines = [end for end in _ends(_LINE, text) if _cuts(text, end)]
    return tuple(lines or (end for end in _ends(_SENTENCE, text) if _cuts(text, end)))


def _ends(pattern: re.Pattern[str], text: str) -> Iterable[int]:
    for found in pattern.finditer(text):
        if pattern is _SENTENCE and _ABBREVIATION.search(text[: found.start() + 1]):
            continue
        yield found.end()


def _cuts(text: str, at: int) -> bool:
    return bool(text[:at].strip()) and bool(text[at:].strip())


def cut(text: str, places: Iterable[int]) -> tuple[str, ...]:
    """Return the parts of a text between some offsets, without the white space at their ends."""
    edges = [0, *sorted({at for at in places if 0 < at < len(text)}), len(text)]
    parts = (text[a:b].strip() for a, b in pairwise(edges))
    return tuple(part for part in parts if part)


def split(project: Project, seen: Note, parts: Sequence[str]) -> tuple[Note, ...]:
    """Make several notes of one, in one change: return them in their order.

    Each carries the speakers, tags, session and places on claims and cards of the one; the first
    stays that note.  They follow each other by a millionth of a second, so that their order holds.

    Raises:
        UsageError: there is only one part, or together they are not the note's text.
        ChangedMeanwhile: the note is no longer as it was ``seen``.
        NotFound: it is gone.
    """
    texts = [clean(part)[0].strip() for part in parts if part.strip()]
    if len(texts) < 2:
        raise UsageError("A note is split into two or more; it was left as it is. Say where.")
    if "".join("".join(texts).split()) != "".join(seen.text.split()):
        raise UsageError("These parts are not the whole note; it was left as it is.")
    with project.change(f"Split “{shortly(seen.text)}” into {len(texts)}") as change:
        unchanged(change, seen, "changed")
        notes.edit(change, seen.id, text=texts[0])
        fields = _fields(seen, "id", "text", "at")
        made = [
            notes.add(change, **fields, text=text, at=seen.at + timedelta(microseconds=number))
            for number, text in enumerate(texts[1:], 1)
        ]
        evidence.share(change, seen.id, [note.id for note in made])
        first = notes.get(change, seen.id)
    assert first is not None
    return (first, *made)


def _fields(note: Note, *but: str) -> Any:
    return {name: getattr(note, name) for name in Note.__dataclass_fields__ if name not in but}


def told(made: Sequence[Note]) -> str:
    """Return a sentence on what was done."""
    return f"Split into {counted(len(made), 'note')}: " + " · ".join(
        f"“{shortly(note.text, 24)}”" for note in made
    )


def by_hand(note: Note, *, lines: bool = False, at: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the parts of a note as the command line asks: before words, at lines, or as proposed.

    Raises:
        UsageError: words are not in the note, or nowhere is a place to cut it.
    """
    if at:
        places, start = [], 0
        for words in at:
            place = note.text.find(words, start) if words else -1
            if place < 0 or not _cuts(note.text, place):
                raise UsageError(
                    f"“{shortly(words)}” does not stand inside the note behind what was named "
                    "before; it was left as it is."
                )
            places.append(place)
            start = place + len(words)
        return cut(note.text, places)
    places = list(_ends(_LINE, note.text)) if lines else list(proposals(note.text))
    parts = cut(note.text, places)
    if len(parts) < 2:
        raise UsageError(
            "The note has no second line or sentence; it was left as it is. "
            "Say where with --before WORDS."
        )
    return parts


_WORD = re.compile(r"\w+")

MOST = 50
"""Notes that may become one: more are no remark."""


class JoinAsks(SaysoError):  # noqa: N818 - named as the rest of data.errors
    """Joining would lose something that somebody may mind; ``plan`` says what."""

    def __init__(self, plan: Joining) -> None:
        """Say what, and how it is done all the same."""
        super().__init__(
            f"{' '.join(plan.loses)} Nothing was changed; to join them all the same, use --anyway."
        )
        self.plan = plan


@dataclass(frozen=True, slots=True)
class Joining:
    """What joining would make: the note that stays, as it will be, and those that go into it.

    ``keeps`` are sentences on where they differ and which wins; ``loses`` on what would be gone.
    """

    joined: Note
    gone: tuple[NoteId, ...]
    keeps: tuple[str, ...] = ()
    loses: tuple[str, ...] = ()


def plan_joining(reader: Reader, ids: Iterable[NoteId], *, text: str | None = None) -> Joining:
    """Return what joining notes would make; ``text`` is its text, else all of them by time.

    Raises:
        UsageError: fewer than two notes, or more than make one remark.
        NotFound: one of them is gone.
    """
    wanted = list(dict.fromkeys(ids))
    if len(wanted) < 2:
        raise UsageError("Two notes or more make one: mark them first. Nothing was changed.")
    if len(wanted) > MOST:
        raise UsageError(
            f"{len(wanted):,} notes do not make one remark (up to {MOST} do). Nothing was changed."
        )
    seen = [notes.get(reader, note) for note in wanted]
    if None in seen:
        raise NotFound("One of these notes was removed meanwhile; nothing was changed.")
    ordered = sorted(
        (note for note in seen if note is not None), key=lambda note: (note.at, note.id)
    )
    names = _names(reader)
    people, doubts = _people(ordered, names)
    first = ordered[0]
    kept: dict[str, Any] = {}
    keeps = [*doubts]
    for field, words in _ONES:
        kept[field], differ = _first(ordered, field)
        if differ:
            shown = " and ".join(_shown(value, names) for value in differ)
            keeps.append(f"The {words} differ{'s'} ({shown}): the first stays.")
    if len({note.verbatim for note in ordered}) > 1:
        keeps.append("Not all of it is word for word, so the joined note is not.")
    joined = Note(
        first.id,
        first.session,
        _text(ordered) if text is None else text,
        first.at,
        **kept,
        need_type=next((note.need_type for note in ordered if note.kind is kept["kind"]), None),
        verbatim=all(note.verbatim for note in ordered),
        left_over=" ".join(dict.fromkeys(note.left_over for note in ordered if note.left_over)),
        personas=tuple(dict.fromkeys(who for note in ordered for who in note.personas)),
        tags=tuple(dict.fromkeys(tag for note in ordered for tag in note.tags)),
        participants=people,
        flagged=any(note.flagged for note in ordered),
        set_aside=all(note.set_aside for note in ordered),
        consent=strictest(note.consent for note in ordered),
    )
    gone = tuple(note.id for note in ordered[1:])
    loses = (*_voices(reader, ordered, joined), *_places(reader, first.id, gone))
    return Joining(joined, gone, tuple(keeps), loses)


def join(
    project: Project,
    ids: Iterable[NoteId],
    *,
    text: str | None = None,
    anyway: bool = False,
    seen: Sequence[Note] = (),
) -> Joining:
    """Join notes into the earliest of them, in one change: return what was made.

    Their places on claims and cards go to it.  ``seen`` are those of them that ``text`` was chosen
    from.

    Raises:
        ChangedMeanwhile: one of these is no longer as it was seen.
        JoinAsks: something would be lost, and ``anyway`` is not given.
        UsageError: fewer than two notes, or more than make one remark.
        NotFound: one of them is gone.
    """
    wanted = list(ids)
    with project.change("Join notes") as change:
        for one in seen:
            unchanged(change, one, "joined")
        made = plan_joining(change, wanted, text=text)
        if made.loses and not anyway:
            raise JoinAsks(made)
        count = counted(len(made.gone) + 1, "note")
        change.rename(f"Join {count}: “{shortly(made.joined.text)}”")
        evidence.hand_over(change, made.gone, made.joined.id)
        for note in made.gone:
            notes.remove(change, note)
        notes.edit(change, made.joined.id, **_fields(made.joined, "id", "session", "at"))
    return made


_ONES = (
    ("kind", "kind"), ("stage", "stage"), ("channel", "channel"), ("emotion", "emotion"),
    ("source", "source"), ("respondent", "respondent"),
)  # fmt: skip


def _first(ordered: Sequence[Note], field: str) -> tuple[Any, list[Any]]:
    """Return the first value that is given, and all of them where they differ."""
    given = [getattr(one, field) for one in ordered]
    some = list(dict.fromkeys(one for one in given if one is not None and one != ""))
    return (some[0] if some else given[0]), (some if len(some) > 1 else [])


def _text(ordered: Sequence[Note]) -> str:
    """Return the texts by time, a line each; what another says word for word is said once."""
    words = [f" {' '.join(_WORD.findall(note.text.casefold()))} " for note in ordered]

    def repeated(at: int) -> bool:
        own = words[at]
        if not own.strip():
            return any(ordered[at].text == note.text for note in ordered[:at])
        return any(
            own in other and (own != other or to < at) for to, other in enumerate(words) if to != at
        )

    return "\n".join(note.text for at, note in enumerate(ordered) if not repeated(at))


def _people(
    ordered: Sequence[Note], names: Callable[[object], str]
) -> tuple[tuple[Attribution, ...], list[str]]:
    """Return everybody with one stance each, and what to tell of those who had two."""
    held: dict[ParticipantId, Stance] = {}
    doubts = []
    for note in ordered:
        for voiced in note.participants:
            before = held.get(voiced.participant)
            now = voiced.stance if before is None else united(before, voiced.stance)
            stances = {before, voiced.stance}
            if Stance.DISAGREES in stances - {now}:
                doubts.append(f"{names(voiced.participant)} said it, and no longer disagrees.")
            elif stances == {Stance.AGREES, Stance.DISAGREES}:
                doubts.append(f"{names(voiced.participant)} agreed and disagreed: disagrees stays.")
            held[voiced.participant] = now
    return tuple(Attribution(who, stance) for who, stance in held.items()), doubts


def _voices(reader: Reader, ordered: Sequence[Note], joined: Note) -> Iterable[str]:
    """Say which voices would no longer be counted: unnamed ones that only their notes tell of."""
    from synthesis.board.standing import People

    known = participants.all(reader), sessions.all(reader)
    people, later = People(*known), People(*known)  # who remember voices by their note's id
    before = {
        voice.who
        for note in ordered
        for voice in people.voices(note)
        if not voice.who.startswith("note ")  # data is counted in notes, not in people
    }
    lost = len(before - {voice.who for voice in later.voices(joined)})
    if lost:
        yield (
            f"{counted(lost, 'unnamed voice')} would no longer be counted: the notes are of "
            "different sessions or respondents, or only some of them name who said it."
        )


def _places(reader: Reader, kept: NoteId, gone: Sequence[NoteId]) -> Iterable[str]:
    """Say which decisions would no longer hold: claims without a note, notes that never meet."""
    if evidence.told_apart(reader, (kept, *gone)):
        yield "Somebody decided that two of these notes never belong together."
    if evidence.bear_on_each_other(reader, (kept, *gone)):
        yield "Somebody put one of these notes for or against another."
    places = evidence.places(reader, (kept, *gone))
    held = [places[one] for one in (kept, *gone) if one in places]
    if not held:
        return
    home = held[0].claim
    for place in held[1:]:
        if place.claim != home and place.alone:
            yield f"The claim “{shortly(place.title)}” of {place.code} would lose its last note."


def _names(reader: Reader) -> Callable[[object], str]:
    known = vocabulary(reader.connection, None).known
    return lambda value: shortly(known.get(str(value), str(value)), 24)


def _shown(value: object, names: Callable[[object], str]) -> str:
    return f"{int(value):+d}" if isinstance(value, int) else names(value)


CONTEXT = 24
"""Characters either side of a hit that are shown with it."""


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for and what to put in its place.

    ``whole`` finds whole words only, ``case`` tells capitals from small letters (else a hit that
    begins with a capital, or is all capitals, is replaced by the like).  With ``titles`` also what
    people called claims and touchpoints is changed.
    """

    old: str
    new: str
    whole: bool = True
    case: bool = False
    titles: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where it stands: what is before, the words as they stand, what they become, after.

    ``note`` is None for a title, which ``title`` names.
    """

    before: str
    old: str
    new: str
    after: str
    note: NoteId | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Replacing:
    """Every hit in the notes, by time, and in the titles that somebody froze."""

    search: Search
    hits: tuple[Hit, ...] = ()
    titles: tuple[Hit, ...] = ()
    notes: int = 0
    verbatim: int = 0

    def sentence(self, *, done: bool = False) -> str:
        """Return what is found, or was done."""
        if not self.hits and not self.titles:
            return f"“{shortly(self.search.old)}” stands nowhere."
        where = f"{counted(len(self.hits), 'place')} in {counted(self.notes, 'note')}"
        parts = [f"{'Replaced in' if done else 'Found in'} {where}."]
        if self.verbatim:
            were = "was" if self.verbatim == 1 else "were"
            parts.append(f"{self.verbatim:,} of the notes {were} word for word.")
        if self.titles:
            where = counted(len(self.titles), "title")
            left = "changed too" if self.search.titles else "left as people wrote them"
            if self.search.titles or done:
                parts.append(f"{where} {left}.")
            else:
                parts.append(f"{where} would be {left}.")
        return " ".join(parts)


def plan_replacing(reader: Reader, search: Search) -> Replacing:
    """Return every hit, changing nothing.

    Raises:
        UsageError: there is nothing to look for.
    """
    pattern, frozen = _pattern(search), _put(search)
    hits: list[Hit] = []
    touched: set[NoteId] = set()
    verbatim = 0
    for note, text, quoted in notes.texts(reader):
        some = [Hit(*_context(text, match, frozen), note=note) for match in pattern.finditer(text)]
        if some:
            hits += some
            touched.add(note)
            verbatim += quoted
    titles = tuple(
        Hit(*_context(title, match, frozen), title=code)
        for _, _, code, title in notes.decided_titles(reader)
        for match in pattern.finditer(title)
    )
    return Replacing(search, tuple(hits), titles, len(touched), verbatim)


def replace(project: Project, search: Search) -> Replacing:
    """Replace every hit, in one change: return what was done.

    Raises:
        UsageError: there is nothing to look for, or a note or title would be left without text.
    """
    pattern, put = _pattern(search), _put(search)
    label = f"Replace “{shortly(search.old, 24)}” with “{shortly(search.new, 24)}”"
    with project.change(label) as change:
        done = plan_replacing(change, search)
        edits = [
            (note, "text", _changed(pattern, put, text))
            for note, text, _ in notes.texts(change)
            if pattern.search(text)
        ]
        change.edit_many("note", edits)
        if search.titles:
            for table, thing, _, title in notes.decided_titles(change):
                if pattern.search(title):
                    change.edit(table, thing, title=_changed(pattern, put, title))
    return done


def _changed(pattern: re.Pattern[str], put: Callable[[re.Match[str]], str], text: str) -> str:
    changed = clean(pattern.sub(put, text))[0]
    if not changed.strip():
        raise UsageError(
            f"“{shortly(text)}” would be left without text; nothing was changed. "
            "Remove that note first."
        )
    return changed


def _pattern(search: Search) -> re.Pattern[str]:
    """Return what finds it, however its accents are written."""
    if not search.old.strip():
        raise UsageError("Say what to look for; nothing was changed.")
    accents = (unicodedata.normalize(form, search.old) for form in ("NFC", "NFD"))
    forms = dict.fromkeys((search.old, *accents))
    words = "|".join(re.escape(one) for one in forms)
    before = r"(?<!\w)" if search.whole and re.match(r"\w", search.old[0]) else ""
    after = r"(?!\w)" if search.whole and re.match(r"\w", search.old[-1]) else ""
    return re.compile(f"{before}(?:{words}){after}", 0 if search.case else re.IGNORECASE)


def _put(search: Search) -> Callable[[re.Match[str]], str]:
    """Return what a hit becomes: with its capitals, where case does not count."""

    def put(found: re.Match[str]) -> str:
        old, new = found[0], search.new
        if search.case or not new or search.old != search.old.lower():
            return new
        if len(old) > 1 and old.isupper():
            return new.upper()
        return capital(new) if old[:1].isupper() else new

    return put


def _context(
    text: str, match: re.Match[str], put: Callable[[re.Match[str]], str]
) -> tuple[str, str, str, str]:
    start, end = match.span()
    before = text[max(0, start - CONTEXT) : start]
    after = text[end : end + CONTEXT]
    return (
        ("…" if start > CONTEXT else "") + before,
        match[0],
        put(match),
        after + ("…" if end + CONTEXT < len(text) else ""),
    )
