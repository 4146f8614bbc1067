"""Measures of one answer, each worked by hand in a test."""

import re
import unicodedata
from collections.abc import Mapping

from assistant.citations import MARKER
from assistant.extractive import word_count
from assistant.language import detect_language
from assistant.records import Answer
from corpus.records import Passage
from corpus.splitting import sentence_spans
from evals.records import EvalQuestion, Nugget, Scores


def score(question: EvalQuestion, answer: Answer, passages: Mapping[str, Passage]) -> Scores:
    """All measures of one answer."""
    answered = answer.status == "answered"
    judged = bool(question.nuggets)
    body = plain_text(answer.text) if answered else ""
    found = [nugget for nugget in question.nuggets if holds(body, nugget)]
    vital = [nugget for nugget in question.nuggets if nugget.vital]
    words = word_count(body)
    return Scores(
        vital_recall=sum(nugget in found for nugget in vital) / len(vital) if vital else None,
        nugget_recall=len(found) / len(question.nuggets) if judged else None,
        words=words,
        nuggets_per_100_words=100 * len(found) / words if judged and words else None,
        right_language=answer.language == question.language and detect_language(answer.text) == question.language,
        replay=replays(answer, passages),
        citation_precision=_precision(question, answer, passages) if answered and judged else None,
        citation_recall=supported_share(answer) if answered else None,
    )


def plain_text(text: str) -> str:
    """The text of an answer without markers and labels."""
    return re.sub(r"^\*\*[^*\n]+\*\* ?", "", re.sub(rf" ?{MARKER.pattern}", "", text), flags=re.MULTILINE)


def holds(text: str, nugget: Nugget) -> bool:
    """Whether any alias, in either language, stands in the text (case and white space folded)."""
    folded = _fold(text)
    return any(_fold(alias) in folded for aliases in nugget.aliases.values() for alias in aliases)


def replays(answer: Answer, passages: Mapping[str, Passage]) -> bool:
    """Whether every quote is cut from its passage as stated, and markers and citations match one to one."""
    numbers = list(dict.fromkeys(int(number) for number in MARKER.findall(answer.text)))
    return numbers == [citation.number for citation in answer.citations] and all(
        (passage := passages.get(citation.passage_id)) is not None
        and passage.text[citation.start : citation.end] == citation.quote
        for citation in answer.citations
    )


def supported_share(answer: Answer) -> float:
    """Share of the sentences that have a marker and stand word for word in a quote that they are marked with."""
    quotes = {citation.number: citation.quote for citation in answer.citations}
    sentences, supported = 0, 0
    for paragraph in answer.text.split("\n\n"):
        body = re.sub(r"^\*\*[^*\n]+\*\* ?", "", paragraph)
        for start, end in sentence_spans(body, answer.language):
            marked = body[start:end]
            text = re.sub(rf" ?{MARKER.pattern}", "", marked)
            sentences += 1
            supported += any(text in quotes.get(int(number), "") for number in MARKER.findall(marked))
    return supported / sentences if sentences else 0.0


def _precision(question: EvalQuestion, answer: Answer, passages: Mapping[str, Passage]) -> float:
    cited = [passages[citation.passage_id] for citation in answer.citations if citation.passage_id in passages]
    good = [p for p in cited if p.place in question.gold or any(holds(p.text, nugget) for nugget in question.nuggets)]
    return len(good) / len(answer.citations) if answer.citations else 0.0


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
