"""What a language model as the judge says of the answers of a run: records, rows, and the file beside the results."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import ValidationError

from corpus.records import LANGUAGES, Language, Record
from evals.records import EvalFault
from evals.summary import Row, share_rows

GROUP = "judged"
FILE = "judged.jsonl"


class Verdict(Record):
    """What the judge says to one thing that it was asked."""

    holds: bool | None
    """None where there is no verdict."""
    reply: str
    """The beginning of what it said."""
    fault: str = ""
    """Why there is no verdict."""


class JudgedAnswer(Record):
    """The verdicts on one answer."""

    id: str
    """Of the question."""
    language: Language
    judge: str
    """`<provider>:<model>`."""
    faithful: Verdict
    """Whether the quotes that it cites support the answer."""
    relevant: Verdict
    """Whether the answer and its quotes are in line with the question."""

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """The verdicts by their names."""
        return {"faithful": self.faithful, "relevant": self.relevant}


def judged_rows(judged: Sequence[JudgedAnswer]) -> list[Row]:
    """Shares of the answers, by language, that got a yes among those with a verdict, and that got no verdict."""
    rows: list[Row] = []
    for name in ("faithful", "relevant"):
        given: dict[str, list[bool]] = {}
        missing: dict[str, list[bool]] = {}
        for part in ("all", *LANGUAGES):
            for answer in judged:
                if part in {"all", answer.language}:
                    holds, slice_ = answer.verdicts[name].holds, f"{part}, says {answer.judge}"
                    missing.setdefault(slice_, []).append(holds is None)
                    if holds is not None:
                        given.setdefault(slice_, []).append(holds)
        rows += share_rows(GROUP, name, given) + share_rows(GROUP, f"{name}: no verdict", missing)
    return rows


def missing_reasons(judged: Iterable[JudgedAnswer]) -> list[str]:
    """Why there is no verdict, once for each that is missing."""
    return [verdict.fault for answer in judged for verdict in answer.verdicts.values() if verdict.holds is None]


def read_judged(folder: Path) -> tuple[JudgedAnswer, ...]:
    """The verdicts of a run; none where no judge was named. Raises EvalFault for a file that cannot be read."""
    file = folder / FILE
    if not file.is_file():
        return ()
    try:
        return tuple(map(JudgedAnswer.model_validate_json, file.read_text(encoding="utf-8").split("\n")[:-1]))
    except ValidationError as error:
        raise EvalFault(f"{file} is damaged or of another version: make it anew with `roadmap eval run`") from error
