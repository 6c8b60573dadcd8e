"""Tagging many notes: what it says before, what it does, and what it is called."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from capture.jobs import tags
from capture.jobs.browse import Targets
from capture.jobs.tags import Retag, give, new_tag, only, preview, put, tag, take, together
from data.errors import Cancelled, NameTaken, NotFound
from data.records import Emotion, Kind, NeedType, Note, NoteId, Source
from data.store import Project, notes
from data.store.lists import channels, personas, stages
from data.store.lists import tags as tags_store
from tests.unit.stores import new_project, with_notes


@pytest.fixture
def project(tmp_path: Path) -> Any:
    """Four notes, the first at Apply and a pain point, the second a need of a type."""
    with new_project(tmp_path) as made:
        with_notes(made, "phone rings out", "a date", "the desk is kind", "lost form")
        with made.change("tags") as change:
            first, second = (note.id for note in notes.all(made)[:2])
            notes.edit(change, first, stage=stages.all(made)[0].id, kind=Kind.PAIN)
            notes.edit(change, second, kind=Kind.NEED, need_type=NeedType.INFORMATIONAL)
        yield made


def everything(project: Project) -> Targets:
    return Targets(tuple(note.id for note in notes.all(project)), marked=True)


def by_text(project: Project) -> dict[str, Note]:
    return {note.text: note for note in notes.all(project)}


def test_a_preview_says_how_many_change_and_from_what_and_changes_nothing(project: Project) -> None:
    wait = stages.all(project)[1].id
    before = notes.all(project)
    found = preview(project, everything(project), put(stage=wait))
    assert (found.notes, found.changing) == (4, 4)
    assert found.sentence() == "4 notes: 3 without a stage, 1 now at Apply"
    assert notes.all(project) == before


def test_what_is_previewed_is_what_is_done_in_one_step_with_a_telling_label(
    project: Project,
) -> None:
    wait = stages.all(project)[1].id
    before = notes.all(project)
    done = tag(project, everything(project), put(stage=wait))
    assert done.label == "Put 4 notes at Wait"
    assert {note.stage for note in notes.all(project)} == {wait}
    assert project.history(1)[0].label == done.label
    undone = project.undo()
    assert undone is not None
    assert undone.label == done.label
    assert notes.all(project) == before


def test_notes_that_are_so_already_are_not_touched(project: Project) -> None:
    done = tag(project, everything(project), put(kind=Kind.PAIN))
    assert len(done.changed) == 3
    assert done.sentence() == "Tagged 3 notes pain point (1 were so already)."
    steps = len(project.history(None))
    again = tag(project, everything(project), put(kind=Kind.PAIN))
    assert again.sentence() == "All 4 are so already."
    assert len(project.history(None)) == steps


def test_a_needs_type_goes_with_its_kind_and_brings_it(project: Project) -> None:
    tag(project, everything(project), put(kind=Kind.GAIN))
    assert {note.need_type for note in notes.all(project)} == {None}
    tag(project, everything(project), put(need_type=NeedType.INTERNAL))
    assert {note.kind for note in notes.all(project)} == {Kind.NEED}


def test_personas_are_added_taken_and_set(project: Project) -> None:
    claimant = personas.all(project)[0].id
    with project.change("another") as change:
        clerk = personas.add(change, "Clerk").id
    lost = by_text(project)["lost form"].id
    tag(project, Targets((lost,)), give("persona", clerk))
    done = tag(project, everything(project), give("persona", claimant))
    assert done.label == "Tag 4 notes @Claimant"
    assert by_text(project)["lost form"].personas == (clerk, claimant)
    done = tag(project, everything(project), take("persona", clerk))
    assert done.label == "Take @Clerk from “lost form”"
    done = tag(project, everything(project), only("persona", clerk))
    assert {note.personas for note in notes.all(project)} == {(clerk,)}
    tag(project, everything(project), only("persona"))
    assert {note.personas for note in notes.all(project)} == {()}
    for _ in range(3):
        project.undo()
    assert by_text(project)["lost form"].personas == (clerk, claimant)


def test_a_free_tag_is_made_with_its_first_note_and_goes_with_undo(project: Project) -> None:
    wanted = new_tag("later")
    assert preview(project, everything(project), wanted).changing == 4
    assert tags_store.all(project) == ()
    done = tag(project, everything(project), wanted)
    assert done.label == "Tag 4 notes +later"
    assert [one.name for one in tags_store.all(project)] == ["later"]
    tag(project, everything(project), new_tag("LATER"))
    assert [one.name for one in tags_store.all(project)] == ["later"]
    project.undo()
    assert tags_store.all(project) == ()


def test_a_name_that_cannot_be_given_leaves_everything_as_it_was(project: Project) -> None:
    before = notes.all(project)
    with pytest.raises(NameTaken):
        tag(project, everything(project), together([put(kind=Kind.IDEA), new_tag("no")]))
    assert notes.all(project) == before


def test_emotion_goes_up_and_down_its_scale_and_off_its_lower_end(project: Project) -> None:
    one = Targets((by_text(project)["lost form"].id,))
    found = []
    for by in (-1, -1, -1, 1, 1, 1):
        done = tag(project, one, tags.Retag(feel=by))
        found.append((by_text(project)["lost form"].emotion, done.label))
    assert [emotion for emotion, _ in found] == [
        Emotion.LOW, Emotion.VERY_LOW, None, Emotion.HIGH, Emotion.VERY_HIGH, Emotion.VERY_HIGH,
    ]  # fmt: skip
    assert found[0][1] == "Tag “lost form” emotion −1"
    assert found[2][1] == "Take the emotion from “lost form”"
    assert found[5][1] == ""


def test_a_mark_is_set_and_taken_away_where_all_have_it(project: Project) -> None:
    some = everything(project)
    first = Targets((some.ids[0],))
    assert tag(project, first, Retag(turn="flagged")).label.startswith("Flag “")
    assert tag(project, some, Retag(turn="flagged")).label == "Flag 3 notes"
    assert all(note.flagged for note in notes.all(project))
    assert tag(project, some, Retag(turn="flagged")).label == "Unflag 4 notes"
    assert not any(note.flagged for note in notes.all(project))
    assert tag(project, some, Retag(turn="set_aside")).label == "Set 4 notes aside"
    assert tag(project, some, Retag(turn="verbatim")).label == "Tag 4 notes word for word"


def test_several_tags_at_once_and_none_at_all(project: Project) -> None:
    phone = channels.all(project)[0]
    whole = tags.together(
        [put(kind=Kind.PAIN, channel=phone.id, source=Source.STAFF), give("persona")]
    )
    label = tag(project, everything(project), whole).label
    assert label == "Tag 4 notes pain point, ~Phone, source staff"
    assert tag(project, everything(project), put(channel=None)).label == (
        "Take the channel from 4 notes"
    )


def test_all_that_fit_a_filter_are_found_when_it_is_done(project: Project) -> None:
    targets = Targets(fits="untagged", marked=True)
    assert preview(project, targets, put(kind=Kind.IDEA)).changing == 3
    tag(project, targets, put(kind=Kind.IDEA))
    assert by_text(project)["phone rings out"].kind is Kind.PAIN
    assert by_text(project)["lost form"].kind is Kind.IDEA


def test_what_another_window_removed_is_refused_or_left_out(project: Project) -> None:
    some = everything(project)
    stage = stages.all(project)[1].id
    with project.change("gone") as change:
        stages.remove(change, stage)
        notes.remove(change, some.ids[0])
    with pytest.raises(NotFound, match="stage is not there any more: nothing was changed"):
        tag(project, some, put(stage=stage))
    with pytest.raises(NotFound):
        preview(project, some, put(stage=stage))
    assert len(tag(project, some, put(kind=Kind.IDEA)).changed) == 3
    assert not tag(project, Targets((NoteId("nobody"),)), put(kind=Kind.IDEA)).changed


def test_a_long_one_tells_how_far_it_is_and_can_be_given_up(project: Project) -> None:
    told: list[tuple[int, int]] = []
    before = notes.all(project)
    with pytest.raises(Cancelled):
        tag(project, everything(project), put(kind=Kind.IDEA), cancelled=lambda: True)
    assert notes.all(project) == before
    tag(
        project,
        everything(project),
        put(kind=Kind.IDEA),
        progress=lambda done, whole: told.append((done, whole)),
    )
    assert told[-1][0] == told[-1][1] > 0


def test_hostile_names_are_told_visibly(project: Project) -> None:
    with project.change("odd") as change:
        odd = stages.add(change, "a\x1b[31m[/b] b").id
    label = tag(project, everything(project), put(stage=odd)).label
    assert "\x1b" not in label
    assert "4 notes" in label
