"""The tab with plans, driven in a real Chromium."""

import re
import urllib.request
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from assistant.plan.reading import next_monday
from tests.browser import ask

pytestmark = pytest.mark.browser


def open_plan(page: Page, address: str, fields: str = "plan=developer&hours=10&start=2030-01-07") -> None:
    page.goto(f"{address}?{fields}")
    expect(page.locator("#plan-chart svg")).to_be_visible()


def kept(page: Page, ticks: str) -> None:
    """Wait until the browser has kept these ticks."""
    page.wait_for_function("ticks => (localStorage.getItem('roadmap-progress') ?? '').includes(ticks)", arg=ticks)


def test_an_address_fills_in_the_fields(page: Page, address: str) -> None:
    open_plan(page, address)
    expect(page.locator("#plan-head")).to_contain_text("41 weeks until 2030-10-20, 33 of them for learning")
    expect(page.locator("#plan-head")).to_contain_text("A software developer needs about six months")
    expect(page.locator("#plan-hours input")).to_have_value("10")
    expect(page.locator("#plan-start textarea, #plan-start input")).to_have_value("2030-01-07")
    expect(page.locator("#stage-deep-learning")).to_contain_text("weeks 17 to 27, 2030-04-29 to 2030-07-14")
    expect(page.locator("#stage-programming")).to_be_hidden()
    expect(page.locator("#plan-rest")).to_contain_text("Programming: a developer can program.")
    chart = page.locator("#plan-chart svg")
    expect(chart).to_have_attribute("role", "img")
    expect(chart.locator("text", has_text="Deep learning")).to_be_visible()


def test_a_visit_without_an_address_starts_from_scratch(page: Page) -> None:
    page.get_by_role("tab", name=re.compile("Plan")).click()
    expect(page.locator("#plan-head")).to_contain_text(
        f"from scratch, 10 hours a week, from {next_monday(date.today())}"
    )
    expect(page.locator("#plan-head")).to_contain_text("More hours a week or a smaller goal would help.")


def test_a_changed_field_changes_the_plan_at_once(page: Page, address: str) -> None:
    open_plan(page, address)
    page.fill("#plan-hours input", "20")
    expect(page.locator("#plan-head")).to_contain_text("20 hours a week")
    page.get_by_label("中文").check()
    expect(page.locator("#plan-head")).to_contain_text("软件开发者，每周 20 小时")
    expect(page.locator("#plan-chart text", has_text="深度学习")).to_be_visible()


def test_ticks_survive_a_reload_and_a_new_plan(page: Page, address: str) -> None:
    open_plan(page, address)
    page.locator("#done-maths").get_by_label("calculus and gradients").check()
    page.locator("#done-mlops").get_by_label("containers", exact=True).check()
    kept(page, '"calculus","containers"')
    open_plan(page, address, "plan=from-scratch&hours=40&start=2030-01-07")
    expect(page.locator("#done-maths").get_by_label("calculus and gradients")).to_be_checked()
    expect(page.locator("#done-maths").get_by_label("linear algebra")).not_to_be_checked()
    # A plan without the stage, and back: what is not shown is not lost.
    open_plan(page, address, "plan=data-scientist&hours=10&start=2030-01-07")
    expect(page.locator("#done-maths")).to_be_hidden()
    page.locator("#done-deep-learning").get_by_label("neural networks").check()
    kept(page, '"neural-networks"')
    open_plan(page, address, "plan=developer&hours=10&start=2030-01-07&lang=zh")
    expect(page.locator("#done-maths").get_by_label("微积分与梯度")).to_be_checked()
    expect(page.locator("#done-mlops").get_by_label("容器")).to_be_checked()
    page.locator("#done-maths").get_by_label("微积分与梯度").uncheck()
    kept(page, '["containers","neural-networks"]')
    page.reload()
    expect(page.locator("#done-maths").get_by_label("微积分与梯度")).not_to_be_checked()
    expect(page.locator("#done-mlops").get_by_label("容器")).to_be_checked()


def test_quick_ticks_are_all_kept(page: Page, address: str) -> None:
    open_plan(page, address, "plan=from-scratch&hours=40&start=2030-01-07")
    page.evaluate(
        """() => ["programming", "maths", "mlops", "web"].forEach((stage) =>
          document.querySelectorAll(`#done-${stage} input`).forEach((box) => box.click()))"""
    )
    kept(page, '"calculus","cloud","computer-science","containers"')


