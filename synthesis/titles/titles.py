"""Names for groups of remarks: a title, the remark that speaks for it, and its key words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from data.records import Kind
from data.text import clip, visible
from synthesis.titles import clauses, english
from synthesis.titles.rank import WIDEST, Pool, Shortlist, beginning, decide, shortlist

if TYPE_CHECKING:
    from numpy.typing import NDArray

Role = Literal["claim", "touchpoint"]
Encode = Callable[[list[str]], "NDArray[np.float32]"]
Kept = Callable[[list[str]], Mapping[str, str]]
Keep = Callable[[Mapping[str, str]], None]

VERSION = "titles 5"
"""Part of every cache key: raise it when the rules of naming change."""
_RIVALS = 5
_AT_A_TIME = 48
_MOST_NOTES = 25
_MOST_TO_WEIGH = 200
_MOST_RIVAL_NOTES = 6
_KEPT_TITLES = 8
_RUNNERS_UP = 3
_UNNAMED = "Untitled"


@dataclass(frozen=True, slots=True, eq=False)
class NamingGroup:
    """Remarks that want one name.

    Attributes:
        texts: the remarks.
        vectors: (n, 384) float32, unit rows, one a remark.
        keys: a fingerprint a remark; decides every order, so that input order never matters.
        kinds: one kind a remark; a claim has one kind throughout, a touchpoint any mix.
        role: what the name must read as.
        channel: the name of the channel that the group shares, empty where it shares none.
        stage: the stage's title; two touchpoints of one name are told apart by it.
    """

    texts: tuple[str, ...]
    vectors: NDArray[np.float32]
    keys: tuple[str, ...]
    kinds: tuple[Kind | None, ...] = ()
    role: Role = "claim"
    channel: str = ""
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """A group's draft name; ``quote`` is an index into the group's texts."""

    title: str
    quote: int
    terms: tuple[str, ...] = ()
    runners_up: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Member:
    """A group in canonical order, and where its notes were in the order that was given."""

    group: NamingGroup
    order: tuple[int, ...]
    digest: str
    centre: NDArray[np.float64]
    texts: tuple[str, ...]

    @property
    def kinds(self) -> list[Kind | None]:
        given = self.group.kinds
        return [given[at] if given else None for at in self.order]

    def rows(self, places: Sequence[int]) -> NDArray[np.float32]:
        """Return the vectors of the notes at these places of the canonical order."""
        return self.group.vectors[[self.order[at] for at in places]]


def name_groups(
    groups: Sequence[NamingGroup],
    encode: Encode,
    kept: Kept,
    keep: Keep,
    *,
    taken: Collection[str] = (),
) -> list[Title]:
    """Name every group; titles are unique among the groups and differ from those ``taken``.

    Args:
        groups: the groups of one project, in any order.
        encode: texts to (n, 384) unit vectors; called with candidates only, each of them once,
            some groups' at a time and from another thread.
        kept: the cached values (JSON text) of some keys.
        keep: stores new values under their keys.
        taken: titles in use already (of cards that people have named).

    Returns:
        One title a group, in the order of ``groups``.
    """
    members = [_member(group) for group in groups]
    rivals = _rivals(members)
    keys = [_key(member, beside) for member, beside in zip(members, rivals, strict=True)]
    found = dict(kept(sorted(set(keys)))) if keys else {}
    missing = {key: at for at, key in reversed(list(enumerate(keys))) if key not in found}
    if missing:
        made = _make([(members[at], rivals[at]) for at in sorted(missing.values())], encode)
        fresh = dict(zip((keys[at] for at in sorted(missing.values())), made, strict=True))
        keep(fresh)
        found |= fresh
    return _assign(members, [json.loads(found[key]) for key in keys], taken)


def _member(group: NamingGroup) -> _Member:
    if not group.texts:
        raise ValueError("a group without notes has no name")
    order = sorted(range(len(group.texts)), key=lambda at: (group.keys[at], group.texts[at], at))
    kinds = [str(group.kinds[at] or "") if group.kinds else "" for at in order]
    own = [group.role, group.channel, *(group.keys[at] for at in order), *kinds]
    vectors = group.vectors[order].astype(np.float64)
    centre = vectors.mean(axis=0)
    centre /= max(float(np.linalg.norm(centre)), 1e-9)
    own.append(hashlib.sha256(np.round(vectors, 3).astype(np.float32).tobytes()).hexdigest())
    digest = hashlib.sha256("\x1f".join(own).encode("utf-8", "replace")).hexdigest()
    return _Member(group, tuple(order), digest, centre, tuple(group.texts[at] for at in order))


def _rivals(members: Sequence[_Member]) -> list[list[_Member]]:
    """Return each group's nearest other groups of its role, nearest first."""
    out: list[list[_Member]] = [[] for _ in members]
    for role in ("claim", "touchpoint"):
        of_role = [at for at, member in enumerate(members) if member.group.role == role]
        of_role.sort(key=lambda at: members[at].digest)
        if len(of_role) < 2:
            continue
        centres = np.array([members[at].centre for at in of_role])
        for row, at in enumerate(of_role):
            near = np.round(centres @ centres[row], 6)
            near[row] = -2.0
            best = np.argsort(-near, kind="stable")[: min(_RIVALS, len(of_role) - 1)]
            out[at] = [members[of_role[i]] for i in best]
    return out


