"""What lies where: for each note its values of a facet, and the people whose word it is."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from data.store import facets
from data.store.conditions import Condition, compiled
from data.store.facets import SEVERAL, Facet, Value

if TYPE_CHECKING:
    from data.store import common

# Whose word it is when somebody takes a stance, and when nobody is named, as in
# `synthesis.standing.People`: only customers and people inside are people; data and our own guesses
# are nobody.  An unnamed speaker is one person a session, and on each side of the counter another.
_NAMED = """
SELECT note.nr, 'participant ' || participant.id,
  CASE
    WHEN note.source IS NOT NULL AND (stance = 'said' OR "group" IS NULL) THEN note.source
    WHEN "group" = 'customer' THEN 'customer'
    WHEN "group" IS NOT NULL THEN 'staff'
    WHEN session.kind = 'customer interview' THEN 'customer'
    WHEN session.kind = 'staff meeting' THEN 'staff'
    ELSE 'nobody' END AS source
  FROM note JOIN session ON session.id = note.session
  JOIN note_participant ON note_participant.note = note.id
  JOIN participant ON participant.id = note_participant.participant
 WHERE stance <> 'disagrees' AND {evidence} AND ({fits})"""
_UNNAMED = """
SELECT nr,
  CASE WHEN respondent <> '' THEN 'respondent ' || respondent
       ELSE 'session ' || session || ' ' || source END, source
  FROM (SELECT note.nr, note.respondent, note.session,
          coalesce(note.source, CASE session.kind
            WHEN 'customer interview' THEN 'customer' WHEN 'staff meeting' THEN 'staff'
            ELSE 'nobody' END) AS source
          FROM note JOIN session ON session.id = note.session
         WHERE NOT EXISTS
           (SELECT 1 FROM note_participant WHERE note = note.id AND stance = 'said')
           AND {evidence} AND ({fits}))"""
_EVIDENCE = "NOT note.set_aside AND (note.kind IS NULL OR note.kind NOT IN ('memo', 'ask'))"


def values(reader: common.Reader, facet: Facet, among: Condition) -> dict[int, tuple[Value, ...]]:
    """The values of each note that fits, by its number (``note.nr``); (None,) where it has none."""
    facets.prepare(reader.connection)
    where, parameters = compiled(among)
    found: dict[int, tuple[Value, ...]] = {}
    if facet not in SEVERAL:
        rows = reader.connection.rows(
            f"SELECT note.nr, {facets.expression(facet)} FROM note WHERE {where}", parameters
        )
        return {nr: (value,) for nr, value in rows}
    for nr, value in reader.connection.rows(
        f"SELECT DISTINCT note.nr, held.value FROM note LEFT JOIN ({SEVERAL[facet]}) AS held"
        f" ON held.note = note.id WHERE {where}",
        parameters,
    ):
        found[nr] = (*found.get(nr, ()), value)
    return found


def people(reader: common.Reader, among: Condition) -> dict[int, set[str]]:
    """The people who said each note that fits, or agree with it, by its number.

    Somebody has the same name here under every note.  Notes that are nobody's word are left out:
    data, our own guesses, marks, what is set aside.
    """
    facets.prepare(reader.connection)
    where, parameters = compiled(among)
    found: dict[int, set[str]] = defaultdict(set)
    for query in (_NAMED, _UNNAMED):
        for nr, who, source in reader.connection.rows(
            query.format(evidence=_EVIDENCE, fits=where), parameters
        ):
            if source in ("customer", "staff"):
                found[nr].add(who)
    return found
