"""Fetches one page or file of the web: politely, within bounds, and from nowhere but the public internet."""

import asyncio
import re
import zlib
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import PurePosixPath
from typing import NamedTuple

import httpx
from protego import Protego

from corpus.adding.addresses import BY_HAND, Pinned, Resolve, checked_url, look_up
from corpus.adding.decoding import SIZE_LIMIT, is_utf8
from corpus.adding.formats import SUFFIXES
from corpus.adding.records import AddingFault
from corpus.records import Record

AGENT = "ml-roadmap-assistant"
REDIRECTS = 5
SECONDS = 20.0
"""For robots.txt, redirects and the page together; time that a site asks to wait is added."""
LONGEST_WAIT = 20.0
ROBOTS_LIMIT = 500 * 1024
"""Bytes of robots.txt that count (RFC 9309, 2.5)."""
# Only gzip is offered, because its unpacking can be stopped at a size.
HEADERS = {"User-Agent": AGENT, "Accept-Encoding": "gzip"}
_TYPES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/epub+zip": ".epub",
}


class Fetched(Record):
    """A file of the web."""

    content: bytes
    name: str
    """With the suffix of its format."""
    url: str
    """Where it was in the end, after redirects."""
    encoding: str | None
    """As the server says, where the content is not UTF-8."""


class _Answer(NamedTuple):
    url: httpx.URL
    status: int
    headers: httpx.Headers
    content: bytes
    target: str | None


def fetch(url: str, allow_private: bool = False, *, resolve: Resolve = look_up, seconds: float = SECONDS) -> Fetched:
    """The page or file at an address, unless robots.txt of its host asks programs to stay away.

    `allow_private` lets the host of `url` itself be none of the public internet, but none that it redirects to.
    No proxy is used, since it would look names up by itself. Raises AddingFault.
    """
    start = checked_url(url)
    # asyncio.run would wait for a name look-up that hangs; closing the loop does not.
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(_fetched(start, Pinned(resolve, start.host if allow_private else ""), seconds))
    except TimeoutError as error:
        raise AddingFault(
            f"{start} gave no whole answer within {seconds:g} s: try again later, or {BY_HAND}"
        ) from error
    # ValueError: names of hosts that the look-up cannot encode, and addresses that are none.
    except (httpx.HTTPError, httpx.InvalidURL, zlib.error, OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:120] or type(error).__name__
        raise AddingFault(f"{start} gave no usable answer ({reason}): check the address, or {BY_HAND}") from error
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


async def _fetched(start: httpx.URL, transport: "Pinned", seconds: float) -> Fetched:
    async with (
        asyncio.timeout(seconds) as clock,
        httpx.AsyncClient(
            transport=transport, timeout=httpx.Timeout(None, connect=seconds / 3), headers=HEADERS
        ) as web,
    ):
        visit, url = _Visit(web, clock), start
        for _ in range(REDIRECTS + 1):
            answer = await visit.page(url)
            if answer.target is None:
                return _file(answer)
            url = checked_url(answer.target)
    raise AddingFault(f"{start} redirects in a circle, or more than {REDIRECTS} times: use the final address")


