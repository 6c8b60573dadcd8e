"""Where a project had better not lie: on another machine, or where it is copied to others."""

from __future__ import annotations

from pathlib import Path

import pytest

from data import folders
from tests.unit.commands import ok
from tests.unit.stores import new_project

LOCAL = "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"


@pytest.fixture
def mounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A table of mounts, as Linux writes it, with a local disk alone."""
    table = tmp_path / "mountinfo"
    table.write_text(LOCAL)
    monkeypatch.setattr(folders, "MOUNTS", table)
    return table


def mounted(mounts: Path, where: Path, kind: str) -> None:
    point = str(where).replace(" ", "\\040")
    with mounts.open("a") as table:
        table.write(f"40 22 0:44 / {point} rw,nosuid shared:9 - {kind} server:/share rw\n")


@pytest.mark.parametrize(
    "kind", ["nfs4", "nfs", "cifs", "smb3", "fuse.sshfs", "fuse.rclone", "9p", "virtiofs", "ceph"]
)
def test_a_folder_on_another_machine_is_named(mounts: Path, tmp_path: Path, kind: str) -> None:
    share = tmp_path / "our share"
    (share / "deep").mkdir(parents=True)
    mounted(mounts, share, kind)
    said = folders.danger(share / "deep" / "p.sayso")
    assert f"on another machine ({kind})" in said
    assert "this machine's own disk" in said
    assert folders.danger(tmp_path / "p.sayso") == ""


@pytest.mark.parametrize(
    "kind", ["ext4", "btrfs", "xfs", "tmpfs", "overlay", "fuse.ntfs-3g", "zfs"]
)
def test_a_disk_of_its_own_is_not(mounts: Path, tmp_path: Path, kind: str) -> None:
    mounted(mounts, tmp_path, kind)
    assert folders.danger(tmp_path / "p.sayso") == ""


def test_what_is_mounted_last_and_deepest_counts(mounts: Path, tmp_path: Path) -> None:
    mounted(mounts, tmp_path, "nfs4")
    local = tmp_path / "local"
    local.mkdir()
    mounted(mounts, local, "ext4")
    assert folders.danger(local / "p.sayso") == ""
    mounted(mounts, local, "cifs")
    assert "cifs" in folders.danger(local / "p.sayso")


@pytest.mark.parametrize("text", ["", "nonsense\n\n - \n", "1 2 3 4 - nfs4 x rw\n", "\xff\n"])
def test_a_table_that_says_nothing_is_no_danger(mounts: Path, tmp_path: Path, text: str) -> None:
    mounts.write_text(text)
    assert folders.danger(tmp_path / "p.sayso") == ""
    mounts.unlink()
    assert folders.danger(tmp_path / "p.sayso") == ""


@pytest.mark.parametrize(
    ("folder", "mark", "name"),
    [
        ("files", ".dropbox", "Dropbox"),
        ("files", ".stfolder", "Syncthing"),
        ("files", "._sync_1a2b.db", "Nextcloud"),
        ("files", ".sync_1a2b.db", "Nextcloud"),
        ("files", ".owncloudsync.log", "ownCloud"),
        ("Dropbox (Team)", "", "Dropbox"),
        ("OneDrive - The Office", "", "OneDrive"),
        ("GoogleDrive-me@example.org", "", "Google Drive"),
        ("My Drive", "", "Google Drive"),
        ("com~apple~CloudDocs", "", "iCloud Drive"),
        ("Nextcloud", "", "Nextcloud"),
        ("Dropbox ideas", "", ""),
        ("about onedrive", "", ""),
    ],
)
@pytest.mark.usefixtures("mounts")
def test_a_folder_that_is_copied_elsewhere_is_known_by_its_marks(
    tmp_path: Path, folder: str, mark: str, name: str
) -> None:
    top = tmp_path / folder
    (top / "research").mkdir(parents=True)
    if mark:
        (top / mark).touch()
    said = folders.danger(top / "research" / "p.sayso")
    assert (f"{name} copies to other machines" in said) if name else said == ""


def test_it_is_said_once_a_project_and_by_check_each_time(mounts: Path, tmp_path: Path) -> None:
    for name in ("one.sayso", "other.sayso"):
        new_project(tmp_path, name).close()
    mounted(mounts, tmp_path, "nfs4")
    one, other = str(tmp_path / "one.sayso"), str(tmp_path / "other.sayso")
    words = "another machine"
    assert words in ok("-s", one, "about").err
    assert words not in ok("-s", one, "stages").err
    assert words not in ok("-s", one, "stages", "add", "After").err
    assert words in ok("-s", other, "stages", "add", "After").err
    for _ in range(2):
        assert ok("-s", one, "check").err.count(words) == 1
