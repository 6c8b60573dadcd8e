"""Remarks in note style, as interactions, and where clauses may be cut."""

from __future__ import annotations

import pytest

from synthesis.titles import clauses, notestyle
from synthesis.titles.clauses import gerund_phrase, strip_openers
from synthesis.titles.english import base_of, gerund, segments, stem, third_person


def styled(text: str) -> str:
    piece = segments(text)[0][0]
    words = notestyle.style(strip_openers(piece))
    return notestyle.sentence(words)


@pytest.mark.parametrize(
    ("said", "note"),
    [
        ("I have to wait three weeks", "Has to wait three weeks"),
        ("I can't log in", "Can't log in"),
        ("i cant log in", "Can't log in"),
        ("We cannot see the other team's status", "Can't see the other team's status"),
        ("I'd like to get a second card", "Wants to get a second card"),
        ("I'd just like to know the date", "Wants to know the date"),
        ("I was charged twice", "Charged twice"),
        ("I wasn't told anything", "Not told anything"),
        ("I am not happy with the food", "Not happy with the food"),
        ("how do I reset the passcode?", "How to reset the passcode"),
        ("why was I charged a fee?", "Unclear why charged a fee"),
        ("is there a bus?", "Asks if there is a bus"),
        ("does the bank accept cheques?", "Asks if bank accepts cheques"),
        ("What papers do I need to bring?", "What papers to bring"),
        ("my card has not arrived", "Card has not arrived"),
        ("they told me to come back", "Told to come back"),
        ("they didn't tell us the date", "Not told the date"),
        ("And I think the phones ring out all morning", "Phones ring out all morning"),
        ("I never got the letter", "Never got the letter"),
        ("I don't know whose job it is", "Doesn't know whose job it is"),
        ("THE PHONE RINGS OUT ALL MORNING", "Phone rings out all morning"),
        ("there is no parking at all", "No parking at all"),
        ("will I be charged a fee?", "Asks if they will be charged a fee"),
        ("what have I spent on food?", "Asks what they have spent on food"),
        ("I like when they come early", "Likes when they come early"),
        ("they rang me back the next day", "They rang back the next day"),
        ("I'd have a queue round the block", "Would have a queue round the block"),
        ("want to save it for later", "Wants to save it for later"),
        ("I understand the office is busy", "Office is busy"),
        ("they REFUSED a second visit", "They refused a second visit"),
        ("nothing everyone was helpful", "Everyone was helpful"),
        ("nothing works", "Nothing works"),
    ],
)
def test_note_style(said: str, note: str) -> None:
    assert styled(said) == note


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("I had to wait for ages on the phone", "Waiting for ages on the phone"),
        ("they chase us every 3 days", "Chasing every 3 days"),
        ("I want to cancel the booking", "Cancelling the booking"),
        ("I need an appointment letter", "Getting an appointment letter"),
        ("I was sent home without medicine", "Being sent home without medicine"),
        ("nobody answers the phone", "Answering the phone"),
        ("didn't understand the letter", "Understanding the letter"),
        ("what papers do I need to bring", "Finding out what papers to bring"),
        ("the ambulance arrived late", "Ambulance arriving late"),
        ("the phone rings out all morning", "Phone ringing out all morning"),
        ("waiting time for the call", "Waiting time for the call"),
        ("I heard this wasn't a nice ward", ""),
        ("there was no news", ""),
        ("the food is cold", ""),
    ],
)
def test_interactions(said: str, name: str) -> None:
    piece = segments(said)[0][0]
    assert notestyle.sentence(gerund_phrase(strip_openers(piece))) == name


def offered(text: str) -> set[str]:
    return {notestyle.sentence(c.words) for c in clauses.from_note(text, 0)}


@pytest.mark.parametrize(
    ("said", "forbidden"),
    [
        ("I don't think they should close the desk", "should close the desk"),
        ("If the letter comes late I ring them", "letter comes late"),
        ("we should not end the bus service", "end the bus service"),
        ("please stop sending letters to my old house", "sending letters"),
        ("nobody said that the desk is open", "desk is open"),
        ("it will fail unless you call the office", "call the office"),
        ("never tell people they can park here", "people they can park here"),
    ],
)
def test_no_title_begins_in_the_reach_of_a_negation(said: str, forbidden: str) -> None:
    assert not any(title.lower().startswith(forbidden) for title in offered(said))


def test_what_follows_because_stands_free_again() -> None:
    found = offered("we should not close it because the phone lines are always busy")
    assert "Phone lines are always busy" in found


def test_no_cut_goes_through_a_phrase() -> None:
    ends = {title.split()[-1].lower() for title in offered("I waited for the results of my test")}
    assert ends <= {"results", "test", "waited"}
    assert "Waited for the results" not in offered("I waited for the results of my test")


def test_no_cut_takes_a_subject_without_its_verb() -> None:
    found = offered("rang for help and the phone just rings out")
    assert "Rang for help" in found
    assert "Rang for help and the phone" not in found
    found = offered("they forgot the day it comes and I'm happy")
    assert "Day it comes and they are happy" not in found


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


@pytest.mark.parametrize(
    "said",
    [
        "staff were rude when I rang",
        "they told me that they would call me",
        "she promised us a visit",
        "because he never listens to me",
        "I honestly thought they had forgotten us",
    ],
)
def test_nobody_takes_the_speakers_place(said: str) -> None:
    for title in offered(said):
        they = [w for w in title.lower().split() if w in {"they", "them"}]
        assert not they or "they" in said.split(), title
        assert "them" not in they or "them" in said.split(), title


def test_nobodys_family_becomes_anothers() -> None:
    assert not any("their husband" in title.lower() for title in offered("they saw my husband"))
    assert "Nurse called their husband" in offered("the nurse called my husband")


@pytest.mark.parametrize(
    ("said", "broken"),
    [
        ("I understand the checks highlight any issues", "Understands the checks highlight"),
        ("the service that I have received has been good", "Received has been good"),
        ("was offered it but an hour or more wait", "Was offered it but an hour"),
        ("had to be ready 2 hours before the visit", "Had to be ready 2 hours"),
        ("folk think it is only for staff", "Folk think"),
        ("the nurses are great at looking after me", "Nurses are great at looking"),
        ("would like more face to face visits", "Would like more face"),
        ("they gave it back, which is good", "Which is good"),
        ("want to save it and come back, can't", "Wants to save it and come back"),
    ],
)
def test_no_title_is_cut_where_more_belongs_to_it(said: str, broken: str) -> None:
    assert broken not in offered(said)
