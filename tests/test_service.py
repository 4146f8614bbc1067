"""The assistant as a service: API, limits, log, figures, health, and a stop that lets answers finish."""

import itertools
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import jsonschema
import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import expect
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from app import listen
from assistant.chat import Assistant
from assistant.live import Live
from assistant.loading import assemble, open_models, writers
from assistant.records import Answer
from assistant.service.api import add_api
from assistant.service.asking import Service
from assistant.service.examples import ANSWER
from assistant.service.health import add_health
from assistant.service.limiting import SHARED, Limits, TooMany
from assistant.settings import Settings
from index.embedders import Embedder
from index.search import Index
from index.store import open_generation
from tests import misbehaving as wire
from tests.browser import ask
from tests.conftest import ROOT, opened_chromium
from tests.misbehaving import Behaviour, Misbehaving

MATHS = "How much maths do I need?"
HOW_LONG = "How long does it take to become an ML engineer from scratch?"
TRUE = "Somebody who starts from scratch needs about 18 months of full-time study [1]."
SLOW = wire.reply(f"{TRUE} Then {'word ' * 60}.", between=0.02)
# Linux lists here the addresses of a machine that has IPv6.
IPV6 = Path("/proc/net/if_inet6")
NEEDS_IPV6 = pytest.mark.skipif(not (IPV6.is_file() and IPV6.read_text()), reason="this machine has no IPv6")
LONG = wire.reply(f"{TRUE} Then {'word ' * 600}.", between=0.02)
MODEL = "openai-compatible:small"


class Served(NamedTuple):
    """An API that is served inside this process."""

    http: httpx.Client
    live: Live


@contextmanager
def api(assistant: Assistant, **settings: Any) -> Iterator[Served]:
    """A real server of API and health on loopback."""
    given = Settings(**settings)
    live = Live(assistant, None, {}, given, b"")  # type: ignore[arg-type] # nothing is reloaded
    service, app = Service(live, given), FastAPI()
    add_health(app, service)
    add_api(app, service, lambda request: request.headers.get("x-test-user", ""))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{listening.getsockname()[1]}", timeout=20) as http:
                yield Served(http, live)
        finally:
            server.should_exit = True
            thread.join(10)


@pytest.fixture(scope="module")
def http(assistant: Assistant) -> Iterator[httpx.Client]:
    with api(assistant, questions_a_minute=1000) as served:
        yield served.http


@contextmanager
def with_model(index: Index, *replies: wire.Reply) -> Iterator[tuple[Served, Misbehaving]]:
    """An API whose first answerer is a language model that behaves as it is told."""
    with Misbehaving(*replies) as model:
        settings = Settings(model=MODEL, base_url=model.url, api_key=SecretStr("k"))
        with api(assemble(index, writers(index, open_models(settings), settings))) as served:
            yield served, model


def figures(http: httpx.Client) -> dict[tuple[str, ...], float]:
    """The samples of /metrics by name and values of labels."""
    response = http.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain")
    families = text_string_to_metric_families(response.text)
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in families
        for sample in family.samples
    }


def log_lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def events_of(text: str) -> list[tuple[str, Any]]:
    """Server-sent events as names and data."""
    blocks = [block.split("\n") for block in text.strip().split("\n\n")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in blocks]


def posted(body: bytes) -> bytes:
    """A question as it goes over the wire, by a client that can hang up at any moment."""
    head = "POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def without_seconds(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "seconds"}


def test_an_answer_is_that_of_the_terminal(http: httpx.Client, assistant: Assistant) -> None:
    asked = {"question": "And in the UK?", "history": ["What is the salary in the US?"], "lang": "zh"}
    response = http.post("/api/ask", json=asked)
    expected = assistant.ask("And in the UK?", ["What is the salary in the US?"], "zh").model_dump(mode="json")
    assert response.status_code == 200
    assert without_seconds(response.json()) == without_seconds(expected)
    assert response.json().keys() == expected.keys()


def test_the_id_of_a_request_comes_back_if_it_is_sane(http: httpx.Client) -> None:
    ids = [
        http.post("/api/ask", json={"question": question}, headers={"X-Request-ID": given}).headers["x-request-id"]
        for question, given in ((MATHS, "trace-7.a_B"), ("?", "trace-8"), (MATHS, "two words"), (MATHS, "x" * 65))
    ]
    assert ids[:2] == ["trace-7.a_B", "trace-8"]
    assert all(re.fullmatch(r"[0-9a-f]{32}", identity) for identity in ids[2:])


