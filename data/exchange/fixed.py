"""What is said once for every row: values that the project must know, and whose say-so it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from data.errors import ImportRefused
from data.exchange.names import Names, People
from data.exchange.planned import NewNote
from data.exchange.values import names_in, to_emotion, to_kind, to_source
from data.exchange.view import View
from data.records import Kind, SessionKind, Source
from data.text import fold


def check_fixed(
    name: str,
    fixed: Mapping[str, str],
    lists: Mapping[str, Names],
    view: View,
    header: Sequence[str] = (),
) -> None:
    """Refuse a fixed value that nobody knows: most often it is a column's name with a slip in it.

    ``fixed`` maps roles to values, ``header`` are the columns that the file has (none in text).
    Somebody new may be named on purpose, as ``NAME/TEAM`` or ``NAME/``.

    Raises:
        ImportRefused: naming the value, the file's columns and what is known.
    """
    for role, value in fixed.items():
        bad = _unknown(role, value, lists, view)
        if not bad:
            continue
        there = ", ".join(_known(role, lists, view)) or "none yet"
        columns = ", ".join(title for title in header if title)
        article = "an emotion" if role == "emotion" else f"a {role}"
        neither = f" is neither a column ({columns}) nor" if columns else " is not"
        raise ImportRefused(
            f'{name}: --{role} "{bad}"{neither} {article} of this project. Known: {there}.'
            f"{_ADVICE.get(role, '')}"
        )


_ADVICE = {
    "participant": " For somebody new write NAME/TEAM, or NAME/ where the team is not known.",
    "team": " For a new team add somebody of it first: sayso participants add NAME/TEAM.",
    "session": " Make a new one first: sayso sessions add TITLE.",
}


def _unknown(role: str, value: str, lists: Mapping[str, Names], view: View) -> str:
    """Return what of a fixed value the project does not know; empty where it knows all of it."""
    if role in ("stage", "persona"):
        parts = names_in(value, ";|" if role == "persona" else "")
        return next((part for part in parts if lists[role].find(part) is None), "")
    if role in ("kind", "source", "emotion"):
        understood = {"kind": to_kind, "source": to_source, "emotion": to_emotion}[role](value)
        return value if understood is None else ""
    if role == "participant" and "/" in value:
        return ""
    if role in ("participant", "team", "session"):
        known = {fold(one) for one in _known(role, lists, view)}
        known |= {fold(one.code) for one in view.participants if role == "participant"}
        return "" if fold(value) in known else value
    return ""


def _known(role: str, lists: Mapping[str, Names], view: View) -> list[str]:
    """Return what a fixed value may be."""
    if role in ("stage", "persona"):
        return [title for _, title in lists[role].existing]
    return {
        "kind": [kind.value for kind in Kind],
        "source": [source.value for source in Source],
        "emotion": ["-2", "-1", "0", "1", "2"],
        "participant": [one.name or one.code for one in view.participants],
        "team": sorted({one.team for one in view.participants if one.team}),
        "session": [one.title for one in view.sessions],
    }[role]


def is_own_guess(note: NewNote, people: People, kind: SessionKind) -> bool:
    """True where nothing says whose a note is, so that it counts as the team's own guess."""
    if note.source is not None or kind is not SessionKind.IMPORT:
        return False
    if note.kind is not None and note.kind.is_mark:
        return False
    return not any(people.group(one.participant) for one in note.participants)


def own_guess_warning(guesses: int) -> Iterator[str]:
    """Yield what to say of notes that name no source."""
    if guesses:
        those = "1 note names" if guesses == 1 else f"{guesses:,} notes name"
        yield (
            f"{those} no source and counts as the team's own guess: say whose it is with --source "
            "customer, staff, observed or record"
            if guesses == 1
            else f"{those} no source and count as the team's own guess: say whose they are with "
            "--source customer, staff, observed or record"
        )
