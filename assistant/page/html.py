"""HTML of the page: whatever a text contains, it is shown and does nothing."""

from html import escape

import nh3

from corpus.records import LANGUAGES, Language

_TAGS = {
    "a", "article", "br", "button", "dd", "details", "div", "dl", "dt", "h1", "h2", "h3", "header", "li", "mark", "nav",
    "ol", "p", "section", "small", "span", "strong", "summary", "table", "tbody", "td", "th", "thead", "time", "tr",
    "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"class", "hidden", "id", "lang", "role", "title"},
    "a": {"href", "target", "rel"},
    "button": {"type"},
    "th": {"scope"},
    "time": {"datetime"},
}


def safe_html(html: str) -> str:
    """The HTML with the elements, attributes and http(s) or relative links that the page uses, and no others.

    A second line of defence: what is put into the HTML has to be escaped all the same.
    """
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https"},
        generic_attribute_prefixes={"data-", "aria-"},
        link_rel=None,
    )


def both(texts: dict[Language, str]) -> str:
    """A text in both languages, escaped; the style sheet hides the one that is not the interface's."""
    return "".join(f'<span class="only-{language}" lang="{language}">{escape(texts[language])}</span>'
                   for language in LANGUAGES)  # fmt: skip
