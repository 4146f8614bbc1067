"""A language model as the judge, over the wire: yes, no, nonsense and failures; the evaluators are the real ones."""

import json
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.models.opening import open_model
from assistant.records import Answer
from assistant.settings import Settings
from corpus.records import Passage
from evals import commands
from evals.gating import write_baseline
from evals.judging import Judge, judge_run, open_judge
from evals.metrics import score
from evals.records import EvalFault, Result
from evals.reporting import write_report
from evals.running import read_results
from evals.summary import Row
from evals.verdicts import JudgedAnswer, Verdict, judged_rows, missing_reasons, read_judged
from index.search import Index
from tests import misbehaving as wire
from tests.conftest import ROOT
from tests.misbehaving import Behaviour, Misbehaving, Reply, failing, reply
from tests.other_providers import KEY
from tests.test_evals import answer_of, green_tea, question

NAME = "openai-compatible:small"
YES, NO = reply("YES"), reply("NO")


def settings(url: str, **values: object) -> Settings:
    patience = {"connect_seconds": 5, "first_token_seconds": 10, "between_tokens_seconds": 5}
    return Settings.model_validate({"base_url": url, "api_key": KEY, **patience, **values})


def judge_at(url: str, **values: object) -> Judge:
    """A judge that was not tried out, so that the first question is one of the evaluators'."""
    chosen = settings(url, **values)
    return Judge(open_model(NAME, chosen), chosen.answer_tokens)


@pytest.fixture(scope="module")
def result(index: Index) -> Result:
    """An answered question: one quote, one marker, one label."""
    passage = green_tea(index)
    return result_of(passage, answer_of(passage))


def result_of(passage: Passage, answer: Answer) -> Result:
    scores = score(question(), answer, {passage.passage_id: passage})
    return Result(question=question(), answer=answer, places=(), scores=scores)


def verdicts(result: Result, *replies: Reply, **values: object) -> tuple[Verdict, Verdict]:
    with Misbehaving(*replies) as server:
        judged = judge_at(server.url, **values).judge(result)
    assert KEY not in judged.model_dump_json()
    return judged.faithful, judged.relevant


def test_a_yes_and_a_no(result: Result) -> None:
    faithful, relevant = verdicts(result, YES, NO)
    assert faithful == Verdict(holds=True, reply="YES")
    assert relevant == Verdict(holds=False, reply="NO")


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        ("Yes, it does.", True),
        ("**NO**. The context says yes to something else.", False),
        ("Answer: YES", True),
        ("<think>Yes? No, the quote lacks it.</think>NO", False),
        ("NO，引文没有这么说。", False),
        ("YES/NO", None),
        ("Bananas.", None),
        ("Noodles.", None),
        ("Not at all, yes.", None),
        ("是", None),
    ],
)
def test_a_verdict_is_what_a_reply_begins_with(result: Result, said: str, holds: bool | None) -> None:
    faithful, _ = verdicts(result, reply(said))
    assert faithful.holds is holds
    assert faithful.fault == ("its reply is neither YES nor NO" if holds is None else "")


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        pytest.param(failing(500), "its server has failed (status 500)", id="500"),
        pytest.param(failing(401), "its server does not accept the key (status 401)", id="401"),
        pytest.param(wire.echoing(403), "its server does not accept the key (status 403)", id="403 with the key in it"),
        pytest.param(wire.SILENT, "it said nothing within 1 seconds", id="silent"),
        pytest.param(wire.EMPTY, "its reply is empty", id="empty"),
        pytest.param(Behaviour([wire.event(b"<html>")]), "its reply broke off or cannot be read", id="no protocol"),
    ],
)
def test_a_failure_is_no_verdict(result: Result, broken: Reply, fault: str) -> None:
    none = Verdict(holds=None, reply="", fault=fault)
    patience = {"first_token_seconds": 1} if broken is wire.SILENT else {}
    assert verdicts(result, broken, **patience) == (none, none)


def test_what_does_not_fit_is_no_verdict(index: Index) -> None:
    passage = green_tea(index)
    long = answer_of(passage).model_copy(update={"text": "Green tea wants water. [1] " * 500})
    faithful, _ = verdicts(result_of(passage, long), YES, context=2048)
    assert faithful.holds is None
    assert faithful.fault.startswith("it cannot be asked")


def test_the_judge_reads_the_answer_without_markers_beside_its_quotes(index: Index) -> None:
    passage = green_tea(index)
    follow_up = answer_of(passage).model_copy(update={"question": "And it?", "standalone_question": "How {hot} is it?"})
    with Misbehaving(YES) as server:
        judge_at(server.url).judge(result_of(passage, follow_up))
    faithful, relevant = ("\n".join(said["content"] for said in asked.body["messages"]) for asked in server.requests)
    for prompt in (faithful, relevant):
        assert "[1]" not in prompt
        assert "a, t, s:\nGreen tea wants water of 70 degrees." in prompt
        assert "steeps" not in prompt
    assert "Information: Green tea wants water of 70 degrees.\n" in faithful
    assert "Question: How {hot} is it?\nResponse: Green tea wants water of 70 degrees.\n" in relevant


@pytest.mark.parametrize(
    "broken", [failing(401), failing(404), wire.SILENT, wire.EMPTY], ids=["401", "404", "silent", "empty"]
)
def test_a_mute_judge_is_told_before_the_run(broken: Reply) -> None:
    with Misbehaving(broken) as server, pytest.raises(EvalFault, match=f"{NAME} cannot judge: .*: mend that") as told:
        open_judge(NAME, settings(server.url, first_token_seconds=3))
    assert KEY not in str(told.value)


