"""Splits text into sentences, and long sections into passages of whole sentences."""

import re
from collections.abc import Iterator

from sentencex import segment

from corpus.records import Article, Language, Passage, Section, Source

PASSAGE_LIMIT: dict[Language, int] = {"en": 1500, "zh": 600}
"""Characters; a longer section is split. All of the project's own sections are shorter."""

_RUN_ON = re.compile(r"(?<=[。！？])(?=[a-z0-9])")


def sentence_spans(text: str, language: Language) -> tuple[tuple[int, int], ...]:
    """Start and end of each sentence, in order, without the white space around it; `text[start:end]` is verbatim."""
    spans, at = [], 0
    for piece in _pieces(text, language):
        start = text.index(piece, at)
        at = start + len(piece)
        lead = len(piece) - len(piece.lstrip())
        if stripped := piece.strip():
            spans.append((start + lead, start + lead + len(stripped)))
    return tuple(spans)


def _pieces(text: str, language: Language) -> Iterator[str]:
    """Sentences; in Chinese one also ends where a Latin word in small letters follows, which sentencex runs on."""
    for piece in segment(language, text):
        yield from _RUN_ON.split(piece) if language == "zh" else (piece,)


def split_article(article: Article) -> list[Passage]:
    """All passages of an article, in the order of its text."""
    source = Source(**article.model_dump(exclude={"sections"}))
    return [
        Passage(
            passage_id=f"{article.id}/{section.id}/{article.language}" + (f"#{part}" if part > 1 else ""),
            source=source,
            section_id=section.id,
            heading=section.heading,
            questions=section.questions,
            phrasings=section.phrasings,
            text=text,
            sentences=sentence_spans(text, article.language),
        )
        for section in article.sections
        for part, text in enumerate(_split_section(section, article.language), start=1)
    ]


def _split_section(section: Section, language: Language) -> list[str]:
    if len(section.text) <= PASSAGE_LIMIT[language]:
        return [section.text]
    # Only imported articles have long sections: llama-index, 1.7 s of import, is loaded for those alone.
    from llama_index.core.node_parser import SentenceSplitter  # noqa: PLC0415

    sentences = [section.text[start:end] for start, end in sentence_spans(section.text, language)]
    splitter = SentenceSplitter(
        # A limit of at least the longest sentence keeps the splitter from ever cutting inside one.
        chunk_size=max(PASSAGE_LIMIT[language], *map(len, sentences)),
        chunk_overlap=0,
        tokenizer=list,
        paragraph_separator="\n\n",
        chunking_tokenizer_fn=lambda text: list(segment(language, text)),
    )
    return splitter.split_text(section.text)
