"""The HTML map in a real browser: what is drawn, what fits, and that nothing acts or asks.

The page lets no script run but its own.  To measure it, a copy has its policy taken out and a
script of ours put in; all tests of safety use the page as it is.
"""

from __future__ import annotations

import html as entities
import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from synthesis.map.build import build, journey_for
from synthesis.render.html.page import render
from tests.unit.mapmaking import HOSTILE, Maker, housing

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
BROWSER = next((path for name in NAMES if (path := shutil.which(name))), None)
pytestmark = pytest.mark.skipif(
    BROWSER is None, reason=f"no browser: none of {', '.join(NAMES)} is on the PATH"
)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--virtual-time-budget=3000",
    "--enable-logging=stderr",
)

# What each would do, if it acted: rename the page, call the server, or add an element.
PAYLOADS = (
    "<script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "<img src='{base}/image'>",
    '"><svg onload="document.title=\'owned\'">',
    "' onfocus='document.title=1' autofocus='",
    "</style><link rel=stylesheet href='{base}/style'>",
    "</title><iframe src='{base}/frame'></iframe>",
    "<meta http-equiv=refresh content='0;url={base}/refresh'>",
    "<base href='{base}/'>",
    "<style>@import '{base}/import';body{{background:url({base}/url)}}</style>",
    "</details></section></main><object data='{base}/object'></object>",
    "<a href='{base}/link' ping='{base}/ping'>x</a>",
    "{{{{ config }}}} {{% raw %}}<b>x</b>",
    "<!-- comment --!><b>x</b> <![CDATA[<b>x</b>]]>",
    "\x00<scr\x00ipt>document.title='owned'</scr\x00ipt>",
    "＜script＞document.title='owned'＜/script＞",
    "&lt;script&gt;document.title='owned'&lt;/script&gt;",
    "javascript:document.title='owned'",
    HOSTILE,
)


