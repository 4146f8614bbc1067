"""Takes the screenshots of the README from the running page: `python tests/screenshots.py http://127.0.0.1:7860/`."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

SHOTS = {
    "english": "I'm a data scientist, what next?",
    "chinese": "我是程序员，想转机器学习，该怎么走？",
    "refusal": "How many interview rounds are there at Netflix?",
}
PLANS = {
    "plan": ("light", "?plan=developer&hours=8&start=2030-01-07&lang=en"),
    "plan-dark": ("dark", "?plan=data-scientist&hours=10&start=2030-01-07&lang=zh"),
}
FOLDER = Path(__file__).resolve().parent.parent / "docs"


def main(address: str) -> None:
    """Write one picture for each question and each plan."""
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, question in SHOTS.items():
            page = browser.new_page(viewport={"width": 900, "height": 1000})
            page.goto(address)
            page.fill("#question textarea", question)
            page.press("#question textarea", "Enter")
            expect(page.locator("#chat .options button, #chat li").last).to_be_visible()
            page.wait_for_timeout(1500)
            page.screenshot(path=FOLDER / f"{name}.png")
        for name, (theme, fields) in PLANS.items():
            page = browser.new_page(viewport={"width": 900, "height": 1000})
            page.goto(f"{address}{fields}&__theme={theme}")
            expect(page.locator("#plan-chart svg")).to_be_visible()
            page.wait_for_timeout(1500)
            page.screenshot(path=FOLDER / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
