"""The dialogs that put a filter together: by values, saved ones, and what shuts everything out."""

from __future__ import annotations

from capture.screens.notetagging import NoteTagging


class Filters(NoteTagging):
    """A list of notes whose filter may be chosen instead of typed."""

    def action_values(self) -> None:
        """Choose values of every facet, a count beside each."""
        from capture.screens.facets import FacetsScreen

        self.app.push_screen(FacetsScreen(self.typed), self.take_filter)

    def action_saved(self) -> None:
        """Take a saved filter, or save, rename or remove one."""
        from capture.screens.savedfilters import SavedScreen

        self.app.push_screen(SavedScreen(self.typed), self.take_filter)

    def action_crosstab(self) -> None:
        """Count the notes that fit by two facets; a cell opens its notes."""
        from capture.screens.crosstab import CrosstabScreen

        self.app.push_screen(CrosstabScreen(self.typed), self.take_filter)

    def action_way_out(self) -> None:
        """Drop from the filter the condition that shuts everything out, where that finds most."""
        ways = self.listing.ways
        if not ways:
            self.shell.say("The filter finds something, or nothing that could be dropped.")
            return
        self.shell.say(f"Dropped from the filter: {ways[0].left_out}")
        self.take_filter(ways[0].typed)

    def take_filter(self, typed: str | None) -> None:
        """Put a filter in force."""
        if typed is not None:
            self.set_filter(typed)
            self.set_focus(self.rows)
