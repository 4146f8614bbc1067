"""How build, memory, disk and search grow with the number of passages: `roadmap eval speed`."""

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.progress import progress_bar
from assistant.settings import Settings
from corpus.files import copy_corpus
from corpus.records import Language, Record
from evals.generated import questions_about, write_articles
from evals.records import EvalFault, read_questions
from index.building import build_index
from index.embedders import Embedder, Vectors, load_embedder
from index.nearest import Nearest
from index.search import Index
from index.store import open_generation

QUESTIONS = 200
"""How many are asked: those of the test half, and questions about what was generated."""
HITS = 10
_MEGABYTE = 2**20

Progress = Callable[[Iterable[int], int], Iterator[int]]
Outcome = TypeVar("Outcome")


class Built(Record):
    """What a build cost."""

    embedded: int
    """Texts that were embedded."""
    embedding_seconds: float
    other_seconds: float
    """All of the build but embedding: reading, splitting, BM25, vectors, hashes, opening it to check."""
    build_mb: float
    """Most memory in use."""


class Searched(Record):
    """What searching cost. A time is of one question; p50 is the median, p95 the time that one in twenty exceeds."""

    passages: int
    vectors: int
    exact: bool
    """Whether all vectors are compared."""
    disk_mb: float
    """Of the generation; vectors kept for the next build come on top."""
    open_seconds: float
    """In a fresh process, every file checked; its embedder, and what the system caches of files, are there already."""
    search_mb: float
    """Most memory in use, with the embedder; parts of mapped files that were touched count."""
    search_p50_ms: float
    search_p95_ms: float
    vectors_p50_ms: float
    """The ten nearest vectors alone, without words, mixing and records."""
    vectors_p95_ms: float
    embed_p50_ms: float
    """Embedding the bare question."""
    recall_at_10: float
    """Share of the ten nearest vectors that are found."""


class Measured(Built, Searched):
    """One line of the table."""


def measure_speed(counts: Sequence[int], settings: Settings, progress: Progress) -> Iterator[Measured]:
    """Build and search the corpus of the settings with so many generated passages more; one record for each count.

    Raises EvalFault when a process dies, as it does when memory runs out.
    """
    for count in progress(counts, len(counts)):
        with tempfile.TemporaryDirectory(prefix="roadmap-speed-") as folder:
            corpus, index = Path(folder) / "corpus", Path(folder) / "index"
            copy_corpus(settings.corpus, corpus)
            write_articles(corpus, count)
            try:
                built = _alone(_build, corpus, index, settings.embedder)
                searched = _alone(_search, corpus, index, settings.embedder)
            except BrokenProcessPool as error:
                raise EvalFault(f"{count} passages: the process died: give --passages fewer, or more memory") from error
        yield Measured(**built.model_dump(), **searched.model_dump())


def speed_table(rows: Iterable[Measured]) -> str:
    """Rows as lines of text, one column for each count."""
    columns = list(rows)
    lines = [f"{'':<18}" + "".join(f"{'exact' if row.exact else 'approximate':>12}" for row in columns)]
    for name in (*Searched.model_fields, *Built.model_fields):
        values = [getattr(row, name) for row in columns]
        if name != "exact":
            shown = (f"{value:12,d}" if isinstance(value, int) else f"{value:12,.3f}" for value in values)
            lines.append(f"{name:<18}" + "".join(shown))
    return "\n".join(lines)


def _alone(measured: Callable[[Path, Path, str], Outcome], corpus: Path, index: Path, embedder: str) -> Outcome:
    """The result of a measurement in a fresh process, whose peak of memory is its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(measured, corpus, index, embedder).result()


class _Timed:
    """An embedder that adds up its time."""

    def __init__(self, embedder: Embedder) -> None:
        self.name, self.version = embedder.name, embedder.version
        self.dimension, self.centred = embedder.dimension, embedder.centred
        self.query, self._embedder, self.seconds = embedder.query, embedder, 0.0

    def passages(self, texts: Sequence[str]) -> Vectors:
        """See Embedder."""
        began = time.perf_counter()
        vectors = self._embedder.passages(texts)
        self.seconds += time.perf_counter() - began
        return vectors


def _build(corpus: Path, index: Path, name: str) -> Built:
    embedder = _Timed(load_embedder(name))
    began = time.perf_counter()
    build_index(corpus, index, embedder, progress_bar("embedding"))
    seconds = time.perf_counter() - began
    return Built(
        embedded=open_generation(index).manifest.embedded,
        embedding_seconds=embedder.seconds,
        other_seconds=seconds - embedder.seconds,
        build_mb=_peak_mb(),
    )


def _search(corpus: Path, index: Path, name: str) -> Searched:
    embedder = load_embedder(name)
    began = time.perf_counter()
    opened = Index.open(index, corpus, embedder)
    open_seconds = time.perf_counter() - began
    questions = _questions(opened)
    searching = [_milliseconds(opened.search, *question, HITS) for question in questions]
    peak = _peak_mb()
    embedding = [_milliseconds(embedder.query, text) for text, _ in questions]
    vectors = [opened.vector(*question) for question in questions]
    folder = open_generation(index).folder
    nearest = Nearest(folder)
    alone = [_milliseconds(_found, nearest, vector) for vector in vectors]
    return Searched(
        passages=len(opened.passages),
        vectors=len(nearest),
        exact=nearest.exact,
        disk_mb=sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / _MEGABYTE,
        open_seconds=open_seconds,
        search_mb=peak,
        search_p50_ms=float(np.median(searching)),
        search_p95_ms=float(np.quantile(searching, 0.95)),
        vectors_p50_ms=float(np.median(alone)),
        vectors_p95_ms=float(np.quantile(alone, 0.95)),
        embed_p50_ms=float(np.median(embedding)),
        recall_at_10=float(np.mean([_recall(nearest, vector) for vector in vectors])),
    )


def _questions(index: Index) -> list[tuple[str, Language]]:
    """Real questions, half of all at most, and questions about passages that were generated."""
    real = [(question.question, question.language) for question in read_questions("test")][: QUESTIONS // 2]
    generated = [passage for passage in index.passages if not passage.questions]
    return real + list(questions_about(generated, QUESTIONS - len(real)))


def _nearest(nearest: Nearest, vector: Vectors, rows: NDArray[np.intp]) -> set[int]:
    cosines = nearest.cosines(vector, rows)
    return set(rows[np.argpartition(cosines, -HITS)[-HITS:]].tolist())


def _found(nearest: Nearest, vector: Vectors) -> set[int]:
    return _nearest(nearest, vector, nearest.proposed(vector))


def _recall(nearest: Nearest, vector: Vectors) -> float:
    return len(_found(nearest, vector) & _nearest(nearest, vector, np.arange(len(nearest)))) / HITS


def _milliseconds(call: Callable[..., object], *arguments: object) -> float:
    began = time.perf_counter()
    call(*arguments)
    return (time.perf_counter() - began) * 1000


def _peak_mb() -> float:
    # Not on Windows, where the other commands of the judge run.

    # Kilobytes on Linux, bytes on macOS. Linux counts what the process that started this one held at that time.
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / _MEGABYTE
