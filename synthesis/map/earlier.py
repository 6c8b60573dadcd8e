"""Documents of maps as earlier versions wrote them, told in the keys of today: frozen maps last.

A version is brought to the next one by a step of its own, so that a released step never changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

from synthesis.board.quotes import words_of
from synthesis.board.standing import Counts, Standing, plainly

Document = dict[str, Any]

_MIXED = "mixed"


def brought_up(document: Document, now: int) -> Document:
    """Return a document of an earlier version as version ``now`` would have written it.

    A version that is not known is left as it is.  What does not hold together is left for whoever
    reads the document to refuse.
    """
    version = document.get("version")
    while isinstance(version, int) and version in _STEPS and version < now:
        document = _STEPS[version](document)
        version += 1
    return {**document, "version": version}


def _claims_renamed(document: Document) -> Document:
    """Return a document of version 1, in which the claims of a lane were called points."""
    return {key: _renamed(value) for key, value in document.items()}


def _renamed(value: Any) -> Any:
    if isinstance(value, dict):
        return {"claims" if key == "points" else key: _renamed(item) for key, item in value.items()}
    return [_renamed(item) for item in value] if isinstance(value, list) else value


def _claims_alone_stand(document: Document) -> Document:
    """Return a document of version 2, in which cards had a standing and claims made titles.

    The standing of a card is passed over, as every key that nothing reads.  What was mixed is
    split; where no customer was for it, it is doubted, since nobody was on the other side.
    """
    document = {**document}
    badge = document.get("badge")
    if isinstance(badge, dict) and "touchpoints" in badge:
        document["badge"] = {"unread": 0, "beliefs": badge["touchpoints"], **badge}
    rule = document.get("rule")
    if isinstance(rule, str):
        document["rule"] = "\n".join(
            str(Standing.SPLIT) + line.removeprefix(_MIXED) if line.startswith(_MIXED) else line
            for line in rule.split("\n")
        )
    titled = _by_title(document)
    for claim in _claims(document):
        claim.update(_told_anew(claim))
    for card in _cards(document):
        own = _claims_of(card, "lanes")
        card.setdefault("lead", max(own, key=_people).get("id", "") if own else "")
    _tell_findings_anew(document, titled)
    return document


def _by_title(document: Document) -> dict[tuple[str, str], Document]:
    """Return each claim by its card's code and its title; a card's own title stands for its lead.

    The code of a claim that is on no card is "".
    """
    titled: dict[tuple[str, str], Document] = {}
    for stage in _list(document, "stages"):
        for claim in _claims_of(stage, "loose"):
            titled.setdefault(("", str(claim.get("title"))), claim)
        for card in _list(stage, "cards"):
            code, own = str(card.get("code")), _claims_of(card, "lanes")
            for claim in own:
                titled.setdefault((code, str(claim.get("title"))), claim)
            if own:
                titled.setdefault((code, str(card.get("title"))), max(own, key=_people))
    return titled


def _tell_findings_anew(document: Document, titled: dict[tuple[str, str], Document]) -> None:
    """Have the summary and what is missing say claims in their words, where titles stood."""
    held = document.get("summary")
    summary = held if isinstance(held, dict) else {}
    lines = [line for part in summary for line in _list(summary, part)]
    for line in (*lines, *_list(document, "gaps")):
        codes = line.get("codes")
        code = codes[0] if isinstance(codes, list) and codes else ""
        claim = titled.get((str(code), str(line.get("text"))))
        if claim is not None:
            line["text"] = claim.get("title")
            if "people" in line and (counts := _counts(claim)) is not None:
                line["people"] = counts.in_words()


def _told_anew(claim: Document) -> Document:
    """Return what is told otherwise of a claim now: its standing, plainly, and words of its own."""
    counts = _counts(claim)
    if counts is None:
        return {}
    standing = claim.get("standing")
    if standing == _MIXED:
        standing = str(Standing.SPLIT if counts.customers_for else Standing.DOUBTED)
    told: Document = {"standing": standing}
    if standing in list(Standing):
        told["plainly"] = plainly(Standing(standing), counts)
    quote = claim.get("quote")
    if isinstance(quote, str) and quote.strip():
        # Titles were made of what people said; drawn as a quote, they have to be one.
        told["title"] = words_of(quote)
    return told


def _counts(claim: Document) -> Counts | None:
    held = claim.get("counts")
    known = {field.name for field in fields(Counts)}
    numbers = {key: held[key] for key in known & held.keys()} if isinstance(held, dict) else {}
    return Counts(**numbers) if all(type(n) is int for n in numbers.values()) else None


def _people(claim: Document) -> int:
    counts = _counts(claim)
    return counts.people if counts is not None else 0


def _cards(document: Document) -> Iterator[Document]:
    for stage in _list(document, "stages"):
        yield from _list(stage, "cards")


def _claims(document: Document) -> Iterator[Document]:
    for stage in _list(document, "stages"):
        yield from _claims_of(stage, "loose")
    for card in _cards(document):
        yield from _claims_of(card, "lanes")


def _claims_of(holder: Document, key: str) -> list[Document]:
    return [claim for lane in _list(holder, key) for claim in _list(lane, "claims")]


def _list(holder: Document, key: str) -> list[Document]:
    """Return the records of a list; what is none is left out, and refused by whoever reads on."""
    items = holder.get(key)
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


_STEPS: dict[int, Callable[[Document], Document]] = {1: _claims_renamed, 2: _claims_alone_stand}
