"""What is said once for every row: values that the project must know, and whose say-so it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from data.errors import ImportRefused
from data.exchange.names import Names, People
from data.exchange.planned import NewNote
from data.exchange.values import names_in, to_emotion, to_kind, to_source
from data.records import Kind, SessionKind, Source


def check_fixed(
    name: str, fixed: Mapping[str, str], lists: Mapping[str, Names], header: Sequence[str] = ()
) -> None:
    """Refuse a fixed value that nobody knows; participants, teams and sessions may be new.

    ``fixed`` maps roles to values, ``header`` are the columns that the file has (none in text).

    Raises:
        ImportRefused: naming the value, the file's columns and what is known.
    """
    known: dict[str, Iterable[str]] = {
        "kind": [kind.value for kind in Kind],
        "source": [source.value for source in Source],
        "emotion": ["-2", "-1", "0", "1", "2"],
    }
    for role, value in fixed.items():
        if role in ("stage", "persona"):
            parts = names_in(value, ";|" if role == "persona" else "")
            bad = [part for part in parts if lists[role].find(part) is None]
            known[role] = [title for _, title in lists[role].existing]
        elif role in known:
            understood = {"kind": to_kind, "source": to_source, "emotion": to_emotion}[role](value)
            bad = [] if understood is not None else [value]
        else:
            continue
        if bad:
            there = ", ".join(known[role]) or "none yet"
            article = "an emotion" if role == "emotion" else f"a {role}"
            columns = ", ".join(title for title in header if title)
            neither = (
                f" is neither a column ({columns}) nor {article}"
                if columns
                else (f" is not {article}")
            )
            raise ImportRefused(
                f'{name}: --{role} "{bad[0]}"{neither} of this project. Known: {there}.'
            )


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