def _key(member: _Member, rivals: Iterable[_Member]) -> str:
    parts = [VERSION, member.digest, *(rival.digest for rival in rivals)]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _make(jobs: Sequence[tuple[_Member, list[_Member]]], encode: Encode) -> list[str]:
    """Choose titles for some groups.

    Candidates are encoded in the background while those of the next groups are collected: the one
    leaves Python's lock alone, the other holds it.
    """
    shorts: list[Shortlist] = []
    asked: set[str] = set()
    answers: list[tuple[list[str], Future[NDArray[np.float32]]]] = []
    with ThreadPoolExecutor(max_workers=1) as background:
        for start in range(0, len(jobs), _AT_A_TIME):
            some = [shortlist(_pool(*job)) for job in jobs[start : start + _AT_A_TIME]]
            wanted = {c.title for short in some if not short.decided for c in short.candidates}
            fresh = sorted(wanted - asked)
            if fresh:
                answers.append((fresh, background.submit(encode, fresh)))
            asked |= wanted
            shorts += some
        rows = {
            title: row
            for fresh, answer in answers
            for title, row in zip(fresh, answer.result(), strict=True)
        }
    return [_as_json(short, decide(short, rows)) for short in shorts]


def _as_json(short: Shortlist, titles: Sequence[str]) -> str:
    value = {
        "titles": list(titles[:_KEPT_TITLES]),
        "quote": short.pool.places[short.quote],
        "terms": list(short.terms),
    }
    return json.dumps(value, ensure_ascii=True)


def _pool(member: _Member, rivals: Sequence[_Member]) -> Pool:
    places = _nearest(member, _MOST_NOTES)
    beside = [(rival, _nearest(rival, _MOST_RIVAL_NOTES)) for rival in rivals]
    width = member.group.vectors.shape[1]
    kinds = member.kinds
    return Pool(
        texts=tuple(member.texts[at] for at in places),
        vectors=member.rows(places),
        places=tuple(places),
        active=tuple(kinds[at] is Kind.ACTIVITY for at in places),
        interaction=member.group.role == "touchpoint",
        divided=english.are_divided(member.texts[:_MOST_TO_WEIGH], kinds[:_MOST_TO_WEIGH]),
        centre=member.centre,
        rivals=np.array([rival.centre for rival in rivals]).reshape(-1, width),
        rival_texts=tuple(rival.texts[at] for rival, places in beside for at in places),
        rival_vectors=np.concatenate(
            [np.zeros((0, width), np.float32), *(rival.rows(near) for rival, near in beside)]
        ),
    )


def _nearest(member: _Member, most: int) -> list[int]:
    """Return the notes nearest to the centre, in canonical order."""
    if len(member.texts) <= most:
        return list(range(len(member.texts)))
    near = np.round(member.rows(range(len(member.texts))).astype(np.float64) @ member.centre, 6)
    return sorted(int(at) for at in np.argsort(-near, kind="stable")[:most])


