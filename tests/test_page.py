"""The tab with questions and answers, driven in a real Chromium."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import ask, asked

pytestmark = pytest.mark.browser

# The next request of the page is a second late.
SLOW_ONCE = """() => {
  const fetch = window.fetch;
  window.fetch = async (...sent) => {
    window.fetch = fetch;
    await new Promise((later) => setTimeout(later, 1000));
    return fetch(...sent);
  };
}"""


def test_an_english_question_is_answered_with_markers_sources_and_links(page: Page) -> None:
    asked(page, "How long does it take to become an ML engineer from scratch?")
    answer = page.locator("#last .answer")
    expect(answer).to_contain_text("18 months")
    expect(answer.locator("p a.marker").first).to_have_attribute(
        "data-quote", re.compile("18 months of full-time study")
    )
    expect(answer.locator(".sources")).to_contain_text("Max Mynter, Become a Machine Learning Engineer (2024)")
    link = answer.get_by_role("link", name="original article").first
    expect(link).to_have_attribute("href", "https://www.maxmynter.com/pages/blog/become-mle")


def test_a_chinese_question_and_a_follow_up(page: Page) -> None:
    asked(page, "谷歌面试有几轮？")
    expect(page.locator("#last .answer")).to_contain_text("谷歌")
    asked(page, "亚马逊呢？")
    expect(page.locator("#past .turn")).to_have_count(1)
    expect(page.locator("#last .answer p").first).to_contain_text("亚马逊")
    expect(page.locator("#last .answer")).to_have_attribute("lang", "zh")
    page.locator("#last .making summary").click()
    expect(page.locator("#last .making dd").first).to_have_text("亚马逊面试有几轮？")


def test_an_off_topic_question_is_refused_with_suggestions_that_work(page: Page) -> None:
    asked(page, "How do I bake bread?")
    expect(page.locator("#last .answer")).to_contain_text("The articles do not answer this question.")
    expect(page.locator("#last .answer p a.marker")).to_have_count(0)
    suggestion = page.locator("#last .follow-up").first
    text = suggestion.inner_text()
    suggestion.click()
    expect(page.locator("#last h2")).to_have_text(text)
    expect(page.locator("#last .answer p a.marker").first).to_be_visible()


def test_an_example_is_asked_on_click_in_the_language_of_the_interface(page: Page) -> None:
    expect(page.get_by_role("button", name="零基础要学多久？")).to_be_hidden()
    page.get_by_role("button", name="中文").click()
    page.get_by_role("button", name="零基础要学多久？").click()
    expect(page.locator("#last .answer")).to_contain_text("18 个月")
    expect(page.locator("#start")).to_be_hidden()
    expect(page.get_by_role("tab", name="学习计划")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("tab", name="Plan")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_profile_colours_answers_stays_and_can_be_taken_back(page: Page) -> None:
    # At once: the question waits until the server knows who asks, whatever else is drawn among the buttons.
    page.evaluate(SLOW_ONCE)
    page.locator(".chip", has_text="a developer").click()
    page.evaluate("document.querySelector('#profile').append(document.createElement('i'))")
    asked(page, "How long will it take?")
    expect(page.locator("#last .answer p").first).to_have_text(
        re.compile("^A software developer needs about six months")
    )
    assert page.evaluate("localStorage.getItem('roadmap-profile')") == "developer"
    page.locator(".chip", has_text="a data scientist").click()
    expect(page.locator(".chip[aria-pressed=true]")).to_have_attribute("data-profile", "data-scientist")
    asked(page, "And how long will it take?")
    expect(page.locator("#last .answer p").first).to_contain_text("a few months")
    page.locator(".chip", has_text="a data scientist").click()
    expect(page.locator(".chip[aria-pressed=true]")).to_have_count(0)


def test_a_question_can_be_edited_and_what_came_after_it_goes(page: Page) -> None:
    asked(page, "What should I avoid on Kaggle?")
    asked(page, "What does an ML engineer earn in the UK?")
    first = page.locator("#past .turn").first
    first.get_by_role("button", name="Edit").click()
    field = first.get_by_label("Edit your question")
    expect(field).to_be_focused()
    expect(field).to_have_value("What should I avoid on Kaggle?")
    field.press("Escape")
    expect(first.get_by_role("button", name="Edit")).to_be_focused()
    first.get_by_role("button", name="Edit").click()
    field.fill("How many interview rounds are there at Amazon?")
    field.press("Enter")
    expect(page.locator("#last h2")).to_have_text("How many interview rounds are there at Amazon?")
    expect(page.locator("#past .turn")).to_have_count(0)
    expect(page.locator("#last .turn")).to_have_attribute("data-state", "done")


def test_thumbs_are_pressed_one_at_a_time_with_an_optional_reason(page: Page) -> None:
    asked(page, "What is MLOps?")
    up, down = (page.locator(f"#last .thumb[data-verdict={name}]") for name in ("up", "down"))
    up.click()
    expect(up).to_have_attribute("aria-pressed", "true")
    down.click()
    expect(up).to_have_attribute("aria-pressed", "false")
    expect(down).to_have_attribute("aria-pressed", "true")
    reason = page.get_by_label("What is wrong with it? (optional)")
    reason.fill("too short")
    reason.press("Enter")
    expect(page.locator("#last .reason")).to_have_text("Thank you.")
    # It is kept with the conversation: drawn again, it is still there.
    asked(page, "What is deep learning?")
    expect(page.locator("#past .thumb[data-verdict=down]")).to_have_attribute("aria-pressed", "true")


def test_answers_are_copied_with_and_without_citations(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    asked(page, "What does an ML engineer earn in the UK?")
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    text = page.evaluate("navigator.clipboard.readText()")
    assert "[1]" in text
    assert "https://" in text
    page.get_by_role("button", name="Copy without citations").click()
    page.wait_for_function("navigator.clipboard.readText().then(text => !text.includes('[1]') && text.includes('£'))")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("   ", "The question is empty"),
        ("x" * 2001, "The question has 2001 characters"),
        ("\u200b\u202e", "The question is empty"),
    ],
)
def test_bad_input_gets_a_sentence_and_is_not_lost(page: Page, question: str, said: str) -> None:
    ask(page, question)
    expect(page.get_by_role("alert")).to_contain_text(said)
    expect(page.locator("#question textarea")).to_have_value(question)
    expect(page.locator("#start")).to_be_visible()


def test_a_hostile_question_is_shown_as_text(page: Page) -> None:
    image, link = "![a](http://evil.example/x.png)", "[b](javascript:alert(2))"
    hostile = f"<img src=x onerror=alert(1)> {image} {link} <script>alert(3)</script>"
    asked(page, hostile)
    inside = "#start img, #last img, #last script, #last a[href^='javascript'], #last a[href*='evil']"
    expect(page.locator(inside)).to_have_count(0)


def test_the_theme_can_be_switched_and_stays(page: Page) -> None:
    dark = "document.body.classList.contains('dark')"
    before = page.evaluate(dark)
    page.get_by_role("button", name="Light or dark").click()
    assert page.evaluate(dark) is not before
    page.reload()
    page.wait_for_selector("#question textarea")
    page.wait_for_function(f"{dark} === {str(not before).lower()}")


def test_screen_readers_are_told_when_an_answer_is_there(page: Page) -> None:
    asked(page, "What is MLOps?")
    expect(page.locator("[role=status]", has_text="Answer ready.")).to_be_attached()


def test_a_message_that_no_page_sends_changes_nothing(page: Page) -> None:
    asked(page, "What is MLOps?")
    for name, data in (
        ("edit", {"turn": 7, "text": "x"}),
        ("like", {"turn": 9, "verdict": "up"}),
        ("retry", {"turn": -1}),
    ):
        page.evaluate(
            "([name, data]) => document.querySelector('#relay i').dispatchEvent("
            "new CustomEvent('roadmap', {bubbles: true, detail: {name, data}}))",
            [name, data],
        )
    page.wait_for_timeout(500)
    asked(page, "What is deep learning?")
    expect(page.locator(".turn h2")).to_have_text(["What is MLOps?", "What is deep learning?"])


def test_an_edit_that_is_refused_costs_nothing(page: Page) -> None:
    asked(page, "What is MLOps?")
    asked(page, "What is deep learning?")
    page.locator("#past").get_by_role("button", name="Edit").click()
    page.get_by_label("Edit your question").fill("x" * 2001)
    page.get_by_label("Edit your question").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("2001 characters")
    expect(page.locator(".turn h2")).to_have_text(["What is MLOps?", "What is deep learning?"])
    page.reload()
    expect(page.locator(".turn h2")).to_have_text(["What is MLOps?", "What is deep learning?"])


def test_the_profile_is_kept_over_a_reload_without_a_question(page: Page) -> None:
    page.locator(".chip", has_text="a developer").click()
    expect(page.locator(".chip[aria-pressed=true]")).to_have_attribute("data-profile", "developer")
    page.reload()
    expect(page.locator(".chip[aria-pressed=true]")).to_have_attribute("data-profile", "developer")
