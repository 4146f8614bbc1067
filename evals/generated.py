"""Generated articles, to see how the index grows: halves of sentences of the notes, put together anew."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

from corpus.reading import read_articles
from corpus.records import LANGUAGES, Article, Language, Passage
from corpus.splitting import split_article

SECTIONS = 50
"""Sections of a generated article; each is one passage."""
_SEED = 20260101
_SENTENCES = (2, 3, 4)
_PIECE = re.compile(r"[A-Za-z0-9’'-]+ ?|. ?")
_FIGURE = re.compile(r"\d+")
_SYLLABLES = ("ba", "cor", "del", "fin", "gra", "hol", "ka", "lin", "mor", "na", "pel", "ra", "sol", "ta", "ver", "zu")
_SAID: dict[Language, str] = {"en": "According to {name}, {said}", "zh": "{name} 认为，{said}"}
_ASKED: dict[Language, str] = {"en": "What does {name} mean by “{said}”?", "zh": "{name} 说的“{said}”是什么意思？"}
_GAP: dict[Language, str] = {"en": " ", "zh": ""}
_ORIGINAL: dict[Language, str] = {"en": "Original: ", "zh": "原文位置："}


def write_articles(corpus: Path, passages: int) -> None:
    """Add articles with so many passages to a corpus folder, half of them in each language, the same every time.

    A sentence begins as one of the section that its passage is made from and ends as one from anywhere; its figures
    and the name of who says it are drawn.
    """
    chance = random.Random(_SEED)  # noqa: S311  (no secret)
    notes = {language: _sections(read_articles(corpus), language) for language in LANGUAGES}
    for number, start in enumerate(range(0, passages, SECTIONS)):
        language = LANGUAGES[number % len(LANGUAGES)]
        file = corpus / "articles" / f"generated-{number:05d}" / f"{language}.md"
        file.parent.mkdir(parents=True)
        sections = range(min(SECTIONS, passages - start))
        text = "\n".join(_section(section, notes[language], language, chance) for section in sections)
        file.write_text(_front_matter(file.parent.name, language) + text, encoding="utf-8")


def questions_about(passages: list[Passage], count: int) -> Iterator[tuple[str, Language]]:
    """Questions with their languages, each about half a sentence of a passage."""
    chance = random.Random(_SEED)  # noqa: S311  (no secret)
    for passage in chance.choices(passages, k=count):
        start, end = chance.choice(passage.sentences)
        pieces = _PIECE.findall(passage.text[start:end])
        said = "".join(pieces[len(pieces) // 2 :]).strip(" .。")
        yield _ASKED[passage.language].format(name=_name(chance), said=said), passage.language


def _sections(articles: tuple[Article, ...], language: Language) -> list[tuple[str, list[list[str]]]]:
    """Heading and sentences of every section in a language; a sentence in pieces, words or Chinese characters."""
    return [
        (passage.heading, [_PIECE.findall(passage.text[start:end]) for start, end in passage.sentences])
        for article in articles
        if article.language == language
        for passage in split_article(article)
    ]


def _section(number: int, notes: list[tuple[str, list[list[str]]]], language: Language, chance: random.Random) -> str:
    heading, sentences = chance.choice(notes)
    said = [_said(chance.choice(sentences), chance.choice(chance.choice(notes)[1]), language, chance)
            for _ in range(chance.choice(_SENTENCES))]  # fmt: skip
    text = _GAP[language].join(said)
    return f"## {_name(chance)}: {heading} {{#s{number}}}\n\n*{_ORIGINAL[language]}{number}*\n\n{text}\n"


def _said(first: list[str], second: list[str], language: Language, chance: random.Random) -> str:
    first_half = first[: chance.randint(len(first) // 3, len(first) * 2 // 3)]
    second_half = second[chance.randint(len(second) // 3, len(second) * 2 // 3) :]
    joined = _GAP[language].join(("".join(first_half).strip(), "".join(second_half)))
    mixed = _FIGURE.sub(lambda _: str(chance.randint(2, 200)), joined)
    return _SAID[language].format(name=_name(chance), said=mixed)


def _name(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=3)).capitalize()


def _front_matter(article_id: str, language: Language) -> str:
    return (
        f"---\nid: {article_id}\nlanguage: {language}\ntitle: {article_id}\nauthor: Nobody\npublisher: Generated\n"
        f"year: 2026\nurl: https://generated.example/{article_id}\noriginal_language: {language}\n"
        "imported: true\n---\n\n"
    )
