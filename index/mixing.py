"""Mixes the evidence of several signals into one score for each passage."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

UNKNOWN = -2.0
"""Below every cosine and every score: no evidence."""
# Weights of the normalised signals, see `evals/LOG.md`. What is asked of a section tells most; where nothing is listed,
# its best sentence stands in for its questions, in meaning and in words.
DENSE = {"passage": 0.25, "sentence": 0.25, "question": 1.0, "section": 0.5}
LEXICAL = {"passage": 1.0, "sentence": 0.5}
# A passage in the other language has dense evidence only, which a translation weakens.
OTHER_LANGUAGE = 0.9
_LEAST_SPREAD = 1e-9


def mixed(dense: Mapping[str, Scores], lexical: Mapping[str, Scores], own: NDArray[np.bool_]) -> Scores:
    """Weighted mean of the known signals, min-max normalised (Bruch et al. 2023): 0 to 1 for each passage.

    Only passages in the language of the question, `own`, have lexical evidence; others are scored on the dense part.
    """
    dense_sum, dense_weight = _weighed(DENSE, dense)
    lexical_sum, lexical_weight = _weighed(LEXICAL, lexical)
    both = (dense_sum + lexical_sum) / np.maximum(dense_weight + lexical_weight, 1e-9)
    only_dense = OTHER_LANGUAGE * dense_sum / np.maximum(dense_weight, 1e-9)
    return np.asarray(np.where(own, both, only_dense), dtype=np.float32)


def _weighed(weights: Mapping[str, float], signals: Mapping[str, Scores]) -> tuple[Scores, Scores]:
    """The weighted sum of the normalised signals, and the weights of those that are known, for each passage.

    A signal that is the same wherever it is known tells nothing and is left out.
    """
    total, weight_known = (np.zeros_like(next(iter(signals.values()))) for _ in range(2))
    for name, weight in weights.items():
        known = signals[name] > UNKNOWN
        low, high = (
            np.min(signals[name], where=known, initial=np.inf),
            np.max(signals[name], where=known, initial=-np.inf),
        )
        if high - low >= _LEAST_SPREAD:
            total += weight * known * (signals[name] - low) / (high - low)
            weight_known += weight * known
    return total, weight_known
