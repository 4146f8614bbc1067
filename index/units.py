"""What the vectors of an index stand for."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.reading import Asked, read_articles, read_plan_requests, read_unanswerable
from corpus.records import LANGUAGES, CorpusError, Language, Passage
from corpus.resources import read_resources, resource_passages
from corpus.splitting import split_article
from index.embedders import Vectors

UNIT_KINDS = ("passage", "sentence", "question", "sentence question", "plan request", "other plan", "unanswerable")
"""What a vector stands for; a unit stores the kind's position here."""

QUESTIONS = ("question", "sentence question")
"""Kinds of units that belong to a passage and ask for it."""


def read_passages(corpus: Path) -> list[Passage]:
    """All passages of a corpus folder, in order. Raises CorpusError when two have the same id."""
    articles = read_articles(corpus)
    passages = [passage for article in articles for passage in split_article(article)]
    authors: dict[str, dict[Language, str]] = {}
    for article in articles:
        authors.setdefault(article.id, {})[article.language] = article.author
    passages += resource_passages(read_resources(corpus), authors)
    seen: set[str] = set()
    for passage in passages:
        if passage.passage_id in seen:
            raise CorpusError(f"passage id {passage.passage_id!r} stands twice: run `roadmap corpus check`")
        seen.add(passage.passage_id)
    return passages


def read_asked(corpus: Path) -> dict[str, Asked]:
    """Questions that belong to no passage, by the kind of their units."""
    return {**read_plan_requests(corpus), "unanswerable": read_unanswerable(corpus)}


def unit_table(passages: Sequence[Passage], asked: Mapping[str, Asked]) -> tuple[list[str], NDArray[np.int32]]:
    """The text of every vector, and rows of (kind, passage number, number of the part, language number).

    Phrasings count as questions; those of sentences bear the number of their sentence. A question that belongs to no
    passage has passage number -1.
    """
    texts, rows = [], []
    for number, passage in enumerate(passages):
        parts = (
            [f"{passage.heading}\n{passage.text}"],
            [passage.text[start:end] for start, end in passage.sentences],
            [*passage.questions, *passage.phrasings],
        )
        language = LANGUAGES.index(passage.language)
        for kind, members in enumerate(parts):
            texts += members
            rows += [(kind, number, member, language) for member in range(len(members))]
        for member, asked_of in enumerate(passage.sentence_phrasings):
            texts += asked_of
            rows += [(UNIT_KINDS.index("sentence question"), number, member, language)] * len(asked_of)
    for name, questions in asked.items():
        for member, (text, its_language) in enumerate(questions):
            texts.append(text)
            rows.append((UNIT_KINDS.index(name), -1, member, LANGUAGES.index(its_language)))
    return texts, np.asarray(rows, dtype=np.int32)


def searchable_text(passage: Passage) -> str:
    """All words by which a passage is found."""
    return "\n".join((passage.heading, *passage.questions, *passage.phrasings, passage.text))


def searchable_sentences(passages: Sequence[Passage]) -> list[str]:
    """The same for every sentence, in order."""
    texts = []
    for passage in passages:
        asked = passage.sentence_phrasings or ((),) * len(passage.sentences)
        for (start, end), of_this in zip(passage.sentences, asked, strict=True):
            texts.append("\n".join((passage.text[start:end], *of_this)))
    return texts


def centred(vectors: Vectors, centroids: Vectors) -> Vectors:
    """The vectors with a centroid taken from each, at length 1 again."""
    moved = vectors - centroids
    return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=-1, keepdims=True), 1e-9), dtype=np.float32)
