"""The page with a language model: what streams, what is checked, what a stop leaves, what a menu chooses."""

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import misbehaving as wire
from tests.browser import ask, asked
from tests.conftest import served
from tests.misbehaving import Asked, Behaviour, Misbehaving

pytestmark = pytest.mark.browser

TRUE = "Somebody who starts from scratch needs about 18 months of full-time study [1]."
HOSTILE = (
    f"{TRUE} A developer needs about six weeks [1]. ![x](https://evil.example/?q=1) [1]. "
    "[Click](https://evil.example) [1]. <img src=x onerror=alert(1)> [1]."
)
HOW_LONG = "How long does it take to become an ML engineer from scratch?"


def replied(asked: Asked) -> Behaviour:
    """What the question wants to see."""
    question = asked.body["messages"][-1]["content"]
    return wire.reply(f"{TRUE} Then {'word ' * 900}.", between=0.02) if "slowly" in question else wire.reply(HOSTILE)


@pytest.fixture(scope="module")
def model() -> Iterator[Misbehaving]:
    with Misbehaving(replied) as server:
        yield server


@pytest.fixture(scope="module")
def address(index_folder: Path, model: Misbehaving) -> Iterator[str]:
    """A page whose first answerer is a language model."""
    environment = {"ROADMAP_MODEL": "openai-compatible:small", "ROADMAP_BASE_URL": model.url, "ROADMAP_API_KEY": "k"}
    with served(os.environ | {"ROADMAP_INDEX": str(index_folder)} | environment) as url:
        yield url


def test_sentences_are_signed_and_what_has_no_support_can_be_opened(page: Page) -> None:
    asked(page, HOW_LONG)
    answer = page.locator("#last .answer")
    expect(answer.locator(".verdict.supported")).to_have_text("✓")
    expect(answer.get_by_role("img", name="its quote says so")).to_be_visible()
    expect(answer.locator(".pending")).to_have_count(0)
    summary = answer.locator("details:not(.making) summary")
    expect(summary).to_have_text(re.compile(r"\d sentences without support were removed"))
    expect(answer.get_by_text("A developer needs about six weeks.", exact=True)).not_to_be_visible()
    summary.click()
    expect(answer.get_by_text("A developer needs about six weeks.", exact=True)).to_be_visible()
    expect(answer).not_to_contain_text("evil")
    expect(answer.locator("img[src], a[href*=evil]")).to_have_count(0)
    expect(answer).to_contain_text("Written by openai-compatible:small")


def test_a_stop_leaves_what_was_checked_and_frees_the_model(page: Page, model: Misbehaving) -> None:
    ask(page, f"{HOW_LONG} Say it slowly")
    expect(page.locator("#last .pending")).to_contain_text("word")
    expect(page.locator("#last .actions")).to_have_count(0)
    # What would be lost is not done.
    page.locator(".chip").first.evaluate("chip => chip.click()")
    expect(page.locator(".chip[aria-pressed=true]")).to_have_count(0)
    page.click("#stop")
    stopped = time.monotonic()
    model.hung_up.get(timeout=5)
    assert time.monotonic() - stopped < 1
    expect(page.locator("#last .pending")).to_have_count(0)
    expect(page.locator("#last .answer")).to_contain_text("18 months of full-time study")
    expect(page.locator("#last .actions")).to_be_visible()
    ask(page, "What is MLOps?")
    expect(page.locator("#past .turn")).to_have_count(1)
    expect(page.locator("#past .answer")).to_contain_text("18 months of full-time study")


def test_the_menu_chooses_the_answerer(page: Page, model: Misbehaving) -> None:
    before = len(model.requests)
    page.locator("#answerer input").click()
    page.get_by_role("option", name="quotations only").click()
    asked(page, HOW_LONG)
    expect(page.locator("#last .answer")).to_contain_text("18 months of full-time study")
    expect(page.locator("#last .verdict")).to_have_count(0)
    assert len(model.requests) == before


def test_another_answers_the_same_question(page: Page) -> None:
    asked(page, HOW_LONG)
    expect(page.locator("#last .legend")).to_contain_text("openai-compatible:small")
    page.get_by_role("button", name="Answer by quotations only").click()
    expect(page.locator("#last .legend")).to_have_count(0)
    expect(page.locator("#last .turn")).to_have_attribute("data-state", "done")
    expect(page.locator("#last .making dd").nth(1)).to_have_text("quotations only")
    expect(page.locator(".turn")).to_have_count(1)
    page.get_by_role("button", name="Answer by openai-compatible:small").click()
    expect(page.locator("#last .legend")).to_contain_text("openai-compatible:small")


def test_the_start_screen_says_what_a_model_is_sent(page: Page) -> None:
    expect(page.locator("#start")).to_contain_text("each of its sentences is checked against its quote")
    expect(page.locator("#start")).to_contain_text("sent your questions, and what you say you are")
