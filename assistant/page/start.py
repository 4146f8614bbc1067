"""What a visitor sees first: what this is, what to ask, and who is asking."""

from html import escape

from assistant.chat import Assistant
from assistant.page.html import both, safe_html
from assistant.page.wording import EXAMPLES, PROFILE_NAMES, START
from assistant.wording import Table
from corpus.records import LANGUAGES, Language
from corpus.resources import RESOURCES


def start_html(assistant: Assistant) -> str:
    """One sentence on what this is and from which sources, and six questions in each language to begin with."""
    sources = {language: _sources(assistant, language) for language in LANGUAGES}
    entries = len({p.place for p in assistant.index.passages if p.source_id == RESOURCES})
    about = _about(len(sources["en"]), entries)
    examples = "".join(
        f'<ul class="examples only-{language}" lang="{language}">'
        + "".join(
            f'<li><button type="button" class="example">{escape(text)}</button></li>' for text in EXAMPLES[language]
        )
        + "</ul>"
        for language in LANGUAGES
    )
    listed = "".join(
        f'<ul class="only-{language}" lang="{language}">{"".join(sources[language].values())}</ul>'
        for language in LANGUAGES
    )
    checked = f"<p>{both(START['checked'])}</p>" if len(assistant.answerers) > 1 else ""
    return safe_html(
        f'<section class="start"><h2>{both(START["title"])}</h2><p>{both(about)}</p>{checked}'
        f"<details><summary>{both(START['which'])}</summary>{listed}</details>"
        f"<h3>{both(START['examples'])}</h3>{examples}</section>"
    )


def profile_html(assistant: Assistant, chosen: str) -> str:
    """Who the reader is, as buttons; the one that is chosen is pressed, and takes the choice back."""
    chips = "".join(
        f'<button type="button" class="chip" data-profile="{name}" aria-pressed="{str(name == chosen).lower()}">'
        f"{both(PROFILE_NAMES[name])}</button>"
        for name in assistant.profiles
    )
    if not chips:
        return ""
    return safe_html(
        f'<div class="profile" role="group" aria-labelledby="profile-label"><span id="profile-label">'
        f"{both(START['profile'])}</span>{chips}<small>{both(START['private'])}</small></div>"
    )


def _sources(assistant: Assistant, language: Language) -> dict[str, str]:
    """A point for each article, by its id: the title in this language where there is one, with a link to its text."""
    found = dict[str, str]()
    for passage in assistant.index.passages:
        source = passage.source
        if source.id != RESOURCES and (source.language == language or source.id not in found):
            name = f"{source.title} ({source.author})" if source.author else source.title
            found[source.id] = f'<li lang="{source.language}"><a href="?source={source.id}">{escape(name)}</a></li>'
    return found


def _about(articles: int, entries: int) -> Table:
    """What the answers are made from, in numbers."""
    parts = [START["article" if articles == 1 else "articles"]] * bool(articles) + [START["entries"]] * bool(entries)
    return {
        language: START["about"][language].format(
            what=START["and"][language].join(
                part[language].format(articles=articles, entries=entries) for part in parts
            )
        )
        for language in LANGUAGES
    }
