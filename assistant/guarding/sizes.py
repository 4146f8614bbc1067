"""How much a request may bring."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.guarding.refusing import refusal

# Bytes; a question with its history has a few thousand.
LARGEST = 2**20
# Here the page hands over the whole conversation.
LARGEST_EVENT, _EVENTS = 2**23, "/gradio_api/queue/join"
_CLOSE = {"Connection": "close"}


class Sizes:
    """Reads a request's body before anything else does, and refuses a larger one."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; 413 for a body that is too large."""
        headers = Headers(scope=scope) if scope["type"] == "http" else {}
        if "content-length" in headers or "transfer-encoding" in headers:
            largest = LARGEST_EVENT if scope["path"] == _EVENTS else LARGEST
            body = await _read(receive, largest) if int(headers.get("content-length", "0")) <= largest else None
            if body is None:
                too_large = refusal(413, f"the request has more than {largest} bytes: send less", _CLOSE)
                await too_large(scope, receive, send)
                return
            receive = _replay(body, receive)
        await self.app(scope, receive, send)


async def _read(receive: Receive, largest: int) -> bytes | None:
    """The whole body; none if it is too large or the client has gone."""
    body, more = bytearray(), True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if message["type"] != "http.request" or len(body) > largest:
            return None
    return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Gives the body once more, then what comes after it."""
    whole: list[Message] = [{"type": "http.request", "body": body}]

    async def replayed() -> Message:
        return whole.pop() if whole else await receive()

    return replayed
