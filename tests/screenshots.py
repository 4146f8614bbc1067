"""Takes the screenshots of the README from the running page: `python -m tests.screenshots http://127.0.0.1:7860/`."""

import shutil
import sys
from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import asked
from tests.conftest import FLAGS, ROOT

WIDE, PHONE = (1000, 800), (390, 800)
FOLDER = ROOT / "docs"


def answer_with_quote(page: Page) -> None:
    """An answer with the source panel open."""
    asked(page, "How long does it take from scratch?")
    page.locator("#last .answer p a.marker").first.click()
    expect(page.locator("#source-panel mark").first).to_be_visible()


def chinese_answer(page: Page) -> None:
    """An answer to somebody who has said who is asking."""
    page.locator(".chip[data-profile=developer]").click()
    asked(page, "下一步该怎么走？")


def phone_answer(page: Page) -> None:
    """An answer on a narrow screen."""
    asked(page, "I'm a data scientist, what next?")


def refusal(page: Page) -> None:
    """What is said where the articles do not answer."""
    asked(page, "How many interview rounds are there at Netflix?")


def plan(page: Page) -> None:
    """A plan by weeks."""
    expect(page.locator("#plan-chart svg")).to_be_visible()


def sources(page: Page) -> None:
    """The list of all sources."""
    page.get_by_role("tab").last.click()
    expect(page.locator("#source-list article, #source-list li").first).to_be_visible()


SHOTS: dict[str, tuple[Callable[[Page], None], tuple[int, int], str, str, str]] = {
    "english": (answer_with_quote, WIDE, "light", "en", ""),
    "chinese": (chinese_answer, WIDE, "dark", "zh", ""),
    "phone": (phone_answer, PHONE, "light", "en", ""),
    "refusal": (refusal, WIDE, "light", "en", ""),
    "plan": (plan, WIDE, "light", "en", "?plan=developer&hours=8&start=2030-01-07&lang=en"),
    "sources-dark": (sources, WIDE, "dark", "zh", ""),
}
"""What is done, the size of the window, theme, language, and what stands behind the address."""


def main(address: str) -> None:
    """Write one picture each."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for name in SHOTS:
            take(browser, address, name)
        browser.close()


def take(browser: Browser, address: str, name: str) -> None:
    """Write one picture."""
    act, (width, height), theme, language, fields = SHOTS[name]
    page = browser.new_page(viewport={"width": width, "height": height}, locale=language)
    page.add_init_script(f"localStorage.setItem('roadmap-theme', '{theme}')")
    page.goto(address + fields)
    page.wait_for_selector("#question textarea", state="attached")
    page.wait_for_timeout(1500)
    act(page)
    page.wait_for_timeout(1500)
    page.screenshot(path=FOLDER / f"{name}.png")
    page.close()


if __name__ == "__main__":
    main(sys.argv[1])
