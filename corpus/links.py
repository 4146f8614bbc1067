"""Follow addresses and say which still lead to their page: `roadmap corpus check --links`."""

import asyncio
import re
import socket
import ssl
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from threading import Lock
from typing import Literal

import httpx

from corpus.records import CorpusError, Record
from corpus.titles import page_title, says_not_found

AT_ONCE = 4
REDIRECTS = 10
BODY_LIMIT = 64 * 1024
"""Bytes of a page that are read, and that they may unpack to."""
SHORTEST_WAIT, LONGEST_WAIT = 1.0, 30.0
"""Seconds between two times of asking; a host that asks for more is not waited for."""
CONNECTING = 0.8
"""Share of the time-out that connecting may take, so that no connection and no answer can be told apart."""
# Only gzip is offered, because its unpacking can be stopped at a size. No client outlives a request, so no cookie does.
HEADERS = {"User-Agent": "ml-roadmap-assistant link check", "Accept-Encoding": "gzip"}

Verdict = Literal["ok", "moved", "gone", "soft-404", "unreachable", "refused"]
Progress = Callable[[Iterable[int], int], Iterable[int]]


class NoNetwork(CorpusError):
    """Not one address could be connected to."""


class LinkReport(Record):
    """What became of one address."""

    id: str
    url: str
    verdict: Verdict
    status: int | None
    """The last status; None where nothing answered."""
    final_url: str | None
    """The address that was asked last, after redirects; None where nothing answered."""
    note: str
    """Why, in one line; empty when all is as it was."""


@dataclass(frozen=True)
class _Answer:
    """What came of asking one address: a status, or a fault."""

    url: httpx.URL
    status: int | None = None
    target: httpx.URL | None = None
    is_file: bool = False  # there, and no page: nothing that GET could add
    title: str = ""
    wait: float = 0.0
    permanent: bool = True
    fault: tuple[Verdict, str] | None = None
    offline: bool = False


def check_links(
    addresses: Sequence[tuple[str, str]], *, progress: Progress = lambda items, length: items, timeout: float = 10.0
) -> list[LinkReport]:
    """Reports on pairs of id and address, in their order. Raises NoNetwork when none could be connected to.

    `timeout` is the time in seconds that one request may take, its redirects not counted.
    """
    asker = _Asker(timeout)
    answers: dict[int, _Answer] = {}
    for _ in progress(_completed([_parsed(url) for _, url in addresses], asker, answers), len(addresses)):
        pass
    if answers and all(answer.offline for answer in answers.values()):
        raise NoNetwork(
            f"no network here: none of {len(answers)} addresses could be connected to, such as {addresses[0][1]!r}: "
            "run `roadmap corpus check --links` where the addresses can be reached"
        )
    return [_report(*address, answers[place]) for place, address in enumerate(addresses)]


def _completed(urls: Sequence[httpx.URL], asker: "_Asker", answers: dict[int, _Answer]) -> Iterator[int]:
    """Places of addresses as they are done; those of one host in turn, so that no thread is held up by another."""
    hosts: defaultdict[str, deque[int]] = defaultdict(deque)
    for position, url in enumerate(urls):
        hosts[url.host].append(position)
    pool, free, busy = ThreadPoolExecutor(AT_ONCE), list(hosts.values()), dict[Future[_Answer], deque[int]]()
    try:
        while free or busy:
            busy |= {pool.submit(asker.look, urls[queue[0]]): queue for queue in free}
            free = []
            for future in wait(busy, return_when=FIRST_COMPLETED).done:
                queue = busy.pop(future)
                answers[queue[0]] = future.result()
                yield queue.popleft()
                free += [queue] if queue else []
    finally:
        pool.shutdown(cancel_futures=True)


