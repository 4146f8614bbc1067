"""Whether everybody can use the page: axe-core on every view, the keyboard alone, large text, little motion."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from tests import misbehaving as wire
from tests.browser import asked
from tests.conftest import served
from tests.misbehaving import Misbehaving

pytestmark = pytest.mark.browser

HOW_LONG = "How long does it take to become an ML engineer from scratch?"
# One sentence that its quote supports and one that it does not: both signs are shown.
REPLY = "Somebody who starts from scratch needs about 18 months of full-time study [1]. It takes six weeks [1]."
RULES = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
}
# What sticks out to the right, with the elements that do.
WIDER = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
    .map((one) => one.outerHTML.slice(0, 100))"""


@pytest.fixture(scope="module")
def address(index_folder: Path) -> Iterator[str]:
    """A page with a language model in its menu, whose sentences without support are shown."""
    with Misbehaving(wire.reply(REPLY)) as model:
        settings = {"MODEL": "openai-compatible:small", "BASE_URL": model.url, "API_KEY": "k", "UNSUPPORTED": "mark",
                    "INDEX": str(index_folder), "QUESTIONS_A_MINUTE": "1000"}  # fmt: skip
        with served(os.environ | {f"ROADMAP_{name}": value for name, value in settings.items()}) as url:
            yield url


