"""What is likely to be tagged on a remark: earlier remarks like it, stages, personas, kinds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from data.errors import Cancelled, ShouldStop
from data.records import Kind
from synthesis.grouping.likeness import BLOCK, unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from data.records import Stage

SUBJECT_NOTES = 2
"""The mean of n vectors counts n / (n + 2): with few notes it is the notes, not their subject."""

HEARD_AT = 0.42
"""Likeness from which two remarks are said to be one: as in grouping, where it was found."""


def nearest(rows: NDArray[np.float32], at: int, most: int) -> list[tuple[int, float]]:
    """Return the rows most like the one at ``at``, the likest first, and how like (-1 to 1).

    Likeness is that of unit rows less the subject that all share; nothing as large as ``rows`` is
    made on the way.  Of rows that are equally like the first comes first.
    """
    many = min(most, len(rows) - 1)
    if many < 1:
        return []
    mean = rows.mean(axis=0) * (len(rows) / (len(rows) + SUBJECT_NOTES))
    along = rows @ mean
    lengths = np.sqrt(np.maximum(1.0 - 2.0 * along + float(mean @ mean), 1e-12))
    mine = rows[at] - mean
    likeness = (rows @ mine - float(mean @ mine)) / (lengths * lengths[at])
    likeness = np.round(likeness, 4)
    likeness[at] = -np.inf
    bar = np.partition(likeness, -many)[-many]
    found = [int(one) for one in np.flatnonzero(likeness >= bar)]
    found.sort(key=lambda one: (-float(likeness[one]), one))
    return [(one, float(likeness[one])) for one in found[:many]]


WIDTH = 384
"""Columns of a place that come from the encoder; those behind them are its spelling."""

SPELT = 5_000
"""Texts up to which their spelling counts too: it helps a little, and doubles the memory."""

TRUST = 10.0
"""What a resemblance of 1 adds to the logarithm of a chance, before anything is tagged."""

FIRMNESS = 0.1
"""How hard it is for tagged remarks to change that trust."""

PENALTY = 0.2
"""On the squares of the learnt weights: against learning single remarks by heart."""

STEPS, TRIAL_STEPS = 120, 80
"""Steps of the descent; for the guesses about held-out remarks fewer will do."""

LEARNT = 2_000
"""Tagged remarks that are learnt from at most: more change little and cost time."""

ENOUGH = 15

RESERVE = 0.1
"""Taken from every chance before anything is tagged, half of it with `ENOUGH` tags, then less.

