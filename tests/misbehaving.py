"""A real server on loopback that speaks the protocols of language models and misbehaves as it is told."""

import asyncio
import contextlib
import json
import queue
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Any, Literal, NamedTuple, Self

import pytest
import trustme

HOST = "127.0.0.1"
FOREVER = 3600.0
UNREAD_BEFORE_RESET = 0.3
"""Seconds that a client has to read what was sent before a reset throws it away."""
NO_ANSWER = 0
"""As a status: the connection is closed without a byte."""


class Asked(NamedTuple):
    """One request as it came over the wire."""

    path: str
    headers: dict[str, str]
    body: Any
    when: float


@dataclass(frozen=True)
class Behaviour:
    """What the server does with one request."""

    pieces: Iterable[bytes] = ()
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    before: float = 0
    """Seconds of silence before the first byte."""
    between: float = 0
    """Seconds of silence after each piece."""
    ending: Literal["whole", "closed", "reset", "silence"] = "whole"
    """What follows the last piece; `closed` lacks the end of the chunked encoding."""


Reply = Behaviour | Callable[[Asked], Behaviour]


class Misbehaving:
    """Answers the n-th question with the n-th reply, all further ones with the last."""

    def __init__(
        self, *replies: Reply, names: Sequence[str] | Behaviour = (), tls: ssl.SSLContext | None = None
    ) -> None:
        self.requests: list[Asked] = []
        """The questions; requests for the list of models are not among them."""
        self.hung_up = queue.Queue[float]()
        """When a client went before its reply had ended."""
        self._replies, self._names, self._tls = replies, names, tls
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        starting = asyncio.start_server(self._serve, HOST, 0, ssl=self._tls)
        self._server = asyncio.run_coroutine_threadsafe(starting, self._loop).result(10)
        self.origin = f"http{'s' if self._tls else ''}://{HOST}:{self._server.sockets[0].getsockname()[1]}"
        self.url = f"{self.origin}/v1"
        return self

    def __exit__(self, *error: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _close(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Python 3.11 reports a cancelled handler as an error.
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            behaviour = await self._behaviour(reader)
            gone = asyncio.ensure_future(reader.read())
            try:
                await _answer(behaviour, writer, gone)
            except ConnectionError:
                self.hung_up.put(time.monotonic())
            finally:
                gone.cancel()
                await asyncio.gather(gone, return_exceptions=True)
        writer.close()

    async def _behaviour(self, reader: asyncio.StreamReader) -> Behaviour:
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").strip().split("\r\n")
        method, path, _ = first.split(" ")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        if method == "GET":
            names = self._names
            return names if isinstance(names, Behaviour) else _listing(path.partition("?")[0], names)
        asked = Asked(path, headers, json.loads(body), time.monotonic())
        self.requests.append(asked)
        reply = self._replies[min(len(self.requests), len(self._replies)) - 1]
        return reply if isinstance(reply, Behaviour) else reply(asked)


async def _answer(behaviour: Behaviour, writer: asyncio.StreamWriter, gone: asyncio.Future[bytes]) -> None:
    """Raises ConnectionError when the client goes first."""

    async def pause(seconds: float) -> None:
        await asyncio.wait([gone], timeout=seconds)
        if gone.done():
            raise ConnectionAbortedError

    await pause(behaviour.before)
    if behaviour.status != NO_ANSWER:
        headers = {"content-type": "text/event-stream", "transfer-encoding": "chunked", "connection": "close"}
        lines = [f"{name}: {value}" for name, value in (headers | behaviour.headers).items()]
        writer.write("\r\n".join([f"HTTP/1.1 {behaviour.status} so", *lines, "\r\n"]).encode())
    for piece in behaviour.pieces:
        writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        await writer.drain()
        await pause(behaviour.between)
    match behaviour.ending:
        case "whole" if behaviour.status != NO_ANSWER:
            writer.write(b"0\r\n\r\n")
            await writer.drain()
        case "reset":
            await pause(UNREAD_BEFORE_RESET if behaviour.pieces else 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
        case "silence":
            await pause(FOREVER)


def _listing(path: str, names: Sequence[str]) -> Behaviour:
    """The models, as each protocol lists them."""
    match path:
        case "/v1/models":
            since = {"object": "model", "created": 0, "owned_by": "us", "created_at": "2030-01-01T00:00:00Z"}
            items = [{"id": name, "type": "model", "display_name": name, **since} for name in names]
            listing: Any = {"object": "list", "data": items, "has_more": False}
        case "/v1beta/models":
            listing = {"models": [{"name": f"models/{name}"} for name in names]}
        case "/api/tags":
            listing = {"models": [{"model": name} for name in names]}
        case _:
            return failing(404)
    return Behaviour([json.dumps(listing).encode()], headers={"content-type": "application/json"})


def failing(code: int, error: Any = "no", **headers: str) -> Behaviour:
    """A status with an error body; `retry_after="1"` becomes a header."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Behaviour(
        [json.dumps({"error": error}).encode()], code, headers={"content-type": "application/json", **named}
    )


def event(data: Any) -> bytes:
    """One server-sent event."""
    return b"data: " + (data if isinstance(data, bytes) else json.dumps(data, ensure_ascii=False).encode()) + b"\n\n"


def chunk(finish: str | None = None, **delta: str) -> bytes:
    """One piece of a reply in OpenAI's protocol."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return event({"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "small", "choices": [choice]})


def words(text: str) -> list[bytes]:
    """The beginning of a reply: its text in pieces of three characters, nothing after them."""
    cut = (text[start : start + 3] for start in range(0, len(text), 3))
    return [chunk(role="assistant", content=""), *(chunk(content=piece) for piece in cut)]


ENDING = [chunk("stop"), event(b"[DONE]")]


def reply(text: str, between: float = 0) -> Behaviour:
    """A reply as it should be."""
    return Behaviour([*words(text), *ENDING], between=between)


def byte_by_byte(text: str) -> Behaviour:
    """A good reply, torn into chunks of one byte."""
    return Behaviour([bytes([byte]) for byte in b"".join([*words(text), *ENDING])])


def breaking(text: str, ending: Literal["whole", "closed", "reset", "silence"]) -> Behaviour:
    """The text and then no more: nothing says that it is the end."""
    return Behaviour(words(text), ending=ending)


def malformed(text: str, data: Any) -> Behaviour:
    """An event in the middle of a good reply that is none."""
    return Behaviour([*words(text), event(data), *ENDING])


def endless() -> Behaviour:
    """A reply that never ends, as fast as it is read."""
    return Behaviour(chain(words(""), repeat(chunk(content="and so on " * 10))))


EMPTY = Behaviour([chunk(role="assistant", content=""), *ENDING])
SILENT = Behaviour(before=FOREVER)
CLOSING = Behaviour(status=NO_ANSWER)
RESETTING = Behaviour(status=NO_ANSWER, ending="reset")
TOO_LONG_OPENAI = failing(
    400,
    {
        "message": "This model's maximum context length is 8192 tokens, but your messages came to 9001 tokens.",
        "type": "invalid_request_error",
        "param": "messages",
        "code": "context_length_exceeded",
    },
)
TOO_LONG_LLAMA = failing(
    400,
    {
        "code": 400,
        "message": "request (9001 tokens) exceeds the available context size (8192 tokens), try increasing it",
        "type": "exceed_context_size_error",
        "n_prompt_tokens": 9001,
        "n_ctx": 8192,
    },
)


def echoing(code: int) -> Callable[[Asked], Behaviour]:
    """A server that repeats the key in its error, as some do."""

    def answer(asked: Asked) -> Behaviour:
        keys = [value for name, value in asked.headers.items() if "key" in name or name == "authorization"]
        return failing(code, {"message": f"bad key {keys}", "code": code})

    return answer


def untrusted() -> ssl.SSLContext:
    """TLS by an authority that nobody knows."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert(HOST).configure_cert(context)
    return context


def refused_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port: int = free.getsockname()[1]
        return port


@contextlib.contextmanager
def closing_port() -> Iterator[int]:
    """A port that takes each connection and closes it at once."""
    with socket.create_server((HOST, 0)) as listening:

        def take() -> None:
            with contextlib.suppress(OSError):
                while True:
                    listening.accept()[0].close()

        threading.Thread(target=take, daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def full_port() -> Iterator[int]:
    """A port whose queue is full: a connection to it is neither made nor refused."""
    with contextlib.ExitStack() as stack:
        listening = stack.enter_context(socket.socket())
        listening.bind((HOST, 0))
        listening.listen(0)
        for _ in range(64):
            waiting = stack.enter_context(socket.socket())
            waiting.settimeout(0.2)
            try:
                waiting.connect(listening.getsockname())
            except TimeoutError:
                break
        else:
            pytest.skip("this system takes connections beyond the length of a queue")
        yield listening.getsockname()[1]
