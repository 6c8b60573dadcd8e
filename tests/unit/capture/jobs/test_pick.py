"""What a few letters stand for in the picker, and taking suggestions above a line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from capture.jobs import suggest, tags
from capture.jobs.browse import Targets
from capture.jobs.pick import choices, hint, offered
from capture.jobs.suggest import Guess, Suggestions
from data.errors import NotFound
from data.records import Kind, NoteId
from data.store import Project, notes
from data.store.lists import personas, stages
from data.store.lists import tags as tags_store
from tests.unit.stores import new_project, with_notes


@pytest.fixture
def project(tmp_path: Path) -> Any:
    with new_project(tmp_path) as made:
        with_notes(made, *(f"remark {at}" for at in range(6)))
        with made.change("lists") as change:
            stages.edit(change, stages.all(made)[1].id, description="Until it comes.")
            stages.add(change, "Leave and after")
            personas.add(change, "Wayfarer")
            tags_store.add(change, "later")
        some = tuple(note.id for note in notes.all(made))
        tags.tag(made, Targets(some[:4]), tags.put(stage=stages.all(made)[1].id))
        yield made


def names(project: Project, typed: str, **more: Any) -> list[str]:
    return [one.name for one in offered(choices(project), typed, **more)]


def test_the_last_used_stands_first_and_counts_stand_beside(project: Project) -> None:
    first = offered(choices(project), "")[0]
    assert (first.name, first.count, first.told) == ("#Wait", 4, "Until it comes.")
    assert "!pain point" in names(project, "")
    assert names(project, "#") == ["#Apply", "#Wait", "#Leave and after", "no stage"]


def test_letters_find_whole_names_then_beginnings_then_words_then_slips(project: Project) -> None:
    assert names(project, "wait")[0] == "#Wait"
    assert names(project, "wa")[:2] == ["#Wait", "@Wayfarer"]
    assert names(project, "after")[0] == "#Leave and after"
    assert names(project, "laa")[0] == "#Leave and after"
    slip = offered(choices(project), "claimnat")
    assert slip[0].name == "@Claimant"
    assert slip[0].meant
    assert names(project, "@wa") == ["@Wayfarer"]


def test_a_new_tag_is_offered_last_and_only_where_a_free_tag_can_be(project: Project) -> None:
    assert names(project, "lat")[-1] == "new tag “lat”"
    assert "new tag" not in " ".join(names(project, "#lat"))
    assert names(project, "LATER") == ["+later"]  # it is there: case makes no other
    lists = ("stage", "persona", "channel", "free tag", "kind")
    assert names(project, "no") == [f"no {one}" for one in lists]
    found = offered(choices(project), "lates")
    assert "looks like “later”" in hint(choices(project), "lates", found[-1])
    assert "F8" in hint(choices(project), "@nobody", None)
    assert "meaning of its own" in hint(choices(project), "+no", None)


def test_what_a_note_has_is_taken_away_and_a_minus_takes_away(project: Project) -> None:
    wait = str(stages.all(project)[1].id)
    one = offered(choices(project), "wait", frozenset({("stage", wait)}))[0]
    assert (one.has, one.way) == (True, "take")
    assert one.tagging() == tags.put(stage=None)
    assert {one.way for one in offered(choices(project), "-wa")} == {"take"}


def test_every_choice_does_what_it_says(project: Project) -> None:
    some = Targets(tuple(note.id for note in notes.all(project)))

    def pick(typed: str) -> None:
        tags.tag(project, some, offered(choices(project), typed)[0].tagging())

    def held() -> tuple[Any, ...]:
        note = notes.all(project)[0]
        return note.kind, note.stage, len(note.personas), len(note.tags), note.channel is not None

    for typed in ("!gain", "#apply", "@clai", "~phone", "+later", "@way", "never before"):
        pick(typed)
    assert held() == (Kind.GAIN, stages.all(project)[0].id, 2, 2, True)
    for typed in ("-@clai", "no stage", "no kind", "no channel", "no free tag"):
        pick(typed)
    assert held() == (None, None, 1, 0, False)


# -- taking above a line -------------------------------------------------------------------------


def guesses(project: Project) -> Suggestions:
    """Four surenesses for the notes without a stage, and for two that have one."""
    steps = [str(one.id) for one in stages.all(project)]
    sure = (0.97, 0.85, 0.84, 0.35, 0.95, 0.6)
    return Suggestions(
        {
            note.id: (Guess(steps[at % 2], sure[at]), Guess(steps[2], 0.01))
            for at, note in enumerate(notes.all(project))
        }
    )


def test_bands_count_what_a_line_takes_and_how_much_may_be_wrong(project: Project) -> None:
    found = suggest.bands(suggest.best(guesses(project)))
    assert [(one.line, one.notes, one.here) for one in found] == [
        (95, 2, 2), (80, 4, 2), (60, 5, 1), (30, 6, 1),
    ]  # fmt: skip
    assert found[1].wrong == pytest.approx(0.03 + 0.15 + 0.16 + 0.05)
    assert found[1].wrong_here == pytest.approx(0.15 + 0.16)
    assert suggest.bands({}) == ()


def test_what_is_taken_is_what_is_above_and_still_bare_in_one_step(project: Project) -> None:
    before = notes.all(project)
    chosen = suggest.above(suggest.best(guesses(project)), 60)
    assert len(chosen) == 5
    assert dict(suggest.told(project, chosen)) == {"Apply": 3, "Wait": 2}
    done = suggest.take(project, chosen, "stage", 60)
    assert done.label == "Take 2 suggested stages (60 % sure or more)"
    after = notes.all(project)
    assert after[:4] == before[:4]  # they had a stage
    assert [note.stage for note in after[4:]] == [stages.all(project)[at].id for at in (0, 1)]
    project.undo()
    assert notes.all(project) == before
    assert not suggest.take(project, {}, "stage").changed


def test_one_that_is_taken_is_called_by_its_words_and_personas_too(project: Project) -> None:
    last = notes.all(project)[-1].id
    claimant = str(personas.all(project)[0].id)
    done = suggest.take(project, {last: Guess(claimant, 0.9)}, "persona")
    assert done.label == "Tag “remark 5” @Claimant"
    assert notes.all(project)[-1].personas == (claimant,)
    steps = len(project.history(None))
    assert not suggest.take(project, {last: Guess(claimant, 0.9)}, "persona").changed
    assert len(project.history(None)) == steps


def test_a_stage_that_is_gone_is_refused(project: Project) -> None:
    with pytest.raises(NotFound, match="nothing was changed"):
        suggest.take(project, {NoteId(notes.all(project)[5].id): Guess("gone", 0.9)}, "stage")


def test_only_notes_that_are_asked_about_are_taken(project: Project) -> None:
    some = [notes.all(project)[4].id]
    assert set(suggest.best(guesses(project), "stage", some)) == set(some)
