"""Calls a language model: with time limits, retries before the first word, a rest after failures, and a stop."""

import asyncio
import atexit
import contextlib
import queue
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from typing import Literal, Protocol

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
_LAST_WAIT = 3
"""Seconds that the end of the process waits for calls to end."""
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


class Breaker:
    """Leaves a service alone that has failed several times in a row; then one call tries whether it is back."""

    def __init__(self, rest: float = REST) -> None:
        self.rest = rest
        """Seconds."""
        self._failures, self._closed_until = 0, 0.0
        self._lock = threading.Lock()

    def admit(self) -> None:
        """Raises ModelFault for a call that must not be made."""
        with self._lock:
            now = time.monotonic()
            if self._failures >= FAILURES:
                if now < self._closed_until:
                    raise ModelFault("resting", f"{self.rest:g}")
                # This call is the trial; the others go on waiting for what comes of it.
                self._closed_until = now + self.rest

    def note(self, fault: ModelFault | None) -> None:
        """What came of a call: no fault, one of the service, or one that says nothing of the service."""
        with self._lock:
            if fault is None:
                self._failures = 0
            elif fault.kind in OF_THE_SERVICE:
                self._failures += 1
                self._closed_until = time.monotonic() + self.rest


class Model:
    """A language model. Shared by all users; each call is a task of its own on one loop in the background."""

    def __init__(self, name: str, client: Client, context: int, limits: Limits) -> None:
        self.name = name
        """`<provider>:<model>`."""
        self.context = context
        """Tokens of question, evidence and answer together."""
        self._client = client
        self._limits = limits
        self._breaker = Breaker()
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, name=f"model {name}", daemon=True).start()
        # A local model must not be torn down while it replies.
        atexit.register(self._end_calls)

    def stream(self, messages: Sequence[Message], stop: threading.Event | None = None) -> Iterator[str]:
        """The pieces of the reply as they come, empty ones as signs of life.

        It ends early when `stop` is set or the iterator is closed. Raises ModelFault; for a model that has failed too
        often, without a call.
        """
        self._breaker.admit()
        stop = stop or threading.Event()
        try:
            yield from self._pieces(messages, stop)
        except ModelFault as fault:
            self._breaker.note(fault)
            raise
        if not stop.is_set():
            self._breaker.note(None)

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

    def _end_calls(self) -> None:
        async def end() -> None:
            calls = asyncio.all_tasks() - {asyncio.current_task()}
            for call in calls:
                call.cancel()
            await asyncio.gather(*calls, return_exceptions=True)

        with contextlib.suppress(TimeoutError):
            asyncio.run_coroutine_threadsafe(end(), self._loop).result(timeout=_LAST_WAIT)

    async def _pump(self, messages: Sequence[Message], put: Callable[[str | ModelFault | None], None]) -> None:
        try:
            async with asyncio.timeout(LONGEST_SECONDS), contextlib.aclosing(self._reply(messages)) as reply:
                async for piece in reply:
                    put(piece)
            put(None)
        except TimeoutError:
            put(ModelFault("endless"))
        except ModelFault as fault:
            put(await self._with_names(fault))
        except BaseException:
            # Whatever ends this task, nobody may wait for it for ever.
            put(ModelFault("broken"))
            raise

    async def _reply(self, messages: Sequence[Message]) -> AsyncGenerator[str]:
        reply, piece = await self._begun(messages)
        spoken = False
        async with contextlib.aclosing(reply):
            while piece is not None:
                yield piece
                spoken = spoken or bool(piece)
                limits = self._limits
                seconds, slow = (limits.between_tokens, "stalled") if spoken else (limits.first_token, "slow-start")
                piece = await _next(reply, seconds, slow)  # type: ignore[arg-type]

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
        # Without its cause: what a server says may hold the key.
        raise fault_of(error) from None


def _wait(state: RetryCallState) -> float:
    """Seconds until the next attempt: what the server asks for, else growing and jittered."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, ModelFault) else None
    return asked if asked is not None else wait_exponential_jitter(initial=0.3, max=4, jitter=0.3)(state)
