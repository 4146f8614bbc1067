"""One section as HTML for the panel, and the routes that give the panel and the tab with sources what they show."""

from html import escape

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from assistant.chat import Assistant
from assistant.live import Live
from assistant.page.addresses import passage_address, section_address
from assistant.page.catalogue import catalogue
from assistant.page.html import both, safe_html
from assistant.page.reading import Quote, reading_html
from assistant.page.sources_wording import SAY
from assistant.page.texts import copied, origin, outward, place_in_original, say, text_html
from assistant.records import AssistantFault
from corpus.records import Language, Passage
from corpus.resources import RESOURCES


def section_html(assistant: Assistant, passage_id: str, start: int, end: int) -> str:
    """The section of a passage, with `text[start:end]` of the passage marked.

    Raises AssistantFault where there is no such passage.
    """
    every = catalogue(assistant)
    passage = every.passages.get(passage_id)
    if passage is None:
        raise AssistantFault(f"passage {passage_id!r} is not there: it may have been renamed")
    source, languages = passage.source, every.sources[passage.source_id].sections[passage.section_id]
    is_entry = source.id == RESOURCES
    parts = languages[passage.language]
    text = "".join(text_html(part, start, end) if part is passage else text_html(part) for part in parts)
    original = "" if is_entry else place_in_original(assistant, passage)
    place = f'<p class="place">{say("place", place=original)}</p>' if original else ""
    address = section_address(source.id, passage.section_id)
    whole = passage_address(passage_id, start, end) if start < end else address
    links = [
        _other(languages, passage.language),
        f'<a class="whole" href="{escape(whole)}">{both(SAY["entry" if is_entry else "whole"])}</a>',
        outward(source.url, both(SAY["open" if is_entry else "original"])),
        copied(address),
    ]
    return safe_html(
        f'<h3 id="source-panel-heading" lang="{passage.language}">{escape(passage.heading)}</h3>'
        f'<p class="of" lang="{passage.language}">{escape(source.title)}</p>'
        f"{'' if is_entry else origin(source)}"
        f"{place}"
        f'<div class="text" lang="{passage.language}">{text}</div>'
        f'<p class="links">{" ".join(link for link in links if link)}</p>'
    )


def _other(languages: dict[Language, list[Passage]], own: Language) -> str:
    """A link to the same section in the other language; empty where there is none."""
    for language, (first, *_) in languages.items():
        if language != own:
            address = section_address(first.source_id, first.section_id)
            return (
                f'<a class="other-language" href="{escape(address)}" data-passage="{escape(first.passage_id)}">'
                f"{both(SAY[f'in-{language}'])}</a>"
            )
    return ""


def add_sections(app: FastAPI, live: Live) -> None:
    """Add `/section`, one section, and `/source`, an article or a resource to read, as HTML fragments."""

    @app.get("/section", response_class=HTMLResponse)
    def section(passage: str, start: str = "", end: str = "") -> HTMLResponse:
        try:
            return HTMLResponse(section_html(live.assistant, passage, _number(start), _number(end)))
        except AssistantFault:
            return _unknown(passage)

    @app.get("/source", response_class=HTMLResponse)
    def source(source: str, section: str = "", lang: str = "", part: str = "", quote: str = "") -> HTMLResponse:
        start, _, end = quote.partition("-")
        part = f"#{part}" if part else ""
        marked = Quote(passage_id=f"{source}/{section}/{lang}{part}", start=_number(start), end=_number(end))
        html = reading_html(live.assistant, source, section, marked)
        return HTMLResponse(html) if html else _unknown(f"{source}#{section}" if section else source)


def _number(text: str) -> int:
    """The number that a text gives; 0, by which nothing is marked, for none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _unknown(what: str) -> HTMLResponse:
    return HTMLResponse(safe_html(f'<p class="fault" role="alert">{say("unknown", what=what[:200])}</p>'), 404)
