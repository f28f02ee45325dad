"""What can be typed on the command line."""

from argparse import SUPPRESS, Action, ArgumentParser, ArgumentTypeError, Namespace
from datetime import datetime, timedelta
from pathlib import Path

from connect_tui.commands.options import PROGRAM
from connect_tui.config.problems import did_you_mean
from connect_tui.domain.entry import Section
from connect_tui.domain.post import Visibility

_EPILOG = (
    "Exit status: 0 fine, 1 something failed with an account, 2 the command or the configuration is wrong."
)


def parser() -> ArgumentParser:
    """What can be typed."""
    common = ArgumentParser(add_help=False, allow_abbrev=False)
    common.add_argument(
        "--config",
        type=Path,
        metavar="PATH",
        default=SUPPRESS,
        help="the configuration to use (also: CONNECT_TUI_CONFIG)",
    )
    whole = ArgumentParser(
        prog=PROGRAM,
        description="Talk with people on social networks. Without a command, the screen opens.",
        epilog=_EPILOG,
        allow_abbrev=False,
        parents=[common],
    )
    whole.add_argument("--version", action="store_true", help="say which version this is")
    whole.add_argument("--demo", action="store_true", help="visit a small community that answers back")
    whole.add_argument(
        "--plain", action="store_true", help="one thing under another, for screen readers and Braille"
    )
    commands = whole.add_subparsers(dest="command", metavar="COMMAND", title="commands")

    def add(name: str, help_line: str) -> ArgumentParser:
        return commands.add_parser(
            name,
            help=help_line,
            description=f"{help_line[0].upper()}{help_line[1:]}.",
            parents=[common],
            allow_abbrev=False,
        )

    _login_arguments(add("login", "log in to an account"))
    add("logout", "log out, and forget the secret").add_argument(
        "account", metavar="NAME", help="the account's name, or the address of a feed in one"
    )
    add("accounts", "say which accounts there are")
    _inbox_arguments(add("inbox", "print who is waiting and what is being talked about"))
    reply = add("reply", "answer a post")
    reply.add_argument(
        "uri", metavar="URI", help="the post to answer, as “inbox” prints it, or its web address"
    )
    _writing_arguments(reply)
    reply.add_argument(
        "--yes-wider", dest="wider", action="store_true", help="more people may read it than what it answers"
    )
    _writing_arguments(add("post", "write something new"))
    _outbox_arguments(add("outbox", "list what is not sent yet; send it again, or let it go"))
    add("export", "print everything of yours, one JSON object a line").add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="a new file to write it to, for nobody but you"
    )
    add("import", "take back what an export wrote").add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="the file; otherwise standard input"
    )
    add("check", "say what works, what does not, and how to mend it").add_argument(
        "--example-config", action="store_true", help="print a configuration with every setting instead"
    )
    return whole


def _login_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "where",
        nargs="?",
        default="",
        metavar="ADDRESS",
        help="example.social, @me@example.social, or a network",
    )
    parser.add_argument(
        "--name", default="", help="what the account will be called; otherwise after its server"
    )
    parser.add_argument(
        "--no-browser", dest="browser", action="store_false", help="print the address instead of opening it"
    )


def _inbox_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="as one JSON object")
    parser.add_argument(
        "--section",
        type=_section,
        metavar="SECTION",
        help=f"only this part: {', '.join(Section)}",
    )
    parser.add_argument("--account", default="", metavar="NAME", help="only this account")
    parser.add_argument("--refresh", action="store_true", help="ask the networks for news first")
    parser.add_argument(
        "--as-of", type=_time, metavar="TIME", help="as it stood then, such as 2026-03-01T18:00:00Z"
    )


def _writing_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "text",
        nargs="?",
        default=None,
        metavar="TEXT",
        help="what to say; otherwise standard input, or your editor",
    )
    parser.add_argument("--account", default="", metavar="NAME", help="the account that speaks")
    parser.add_argument(
        "--visibility",
        type=_visibility,
        metavar="WHO",
        help=f"who can read it: {', '.join(Visibility)}",
    )
    parser.add_argument(
        "--cw", dest="warning", metavar="WARNING", help="what stands in front of it; empty for none"
    )
    parser.add_argument(
        "--lang", dest="language", metavar="CODE", help="the language it is written in, such as en"
    )
    parser.add_argument(
        "--media", action=_Media, default=SUPPRESS, metavar="FILE", help="attach a file; may be repeated"
    )
    parser.add_argument(
        "--alt", action=_Alt, default=SUPPRESS, metavar="TEXT", help="what the file before it shows"
    )
    parser.add_argument(
        "--poll", action="append", default=SUPPRESS, metavar="ANSWER", help="ask; once for each answer"
    )
    parser.add_argument("--multiple", action="store_true", help="several answers of the poll may be chosen")
    parser.add_argument(
        "--closes",
        type=_duration,
        default=SUPPRESS,
        metavar="TIME",
        help="for how long the poll is open, such as 3h or 2d; a day otherwise",
    )
    parser.add_argument("--wait", action="store_true", help="go on trying until it is sent")


def _outbox_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "deed",
        nargs="?",
        default="list",
        choices=("list", "retry", "drop"),
        metavar="list|retry|drop",
        help="what to do; otherwise list",
    )
    parser.add_argument(
        "keys",
        nargs="*",
        default=[],
        metavar="DRAFT",
        help="which ones; for retry otherwise all but mere drafts",
    )
    parser.add_argument(
        "--yes-wider", dest="wider", action="store_true", help="more people may read it than what it answers"
    )
    parser.add_argument("--wait", action="store_true", help="go on trying until it is sent")


class _Media(Action):
    """A file to attach."""

    def __call__(self, _parser: object, namespace: Namespace, values: object, _option: object = None) -> None:
        namespace.media = [*getattr(namespace, "media", ()), (str(values), "")]


class _Alt(Action):
    """The description of the file before it."""

    def __call__(
        self, parser: ArgumentParser, namespace: Namespace, values: object, _option: object = None
    ) -> None:
        *others, (path, alt) = getattr(namespace, "media", None) or [("", "")]
        if not path or alt:
            parser.error("--alt says what the file before it shows: --media FILE --alt TEXT")
        namespace.media = [*others, (path, str(values))]


def _duration(written: str) -> timedelta:
    from connect_tui.config.durations import parse

    try:
        return parse(written)
    except ValueError:
        raise ArgumentTypeError(f"“{written}” is no length of time; write it such as 3h or 2d") from None


def _section(written: str) -> Section:
    return Section(_one_of(written, tuple(Section)))


def _visibility(written: str) -> Visibility:
    return Visibility(_one_of(written, tuple(Visibility)))


def _one_of(written: str, known: tuple[str, ...]) -> str:
    if written not in known:
        raise ArgumentTypeError(f"“{written}” is not known.{did_you_mean(written, known)}")
    return written


def _time(written: str) -> datetime:
    try:
        time = datetime.fromisoformat(written)
    except ValueError:
        raise ArgumentTypeError(f"“{written}” is no time; write it such as 2026-03-01T18:00:00Z") from None
    return time if time.tzinfo is not None else time.astimezone()
