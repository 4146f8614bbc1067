"""Checks an index against the corpus, to the last vector."""

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from index.building import BATCH
from index.embedders import Embedder
from index.records import IndexFault
from index.search import Index
from index.store import BUILD
from index.units import read_asked, read_passages, unit_table

TOLERANCE = 1e-4
"""Largest difference of a vector's component between two machines."""


def verify_index(
    index: Path, corpus: Path, embedder: Embedder, progress: Callable[[Iterable[int], int], Iterable[int]]
) -> int:
    """Compare files with their hashes, and passages and vectors with what a build would make now; counts the vectors.

    Raises IndexFault, naming the first difference.
    """
    opened = Index.open(index, corpus, embedder)
    passages = read_passages(opened.corpus)
    if list(opened.passages) != passages:
        raise IndexFault(f"index {index}: its passages differ from those of {corpus}: {BUILD}")
    texts, units = unit_table(passages, read_asked(opened.corpus))
    starts = range(0, len(texts), BATCH)
    for start in progress(starts, len(starts)):
        fresh = embedder.passages(texts[start : start + BATCH])
        rows = range(start, min(start + BATCH, len(texts)))
        difference = float(np.abs(opened.prepared(fresh, rows) - opened.vectors(rows)).max())
        if difference > TOLERANCE:
            place = passages[units[start][1]].passage_id if units[start][1] >= 0 else "the other questions"
            raise IndexFault(f"index {index}: vectors near {place} differ by {difference:.2g}: {BUILD}")
    return len(texts)
