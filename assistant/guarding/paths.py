"""Which of Gradio's addresses the page needs; the rest is closed."""

import re

from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.guarding.refusing import refusal

# No component takes files, so nothing is uploaded, and what Gradio keeps in files, proxies, records or streams is not
# used. `/gradio_api/token` would hand a cookie to scripts that cannot read it.
_NEEDED = (
    r"/(?:login|logout|config|theme\.css|manifest\.json|robots\.txt|favicon\.ico)?|/(?:assets|static)/.+|"
    r"/gradio_api/(?:queue/(?:join|data)|cancel|reset|heartbeat/\w+|app_id)"
)
_TOOLS = r"|/gradio_api/mcp(?:/.*)?"
_NOTHING = refusal(404, "there is nothing at this address: open / instead")


class Paths:
    """Stands before Gradio and lets through what the page needs."""

    def __init__(self, app: ASGIApp, tools: bool) -> None:
        self.app = app
        self._needed = re.compile(_NEEDED + (_TOOLS if tools else ""))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for an address that is needed; 404 for any other."""
        closed = scope["type"] == "http" and not self._needed.fullmatch(scope["path"])
        await (_NOTHING if closed else self.app)(scope, receive, send)
