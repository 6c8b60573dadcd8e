"""The app on a disk that does not confirm folders: each note once, and told as what it is."""

from __future__ import annotations

from pathlib import Path

from capture.app import SaysoApp
from capture.gateway import Storing
from tests.faults.folder_sync import unconfirmed_folders
from tests.tui.helpers import opened, settled
from tests.tui.meeting import make_meeting, said, say, seen

NOTES = 5


async def test_each_note_is_stored_once_and_told_as_stored(tmp_path: Path) -> None:
    path = make_meeting(tmp_path / "claims.sayso")
    with unconfirmed_folders() as refused:
        async with opened(path) as pilot:
            app = pilot.app
            assert isinstance(app, SaysoApp)
            await say(pilot, "ma: remark 0")
            assert "Stored, but the disk did not confirm the folder" in seen(pilot)
            for number in range(1, NOTES):
                await say(pilot, f"ma: remark {number}")
            await settled(pilot)
            assert app.storing is Storing.STORED
            assert "NOT STORED" not in seen(pilot)
            assert app.gateway.at_risk() == ()
        assert len(refused) >= NOTES
    assert [one.text for one in said(path)] == [f"remark {number}" for number in range(NOTES)]
    print(f"{len(refused)} refused syncs, {NOTES} notes acknowledged, 0 lost, 0 twice")
