"""Text to ranked hits: dense and lexical evidence, mixed."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from corpus.glossary import Glossary, read_glossary, read_resource_names
from corpus.reading import corpus_hash
from corpus.records import LANGUAGES, Language, Passage
from corpus.resources import RESOURCES
from index.building import UNIT_KINDS, centred, searchable_text
from index.embedders import Embedder
from index.lexical import Lexical, QueryTerm, query_terms, tokens
from index.records import Hit, IndexFault, Manifest, SentenceHit
from index.store import BUILD, open_generation

Scores = NDArray[np.float32]

# Weights of the normalised signals. Dense and lexical evidence count alike: more lexical weight scores higher on
# questions written while reading the passage, lower on people's own.
DENSE = {"passage": 0.5, "sentence": 0.5, "question": 1.0}
LEXICAL = {"passage": 1.0, "sentence": 0.5}
# A passage in the other language has dense evidence only, which a translation weakens.
OTHER_LANGUAGE = 0.9


class Index:
    """An opened index: immutable, safe to share between threads."""

    def __init__(
        self, folder: Path, manifest: Manifest, embedder: Embedder, glossary: Glossary, resource_names: Glossary
    ) -> None:
        import faiss  # noqa: PLC0415

        self.manifest = manifest
        self.glossary, self.resource_names = glossary, resource_names
        self._embedder = embedder
        # A question is looked up more than once on its way.
        self._query = lru_cache(maxsize=256)(self._embedded)
        lines = (folder / "passages.jsonl").read_text(encoding="utf-8").removesuffix("\n").split("\n")
        self.passages: tuple[Passage, ...] = tuple(Passage.model_validate_json(line) for line in lines)
        self._faiss: Any = faiss.read_index(str(folder / "vectors.faiss"))
        self._units: NDArray[np.int32] = np.load(folder / "units.npy")
        self._centroids: Scores = np.load(folder / "centroids.npy")
        self._probe: NDArray[np.float64] = np.load(folder / "probe.npy")
        self._lexical = Lexical.load(folder / "bm25-passages")
        self._sentence_lexical = Lexical.load(folder / "bm25-sentences")
        self._languages = np.asarray([LANGUAGES.index(passage.language) for passage in self.passages])
        self._rows = {kind: np.flatnonzero(self._units[:, 0] == at) for at, kind in enumerate(UNIT_KINDS)}

    @classmethod
    def open(cls, index: Path, corpus: Path, embedder: Embedder) -> Self:
        """Open the current generation. Raises IndexFault when it is missing, damaged, or does not fit."""
        folder, manifest = open_generation(index)
        if manifest.embedder != embedder.name:
            raise IndexFault(f"index {index} was built with {manifest.embedder!r}, not {embedder.name!r}: {BUILD}")
        if manifest.corpus_hash != corpus_hash(corpus):
            raise IndexFault(f"index {index} is stale, the corpus in {corpus} has changed: {BUILD}")
        glossary, resource_names = read_glossary(corpus), read_resource_names(corpus)
        try:
            return cls(folder, manifest, embedder, glossary, resource_names)
        # Whole files that this version cannot read: made by another one.
        except (ValueError, KeyError, RuntimeError, OSError) as error:
            raise IndexFault(f"index {index} is of another version ({type(error).__name__}): {BUILD}") from error

    def search(self, text: str, language: Language, k: int, without: Collection[str] = ()) -> list[Hit]:
        """The `k` best passages for a text in a language, best first; of a section, only in one language.

        A section that exists in the text's language is found in it, any other in its own. A text that names authors
        is looked up in their articles alone. `without` names sources that are left out.
        """
        own = self._languages == LANGUAGES.index(language)
        looked_in = np.asarray([passage.source_id not in without for passage in self.passages])
        cosines = self._cosines(text, language)
        dense = {kind: self._best(cosines[self._rows[kind]], self._units[self._rows[kind], 1]) for kind in DENSE}
        dense["question"] = np.maximum(dense["question"], np.where(dense["question"] < -1, dense["sentence"], -1))
        terms = query_terms(text, self.glossary, language)
        sentence_rows = self._rows["sentence"]
        sentence_lexical = self._sentence_lexical.scores(terms) * own[self._units[sentence_rows, 1]]
        lexical = {
            "passage": self._lexical.scores(terms) * own,
            "sentence": self._best(sentence_lexical, self._units[sentence_rows, 1]),
        }
        scores = _mix(dense, lexical, own, looked_in)
        peak = max(float((sentence_lexical * looked_in[self._units[sentence_rows, 1]]).max()), 1e-9)
        lexical_by_row = dict(zip(sentence_rows.tolist(), (sentence_lexical / peak).tolist(), strict=True))
        return [
            Hit(
                passage=self.passages[at],
                score=float(scores[at]),
                similarity=float(max(signal[at] for signal in dense.values())),
                asked=float(dense["question"][at]) if self.passages[at].questions else 0.0,
                coverage=self._coverage(terms, at) if own[at] else 0.0,
                sentences=self._sentence_hits(at, cosines, lexical_by_row),
            )
            for at in self._one_a_section(np.argsort(-scores, kind="stable"), own, self._sources(text, without), k)
        ]

    def similarity(self, rows: Sequence[int]) -> Scores:
        """Cosines between stored vectors, shape (rows, rows)."""
        vectors = self.vectors(rows)
        return np.asarray(vectors @ vectors.T, dtype=np.float32)

    def vectors(self, rows: Sequence[int]) -> Scores:
        """Stored vectors, shape (rows, dimension)."""
        return np.stack([self._faiss.reconstruct(int(row)) for row in rows])

    def prepared(self, vectors: Scores, rows: Sequence[int]) -> Scores:
        """Fresh vectors of the embedder for these rows, as the index would store them."""
        return centred(vectors, self._centroids[self._units[list(rows), 3]])

    def nearest(self, kind: str, text: str, language: Language, k: int) -> float:
        """Mean cosine of the `k` most similar units of a kind; 0 where there are none."""
        nearest = np.sort(self._cosines(text, language)[self._rows[kind]])[::-1][:k]
        return float(nearest.mean()) if len(nearest) else 0.0

    def alike(self, first: str, second: str, language: Language) -> float:
        """The cosine of two texts."""
        return float(self._vector(first, language) @ self._vector(second, language))

    def likeness_to_answered(self, text: str, language: Language) -> float:
        """How like the text is to questions that the corpus answers: about 1, or -1 for like the others."""
        return float(self._vector(text, language) @ self._probe[:-1] + self._probe[-1])

    def _vector(self, text: str, language: Language) -> Scores:
        return centred(self._query(text, language), self._centroids[LANGUAGES.index(language)])

    def _cosines(self, text: str, language: Language) -> Scores:
        """The cosine of the text with every stored vector."""
        found, rows = self._faiss.search(self._vector(text, language)[None, :], self._faiss.ntotal)
        cosines = np.empty(self._faiss.ntotal, dtype=np.float32)
        cosines[rows[0]] = found[0]
        return cosines

    def _embedded(self, text: str, language: Language) -> Scores:
        return self._embedder.query(self.glossary.spelled_out(text, language))

    def _best(self, values: Scores, owners: NDArray[np.int32]) -> Scores:
        """The highest value of each passage; below every cosine for a passage without any."""
        best = np.full(len(self.passages), -2.0, dtype=np.float32)
        np.maximum.at(best, owners, values)
        return best

    def _coverage(self, terms: Sequence[QueryTerm], at: int) -> float:
        passage = self.passages[at]
        held = set(tokens(searchable_text(passage)))
        weights = [max(self._lexical.weight(token) for token in term.own) for term in terms]
        covered = (
            weight
            for weight, term in zip(weights, terms, strict=True)
            if any(held.issuperset(words) for words in (term.own, *term.synonyms))
        )
        return sum(covered) / (sum(weights) or 1.0)

    def _sentence_hits(self, at: int, cosines: Scores, lexical: dict[int, float]) -> tuple[SentenceHit, ...]:
        rows = self._rows["sentence"]
        return tuple(
            SentenceHit(start=start, end=end, row=row, similarity=float(cosines[row]), lexical=lexical[row])
            for (start, end), row in zip(
                self.passages[at].sentences, rows[self._units[rows, 1] == at].tolist(), strict=True
            )
        )

    def _sources(self, text: str, without: Collection[str]) -> frozenset[str]:
        """Ids of the sources to look in: those whose authors the text names, or all."""
        every = frozenset(passage.source_id for passage in self.passages) - set(without)
        named = self.glossary.names(text).get("author", frozenset()) & every
        # A name such as DataCamp may mean an author's article or a resource.
        return (named | ({RESOURCES} & every if self.resource_names.mentions(text) else set())) if named else every

    def _one_a_section(
        self, order: NDArray[np.intp], own: NDArray[np.bool_], sources: frozenset[str], k: int
    ) -> list[int]:
        in_own = {self.passages[at].place for at in np.flatnonzero(own)}
        kept = (
            at
            for at in order.tolist()
            if (own[at] or self.passages[at].place not in in_own) and self.passages[at].source_id in sources
        )
        return [at for at, _ in zip(kept, range(k), strict=False)]


def _mix(
    dense: dict[str, Scores], lexical: dict[str, Scores], own: NDArray[np.bool_], looked_in: NDArray[np.bool_]
) -> Scores:
    """Weighted mean of min-max normalised signals (Bruch et al. 2023), 0 to 1 for each passage that is looked in.

    Only passages in the language of the question have lexical evidence; the others are scored on the dense part.
    """
    dense_part = np.sum([weight * _min_max(dense[kind], looked_in) for kind, weight in DENSE.items()], axis=0)
    lexical_part = np.sum([weight * _min_max(lexical[kind], looked_in) for kind, weight in LEXICAL.items()], axis=0)
    dense_weight, lexical_weight = sum(DENSE.values()), sum(LEXICAL.values())
    mixed = (dense_part + lexical_part) / (dense_weight + lexical_weight)
    return np.asarray(np.where(own, mixed, OTHER_LANGUAGE * dense_part / dense_weight), dtype=np.float32)


def _min_max(values: Scores, among: NDArray[np.bool_]) -> Scores:
    known = values[among & (values > -2)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)
    if high - low < 1e-9:
        return np.zeros_like(values)
    return np.asarray(np.clip((values - low) / (high - low), 0, 1), dtype=np.float32)
