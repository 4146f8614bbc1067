"""Language models over the wire: against servers that misbehave, and against a real small model."""

import asyncio
import queue
import socket
import sys
import threading
import time
import traceback
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from itertools import repeat
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from assistant.models.calling import FAILURES, LONGEST, Limits, Message, Model
from assistant.models.faults import FaultKind, ModelFault
from assistant.models.opening import PROVIDERS, open_model
from assistant.records import AssistantFault
from assistant.settings import Settings
from tests import misbehaving as wire
from tests.misbehaving import Asked, Behaviour, Misbehaving, Reply, failing
from tests.other_providers import GOOGLE, KEY, OLLAMA, OTHERS, Wire, google_chunk, llama_server, weights

PROMPT = 1.5
"""Seconds within which a stop must have reached the server."""
TEXT = "Learn statistics first, 先学统计学。"
BUSY = failing(429, retry_after="60")
"""A failure of the service that is not tried again."""


class Outcome(NamedTuple):
    text: str
    fault: ModelFault | None
    seconds: float

    @property
    def kind(self) -> FaultKind | None:
        return self.fault.kind if self.fault else None


@pytest.fixture(autouse=True, scope="module")
def calm() -> Iterator[None]:
    """Loopback is reached directly, and threads of llama.cpp that wait for each other leave the processor to others."""
    with pytest.MonkeyPatch.context() as patch:
        # Spinning, they make a machine that is busy otherwise five to ten times slower.
        patch.setenv("OMP_WAIT_POLICY", "passive")
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            patch.delenv(name, raising=False)
            patch.delenv(name.upper(), raising=False)
        yield


@pytest.fixture(scope="module")
def small(calm: None) -> Model:
    """A real language model in this process."""
    return open_as(f"gguf:{weights()}", context=4096, first_token_seconds=60)


def open_as(name: str, **values: Any) -> Model:
    patience = {"connect_seconds": 5, "first_token_seconds": 10, "between_tokens_seconds": 5}
    return open_model(name, Settings(**{"_env_file": None, **patience, **values}))


def open_at(url: str, **values: Any) -> Model:
    return open_as("openai-compatible:small", base_url=url, api_key=KEY, **values)


def said(question: str) -> list[Message]:
    return [Message(role="system", content="Be brief."), Message(role="user", content=question)]


def ask(model: Model, question: str = "What next?", stop: threading.Event | None = None) -> Outcome:
    start, pieces, fault = time.monotonic(), list[str](), None
    try:
        for piece in model.stream(said(question), stop):
            pieces.append(piece)
    except ModelFault as error:
        fault = error
    return Outcome("".join(pieces), fault, time.monotonic() - start)


def in_background(call: Callable[[], Outcome]) -> Callable[[float], Outcome]:
    """Starts a call; the function that it returns waits for the outcome. A call that hangs does not hang the tests."""
    outcomes = queue.Queue[Outcome]()
    threading.Thread(target=lambda: outcomes.put(call()), daemon=True).start()
    return lambda seconds: outcomes.get(timeout=seconds)


def assert_secret(fault: ModelFault | None, log: str) -> None:
    assert fault
    assert KEY not in f"{fault} {fault!r} {fault.args} {vars(fault)} {log}"


def test_a_reply_comes_in_pieces() -> None:
    with Misbehaving(wire.reply(TEXT)) as server:
        pieces = [piece for piece in open_at(server.url).stream(said("What next?")) if piece]
    assert pieces == [TEXT[start : start + 3] for start in range(0, len(TEXT), 3)]
    (asked,) = server.requests
    assert (asked.path, asked.headers["authorization"]) == ("/v1/chat/completions", f"Bearer {KEY}")
    assert [message["role"] for message in asked.body["messages"]] == ["system", "user"]
    assert (asked.body["stream"], asked.body["model"]) == (True, "small")


