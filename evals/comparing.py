"""Two runs side by side: paired differences with intervals, and the questions that flipped."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.records import Record
from evals.records import EvalFault, Result
from evals.retrieval import measured

_SEED, _RESAMPLES = 20240607, 5000
_CONFIDENCE = 0.95


class Difference(Record):
    """One measure of two runs over the same questions."""

    measure: str
    first: float
    second: float
    low: float
    """Lower end of the bootstrap interval of the difference, second minus first."""
    high: float
    p: float
    """Two-sided paired randomisation test, adjusted by Holm's method over all measures."""
    count: int

    @property
    def verdict(self) -> str:
        """What may be said of it."""
        if self.low <= 0 <= self.high or self.p >= 1 - _CONFIDENCE:
            return "no difference"
        return "better" if self.low > 0 else "worse"


def compare(first: Sequence[Result], second: Sequence[Result]) -> list[Difference]:
    """Differences on the questions that both runs asked. Raises EvalFault when there are none."""
    pairs = _pairs(first, second)
    differences = []
    for name, values in _paired_values(pairs).items():
        one, two = np.asarray(values, dtype=np.float64).T
        low, high = interval(two - one)
        differences.append(
            Difference(
                measure=name, first=round(float(one.mean()), 4), second=round(float(two.mean()), 4),
                low=round(low, 4), high=round(high, 4), p=randomisation_p(two - one), count=len(values),
            )
        )  # fmt: skip
    adjusted = holm([difference.p for difference in differences])
    return [d.model_copy(update={"p": round(p, 4)}) for d, p in zip(differences, adjusted, strict=True)]


def flipped(first: Sequence[Result], second: Sequence[Result]) -> list[tuple[Result, Result]]:
    """Pairs in which the status or the share of vital nuggets changed."""
    return [
        (one, two)
        for one, two in _pairs(first, second)
        if (one.answer.status, one.scores.vital_recall) != (two.answer.status, two.scores.vital_recall)
    ]


def interval(differences: NDArray[np.float64]) -> tuple[float, float]:
    """Percentile bootstrap interval of the mean (Efron 1979)."""
    from scipy.stats import bootstrap  # noqa: PLC0415  (a developer extra)

    if np.all(differences == differences[0]):
        return float(differences[0]), float(differences[0])
    found = bootstrap(
        (differences,), np.mean, confidence_level=_CONFIDENCE, n_resamples=_RESAMPLES, method="percentile", rng=_SEED
    ).confidence_interval
    return float(found.low), float(found.high)


def randomisation_p(differences: NDArray[np.float64]) -> float:
    """Two-sided paired randomisation test of a mean difference of zero (Fisher 1935; Smucker et al. 2007)."""
    from scipy.stats import permutation_test  # noqa: PLC0415

    if not differences.any():
        return 1.0
    return float(
        permutation_test(
            (differences,), np.mean, permutation_type="samples", n_resamples=_RESAMPLES, rng=_SEED, vectorized=True
        ).pvalue
    )


def holm(values: Sequence[float]) -> list[float]:
    """Holm's step-down adjustment of p-values (Holm 1979), in the given order."""
    adjusted, highest = [0.0] * len(values), 0.0
    for rank, at in enumerate(sorted(range(len(values)), key=lambda position: values[position])):
        highest = max(highest, min(1.0, (len(values) - rank) * values[at]))
        adjusted[at] = highest
    return adjusted


def _pairs(first: Sequence[Result], second: Sequence[Result]) -> list[tuple[Result, Result]]:
    by_id = {result.question.id: result for result in second}
    pairs = [(one, by_id[one.question.id]) for one in first if one.question.id in by_id]
    if not pairs:
        raise EvalFault("the two runs have no question in common: compare runs of the same set")
    return pairs


def _paired_values(pairs: Sequence[tuple[Result, Result]]) -> dict[str, list[tuple[float, float]]]:
    values: dict[str, list[tuple[float, float]]] = {}
    questions = [one.question for one, _ in pairs if one.question.gold]
    runs = [measured(questions, {pair[side].question.id: pair[side].places for pair in pairs}) for side in (0, 1)]
    for name in runs[0]:
        values[name] = [(runs[0][name][q.id], runs[1][name][q.id]) for q in questions]
    measures: dict[str, Callable[[Result], float | None]] = {
        "strict vital nugget recall": lambda result: result.scores.vital_recall,
        "nugget recall": lambda result: result.scores.nugget_recall,
        "right status": lambda result: float(result.right_status),
        "citation precision": lambda result: result.scores.citation_precision,
    }
    for name, measure in measures.items():
        both = [(measure(one), measure(two)) for one, two in pairs]
        values[name] = [(one, two) for one, two in both if one is not None and two is not None]
    return {name: found for name, found in values.items() if found}
