"""The bilingual glossary: which companies, places, backgrounds and aspects a text names."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from corpus.records import Language, Record
from corpus.resources import read_resources
from corpus.yaml_files import read_yaml

Kind = Literal["company", "place", "background", "occupation", "aspect", "aside", "author", "resource", "name", "term"]

_SHORT = 4


class Term(Record):
    """One concept with its words in both languages."""

    id: str
    kind: Kind
    en: tuple[str, ...]
    zh: tuple[str, ...]

    def words(self, language: Language) -> tuple[str, ...]:
        """The words of one language, the plainest first; those of the other where it has none."""
        own, other = (self.en, self.zh) if language == "en" else (self.zh, self.en)
        return own or other


class Mention(Record):
    """A place in a text that names a term."""

    term: Term
    start: int
    end: int


class Glossary:
    """All terms, ready to be found in texts."""

    def __init__(self, terms: tuple[Term, ...]) -> None:
        self.terms = terms
        self._by_word = {_key(word): term for term in terms for word in (*term.en, *term.zh)}
        lengths: dict[str, set[int]] = {}
        for word in self._by_word:
            lengths.setdefault(word[0].lower(), set()).add(len(word))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}
        # The same sentences of the corpus are looked at for question after question.
        self.names = lru_cache(maxsize=32768)(self._names)
        """Ids of the terms that a text names, by kind; a kind that it does not name is left out."""

    def mentions(self, text: str) -> list[Mention]:
        """Every term named in the text, in order; the longest where several overlap."""
        found, at = list[Mention](), 0
        while at < len(text):
            mention = None if at and _joined(text[at - 1], text[at]) else self._starting(text, at)
            if mention:
                found.append(mention)
            at = mention.end if mention else at + 1
        return found

    def _starting(self, text: str, at: int) -> Mention | None:
        for length in self._lengths.get(text[at].lower(), ()):
            word, end = text[at : at + length], at + length
            if len(word) == length and not (end < len(text) and _joined(word[-1], text[end])):
                term = self._by_word.get(word) or self._by_word.get(word.lower())
                if term:
                    return Mention(term=term, start=at, end=end)
        return None

    def spelled_out(self, text: str, language: Language) -> str:
        """The text with abbreviations (words in capitals) written out, for encoders that do not know them."""
        for mention in reversed(self.mentions(text)):
            word, plain = text[mention.start : mention.end], mention.term.words(language)[0]
            if word.isupper() and word.isascii() and not plain.isupper():
                text = text[: mention.start] + plain + text[mention.end :]
        return text

    def _names(self, text: str) -> Mapping[Kind, frozenset[str]]:
        found: dict[Kind, set[str]] = {}
        for mention in self.mentions(text):
            found.setdefault(mention.term.kind, set()).add(mention.term.id)
        return {kind: frozenset(ids) for kind, ids in found.items()}


def read_glossary(folder: Path) -> Glossary:
    """The glossary of a corpus folder, if it has one, and the names of all countries. Raises CorpusError when it is
    malformed."""
    file = folder / "glossary.yaml"
    terms = read_yaml(file, TypeAdapter(tuple[Term, ...])) if file.is_file() else ()
    return Glossary(terms + _countries({term.id for term in terms}))


def read_resource_names(folder: Path) -> Glossary:
    """The names of all resources of a corpus folder, to be found in texts. Raises CorpusError for a malformed list."""
    resources = ((r.id, (*r.name.values(), *r.aliases)) for r in read_resources(folder))
    return Glossary(tuple(_resource_term(name, words) for name, words in resources))


def _resource_term(name: str, words: Sequence[str]) -> Term:
    """Names are found in any case (CS50, cs50), but for the shortest (DL is not dl)."""
    found = tuple(word if len(word) < _SHORT else word.lower() for word in words)
    return Term(id=name, kind="resource", en=found, zh=found)


def _countries(known: set[str]) -> tuple[Term, ...]:
    from babel import Locale  # noqa: PLC0415

    english, chinese = Locale("en").territories, Locale("zh").territories
    return tuple(
        Term(id=code, kind="place", en=(english[code].lower(),), zh=(chinese[code],))
        for code in sorted(english)
        if code.isalpha() and len(code) == 2 and code in chinese and code not in known
    )


def _key(word: str) -> str:
    """A word in capitals is found as written (US is not us), any other in any case."""
    return word if word.isupper() else word.lower()


def _joined(left: str, right: str) -> bool:
    """Whether two neighbouring characters belong to one Latin word."""
    return left.isascii() and left.isalnum() and right.isascii() and right.isalnum()
