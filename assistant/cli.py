"""The terminal: `roadmap ...`, the same as `python -m assistant ...`."""

import io
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from assistant.parsing import UNUSABLE, Command, terminal_parser
from assistant.records import AssistantFault
from assistant.settings import read_settings
from corpus.records import CorpusError
from index.records import IndexFault

FAILED_PARTLY = 1


def run() -> NoReturn:
    """Entry point of the console script."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(main(sys.argv[1:]))


def main(arguments: Sequence[str]) -> int:
    """Run one command. Returns the exit status: 0 done, 1 part of the work failed, 2 wrong use or unusable input."""
    parsed = terminal_parser().parse_args(arguments)
    command: Command = parsed.command
    try:
        status = command(parsed, read_settings())
        sys.stdout.flush()
        return status
    except (AssistantFault, CorpusError, IndexFault) as fault:
        print(f"roadmap: {fault}", file=sys.stderr)
        return UNUSABLE
    except BrokenPipeError:
        # Whoever read our output has gone; the interpreter must not complain about it on the way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED_PARTLY
    except OSError as error:
        print(
            f"roadmap: {' '.join(str(error).split())}: check the file, folder or port and try again",
            file=sys.stderr,
        )
        return UNUSABLE
    except KeyboardInterrupt:
        print("roadmap: stopped", file=sys.stderr)
        return FAILED_PARTLY
