"""The list of conversations, driven in a real Chromium."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from assistant.conversations.records import read_conversation
from tests.browser import ask
from tests.conftest import begun, served

pytestmark = pytest.mark.browser
MATHS, BOOK = "How much maths do I need?", "Which book should I read on statistics?"
KAGGLE, WHY = "What should I avoid on Kaggle?", "why is that?"
HOSTILE = "<img src=x onerror=alert(1)> {{value}} ${1+1}"


@pytest.fixture(autouse=True)
def _wide(page: Page) -> Iterator[None]:
    page.set_viewport_size({"width": 1300, "height": 900})
    page.evaluate("sessionStorage.clear()")
    page.reload()
    begun(page)
    expect(page.locator("#conversations-side")).to_have_class(re.compile("open"))
    yield
    page.set_viewport_size({"width": 1000, "height": 1000})


def entries(page: Page) -> dict[str, Any]:
    """What the browser keeps, by the questions of each conversation."""
    kept = page.evaluate("Object.entries(localStorage)")
    conversations = [read_conversation(entry) for key, entry in kept if key.startswith("roadmap-conversation-")]
    return {" / ".join(conversation.history): conversation for conversation in conversations}


def asked(page: Page, *questions: str) -> None:
    """Ask in the open conversation, and wait until each answer is kept."""
    for question in questions:
        ask(page, question)
        said = json.dumps(question, ensure_ascii=False)
        page.wait_for_function("said => Object.values(localStorage).some(entry => entry.includes(said))", arg=said)


def questions(page: Page) -> list[str]:
    """Of the open conversation, as the page shows it."""
    return page.locator(":is(#past, #last) .asked h2").all_inner_texts()


def titles(page: Page) -> Locator:
    return page.locator("#conversations .name")


def item(page: Page, title: str) -> Locator:
    return page.locator("#conversations .open", has_text=title)


def new(page: Page) -> None:
    page.click("#conversation-new")
    expect(page.locator("#last .turn")).to_have_count(0)


def test_a_reload_keeps_the_place_and_the_thread(page: Page) -> None:
    asked(page, MATHS, KAGGLE)
    page.reload()
    expect(page.locator("#last .asked h2")).to_have_text(KAGGLE)
    assert questions(page) == [MATHS, KAGGLE]
    expect(page.locator("#conversations .open")).to_have_attribute("aria-current", "true")
    asked(page, WHY)
    expect(page.locator("#last .answer a.marker").first).to_be_visible()
    assert list(entries(page)) == [f"{MATHS} / {KAGGLE} / {WHY}"]


def test_conversations_are_listed_the_last_changed_first_and_opened(page: Page) -> None:
    asked(page, MATHS)
    new(page)
    asked(page, HOSTILE)
    expect(titles(page)).to_have_text([HOSTILE, MATHS])
    item(page, MATHS).click()
    expect(page.locator("#last .asked h2")).to_have_text(MATHS)
    expect(page.locator("#conversations [aria-current]")).to_contain_text(MATHS)
    asked(page, BOOK)
    expect(titles(page)).to_have_text([MATHS, HOSTILE])
    assert set(entries(page)) == {f"{MATHS} / {BOOK}", HOSTILE}
    new(page)
    expect(page.locator("#start")).to_be_visible()
    page.reload()
    expect(titles(page)).to_have_count(2)
    expect(page.locator("#conversations [aria-current]")).to_have_count(0)
    assert questions(page) == []


def test_a_conversation_is_renamed_with_the_keyboard(page: Page) -> None:
    asked(page, MATHS)
    page.focus("#conversations .rename")
    page.keyboard.press("Enter")
    page.keyboard.type("gone")
    page.keyboard.press("Escape")
    expect(page.locator("#conversations .rename")).to_be_focused()
    expect(titles(page)).to_have_text([MATHS])
    page.keyboard.press("Enter")
    page.keyboard.type(f"数学 {HOSTILE}")
    page.keyboard.press("Enter")
    expect(titles(page)).to_have_text(f"数学 {HOSTILE}")
    expect(page.locator("#conversations .open")).to_be_focused()
    asked(page, BOOK)
    page.reload()
    expect(titles(page)).to_have_text(f"数学 {HOSTILE}")
    assert entries(page)[f"{MATHS} / {BOOK}"].title == f"数学 {HOSTILE}"


def test_deleting_asks_first(page: Page) -> None:
    asked(page, MATHS)
    new(page)
    asked(page, BOOK)
    expect(titles(page)).to_have_text([BOOK, MATHS])
    first = page.locator("#conversations li").first
    first.locator(".delete").click()
    expect(first.locator(".spare")).to_be_focused()
    page.keyboard.press("Escape")
    expect(first.locator(".sure")).to_be_hidden()
    first.locator(".delete").click()
    first.locator(".spare").click()
    expect(first.locator(".delete")).to_be_focused()
    assert set(entries(page)) == {MATHS, BOOK}
    first.locator(".delete").click()
    first.locator(".really").click()
    expect(titles(page)).to_have_text([MATHS])
    expect(page.locator("#start")).to_be_visible()
    expect(page.locator("#conversations .open")).to_be_focused()
    assert set(entries(page)) == {MATHS}
    page.reload()
    expect(titles(page)).to_have_text([MATHS])


def test_search_finds_words_of_titles_and_questions(page: Page) -> None:
    asked(page, MATHS, "零基础要学多久？")
    new(page)
    asked(page, BOOK)
    search = page.locator("#conversation-search :is(input, textarea)")
    for words, found in (("零基础", [MATHS]), ("STATISTICS book", [BOOK]), ("which maths", []), ("", [BOOK, MATHS])):
        search.fill(words)
        expect(titles(page)).to_have_text(found)
    search.fill("zebra")
    expect(page.locator("#conversations")).to_contain_text("No conversation has these words.")


def test_the_open_conversation_is_saved_as_a_file(page: Page, tmp_path: Path) -> None:
    asked(page, MATHS, HOSTILE)
    files = {}
    # The list is drawn anew once the answer is kept: a click in that moment would meet the old one.
    page.wait_for_timeout(1000)
    for label in ("Markdown", "JSON"):
        with page.expect_download() as download:
            page.click(f"#conversations .export button:text('{label}')")
        name = download.value.suggested_filename
        download.value.save_as(tmp_path / name)
        files[name] = (tmp_path / name).read_text(encoding="utf-8")
    assert list(files) == ["How-much-maths-do-I-need.md", "How-much-maths-do-I-need.json"]
    markdown, whole = files.values()
    assert markdown.startswith(f"# {MATHS}\n")
    assert "**[1]** Max Mynter" in markdown
    assert read_conversation(whole) == entries(page)[f"{MATHS} / {HOSTILE}"]


def test_two_windows_lose_nothing_of_each_other(page: Page, address: str) -> None:
    asked(page, MATHS)
    with page.expect_popup() as opened:
        page.evaluate("address => { window.open(address); }", address)
    other = opened.value
    # A window that is still on its way to the page may go there once more after it was reloaded.
    begun(other)
    other.set_viewport_size({"width": 1300, "height": 900})
    other.reload()
    expect(other.locator("#last .asked h2")).to_have_text(MATHS)
    asked(page, BOOK)
    asked(other, KAGGLE)
    expect(other.locator(":is(#past, #last) .asked h2")).to_have_text([MATHS, BOOK, KAGGLE])
    assert set(entries(page)) == {f"{MATHS} / {BOOK} / {KAGGLE}"}
    new(other)
    asked(other, "What is MLOps?")
    expect(titles(page)).to_have_text(["What is MLOps?", MATHS])
    assert questions(page) == [MATHS, BOOK]
    # Each window comes back to its own place.
    page.reload()
    expect(page.locator(":is(#past, #last) .asked h2")).to_have_text([MATHS, BOOK, KAGGLE])
    other.close()


def test_what_is_no_conversation_is_skipped_and_left_alone(page: Page) -> None:
    asked(page, MATHS)
    later = json.dumps({"id": "b" * 32, "title": "later", "changed": "2030-01-07T09:30:00Z", "turns": [], "more": 1})
    bad = {"a" * 32: "{", "b" * 32: later, "c" * 32: "null", "d" * 32: later, "x": later}
    for id, entry in bad.items():
        page.evaluate("([id, entry]) => localStorage.setItem('roadmap-conversation-' + id, entry)", [id, entry])
    page.reload()
    expect(page.locator("#last .asked h2")).to_have_text(MATHS)
    expect(titles(page)).to_have_text(["later", MATHS])
    item(page, "later").click()
    expect(page.get_by_text("no conversation that this version can read")).to_be_visible()
    assert questions(page) == [MATHS]
    for id, entry in bad.items():
        assert page.evaluate("id => localStorage.getItem('roadmap-conversation-' + id)", id) == entry


def test_a_browser_without_room_says_so_and_keeps_all_that_it_had(page: Page) -> None:
    asked(page, MATHS)
    # A second conversation that takes all the room but a little.
    page.evaluate("""() => {
      const key = Object.keys(localStorage).find(key => key.startsWith("roadmap-conversation-"));
      const large = JSON.parse(localStorage.getItem(key));
      Object.assign(large, { id: "e".repeat(32), title: "large" });
      large.turns[0].answer.text = "";
      const room = 5 * 1024 * 1024 - JSON.stringify(localStorage).length - JSON.stringify(large).length - 3000;
      large.turns[0].answer.text = "x".repeat(room);
      localStorage.setItem("roadmap-conversation-" + large.id, JSON.stringify(large));
    }""")
    page.reload()
    expect(titles(page)).to_have_count(2)
    full = page.locator("#conversations-full [role='alert']")
    expect(full).to_be_hidden()
    ask(page, BOOK)
    expect(full).to_be_visible()
    expect(page.locator("#last .answer a.marker").first).to_be_visible()
    assert MATHS in [history.split(" / ")[0] for history in entries(page)]
    page.locator("#conversations li", has_text="large").locator(".delete").click()
    page.locator("#conversations li", has_text="large").locator(".really").click()
    expect(full).to_be_hidden()
    expect(titles(page)).to_have_count(1)
    assert list(entries(page)) == [f"{MATHS} / {BOOK}"]


def test_on_a_phone_the_list_is_closed_until_it_is_wanted(page: Page) -> None:
    asked(page, MATHS)
    new(page)
    page.set_viewport_size({"width": 360, "height": 740})
    page.reload()
    begun(page)
    button = page.get_by_role("button", name="Conversations", exact=True)
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#conversation-new")).to_be_hidden()
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    item(page, MATHS).click()
    expect(page.locator("#last .asked h2")).to_have_text(MATHS)
    expect(page.locator("#conversation-new")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_list_is_accessible(page: Page, address: str, theme: str) -> None:
    asked(page, MATHS)
    page.goto(f"{address}?__theme={theme}")
    expect(titles(page)).to_have_text([MATHS])
    page.click("#conversations .delete")
    found = Axe().run(page, context="#conversations-side").response["violations"]
    page.click("#conversations .spare")
    page.click("#conversations .rename")
    found += Axe().run(page, context="#conversations-side").response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []


@pytest.fixture(scope="module")
def server_mode(index_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page that keeps conversations of those whom a proxy has signed in."""
    database = tmp_path_factory.mktemp("database") / "conversations.db"
    mode = {"CONVERSATIONS": "server", "DATABASE": f"sqlite:///{database}", "USER_HEADER": "X-User"}
    environment = {f"ROADMAP_{name}": value for name, value in mode.items()}
    with served(os.environ | environment | {"ROADMAP_INDEX": str(index_folder)}) as url:
        yield url


