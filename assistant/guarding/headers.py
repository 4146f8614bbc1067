"""Headers that every response bears: what the browser may do with it."""

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.guarding.refusing import refusal

# For everything but the page itself; plans as HTML hold their own styles.
_NOTHING = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_YEAR = 365 * 24 * 3600
_SAME_SITE = re.compile(r";\s*SameSite=\w+|;\s*Secure\b", re.IGNORECASE)


class Headers:
    """Adds them; an unexpected failure gets a response that bears them too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with the headers added."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _guard(MutableHeaders(scope=message), scope["scheme"] == "https")
            await send(message)

        try:
            await self.app(scope, receive, send_guarded)
        except Exception:
            if not started:
                await refusal(500, "something went wrong here: try again")(scope, receive, send_guarded)
            raise


def _guard(headers: MutableHeaders, encrypted: bool) -> None:
    for name, value in _ALWAYS.items():
        headers[name] = value
    headers.setdefault("Content-Security-Policy", _NOTHING)
    if encrypted:
        headers["Strict-Transport-Security"] = f"max-age={_YEAR}"
    # Gradio would let the pages of any machine read its responses.
    for name in [name for name in headers if name.startswith("access-control-")]:
        del headers[name]
    if cookies := headers.getlist("set-cookie"):
        del headers["set-cookie"]
        for cookie in cookies:
            headers.append("Set-Cookie", _own(cookie, encrypted))


def _own(cookie: str, encrypted: bool) -> str:
    """The cookie for this site's own requests, and for encrypted ones only where there are such."""
    return f"{_SAME_SITE.sub('', cookie)}; SameSite=Lax{'; Secure' if encrypted else ''}"
