"""Loses no event of a page whose stream is just being closed.

Gradio sends what becomes of a page's events in one stream, and closes it when nothing is under way. A page opens the
next one when it hears that an event is taken and it has none: were it to hear that before it has heard of the close, it
would wait for ever (Gradio 6.31).
"""

import asyncio
import re
from contextlib import suppress

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_STREAM, _EVENT = "/gradio_api/queue/data", "/gradio_api/queue/join"
# Quotes in what people wrote are escaped: these stand there only if Gradio has written them.
_CLOSE, _SESSION = b'"msg":"close_stream"', re.compile(rb'"session_hash":\s*"(\w+)"')
# Seconds; a browser goes at once, a proxy may not tell that it has gone.
_LONGEST = 1.0


class Streams:
    """Tells a page that an event is taken only after the page has left a stream that was closed before."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        # Each stream that was closed and not yet left, with its session.
        self._closing = dict[asyncio.Event, str]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; streams and events in the order of their session."""
        answer = {_STREAM: self._stream, _EVENT: self._event}.get(scope.get("path", ""), self.app)
        await answer(scope, receive, send)

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A stream that was closed ends when the page has left it."""
        session, left = Request(scope).query_params.get("session_hash", ""), asyncio.Event()

        async def send_on(message: Message) -> None:
            if _CLOSE in message.get("body", b""):
                self._closing[left] = session
            if message.get("more_body", True) or left not in self._closing:
                await send(message)

        try:
            await self.app(scope, receive, send_on)
            if closed := left in self._closing:
                await _disconnected(receive)
        finally:
            self._closing.pop(left, None)
            left.set()
        if closed:
            await send({"type": "http.response.body", "body": b""})

    async def _event(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An event is told to be taken when no stream of its session is being closed."""
        body = bytearray()

        async def receive_on() -> Message:
            message = await receive()
            body.extend(message.get("body", b""))
            return message

        async def send_on(message: Message) -> None:
            found = _SESSION.search(body)
            for left in [left for left, session in self._closing.items() if found and session == found[1].decode()]:
                await left.wait()
            await send(message)

        await self.app(scope, receive_on, send_on)


async def _disconnected(receive: Receive) -> None:
    """Wait until a client has gone, though not for long."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_LONGEST):
            while (await receive())["type"] != "http.disconnect":
                pass
