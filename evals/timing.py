"""Times of a run beside the time of embedding its bare questions: milliseconds of two machines do not compare."""

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from statistics import median

from assistant.settings import ROOT, Settings
from evals.records import EvalFault
from evals.summary import Row, percentile_rows
from index.embedders import Embedder

STARTS = 3
"""Processes that are started."""
_QUESTION = "How much maths do I need?"
_MILLISECONDS = {", ms": 1, ", s": 1000}


def relative_rows(rows: Sequence[Row], embedding: Sequence[float], starts: Sequence[float]) -> list[Row]:
    """Rows of embedding and of cold starts (both given in seconds), then all times as multiples of an embedding.

    `rows` are those of a run; of them the times are put in relation. What they are all divided by is the median of
    embedding: its own 95th percentile says more of what else the machine did than of the machine.
    """
    cold = Row(group="speed", measure="cold start, s", part="median", value=round(median(starts), 3), count=len(starts))
    added = [*percentile_rows("embedding the question", embedding), cold]
    yardstick = median(embedding) * 1000
    return added + [_relative(row, yardstick) for row in (*rows, cold) if row.group == "speed"]


def embedding_seconds(embedder: Embedder, questions: Iterable[str]) -> list[float]:
    """How long each bare question takes to embed. An index would remember its vector, an embedder does not."""
    seconds = []
    for question in questions:
        began = time.perf_counter()
        embedder.query(question)
        seconds.append(time.perf_counter() - began)
    return seconds


def cold_starts(settings: Settings, count: int = STARTS) -> list[float]:
    """How long `roadmap ask` takes from the start of its process to its end, several times.

    The process is fresh; what the system keeps of files in memory is there already. A language model named in the
    settings answers here, too. Raises EvalFault when the command fails.
    """
    # What options of `roadmap eval run` can change; all else the process reads as this one did.
    names = ("index", "embedder", "model")
    given = {f"ROADMAP_{name.upper()}": str(getattr(settings, name)) for name in names}
    given["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return [_start(os.environ | given) for _ in range(count)]


def _start(environment: dict[str, str]) -> float:
    command = [sys.executable, "-P", "-m", "assistant", "ask", _QUESTION]
    began = time.perf_counter()
    done = subprocess.run(  # noqa: S603  (fixed arguments)
        command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    seconds = time.perf_counter() - began
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise EvalFault(f"`roadmap ask` ended with status {done.returncode} ({said}): see that it works alone")
    return seconds


def _relative(row: Row, yardstick: float) -> Row:
    """A time as a multiple of the yardstick, which is in milliseconds."""
    name, comma, unit = row.measure.rpartition(", ")
    value = round(row.value * _MILLISECONDS[comma + unit] / yardstick, 2)
    return row.model_copy(update={"measure": f"{name}, times embedding", "value": value})
