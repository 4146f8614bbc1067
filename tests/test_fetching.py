"""Fetching pages, from servers on loopback."""

import gzip
import re
import socket
import ssl
import sys
import time
import tracemalloc
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import MappingProxyType
from typing import Any

import pytest
import trustme

from corpus.adding.addresses import is_public, look_up
from corpus.adding.decoding import SIZE_LIMIT
from corpus.adding.fetching import AGENT, Fetched, fetch
from corpus.adding.formats import extract
from corpus.adding.records import AddingFault
from tests.test_links import HOST, Handler, Reply, Web, in_turn, redirect

TEXT = "Green tea wants water of 70 degrees."
CHINESE = "泡绿茶要用七十度的水，绿茶最多泡两分钟。"
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux answers on all of 127.0.0.0/8")


@pytest.fixture
def web() -> Iterator[Web]:
    web = Web()
    web.routes["/robots.txt"] = lambda handler: handler.answer(404)
    yield web
    web.stop()


def page(body: bytes = TEXT.encode(), kind: str = "text/html", **headers: str) -> Reply:
    return lambda handler: handler.answer(200, body, Content_Type=kind, **headers)


def got(url: str, seconds: float = 5.0, hosts: Mapping[str, str] = MappingProxyType({})) -> Fetched:
    """What is fetched where the host itself may be private; `hosts` stand for names of the web."""

    def resolve(host: str, port: int) -> list[str]:
        return [hosts[host]] if host in hosts else look_up(host, port)

    return fetch(url, allow_private=True, resolve=resolve, seconds=seconds)


def refused(url: str, seconds: float = 5.0, hosts: Mapping[str, str] = MappingProxyType({})) -> str:
    with pytest.raises(AddingFault) as caught:
        got(url, seconds, hosts)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_page_comes_with_its_name_and_address(web: Web) -> None:
    web.routes["/guides/tea"] = page()
    url = web.url("/guides/tea")
    assert got(url + "#steps") == Fetched(content=TEXT.encode(), name="tea.html", url=url, encoding=None)
    assert [asked.path for asked in web.asked] == ["/robots.txt", "/guides/tea"]
    assert {asked.headers["User-Agent"] for asked in web.asked} == {AGENT}
    assert {asked.headers["Host"] for asked in web.asked} == {url.split("/")[2]}


@pytest.mark.parametrize(
    ("path", "kind", "name"),
    [
        ("/", "text/html; charset=utf-8", "127.0.0.1.html"),
        ("/a.php", "TEXT/HTML", "a.html"),
        ("/a", "application/xhtml+xml", "a.html"),
        ("/a", "text/plain", "a.txt"),
        ("/README.md", "text/plain", "README.md"),
        ("/a", "text/markdown", "a.md"),
        ("/a", "application/pdf", "a.pdf"),
        ("/a.b.pdf", "application/octet-stream", "a.b.pdf"),
        ("/a.epub", "application/epub+zip", "a.epub"),
        ("/a", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "a.docx"),
        ("/%E8%8C%B6", "text/html", "茶.html"),
        ("/%2e%2e%2fa%00b%0Ac", "text/html", "a-b-c.html"),
    ],
)
def test_the_type_of_the_content_names_the_file(web: Web, path: str, kind: str, name: str) -> None:
    web.routes[path] = page(kind=kind)
    assert got(web.url(path)).name == name


@pytest.mark.parametrize("kind", ["image/png", "application/json", "application/octet-stream", "video/mp4", "text/css"])
def test_other_types_are_refused(web: Web, kind: str) -> None:
    web.routes["/a.exe"] = page(kind=kind)
    assert f"is of type '{kind}': only pages" in refused(web.url("/a.exe"))


def test_the_encoding_is_handed_on_where_the_content_is_not_utf_8(web: Web) -> None:
    web.routes["/a"] = page(CHINESE.encode("gb18030"), 'text/plain; charset="GB2312"')
    web.routes["/b"] = page(CHINESE.encode(), "text/plain; charset=iso-8859-1")
    for path, encoding in (("/a", "GB2312"), ("/b", None)):
        file = got(web.url(path))
        assert file.encoding == encoding
        assert extract(file.content, file.name, file.encoding).markdown == CHINESE


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://tea.example/a", "gopher://tea.example/", "javascript:alert(1)", "data:text/html,tea",
     "tea.example/a", "//tea.example", "http://", "http:///a", "http://tea.example:0/", "http://tea.example:99999/",
     "http://[::1", "http://te a.example/", "", "http://tea.example/\n"],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    assert "is no address of the web" in refused(url)


