"""What can be said of a card from wherever it is seen: its facts, dots and comments, a key each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from capture.screens.acting import Acting
from data.records import CommentKind, TouchpointId
from data.text import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from capture.gateway import Project
    from capture.jobs.cards import CardFacts
    from capture.screens.forms import FormScreen
    from data.errors import SaysoError
    from synthesis.map.model import Card

_AS_IT_ENDS = {"?": CommentKind.QUESTION, "!": CommentKind.CHALLENGE}


class FactActs(Acting):
    """The acts; the screen says which card is meant and shows it again after each."""

    _voter = ""
    _author = ""

    def card_meant(self) -> Card | None:
        """Return the card that is meant; say so where there is none."""
        raise NotImplementedError

    def fact_stored(self) -> None:
        """Show the card as it is by now, where the screen does not by itself."""

    def _may_write(self) -> bool:
        if self._shell.gateway.read_only:
            self._shell.say("The project is read-only: it can be seen, not changed.", "warning")
        return not self._shell.gateway.read_only

    def _say_and_show(self, told: str | None) -> None:
        if told is not None:
            self._shell.say(told or "Stored. Ctrl+Z takes it back.")
            self.fact_stored()

    def _warn(self, error: SaysoError) -> None:
        self._shell.say(str(error), "warning")

    # -- facts
    def action_facts(self) -> None:
        """Show all facts of the card on a form."""
        card = self.card_meant()
        if card is None or not self._may_write():
            return
        from capture.jobs import cards

        one = TouchpointId(card.id)
        self._shell.gateway.read(
            lambda project: cards.look(project, one), self._show_facts, key="facts"
        )

    def _show_facts(self, found: CardFacts | None) -> None:
        from capture.screens.cardform import card_form

        form = card_form(found)
        if form is None:
            self._shell.say("That card is gone.")
            return
        self.app.push_screen(form, self._say_and_show)

    # -- dots
    def action_vote(self) -> None:
        """Give the card a dot, by whoever voted last."""
        card = self.card_meant()
        if card is None or not self._may_write():
            return
        who = self._voter
        self._shell.gateway.write(
            lambda project: _vote(project, card, "1", who),
            self._say_and_show,
            failed=self._warn,
            label="a vote",
        )

    def action_votes(self) -> None:
        """Ask how many dots, and for whom."""
        card = self.card_meant()
        if card is None or not self._may_write():
            return
        from capture.jobs import cards

        self._shell.gateway.read(cards.voters, partial(self._ask_votes, card), key="voters")

    def _ask_votes(self, card: Card, known: list[str]) -> None:
        from capture.screens.forms import Entry, FormScreen

        so_far = f"; so far: {', '.join(known[:4])}" if known else ""
        entries = (
            Entry("dots", "Dots", "", "5, or -2 to take some back"),
            Entry("voter", "For", self._voter, f"a name, a table; empty: the room{so_far}"),
        )

        def store(changed: Mapping[str, str]) -> Callable[[Project], str]:
            who = changed.get("voter", self._voter)

            def job(project: Project) -> str:
                told = _vote(project, card, changed.get("dots", ""), who)
                self._voter = who.strip()
                return told

            return job

        form = FormScreen(f"Dots on {card.code} {card.title}", entries, store)
        self.app.push_screen(form, self._say_and_show)

    # -- comments
    def action_comment(self) -> None:
        """Say something about the card."""
        card = self.card_meant()
        if card is not None and self._may_write():
            self.app.push_screen(self.comment_form(card), self._say_and_show)

    def comment_form(self, card: Card) -> FormScreen:
        """Return the form for a new comment."""
        from capture.screens.forms import Entry, FormScreen

        kinds = ("as it ends", *(one.value for one in CommentKind))
        entries = (
            Entry("text", "Comment"),
            Entry("kind", "Kind", "0", "as it ends: ? asks, ! challenges", choices=kinds),
            Entry("author", "By", self._author, "a name or a team; kept for the next one"),
        )

        def store(changed: Mapping[str, str]) -> Callable[[Project], str]:
            text, at = changed.get("text", ""), int(changed.get("kind", "0"))
            kind = tuple(CommentKind)[at - 1] if at else kind_of(text)
            author = changed.get("author", self._author)

            def job(project: Project) -> str:
                from capture.jobs import cards

                cards.comment(project, TouchpointId(card.id), text, kind, author)
                self._author = author.strip()
                return f"{kind.value.title()} on {card.code}."

            return job

        return FormScreen(f"Comment on {card.code} {card.title}", entries, store)

    def action_comments(self) -> None:
        """List what was said about the card, to answer and close it."""
        card = self.card_meant()
        if card is None:
            return
        from capture.screens.comments import CommentsScreen

        def left(changed: bool | None) -> None:
            if changed:
                self.fact_stored()

        form = None if self._shell.gateway.read_only else partial(self.comment_form, card)
        self.app.push_screen(CommentsScreen(card, form), left)


def kind_of(text: str) -> CommentKind:
    """Return what a comment is by how it ends."""
    return _AS_IT_ENDS.get(text.strip()[-1:], CommentKind.COMMENT)


def _vote(project: Project, card: Card, typed: str, who: str) -> str:
    from capture.jobs import cards

    now = cards.vote(project, TouchpointId(card.id), cards.dots(typed), who)
    by = f" by {who.strip()}" if who.strip() else ""
    return f"{card.code} has {counted(now, 'dot')}{by}."
