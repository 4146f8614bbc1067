"""Following addresses, against servers on loopback."""

import gzip
import socket
import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Event, Lock, Thread
from typing import Any, NamedTuple

import httpx
import pytest

from corpus import links
from corpus.links import LinkReport, NoNetwork, check_links, same_page
from corpus.titles import says_not_found

HOST = "127.0.0.1"
OTHERS = [f"127.0.0.{last}" for last in range(2, 8)]
many_hosts = pytest.mark.skipif(sys.platform != "linux", reason="only Linux answers on all of 127.0.0.0/8")
Reply = Callable[["Handler"], None]


class Asked(NamedTuple):
    method: str
    path: str
    headers: dict[str, str]
    when: float


class Handler(BaseHTTPRequestHandler):
    server: "Server"

    def do_GET(self) -> None:
        web = self.server.web
        web.asked.append(Asked(self.command, self.path, dict(self.headers), time.monotonic()))
        web.routes[self.path](self)

    do_HEAD = do_GET

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Type": "text/html", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *args: Any) -> None: ...


class Server(ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, web: "Web", host: str, handler: type[BaseRequestHandler] = Handler) -> None:
        super().__init__((host, 0), handler)
        self.web = web

    def handle_error(self, request: Any, client_address: Any) -> None: ...


class Web:
    """Servers on loopback that share their routes and what they have been asked."""

    def __init__(self) -> None:
        self.routes: dict[str, Reply] = {}
        self.asked: list[Asked] = []
        self.over = Event()
        self._servers: dict[str, Server] = {}

    def url(self, path: str, host: str = HOST) -> str:
        return f"http://{host}:{self.serve(host).server_address[1]}{path}"

    def serve(self, host: str, handler: type[BaseRequestHandler] = Handler) -> Server:
        if host not in self._servers:
            self._servers[host] = Server(self, host, handler)
            Thread(target=self._servers[host].serve_forever, args=(0.01,), daemon=True).start()
        return self._servers[host]

    def stop(self) -> None:
        self.over.set()
        for server in self._servers.values():
            server.shutdown()
            server.server_close()

    def methods(self) -> list[str]:
        return [asked.method for asked in self.asked]


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    web = Web()
    yield web
    web.stop()


@pytest.fixture
def closed() -> Iterator[str]:
    """An address whose port is taken and not listened to, so that it refuses for certain."""
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        yield f"http://{HOST}:{taken.getsockname()[1]}/"


def page(title: str = "Tea", status: int = 200, **headers: str) -> Reply:
    body = f"<html><head><title>{title}</title></head></html>".encode()
    return lambda handler: handler.answer(status, body, **headers)


def redirect(status: int, target: str) -> Reply:
    return lambda handler: handler.answer(status, Location=target)


def in_turn(*replies: Reply) -> Reply:
    left = list(replies)
    return lambda handler: (left.pop(0) if len(left) > 1 else left[0])(handler)


def check(url: str, timeout: float = 5.0) -> LinkReport:
    [report] = check_links([("tea", url)], timeout=timeout)
    return report


def test_a_page_is_asked_by_head_and_read_by_get(web: Web) -> None:
    web.routes["/tea"] = page()
    url = web.url("/tea")
    assert check(url) == LinkReport(id="tea", url=url, verdict="ok", status=200, final_url=url, note="")
    assert web.methods() == ["HEAD", "GET"]
    assert {asked.headers["User-Agent"] for asked in web.asked} == {"ml-roadmap-assistant link check"}


def test_a_file_is_not_downloaded(web: Web) -> None:
    web.routes["/tea.pdf"] = page(Content_Type="application/pdf")
    assert check(web.url("/tea.pdf")).verdict == "ok"
    assert web.methods() == ["HEAD"]


def test_a_host_that_forbids_head_is_asked_by_get(web: Web) -> None:
    web.routes["/tea"] = in_turn(page(status=405), page())
    assert check(web.url("/tea")).verdict == "ok"
    assert web.methods() == ["HEAD", "GET"]


