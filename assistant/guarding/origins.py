"""Where a request comes from: its real address behind proxies, its Host, and the page that sent it."""

import ipaddress
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from assistant.guarding.refusing import refusal
from assistant.records import AssistantFault

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_FORWARDED = (b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-real-ip")
# By this header a client would tell Gradio's page which server it belongs to.
_NEVER = (b"x-gradio-server",)
_SAFE = ("GET", "HEAD", "OPTIONS")
_LEAVE = "/logout"


class Proxies:
    """Believes what proxies say of a request only if it comes from one that is trusted."""

    def __init__(self, app: ASGIApp, trusted: Sequence[Network], user_header: str) -> None:
        self.app = app
        self._networks = trusted
        self._theirs = (*_FORWARDED, *([user_header.lower().encode()] if user_header else []))
        self._resolved = ProxyHeadersMiddleware(app, [str(network) for network in self._networks])  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request whose headers say only what is believed."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        peer = _address(scope)
        if peer:
            scope["client"] = (str(peer), scope["client"][1])
        trusted = peer is not None and any(peer in network for network in self._networks)
        dropped = _NEVER if trusted else (*_NEVER, *self._theirs)
        scope["headers"] = [(name, value) for name, value in scope["headers"] if name not in dropped]
        await self._resolved(scope, receive, send)  # type: ignore[arg-type]


def networks(trusted: str) -> list[Network]:
    """The addresses and networks of a list with commas. Raises AssistantFault for anything else."""
    found = list[Network]()
    for item in filter(None, (item.strip() for item in trusted.split(","))):
        try:
            found.append(ipaddress.ip_network(item, strict=False))
        except ValueError as error:
            raise AssistantFault(
                f"setting ROADMAP_TRUSTED_PROXIES: {item[:100]!r} is no address or network: write it as 10.0.0.2 or "
                "10.0.0.0/8"
            ) from error
    return found


def _address(scope: Scope) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Of the peer; none for one without, such as a socket file."""
    try:
        address = ipaddress.ip_address(scope["client"][0])
    except (TypeError, ValueError):
        return None
    return getattr(address, "ipv4_mapped", None) or address


def is_loopback(host: str) -> bool:
    """Whether a name or address stands for this machine alone."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Origins:
    """Refuses what another site's page sends, and names that other machines may have pointed at this one."""

    def __init__(self, app: ASGIApp, bound: str) -> None:
        self.app = app
        self._only_local = is_loopback(bound)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; 421 for another name, 403 for another site's page."""
        objection = self._objection(scope) if scope["type"] == "http" else None
        await (objection or self.app)(scope, receive, send)

    def _objection(self, scope: Scope) -> ASGIApp | None:
        headers = Headers(scope=scope)
        if self._only_local and not is_loopback(_name(headers.get("host", ""))):
            return refusal(421, "this server answers for this machine only: ask for 127.0.0.1, also from a proxy")
        if _foreign(scope, headers):
            return refusal(403, "another site's page sent this request: open this page itself")
        return None


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _foreign(scope: Scope, headers: Headers) -> bool:
    """Whether a page of another origin sent it; following a link to this page is not meant."""
    method, site = scope["method"], headers.get("sec-fetch-site")
    if site is None:
        # Browsers say it only to encrypted or local addresses; then the origin is all there is.
        origin = headers.get("origin")
        return method not in _SAFE and origin is not None and not _is_own(origin, headers)
    if site in ("same-origin", "none"):
        return False
    followed = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return not (followed and method in _SAFE and scope["path"].rstrip("/") != _LEAVE)


def _is_own(origin: str, headers: Headers) -> bool:
    """Whether an origin is this page's, under the name that the browser or a proxy asked for."""
    forwarded = headers.get("x-forwarded-host", "").split(",")[0].strip()
    return origin.partition("://")[2].lower() in {headers.get("host", "").lower(), forwarded.lower()} - {""}
