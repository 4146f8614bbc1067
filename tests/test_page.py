"""The page, driven in a real Chromium."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, Request, expect, sync_playwright

from tests.conftest import ROOT

pytestmark = pytest.mark.browser
# Flags that keep Chromium from asking other machines for updates.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync",
         "--disable-component-update", "--no-first-run"]  # fmt: skip


@pytest.fixture(scope="module")
def address(index_folder: Path) -> Iterator[str]:
    """A served page over the project's own corpus."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "app.py", "--port", str(port)],
        cwd=ROOT,
        env=os.environ | {"ROADMAP_INDEX": str(index_folder)},
    )
    url = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(300):
            assert process.poll() is None, "the page has stopped"
            try:
                urllib.request.urlopen(url, timeout=1)
                break
            except OSError:
                time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def browser_page(address: str) -> Iterator[tuple[Page, list[str], list[str]]]:
    """A page that collects dialogs and requests to other machines."""
    chromium = shutil.which("chromium")
    if chromium is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("no chromium, and REQUIRE_BROWSER is set: install Debian's package chromium")
        pytest.skip("no chromium: install Debian's package chromium for the browser tests")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1000, "height": 1000})
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
        browser.close()


@pytest.fixture
def page(browser_page: tuple[Page, list[str], list[str]], address: str) -> Iterator[Page]:
    """A fresh visit; no script of a text may have run and no other machine may have been asked."""
    page, strangers, dialogs = browser_page
    page.goto(address)
    page.wait_for_selector("#question textarea")
    yield page
    assert strangers == []
    assert dialogs == []


def ask(page: Page, question: str) -> None:
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")


def test_an_english_question_is_answered_with_quotes_and_links(page: Page) -> None:
    ask(page, "How long does it take to become an ML engineer from scratch?")
    expect(page.locator("#chat")).to_contain_text("18 months")
    expect(page.locator("#chat blockquote").first).to_contain_text("18 months of full-time study")
    link = page.locator("#chat a", has_text="original article").first
    expect(link).to_have_attribute("href", "https://www.maxmynter.com/pages/blog/become-mle")
    expect(page.locator("#chat")).to_contain_text("Max Mynter, Become a Machine Learning Engineer (2024)")


def test_a_chinese_question_and_a_follow_up(page: Page) -> None:
    ask(page, "谷歌面试有几轮？")
    expect(page.locator("#chat blockquote").first).to_contain_text("谷歌")
    ask(page, "亚马逊呢？")
    expect(page.locator("#chat blockquote").last).to_contain_text("亚马逊")
    expect(page.locator("#chat a", has_text="原文").last).to_have_attribute(
        "href", "https://www.datacamp.com/blog/how-to-become-a-machine-learning-engineer"
    )


def test_an_off_topic_question_is_refused_with_suggestions_that_work(page: Page) -> None:
    ask(page, "How do I bake bread?")
    expect(page.locator("#chat")).to_contain_text("The articles do not answer this question.")
    expect(page.locator("#chat blockquote")).to_have_count(0)
    suggestion = page.locator("#chat li").first.inner_text()
    ask(page, suggestion)
    expect(page.locator("#chat blockquote").first).to_be_visible()


def test_a_follow_up_suggestion_is_asked_on_click(page: Page) -> None:
    ask(page, "What does an ML engineer earn in the UK?")
    expect(page.locator("#chat blockquote")).to_have_count(1)
    page.get_by_role("button", name="How much does a machine learning engineer earn in the US?").click()
    expect(page.locator("#chat")).to_contain_text("112,513")


def test_an_example_is_asked_on_click(page: Page) -> None:
    page.get_by_text("零基础要学多久？").first.click()
    expect(page.locator("#chat")).to_contain_text("18 个月")


def test_a_new_conversation_forgets(page: Page) -> None:
    ask(page, "What is the salary in the UK?")
    expect(page.locator("#chat")).to_contain_text("52,000")
    page.click("#new")
    expect(page.locator("#chat")).not_to_contain_text("52,000")
    ask(page, "and in the US?")
    expect(page.locator("#chat .bot")).to_have_count(1)
    expect(page.locator("#chat")).not_to_contain_text("112,513")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("   ", "The question is empty"),
        ("x" * 2001, "The question has 2001 characters"),
        ("\u200b\u202e", "The question is empty"),
    ],
)
def test_bad_input_gets_a_sentence(page: Page, question: str, said: str) -> None:
    ask(page, question)
    expect(page.locator("#chat")).to_contain_text(said)


def test_a_hostile_question_is_shown_as_text(page: Page) -> None:
    image, link = "![a](http://evil.example/x.png)", "[b](javascript:alert(2))"
    hostile = f"<img src=x onerror=alert(1)> {image} {link} <script>alert(3)</script>"
    ask(page, hostile)
    expect(page.locator("#chat")).to_contain_text(hostile)
    expect(page.locator("#chat img[src='x'], #chat script, #chat a[href^='javascript']")).to_have_count(0)


def test_stop_and_copy_are_there(page: Page) -> None:
    page.click("#stop")
    ask(page, "What is MLOps?")
    expect(page.locator("#chat blockquote").first).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("copy", re.IGNORECASE)).first).to_be_visible()
