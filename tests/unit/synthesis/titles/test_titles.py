"""Titles of cards: what they come from, in which order, and what they must never be."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence

import pytest

from data.records import Kind
from synthesis.titles.offers import WIDEST
from synthesis.titles.phrases import Voice
from synthesis.titles.titles import NamingGroup, Title, name_groups

CUSTOMER, INSIDE, UNKNOWN = Voice.CUSTOMER, Voice.INSIDE, Voice.UNKNOWN


def card(
    *texts: str,
    kinds: Sequence[Kind | None] = (),
    voices: Voice | Sequence[Voice] = UNKNOWN,
    feelings: Sequence[int] = (),
    channel: str = "",
    stage: str = "Visit",
) -> NamingGroup:
    spoken = (voices,) * len(texts) if isinstance(voices, Voice) else tuple(voices)
    return NamingGroup(texts, tuple(kinds), spoken, tuple(feelings), channel, stage)


class Cache:
    """What a project keeps, and how often something new was kept."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.calls = 0

    def name(self, groups: Sequence[NamingGroup], taken: Sequence[str] = ()) -> list[Title]:
        return name_groups(groups, self.find, self.keep, taken=taken)

    def find(self, keys: list[str]) -> Mapping[str, str]:
        return {key: self.kept[key] for key in keys if key in self.kept}

    def keep(self, found: Mapping[str, str]) -> None:
        self.calls += 1
        self.kept |= found


def named(*texts: str, **more: object) -> str:
    (title,) = Cache().name([card(*texts, **more)])  # type: ignore[arg-type]
    return title.title


# What a title comes from, in this order.


@pytest.mark.parametrize(
    ("voice", "texts", "title"),
    [
        (INSIDE, ("they come to the desk to cancel", "people cancel by post"), "Cancelling"),
        (INSIDE, ("they chase the case every day", "customers chase their case by phone"),
         "Chasing the case"),
        (CUSTOMER, ("I rang the wardens at night", "we had to ring the wardens again"),
         "Ringing the wardens"),
        (CUSTOMER, ("I waited for the letter", "still waiting for the letter"),
         "Waiting for the letter"),
        (INSIDE, ("cancelling by post makes them furious", "they want to cancel in the app"),
         "Cancelling"),
    ],
)  # fmt: skip
def test_what_customers_do_comes_first(voice: Voice, texts: tuple[str, ...], title: str) -> None:
    assert named(*texts, voices=voice) == title


@pytest.mark.parametrize(
    ("texts", "title"),
    [
        (("the waiting room is full", "a waiting room without chairs"), "Waiting room"),
        (("bring your papers", "which papers are needed"), "Papers"),
        (("version control", "easy version control of files"), "Version control"),
        (("stuck in the ID check", "the ID check is done in a minute"), "ID check"),
        (("sent to A&E", "A&E was closed"), "A&E"),
    ],
)
def test_then_a_thing_that_two_remarks_name(texts: tuple[str, ...], title: str) -> None:
    assert named(*texts) == title


def test_then_where_the_card_is() -> None:
    unlike = ("the lift is out of order", "nobody greeted us")
    assert named(*unlike) == "Visit: remarks"
    assert named(*unlike, channel="Phone") == "Visit: by phone"
    assert named(*unlike, channel="desk", stage="") == "At the desk"
    assert named(*unlike, channel="Town hall", stage="") == "Town hall"
    assert named(*unlike, stage="") == "Remarks"
    assert named("n/a", "ok") == "Visit: remarks"


def test_two_things_stand_together_where_neither_speaks_for_the_card() -> None:
    texts = ("the lift is out of order", "waited at the lift", "the lift again", "no car park",
             "the car park was full", "car park too far", "no signs")  # fmt: skip
    assert named(*texts) == "Car park and lift"


def test_what_all_cards_are_about_tells_none_apart() -> None:
    cards = [
        card("the permit and the plate", "a permit needs a plate", "permit, then a plate"),
        card("the permit and the ticket", "a permit or a ticket", "permit, then a ticket"),
        card("the permit and the zone", "permit for a zone", "permit, then a zone"),
    ]
    assert {title.title for title in Cache().name(cards)} == {"Plate", "Ticket", "Zone"}


@pytest.mark.parametrize(
    ("texts", "title"),
    [
        (("bins by the door", "boarded the door", "corners go black"), "Visit: remarks"),
        (("bins by the door", "boarded the door", "a door without a bell"), "Door"),
        (("I rang the desk", "we had to ring", "sent them an email"), "Visit: remarks"),
        (("the id check", "stuck in the id check", "it took a week"), "Id check"),
        (("the door", "a door", "door", "that door", "no bell", "no light"), "Door"),
        (("the door", "a door", "door", "no ramp", "no bell", "no light"), "Visit: remarks"),
    ],
)
def test_one_word_is_a_title_only_where_it_covers_the_card(
    texts: tuple[str, ...], title: str
) -> None:
    assert named(*texts) == title


