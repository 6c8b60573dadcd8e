"""What a remark does before what it says: it asks, it supposes, it tells; of some, or of all."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from synthesis.titles.english import asks, segments


class Telling(StrEnum):
    """Whether a remark tells what is so, asks, or supposes what might be."""

    TELLS = "tells"
    ASKS = "asks"
    SUPPOSES = "supposes"


_WHO = r"(?:i|we|you|he|she|it|they|people|customers)"
_OPENS = re.compile(
    rf"\W*(?:{_WHO} )?(?:would|might|wish|if only)\b(?! (?:like|love|prefer|rather)\b)"
    rf"|\W*{_WHO}[’']d (?:never |always |not )?(?!like|love|prefer|rather|better|been|had)\w+ if\b"
)
_MIGHT = r"(?:\b(?:would|could|might)\b|[’']d )"
_SUPPOSES = re.compile(rf"{_MIGHT}[^.;!?]*\bif\b|\bif\b[^.;!?]*{_MIGHT}")
_PART = re.compile(
    r"\b(?:(?:a (?:third|quarter|half)|half|most|some|a few|many) of"
    r"|half (?:the|my|our|your|their)|sometimes|now and then|once in a while"
    r"|one in (?:two|three|four|five|six|seven|eight|nine|ten|\d+))\b(?! way)"
)
_WHOLE = re.compile(
    r"\b(?:nobody|no ?one|never|none of|always|every(?:body|one| single)|all of (?:them|us))\b"
)


@lru_cache(maxsize=16384)
def telling(text: str) -> Telling:
    """Return what a remark does: ``would take one if …`` tells of nothing that happened."""
    low = text.casefold()
    if _OPENS.match(low) or _SUPPOSES.search(low):
        return Telling.SUPPOSES
    pieces = segments(text)
    opens = bool(pieces) and asks(*pieces[0])
    return Telling.ASKS if opens or low.rstrip().endswith("?") else Telling.TELLS


def one_of_all(text: str, other: str) -> bool:
    """Return whether one remark speaks of a part and the other of all or none.

    ``we lose a third of the calls`` and ``nobody ever picks up`` cannot both be so, though both may
    be meant.
    """
    some, others = share(text), share(other)
    return some * others < 0


@lru_cache(maxsize=16384)
def share(text: str) -> int:
    """Return -1 for a remark of a part, +1 for one of all or none, 0 for one of neither."""
    low = text.casefold()
    return -1 if _PART.search(low) else int(bool(_WHOLE.search(low)))
