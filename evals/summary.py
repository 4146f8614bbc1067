"""Results of a run as rows: one measure on one slice of the questions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median

import numpy as np

from assistant.drafts import EXTRACTIVE
from assistant.records import Answer, Check
from corpus.records import LANGUAGES, Record
from evals.records import REFUSED_KINDS, Result, Scores
from evals.retrieval import measured


class Row(Record):
    """A measure on a slice: its mean (or median, where the name says so) over `count` questions or sentences."""

    group: str
    measure: str
    part: str
    value: float
    count: int


ANSWER_MEASURES: dict[str, Callable[[Scores], float | None]] = {
    "strict vital nugget recall": lambda scores: scores.vital_recall,
    "nugget recall": lambda scores: scores.nugget_recall,
    "nuggets per 100 words": lambda scores: scores.nuggets_per_100_words,
}


def summarise(results: Sequence[Result]) -> list[Row]:
    """All rows of one run."""
    answerable = [result for result in results if result.question.expected == "answered"]
    given = _answered(answerable)
    rows = _retrieval_rows(answerable)
    for name, measure in ANSWER_MEASURES.items():
        rows += _rows("answer", name, answerable, {r.question.id: measure(r.scores) for r in answerable})
    facts = [result.scores.words for result in given if result.question.kind == "fact"]
    if facts:
        rows.append(Row(group="answer", measure="median words", part="fact", value=median(facts), count=len(facts)))
    rows += _rows("answer", "right language", results, _each(results, lambda r: float(r.scores.right_language)))
    rows += _rows("citations", "replay", results, _each(results, lambda r: float(r.scores.replay)))
    rows += _rows("citations", "precision", given, _each(given, lambda r: r.scores.citation_precision))
    rows += _rows("citations", "recall", given, _each(given, lambda r: r.scores.citation_recall))
    wrong = _each(results, lambda r: float(not r.right_status))
    rows += _rows("abstention", "answerable refused", answerable, wrong)
    for kind in REFUSED_KINDS:
        members = [result for result in results if result.question.kind == kind]
        rows += _rows("abstention", f"{kind} answered", members, wrong)[:1]
    return rows + _speed_rows(results)


def model_rows(results: Sequence[Result]) -> list[Row]:
    """What became of the questions that a language model was asked, and of the sentences that it wrote."""
    asked = [result for result in results if result.answer.answerer != EXTRACTIVE or result.answer.notice]
    of_part: dict[str, list[Answer]] = {
        part: [result.answer for result in asked if part in {"all", result.question.language}]
        for part in ("all", *LANGUAGES)
    }
    by_answer: dict[str, Callable[[Answer], bool]] = {
        "answers written by the model": lambda answer: answer.status == "answered" and not answer.notice,
        "answers quoted after a fault": lambda answer: bool(answer.notice),
        "answers declined by the model": lambda answer: answer.status == "abstained",
    }
    by_sentence: dict[str, Callable[[Check], bool]] = {
        "sentences supported": lambda check: check.state == "supported",
        "sentences weak": lambda check: check.state == "weak",
        # With unsupported sentences marked, the rest up to 1 is shown with a mark.
        "sentences removed": lambda check: not check.shown,
    }
    rows: list[Row] = []
    for name, holds in by_answer.items():
        rows += share_rows("model", name, {part: [*map(holds, answers)] for part, answers in of_part.items()})
    checks = {part: [check for answer in answers for check in answer.checks] for part, answers in of_part.items()}
    for name, is_so in by_sentence.items():
        rows += share_rows("model", name, {part: [*map(is_so, members)] for part, members in checks.items()})
    return rows


def share_rows(group: str, measure: str, parts: Mapping[str, Sequence[bool]]) -> list[Row]:
    """The share of those that are so in each part; no row for a part without members."""
    return [
        Row(group=group, measure=measure, part=part, value=round(sum(found) / len(found), 4), count=len(found))
        for part, found in parts.items()
        if found
    ]


def percentile_rows(name: str, seconds: Sequence[float]) -> list[Row]:
    """Median and 95th percentile of some times, in milliseconds."""
    return [
        Row(
            group="speed",
            measure=f"{name}, ms",
            part=f"p{percent}",
            value=round(float(np.percentile(seconds, percent)) * 1000, 2),
            count=len(seconds),
        )
        for percent in (50, 95)
    ]


def _answered(results: Iterable[Result]) -> list[Result]:
    return [result for result in results if result.answer.status == "answered"]


def _retrieval_rows(answerable: Sequence[Result]) -> list[Row]:
    questions = [result.question for result in answerable]
    rankings = {result.question.id: result.places for result in answerable}
    rows = []
    for name, values in measured(questions, rankings).items():
        rows += _rows("retrieval", name, answerable, values)
    return rows


def _each(results: Iterable[Result], value: Callable[[Result], float | None]) -> dict[str, float | None]:
    return {result.question.id: value(result) for result in results}


def _rows(group: str, measure: str, results: Sequence[Result], values: Mapping[str, float | None]) -> list[Row]:
    """The measure, given by question id, on all results, on each language and on each kind."""
    parts: dict[str, list[Result]] = {"all": list(results)}
    for language in LANGUAGES:
        parts[language] = [result for result in results if result.question.language == language]
    for result in results:
        parts.setdefault(result.question.kind, []).append(result)
    rows = []
    for part, members in parts.items():
        numbers = [number for result in members if (number := values[result.question.id]) is not None]
        if numbers:
            mean = round(float(np.mean(numbers)), 4)
            rows.append(Row(group=group, measure=measure, part=part, value=mean, count=len(numbers)))
    return rows


def _speed_rows(results: Sequence[Result]) -> list[Row]:
    rows: list[Row] = []
    for name in ("search", "answer", "total"):
        rows += percentile_rows(name, [getattr(result.answer.seconds, name) for result in results])
    return rows
