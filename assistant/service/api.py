"""The assistant for other programs: questions, answers and passages as JSON, answers also as server-sent events."""

import asyncio
import re
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from contextlib import aclosing
from typing import Annotated, Any, TypeVar

from fastapi import Body, Depends, FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.sse import EventSourceResponse, format_sse_event
from pydantic import Field

from assistant.question import QUESTION_LIMIT
from assistant.records import Answer, AssistantFault
from assistant.searching import Found
from assistant.service.asking import HISTORY_LIMIT, PASSAGES_LIMIT, Asker, Asking, Service, Stopping, WentWrong
from assistant.service.examples import ANSWER, EVENTS, QUESTIONS
from assistant.service.limiting import TooMany
from corpus.records import Language, Record

_REQUEST_ID, _SANE_ID = "X-Request-ID", re.compile(r"[A-Za-z0-9._-]{1,64}")
_CLIENT_GONE, _SHOWN = 499, 100
_STATUS: dict[type[AssistantFault], int] = {TooMany: 429, WentWrong: 500, Stopping: 503}
_WAIT = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
Whoami = Callable[[Request], str]
T = TypeVar("T")
Text = Annotated[str, Field(max_length=QUESTION_LIMIT)]
Name = Annotated[str, Field(max_length=200)]


class AskBody(Asking):
    """A question, and how it is to be answered."""

    question: Text
    history: Annotated[tuple[Text, ...], Field(max_length=HISTORY_LIMIT)] = ()
    """Earlier questions, oldest first."""
    answerer: Name | None = None
    profile: Name = ""
    stream: bool = False
    """Whether the answer comes as server-sent events while it is written; so does `Accept: text/event-stream`."""


class Fault(Record):
    """What is wrong with a request, in one line: what, value, next step."""

    error: str


_FAULTS: dict[int | str, dict[str, Any]] = {
    400: {"model": Fault, "description": "The question cannot be read, or names something that there is not."},
    422: {"model": Fault, "description": "The request has not the form that is described here."},
    429: {"model": Fault, "description": "Too many questions or searches in a minute.", "headers": _WAIT},
    500: {"model": Fault, "description": "An error of the program."},
    503: {"model": Fault, "description": "The server is being stopped.", "headers": _WAIT},
}
_ANSWERED: dict[str, Any] = {
    "description": "The complete answer; or its snapshots, each an `Answer`, as events `snapshot`, then `answer`.",
    "content": {
        "application/json": {"example": ANSWER},
        "text/event-stream": {"schema": {"type": "string"}, "example": EVENTS},
    },
}


def add_api(app: FastAPI, service: Service, whoami: Whoami) -> None:
    """Add `POST /api/ask` and `GET /api/search`; `whoami` gives the user who has signed in, or an empty string."""

    def asker_of(request: Request) -> Asker:
        given = request.headers.get(_REQUEST_ID, "")
        address = request.client.host if request.client else ""
        identity = given if _SANE_ID.fullmatch(given) else uuid.uuid4().hex
        request.state.request_id = identity
        return Asker.program(address, whoami(request), request_id=identity)

    Known = Annotated[Asker, Depends(asker_of)]

    @app.post("/api/ask", response_model=Answer, responses={200: _ANSWERED, **_FAULTS}, tags=["assistant"])
    async def ask(
        body: Annotated[AskBody, Body(openapi_examples=QUESTIONS)], request: Request, asker: Known
    ) -> Response:
        """Answer a question from the articles and the resource list, every sentence with its quote."""
        headers = {_REQUEST_ID: asker.request_id}
        answers = service.stream(body, asker)
        if not (body.stream or "text/event-stream" in request.headers.get("accept", "")):
            answer = await _unless_gone(request, _last(answers))
            return _json(answer, headers) if answer else _gone()
        # The first snapshot comes before the status: a question that is refused is refused by the status.
        first = await _unless_gone(request, anext(answers))
        headers |= {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
        return EventSourceResponse(_events(first, answers), headers=headers) if first else _gone()

    @app.get("/api/search", response_model=list[Found], responses=_FAULTS, tags=["assistant"])
    async def search(
        asker: Known,
        response: Response,
        text: Annotated[str, Query(max_length=QUESTION_LIMIT, examples=["Amazon interview"])],
        k: Annotated[int, Query(ge=1, le=PASSAGES_LIMIT)] = 5,
        lang: Language | None = None,
    ) -> list[Found]:
        """Find the passages nearest to a text, best first, without an answer."""
        response.headers[_REQUEST_ID] = asker.request_id
        return await service.search(text, lang, k, asker)

    app.add_exception_handler(AssistantFault, _fault)
    app.add_exception_handler(RequestValidationError, _malformed)


async def _last(answers: AsyncIterator[Answer]) -> Answer:
    async for answer in answers:
        last = answer
    return last


def _json(answer: Answer, headers: dict[str, str]) -> Response:
    return Response(answer.model_dump_json(), headers=headers, media_type="application/json")


async def _events(first: Answer, rest: AsyncGenerator[Answer]) -> AsyncIterator[bytes]:
    """Every snapshot as an event, the complete answer or a fault as the last one."""
    answer = first
    async with aclosing(rest):
        try:
            yield _event("snapshot", first.model_dump_json())
            async for answer in rest:
                yield _event("snapshot", answer.model_dump_json())
            yield _event("answer", answer.model_dump_json())
        except AssistantFault as fault:
            yield _event("error", Fault(error=str(fault)).model_dump_json())


def _event(name: str, data: str) -> bytes:
    return format_sse_event(event=name, data_str=data)


async def _unless_gone(request: Request, work: Coroutine[Any, Any, T]) -> T | None:
    """What the work brings, or None when the client has hung up, which ends the work. Raises what the work raises."""
    working, leaving = asyncio.create_task(work), asyncio.create_task(_hung_up(request))
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        working.cancel()
        leaving.cancel()


async def _hung_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _gone() -> Response:
    """Nobody reads it."""
    return Response(status_code=_CLIENT_GONE)


async def _fault(request: Request, fault: Exception) -> Response:
    headers = {_REQUEST_ID: identity} if (identity := getattr(request.state, "request_id", "")) else {}
    if isinstance(fault, TooMany | Stopping):
        headers["Retry-After"] = str(fault.seconds)
    status = next((status for kind, status in _STATUS.items() if isinstance(fault, kind)), 400)
    return JSONResponse(Fault(error=str(fault)).model_dump(), status, headers)


async def _malformed(request: Request, error: Exception) -> Response:
    """The first thing that is wrong with the form of a request, which itself is not repeated."""
    first = error.errors()[0] if isinstance(error, RequestValidationError) else {"loc": (), "msg": ""}
    place = ".".join(map(str, first["loc"]))[:_SHOWN]
    return JSONResponse(
        Fault(error=f"{place}: {first['msg']}: correct the request, see /openapi.json").model_dump(), 422
    )
