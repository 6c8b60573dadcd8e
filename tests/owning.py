"""Whose every value is, worked out from the change log alone: what undo must have kept to."""

from __future__ import annotations

import json

from data.store import Project

Field = tuple[str, str, str]


def wrongly_taken(project: Project) -> list[str]:
    """Return a sentence for each undo or redo of what was not its author's, or not on top.

    For each field of each thing a pile of the changes that stand is kept: a change goes on top, an
    undo must find what it takes back on top everywhere, by its own author, and lifts it off.
    Making or removing a thing is piled under the field ``+``.
    """
    piles: dict[Field, list[str]] = {}
    authors: dict[str, str] = {}
    touched: dict[str, set[Field]] = {}
    found: list[str] = []
    for op, author, mark, taken, fields in _operations(project):
        if mark is None:
            authors[op], touched[op] = author, fields
            for field in fields:
                piles.setdefault(field, []).append(op)
            continue
        if authors[mark] != author:
            found.append(f"{author} took back or made again {authors[mark]}'s {mark}")
        for field in touched[mark] & fields if taken else fields:
            pile = piles.setdefault(field, [])
            if not taken:
                pile.append(mark)
            elif not pile or pile[-1] != mark:
                found.append(f"{author} took {mark} back under {pile[-1:]}, on {field}")
            else:
                pile.pop()
    return found


def _operations(project: Project) -> list[tuple[str, str, str | None, bool, set[Field]]]:
    """Return each operation: id, author, what it takes back (True) or makes again, its fields."""
    found: dict[str, tuple[str, str, str | None, bool, set[Field]]] = {}
    for op, author, entity, entity_id, field, value in project.connection.rows(
        "SELECT op, author, entity, entity_id, field, value FROM change ORDER BY rowid"
    ):
        known = found.get(op, (op, author, None, False, set()))
        if entity == "op":
            found[op] = (op, author, entity_id, json.loads(value), known[4])
        else:
            whole = field in ("+", "-")
            known[4].add((entity, entity_id, "+" if whole else field))
            found[op] = known
    return list(found.values())
