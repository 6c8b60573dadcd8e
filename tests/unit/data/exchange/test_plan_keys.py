"""A dated meeting is known again wherever the file is read."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from data.exchange.plans import line_keys
from data.exchange.reading import read


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone cannot be changed here")
def test_the_zone_of_the_machine_changes_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "notes.md"
    path.write_text("# Weekly\nDate: 2026-03-02 14:00\nslow\nslow\n")
    keys = []
    try:
        for zone in ("UTC", "Asia/Tokyo", "America/New_York"):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            keys.append(line_keys(read(path)))
    finally:
        monkeypatch.undo()
        time.tzset()
    assert keys[0] == keys[1] == keys[2]
    assert len(set(keys[0][0])) == 2
