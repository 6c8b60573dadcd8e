"""Every user command once: its key, its name and its help."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from textual.binding import Binding


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that a person can do.

    ``id`` is ``WHERE.ACTION``; ``keys`` are Textual's names, separated by commas ("" for a command
    of the palette only).  ``help`` is one sentence.  ``hint`` is the word at the foot of the screen
    ("" for none: few are best).  An ``urgent`` key is taken before the widget that has the focus
    sees it.  ``does`` is the action where it has another name, such as one that several share.
    """

    id: str
    title: str
    help: str
    keys: str = ""
    hint: str = ""
    urgent: bool = False
    does: str = ""

    @property
    def where(self) -> str:
        """The mode that the command belongs to, or ``app`` for everywhere."""
        return self.id.partition(".")[0]

    @property
    def action(self) -> str:
        """What is run, without its place: ``find`` of ``notes.find``."""
        return self.does or self.id.partition(".")[2]


IN_CARD: tuple[Command, ...] = (
    Command("card.mark", "Mark the note", "Mark it, or not, for the acts below; go on.", "space"),
    Command("card.take", "Take it in", "Bring a note that nearly belongs here onto this card.",
            "i"),
    Command("card.move", "Move", "Put the chosen or marked notes on another card.", "m"),
    Command("card.move_claim", "Move the claim", "Put all notes that say the same on another card.",
            "M"),
    Command("card.split", "Split off", "Make a new card of the marked notes, or of the chosen one.",
            "s"),
    Command("card.together", "Always together", "The two marked notes always share a card.",
            "equals_sign,a"),
    Command("card.apart", "Never together", "The two marked notes never share a card.", "n"),
    Command("card.same", "Same thing", "The two marked notes say the same: one claim.", "f"),
    Command("card.different", "Not the same", "The two marked notes never share a claim.", "F"),
    Command("card.unlink", "Take back",
            "Forget the note's pairs, or what it was put for or against.", "U"),
    Command("card.pin", "Pin", "The note stays here; nothing is asked about it any more.", "p"),
    Command("card.for", "For a claim", "Put the notes, or the claim, for another claim.",
            "plus", does="put('for')"),
    Command("card.against", "Against a claim", "Put the notes, or the claim, against another.",
            "minus,x", does="put('against')"),
    Command("card.stage", "To another stage", "Tag the notes with another stage; they leave.", "g"),
    Command("card.aside", "Set aside", "Take a remark that says nothing off the card.", "z"),
    Command("card.quote", "Quote it", "Let the note stand for its claim, in its own words.", "r"),
    Command("card.accept", "Accept the card", "Its notes stay as they are.", "y"),
    Command("card.facts", "All facts", "Show all that is said of the card on one form.", "E"),
    Command("card.vote", "A dot", "Give the card a dot.", "v"),
    Command("card.votes", "Dots", "Give the card several dots, or take some back, for somebody.",
            "V"),
    Command("card.comment", "Comment", "Say something about the card.", "c"),
    Command("card.comments", "Comments", "List what was said about it; answer and close it.", "A"),
    Command("card.why", "Why here", "Say why the note is on this card.", "w"),
)  # fmt: skip

IN_QUEUE: tuple[Command, ...] = (
    Command("queue.yes", "Yes", "Answer yes.", "y,enter"),
    Command("queue.no", "No", "Answer no.", "n"),
    Command("queue.for", "For", "The remark speaks for the claim.", "f"),
    Command("queue.against", "Against", "The remark speaks against the claim.", "a"),
    Command("queue.beside", "Beside", "The remark says nothing of the claim.", "b"),
    Command("queue.skip", "Skip", "Ask it another time.", "s,space,down"),
    Command("queue.undo", "Take back", "Take back the last answer.", "u,ctrl+z"),
    Command("queue.open", "Open the card", "Show the card that the first note is on.", "o"),
)  # fmt: skip

IN_COMMENTS: tuple[Command, ...] = (
    Command("comments.answer", "Answer", "Answer the comment.", "a"),
    Command("comments.close", "Close or open", "Close the comment, or open it again.", "x,space"),
    Command("comments.comment", "New", "Say something new about the card.", "c"),
    Command("comments.everywhere", "All cards", "Show the comments on all cards, or on this one.",
            "t"),
)  # fmt: skip

