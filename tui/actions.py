"""Everything that can be done with a key. Bindings, footer, help, palette, `docs/keys.md` and the
`[keys]` table of the configuration are made from this list; nothing here imports Textual.
"""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct


class Where(StrEnum):
    """The part of the screen in which a key means something."""

    INBOX = "inbox"
    CONVERSATION = "conversation"
    ANSWERING = "answering"
    """Those who wait, one after another."""
    SHELF = "shelf"
    """The lists of what is put off, done or muted, and of drafts."""
    FINDING = "finding"
    """What was found, and the line that says what is looked for."""
    CHOICE = "choice"
    """A small list to choose from, the help, a question."""
    PERSON = "person"
    """Somebody, looked at."""
    FORM = "form"
    """A small form beside what is written: a poll, what is attached."""
    COMPOSER = "composer"
    WELCOME = "welcome"
    """The first screen, and the only one before there is an account."""


class Action(Struct, frozen=True):
    """One thing that can be done. `keys` are its default keys, each a sequence parted by spaces.

    `title` is one or two words for the footer, `help` a line for the help and the palette.
    """

    name: str
    keys: tuple[str, ...]
    title: str
    help: str
    where: frozenset[Where]


_ALL = frozenset(Where) - {Where.WELCOME}
_LIST = _ALL - {Where.COMPOSER}
_TALK = _LIST - {Where.CHOICE, Where.PERSON, Where.FORM}
_ELSEWHERE = _TALK - {Where.ANSWERING}
_PEOPLE = _TALK | {Where.PERSON}
_AWAY = _TALK - {Where.INBOX}
_CHOICE = frozenset({Where.CHOICE, Where.PERSON})
_FORM = frozenset({Where.FORM})
_REQUEST = frozenset({Where.INBOX, Where.PERSON})
_INBOX = frozenset({Where.INBOX})
_CONVERSATION = frozenset({Where.CONVERSATION, Where.ANSWERING})
_READING = frozenset({Where.INBOX, Where.CONVERSATION})
_FETCHING = _CONVERSATION | _INBOX
_ANSWERING = frozenset({Where.ANSWERING})
_SHELF = frozenset({Where.SHELF})
_FINDING = frozenset({Where.FINDING})
_FOUND = frozenset({Where.FINDING, Where.CONVERSATION})
_COMPOSER = frozenset({Where.COMPOSER})
_WELCOME = frozenset({Where.WELCOME})

GROUPS: tuple[tuple[str, frozenset[Where]], ...] = (
    ("Everywhere but while writing", _LIST),
    ("With people and what they wrote", _TALK),
    ("With people, also while looking at one", _PEOPLE),
    ("Going elsewhere", _ELSEWHERE),
    ("Back again", _AWAY),
    ("In the inbox", _INBOX),
    ("With somebody who asks to follow you", _REQUEST),
    ("While reading", _READING),
    ("In the inbox and in conversations", _FETCHING),
    ("In a conversation", _CONVERSATION),
    ("One after another", _ANSWERING),
    ("Among what is put off, done or muted", _SHELF),
    ("While finding something", _FINDING),
    ("Through what was found", _FOUND),
    ("While writing", _COMPOSER),
    ("In a poll or among what is attached", _FORM),
    ("In a list to choose from", _CHOICE),
    ("In the welcome", _WELCOME),
    ("Everywhere but in the welcome", _ALL),
    ("Everywhere", frozenset(Where)),
)
"""How the help orders the actions: a title, and the places its actions have in common."""

