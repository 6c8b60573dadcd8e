"""Driving a page in a real Chromium, as somebody with a mouse and a keyboard would."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.test_map_page import BROWSER


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the Chromium of this machine; none of playwright's own is ever fetched."""
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=BROWSER, args=["--no-sandbox", "--disable-gpu"]
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def shown(
    browser: Browser,
    file: Path,
    *,
    size: tuple[int, int] = (1280, 900),
    dark: bool = False,
    script: bool = True,
    at: str = "",
    before: Path | None = None,
) -> Iterator[Page]:
    """Open a file; what it asks for, says and breaks is checked when it is closed.

    It may read nothing but itself, and its console stays empty.
    """
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
    )
    if before is not None:  # a script of the test's, run ahead of the page's own
        context.add_init_script(path=before)
    page = context.new_page()
    said: list[str] = []
    asked: set[str] = set()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.add(request.url.partition("#")[0]))
    try:
        page.goto(file.as_uri() + at)
        yield page
    finally:
        context.close()
    assert said == []
    assert asked == {file.as_uri()}
