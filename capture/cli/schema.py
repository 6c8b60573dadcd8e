"""``sayso schema``: what the map's JSON looks like, for programs."""

from __future__ import annotations

import click

from capture.cli.output import document


@click.command(
    "schema",
    epilog="\b\nExample:\n  sayso schema > map.schema.json",
)
def schema_verb() -> None:
    """Print the JSON Schema (draft 2020-12) of sayso map --format json."""
    from synthesis.render import json as map_json

    document(map_json.schema())
