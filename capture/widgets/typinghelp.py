"""How a line is typed, in a few words: the help that the line gives."""

from __future__ import annotations

TYPING = (
    "Type who, a colon, what they said, then two commas and tags:\n"
    "    ma: phones ring out all morning ,,p--3 tou ph\n"
    "Enter stores it, whatever it says. Tab takes what is offered under the line, or begins "
    "the tags. Esc makes a speaker text; a second Esc takes that back. Ctrl+J begins a new line of "
    "the same note. On an empty line ,,p- tags the last note, jo: makes Jon agree with it, jo: "
    ",,no disagree, and ↑ edits it.\n"
    "Tags: p pain point, n need, a activity, q question, g gain, i idea, m memo, k ask; "
    "-- - 0 + ++ how it felt; a number for the stage; two letters of any stage, persona or "
    'channel; +word a free tag; " their own words; obs rec own the source; no disagrees.'
)