ACTIONS: tuple[Action, ...] = (
    Action("line_up", ("up",), "up", "one up; in plain mode, line by line", _LIST),
    Action("line_down", ("down",), "down", "one down; in plain mode, line by line", _LIST),
    Action("up", ("k",), "up", "one up", _LIST),
    Action("down", ("j",), "down", "one down", _LIST),
    Action("top", ("g g", "home"), "top", "to the first", _LIST),
    Action("bottom", ("G", "end"), "bottom", "to the last", _LIST),
    Action("page_down", ("ctrl+d", "pagedown", "space"), "further", "half a page down", _LIST),
    Action("page_up", ("ctrl+u", "pageup"), "back", "half a page up", _LIST),
    Action("open", ("enter", "l", "right"), "open", "open what is under the cursor", _TALK),
    Action("back", ("q", "h", "left", "escape"), "back", "back to where you came from", _AWAY),
    Action("close", ("q",), "quit", "leave; what you write is kept", _INBOX),
    Action("section", ("tab",), "next section", "to the next section", _INBOX),
    Action("section_back", ("shift+tab",), "section before", "to the section before", _INBOX),
    Action("choose", ("enter", "l", "right"), "choose", "take what is under the cursor", _CHOICE),
    Action("cancel", ("escape", "q", "h", "left"), "back", "back, and change nothing", _CHOICE),
    Action("reply", ("r",), "reply", "answer what is under the cursor", _TALK),
    Action("write", ("c",), "write", "write something new", _TALK),
    Action("write_to", ("W",), "write to them", "write to who wrote this, on a network of yours", _TALK),
    Action("done", ("e",), "done", "say that this is done; what comes later counts anew", _TALK),
    Action("later", ("z",), "later", "put this off; it comes back by itself", _TALK),
    Action("mute", ("M",), "mute", "mute this conversation, or hear it again", _TALK),
    Action("undo", ("u",), "undo", "take back what you did last, and what was before that", _TALK),
    Action("answer", ("w",), "one after another", "answer those who wait, one after another", _ELSEWHERE),
    Action("shelf", ("v",), "lists", "what is put off, done or muted, and your drafts", _ELSEWHERE),
    Action("search", ("/",), "find", "find what was said: by words, people, days", _ELSEWHERE),
    Action("ask", ("ctrl+s", "S"), "ask the servers", "have the servers search as well", _FINDING),
    Action("hit_next", ("n",), "next found", "open what was found next", _FOUND),
    Action("hit_before", ("N",), "found before", "open what was found before", _FOUND),
    Action("jump", ("J", "ctrl+k"), "go to", "go to a person, a circle, an account by name", _ELSEWHERE),
    Action("drafts", ("D",), "drafts", "what you began to write, and what was not sent", _ELSEWHERE),
    Action("next", ("n", "tab"), "next", "on to the next; this one goes on waiting", _ANSWERING),
    Action("before", ("N", "shift+tab"), "before", "back to the one before", _ANSWERING),
    Action("lift", ("t", "delete"), "take back", "take the mark back, or throw the draft away", _SHELF),
    Action("favourite", ("f",), "favourite", "favourite this post, or take that back", _TALK),
    Action("boost", ("b",), "boost", "boost this post, or take that back", _TALK),
    Action("bookmark", ("B",), "bookmark", "bookmark this post, or take that back", _TALK),
    Action("link", ("o",), "open link", "open its link in the browser", _TALK),
    Action("copy", ("y",), "copy link", "copy the link to this post", _TALK),
    Action("warning", ("x",), "warning", "open or close a content warning", _TALK),
    Action("warnings", ("X",), "all warnings", "open or close all content warnings", _TALK),
    Action("explain", ("i",), "why", "why it stands where it stands", _TALK),
    Action("read", ("L",), "read until here", "you have read until here; what comes is new", _READING),
    Action("circles", ("C",), "circles", "put who wrote it into a circle, or take them out", _TALK),
    Action(
        "person", ("U",), "this person", "follow, mute or block who wrote this, or take that back", _PEOPLE
    ),
    Action("join", ("P",), "one person", "say that who wrote it is also somebody elsewhere", _TALK),
    Action("only", ("F",), "only some", "show one circle alone, or one account; or everybody", _INBOX),
    Action("only_account", ("A",), "one account", "show the next account alone; after the last, all", _INBOX),
    Action("hide_accounts", ("H",), "accounts", "show accounts, or leave them out of sight", _INBOX),
    Action("accept", ("a",), "accept", "let them follow you", _REQUEST),
    Action("decline", ("d",), "decline", "do not let them follow you", _REQUEST),
    Action("fetch", ("m",), "fetch", "fetch what is missing here", _FETCHING),
    Action("vote", ("V",), "vote", "choose an answer of the poll", _CONVERSATION),
    Action("edit", ("E",), "edit", "change what you wrote", _CONVERSATION),
    Action("delete", ("d", "delete"), "delete", "delete what you wrote; asks first", _CONVERSATION),
    Action("redraft", ("I",), "write anew", "delete what you wrote, and write it anew", _CONVERSATION),
    Action("history", ("H",), "history", "how this post read before it was changed", _CONVERSATION),
    Action("refresh", ("R",), "refresh", "ask all networks for news", _TALK),
    Action("send", ("ctrl+s",), "send", "send it", _COMPOSER),
    Action("leave", ("escape",), "keep draft", "stop writing; the draft stays", _COMPOSER),
    Action("editor", ("ctrl+o",), "editor", "go on writing in your own editor", _COMPOSER),
    Action("visibility", ("alt+v",), "visibility", "who can read it", _COMPOSER),
    Action("cover", ("alt+w",), "warning", "put a content warning in front, or take it away", _COMPOSER),
    Action("language", ("alt+l",), "language", "the language it is written in", _COMPOSER),
    Action("account", ("alt+a",), "account", "the account that speaks", _COMPOSER),
    Action("poll", ("alt+p",), "poll", "put a poll under it, or change the one there is", _COMPOSER),
    Action("media", ("alt+m",), "attach", "attach pictures, films and sounds, and describe them", _COMPOSER),
    Action("split", ("alt+s",), "thread", "cut what is too long into a thread; shows it first", _COMPOSER),
    Action("discard", ("alt+x",), "discard", "throw this draft away; asks first", _COMPOSER),
    Action("recipients", ("tab", "shift+tab"), "people", "to the people it names, and back", _COMPOSER),
    Action("keep", ("escape", "ctrl+s", "q"), "done", "back to the text; everything here is kept", _FORM),
    Action("pick", ("enter", "l", "right"), "go on", "change what is under the cursor", _FORM),
    Action("remove", ("alt+x", "t", "delete"), "take away", "take it away again", _FORM),
    Action("help", ("?", "f1"), "help", "all keys", _TALK),
    Action("themes", ("T",), "colours", "look at other colours, and keep them", _TALK),
    Action("go_on", ("enter",), "go on", "take what is typed; with nothing typed, begin", _WELCOME),
    Action("stop", ("escape",), "stop", "stop logging in, and ask again", _WELCOME),
    Action("copy_address", ("alt+y",), "copy the address", "copy the address that is to be opened", _WELCOME),
    Action("palette", ("ctrl+p",), "palette", "everything that can be done, by name", _ALL),
    Action("aside", ("f6",), "what is said", "in plain mode: to the status, the keys, and the titles", _ALL),
    Action("suspend", ("ctrl+z",), "suspend", "back to the shell for a while", _LIST),
    Action("quit", ("ctrl+q",), "quit", "leave; what you write is kept", frozenset(Where)),
)