def test_names_and_passwords_in_addresses_are_refused_and_not_repeated() -> None:
    message = refused("http://ann:secret@127.0.0.1/")
    assert "holds a user name or password" in message
    assert "secret" not in message


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "127.1", "127.0.0.1.1", "017700000001", "0x7f.1."]
)
def test_unusual_spellings_of_addresses_are_refused(host: str) -> None:
    assert re.search("spells a numeric address|no address of the web", refused(f"http://{host}/"))


PRIVATE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254",
    "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "fe80::1",
    "fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "2001:0:a9fe:a9fe::1",
    "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1",
    "2002:7f00:1::", "2002:a9fe:a9fe::1", "100::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_hosts_with_any_private_address_are_refused(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(AddingFault, match="which is not of the public internet"):
        fetch("http://tea.example/", resolve=lambda host, port: ["93.184.215.14", address])


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "1.1.1.1", "2606:4700::1111", "64:ff9b::101:101", "::ffff:1.1.1.1"]
)
def test_public_addresses_are_told_from_private_ones(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "１２７.0.0.1"])
def test_this_machine_is_refused_by_every_name(host: str) -> None:
    with pytest.raises(AddingFault, match=r"not of the public internet|no address of the web") as caught:
        fetch(f"http://{host}/")
    assert "\n" not in str(caught.value)


def test_a_name_is_looked_up_once_and_the_address_that_was_checked_is_asked(web: Web) -> None:
    web.routes["/a"] = page()
    port = web.serve(HOST).server_address[1]
    answers = iter([[HOST], ["127.0.0.9"]])
    file = fetch(f"http://tea.example:{port}/a", allow_private=True, resolve=lambda host, port: next(answers))
    assert file.content == TEXT.encode()
    assert {asked.headers["Host"] for asked in web.asked} == {f"tea.example:{port}"}
    assert next(answers) == ["127.0.0.9"]


def test_the_next_address_is_asked_where_one_does_not_answer(web: Web) -> None:
    web.routes["/a"] = page()
    port = web.serve(HOST).server_address[1]
    url = f"http://tea.example:{port}/a"
    assert fetch(url, allow_private=True, resolve=lambda host, port: ["::1", HOST]).content == TEXT.encode()


def test_ipv6_addresses_are_asked(web: Web) -> None:
    class Six(ThreadingHTTPServer):
        address_family = socket.AF_INET6

    class Tea(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/a" else 404)
            self.send_header("Content-Type", "text/plain")
            self.end_headers()
            self.wfile.write(self.headers["Host"].encode())

        def log_message(self, *args: Any) -> None: ...

    try:
        server = Six(("::1", 0), Tea)
    except OSError:
        pytest.skip("this machine has no IPv6")
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    port = server.server_address[1]
    try:
        assert got(f"http://[::1]:{port}/a").content == f"[::1]:{port}".encode()
    finally:
        server.shutdown()
        server.server_close()


@linux
@pytest.mark.parametrize("target", ["http://127.0.0.2:{}/b", "http://inner.example:{}/b", "//127.0.0.2:{}/b"])
def test_a_redirect_to_another_private_host_is_refused(web: Web, target: str) -> None:
    other = web.serve("127.0.0.2").server_address[1]
    web.routes["/a"] = redirect(302, target.format(other))
    web.routes["/b"] = page()
    assert "which is not of the public internet" in refused(web.url("/a"), hosts={"inner.example": "127.0.0.2"})
    assert [asked.path for asked in web.asked] == ["/robots.txt", "/a"]


@pytest.mark.parametrize(
    ("target", "message"),
    [("file:///etc/passwd", "is no address of the web"), ("ftp://127.0.0.1/", "is no address of the web"),
     ("http://ann:secret@127.0.0.1/", "user name or password"), ("http://2130706433/", "spells a numeric address"),
     ("http://[", "is no address of the web")],
)  # fmt: skip
def test_what_a_redirect_leads_to_is_checked_again(web: Web, target: str, message: str) -> None:
    web.routes["/a"] = redirect(301, target)
    assert message in refused(web.url("/a"))


def test_redirects_are_followed_to_the_final_address(web: Web) -> None:
    for step in range(5):
        web.routes[f"/{step}"] = redirect((301, 302, 303, 307, 308)[step], f"{step + 1}")
    web.routes["/5"] = page()
    assert got(web.url("/0")).url == web.url("/5")
    assert [asked.path for asked in web.asked].count("/robots.txt") == 1


def test_redirects_in_a_circle_or_without_end_are_refused(web: Web) -> None:
    web.routes["/a"] = redirect(302, "/b")
    web.routes["/b"] = redirect(302, "/a")
    assert "redirects in a circle, or more than 5 times" in refused(web.url("/a"))


ROBOTS = (
    f"User-agent: *\nDisallow: /\n\nUser-agent: {AGENT}\nDisallow: /private\nAllow: /private/tea$\nCrawl-delay: 99\n"
)


def test_robots_txt_is_heeded(web: Web) -> None:
    web.routes |= {"/robots.txt": page(ROBOTS.encode(), "text/plain")}
    web.routes |= {path: page() for path in ("/a", "/private", "/private/tea", "/private/teas")}
    assert got(web.url("/a")).content
    assert got(web.url("/private/tea")).content
    assert "robots.txt of 127.0.0.1 asks programs to leave" in refused(web.url("/private"))
    assert "robots.txt" in refused(web.url("/private/teas"))
    web.routes["/moved"] = redirect(302, "/private")
    assert "robots.txt" in refused(web.url("/moved"))


def test_robots_txt_of_every_server_is_asked(web: Web) -> None:
    other = Web()
    try:
        other.routes |= {"/robots.txt": page(b"User-agent: *\nDisallow: /b"), "/b": page(), "/c": page()}
        web.routes |= {"/a": redirect(302, other.url("/b")), "/d": redirect(302, other.url("/c"))}
        assert "robots.txt of 127.0.0.1" in refused(web.url("/a"))
        assert [asked.path for asked in other.asked] == ["/robots.txt"]
        assert got(web.url("/d")).url == other.url("/c")
    finally:
        other.stop()


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429])
def test_without_robots_txt_a_page_may_be_asked(web: Web, status: int) -> None:
    web.routes |= {"/robots.txt": lambda handler: handler.answer(status, b"User-agent: *\nDisallow: /"), "/a": page()}
    assert got(web.url("/a")).content