def test_a_path_in_chinese(web: Web) -> None:
    web.routes["/%E8%8C%B6"] = page()
    report = check(web.url("/茶"))
    assert (report.verdict, report.url[-2:], report.status) == ("ok", "/茶", 200)


@pytest.mark.parametrize(
    ("statuses", "verdict"),
    [([301], "moved"), ([308, 301], "moved"), ([302], "ok"), ([303], "ok"), ([307], "ok"), ([301, 302], "ok")],
)
def test_redirects(web: Web, statuses: list[int], verdict: str) -> None:
    for hop, status in enumerate(statuses):
        web.routes[f"/{hop}"] = redirect(status, f"/{hop + 1}")
    web.routes[f"/{len(statuses)}"] = page()
    report = check(web.url("/0"))
    assert (report.verdict, report.status, report.final_url) == (verdict, 200, web.url(f"/{len(statuses)}"))


def test_a_slash_at_the_end_is_no_move(web: Web) -> None:
    web.routes |= {"/tea": redirect(301, "/tea/"), "/tea/": page()}
    report = check(web.url("/tea"))
    assert (report.verdict, report.final_url) == ("ok", web.url("/tea/"))


@pytest.mark.parametrize(
    ("asked", "final", "same"),
    [
        ("http://tea.example/a", "https://tea.example/a", True),
        ("http://tea.example/a", "https://www.tea.example/a/", True),
        ("https://www.tea.example", "https://tea.example/", True),
        ("https://tea.example/a#steep", "https://tea.example/a", True),
        ("https://tea.example/茶", "https://tea.example/%e8%8c%b6", True),
        ("https://tea.example/a", "http://tea.example/a", False),
        ("https://tea.example/a", "https://tea.example/b", False),
        ("https://tea.example/a?n=1", "https://tea.example/a?n=2", False),
        ("https://tea.example/a", "https://pot.example/a", False),
        ("http://tea.example/a", "http://tea.example:8080/a", False),
    ],
)
def test_same_page(asked: str, final: str, same: bool) -> None:
    assert same_page(httpx.URL(asked), httpx.URL(final)) is same


def test_redirects_in_a_circle(web: Web) -> None:
    web.routes |= {"/a": redirect(302, "/b"), "/b": redirect(302, "/a")}
    report = check(web.url("/a"))
    assert (report.verdict, report.status, "circle" in report.note) == ("refused", 302, True)


def test_redirects_without_end(web: Web) -> None:
    web.routes |= {f"/{hop}": redirect(301, f"/{hop + 1}") for hop in range(20)}
    assert check(web.url("/0")).verdict == "refused"
    assert web.methods() == ["HEAD"] * 11 + ["GET"] * 11


@pytest.mark.parametrize(
    "target",
    ["file:///etc/passwd", "ftp://127.0.0.1/", "javascript:alert(1)", "http://127.0.0.1:99999/", "http://[::tea]/"],
)
def test_redirects_lead_to_the_web_only(web: Web, target: str) -> None:
    web.routes["/tea"] = redirect(302, target)
    assert check(web.url("/tea")).verdict in ("refused", "unreachable")
    assert {asked.path for asked in web.asked} == {"/tea"}


def test_no_cookie_is_kept(web: Web) -> None:
    web.routes |= {
        "/a": lambda handler: handler.answer(302, Location="/b", Set_Cookie="tea=green; Path=/"),
        "/b": page(Set_Cookie="tea=black; Path=/"),
    }
    assert check(web.url("/a")).verdict == "ok"
    assert [asked.path for asked in web.asked if "Cookie" in asked.headers] == []


@pytest.mark.parametrize("status", [301, 302])
def test_a_redirect_to_the_front_page_is_a_soft_404(web: Web, status: int) -> None:
    web.routes |= {"/deep/tea": redirect(status, "/"), "/": page(), "/index.html": redirect(302, "/")}
    assert check(web.url("/deep/tea")).verdict == "soft-404"
    assert check(web.url("/index.html")).verdict == "ok"
    assert check(web.url("/")).verdict == "ok"


