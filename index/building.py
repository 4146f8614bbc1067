"""Builds an index folder from a corpus folder; only texts that no earlier build has met are embedded."""

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.files import copy_corpus, corpus_hash
from corpus.records import LANGUAGES, CorpusError, Passage
from index.cache import VectorCache
from index.embedders import Embedder, Vectors
from index.lexical import Lexical
from index.lock import building
from index.nearest import new_vectors, write_approximate
from index.probe import fit_probe
from index.records import Generation, IndexFault, Manifest
from index.sections import fit_sections, section_numbers
from index.store import FORMAT, new_generation, prepare, publish
from index.units import (
    QUESTIONS,
    UNIT_KINDS,
    centred,
    read_asked,
    read_passages,
    searchable_sentences,
    searchable_text,
    unit_table,
)

_CENTROID_NEEDS = 20
_AT_ONCE = 50_000
BATCH = 32
"""Texts embedded at a time."""

Progress = Callable[[Iterable[int], int], Iterable[int]]


def build_index(
    corpus: Path,
    index: Path,
    embedder: Embedder,
    progress: Progress,
    say: Callable[[str], None] = lambda message: None,
    anew: bool = False,
) -> None:
    """Copy the corpus, embed what is new and publish it as the current generation of `index`.

    `progress` wraps the loop over batches, given its length; `say` is told when another build is waited for; `anew`
    embeds every text. Raises CorpusError or IndexFault and then leaves an existing index as it was.
    """
    try:
        prepare(index)
        with building(index, say), new_generation(index) as folder:
            began = time.perf_counter()
            digest = _copy(corpus, folder / "corpus")
            passages, embedded = _write(folder, index, embedder, progress, anew)
            manifest = Manifest(
                format=FORMAT,
                embedder=embedder.name,
                dimension=embedder.dimension,
                corpus_hash=digest,
                passages=len(passages),
                sentences=sum(len(passage.sentences) for passage in passages),
                embedded=embedded,
                built=datetime.now(UTC).isoformat(timespec="seconds"),
                seconds=round(time.perf_counter() - began, 3),
                files={},
            )
            publish(index, folder, manifest, lambda generation: _check(generation, embedder))
    except CorpusError as error:
        raise CorpusError(str(error).replace(str(folder / "corpus"), str(corpus))) from error
    # RuntimeError: faiss reports what it cannot write so.
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise IndexFault(
            f"index {index} cannot be written ({reason}): make room or name another folder with --index; "
            "what was there is as it was"
        ) from error


def _copy(corpus: Path, target: Path) -> str:
    """Copy the corpus as it is at one moment; its hash."""
    try:
        digest = corpus_hash(corpus)
    except OSError as error:
        raise CorpusError(f"{corpus} cannot be read ({error.strerror}: {error.filename}): make it readable") from error
    copy_corpus(corpus, target)
    if corpus_hash(target) != digest:
        raise CorpusError(f"{corpus} changed while it was copied: run `roadmap index build` again")
    return digest


def _check(generation: Generation, embedder: Embedder) -> None:
    """Open a finished generation as every reader will. Raises IndexFault when that fails."""
    # Search builds on units and store, as this module does.
    from index.search import Index  # noqa: PLC0415

    Index(generation, embedder)


def _write(
    folder: Path, index: Path, embedder: Embedder, progress: Progress, anew: bool
) -> tuple[Sequence[Passage], int]:
    """Write all files but the manifest; the passages, and how many texts were embedded."""
    corpus = folder / "corpus"
    passages = read_passages(corpus)
    texts, units = unit_table(passages, read_asked(corpus))
    vectors = new_vectors(folder, len(texts), embedder.dimension)
    embedded = _fill(vectors, texts, index, embedder, progress, anew)
    languages = units[:, 3]
    centroids = _centroids(vectors, languages, embedder.centred)
    for start in range(0, len(texts), _AT_ONCE):
        piece = slice(start, start + _AT_ONCE)
        vectors[piece] = centred(vectors[piece], centroids[languages[piece]])
    write_approximate(folder)
    np.save(folder / "units.npy", units)
    _save_probes(folder, vectors, units, passages)
    np.save(folder / "centroids.npy", centroids)
    Lexical.build([searchable_text(passage) for passage in passages]).save(folder / "bm25-passages")
    Lexical.build(searchable_sentences(passages)).save(folder / "bm25-sentences")
    with (folder / "passages.jsonl").open("w", encoding="utf-8") as stream:
        stream.writelines(passage.model_dump_json() + "\n" for passage in passages)
    return passages, embedded


def _save_probes(folder: Path, vectors: Vectors, units: NDArray[np.int32], passages: Sequence[Passage]) -> None:
    """What the questions of the corpus teach: which are answered at all, and by which section."""
    unanswerable = UNIT_KINDS.index("unanswerable")
    asked = [UNIT_KINDS.index(kind) for kind in QUESTIONS]
    rows = np.flatnonzero(np.isin(units[:, 0], (*asked, unanswerable)))
    answered = units[rows, 0] != unanswerable
    np.save(folder / "probe.npy", fit_probe(vectors[rows], answered))
    of_sections = rows[answered]
    sections = section_numbers(passages)[units[of_sections, 1]]
    np.save(folder / "sections.npy", fit_sections(vectors[of_sections], sections))


def _fill(
    vectors: Vectors, texts: Sequence[str], index: Path, embedder: Embedder, progress: Progress, anew: bool
) -> int:
    """The vector of every text, and how many had to be embedded; an interrupted build keeps those it has made."""
    cache = VectorCache(index, embedder)
    known = cache.rows(texts)
    if anew:
        known[:] = -1
    vectors[known >= 0] = cache.vectors(known[known >= 0])
    first: dict[str, int] = {}
    for row in np.flatnonzero(known < 0).tolist():
        first.setdefault(texts[row], row)
    rows, done = list(first.values()), 0
    starts = range(0, len(rows), BATCH)
    try:
        for start in progress(starts, len(starts)):
            batch = rows[start : start + BATCH]
            vectors[batch] = embedder.passages([texts[row] for row in batch])
            done = start + len(batch)
    finally:
        made = [*np.flatnonzero(known >= 0).tolist(), *rows[:done]]
        cache.save([texts[row] for row in made], vectors[made])
    for row in np.flatnonzero(known < 0).tolist():
        vectors[row] = vectors[first[texts[row]]]
    return len(rows)


def _centroids(vectors: Vectors, languages: NDArray[np.int32], centred: bool) -> Vectors:
    """Mean vector of each language, shape (languages, dimension); zero where it is not wanted or too few are there."""
    centroids = np.zeros((len(LANGUAGES), vectors.shape[1]), dtype=np.float32)
    for number in range(len(LANGUAGES)):
        members = vectors[languages == number]
        if centred and len(members) >= _CENTROID_NEEDS:
            centroids[number] = members.mean(axis=0)
    return centroids
