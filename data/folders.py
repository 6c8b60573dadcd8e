"""Where a project lies: folders on other machines, and folders that a program copies elsewhere.

A project is safe where one machine's locks and one disk keep it.  Over a network the locks may not
hold; a program that copies a folder to others may take half a change, or put an older file back.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path

from data import locations
from data.errors import WouldOverwrite
from data.files import make_folder, write_whole

MOUNTS = Path("/proc/self/mountinfo")
"""Where Linux tells what is mounted."""

_NETWORK = {
    *("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "lustre", "ncpfs"),
    *("9p", "virtiofs", "drvfs", "davfs", "coda", "ocfs2", "gfs2", "beegfs", "vboxsf", "prl_fs"),
}
_NETWORK_FUSE = re.compile(
    r"fuse\.(sshfs|s3fs|rclone|gvfsd-fuse|davfs|gcsfuse|glusterfs|smb.*|vmhgfs-fuse"
    r"|google-drive-ocamlfuse|onedriver|dropbox)"
)
_MARKS = {
    ".dropbox": "Dropbox", ".dropbox.cache": "Dropbox", ".stfolder": "Syncthing",
    ".nextcloudsync.log": "Nextcloud", ".owncloudsync.log": "ownCloud", ".sync": "Resilio Sync",
    ".megasync": "MEGA", ".tmp.drivedownload": "Google Drive",
    ".849C9593-D756-4E56-8D6E-42412F2A707B": "OneDrive",
}  # fmt: skip
_MARK_PATTERNS = (("._sync_*.db", "Nextcloud"), (".sync_*.db", "Nextcloud"))
_NAMES = (
    (re.compile(r"Dropbox( \(.+\))?"), "Dropbox"),
    (re.compile(r"OneDrive( - .+|-.+)?"), "OneDrive"),
    (re.compile(r"Google ?Drive(-.+)?|My Drive"), "Google Drive"),
    (re.compile(r"com~apple~CloudDocs|iCloud ?Drive|Mobile Documents"), "iCloud Drive"),
    (re.compile(r"Nextcloud\d?"), "Nextcloud"),
    (re.compile(r"pCloud ?Drive"), "pCloud"),
    (re.compile(r"Proton ?Drive"), "Proton Drive"),
)
_OCTAL = re.compile(r"\\([0-7]{3})")
_MOST = 200


def danger(path: Path) -> str:
    """Return what is unsafe about where a project lies, as a sentence; "" where nothing is."""
    real = path.resolve()
    if kind := _network(real):
        where = f"a folder on another machine ({kind})"
        why = "where locks may not hold and two writers can spoil it"
    elif name := _synced(real):
        where = f"a folder that {name} copies to other machines"
        why = "which may take half a change with it, or put an older file in its place"
    else:
        return ""
    return (
        f"{path} lies in {where}, {why}: keep it on this machine's own disk, and put backups there "
        "instead."
    )


def once(path: Path) -> str:
    """As `danger`, but only the first time that it is asked about a project where it lies."""
    found = danger(path)
    if not found:
        return ""
    told = _told()
    key = str(path.resolve())
    if key in told:
        return ""
    target = _file()
    with suppress(OSError, ValueError, WouldOverwrite):
        make_folder(target.parent)
        write_whole(target, json.dumps([*told[1 - _MOST :], key]), sync=False, private=True)
    return found


def _told() -> list[str]:
    try:
        stored = json.loads(_file().read_text(encoding="ascii"))
    except (OSError, ValueError):
        return []
    return [one for one in stored if isinstance(one, str)] if isinstance(stored, list) else []


def _file() -> Path:
    return locations.state_file().with_name("warned.json")


def _network(path: Path) -> str:
    """The kind of file system under a path, where it is another machine's."""
    best, kind = -1, ""
    try:
        lines = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    for text in lines:
        before, dash, after = text.partition(" - ")
        fields = before.split(" ")
        if not dash or len(fields) < 5:
            continue
        point = Path(_OCTAL.sub(lambda code: chr(int(code[1], 8)), fields[4]))
        # Of several on one point the last is the one that is seen.
        if len(point.parts) >= best and path.is_relative_to(point):
            best, kind = len(point.parts), after.split(" ")[0]
    return kind if kind in _NETWORK or _NETWORK_FUSE.fullmatch(kind) else ""


def _synced(path: Path) -> str:
    """The program that copies a folder above a path, by the marks it leaves or by its name."""
    for folder in path.parents:
        for mark, name in _MARKS.items():
            if (folder / mark).exists():
                return name
        for pattern, name in _MARK_PATTERNS:
            with suppress(OSError):
                if next(folder.glob(pattern), None) is not None:
                    return name
        for known, name in _NAMES:
            if known.fullmatch(folder.name):
                return name
    return ""
