"""The rules that the notes are held to: `roadmap corpus check`."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from corpus.files import article_files
from corpus.glossary import read_glossary
from corpus.list_checking import list_faults
from corpus.prose import sentence_faults
from corpus.reading import read_article, read_backgrounds, read_topics
from corpus.records import LANGUAGES, Article, CorpusError, Language, Section
from corpus.splitting import sentence_spans, split_article

QUESTIONS = (2, 4)

_MARKUP = {
    "HTML": re.compile(r"</?[a-zA-Z!][^>]*>|&[a-z]+;"),
    "an image hash": re.compile(r"\b[0-9a-f]{24,}\b"),
    "an image or a link": re.compile(r"!?\[[^\]]*\]\([^)]*\)"),
    "a heading without {#id}, a list or bold text": re.compile(r"^(?:#+|[-*+]|\d+[.)]) |\*\*|__", re.MULTILINE),
}


def check_corpus(folder: Path) -> list[str]:
    """Every fault found, one line each, naming file, section and what to do; an empty list is a pass."""
    files = article_files(folder)
    faults: list[str] = [] if files else [f"{folder / 'articles'}: no articles: name a corpus folder with --corpus"]
    articles: list[Article] = []
    for file in files:
        try:
            articles.append(article := read_article(file))
            # It counts the lists of phrasings for sentences.
            split_article(article)
        except CorpusError as error:
            faults.append(str(error))
    # Imported articles are as their authors wrote them, in one language or both.
    notes = [article for article in articles if not article.imported]
    for article in articles:
        faults += _article_faults(article)
    return [*faults, *_pair_faults(notes), *_place_faults(folder, articles), *list_faults(folder, articles)]


def _article_faults(article: Article) -> Iterator[str]:
    name = f"{article.id}/{article.language}"
    for section_id, count in Counter(section.id for section in article.sections).items():
        if count > 1:
            yield f"{name}: section id {section_id!r} stands {count} times: make it unique"
    for section in article.sections if not article.imported else ():
        yield from (f"{name}#{section.id}: {fault}" for fault in _section_faults(section, article.language))


def _section_faults(section: Section, language: Language) -> Iterator[str]:
    low, high = QUESTIONS
    if not low <= len(section.questions) <= high:
        yield f"{len(section.questions)} questions: write {low} to {high}"
    if len(set(section.questions)) < len(section.questions):
        yield "a question stands twice: drop one"
    for question in section.questions:
        if not question.endswith(("?", "？")):
            yield f"question without a question mark: {question!r}"
    for what, pattern in _MARKUP.items():
        if found := pattern.search(section.text):
            yield f"{what} in the text, {found[0][:40]!r}: write plain prose"
    for start, end in sentence_spans(section.text, language):
        yield from sentence_faults(section.text[start:end], language)


def _pair_faults(articles: list[Article]) -> Iterator[str]:
    for article_id, group in groupby(articles, key=lambda article: article.id):
        versions = {article.language: article for article in group}
        if missing := [language for language in LANGUAGES if language not in versions]:
            yield f"{article_id}: no {missing[0]}.md: every article has notes in {' and '.join(LANGUAGES)}"
            continue
        english, chinese = ([section.id for section in versions[language].sections] for language in LANGUAGES)
        for section_id in sorted(set(english) ^ set(chinese)):
            there = "en" if section_id in english else "zh"
            yield f"{article_id}#{section_id}: stands in {there}.md only: write it in both languages"
        if set(english) == set(chinese) and english != chinese:
            yield f"{article_id}: the sections of en.md and zh.md stand in different orders: align them"


def _place_faults(folder: Path, articles: list[Article]) -> Iterator[str]:
    places = {f"{article.id}/{section.id}" for article in articles for section in article.sections}
    try:
        glossary, topics, backgrounds = read_glossary(folder), read_topics(folder), read_backgrounds(folder)
    except CorpusError as error:
        yield str(error)
        return
    known = {term.id for term in glossary.terms if term.kind == "background"}
    for background in backgrounds:
        if background.id not in known:
            yield f"backgrounds.yaml#{background.id}: no background of glossary.yaml: name one"
    for group in (*topics, *backgrounds):
        for place in group.places:
            if place not in places:
                yield f"{group.id}: {place!r} is no section: name one"
