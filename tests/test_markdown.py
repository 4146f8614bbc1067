"""What reaches the page as Markdown: nothing in a text acts."""

import json
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from assistant.markdown import escaped

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