def test_characters_may_be_torn_between_chunks() -> None:
    with Misbehaving(wire.byte_by_byte(TEXT + "😀é")) as server:
        assert ask(open_at(server.url)).text == TEXT + "😀é"


@pytest.mark.parametrize(
    ("reply", "kind", "text", "requests"),
    [
        pytest.param(failing(401), "key", "", 1, id="401"),
        pytest.param(failing(403), "key", "", 1, id="403"),
        pytest.param(failing(404), "model", "", 1, id="404"),
        pytest.param(failing(400), "rejected", "", 1, id="400"),
        pytest.param(failing(422, "bad"), "rejected", "", 1, id="422"),
        pytest.param(failing(429), "busy", "", 3, id="429"),
        pytest.param(wire.TOO_LONG_OPENAI, "context", "", 1, id="too long for OpenAI"),
        pytest.param(wire.TOO_LONG_LLAMA, "context", "", 1, id="too long for llama.cpp"),
        pytest.param(wire.breaking(TEXT, "reset"), "broken", TEXT, 1, id="reset in the middle"),
        pytest.param(wire.breaking(TEXT, "closed"), "broken", TEXT, 1, id="closed in the middle"),
        pytest.param(wire.breaking(TEXT, "whole"), "broken", TEXT, 1, id="no finish_reason"),
        pytest.param(wire.malformed(TEXT, b"{oops"), "broken", TEXT, 1, id="not JSON"),
        pytest.param(wire.malformed(TEXT, {"choices": [{"delta": 5}]}), "broken", TEXT, 1, id="wrong shape"),
        pytest.param(wire.malformed(TEXT, {"error": {"message": "no"}}), "broken", TEXT, 1, id="error in the middle"),
        pytest.param(Behaviour([wire.event(b"<html>")]), "broken", "", 3, id="nonsense at once"),
        pytest.param(wire.CLOSING, "broken", "", 3, id="no answer"),
        pytest.param(wire.RESETTING, "broken", "", 3, id="reset without an answer"),
        pytest.param(wire.EMPTY, "empty", "", 1, id="empty"),
        pytest.param(wire.SILENT, "slow-start", "", 1, id="silent"),
        pytest.param(Behaviour(ending="silence"), "slow-start", "", 1, id="silent after the head"),
        pytest.param(wire.breaking(TEXT, "silence"), "stalled", TEXT, 1, id="silent in the middle"),
        pytest.param(wire.echoing(401), "key", "", 1, id="401 with the key in it"),
        pytest.param(wire.echoing(400), "rejected", "", 1, id="400 with the key in it"),
        pytest.param(wire.echoing(503), "server", "", 3, id="503 with the key in it"),
    ],
)
def test_what_goes_wrong_has_a_kind(
    reply: Reply, kind: FaultKind, text: str, requests: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    limits: dict[str, dict[str, Any]] = {
        "slow-start": {"first_token_seconds": 0.5},
        "stalled": {"between_tokens_seconds": 1},
    }
    slow = limits.get(kind, {})
    with Misbehaving(reply) as server:
        outcome = ask(open_at(server.url, **slow))
        if slow:
            server.hung_up.get(timeout=PROMPT)
    assert (outcome.kind, outcome.text, len(server.requests)) == (kind, text, requests)
    assert outcome.seconds < 8
    assert_secret(outcome.fault, caplog.text)


def test_an_endless_reply_is_cut_off() -> None:
    with Misbehaving(wire.endless()) as server:
        outcome = ask(open_at(server.url))
        server.hung_up.get(timeout=PROMPT)
    assert outcome.kind == "endless"
    assert LONGEST - 100 <= len(outcome.text) <= LONGEST


def test_what_goes_wrong_before_a_request_has_a_kind(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    with Misbehaving(wire.reply(TEXT), tls=wire.untrusted()) as server, wire.closing_port() as closing:
        urls: dict[str, FaultKind] = {
            server.url: "certificate",
            f"http://{wire.HOST}:{wire.refused_port()}/v1": "refused",
            f"http://localhost:{wire.refused_port()}/v1": "refused",
            "http://nohost.invalid/v1": "unknown-host",
            f"http://{wire.HOST}:{closing}/v1": "broken",
        }
        for url, kind in urls.items():
            outcome = ask(open_at(url))
            assert (outcome.kind, outcome.text) == (kind, ""), url
            assert outcome.seconds < 5
            assert_secret(outcome.fault, caplog.text)
    assert server.requests == []


def test_a_connection_that_is_not_made_is_not_waited_for() -> None:
    with wire.full_port() as port:
        outcome = ask(open_at(f"http://{wire.HOST}:{port}/v1", connect_seconds=0.5))
    assert outcome.kind == "slow-connection"
    assert outcome.seconds < 3


def test_for_an_unknown_model_those_on_offer_are_named() -> None:
    names = [f"m{number:02}" for number in range(30)]
    with Misbehaving(failing(404), names=names[::-1]) as server:
        fault = ask(open_at(server.url)).fault
    assert fault
    assert (fault.kind, fault.detail) == ("model", ", ".join(names[:20]))
    for listing in (wire.SILENT, wire.CLOSING, failing(500), Behaviour([b"oops"])):
        with Misbehaving(failing(404), names=listing) as server:
            outcome = ask(open_at(server.url, connect_seconds=0.5))
        assert (outcome.kind, outcome.fault and outcome.fault.detail) == ("model", "")
        assert outcome.seconds < 3


@pytest.mark.parametrize("first", [failing(429), failing(503), wire.RESETTING], ids=["429", "503", "reset"])
def test_before_the_first_word_it_is_tried_again(first: Behaviour) -> None:
    with Misbehaving(first, wire.reply(TEXT)) as server:
        outcome = ask(open_at(server.url))
    assert (outcome.text, outcome.fault, len(server.requests)) == (TEXT, None, 2)


def test_the_server_says_how_long_to_wait() -> None:
    with Misbehaving(failing(429, retry_after="1.5"), wire.reply(TEXT)) as server:
        assert ask(open_at(server.url)).text == TEXT
    first, second = server.requests
    assert 1.5 <= second.when - first.when < 4


def test_what_is_longer_than_our_patience_is_not_waited_for() -> None:
    with Misbehaving(failing(429, retry_after="6"), wire.reply(TEXT)) as server:
        outcome = ask(open_at(server.url, first_token_seconds=5))
    assert (outcome.kind, len(server.requests)) == ("busy", 1)
    assert outcome.fault
    assert outcome.fault.retry_after == 6
    assert outcome.seconds < 2


def test_after_failures_in_a_row_a_model_rests() -> None:
    with Misbehaving(BUSY) as server:
        model = open_at(server.url)
        assert [ask(model).kind for _ in range(FAILURES + 3)] == ["busy"] * FAILURES + ["resting"] * 3
        assert len(server.requests) == FAILURES
        assert ask(open_at(server.url)).kind == "busy", "one model's failures are not another's"
    model = open_at(f"http://{wire.HOST}:{wire.refused_port()}/v1")
    assert [ask(model).kind for _ in range(FAILURES + 1)] == ["refused"] * FAILURES + ["resting"]


def test_faults_of_a_question_do_not_make_a_model_rest() -> None:
    own = [wire.TOO_LONG_OPENAI, failing(400), wire.EMPTY, wire.endless()]
    with Misbehaving(*own, *own[:3], BUSY, wire.reply(TEXT)) as server:
        model = open_at(server.url)
        kinds = [ask(model).kind for _ in range(9)]
    assert kinds == ["context", "rejected", "empty", "endless", "context", "rejected", "empty", "busy", None]


def test_after_its_rest_one_call_decides() -> None:
    with Misbehaving(*[BUSY] * (FAILURES + 1), wire.reply(TEXT), BUSY, wire.reply(TEXT)) as server:
        model = open_at(server.url)
        model._breaker.rest = 1
        assert [ask(model).kind for _ in range(FAILURES + 1)][-1] == "resting"
        time.sleep(1.1)
        assert [ask(model).kind for _ in range(3)] == ["busy", "resting", "resting"]
        time.sleep(1.1)
        assert [ask(model).kind for _ in range(3)] == [None, "busy", None]


def test_after_its_rest_only_one_call_is_let_through() -> None:
    with Misbehaving(*[BUSY] * FAILURES, wire.SILENT) as server:
        model = rested(server, first_token_seconds=1)
        trial = in_background(lambda: ask(model))
        wait_for(lambda: len(server.requests) > FAILURES)
        assert ask(model).kind == "resting"
        assert trial(5).kind == "slow-start"
        assert ask(model).kind == "resting"


def test_a_trial_that_is_stopped_decides_nothing() -> None:
    with Misbehaving(*[BUSY] * FAILURES, wire.SILENT, BUSY) as server:
        model, stop = rested(server), threading.Event()
        model._breaker.rest = 0.5
        trial = in_background(lambda: ask(model, stop=stop))
        wait_for(lambda: len(server.requests) > FAILURES)
        stop.set()
        trial(PROMPT)
        model._breaker.rest = 60
        time.sleep(0.6)
        assert [ask(model).kind for _ in range(2)] == ["busy", "resting"]


def rested(server: Misbehaving, **values: Any) -> Model:
    """A model that has failed and rested; its next rest will be a long one."""
    model = open_at(server.url, **values)
    model._breaker.rest = 0.1
    for _ in range(FAILURES):
        ask(model)
    time.sleep(0.2)
    model._breaker.rest = 60
    return model


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it has not come to that"
        time.sleep(0.01)


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(wire.SILENT, id="before the head"),
        pytest.param(Behaviour(ending="silence"), id="before the first word"),
        pytest.param(wire.breaking(TEXT, "silence"), id="silent in the middle"),
        pytest.param(wire.reply(TEXT * 100, between=0.05), id="in the middle"),
        pytest.param(Behaviour(repeat(wire.chunk(content=""))), id="in a flood of nothing"),
    ],
)
def test_a_stop_reaches_the_server(reply: Behaviour) -> None:
    with Misbehaving(reply, wire.reply(TEXT)) as server:
        model, stop = open_at(server.url), threading.Event()
        outcome = in_background(lambda: ask(model, stop=stop))
        wait_for(lambda: len(server.requests) == 1)
        time.sleep(0.3)
        stop.set()
        assert outcome(PROMPT).fault is None
        server.hung_up.get(timeout=PROMPT)
        assert ask(model).text == TEXT


