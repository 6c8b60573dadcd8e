"""The commands of the dialogs over the map: a card, the queue, comments, lanes."""

from __future__ import annotations

from capture.command import Command

IN_CARD: tuple[Command, ...] = (
    Command("card.mark", "Mark the note", "Mark it, or not, for the acts below; go on.",
            "space", "", "Notes"),
    Command("card.take", "Take it in", "Bring a note that nearly belongs here onto this card.",
            "i", "", "Notes"),
    Command("card.move", "Move", "Put the chosen or marked notes on another card.",
            "m", "", "Notes"),
    Command("card.move_point", "Move the point", "Put all notes that say the same on another card.",
            "M", "", "Notes"),
    Command("card.split", "Split off", "Make a new card of the marked notes, or of the chosen one.",
            "s", "", "Notes"),
    Command("card.together", "Always together", "The two marked notes always share a card.",
            "equals_sign,a", "", "Pairs"),
    Command("card.apart", "Never together", "The two marked notes never share a card.",
            "n", "", "Pairs"),
    Command("card.same", "Same thing", "The two marked notes say the same: one point.",
            "f", "", "Pairs"),
    Command("card.different", "Not the same", "The two marked notes never share a point.",
            "F", "", "Pairs"),
    Command("card.unlink", "Forget the pair", "Take back what was decided about the note.",
            "U", "", "Pairs"),
    Command("card.pin", "Pin", "The note stays here; nothing is asked about it any more.",
            "p", "", "Notes"),
    Command("card.against", "Against", "The note speaks against the point, or for it after all.",
            "x", "", "Notes"),
    Command("card.stage", "To another stage", "Tag the notes with another stage; they leave.",
            "g", "", "Notes"),
    Command("card.aside", "Set aside", "Take a remark that says nothing off the card.",
            "z", "", "Notes"),
    Command("card.rename", "Rename the point", "Give the point another title.",
            "r", "", "Notes"),
    Command("card.accept", "Accept the card", "Its notes stay as they are.", "y", "", "The card"),
    Command("card.facts", "All facts", "Show all that is said of the card on one form.",
            "E", "", "The card"),
    Command("card.vote", "A dot", "Give the card a dot.", "v", "", "The card"),
    Command("card.votes", "Dots", "Give the card several dots, or take some back, for somebody.",
            "V", "", "The card"),
    Command("card.comment", "Comment", "Say something about the card.", "c", "", "The card"),
    Command("card.comments", "Comments", "List what was said about it; answer and close it.",
            "A", "", "The card"),
    Command("card.why", "Why here", "Say why the note is on this card.", "w", "", "Notes"),
)  # fmt: skip

IN_QUEUE: tuple[Command, ...] = (
    Command("queue.yes", "Yes", "Answer yes.", "y,enter", "", "Answers"),
    Command("queue.no", "No", "Answer no.", "n", "", "Answers"),
    Command("queue.skip", "Skip", "Ask it another time.", "s,space,down", "", "Answers"),
    Command("queue.undo", "Take back", "Take back the last answer.", "u,ctrl+z", "", "Answers"),
    Command("queue.open", "Open the card", "Show the card that the first note is on.",
            "o", "", "Answers"),
)  # fmt: skip

IN_COMMENTS: tuple[Command, ...] = (
    Command("comments.answer", "Answer", "Answer the comment.", "a", "", "Comments"),
    Command("comments.close", "Close or open", "Close the comment, or open it again.",
            "x,space", "", "Comments"),
    Command("comments.comment", "New", "Say something new about the card.", "c", "", "Comments"),
    Command("comments.everywhere", "All cards", "Show the comments on all cards, or on this one.",
            "t", "", "Comments"),
)  # fmt: skip

IN_LANES: tuple[Command, ...] = (
    Command("lanes.turn", "Show or hide", "Show the lane, or hide it.", "space", "", "Lanes"),
    Command("lanes.earlier", "Move up", "Move the lane up.", "shift+up,K", "", "Lanes"),
    Command("lanes.later", "Move down", "Move the lane down.", "shift+down,J", "", "Lanes"),
    Command("lanes.usual", "The usual ones", "Take the usual lanes in their usual order.",
            "u", "", "Lanes"),
)  # fmt: skip
