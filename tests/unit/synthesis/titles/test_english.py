"""The one warning about language: never for terse English, always for other languages."""

from __future__ import annotations

import random

import pytest

from synthesis.titles.english import base_of, gerund, segments, stem, third_person
from synthesis.titles.languages import english_share, mostly_english

TERSE = [
    "phone rings out",
    "no reply 3 wks",
    "letters late",
    "pt lost twice, signs rubbish",
    "queue v long Mon am",
    "form rejected - wrong ID",
    "ok",
    "parking £££",
    "system down again!!",
    "cust wants refund asap",
    "👍",
    "n/a",
    "staff lovely",
    "GP -> clinic -> GP, ping pong",
]
OTHERS = {
    "German": [
        "Das Telefon klingelt den ganzen Morgen",
        "Ich warte seit drei Wochen auf den Brief",
        "Niemand sagt uns, warum der Antrag abgelehnt wurde",
        "Das Formular ist zu lang",
        "Parken ist teuer",
    ],
    "French": [
        "Le téléphone sonne toute la matinée",
        "J'attends la lettre depuis trois semaines",
        "On ne sait pas où est le dossier",
        "Trop d'attente au guichet",
        "Le formulaire est trop long",
    ],
    "Spanish": [
        "El teléfono suena toda la mañana",
        "Nadie nos dice por qué rechazaron la solicitud",
        "Espero la carta desde hace tres semanas",
        "El formulario es muy largo",
        "No hay sitio para aparcar",
    ],
    "Greek": [
        "Το τηλέφωνο χτυπάει όλο το πρωί",
        "Κανείς δεν απαντά",
        "Περιμένω τρεις εβδομάδες",
        "Η φόρμα είναι μεγάλη",
    ],
    "Polish": [
        "Telefon dzwoni cały ranek",
        "Nikt nie odbiera telefonu",
        "Czekam na list od trzech tygodni",
        "Formularz jest za długi",
    ],
    "Chinese": ["电话响了一上午没人接", "我等了三个星期的信", "表格太长", "没有停车位"],
}


def test_terse_english_raises_no_alarm() -> None:
    assert mostly_english(TERSE)
    assert all(mostly_english([note]) for note in TERSE)


@pytest.mark.parametrize("language", OTHERS)
def test_other_languages_are_noticed(language: str) -> None:
    assert not mostly_english(OTHERS[language])
    assert english_share(OTHERS[language]) <= 0.2


@pytest.mark.parametrize("language", OTHERS)
def test_a_few_foreign_remarks_among_english_ones_are_no_alarm(language: str) -> None:
    english = [
        "The phone rings all morning and nobody answers",
        "I have been waiting for my letter",
        "They don't tell us why it was rejected",
        "There is no place to park near the clinic",
        "we can't see what the other team is doing",
    ]
    assert mostly_english([*english, *OTHERS[language][:3]])
    assert not mostly_english([english[0], *OTHERS[language]])


def test_nothing_to_judge_is_no_alarm() -> None:
    assert mostly_english([])
    assert mostly_english(["", "123", "👍👍", "\x1b[31m", "…"])


def test_the_order_of_remarks_does_not_matter() -> None:
    mixed = [*TERSE, *OTHERS["German"], "the door is not open"]
    shuffled = random.Random(3).sample(mixed, len(mixed))
    assert english_share(mixed) == english_share(shuffled)


def test_a_huge_remark_is_judged_by_its_beginning() -> None:
    assert not mostly_english(["das ist nicht gut und wir warten " * 100_000] * 3)


@pytest.mark.parametrize(
    ("base", "third", "ing"),
    [
        ("wait", "waits", "waiting"),
        ("try", "tries", "trying"),
        ("stop", "stops", "stopping"),
        ("make", "makes", "making"),
        ("lie", "lies", "lying"),
        ("reset", "resets", "resetting"),
        ("open", "opens", "opening"),
        ("have", "has", "having"),
        ("see", "sees", "seeing"),
        ("fix", "fixes", "fixing"),
    ],
)
def test_inflection(base: str, third: str, ing: str) -> None:
    assert third_person(base) == third
    assert gerund(base) == ing
    assert base_of(third) == base
    assert base_of(ing) == base


def test_forms_of_one_word_share_a_stem() -> None:
    assert len({stem(word) for word in ("wait", "waits", "waited", "waiting")}) == 1
    assert len({stem(word) for word in ("letter", "letters")}) == 1
    assert stem("letter") != stem("let")


def test_an_ampersand_within_a_word_cuts_nothing() -> None:
    words = [w.text for piece, _ in segments("Therapies (e.g. CBT), i.e. talking") for w in piece]
    assert words == ["Therapies", "CBT", "talking"]
    assert [w.text for w in segments("send to A&E at once")[0][0]][2] == "A&E"
