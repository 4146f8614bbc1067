"""A linear probe on the vector of a question: is it of the kind that the corpus answers?"""

import numpy as np
from numpy.typing import NDArray

from index.embedders import Vectors

RIDGE = 0.001
"""Penalty on the weights. Between 0.001 and 0.03 the smallest was best on held-out questions: see `evals/LOG.md`."""


def fit_probe(vectors: Vectors, answered: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Weights and, last, the bias of a ridge regression (Hoerl and Kennard 1970) on +1 and -1, classes weighted alike.

    `vectors` has shape (questions, dimension); the result has dimension + 1 numbers, all zero where a class is empty.
    """
    columns = np.column_stack([vectors.astype(np.float64), np.ones(len(vectors))])
    if answered.all() or not answered.any():
        return np.zeros(columns.shape[1])
    weights = np.where(answered, 0.5 / answered.sum(), 0.5 / (~answered).sum())
    penalty = np.full(columns.shape[1], RIDGE)
    penalty[-1] = 0.0
    normal = columns.T @ (columns * weights[:, None]) + np.diag(penalty)
    solution = np.linalg.solve(normal, columns.T @ (weights * np.where(answered, 1.0, -1.0)))
    return np.asarray(solution, dtype=np.float64)
