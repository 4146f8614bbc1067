"""The one home of llama-index's language models: each provider's client behind one narrow seam.

Retries and limits of the clients themselves are switched off: `calling` has them once for all.
"""

from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
from llama_index.core.base.llms.types import ChatMessage, LLMMetadata
from llama_index.core.llms import LLM

from assistant.models.calling import Limits, Message, Room
from assistant.models.faults import ModelFault
from assistant.models.local import LocalServer

_ENDINGS = ("finish_reason", "stop_reason", "done_reason")
Names = Callable[[], Coroutine[Any, Any, list[str]]]


class LlamaIndexClient:
    """A llama-index language model as a Client."""

    def __init__(self, llm: LLM, names: Names, tells_its_end: bool = True) -> None:
        self._llm = llm
        self.offered = names
        self._tells_its_end = tells_its_end
        self.server: LocalServer | None = None
        """Kept alive with the client."""

    async def stream(self, messages: Sequence[Message]) -> AsyncGenerator[str]:
        """The pieces of the reply. Raises what the provider's client raises, and ModelFault for a reply cut short."""
        said = [ChatMessage(role=message.role, content=message.content) for message in messages]
        reply: Any = await self._llm.astream_chat(said)
        finished = False
        try:
            async for response in reply:
                finished = finished or _is_last(response.raw)
                yield response.delta or ""
        finally:
            await reply.aclose()
        if self._tells_its_end and not finished:
            raise ModelFault("broken", "cut off")


def local(file: Path, room: Room, limits: Limits) -> LlamaIndexClient:
    """A GGUF file, loaded into this process."""
    server = LocalServer(file, room.context)
    # Told of each batch of the prompt that is read, we can wait for slow machines, and it notices that we have gone.
    client = openai_compatible(file.name, server.url, server.key, room, limits, return_progress=True)
    client.server = server
    return client


def openai_compatible(model: str, url: str, key: str, room: Room, limits: Limits, **options: Any) -> LlamaIndexClient:
    """A model behind an OpenAI-compatible server; `options` go into the body of each request."""
    from llama_index.llms.openai_like import OpenAILike  # noqa: PLC0415

    llm = OpenAILike(
        model=model,
        api_base=url,
        api_key=key or "none",
        is_chat_model=True,
        context_window=room.context,
        max_tokens=room.answer,
        temperature=0.0,
        max_retries=0,
        additional_kwargs={"timeout": _timeout(limits), **({"extra_body": options} if options else {})},
        # A connection that was left open may be gone by the next question; a model in this process needs no proxy.
        async_http_client=httpx.AsyncClient(limits=httpx.Limits(max_keepalive_connections=0), trust_env=not options),
    )

    async def names() -> list[str]:
        return [model.id async for model in llm._get_aclient().models.list()]

    return LlamaIndexClient(llm, names)


def anthropic(model: str, url: str | None, key: str, room: Room, limits: Limits) -> LlamaIndexClient:
    """A model of Anthropic."""
    from llama_index.llms.anthropic import Anthropic  # noqa: PLC0415

    class AnyAnthropic(Anthropic):
        """The package refuses models that are newer than itself: their context is not in its list."""

        @property
        def metadata(self) -> LLMMetadata:
            return LLMMetadata(
                context_window=room.context, num_output=room.answer, is_chat_model=True, model_name=model
            )

    make: Any = AnyAnthropic
    llm = make(
        model=model,
        base_url=url,
        api_key=key,
        max_tokens=room.answer,
        max_retries=0,
        temperature=0.0,
        additional_kwargs={"timeout": _timeout(limits)},
    )

    async def names() -> list[str]:
        return [model.id async for model in llm._aclient.models.list()]

    return LlamaIndexClient(llm, names)


def google(model: str, url: str | None, key: str, room: Room) -> LlamaIndexClient:
    """A model of Google."""
    from google.genai.types import HttpOptions, HttpRetryOptions  # noqa: PLC0415
    from llama_index.llms.google_genai import GoogleGenAI  # noqa: PLC0415

    llm = GoogleGenAI(
        model=model,
        api_key=key,
        context_window=room.context,
        max_tokens=room.answer,
        max_retries=0,
        http_options=HttpOptions(base_url=url, retry_options=HttpRetryOptions(attempts=1)),
    )

    async def names() -> list[str]:
        return [str(model.name).removeprefix("models/") async for model in await llm._client.aio.models.list()]

    # llama-index drops a last event without text, and with it the reason of the end.
    return LlamaIndexClient(llm, names, tells_its_end=False)


def ollama(model: str, url: str, room: Room, limits: Limits) -> LlamaIndexClient:
    """A model of an Ollama server, whose context is set: its own default is short and cuts the evidence silently."""
    from llama_index.llms.ollama import Ollama  # noqa: PLC0415
    from ollama import AsyncClient  # noqa: PLC0415

    client = AsyncClient(host=url, timeout=_timeout(limits))
    llm = Ollama(
        model=model,
        base_url=url,
        context_window=room.context,
        temperature=0.0,
        additional_kwargs={"num_predict": room.answer},
        # Thoughts would spend the tokens of the answer.
        thinking=False,
        async_client=client,
    )

    async def names() -> list[str]:
        return [str(model.model) for model in (await client.list()).models]

    return LlamaIndexClient(llm, names)


def _timeout(limits: Limits) -> httpx.Timeout:
    """Only connecting is the client's to time: the rest is timed from outside."""
    return httpx.Timeout(None, connect=limits.connect)


def _is_last(raw: Any) -> bool:
    """Whether a chunk says why the reply ends."""
    return any(name in _ENDINGS and value for name, value in _fields(raw))


def _fields(value: Any) -> Iterator[tuple[str, Any]]:
    if hasattr(value, "model_dump"):
        value = value.model_dump()
    if isinstance(value, dict):
        for name, inner in value.items():
            yield str(name), inner
            yield from _fields(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _fields(inner)
