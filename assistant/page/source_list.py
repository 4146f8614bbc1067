"""The list of sources as HTML: one card for each article and resource."""

from collections.abc import Mapping, Sequence
from html import escape

from assistant.page.addresses import resource_address, section_address, source_address
from assistant.page.catalogue import ARTICLE, Catalogue, Found, Notes
from assistant.page.html import both, safe_html
from assistant.page.sources_wording import COSTS, KINDS, LEVELS, SAY
from assistant.page.texts import facts_html, in_both, origin, outward, say
from corpus.records import LANGUAGES, Language, Passage
from corpus.resources import Resource, language_names

SHOWN = 200
"""Cards at most; a visitor who wants more has to say what."""


def count_html(found: Sequence[Found], every: Catalogue) -> str:
    """How many there are, in one line."""
    return safe_html(say("count", shown=len(found), every=len(every.all)))


def list_html(found: Sequence[Found], every: Catalogue) -> str:
    """The cards of what was found."""
    cards = [
        _resource_card(every, one.what) if isinstance(one.what, Resource) else _article_card(one.what, one.sections)
        for one in found[:SHOWN]
    ]
    if not cards:
        cards.append(f"<p>{both(SAY['none'])}</p>")
    if len(found) > SHOWN:
        cards.append(f"<p>{say('more', shown=SHOWN)}</p>")
    return safe_html("".join(cards))


def article_facts(notes: Notes) -> str:
    """Author, year, publisher, kind of text, number of sections and languages of an article."""
    source, count = next(iter(notes.sources.values())), len(notes.sections)
    sections = say("section") if count == 1 else say("sections", count=count)
    return origin(source) + facts_html([both(KINDS[ARTICLE]), sections, both(tongues(tuple(notes.sources)))])


def resource_facts(every: Catalogue, resource: Resource) -> str:
    """Provider, kind, cost, languages, hours, level and stage of a resource."""
    gone = bool(resource.gone)
    stage = every.stages.get(resource.stage)
    facts = [
        in_both(resource.provider),
        both(KINDS[resource.kind]),
        "" if gone else both(COSTS[resource.cost]),
        both(tongues(resource.languages)),
        "" if gone else _hours(resource),
        both(LEVELS[resource.level]),
        say("stage", name={"en": stage.name.en, "zh": stage.name.zh}) if stage else "",
    ]
    return facts_html(facts)


def resource_link(resource: Resource) -> str:
    """A link to the resource itself; readers of each language have their own where there are two."""
    if resource.url_zh is None:
        return outward(resource.url, both(SAY["open"]))
    return "".join(
        f'<span class="only-{language}" lang="{language}">'
        f"{outward(resource.address(language), escape(SAY['open'][language]))}</span>"
        for language in LANGUAGES
    )


def tongues(codes: Sequence[str]) -> dict[Language, str]:
    """Languages in words."""
    return {language: language_names(codes, language) for language in LANGUAGES}


def _article_card(notes: Notes, sections: Sequence[Passage]) -> str:
    titles = {language: source.title for language, source in notes.sources.items()}
    links = "".join(
        f'<li><a href="{escape(section_address(notes.id, section.section_id))}" lang="{section.language}">'
        f"{escape(section.heading)}</a></li>"
        for section in sections
    )
    return _card(source_address(notes.id), titles, article_facts(notes) + (f"<ul>{links}</ul>" if links else ""))


def _resource_card(every: Catalogue, resource: Resource) -> str:
    gone = resource.gone
    about: Mapping[Language, str] = {"en": resource.why["en"][0], "zh": resource.why["zh"][0]}
    if gone:
        about = {"en": gone.en, "zh": gone.zh}
    text = f'<p class="{"gone" if gone else "why"}">{in_both(about)}</p>'
    html = f'{resource_facts(every, resource)}{text}<p class="links">{resource_link(resource)}</p>'
    return _card(resource_address(resource.id), resource.name, html)


def _card(address: str, names: Mapping[Language, str], html: str) -> str:
    return f'<article class="card"><h2><a href="{escape(address)}">{in_both(names)}</a></h2>{html}</article>'


def _hours(resource: Resource) -> str:
    low, high = resource.hours
    key = "hours" if low < high else "same-hours" if low > 1 else "one-hour"
    return say(key, low=low, high=high, basis=SAY[resource.hours_basis])