def browse(page: Path, profile: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    """Open ``page`` under an empty profile and return what the browser said."""
    assert BROWSER is not None
    command = [BROWSER, *FLAGS, f"--user-data-dir={profile}", *flags, page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)


@lru_cache
def sample() -> str:
    snapshot = housing()
    return render(build(snapshot, journey_for(snapshot, None)))


def measure(text: str, folder: Path, script: str, *flags: str) -> Any:
    """Return what ``script``, an expression, gives in a copy of the page without its policy."""
    bare, found = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
    assert found == 1
    call = f"document.body.dataset.found=JSON.stringify({script})"
    page = folder / "measured.html"
    tail = f"<script>addEventListener('load',()=>{{{call}}})</script></body>"
    page.write_text(bare.replace("</body>", tail), encoding="utf-8")
    dom = browse(page, folder / "profile", "--dump-dom", *flags).stdout
    match = re.search(r'data-found="([^"]*)"', dom)
    assert match, dom[-2000:]
    return json.loads(entities.unescape(match[1]))


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """Serve anything, and give the base address and the list of what was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}", asked
        http.shutdown()
        thread.join()


def hostile_page(base: str) -> str:
    maker = Maker(personas=tuple(p.format(base=base) for p in PAYLOADS[:3]))
    stages = ["Find out", *(payload.format(base=base) for payload in PAYLOADS[3:6])]
    for number, payload in enumerate(PAYLOADS):
        text = payload if payload is HOSTILE else payload.format(base=base)
        stage = stages[number % len(stages)]
        note = maker.note(text, "P01", stage=stage, personas=[maker.personas[number % 3]])
        maker.card(text, stage, maker.claim(text, None, note), owner=text, graded_by=text)
    snapshot = maker.snapshot(stages)
    return render(build(snapshot, journey_for(snapshot, None)))


def test_hostile_texts_neither_act_nor_ask_nor_add_an_element(
    tmp_path: Path, server: tuple[str, list[str]]
) -> None:
    base, asked = server
    page = tmp_path / "hostile.html"
    page.write_text(hostile_page(base), encoding="utf-8")
    dom = browse(page, tmp_path / "profile", "--dump-dom").stdout
    assert dom.count("document.title") >= 2 * sum("document.title" in p for p in PAYLOADS)
    assert "<title>owned" not in dom
    body = dom[dom.index("<body") :]
    tags = set(re.findall(r"<([a-zA-Z][\w-]*)", body))
    assert not tags & {"script", "img", "iframe", "object", "link", "base", "meta", "style"}
    assert set(re.findall(r'href="(.)', body)) == {"#"}
    assert not re.search(r"<[^>]*\son\w+=", body)
    assert asked == []


def test_the_guard_against_requests_would_see_one(
    tmp_path: Path, server: tuple[str, list[str]]
) -> None:
    base, asked = server
    page = tmp_path / "asking.html"
    page.write_text(f"<img src='{base}/image'>", encoding="utf-8")
    browse(page, tmp_path / "profile", "--dump-dom")
    assert "/image" in asked


def test_the_pages_own_policy_allows_its_own_style(tmp_path: Path) -> None:
    page = tmp_path / "map.html"
    page.write_text(sample(), encoding="utf-8")
    said = browse(page, tmp_path / "profile", "--dump-dom").stderr
    assert "Content Security Policy" not in said
    page.write_text(sample().replace("</style>", " </style>"), encoding="utf-8")
    said = browse(page, tmp_path / "profile", "--dump-dom").stderr
    assert "Content Security Policy" in said


BOXES = """(() => {
  const box = e => { const r = e.getBoundingClientRect();
    return [r.left, r.top, r.right, r.bottom]; };
  const all = q => [...document.querySelectorAll(q)];
  const texts = '.p summary>span,.card h4,.stage h2,.badge strong,.counts dd,.meta,.rail>div,code,'
    + '.foot,.chip,.lead>span,.lead small,.versus,.else,'
    + '.bar>*,.about dd,.findings li,.legend dd,.people li,.peak';
  const cut = all(texts)
    .filter(e => e.checkVisibility() && (e.scrollWidth > e.clientWidth + 1)
      && getComputedStyle(e).display !== 'inline').map(e => e.textContent.trim().slice(0, 40));
  return {
    page: [document.documentElement.scrollWidth, innerWidth],
    heads: all('.stage>header').map(box),
    cards: all('.card,.p').filter(e => e.checkVisibility()).map(box),
    cut,
  };
})()"""


@pytest.mark.parametrize("size", [(1280, 900), (1920, 1080), (800, 900), (500, 900)])
@pytest.mark.parametrize("opened", [False, True])
def test_nothing_overlaps_or_is_cut_off(
    tmp_path: Path, size: tuple[int, int], opened: bool
) -> None:
    text = sample()
    if opened:
        text = text.replace('<details class="p ', '<details open class="p ')
    found = measure(text, tmp_path, BOXES, f"--window-size={size[0]},{size[1]}")
    assert found["page"][0] <= found["page"][1]
    assert found["cut"] == []
    assert len(found["heads"]) == 7
    boxes = found["cards"]
    assert len(boxes) > 20
    for number, (left, top, right, bottom) in enumerate(boxes):
        assert right > left
        assert bottom > top
        for other in boxes[number + 1 :]:
            apart = other[0] >= right or other[2] <= left or other[1] >= bottom or other[3] <= top
            assert apart, (boxes[number], other)


def test_stages_stand_side_by_side_when_wide_and_below_each_other_on_a_phone(
    tmp_path: Path,
) -> None:
    wide = measure(sample(), tmp_path, BOXES, "--window-size=1280,900")["heads"]
    assert len({round(head[1]) for head in wide}) == 1
    assert [head[0] for head in wide] == sorted({head[0] for head in wide})
    phone = measure(sample(), tmp_path, BOXES, "--window-size=500,900")["heads"]
    assert len({round(head[0]) for head in phone}) == 1


STUCK = """(() => { document.body.style.minWidth = '3000px'; scrollTo(400, 500);
  const at = q => { const r = document.querySelector(q).getBoundingClientRect();
    return [r.left, r.top]; };
  return {scrolled: [scrollX, scrollY], head: at('.stage-3>header'), bar: at('#filters'),
    high: document.querySelector('#filters').getBoundingClientRect().bottom,
    rail: at('.rail>:nth-child(5)')};
})()"""


def test_stage_heads_and_rail_stay_in_sight_while_scrolling(tmp_path: Path) -> None:
    found = measure(sample(), tmp_path, STUCK, "--window-size=1280,700")
    assert found["scrolled"] == [400, 500]
    assert found["bar"] == [0, 0]
    assert found["head"][1] == pytest.approx(found["high"], abs=1)
    assert found["rail"][0] == 0


CONTRAST = """(() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = c => { canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const light = c => c.slice(0, 3).map(v => v / 255)
    .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ground = e => { for (; e; e = e.parentElement) {
    const c = rgba(getComputedStyle(e).backgroundColor); if (c[3] === 255) return c; }
    return rgba('Canvas'); };
  const bad = [];
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || e.matches('script,.hidden,.skip a')) continue;
    const style = getComputedStyle(e);
    const [a, b] = [light(rgba(style.color)), light(ground(e))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) bad.push([e.tagName, e.className, e.textContent.trim().slice(0, 30), ratio]);
  }
  return {bad, dark: matchMedia('(prefers-color-scheme: dark)').matches,
    paper: getComputedStyle(document.body).backgroundColor};
})()"""


@pytest.mark.parametrize("dark", [False, True])
def test_text_has_the_contrast_of_wcag_aa(tmp_path: Path, dark: bool) -> None:
    flags = ["--blink-settings=preferredColorScheme=0"] if dark else []
    text = sample().replace('<details class="p ', '<details open class="p ')
    found = measure(text, tmp_path, CONTRAST, *flags)
    assert found["dark"] is dark
    assert found["bad"] == []


def test_it_prints_on_a3_landscape(tmp_path: Path) -> None:
    page = tmp_path / "map.html"
    page.write_text(sample(), encoding="utf-8")
    target = tmp_path / "map.pdf"
    browse(page, tmp_path / "profile", f"--print-to-pdf={target}", "--no-pdf-header-footer")
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", target.read_bytes())
    assert 1 <= len(boxes) <= 3
    assert {(round(float(w)), round(float(h))) for w, h in boxes} == {(1191, 842)}


def test_a_claim_unfolds_without_any_script(tmp_path: Path) -> None:
    script = """(() => { const claim = document.querySelector('.p');
      const before = claim.getBoundingClientRect().height; claim.querySelector('summary').click();
      return [before, claim.getBoundingClientRect().height, claim.open]; })()"""
    bare, found = re.subn(r"<script>.*?</script>", "", sample(), flags=re.DOTALL)
    assert found == 1
    before, after, is_open = measure(bare, tmp_path, script)
    assert is_open
    assert after > before
