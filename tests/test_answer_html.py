"""An answer as HTML: its marks are kept, everything else is text."""

import re
from html import unescape

import pytest
from bs4 import BeautifulSoup

from assistant.chat import Assistant
from assistant.page.answer import copied
from assistant.page.html import both, safe_html
from assistant.page.start import profile_html, start_html
from tests.browser import drawn

HOSTILE = '"><img src=x onerror=alert(1)><a href="javascript:alert(2)">x</a> [1] **y**'


def test_labels_markers_and_links_are_there(assistant: Assistant) -> None:
    answer = assistant.ask("I'm a data scientist, what next?")
    page = BeautifulSoup(drawn(answer), "lxml")
    assert page.strong and page.strong.text == "Where you stand."
    marker = page.find("a", class_="marker")
    citation = answer.citations[0]
    assert marker and marker.text == "1"
    assert marker["data-quote"] == citation.quote
    assert (marker["data-start"], marker["data-end"]) == (str(citation.start), str(citation.end))
    assert str(marker["aria-label"]).startswith("Source 1: Max Mynter, Become a Machine Learning Engineer (2024) – ")
    assert str(marker["href"]).startswith("?source=mynter-mle-roadmap&")
    assert str(marker["href"]).endswith("#data-scientists")
    markers = page.select(".answer > p a.marker")
    assert len(markers) == len(re.findall(r"\[\d+\]", answer.text))
    assert page.find("a", string="original article")["href"] == citation.url  # type: ignore[index]
    assert [button.text for button in page.select(".follow-up")] == list(answer.follow_ups)


def test_an_abstention_has_buttons_in_place_of_its_list(assistant: Assistant) -> None:
    answer = assistant.ask("今天天气怎么样？")
    page = BeautifulSoup(drawn(answer), "lxml")
    assert page.select_one(".answer")["lang"] == "zh"  # type: ignore[index]
    assert not page.select(".answer li, .answer a.marker:not(.passage)")
    assert [button.text for button in page.select(".follow-up")] == list(answer.follow_ups)
    assert "你可以问" in page.select_one(".follow-ups").text  # type: ignore[union-attr]


def test_how_it_was_made_tells_what_became_of_each_passage(assistant: Assistant) -> None:
    answer = assistant.ask("How long does it take from scratch?")
    made = BeautifulSoup(drawn(answer), "lxml").select_one("details.making")
    assert made and not made.has_attr("open")
    rows = [[cell.text for cell in row.select("td")] for row in made.select("tbody tr")]
    assert [row[0] for row in rows] == [evidence.passage_id for evidence in answer.passages]
    quoted = {citation.passage_id for citation in answer.citations}
    assert {row[0] for row in rows if row[2] == "quoted"} == quoted & {row[0] for row in rows}
    assert all(row[2].startswith("left out: ") for row in rows if row[0] not in quoted)


@pytest.mark.parametrize("field", ["quote", "title", "author", "section"])
def test_a_hostile_citation_stays_text(assistant: Assistant, field: str) -> None:
    answer = assistant.ask("How long from scratch?")
    citation = answer.citations[0].model_copy(update={field: HOSTILE})
    check_harmless(drawn(answer.model_copy(update={"citations": (citation,)})))


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", 'https://a.example/"><script>', "//x"])
def test_only_addresses_of_the_web_become_links(assistant: Assistant, address: str) -> None:
    answer = assistant.ask("How long from scratch?")
    citation = answer.citations[0].model_copy(update={"url": address})
    html = drawn(answer.model_copy(update={"citations": (citation,)}))
    check_harmless(html)
    hrefs = [str(link.get("href", "")) for link in BeautifulSoup(html, "lxml").find_all("a")]
    assert not [href for href in hrefs if href.startswith(("javascript", "data"))]


@pytest.mark.parametrize("field", ["question", "standalone_question", "text", "notice", "pending", "answerer"])
def test_hostile_words_of_an_answer_stay_text(assistant: Assistant, field: str) -> None:
    answer = assistant.ask("How long from scratch?").model_copy(update={field: HOSTILE})
    html = drawn(answer)
    check_harmless(html)
    assert "<img src=x onerror=alert(1)>" in unescape(html)


def check_harmless(html: str) -> None:
    page = BeautifulSoup(html, "lxml")
    assert not page.find_all(["img", "script", "iframe", "svg"])
    assert not [tag for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")]


def test_words_of_the_question_that_look_like_a_marker_stay(assistant: Assistant) -> None:
    answer = assistant.ask("How do I bake bread?").model_copy(update={"text": "Nothing on bread [7] or [?] or [x]."})
    assert "Nothing on bread [7] or [?] or [x]." in BeautifulSoup(drawn(answer), "lxml").text


def test_copies_with_and_without_citations(assistant: Assistant) -> None:
    answer = assistant.ask("What does an ML engineer earn in the UK?")
    cited, plain = copied(answer, True), copied(answer, False)
    assert cited.startswith(answer.text)
    assert f"[1] {answer.citations[0].author}, " in cited
    assert answer.citations[0].url in cited
    assert not re.search(r"\[\d+\]", plain)
    assert plain.replace(" .", ".") == plain


def test_the_second_line_of_defence_takes_out_what_the_page_does_not_use() -> None:
    kept = '<p class="a" data-n="1" aria-label="x"><a href="https://a.example/">a</a><a href="?b#c">b</a></p>'
    assert safe_html(kept) == kept
    hostile = '<p onclick="x()" style="x">a<script>1</script><img src=x><a href="javascript:x">b</a></p>'
    assert safe_html(hostile) == "<p>a<a>b</a></p>"
    assert both({"en": "<b>", "zh": "<i>"}).count("&lt;") == 2


def test_the_start_screen_speaks_of_the_corpus_in_use(assistant: Assistant) -> None:
    page = BeautifulSoup(start_html(assistant), "lxml")
    assert "4 articles" in page.text
    assert "97 learning resources" in page.text
    assert [len(page.select(f"ul.only-{language} button.example")) for language in ("en", "zh")] == [6, 6]
    assert "Become a Machine Learning Engineer (Max Mynter)" in page.text


def test_the_chosen_profile_is_pressed(assistant: Assistant) -> None:
    page = BeautifulSoup(profile_html(assistant, "developer"), "lxml")
    pressed = [chip["data-profile"] for chip in page.select(".chip") if chip["aria-pressed"] == "true"]
    assert pressed == ["developer"]
    assert len(page.select(".chip")) == len(assistant.profiles) == 6
