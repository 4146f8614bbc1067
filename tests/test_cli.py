"""The terminal contract: outputs, exit statuses and one-line errors."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.cli import main
from corpus.files import corpus_hash
from tests.conftest import ROOT, write_article

FIELDS = [
    "question", "standalone_question", "language", "status", "text", "citations", "passages", "follow_ups",
    "answerer", "seconds", "plan", "checks", "notice",
]  # fmt: skip
CITATION = [
    "number",
    "passage_id",
    "source_id",
    "title",
    "author",
    "year",
    "section",
    "url",
    "quote",
    "start",
    "end",
    "language",
]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of one command."""
    try:
        status = main(arguments)
    except SystemExit as exit_:
        status = int(exit_.code or 0)
    output = capsys.readouterr()
    return status, output.out, output.err


def assert_one_line(error: str) -> None:
    assert error.strip().count("\n") == 0, error
    assert "Traceback" not in error


def test_ask_prints_the_answer_and_its_quotes(index_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "ask", "零基础要学多久？", "--index", str(index_folder))
    assert (status, err) == (0, "")
    assert "18 个月" in out
    assert "[1] Max Mynter" in out
    assert "https://www.maxmynter.com/pages/blog/become-mle" in out


def test_ask_json_has_the_fields_of_the_contract(index_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "ask", "How long from scratch?", "--json", "--index", str(index_folder))
    answer = json.loads(out)
    assert status == 0
    assert list(answer) == FIELDS
    assert list(answer["citations"][0]) == CITATION
    assert list(answer["passages"][0]) == ["passage_id", "source_id", "score", "use"]
    assert list(answer["seconds"]) == ["search", "answer", "total"]
    scores = [passage["score"] for passage in answer["passages"]]
    assert scores == sorted(scores, reverse=True)


