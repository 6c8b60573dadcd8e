"""The guide as a real browser prints it: its questions one sheet of A4, whatever stands on it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from capture.jobs import maps
from data.records import Kind
from data.store import Project
from synthesis.map.build import build, journey_for
from synthesis.map.guide import A_PAGE, Guide, guide
from synthesis.render import guide as guide_render
from tests.browser.test_map_page import BROWSER, browse
from tests.pictures import make_sample
from tests.unit.mapmaking import HOSTILE, Maker, housing

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no browser on the PATH")


def crowded() -> Maker:
    """Return as much as a page can hold: long asks at stages with long names."""
    maker = Maker()
    for number in range(12):
        for _ in range(3):
            ask = f"What did you do with letter {len(maker.notes)} "
            maker.note(f"{ask}{'and then and ' * 7}then?", stage=stage(number), kind=Kind.ASK)
        said = maker.note("and so on " * 20, "P01", stage=stage(number))
        maker.card("Card", stage(number), maker.claim("Claim", None, said))
    return maker


def printing(found: Guide, folder: Path) -> bytes:
    """Return a guide as a browser prints it, as PDF."""
    page, paper = folder / "guide.html", folder / "guide.pdf"
    page.write_text(guide_render.html(found), encoding="utf-8")
    browse(page, folder / "profile", f"--print-to-pdf={paper}", "--no-pdf-header-footer")
    return paper.read_bytes()


def pages(printed: bytes) -> int:
    """Return how many sheets a PDF has."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", printed))


def stage(number: int) -> str:
    return f"{number} {'Stage ' * 30}{HOSTILE}"


@pytest.mark.parametrize("full", [False, True])
def test_questions_are_printed_on_one_sheet_and_what_to_listen_for_on_the_next(
    tmp_path: Path, full: bool
) -> None:
    snapshot = crowded().snapshot([stage(n) for n in range(12)]) if full else housing()
    found = guide(build(snapshot, journey_for(snapshot, None)))
    assert not full or sum(len(part.questions) for part in found.parts) == A_PAGE
    assert any(part.heard for part in found.parts)
    asked = replace(found, parts=tuple(replace(part, heard=()) for part in found.parts))
    printed = printing(asked, tmp_path)
    assert pages(printed) == 1
    assert pages(printing(found, tmp_path)) == 2
    box = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", printed)
    assert box is not None
    assert [round(float(side)) for side in box.groups()] in ([595, 842], [594, 841], [595, 841])


def test_what_to_listen_for_in_the_sample_is_one_sheet_too(tmp_path: Path) -> None:
    with Project.open(make_sample(tmp_path), read_only=True) as project:
        found = guide(maps.build_map(project, ""))
    assert any(part.more for part in found.parts)
    assert pages(printing(found, tmp_path)) == 2