@pytest.fixture
def visit(chromium: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A first visit by a browser with the wishes of the test; it asks no other machine and reports no error."""
    strangers, errors = list[str](), list[str]()
    context = chromium.new_context(**getattr(request, "param", {"viewport": {"width": 1000, "height": 900}}))
    page = context.new_page()

    def note_request(one: Request) -> None:
        if not one.url.startswith((address, "data:", "blob:")):
            strangers.append(one.url)

    def note_message(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(message.text)

    context.on("request", note_request)
    page.on("console", note_message)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address)
    expect(page.locator("#start h2")).to_be_visible()
    yield page
    context.close()
    assert strangers == []
    assert errors == []


def views(page: Page) -> Iterator[str]:
    """Open every view of the page, one after the other."""
    yield "start"
    asked(page, HOW_LONG)
    page.evaluate("document.querySelectorAll('#last details').forEach((one) => { one.open = true; })")
    expect(page.locator("#last .verdict")).to_have_count(2)
    yield "answer"
    page.click("#last .edit")
    page.click("#last .thumb[data-verdict=down]")
    yield "answer that is edited and judged"
    page.click("#last a.marker")
    expect(page.locator("#source-panel mark")).to_be_visible()
    yield "panel"
    page.keyboard.press("Escape")
    page.click("[role=tab][data-tab-id=plan]")
    expect(page.locator("#plan-chart svg")).to_be_visible()
    yield "plan"
    page.click("[role=tab][data-tab-id=sources]")
    page.fill("#source-search input, #source-search textarea", "statistics")
    expect(page.locator("#source-count")).not_to_contain_text("101 of")
    yield "list of sources"
    page.click("#source-list .card a[href^='?source=resources']")
    expect(page.locator("#source-reading .pair")).to_be_visible()
    yield "source"


def found(page: Page) -> list[str]:
    """What axe-core finds that is serious or worse."""
    violations: list[dict[str, Any]] = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {node['html']} {node['failureSummary']}"
        for one in violations
        for node in one["nodes"]
        if one["impact"] in ("serious", "critical")
    ]


def visitor(width: int, scheme: str, locale: str) -> dict[str, Any]:
    return {"viewport": {"width": width, "height": 900}, "color_scheme": scheme, "locale": locale}


@pytest.mark.parametrize(
    "visit",
    [visitor(1000, "light", "en-GB"), visitor(1000, "dark", "zh-CN"), visitor(360, "light", "zh-CN"),
     visitor(360, "dark", "en-GB")],
    indirect=True, ids=["light", "dark-chinese", "phone-chinese", "phone-dark"],
)  # fmt: skip
def test_axe_finds_nothing_serious_and_nothing_is_wider_than_the_window(visit: Page) -> None:
    faults = {view: [*found(visit), *visit.evaluate(WIDER)] for view in views(visit)}
    assert faults == {view: [] for view in faults}


def test_large_text_and_very_narrow_windows_lose_nothing(visit: Page) -> None:
    """Text of 200 % (WCAG 1.4.4), and 320 px, which is 1280 px at 400 % (1.4.10)."""
    faults = {}
    for view in views(visit):
        visit.evaluate("document.documentElement.style.fontSize = '200%'")
        faults[f"{view}, large"] = visit.evaluate(WIDER)
        visit.evaluate("document.documentElement.style.fontSize = ''")
        visit.set_viewport_size({"width": 320, "height": 900})
        faults[f"{view}, narrow"] = visit.evaluate(WIDER)
        visit.set_viewport_size({"width": 1000, "height": 900})
    assert faults == {view: [] for view in faults}


@pytest.mark.parametrize("visit", [visitor(1000, "light", "en-GB") | {"reduced_motion": "reduce"}], indirect=True)
def test_little_motion_for_those_who_ask_for_it(visit: Page) -> None:
    for view in views(visit):
        running = visit.evaluate(
            "document.getAnimations().filter((one) => one.effect.getComputedTiming().duration > 10).map((one) => "
            "`${one.animationName ?? one.transitionProperty} of ${one.effect.target.outerHTML.slice(0, 100)}`)"
        )
        assert running == [], view


def focused(page: Page) -> str:
    """What has the focus: its label or text, empty for the page itself."""
    return str(
        page.evaluate("""() => { const one = document.activeElement;
          return one === document.body ? "" : one.getAttribute("aria-label") || one.innerText || one.id; }""")
    ).strip()


def outlined(page: Page) -> bool:
    """Whether the focus can be seen: an outline, or a shadow around a field."""
    return bool(
        page.evaluate("""() => { const style = getComputedStyle(document.activeElement);
          const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
          return outline || style.boxShadow !== "none"; }""")
    )


def tab_to(page: Page, selector: str, key: str = "Tab") -> list[str]:
    """Press the key until the focus is there; what it passed on its way, all of it seen."""
    passed = list[str]()
    for _ in range(60):
        page.keyboard.press(key)
        if name := focused(page):
            passed.append(name)
            assert outlined(page), f"the focus on {name} cannot be seen"
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return passed
    raise AssertionError(f"{selector} is not reached: {passed}")


def test_a_question_is_asked_and_its_quote_opened_by_the_keyboard_alone(visit: Page) -> None:
    # As if it came from the address bar.
    visit.evaluate("document.body.tabIndex = -1, document.body.focus(), document.body.removeAttribute('tabindex')")
    order = tab_to(visit, "#question textarea")
    wanted = ["中文", "Questions", "Plan", "Sources", "I'm a data scientist, what next?", "a developer"]
    assert [text for text in order if text in wanted] == wanted
    visit.keyboard.type(HOW_LONG)
    tab_to(visit, "#question button")
    assert focused(visit) == "Ask"
    visit.keyboard.press("Enter")
    expect(visit.locator("#last .turn")).to_have_attribute("data-state", "done")
    tab_to(visit, "#last .answer > p a.marker", "Shift+Tab")
    expect(visit.locator("#quote-tip")).to_be_visible()
    assert focused(visit).startswith("Source 1: Max Mynter")
    visit.keyboard.press("Enter")
    expect(visit.locator("#source-panel mark")).to_be_visible()
    for _ in range(8):
        visit.keyboard.press("Tab")
        assert not focused(visit) or visit.evaluate("!!document.activeElement.closest('#source-panel')")
    visit.keyboard.press("Escape")
    expect(visit.locator("#source-panel")).not_to_be_visible()
    expect(visit.locator("#last .answer > p a.marker").last).to_be_focused()
    tab_to(visit, "#last .follow-up")
    visit.keyboard.press("Enter")
    expect(visit.locator("#past .turn")).to_have_count(1)
    tab_to(visit, "[role=tab][data-tab-id=plan]", "Shift+Tab")
    visit.keyboard.press("Enter")
    expect(visit.locator("#plan-chart svg")).to_be_visible()
