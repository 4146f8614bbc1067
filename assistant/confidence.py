"""Whether the articles answer a question at all: a logistic model over a few signals of the search.

The coefficients in `confidence.json` are fitted by `python -m evals.calibrating` on ways of asking that each section
lists, held out of the index, against questions that the articles do not answer, held out as well.
"""

import math
from collections.abc import Sequence
from pathlib import Path

from assistant.patterns import FACTS_OF_ENTRY, PREMISE
from assistant.question import ML_GOALS, Question
from assistant.records import AssistantFault
from corpus.records import Record
from index.records import Hit
from index.search import Index

COEFFICIENTS = Path(__file__).with_name("confidence.json")
SIGNALS = (
    "best sentence", "asked", "coverage", "nearest unanswerable", "premise", "likeness to answered"
)  # fmt: skip
_TOP = 3
_LEAST_FOR_RESOURCES = 0.45
"""Probability for questions after resources: a foreign course or book looks much like one of the list."""
_LISTED = 0.95
"""Cosine from which a question counts as one of a section's own."""


class Confidence(Record):
    """The fitted model: standardised signals, weighted, against a threshold."""

    signals: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float
    threshold: float

    def probability(self, values: Sequence[float]) -> float:
        """Probability that the question is answered, for signals in the order of SIGNALS."""
        standard = ((value - mean) / scale for value, mean, scale in zip(values, self.mean, self.scale, strict=True))
        total = self.bias + sum(weight * value for weight, value in zip(self.weights, standard, strict=True))
        return 1 / (1 + math.exp(-total))

    def answers(self, values: Sequence[float], least: float = 0.0) -> bool:
        """Whether the question counts as answered, by the fitted threshold or a higher one."""
        return self.probability(values) >= max(self.threshold, least)


def is_answerable(confidence: Confidence, question: Question, hits: Sequence[Hit], index: Index) -> bool:
    """Whether the articles answer: a section lists the question, a reader of a known background asks for the way into
    machine learning, somebody asks for what the entry of a named resource tells, or the model says so."""
    named = {hit.passage.section_id for hit in hits} & question.names["resource"]
    if question.kind == "resource" and named and FACTS_OF_ENTRY[question.language].search(question.text):
        return True
    listed = max((hit.asked for hit in hits), default=0.0) >= _LISTED
    on_the_way = question.kind == "profile" and bool(question.names["term"] & ML_GOALS)
    least = _LEAST_FOR_RESOURCES if question.kind == "resource" else 0.0
    return listed or on_the_way or confidence.answers(features(question, hits, index), least)


def read_confidence(file: Path = COEFFICIENTS) -> Confidence:
    """The fitted model that the project ships."""
    confidence = Confidence.model_validate_json(file.read_text(encoding="utf-8"))
    if confidence.signals != SIGNALS:
        raise AssistantFault(f"{file} was fitted for other signals: run `python -m evals.calibrating`")
    return confidence


def features(question: Question, hits: Sequence[Hit], index: Index) -> tuple[float, ...]:
    """The signals of one question, in the order of SIGNALS; cosines -1 to 1, shares 0 to 1."""
    text, language = question.text, question.language
    asked = sorted((hit.asked for hit in hits), reverse=True)[:_TOP]
    sentences = (sentence.similarity for hit in hits[:_TOP] for sentence in hit.sentences)
    return (
        max(sentences, default=0.0),
        sum(asked) / max(1, len(asked)),
        max((hit.coverage for hit in hits), default=0.0),
        index.nearest("unanswerable", text, language, _TOP),
        float(bool(PREMISE[language].search(text))),
        index.likeness_to_answered(text, language),
    )
