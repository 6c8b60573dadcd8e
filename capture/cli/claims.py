"""``sayso claims``: claims by their codes, and what is put for and against them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from capture.cli.context import open_project
from capture.cli.output import document, json_option, say
from capture.cli.touchpoints import acting
from data.text import counted, visible

if TYPE_CHECKING:
    from capture.cli.touchpoints import ActOf
    from capture.jobs.board import Act
    from capture.jobs.claims import ListedClaim
    from data.records import Snapshot

_EPILOG = """\b
Examples:
  sayso claims
  sayso claims --opposed
  sayso claims for C12 "rings out"
  sayso claims against C12 "picked up at once" C14
  sayso claims release C12 C14
  sayso claims quote "picked up at once"
  sayso claims loose --json

Named by its code (C14) a whole claim is meant, by its words a single remark. What is put for or
against a claim stays so however the notes are grouped anew, and stays on its own claim.
"""


@click.group("claims", invoke_without_command=True, epilog=_EPILOG)
@click.option("--opposed", is_flag=True, help="Only those that something was put against.")
@json_option
@click.pass_context
def claims_verb(ctx: click.Context, opposed: bool, as_json: bool) -> int:
    """List claims by their codes, and put remarks and claims for and against them.

    Each act is one step that undo takes back. A claim is named by its code (C12, or c12) or by one
    of its notes, a note by some of its text or the end of its id.
    """
    if ctx.invoked_subcommand is not None:
        return 0
    from capture.cli.drafts import bring_up_to_date
    from capture.jobs import claims
    from data.records import EvidenceStance

    with open_project(ctx) as project:
        bring_up_to_date(project)
        every = claims.listed(project)
    shown = [one for one in every if not opposed or one.bearing(EvidenceStance.AGAINST)]
    if as_json:
        document([claim.as_document() for claim in shown])
        return 0 if shown else 1
    for claim in shown:
        for line in _lines(claim):
            click.echo(visible(line))
    return 0 if shown else 1


def _lines(claim: ListedClaim) -> list[str]:
    """Return the lines of a claim: its words, what they rest on, and what was said of them."""
    rests = (
        claim.kind or "remark",
        counted(len(claim.notes), "note"),
        f"{claim.stage or 'Unplaced'} {claim.card or '(single remark)'}",
        f"{claim.standing}: {claim.people}",
    )
    indent = " " * (len(claim.code) + 2)
    return [
        f"{claim.code}  “{claim.words}”",
        f"{indent}{' · '.join(rests)}",
        *(f"{indent}{said.line()}" for said in claim.said),
    ]


@claims_verb.command("loose")
@json_option
@click.pass_context
def loose(ctx: click.Context, as_json: bool) -> int:
    """List what was put for or against something that is no claim any more."""
    from capture.cli.drafts import bring_up_to_date
    from capture.jobs import claims

    with open_project(ctx) as project:
        bring_up_to_date(project)
        lost = claims.loose(project)
    if as_json:
        document([one.as_document() for one in lost])
    else:
        for one in lost:
            click.echo(visible(one.line()))
            click.echo(visible(f"      {one.why}"))
        if not lost:
            say("Nothing is loose.")
    return 0 if lost else 1


_claim_argument = click.argument("claim", metavar="CLAIM")
_subjects_argument = click.argument("some", metavar="NOTE|CLAIM...", nargs=-1, required=True)


def _bear(name: Literal["for", "against"], summary: str) -> None:
    """Add the verb that puts something for or against a claim."""

    @acting(claims_verb, name, summary)
    @_claim_argument
    @_subjects_argument
    def verb(claim: str, some: tuple[str, ...]) -> ActOf:
        from capture.jobs import board, claims
        from data.records import EvidenceStance

        def act(snapshot: Snapshot) -> Act:
            notes, whole = claims.subjects(snapshot, some)
            on = claims.target(snapshot, claim)
            return board.bear(notes, on, EvidenceStance(name), whole=whole)

        return act


_bear("for", "Say that remarks, or whole claims, speak for a claim.")
_bear(
    "against",
    "Say that remarks, or whole claims, speak against a claim. Two claims of one side, inside or "
    "customers, are then against each other.",
)


@acting(
    claims_verb,
    "release",
    "Take back what was put for or against a claim: by some remarks or claims, or all of it.",
)
@_claim_argument
@click.argument("some", metavar="NOTE|CLAIM...", nargs=-1)
def release(claim: str, some: tuple[str, ...]) -> ActOf:
    """Take back what was put for or against a claim."""
    from capture.jobs import board, claims

    def act(snapshot: Snapshot) -> Act:
        notes, whole = claims.subjects(snapshot, some)
        return board.take_back(notes, claims.target(snapshot, claim), whole=whole)

    return act


@acting(claims_verb, "quote", "Let a remark stand for its claim, which is quoted in its words.")
@click.argument("note")
def quote(note: str) -> ActOf:
    """Let a remark stand for its claim."""
    from capture.jobs import board, browse

    return lambda snapshot: board.quote(browse.by_id(snapshot, note).id)
