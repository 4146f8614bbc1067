"""Splits text into sentences, and long sections into passages of whole sentences."""

import re
from collections.abc import Iterator
from itertools import islice

from sentencex import segment

from corpus.records import Article, CorpusError, Language, Passage, Section, Source

PASSAGE_LIMIT: dict[Language, int] = {"en": 1500, "zh": 600}
"""Characters; a longer section is split. All of the project's own sections are shorter."""

_RUN_ON = re.compile(r"(?<=[。！？])(?=[a-z0-9])")
_POINT = "- "


def sentence_spans(text: str, language: Language) -> tuple[tuple[int, int], ...]:
    """Start and end of each sentence, in order, without the white space around it; `text[start:end]` is verbatim.

    A line is a paragraph or the point of a list, whose dash belongs to no sentence.
    """
    spans, line_start = [], 0
    for line in text.split("\n"):
        at = len(_POINT) if line.startswith(_POINT) else 0
        for piece in _pieces(line[at:], language):
            start = line.index(piece, at)
            at = start + len(piece)
            lead = len(piece) - len(piece.lstrip())
            if stripped := piece.strip():
                spans.append((line_start + start + lead, line_start + start + lead + len(stripped)))
        line_start += len(line) + 1
    return tuple(spans)


def _pieces(text: str, language: Language) -> Iterator[str]:
    """Sentences; in Chinese one also ends where a Latin word in small letters follows, which sentencex runs on."""
    for piece in segment(language, text):
        yield from _RUN_ON.split(piece) if language == "zh" else (piece,)


def split_article(article: Article) -> list[Passage]:
    """All passages of an article, in the order of its text.

    Raises CorpusError when a section has phrasings for another number of sentences than it has.
    """
    source = Source(**article.model_dump(exclude={"sections"}))
    return [passage for section in article.sections for passage in _passages(section, source)]


def _passages(section: Section, source: Source) -> Iterator[Passage]:
    asked, count = iter(section.sentence_phrasings), 0
    for part, text in enumerate(_split_section(section, source.language), start=1):
        sentences = sentence_spans(text, source.language)
        count += len(sentences)
        yield Passage(
            passage_id=f"{source.id}/{section.id}/{source.language}" + (f"#{part}" if part > 1 else ""),
            source=source,
            section_id=section.id,
            heading=section.heading,
            questions=section.questions,
            phrasings=section.phrasings,
            sentence_phrasings=tuple(islice(asked, len(sentences))),
            text=text,
            sentences=sentences,
        )
    if (lists := len(section.sentence_phrasings)) not in (0, count):
        raise CorpusError(
            f"articles/{source.id}/sentence_phrasings.yaml: section {section.id!r} has {lists} lists in "
            f"{source.language} for {count} sentences: give every sentence one, in order"
        )


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
        chunking_tokenizer_fn=lambda text: _cut_at_sentences(text, language),
    )
    return splitter.split_text(section.text)


def _cut_at_sentences(text: str, language: Language) -> list[str]:
    """The text in pieces that each begin with a sentence, nothing lost."""
    starts = [start for start, _ in sentence_spans(text, language)]
    # The dash of a point stands before its sentence.
    cuts = [start - len(_POINT) if text[:start].endswith(_POINT) else start for start in starts][1:]
    return [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
