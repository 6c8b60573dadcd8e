"""Remarks that hold no claim: what survey forms are full of."""

from __future__ import annotations

from data.text import normalise

_SAY_NOTHING = frozenset(
    (
        "nothing", "none", "na", "nil", "no", "nope", "comment", "noneatall", "notapplicable",
        "nothingatall", "nothingtoadd", "nothingelse", "nothingreally", "nothingspecific",
        "nothingcomestomind", "nothingtosay", "nocomment", "nocomments", "nofurthercomments",
        "nofurthercomment", "noanswer", "noresponse", "dontknow", "idontknow", "unknown", "notsure",
        "nothingtoimprove", "notatthistime", "asabove", "seeabove", "test", "xxx", "yes", "ok",
        "okay",
    )
)  # fmt: skip


def says_nothing(text: str) -> bool:
    """True for a remark that holds no claim: "n/a", "no comment", "nothing", "-"."""
    bare = "".join(char for char in normalise(text).casefold() if char.isalnum())
    return not bare or bare in _SAY_NOTHING or (len(bare) < 2 and not bare.isdigit())