def test_titles_tell_a_soft_404(web: Web) -> None:
    web.routes |= {
        "/english": page("Page not found | Pot"),
        "/chinese": page("抱歉，您访问的页面不存在 - 茶壶"),
        "/other-sense": page("404 ways to brew tea"),
        "/http/404": page("404 Not Found - HTTP"),
        "/packed": lambda handler: handler.answer(
            200, gzip.compress("<TITLE lang=zh>\n找不到&#39029;面 </TITLE>".encode()), Content_Encoding="gzip"
        ),
        "/old": lambda handler: handler.answer(
            200, '<meta charset="gb2312"><title>页面不存在</title>'.encode("gb2312")
        ),
        "/late": lambda handler: handler.answer(200, b" " * links.BODY_LIMIT + b"<title>404</title>"),
    }
    reports = check_links([(path, web.url(path)) for path in web.routes])
    wanted = ["soft-404", "soft-404", "ok", "ok", "soft-404", "soft-404", "ok"]
    assert [report.verdict for report in reports] == wanted
    assert reports[0].note == "the title says 'Page not found | Pot'"


def test_a_title_brings_no_control_characters_into_the_note(web: Web) -> None:
    web.routes["/tea"] = page("Page not found | \x1b[2J&#x202e;")
    assert check(web.url("/tea")).note.isprintable()


@pytest.mark.parametrize(
    "title",
    [
        "404", "404 Not Found", "Error 404 (Not Found)", "HTTP Status 404 – Not Found", "HTTP 404 Not Found",
        "404: This page could not be found.", "Oops! Page not found", "This page doesn’t exist", "Pot – File not found",
        "Sorry, that page no longer exists!", "The page you were looking for doesn't exist (404)",
        "We can't find that page", "The resource cannot be found.", "Site not found · Pages", "Article not found - Pot",
        "404-页面不存在", "页面不存在-茶壶", "找不到", "找不到网页 - 茶壶", "404 页面 不存在", "404错误页面",
        "很抱歉，您要访问的页面不存在！", "对不起，该页面找不到了", "您要找的頁面不存在", "内容已被删除_茶壶",
        "抱歉，没有找到您要的页面", "我们找不到该页面",
    ],
)  # fmt: skip
def test_titles_that_say_not_found(title: str) -> None:
    assert says_not_found(title)


@pytest.mark.parametrize(
    "title",
    [
        "", "404 ways to brew tea", "Peugeot 404 - Wikipedia", "HTTP 404 - Wikipedia", "How to fix a 404 error",
        "What is 404 Not Found? | Pot", "File not found: how to fix it in Python", "Room 404 | Hotel",
        "404 Not Found: causes and cures", "Lost and not found in translation", "Green tea | Pot",
        "页面不存在怎么办？", "404错误的原因与解决", "找不到工作怎么办 - 茶壶", "零基础学泡茶",
    ],
)  # fmt: skip
def test_titles_that_do_not(title: str) -> None:
    assert not says_not_found(title)


@pytest.mark.parametrize(
    ("status", "verdict"),
    [(404, "gone"), (410, "gone"), (401, "refused"), (403, "refused"), (405, "refused"), (500, "refused")],
)
def test_statuses(web: Web, monkeypatch: pytest.MonkeyPatch, status: int, verdict: str) -> None:
    monkeypatch.setattr(links, "SHORTEST_WAIT", 0.01)
    web.routes["/tea"] = page(status=status)
    report = check(web.url("/tea"))
    assert (report.verdict, report.status, str(status) in report.note) == (verdict, status, True)
    assert web.methods() == ["HEAD", "GET"]


def test_a_wait_in_seconds_is_obeyed_once(web: Web) -> None:
    web.routes["/tea"] = in_turn(page(status=429, Retry_After="1"), page())
    assert check(web.url("/tea")).verdict == "ok"
    first, second = (asked.when for asked in web.asked)
    assert second - first >= 1


def test_a_wait_until_a_date_is_obeyed(web: Web) -> None:
    # The format has whole seconds: two are one at least.
    web.routes["/tea"] = in_turn(
        lambda handler: page(
            status=503, Retry_After=format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
        )(handler),
        page(),
    )
    assert check(web.url("/tea")).verdict == "ok"
    first, second = (asked.when for asked in web.asked)
    assert second - first >= 0.99


