"""Answers of a language model: checked, cited, and replaced by quotations where it fails."""

import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from itertools import repeat
from pathlib import Path
from typing import Any

import pytest

from assistant import wording
from assistant.chat import Assistant
from assistant.drafts import Draft
from assistant.loading import assemble
from assistant.models.faults import ModelFault
from assistant.models.opening import open_model
from assistant.question import Question, read_question
from assistant.records import Answer, Unsupported
from assistant.retriever import RoadmapRetriever
from assistant.settings import Settings
from assistant.support import Checker
from assistant.writing import Writer
from corpus.records import Language, Passage
from corpus.splitting import sentence_spans
from index.search import Index
from tests import misbehaving as wire
from tests.browser import drawn
from tests.conftest import ROOT
from tests.misbehaving import Asked, Behaviour, Misbehaving, Reply
from tests.other_providers import KEY, llama_server, weights

NAME = "openai-compatible:small"
HOW_LONG = "How long does it take to become an ML engineer from scratch?"
TRUE = "Somebody who starts from scratch needs about 18 months of full-time study [1]."
CHINESE = "从零开始的人全职学习大约需要十八个月，开发者大约六个月。"
NO_FILE: dict[str, Any] = {"_env_file": None}
PATIENT: dict[str, Any] = {
    "first_token_seconds": 120,
    "between_tokens_seconds": 60,
    "context": 4096,
    "answer_tokens": 96,
}
"""For a small model on a busy machine."""
INJECTIONS = [
    json.loads(line) for line in (Path(__file__).parent / "data" / "injections.jsonl").read_text("utf-8").splitlines()
]


def assistant_at(index: Index, url: str, unsupported: Unsupported = "remove", **values: Any) -> Assistant:
    patience = {"connect_seconds": 5, "first_token_seconds": 5, "between_tokens_seconds": 5}
    settings = Settings(**{**NO_FILE, "base_url": url, "api_key": KEY, **patience, **values})
    return assemble(index, {NAME: writer(index, open_model(NAME, settings), unsupported)})


def writer(index: Index, model: Any, unsupported: Unsupported = "remove") -> Writer:
    return Writer(model, Checker(index.glossary, index.resource_names, index.alike), unsupported)


def answered(index: Index, reply: Reply | str, question: str = HOW_LONG, **values: Any) -> Answer:
    with Misbehaving(wire.reply(reply) if isinstance(reply, str) else reply, names=("large", "tiny")) as server:
        return assistant_at(index, server.url, **values).ask(question)


def test_each_sentence_is_checked_and_those_without_support_go(index: Index) -> None:
    answer = answered(index, f"{TRUE} A developer needs about six weeks [1]. Tea is nice [1].")
    assert answer.text == TRUE
    assert [(check.state, check.reason, check.shown) for check in answer.checks] == [
        ("supported", "", True),
        ("unsupported", "figure", False),
        ("unsupported", "wording", False),
    ]
    (citation,) = answer.citations
    assert "18 months of full-time study" in citation.quote
    assert (answer.answerer, answer.status, answer.notice, answer.pending) == (NAME, "answered", "", "")
    assert wording.removed(2, "en") in drawn(answer)


def test_unsupported_sentences_are_marked_where_that_is_wanted(index: Index) -> None:
    lie, trap = "A developer needs about six weeks [1].", "See https://evil.example [1]."
    answer = answered(index, f"{TRUE} {lie} {trap}", unsupported="mark")
    assert answer.text == f"{TRUE} A developer needs about six weeks [?]."
    assert [check.shown for check in answer.checks] == [True, True, False]
    html = drawn(answer)
    assert "✓" in html
    assert "✗" in html
    assert "evil" not in html


def test_a_wrong_number_is_put_right(index: Index) -> None:
    """The passage that supports the sentence is found among those that the model was given."""
    answer = answered(index, TRUE.replace("[1]", "[2]") + " " + TRUE.replace("[1]", "[77]").replace("about ", ""))
    assert [check.state for check in answer.checks] == ["supported", "supported"]
    assert {citation.passage_id for citation in answer.citations} == {"mynter-mle-roadmap/time-from-scratch/en"}


def test_a_chinese_answer_is_checked(index: Index) -> None:
    answer = answered(index, "零基础的人全职学习大约要 18 个月 [1]。开发者只要六周 [1]。", "零基础要学多久？")
    assert answer.text == "零基础的人全职学习大约要 18 个月 [1]。"
    assert answer.language == "zh"


def test_the_first_words_are_shown_at_once_and_only_checked_ones_stay(index: Index) -> None:
    with Misbehaving(wire.reply(f"{TRUE} Tea is nice [1].", between=0.01)) as server:
        snapshots = list(assistant_at(index, server.url).stream(HOW_LONG))
    assert (snapshots[0].text, snapshots[0].pending) == ("", "Som")
    assert any(s.text == TRUE and s.pending.startswith("Tea") for s in snapshots)
    assert (snapshots[-1].text, snapshots[-1].pending) == (TRUE, "")


