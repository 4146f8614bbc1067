"""The one place that wires live objects together."""

from pathlib import Path

from assistant.chat import Assistant
from assistant.settings import Settings
from corpus.reading import read_topics
from index.embedders import load_embedder
from index.search import Index
from index.store import open_generation


def load_assistant(settings: Settings, index: Path | None = None) -> Assistant:
    """The assistant over an index (that of the settings unless another is given).

    Raises IndexFault or CorpusError, naming the next step, when it cannot be opened.
    """
    return Assistant(load_index(settings, index), read_topics(settings.corpus))


def load_index(settings: Settings, index: Path | None = None) -> Index:
    """The index, opened with the embedder of the settings."""
    folder = index or settings.index
    # A missing or damaged index is reported before a model is loaded.
    open_generation(folder)
    return Index.open(folder, settings.corpus, load_embedder(settings.embedder))