@pytest.mark.parametrize("asked", [{"stream": True}, {}], ids=["in the body", "in the header"])
def test_an_answer_streams_as_events(http: httpx.Client, asked: dict[str, bool]) -> None:
    headers = {} if asked else {"Accept": "text/event-stream"}
    response = http.post("/api/ask", json={"question": MATHS, **asked}, headers=headers)
    assert response.headers["content-type"].startswith("text/event-stream")
    *snapshots, (name, answer) = events_of(response.text)
    assert name == "answer"
    assert {name for name, _ in snapshots} == {"snapshot"}
    texts = [snapshot["text"] for _, snapshot in snapshots]
    assert len(texts) > 2
    assert all(later.startswith(earlier) for earlier, later in itertools.pairwise(texts))
    assert answer == snapshots[-1][1]
    assert Answer.model_validate(answer).citations


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ({}, 422, "body.question: Field required"),
        ({"question": "x" * 2001}, 422, "body.question: String should have at most 2000 characters"),
        ({"question": MATHS, "history": ["a"] * 51}, 422, "body.history: "),
        ({"question": MATHS, "history": ["a" * 2001]}, 422, "body.history.0: "),
        ({"question": MATHS, "lang": "fr"}, 422, "body.lang: Input should be 'en' or 'zh'"),
        ({"question": MATHS, "k" * 5000: 1}, 422, "body.kkk"),
        ({"question": " \u200b"}, 400, "The question is empty: type a question."),
        ({"question": "？", "stream": True}, 400, "The question is empty: type a question."),
        ({"question": MATHS, "answerer": "openai:x"}, 400, "no answerer 'openai:x': use one of extractive"),
        ({"question": MATHS, "profile": "cat"}, 400, "no profile 'cat'"),
        ([1], 422, "body: "),
    ],
)
def test_what_cannot_be_answered_is_told_in_one_line(http: httpx.Client, asked: Any, status: int, said: str) -> None:
    response = http.post("/api/ask", json=asked)
    assert response.status_code == status
    assert list(response.json()) == ["error"]
    assert response.json()["error"].startswith(said)
    assert len(response.text) < 400
    assert "\n" not in response.json()["error"]


def test_search_finds_what_the_index_finds(http: httpx.Client, index: Index) -> None:
    found = http.get("/api/search", params={"text": "Amazon interview", "k": 3}).json()
    hits = index.search("Amazon interview", "en", 3)
    assert [row["passage_id"] for row in found] == [hit.passage.passage_id for hit in hits]
    assert list(found[0]) == ["passage_id", "source_id", "language", "heading", "text", "score"]
    chinese = http.get("/api/search", params={"text": "Amazon interview", "k": 1, "lang": "zh"}).json()
    assert chinese[0]["language"] == "zh"
    for wrong in ("text=x&k=51", "text=x&k=0", "k=1", f"text={'x' * 2001}"):
        assert http.get(f"/api/search?{wrong}").status_code == 422
    assert http.get("/api/search", params={"text": "!"}).status_code == 400


def test_the_description_of_the_api_holds(http: httpx.Client) -> None:
    described = http.get("/openapi.json").json()
    ask = described["paths"]["/api/ask"]["post"]
    assert {"200", "400", "422", "429", "500", "503"} <= ask["responses"].keys()
    shapes = {name: shape["schema"] for name, shape in ask["responses"]["200"]["content"].items() if "schema" in shape}
    answer = {**shapes["application/json"], "components": described["components"]}
    Answer.model_validate(ANSWER)
    jsonschema.validate(ANSWER, answer)
    examples = ask["requestBody"]["content"]["application/json"]["examples"].values()
    for example in examples:
        response = http.post("/api/ask", json=example["value"] | {"stream": False})
        jsonschema.validate(response.json(), answer)


