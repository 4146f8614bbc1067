"""Vectors by row, the approximate index, and search against a plain computation of the same scores."""

import math
import shutil
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from corpus.records import Language, Passage
from evals.records import read_questions
from index.building import build_index
from index.embedders import Embedder, Vectors
from index.lexical import query_terms, tokens
from index.nearest import EXACT_LIMIT, Nearest, new_vectors, write_approximate
from index.records import Generation
from index.search import Index
from index.store import open_generation
from index.units import read_asked, searchable_sentences, searchable_text, unit_table
from tests.conftest import write_article

LOW = 1000
ASKED = "green: {en: [[hot water or warm, how warm for the leaves], [minutes in the pot]], zh: [[水温], []]}"
UNLISTED = "## Milk {#milk}\n\n*Original: page 9*\n\nMilk makes black tea milder. Green tea is drunk without milk.\n"


def stored(folder: Path, vectors: Vectors, exact_limit: int = EXACT_LIMIT) -> Nearest:
    new_vectors(folder, *vectors.shape)[:] = vectors
    write_approximate(folder, exact_limit)
    return Nearest(folder)


def all_vectors(index: Index) -> Vectors:
    return index.vectors(range(len(unit_table(index.passages, read_asked(index.corpus))[0])))


@pytest.fixture(scope="module")
def approximate(
    index: Index, index_folder: Path, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory
) -> Index:
    """The project's own index, with an approximate index of its vectors added."""
    generation = open_generation(index_folder)
    folder = tmp_path_factory.mktemp("approximate") / "generation"
    shutil.copytree(generation.folder, folder)
    assert not stored(folder, all_vectors(index), LOW).exact
    return Index(Generation(folder=folder, manifest=generation.manifest), embedder)


@pytest.fixture(scope="module")
def questions() -> list[tuple[str, Language]]:
    return [(question.question, question.language) for question in read_questions("test")]


def test_cosines_and_vectors_are_those_of_numpy(tmp_path: Path) -> None:
    drawn = np.random.default_rng(5).standard_normal((300, 16)).astype(np.float32)
    vectors = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    nearest = stored(tmp_path, vectors)
    assert nearest.exact
    assert len(nearest) == 300
    np.testing.assert_array_equal(nearest.proposed(vectors[7]), np.arange(300))
    np.testing.assert_array_equal(nearest.vectors([4, 2, 299]), vectors[[4, 2, 299]])
    by_hand = np.array(
        [math.fsum(float(a) * float(b) for a, b in zip(row, vectors[7], strict=True)) for row in vectors]
    )
    for rows in (np.arange(300), np.array([3, 7, 250]), np.array([], dtype=np.intp)):
        np.testing.assert_allclose(nearest.cosines(vectors[7], rows), by_hand[rows], atol=1e-6)


def test_an_approximate_index_is_made_beyond_the_limit_alone(tmp_path: Path) -> None:
    drawn = np.random.default_rng(5).standard_normal((300, 16)).astype(np.float32)
    assert stored(tmp_path, drawn, exact_limit=300).exact
    assert not (tmp_path / "nearest.faiss").exists()
    assert not stored(tmp_path, drawn, exact_limit=299).exact


def test_nearly_all_of_the_ten_nearest_are_proposed(
    index: Index, questions: list[tuple[str, Language]], tmp_path: Path
) -> None:
    """Real vectors and real questions: recall at 10 against comparing all."""
    vectors = all_vectors(index)
    nearest = stored(tmp_path, vectors, LOW)
    found = []
    for question in questions:
        vector = index.vector(*question)
        ten = np.argsort(-(vectors @ vector))[:10]
        proposed = nearest.proposed(vector, 200)
        assert len(proposed) <= 200
        found.append(len(np.intersect1d(ten, proposed)) / 10)
    assert np.mean(found) >= 0.98


def test_search_through_the_approximate_index_finds_the_same(
    index: Index, approximate: Index, questions: list[tuple[str, Language]]
) -> None:
    same, first = 0.0, 0
    for text, language in questions:
        exact = [hit.passage.passage_id for hit in index.search(text, language, 5)]
        found = [hit.passage.passage_id for hit in approximate.search(text, language, 5)]
        same += len(set(exact) & set(found)) / 5
        first += exact[0] == found[0]
    assert same / len(questions) >= 0.98
    assert first / len(questions) >= 0.98


def test_evidence_through_the_approximate_index_is_exact(index: Index, approximate: Index) -> None:
    question = "Is Python the only programming language for machine learning?"
    exact = {hit.passage.passage_id: hit for hit in index.search(question, "en", 10)}
    for hit in approximate.search(question, "en", 5):
        other = exact[hit.passage.passage_id]
        assert hit.score == pytest.approx(other.score, abs=0.02)
        assert (hit.similarity, hit.asked) == pytest.approx((other.similarity, other.asked), abs=1e-6)
        assert [s.row for s in hit.sentences] == [s.row for s in other.sentences]
        assert [s.similarity for s in hit.sentences] == pytest.approx([s.similarity for s in other.sentences], abs=1e-6)


def test_a_named_author_is_looked_up_whatever_is_proposed(index: Index, approximate: Index) -> None:
    question = "What does Ayush Kumar say about the weather in Sweden?"
    hits = approximate.search(question, "en", 30)
    assert {hit.passage.source_id for hit in hits} == {"krayush-break-into-ml"}
    assert {hit.passage.passage_id for hit in hits} == {
        hit.passage.passage_id for hit in index.search(question, "en", 30)
    }