def _assign(
    members: Sequence[_Member], choices: Sequence[dict[str, object]], taken: Collection[str]
) -> list[Title]:
    """Give every group its best title that no group before it has; larger groups choose first."""
    used = {title.casefold() for title in taken}
    out: dict[int, Title] = {}
    order = sorted(
        range(len(members)),
        key=lambda at: (
            members[at].group.role,
            -len(members[at].texts),
            members[at].digest,
        ),
    )
    for at in order:
        member = members[at]
        choice = choices[at]
        quote = int(str(choice["quote"]))
        titles = _strings(choice["titles"])
        words = _strings(choice["terms"])
        pool = [_with_channel(title, member.group.channel) for title in titles]
        pool = pool if member.group.role == "touchpoint" else list(titles)
        best = next((title for title in pool if title.casefold() not in used), "")
        if not best:
            more = _beginnings(member, quote)
            best = _distinct([*pool[:1], *more], words, member.group.stage, used)
        used.add(best.casefold())
        out[at] = Title(best, member.order[quote], words, tuple(pool))
    # What another group is called by now would be a second of its name.
    return [replace(out[at], runners_up=_runners_up(out[at], used)) for at in range(len(members))]


def _runners_up(title: Title, used: Collection[str]) -> tuple[str, ...]:
    free = (other for other in title.runners_up if other.casefold() not in used)
    return tuple(dict.fromkeys(free))[:_RUNNERS_UP]


def _strings(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def _beginnings(member: _Member, quote: int) -> list[str]:
    """Return how the remarks begin, the quote first: titles for want of any better."""
    texts = [member.texts[quote], *member.texts[:_MOST_NOTES]]
    telling = [text for text in texts if not clauses.is_filler(text)]
    return list(dict.fromkeys(_fallback(text) for text in telling or texts[:1]))


def _distinct(
    titles: Sequence[str], words: Sequence[str], stage: str, used: Collection[str]
) -> str:
    """Return the first free title, or the best with what tells its group apart."""
    best = titles[0]
    low = best.casefold()
    extra = [word for word in (*words, stage.lower()) if word and word.casefold() not in low]
    for candidate in (*titles, *(f"{best} ({word})" for word in extra)):
        if candidate.casefold() not in used:
            return candidate
    # The very same remarks in two groups of one stage: nothing tells these apart.
    number = 2
    while f"{low}, group {number}" in used:
        number += 1
    return f"{best}, group {number}"


def _fallback(quote: str) -> str:
    """Return the first words of a remark that no rule fits, made safe and short."""
    begun = beginning(quote)
    if begun:
        return begun
    text = " ".join(visible(quote[:400]).replace("⏎", " ").split())
    words = text.split()
    short = " ".join(words[:8])
    short = clip(short if len(words) <= 8 else short + " …", WIDEST)
    short = short.strip(" .,;:!?-–—") or text[:WIDEST]
    return (short[:1].upper() + short[1:]) or _UNNAMED


_BY_CHANNEL = {
    "phone": ("by phone", "phone call ring telephone line hold"),
    "call": ("by phone", "phone call ring telephone line hold"),
    "telephone": ("by phone", "phone call ring telephone line hold"),
    "email": ("by email", "email mail"),
    "e-mail": ("by email", "email mail"),
    "mail": ("by letter", "letter post mail email"),
    "post": ("by letter", "letter post mail"),
    "letter": ("by letter", "letter post mail"),
    "website": ("online", "website online web site page"),
    "web": ("online", "website online web site page"),
    "online": ("online", "website online web site page"),
    "app": ("in the app", "app"),
    "chat": ("by chat", "chat"),
    "desk": ("at the desk", "desk counter"),
    "counter": ("at the counter", "desk counter"),
    "in person": ("in person", "person desk counter office"),
    "sms": ("by text message", "text sms message"),
    "text": ("by text message", "text sms message"),
}


_CONTACTING = english.words(
    "asking chasing calling contacting booking getting finding applying reporting changing "
    "cancelling ordering paying waiting reaching making arranging rebooking complaining sending "
    "receiving checking explaining answering hearing rescheduling renewing claiming "
    "speaking talking trying"
)


def _with_channel(title: str, channel: str) -> str:
    """Add where an interaction happens, if the name has room for it and does not say so yet."""
    phrase, said = _BY_CHANNEL.get(channel.strip().lower(), ("", ""))
    words = title.lower().split()
    if not phrase or len(words) > 5 or any(w.startswith(s) for w in words for s in said.split()):
        return title
    if words[0] not in _CONTACTING or words[-1] in {"by", "for", "to"}:
        return title
    return f"{title} {phrase}"