class _Visit:
    """The requests of one fetch."""

    def __init__(self, web: httpx.AsyncClient, clock: asyncio.Timeout) -> None:
        self._web = web
        self._clock = clock
        self._rules: dict[str, Protego] = {}

    async def page(self, url: httpx.URL) -> _Answer:
        """The answer at an address that may be asked, after one wait if the site asks for it."""
        origin = str(url.copy_with(raw_path=b"/"))
        if origin not in self._rules:
            self._rules[origin] = Protego.parse(await self._robots(url.copy_with(raw_path=b"/robots.txt")))
        if not self._rules[origin].can_fetch(str(url), AGENT):
            raise AddingFault(f"robots.txt of {url.host} asks programs to leave {url} alone: {BY_HAND}")
        answer = await self._ask(url, SIZE_LIMIT)
        if (wait := _wait(answer)) is None:
            return answer
        if wait > LONGEST_WAIT:
            raise AddingFault(f"{url.host} asks to wait {wait:.0f} s (status {answer.status}): try again after that")
        self._clock.reschedule((self._clock.when() or 0.0) + wait)
        await asyncio.sleep(wait)
        return await self._ask(url, SIZE_LIMIT)

    async def _robots(self, url: httpx.URL) -> str:
        """The rules of a host; none where it has none (RFC 9309, 2.3.1)."""
        for _ in range(REDIRECTS + 1):
            answer = await self._ask(url, ROBOTS_LIMIT)
            if answer.target is None:
                break
            url = checked_url(answer.target)
        if answer.status >= 500:
            raise AddingFault(f"{url} cannot be read (status {answer.status}), so {url.host} is left alone: try later")
        return answer.content[:ROBOTS_LIMIT].decode(errors="replace") if answer.status // 100 == 2 else ""

    async def _ask(self, url: httpx.URL, limit: int) -> _Answer:
        async with self._web.stream("GET", url) as response:
            content = await _content(response, limit) if response.is_success else b""
            target = str(response.next_request.url) if response.next_request else None
            return _Answer(url, response.status_code, response.headers, content, target)


async def _content(response: httpx.Response, limit: int) -> bytes:
    """The unpacked body, cut off at `limit` + 1 bytes."""
    packing = response.headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("identity", "gzip", "x-gzip"):
        raise AddingFault(
            f"{response.url.host} packs its answer as {packing[:20]!r}, which was not asked for: {BY_HAND}"
        )
    unpacking = None if packing == "identity" else zlib.decompressobj(zlib.MAX_WBITS | 16)
    content = bytearray()
    async for chunk in response.aiter_raw():
        content += unpacking.decompress(chunk, limit + 1 - len(content)) if unpacking else chunk
        if len(content) > limit:
            return bytes(content[: limit + 1])
    if unpacking and (not unpacking.eof or unpacking.unused_data):
        raise zlib.error("broken gzip")
    return bytes(content)


def _wait(answer: _Answer) -> float | None:
    """Seconds after which the site asks to come again; None where it does not."""
    asked = answer.headers.get("retry-after", "").strip()
    if answer.status not in (429, 503) or not asked:
        return None
    if asked.isascii() and asked.isdigit():
        return float(asked[:9])
    try:
        moment = parsedate_to_datetime(asked)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _file(answer: _Answer) -> Fetched:
    if answer.status != 200:
        raise AddingFault(f"{answer.url} gave status {answer.status}: check the address, or {BY_HAND}")
    if len(answer.content) > SIZE_LIMIT:
        raise AddingFault(f"{answer.url} has more than {SIZE_LIMIT // 2**20} MB: add a shorter file")
    kind, _, parameters = answer.headers.get("content-type", "").partition(";")
    charset = re.search(r"charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{2,40})", parameters, re.IGNORECASE)
    return Fetched(
        content=answer.content,
        name=_name(answer.url, kind.strip().lower()),
        url=str(answer.url),
        # Many servers name a default for all that they serve.
        encoding=charset[1] if charset and not is_utf8(answer.content) else None,
    )


def _name(url: httpx.URL, kind: str) -> str:
    """A file name for a type of content; types that say little leave it to the path."""
    path = PurePosixPath(url.path)
    own = path.suffix.lower()
    suffix = _TYPES.get(kind)
    if kind == "text/plain":
        suffix = own if own in (".md", ".markdown") else ".txt"
    if kind in ("", "application/octet-stream", "binary/octet-stream") and own in SUFFIXES:
        suffix = own
    if not suffix:
        raise AddingFault(f"{url} is of type {kind[:60]!r}: only pages, text, PDF, DOCX and EPUB can be added")
    return (re.sub(r"[^\w.-]+", "-", path.stem).strip("-.")[:80] or url.host) + suffix
