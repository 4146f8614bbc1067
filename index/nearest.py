"""The vectors of an index, and which of them are most like a question.

`vectors.npy` holds them all and is mapped, not read. Beyond EXACT_LIMIT of them a build adds `nearest.faiss`, an
approximate index that proposes rows; cosines always come from the vectors themselves.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embedders import Vectors

EXACT_LIMIT = 100_000
"""Vectors that are all compared with a question: one core needs about 10 ms for so many of 512 numbers."""
PROPOSED = 1000
"""Rows that the approximate index proposes."""
_VECTORS, _APPROXIMATE = "vectors.npy", "nearest.faiss"
# Cells for each root of the count, and how many are looked into: recall at 10 of real questions is .99 for 100,000
# sentence vectors and .986 for 410,000, and time grows with the root of the count.
_CELLS_PER_ROOT, _LOOKED_INTO = 4, 384
# Vectors for each cell and rounds of k-means, the fewest that do not cost recall.
_TRAINED_ON, _ROUNDS = 40, 10
_SEED = 1
_AT_ONCE = 50_000
# So many vectors stay in the cache of a processor while they are fetched and multiplied: five times as fast as at once.
_PIECE = 128

Rows = NDArray[np.intp] | Sequence[int]


def new_vectors(folder: Path, count: int, dimension: int) -> Vectors:
    """A file of so many vectors, mapped, to be filled in place; the system writes it out when memory is short.

    Raises OSError when the disk has no room for it.
    """
    vectors = np.lib.format.open_memmap(folder / _VECTORS, mode="w+", dtype=np.float32, shape=(count, dimension))
    # A mapped page that finds the disk full ends the process: the room is taken beforehand. macOS has no such call.
    if hasattr(os, "posix_fallocate"):
        with (folder / _VECTORS).open("r+b") as stream:
            os.posix_fallocate(stream.fileno(), 0, (folder / _VECTORS).stat().st_size)
    return vectors


def write_approximate(folder: Path, exact_limit: int = EXACT_LIMIT) -> None:
    """Add an approximate index to vectors of length 1 that are more than `exact_limit`."""
    vectors = np.load(folder / _VECTORS, mmap_mode="r")
    if len(vectors) > exact_limit:
        import faiss  # noqa: PLC0415

        faiss.write_index(_approximate(vectors), str(folder / _APPROXIMATE))


def _approximate(vectors: Vectors) -> Any:
    """Inverted lists (Sivic and Zisserman 2003) of vectors in 8 bits a number."""
    import faiss  # noqa: PLC0415

    cells = int(_CELLS_PER_ROOT * len(vectors) ** 0.5)
    approximate: Any = faiss.index_factory(vectors.shape[1], f"IVF{cells},SQ8", faiss.METRIC_INNER_PRODUCT)
    chosen = np.random.default_rng(_SEED).choice(len(vectors), min(len(vectors), _TRAINED_ON * cells), replace=False)
    approximate.cp.niter = _ROUNDS
    approximate.train(vectors[np.sort(chosen)])
    for start in range(0, len(vectors), _AT_ONCE):
        approximate.add(vectors[start : start + _AT_ONCE])
    approximate.nprobe = _LOOKED_INTO
    return approximate


class Nearest:
    """The vectors of one generation, by row."""

    def __init__(self, folder: Path) -> None:
        """Raises OSError, ValueError or RuntimeError when the files cannot be read."""
        # As a plain array: indexing a mapped one costs more.
        self._vectors: Vectors = np.asarray(np.load(folder / _VECTORS, mmap_mode="r"))
        self._approximate: Any = None
        if (folder / _APPROXIMATE).is_file():
            import faiss  # noqa: PLC0415

            self._approximate = faiss.read_index(str(folder / _APPROXIMATE))

    def __len__(self) -> int:
        return len(self._vectors)

    @property
    def exact(self) -> bool:
        """Whether every vector is compared with a question."""
        return self._approximate is None

    def vectors(self, rows: Rows) -> Vectors:
        """Vectors of rows, shape (rows, dimension)."""
        return np.asarray(self._vectors[np.asarray(rows, dtype=np.intp)])

    def cosines(self, query: Vectors, rows: NDArray[np.intp]) -> Vectors:
        """The exact cosine of the query with each of the rows."""
        # A vector costs four times as much to fetch on its own as to pass by.
        if 4 * len(rows) > len(self._vectors):
            return _products(self._vectors, query)[rows]
        cosines = np.empty(len(rows), dtype=np.float32)
        for start in range(0, len(rows), _PIECE):
            piece = slice(start, start + _PIECE)
            cosines[piece] = _products(self._vectors[rows[piece]], query)
        return cosines

    def proposed(self, query: Vectors, count: int = PROPOSED) -> NDArray[np.intp]:
        """About `count` rows, most of those with the highest cosines among them; all rows where search is exact."""
        if self._approximate is None:
            return np.arange(len(self._vectors))
        found = self._approximate.search(query[None, :], count)[1][0]
        return np.asarray(found[found >= 0], dtype=np.intp)


# Both without the threads of BLAS, which wait for each other on a busy machine and are no faster on an idle one.


def cosines_between(vectors: Vectors) -> Vectors:
    """Cosines of each of some vectors with each, shape (vectors, vectors)."""
    return np.asarray(np.einsum("ij,kj->ik", vectors, vectors))


def _products(vectors: Vectors, query: Vectors) -> Vectors:
    return np.asarray(np.einsum("ij,j->i", vectors, query))
