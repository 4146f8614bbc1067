"""Vectors of earlier builds, so that only new texts are embedded.

One file for each embedder beside the generations: SHA-256 of what follows, then keys and vectors as numpy arrays. A
file that is damaged counts as none.
"""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedders import Embedder, Vectors

LIMIT = 1024**3
"""Bytes of vectors kept for one embedder; what was used last is kept longest."""
_KEY = 16
_SUFFIX = ".vectors"


class VectorCache:
    """The vectors of one embedder by text."""

    def __init__(self, index: Path, embedder: Embedder, limit: int = LIMIT) -> None:
        name = hashlib.sha256(f"{embedder.name}\0{embedder.version}".encode()).hexdigest()[:_KEY]
        self._file = index / f"{name}{_SUFFIX}"
        self._most = limit // (4 * embedder.dimension)
        keys, self._vectors = self._read(embedder.dimension)
        self._rows = {bytes(key): row for row, key in enumerate(keys)}

    def rows(self, texts: Iterable[str]) -> NDArray[np.int64]:
        """The row of each text's vector; -1 for a text that is not there."""
        return np.asarray([self._rows.get(_key(text), -1) for text in texts], dtype=np.int64)

    def vectors(self, rows: NDArray[np.int64]) -> Vectors:
        """The vectors of rows, shape (rows, dimension)."""
        return self._vectors[rows]

    def save(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Put the vectors of these texts first and those of earlier builds behind them, up to the limit, in one rename.

        Raises OSError when they cannot be written; the file is then as it was.
        """
        used = {_key(text): row for row, text in enumerate(texts)}
        earlier = [(key, row) for key, row in self._rows.items() if key not in used]
        earlier = earlier[: max(0, self._most - len(used))]
        keys = [*list(used)[: self._most], *(key for key, _ in earlier)]
        if keys == list(self._rows):
            return
        rows = list(used.values())[: self._most]
        kept = np.concatenate([vectors[rows], self._vectors[[row for _, row in earlier]]])
        new = self._file.with_name(f"{self._file.name}.new")
        try:
            with new.open("w+b") as stream:
                stream.write(bytes(hashlib.sha256().digest_size))
                np.save(stream, np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(-1, _KEY))
                np.save(stream, kept)
                stream.seek(hashlib.sha256().digest_size)
                digest = hashlib.file_digest(stream, "sha256").digest()
                stream.seek(0)
                stream.write(digest)
            new.replace(self._file)
        finally:
            new.unlink(missing_ok=True)

    def _read(self, dimension: int) -> tuple[NDArray[np.uint8], Vectors]:
        nothing = np.zeros((0, _KEY), dtype=np.uint8), np.zeros((0, dimension), dtype=np.float32)
        try:
            with self._file.open("rb") as stream:
                digest = stream.read(hashlib.sha256().digest_size)
                if hashlib.file_digest(stream, "sha256").digest() != digest:
                    return nothing
                stream.seek(len(digest))
                return np.load(stream), np.load(stream)
        except (OSError, ValueError):
            return nothing


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:_KEY]