@pytest.mark.parametrize("asked", ["", "soon", "-5", "0", "²"])
def test_without_a_usable_wait_a_second_passes(web: Web, monkeypatch: pytest.MonkeyPatch, asked: str) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    web.routes["/tea"] = in_turn(page(), page(status=503, Retry_After=asked), page())
    assert check(web.url("/tea")).verdict == "ok"
    assert slept == [0, 1]
    assert web.methods() == ["HEAD", "GET", "GET"]


def test_a_host_that_stays_busy_is_asked_twice(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "SHORTEST_WAIT", 0.01)
    web.routes["/tea"] = page(status=429)
    assert check(web.url("/tea")).verdict == "refused"
    assert web.methods() == ["HEAD", "GET"]


@pytest.mark.parametrize("wait", ["3600", "9" * 5000, "Fri, 31 Dec 2100 23:59:59 GMT", "31 Dec 2100 23:59:59 -0000"])
def test_a_long_wait_is_refused_at_once(web: Web, wait: str) -> None:
    web.routes["/tea"] = page(status=429, Retry_After=wait)
    report = check(web.url("/tea"))
    assert (report.verdict, report.status, "asks to wait" in report.note) == ("refused", 429, True)
    assert web.methods() == ["HEAD"]


def silence(handler: Handler) -> None:
    handler.server.web.over.wait(10)


