"""Text as people and foreign files bring it: made visible, compared, measured and cut.

Everything here is pure and quick to import, since every other module leans on it.  Text is kept
exactly as it came; what is dangerous to a terminal is made visible where it is shown
(:func:`visible`), and only what no file can hold is replaced at the door (:func:`clean`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

_ZWNJ, _ZWJ, _VS16 = "\u200c", "\u200d", "\ufe0f"

# Letters that draw nothing: Hangul fillers are category Lo, so no test by category finds them.
_BLANK_LETTERS = "\u115f\u1160\u3164\uffa0"
# Marks that draw nothing: the grapheme joiner, two Khmer vowels, the Mongolian selectors.
_BLANK_MARKS = frozenset("\u034f\u17b4\u17b5\u180b\u180c\u180d\u180f")
# What is never shown as it is: controls, bidirectional and zero-width ones, lone surrogates,
# private and tag characters.  Taken in runs, so that a megabyte of them is quick.
_NEVER = (
    r"\0-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e00ff"
)
# Letters, digits, printable ASCII, and blocks of punctuation and pictures without a gap need no
# look; the rest is looked at one by one.
_SUSPECT = re.compile(
    rf"[{_NEVER}]+"
    r"|[^\w -~\xa0-\xac\xae-\xff\u2010-\u2027\u2030-\u205e\U0001f300-\U0001f64f]"
    rf"|[{_BLANK_LETTERS}]"
)
_ALWAYS_MARKED = re.compile(f"[{_NEVER}]")


class _Marks(dict[int, str]):
    """Visible marks by code point, made when first asked for."""

    def __missing__(self, code: int) -> str:
        self[code] = f"⟨U+{code:04X}⟩"
        return self[code]


_MARKS = _Marks({code: chr(0x2400 + code) for code in range(0x20)})
_MARKS.update({0x09: "⇥", 0x0A: "⏎", 0x7F: "␡"})
_MARKS_BUT_NEWLINE = _Marks(_MARKS | {0x0A: "\n"})
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_END = re.compile("\r\n?")
# Arabic and Syriac signs that stand before digits: format characters by category, yet drawn.
_DRAWN_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
_ODD_SPACES = frozenset("\u00a0\u1680\u202f\u205f\u3000") | {chr(c) for c in range(0x2000, 0x200B)}


def visible(text: str, *, keep_newlines: bool = False) -> str:
    """Return ``text`` fit for a terminal: what would act, reorder or hide becomes a visible mark.

    Control characters become their pictures (ESC is ``␛``), a tab ``⇥``, a newline ``⏎`` unless
    ``keep_newlines``; C1, bidirectional and zero-width controls, lone surrogates, private,
    unassigned and tag characters become ``⟨U+202E⟩`` and the like.  Ordinary text of any script
    stays as it is, and so do the joiners inside an emoji or an Arabic or Indic word.  Never raises;
    a second pass changes nothing.
    """
    if text.isascii() and text.isprintable():
        return text

    marks = _MARKS_BUT_NEWLINE if keep_newlines else _MARKS

    def show(match: re.Match[str]) -> str:
        found = match[0]
        if not _ALWAYS_MARKED.match(found) and _is_plain(found, text, match.start()):
            return found
        return found.translate(marks)

    return _SUSPECT.sub(show, text)


def _is_plain(char: str, text: str, at: int) -> bool:
    if char in (_ZWJ, _ZWNJ):
        return _joins(char, text, at)
    if _is_selector(char):
        return at > 0 and _takes_selector(char, text[at - 1])
    if char in _BLANK_LETTERS or char in _BLANK_MARKS:
        return False
    return char.isprintable() or char in _ODD_SPACES or char in _DRAWN_FORMATS


def _joins(char: str, text: str, at: int) -> bool:
    """True where a joiner shapes what stands around it, and so hides nothing."""
    before = text[at - 1] if at else ""
    after = text[at + 1 : at + 2]
    if not before or not after:
        return False
    if char == _ZWJ and _is_pictograph(after):
        if before == _VS16 or _is_skin_tone(before):
            before = text[at - 2] if at > 1 else ""
        return bool(before) and _is_pictograph(before)
    return _is_joining_script(before) and _is_joining_script(after)


def _is_joining_script(char: str) -> bool:
    """True for letters and marks of the Arabic family, of the Indic scripts and Mongolian."""
    code = ord(char)
    in_range = 0x620 <= code <= 0x8FF or 0x900 <= code <= 0xDFF or 0x1000 <= code <= 0x109F
    in_range = in_range or 0x1780 <= code <= 0x18AF or 0xFB50 <= code <= 0xFEFC
    drawn = char not in _BLANK_MARKS and not _is_selector(char)
    return in_range and drawn and unicodedata.category(char)[0] in "LM"


def _is_pictograph(char: str) -> bool:
    code = ord(char)
    in_range = 0x1F000 <= code <= 0x1FAFF or 0x2190 <= code <= 0x2BFF
    return in_range and unicodedata.category(char) in ("So", "Sm", "Sk")


def _is_skin_tone(char: str) -> bool:
    return "\U0001f3fb" <= char <= "\U0001f3ff"


def _is_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def _takes_selector(selector: str, base: str) -> bool:
    """True where a variation selector chooses the look of ``base``; a chain of them hides data."""
    if base in _BLANK_LETTERS:
        return False
    if selector > "\uffff":
        return unicodedata.category(base) == "Lo"
    return base in "#*" or (base > " " and unicodedata.category(base)[0] in "LSNP")


def clean(text: str) -> tuple[str, int]:
    """Return ``text`` as it may be stored, and how many characters had to be replaced.

    Lone surrogates become U+FFFD and are counted; CRLF and CR become LF, uncounted.  All else,
    control characters included, stays exactly as it is.
    """
    text, count = _SURROGATE.subn("\ufffd", text)
    return (_LINE_END.sub("\n", text) if "\r" in text else text), count


def one_line(text: str) -> str:
    """Return ``text`` as a name or title: one line, no space at its ends, no runs of spaces."""
    return " ".join(clean(text)[0].split())


_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»", "'": "'", "‘": "’"}


def in_quotes(text: str) -> str:
    """Return words in quotation marks, once: those around the whole of them give way."""
    bare = text.strip()
    if len(bare) > 1 and _QUOTES.get(bare[0]) == bare[-1] and bare[0] not in bare[1:-1]:
        text = bare[1:-1].strip()
    return f"“{text}”"


def fold(name: str) -> str:
    """Return ``name`` reduced to what counts when names are matched.

    Case, accents, spaces and punctuation go; letters, digits and the marks that make another
    letter (Japanese voicing, Indic and Thai vowels) stay.  A name of symbols alone folds to "".
    Folding twice changes nothing.
    """
    if name.isascii():
        return "".join(filter(str.isalnum, name)).lower()
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    return unicodedata.normalize("NFC", "".join(filter(_counts_in_names, spread)))


def _counts_in_names(char: str) -> bool:
    if char.isalnum():
        return char not in _BLANK_LETTERS
    if unicodedata.category(char) not in ("Mn", "Mc"):
        return False
    if _is_selector(char) or char in _BLANK_MARKS:
        return False
    # The class tells an accent or a vowel point (10-35, 1, 200 and up), which people leave out
    # when they type, from a mark that makes another letter.
    place = unicodedata.combining(char)
    return place in (0, 7, 8, 9) or 84 <= place <= 132


def normalise(text: str) -> str:
    """Return ``text`` as it is compared: NFC, runs of white space as one space, ends stripped."""
    return " ".join(unicodedata.normalize("NFC", text).split())


_NOTHING = re.compile(
    r"""(?:
        na | nil | null | no | nope | none(?:atall|really)? | notapplicable
        | no(?:answer|response|reply|thanks|thankyou)
        | (?:ihave|ivegot|ive)? (?:
            no(?:further|other|more|additional)?comments?(?:atthistime|atthemoment|fornow)?
            | nothing(?:else|more|further|really|atall)?(?:to(?:add|say|report|comment))?
        )
    )+""",
    re.VERBOSE,
)
"""What only fills the space, in letters alone; said twice it says no more."""


def bare(text: str) -> str:
    """Return the letters and digits of a text, in small letters: ``N/A.`` is ``na``."""
    return "".join(char for char in normalise(text).casefold() if char.isalnum())


def says_nothing(text: str) -> bool:
    """Return whether an answer only fills the space: ``n/a``, ``None``, ``-``, ``No comment.``."""
    if len(text) > 60:
        return False
    if words := bare(unicodedata.normalize("NFKC", text)):
        return _NOTHING.fullmatch(words) is not None
    return all(unicodedata.category(char)[0] in "PZC" for char in text)


def fingerprint(text: str) -> str:
    """Return the SHA-256 of ``normalise(text)`` in hexadecimal; the same on every machine."""
    import hashlib  # slow to load beside the rest, and not needed to read or show a line

    return hashlib.sha256(normalise(text).encode("utf-8", "surrogatepass")).hexdigest()


# Signs of one cell each that join nothing: most western text is measured without a library.
_NARROW = re.compile(
    "[ -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u2010-\u2027\u2030-\u205e\u2500-\u25fc]*"
)


def _signs(text: str) -> Iterator[tuple[int, int]]:
    """Yield (end, cells) for each run of ``text`` that a terminal draws as one sign."""
    from wcwidth import iter_graphemes, wcswidth

    end = 0
    for sign in iter_graphemes(text):
        end += len(sign)
        yield end, max(0, wcswidth(sign))  # -1 for a control character


def width(text: str) -> int:
    """Return how many terminal cells ``text`` takes on one line.

    East Asian wide signs and emoji count 2, a joined emoji sequence 2 as a whole, marks 0, signs of
    ambiguous width 1.  Control characters count 0: send text through :func:`visible` first.
    """
    if _NARROW.fullmatch(text):
        return len(text)
    return sum(cells for _, cells in _signs(text))


_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def short_day(day: date, year: int) -> str:
    """Return a day as ``28 Nov``; with its own year where that is not ``year``."""
    short = f"{day.day} {_MONTHS[day.month - 1]}"
    return short if day.year == year else f"{short} {day.year}"


def capital(text: str) -> str:
    """Return a text with a capital first letter, where that is one letter too: "ß" stays."""
    first = text[:1].upper()
    return first + text[1:] if len(first) == 1 else text


def clip(text: str, width: int) -> str:
    """Return ``text`` cut to at most ``width`` cells, the last one ``…`` where anything was cut.

    Never cuts a sign in two, and looks no further into a long text than it must.
    """
    if width <= 0:
        return ""
    start = text[: width + 1]
    if _NARROW.fullmatch(start):
        return text if len(start) <= width else f"{start[: width - 1]}…"
    used = kept = 0
    for end, cells in _signs(text):
        used += cells
        if used > width:
            return text[:kept] + "…"
        if used < width:
            kept = end
    return text


def pad(text: str, cells: int) -> str:
    """Return ``text`` clipped or filled with spaces to exactly ``cells`` terminal cells."""
    text = clip(text, cells)
    return text + " " * (cells - width(text))


def code_order(code: str) -> tuple[int, str]:
    """Return what sorts codes as people count: T2, T9, T10, T100."""
    return len(code), code


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: ``1 note``, ``1,200 notes``; ``many`` where s will not do."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


_DONE = {
    "Accept": "Accepted", "Bring": "Brought", "Call": "Called", "Flag": "Flagged",
    "Merge": "Merged", "Move": "Moved", "Pin": "Pinned", "Reject": "Rejected",
    "Remove": "Removed", "Reopen": "Reopened", "Tag": "Tagged", "Take": "Took",
    "Unflag": "Unflagged", "Unpin": "Unpinned",
}  # fmt: skip


def as_done(label: str) -> str:
    """Return the label of a change as it is told once it is made: ``Tagged 24 notes !pain``.

    History and undo keep it as it is, ``Tag 24 notes !pain``, and so does what only may be done.
    """
    verb, blank, rest = label.partition(" ")
    return f"{_DONE.get(verb, verb)}{blank}{rest}"


def slugify(title: str) -> str:
    """Return ``title`` as a short name for files and keys: ``Find out`` gives ``find-out``.

    Lower case, no accents, hyphens between words, at most 60 characters; letters of other scripts
    stay.  A title without any letter or digit gives ``untitled``.
    """
    words = (fold(word) for word in re.split(r"[\W_]+", unicodedata.normalize("NFC", title)))
    return "-".join(word for word in words if word)[:60].strip("-") or "untitled"


_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]+)?%?")
_FORMULA_STARTS = "=+-@\t\r\n＝＋－＠﹢﹣﹦﹫"
# No control character but the starts above is shown by a spreadsheet: a formula may hide behind it.
_BLANK_STARTS = "\u00a0\u3000\u200b\u2060\ufeff" + "".join(
    sign for sign in map(chr, range(0x21)) if sign not in _FORMULA_STARTS
)


def defuse(cell: str) -> str:
    """Return ``cell`` so that no spreadsheet takes it for a formula.

    A cell that begins, after blanks, with ``= + - @``, their full-width forms, a tab or a line end
    gets a leading apostrophe; plain numbers such as ``-1.5`` stay numbers.
    """
    start = cell.lstrip(_BLANK_STARTS)[:1]
    if start and start in _FORMULA_STARTS and not _NUMBER.fullmatch(cell):
        return "'" + cell
    return cell
