"""The Mermaid export, drawn by the real Mermaid in a real browser: nothing is lost on the way."""

from __future__ import annotations

import html as entities
import json
import re
from pathlib import Path
from typing import Any

import pytest

from data.records import Emotion, Kind
from data.text import visible
from synthesis.map.build import build, journey_for
from synthesis.map.model import JourneyMap
from synthesis.render import mermaid
from tests import ROOT
from tests.browser.test_map_page import BROWSER, browse
from tests.unit.mapmaking import HOSTILE, STAGES, Maker, housing

SCRIPT = ROOT / ".venv" / "npm" / "node_modules/mermaid/dist/mermaid.min.js"
pytestmark = [
    pytest.mark.skipif(BROWSER is None, reason="no browser on the PATH"),
    pytest.mark.skipif(
        not SCRIPT.exists(), reason="Mermaid is not installed (make mermaid installs it, with npm)"
    ),
]

AWKWARD = (
    "Ask: what now", "a;b", "#1 of 3", "50% #58; off", "Journey begins", "section two",
    "Title effect", "accDescr: no", "comma, in a name", "a:b:c", "%%{init}%% x", "<b>bold</b>",
    "“quoted”", "back`tick", "{curly} [square] (round)", "日本語のタスク", "naïve café", "🙂 fine",
    "style: #58;none", "end", HOSTILE, "  ", "'; DROP TABLE", "a -- b --> c", "C:\\path\\file",
    "x" * 300,
)  # fmt: skip


PAGE = """<!doctype html><meta charset="utf-8"><body><script src="{script}"></script><script>
mermaid.initialize({{startOnLoad: false}});
const tell = found => document.body.dataset.found = JSON.stringify(found);
mermaid.render('map', {text}).then(drawn => {{
  const box = document.createElement('div');
  box.innerHTML = drawn.svg;
  const of = q => [...box.querySelectorAll(q)].map(e => e.textContent.trim());
  tell({{
    error: '', texts: of('text, foreignObject'), faces: box.querySelectorAll('.face').length,
    title: box.querySelector('svg > title, title')?.textContent ?? '',
  }});
}}, error => tell({{error: String(error.message)}}));
</script></body>"""


def drawn(text: str, folder: Path) -> Any:
    """Return what Mermaid draws of a diagram: its texts and faces, or the error that it gives."""
    page = folder / "mermaid.html"
    quoted = json.dumps(text).replace("<", "\\u003c")
    page.write_text(PAGE.format(script=SCRIPT.as_uri(), text=quoted), encoding="utf-8")
    dom = browse(page, folder / "profile", "--dump-dom", "--allow-file-access-from-files").stdout
    match = re.search(r'data-found="([^"]*)"', dom)
    assert match, dom[-2000:]
    return json.loads(entities.unescape(match[1]))


def the_map(titles: tuple[str, ...]) -> JourneyMap:
    m = Maker()
    for at, title in enumerate(titles):
        note = m.note("x", "P01", stage=STAGES[at % 2], kind=Kind.PAIN, emotion=-2 + at % 5)
        m.card(title, STAGES[at % 2], m.claim("x", Kind.PAIN, note), grade=Emotion(-2 + at % 5))
    snapshot = m.snapshot()
    return build(snapshot, journey_for(snapshot, None))


def flat(text: str) -> str:
    """Return a text without spaces: Mermaid breaks lines where it likes."""
    return "".join(text.split())


def test_every_title_is_drawn_as_it_is_whatever_signs_are_in_it(tmp_path: Path) -> None:
    journey = the_map(AWKWARD)
    found = drawn(mermaid.render(journey), tmp_path)
    assert found["error"] == ""
    texts = flat("".join(found["texts"]))
    cards = [card for stage in journey.stages for card in stage.cards]
    assert len(cards) == len(AWKWARD)
    for card in cards:
        title = visible(card.title)[: mermaid.LONG - 1]
        assert flat(f"{card.code} {title}") in texts, card.title
    empty = sum(not stage.cards for stage in journey.stages)
    assert found["faces"] == len(cards) + empty


def test_the_sample_is_drawn_with_its_stages_and_moods(tmp_path: Path) -> None:
    snapshot = housing(hostile=True)
    journey = build(snapshot, journey_for(snapshot, None))
    found = drawn(mermaid.render(journey), tmp_path)
    assert found["error"] == ""
    texts = flat("".join(found["texts"]))
    for stage in journey.stages:
        assert flat(f"{stage.number or '?'} {stage.title}") in texts
    assert flat("nothing heard yet") in texts


@pytest.mark.parametrize("title", ["a;b", "Journey begins", "#1"])
def test_the_same_text_unescaped_would_be_lost(title: str, tmp_path: Path) -> None:
    """The test above can fail: Mermaid drops or refuses what is not escaped."""
    found = drawn(f"journey\n  section One\n    {title} and more: 3: me\n", tmp_path)
    assert found["error"] or flat(f"{title} and more") not in flat("".join(found["texts"]))
