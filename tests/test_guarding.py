"""What keeps strangers out and harm away, on the real page and in a real browser."""

import contextlib
import gzip
import http.client
import re
from collections.abc import Iterator, Mapping

import pytest
from playwright.sync_api import Page, expect

from assistant.guarding.addresses import household
from assistant.guarding.sizes import LARGEST, LARGEST_EVENT
from tests.guarded import FETCHED, FOLLOWED, JSON, guarded, send

# Headers


@pytest.mark.parametrize("path", ["/", "/theme.css", "/plan.md", "/gradio_api/upload", "/plan.md?hours=0", "/none"])
def test_every_response_bears_the_headers(address: str, path: str) -> None:
    headers = send(address, path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"] or path == "/"
    assert headers["Strict-Transport-Security"] is None


def test_a_failure_bears_the_headers_too_and_says_nothing_of_itself() -> None:
    with guarded() as address:
        reply = send(address, "/api/broken")
    assert (reply.status, reply.text) == (500, "something went wrong here: try again\n")
    assert reply.headers["X-Content-Type-Options"] == "nosniff"


def test_the_document_holds_nothing_of_strangers_and_each_script_its_nonce(address: str) -> None:
    first, second = (send(address, "/?page=%3C/script%3E%3Cscript%3Eplanted&deep_link=planted") for _ in range(2))
    assert first.status == 200
    assert "planted" not in first.text
    nonces = [re.search(r"'nonce-([\w-]+)'", reply.headers["Content-Security-Policy"]) for reply in (first, second)]
    assert nonces[0] and nonces[1] and nonces[0][1] != nonces[1][1]
    assert set(re.findall(r"<script[^>]*", first.text)) == set(
        re.findall(rf'<script nonce="{nonces[0][1]}"[^>]*', first.text)
    )
    assert first.text.index("page-files/early.js") < first.text.index("<meta")
    assert "og:" not in first.text and "twitter:" not in first.text
    assert re.search(r"script-src [^;]*unsafe-inline", str(first.headers)) is None
    head = send(address, "/", "HEAD")
    assert (head.status, head.text) == (200, "")


def test_the_document_is_compressed_for_those_who_ask(address: str) -> None:
    connection = http.client.HTTPConnection(address.split("/")[2])
    connection.request("GET", "/", headers={"Accept-Encoding": "br, gzip"})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    assert response.headers["Content-Encoding"] == "gzip"
    assert b"nonce=" in gzip.decompress(body)


def listen(page: Page, said: list[str]) -> None:
    """Note what its console says and how each request is answered."""
    page.on("console", lambda message: said.append(message.text))
    page.on("response", lambda response: said.append(f"{response.status} {response.url}"))


@pytest.mark.browser
def test_the_page_works_under_its_policy_and_a_planted_script_does_not(page: Page, address: str) -> None:
    said = list[str]()
    assert page.context.browser
    with page.context.browser.new_page() as planning:
        listen(planning, said)
        planning.goto(f"{address}?plan=developer&hours=9")
        expect(planning.locator("#plan-head")).not_to_be_empty(timeout=20_000)
        expect(planning.locator("#plan-hours input")).to_have_value("9")
    listen(page, said)
    page.fill("#question textarea", "How long does green tea steep?")
    page.press("#question textarea", "Enter")
    expect(page.locator("body")).to_contain_text("The articles do not answer this question", timeout=20_000)
    assert [line for line in said if "Content Security Policy" in line or re.match("[45]", line)] == []
    page.evaluate("""() => {
      const script = document.createElement("script"), box = document.createElement("div");
      script.textContent = "window.ran = 1";
      box.innerHTML = '<img src="/none" onerror="window.ran = 2"><iframe srcdoc="<script>parent.ran = 3</script>">';
      document.body.append(script, box);
    }""")
    page.wait_for_timeout(500)
    assert page.evaluate("window.ran") is None
    assert len([line for line in said if "Content Security Policy" in line]) >= 2


# Sizes and addresses


@pytest.mark.parametrize(
    ("path", "largest"), [("/gradio_api/queue/join", LARGEST_EVENT), ("/gradio_api/reset", LARGEST)]
)
def test_a_large_request_is_refused(address: str, path: str, largest: int) -> None:
    """Whether it says so or comes in pieces; what is within the limit is answered by whoever it is for."""

    def pieces(count: int) -> Iterator[bytes]:
        yield from [b" " * 2**16] * count

    for body in (b" " * largest, pieces(largest // 2**16)):
        assert send(address, path, "POST", body=body, headers=JSON).status == 422
    for body in (b" " * (largest + 1), pieces(largest // 2**16 + 1)):
        with contextlib.suppress(ConnectionError):  # it may close before it has read all
            reply = send(address, path, "POST", body=body, headers=JSON)
            assert (reply.status, reply.text) == (413, f"the request has more than {largest} bytes: send less\n")


@pytest.mark.parametrize(
    "path",
    ["upload", "upload_progress", "proxy=https://x.hf.space/", "file=/etc/passwd", "token", "info", "user", "runs",
     "call/ask", "run/ask", "api/ask", "component_server", "deep_link", "openapi.json", "stream/x", "mcp", "mcp/sse",
     "vibe-code/", "dev/reload"],
)  # fmt: skip
def test_what_the_page_does_not_need_is_closed(address: str, path: str) -> None:
    for method in ("GET", "POST"):
        reply = send(address, f"/gradio_api/{path}", method)
        assert (reply.status, reply.text) == (404, "there is nothing at this address: open / instead\n")


@pytest.mark.parametrize("path", ["/monitoring", "/monitoring/summary", "/login/", "/svelte/x", "/../app.py", "//x"])
def test_other_addresses_are_closed(address: str, path: str) -> None:
    assert send(address, path).status == 404


# Addresses


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("2001:DB8:0:1:ffff:ffff:ffff:ffff", "2001:db8:0:1::/64"),
        ("2001:db8:0:2::1", "2001:db8:0:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("a session", "a session"),
    ],
)
def test_an_address_counts_with_those_of_the_same_home(address: str, counted: str) -> None:
    assert household(address) == counted


# Origins


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("POST", "/gradio_api/queue/join", {"Sec-Fetch-Site": "cross-site", **FETCHED}, 403),
        ("POST", "/gradio_api/queue/join", {"Sec-Fetch-Site": "same-site", **FETCHED}, 403),
        ("POST", "/gradio_api/queue/join", {"Sec-Fetch-Site": "same-origin", **FETCHED}, 422),
        ("POST", "/gradio_api/queue/join", {"Origin": "https://evil.example"}, 403),
        ("POST", "/gradio_api/queue/join", {"Origin": "null"}, 403),
        ("POST", "/gradio_api/queue/join", {"Origin": "http://127.0.0.1:1"}, 403),
        ("POST", "/gradio_api/queue/join", {"Origin": "OWN"}, 422),
        ("POST", "/gradio_api/queue/join", {}, 422),
        ("POST", "/", FOLLOWED, 403),
        ("GET", "/", FOLLOWED, 200),
        ("GET", "/logout", FOLLOWED, 403),
        ("GET", "/gradio_api/app_id", {"Origin": "http://localhost:1"}, 200),
        ("GET", "/plan.json", {"Sec-Fetch-Site": "cross-site", **FETCHED}, 403),
    ],
)
def test_another_sites_page_sends_nothing(
    address: str, method: str, path: str, headers: Mapping[str, str], status: int
) -> None:
    own = {name: value.replace("OWN", address.rstrip("/")) for name, value in headers.items()}
    reply = send(address, path, method, headers=own | JSON)
    assert reply.status == status
    assert not [name for name in reply.headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:7860", "", "[", "a@"]
)
def test_a_name_that_is_not_this_machines_is_refused(address: str, host: str) -> None:
    assert send(address, "/", headers={"Host": host}).status == 421


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:9", "127.0.0.1", "[::1]:7860"])
def test_this_machines_own_names_are_answered(address: str, host: str) -> None:
    assert send(address, "/gradio_api/app_id", headers={"Host": host}).status == 200
