"""The wheel holds everything that the app needs: it is installed elsewhere and run from there."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests import ROOT

RUN = """
import capture
from capture.cli import main
print(capture.__file__)
main(["demo"])
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from this checkout, with the build backend that is installed here."""
    folder = tmp_path_factory.mktemp("wheel")
    build = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", build, str(folder)],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    return folder / done.stdout.splitlines()[-1]


def test_the_wheel_holds_what_is_not_code(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for needed in (
        "synthesis/model/minilm-l6-v2-int8.onnx",
        "synthesis/model/tokenizer.json",
        "synthesis/model/LICENSE",
        "synthesis/model/README.md",
        "data/templates/default.toml",
        "data/sample/project.toml",
        "capture/py.typed",
    ):
        assert needed in names
    assert not [name for name in names if name.startswith(("tests/", "docs/"))]


def test_the_demo_runs_from_the_wheel_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "env"
    venv.create(home, with_pip=False)
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    site = subprocess.run(
        [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    # The dependencies are borrowed from this environment, so that the test needs no network; the
    # checkout itself, which an editable install would put on the path, is not.
    borrowed = [entry for entry in sys.path if "site-packages" in entry and Path(entry).is_dir()]
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index",
         "--target", site, str(wheel)],
        check=True, capture_output=True,
    )  # fmt: skip
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    done = subprocess.run(
        [str(python), "-c", RUN],
        capture_output=True, text=True, check=False, cwd=outside,
        env={**{k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
             "PYTHONPATH": os.pathsep.join([site, *borrowed]), "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(site)
    assert "ASSUMPTIVE" in done.stdout
    assert "PARTLY TESTED" in done.stdout
