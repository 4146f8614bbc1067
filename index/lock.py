"""One build of an index at a time."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from index.store import tidy

_LOCK, _BUILDER = "build.lock", "builder.json"


@contextmanager
def building(index: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock of an index folder; says who holds it while it waits.

    The system lets go of the lock of a process that has ended, however it ended, so none is ever stale; that a build
    was killed is told by what it left in `builder.json`.
    """
    lock, builder = FileLock(index / _LOCK), index / _BUILDER
    try:
        lock.acquire(timeout=0)
    except Timeout:
        say(f"another build of {index} is at work ({_told(builder)}): waiting for it")
        lock.acquire()
    try:
        tidy(index)
        if builder.exists():
            say(f"an earlier build of {index} did not end ({_told(builder)}): what it left is removed")
        builder.write_text(
            json.dumps({"process": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}),
            encoding="utf-8",
        )
        yield
    finally:
        builder.unlink(missing_ok=True)
        lock.release()


def _told(builder: Path) -> str:
    """Who builds, by its own word, as far as it can be read."""
    try:
        told = json.loads(builder.read_text(encoding="utf-8"))
        return f"process {int(told['process'])}, since {told['since']!s:.40}"
    except (OSError, ValueError, KeyError, TypeError):
        return "an unknown process"
