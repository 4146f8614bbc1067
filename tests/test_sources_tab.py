"""The tab with all sources: the search and the filters, and its use in a real Chromium."""

import gc
import os
import re
import weakref
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from assistant.chat import Assistant
from assistant.loading import assemble
from assistant.page.catalogue import Notes, Wanted, catalogue, find, kind_of, languages_of
from corpus.resources import Resource
from index.building import build_index
from index.embedders import Embedder
from index.search import Index
from tests.conftest import ENGLISH, served, write_article

ARTICLES = 4
MYNTER = "mynter-mle-roadmap"
# As a browser does that may keep nothing.
BLOCKED = """for (const name of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, name, { get() { throw new DOMException(name, "SecurityError"); } });"""


def names(assistant: Assistant, **wanted: str) -> list[str]:
    return [one.what.id for one in find(assistant, Wanted(**wanted))]


def test_everything_is_there_without_a_wish(assistant: Assistant) -> None:
    found = find(assistant, Wanted())
    assert [type(one.what) for one in found] == [Notes] * ARTICLES + [Resource] * (len(found) - ARTICLES)
    resources = [one.what.id for one in found[ARTICLES:]]
    assert resources == [entry.section_id for entry in assistant.index.passages
                         if entry.source_id == "resources" and entry.language == "en"]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "first"),
    [("kaggle", "kaggle"), ("Kagg", "kaggle"), ("CS50", "cs50x"), ("Mynter", MYNTER),
     ("吴恩达", "machine-learning-specialization"), ("amazon interview", "datacamp-mle-guide")],
)  # fmt: skip
def test_the_search_finds_names_and_what_the_index_finds(assistant: Assistant, text: str, first: str) -> None:
    assert first in names(assistant, text=text)[:4]


def test_a_search_names_the_sections_of_an_article(assistant: Assistant) -> None:
    found = {one.what.id: one for one in find(assistant, Wanted(text="amazon interview"))}
    assert found["datacamp-mle-guide"].sections[0].section_id == "interview-amazon"


def test_a_search_for_nothing_that_is_there_finds_nothing(assistant: Assistant) -> None:
    assert names(assistant, text="bread") == []


@pytest.mark.parametrize("text", ["", "kaggle", "学习"])
def test_filters_leave_what_fits_and_nothing_else(assistant: Assistant, text: str) -> None:
    everything = [one.what for one in find(assistant, Wanted(text=text))]
    free_courses = [what.id for what in everything if isinstance(what, Resource) and what.cost == "free"
                    and what.kind == "course" and "zh" in what.languages and what.stage == "programming"]  # fmt: skip
    assert names(assistant, text=text, cost="free", kind="course", language="zh", stage="programming") == free_courses
    assert names(assistant, text=text, kind="article") == [w.id for w in everything if kind_of(w) == "article"]
    assert names(assistant, text=text, language="fi") == [w.id for w in everything if "fi" in languages_of(w)]


def test_the_catalogue_is_made_once_and_let_go_with_its_assistant(assistant: Assistant, index: Index) -> None:
    replaced = assemble(index)
    assert catalogue(replaced) is catalogue(replaced)
    seen = weakref.ref(replaced)
    del replaced
    catalogue(assistant)
    gc.collect()
    assert seen() is None


@pytest.fixture
def tab(page: Page) -> Page:
    """The page with its list of sources."""
    page.get_by_role("tab", name="Sources").click()
    expect(page.locator("#source-list .card").first).to_be_visible()
    return page


def pick(page: Page, name: str, choice: str) -> None:
    page.click(f"#source-{name} input")
    page.get_by_role("option", name=choice, exact=True).click()
    # The list fades away.
    expect(page.get_by_role("option")).to_have_count(0)