@pytest.mark.parametrize("status", [500, 503])
def test_where_robots_txt_is_out_of_order_nothing_is_asked(web: Web, status: int) -> None:
    web.routes |= {"/robots.txt": lambda handler: handler.answer(status), "/a": page()}
    assert f"robots.txt cannot be read (status {status}), so 127.0.0.1 is left alone" in refused(web.url("/a"))
    assert [asked.path for asked in web.asked] == ["/robots.txt"]


def test_robots_txt_may_be_elsewhere_or_too_long(web: Web) -> None:
    rules = b"User-agent: *\nDisallow: /a\n" + b"# tea\n" * 200_000 + b"Disallow: /b\n"
    web.routes |= {"/robots.txt": redirect(301, "/other"), "/other": page(rules), "/a": page(), "/b": page()}
    assert "robots.txt" in refused(web.url("/a"))
    assert got(web.url("/b")).content
    web.routes["/robots.txt"] = redirect(301, "/robots.txt")
    assert got(web.url("/a")).content


def busy(status: int, wait: str) -> Reply:
    return lambda handler: handler.answer(status, Retry_After=wait)


def test_a_site_that_asks_to_wait_is_waited_for_once(web: Web) -> None:
    for status in (429, 503):
        web.routes["/a"] = in_turn(busy(status, "1"), page())
        start = time.monotonic()
        assert got(web.url("/a"), seconds=0.9).content == TEXT.encode()
        assert 1.0 <= time.monotonic() - start < 1.9
    web.routes["/a"] = busy(429, "0")
    asked = len(web.asked)
    assert "gave status 429" in refused(web.url("/a"))
    assert len(web.asked) == asked + 3


def test_a_site_that_asks_to_wait_long_is_not_waited_for(web: Web) -> None:
    start = time.monotonic()
    web.routes["/a"] = busy(429, "3600")
    assert "asks to wait 3600 s (status 429)" in refused(web.url("/a"))
    moment = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
    web.routes["/a"] = busy(503, moment)
    assert "asks to wait 7" in refused(web.url("/a"))
    web.routes["/a"] = busy(503, "soon")
    assert "gave status 503" in refused(web.url("/a"))
    assert time.monotonic() - start < 5


@pytest.mark.parametrize("status", [204, 206, 304, 400, 403, 404, 410, 500])
def test_other_answers_than_a_page_are_refused(web: Web, status: int) -> None:
    web.routes["/a"] = lambda handler: handler.answer(status)
    assert f"gave status {status}" in refused(web.url("/a"))


