"""Records of the judge: questions with what a good answer holds, and what was measured on them."""

from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError, model_validator

from assistant.records import Answer, Status
from corpus.records import Language, Record

Split = Literal["dev", "test"]
EvalKind = Literal[
    "fact", "advice", "profile", "comparison", "resource", "plan", "follow_up",
    "off_topic", "fact_absent", "false_premise", "injection",
]  # fmt: skip
REFUSED_KINDS: tuple[EvalKind, ...] = ("off_topic", "injection", "fact_absent", "false_premise")
QUESTIONS = Path(__file__).resolve().parent / "questions"


class EvalFault(Exception):
    """Questions or results that cannot be used; the message says what, its value, and the next step."""


class Nugget(Record):
    """A fact that an answer must (vital) or may hold; any alias in the text of the answer counts."""

    id: str
    vital: bool
    aliases: dict[Language, tuple[str, ...]]


class EvalQuestion(Record):
    """A question of the fixed set."""

    id: str
    language: Language
    split: Split
    kind: EvalKind
    question: str
    history: tuple[str, ...]
    expected: Status
    gold: tuple[str, ...]
    """`<article_id>/<section_id>` of every section that answers."""
    nuggets: tuple[Nugget, ...]
    note: str = ""

    @model_validator(mode="after")
    def _refusals_hold_nothing(self) -> "EvalQuestion":
        refused = self.kind in REFUSED_KINDS
        if refused != (self.expected == "abstained") or refused == bool(self.gold) or refused == bool(self.nuggets):
            raise ValueError("a question to be refused has no gold and no nuggets, any other has both")
        return self


class Scores(Record):
    """What was measured on one answer; None where a measure does not apply."""

    vital_recall: float | None
    """Share of the vital nuggets in the text."""
    nugget_recall: float | None
    """Share of all nuggets in the text."""
    words: float
    nuggets_per_100_words: float | None
    right_language: bool
    replay: bool
    """Every quote is verbatim, every marker has a citation and every citation a marker."""
    citation_precision: float | None
    """Share of the cited passages that are gold or hold a nugget."""
    citation_recall: float | None
    """Share of the sentences that stand in the quote they are marked with; of a model's, that it supports."""


class Result(Record):
    """One question, its answer, and the scores of the answer."""

    question: EvalQuestion
    answer: Answer
    places: tuple[str, ...]
    """`<article_id>/<section_id>` of what was found, best first."""
    scores: Scores

    @property
    def right_status(self) -> bool:
        """Whether it was answered or refused as expected."""
        return self.answer.status == self.question.expected


def read_questions(split: Split | Literal["all"], folder: Path = QUESTIONS) -> tuple[EvalQuestion, ...]:
    """The questions of one half, or all, in the order of the files. Raises EvalFault for a broken line."""
    questions: list[EvalQuestion] = []
    for file in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(file.read_text(encoding="utf-8").removesuffix("\n").split("\n"), start=1):
            try:
                questions.append(TypeAdapter(EvalQuestion).validate_json(line))
            except ValidationError as error:
                raise EvalFault(f"{file}, line {number}: {error.errors()[0]['msg']}: correct it") from error
    if not questions:
        raise EvalFault(f"no questions in {folder}: restore the folder")
    return tuple(question for question in questions if split in {"all", question.split})
