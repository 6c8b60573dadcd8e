"""Keys as people know them: ``ctrl+p`` is ``Ctrl+P``."""

from __future__ import annotations

_SHOWN = {
    "ctrl": "Ctrl", "shift": "Shift", "enter": "Enter", "escape": "Esc", "tab": "Tab",
    "up": "↑", "down": "↓", "left": "←", "right": "→", "space": "Space",
    "pageup": "PgUp", "pagedown": "PgDn", "home": "Home", "end": "End", "delete": "Del",
    "backspace": "Backspace", "slash": "/", "question_mark": "?", "plus": "+", "minus": "-",
    "full_stop": ".", "comma": ",", "left_square_bracket": "[", "right_square_bracket": "]",
    "at": "@", "asterisk": "*", "number_sign": "#", "equals_sign": "=", "exclamation_mark": "!",
    "less_than_sign": "<", "greater_than_sign": ">", "tilde": "~", "quotation_mark": '"',
}  # fmt: skip


def key_name(key: str) -> str:
    """Return a key as people know it: ``ctrl+p`` is ``Ctrl+P``, ``question_mark`` is ``?``."""
    parts = key.strip().split("+")
    last = parts[-1]
    alone = len(parts) == 1 and len(last) == 1
    shown = _SHOWN.get(last, last if alone else last.upper() if len(last) <= 3 else last)
    return "+".join([*(_SHOWN.get(part, part.title()) for part in parts[:-1]), shown])


def key_names(keys: str) -> str:
    """Return a list of keys as people know them: ``n,down`` is ``n ↓``."""
    return " ".join(key_name(key) for key in keys.split(",") if key.strip())