@pytest.mark.browser
def test_search_and_filters_change_list_and_count(tab: Page) -> None:
    count, cards = tab.locator("#source-count"), tab.locator("#source-list .card")
    expect(count).to_have_text("101 of 101 sources", use_inner_text=True)
    expect(count.get_by_role("status")).to_have_text("101 of 101 sources", use_inner_text=True)
    pick(tab, "kind", "Book")
    expect(count).to_have_text("17 of 101 sources", use_inner_text=True)
    pick(tab, "stage", "Maths and statistics")
    expect(cards).not_to_have_count(17)
    pick(tab, "kind", "All")
    pick(tab, "stage", "All")
    # As an input method or a paste does: no key is pressed.
    tab.fill("#source-search input", "amazon interview")
    expect(cards.first).to_contain_text("How to become a machine learning engineer")
    cards.first.get_by_role("link", name="Amazon interview").click()
    expect(tab.locator("#section-interview-amazon")).to_be_in_viewport()


@pytest.mark.browser
def test_back_and_forward_between_list_and_article(tab: Page) -> None:
    card = tab.locator("#source-list").get_by_role("link", name="Become a Machine Learning Engineer", exact=True)
    card.click()
    expect(tab).to_have_url(re.compile(rf"\?source={MYNTER}$"))
    reading = tab.locator("#source-reading")
    expect(reading.locator("h2")).to_contain_text("Become a Machine Learning Engineer")
    expect(tab.locator("#source-find")).to_be_hidden()
    expect(reading.locator(".pair")).to_have_count(40)
    tab.go_back()
    expect(tab.locator("#source-find")).to_be_visible()
    expect(card).to_be_focused()
    expect(card).to_be_in_viewport()
    tab.go_forward()
    expect(reading.locator(".pair")).to_have_count(40)
    reading.get_by_role("link", name="All sources").click()
    expect(tab.locator("#source-find")).to_be_visible()
    expect(reading).to_be_hidden()


@pytest.mark.browser
def test_a_section_has_an_address_that_is_copied(tab: Page, address: str) -> None:
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.goto(f"{address}?source={MYNTER}#learn-programming")
    pair = tab.locator("#section-learn-programming")
    expect(pair).to_be_in_viewport()
    expect(pair).to_be_focused()
    pair.get_by_role("link", name="Copy link").click()
    expect(pair).to_contain_text("Copied")
    assert tab.evaluate("navigator.clipboard.readText()") == f"{address}?source={MYNTER}#learn-programming"


@pytest.mark.browser
def test_a_resource_leads_to_its_page_and_to_who_names_it(page: Page, address: str) -> None:
    page.goto(f"{address}?source=resources#papers-with-code")
    reading = page.locator("#source-reading")
    expect(reading.locator("h2")).to_have_text("Papers with Code", use_inner_text=True)
    expect(reading.get_by_role("link", name="Open the resource")).to_have_attribute("target", "_blank")
    expect(reading.locator("[lang=zh] >> text=关闭").first).to_be_visible()
    reading.get_by_role("link", name="Now: Trending Papers").click()
    expect(reading.locator("h2")).to_contain_text("Trending Papers")
    page.go_back()
    reading.get_by_role("link", name="Implement research papers").click()
    expect(page.locator(".pair:focus h3").first).to_contain_text("Implement research papers")


@pytest.mark.browser
@pytest.mark.parametrize("fields", [f"source={MYNTER}#no", f"source={MYNTER}#100%", "source=%3Cimg%20src%3Dx%3E"])
def test_what_is_not_there_is_said(page: Page, address: str, fields: str) -> None:
    page.goto(f"{address}?{fields}")
    expect(page.locator("#source-reading")).to_contain_text("There is no such source or section")
    expect(page.locator("#source-reading img")).to_have_count(0)