def test_the_fields_are_kept(page: Page, address: str) -> None:
    open_plan(page, address, "plan=student&hours=7.5&start=2031-03-03&know=git&goal=computer%20vision")
    page.goto(address)
    page.get_by_role("tab", name=re.compile("Plan")).click()
    expect(page.locator("#plan-head")).to_contain_text("7.5 hours a week, from 2031-03-03")
    expect(page.locator("#plan-head")).to_contain_text("Field: computer vision")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("#plan-hours input", "0", "give from 0.5 to 100"),
        ("#plan-hours input", "150", "give from 0.5 to 100"),
        ("#plan-start textarea, #plan-start input", "2026-02-30", "is not a date"),
    ],
)
def test_bad_input_gets_one_line_and_the_plan_stays(
    page: Page, address: str, field: str, value: str, said: str
) -> None:
    open_plan(page, address)
    page.fill(field, value)
    page.locator(field).blur()
    expect(page.locator("#plan-fault")).to_contain_text(said)
    expect(page.locator("#plan-head")).to_contain_text("41 weeks")


def test_a_bad_address_is_said(page: Page, address: str) -> None:
    page.goto(f"{address}?plan=chef&hours=8")
    expect(page.locator("#plan-fault")).to_contain_text("background 'chef' is not known")


def test_hostile_fields_are_text(page: Page, address: str) -> None:
    open_plan(
        page,
        address,
        "plan=developer&start=2030-01-07&goal=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E%20NLP%20%5Ba%5D(javascript:alert(2))",
    )
    expect(page.locator("#plan-head img, #plan-rest img, #plan-head a")).to_have_count(0)


@pytest.mark.parametrize(
    ("name", "kind", "begins"),
    [("md", "text/markdown", b"# Plan"), ("json", "application/json", b"{"), ("ics", "text/calendar", b"BEGIN:VCAL"),
     ("html", "text/html", b"<!doctype")],
)  # fmt: skip
def test_downloads(page: Page, address: str, name: str, kind: str, begins: bytes) -> None:
    open_plan(page, address)
    link = page.locator(f"#plan-downloads a[href^='plan.{name}']")
    with urllib.request.urlopen(address + str(link.get_attribute("href"))) as answer:
        assert answer.headers["content-type"].startswith(kind)
        assert answer.headers["content-disposition"] == f'attachment; filename="plan.{name}"'
        assert answer.read().startswith(begins)


def test_a_bad_download_is_one_line(page: Page, address: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{address}plan.md?hours=0")
    assert caught.value.code == 400
    assert b"give from 0.5 to 100" in caught.value.read()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_chart_can_be_read_in_both_themes(page: Page, address: str, theme: str) -> None:
    page.goto(f"{address}?plan=developer&start=2030-01-07&__theme={theme}")
    expect(page.locator("#plan-chart svg")).to_be_visible()
    script = """() => {
      const light = (colour) => {
        const [r, g, b] = colour.match(/[0-9.]+/g).map(Number);
        return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
      };
      const name = document.querySelector("#plan-chart text");
      let below = name;
      while (["rgba(0, 0, 0, 0)", "transparent"].includes(getComputedStyle(below).backgroundColor)) {
        below = below.parentElement;
      }
      return [light(getComputedStyle(name).fill), light(getComputedStyle(below).backgroundColor)];
    }"""
    name, below = page.evaluate(script)
    assert (name < below) == (theme == "light")
    assert abs(name - below) > 0.6


def test_the_chat_leads_to_the_plan(page: Page, address: str) -> None:
    ask(page, "Make me a plan: I am a developer with 8 hours a week.")
    link = page.get_by_role("link", name="open the whole plan")
    expect(link).to_have_attribute("href", re.compile(r"^\?plan=developer&hours=8&start="))
    page.evaluate("window.loaded = 'once'")
    link.click()
    expect(page.locator("#plan-head")).to_contain_text("8 hours a week")
    expect(page.locator("#plan-hours input")).to_have_value("8")
    assert page.url.startswith(f"{address}?plan=developer&hours=8&start=")
    page.go_back()
    expect(link).to_be_visible()
    assert page.evaluate("window.loaded") == "once"