def visit(browser: Browser, url: str, user: str) -> Page:
    page = browser.new_context(viewport={"width": 1300, "height": 900}, extra_http_headers={"X-User": user}).new_page()
    page.goto(url)
    begun(page)
    return page


def test_the_server_keeps_conversations_of_those_who_have_signed_in(page: Page, server_mode: str) -> None:
    browser = page.context.browser
    assert browser
    ann, bob = visit(browser, server_mode, "ann"), visit(browser, server_mode, "bob")
    for visitor, question in ((ann, MATHS), (bob, KAGGLE)):
        ask(visitor, question)
        expect(titles(visitor)).to_have_text([question])
        expect(visitor.locator("#conversations")).to_contain_text("Kept on the server")
        assert entries(visitor) == {}
    # Another machine of Ann's.
    second = visit(browser, server_mode, "ann")
    item(second, MATHS).click()
    expect(second.locator("#last .asked h2")).to_have_text(MATHS)
    second.evaluate("addEventListener('roadmap-told', () => { window.told = true; })")
    ask(second, BOOK)
    second.wait_for_function("window.told")
    ask(ann, WHY)
    expect(ann.locator(":is(#past, #last) .asked h2")).to_have_text([MATHS, BOOK, WHY])
    second.locator("#conversations .rename").click()
    second.keyboard.type("Mathematics")
    second.keyboard.press("Enter")
    expect(titles(second)).to_have_text(["Mathematics"])
    ann.reload()
    expect(ann.locator(":is(#past, #last) .asked h2")).to_have_text([MATHS, BOOK, WHY])
    expect(titles(ann)).to_have_text(["Mathematics"])
    ann.locator("#conversations .delete").click()
    ann.locator("#conversations .really").click()
    expect(titles(ann)).to_have_count(0)
    ann.reload()
    expect(ann.locator("#conversations")).to_contain_text("Your conversations will be listed here.")
    bob.reload()
    expect(bob.locator("#last .asked h2")).to_have_text(KAGGLE)
    for visitor in (ann, bob, second):
        visitor.context.close()
