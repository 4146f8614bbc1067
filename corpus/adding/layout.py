"""The lines of a text as they were saved, laid out so that a reader of Markdown understands them."""

import re
from collections.abc import Iterator
from itertools import pairwise

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPACES = re.compile("[\t\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
CJK = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]")
_NO_SPACE = re.compile(f"(?<={CJK.pattern})\n(?={CJK.pattern})")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_BULLET = re.compile(r"^( *)(?:[-*+•●▪◦‣·]|\\-)(?: +[-*+])* +(?=\S)")
_NUMBER = re.compile(r" *\d{1,3}[.)] +\S")
# A number of two parts is no mark of Markdown: 2.1) and the like.
_PARTS = re.compile(r"^( *)\d{1,2}(?:\.\d{1,2}){1,3}[.)] *(?=\S)")
_ALONE = re.compile(r"\s*(?:[-*+•●▪◦‣·|]|--+|—+|\d{1,2}[.)])\s*")
_RULE = re.compile(r" *(?:-{3,}|=+) *")
_STRUCTURE = re.compile(r"\s*(?:#{1,6} |>|\||=+\s*$|-{3,}\s*$|:?-{2,}:? *\|)")
_QUOTED = re.compile(r" *(?:> ?){2,}")
_ENDS = re.compile(r"[.!?。！？:：…]['\"”’）)]*\s*$")
_INTRODUCES = re.compile(r"[:：]\s*$")
_ITEMS, _LONGEST_ITEM = range(2, 13), 100
"""Of a list without marks: its lines, and their columns."""
_DEEPEST = 12
"""Spaces before a line that count; nothing is nested deeper than a handful of lists."""
_WRAPPED = range(45, 121)
"""Columns at which lines are wrapped."""


def width(text: str) -> int:
    """Columns that `text` takes on a screen: two for a Chinese character."""
    return len(text) + len(CJK.findall(text))


def joined(lines: list[str]) -> str:
    """The lines as one, without a space between Chinese characters."""
    return _NO_SPACE.sub("", "\n".join(filter(None, (" ".join(line.split()) for line in lines)))).replace("\n", " ")


def laid_out(text: str) -> Iterator[str]:
    """The lines of `text` as Markdown in which every line of its own is a paragraph of its own.

    Invisible characters, comments of HTML and marks without a text behind them are left out.
    """
    text = _SPACES.sub(" ", _LINE_ENDS.sub("\n", _INVISIBLE.sub("", text)))
    for opening, closing in (("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>")):
        text = _without(text, opening, closing)
    fenced, introduced, run = False, False, list[str]()
    for line in _with_marks(text.split("\n")):
        fence = _FENCE.match(line) is not None
        apart = fence or fenced or not line.strip() or _STRUCTURE.match(line) is not None
        if apart or (run and _begins_item(line)):
            yield from _paragraphs(_marked(run) if introduced else run, more=not apart)
            introduced, run = (_INTRODUCES.search(run[-1][-20:]) is not None if run else introduced), []
        if apart:
            yield line
            introduced &= not line.strip()
        else:
            run.append(line)
        fenced ^= fence
    yield from _paragraphs(_marked(run) if introduced else run)


def _marked(run: list[str]) -> list[str]:
    """The lines as items, where they are short enough to be a list that lost its marks when it was copied."""
    short = all(width(line) <= _LONGEST_ITEM and not _begins_item(line) for line in run)
    listed = len(run) in _ITEMS and short and not _is_wrapped(run)
    return [f"- {line.strip()}" for line in run] if listed else run


def _without(text: str, opening: str, closing: str) -> str:
    """`text` without all that stands between the two; what is not closed stays."""
    pieces, at = [], 0
    while (start := text.find(opening, at)) >= 0 and (end := text.find(closing, start)) >= 0:
        pieces.append(text[at:start])
        at = end + len(closing)
    return "".join(pieces) + text[at:]


def _begins_item(line: str) -> bool:
    return _BULLET.match(line) is not None or _NUMBER.match(line) is not None


def _with_marks(lines: list[str]) -> Iterator[str]:
    """The lines with their marks of lists in one form; a mark alone on its line goes to the next one."""
    mark = fenced = False
    for line in lines:
        text = line.rstrip()
        fenced ^= _FENCE.match(text) is not None
        if fenced:
            yield text
            continue
        text = " " * min(len(text) - len(text.lstrip(" ")), _DEEPEST) + text.lstrip(" ")
        if _ALONE.fullmatch(text):
            mark = len(text.strip()) == 1 and text.strip() != "|"
            yield text if _RULE.fullmatch(text) else ""
            continue
        text = _PARTS.sub(r"\1- ", _BULLET.sub(r"\1- ", _QUOTED.sub("> ", text)))
        yield f"- {text.strip()}" if mark and text.strip() and not _STRUCTURE.match(text) else text
        mark = False


def _paragraphs(run: list[str], more: bool = False) -> Iterator[str]:
    """The lines of a run, apart from each other unless they were wrapped at a column; `more` of the list may follow."""
    wrapped = _is_wrapped(run)
    for at, line in enumerate(run):
        if at and not wrapped:
            yield ""
        yield line
    if run and not (more and _begins_item(run[-1])):
        yield ""


def _is_wrapped(run: list[str]) -> bool:
    if len(run) < 2:
        return False
    longest = max(map(width, run))
    if longest not in _WRAPPED or (len(run) == 2 and _ENDS.search(run[0][-20:])):
        return False
    return all(width(line) + 1 + width(_first_word(after)) > longest for line, after in pairwise(run))


def _first_word(line: str) -> str:
    word = line.split(maxsplit=1)[0]
    return word[0] if CJK.match(word) else word
