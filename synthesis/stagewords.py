"""What the words of a stage's title usually stand for: serves where a stage says nothing more.

"Wait" alone is a poor likeness of "nobody told me how long it would take".  So a word that journeys
are commonly made of brings along what people say there.  It is a thesaurus, not a template: nothing
of it is stored or shown, and a stage that has a description or examples of its own is left alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.records import Stage

_WORDS: tuple[tuple[str, str], ...] = (
    ("before|need|trigger|life event", "how it was before, what made them look for help"),
    (
        "find out|discover|aware|learn|inform|search|research|explore",
        "looking for information, the website, a leaflet, nobody told us, not knowing whom to ask",
    ),
    ("contact|call|phone|enquir|inquir|reach", "getting through on the phone, an answer, an email"),
    (
        "consider|compar|evaluat|choose|decid|decision",
        "comparing, the price, options, making up our minds",
    ),
    (
        "appoint|book|reserv|schedul",
        "booking, getting a date or a slot, when it can be, cancelled or moved to another day",
    ),
    ("apply|appl|regist|sign|enrol|form", "the form, papers, proof, a signature, being approved"),
    ("buy|purchas|order|checkout|pay|bill|invoice", "ordering, the price, paying, the bill"),
    (
        "travel|arriv|get there|come in|journey to|access|check in",
        "parking, the car park, bus and train, the way there, signs, finding the entrance",
    ),
    (
        "wait|queue|pending",
        "waiting time, how long it takes, a long delay, queues, late, waiting to hear",
    ),
    (
        "seen|meet|met|consult|visit|examin|served|talk",
        "the staff, friendly and helpful, polite or rude, listened, explained everything",
    ),
    ("stay|hotel|ward|live|room", "the room, the bed, food and drink, noise, clean or dirty"),
    ("treat|care|therap|procedure", "the treatment, pain, the care they gave, it got better"),
    ("deliver|receiv|collect|pick up|get", "it comes, is handed over, arrives on time or not"),
    ("start|onboard|begin|set up|install|welcome", "the first days, setting it up, learning how"),
    ("use|daily|everyday|work with|ride|drive", "using it every day, it works, it breaks"),
    ("help|support|problem|fix|repair|complain|put right", "a fault, a complaint, getting help"),
    ("renew|loyal|recommend|advocat|return", "doing it again, telling others about it"),
    (
        "leav|after|discharg|end|follow|go home|exit|hand back",
        "going home, afterwards, the letter and results, follow-up, nobody called back",
    ),
)
_PATTERNS = tuple((re.compile(rf"\b(?:{words})"), meaning) for words, meaning in _WORDS)


def meanings(title: str) -> list[str]:
    """Return what people say at a stage of such a title, a phrase each; none for unknown words."""
    low = title.casefold()
    return [
        phrase for pattern, said in _PATTERNS if pattern.search(low) for phrase in said.split(", ")
    ]


def words_of(stage: Stage) -> list[str]:
    """Return the texts that say what a stage is, its own where it has any beside the title."""
    if stage.description or stage.examples:
        return [f"{stage.title}. {stage.description}".strip(), *stage.examples]
    return [stage.title, *meanings(stage.title)]
