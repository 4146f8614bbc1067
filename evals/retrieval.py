"""Retrieval measures, by ir-measures over rankings of sections.

`R@k` is the share of questions with a right section among the first k, as in the literature on answering questions
(ir-measures calls it Success@k); `RR@10` and `nDCG@10` are as usual.
"""

from collections.abc import Mapping, Sequence

from evals.records import EvalQuestion

Rankings = Mapping[str, Sequence[str]]
"""Places by question id, best first."""
MEASURES = {"R@1": "Success@1", "R@3": "Success@3", "R@5": "Success@5", "RR@10": "RR@10", "nDCG@10": "nDCG@10"}


def measured(questions: Sequence[EvalQuestion], rankings: Rankings) -> dict[str, dict[str, float]]:
    """Each measure's value for each question that has gold sections: measure -> question id -> 0 to 1."""
    import ir_measures  # noqa: PLC0415  (a developer extra)

    relevant = {question.id: dict.fromkeys(question.gold, 1) for question in questions if question.gold}
    found = {
        identity: {place: float(len(rankings[identity]) - rank) for rank, place in enumerate(rankings[identity])}
        for identity in relevant
    }
    values: dict[str, dict[str, float]] = {name: dict.fromkeys(relevant, 0.0) for name in MEASURES}
    names = {ir_measures.parse_measure(theirs): ours for ours, theirs in MEASURES.items()}
    for metric in ir_measures.iter_calc(list(names), relevant, found):
        values[names[metric.measure]][metric.query_id] = float(metric.value)
    return values
