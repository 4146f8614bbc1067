"""The panel with one section and its quote: its HTML, its addresses, and its use in a real Chromium."""

import re
import urllib.error
import urllib.request
from html import unescape
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from assistant.chat import Assistant
from assistant.loading import assemble
from assistant.page.addresses import citation_address, section_address
from assistant.page.sections import section_html
from assistant.records import AssistantFault
from index.building import build_index
from index.embedders import Embedder
from index.search import Index
from tests.browser import asked

LEARN = "mynter-mle-roadmap/learn-programming"


@pytest.fixture(scope="module")
def imported(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant over one imported article: a long section with a list, hostile text, nothing told of it."""
    folder = tmp_path_factory.mktemp("imported")
    article = folder / "corpus" / "articles" / "tea" / "en.md"
    article.parent.mkdir(parents=True)
    front = (
        'id: tea\nlanguage: en\ntitle: "<img src=x onerror=alert(1)>"\nauthor: ""\npublisher: ""\nyear: null\n'
        'url: ""\noriginal_language: en\nimported: true\n'
    )
    long = "\n\n".join(f"Paragraph {number} of the long text is about tea. " * 9 for number in range(6))
    points = "Two kinds:\n\n- Green & mild.\n- <script>x</script>"
    body = f"## Hot <b>water</b> {{#hot}}\n\n*Original: page 1*\n\n{points}\n\n{long}"
    article.write_text(f"---\n{front}---\n\n{body}\n", encoding="utf-8")
    build_index(folder / "corpus", folder / "index", embedder, lambda items, length: items)
    return assemble(Index.open(folder / "index", folder / "corpus", embedder))


def test_a_section_says_where_it_comes_from_and_marks_its_quote(assistant: Assistant) -> None:
    html = section_html(assistant, f"{LEARN}/en", 4, 20)
    passage = next(passage for passage in assistant.index.passages if passage.passage_id == f"{LEARN}/en")
    assert unescape(re.findall("<mark>(.*?)</mark>", html)[0]) == passage.text[4:20]
    for told in ("Learning to program", "Max Mynter", "2024", "notes in our own words", "我们用自己的话写的笔记",
                 "In the original: Learn the basics of programming"):  # fmt: skip
        assert told in html
    assert f'data-passage="{LEARN}/zh"' in html
    link = re.search(r'<a class="outward"[^>]*>', html)
    assert link is not None
    assert 'href="https://www.maxmynter.com/pages/blog/become-mle"' in link[0]
    assert 'target="_blank"' in link[0]
    assert 'rel="noopener noreferrer"' in link[0]


def test_a_quote_over_several_paragraphs_is_marked_in_each(assistant: Assistant) -> None:
    passage = next(passage for passage in assistant.index.passages if "\n\n" in passage.text)
    marks = re.findall("<mark>(.*?)</mark>", section_html(assistant, passage.passage_id, 0, len(passage.text)))
    assert [unescape(mark) for mark in marks] == passage.text.split("\n\n")


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 5), (9, 4), (-3, 5), (0, 10**8)])
def test_offsets_that_fit_nothing_mark_nothing(assistant: Assistant, start: int, end: int) -> None:
    html = section_html(assistant, f"{LEARN}/en", start, end)
    assert "<mark>" not in html
    assert "Learning to program" in html


def test_an_unknown_passage_is_a_fault(assistant: Assistant) -> None:
    with pytest.raises(AssistantFault, match="'tea/green/en' is not there"):
        section_html(assistant, "tea/green/en", 0, 0)


def test_an_imported_article_in_one_language_is_text(imported: Assistant) -> None:
    """Its parts stand together, its points make a list, and nothing of it acts."""
    parts = [passage for passage in imported.index.passages if passage.section_id == "hot"]
    assert len(parts) > 1
    html = section_html(imported, parts[1].passage_id, 0, 9)
    assert re.findall("<mark>(.*?)</mark>", html) == [parts[1].text[:9]]
    assert all(f"Paragraph {number} of" in html.replace("<mark>", "").replace("</mark>", "") for number in range(6))
    assert "<ul><li>Green &amp; mild.</li><li>&lt;script&gt;x&lt;/script&gt;</li></ul>" in html
    assert "Hot &lt;b&gt;water&lt;/b&gt;" in html
    assert "<img" not in html
    assert "the article as it was published" in html
    assert "other-language" not in html
    assert "outward" not in html


def test_addresses_are_stable_and_quoted(assistant: Assistant) -> None:
    assert section_address("tea", "hot") == "?source=tea#hot"
    citation = assistant.ask("How much maths do I need?").citations[0]
    place = f"source={citation.source_id}&lang=en&quote={citation.start}-{citation.end}"
    assert citation_address(citation) == f"?{place}#{citation.passage_id.split('/')[1]}"
    split = citation.model_copy(update={"passage_id": "tea/hot/en#2"})
    assert citation_address(split).endswith("&part=2#hot")


def test_the_routes_answer_with_pieces_of_html(address: str) -> None:
    def get(path: str, **fields: str) -> str:
        with urllib.request.urlopen(f"{address}{path}?{urlencode(fields)}") as answer:
            assert answer.headers["content-type"] == "text/html; charset=utf-8"
            return str(answer.read().decode())

    assert "<mark>Python</mark>" in get("section", passage=f"{LEARN}/en", start="0", end="6")
    assert "<mark>" not in get("section", passage=f"{LEARN}/en", start="x", end="-9")
    assert "<mark>Python</mark>" in get(
        "source", source="mynter-mle-roadmap", section="learn-programming", lang="en", quote="0-6"
    )
    for path, fields in (
        ("section", {"passage": "<img src=x>"}),
        ("source", {"source": "<img src=x>"}),
        ("source", {"source": "mynter-mle-roadmap", "section": "<img src=x>"}),
        ("source", {"source": "resources", "section": "no"}),
        ("source", {"source": "resources"}),
    ):
        with pytest.raises(urllib.error.HTTPError) as caught:
            get(path, **fields)
        assert caught.value.code == 404
        body = caught.value.read().decode()
        assert "There is no such source or section" in body
        assert "<img" not in body


@pytest.fixture
def answered(page: Page) -> Page:
    """A page with an answer that has markers."""
    asked(page, "How much maths do I need?")
    return page


def come_to_rest(page: Page) -> None:
    """Wait until the panel has come in: its place and colours are measured then."""
    page.locator("#source-panel").evaluate("panel => Promise.all(panel.getAnimations().map(one => one.finished))")


@pytest.mark.browser
@pytest.mark.parametrize("width", [1000, 360])
def test_a_click_opens_the_panel_at_the_quote(answered: Page, width: int) -> None:
    answered.set_viewport_size({"width": width, "height": 740})
    marker = answered.locator("#last a.marker").first
    quote = marker.get_attribute("data-quote")
    before = answered.url
    marker.click()
    panel = answered.locator("#source-panel")
    expect(panel.locator("mark").first).to_be_in_viewport()
    assert "".join(panel.locator("mark").all_inner_texts()) == quote
    expect(panel.locator("h3")).to_be_focused()
    come_to_rest(answered)
    box = panel.bounding_box()
    assert box is not None
    assert (box["x"] > 300) == (width == 1000)
    assert box["x"] + box["width"] == width
    panel.get_by_role("link", name="The same in Chinese").click()
    expect(panel.locator("h3[lang=zh]")).to_be_focused()
    expect(panel.get_by_role("link", name="Original article")).to_have_attribute("href", re.compile("^https://"))
    assert answered.url == before
    answered.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(marker).to_be_focused()
    answered.set_viewport_size({"width": 1000, "height": 1000})


@pytest.mark.browser
def test_the_keyboard_shows_the_quote_and_opens_the_panel(answered: Page) -> None:
    marker, tip = answered.locator("#last a.marker").first, answered.locator("#quote-tip")
    answered.locator("#last h2").first.evaluate("heading => { heading.tabIndex = -1; heading.focus(); }")
    for _ in range(8):
        answered.keyboard.press("Tab")
        if marker.evaluate("link => link === document.activeElement"):
            break
    expect(tip).to_have_text(str(marker.get_attribute("data-quote")))
    expect(marker).to_have_attribute("aria-describedby", "quote-tip")
    answered.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    answered.keyboard.press("Enter")
    expect(answered.locator("#source-panel mark").first).to_be_visible()
    answered.get_by_role("button", name="Close").press("Enter")
    expect(answered.locator("#source-panel")).to_be_hidden()
    expect(marker).to_be_focused()


@pytest.mark.browser
def test_hovering_shows_the_quote_which_can_be_hovered_itself(answered: Page) -> None:
    marker, tip = answered.locator("#last a.marker").first, answered.locator("#quote-tip")
    marker.hover()
    expect(tip).to_have_text(str(marker.get_attribute("data-quote")))
    tip.hover()
    answered.wait_for_timeout(400)
    expect(tip).to_be_visible()
    box = tip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 1000
    answered.mouse.move(500, 5)
    expect(tip).to_be_hidden()


@pytest.mark.browser
def test_a_click_with_ctrl_opens_the_address_of_the_quote(answered: Page) -> None:
    marker = answered.locator("#last a.marker").first
    with answered.context.expect_page() as opened:
        marker.click(modifiers=["ControlOrMeta"])
    expect(opened.value.locator("#source-reading mark").first).to_be_in_viewport()
    marked = "".join(opened.value.locator("#source-reading mark").all_inner_texts())
    assert marked == marker.get_attribute("data-quote")
    opened.value.close()
    expect(answered.locator("#source-panel")).to_be_hidden()


@pytest.mark.browser
def test_a_section_that_cannot_be_had_is_said(answered: Page) -> None:
    answered.route("**/section?*", lambda route: route.abort())
    answered.locator("#last a.marker").first.click()
    expect(answered.locator("#source-panel")).to_contain_text("This could not be loaded")
    answered.unroute("**/section?*")
    answered.keyboard.press("Escape")
    answered.locator("#last a.marker").first.click()
    expect(answered.locator("#source-panel mark").first).to_be_visible()
    answered.keyboard.press("Escape")


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_panel_can_be_used_by_everybody(answered: Page, theme: str) -> None:
    answered.evaluate("dark => document.body.classList.toggle('dark', dark)", theme == "dark")
    answered.locator("#last a.marker").first.click()
    expect(answered.locator("#source-panel mark").first).to_be_visible()
    come_to_rest(answered)
    found = Axe().run(answered, "#source-panel").response["violations"]
    assert [fault["id"] for fault in found if fault["impact"] in ("serious", "critical")] == []
    answered.keyboard.press("Escape")
    answered.evaluate("document.body.classList.remove('dark')")