def test_who_asks_too_often_is_told_when_to_come_back(assistant: Assistant) -> None:
    with api(assistant, questions_a_minute=2) as (http, _):
        asked = {"question": "零基础要学多久？"}
        ada = {"X-Test-User": "ada"}
        assert [http.post("/api/ask", json=asked).status_code for _ in range(2)] == [200, 200]
        for stream in (False, True):
            refused = http.post("/api/ask", json=asked | {"stream": stream})
            assert refused.status_code == 429
            seconds = int(refused.headers["retry-after"])
            assert 55 <= seconds <= 60
            assert refused.json() == {"error": f"一分钟内的提问超过 2 个：请过 {seconds} 秒再问。"}
        # Another session and another kind of work have limits of their own.
        assert http.post("/api/ask", json=asked, headers=ada).status_code == 200
        assert http.get("/api/search", params={"text": "Amazon"}).status_code == 200
        counted = figures(http)
        assert counted["roadmap_questions_total", "extractive", "zh", "limited"] == 2
        assert counted["roadmap_rate_limited_total", "session"] == 2


def test_an_address_may_ask_more_than_a_session_and_is_forgotten_in_time() -> None:
    limits = Limits(2, minute=1)
    for number in range(2 * SHARED):
        limits.take("question", f"session {number}", "192.0.2.1", "en")
    with pytest.raises(TooMany, match=r"More than 8 questions in a minute: ask again in 1 s\.") as fault:
        limits.take("question", "a new session", "192.0.2.1", "en")
    assert (fault.value.by, fault.value.seconds) == ("address", 1)
    limits.take("question", "a new session", "192.0.2.2", "en")
    time.sleep(1.05)
    limits.take("question", "a new session", "192.0.2.1", "en")
    time.sleep(0.1)
    limits.take("question", "the last session", "192.0.2.3", "en")
    assert len(limits._storage.events) == 4


def test_who_is_refused_leaves_nothing_behind() -> None:
    limits = Limits(1)
    for number in range(SHARED):
        limits.take("search", f"session {number}", "2001:db8::1", "en")
    before = set(limits._storage.events)
    for number in range(3):
        with pytest.raises(TooMany, match=r"^More than 4 searches in a minute: search again in 60 s\.$"):
            limits.take("search", f"another session {number}", f"2001:db8::{number}", "en")
    assert set(limits._storage.events) == before
    limits.take("search", "s" * 64, "192.0.2.1", "en")
    for _ in range(SHARED):
        with pytest.raises(TooMany, match="一分钟内的搜索超过 1 次：") as fault:
            limits.take("search", "s" * 65, "192.0.2.1", "zh")
        assert fault.value.by == "session"
    # Programs without a name are counted by their address.
    limits.take("search", "2001:db8:1::1", "2001:db8:1::1", "en")
    with pytest.raises(TooMany) as fault:
        limits.take("search", "2001:db8:1::2", "2001:db8:1::2", "en")
    assert fault.value.by == "session"


