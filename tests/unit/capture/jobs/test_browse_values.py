"""Filtering by values: taking a filter apart, putting it together, and counting beside values."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capture.jobs import browse
from capture.jobs.browse import Offers, Picks
from data.store import Project
from tests.tui.research import make_research


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project.open(make_research(tmp_path_factory.mktemp("choosing") / "claims.sayso"))


def offered(project: Project, typed: str) -> Offers:
    return browse.offers(project, browse.take_apart(project, typed))


def key(project: Project, facet: str, name: str) -> browse.Key:
    (found,) = (
        one.key for one in offered(project, "").values if (one.facet, one.name) == (facet, name)
    )
    return found


@pytest.mark.parametrize(
    ("typed", "back"),
    [
        ("", ""),
        ("#wai", "#Wait"),
        ("#wait|apply !pain", "#Wait|Apply !pain-point"),
        ("phone -#wait untagged", "phone -#Wait untagged"),
        ("who:jon -verbatim", "who:Jon -verbatim"),
        ("no:kind team:calls", "no:kind team:calls"),
        ("#wait #apply", "#apply #Wait"),  # both must hold: the second stays as it was typed
        ("-#wait|apply", "-#wait|apply"),
        ("(#wait OR phone) !pain", "(#wait OR phone) !pain-point"),
        ("#zebra phone", "#zebra phone"),
        ("on:2026-03-02 emotion:<0", "on:2026-03-02 emotion:-2|-1"),
    ],
)
def test_a_filter_taken_apart_asks_for_the_same_when_put_together(
    project: Project, typed: str, back: str
) -> None:
    picks = browse.take_apart(project, typed)
    if "zebra" not in typed:
        found = browse.offers(project, picks)
        assert found.typed == back
        assert found.count == browse.browse(project, typed).count
        assert browse.offers(project, browse.take_apart(project, back)).count == found.count
    else:
        assert (picks.rest, picks.values) == (typed, {})


def test_the_count_beside_a_value_is_what_it_would_find(project: Project) -> None:
    for typed in ("", "phone", "!pain", "#wait -@tourist", "#apply|wait =staff"):
        picks = browse.take_apart(project, typed)
        found = browse.offers(project, picks)
        assert found.count == browse.browse(project, typed).count
        for one in found.values:
            if one.key in picks.values:
                continue
            # Among what the facet's own choices do not narrow: alone it would find so many.
            alone = Picks(picks.rest, {**picks.without(one.facet).values, one.key: True})
            asked = browse.offers(project, alone)
            assert asked.count == one.count, (typed, one, asked.typed)


def test_wanted_values_of_a_facet_add_up_and_facets_narrow(project: Project) -> None:
    wait, apply = key(project, "stage", "Wait"), key(project, "stage", "Apply")
    pain = key(project, "kind", "pain point")
    picks = Picks().turned(wait, wanted=True)
    one = browse.offers(project, picks)
    two = browse.offers(project, picks.turned(apply, wanted=True))
    both = browse.offers(project, picks.turned(apply, wanted=True).turned(pain, wanted=True))
    assert (one.count, two.count, both.count) == (5, 10, 5)
    assert both.typed == "#Wait|Apply !pain-point"
    assert picks.turned(wait, wanted=True) == Picks()
    assert browse.offers(project, picks.turned(wait, wanted=False)).typed == "-#Wait"


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_choice_is_read_back_from_its_filter(project: Project, data: st.DataObject) -> None:
    values = [one.key for one in offered(project, "phone").values]
    some = data.draw(st.lists(st.sampled_from(values), unique=True, max_size=6))
    picks = Picks("phone", {one: data.draw(st.booleans()) for one in some})
    found = browse.offers(project, picks)
    again = browse.take_apart(project, found.typed)
    assert (again.rest, dict(again.values)) == ("phone", dict(picks.values))