class _Asker:
    """Asks addresses, each host by one thread at a time."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._tls = httpx.create_ssl_context()
        self._hosts: dict[str, Lock] = {}

    def look(self, url: httpx.URL) -> _Answer:
        """HEAD spares the download of what is no page; on everything else GET has the word, if need be twice."""
        if not url.host:
            return _Answer(url, fault=("refused", "no address of the web (http or https)"))
        head = self._follow("HEAD", url)
        if head.offline or head.is_file or head.wait > LONGEST_WAIT:
            return head
        time.sleep(head.wait)
        answer = self._follow("GET", url)
        if head.wait or not 0 < answer.wait <= LONGEST_WAIT:
            return answer
        time.sleep(answer.wait)
        return self._follow("GET", url)

    def _follow(self, method: str, url: httpx.URL) -> _Answer:
        seen, permanent = [url], True
        while True:
            answer = self._ask(method, seen[-1])
            # After a redirect there is a network, whatever the next host does.
            answer = replace(answer, permanent=permanent, offline=answer.offline and len(seen) == 1)
            if answer.target is None:
                return answer
            if not answer.target.host:
                return replace(answer, fault=("refused", "redirected to what is no address of the web"))
            if answer.target in seen or len(seen) > REDIRECTS:
                return replace(answer, fault=("refused", f"redirects in a circle, or more than {REDIRECTS} of them"))
            permanent = permanent and answer.status in (301, 308)
            seen.append(answer.target)

    def _ask(self, method: str, url: httpx.URL) -> _Answer:
        with self._hosts.setdefault(url.host, Lock()):
            # asyncio.run would wait for a name look-up that hangs; closing the loop does not.
            loop = asyncio.new_event_loop()
            try:
                return loop.run_until_complete(self._exchange(method, url))
            # ValueError: names of hosts that the look-up cannot encode.
            except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
                return _failed(url, error, self._timeout)
            finally:
                loop.run_until_complete(loop.shutdown_asyncgens())
                loop.close()

    async def _exchange(self, method: str, url: httpx.URL) -> _Answer:
        limits = httpx.Timeout(self._timeout, connect=CONNECTING * self._timeout)
        # The client's own limits hold for one read each; the outer one holds for all of it, whatever trickles in.
        async with (
            asyncio.timeout(self._timeout),
            httpx.AsyncClient(verify=self._tls, timeout=limits, headers=HEADERS) as client,
            client.stream(method, url) as response,
        ):
            html, body = "html" in response.headers.get("content-type", "html").lower(), b""
            if method == "GET" and html and response.is_success:
                async for chunk in response.aiter_raw():
                    body += chunk
                    if len(body) >= BODY_LIMIT:
                        break
            return _Answer(
                url,
                status=response.status_code,
                target=_parsed(str(response.next_request.url)) if response.next_request else None,
                is_file=response.is_success and not html,
                title=page_title(body[:BODY_LIMIT], response.headers, BODY_LIMIT),
                wait=_wait(response),
            )


def _parsed(url: str) -> httpx.URL:
    """The address, or an empty one where it is not of the web or not well formed."""
    try:
        parsed = httpx.URL(url)
        usable = parsed.scheme in ("http", "https") and parsed.host and 0 < (parsed.port or 80) < 2**16
    except (httpx.InvalidURL, ValueError):
        usable = False
    return parsed if usable else httpx.URL("")


def _failed(url: httpx.URL, error: Exception, timeout: float) -> _Answer:
    offline = isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError))
    note = "no connection" if offline else f"no usable answer ({type(error).__name__})"
    if isinstance(error, (TimeoutError, httpx.TimeoutException)):
        note = f"no connection or whole answer within {timeout:g} s"
    causes: list[BaseException] = [error]
    while cause := causes[-1].__cause__ or causes[-1].__context__:
        causes.append(cause)
    for cause in causes:
        if isinstance(cause, socket.gaierror):
            note = "the name of the host cannot be looked up"
        if isinstance(cause, ssl.SSLError):
            # Somebody answered, so there is a network.
            offline, note = False, f"no safe connection (TLS: {getattr(cause, 'verify_message', cause.reason)})"
    return _Answer(url, fault=("unreachable", note), offline=offline)


def _wait(response: httpx.Response) -> float:
    """Seconds after which the same question may be put again; 0 where that would not help."""
    if response.status_code != 429 and response.status_code < 500:
        return 0.0
    asked = response.headers.get("retry-after", "").strip()
    if asked.isascii() and asked.isdigit():
        return max(SHORTEST_WAIT, float(asked))
    try:
        moment = parsedate_to_datetime(asked)
    except ValueError:
        return SHORTEST_WAIT
    return max(SHORTEST_WAIT, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


_ROOT = re.compile(r"/?(?:index\.\w{2,5})?")


def same_page(asked: httpx.URL, final: httpx.URL) -> bool:
    """Whether two addresses differ at most by http to https, www and a slash at the end."""
    one, other = ((url.host.removeprefix("www."), url.port, url.path.rstrip("/"), url.query) for url in (asked, final))
    return one == other and final.scheme in (asked.scheme, "https")


def _report(name: str, url: str, answer: _Answer) -> LinkReport:
    asked = _parsed(url)
    verdict, note = answer.fault or _judged(asked, answer)
    final = None if answer.status is None and answer.url == asked else str(answer.url)
    return LinkReport(id=name, url=url, verdict=verdict, status=answer.status, final_url=final, note=note)


def _judged(asked: httpx.URL, answer: _Answer) -> tuple[Verdict, str]:
    if answer.status in (404, 410):
        return "gone", f"status {answer.status}"
    if answer.status is None or answer.status // 100 != 2:
        asks = f", the host asks to wait {answer.wait:.0f} s" if answer.wait > LONGEST_WAIT else ""
        return "refused", f"status {answer.status}{asks}: cannot be told from here"
    if _ROOT.fullmatch(answer.url.path) and not answer.url.query and not _ROOT.fullmatch(asked.path):
        return "soft-404", "redirected to the front page"
    # A page about status 404 names it in its address, and rightly in its title.
    if says_not_found(answer.title) and not re.search(r"404|not.?found", asked.path, re.IGNORECASE):
        return "soft-404", f"the title says {answer.title[:80]!r}"
    if same_page(asked, answer.url):
        return "ok", ""
    return ("moved", "moved for good: use the final address") if answer.permanent else ("ok", "redirected for now")
