"""An article or a resource to read, side by side in both languages, as HTML."""

from dataclasses import dataclass
from html import escape

from assistant.chat import Assistant
from assistant.page.addresses import resource_address, section_address
from assistant.page.catalogue import Catalogue, Notes, catalogue
from assistant.page.html import both, safe_html
from assistant.page.source_list import article_facts, resource_facts, resource_link
from assistant.page.sources_wording import SAY
from assistant.page.texts import copied, in_both, outward, say, text_html
from corpus.records import Language, Passage
from corpus.resources import RESOURCES, Resource


@dataclass(frozen=True)
class Quote:
    """The part of a passage that is marked."""

    passage_id: str
    start: int
    end: int


def reading_html(assistant: Assistant, source_id: str, section_id: str, quote: Quote) -> str:
    """The article or resource of an address, its quote marked; empty where there is none."""
    every = catalogue(assistant)
    notes = every.sources.get(source_id)
    if notes is None or (section_id and section_id not in notes.sections):
        return ""
    if source_id == RESOURCES:
        resource = every.all.get(f"{RESOURCES}/{section_id}")
        return safe_html(_resource(every, notes, resource, quote)) if isinstance(resource, Resource) else ""
    return safe_html(_article(notes, quote))


def _article(notes: Notes, quote: Quote) -> str:
    titles = {language: source.title for language, source in notes.sources.items()}
    contents = "".join(
        f'<li><a href="{escape(section_address(notes.id, section_id))}">{in_both(_headings(section))}</a></li>'
        for section_id, section in notes.sections.items()
    )
    sections = "".join(_pair(notes.id, section_id, section, quote) for section_id, section in notes.sections.items())
    source = next(iter(notes.sources.values()))
    return (
        f"{_back()}<h2>{in_both(titles)}</h2>{article_facts(notes)}"
        f'<p class="links">{outward(source.url, both(SAY["original"]))}</p>'
        f"<details><summary>{both(SAY['contents'])}</summary><ol>{contents}</ol></details>{sections}"
    )


def _resource(every: Catalogue, notes: Notes, resource: Resource, quote: Quote) -> str:
    return (
        f"{_back()}<h2>{in_both(resource.name)}</h2>{resource_facts(every, resource)}"
        f'<p class="links">{resource_link(resource)}</p>'
        f"{_pair(RESOURCES, resource.id, notes.sections[resource.id], quote)}"
        f"{_successor(every, resource)}{_mentions(every, resource)}"
        f'<p class="checked">{say("checked", day=resource.checked.isoformat())}</p>'
    )


def _pair(source_id: str, section_id: str, section: dict[Language, list[Passage]], quote: Quote) -> str:
    """A section in its languages, side by side."""
    columns = "".join(
        f'<div lang="{language}"><h3>{escape(parts[0].heading)}</h3>'
        + "".join(text_html(part, *_marked(part, quote)) for part in parts)
        + "</div>"
        for language, parts in section.items()
    )
    # The prefix keeps the ids of sections apart from those of the page.
    return (
        f'<section class="pair" id="section-{escape(section_id)}">{columns}'
        f"<p>{copied(section_address(source_id, section_id))}</p></section>"
    )


def _marked(passage: Passage, quote: Quote) -> tuple[int, int]:
    return (quote.start, quote.end) if passage.passage_id == quote.passage_id else (0, 0)


def _headings(section: dict[Language, list[Passage]]) -> dict[Language, str]:
    return {language: parts[0].heading for language, parts in section.items()}


def _back() -> str:
    return f'<p><a class="back" href="?">{both(SAY["all"])}</a></p>'


def _successor(every: Catalogue, resource: Resource) -> str:
    new = every.all.get(f"{RESOURCES}/{resource.gone.successor}") if resource.gone else None
    if not isinstance(new, Resource):
        return ""
    return f'<p><a href="{escape(resource_address(new.id))}">{say("successor", name=dict(new.name))}</a></p>'


def _mentions(every: Catalogue, resource: Resource) -> str:
    """Links to the sections of articles that name a resource."""
    links = []
    for place in resource.mentioned_by:
        source_id, _, section_id = place.partition("/")
        notes = every.sources.get(source_id)
        if notes and (section := notes.sections.get(section_id)):
            named = {language: f"{parts[0].source.author or parts[0].source.title}: {parts[0].heading}"
                     for language, parts in section.items()}  # fmt: skip
            links.append(f'<li><a href="{escape(section_address(source_id, section_id))}">{in_both(named)}</a></li>')
    return f"<p>{both(SAY['mentioned'])}</p><ul>{''.join(links)}</ul>" if links else ""
