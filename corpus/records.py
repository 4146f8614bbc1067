"""Frozen records of the corpus: what an article, a section and a passage are."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class CorpusError(Exception):
    """A corpus file that cannot be used; the message says what, its value, and the next step."""


class Record(BaseModel):
    """Base of all records: immutable, and strict about unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Section(Record):
    """One topic of an article in one language."""

    id: str = Field(pattern=ID_PATTERN)
    heading: str = Field(min_length=1)
    original: str = Field(min_length=1)
    """The heading or place in the original article that this section reports."""
    questions: tuple[str, ...] = ()
    """Questions that the section answers, as readers would ask them."""
    phrasings: tuple[str, ...] = ()
    """Other ways of asking for the section; they help to find it and are never shown."""
    sentence_phrasings: tuple[tuple[str, ...], ...] = ()
    """Ways of asking for what each sentence says, in order; empty, or one for every sentence. Never shown, either."""
    text: str = Field(min_length=1)


class Source(Record):
    """Where a passage comes from, as a citation names it."""

    id: str = Field(pattern=ID_PATTERN)
    language: Language
    title: str = Field(min_length=1)
    author: str
    publisher: str
    year: int | None = Field(ge=1950, le=2100)
    """Year of publication; None where the article does not give it."""
    url: str = Field(pattern=r"^(?:https?://.+)?$")
    original_language: str = Field(min_length=2)
    imported: bool = False
    """Whether it is an article as its author wrote it, and not notes on one. What it does not tell is empty."""
    version_of: str = Field(default="", pattern=rf"{ID_PATTERN}|^$")
    """Id of the source that tells the same, where an imported article is another telling of it."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        missing = [name for name in ("author", "publisher", "url") if not getattr(self, name)]
        if missing and not self.imported:
            raise ValueError(f"{missing[0]} is empty")
        return self


class Article(Source):
    """The notes on one article in one language."""

    sections: tuple[Section, ...] = Field(min_length=1)


class Places(Record):
    """Sections that belong together: on one question, or on readers of one background."""

    id: str = Field(pattern=ID_PATTERN)
    places: tuple[str, ...] = Field(min_length=1)
    """`<article_id>/<section_id>`."""


class Passage(Record):
    """A section, or a clean split of a long one: the unit that is found and quoted."""

    passage_id: str
    """`<source_id>/<section_id>/<language>`, with `#2`, `#3` ... from the second split of a long section on."""
    source: Source
    section_id: str
    heading: str
    questions: tuple[str, ...]
    phrasings: tuple[str, ...]
    sentence_phrasings: tuple[tuple[str, ...], ...] = ()
    text: str
    sentences: tuple[tuple[int, int], ...]
    """Start and end of every sentence in `text`, in order, without surrounding white space."""

    @property
    def source_id(self) -> str:
        """The id of the article."""
        return self.source.id

    @property
    def language(self) -> Language:
        """The language of the text."""
        return self.source.language

    @property
    def place(self) -> str:
        """`<source_id>/<section_id>`: the same for both languages of a section."""
        return f"{self.source.id}/{self.section_id}"
