"""What editing and tagging leave alone, whatever was typed: for and against, and other words."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from capture.jobs.names import names_for
from capture.jobs.notes import Place, log, rewrite
from capture.reading import line_of, voice
from data.records import Stance
from data.shorthand import Vocabulary, parse
from data.shorthand.leftover import still_left, tags_of
from data.store import Project, bearings, notes, sessions
from data.text import fold
from tests.property.test_shorthand import vocabularies
from tests.unit.stores import new_project

_SPEAKERS = st.sampled_from(["", "Tom/calls: ", "Ruth/desk: ", "T01: ", "xx: ", ": "])
_TAILS = st.sampled_from(["", " ,,no", " ,,p- no", " ,,m no", " ,,no no p", " ,,no #1"])
_REMARKS = st.builds("{}it rings{}".format, _SPEAKERS, _TAILS)
_NODS = st.sampled_from(["Tom/calls:", "Ruth/desk: ,,no", ",,no", ",,p"])


def _stances(project: Project) -> list[object]:
    return [(note.text, note.participants) for note in notes.all(project)]


@settings(deadline=None, max_examples=40)
@given(_REMARKS, st.lists(_REMARKS | _NODS, min_size=1, max_size=5), st.booleans())
def test_editing_never_changes_who_is_for_or_against(
    first: str, lines: list[str], more: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder, new_project(Path(folder)) as project:
        place = log(project, first, Place()).place
        for line in lines:
            place = log(project, line, place).place
        before, heard = bearings.all(project), _stances(project)
        assert all(one.note != one.target for one in before)
        for note in notes.all(project):
            names = names_for(project, sessions.get(project, note.session))
            line = line_of(note, names)
            assert not names.read(line).disagrees
            rewrite(project, note, f"{line}{' ' if ',,' in line else ' ,,'}no" if more else line)
        assert bearings.all(project) == before
        assert _stances(project) == heard


@settings(deadline=None, max_examples=40)
@given(_REMARKS, st.lists(_REMARKS, min_size=1, max_size=5))
def test_whoever_says_words_has_said_them_and_is_never_against_themselves(
    first: str, lines: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder, new_project(Path(folder)) as project:
        place = log(project, first, Place()).place
        for line in lines:
            place = log(project, line, place).place
        known = {note.id: note for note in notes.all(project)}
        assert all(
            one.stance is Stance.SAID for note in known.values() for one in note.participants
        )
        for one in bearings.all(project):
            note, target = known[one.note], known[one.target]
            assert note.participants
            assert target.is_evidence
            assert voice(target)[0] < 0 or target.participants != note.participants


@settings(deadline=None)
@given(vocabularies(), st.data())
def test_a_word_goes_with_any_tag_that_it_was_offered_and_takes_no_other_along(
    vocabulary: Vocabulary, data: st.DataObject
) -> None:
    everything = (*vocabulary.stages, *vocabulary.personas, *vocabulary.channels)
    assume(everything)
    word = fold(data.draw(st.sampled_from(everything)).name)[: data.draw(st.integers(1, 3))]
    said = parse(f"x ,,{word}", vocabulary)
    assume(said.left_over == word and said.hints and said.hints[0].candidates)
    for typed in said.hints[0].candidates:
        tags = tags_of(parse(f"x ,,{typed}", vocabulary), vocabulary)
        if "did you mean" not in said.hints[0].message or len(word) == 1:
            assert still_left(f"{word} §§ {word}", tags) == "§§"
    assert still_left(f"{word} §§", ()) == f"{word} §§"
