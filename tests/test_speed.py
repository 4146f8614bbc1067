"""Generated articles, and the whole of `roadmap eval speed` on a few of them."""

import json
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import pytest

from assistant.cli import main
from corpus.files import copy_corpus
from corpus.records import Passage
from evals.generated import questions_about, write_articles
from index.units import read_passages
from tests.conftest import CORPUS


def generated(tmp_path: Path, count: int) -> list[Passage]:
    copy_corpus(CORPUS, tmp_path / "corpus")
    write_articles(tmp_path / "corpus", count)
    return [passage for passage in read_passages(tmp_path / "corpus") if passage.source_id.startswith("generated-")]


def test_so_many_distinct_passages_are_generated_in_both_languages(tmp_path: Path) -> None:
    passages = generated(tmp_path, 230)
    assert Counter(passage.language for passage in passages) == {"en": 130, "zh": 100}
    assert len({passage.text for passage in passages}) == 230
    assert all(passage.source.imported and not passage.questions for passage in passages)
    sentences = [len(passage.sentences) for passage in passages]
    assert 2 <= sum(sentences) / len(sentences) <= 4
    lengths = {language: [len(p.text) for p in passages if p.language == language] for language in ("en", "zh")}
    assert 200 < sum(lengths["en"]) / 130 < 600
    assert 70 < sum(lengths["zh"]) / 100 < 220


def test_they_are_the_same_every_time(tmp_path: Path) -> None:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    first, second = generated(tmp_path / "first", 60), generated(tmp_path / "second", 60)
    assert first == second
    assert list(questions_about(first, 5)) == list(questions_about(second, 5))


def test_speed_measures_a_real_build_and_a_real_search(
    small_corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ROADMAP_CORPUS", str(small_corpus))
    assert main(["eval", "speed", "--passages", "50,200", "--json", "--out", str(tmp_path / "out")]) == 0
    printed = capsys.readouterr().out
    few, many = json.loads(printed)
    assert (few["passages"], many["passages"]) == (54, 204)
    assert few["vectors"] < many["vectors"]
    assert many["embedded"] <= many["vectors"]
    for row in (few, many):
        assert row["exact"]
        assert row["recall_at_10"] == 1
        assert 0 < row["search_p50_ms"] <= row["search_p95_ms"]
        assert 0 < row["vectors_p50_ms"] <= row["vectors_p95_ms"]
        assert row["embed_p50_ms"] > 0
        assert min(row["embedding_seconds"], row["other_seconds"], row["open_seconds"]) > 0
        # The embedder alone takes more than this, in memory.
        assert min(row["build_mb"], row["search_mb"]) > 50
    assert many["disk_mb"] > few["disk_mb"] > 0
    assert json.loads((tmp_path / "out" / "speed.json").read_text()) == [few, many]
    shown = "".join(ET.fromstring((tmp_path / "out" / "speed.svg").read_text()).itertext())
    assert all(label in shown for label in ("passages", "milliseconds", "seconds", "megabytes", "search, p95"))
    assert not small_corpus.joinpath("articles", "generated-00000").exists()


@pytest.mark.parametrize("counts", ["", "10,", "ten", "0", "-5"])
def test_unusable_counts_are_refused_in_one_line(counts: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["eval", "speed", f"--passages={counts}"])
    assert stopped.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1
