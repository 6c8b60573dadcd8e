"""Styles are parsed again only where their text or the theme has changed."""

from __future__ import annotations

import pytest
from textual.css import stylesheet as module

from capture.textual_internals import OnceParsed

SOURCE = ("app.tcss", "")


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    texts: list[str] = []
    parse = vars(module)["parse"]

    def counted(scope: str, css: str, *rest: object, **named: object) -> object:
        texts.append(css)
        return parse(scope, css, *rest, **named)

    monkeypatch.setattr(module, "parse", counted)
    return texts


def colour(sheet: OnceParsed) -> str:
    (rule,) = sheet.rules
    return rule.styles.color.hex


def test_the_same_text_in_the_same_colours_is_parsed_once(parsed: list[str]) -> None:
    sheet = OnceParsed(variables={"ink": "#ff0000"})
    sheet.add_source("Line { color: $ink; }", SOURCE)
    assert colour(sheet) == "#FF0000"
    sheet.set_variables({"ink": "#ff0000"})
    sheet.reparse()
    assert (colour(sheet), len(parsed)) == ("#FF0000", 1)


def test_other_colours_and_another_text_are_parsed_anew(parsed: list[str]) -> None:
    sheet = OnceParsed(variables={"ink": "#ff0000"})
    sheet.add_source("Line { color: $ink; }", SOURCE)
    assert colour(sheet) == "#FF0000"
    sheet.set_variables({"ink": "#0000ff"})
    sheet.reparse()
    assert colour(sheet) == "#0000FF"
    sheet.add_source("Line { color: #00ff00; }", SOURCE)
    sheet.reparse()
    assert (colour(sheet), len(parsed)) == ("#00FF00", 3)
