"""How many notes have each value of a facet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.store import facets
from data.store.conditions import Condition, compiled
from data.store.facets import SEVERAL, Facet, Value

if TYPE_CHECKING:
    from data.store import common


def counts(reader: common.Reader, facet: Facet, among: Condition) -> dict[Value, int]:
    """How many of the notes that fit have each value; ``None`` stands for having none."""
    facets.prepare(reader.connection)
    where, parameters = compiled(among)
    if facet not in SEVERAL:
        return dict(
            reader.connection.rows(
                f"SELECT {facets.expression(facet)} AS value, count(*) FROM note WHERE {where}"
                " GROUP BY value",
                parameters,
            )
        )
    fitting = f"SELECT note.id FROM note WHERE {where}"
    found: dict[Value, int] = dict(
        reader.connection.rows(
            f"SELECT value, count(DISTINCT note) FROM ({SEVERAL[facet]})"
            f" WHERE note IN ({fitting}) GROUP BY value",
            parameters,
        )
    )
    (none,) = reader.connection.row(
        f"SELECT count(*) FROM note WHERE ({where}) AND"
        f" id NOT IN (SELECT note FROM ({SEVERAL[facet]}))",
        parameters,
    )
    found[None] = int(none)
    return found
