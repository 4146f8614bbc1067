"""What reaches the page as Markdown: nothing in a text acts."""

import asyncio
import json
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from assistant.chat import Assistant
from assistant.markdown import answer_markdown, escaped
from assistant.page.chat_tab import Messages, respond

# The renderer of the tests: CommonMark with HTML and with links made of bare addresses, as on the page.
RENDER = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "![x](http://evil.example/x.png)",
        "[x](javascript:alert(1))",
        "**bold** _it_ `code` ~~no~~ | a | b |",
        "# head",
        "- list",
        "1. list",
        "&lt;b&gt; &amp;",
        "\\*plain\\*",
        "a\n===",
    ],
)
def test_text_is_shown_as_it_is(text: str) -> None:
    html = RENDER(escaped(text))
    assert "<" not in html.replace("<p>", "").replace("</p>", "").replace("<br />", "")


def test_plain_sentences_stay_readable() -> None:
    sentence = "Pay is £35,000 (2022): C++, e-mail and 80% of the time."
    assert escaped(sentence) == sentence


@pytest.mark.shared
def test_no_payload_becomes_an_element(shared: Path) -> None:
    payloads = (shared / "data" / "xss" / "xss-payload-list.txt").read_text(encoding="utf-8").splitlines()
    naughty = json.loads((shared / "data" / "blns" / "blns.json").read_text(encoding="utf-8"))
    for text in (*payloads, *naughty):
        html = RENDER(escaped(text))
        for allowed in ("<p>", "</p>", "<br />", "<pre><code>", "</code></pre>"):
            html = html.replace(allowed, "")
        assert "<" not in html, text


def test_an_answer_keeps_its_own_marks_and_links_to_the_original(assistant: Assistant) -> None:
    html = RENDER(answer_markdown(assistant.ask("I'm a data scientist, what next?")))
    assert "<strong>Where you stand.</strong>" in html
    assert '<a href="https://www.maxmynter.com/pages/blog/become-mle">original article</a>' in html
    assert "<blockquote>" in html
    refusal = RENDER(answer_markdown(assistant.ask("What is the weather?")))
    assert refusal.count("<li>") == 3


def test_a_hostile_quote_and_address_stay_text(assistant: Assistant) -> None:
    answer = assistant.ask("How long from scratch?")
    hostile = answer.citations[0].model_copy(
        update={
            "quote": "<img src=x onerror=alert(1)>",
            "title": "**x** <b>",
            "url": 'https://a.example/") <script>',
        }
    )
    html = RENDER(answer_markdown(answer.model_copy(update={"citations": (hostile,)})))
    assert "<img" not in html
    assert "<b>" not in html
    assert "<script" not in html


async def last_shown(assistant: Assistant, question: str) -> tuple[str, Messages, list[str]]:
    """What the page shows in the end."""
    return [state async for state in respond(assistant, question, [], [])][-1]


@pytest.mark.shared
def test_no_naughty_string_breaks_the_page(shared: Path, assistant: Assistant) -> None:
    """What the page would show for each of the big list of naughty strings: an answer or a sentence, inert."""
    for string in json.loads((shared / "data" / "blns" / "blns.json").read_text(encoding="utf-8")):
        cleared, messages, history = asyncio.run(last_shown(assistant, string))
        assert cleared == ""
        assert messages[-1]["role"] == "assistant"
        assert len(history) == len(messages) - 1
        html = RENDER("\n\n".join(message["content"] for message in messages))
        assert "<script" not in html
        assert "<img" not in html
