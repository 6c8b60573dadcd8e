"""``sayso stages``: the steps of the journey, in their order."""

from __future__ import annotations

from typing import Any

import click

from capture.cli.context import open_project
from capture.cli.lists import add_keeping, offering_to_merge, tidy, tidy_options
from capture.cli.output import document, json_option, say, table
from capture.cli.project import names
from data.text import counted

_EPILOG = """\b
Examples:
  sayso stages
  sayso stages add "Complain" --after Use --description "Something went wrong and they say so"
  sayso stages change Use --title "Live with it"
  sayso stages change Wait --question "When will I hear?"
  sayso stages --look-alikes --unused
  sayso stages merge "Look around" "Find out"
  sayso stages split Use Complain --where "wrong OR broken"
  sayso stages reorder "Find out, Decide, Use"
  sayso stages remove Complain
"""


@click.group("stages", invoke_without_command=True, epilog=_EPILOG)
@tidy_options
@json_option
@click.pass_context
def stages_verb(ctx: click.Context, look_alikes: bool, unused: bool, as_json: bool) -> int:
    """List, add, change, merge, split, order and remove stages."""
    if ctx.invoked_subcommand is not None:
        return 0
    from capture.jobs import lists

    with open_project(ctx, read_only=True) as project:
        if look_alikes or unused:
            return tidy(project, "stage", look_alikes=look_alikes, unused=unused, as_json=as_json)
        snapshot = project.snapshot()
    count = lists.notes_by_stage(snapshot)
    if as_json:
        document(
            [
                {
                    "slug": one.slug,
                    "title": one.title,
                    "description": one.description,
                    "examples": list(one.examples),
                    "question": one.question,
                    "notes": count[one.id],
                }
                for one in snapshot.stages
            ]
        )
        return 0
    table(
        (str(number), one.title, counted(count[one.id], "note"), one.description)
        for number, one in enumerate(snapshot.stages, 1)
    )
    return 0


@stages_verb.command("add")
@click.argument("title")
@click.option("--description", default="", help="What belongs here; helps tagging.")
@click.option("--example", "examples", multiple=True, help="A remark that belongs here.")
@click.option("--question", default="", help="What people want there, in their words.")
@click.option("--after", default="", metavar="STAGE", help="Where it goes; else at the end.")
@click.pass_context
def add(
    ctx: click.Context,
    title: str,
    description: str,
    examples: tuple[str, ...],
    question: str,
    after: str,
) -> None:
    """Add a stage."""
    from capture.jobs import arranging, lists

    with open_project(ctx) as project:
        position = None
        if after:
            before = lists.find(project, "stage", after)
            position = lists.all_of(project, "stage").index(before) + 1
        arranging.put_stage(
            project,
            None,
            {
                "title": title,
                "description": description,
                "examples": examples,
                "question": question,
                "position": position,
            },
        )
    say(f"Added the stage {title}.")


@stages_verb.command("change")
@click.argument("stage")
@click.option("--title", help="The new title.")
@click.option("--description", help="The new description.")
@click.option("--example", "examples", multiple=True, help="A remark, in place of those so far.")
@click.option("--question", help="What people want there, in their words; empty: not said.")
@click.pass_context
def change_(ctx: click.Context, /, stage: str, **options: Any) -> None:
    """Change a stage's title, description, question or example remarks."""
    from capture.jobs import arranging, lists

    given = {name: value for name, value in options.items() if value not in (None, ())}
    if not given:
        told = "Say what to change: --title, --description, --question, --example."
        raise click.UsageError(told, ctx)
    with open_project(ctx) as project:
        one = lists.find(project, "stage", stage)
        with offering_to_merge(project, "stage", one):
            arranging.put_stage(project, one.id, given)
    say(f"Changed the stage {lists.name_of(one)}.")


@stages_verb.command("reorder")
@click.argument("order")
@click.pass_context
def reorder(ctx: click.Context, order: str) -> None:
    """Put the stages in this ORDER, comma-separated; those not named follow in their old order."""
    from capture.jobs import lists

    with open_project(ctx) as project:
        everything = lists.reorder(project, "stage", names(order))
    say(" · ".join(lists.name_of(one) for one in everything))


@stages_verb.command("remove")
@click.argument("stage")
@click.pass_context
def remove(ctx: click.Context, stage: str) -> None:
    """Remove a stage; its notes stay, without a stage (undo brings both back)."""
    from capture.jobs import lists

    with open_project(ctx) as project:
        one, count = lists.stage(project, stage)
    say(f"Removed the stage {one.title}; {counted(count, 'note')} left without a stage.")


add_keeping(stages_verb, "stage")
