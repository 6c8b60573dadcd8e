"""The dialogs that put a filter together: by values, saved ones, and what shuts everything out."""

from __future__ import annotations

from capture.screens.notetagging import NoteTagging


class Filters(NoteTagging):
    """A list of notes whose filter may be chosen instead of typed."""

    def action_values(self) -> None:
        """Choose values of every facet, a count beside each."""
        from capture.screens.facets import FacetsScreen

        self.app.push_screen(FacetsScreen(self.typed), self.take_filter)

    def take_filter(self, typed: str | None) -> None:
        """Put a filter in force."""
        if typed is not None:
            self.set_filter(typed)
            self.set_focus(self.rows)
