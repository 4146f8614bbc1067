"""The notes against the source files: in our own words, and with the figures of the sources."""

import re
from pathlib import Path

import pytest

from corpus.reading import read_articles
from corpus.splitting import sentence_spans
from tests.conftest import CORPUS

pytestmark = pytest.mark.shared
# A run this long that stands in a source as well is a copy, unless it is a title, an address or a list of names.
WORDS, CHARACTERS = 12, 26


def test_no_sentence_is_copied(shared: Path) -> None:
    source = "\n".join(file.read_text(encoding="utf-8") for file in sorted((shared / "seeds").glob("*.txt")))
    words = _words(source)
    runs = {tuple(words[at : at + WORDS]) for at in range(len(words))}
    flat = "".join(re.findall(r"[\u3400-\u9fff]", source))
    copied = []
    for article in read_articles(CORPUS):
        for section in article.sections:
            for start, end in sentence_spans(section.text, article.language):
                sentence = section.text[start:end]
                own = _words(sentence)
                chinese = "".join(re.findall(r"[\u3400-\u9fff]", sentence))
                if any(tuple(own[at : at + WORDS]) in runs for at in range(len(own) - WORDS + 1)) or any(
                    chinese[at : at + CHARACTERS] in flat for at in range(len(chinese) - CHARACTERS + 1)
                ):
                    copied.append(sentence)
    assert copied == []


@pytest.mark.parametrize(
    ("file", "article_id"),
    [
        ("001_e72c9124da24b2bc.txt", "codex-mle-2022"),
        ("003_7d600c8a391c0005.txt", "datacamp-mle-guide"),
        ("004_5866f41e2a470bf9.txt", "krayush-break-into-ml"),
        ("002_e4ae87a87c1e3f91.txt", "mynter-mle-roadmap"),
    ],
)
def test_every_figure_of_the_notes_is_in_the_source(shared: Path, file: str, article_id: str) -> None:
    """Figures of two digits and more, written as in the source but for 370 亿 (37 billion) and November (11 月)."""
    source = (shared / "seeds" / file).read_text(encoding="utf-8")
    if article_id == "mynter-mle-roadmap":
        source += (shared / "seeds" / "000_714a1b7527468a4e.txt").read_text(encoding="utf-8")
    known = _figures(source) | {"2022", "37", "11"}
    for article in read_articles(CORPUS):
        if article.id == article_id:
            for section in article.sections:
                assert _figures(section.text) <= known, f"{article.language}: {section.id}"


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def _figures(text: str) -> set[str]:
    return set(re.findall(r"\d{2,}", re.sub(r"(?<=\d)[,，]\s?(?=\d{3}(?!\d))", "", text)))
