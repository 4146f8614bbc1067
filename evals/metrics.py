"""Measures of one answer, each worked by hand in a test."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from assistant.citations import MARKER
from assistant.extractive import word_count
from assistant.language import detect_language
from assistant.records import Answer, Citation
from assistant.support import Checker
from assistant.writing import UNSUPPORTED_MARK
from corpus.records import Passage
from corpus.splitting import sentence_spans
from evals.records import EvalQuestion, Nugget, Scores

_MARKS = re.compile(rf" ?(?:{MARKER.pattern}|{re.escape(UNSUPPORTED_MARK)})")
_LABEL_OR_POINT = re.compile(r"^(?:\*\*[^*\n]+\*\* ?|- )", re.MULTILINE)


def score(
    question: EvalQuestion, answer: Answer, passages: Mapping[str, Passage], checker: Checker | None = None
) -> Scores:
    """All measures of one answer; `checker` holds the sentences of a language model against their quotes."""
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
        citation_recall=supported_share(answer, passages, checker) if answered else None,
    )


def plain_text(text: str) -> str:
    """The text of an answer without markers, labels and signs of lists."""
    return _LABEL_OR_POINT.sub("", _MARKS.sub("", text))


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


def supported_share(
    answer: Answer, passages: Mapping[str, Passage] = MappingProxyType({}), checker: Checker | None = None
) -> float:
    """Share of the sentences that have a marker and stand word for word in a quote that they are marked with.

    A sentence that a language model wrote counts also where `checker` lets it pass beside its quotes.
    """
    citations = {citation.number: citation for citation in answer.citations}
    sentences, supported = 0, 0
    # Points of a model's list stand in lines of their own, quotations in paragraphs.
    for paragraph in answer.text.split("\n" if answer.checks else "\n\n"):
        body = _LABEL_OR_POINT.sub("", paragraph)
        for start, end in sentence_spans(body, answer.language):
            marked = body[start:end]
            text = _MARKS.sub("", marked)
            cited = [citations[number] for found in MARKER.findall(marked) if (number := int(found)) in citations]
            sentences += 1
            supported += any(text in citation.quote for citation in cited) or bool(
                checker and answer.checks and _passes(text, cited, passages, checker)
            )
    return supported / sentences if sentences else 0.0


def _passes(text: str, cited: Sequence[Citation], passages: Mapping[str, Passage], checker: Checker) -> bool:
    """Whether the checker would show the sentence had its passages nothing but the quotes, one by one or together."""
    verdicts = [
        checker.judge(text, _only(citation.quote, passage))
        for citation in cited
        if (passage := passages.get(citation.passage_id)) is not None
    ]
    if any(verdict.state != "unsupported" for verdict in verdicts):
        return True
    return len(verdicts) > 1 and bool(checker.judge_together(text, verdicts))


def _only(quote: str, passage: Passage) -> Passage:
    """The passage cut down to a quote."""
    return passage.model_copy(update={"text": quote, "sentences": sentence_spans(quote, passage.language)})


def _precision(question: EvalQuestion, answer: Answer, passages: Mapping[str, Passage]) -> float:
    cited = [passages[citation.passage_id] for citation in answer.citations if citation.passage_id in passages]
    good = [p for p in cited if p.place in question.gold or any(holds(p.text, nugget) for nugget in question.nuggets)]
    return len(good) / len(answer.citations) if answer.citations else 0.0


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
