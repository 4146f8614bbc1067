"""What the tests of both tabs do with the page."""

from playwright.sync_api import Page


def ask(page: Page, question: str) -> None:
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
