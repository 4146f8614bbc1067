"""Pieces of HTML that the panel and the tab with sources have in common. Every text in them is escaped."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from html import escape
from itertools import groupby
from pathlib import Path

from assistant.chat import Assistant
from assistant.page.html import both
from assistant.page.sources_wording import SAY, said
from assistant.wording import Table, year_label
from corpus.reading import read_article
from corpus.records import CorpusError, Language, Passage, Source

_POINT = "- "


def text_html(passage: Passage, start: int = 0, end: int = 0) -> str:
    """The text in paragraphs and lists, `text[start:end]` marked; nothing where there is no such part."""
    if not 0 <= start < end <= len(passage.text):
        start = end = 0
    lines = [line for line in _lines(passage.text, start, end) if line[1]]
    blocks = []
    for is_point, group in groupby(lines, key=lambda line: line[0]):
        tag, content = ("li" if is_point else "p"), [html for _, html in group]
        html = "".join(f"<{tag}>{line}</{tag}>" for line in content)
        blocks.append(f"<ul>{html}</ul>" if is_point else html)
    return "".join(blocks)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[bool, str]]:
    """Whether a line is the point of a list, and the line as HTML."""
    at = 0
    for line in text.split("\n"):
        is_point = line.startswith(_POINT)
        begin = at + len(_POINT) * is_point
        at += len(line) + 1
        first, last = (min(max(place, begin), at - 1) for place in (start, end))
        before, marked, after = text[begin:first], text[first:last], text[last : at - 1]
        mark = f"<mark>{escape(marked)}</mark>" if marked.strip() else escape(marked)
        yield is_point, (escape(before) + mark + escape(after)).strip()


def in_both(texts: Mapping[Language, str]) -> str:
    """A text in the languages that it is there in."""
    if len(texts) > 1:
        return both(dict(texts))
    return "".join(f'<span lang="{language}">{escape(text)}</span>' for language, text in texts.items())


def say(key: str, **values: object) -> str:
    """A line of the wording in both languages."""
    return both(said(key, **values))


def origin(source: Source) -> str:
    """Author, year, publisher, and whether it is notes on an article or the article itself."""
    years: Table = {"en": year_label(source.year, "en"), "zh": year_label(source.year, "zh")}
    publisher = "" if source.publisher == source.author else source.publisher
    facts = [escape(source.author), both(years), escape(publisher)]
    return facts_html([*facts, both(SAY["imported" if source.imported else "notes"])])


def facts_html(facts: list[str]) -> str:
    """Facts in one line, without those that are empty."""
    items = "".join(f"<li>{fact}</li>" for fact in facts if fact)
    return f'<ul class="facts">{items}</ul>'


def outward(url: str, label: str) -> str:
    """A link to another machine, which opens in a new tab; empty without an address."""
    link = f'<a class="outward" href="{escape(url)}" target="_blank" rel="noopener noreferrer">{label} ↗</a>'
    return link if url.startswith(("http://", "https://")) else ""


def copied(address: str) -> str:
    """A link to a place of this page that is copied when it is clicked."""
    return f'<a class="copy-link" href="{escape(address)}">{both(SAY["copy"])}</a>'


def place_in_original(assistant: Assistant, passage: Passage) -> str:
    """The place in the original that a section reports; empty where that cannot be read any more."""
    file = assistant.index.corpus / "articles" / passage.source_id / f"{passage.language}.md"
    with suppress(CorpusError):
        return _originals(file).get(passage.section_id, "")
    return ""


@lru_cache(maxsize=64)
def _originals(file: Path) -> dict[str, str]:
    """The places in the original by section id; the copy of the corpus in an index never changes."""
    return {section.id: section.original for section in read_article(file).sections}
