"""``sayso identifiers``: what in the notes may say who somebody is, and what is done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from capture.cli.context import open_project
from capture.cli.output import document, json_option, say
from data.text import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from capture.jobs.file import Project
    from capture.jobs.identifiers import Listed
    from synthesis.identifiers import Choice

no_names_option = click.option(
    "--no-names",
    is_flag=True,
    help="Also without what only may name somebody (see sayso identifiers).",
)


def remind(project: Project) -> None:
    """Say how much went out that may say who somebody is and that nobody has decided on."""
    from capture.jobs import identifiers

    count = sum(one.is_open for one in identifiers.listed(project))
    if count:
        say(
            f"{count} {'place' if count == 1 else 'places'} may still say who somebody is: "
            "sayso identifiers lists them, --no-names leaves them out."
        )


_EPILOG = """\b
Examples:
  sayso identifiers                       what nobody has decided on and leaves as it is
  sayso identifiers --all
  sayso identifiers hide "Gustav"         [name] stands in its place in whatever leaves
  sayso identifiers code "Oskar"          [P08] stands in its place, as it does unasked
  sayso identifiers keep "Vietnam"
  sayso identifiers keep "Rose" --note 4f2a91      in one note only
  sayso identifiers undecide "Gustav"
  sayso map --format html -o map.html --no-names   nothing undecided is left in

Participants' names, phone, card and account numbers and e-mail addresses go out as [P08], [number]
and [e-mail] unless somebody keeps them. Addresses, and what is only written like a name, are
listed, and go with --no-names. Whoever is described and not named is not found: what goes out is
never anonymous.
"""


@click.group("identifiers", invoke_without_command=True, epilog=_EPILOG)
@click.option("--all", "every", is_flag=True, help="Also what is decided, and what goes anyway.")
@json_option
@click.pass_context
def identifiers_verb(ctx: click.Context, every: bool, as_json: bool) -> int:
    """List names, numbers and addresses in what may leave the team, and decide what is done.

    Exits 1 where something is listed that nobody has decided on.
    """
    if ctx.invoked_subcommand is not None:
        return 0
    from capture.jobs import identifiers

    with open_project(ctx, read_only=True) as project:
        found = identifiers.listed(project)
    waiting = [one for one in found if one.is_open]
    shown = found if every else waiting
    if as_json:
        document([one.as_document() for one in shown])
        return int(bool(waiting))
    for line in _lines(shown):
        click.echo(visible(line))
    if waiting:
        say(
            f"Undecided: {len(waiting)}. Hide or keep WORDS; as they are they leave the team, "
            "except with --no-names."
        )
    else:
        say("Nothing waits for a decision. Whoever is described and not named is not found.")
    return int(bool(waiting))


def _lines(shown: Sequence[Listed]) -> list[str]:
    lines = []
    for one in shown:
        stands = "" if one.goes.value == "keep" else f" -> {one.find.instead(one.goes)}"
        kept = " (kept)" if one.choice is not None and one.choice.value == "keep" else ""
        lines.append(f"{one.find.words}{stands}{kept}  {one.find.sort} · {one.where}")
        lines.append(f"      {one.text}")
    return lines


_words = click.argument("words")
_note = click.option("--note", default="", help="Only in one note: some of its text, or its id.")


def _decide(ctx: click.Context, words: str, choice: Choice | None, note: str) -> None:
    from capture.jobs import browse, identifiers
    from synthesis.identifiers import EVERYWHERE

    with open_project(ctx) as project:
        place = browse.by_id(project.snapshot(), note).id if note else EVERYWHERE
        say(identifiers.decide(project, words, choice, place=place))


def _verb(name: str, summary: str) -> None:
    """Add the verb that decides what is done with words."""

    @identifiers_verb.command(name, help=summary)
    @_words
    @_note
    @click.pass_context
    def verb(ctx: click.Context, words: str, note: str) -> None:
        from synthesis.identifiers import Choice

        _decide(ctx, words, None if name == "undecide" else Choice(name), note)


_verb("hide", "Say that something else stands in the place of words in whatever leaves the team.")
_verb("code", "Say that a participant's code stands in the place of a name.")
_verb("keep", "Say that words stay as they are.")
_verb("undecide", "Take back what was decided on words.")