def test_one_word_that_much_of_the_project_speaks_of_is_no_title() -> None:
    lease = ("stole my bike", "a loan bike, please")
    others = [
        card(f"{one} for the bike", f"no {one} yet", stage="Ride")
        for one in ("lock", "battery", "saddle", "pump")
    ]
    titles = [title.title for title in Cache().name([card(*lease), *others])]
    assert titles[0] == "Visit: remarks"
    assert titles[1] == "Lock"
    few = [title.title for title in Cache().name([card(*lease), *others[:2]])]
    assert few[0] == "Bike"


# Faults, each a whole kind: none of these words may be in any title, runners-up included.


@pytest.mark.parametrize(
    ("voice", "texts", "never"),
    [
        # what is denied
        (INSIDE, ("nobody waits longer than ten minutes", "people wait an hour"), "wait"),
        (CUSTOMER, ("I never cancelled", "I cancelled twice"), "cancel"),
        (CUSTOMER, ("don't go on a friday", "never go on a friday"), "go friday"),
        (CUSTOMER, ("if I cancel", "unless I cancel", "I would cancel"), "cancel"),
        (INSIDE, ("please don't put a time limit on the form",
                  "they never put a limit there"), "put"),
        # feelings and judgements
        (CUSTOMER, ("never had a problem with the lift", "a problem with the lift"), "problem"),
        (INSIDE, ("our trial users love the tour", "they love the tour"), "love lov"),
        (INSIDE, ("they leave smiling", "most leave smiling"), "smil leav"),
        (CUSTOMER, ("no native, easy to use calendar", "an easy to use calendar"), "easy use"),
        (CUSTOMER, ("a lack of staff", "the lack of staff"), "lack"),
        (INSIDE, ("they ring in a panic", "people call in a panic"), "panic"),
        # whose act it is
        (INSIDE, ("we scan the plate", "I scan the plate each day"), "scan"),
        (CUSTOMER, ("they called me back", "they called again"), "call"),
        (INSIDE, ("it takes us nine days", "it takes us weeks"), "them tak day week nine"),
        (CUSTOMER, ("listen to me", "listen to us"), "listen"),
        # counts and measures
        (INSIDE, ("half of the applications lack a form", "half of them come late"), "half"),
        (CUSTOMER, ("it took ten min", "ten min at most"), "ten min tak"),
        (CUSTOMER, ("waiting an hour", "waited an hour"), "hour"),
        # broken words
        (CUSTOMER, ("like a one stop shop", "want a one stop shop"), "stopping"),
        (CUSTOMER, ("want it face to face", "face to face please"), "facing"),
        (CUSTOMER, ("make it helpful", "they made it helpful"), "mak it helpful"),
        (INSIDE, ("they forget them", "people forget them at home"), "them forget"),
        (INSIDE, ("nobody new gets in after three", "new ones get in late"), "new get"),
        (CUSTOMER, ("hard to find", "it was easy to find"), "find"),
        (CUSTOMER, ("example.org to book but example.org was down",
                    "tried example.org to book"), "but"),
        (CUSTOMER, ("Never once in ten years, waited", "I waited"), "wait"),
        (INSIDE, ("we make them wait", "we let them wait"), "wait"),
        (CUSTOMER, ("I stopped paying", "I had to stop paying"), "pay"),
        (CUSTOMER, ("see example.com/help for it", "example.com/help is down"), "com help exam"),
        (INSIDE, ("pensioners call", "nobody except pensioners calls"), "call"),
        (CUSTOMER, ("the first bill stays", "first bill stays double"), "stay"),
        (CUSTOMER, ("asked Mr Smith", "rang Mr Smith again"), "mr smith"),
        (CUSTOMER, ("the closest one", "closest by far"), "close"),
        (CUSTOMER, ("the permit is digital", "it is digital now"), "digital"),
        (CUSTOMER, ("next doors bins", "the bins next door"), "door"),
    ],
)  # fmt: skip
def test_what_no_title_holds(voice: Voice, texts: tuple[str, ...], never: str) -> None:
    (title,) = Cache().name([card(*texts, voices=voice)])
    for shown in (title.title, *title.runners_up):
        words = shown.lower().replace(",", "").split()
        for part in never.split():
            assert not any(word.startswith(part) for word in words), shown


def test_german_keeps_its_own_words_or_says_nothing() -> None:
    assert named("Am Schalter muss ich lange warten", "Am Schalter war niemand") == "Schalter"
    assert named("Ich warte sehr lange auf den Brief", "Der Brief ist nicht da") == "Brief"
    assert named("Das Problem ist der Preis", "ein Problem mit dem Preis") == "Preis"
    assert named("Es ist sehr schlecht", "Es war auch schlecht und laut") == "Visit: remarks"
    assert named("l'accueil est froid", "on attend à l'accueil") == "Accueil"
    assert named("el mal servicio de la oficina", "un mal trato en la oficina") == "Oficina"


def test_ideas_and_obstacles_name_nothing() -> None:
    texts = ("show the zone on a map", "a map of the zone", "the phone rings out")
    kinds = (Kind.IDEA, Kind.OBSTACLE, Kind.PAIN)
    assert named(*texts, kinds=kinds) == "Visit: remarks"