def trickling_head(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.0 200 OK\r\n")
    while not handler.server.web.over.wait(0.05):
        handler.wfile.write(b"X-Tea: green\r\n")


def trickling_body(handler: Handler) -> None:
    handler.answer(200)
    while handler.command == "GET" and not handler.server.web.over.wait(0.05):
        handler.wfile.write(b"tea ")


@pytest.mark.parametrize("reply", [silence, trickling_head, trickling_body])
def test_no_host_holds_a_request_longer_than_the_time_out(web: Web, reply: Reply) -> None:
    web.routes["/tea"] = reply
    start = time.monotonic()
    report = check(web.url("/tea"), timeout=0.4)
    assert time.monotonic() - start < 3
    assert (report.verdict, report.status, "0.4 s" in report.note) == ("unreachable", None, True)


def test_a_look_up_that_hangs_holds_nothing_longer_either(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    def hanging(*args: Any, **options: Any) -> Any:
        web.over.wait(10)
        raise socket.gaierror

    web.routes["/tea"] = page()
    addresses = [("a", web.url("/tea")), ("b", "http://tea.example/")]
    look_up = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *rest, **more: (look_up if host == HOST else hanging)(host, *rest, **more)
    )
    start = time.monotonic()
    assert [report.verdict for report in check_links(addresses, timeout=0.5)] == ["ok", "unreachable"]
    assert time.monotonic() - start < 3


def test_an_endless_body_is_left(web: Web) -> None:
    left = Event()

    def endless(handler: Handler) -> None:
        handler.answer(200)
        try:
            while handler.command == "GET":
                handler.wfile.write(b"<p>tea</p>" * 1000)
        except OSError:
            left.set()

    web.routes["/tea"] = endless
    assert check(web.url("/tea")).verdict == "ok"
    assert left.wait(5)


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_a_packed_body_does_not_unpack_beyond_the_limit(web: Web, coding: str) -> None:
    bomb = gzip.compress(b"<title>Tea</title>" + bytes(30_000_000))
    web.routes |= {"/bomb": lambda handler: handler.answer(200, bomb, Content_Encoding=coding), "/tea": page()}
    check(web.url("/tea"))  # what the first request imports is not to be counted
    tracemalloc.start()
    try:
        assert check(web.url("/bomb")).verdict == "ok"
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_a_broken_answer_is_unreachable(web: Web) -> None:
    def broken(handler: Handler) -> None:
        handler.wfile.write(b"tea\r\n\r\n")

    web.routes["/tea"] = broken
    report = check(web.url("/tea"))
    assert (report.verdict, report.note) == ("unreachable", "no usable answer (RemoteProtocolError)")


def test_a_host_that_speaks_no_tls_is_unreachable_though_there_is_a_network(web: Web) -> None:
    class Plain(BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(65536)
            self.request.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")

    report = check(f"https://{HOST}:{web.serve(HOST, Plain).server_address[1]}/")
    assert (report.verdict, report.final_url, "TLS" in report.note) == ("unreachable", None, True)


def test_a_closed_port_and_an_unknown_name(web: Web, closed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(host: str, *rest: Any, **more: Any) -> Any:
        if host == "tea.example":
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return look_up(host, *rest, **more)

    look_up = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    web.routes |= {"/tea": page(), "/away": redirect(301, closed)}
    urls = [web.url("/tea"), closed, "http://tea.example/", web.url("/away")]
    reports = check_links([(url, url) for url in urls])
    assert [report.verdict for report in reports] == ["ok", *["unreachable"] * 3]
    assert [report.final_url for report in reports] == [urls[0], None, None, closed]
    assert "looked up" in reports[2].note


def test_nothing_reachable_is_no_network(web: Web, closed: str) -> None:
    with pytest.raises(NoNetwork, match=r"no network here: none of 2 .* run `roadmap corpus check --links` where"):
        check_links([("a", closed), ("b", closed + "tea")])
    web.routes["/away"] = redirect(302, closed)
    assert check(web.url("/away")).verdict == "unreachable"


@pytest.mark.parametrize("url", ["", "tea", "mailto:tea@pot.example", "ftp://127.0.0.1/", "http://", "http://a\x00b/"])
def test_only_addresses_of_the_web_are_asked(web: Web, url: str) -> None:
    report = check(url)
    assert (report.verdict, report.status, report.final_url) == ("refused", None, None)


def test_no_addresses_no_reports() -> None:
    assert check_links([]) == []


class Crowd:
    """Counts who is served at the same time; it counts itself out before it answers, so that it never overstates."""

    def __init__(self) -> None:
        self.most, self._now, self._lock = Counter[str](), Counter[str](), Lock()

    def __call__(self, handler: Handler) -> None:
        names = ("all", str(handler.server.server_address[0]))
        with self._lock:
            self._now.update(names)
            self.most |= self._now
        time.sleep(0.03)
        with self._lock:
            self._now.subtract(names)
        page()(handler)


@many_hosts
def test_four_at_once_and_one_to_a_host(web: Web) -> None:
    crowd = Crowd()
    web.routes |= {f"/{number}": crowd for number in range(3)}
    addresses = [(f"{host}{path}", web.url(path, host)) for host in OTHERS for path in list(web.routes)]
    assert [report.verdict for report in check_links(addresses)] == ["ok"] * 18
    assert 2 <= crowd.most["all"] <= 4
    assert {crowd.most[host] for host in OTHERS} == {1}


@many_hosts
def test_one_to_a_host_also_after_redirects(web: Web) -> None:
    crowd = Crowd()
    web.routes |= {"/crowd": crowd, "/away": redirect(302, web.url("/crowd"))}
    check_links([(host, web.url("/away", host)) for host in OTHERS])
    assert crowd.most == {"all": 1, HOST: 1}


@many_hosts
def test_reports_keep_their_order_and_progress_counts(web: Web) -> None:
    def slow(handler: Handler) -> None:
        time.sleep(0.2)
        page()(handler)

    counted: list[int] = []

    def progress(items: Iterable[int], length: int) -> Iterator[int]:
        assert length == 4
        for item in items:
            counted.append(item)
            yield item

    web.routes |= {"/slow": slow, "/quick": page(), "/gone": page(status=404)}
    addresses = [("d", web.url("/slow")), ("c", web.url("/quick", OTHERS[0])), ("b", web.url("/gone", OTHERS[0]))]
    reports = check_links([*addresses, ("a", addresses[1][1])], progress=progress)
    assert [(report.id, report.verdict) for report in reports] == [("d", "ok"), ("c", "ok"), ("b", "gone"), ("a", "ok")]
    assert counted == [1, 2, 3, 0]
