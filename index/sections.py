"""Sections as one thing told in two languages: what speaks for one telling speaks for the other."""

from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from corpus.records import LANGUAGES, Passage
from index.embedders import Vectors
from index.mixing import UNKNOWN

PENALTY = 0.1
"""Ridge penalty, times the mean number of questions a section: from 0.003 to 0.3 all did alike, see `evals/LOG.md`."""


def fit_sections(vectors: Vectors, sections: NDArray[np.intp]) -> Vectors:
    """How like the questions of each section a question is: weights and, last, a bias, shape (sections, dimension + 1).

    Ridge regression (Hoerl and Kennard 1970) of the section on the vectors of its questions in all languages; a row for
    every section that has some, by its number.
    """
    asked, rows = np.unique(sections, return_inverse=True)
    columns = np.column_stack([vectors.astype(np.float64), np.ones(len(vectors))])
    sums = np.zeros((len(asked), columns.shape[1]))
    np.add.at(sums, rows, columns)
    penalty = PENALTY * len(vectors) / max(1, len(asked)) or 1.0
    normal = columns.T @ columns + penalty * np.eye(columns.shape[1])
    return np.asarray(np.linalg.solve(normal, sums.T).T, dtype=np.float32)


def section_numbers(passages: Sequence[Passage]) -> NDArray[np.intp]:
    """A number for the section of each passage, the same in all languages."""
    return np.unique([passage.place for passage in passages], return_inverse=True)[1].astype(np.intp)


class Sections:
    """Which passages and sentences are of one section, and which questions it answers."""

    def __init__(self, passages: Sequence[Passage], weights: Vectors) -> None:
        self.numbers = section_numbers(passages)
        self.languages = np.asarray([LANGUAGES.index(passage.language) for passage in passages])
        asked = [any((*p.questions, *p.phrasings, *chain(*p.sentence_phrasings))) for p in passages]
        self._asked = np.unique(self.numbers[asked])
        self._weights = weights
        starts = np.cumsum([0, *(len(passage.sentences) for passage in passages)])
        self.first_sentences = starts[:-1]
        self.twins = _twins(passages, starts)

    def shared(self, values: Vectors) -> Vectors:
        """A value of each passage, averaged with the best of its section in the other language where there is one."""
        best = np.full((int(self.numbers.max()) + 1, len(LANGUAGES)), UNKNOWN, dtype=np.float32)
        np.maximum.at(best, (self.numbers, self.languages), values)
        return _averaged(values, best[self.numbers, 1 - self.languages])

    def shared_by_sentence(self, numbers: NDArray[np.intp], values: Vectors) -> Vectors:
        """The same for sentences, by their numbers, where a passage has as many in both languages."""
        known = np.full(len(self.twins), UNKNOWN, dtype=np.float32)
        known[numbers] = values
        twins = self.twins[numbers]
        return _averaged(values, np.where(twins < 0, UNKNOWN, known[twins]))

    def likeness(self, vector: Vectors) -> Vectors:
        """For each passage how like the questions of its section a question is; UNKNOWN where there are none."""
        by_section = np.full(int(self.numbers.max()) + 1, UNKNOWN, dtype=np.float32)
        by_section[self._asked] = np.einsum("ij,j->i", self._weights, np.append(vector, np.float32(1)))
        return by_section[self.numbers]


def _averaged(values: Vectors, others: Vectors) -> Vectors:
    both = (values > UNKNOWN) & (others > UNKNOWN)
    return np.where(both, (values + others) / 2, values).astype(np.float32)


def _twins(passages: Sequence[Passage], starts: NDArray[np.intp]) -> NDArray[np.intp]:
    """For each sentence the number of the same one in the other language, or -1.

    `starts` are the numbers of the first sentences, and last how many there are. Sentences are paired in order where a
    section is one passage in either language and both have as many.
    """
    twins = np.full(int(starts[-1]), -1, dtype=np.intp)
    told: dict[str, list[int]] = {}
    for number, passage in enumerate(passages):
        told.setdefault(passage.place, []).append(number)
    for numbers in told.values():
        pair = [passages[number] for number in numbers]
        if len(pair) == 2 and pair[0].language != pair[1].language and len({len(p.sentences) for p in pair}) == 1:
            here, there = (np.arange(starts[number], starts[number + 1]) for number in numbers)
            twins[here], twins[there] = there, here
    return twins
