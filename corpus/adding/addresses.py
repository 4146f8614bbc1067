"""Which addresses of the web may be asked: public ones by plain names, and no others by a detour."""

import asyncio
import ipaddress
import re
import socket
from collections.abc import Callable

import httpx

from corpus.adding.records import AddingFault

Resolve = Callable[[str, int], list[str]]
"""The numeric addresses of a host and port."""
BY_HAND = "save it in a browser and add the file"
"""The next step where a page may not be asked."""
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_HOST = re.compile(rb"[a-z0-9._-]+|[0-9a-f:.]+")
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|\d+)", re.IGNORECASE)


def look_up(host: str, port: int) -> list[str]:
    """As the system resolves names. Raises OSError or ValueError for a name that it does not."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def checked_url(url: str) -> httpx.URL:
    """The address without its fragment. Raises AddingFault unless it is a plain one of the web."""
    try:
        parsed = httpx.URL(url).copy_with(fragment=None)
        fits = _HOST.fullmatch(parsed.raw_host) and (parsed.port is None or 0 < parsed.port < 2**16)
    except (httpx.InvalidURL, ValueError) as error:
        raise AddingFault(f"{url!r} is no address of the web: begin it with https://") from error
    if parsed.scheme not in ("http", "https") or not fits:
        raise AddingFault(f"{url!r} is no address of the web: begin it with https://")
    if parsed.userinfo:
        raise AddingFault(f"an address at {parsed.host} holds a user name or password: leave them out")
    host = parsed.raw_host.decode("ascii").rstrip(".")
    # Numbers that are no plain address: 2130706433, 0x7f.1 and 0177.0.0.1 are spellings of 127.0.0.1.
    if _NUMBER.fullmatch(host.rpartition(".")[2]) and not _is_numeric(host):
        raise AddingFault(f"{host!r} spells a numeric address in an unusual way: use the name of the host")
    return parsed


def is_public(address: str) -> bool:
    """Whether a numeric address belongs to the public internet, also where it wraps an IPv4 address."""
    parsed = ipaddress.ip_address(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        wrapped = parsed.ipv4_mapped or parsed.sixtofour
        if parsed in _NAT64:
            wrapped = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if wrapped:
            return is_public(str(wrapped))
        if parsed.is_site_local:
            return False
    return parsed.is_global and not (parsed.is_multicast or parsed.is_reserved)


def _is_numeric(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


class Pinned(httpx.AsyncHTTPTransport):
    """Looks each host up once, checks all of its addresses, and connects to them and no others."""

    def __init__(self, resolve: Resolve, private_host: str) -> None:
        # No connection is kept: with addresses for names, one host could be sent over the connection of another.
        super().__init__(limits=httpx.Limits(max_keepalive_connections=0))
        self._resolve = resolve
        self._private_host = private_host
        self._known: dict[tuple[str, int], list[str]] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer of the first address that can be connected to."""
        host = request.url.raw_host.decode("ascii")
        failure: Exception = OSError(f"{host} has no address")
        for address in await self._addresses(request.url, host):
            # The header Host stands already; the certificate is checked for the name.
            pinned = httpx.Request(
                request.method,
                request.url.copy_with(host=address),
                headers=request.headers,
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": host},
            )
            try:
                return await super().handle_async_request(pinned)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failure = error
        raise failure

    async def _addresses(self, url: httpx.URL, host: str) -> list[str]:
        place = host, url.port or (443 if url.scheme == "https" else 80)
        if place not in self._known:
            found = await asyncio.get_running_loop().run_in_executor(None, self._resolve, *place)
            private = next((address for address in found if not is_public(address)), None)
            if private and url.host != self._private_host:
                raise AddingFault(f"{host} leads to {private}, which is not of the public internet: {BY_HAND}")
            self._known[place] = found
        return self._known[place]