def test_a_stop_ends_the_wait_for_another_try() -> None:
    with Misbehaving(failing(429, retry_after="1.2"), wire.reply(TEXT)) as server:
        model, stop = open_at(server.url), threading.Event()
        outcome = in_background(lambda: ask(model, stop=stop))
        wait_for(lambda: len(server.requests) == 1)
        stop.set()
        assert outcome(PROMPT)[:2] == ("", None)
        time.sleep(1.4)
        assert len(server.requests) == 1


def test_closing_the_iterator_reaches_the_server() -> None:
    with Misbehaving(wire.reply(TEXT * 100, between=0.05)) as server:
        pieces = open_at(server.url).stream(said("What next?"))
        next(piece for piece in pieces if piece)
        pieces.close()  # type: ignore[attr-defined]
        server.hung_up.get(timeout=PROMPT)


def test_who_hangs_holds_nobody_up() -> None:
    def reply(asked: Asked) -> Behaviour:
        return wire.SILENT if "hang" in asked.body["messages"][-1]["content"] else wire.reply(TEXT, between=0.02)

    with Misbehaving(reply) as server:
        model, stop = open_at(server.url), threading.Event()
        hanging = in_background(lambda: ask(model, "hang", stop))
        wait_for(lambda: len(server.requests) == 1)
        others = [in_background(lambda: ask(model)) for _ in range(7)]
        assert [outcome(5).text for outcome in others] == [TEXT] * 7
        with pytest.raises(queue.Empty):
            hanging(0.1)
        stop.set()
        hanging(PROMPT)


