"""Passages without an answer, the same for terminal, API and tools."""

from assistant.language import detect_language
from assistant.question import clean
from corpus.records import Language, Record
from index.search import Index


class Found(Record):
    """A passage that was found. The fields are the JSON of the terminal contract."""

    passage_id: str
    source_id: str
    language: Language
    heading: str
    text: str
    score: float


def find_passages(index: Index, text: str, language: Language | None, count: int) -> list[Found]:
    """The best passages for a text, best first, in its language unless one is given.

    Raises AssistantFault for a text that cannot be read.
    """
    wanted = clean(text)
    return [
        Found(
            passage_id=hit.passage.passage_id,
            source_id=hit.passage.source_id,
            language=hit.passage.language,
            heading=hit.passage.heading,
            text=hit.passage.text,
            score=round(hit.score, 6),
        )
        for hit in index.search(wanted, language or detect_language(wanted), count)
    ]