IN_LANES: tuple[Command, ...] = (
    Command("lanes.turn", "Show or hide", "Show the lane, or hide it.", "space"),
    Command("lanes.earlier", "Move up", "Move the lane up.", "shift+up,K"),
    Command("lanes.later", "Move down", "Move the lane down.", "shift+down,J"),
    Command("lanes.usual", "The usual ones", "Take the usual lanes in their usual order.", "u"),
)  # fmt: skip


APP = "app"
CAPTURE = "capture"
NOTES = "notes"
MAP = "map"
PROJECT = "project"

ALWAYS = frozenset({"help", "palette", "quit", "theme"})
"""The actions of the app that serve over a dialog too, and before a project is open."""

MODES = (CAPTURE, NOTES, MAP, PROJECT)
"""The modes in the order of their keys."""


EVERYWHERE = (
    Command("app.help", "Help", "Explain what has the focus, and list its keys.",
            "f1", "help", urgent=True),
    Command("app.palette", "All commands", "Find any command by a few letters of its name.",
            "ctrl+p", "commands", urgent=True),
    Command("app.capture", "Capture", "Go to the line, to take notes.", "f5", urgent=True),
    Command("app.notes", "Notes", "Go to the notes: list, find and change them.",
            "f6", urgent=True),
    Command("app.map", "Map", "Go to the map: what people said, laid out by stage.",
            "f7", urgent=True),
    Command("app.project", "Project", "Go to the stages, personas, people and sessions.",
            "f8", urgent=True),
    Command("app.draft", "Draft the map", "Group the notes into touchpoints and show the map.",
            "f9", urgent=True),
    Command("app.undo", "Undo", "Take back the last change of this project.", "ctrl+z"),
    Command("app.redo", "Redo", "Make the change again that was taken back last.", "ctrl+y"),
    Command("app.retry", "Try again to store", "Store what could not be stored before.",
            "ctrl+r", urgent=True),
    Command("app.history", "History", "Show every change: who, when, what; take any of yours back.",
            "H"),
    Command("app.backups", "Backups",
            "List the backups of this project; go back to one, deleting nothing."),
    Command("app.theme", "Next theme", "Change the colours: two dark themes, two light ones."),
    Command("app.quit", "Quit", "Store everything and leave.", "ctrl+q", urgent=True),
)  # fmt: skip

IN_CAPTURE: tuple[Command, ...] = (
    Command("capture.next_stage", "Next stage", "Put the notes that follow at the next stage.",
            "f2", does="step('stage', 1)"),
    Command("capture.previous_stage", "Stage before", "Put them at the stage before.",
            "shift+f2,f14", does="step('stage', -1)"),
    Command("capture.next_persona", "Next persona", "Say whom the notes that follow are about.",
            "f3", does="step('persona', 1)"),
    Command("capture.previous_persona", "Persona before", "Go back to the persona before.",
            "shift+f3,f15", does="step('persona', -1)"),
    Command("capture.next_channel", "Next channel", "Say where it happens: phone, desk, letter.",
            "f4", does="step('channel', 1)"),
    Command("capture.previous_channel", "Channel before", "Go back to the channel before.",
            "shift+f4,f16", does="step('channel', -1)"),
    Command("capture.truth", "Moment of truth",
            "Give the last note the tag “moment of truth”, or take it back.", "ctrl+t"),
    Command("capture.verbatim", "Verbatim", "Say that the last note is word for word, or is not.",
            "ctrl+l"),
    Command("capture.same_claim", "Same claim",
            "The last speaker also agrees with the note that was heard before.", "ctrl+s"),
    Command("capture.mark_time", "Mark the time",
            "Store a bare mark of the time, to be filled in later.", "ctrl+n"),
    Command("capture.outside", "In my editor", "Write the line in your own editor ($EDITOR).",
            "ctrl+o"),
    Command("capture.alone", "Only the line", "Hide everything but the line, or show it again.",
            "ctrl+f"),
    Command("capture.close_session", "End the meeting",
            "Show what was noted and what is bare, and go through it.", "ctrl+g", "end meeting"),
    Command("capture.new_session", "New session", "Start another meeting, interview or visit.",
            "f10"),
)  # fmt: skip

