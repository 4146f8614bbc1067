"""What a visitor sees first: what this is, what to ask, and who is asking."""

from html import escape

from assistant.chat import Assistant
from assistant.page.addresses import source_address
from assistant.page.catalogue import Notes, catalogue
from assistant.page.html import both, safe_html
from assistant.page.wording import EXAMPLES, PROFILE_NAMES, START
from assistant.wording import Table
from corpus.records import LANGUAGES, Language


def start_html(assistant: Assistant) -> str:
    """One sentence on what this is and from which sources, and six questions in each language to begin with."""
    every = catalogue(assistant).all.values()
    articles = [what for what in every if isinstance(what, Notes)]
    about = _about(len(articles), len(every) - len(articles))
    examples = "".join(
        f'<ul class="examples only-{language}" lang="{language}">'
        + "".join(
            f'<li><button type="button" class="example">{escape(text)}</button></li>' for text in EXAMPLES[language]
        )
        + "</ul>"
        for language in LANGUAGES
    )
    listed = "".join(
        f'<ul class="only-{language}" lang="{language}">{"".join(_article(notes, language) for notes in articles)}</ul>'
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


def _article(notes: Notes, language: Language) -> str:
    """A point for an article: its title in this language where there is one, with a link to its text."""
    source = notes.sources.get(language) or next(iter(notes.sources.values()))
    name = f"{source.title} ({source.author})" if source.author else source.title
    return f'<li lang="{source.language}"><a href="{escape(source_address(notes.id))}">{escape(name)}</a></li>'


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
