"""What to say of a line that was stored, where the log does not say it already."""

from __future__ import annotations

from collections.abc import Mapping

from capture.jobs.notes import Act, Logged
from data.text import clip, visible


def told(logged: Logged, known: Mapping[str, str]) -> str:
    """Return a sentence on what the line did to the last note; "" for a new one, which is seen."""
    about = f"“{clip(visible(logged.note.text[:400]), 40)}”"
    who = known.get(logged.reading.speaker or "", "")
    if logged.reading.new_speaker is not None:
        who = visible(logged.reading.new_speaker.name)
    match logged.act:
        case Act.AGREED:
            return f"{who or 'Somebody'} agrees with {about}."
        case Act.DISAGREED:
            return f"{who or 'Somebody'} disagrees with {about}."
        case Act.CHANGED:
            return f"Changed: {about}."
    return ""
