"""Running verbs in this process, as a shell would run them."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from dataclasses import dataclass
from typing import Any
from unittest import mock

from capture.cli.main import run


@dataclass(frozen=True)
class Outcome:
    """What a verb left behind: its exit code, its data and its talk."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document that was printed."""
        return json.loads(self.out)


def sayso(*argv: str, stdin: str | bytes = "") -> Outcome:
    """Run one verb; whatever it prints is caught, and a traceback would be an error here."""
    given = stdin.encode() if isinstance(stdin, str) else stdin
    source = io.TextIOWrapper(io.BufferedReader(io.BytesIO(given)), encoding="utf-8")
    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch.object(sys, "stdin", source),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = run(list(argv))
    assert "Traceback" not in err.getvalue()
    assert "fault in sayso" not in err.getvalue(), err.getvalue()
    return Outcome(code, out.getvalue(), err.getvalue())


def ok(*argv: str, stdin: str | bytes = "") -> Outcome:
    """Run one verb that must succeed."""
    outcome = sayso(*argv, stdin=stdin)
    assert outcome.code == 0, outcome.err
    return outcome
