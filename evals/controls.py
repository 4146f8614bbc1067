"""Negative controls: the same measures on spoilt results. A control that does not fall makes the run void."""

import random
import re
from collections.abc import Callable, Mapping, Sequence

from assistant.records import Answer, Citation
from assistant.support import Checker
from corpus.records import Passage, Record
from evals.metrics import score
from evals.records import Result
from evals.retrieval import measured

_SEED = 20240607
# A label, a marker, or a number that stands in neither.
_NUMBER = re.compile(r"^\*\*[^*\n]+\*\*|\[\d+\]|\d+", re.MULTILINE)


class Control(Record):
    """A measure before and after the results were spoilt in one way."""

    name: str
    measure: str
    before: float
    after: float

    @property
    def fell(self) -> bool:
        """Whether the measure saw the damage."""
        return self.after < self.before


def run_controls(
    results: Sequence[Result], passages: Mapping[str, Passage], checker: Checker | None = None
) -> list[Control]:
    """All controls, deterministic. `passages` are those of the index, by id; `checker` as in `score`."""
    rng = random.Random(_SEED)  # noqa: S311  (reproducible, not secret)
    cited = [result for result in results if result.answer.citations and result.question.gold]
    numbered = [result for result in cited if _changed_number(result.answer.text) != result.answer.text]

    def shuffled(answer: Answer) -> Answer:
        donor = rng.choice([other.answer for other in cited if other.answer.citations != answer.citations])
        return _with_quotes(answer, [rng.choice(donor.citations) for _ in answer.citations])

    def one_number_changed(answer: Answer) -> Answer:
        return answer.model_copy(update={"text": _changed_number(answer.text)})

    def foreign_passage(answer: Answer) -> Answer:
        used = {citation.source_id for citation in answer.citations}
        others = [p for p in passages.values() if p.source_id not in used and p.language == answer.language]
        return _with_passages(answer, [rng.choice(others) for _ in answer.citations])

    def mean(members: Sequence[Result], name: str, change: Callable[[Answer], Answer] = lambda answer: answer) -> float:
        values = [float(getattr(score(r.question, change(r.answer), passages, checker), name)) for r in members]
        return round(sum(values) / len(values), 4) if values else 0.0

    plan: list[tuple[str, str, Sequence[Result], Callable[[Answer], Answer]]] = [
        ("citations shuffled", "replay", cited, shuffled),
        ("citations shuffled", "citation_recall", cited, shuffled),
        ("one number changed", "citation_recall", numbered, one_number_changed),
        ("a passage of another article swapped in", "citation_precision", cited, foreign_passage),
        ("a passage of another article swapped in", "citation_recall", cited, foreign_passage),
    ]
    controls = [
        Control(name=name, measure=measure, before=mean(members, measure), after=mean(members, measure, change))
        for name, measure, members, change in plan
    ]
    return [*controls, _random_retrieval(results, passages, rng)]


def _random_retrieval(results: Sequence[Result], passages: Mapping[str, Passage], rng: random.Random) -> Control:
    places = sorted({passage.place for passage in passages.values()})
    questions = [result.question for result in results if result.question.gold]
    found = {result.question.id: result.places for result in results}
    before = measured(questions, found)["R@5"]
    after = measured(questions, {question.id: rng.sample(places, 10) for question in questions})["R@5"]
    share = [round(sum(values.values()) / len(values), 4) for values in (before, after)]
    return Control(name="random retrieval", measure="R@5", before=share[0], after=share[1])


def _with_quotes(answer: Answer, donors: Sequence[Citation]) -> Answer:
    citations = tuple(
        citation.model_copy(update={"quote": donor.quote})
        for citation, donor in zip(answer.citations, donors, strict=True)
    )
    return answer.model_copy(update={"citations": citations})


def _with_passages(answer: Answer, donors: Sequence[Passage]) -> Answer:
    citations = tuple(
        citation.model_copy(
            update={"passage_id": donor.passage_id, "quote": donor.text, "start": 0, "end": len(donor.text)}
        )
        for citation, donor in zip(answer.citations, donors, strict=True)
    )
    return answer.model_copy(update={"citations": citations})


def _changed_number(text: str) -> str:
    """The text with its first number outside labels and markers raised by one."""
    found = next((match for match in _NUMBER.finditer(text) if match[0].isdigit()), None)
    return text if found is None else f"{text[: found.start()]}{int(found[0]) + 1}{text[found.end() :]}"
