"""The tab with questions and answers, driven in a real Chromium."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import ask

pytestmark = pytest.mark.browser


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
    """A follow-up that says nothing by itself is answered within a conversation and refused at the start of one."""
    ask(page, "What should I avoid on Kaggle?")
    expect(page.locator("#chat")).to_contain_text("Avoid three things on Kaggle")
    ask(page, "why is that?")
    expect(page.locator("#chat .bot")).to_have_count(2)
    expect(page.locator("#chat blockquote")).to_have_count(2)
    page.click("#new")
    expect(page.locator("#chat")).not_to_contain_text("Kaggle")
    ask(page, "why is that?")
    expect(page.locator("#chat .bot")).to_have_count(1)
    expect(page.locator("#chat")).to_contain_text("The articles do not answer this question.")


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
