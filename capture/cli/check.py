"""``sayso check``: is the project sound?"""

from __future__ import annotations

import click

from capture.cli.context import open_project
from capture.cli.output import document, json_option, say, table
from data.text import visible


@click.command("check", epilog="\b\nExample:\n  sayso -s clinic.sayso check")
@json_option
@click.pass_context
def check_verb(ctx: click.Context, as_json: bool) -> int:
    """Verify the project file and count what it holds; nothing is changed.

    Exit code 0: sound; 1: something is wrong, said in words.
    """
    with open_project(ctx, read_only=True) as project:
        report = project.check()
        path = project.path
    if as_json:
        document({"ok": report.ok, "counts": report.counts, "problems": list(report.problems)})
    else:
        table((name, f"{count:,}") for name, count in report.counts.items())
        for problem in report.problems:
            click.echo(visible(f"PROBLEM  {problem}"))
    say(f"{path} is sound." if report.ok else f"{path} has {len(report.problems)} problem(s).")
    return 0 if report.ok else 1
