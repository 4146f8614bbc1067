"""Finds what is in a corpus already: the same text, much the same text, another telling of one article."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from corpus.adding.records import Draft
from corpus.records import Article, Record, Section

NEARLY_ALL = 0.5
"""Share of the runs of characters of the shorter text from which two texts count as one."""
_RUN = 12


class Copy(Record):
    """An article that holds much of a draft."""

    article: Article
    share: float
    """Of the shorter text, 0 to 1."""


def copies(draft: Draft, articles: Iterable[Article]) -> list[Copy]:
    """The articles that hold at least half of the draft word for word, or are held by it; the most alike first.

    Resemblance of texts by shared runs of characters (Broder 1997), here of the smaller set.
    """
    runs = _runs(draft.sections)
    found = [Copy(article=article, share=_shared(runs, _runs(article.sections))) for article in articles]
    return sorted((copy for copy in found if copy.share >= NEARLY_ALL), key=lambda copy: -copy.share)


def same_address(draft: Draft, articles: Iterable[Article]) -> list[Article]:
    """The articles on the original that the draft says it is of."""
    wanted = _address(draft.found.url)
    return [article for article in articles if wanted and _address(article.url) == wanted]


def _shared(first: frozenset[str], second: frozenset[str]) -> float:
    return len(first & second) / max(1, min(len(first), len(second)))


def _runs(sections: Sequence[Section]) -> frozenset[str]:
    text = "".join(section.text for section in sections)
    folded = re.sub(r"\W+", "", unicodedata.normalize("NFKC", text).casefold())
    return frozenset(folded[at : at + _RUN] for at in range(max(1, len(folded) - _RUN + 1)))


def _address(url: str) -> str:
    """What of an address tells pages apart."""
    parts = urlsplit(url)
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}" if url else ""