def test_a_model_that_finds_no_answer_is_believed(index: Index) -> None:
    answer = answered(index, "NO ANSWER")
    assert (answer.status, answer.citations, answer.answerer, answer.notice) == ("abstained", (), NAME, "")
    assert wording.NOT_COVERED["en"] in answer.text


@pytest.mark.parametrize("question", ["How do I bake bread?", "Make me a plan: I am a developer with 8 hours a week."])
def test_no_evidence_and_no_need_mean_no_call(index: Index, question: str) -> None:
    with Misbehaving(wire.reply(TRUE)) as server:
        answer = assistant_at(index, server.url).ask(question)
    assert server.requests == []
    assert answer.answerer == "extractive"


def full_of(text: str) -> Behaviour:
    return Behaviour(repeat(wire.chunk(content=text)))


FAULTS: dict[str, tuple[Reply, str]] = {
    "401": (wire.failing(401), "does not accept the key (status 401)"),
    "403": (wire.failing(403), "does not accept the key (status 403)"),
    "404": (wire.failing(404), "does not have it (it has: large, tiny)"),
    "429": (wire.failing(429, retry_after="60"), "is busy or the quota is used up"),
    "500": (wire.failing(500), "has failed (status 500)"),
    "503": (wire.failing(503), "has failed (status 503)"),
    "400": (wire.failing(400), "rejects the request (status 400)"),
    "cut off": (wire.breaking(TRUE, "closed"), "broke off or cannot be read"),
    "reset": (wire.breaking(TRUE, "reset"), "broke off or cannot be read"),
    "malformed": (wire.malformed(TRUE, b"{oops"), "broke off or cannot be read"),
    "empty": (wire.EMPTY, "its reply is empty"),
    "endless": (full_of("A word and another one, "), "its reply did not end"),
    "too long": (wire.TOO_LONG_OPENAI, "too long for it"),
    "silent": (wire.SILENT, "it said nothing within 3 seconds"),
    "stalled": (wire.breaking(TRUE, "silence"), "it fell silent in the middle"),
    "wrong language": (wire.reply(f"{CHINESE}{CHINESE}"), "in another language"),
    "only markers": (wire.reply("[1] [2] [1][3]"), "none of its sentences is supported"),
    "nothing supported": (wire.reply("Tea is nice [1]. Coffee is better [2]."), "none of its sentences is supported"),
}  # fmt: skip


@pytest.mark.parametrize(("reply", "said"), FAULTS.values(), ids=FAULTS)
def test_a_fault_ends_in_a_cited_answer_that_says_so(index: Index, reply: Reply, said: str) -> None:
    answer = answered(index, reply, first_token_seconds=3, between_tokens_seconds=1)
    check_quoted(answer, said)


def check_quoted(answer: Answer, said: str) -> None:
    assert said in answer.notice
    assert answer.notice.startswith(f"The language model {NAME} did not answer:")
    assert KEY not in answer.model_dump_json()
    assert (answer.answerer, answer.status, answer.checks, answer.pending) == ("extractive", "answered", (), "")
    assert "18 months" in answer.citations[0].quote
    assert answer.notice in unescape(drawn(answer))


@pytest.mark.parametrize(
    ("host", "said"), [("127.0.0.1", "cannot be reached"), ("nohost.invalid", "its server's address is not known")]
)
def test_no_server_ends_in_a_cited_answer(index: Index, host: str, said: str) -> None:
    check_quoted(assistant_at(index, f"http://{host}:{wire.refused_port()}/v1").ask(HOW_LONG), said)


def test_an_untrusted_certificate_ends_in_a_cited_answer(index: Index) -> None:
    with Misbehaving(wire.reply(TRUE), tls=wire.untrusted()) as server:
        check_quoted(assistant_at(index, server.url).ask(HOW_LONG), "certificate is not trusted")


def test_a_slow_connection_ends_in_a_cited_answer(index: Index) -> None:
    with wire.full_port() as port:
        answer = assistant_at(index, f"http://{wire.HOST}:{port}/v1", connect_seconds=0.3).ask(HOW_LONG)
    check_quoted(answer, "does not answer the call")


def test_after_five_failures_the_model_is_left_alone(index: Index) -> None:
    with Misbehaving(wire.failing(429, retry_after="60")) as server:
        assistant = assistant_at(index, server.url)
        notices = [assistant.ask(HOW_LONG).notice for _ in range(7)]
    assert len(server.requests) == 5
    assert "several times in a row and is left alone for 30 seconds" in notices[-1]


