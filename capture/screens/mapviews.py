"""What of the map is seen, and how: whose, all stages or one, some claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capture.screens.base import ModeScreen
from synthesis.map.narrow import EVERYTHING

if TYPE_CHECKING:
    from capture.jobs.board import Seen
    from data.records import PersonaId
    from synthesis.map.narrow import Narrowing


class MapViews(ModeScreen):
    """The ways to look at the map; the map itself draws what they say."""

    _seen: Seen | None
    _persona: PersonaId | None
    _other_way = False
    _by_team = False
    _by: Narrowing = EVERYTHING

    def _draw(self, *, top: bool = False) -> None:
        raise NotImplementedError

    def _arrange(self) -> None:
        raise NotImplementedError

    def action_whole(self) -> None:
        """Show all stages, or one: whichever the width does not show by itself."""
        self._other_way = not self._other_way
        self._arrange()
        self._draw(top=True)

    def action_teams(self) -> None:
        """Show each team's view of every card, or not."""
        self._by_team = not self._by_team
        self._draw()

    def action_only(self) -> None:
        """Choose which claims are shown."""
        if self._seen is None:
            return
        from capture.jobs import board
        from capture.screens.asking import PickScreen

        ways = board.narrowings(self._seen)
        now = next((at for at, (_, by) in enumerate(ways) if by == self._by), 0)

        def taken(at: int | None) -> None:
            if at is not None:
                self._show_only(ways[at][1])

        self.app.push_screen(PickScreen("Show what?", [name for name, _ in ways], now), taken)

    def _show_only(self, by: Narrowing) -> None:
        self._by = by
        self._draw(top=True)

    def _looking_told(self) -> str:
        """Return in words what is not shown as it is by itself; "" where all is."""
        parts = [self._by.words()] if self._by else []
        if self._by_team:
            parts.append("each team's view")
        return " · ".join(parts)

    def action_persona(self) -> None:
        """Choose whose map is shown."""
        seen = self._seen
        if seen is None:
            return
        if not seen.personas:
            self.shell.say("There is no persona yet: F8 goes to the project, to add one.")
            return
        from capture.screens.asking import PickScreen

        ids = [None, *(one for one, _ in seen.personas)]

        def taken(at: int | None) -> None:
            if at is not None:
                self._persona = ids[at]
                self.on_project_changed()

        names = ["Everybody", *(name for _, name in seen.personas)]
        self.app.push_screen(PickScreen("Whose map?", names, ids.index(seen.persona)), taken)
