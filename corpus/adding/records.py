"""Records of what is on its way into a corpus."""

from corpus.records import CorpusError, Language, Record, Section


class AddingFault(CorpusError):
    """A file or address that cannot be added; the message says what, its value, and the next step."""


class Found(Record):
    """What a source says of itself; empty where it does not."""

    title: str = ""
    author: str = ""
    publisher: str = ""
    year: int | None = None
    url: str = ""
    """Of the original, without tracking parameters."""
    language: Language | None = None

    def over(self, other: "Found") -> "Found":
        """These fields, and those of `other` where they are empty."""
        return other.model_copy(update={name: value for name, value in self if value})


class Extract(Record):
    """The content of a file as Markdown, noise and all."""

    markdown: str
    found: Found = Found()


class Draft(Record):
    """An article as it would be added."""

    found: Found
    sections: tuple[Section, ...]
    removed: tuple[str, ...]
    """Lines that are not the article, in their order."""
