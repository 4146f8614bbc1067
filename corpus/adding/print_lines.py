"""Printed lines as paragraphs: what a page of a PDF shows, without its header, footer and line breaks."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import inf
from statistics import mode
from typing import NamedTuple


class Line(NamedTuple):
    """One printed line and where it begins, in points from the lower left corner."""

    text: str
    x: float
    y: float
    size: float
    """Height of the type, in points."""


_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_AMONG_CJK = re.compile(f"(?<=[{_CJK}]) +(?=[{_CJK}])")
_WIDE = re.compile(f"[{_CJK}]")
_CLOSED = re.compile(r"[.!?:;。！？：；…]['\"”’)）」]?$")
_MARKS = re.compile(r"[\\`*_<\[\]#|~]")
"""What Markdown would take for its own."""
_FIRST_WORD = re.compile(f"[{_CJK}]|[^ {_CJK}]*")
_BULLET = re.compile(r"[•◦▪▫‣●○■□·\uf0b7] *")
_NUMBERING = re.compile(r"^(?:chapter |第)?[\d.]+[章节]?[.:： ]*", re.IGNORECASE)
_LONGEST_WORD = 60
_EDGE = 2
"""Lines at the top and at the bottom of a page that can be its header or footer."""
_PRINTED = re.compile(r"(?:https?|file)://\S+ \d+/\d+|\d{1,4}[/.]\d{1,2}[/.]\d{1,4},? \d{1,2}:\d{2}\b.*")
"""Header and footer of pages that a browser has printed."""
# Fonts map their glyphs to the radicals that look alike; those of the second block have no NFKC form.
_RADICALS = str.maketrans(
    "⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
    "民虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
)
_FORMS = re.compile("[\u2f00-\u2fdf\ufb00-\ufb06]+")


def paragraphs(pages: Sequence[Sequence[Line]], headings: dict[tuple[int, str], int]) -> Iterator[str]:
    """Markdown blocks. `headings`: level by the index of a page and the `bare` form of a line of its own."""
    repeated = _repeated(pages)
    body = [_without_edges(number, page, repeated) for number, page in enumerate(pages)]
    hyphened = {word.lower() for page in body for line in page for word in re.findall(r"\w+-\w+", line.text)}
    block = ""
    previous: Line | None = None
    for number, page in enumerate(body):
        layout = _Layout(page)
        previous = previous and previous._replace(y=-inf)  # no height is compared over the end of a page
        for line in page:
            level, text = headings.get((number, bare(line.text))), _MARKS.sub(r"\\\g<0>", line.text)
            if previous and not level and not layout.begins(previous, line):
                block = _joined(block, text, hyphened)
            else:
                if block:
                    yield block
                block = "#" * level + " " + text if level else _BULLET.sub("- ", text, count=1)
            # Nothing is joined to a heading.
            previous = None if level else line
    if block:
        yield block


def clean(text: str) -> str:
    """A line with the characters that were meant: no ligatures, radicals, or spaces among Chinese characters."""
    text = _FORMS.sub(lambda form: unicodedata.normalize("NFKC", form[0]), text.translate(_RADICALS))
    return _AMONG_CJK.sub("", " ".join(text.split()))


def bare(heading: str) -> str:
    """A heading for comparison: without its number, spaces and capitals."""
    return "".join(_NUMBERING.sub("", heading.strip()).lower().split())


class _Layout:
    """The usual distance of the lines of a page, and how long lines are by where they begin."""

    def __init__(self, page: Sequence[Line]) -> None:
        gaps = [round(one.y - other.y, 1) for one, other in pairwise(page) if one.y > other.y]
        self._leading = mode(gaps) if gaps else 0.0
        self._widths: dict[int, int] = {}
        for line in page:
            self._widths[_column(line)] = max(_width(line.text), self._widths.get(_column(line), 0))

    def begins(self, previous: Line, line: Line) -> bool:
        """Whether a line begins a paragraph: by a bullet, its type, a gap, an indent, or the short line before it."""
        if _BULLET.match(line.text) or not 0.85 < line.size / previous.size < 1.15:
            return True
        closed, gap = bool(_CLOSED.search(previous.text)), previous.y - line.y
        # Its first word would have had room in the line before.
        room = self._longest(previous) * (0.8 if closed else 0.6)
        if _width(previous.text) + _width(_FIRST_WORD.match(line.text)[0]) < room:  # type: ignore[index]
            return True
        if gap < 0:  # the next column or page
            return closed
        return (closed and line.x - previous.x > 0.8 * line.size) or 0 < 1.2 * self._leading < gap

    def _longest(self, line: Line) -> int:
        # Items of a list begin right of the text that they are as long as.
        return max(self._widths.get(column, 0) for column in range(_column(line) - 4, _column(line) + 1))


def _joined(block: str, line: str, hyphened: set[str]) -> str:
    if _WIDE.match(block[-1]) or _WIDE.match(line):
        return block + line
    broken = re.search(r"(\w+)[-\u00ad]$", block[-_LONGEST_WORD:])
    if not broken or not line[0].islower():
        return f"{block} {line}"
    word = re.match(r"\w+", line)
    whole = f"{broken[1]}-{word[0] if word else ''}".lower()
    return block + line if whole in hyphened else block[:-1] + line


def _width(text: str) -> int:
    return len(text) + len(_WIDE.findall(text))


def _column(line: Line) -> int:
    return round(line.x / 20)


def _edges(page: Sequence[Line]) -> list[Line]:
    by_height = sorted(page, key=lambda line: line.y)
    return by_height[:_EDGE] + by_height[_EDGE:][-_EDGE:]


def _repeated(pages: Sequence[Sequence[Line]]) -> set[tuple[str, int]]:
    """Headers and footers, with their height: on at least 3 pages, and on 2 of 5."""
    counts = Counter(place for page in pages for place in {_place(line) for line in _edges(page)})
    return {place for place, count in counts.items() if count >= max(3, 0.4 * len(pages))}


def _place(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text), round(line.y)


def _without_edges(number: int, page: Sequence[Line], repeated: set[tuple[str, int]]) -> list[Line]:
    def is_edge(line: Line) -> bool:
        bare_number = line.text.strip("-– ") == str(number + 1)
        return bare_number or _place(line) in repeated or bool(_PRINTED.fullmatch(line.text))

    edges = {line for line in _edges(page) if is_edge(line)}
    return [line for line in page if line not in edges]
