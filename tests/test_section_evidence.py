"""What one telling of a section says for the other: shared evidence, and the sections that questions belong to."""

import re
from pathlib import Path

import numpy as np
import pytest

from corpus.records import Language, Passage
from index.building import build_index
from index.embedders import Embedder
from index.mixing import UNKNOWN, mixed
from index.search import Index
from index.sections import Sections, fit_sections, section_numbers
from index.units import read_passages
from tests.conftest import CORPUS, ENGLISH, write_article


@pytest.fixture(scope="module")
def passages() -> list[Passage]:
    return read_passages(CORPUS)


def numbered(passages: list[Passage], place: str, language: Language) -> int:
    return next(at for at, p in enumerate(passages) if (p.place, p.language) == (place, language))


def test_a_value_is_averaged_with_that_of_the_other_language(passages: list[Passage]) -> None:
    place = "codex-mle-2022/why-python"
    english, chinese = (numbered(passages, place, language) for language in ("en", "zh"))
    values = np.full(len(passages), UNKNOWN, dtype=np.float32)
    values[english], values[chinese] = 0.6, 0.2
    shared = Sections(passages, np.zeros((0, 513), dtype=np.float32)).shared(values)
    assert shared[english] == shared[chinese] == pytest.approx(0.4)
    values[chinese] = UNKNOWN
    assert Sections(passages, np.zeros((0, 513), dtype=np.float32)).shared(values)[english] == pytest.approx(0.6)


def test_sentences_are_paired_in_order_where_both_languages_have_as_many(passages: list[Passage]) -> None:
    place = "codex-mle-2022/why-python"
    pair = [passages[numbered(passages, place, language)] for language in ("en", "zh")]
    values = np.asarray([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8], dtype=np.float32)
    sections = Sections(pair, np.zeros((0, 513), dtype=np.float32))
    shared = sections.shared_by_sentence(np.arange(8), values)
    np.testing.assert_allclose(shared, [0.3, 0.4, 0.5, 0.6] * 2, atol=1e-6)
    shorter = pair[1].model_copy(update={"sentences": pair[1].sentences[:3]})
    sections = Sections([pair[0], shorter], np.zeros((0, 513), dtype=np.float32))
    np.testing.assert_allclose(sections.shared_by_sentence(np.arange(7), values[:7]), values[:7])


def test_a_question_is_like_those_of_its_section() -> None:
    vectors = np.asarray([[1, 0, 0], [0.9, 0.1, 0], [0, 1, 0], [0.1, 0.9, 0]], dtype=np.float32)
    weights = fit_sections(vectors, np.asarray([0, 0, 2, 2]))
    near, far = weights[:, :-1] @ np.asarray([0.95, 0.05, 0], dtype=np.float32) + weights[:, -1]
    assert near > far > 0.0


def test_only_sections_with_questions_are_likely(passages: list[Passage]) -> None:
    asked = [p if p.section_id == "why-python" else without_questions(p) for p in passages]
    weights = np.asarray([[1, 0, 0, 0, 0.5]], dtype=np.float32)
    likeness = Sections(asked, weights).likeness(np.asarray([0.25, 0, 0, 0], dtype=np.float32))
    assert {p.section_id for p, value in zip(asked, likeness, strict=True) if value == 0.75} == {"why-python"}
    assert {p.section_id for p, value in zip(asked, likeness, strict=True) if value == UNKNOWN} == {
        p.section_id for p in passages
    } - {"why-python"}


def without_questions(passage: Passage) -> Passage:
    return passage.model_copy(update={"questions": (), "phrasings": (), "sentence_phrasings": ()})


def test_no_section_is_likely_without_any_question(passages: list[Passage]) -> None:
    weights = fit_sections(np.zeros((0, 4), dtype=np.float32), np.zeros(0, dtype=np.intp))
    likeness = Sections([without_questions(p) for p in passages], weights).likeness(np.ones(4, dtype=np.float32))
    assert np.all(likeness == UNKNOWN)


def test_both_languages_have_the_number_of_their_section(passages: list[Passage]) -> None:
    numbers = section_numbers(passages)
    english, chinese = (numbered(passages, "codex-mle-2022/why-python", language) for language in ("en", "zh"))
    assert numbers[english] == numbers[chinese]
    assert len(set(numbers.tolist())) == len({p.place for p in passages})


def test_a_sentence_is_known_by_the_questions_that_ask_for_it(
    small_corpus: Path, embedder: Embedder, tmp_path: Path
) -> None:
    asked = "green: {en: [[how warm for the leaves], [minutes in the pot]], zh: [[水温], []]}"
    (small_corpus / "articles" / "tea-guide" / "sentence_phrasings.yaml").write_text(asked, encoding="utf-8")
    build_index(small_corpus, tmp_path / "index", embedder, lambda items, length: items)
    index = Index.open(tmp_path / "index", small_corpus, embedder)
    green, black = sorted(index.search("minutes in the pot", "en", 2), key=lambda hit: -hit.score)
    # Without a question in the other language the own one counts alone.
    assert green.sentences[1].asked == pytest.approx(1)
    assert green.asked == pytest.approx(1)
    vectors = embedder.passages(["minutes in the pot", "how warm for the leaves", "水温"])
    assert green.sentences[0].asked == pytest.approx(float((vectors[0] @ vectors[1] + vectors[0] @ vectors[2]) / 2))
    # Nor any: what is asked is then compared with the sentence itself.
    assert [sentence.asked for sentence in black.sentences] == [sentence.shared for sentence in black.sentences]


def test_lists_without_a_question_are_none(small_corpus: Path, embedder: Embedder, tmp_path: Path) -> None:
    file = small_corpus / "articles" / "tea-guide" / "en.md"
    write_article(small_corpus, "en", re.sub(r"^- .*\n", "", ENGLISH, flags=re.MULTILINE))
    (file.parent / "sentence_phrasings.yaml").write_text("black: {en: [[], []], zh: [[], []]}", encoding="utf-8")
    (file.parent / "zh.md").unlink()
    build_index(small_corpus, tmp_path / "index", embedder, lambda items, length: items)
    hits = Index.open(tmp_path / "index", small_corpus, embedder).search("milk or no milk", "en", 2)
    assert [hit.passage.section_id for hit in hits] == ["black", "green"]


def test_only_sections_of_one_passage_are_paired(passages: list[Passage]) -> None:
    english, chinese = (passages[numbered(passages, "codex-mle-2022/why-python", name)] for name in ("en", "zh"))
    second = english.model_copy(update={"passage_id": f"{english.passage_id}#2"})
    assert np.all(Sections([english, second, chinese], np.zeros((1, 4), dtype=np.float32)).twins == -1)


def test_a_signal_without_spread_costs_nobody_anything() -> None:
    known, unknown = np.float32(0.5), np.float32(UNKNOWN)
    dense = {name: np.asarray([0.2, 0.9, 0.9], dtype=np.float32) for name in ("passage", "sentence", "question")}
    dense["section"] = np.asarray([unknown, known, unknown], dtype=np.float32)
    lexical = {"passage": np.asarray([0, 3, 3], dtype=np.float32), "sentence": np.full(3, UNKNOWN, dtype=np.float32)}
    scores = mixed(dense, lexical, np.ones(3, dtype=np.bool_))
    assert scores.tolist() == pytest.approx([0, 1, 1])
