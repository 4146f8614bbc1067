"""The page's one HTML document: only its own scripts run, and it names no other machine."""

import re
import secrets

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGE_FILES = "page-files"
"""The path of the page's own scripts, below the page."""
# What runs before Gradio starts.
_EARLY = f"{PAGE_FILES}/early.js"
# Gradio runs its own `js=` functions by `new Function`, and its components carry styles of their own.
_POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_SCRIPT = re.compile(rb"<script(?=[\s>])")
_HEAD = re.compile(rb"<head>")
# Gradio's own, about itself.
_PREVIEW = re.compile(rb'\s*<meta\s[^>]*"(?:og|twitter):[^>]*>')


class Documents:
    """Rewrites the document at `/` and gives it a policy; all else passes as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._page = GZipMiddleware(self._rewritten)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; the document rewritten."""
        ours = scope["type"] == "http" and scope["path"] == "/"
        await (self._page if ours else self.app)(scope, receive, send)

    async def _rewritten(self, scope: Scope, receive: Receive, send: Send) -> None:
        start: Message = {}
        body = b""

        async def send_page(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            if Headers(scope=start).get("content-type", "").startswith("text/html"):
                body = _page(start, body, scope["method"] == "HEAD")
            await send(start)
            await send({"type": "http.response.body", "body": body})

        # The document does not depend on the rest of its address: nothing that a stranger wrote is in it. The browser
        # sends that part with the page's first event. Gradio must not compress what is rewritten here.
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        await self.app({**scope, "query_string": b"", "headers": plain}, receive, send_page)


def _page(start: Message, body: bytes, head_only: bool) -> bytes:
    """The document with our script first and a nonce for each of its scripts; `start` gets the policy."""
    nonce = secrets.token_urlsafe(16)
    body = _HEAD.sub(f'<head><script src="{_EARLY}"></script>'.encode(), _PREVIEW.sub(b"", body), count=1)
    body = _SCRIPT.sub(f'<script nonce="{nonce}"'.encode(), body)
    headers = MutableHeaders(scope=start)
    headers["Content-Security-Policy"] = _POLICY.format(nonce=nonce)
    if head_only:
        del headers["Content-Length"]
    else:
        headers["Content-Length"] = str(len(body))
    return body