def test_a_word_of_one_remark_names_no_card_of_many() -> None:
    assert named("the lift", "a broken chair", "no parking") == "Visit: remarks"


def test_a_title_speaks_for_a_part_of_its_card_that_counts() -> None:
    texts = ["the lift", "lift", *(f"remark about {word}" for word in "abcdefghijk")]
    assert named(*texts) == "Visit: remarks"


def test_where_remarks_differ_a_title_is_what_both_sides_speak_of() -> None:
    texts = ("app login takes ages", "the app crashed at login", "the app is lovely")
    assert named(*texts, feelings=(-1, -1, 1)) == "App"
    one_sided = ("the car park is out", "the car park again", "the nurse sang")
    assert named(*one_sided, feelings=(-1, -1, 1)) == "Visit: remarks"
    assert named(*one_sided, feelings=(-1, -1, 0)) == "Car park"
    kinds = (Kind.PAIN, Kind.PAIN, Kind.GAIN)
    assert named(*one_sided, kinds=kinds) == "Visit: remarks"


def test_a_sticky_channel_is_not_put_into_the_words() -> None:
    texts = ("I waited for the letter", "still waiting for the letter")
    assert named(*texts, channel="Phone") == "Waiting for the letter"


def test_a_card_of_one_remark_is_named_by_a_thing_in_it() -> None:
    assert named("asked whether the lift works") == "Lift"
    assert named("nobody told me") == "Visit: remarks"
    assert named("I never cancelled") == "Visit: remarks"


# Unlike each other, the same whatever the order, cheap.


def test_no_two_cards_share_a_title() -> None:
    lift = ("the lift is out", "the lift again")
    same = [card(*lift, stage=stage) for stage in ("Visit", "Visit", "Pay")]
    titles = [title.title for title in Cache().name(same)]
    assert sorted(titles) == ["Lift", "Lift (Pay)", "Visit: remarks"] or sorted(titles) == [
        "Lift", "Lift (Visit)", "Visit: remarks"]  # fmt: skip


@pytest.mark.parametrize("sizes", [(2, 3, 4), (4, 3, 2), (2, 2, 2)])
def test_plain_titles_are_counted_in_the_order_in_which_cards_are_seen(
    sizes: tuple[int, ...],
) -> None:
    words = iter("abcdefghij")
    plain = [card("ok", *(next(words) for _ in range(size))) for size in sizes]
    assert [title.title for title in Cache().name(plain)] == [
        "Visit: remarks",
        "Visit: remarks, second card",
        "Visit: remarks, third card",
    ]
    told = [title.title for title in Cache().name([card("ok", f"w{n}") for n in range(13)])]
    assert told[-2:] == ["Visit: remarks, twelfth card", "Visit: remarks, card 13"]


def test_no_title_is_the_plural_of_another() -> None:
    one = card("an appointment", "the appointment", "appointment")
    other = card("the appointments", "appointments")
    first, second = (title.title for title in Cache().name([one, other]))
    assert (first, second) == ("Appointment", "Visit: remarks")


def test_titles_that_people_gave_are_not_given_again() -> None:
    lift = card("the lift is out", "the lift again")
    (again,) = Cache().name([lift], taken=["LIFT"])
    assert again.title.casefold() != "lift"


def test_runners_up_are_true_and_free() -> None:
    many = card("the lift and the phone", "lift, phone and car park", "phone", "car park")
    one, other = Cache().name([many, card("phone", "the phone rings")])
    assert one.runners_up[-1] == "Visit: remarks"
    assert len(one.runners_up) <= 3
    assert one.title not in one.runners_up
    assert other.title not in one.runners_up


def test_a_second_run_reads_nothing_again() -> None:
    cache = Cache()
    cards = [
        card("the lift is out", "the lift again"),
        card("ok", "fine"),
        card("phone", "a phone"),
    ]
    first = cache.name(cards)
    assert cache.calls == 1
    assert cache.name(cards) == first
    assert cache.name(cards[::-1]) == first[::-1]
    assert cache.calls == 1


def test_nothing_to_name() -> None:
    assert Cache().name([]) == []
    (named,) = Cache().name([card(stage="Wait")])
    assert (named.title, named.runners_up) == ("Wait: remarks", ("Wait: remarks, second card",))


def test_naming_loads_no_encoder() -> None:
    code = (
        "import sys, synthesis.titles.titles; "
        "print([m for m in ('onnxruntime', 'tokenizers', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "text",
    ["", "   ", "👍👍", "电话没人接", "ok", "\x1b[31mred\x1b[0m", "\u202eabc", "a\x00b", "!!!", "7",
     "=1+1", "[bold]x[/]", "\ud800 broken", "Το τηλέφωνο χτυπάει", "x" * 200_000,
     "word " * 200_000],
)  # fmt: skip
def test_odd_text_gets_a_safe_title(text: str) -> None:
    for texts in ((text,), (text, text)):
        shown = named(*texts)
        assert shown.strip()
        assert len(shown) <= WIDEST
        assert shown.isprintable()
