"""Pages as browsers save and copy them, held to what a reader of each says is the article."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from corpus.adding.drafting import draft
from corpus.adding.formats import extract
from corpus.adding.records import Draft

PAGES = Path(__file__).parent / "data/pages"
NAMES = sorted(path.stem for path in PAGES.glob("*.yaml"))
FLOORS = {"gone": 134, "stays": 210, "headings": 65, "items": 87, "title": 13, "author": 10, "year": 14, "url": 12}
"""The least number of expectations of each kind that all pages meet together."""


@cache
def expected(name: str) -> dict[str, Any]:
    values: dict[str, Any] = yaml.safe_load((PAGES / f"{name}.yaml").read_text(encoding="utf-8"))
    return values


@cache
def drafted(name: str) -> Draft:
    path = PAGES / expected(name)["file"]
    return draft(extract(path.read_bytes(), path.name))


def folded(text: str) -> str:
    """The text without marks of Markdown, quotation marks (an element of HTML can stand for them) and white space."""
    return re.sub(r"[*_`\\\"“”\s]", "", text)


def missed(name: str) -> Iterator[tuple[str, str]]:
    """Each expectation of a page that its draft does not meet, with its kind."""
    sections = drafted(name).sections
    headings = [folded(section.heading) for section in sections]
    lines = [line for section in sections for line in section.text.split("\n")]
    text, items = folded("".join(lines)), [folded(line[2:]) for line in lines if line.startswith("- ")]
    met: dict[str, Callable[[str], bool]] = {
        "gone": lambda wanted: not any(wanted in part for part in [text, *headings]),
        "stays": lambda wanted: wanted in text,
        "headings": lambda wanted: any(wanted in heading for heading in headings),
        "items": lambda wanted: any(item.startswith(wanted) for item in items),
    }
    found = drafted(name).found
    told = {
        "title": folded(found.title) == folded(expected(name)["title"]),
        "author": (expected(name)["author"] or "") in found.author,
        "year": found.year == expected(name)["year"],
        "url": found.url == (expected(name)["url"] or ""),
    }
    yield from ((kind, str(getattr(found, kind))) for kind, right in told.items() if not right)
    for kind, check in met.items():
        yield from ((kind, phrase) for phrase in expected(name)[kind] if not check(folded(phrase)))


def _count(wanted: Any) -> int:
    return len(wanted) if isinstance(wanted, list) else 1


@pytest.mark.parametrize("name", NAMES)
def test_every_sentence_of_the_article_is_kept(name: str) -> None:
    assert [phrase for kind, phrase in missed(name) if kind == "stays"] == []


def test_all_pages_together_are_cleaned_as_well_as_they_have_been() -> None:
    totals = Counter({kind: sum(_count(expected(name)[kind]) for name in NAMES) for kind in FLOORS})
    misses = [(name, *miss) for name in NAMES for miss in missed(name)]
    totals.subtract(kind for _, kind, _ in misses)
    assert {kind: count for kind, count in totals.items() if count < FLOORS[kind]} == {}, misses