ALSO: Mapping[str, str] = {
    "open": "read view thread",
    "close": "exit",
    "reply": "respond comment",
    "write": "new post compose toot",
    "write_to": "message",
    "done": "archive dismiss",
    "later": "snooze remind postpone",
    "mute": "silence ignore",
    "undo": "unsend cancel",
    "answer": "reply to all queue",
    "shelf": "archive snoozed muted",
    "search": "search look for",
    "jump": "switch profile user person",
    "favourite": "like star favorite",
    "boost": "repost reblog share",
    "bookmark": "save",
    "link": "url website",
    "copy": "url yank share",
    "warning": "cw spoiler sensitive",
    "warnings": "cw spoiler sensitive",
    "explain": "explain reason",
    "circles": "group list friends",
    "person": "unfollow unmute unblock silence ignore report",
    "join": "merge same person",
    "only": "filter",
    "only_account": "filter switch",
    "hide_accounts": "filter",
    "refresh": "reload sync update news",
    "redraft": "edit",
    "history": "edits versions",
    "help": "keys shortcuts",
    "themes": "theme colors appearance dark light settings",
    "quit": "exit",
    "visibility": "private public followers audience",
    "cover": "cw spoiler sensitive content",
    "media": "image photo picture video file upload",
    "split": "long",
    "discard": "delete throw cancel",
}
"""What people who come from elsewhere call it: the palette finds it by that as well."""

