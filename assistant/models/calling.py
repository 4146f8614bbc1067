"""Calls a language model: with time limits, retries before the first word, a rest after failures, and a stop."""

import asyncio
import contextlib
import queue
import threading
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from typing import Literal, Protocol

import pybreaker
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    stop_before_delay,
    wait_exponential_jitter,
)

from assistant.models.faults import OF_THE_SERVICE, TRANSIENT, FaultKind, ModelFault, fault_of
from corpus.records import Record

ATTEMPTS, FAILURES, REST = 3, 5, 30
"""Attempts before the first word; failures in a row before a model is left alone, and for how many seconds."""
LONGEST, LONGEST_SECONDS = 6000, 300
"""Characters and seconds of a reply: beyond them it does not end by itself."""
MOST_NAMES = 20
"""Models of a server that a message names."""
_LOOK = 0.1
"""Seconds between two looks at whether the answer is still wanted."""


class Message(Record):
    """One message of a conversation with a model."""

    role: Literal["system", "user", "assistant"]
    content: str


class Limits(Record):
    """Seconds of patience."""

    connect: float = 5.0
    first_token: float = 30.0
    between_tokens: float = 20.0


class Room(Record):
    """Tokens that there is room for."""

    context: int
    """Of rules, evidence, question and answer together."""
    answer: int


class Client(Protocol):
    """The seam to a model's own client."""

    def stream(self, messages: Sequence[Message]) -> AsyncGenerator[str]:
        """The pieces of a reply, empty ones as signs of life. Raises whatever the client raises."""

    async def offered(self) -> list[str]:
        """The names of the models that the server has."""


class Model:
    """A language model. Shared by all users; each call is a task of its own on one loop in the background."""

    def __init__(self, name: str, client: Client, context: int, limits: Limits) -> None:
        self.name = name
        """`<provider>:<model>`."""
        self.context = context
        """Tokens of question, evidence and answer together."""
        self._client = client
        self._limits = limits
        self._breaker = pybreaker.CircuitBreaker(
            fail_max=FAILURES,
            reset_timeout=REST,
            exclude=[lambda error: not _is_of_the_service(error)],
            throw_new_error_on_trip=False,
        )
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, name=f"model {name}", daemon=True).start()

    def stream(self, messages: Sequence[Message], stop: threading.Event | None = None) -> Iterator[str]:
        """The pieces of the reply as they come, empty ones as signs of life.

        It ends early when `stop` is set or the iterator is closed. Raises ModelFault; for a model that has failed too
        often, without a call.
        """
        try:
            with self._breaker.calling():
                yield from self._pieces(messages, stop or threading.Event())
        except pybreaker.CircuitBreakerError:
            raise ModelFault("resting", f"{REST}") from None

    def _pieces(self, messages: Sequence[Message], stop: threading.Event) -> Iterator[str]:
        pieces = queue.SimpleQueue[str | ModelFault | None]()
        call = asyncio.run_coroutine_threadsafe(self._pump(messages, pieces.put), self._loop)
        length = 0
        try:
            while not stop.is_set():
                try:
                    piece = pieces.get(timeout=_LOOK)
                except queue.Empty:
                    continue
                if isinstance(piece, ModelFault):
                    raise piece
                if piece is None:
                    break
                length += len(piece)
                if length > LONGEST:
                    raise ModelFault("endless")
                yield piece
            if not length and not stop.is_set():
                raise ModelFault("empty")
        finally:
            # Cancelled, the client closes its connection, and the server is free for others.
            call.cancel()

    async def _pump(self, messages: Sequence[Message], put: Callable[[str | ModelFault | None], None]) -> None:
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                async for piece in self._reply(messages):
                    put(piece)
            put(None)
        except TimeoutError:
            put(ModelFault("endless"))
        except ModelFault as fault:
            put(await self._with_names(fault))

    async def _reply(self, messages: Sequence[Message]) -> AsyncGenerator[str]:
        reply, piece = await self._begun(messages)
        async with contextlib.aclosing(reply):
            while piece is not None:
                yield piece
                piece = await _next(reply, self._limits.between_tokens, "stalled")

    async def _begun(self, messages: Sequence[Message]) -> tuple[AsyncGenerator[str], str | None]:
        """The reply and its first piece, after as many attempts as the time for it allows."""
        attempts = AsyncRetrying(
            retry=retry_if_exception(lambda error: isinstance(error, ModelFault) and error.kind in TRANSIENT),
            stop=stop_after_attempt(ATTEMPTS) | stop_before_delay(self._limits.first_token),
            wait=_wait,
            reraise=True,
        )
        return await attempts(self._attempt, messages)

    async def _attempt(self, messages: Sequence[Message]) -> tuple[AsyncGenerator[str], str | None]:
        reply = self._client.stream(messages)
        return reply, await _next(reply, self._limits.first_token, "slow-start")

    async def _with_names(self, fault: ModelFault) -> ModelFault:
        """For a model that the server does not know: the fault with the names of those that it offers."""
        if fault.kind != "model":
            return fault
        try:
            async with asyncio.timeout(self._limits.connect):
                names = await self._client.offered()
        except Exception:  # the list is a courtesy
            return ModelFault("model")
        return ModelFault("model", ", ".join(sorted(names)[:MOST_NAMES]))


async def _next(reply: AsyncGenerator[str], seconds: float, slow: FaultKind) -> str | None:
    """The next piece of a reply, None at its end. Raises ModelFault, of kind `slow` after so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            return await anext(reply, None)
    except TimeoutError as error:
        raise ModelFault(slow, f"{seconds:g}") from error
    except Exception as error:
        raise fault_of(error) from error


def _wait(state: RetryCallState) -> float:
    """Seconds until the next attempt: what the server asks for, else growing and jittered."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, ModelFault) else None
    return asked if asked is not None else wait_exponential_jitter(initial=0.3, max=4, jitter=0.3)(state)


def _is_of_the_service(error: BaseException) -> bool:
    return isinstance(error, ModelFault) and error.kind in OF_THE_SERVICE
