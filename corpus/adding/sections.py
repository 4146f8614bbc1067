"""The sections of an article: its headings with the text below them."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.adding import noise
from corpus.adding.blocks import Block
from corpus.adding.cleaning import is_prose
from corpus.adding.labels import key
from corpus.adding.layout import CJK, width
from corpus.records import Language, Section

LONGEST_HEADING = 200
LONGEST_CODE = 300
"""Characters of code that can still be read as a line of text."""
_ID_LENGTH = 40
# Numbers of references, which would be taken for those of an answer.
_REFERENCE = re.compile(r" ?(?:\[\d{1,3}\])+(?=[\s.,;:!?，。；：！？)）]|$)")
_WORD = re.compile(r"[a-z0-9]+")
_INTRODUCTION = re.compile(r"(?:[:：]|——|--)$")
_QUESTION = re.compile(r"[?？]$")
_NO_HEADING = re.compile(r"^[—–\-\"“「『(（\[【]|[,，、:：.。!！;；…—–)）\]】\"”]$|https?://")


def with_headings(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with headings told by their looks where the text marks none.

    A heading of plain text is a short line without the end of a sentence, before prose or a list, and no text has
    one alone. Numbers before it and bold type do not speak against it.
    """
    if any(block.kind == "heading" for block in blocks):
        return list(blocks)
    found = {at for at in range(len(blocks)) if _looks_like_heading(blocks, at)}
    if len(found) < 2:
        return list(blocks)
    return [replace(block, kind="heading") if at in found else block for at, block in enumerate(blocks)]


def _looks_like_heading(blocks: Sequence[Block], at: int) -> bool:
    block, before, after = blocks[at], _at(blocks, at - 1), _at(blocks, at + 1)
    columns = width(block.text)
    if after is None or columns > 80 or _NO_HEADING.search(block.text) or noise.DATE.fullmatch(key(block.text)):
        return False
    if CJK.search(block.text) and columns > (36 if _QUESTION.search(block.text) or "," in block.text else 60):
        return False
    if _QUESTION.search(block.text) and re.search("[,，]", block.text):
        return False
    if block.kind == "item":
        alone = (before is None or before.kind != "item") and after.kind == "paragraph"
        return block.ordered and alone and is_prose(after)
    if before is not None and before.kind == "paragraph" and width(before.text) <= 60 and not _ends(before):
        return False
    introduced = before is not None and before.text.endswith((":", "："))
    return block.kind == "paragraph" and (_is_text(after) or (after.kind == "item" and not introduced))


def _ends(block: Block) -> bool:
    """Whether a line is closed, so that it is none of several short lines that belong together."""
    return any(ending.search(block.text[-20:]) for ending in (noise.SENTENCE_END, _INTRODUCTION))


def _is_text(block: Block) -> bool:
    return is_prose(block) or (block.kind == "paragraph" and _INTRODUCTION.search(block.text) is not None)


def _at(blocks: Sequence[Block], at: int) -> Block | None:
    return blocks[at] if 0 <= at < len(blocks) else None


def sections_of(blocks: Sequence[Block], title: str, language: Language) -> tuple[Section, ...]:
    """One section for each heading with text; text before the first heading goes under the title.

    A heading without text of its own lends its words to the first one below it.
    """
    sections: list[Section] = []
    taken: set[str] = set()
    repeated: Counter[str] = Counter()
    for heading, original, text in _parts(blocks, title):
        name = unique = _id(original, language)
        while unique in taken:
            repeated[name] += 1
            unique = f"{name}-{repeated[name] + 1}"
        taken.add(unique)
        sections.append(Section(id=unique, heading=heading, original=original, text=text))
    return tuple(sections)


def _parts(blocks: Sequence[Block], title: str) -> Iterator[tuple[str, str, str]]:
    heading = Block("heading", title)
    lender: Block | None = None
    below: list[Block] = []
    for block in [*blocks, Block("heading", "")]:
        if block.kind != "heading":
            below.append(block)
            continue
        if text := _text(below):
            yield _named(heading, lender), heading.text[:LONGEST_HEADING], text
        lender = heading if not text and heading.text != title and heading.level < block.level else None
        heading, below = block, []


def _named(heading: Block, parent: Block | None) -> str:
    both = f"{parent.text} – {heading.text}" if parent else heading.text
    return (both if len(both) <= LONGEST_HEADING else heading.text)[:LONGEST_HEADING].strip()


def _text(blocks: Sequence[Block]) -> str:
    """Paragraphs with an empty line between them, items of a list one a line."""
    pieces: list[str] = []
    listed = False
    for block in blocks:
        if block.kind == "code" and len(block.text) > LONGEST_CODE:
            continue
        item = block.kind == "item"
        text = block.text if block.kind == "code" else _REFERENCE.sub("", block.text)
        pieces.append(("\n" if item and listed else "\n\n") + ("- " if item else "") + text)
        listed = item
    return "".join(pieces).strip()


def _id(heading: str, language: Language) -> str:
    """An id that depends on the heading alone."""
    words = _WORD.findall(heading.lower())
    letters = sum(character.isalnum() for character in heading)
    if words and sum(map(len, words)) > letters / 2:
        name = "-".join(words)[:_ID_LENGTH].strip("-")
    else:
        name = "s-" + hashlib.sha256(heading.encode()).hexdigest()[:8]
    return f"{language}-{name}"