How people use their stages is not known before they have used them: rather too timid than too bold,
for a bold suggestion is taken unseen.
"""

FOLDS = 5
SHARPNESS = np.exp(np.linspace(-1.0, 1.2, 45))
DOUBT = 5.0
"""How strongly chances stay as they are where few held-out remarks speak for another sharpness."""

_POWERS = 20
_BIAS = 0.3  # the constant column: a stage's share counts, but less than a word of the remark


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """What was learnt: ``weights`` (d + 1, k), the trust in resemblance, and the sharpness.

    ``faith`` (0 to 1) is what is left of every chance while few tags bear it out.
    """

    weights: NDArray[np.float64]
    trust: float = TRUST
    sharpness: float = 1.0
    faith: float = 1 - RESERVE

    def chances(
        self,
        places: NDArray[np.float32],
        near: NDArray[np.float64],
        rows: Sequence[int] | None = None,
    ) -> NDArray[np.float64]:
        """Return each option's chance for each remark, shape (n, k); a row adds up to ``faith``.

        Args:
            places: where the remarks stand, shape (n, d).
            near: their `resemblance`, shape (n, k).
            rows: the remarks that are asked about, where not all are.
        """
        wanted = np.arange(len(places)) if rows is None else np.asarray(rows, dtype=np.intp)
        shares = np.empty((len(wanted), near.shape[1]))
        for start in range(0, len(wanted), BLOCK):
            some = wanted[start : start + BLOCK]
            scores = self._scores(places[some].astype(np.float64), near[some])
            shares[start : start + BLOCK] = _shares(scores * self.sharpness) * self.faith
        return shares

    def _scores(
        self, places: NDArray[np.float64], resemblance: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        found: NDArray[np.float64] = _with_bias(places) @ self.weights + self.trust * resemblance
        return found


def resemblance(
    places: NDArray[np.float32], described: Sequence[NDArray[np.float32]]
) -> NDArray[np.float64]:
    """Return how near remarks are to what options say of themselves, shape (n, k).

    Of an option's rows the two nearest count; one that says nothing is near nothing.
    """
    if not any(len(rows) for rows in described):
        return np.zeros((len(places), len(described)))
    whole = np.concatenate(described).astype(np.float64)
    mean = whole.sum(axis=0) / (len(whole) + SUBJECT_NOTES)
    nearness = np.zeros((len(places), len(described)))
    centred = [unit(rows.astype(np.float64) - mean) for rows in described]
    for start in range(0, len(places), BLOCK):
        seen = unit(places[start : start + BLOCK, :WIDTH].astype(np.float64))
        for option, rows in enumerate(centred):
            if len(rows):
                near = np.sort(seen @ rows.T, axis=1)
                nearness[start : start + BLOCK, option] = near[:, -2:].mean(axis=1)
    return nearness


def learn(
    places: NDArray[np.float32],
    near: NDArray[np.float64],
    chosen: Sequence[int],
    cancelled: ShouldStop | None = None,
) -> Judge:
    """Learn from tagged remarks; none at all leaves resemblance alone to judge.

    Args:
        places: the places of the tagged remarks, shape (n, d).
        near: their `resemblance` to the k options, shape (n, k).
        chosen: the option of each.
        cancelled: asked now and then; True ends it.

    Raises:
        Cancelled: ``cancelled`` answered True.
    """
    options = near.shape[1]
    if not len(chosen):
        return Judge(np.zeros((places.shape[1] + 1, options)))
    order = np.lexsort(places[:, :4].T)
    order = order[:: -(-len(order) // LEARNT)]
    rows, near, truth = places[order].astype(np.float64), near[order], np.asarray(chosen)[order]
    judge = _descend(rows, near, truth, STEPS, cancelled)
    faith = 1 - RESERVE * ENOUGH / (ENOUGH + len(chosen))
    return Judge(judge.weights, judge.trust, _sharpness(rows, near, truth, cancelled), faith)


def _descend(
    rows: NDArray[np.float64],
    near: NDArray[np.float64],
    truth: NDArray[np.intp],
    steps: int,
    cancelled: ShouldStop | None,
) -> Judge:
    """Minimise the regularised loss by accelerated descent with steps of a safe, fixed length."""
    rows = _with_bias(rows)
    target = np.eye(near.shape[1])[truth]
    slope = 0.5 * _stretch(rows) + PENALTY
    # Trust is learnt in a unit in which its slope is that of the weights.
    scale = float(np.sqrt(slope / (0.5 * float((near**2).sum()) + FIRMNESS)))
    weights = ahead = np.zeros((rows.shape[1], near.shape[1]))
    trust = trust_ahead = TRUST / scale
    momentum = 1.0
    for _ in range(steps):
        if cancelled is not None and cancelled():
            raise Cancelled
        miss = _shares(rows @ ahead + near * (trust_ahead * scale)) - target
        pull = float((miss * near).sum()) + FIRMNESS * (trust_ahead * scale - TRUST)
        new = ahead - (rows.T @ miss + PENALTY * ahead) / (2 * slope)
        new_trust = trust_ahead - scale * pull / (2 * slope)
        following = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        carry = (momentum - 1) / following
        ahead, trust_ahead = new + carry * (new - weights), new_trust + carry * (new_trust - trust)
        weights, trust, momentum = new, new_trust, following
    return Judge(weights, max(0.0, trust * scale))


def _stretch(rows: NDArray[np.float64]) -> float:
    """Return the most by which rows stretch a unit vector, squared and a little more.

    A decomposition would give it exactly, and take longer than all the learning.
    """
    ahead = np.ones(rows.shape[1]) / np.sqrt(rows.shape[1])
    length = 0.0
    for _ in range(_POWERS):
        ahead = rows.T @ (rows @ ahead)
        length = float(np.linalg.norm(ahead))
        ahead /= max(length, 1e-12)
    return 1.1 * length


def _sharpness(
    rows: NDArray[np.float64],
    near: NDArray[np.float64],
    truth: NDArray[np.intp],
    cancelled: ShouldStop | None,
) -> float:
    """Return what to multiply scores by, so that chances come true among held-out remarks."""
    if len(truth) < ENOUGH:
        return 1.0
    scores, asked = [], []
    for fold in range(FOLDS if len(truth) <= 500 else 2):
        held = np.zeros(len(truth), dtype=bool)
        held[fold::FOLDS] = True
        judge = _descend(rows[~held], near[~held], truth[~held], TRIAL_STEPS, cancelled)
        scores.append(judge._scores(rows[held], near[held]))
        asked.append(truth[held])
    said, right = np.concatenate(scores), np.concatenate(asked)
    losses = [_loss(said * one, right) + DOUBT * np.log(one) ** 2 for one in SHARPNESS]
    return float(SHARPNESS[int(np.argmin(losses))])


def _loss(scores: NDArray[np.float64], truth: NDArray[np.intp]) -> float:
    chances = _shares(scores)[np.arange(len(truth)), truth]
    return float(-np.log(np.maximum(chances, 1e-12)).sum())


def _shares(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: NDArray[np.float64] = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _with_bias(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.hstack([rows, np.full((len(rows), 1), _BIAS)])


_CUES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        Kind.IDEA,
        re.compile(
            r"\b(we should|we could|could we not|why don'?t we|what if|how about|it would help"
            r"|would be (nice|good|better|great)|i wish|if only we|let'?s)\b"
        ),
    ),
    (
        Kind.QUESTION,
        re.compile(
            r"\?\s*[\"'”’»]?\s*$|^\W*(how (do|can|long|much|many)|where (do|can|is)"
            r"|when (do|will|can)|do i|can i|am i|who do i)\b"
            r"|\b(they|people|customers|everybody) (all )?ask\b"
        ),
    ),
    (
        Kind.NEED,
        re.compile(
            r"\b(i|we|they|people|customers|you|he|she) (really |just |only )?"
            r"(need|needs|want|wants|would like|have to know|has to know)\b|\bneed(s|ed)? to\b"
        ),
    ),
    (
        Kind.GAIN,
        re.compile(
            r"\b(love[ds]?|great|lovely|brilliant|wonderful|grateful|relie(f|ved)|thank(s|ed|ful)?"
            r"|pleased|delighted|works? (well|fine|great)|so (easy|quick|kind|helpful)"
            r"|saves? (me|us))\b"
        ),
    ),
    (
        Kind.PAIN,
        re.compile(
            r"\b(never|nobody|no one|can'?t|cannot|couldn'?t|won'?t|too (long|late|slow|many|much"
            r"|expensive|hard)|lost|los(e|es|ing)|wrong|broken|fail(s|ed)?|queue|wait(s|ed|ing)?"
            r"|delay(s|ed)?|confus\w*|annoy\w*|frustrat\w*|angry|complain\w*|stuck|miss(ed|ing)"
            r"|give up|gave up|crash\w*|rings? out|again and again|no (answer|reply|signal|idea))\b"
        ),
    ),
    (
        Kind.ACTIVITY,
        re.compile(
            r"\b(first|then|after that|usually|every (day|week|morning|time)|always)"
            r" (i|we|they|you)\b|^\W*(i|we|they)"
            r" (go|call|ring|phone|send|fill|print|write|check|look|come|ask|bring)\b"
        ),
    ),
)


@lru_cache(maxsize=4096)
def kind_hint(text: str) -> Kind | None:
    """Return the kind whose cue words stand in a remark, the clearest cue first; None for none."""
    low = text[:2000].casefold()
    return next((kind for kind, cue in _CUES if cue.search(low)), None)


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
