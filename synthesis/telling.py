"""How an act that says something about a card is called, in history and by undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from data.text import clip, visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from synthesis.ground import Ground

_FACTS = {
    "title": "title",
    "stage": "stage",
    "owner": "owner",
    "channel": "channel",
    "grade": "grade",
    "graded_by": "grade",
    "expectation": "expectation",
    "moment_of_truth": "moment of truth",
    "at_stake": "stakes",
    "way_out": "way out",
    "contacts": "contacts",
    "contacts_basis": "contacts",
    "minutes": "minutes",
    "minutes_basis": "minutes",
}


def telling(ground: Ground, facts: Mapping[str, Any]) -> str:
    """Return how an act that sets ``facts`` is called, to stand before the card's name."""
    several = _several(facts)
    if several:
        return several
    channels = {one.id: one.name for one in ground.snapshot.channels}
    match facts:
        case {"title": title}:
            return f"Call it “{clip(visible(title), 40)}”:"
        case {"owner": owner}:
            return f"Owner {clip(visible(owner), 20)} for" if owner else "No owner for"
        case {"channel": channel}:
            return f"Channel {channels.get(channel, 'none')} for"
        case {"grade": grade}:
            return "No grade for" if grade is None else f"Grade {grade:+d} for"
        case {"moment_of_truth": truth}:
            return "Moment of truth:" if truth else "No moment of truth:"
        case {"expectation": expectation}:
            return f"Expectation {expectation or 'open'}:"
        case {"stage": stage}:
            return f"The stage {ground.stage_title(stage)} for"
        case {"at_stake": stake}:
            return "At stake at" if stake else "Nothing at stake at"
        case {"way_out": way}:
            return "Way out of" if way else "No way out of"
        case _:
            return "Describe"


def _several(facts: Mapping[str, Any]) -> str:
    """Return the same where several facts are set at once, "" where there is one, or a grade."""
    for name in ("contacts", "minutes"):
        if facts.keys() == {name, f"{name}_basis"}:
            value, basis = facts[name], facts[f"{name}_basis"]
            return f"No {name} for" if value is None else f"{value:g} {name} ({basis}) for"
    if len(facts) > 1 and facts.keys() - {"grade", "graded_by"}:
        *rest, last = dict.fromkeys(_FACTS[name] for name in facts)
        return f"Change the {', '.join(rest)} and {last} of" if rest else f"Change the {last} of"
    return ""
