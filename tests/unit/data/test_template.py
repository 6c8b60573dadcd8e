"""Templates: what ships is complete and quick to type, and a bad file gets its sentence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from data import template
from data.errors import NotFound, SaysoError
from data.shorthand import Named, Vocabulary, name_problem, parse
from data.text import fold

SHIPPED = template.shipped()
GOOD = """
title = "Mine"
channels = ["Phone"]
[[stages]]
title = "First  step"
examples = ["one", "two"]
[[stages]]
title = "Second"
slug = "zwei"
description = "What follows."
"""


def write(folder: Path, text: str, name: str = "mine.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def vocabulary(one: template.Template) -> Vocabulary:
    return Vocabulary(
        stages=tuple(Named(stage.title, stage.title) for stage in one.stages),
        personas=tuple(Named(name, name) for name in one.personas),
        channels=tuple(Named(name, name) for name in one.channels),
    )


def starts(name: str) -> set[str]:
    """What may be typed for a name: the first two, three or four letters of any of its words."""
    return {fold(word)[:n] for word in name.split() for n in (2, 3, 4)}


@pytest.mark.parametrize("one", SHIPPED, ids=lambda one: one.slug)
def test_every_stage_that_ships_is_described_with_three_remarks(one: template.Template) -> None:
    assert one.title
    assert one.description
    assert "\n" not in one.description
    assert one.channels
    assert len(one.stages) >= 6
    for stage in one.stages:
        assert stage.slug
        assert stage.description.endswith(".")
        assert len(stage.examples) == 3
        assert len(set(stage.examples)) == 3


@pytest.mark.parametrize("one", SHIPPED, ids=lambda one: one.slug)
def test_every_name_that_ships_is_reached_by_four_letters_at_most(one: template.Template) -> None:
    known = vocabulary(one)
    names = [*known.stages, *known.personas, *known.channels]
    quick = 0
    for name in names:
        reaching = []
        for start in starts(name.name):
            line = parse(f"a remark ,,{start}", known)
            if name.name in (line.stage, line.channel, *line.personas) and not line.left_over:
                reaching.append(start)
        assert reaching, name.name
        quick += any(len(start) == 2 for start in reaching)
    assert quick >= 0.85 * len(names), "two letters should nearly always do"


@pytest.mark.parametrize("one", SHIPPED, ids=lambda one: one.slug)
def test_every_name_that_ships_can_be_given(one: template.Template) -> None:
    for names in ([stage.title for stage in one.stages], one.channels, one.personas):
        for at, name in enumerate(names):
            assert name_problem(name, names[:at]) is None


def test_the_shipped_templates_are_the_four_that_are_promised() -> None:
    assert [one.slug for one in SHIPPED] == ["default", "buying", "public-service", "onboarding"]
    titles = [stage.title for stage in SHIPPED[0].stages]
    assert titles == ["Before", "Find out", "Decide", "Get", "Use", "After"]


def test_examples_are_not_shared_between_stages() -> None:
    remarks = [r for one in SHIPPED for stage in one.stages for r in stage.examples]
    assert len(set(remarks)) == len(remarks)


def test_importing_reads_no_file() -> None:
    code = (
        "import sys\n"
        "import data.text, data.errors\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, args: opened.append(str(args[0])) "
        "if event == 'open' else None)\n"
        "import data.template\n"
        "assert not [name for name in opened if name.endswith('.toml')], opened\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_a_researchers_own_file_works_by_its_path(tmp_path: Path) -> None:
    mine = template.load(write(tmp_path, GOOD))
    assert mine.slug == "mine"
    assert mine.channels == ("Phone",)
    assert mine.stages == (
        template.TemplateStage("first-step", "First step", "", ("one", "two")),
        template.TemplateStage("zwei", "Second", "What follows."),
    )
    assert template.load(str(tmp_path / "mine.toml")) == mine


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert template.load(path) == template.load(write(tmp_path, GOOD))


def test_a_shipped_name_wins_over_a_file_in_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, GOOD, "buying")
    monkeypatch.chdir(tmp_path)
    assert template.load("buying").title == "Buying cycle"
    assert template.load("./buying").title == "Mine"


def test_titles_of_other_scripts_get_slugs(tmp_path: Path) -> None:
    text = "".join(f'[[stages]]\ntitle = "{title}"\n' for title in ("待つ", "Ждать"))
    stages = template.load(write(tmp_path, text)).stages
    assert [stage.slug for stage in stages] == ["待つ", "ждать"]


BAD = {
    "not toml": ("title = ", "not valid TOML"),
    "deep": ("x = " + "[" * 5000, "not valid TOML"),
    "no stages": ('title = "x"', "no stages"),
    "empty stages": ("stages = []", "no stages"),
    "stages are text": ('stages = ["one", "two"]', "stage 1: a stage must be a [[stages]] table"),
    "title is a number": ("title = 3\n[[stages]]\ntitle = 'a'", "title must be text"),
    "stage title is a list": ("[[stages]]\ntitle = ['a']", "stage 1: title must be text"),
    "no stage title": ("[[stages]]\ndescription = 'a'", "stage 1 has no title"),
    "blank stage title": ("[[stages]]\ntitle = '  '", "stage 1 has no title"),
    "examples are text": ("[[stages]]\ntitle = 'a'\nexamples = 'b'", "must be a list of texts"),
    "channels hold a number": ("channels = [1]\n[[stages]]\ntitle='a'", "must be a list of texts"),
    "empty channel": ("channels = ['']\n[[stages]]\ntitle='a'", "holds an empty text"),
    "unknown word": ("[[stages]]\ntitle = 'a'\nexample = ['b']", '"example" is not known'),
    "unknown table": ("[stage]\ntitle = 'a'", '"stage" is not known'),
    "same title": (
        "[[stages]]\ntitle='Find out'\n[[stages]]\ntitle='FIND-OUT'",
        "stage 2: “FIND-OUT” is too",
    ),
    "same slug": ("[[stages]]\ntitle='Ax'\n[[stages]]\ntitle='By'\nslug='ax'", 'the slug "ax"'),
    "same persona": ("personas=['Zoë','zoe']\n[[stages]]\ntitle='Ax'", "persona 2: “zoe” is too"),
    "too many": (f"channels = {[f'c{n}' for n in range(201)]}\n[[stages]]\ntitle='Ax'", "at most"),
    "reserved title": ("[[stages]]\ntitle = 'Own'", "stage 1: “Own” cannot be a name"),
    "title of symbols": ("[[stages]]\ntitle = '→'", "stage 1: “→” cannot be a name"),
}


@pytest.mark.parametrize(("text", "said"), BAD.values(), ids=BAD.keys())
def test_a_bad_file_gets_one_sentence_that_names_it(tmp_path: Path, text: str, said: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(template.BadTemplate) as caught:
        template.load(path)
    message = str(caught.value)
    assert said in message
    assert "mine.toml" in message
    assert "\n" not in message
    assert len(message) < 500
    assert caught.value.exit_code == 3


def test_what_is_no_file_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(template.UnknownTemplate, match="default, buying") as caught:
        template.load("byuing")
    assert isinstance(caught.value, NotFound)
    for name, said in ((str(tmp_path), "folder"), ("a\0b", "cannot be read")):
        with pytest.raises(template.BadTemplate, match=said):
            template.load(name)


def test_binary_and_enormous_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(template.BadTemplate, match="UTF-8"):
        template.load(path)
    path.write_bytes(b"#" * 1_000_001)
    with pytest.raises(SaysoError, match="no template"):
        template.load(path)