def test_the_log_has_a_line_for_each_request_and_no_question(
    assistant: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    with api(assistant, questions_a_minute=2) as (http, live):
        for question, identity in ((MATHS, "one"), ("？", "two"), (MATHS, "three")):
            headers = {"X-Request-ID": identity, "X-Test-User": "ada"}
            http.post("/api/ask", json={"question": question}, headers=headers)
        live.assistant = None  # type: ignore[assignment] # an error that nobody has thought of
        failed = http.post("/api/ask", json={"question": MATHS}, headers={"X-Request-ID": "four"})
        live.assistant = assistant
        assert http.post("/api/ask", json={"question": MATHS}).status_code == 200
    assert failed.status_code == 500
    assert failed.json() == {"error": "The answer went wrong (request four): try again."}
    written = capsys.readouterr().err
    lines = log_lines(written)
    assert [line["request_id"] for line in lines[:4]] == ["one", "two", "three", "four"]
    assert [line["status"] for line in lines] == ["answered", "refused", "limited", "failed", "answered"]
    assert [line.get("user") for line in lines] == ["ada", "ada", "ada", None, None]
    assert {"event", "language", "answerer", "seconds", "level", "timestamp"} <= lines[0].keys()
    assert lines[3]["error"] == "AttributeError"
    assert lines[3]["places"][-1].startswith("asking.py:")
    assert "maths" not in written
    assert "127.0.0.1" not in written
    assert "Traceback" not in written


def test_the_log_holds_questions_where_a_setting_says_so(
    assistant: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    with api(assistant, log_questions=True) as (http, _):
        http.post("/api/ask", json={"question": "零基础\n要学多久？\u2028"})
    assert [line["question"] for line in log_lines(capsys.readouterr().err)] == ["零基础\n要学多久？\u2028"]


@pytest.mark.parametrize("stream", [False, True])
def test_who_hangs_up_stops_the_model(index: Index, stream: bool) -> None:
    replies = (LONG, wire.SILENT)
    with with_model(index, *replies) as ((http, _), model):
        for count in range(len(replies)):
            address = (str(http.base_url.host), http.base_url.port or 0)
            body = json.dumps({"question": HOW_LONG, "stream": stream}).encode()
            with socket.create_connection(address) as client:
                client.sendall(posted(body))
                while len(model.requests) <= count:
                    time.sleep(0.01)
                if stream and count == 0:
                    assert client.recv(9) == b"HTTP/1.1 "
            # Long before its reply ends.
            model.hung_up.get(timeout=8)
        while figures(http)["roadmap_answering",]:
            time.sleep(0.01)
        assert figures(http)["roadmap_questions_total", MODEL, "en", "stopped"] == 2


def test_figures_tell_answers_abstentions_and_failing_models(index: Index) -> None:
    with with_model(index, Behaviour(wire.words(""), ending="closed")) as ((http, _), _):
        answered = http.post("/api/ask", json={"question": MATHS}).json()
        assert answered["notice"]
        http.post("/api/ask", json={"question": MATHS, "answerer": "extractive"})
        http.post("/api/ask", json={"question": "What is the weather in Paris?"})
        http.post("/api/ask", json={"question": MATHS, "answerer": "made up"})
        http.get("/api/search", params={"text": "maths"})
        counted = figures(http)
    asked = {labels: value for (name, *labels_), value in counted.items()
             if name == "roadmap_questions_total" for labels in [tuple(labels_)]}  # fmt: skip
    assert asked == {
        (MODEL, "en", "answered"): 1,
        ("extractive", "en", "answered"): 1,
        (MODEL, "en", "abstained"): 1,
        ("unknown", "en", "refused"): 1,
    }
    assert counted["roadmap_model_errors_total", MODEL] == 1
    assert counted["roadmap_searches_total", "found"] == 1
    assert counted["roadmap_answering",] == 0
    for stage in ("search", "answer", "total"):
        assert counted["roadmap_seconds_count", stage] == 3
    assert 0 < counted["roadmap_seconds_sum", "search"] <= counted["roadmap_seconds_sum", "total"] < 30
    assert counted["process_resident_memory_bytes",] > 1e6


def test_verdicts_are_counted(assistant: Assistant) -> None:
    service = Service(Live(assistant, None, {}, Settings(), b""), Settings())  # type: ignore[arg-type]
    service.feedback("up")
    service.feedback("up")
    service.feedback("down")
    text = service.figures.text().decode()
    assert 'roadmap_feedback_total{verdict="up"} 2.0' in text
    assert 'roadmap_feedback_total{verdict="down"} 1.0' in text


def test_ready_is_a_server_whose_index_is_whole(index_folder: Path, embedder: Embedder, tmp_path: Path) -> None:
    shutil.copytree(index_folder, tmp_path / "copy")
    generation = open_generation(tmp_path / "copy")
    passages = generation.folder / "passages.jsonl"
    content = passages.read_bytes()
    opened = assemble(Index(generation, embedder))
    passages.write_bytes(content[:-1])
    with api(opened) as (http, live):
        damaged = http.get("/readyz")
        assert damaged.status_code == 503
        assert damaged.json()["error"] == "index copy: file passages.jsonl is damaged: run `roadmap index build`"
        assert http.get("/healthz").json() == {"status": "live"}
        passages.write_bytes(content)
        assert http.get("/readyz").status_code == 200
        # What was whole once is not read again, until another index is in use.
        passages.write_bytes(content[:-1])
        assert http.get("/readyz").status_code == 200
        shutil.copytree(tmp_path / "copy", tmp_path / "other")
        (tmp_path / "other" / generation.folder.name / "passages.jsonl").write_bytes(content)
        live.assistant = assemble(Index(open_generation(tmp_path / "other"), embedder))
        assert http.get("/readyz").status_code == 200
        shutil.rmtree(tmp_path / "other")
        assert http.get("/readyz").status_code == 200


class Process(NamedTuple):
    """The page in a process of its own."""

    process: "subprocess.Popen[bytes]"
    url: str
    port: int


@contextmanager
def process_with(index_folder: Path, reply: Behaviour) -> Iterator[tuple[Process, Misbehaving]]:
    with Misbehaving(reply) as model, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        named = {"ROADMAP_MODEL": MODEL, "ROADMAP_BASE_URL": model.url, "ROADMAP_API_KEY": "k"}
        environment = os.environ | named | {"ROADMAP_INDEX": str(index_folder)}
        process = subprocess.Popen([sys.executable, "app.py", "--port", str(port)], cwd=ROOT, env=environment)
        url = f"http://127.0.0.1:{port}"
        try:
            for _ in range(300):
                assert process.poll() is None
                try:
                    httpx.get(f"{url}/healthz", timeout=1)
                    break
                except httpx.TransportError:
                    time.sleep(0.1)
            yield Process(process, url, port), model
        finally:
            process.kill()
            process.wait(10)


def test_a_stop_lets_answers_finish_and_does_not_wait_for_open_pages(index_folder: Path) -> None:
    asked = {"question": HOW_LONG, "stream": True}
    with (
        process_with(index_folder, SLOW) as ((process, url, _), _),
        httpx.stream("GET", f"{url}/gradio_api/heartbeat/idle", timeout=30) as idle,
        httpx.stream("POST", f"{url}/api/ask", json=asked, timeout=30) as answering,
    ):
        assert idle.status_code == 200
        pieces = answering.iter_text()
        begun = next(pieces)
        process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        refused = httpx.post(f"{url}/api/ask", json={"question": "零基础要学多久？"})
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "60")
        assert refused.json() == {"error": "服务器正在停止运行：请过一分钟再问。"}
        assert httpx.get(f"{url}/api/search", params={"text": "maths"}).status_code == 503
        ready = httpx.get(f"{url}/readyz")
        assert (ready.status_code, ready.json()["status"]) == (503, "not ready")
        assert httpx.get(f"{url}/healthz").status_code == 200
        *_, (name, answer) = events_of(begun + "".join(pieces))
        assert name == "answer"
        assert answer["answerer"] == MODEL
        ended = time.monotonic()
        assert process.wait(10) == 0
        assert time.monotonic() - ended < 8


@pytest.mark.parametrize("host", ["127.0.0.1", pytest.param("::1", marks=NEEDS_IPV6)])
def test_responses_are_sent_at_once(host: str) -> None:
    with listen(host, 0) as listening, socket.create_connection(listening.getsockname()[:2]):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.browser
def test_a_stop_lets_the_page_finish_its_answer(index_folder: Path) -> None:
    with process_with(index_folder, SLOW) as ((process, url, _), _), opened_chromium() as browser:
        page = browser.new_page()
        page.goto(url)
        ask(page, HOW_LONG)
        expect(page.locator("#last .pending")).to_contain_text("word")
        process.send_signal(signal.SIGTERM)
        expect(page.locator("#last .turn")).to_have_attribute("data-state", "done")
        expect(page.locator("#last .legend")).to_contain_text(MODEL)
        assert process.wait(10) == 0
        # The page has sent it once more for that.
        assert "18 months" in page.evaluate("Object.values(localStorage).join()")


def test_a_stop_of_an_idle_server_is_quick(index_folder: Path) -> None:
    with (
        process_with(index_folder, SLOW) as ((process, url, _), _),
        httpx.stream("GET", f"{url}/gradio_api/heartbeat/idle", timeout=30),
    ):
        process.send_signal(signal.SIGTERM)
        stopped = time.monotonic()
        assert process.wait(10) == 0
        assert time.monotonic() - stopped < 3


def test_a_second_interrupt_stops_at_once(index_folder: Path) -> None:
    with process_with(index_folder, wire.SILENT) as ((process, _, port), model):
        body = json.dumps({"question": HOW_LONG}).encode()
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(posted(body))
            while not model.requests:
                time.sleep(0.01)
            process.send_signal(signal.SIGINT)
            time.sleep(0.5)
            assert process.poll() is None
            process.send_signal(signal.SIGINT)
            stopped = time.monotonic()
            process.wait(10)
            assert time.monotonic() - stopped < 10