@pytest.mark.browser
def test_the_panel_leads_into_the_article_and_back_to_the_question(page: Page) -> None:
    page.fill("#question textarea", "How much maths do I need?")
    page.press("#question textarea", "Enter")
    page.locator("#last a.marker").first.click()
    page.locator("#source-panel").get_by_role("link", name="Read it in the article").click()
    expect(page.locator("#source-panel")).to_be_hidden()
    expect(page.locator("#source-reading mark").first).to_be_in_viewport()
    page.go_back()
    expect(page.locator("#last a.marker").first).to_be_visible()


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_phone_in_chinese(browser_page: tuple[Page, list[str], list[str]], address: str, theme: str) -> None:
    browser: Browser | None = browser_page[0].context.browser
    assert browser is not None
    with browser.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN", has_touch=True) as context:
        page = context.new_page()
        page.goto(f"{address}?__theme={theme}")
        page.get_by_role("tab", name="资料").tap()
        expect(page.locator("#source-count")).to_have_text("101 份资料中的 101 份", use_inner_text=True)
        pick(page, "cost", "收费")
        expect(page.locator("#source-count")).to_have_text("101 份资料中的 5 份", use_inner_text=True)
        checked(page)
        page.goto(f"{address}?source={MYNTER}&lang=zh&quote=0-9&__theme={theme}#learn-programming")
        expect(page.locator("#source-reading mark")).to_be_in_viewport()
        chinese, english = (
            page.locator(f"#section-learn-programming > [lang={one}]").bounding_box() for one in ("zh", "en")
        )
        assert chinese is not None
        assert english is not None
        assert chinese["y"] + chinese["height"] <= english["y"]
        checked(page)


@pytest.mark.browser
def test_searches_are_counted_when_typing_rests_and_one_too_many_leaves_the_list(
    browser_page: tuple[Page, list[str], list[str]], index_folder: Path
) -> None:
    browser = browser_page[0].context.browser
    assert browser is not None
    environment = os.environ | {"ROADMAP_INDEX": str(index_folder), "ROADMAP_QUESTIONS_A_MINUTE": "1"}
    with served(environment) as address, browser.new_context() as context:
        page = context.new_page()
        page.add_init_script(BLOCKED)
        page.goto(address)
        page.get_by_role("tab", name="Sources").click()
        count, first = page.locator("#source-count"), page.locator("#source-list .card").first
        # What needs no search is free.
        pick(page, "kind", "Book")
        expect(count).to_have_text("17 of 101 sources", use_inner_text=True)
        pick(page, "kind", "All")
        page.locator("#source-search input").press_sequentially("amazon interview")
        expect(first).to_contain_text("How to become a machine learning engineer")
        page.fill("#source-search input", "kaggle")
        expect(count).to_contain_text("searches in a minute")
        expect(first).to_contain_text("How to become a machine learning engineer")
        first.get_by_role("link", name="Amazon interview").click()
        expect(page.locator("#section-interview-amazon")).to_be_focused()


@pytest.mark.browser
def test_both_languages_stand_side_by_side_where_there_is_room(page: Page, address: str) -> None:
    page.goto(f"{address}?source={MYNTER}#learn-programming")
    boxes = [page.locator(f"#section-learn-programming > [lang={one}]").bounding_box() for one in ("en", "zh")]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[0]["y"] == boxes[1]["y"]
    assert boxes[0]["x"] + boxes[0]["width"] < boxes[1]["x"]


def checked(page: Page) -> None:
    """Nothing serious is in the way of anybody, and nothing is wider than the screen."""
    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in ("serious", "critical")] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.browser
def test_another_corpus_and_a_new_index(
    browser_page: tuple[Page, list[str], list[str]], embedder: Embedder, tmp_path: Path
) -> None:
    """One article in one language, no resources, no roadmap; then an article more while the page is served."""
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    write_article(corpus, "en", ENGLISH)
    build_index(corpus, index, embedder, lambda items, length: items)
    browser = browser_page[0].context.browser
    assert browser is not None
    environment = os.environ | {"ROADMAP_CORPUS": str(corpus), "ROADMAP_INDEX": str(index)}
    with served(environment) as address, browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}?source=tea-guide#black")
        expect(page.locator("#section-black")).to_be_focused()
        expect(page.locator("#section-black > [lang]")).to_have_count(1)
        page.get_by_role("link", name="All sources").click()
        expect(page.locator("#source-count")).to_have_text("1 of 1 sources", use_inner_text=True)
        expect(page.locator("#source-cost")).to_have_count(0)
        write_article(corpus, "en", ENGLISH, "more-tea")
        build_index(corpus, index, embedder, lambda items, length: items)
        for _ in range(100):
            if page.request.get(f"{address}source?source=more-tea").ok:
                break
            page.wait_for_timeout(200)
        page.fill("#source-search input", "black tea")
        expect(page.locator("#source-count")).to_have_text("2 of 2 sources", use_inner_text=True)
