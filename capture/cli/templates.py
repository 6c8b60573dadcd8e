"""``sayso templates``: the ready-made sets of stages."""

from __future__ import annotations

import click

from capture.cli.output import document, json_option


@click.command("templates", epilog="\b\nExample:\n  sayso templates --json")
@json_option
def templates_verb(as_json: bool) -> None:
    """List the templates with their stages; each stage has a description and example remarks."""
    from data.template import shipped

    if as_json:
        document(
            [
                {
                    "name": one.slug,
                    "title": one.title,
                    "description": one.description,
                    "stages": [
                        {
                            "slug": stage.slug,
                            "title": stage.title,
                            "description": stage.description,
                            "examples": list(stage.examples),
                        }
                        for stage in one.stages
                    ],
                    "channels": list(one.channels),
                }
                for one in shipped()
            ]
        )
        return
    for one in shipped():
        click.echo(f"{one.slug}: {one.title}")
        click.echo(f"  {one.description}")
        click.echo("  " + " · ".join(stage.title for stage in one.stages) + "\n")
    click.echo("Use one with: sayso new NAME --template SLUG")