def test_the_terminal_asks_nothing_where_the_judge_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run"
    monkeypatch.setenv("ROADMAP_BASE_URL", f"http://{wire.HOST}:{wire.refused_port()}/v1")
    for name, fault in ((NAME, "cannot be reached"), ("small", "no language model"), ("", "no language model")):
        assert main(["eval", "run", "--judge", name, "--out", str(out)]) == 2
        assert fault in capsys.readouterr().err
    assert not out.exists()


def of(name: str, language: str, faithful: bool | None, relevant: bool | None) -> JudgedAnswer:
    both = [Verdict(holds=holds, reply="", fault="mute" if holds is None else "") for holds in (faithful, relevant)]
    fields = {"id": name, "language": language, "judge": NAME, "faithful": both[0], "relevant": both[1]}
    return JudgedAnswer.model_validate(fields)


def test_rows_by_hand() -> None:
    """Four answers: faithful 1 of 2 with a verdict (en 1 of 1, zh 0 of 1), relevant 3 of 4; half without a verdict."""
    judged = [of("1", "en", True, True), of("2", "en", None, True), of("3", "zh", False, False),
              of("4", "zh", None, True)]  # fmt: skip
    rows = {(row.measure, row.part.removesuffix(f", says {NAME}")): row for row in judged_rows(judged)}
    assert {row.group for row in rows.values()} == {"judged"}
    assert {at: (row.value, row.count) for at, row in rows.items()} == {
        ("faithful", "all"): (0.5, 2), ("faithful", "en"): (1.0, 1), ("faithful", "zh"): (0.0, 1),
        ("faithful: no verdict", "all"): (0.5, 4), ("faithful: no verdict", "en"): (0.5, 2),
        ("faithful: no verdict", "zh"): (0.5, 2),
        ("relevant", "all"): (0.75, 4), ("relevant", "en"): (1.0, 2), ("relevant", "zh"): (0.5, 2),
        ("relevant: no verdict", "all"): (0.0, 4), ("relevant: no verdict", "en"): (0.0, 2),
        ("relevant: no verdict", "zh"): (0.0, 2),
    }  # fmt: skip
    assert missing_reasons(judged) == ["mute", "mute"]
    assert judged_rows([]) == []


def test_verdicts_stay_out_of_the_gate(tmp_path: Path) -> None:
    write_baseline(judged_rows([of("1", "en", True, True)]), tmp_path / "baseline.json")
    assert json.loads((tmp_path / "baseline.json").read_text(encoding="utf-8")) == []


@pytest.fixture
def folder(result: Result, tmp_path: Path) -> Path:
    """The results of a run without a judge: one answer and one refusal."""
    refusal = result.answer.model_copy(update={"status": "abstained", "text": "No.", "citations": ()})
    lines = [result, result.model_copy(update={"answer": refusal})]
    (tmp_path / "results.jsonl").write_text("".join(line.model_dump_json() + "\n" for line in lines), encoding="utf-8")
    rows = [Row(group="speed", measure="total, ms", part="p50", value=9, count=2).model_dump()]
    summary = {"made": "", "revision": "", "answerer": "", "controls": [], "rows": rows,
               "manifest": {"embedder": "", "passages": 1}}  # fmt: skip
    (tmp_path / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    return tmp_path


def test_verdicts_stand_beside_the_results(folder: Path) -> None:
    assert read_judged(folder) == ()
    assert "language model is the judge" not in write_report(folder).read_text(encoding="utf-8")
    with Misbehaving(YES, reply("<b>Bananas</b>")) as server:
        judged = judge_run(folder, judge_at(server.url), lambda items, length: iter(items))
    assert [(answer.id, answer.faithful.holds, answer.relevant.holds) for answer in judged] == [("t-1", True, None)]
    assert read_judged(folder) == judged
    assert len(server.requests) == 2, "a refusal was judged"
    assert len(read_results(folder)) == 2
    groups = [row["group"] for row in json.loads((folder / "summary.json").read_text(encoding="utf-8"))["rows"]]
    assert groups == ["speed", *["judged"] * len(judged_rows(judged))]
    page = write_report(folder).read_text(encoding="utf-8")
    assert page.count("<h2>judged</h2>") == page.count("Its verdicts are no measurement of truth") == 1
    assert page.index("<h2>Negative controls</h2>") < page.index("<h2>judged</h2>")
    assert f"all, says {NAME}" in page
    assert "&lt;b&gt;Bananas" in page
    (folder / "judged.jsonl").write_text('{"id": 5}\n', encoding="utf-8")
    with pytest.raises(EvalFault, match=r"judged\.jsonl is damaged"):
        read_judged(folder)


@pytest.mark.parametrize(
    ("replies", "status", "told"),
    [((YES,), 0, ""), ((YES, YES, failing(500)), 1, "1 of 2 verdicts are missing: its server has failed (status 500)")],
)
def test_a_run_is_judged_at_its_end(
    replies: tuple[Reply, ...], status: int, told: str, folder: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setattr(commands, "run", lambda *_: [])
    options = Namespace(answerer=None, judge=NAME, set="dev", out=folder)
    with Misbehaving(*replies) as server:
        assert commands.eval_run(options, settings(server.url)) == status
    assert len(read_judged(folder)) == 1
    shown = capsys.readouterr()
    assert f"all, says {NAME}" in shown.out
    assert told in shown.err


def test_after_failures_in_a_row_nobody_waits(result: Result) -> None:
    """The model rests then as it does for answers: the sixth verdict is missing without a request."""
    with Misbehaving(failing(429, retry_after="60")) as server:
        judge = judge_at(server.url)
        judged = [judge.judge(result) for _ in range(3)]
    assert len(server.requests) == 5
    assert "left alone" in judged[-1].relevant.fault


def test_without_a_judge_nothing_heavy_is_loaded() -> None:
    code = "import sys, evals.commands; sys.exit(any(name.startswith('llama_index') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
