"""Which language a remark is in, and what one in another language than English names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from synthesis.titles.english import words
from synthesis.titles.phrases import Phrase, Reading

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SEEN = 600
"""Characters of a remark that are looked at."""
_FEWEST_VOTES = 3

_ENGLISH = words(
    "the a an and or but of to in on at for with from by about as is are was were be been am i you "
    "he she it we they me my your his her our their them us this that these those there here what "
    "which who how why when where not no don't doesn't didn't can't won't isn't wasn't i'm it's "
    "do does did have has had having can could will would should must may because if then than too "
    "very so just only all any some more most much many never always again still out up off down "
    "into over after before until while get got need needs want wants going went been every each "
    "nobody nothing someone cannot please back being were long time people"
)
_OTHERS = {
    "de": words(
        "der die das den dem des ein eine einen einem einer und oder aber ist sind war waren ich "
        "du er sie es wir ihr mir mich uns nicht kein keine mit von zu zum zur im am auf für bei "
        "nach aus wenn weil dass wie was wo wer auch noch nur schon sehr immer nie wird werden "
        "wurde hat haben hatte habe kann können muss mehr man sich bis um vor über ohne"
    ),
    "fr": words(
        "le la les un une des du de et ou mais est sont était je tu il elle nous vous ils elles on "
        "ne pas plus que qui quoi pour par avec sans sur dans au aux ce cette ces mon ma mes son "
        "sa ses leur très trop jamais toujours j'ai c'est n'est d'un l'on il y a été avoir être "
        "fait faut peut quand comme où parce rien personne"
    ),
    "es": words(
        "el la los las un una unos unas y o pero es son era fue yo tú él ella nosotros ellos no "
        "que qué por para con sin en de del al se me te le lo nos mi su sus muy más nunca siempre "
        "hay tiene tengo está están estaba cuando donde porque como nada nadie todo todos ya"
    ),
    "it": words(
        "il lo la gli le un una e o ma è sono era io tu lui lei noi voi loro non che chi per con "
        "senza su in di del della dei al alla nel nella mi ti si ci molto più mai sempre ho ha "
        "hanno quando dove perché come niente nessuno tutto già anche"
    ),
    "nl": words(
        "de het een en of maar is zijn was waren ik jij hij zij wij niet geen met van naar voor op "
        "aan bij uit als omdat dat die wat waar wie ook nog maar al heel altijd nooit wordt werd "
        "heeft hebben kan moet meer je er te om"
    ),
    "pt": words(
        "o a os as um uma e ou mas é são era foi eu tu ele ela nós eles não que por para com sem "
        "em de do da dos das no na ao se me lhe meu minha seu sua muito mais nunca sempre há tem "
        "tenho está quando onde porque como nada ninguém tudo já"
    ),
    "pl": words(
        "i a w z na do nie się jest są był była było to że jak co kto gdzie kiedy dlaczego ale lub "
        "dla od po przez przy bez o u ja ty on ona my wy oni mnie mi mu jej ich tak już tylko "
        "bardzo zawsze nigdy nikt nic może trzeba mam ma"
    ),
    "se": words(
        "och eller men är var jag du han hon vi ni de inte ingen med av till från för på i om som "
        "att det den ett en har hade kan måste mycket mer aldrig alltid också bara när där hur "
        "og er jeg det ikke til af"
    ),
}
_ONLY_ELSEWHERE = {
    name: known - _ENGLISH - {"a", "i", "no", "me", "on", "so", "do", "in", "was", "die", "man"}
    for name, known in _OTHERS.items()
}


def english_share(texts: Iterable[str]) -> float:
    """Return the share (0 to 1) of the remarks with a vote that read as English; 1 without votes.

    Of the same remarks in any order the share is the same.
    """
    votes = [vote for text in texts if (vote := _vote(text)) is not None]
    if len(votes) < _FEWEST_VOTES and not (votes and not any(votes)):
        return 1.0
    return sum(votes) / len(votes)


def mostly_english(texts: Iterable[str]) -> bool:
    """Return False where fewer than half of the remarks that can be judged are English."""
    return english_share(texts) >= 0.5


def _vote(text: str) -> bool | None:
    """Judge one remark: English, not English, or no telling (None)."""
    text = unicodedata.normalize("NFC", text[:_SEEN]).casefold().replace("’", "'")
    words = _WORD.findall(text)
    letters = [c for word in words for c in word if c.isalpha()]
    if not letters:
        return None
    latin = sum(c < "\u0250" or "\u1e00" <= c <= "\u1eff" for c in letters)
    if latin < 0.5 * len(letters):
        return False
    english = sum(word in _ENGLISH for word in words)
    other = max(sum(word in known for word in words) for known in _ONLY_ELSEWHERE.values())
    foreign = sum(c > "\u00bf" for c in letters if c < "\u0250") / len(letters)
    if foreign > 0.02 and len(letters) > 7:
        other += 1
    if english == other:
        return None
    return english > other


_ARTICLES = {
    "de": words("der die das den dem des ein eine einen einem einer im am zum zur beim vom"),
    "fr": words("le la les un une des du au aux l d"),
    "es": words("el la los las un una unos unas del al"),
    "it": words("il lo la gli le un una del della al alla nel nella l dell all nell"),
    "nl": words("de het een"),
    "pt": words("o a os as um uma do da dos das no na ao"),
}
_SHORTEST = 4
_STOP = frozenset(word for known in (*_OTHERS.values(), _ENGLISH) for word in known)
_NO_NAMES = words(
    "angst anni anno année années ano anos año años catastrophe chaos chose choses coisa coisas "
    "colère cosa cosas cose dag dagen dia dias dingen día días erreur erro error errore errores "
    "errori erros fehler fois fout fouten frau freude frust gens gente giorni giorno heure heures "
    "honte hora horas jaar jahr jahre jour jours katastrophe leute maand maanden mal mann medo "
    "mensch menschen mensen mes mese meses mesi miedo minute minuten minutes minuti minuto "
    "minutos minuut mois monat monate monaten mês ora ore paura peur plaisir problem problema "
    "problemas probleme problemen problemi problème problèmes sache sachen semaine semaines "
    "semana semanas settimana settimane stunde stunden tag tage tagen tempo temps tiempo tijd "
    "uren uur weken woche wochen zeit ärger"
)
"""What measures, what is too vague, and what takes a side."""


def is_foreign(text: str, unless_told: bool) -> bool:
    """Return whether a remark is in another language; ``unless_told`` where nothing in it tells."""
    vote = _vote(text)
    return unless_told if vote is None else not vote


@lru_cache(maxsize=8192)
def read(text: str) -> Reading:
    """Read a remark in another language: the nouns that an article shows to be nouns, no more."""
    tokens = re.findall(r"[^\W\d_]+|[^\w\s'’]|\d+", unicodedata.normalize("NFC", text[:_SEEN]))
    lows = [token.casefold() for token in tokens]
    counts = {name: sum(low in known for low in lows) for name, known in _ONLY_ELSEWHERE.items()}
    most = max(counts.values())
    articles = {one for name, known in _ARTICLES.items() if counts[name] == most for one in known}
    german = counts["de"] == most > 0
    things: dict[Phrase, None] = {}
    for article, low, shown, after in zip(
        lows, lows[1:], tokens[1:], [*lows[2:], "."], strict=False
    ):
        ends = not after.isalpha() or after in _STOP
        written = shown[0].isupper() or not german
        if article in articles and ends and written and _is_noun(low):
            things[Phrase((low,), (shown,))] = None
    return Reading(tuple(things), stems=frozenset(lows), is_english=False)


def _is_noun(low: str) -> bool:
    return low.isalpha() and len(low) >= _SHORTEST and low not in _STOP | _NO_NAMES