def test_what_is_left_out_is_not_found(index: Index, approximate: Index) -> None:
    everything = {passage.source_id for passage in index.passages}
    for opened in (index, approximate):
        hits = opened.search("Which book on statistics?", "en", 20, without=("resources",))
        assert len(hits) == 20
        assert "resources" not in {hit.passage.source_id for hit in hits}
        assert opened.search("Which book on statistics?", "en", 20, without=everything) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How hot should water for green tea be?", "en"),
        ("milk or no milk", "en"),
        ("红茶要加牛奶吗？", "zh"),
        ("?", "en"),
    ],
)
def test_scores_are_those_of_a_plain_computation(
    text: str, language: Language, small_corpus: Path, embedder: Embedder, tmp_path: Path
) -> None:
    write_article(small_corpus, "en", UNLISTED, "milk-guide")
    notes = small_corpus / "articles" / "tea-guide"
    (notes / "sentence_phrasings.yaml").write_text(ASKED, encoding="utf-8")
    (notes / "phrasings.yaml").write_text("black: {en: [with milk], zh: [奶茶]}", encoding="utf-8")
    build_index(small_corpus, tmp_path / "index", embedder, lambda items, length: items)
    index = Index.open(tmp_path / "index", small_corpus, embedder)
    expected = plain_scores(index, text, language, embedder)
    hits = index.search(text, language, 10)
    # The one in English alone is found in either language.
    assert {hit.passage for hit in hits} == {
        p for p in index.passages if p.language == language or p.source_id == "milk-guide"
    }
    assert [hit.score for hit in hits] == pytest.approx([expected[hit.passage.passage_id] for hit in hits], abs=1e-5)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def plain_scores(index: Index, text: str, language: Language, embedder: Embedder) -> dict[str, float]:
    """Score by passage: dense evidence of both languages, BM25 of the own, each min-max normalised, in plain Python.

    Where a section has no questions, its best sentence stands in for them, and counts in words, too. One in the other
    language has dense evidence alone, which counts for nine tenths.
    """
    query = embedder.query(text)
    words = [token for term in query_terms(text, index.glossary, language) for token in term.own]

    def cosine(texts: list[str]) -> float:
        return max(float(vector @ query) for vector in embedder.passages(texts))

    def asked(passage: Passage) -> list[str]:
        return questions_of(passage) or said(passage)

    def said(passage: Passage) -> list[str]:
        return [passage.text[start:end] for start, end in passage.sentences]

    def both(values: list[float]) -> list[float]:
        told = [
            [v for p, v in zip(index.passages, values, strict=True) if p.place == one.place] for one in index.passages
        ]
        return [sum(each) / len(each) for each in told]

    own = [passage.language == language for passage in index.passages]
    whole = bm25([searchable_text(passage) for passage in index.passages], words)
    each = iter(bm25(searchable_sentences(index.passages), words))
    by_sentence = [max([next(each) for _ in said(p)]) * mine for p, mine in zip(index.passages, own, strict=True)]
    parts: list[tuple[float, Sequence[float | None]]] = [
        (0.25, both([cosine([f"{passage.heading}\n{passage.text}"]) for passage in index.passages])),
        (0.25, both([cosine(said(passage)) for passage in index.passages])),
        (1.0, both([cosine(asked(passage)) for passage in index.passages])),
        (0.5, section_likeness(index.passages, query, embedder)),
        (1.0, [score * mine for score, mine in zip(whole, own, strict=True)]),
        (0.5, [None if p.questions else score for p, score in zip(index.passages, by_sentence, strict=True)]),
    ]
    total, weights = [0.0] * len(index.passages), [0.0] * len(index.passages)
    for part, (weight, values) in enumerate(parts):
        known = [value for value in values if value is not None]
        low, high = min(known), max(known)
        # A signal that is the same everywhere is left out.
        for at, value in enumerate(values) if high - low > 1e-9 else ():
            if value is not None and (own[at] or part < len(parts) - 2):
                total[at] += weight * (value - low) / (high - low)
                weights[at] += weight
    return {
        passage.passage_id: total[at] / weights[at] * (1.0 if own[at] else 0.9)
        for at, passage in enumerate(index.passages)
    }


def questions_of(passage: Passage) -> list[str]:
    return [*passage.questions, *passage.phrasings, *chain.from_iterable(passage.sentence_phrasings)]


def section_likeness(passages: Sequence[Passage], query: Vectors, embedder: Embedder) -> list[float | None]:
    """Ridge regression in its dual form, one section against the others; None without questions."""
    asked = [(question, passage.place) for passage in passages for question in questions_of(passage)]
    vectors = np.column_stack([embedder.passages([question for question, _ in asked]), np.ones(len(asked))])
    penalty = 0.1 * len(asked) / len({place for _, place in asked})
    dual = vectors @ vectors.T + penalty * np.eye(len(asked))
    near = np.linalg.solve(dual, vectors @ np.append(query, 1.0))
    return [
        sum(float(value) for value, (_, place) in zip(near, asked, strict=True) if place == passage.place)
        if passage.questions
        else None
        for passage in passages
    ]


def bm25(documents: list[str], words: list[str]) -> list[float]:
    """Lucene's BM25 with k1 1.5 and b 0.75."""
    counts = [Counter(tokens(document)) for document in documents]
    mean = sum(count.total() for count in counts) / len(counts)

    def score(count: Counter[str]) -> float:
        holding = {word: sum(word in other for other in counts) for word in words}
        return sum(
            math.log(1 + (len(counts) - holding[word] + 0.5) / (holding[word] + 0.5))
            * count[word] / (count[word] + 1.5 * (0.25 + 0.75 * count.total() / mean))
            for word in words
        )  # fmt: skip

    return [score(count) for count in counts]