IN_NOTES: tuple[Command, ...] = (
    Command("notes.find", "Find", "Go to the filter: words, #stage @persona !kind who:name.",
            "slash", "find"),
    Command("notes.edit", "Change the note", "Change the chosen note in one line, as it is typed.",
            "enter,e", "change"),
    Command("notes.tag", "Any tag", "Find any tag by a few letters, or make a free one.",
            "t", "tag", does="pick"),
    Command("notes.take", "Take the suggestion",
            "Take the stage that is suggested, else the persona, else the kind.", "y", "take"),
    Command("notes.remove", "Remove",
            "Remove the marked notes, else the chosen one; Ctrl+Z brings them back.", "delete,x",
            "remove"),
    Command("notes.outside", "In my editor", "Change the note's text in your editor ($EDITOR).",
            "E"),
    Command("notes.copy", "Copy the text", "Send the note's text to the terminal's clipboard.",
            "c"),
    Command("notes.mark", "Mark", "Mark the note, or take its mark away, and go on to the next.",
            "space", "mark"),
    Command("notes.mark_all", "Mark all that fit", "Mark whatever the filter finds, seen or not.",
            "asterisk"),
    Command("notes.around", "Around the note", "Go to what was said before and after, and alike.",
            "tab", "around"),
    Command("notes.return", "Back to the note before", "Go back to the note that you came from.",
            "backspace"),
    Command("notes.kind", "Kind and on",
            "Pain, need, activity, question, gain, idea, memo, ask (k); then go to the next note.",
            "p,n,a,q,g,i,m,k", does="pick('!')"),
    Command("notes.take_above", "Take suggestions above a line",
            "See how many suggestions are how sure, draw a line, and take all above it.", "Y"),
    Command("notes.recent", "Numbered tag", "Give one of the tags that were used last.",
            "1,2,3,4,5,6,7,8,9", does="pick"),
    Command("notes.stage", "Stage", "Find a stage by a few letters.",
            "number_sign", does="pick('#')"),
    Command("notes.persona", "Persona", "Find a persona by a few letters.", "at", does="pick('@')"),
    Command("notes.channel", "Channel", "Find a channel by a few letters.",
            "tilde", does="pick('~')"),
    Command("notes.better", "It felt better", "Raise the emotion by a step.",
            "plus,equals_sign", does="feel(1)"),
    Command("notes.worse", "It felt worse", "Lower the emotion by a step; below -2 it has none.",
            "minus", does="feel(-1)"),
    Command("notes.verbatim", "Word for word", "Say that it is word for word, or is not.",
            "quotation_mark", does="turn('verbatim')"),
    Command("notes.flag", "Flag", "Flag it to come back to, or take the flag away.",
            "full_stop", does="turn('flagged')"),
    Command("notes.set_aside", "Set aside", "Set it aside, or bring it back.",
            does="turn('set_aside')"),
    Command("notes.card", "Show on the map", "Go to the card that the chosen note is on.", "M"),
    Command("notes.why", "Why it is there", "Say why the note is on its card, and with which.",
            "w"),
    Command("notes.history", "History of the note", "Show what became of the chosen note.", "h"),
    Command("notes.values", "Filter by values", "Choose among all values, a count beside each.",
            "f", "filter"),
    Command("notes.split", "Split the note", "Make several notes of the chosen one.", "S"),
    Command("notes.join", "Join the marked notes", "Make one note of those that are marked.", "J"),
    Command("notes.replace", "Replace everywhere", "Replace a word in every note, seen before.",
            "R"),
    Command("notes.duplicates", "Duplicates", "Show notes that may be one remark, pair by pair.",
            "D"),
    Command("notes.saved", "Saved filters", "Take a filter that is saved, or save this one.", "F"),
    Command("notes.way_out", "Drop what shuts all out", "Drop the condition that nothing fits.",
            "0"),
    Command("notes.crosstab", "Crosstab", "Count by any two facets; a cell opens its notes.", "C"),
    Command("notes.untagged", "Untagged only", "Show what still lacks a kind or a stage.",
            "u", "untagged"),
    Command("notes.order", "Turn the order round", "Show the list from its other end.", "o"),
    Command("notes.columns", "Columns and order", "Choose the columns, and what to sort by.", "v"),
    Command("notes.back", "Every note again", "Leave the filter; in the list unmark, or empty it.",
            "escape"),
    Command("notes.jump", "Go to a card by its code", "Type T07 to go to that card on the map.",
            "T"),
)  # fmt: skip

