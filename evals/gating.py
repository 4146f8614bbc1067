"""Holds a run to the committed baseline: no measure may fall by more than its margin."""

import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from corpus.records import Record
from evals.records import EvalFault
from evals.summary import Row

BASELINE = Path(__file__).resolve().parent / "baseline.json"
MARGIN = 0.02
"""How far a share may move before the gate closes: one question of the test half is about 0.016."""
_GATED = {"retrieval", "answer", "citations", "abstention", "support"}
_SUPPORT_MARGIN = 0.025
"""Two of the hundred sentences of a sort, one of a language's fifty."""
_LOWER_IS_BETTER = ("answered", "refused", "words", "as weak", "for supported", "removed")
_WORDS_MARGIN, _DENSITY_MARGIN = 6.0, 0.1


class Fall(Record):
    """A measure that got worse."""

    measure: str
    before: float
    after: float


def write_baseline(rows: Sequence[Row], file: Path = BASELINE) -> None:
    """Make these rows the baseline."""
    gated = [row.model_dump() for row in _gated(rows)]
    file.write_text(json.dumps(gated, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def falls(rows: Sequence[Row], file: Path = BASELINE) -> list[Fall]:
    """Measures that are worse than the baseline by more than the margin, or missing."""
    try:
        baseline = TypeAdapter(list[Row]).validate_json(file.read_text(encoding="utf-8"))
    except (OSError, ValidationError) as error:
        raise EvalFault(
            f"{file} is no baseline ({type(error).__name__}): write it with `roadmap eval gate --accept`"
        ) from error
    now = {(row.measure, row.part): row.value for row in _gated(rows)}
    return [
        Fall(measure=f"{row.measure}, {row.part}", before=row.value, after=now.get((row.measure, row.part), -1.0))
        for row in baseline
        if (row.measure, row.part) not in now or _worse(row, now[row.measure, row.part])
    ]


def _gated(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.group in _GATED and row.part in {"all", "en", "zh", "fact"}]


def _worse(before: Row, after: float) -> bool:
    if "per 100 words" in before.measure:
        return after < before.value * (1 - _DENSITY_MARGIN)
    margin = _SUPPORT_MARGIN if before.group == "support" else MARGIN
    margin = _WORDS_MARGIN if "words" in before.measure else margin
    if any(word in before.measure for word in _LOWER_IS_BETTER):
        return after > before.value + margin
    return after < before.value - margin
