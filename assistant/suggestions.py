"""Questions to ask next, taken from the sections' own."""

from collections.abc import Iterator, Sequence
from itertools import chain

from assistant.question import Question
from corpus.records import Passage
from index.records import Hit
from index.search import Index

SUGGESTIONS = 3
# What a stranger asks first, for a question that found nothing near.
_OPENING = (
    "mynter-mle-roadmap/time-from-scratch",
    "datacamp-mle-guide/degree",
    "datacamp-mle-guide/hard-to-get-interviews",
)
_NEAR = 0.4


def suggest(question: Question, hits: Sequence[Hit], cited: set[str], index: Index) -> tuple[str, ...]:
    """Three questions that the corpus answers, in the language of the question, near to what was asked."""
    asked = question.text.casefold().strip(" ?？")
    found = dict[str, None]()
    for passage in _passages(question, hits, cited, index):
        found |= {text: None for text in passage.questions[:1] if text.casefold().strip(" ?？") != asked}
        if len(found) == SUGGESTIONS:
            break
    return tuple(found)


def _passages(question: Question, hits: Sequence[Hit], cited: set[str], index: Index) -> Iterator[Passage]:
    """Passages not quoted yet, nearest first, then the opening ones, then any."""
    near = (hit.passage for hit in hits if hit.similarity >= _NEAR)
    opening = (passage for place in _OPENING for passage in index.passages if passage.place == place)
    for passage in chain(near, opening, index.passages):
        if passage.language == question.language and passage.place not in cited:
            yield passage