IN_MAP: tuple[Command, ...] = (
    Command("map.open", "Open the card", "Show the chosen card's claims, and who said what.",
            "enter", "open"),
    Command("map.queue", "What needs an eye", "Answer questions, best first.",
            "q", "queue"),
    Command("map.accept", "Accept", "Accept the chosen or marked cards: they stay as they are.",
            "y", "accept"),
    Command("map.reject", "Reject", "Take the chosen or marked cards off the map.", "x", "reject"),
    Command("map.reopen", "Leave open again", "Take an accepted card's decision back.", "u"),
    Command("map.mark", "Mark the card", "Mark it, or not, for merging and moving; go on.",
            "space", "mark"),
    Command("map.merge", "Merge", "Make one card of the marked and the chosen one, which stays.",
            "m", "merge"),
    Command("map.split", "Split", "Part the card in two or three, where it is weakest.",
            "s", "split"),
    Command("map.rename", "Rename", "Give the card another title; what else would do is offered.",
            "r", "rename"),
    Command("map.draft", "Draft", "Put new notes on cards; what lies on one stays there.",
            "d", "draft"),
    Command("map.move", "To another stage", "Put the chosen or marked cards at another stage.",
            "g"),
    Command("map.worse", "Grade down", "The customer feels worse here.", "minus"),
    Command("map.better", "Grade up", "The customer feels better here.", "plus,equals_sign"),
    Command("map.graded_by", "Who grades", "Say who sees the grades that follow so: staff, us.",
            "b"),
    Command("map.owner", "Owner", "Say who owns the card.", "O"),
    Command("map.channel", "Channel", "Say where it happens.", "C"),
    Command("map.expectation", "Expectation", "Not met, met or exceeded.", "e"),
    Command("map.truth", "Moment of truth", "Call the card a moment of truth, or not.",
            "exclamation_mark"),
    Command("map.facts", "All facts", "Show all that is said of the card on one form.", "E"),
    Command("map.vote", "A dot", "Give the card a dot.", "v"),
    Command("map.votes", "Dots", "Give the card several dots, or take some back, for somebody.",
            "V"),
    Command("map.comment", "Comment", "Say something about the card: a kind, and by whom.", "c"),
    Command("map.comments", "Comments", "List what was said about the card; answer and close it.",
            "A"),
    Command("map.question", "The stage's question", "Say what people want at this stage.", "Q"),
    Command("map.lanes", "Lanes", "Choose which lanes the map shows, and their order.", "L"),
    Command("map.next_card", "Next card", "Choose the next card.", "down,j"),
    Command("map.previous_card", "Card before", "Choose the card before.", "up,k"),
    Command("map.next_stage", "Next stage", "Show the next stage.", "right,l"),
    Command("map.previous_stage", "Stage before", "Show the stage before.", "left,h"),
    Command("map.jump", "Go to a card by its code", "Type T07 to go to that card, or C12: a claim.",
            "T,t"),
    Command("map.put_away", "Rejected and set aside", "List what left the board, to bring it back.",
            "z"),
    Command("map.page", "Open as a page", "Write the map as one HTML page; open the browser.", "o"),
    Command("map.guide", "Interview guide",
            "Write what to ask next, and apart from it what to listen for; open the browser."),
    Command("map.print", "Print on A3", "Write sheets of paper beside the project; open them."),
    Command("map.whole", "All stages, or one", "Show what this width does not show by itself.",
            "a"),
    Command("map.only", "Show only some claims",
            "Only what is assumed, what customers contradict, one source or one team; or all.",
            "f"),
    Command("map.teams", "Each team's view", "Under each card, what each team says of it.", "w"),
    Command("map.beside", "Panel", "Show or hide the chosen card's notes beside the board.", "i"),
    Command("map.persona", "Choose the persona", "Show one persona's map, or everybody's.", "p"),
    Command("map.coarser", "Fewer, larger cards", "Turn the dial down: drafts are cut again.",
            "left_square_bracket,less_than_sign"),
    Command("map.finer", "More, smaller cards", "Turn the dial up: drafts are cut again.",
            "right_square_bracket,greater_than_sign"),
    Command("map.anew", "Cut all drafts anew", "Cut the drafts as if none were there.", "D"),
    Command("map.stop", "Stop, or show all", "Stop drafting; else show every claim again.",
            "escape"),
)  # fmt: skip

