"""Whether the articles answer a question at all: logistic models over a few signals of the search.

One is for sources that list questions, as the notes do; its counterexamples are in the corpus. The other is for
imported ones, which have nothing but their text. The coefficients in `confidence.json` are fitted by `python -m
evals.calibrating`.
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
    "best sentence",
    "asked",
    "coverage",
    "nearest unanswerable",
    "premise",
    "likeness to answered",
    "lead",
    "after a resource",
    "chinese",
)
TEXT_SIGNALS = ("best sentence", "coverage")
"""For sources that list no questions."""
_TOP = 3
_LISTED = 0.95
"""Cosine from which a question counts as one of a section's own."""


class Confidence(Record):
    """A fitted model: standardised signals, weighted, against a threshold."""

    signals: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float
    threshold: float

    def probability(self, values: Sequence[float]) -> float:
        """Probability that the question is answered, for signals in their order."""
        standard = ((value - mean) / scale for value, mean, scale in zip(values, self.mean, self.scale, strict=True))
        total = self.bias + sum(weight * value for weight, value in zip(self.weights, standard, strict=True))
        return 1 / (1 + math.exp(-total))

    def answers(self, values: Sequence[float]) -> bool:
        """Whether the question counts as answered, by the fitted threshold."""
        return self.probability(values) >= self.threshold


class Confidences(Record):
    """Both models."""

    questions: Confidence
    text: Confidence


def is_answerable(confidences: Confidences, question: Question, hits: Sequence[Hit], index: Index) -> bool:
    """Whether the articles answer: a section lists the question, a reader of a known background asks for the way into
    machine learning, somebody asks for what the entry of a named resource tells, or one of the models says so."""
    texts = [hit for hit in hits if not hit.passage.questions]
    if texts and confidences.text.answers(text_features(texts)):
        return True
    if len(texts) == len(hits):
        return False
    named = {hit.passage.section_id for hit in hits} & question.names["resource"]
    if question.kind == "resource" and named and FACTS_OF_ENTRY[question.language].search(question.text):
        return True
    listed = max((hit.asked for hit in hits), default=0.0) >= _LISTED
    on_the_way = question.kind == "profile" and bool(question.names["term"] & ML_GOALS)
    return listed or on_the_way or confidences.questions.answers(features(question, hits, index))


def read_confidences(file: Path = COEFFICIENTS) -> Confidences:
    """The fitted models that the project ships."""
    confidences = Confidences.model_validate_json(file.read_text(encoding="utf-8"))
    if (confidences.questions.signals, confidences.text.signals) != (SIGNALS, TEXT_SIGNALS):
        raise AssistantFault(f"{file} was fitted for other signals: run `python -m evals.calibrating`")
    return confidences


def text_features(hits: Sequence[Hit]) -> tuple[float, float]:
    """The signals of one question for sources without questions, in the order of TEXT_SIGNALS; `hits` best first."""
    sentences = (sentence.similarity for hit in hits[:_TOP] for sentence in hit.sentences)
    return max(sentences, default=0.0), max((hit.coverage for hit in hits), default=0.0)


def features(question: Question, hits: Sequence[Hit], index: Index) -> tuple[float, ...]:
    """The signals of one question, in the order of SIGNALS; cosines -1 to 1, shares 0 to 1."""
    text, language = question.text, question.language
    asked = sorted((hit.asked for hit in hits), reverse=True)[:_TOP]
    best_sentence, coverage = text_features(hits)
    scores = [hit.score for hit in hits[:2]] + [0.0, 0.0]
    return (
        best_sentence,
        sum(asked) / max(1, len(asked)),
        coverage,
        index.nearest("unanswerable", text, language, _TOP),
        float(bool(PREMISE[language].search(text))),
        index.likeness_to_answered(text, language),
        # A section that stands out is seldom found by chance.
        scores[0] - scores[1],
        # A foreign course or book looks much like one of the list.
        float(question.kind == "resource"),
        float(language == "zh"),
    )
