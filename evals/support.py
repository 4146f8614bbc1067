"""How the citation checker does on sentences that are true of a section, and on the same with an error planted."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import ValidationError, model_validator

from assistant.records import Reason, Support
from assistant.support import Checker
from corpus.records import LANGUAGES, Language, Passage, Record
from evals.records import EvalFault, Split
from evals.summary import Row, share_rows

SupportKind = Literal["quote", "reworded", "number", "unit", "name", "negation", "author", "citation"]
TRUE_KINDS: tuple[SupportKind, ...] = ("quote", "reworded")
SENTENCES = Path(__file__).resolve().parent / "support"
_RANK: dict[Support, int] = {"unsupported": 0, "weak": 1, "supported": 2}


class SupportCase(Record):
    """A sentence that cites a section: true of it, or with one thing changed."""

    id: str
    language: Language
    half: Split
    kind: SupportKind
    sentence: str
    cites: str
    """Id of the section's first passage, which is the beginning of the ids of its other splits."""
    changed: str
    """What was changed into what; empty for a true sentence."""

    @property
    def is_true(self) -> bool:
        """Whether the section says it."""
        return self.kind in TRUE_KINDS

    @model_validator(mode="after")
    def _only_errors_are_changed(self) -> "SupportCase":
        if self.is_true == bool(self.changed):
            raise ValueError("a planted error says what was changed, a true sentence does not")
        return self


class JudgedCase(Record):
    """A sentence with what the checker made of it."""

    case: SupportCase
    state: Support
    reason: Reason
    detail: str

    @property
    def is_mistaken(self) -> bool:
        """Whether an error would be shown or a true sentence would not."""
        return self.case.is_true == (self.state == "unsupported")


def read_cases(half: Split, folder: Path = SENTENCES) -> tuple[SupportCase, ...]:
    """The sentences of one half, in the order of the files. Raises EvalFault for a broken line."""
    cases: list[SupportCase] = []
    for file in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(file.read_text(encoding="utf-8").removesuffix("\n").split("\n"), start=1):
            try:
                cases.append(SupportCase.model_validate_json(line))
            except ValidationError as error:
                fault = error.errors()[0]
                field = ".".join(map(str, fault["loc"]))
                what = f"{field}: {fault['msg']}" if field else fault["msg"]
                raise EvalFault(f"{file}, line {number}: {what}: correct it") from error
    if not cases:
        raise EvalFault(f"no sentences in {folder}: restore the folder")
    return tuple(case for case in cases if case.half == half)


def judge_cases(cases: Sequence[SupportCase], passages: Sequence[Passage], checker: Checker) -> list[JudgedCase]:
    """Every sentence held against its section. Raises EvalFault for a section that is not there."""
    return [_judged(case, passages, checker) for case in cases]


def support_rows(judged: Sequence[JudgedCase]) -> list[Row]:
    """Shares of the planted errors and of the true sentences by state, on all, each language and each kind."""
    rows: list[Row] = []
    measures: tuple[tuple[str, bool, Support], ...] = (
        ("planted errors caught", False, "unsupported"),
        ("planted errors shown as weak", False, "weak"),
        ("planted errors taken for supported", False, "supported"),
        ("true sentences removed", True, "unsupported"),
        ("true sentences shown as weak", True, "weak"),
    )
    for measure, is_true, state in measures:
        parts: dict[str, list[bool]] = {part: [] for part in ("all", *LANGUAGES)}
        for found in judged:
            if found.case.is_true == is_true:
                for part in ("all", found.case.language, found.case.kind):
                    parts.setdefault(part, []).append(found.state == state)
        rows += share_rows("support", measure, parts)
    return rows


def mistakes(judged: Sequence[JudgedCase]) -> list[JudgedCase]:
    """Errors that would be shown, then true sentences that would not."""
    return sorted((found for found in judged if found.is_mistaken), key=lambda found: found.case.is_true)


def _judged(case: SupportCase, passages: Sequence[Passage], checker: Checker) -> JudgedCase:
    section = [passage for passage in passages if passage.passage_id.partition("#")[0] == case.cites]
    if not section:
        raise EvalFault(f"sentence {case.id} cites {case.cites}, which is not in the index: correct {SENTENCES}")
    verdicts = [checker.judge(case.sentence, passage) for passage in section]
    best = max(verdicts, key=lambda verdict: (_RANK[verdict.state], verdict.share))
    return JudgedCase(case=case, state=best.state, reason=best.reason, detail=best.detail)
