"""``sayso formats``: the forms of a map, and what each cannot carry."""

from __future__ import annotations

import click

from capture.cli.output import document, json_option, table


@click.command("formats", epilog="\b\nExample:\n  sayso formats")
@json_option
def formats_verb(as_json: bool) -> None:
    """List the forms of a map, the ending of each file, and what it cannot carry.

    All of them at once: sayso export --all DIR.  One: sayso map --format FORM -o FILE.
    """
    from capture.jobs.outputs import FORMS

    if as_json:
        document([{"form": n, "file": f.suffix, "cannot": f.cannot} for n, f in FORMS.items()])
        return
    table((n, f.suffix, f"without {f.cannot}" if f.cannot else "") for n, f in FORMS.items())
