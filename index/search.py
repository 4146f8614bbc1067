"""Text to ranked hits: dense and lexical evidence, mixed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from corpus.files import corpus_hash
from corpus.glossary import read_glossary, read_resource_names
from corpus.records import LANGUAGES, CorpusError, Language, Passage
from corpus.resources import RESOURCES
from index.embedders import Embedder
from index.lexical import Lexical, QueryTerm, distinct_tokens, query_terms
from index.mixing import UNKNOWN, Scores, mixed
from index.nearest import Nearest, cosines_between
from index.records import Generation, Hit, IndexFault, SentenceHit
from index.sections import Sections
from index.store import BUILD, open_generation
from index.units import QUESTIONS, UNIT_KINDS, centred, searchable_text

Chosen = NDArray[np.bool_]

_COMPARED = ("passage", "sentence", *QUESTIONS)
"""Kinds of units that speak for a passage."""
# Where vectors are too many to compare them all, so many passages that share words with the question are compared, too,
# and so many at even distances: the lowest scores are then those of any passage, as they are where all are compared.
_BY_WORDS, _SAMPLE = 200, 2000


@dataclass(frozen=True)
class _Compared:
    """Units of one kind that were compared with a question, ordered by row and thus by passage."""

    rows: NDArray[np.intp]
    owners: NDArray[np.int32]
    """Numbers of the passages."""
    cosines: Scores


@dataclass(frozen=True)
class _Passages:
    """Evidence of passages, by their numbers; those that were not compared have none. See Hit."""

    scores: Scores
    similarity: Scores
    asked: Scores


@dataclass(frozen=True)
class _Sentences:
    """Evidence of the sentences that were compared, ordered by passage. See SentenceHit."""

    rows: NDArray[np.intp]
    owners: NDArray[np.int32]
    similarity: Scores
    shared: Scores
    asked: Scores
    lexical: Scores

    def hits(self, number: int, passage: Passage) -> tuple[SentenceHit, ...]:
        """Those of one passage."""
        own = slice(*np.searchsorted(self.owners, (number, number + 1)))
        signals = (self.rows, self.similarity, self.shared, self.asked, self.lexical)
        members = zip(passage.sentences, *(values[own].tolist() for values in signals), strict=True)
        return tuple(
            SentenceHit(start=start, end=end, row=row, similarity=cosine, shared=shared, asked=asked, lexical=words)
            for (start, end), row, cosine, shared, asked, words in members
        )


class Index:
    """An opened index: immutable, safe to share between threads."""

    def __init__(self, generation: Generation, embedder: Embedder) -> None:
        """Raises IndexFault when the embedder or this version of the program does not fit."""
        self.manifest, self.corpus = generation.manifest, generation.corpus
        if self.manifest.embedder != embedder.name:
            index = generation.folder.parent
            raise IndexFault(f"index {index} was built with {self.manifest.embedder!r}, not {embedder.name!r}: {BUILD}")
        self._embedder = embedder
        # A question is looked up more than once on its way.
        self._query = lru_cache(maxsize=256)(self._embedded)
        try:
            self.glossary, self.resource_names = read_glossary(self.corpus), read_resource_names(self.corpus)
            self._load(generation.folder)
        # Whole files that this version cannot read: made by another one.
        except (CorpusError, ValueError, KeyError, RuntimeError, OSError) as error:
            raise IndexFault(
                f"index {generation.folder.parent} is of another version ({type(error).__name__}): {BUILD}"
            ) from error

    @classmethod
    def open(cls, index: Path, corpus: Path, embedder: Embedder) -> Self:
        """Open the current generation; it must be of the corpus as it is now, or have been gone back to.

        Raises IndexFault when it is missing, damaged, stale, or does not fit.
        """
        generation = open_generation(index)
        if not generation.rolled_back and generation.manifest.corpus_hash != corpus_hash(corpus):
            raise IndexFault(f"index {index} is stale, the corpus in {corpus} has changed: {BUILD}")
        return cls(generation, embedder)

    def _load(self, folder: Path) -> None:
        lines = (folder / "passages.jsonl").read_text(encoding="utf-8").removesuffix("\n").split("\n")
        self.passages: tuple[Passage, ...] = tuple(Passage.model_validate_json(line) for line in lines)
        self._nearest = Nearest(folder)
        units: NDArray[np.int32] = np.load(folder / "units.npy")
        self._kinds, self._owners, parts, self._unit_languages = np.ascontiguousarray(units.T)
        self._centroids: Scores = np.load(folder / "centroids.npy")
        self._probe: NDArray[np.float64] = np.load(folder / "probe.npy")
        self._sections = Sections(self.passages, np.load(folder / "sections.npy"))
        self._lexical = Lexical.load(folder / "bm25-passages")
        self._sentence_lexical = Lexical.load(folder / "bm25-sentences")
        self._rows = {kind: np.flatnonzero(self._kinds == at) for at, kind in enumerate(UNIT_KINDS)}
        # Of sentences and of questions that ask for one.
        self._sentence_numbers = self._sections.first_sentences[self._owners] + parts
        self._sources = np.asarray([passage.source_id for passage in self.passages])
        self._versions_of = np.asarray([passage.source.version_of for passage in self.passages])
        self._languages = self._sections.languages
        places = self._sections.numbers
        # Passages that a text in each language may find: those in it, and those of sections that it does not have.
        own = [self._languages == number for number in range(len(LANGUAGES))]
        self._shown = [in_own | ~np.isin(places, places[in_own]) for in_own in own]

    def search(self, text: str, language: Language, k: int, without: Collection[str] = ()) -> list[Hit]:
        """The `k` best passages for a text in a language, best first; of a section, only in one language.

        A section that exists in the text's language is found in it, any other in its own. A text that names authors
        is looked up in their articles alone. `without` names sources that are left out.
        """
        vector, terms = self.vector(text, language), query_terms(text, self.glossary, language)
        own = self._languages == LANGUAGES.index(language)
        words = self._lexical.scores(terms) * own
        named = self._named(text, without)
        among = self._candidates(vector, words, named) & ~np.isin(self._sources, list(without))
        compared = self._compared(vector, among)
        sentences = self._sentence_evidence(compared, terms, own)
        passages = self._passage_evidence(compared, vector, np.where(among, words, UNKNOWN), sentences, own)
        shown = np.flatnonzero(self._shown[LANGUAGES.index(language)] & among & (named if named.any() else True))
        return [
            Hit(
                passage=(passage := self.passages[number]),
                score=float(passages.scores[number]),
                similarity=float(passages.similarity[number]),
                asked=float(passages.asked[number]) if passage.questions else 0.0,
                coverage=self._coverage(terms, passage) if own[number] else 0.0,
                sentences=sentences.hits(number, passage),
            )
            for number in shown[np.argsort(-passages.scores[shown], kind="stable")][:k].tolist()
        ]

    def similarity(self, rows: Sequence[int]) -> Scores:
        """Cosines between stored vectors, shape (rows, rows)."""
        vectors = self.vectors(rows)
        return cosines_between(vectors)

    def vectors(self, rows: Sequence[int]) -> Scores:
        """Stored vectors, shape (rows, dimension)."""
        return self._nearest.vectors(rows)

    def prepared(self, vectors: Scores, rows: Sequence[int]) -> Scores:
        """Fresh vectors of the embedder for these rows, as the index would store them."""
        return centred(vectors, self._centroids[self._unit_languages[list(rows)]])

    def nearest(self, kind: str, text: str, language: Language, k: int) -> float:
        """Mean cosine of the `k` most similar units of a kind; 0 where there are none."""
        nearest = np.sort(self._nearest.cosines(self.vector(text, language), self._rows[kind]))[::-1][:k]
        return float(nearest.mean()) if len(nearest) else 0.0

    def alike(self, first: str, second: str, language: Language) -> float:
        """The cosine of two texts."""
        return float(self.vector(first, language) @ self.vector(second, language))

    def sources_like(self, texts: Sequence[str], language: Language) -> dict[str, float]:
        """For each source the mean, over one text or more, of the cosine of the nearest passage: -1 to 1."""
        rows = self._rows["passage"]
        owners = self._sources[self._owners[rows]]
        cosines = np.stack([self._nearest.cosines(self.vector(text, language), rows) for text in texts])
        return {source: float(cosines[:, owners == source].max(axis=1).mean()) for source in np.unique(owners).tolist()}

    def likeness_to_answered(self, text: str, language: Language) -> float:
        """How like the text is to questions that the corpus answers: about 1, or -1 for like the others."""
        return float(self.vector(text, language) @ self._probe[:-1] + self._probe[-1])

    def vector(self, text: str, language: Language) -> Scores:
        """The vector by which a text is compared."""
        return centred(self._query(text, language), self._centroids[LANGUAGES.index(language)])

    def _embedded(self, text: str, language: Language) -> Scores:
        return self._embedder.query(self.glossary.spelled_out(text, language))

    def _passage_evidence(
        self, compared: dict[str, _Compared], vector: Scores, words: Scores, sentences: _Sentences, own: Chosen
    ) -> _Passages:
        """The mixed evidence of every passage that was compared."""
        count = len(self.passages)
        best = {kind: _highest_of(unit.cosines, unit.owners, count) for kind, unit in compared.items()}
        best["question"] = np.maximum(best["question"], best.pop("sentence question"))
        listed = best["question"] > UNKNOWN
        dense = {kind: self._sections.shared(values) for kind, values in best.items()}
        dense["question"] = np.where(listed, dense["question"], dense["sentence"])
        dense["section"] = np.where(best["passage"] > UNKNOWN, self._sections.likeness(vector), UNKNOWN)
        in_sentences = np.where(listed, UNKNOWN, _highest_of(sentences.lexical, sentences.owners, count))
        return _Passages(
            scores=mixed(dense, {"passage": words, "sentence": in_sentences}, own),
            similarity=np.maximum.reduce(list(best.values())),
            asked=best["question"],
        )

    def _sentence_evidence(self, compared: dict[str, _Compared], terms: Sequence[QueryTerm], own: Chosen) -> _Sentences:
        """The evidence of every sentence that was compared."""
        found, asking = compared["sentence"], compared["sentence question"]
        numbers = self._sentence_numbers[found.rows]
        asked = _highest_of(asking.cosines, self._sentence_numbers[asking.rows], len(self._sections.twins))[numbers]
        asked, similar = (self._sections.shared_by_sentence(numbers, values) for values in (asked, found.cosines))
        lexical = self._sentence_lexical.scores(terms)[numbers] * own[found.owners]
        return _Sentences(
            rows=found.rows,
            owners=found.owners,
            similarity=found.cosines,
            shared=similar,
            asked=np.where(asked > UNKNOWN, asked, similar),
            lexical=lexical / max(float(lexical.max(initial=0)), 1e-9),
        )

    def _coverage(self, terms: Sequence[QueryTerm], passage: Passage) -> float:
        held = distinct_tokens(searchable_text(passage))
        weights = [max(self._lexical.weight(token) for token in term.own) for term in terms]
        covered = (
            weight
            for weight, term in zip(weights, terms, strict=True)
            if any(held.issuperset(words) for words in (term.own, *term.synonyms))
        )
        return sum(covered) / (sum(weights) or 1.0)

    def _named(self, text: str, without: Collection[str]) -> Chosen:
        """Which passages are of sources whose authors the text names."""
        named = self.glossary.names(text).get("author", frozenset()) - set(without)
        of_named = np.isin(self._sources, list(named)) | np.isin(self._versions_of, list(named))
        # A name such as DataCamp may mean an author's article or a resource.
        if of_named.any() and self.resource_names.mentions(text):
            of_named |= self._sources == RESOURCES
        return of_named

    def _candidates(self, vector: Scores, words: Scores, named: Chosen) -> Chosen:
        """Which passages to compare: all, where that is fast."""
        if self._nearest.exact:
            return np.ones(len(self.passages), dtype=np.bool_)
        among = named.copy()
        owners = self._owners[self._nearest.proposed(vector)]
        among[owners[owners >= 0]] = True
        among[_highest(words, _BY_WORDS)] = True
        among[:: max(1, len(among) // _SAMPLE)] = True
        return np.isin(self._sections.numbers, self._sections.numbers[among])

    def _compared(self, vector: Scores, among: Chosen) -> dict[str, _Compared]:
        """Units of these passages by kind."""
        # A question that belongs to no passage has owner -1.
        rows = np.flatnonzero(np.append(among, False)[self._owners])
        cosines, kinds, owners = self._nearest.cosines(vector, rows), self._kinds[rows], self._owners[rows]
        members = {kind: kinds == UNIT_KINDS.index(kind) for kind in _COMPARED}
        return {kind: _Compared(rows[these], owners[these], cosines[these]) for kind, these in members.items()}


def _highest(values: Scores, count: int) -> NDArray[np.intp]:
    """Places of the highest values above zero, `count` at most, in no order."""
    places = np.flatnonzero(values)
    return places if len(places) <= count else places[np.argpartition(values[places], -count)[-count:]]


def _highest_of(values: Scores, owners: NDArray[np.integer[Any]], count: int) -> Scores:
    """The highest value of each of `count` owners; UNKNOWN for one without any."""
    highest = np.full(count, UNKNOWN, dtype=np.float32)
    np.maximum.at(highest, owners, values)
    return highest