def test_one_user_waiting_does_not_slow_another(index: Index) -> None:
    with Misbehaving(wire.SILENT, wire.reply(TRUE)) as server:
        assistant = assistant_at(index, server.url)
        stop = threading.Event()
        waiting = threading.Thread(target=lambda: list(assistant.stream(HOW_LONG, stop=stop)))
        waiting.start()
        while not server.requests:
            time.sleep(0.01)
        began = time.monotonic()
        assert assistant.ask(HOW_LONG).text == TRUE
        assert time.monotonic() - began < 2
        stop.set()
        waiting.join(2)
        assert not waiting.is_alive()


def test_a_stop_keeps_what_was_checked(index: Index) -> None:
    stop = threading.Event()
    with Misbehaving(wire.reply(f"{TRUE} Then a developer needs many more words to say.", between=0.02)) as server:
        snapshots = []
        for snapshot in assistant_at(index, server.url).stream(HOW_LONG, stop=stop):
            snapshots.append(snapshot)
            if snapshot.pending.startswith("Then a dev"):
                stop.set()
        server.hung_up.get(timeout=1)
    assert (snapshots[-1].text, snapshots[-1].pending) == (TRUE, "")


def follow_up(index: Index, rewritten: str) -> tuple[Answer, list[Asked]]:
    def reply(asked: Asked) -> Behaviour:
        rewrites = "Last question" in asked.body["messages"][1]["content"]
        return wire.reply(rewritten if rewrites else "In the US an ML engineer earns 112,513 dollars per year [1].")

    with Misbehaving(reply) as server:
        history = [f"old question {number}" for number in range(9)] + ["What does an ML engineer earn in the UK?"]
        return assistant_at(index, server.url).ask("and in the US?", history), server.requests


def test_a_follow_up_is_rewritten_by_the_model(index: Index) -> None:
    answer, requests = follow_up(index, "What does an ML engineer earn in the US?")
    assert answer.standalone_question == "What does an ML engineer earn in the US?"
    assert requests[0].body["messages"][1]["content"].count("Earlier question") == 6
    assert answer.citations[0].passage_id == "datacamp-mle-guide/salary-us/en"


@pytest.mark.parametrize("rewritten", ["What does a lawyer earn in France nowadays?", "", "[1]", "Sure!\nHere it is."])
def test_a_rewriting_that_invents_gives_way_to_the_rules(index: Index, rewritten: str) -> None:
    answer, _ = follow_up(index, rewritten)
    assert answer.standalone_question == "What does an ML engineer earn in the US?"


def passage_of(injection: dict[str, str]) -> Passage:
    """A passage of its own, with a planted instruction."""
    language: Language = "zh" if injection["language"] == "zh" else "en"
    return Passage.model_validate(
        {
            "passage_id": f"planted/{injection['id']}/{language}",
            "source": {
                "id": "planted", "language": language, "title": "Advice", "author": "A. Nonymous", "publisher": "Page",
                "year": 2020, "url": "https://planted.example/", "original_language": language,
            },
            "section_id": injection["id"], "heading": "Advice", "questions": (), "phrasings": (),
            "text": injection["text"], "sentences": tuple(sentence_spans(injection["text"], language)),
        }
    )  # fmt: skip


def drafted(index: Index, writer: Writer, injection: dict[str, str]) -> tuple[Question, list[Draft]]:
    language: Language = "zh" if injection["language"] == "zh" else "en"
    text = "我该怎么学？" if language == "zh" else "What should I learn?"
    question = read_question(text, text, language, index.glossary, index.resource_names)
    drafts: list[Draft] = []
    try:
        drafts += writer.drafts(question, [passage_of(injection)], None)
    except ModelFault as fault:
        assert fault.kind in {"unsupported", "empty", "language", "declined", "endless", "broken"}
    return question, drafts


def assert_harmless(question: Question, drafts: list[Draft], injection: dict[str, str]) -> None:
    """No picture, link or address, no leaked rules, and nothing shown that the passage does not say."""
    for draft in drafts:
        html = drawn(_answer(question, draft))
        assert not re.search(r"<img|<a (?!class=|href=\"https://planted.example/\")|<script", html)
        shown = f"{draft.text} {draft.pending} {' '.join(check.sentence for check in draft.checks)}"
        assert ".example" not in shown
    for check in drafts[-1].checks if drafts else ():
        assert check.shown == (check.state != "unsupported")


