"""Names of groups: what they must never be, what they cost, what they depend on."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from data.records import Kind
from data.text import fingerprint
from synthesis.titles.english import are_divided, asserts, segments
from synthesis.titles.rank import note_words, stems
from synthesis.titles.titles import NamingGroup, Role, Title, name_groups


def fake_encode(texts: Sequence[str]) -> NDArray[np.float32]:
    """Bags of stems, hashed into 384 places: alike words, alike vectors; no model needed."""
    rows = np.full((len(texts), 384), 1e-3, dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        for word in stems(note_words(text)):
            row[int(fingerprint(word)[:8], 16) % 384] += 1.0
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def group(
    *texts: str, role: Role = "claim", channel: str = "", kinds: Sequence[Kind | None] = ()
) -> NamingGroup:
    keys = tuple(fingerprint(text) for text in texts)
    return NamingGroup(texts, fake_encode(texts), keys, tuple(kinds), role, channel)


class Cache:
    """What a project keeps, and how often the encoder was asked."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.encoded: list[str] = []
        self.calls = 0

    def name(self, groups: Sequence[NamingGroup], taken: Sequence[str] = ()) -> list[Title]:
        return name_groups(groups, self.encode, self.find, self.kept.update, taken=taken)

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        self.calls += 1
        self.encoded += texts
        return fake_encode(texts)

    def find(self, keys: list[str]) -> Mapping[str, str]:
        return {key: self.kept[key] for key in keys if key in self.kept}


PHONES = (
    "the phones ring out all morning",
    "phone rings and rings, nobody picks up",
    "I rang five times, no answer on the phone",
    "phones ring out at lunch too",
)
LETTERS = (
    "I had to wait three weeks for the letter",
    "waiting three weeks for the appointment letter",
    "the letter took three weeks",
)
PARKING = ("there is no parking near the clinic", "no parking at all, had to park at the shop")


def test_a_claim_reads_as_a_statement_and_keeps_its_negation() -> None:
    phones, letters, parking = Cache().name([group(*PHONES), group(*LETTERS), group(*PARKING)])
    assert "ring" in phones.title.lower()
    assert "three weeks" in letters.title.lower()
    assert parking.title.lower().startswith("no parking")


def test_a_touchpoint_reads_as_an_interaction() -> None:
    letters = group(*LETTERS, role="touchpoint")
    chasing = group(
        "they chase us every three days",
        "customers chase us every three days for the papers",
        role="touchpoint",
        channel="Phone",
    )
    waiting, calls = Cache().name([letters, chasing])
    assert waiting.title.startswith("Waiting three weeks")
    assert calls.title.startswith("Chasing")
    assert calls.title.endswith("by phone")


def test_activities_name_a_touchpoint_before_other_kinds() -> None:
    texts = ("paying the deposit at the desk", "collecting the bike at the desk")
    for active in (0, 1):
        kinds = [Kind.ACTIVITY if at == active else Kind.PAIN for at in range(2)]
        (title,) = Cache().name([group(*texts, role="touchpoint", kinds=kinds)])
        assert (
            title.title
            == ("Paying the deposit at the desk", "Collecting the bike at the desk")[active]
        )


def test_titles_have_three_to_eight_words_no_first_person_and_no_mark_at_the_end() -> None:
    texts = (
        "my mother was sent home without her medicine and nobody called us to say so, which was bad"
    )
    (title,) = Cache().name([group(texts)])
    words = title.title.split()
    assert 3 <= len(words) <= 8
    assert not {"i", "my", "we", "us", "me", "our"} & {word.lower() for word in words}
    assert title.title[-1] not in ".,;:!?"
    assert title.title[0].isupper()


def test_the_quote_is_one_of_the_texts_and_terms_are_its_words() -> None:
    (title,) = Cache().name([group(*PHONES)])
    assert 0 <= title.quote < len(PHONES)
    assert 1 <= len(title.terms) <= 3
    assert all(any(term in text.lower() for text in PHONES) for term in title.terms)
    assert len(title.runners_up) <= 3
    assert title.title not in title.runners_up


def test_no_two_groups_share_a_title() -> None:
    same = [group(*PHONES) for _ in range(4)] + [group("ok") for _ in range(3)]
    titles = [title.title.casefold() for title in Cache().name(same)]
    assert len(set(titles)) == len(titles)


def test_titles_that_people_gave_are_not_given_again() -> None:
    first = Cache().name([group(*PHONES)])[0]
    again = Cache().name([group(*PHONES)], taken=[first.title.upper()])[0]
    assert again.title != first.title
    assert again.title in first.runners_up


def test_a_second_run_asks_the_encoder_nothing() -> None:
    cache = Cache()
    groups = [group(*PHONES), group(*LETTERS), group(*LETTERS, role="touchpoint"), group("ok")]
    first = cache.name(groups)
    assert cache.calls == 1
    assert cache.name(groups) == first
    assert cache.name(groups[::-1]) == first[::-1]
    assert cache.calls == 1


def test_a_new_note_asks_only_about_the_groups_that_it_touches() -> None:
    topics = ["bus", "food", "bed", "nurse", "bill", "form", "door", "lift", "sign", "car"]
    groups = [
        group(
            f"the {t} was late and the {t} was cold", f"waiting for the {t} takes ages", f"no {t}"
        )
        for t in topics
    ]
    cache = Cache()
    cache.name(groups)
    kept = set(cache.kept)
    cache.name([*groups, group("the tram never came", "no tram for an hour", "tram is late")])
    assert len(set(cache.kept) - kept) < len(groups)