def test_ask_takes_history_and_language(index_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    history = tmp_path / "history.json"
    history.write_text(json.dumps(["What is the salary in the UK?"]), encoding="utf-8")
    status, out, _ = run(
        capsys,
        "ask",
        "and in the US?",
        "--history",
        str(history),
        "--lang",
        "zh",
        "--json",
        "--index",
        str(index_folder),
    )
    answer = json.loads(out)
    assert (status, answer["language"]) == (0, "zh")
    assert answer["standalone_question"] == "What is the salary in the US?"


def test_batch_answers_every_good_line(index_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        '{"id": "a", "question": "How long from scratch?"}',
        "not json",
        '{"id": "c", "question": ""}',
        '{"id": "d"}',
        "[1, 2]",
        '{"id": "f", "question": "亚马逊呢？", "history": ["谷歌面试几轮？"], "lang": "zh", "note": "let pass"}',
        '{"id": "g", "question": "x", "lang": "fr"}',
        '{"id": "h", "question": "and in the US?", "history": [""]}',
    ]
    questions, out_file = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    questions.write_text("\n".join(lines) + "\n\n", encoding="utf-8")
    out_file.write_text("earlier", encoding="utf-8")
    status, out, _ = run(capsys, "ask", "--batch", str(questions), "--out", str(out_file), "--index", str(index_folder))
    assert (status, out) == (1, "")
    results = [json.loads(line) for line in out_file.read_text(encoding="utf-8").splitlines()]
    assert [result["id"] for result in results] == ["a", None, "c", "d", None, "f", "g", "h"]
    assert ["error" in result for result in results] == [False, True, True, True, True, False, True, True]
    assert list(results[0]) == ["id", *FIELDS]
    assert list(tmp_path.glob(".out*")) == []


def test_batch_survives_odd_lines(index_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        '{"id": "a", "question": "What is MLOps?\u2028Please."}',
        '{"id": true, "question": "What is MLOps?"}',
        '{"id": NaN, "question": "What is MLOps?"}',
        '{"id": "\\ud800", "question": "What is MLOps?"}',
    ]
    questions, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    questions.write_text("\ufeff" + "\n".join(lines), encoding="utf-8")
    status, _, _ = run(capsys, "ask", "--batch", str(questions), "--out", str(out), "--index", str(index_folder))
    results = [json.loads(line) for line in out.read_text(encoding="utf-8").removesuffix("\n").split("\n")]
    assert (status, ["error" in result for result in results]) == (1, [False, True, True, False])
    assert [result["id"] for result in results] == ["a", True, None, "\ud800"]


def test_batch_without_out_prints_lines(index_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    questions = tmp_path / "in.jsonl"
    questions.write_text('{"id": 1, "question": "What is MLOps?"}\n', encoding="utf-8")
    status, out, _ = run(capsys, "ask", "--batch", str(questions), "--index", str(index_folder))
    assert status == 0
    assert json.loads(out)["id"] == 1


def test_search_lists_passages_best_first(index_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "search", "Amazon interview", "-k", "3", "--json", "--index", str(index_folder))
    rows = json.loads(out)
    assert status == 0
    assert [list(row) for row in rows] == [["passage_id", "source_id", "language", "heading", "text", "score"]] * 3
    assert rows[0]["passage_id"] == "datacamp-mle-guide/interview-amazon/en"
    status, out, _ = run(capsys, "search", "亚马逊面试", "-k", "1", "--index", str(index_folder))
    assert "datacamp-mle-guide/interview-amazon/zh" in out


def test_index_build_status_and_verify(small_corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--index", str(tmp_path / "index"), "--corpus", str(small_corpus)]
    status, out, err = run(capsys, "index", "build", *options)
    assert (status, out) == (0, "")
    assert re.search(r"4 passages, 8 sentences, embedder usem3, \d", err)
    status, out, _ = run(capsys, "index", "status", *options, "--json")
    report = json.loads(out)
    assert (status, report["up_to_date"], report["passages"]) == (0, True, 4)
    assert report["corpus_hash"] == corpus_hash(small_corpus)
    status, out, _ = run(capsys, "index", "verify", *options)
    assert (status, "20 vectors" in out) == (0, True)
    write_article(small_corpus, "en", "## New {#new}\n\n*Original: x*\n\nNew text about tea and cups.\n")
    status, out, err = run(capsys, "index", "status", *options)
    assert (status, "up to date: False" in out) == (1, True)
    assert "roadmap index build" in err


def test_corpus_list_and_check(small_corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "corpus", "list", "--corpus", str(small_corpus))
    assert status == 0
    assert "tea-guide [en] Tea – A. Leaf, Pot, 2020\n    green: Green tea\n" in out
    status, out, _ = run(capsys, "corpus", "list", "--json")
    assert {article["id"] for article in json.loads(out)} >= {"mynter-mle-roadmap", "codex-mle-2022"}
    assert run(capsys, "corpus", "check")[0] == 0
    write_article(small_corpus, "en", "## New {#new}\n\n*Original: x*\n\nIt is new.\n")
    status, out, _ = run(capsys, "corpus", "check", "--corpus", str(small_corpus))
    assert status == 1
    assert "begins with 'It'" in out


WRONG = [
    ["ask"],
    ["ask", ""],
    ["ask", "   "],
    ["ask", "x" * 2001],
    ["ask", "x", "--batch", "y"],
    ["ask", "x", "--lang", "fr"],
    ["ask", "x", "--out", "y"],
    ["ask", "--batch", "x", "--json"],
    ["search", "x", "-k", "1.5"],
    ["ask", "how long?", "--history", "/no/such/file"],
    ["ask", "how long?", "--index", "/no/such/index"],
    ["ask", "--batch", "/no/such/file"],
    ["search", "x", "-k", "0"],
    ["search", "x", "-k", "many"],
    ["search", " "],
    ["index", "build", "--corpus", "/no/such/corpus"],
    ["index", "status", "--index", "/no/such/index"],
    ["corpus", "list", "--corpus", "/no/such/corpus"],
    ["corpus", "check", "--corpus", "/no/such/corpus"],
    ["chat", "--port", "0"],
    ["nonsense"],
    [],
]


@pytest.mark.parametrize("arguments", WRONG, ids=lambda arguments: " ".join(arguments)[:40])
def test_wrong_use_is_one_line_and_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert err.strip()
    assert_one_line(err)


@pytest.mark.parametrize("content", ["{", '{"a": 1}', "[1]", "\xff"])
def test_a_bad_history_is_one_line(
    content: str, index_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    history = tmp_path / "history.json"
    history.write_bytes(content.encode("latin-1"))
    status, _, err = run(capsys, "ask", "and there?", "--history", str(history), "--index", str(index_folder))
    assert (status, "correct the file" in err) == (2, True)
    assert_one_line(err)


def test_a_batch_of_other_bytes_is_one_line(
    index_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = tmp_path / "in.jsonl"
    questions.write_bytes(b"\xff\xfe{}")
    status, _, err = run(capsys, "ask", "--batch", str(questions), "--index", str(index_folder))
    assert (status, "UTF-8" in err) == (2, True)
    assert_one_line(err)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ROADMAP_EMBEDER", "usem3", "unknown setting ROADMAP_EMBEDER"),
        ("ROADMAP_PORT", "secret-looking", "setting ROADMAP_PORT cannot be used"),
    ],
)
def test_a_bad_setting_is_named_and_its_value_is_not_printed(
    name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)
    status, _, err = run(capsys, "corpus", "list")
    assert (status, said in err) == (2, True)
    assert_one_line(err)
    assert "secret-looking" not in err


def test_a_setting_moves_the_index(
    index_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ROADMAP_INDEX", str(index_folder))
    assert run(capsys, "search", "maths")[0] == 0


@pytest.mark.shared
def test_no_naughty_string_breaks_the_terminal(shared: Path, index_folder: Path, tmp_path: Path) -> None:
    """All of the big list of naughty strings in one process; each ends in an answer or in a sentence."""
    strings = json.loads((shared / "data" / "blns" / "blns.json").read_text(encoding="utf-8"))
    questions, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = (json.dumps({"id": number, "question": string}) for number, string in enumerate(strings))
    questions.write_text("\n".join(lines), encoding="utf-8")
    process = subprocess.run(
        [sys.executable, "-m", "assistant", "ask", "--batch", questions, "--out", out, "--index", index_folder],
        cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ | {"PYTHONUTF8": "1"},
    )  # fmt: skip
    assert process.returncode in {0, 1}
    assert "Traceback" not in process.stderr
    results = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [result["id"] for result in results] == list(range(len(strings)))
    assert all(result.get("error", "").startswith(("The question", "问题")) or "text" in result for result in results)


def test_the_module_is_the_command_and_survives_a_closed_pipe(index_folder: Path) -> None:
    process = subprocess.run(
        f"{sys.executable} -m assistant corpus list | head -1",
        shell=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "codex-mle-2022" in process.stdout
    assert process.stderr == ""