IN_PROJECT: tuple[Command, ...] = (
    Command("project.add", "Add", "Add to the list that is shown.", "a", "add"),
    Command("project.change", "Change", "Change the chosen thing on a form.", "enter,e", "change"),
    Command("project.next_list", "Next list", "Show the next list.",
            "right,l", "lists", does="step(1)"),
    Command("project.remove", "Remove", "Remove the chosen thing, after asking.",
            "delete,x", "remove"),
    Command("project.previous_list", "List before", "Show the list before.",
            "left,h", does="step(-1)"),
    Command("project.merge", "Merge into another", "Let another thing take the chosen one's place.",
            "m", "merge"),
    Command("project.alike", "Look-alikes", "Go through names of this list that look alike.", "L"),
    Command("project.split", "Split", "Move some notes of the chosen thing to a new one.", "s"),
    Command("project.groups", "Groups and teams", "Give group and team to many people in a row.",
            "g"),
    Command("project.identifiers", "Names and numbers",
            "Go through what may say who somebody is, before it leaves the team.", "I"),
    Command("project.earlier", "Move up", "Move the chosen thing up in its order.",
            "shift+up,K", does="order(-1)"),
    Command("project.later", "Move down", "Move the chosen thing down in its order.",
            "shift+down,J", does="order(1)"),
    Command("project.about", "What it is about", "Title, goal, objectives, use and scope.",
            "1", does="section(1)"),
    Command("project.stages", "Stages", "The steps of the journey.", "2", does="section(2)"),
    Command("project.personas", "Personas", "Whom the research is about.", "3", does="section(3)"),
    Command("project.people", "People", "Who spoke.", "4", does="section(4)"),
    Command("project.sessions", "Sessions", "Meetings and interviews.", "5", does="section(5)"),
    Command("project.channels", "Channels", "Where things happen.", "6", does="section(6)"),
    Command("project.tags", "Tags", "Free tags.", "7", does="section(7)"),
    Command("project.journeys", "Journeys", "What each map shows: whose, and what set it off.",
            "8", does="section(8)"),
    Command("project.jump", "Go to a card by its code", "Type T07 to go to that card on the map.",
            "T,t"),
)  # fmt: skip

COMMANDS: tuple[Command, ...] = (*EVERYWHERE, *IN_CAPTURE, *IN_NOTES, *IN_MAP, *IN_PROJECT)
"""Every command, in the order in which people need them."""


def commands_of(where: str) -> tuple[Command, ...]:
    """Return the commands of one mode, or of ``app``."""
    every = (*COMMANDS, *IN_CARD, *IN_QUEUE, *IN_COMMENTS, *IN_LANES)
    return tuple(command for command in every if command.where == where)


def bindings(where: str, but: Iterable[str] = ()) -> list[Binding]:
    """Return the key bindings of one mode, or of ``app``, for a ``BINDINGS`` class variable.

    ``but`` are ids that the caller binds elsewhere, for instance on the widget that needs them.
    """
    left_out = set(but)
    return [
        binding(command)
        for command in commands_of(where)
        if command.keys and command.id not in left_out
    ]


def binding(command: Command) -> Binding:
    """Return the key binding of one command."""
    return Binding(
        command.keys,
        f"app.{command.action}" if command.where == APP else command.action,
        command.hint or command.title,
        show=bool(command.hint),
        priority=command.urgent,
        tooltip=command.help,
        id=command.id,
    )


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
