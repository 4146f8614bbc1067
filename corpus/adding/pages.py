"""The article of a web page, and other HTML, as Markdown."""

import re
import unicodedata
from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from corpus.adding.decoding import markup_of
from corpus.adding.records import AddingFault, Extract, Found

if TYPE_CHECKING:
    from bs4 import Tag

PROSE_LEAST = 150
"""Of an article. Pages that show only menus, "Please log in." or "Enable JavaScript." to a reader like us have less."""
_NEARLY = 0.9
_SAMPLE = 40
_SENTENCE = re.compile(r"[.!?。！？]")
_CHINESE = re.compile("[\u3400-\u9fff]")
_NO_TEXT = ["script", "style", "noscript", "template", "svg", "iframe"]
_ASIDE = {"form", "button", "nav", "aside", "footer"}
_AROUND = re.compile(
    r"(?<![a-z])(?:comments?|disqus\w*|related|recommend\w*|share|sharing|social|breadcrumbs?|sidebar|newsletter|"
    r"subscribe|cookies?|promo|advert\w*|ads?)(?![a-z])",
    re.IGNORECASE,
)
"""Classes of elements that stand around articles, and in them."""
_IDS = {"comments", "respond", "disqus_thread", "sidebar"}
"""Few, since headings and sections are often named by their own words."""
_INLINE = ["b", "strong", "i", "em", "u", "s", "del", "ins", "mark", "small", "sub", "sup", "code", "kbd", "samp"]
"""Elements whose text is kept without a sign for them, since it is quoted as plain text."""


def read_page(content: bytes, name: str, encoding: str | None) -> Extract:
    """The article of an HTML page. Raises AddingFault where there is none.

    trafilatura tells the article from what is around it, but loses lists of links, quotations and headings within it;
    so its text shows which element of the page is the article, and that element is taken whole.
    """
    from bs4 import BeautifulSoup  # noqa: PLC0415  (0.1 s)
    from trafilatura import bare_extraction  # noqa: PLC0415  (1 s)

    html = markup_of(content, name, encoding)
    page = bare_extraction(
        html,
        include_comments=False,
        with_metadata=True,
        # Not extensive: that would take any date in the text for the page's own.
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    texts = [] if page is None or isinstance(page, dict) else [text for text in page.body.itertext() if text.strip()]
    if page is None or isinstance(page, dict) or _prose(texts) < PROSE_LEAST:
        raise AddingFault(f"{name} holds no article that can be told from its navigation: save its text as .md or .txt")
    soup = BeautifulSoup(html, "lxml")
    title = _title(soup, page.title or "")
    found = Found(
        title=title,
        author=page.author or "",
        publisher=page.sitename or "",
        year=year_of(page.date),
        url=page.url or "",
    )
    markdown = _article(soup.body or soup, texts)
    heading = as_markdown(f"<h1>{escape(title)}</h1>").strip()
    if heading not in markdown.split("\n"):
        markdown = f"{heading}\n\n{markdown}"
    return Extract(markdown=markdown, found=found)


def _article(body: "Tag", texts: list[str]) -> str:
    """The innermost element that holds nearly all of the texts, as Markdown."""
    for element in body(_NO_TEXT):
        element.decompose()
    whole = _bare(body.get_text())
    bare = [_bare(text) for text in texts]
    wanted = [text for text in sorted(set(bare), key=len, reverse=True)[:_SAMPLE] if text in whole]
    if not wanted:  # it stood in data for programs
        return "\n\n".join(texts)
    share, length = _NEARLY * sum(map(len, wanted)), _NEARLY * sum(map(len, bare))
    place, inner = body, [body]
    while inner:
        place = inner[0]
        inner = [child for child in place(True, recursive=False) if _holds(child, wanted, share, length)]
    most = len(place.get_text()) / 4  # so much of the text is the article, whatever it is called
    for element in place(True):
        if not element.decomposed and _is_around(element) and len(element.get_text()) < most:
            element.decompose()
    return as_markdown(place).strip()


def _holds(element: "Tag", wanted: list[str], share: float, length: float) -> bool:
    text = _bare(element.get_text())
    # The length is for texts that repeat each other: one of them is not the article.
    return len(text) >= length and sum(len(part) for part in wanted if part in text) >= share


def _is_around(element: "Tag") -> bool:
    hidden = "display:none" in str(element.get("style", "")).replace(" ", "")
    classes = str(element.get("class", "")).replace("_", "-")
    return hidden or element.name in _ASIDE or element.get("id") in _IDS or bool(_AROUND.search(classes))


def _title(soup: "Tag", title: str) -> str:
    """The heading that the title of the page repeats, without the name of the site; else the title."""
    headings = [" ".join(heading.get_text().split()) for heading in soup("h1")]
    return next((heading for heading in headings if heading and _bare(heading) in _bare(title)), title)


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())


def _prose(texts: Iterable[str]) -> int:
    """How much of the texts is sentences, in characters; Chinese ones count twice."""
    return sum(len(text) + len(_CHINESE.findall(text)) for text in texts if _SENTENCE.search(text))


def year_of(date: str | None) -> int | None:
    """The year at the beginning of a date such as 2021-05-03; None without one, or out of 1950 to 2100."""
    digits = (date or "").strip()[:4]
    return int(digits) if digits.isascii() and digits.isdigit() and 1950 <= int(digits) <= 2100 else None


def as_markdown(html: "str | Tag") -> str:
    """All text of HTML as Markdown: headings with #, lists with - or numbers; no links, pictures or emphasis."""
    from bs4 import BeautifulSoup  # noqa: PLC0415
    from markdownify import MarkdownConverter  # noqa: PLC0415

    soup = BeautifulSoup(html, "html.parser") if isinstance(html, str) else html
    for term in soup(["dt", "dd"]):
        term.name = "p"  # Markdown has no lists of terms
    converter = MarkdownConverter(
        heading_style="ATX", bullets="-", escape_misc=True, table_infer_header=True, strip=["a", "img", *_INLINE]
    )
    markdown: str = converter.convert_soup(soup)
    return markdown
