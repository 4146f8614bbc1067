"""What the tests of all tabs do with the page."""

from datetime import UTC, datetime

from playwright.sync_api import Page, expect

from assistant.conversations.records import Turn
from assistant.page.answer import turn_html
from assistant.records import Answer


def ask(page: Page, question: str) -> None:
    """Type a question and send it; the answer need not be there yet."""
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")


def asked(page: Page, question: str) -> None:
    """Ask and wait for the whole answer."""
    ask(page, question)
    expect(page.locator("#last h2")).to_have_text(question)
    expect(page.locator("#last .turn")).to_have_attribute("data-state", "done")


def drawn(answer: Answer) -> str:
    """The answer as the page shows it."""
    return turn_html(Turn(answer=answer, asked=datetime.now(UTC)), 0, ("extractive",))
