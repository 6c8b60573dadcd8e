"""A note on the page of the map: the line that a large map has most of, made without a template.

A macro that is called two thousand times costs more than all the rest of the page.  Every string
passes what the template's own do: visible marks, then HTML escaping.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from markupsafe import Markup, escape

from data.records import EvidenceStance, Stance
from data.text import visible
from synthesis.mapmodel import MapNote, Speaker
from synthesis.render import words

_MARKUP = re.compile("[&<>\"']")
_SIGNS = {Stance.SAID: "", Stance.AGREES: "+", Stance.DISAGREES: "-"}


def safe(text: str) -> str:
    """Return what somebody typed as it may stand in a page."""
    shown = visible(text, keep_newlines=True)
    return str(escape(shown)) if _MARKUP.search(shown) else shown


def maker(
    number: Callable[[MapNote], int],
    short: Callable[[Speaker], str],
    where: Callable[[MapNote], str],
    *,
    one_persona: bool,
) -> Callable[[MapNote], Markup]:
    """Return what makes a note's line.

    ``number`` tells which voice it is, ``short`` who a speaker is and ``where`` where it was said;
    ``one_persona``: the map is one persona's, so that notes of none are told from its own.
    """
    again = cache(safe)  # days, channels and the like come again and again

    @cache
    def who(speaker: Speaker) -> str:
        return safe(_SIGNS[speaker.stance] + short(speaker))

    def line(note: MapNote) -> Markup:
        against = note.stance is EvidenceStance.AGAINST
        said = f"<em>{safe(words.WITHHELD)}</em>" if note.withheld else safe(words.said(note))
        told = [again(where(note))]
        if note.emotion is not None:
            told.append(f"mood {again(words.grade(note.emotion))}")
        if note.channel:
            told.append(again(note.channel))
        if not one_persona and note.personas:
            told.append(again(", ".join(note.personas)))
        elif one_persona and not note.personas:
            told.append("any persona")
        return Markup(  # each part was made safe above
            f"<li data-v={number(note):d}{' class=against' if against else ''}>"
            f"{'<b>against</b> ' if against else ''}{said}<small>"
            f"{', '.join(who(one) for one in note.speakers)}; {', '.join(told)}</small></li>"
        )

    return line