def test_a_long_body_is_not_read_to_its_end(web: Web) -> None:
    sent = []

    def endless(handler: Handler) -> None:
        handler.answer(200)
        while not web.over.is_set():
            handler.wfile.write(b"x" * 2**20)
            sent.append(1)

    web.routes["/a"] = endless
    tracemalloc.start()
    try:
        assert "more than 10 MB" in refused(web.url("/a"), seconds=20)
        assert tracemalloc.get_traced_memory()[1] < 50 * 2**20
    finally:
        tracemalloc.stop()
    assert len(sent) < 40


def test_packed_pages_are_unpacked_within_bounds(web: Web) -> None:
    web.routes["/a"] = page(gzip.compress(TEXT.encode()), Content_Encoding="gzip")
    assert got(web.url("/a")).content == TEXT.encode()
    web.routes["/a"] = page(gzip.compress(bytes(SIZE_LIMIT)), Content_Encoding="gzip")
    assert len(got(web.url("/a")).content) == SIZE_LIMIT
    web.routes["/a"] = page(gzip.compress(bytes(100 * 2**20)), Content_Encoding="gzip")
    tracemalloc.start()
    try:
        assert "more than 10 MB" in refused(web.url("/a"), seconds=20)
        assert tracemalloc.get_traced_memory()[1] < 40 * 2**20
    finally:
        tracemalloc.stop()


def test_damaged_or_unasked_packing_is_refused(web: Web) -> None:
    packed = gzip.compress(TEXT.encode() * 9)
    for body in (packed[:-12], b"tea", packed + b"tea"):
        web.routes["/a"] = page(body, Content_Encoding="gzip")
        assert "gave no usable answer" in refused(web.url("/a"))
    web.routes["/a"] = page(b"tea", Content_Encoding="br")
    assert "packs its answer as 'br'" in refused(web.url("/a"))


def test_a_body_shorter_than_it_says_is_refused(web: Web) -> None:
    web.routes["/a"] = page(b"tea", Content_Length="10")
    assert "gave no usable answer" in refused(web.url("/a"))


@pytest.mark.parametrize("trickling", [False, True])
@pytest.mark.parametrize("path", ["/robots.txt", "/a"])
def test_a_server_without_haste_is_left(web: Web, path: str, trickling: bool) -> None:
    def slow(handler: Handler) -> None:
        if trickling:
            handler.answer(200)
        while not web.over.wait(0.05):
            if trickling:
                handler.wfile.write(b"x")

    web.routes |= {"/a": page(), path: slow}
    start = time.monotonic()
    assert "gave no whole answer within 0.6 s" in refused(web.url("/a"), seconds=0.6)
    assert time.monotonic() - start < 2


def test_a_name_look_up_without_haste_is_left() -> None:
    def slow(host: str, port: int) -> list[str]:
        time.sleep(2)
        return [HOST]

    start = time.monotonic()
    with pytest.raises(AddingFault, match=r"gave no whole answer within 0\.4 s"):
        fetch("http://tea.example/", resolve=slow, seconds=0.4)
    assert time.monotonic() - start < 1.5


def test_no_server_or_no_name_is_one_line() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        assert "gave no usable answer" in refused(f"http://{HOST}:{taken.getsockname()[1]}/")
    assert "gave no usable answer" in refused("http://tea.invalid/")
    assert "gave no usable answer" in refused(f"http://{'a' * 70}.example/")


@pytest.fixture
def secure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[tuple[int, list[str | None]]]:
    """A server with a certificate for tea.example: its port, and the names by which it was asked in TLS."""
    authority, names = trustme.CA(), list[str | None]()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("tea.example").configure_cert(context)
    context.sni_callback = lambda connection, name, context: names.append(name)
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    web = Web()
    web.routes |= {"/robots.txt": lambda handler: handler.answer(404), "/a": page()}
    server = web.serve(HOST)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    yield server.server_address[1], names
    web.stop()


def test_a_certificate_is_checked_for_the_name_and_not_the_address(secure: tuple[int, list[str | None]]) -> None:
    port, names = secure
    assert got(f"https://tea.example:{port}/a", hosts={"tea.example": HOST}).content == TEXT.encode()
    assert set(names) == {"tea.example"}
    assert "certificate verify failed" in refused(f"https://coffee.example:{port}/a", hosts={"coffee.example": HOST})
    assert "certificate verify failed" in refused(f"https://{HOST}:{port}/a")