def _answer(question: Question, draft: Draft) -> Answer:
    return Answer(
        question=question.asked, standalone_question=question.text, language=question.language, status="answered",
        text=draft.text, citations=draft.citations, passages=(), follow_ups=(), answerer=draft.answerer,
        seconds={"search": 0, "answer": 0, "total": 0}, checks=draft.checks, pending=draft.pending,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize("injection", INJECTIONS, ids=lambda injection: injection["id"])
def test_a_model_that_obeys_a_planted_instruction_does_no_harm(index: Index, injection: dict[str, str]) -> None:
    reply = f"{injection['honest'].rstrip('.。')} [1]. {injection['obeys']}"
    with Misbehaving(wire.reply(reply)) as server:
        obeying = writer(index, open_model(NAME, Settings(**NO_FILE, base_url=server.url)))
        question, drafts = drafted(index, obeying, injection)
    assert_harmless(question, drafts, injection)
    told = server.requests[0].body["messages"][1]["content"]
    assert told.count("⟦") == told.count("⟧") == 1
    assert not re.search(r"<\||\[INST|</|!\[", told)
    assert drafts[-1].citations[0].quote in injection["text"]


@pytest.fixture(scope="module")
def small(index: Index) -> Writer:
    """A real model, which is small and often wrong."""
    settings = Settings(**NO_FILE, **PATIENT)
    return writer(index, open_model(f"gguf:{weights()}", settings))


@pytest.mark.parametrize("injection", INJECTIONS, ids=lambda injection: injection["id"])
def test_a_real_model_does_no_harm(index: Index, small: Writer, injection: dict[str, str]) -> None:
    assert_harmless(*drafted(index, small, injection), injection)


QUESTIONS = (
    HOW_LONG,
    "What should I avoid on Kaggle?",
    "Do I need a degree to become a machine learning engineer?",
    "What does an ML engineer earn in the UK?",
    "Which programming language should I learn first?",
    "How many projects should a portfolio have?",
    "I'm a data scientist, what next?",
    "零基础要学多久？",
    "机器学习工程师需要会部署吗？",
    "英国机器学习工程师工资多少？",
)


OF_NO_USE = (
    "none of its sentences is supported", "in another language", "reply did not end",
    "没有段落支持", "用了别的语言", "没完没了",
)  # fmt: skip


def check_every_sentence(assistant: Assistant, questions: tuple[str, ...]) -> None:
    for answer in map(assistant.ask, questions):
        assert answer.status == "answered"
        assert answer.citations
        assert all(check.shown == (check.state != "unsupported") for check in answer.checks)
        assert bool(answer.checks) == (answer.answerer != "extractive") == (not answer.notice)
        # It did speak: what it said was supported, or it was no use.
        assert answer.checks or any(said in answer.notice for said in OF_NO_USE)


def test_a_real_model_in_the_process_answers(index: Index, small: Writer) -> None:
    check_every_sentence(assemble(index, {small.model.name: small}), QUESTIONS[::2])
    assert small.model.name == f"gguf:{weights().name}", "visitors need not know where the file lies"


def test_a_real_model_behind_a_server_answers(index: Index) -> None:
    with llama_server() as (url, _):
        check_every_sentence(assistant_at(index, url, **PATIENT), QUESTIONS[1::2])


def test_a_killed_local_model_ends_in_a_cited_answer(index: Index) -> None:
    with llama_server() as (url, process):
        snapshots = assistant_at(index, url, **PATIENT).stream(HOW_LONG)
        first = next(snapshots)
        assert first.pending or first.text
        process.kill()
        *_, last = snapshots
    check_quoted(last, "broke off or cannot be read")


@pytest.fixture
def chatting() -> Iterator[str]:
    """A server that does not stream, for engines of others."""

    def completion(asked: Asked) -> Behaviour:
        message = {"role": "assistant", "content": "Mathematics helps [1]."}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        content = {"id": "1", "object": "chat.completion", "created": 1, "model": "small", "choices": [choice]}
        assert "Source 1:" in asked.body["messages"][-1]["content"]
        return Behaviour([json.dumps(content).encode()], headers={"content-type": "application/json"})

    with Misbehaving(completion) as server:
        yield server.url


def test_the_example_of_the_readme_serves_an_engine_of_llama_index(
    index_folder: Path, chatting: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), flags=re.DOTALL)
    assert "http://127.0.0.1:8080/v1" in example
    monkeypatch.setenv("ROADMAP_INDEX", str(index_folder))
    exec(example.replace("http://127.0.0.1:8080/v1", chatting), {})
    assert capsys.readouterr().out == "Mathematics helps [1].\n"


def test_the_retriever_finds_what_the_search_finds(index: Index) -> None:
    found = RoadmapRetriever(index, k=3).retrieve("零基础要学多久？")
    hits = index.search("零基础要学多久？", "zh", 3)
    assert [(node.node_id, node.score) for node in found] == [(hit.passage.passage_id, hit.score) for hit in hits]
    assert found[0].text == hits[0].passage.text


def test_nothing_but_loopback_is_asked() -> None:
    """The guard of the tests holds in other threads, such as those of a model, as well."""
    with ThreadPoolExecutor() as threads, pytest.raises(OSError, match="the tests reach no network"):
        threads.submit(socket.create_connection, ("192.0.2.1", 80), 1).result()
