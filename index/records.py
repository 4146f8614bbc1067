"""Records of the index room."""

from pathlib import Path

from corpus.records import Passage, Record


class IndexFault(Exception):
    """An index or embedder that cannot be used; the message says what, its value, and the next step."""


class Manifest(Record):
    """What a saved index says of itself, written last."""

    format: int
    embedder: str
    dimension: int
    corpus_hash: str
    passages: int
    sentences: int
    embedded: int
    """Texts that had to be embedded; the others were known from earlier builds."""
    built: str
    """Time of the build, UTC, ISO 8601."""
    seconds: float
    files: dict[str, str]
    """SHA-256 of every other file, by its path inside the folder."""


class Generation(Record):
    """A saved index that is whole."""

    folder: Path
    manifest: Manifest
    rolled_back: bool = False
    """Whether somebody went back to it: it stays in use though the corpus has changed."""

    @property
    def corpus(self) -> Path:
        """Copy of the corpus that it was built from."""
        return self.folder / "corpus"


class SentenceHit(Record):
    """One sentence of a hit, with its evidence for being the answer."""

    start: int
    end: int
    row: int
    """Row of its vector, for `Index.similarity`."""
    similarity: float
    """Cosine between question and sentence, -1 to 1."""
    shared: float
    """The same, averaged with that of the sentence in the other language where the notes have it."""
    asked: float
    """Highest cosine between the question and one that asks for the sentence, averaged alike; without any, `shared`."""
    lexical: float
    """BM25 of the question against the sentence and what is asked of it, divided by that of the best: 0 to 1."""


class Hit(Record):
    """A passage that was found."""

    passage: Passage
    score: float
    """Mixed evidence, 0 to 1, comparable within one search only."""
    similarity: float
    """Highest cosine between question and passage, its sentences or its questions; comparable across searches."""
    asked: float
    """Highest cosine between the question and one that is asked of the passage or of a sentence; 0 where the section
    lists none of its own."""
    coverage: float
    """Share of the question's terms, weighted by rarity, that the passage contains: 0 to 1."""
    sentences: tuple[SentenceHit, ...]
    """All sentences of the passage, in the order of the text."""

    @property
    def text(self) -> str:
        """The text of the passage."""
        return self.passage.text
