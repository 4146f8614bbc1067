"""Times of a run in relation to embedding, by hand; no test is about how long anything takes."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.settings import Settings
from evals.gating import write_baseline
from evals.records import EvalFault
from evals.summary import Row, percentile_rows
from evals.timing import cold_starts, embedding_seconds, relative_rows
from index.embedders import Vectors


class Noting:
    """An embedder that notes what it is asked."""

    name, version, dimension, centred = "noting", "1", 2, False

    def __init__(self) -> None:
        self.asked = list[str]()

    def passages(self, texts: Sequence[str]) -> Vectors:
        raise AssertionError("passages were embedded")

    def query(self, text: str) -> Vectors:
        self.asked.append(text)
        return np.zeros(2, dtype=np.float32)


def test_times_become_multiples_of_an_embedding() -> None:
    """Embedding 2, 4 and 100 ms: half of the searches take 12 ms, which is 3 of the median; a start of 1.6 s is 400."""
    times = [Row(group="speed", measure="search, ms", part="p50", value=12, count=3),
             Row(group="speed", measure="search, ms", part="p95", value=50, count=3)]  # fmt: skip
    other = Row(group="retrieval", measure="R@1, ms", part="all", value=0.5, count=3)
    rows = relative_rows([*times, other], [0.002, 0.1, 0.004], [1.6, 9.0, 1.2])
    assert {(row.measure, row.part): (row.value, row.count) for row in rows} == {
        # The 95th percentile of three lies nine tenths of the way from the second to the third.
        ("embedding the question, ms", "p50"): (4.0, 3), ("embedding the question, ms", "p95"): (90.4, 3),
        ("cold start, s", "median"): (1.6, 3),
        ("search, times embedding", "p50"): (3.0, 3), ("search, times embedding", "p95"): (12.5, 3),
        ("cold start, times embedding", "median"): (400.0, 3),
    }  # fmt: skip
    assert {row.group for row in rows} == {"speed"}


def test_times_stay_out_of_the_gate(tmp_path: Path) -> None:
    rows = percentile_rows("search", [0.1])
    write_baseline([*rows, *relative_rows(rows, [0.1], [1.0])], tmp_path / "baseline.json")
    assert (tmp_path / "baseline.json").read_text(encoding="utf-8") == "[]\n"


def test_every_bare_question_is_embedded_each_time() -> None:
    embedder = Noting()
    assert len(embedding_seconds(embedder, ["One?", "One?", "Two?"])) == 3
    assert embedder.asked == ["One?", "One?", "Two?"]


def test_a_cold_start_is_a_real_one(index_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the settings of the run, whatever the environment says, and from any folder."""
    monkeypatch.setenv("ROADMAP_MODEL", "nobody:knows")
    monkeypatch.chdir(index_folder.parent)
    assert len(cold_starts(Settings(index=Path(index_folder.name), model=""), 2)) == 2
    with pytest.raises(EvalFault, match=r"status 2 \(roadmap: no index in .*: see that it works alone"):
        cold_starts(Settings(index=tmp_path / "none", model=""), 1)