BY_NAME: Mapping[str, Action] = {action.name: action for action in ACTIONS}

EVERYWHERE = ("help", "themes", "palette", "aside", "suspend", "quit")
"""What means the same everywhere, and is done by the app."""

LINES: Mapping[str, str] = {"line_up": "up", "line_down": "down"}
"""What moves by lines where lines are read one after another, and what it does where no line is left, and
everywhere else.
"""

Hint = str | tuple[str, str]
"""An action that the footer names: by its title, or in the words that fit what is under the cursor."""


def hinted(hint: Hint) -> str:
    """The name of the action."""
    return hint if isinstance(hint, str) else hint[0]


FOOTERS: Mapping[Where, tuple[Hint, ...]] = {
    Where.INBOX: ("reply", "open", "write", "section", "help"),
    Where.CONVERSATION: ("reply", "done", "later", "favourite", "help"),
    Where.ANSWERING: ("reply", "done", "later", "next", "back"),
    Where.SHELF: ("open", "lift", "shelf", "undo", "back"),
    Where.FINDING: ("open", "reply", "search", "ask", "back"),
    Where.CHOICE: ("choose", "cancel"),
    Where.PERSON: ("accept", "decline", ("person", "follow, mute, block"), "cancel"),
    Where.FORM: ("keep", "pick", "remove"),
    Where.WELCOME: ("go_on", "quit"),
    Where.COMPOSER: ("send", "leave", "visibility", "recipients", ("palette", "more")),
}
"""What the footer names, by the part of the screen in which one is; never more than five."""

REQUEST: tuple[Hint, ...] = ("accept", "decline", ("open", "a look at them"), "help")
"""What it names on somebody who asks to follow me."""
QUIET: tuple[Hint, ...] = (("open", "write to them"), ("section", "see what is around you"), "help")
"""What it names on somebody with whom it has gone quiet."""
MISSING: tuple[Hint, ...] = (("fetch", "fetch it"), "section", "help")
"""What it names on a stretch that has not been fetched."""
NOBODY: tuple[Hint, ...] = ("write", "section", "refresh", "help")
"""What it names where the cursor stands on nobody."""
EMPTY: tuple[Hint, ...] = ("write", "refresh", "help")
"""What it names where nothing is here at all."""
OWED = ("reply", "done", "later", "answer", "help")
"""What the footer names while the cursor stands on somebody to whom I owe something."""


def keys_of(action: Action, overrides: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The keys that do this: the user's own where there are any."""
    return overrides.get(action.name, action.keys)


def keys_page() -> str:
    """`docs/keys.md`: every action with its default keys."""
    lines = [
        "# Keys",
        "",
        "Every key can be changed in `[keys]` of the configuration, by the action's name.",
        "",
    ]
    for title, places in GROUPS:
        lines += [f"## {title}", "", "| action | keys | what it does |", "|---|---|---|"]
        for action in ACTIONS:
            if action.where == places:
                keys = ", ".join(f"`{key}`" for key in action.keys)
                lines.append(f"| `{action.name}` | {keys} | {action.help} |")
        lines.append("")
    return "\n".join(lines)