each_other = pytest.mark.parametrize("other", OTHERS, ids=lambda other: other.provider)


def open_other(other: Wire, server: Misbehaving, **values: Any) -> Model:
    return open_as(f"{other.provider}:small", **other.settings(server.origin), **values)


@each_other
def test_other_providers_reply_in_pieces(other: Wire) -> None:
    with Misbehaving(other.reply(TEXT)) as server:
        pieces = [piece for piece in open_other(other, server, context=4000).stream(said("What next?")) if piece]
    assert pieces == [TEXT[start : start + 3] for start in range(0, len(TEXT), 3)]
    (asked,) = server.requests
    assert asked.path == other.path
    assert (KEY in asked.headers.values()) == (other is not OLLAMA)
    if other is OLLAMA:
        assert asked.body["options"]["num_ctx"] == 4000


@each_other
def test_characters_of_other_providers_may_be_torn(other: Wire) -> None:
    torn = Behaviour([bytes([byte]) for byte in b"".join([*other.words(TEXT), *other.ending])])
    with Misbehaving(torn) as server:
        assert ask(open_other(other, server)).text == TEXT


@each_other
def test_faults_of_other_providers_have_a_kind(other: Wire, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    cut: list[tuple[Reply, FaultKind, str, int]] = [(Behaviour(other.words(TEXT)), "broken", TEXT, 1)]
    faults: list[tuple[Reply, FaultKind, str, int]] = [
        (wire.echoing(401), "key", "", 1),
        (wire.echoing(400), "rejected", "", 1),
        (failing(404), "model", "", 1),
        # Of Google's replies the end cannot be told.
        *([] if other is GOOGLE else cut),
        (Behaviour([*other.opening, *other.ending]), "empty", "", 1),
    ]
    for reply, kind, text, requests in faults:
        with Misbehaving(reply, names=("tiny", "big")) as server:
            outcome = ask(open_other(other, server))
        assert (outcome.kind, outcome.text, len(server.requests)) == (kind, text, requests)
        assert_secret(outcome.fault, caplog.text)
        if kind == "model":
            assert outcome.fault
            assert outcome.fault.detail == "big, tiny"


@pytest.mark.parametrize("ending", ["closed", "reset"])
@each_other
def test_replies_of_other_providers_break(other: Wire, ending: Any) -> None:
    with Misbehaving(Behaviour(other.words(TEXT), ending=ending)) as server:
        outcome = ask(open_other(other, server))
    assert (outcome.kind, outcome.text, len(server.requests)) == ("broken", TEXT, 1)


@each_other
def test_other_providers_are_tried_again_before_the_first_word(other: Wire) -> None:
    with Misbehaving(failing(429), other.reply(TEXT)) as server:
        assert ask(open_other(other, server)).text == TEXT
    assert len(server.requests) == 2


@each_other
def test_patience_with_other_providers_ends(other: Wire) -> None:
    with Misbehaving(wire.SILENT, Behaviour(other.words(TEXT), ending="silence")) as server:
        assert ask(open_other(other, server, first_token_seconds=0.5)).kind == "slow-start"
        assert ask(open_other(other, server, between_tokens_seconds=0.7)).kind == "stalled"
        for _ in range(2):
            server.hung_up.get(timeout=PROMPT)


@each_other
def test_a_stop_reaches_other_providers(other: Wire) -> None:
    with Misbehaving(wire.SILENT, Behaviour(other.words(TEXT * 99), between=0.05), other.reply(TEXT)) as server:
        model = open_other(other, server)
        for request in range(2):
            stop = threading.Event()
            outcome = in_background(lambda stop=stop: ask(model, stop=stop))  # type: ignore[misc]
            wait_for(lambda request=request: len(server.requests) > request)  # type: ignore[misc]
            time.sleep(0.3)
            stop.set()
            assert outcome(PROMPT).fault is None
            server.hung_up.get(timeout=PROMPT)
        assert ask(model).text == TEXT


@pytest.mark.parametrize(
    "name", ["", "small", "openai-compatible", "openai-compatible:", "anthropic: ", "elsewhere:small"]
)
def test_what_names_no_model_is_told_how_to(name: str) -> None:
    with pytest.raises(AssistantFault, match="<provider>:<model>") as caught:
        open_as(name)
    assert all(provider in str(caught.value) for provider in PROVIDERS)


@pytest.mark.parametrize("provider", ["openai-compatible", "anthropic", "google"])
def test_a_missing_key_is_named(provider: str) -> None:
    setting = {"openai-compatible": "ROADMAP_API_KEY"}.get(provider, f"ROADMAP_{provider.upper()}_KEY")
    with pytest.raises(AssistantFault, match=f"set {setting} "):
        open_as(f"{provider}:small")


def test_a_server_of_ones_own_needs_no_key() -> None:
    with Misbehaving(wire.reply(TEXT)) as server:
        assert ask(open_as("openai-compatible:small", base_url=server.url)).text == TEXT


@pytest.mark.parametrize(
    ("provider", "module", "command"),
    [
        ("openai-compatible", "llama_index.llms.openai_like", "make install"),
        ("anthropic", "llama_index.llms.anthropic", r"pip install .*\[anthropic\]"),
        ("google", "google.genai.types", r"pip install .*\[google\]"),
        ("google", "llama_index.llms.google_genai", r"pip install .*\[google\]"),
        ("ollama", "ollama", r"pip install .*\[ollama\]"),
        ("gguf", "xllamacpp", r"pip install .*\[local\]"),
    ],
)
def test_a_missing_extra_names_its_command(
    provider: str, module: str, command: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "small.gguf"
    file.touch()
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(AssistantFault, match=f"{provider} needs {module}: run `{command}"):
        open_as(f"{provider}:{file}", api_key=KEY, anthropic_key=KEY, google_key=KEY, base_url="http://127.0.0.1:1/v1")


def test_a_file_that_is_no_model_is_named(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    missing, text, torn = (tmp_path / name for name in ("missing.gguf", "text.gguf", "torn.gguf"))
    text.write_text("once upon a time")
    torn.write_bytes(weights().read_bytes()[:100_000])
    for file, advice in ((missing, "existing GGUF file"), (text, "another file"), (torn, "another file")):
        with pytest.raises(AssistantFault, match=advice) as caught:
            open_as(f"gguf:{file}")
        assert str(file) in str(caught.value)
    with pytest.raises(AssistantFault, match="existing GGUF file"):
        open_as(f"gguf:{tmp_path}")
    assert capfd.readouterr() == ("", "")


def test_a_local_model_answers(small: Model) -> None:
    pieces = [piece for piece in small.stream(said("Name three colours.")) if piece]
    assert len(pieces) > 5
    assert "red" in "".join(pieces).lower()


def test_a_local_model_says_when_a_question_is_too_long(small: Model) -> None:
    outcome = ask(small, "word " * 6000)
    assert (outcome.kind, outcome.text) == ("context", "")


def first_word(model: Model, question: str) -> float:
    """Seconds until it."""
    start, pieces = time.monotonic(), model.stream(said(question))
    next(piece for piece in pieces if piece)
    pieces.close()  # type: ignore[attr-defined]
    return time.monotonic() - start


@pytest.mark.parametrize("question", ["The quick brown fox jumps over the lazy dog. " * 300, "Tell me a long story."])
def test_a_stop_frees_a_local_model(small: Model, question: str) -> None:
    """Both places are taken, by prompts that take half a minute to read or by long replies."""
    waits = list[float]()
    # Three attempts, since a machine may be busy with other things for a while.
    while len(waits) < 3 and not (waits and waits[-1] < 2):
        stop = threading.Event()
        longer = [f"{len(waits)}{number} {question}" for number in range(2)]
        calls = [in_background(lambda long=long: ask(small, long, stop)) for long in longer]  # type: ignore[misc] # noqa: B023
        time.sleep(1.5)
        stop.set()
        assert [call(PROMPT).fault for call in calls] == [None, None]
        waits.append(first_word(small, "Name a colour."))
    assert min(waits) < 2


def test_a_local_model_behind_a_server_of_its_own_breaks_with_it() -> None:
    with llama_server() as (url, process):
        model = open_at(url, first_token_seconds=60)
        assert "red" in ask(model, "Name three colours.").text.lower()
        pieces, begun = model.stream(said("Tell me a long story.")), list[str]()
        with pytest.raises(ModelFault) as caught:
            for piece in pieces:
                begun.append(piece)
                if len("".join(begun)) > 10:
                    process.kill()
        assert caught.value.kind == "broken"
        assert begun
        assert ask(model).kind == "refused"


GOOGLE_KEY = {
    "code": 400,
    "message": "API key not valid. Please pass a valid API key.",
    "status": "INVALID_ARGUMENT",
    "details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}],
}
GOOGLE_TOO_LONG = {
    "code": 400,
    "message": "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
    "status": "INVALID_ARGUMENT",
}


@pytest.mark.parametrize(("error", "kind"), [(GOOGLE_KEY, "key"), (GOOGLE_TOO_LONG, "context")])
def test_google_says_it_in_its_own_words(error: Any, kind: FaultKind) -> None:
    with Misbehaving(failing(400, error)) as server:
        assert ask(open_other(GOOGLE, server)).kind == kind


def test_google_ends_a_reply_with_no_text_too() -> None:
    with Misbehaving(Behaviour([*GOOGLE.words(TEXT), google_chunk("STOP")])) as server:
        outcome = ask(open_other(GOOGLE, server))
    assert (outcome.text, outcome.fault) == (TEXT, None)


def test_a_name_with_two_addresses_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *more, **named: resolve("127.0.0.1", *more, **named) * 2)
    outcome = ask(open_at(f"http://localhost:{wire.refused_port()}/v1"))
    assert outcome.kind == "refused"


def test_no_traceback_shows_the_key() -> None:
    with Misbehaving(wire.echoing(401)) as server:
        fault = ask(open_at(server.url)).fault
    assert fault
    assert KEY not in "".join(traceback.format_exception(fault))


@pytest.mark.parametrize("scheme", ["http", "socks5"])
def test_a_local_model_needs_no_proxy(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", f"{scheme}://{wire.HOST}:{wire.refused_port()}")
    assert ask(open_as(f"gguf:{weights()}", context=2048), "Name a colour.").fault is None


@pytest.mark.parametrize("scheme", ["socks5", "socks"])
def test_an_unusable_proxy_is_told(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", f"{scheme}://{wire.HOST}:7890")
    with pytest.raises(AssistantFault):
        open_at("http://127.0.0.1:1/v1")


def test_a_client_that_is_cancelled_from_within_does_not_hang() -> None:
    class Cancelled:
        async def stream(self, messages: Sequence[Message]) -> AsyncGenerator[str]:
            yield "a"
            raise asyncio.CancelledError

        async def offered(self) -> list[str]:
            return []

    outcome = in_background(lambda: ask(Model("odd:one", Cancelled(), 4096, Limits())))
    assert outcome(1).kind == "broken"
