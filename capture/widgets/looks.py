"""The look of a part of a widget, as its stylesheet has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.style import Style

if TYPE_CHECKING:
    from textual.widget import Widget


def look(widget: Widget, name: str) -> Style:
    """Return the style of a component class: what its own rules say, and nothing inherited.

    Textual's own partial style loses a background that is not transparent.
    """
    rules = widget.get_component_styles(name)
    text = rules.text_style
    return Style(
        background=rules.background if rules.has_rule("background") else None,
        foreground=rules.color if rules.has_rule("color") else None,
        bold=text.bold,
        dim=text.dim,
        italic=text.italic,
        underline=text.underline,
        reverse=text.reverse,
    )
