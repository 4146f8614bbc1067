"""Builds an index folder from a corpus folder."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.reading import Asked, corpus_hash, read_articles, read_plan_requests, read_unanswerable
from corpus.records import LANGUAGES, CorpusError, Language, Passage
from corpus.resources import read_resources, resource_passages
from corpus.splitting import split_article
from index.embedders import Embedder, Vectors
from index.lexical import Lexical
from index.probe import fit_probe
from index.records import Manifest
from index.store import FORMAT, new_generation, publish

UNIT_KINDS = ("passage", "sentence", "question", "plan request", "other plan", "unanswerable")
"""What a vector stands for; a unit stores the kind's position here."""
_CENTROID_NEEDS = 20
BATCH = 32
"""Texts embedded at a time."""

Progress = Callable[[Iterable[int], int], Iterable[int]]


def read_passages(corpus: Path) -> list[Passage]:
    """All passages of a corpus folder, in order. Raises CorpusError when two have the same id."""
    articles = read_articles(corpus)
    passages = [passage for article in articles for passage in split_article(article)]
    authors: dict[str, dict[Language, str]] = {}
    for article in articles:
        authors.setdefault(article.id, {})[article.language] = article.author
    passages += resource_passages(read_resources(corpus), authors)
    seen: set[str] = set()
    for passage in passages:
        if passage.passage_id in seen:
            raise CorpusError(f"passage id {passage.passage_id!r} stands twice: run `roadmap corpus check`")
        seen.add(passage.passage_id)
    return passages


def build_index(corpus: Path, index: Path, embedder: Embedder, progress: Progress) -> None:
    """Read the corpus, embed it and publish it as the current generation of `index`.

    `progress` wraps the loop over batches, given its length. Raises CorpusError or IndexFault and then leaves
    an existing index as it was.
    """
    began = time.perf_counter()
    digest = corpus_hash(corpus)
    passages, asked = read_passages(corpus), read_asked(corpus)
    with new_generation(index) as folder:
        _write(folder, passages, asked, embedder, progress)
        manifest = Manifest(
            format=FORMAT,
            embedder=embedder.name,
            dimension=embedder.dimension,
            corpus_hash=digest,
            passages=len(passages),
            sentences=sum(len(passage.sentences) for passage in passages),
            built=datetime.now(UTC).isoformat(timespec="seconds"),
            seconds=round(time.perf_counter() - began, 3),
            files={},
        )
        publish(index, folder, manifest)


def read_asked(corpus: Path) -> dict[str, Asked]:
    """Questions that belong to no passage, by the kind of their units."""
    return {**read_plan_requests(corpus), "unanswerable": read_unanswerable(corpus)}


def unit_table(passages: Sequence[Passage], asked: Mapping[str, Asked]) -> tuple[list[str], NDArray[np.int32]]:
    """The text of every vector, and rows of (kind, passage number, number of the part, language number).

    Phrasings count as questions; a question that belongs to no passage has passage number -1.
    """
    texts, rows = [], []
    for number, passage in enumerate(passages):
        parts = (
            [f"{passage.heading}\n{passage.text}"],
            [passage.text[start:end] for start, end in passage.sentences],
            [*passage.questions, *passage.phrasings],
        )
        for kind, members in enumerate(parts):
            texts += members
            language = LANGUAGES.index(passage.language)
            rows += [(kind, number, member, language) for member in range(len(members))]
    for name, questions in asked.items():
        for member, (text, its_language) in enumerate(questions):
            texts.append(text)
            rows.append((UNIT_KINDS.index(name), -1, member, LANGUAGES.index(its_language)))
    return texts, np.asarray(rows, dtype=np.int32)


def searchable_text(passage: Passage) -> str:
    """All words by which a passage is found."""
    return "\n".join((passage.heading, *passage.questions, *passage.phrasings, passage.text))


def centred(vectors: Vectors, centroids: Vectors) -> Vectors:
    """The vectors with a centroid taken from each, at length 1 again."""
    moved = vectors - centroids
    return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=-1, keepdims=True), 1e-9), dtype=np.float32)


def _write(
    folder: Path,
    passages: Sequence[Passage],
    asked: Mapping[str, Asked],
    embedder: Embedder,
    progress: Progress,
) -> None:
    import faiss  # noqa: PLC0415

    texts, units = unit_table(passages, asked)
    starts = range(0, len(texts), BATCH)
    vectors = np.concatenate(
        [embedder.passages(texts[start : start + BATCH]) for start in progress(starts, len(starts))]
    )
    languages = units[:, 3]
    centroids = _centroids(vectors, languages, embedder.centred)
    vectors = centred(vectors, centroids[languages])
    flat = faiss.IndexFlatIP(embedder.dimension)
    flat.add(vectors)
    faiss.write_index(flat, str(folder / "vectors.faiss"))
    np.save(folder / "units.npy", units)
    questions = np.isin(units[:, 0], [UNIT_KINDS.index(kind) for kind in ("question", "unanswerable")])
    np.save(folder / "probe.npy", fit_probe(vectors[questions], units[questions, 1] >= 0))
    np.save(folder / "centroids.npy", centroids)
    Lexical.build([searchable_text(passage) for passage in passages]).save(folder / "bm25-passages")
    sentences = [text for text, unit in zip(texts, units, strict=True) if UNIT_KINDS[unit[0]] == "sentence"]
    Lexical.build(sentences).save(folder / "bm25-sentences")
    with (folder / "passages.jsonl").open("w", encoding="utf-8") as stream:
        stream.writelines(passage.model_dump_json() + "\n" for passage in passages)


def _centroids(vectors: Vectors, languages: NDArray[np.int32], centred: bool) -> Vectors:
    """Mean vector of each language, shape (languages, dimension); zero where it is not wanted or too few are there."""
    centroids = np.zeros((len(LANGUAGES), vectors.shape[1]), dtype=np.float32)
    for number in range(len(LANGUAGES)):
        members = vectors[languages == number]
        if centred and len(members) >= _CENTROID_NEEDS:
            centroids[number] = members.mean(axis=0)
    return centroids