def test_few_candidates_are_encoded() -> None:
    cache = Cache()
    notes = [f"the {a} was {b} when I came to the {c}" for a in "xyz" for b in "pq" for c in "rst"]
    cache.name([group(*notes), group(*PHONES), group(*LETTERS)])
    assert len(cache.encoded) <= 36


def test_a_short_single_note_costs_nothing() -> None:
    cache = Cache()
    (title,) = cache.name([group("I can't see the other team's status")])
    assert title.title == "Can't see the other team's status"
    assert cache.calls == 0


@pytest.mark.parametrize("role", ["claim", "touchpoint"])
@pytest.mark.parametrize(
    "text",
    ["", "   ", "👍👍", "电话没人接", "ok", "\x1b[31mred\x1b[0m", "\u202eabc", "a\x00b", "!!!", "7",
     "=1+1", "[bold]x[/]", "\ud800 broken", "Το τηλέφωνο χτυπάει", "x" * 200_000,
     "word " * 200_000],
)  # fmt: skip
def test_odd_text_gets_a_safe_title(text: str, role: Role) -> None:
    (title,) = Cache().name([group(text, role=role)])
    assert title.title.strip()
    assert len(title.title) <= 80
    assert not any(ord(c) < 32 or c in "\u202e\ud800\x7f" for c in title.title)


def test_nothing_to_name() -> None:
    cache = Cache()
    assert cache.name([]) == []
    with pytest.raises(ValueError, match="without notes"):
        cache.name([group()])


def test_naming_loads_no_encoder() -> None:
    code = (
        "import sys, synthesis.titles.titles; "
        "print([m for m in ('onnxruntime', 'tokenizers') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_an_ampersand_within_a_word_cuts_nothing() -> None:
    (title,) = Cache().name([group("automatically send to A&E rather than ring back")])
    assert "A&E" in title.title
    words = [w.text for piece, _ in segments("Therapies (e.g. CBT), i.e. talking") for w in piece]
    assert words == ["Therapies", "CBT", "talking"]


def test_a_lone_letter_is_no_title() -> None:
    (title,) = Cache().name([group("e", "E!", "the doctor explained nothing")])
    assert title.title != "E"


PRAISE = ("the ambulance arrived quickly", "ambulance arrived very quickly, thank you")
COMPLAINT = ("the ambulance was slow, we waited for hours", "the ambulance took far too long")


def test_a_group_that_praises_and_complains_gets_a_title_that_takes_no_side() -> None:
    for role in ("claim", "touchpoint"):
        (title,) = Cache().name([group(*PRAISE, *COMPLAINT, role=role)])
        words = title.title.lower()
        assert "ambulance" in words
        assert words.startswith(("how ", "mixed views on ")) or not asserts(words)
    (one_sided,) = Cache().name([group(*PRAISE)])
    assert "quickly" in one_sided.title
    assert not one_sided.title.startswith("How")


def test_one_voice_among_many_does_not_divide_a_group() -> None:
    assert are_divided([*PRAISE, *COMPLAINT])
    assert not are_divided([*PRAISE, *PRAISE, COMPLAINT[0]])
    assert not are_divided([*PRAISE, *COMPLAINT], [Kind.PAIN] * 4)
    assert not are_divided(["How fast will it be?", "it was slow", "is it quick?"])


@pytest.mark.parametrize("role", ["claim", "touchpoint"])
def test_remarks_that_say_nothing_never_name_a_card(role: Role) -> None:
    rest = ("n/a", "nothing", "all good", "No comments.", "Nothing at all really")
    (title,) = Cache().name([group(*rest, "the toilets were locked", role=role)])
    assert "toilets" in title.title.lower()
    (empty,) = Cache().name([group("n/a", "nothing", "No comments.", role=role)])
    assert empty.title == "Remarks that say nothing"
    (pleased,) = Cache().name([group("all good", "everything was fine", role=role)])
    assert pleased.title == "Praise without any detail"


def test_no_title_is_told_apart_by_a_number_in_brackets() -> None:
    card, claim = group("nothing works", role="touchpoint"), group("nothing works")
    same = [card, claim, *(group("ok") for _ in range(3)), group(*PHONES), group(*PHONES)]
    for title in Cache().name(same):
        for shown in (title.title, *title.runners_up):
            assert not re.search(r"\(\d+\)", shown)


def test_a_mistyped_clause_loses_against_a_clean_one() -> None:
    texts = ("the recieption was closd", "the reception was closed", "reception closed at noon")
    (title,) = Cache().name([group(*texts)])
    assert "closd" not in title.title
    assert "recieption" not in title.title


def test_what_one_person_counted_does_not_name_a_group() -> None:
    texts = ("waited 47 minutes for the bus", "waited ages for the bus", "waited for the bus",
             "we waited for the bus again", "waited for the bus in the rain",
             "waited so long for the bus")  # fmt: skip
    (title,) = Cache().name([group(*texts)])
    assert "47" not in title.title
    assert "waited" in title.title.lower()
