"""Tells the blocks of an article from all that a page puts before, between and after them."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from corpus.adding import noise
from corpus.adding.blocks import Block
from corpus.adding.labels import is_label, key
from corpus.adding.layout import joined, width

_LONGEST_PLEA = 300
"""Characters of a sentence above which it is no plea."""
_MOST_AFTER = 0.4
"""Share of the prose that may follow what is taken for the end of the article."""

_BUSY_END = 3
"""Blocks of noise at the end from which on a short line before them belongs to them."""


@dataclass(frozen=True)
class Cleaned:
    """The blocks of an article, and what was taken away."""

    title: str
    """The heading or line that names the article; empty where none does."""
    blocks: tuple[Block, ...]
    removed: tuple[str, ...]


def clean(blocks: Sequence[Block], known_title: str = "") -> Cleaned:
    """The article in `blocks`; `known_title` is what the source says elsewhere that it is called.

    Pictures go first, so that what stands around one is seen as neighbours. Then each block is judged by its own
    words, then by its company: lists as a whole, lines among noise, what stands before the first prose, and what
    follows the first strong sign of the end when little prose does.
    """
    # 1. What is cut out of a block
    parts = [_trimmed(block) for block in blocks]
    kept = [block for block, _ in parts if block.text]
    # 2. By its own words
    bad = [is_noise(block) for block in kept]
    # 3. By its company
    title = _title(kept, bad, known_title)
    for judge in (_lists, _headings, _contents, _after, _among):
        judge(kept, bad)
    _before(kept, bad, title)
    named = kept[title].text if title is not None else ""
    left = [at for at in range(len(kept)) if not bad[at] and at != title]
    return Cleaned(named, tuple(kept[at] for at in left), tuple(_removed(parts, bad)))


def _removed(parts: list[tuple[Block, list[str]]], bad: list[bool]) -> Iterator[str]:
    verdicts = iter(bad)
    for block, cut in parts:
        yield from cut
        if block.text and next(verdicts):
            yield block.text


def _trimmed(block: Block) -> tuple[Block, list[str]]:
    """The block without names of pictures, notes of the page and pleas, and these; it may have no text then."""
    if block.kind == "picture":
        return replace(block, text=""), [block.text]
    cut = [found[0] for found in noise.CUT.finditer(block.text)]
    text = noise.CUT.sub("", block.text) if cut else block.text
    if noise.IMAGE.match(block.text) and not noise.SENTENCE_END.search(text[-20:]):
        # What stands beside the name of a picture and is no sentence is its caption.
        return replace(block, text=""), [block.text]
    if block.kind in ("paragraph", "item") and width(text) > 30 and not is_noise(block):
        sentences = noise.SENTENCE.findall(text)
        pleas = [sentence for sentence in sentences if _is_plea(sentence)]
        if pleas:
            rest = [sentence for sentence in sentences if not _is_plea(sentence)]
            # A tail of a few words says nothing without the plea that it belonged to.
            text = "".join(rest) if width("".join(rest)) > max(20, width("".join(pleas)) // 3) else ""
            cut += pleas if text else [block.text]
    return replace(block, text=joined([text])), cut


@lru_cache(maxsize=20_000)
def _is_plea(sentence: str) -> bool:
    if not sentence.strip() or len(sentence) > _LONGEST_PLEA:
        return False
    line = key(sentence)
    if noise.NOTICE.search(line):
        return True
    return noise.PLEA.search(line) is not None and not noise.OTHERS.search(line)


def is_noise(block: Block) -> bool:
    """Whether the words of a block alone show that it is none of the article."""
    if block.kind == "code" or width(block.text) > noise.LONGEST_LINE * 2:
        return False
    return _is_noise_line(block.text, block.kind == "heading")


@lru_cache(maxsize=20_000)
def _is_noise_line(text: str, heading: bool) -> bool:
    line = key(text).lstrip("▲▼△▽●■◆★☆▶►👇👆👉 -—|·")
    if is_label(line) or _is_plea(text):
        return True
    if heading or width(line) > noise.LONGEST_LINE:
        return False
    if noise.REMARK.fullmatch(line) or noise.ADDRESS.fullmatch(text):
        return True
    whole = noise.SENTENCE_END.search(line) is not None
    return not whole and (noise.LINE.fullmatch(line) is not None or noise.BYLINE.fullmatch(text) is not None)


def is_prose(block: Block) -> bool:
    """Whether a block is a paragraph of sentences."""
    return block.kind == "paragraph" and width(block.text) >= 24 and bool(noise.SENTENCE_END.search(block.text[-20:]))


def _is_weak(block: Block) -> bool:
    """Whether a block could be a label of the page: short, and no sentence."""
    short = block.kind in ("paragraph", "item") and width(block.text) <= 60
    ends = noise.SENTENCE_END.search(block.text[-20:]) and not block.text.endswith(("..", "…"))
    return short and not ends and not block.text.endswith((":", "：", ","))


def _title(blocks: list[Block], bad: list[bool], known: str) -> int | None:
    """Where the title stands: the heading like the known title, the first one, or the first long line before prose."""
    tops = [at for at, block in enumerate(blocks) if block.kind == "heading" and not bad[at]]
    wanted = key(known)
    for at in tops[:5] if wanted else ():
        if (here := key(blocks[at].text)) and (wanted.startswith(here) or here.startswith(wanted)):
            return at
    firsts = [at for at in tops if blocks[at].level == 1]
    if firsts and (len(firsts) == 1 or firsts[0] == tops[0]) and not (wanted and len(firsts) > 1):
        return firsts[0]
    begin = next((at for at, block in enumerate(blocks) if not bad[at] and _is_no_title(block)), 0)
    lines = [at for at in range(begin) if blocks[at].kind == "paragraph" and not bad[at]]
    if wanted:
        return next((at for at in lines if key(blocks[at].text) in wanted), None)
    if tops:
        return None
    lines = _above_date(blocks, bad, lines) or lines
    return next((at for least in (20, 8, 4) for at in lines if width(blocks[at].text) >= least), None)


def _above_date(blocks: list[Block], bad: list[bool], lines: list[int]) -> list[int]:
    """Those of the lines that stand right above a date, where the page's menu stands above them."""
    for run in _runs([at in lines for at in range(max(lines, default=-1) + 1)]):
        after, texts = run[-1] + 1, [blocks[at].text for at in run]
        menu = sum(bad[: run[0]]) > 1
        if menu and after < len(blocks) and noise.is_dated(blocks[after].text):
            return run if any(width(text) >= 12 and not noise.FULL_NAME.fullmatch(text) for text in texts) else []
    return []


def _is_no_title(block: Block) -> bool:
    return is_prose(block) and (width(block.text) > 100 or block.text[-1] in ".。;；") and not block.text.endswith("..")


def _lists(blocks: list[Block], bad: list[bool]) -> None:
    """Judge a list as a whole: a label among its items is one of them, an item among labels is a label."""
    for items in _runs([block.kind == "item" for block in blocks]):
        labels = sum(bad[at] for at in items)
        links = [at for at in items if bad[at] or (blocks[at].linked > 0.8 and _is_weak(blocks[at]))]
        before = blocks[items[0] - 1] if items[0] else None
        introduced = before is not None and not bad[items[0] - 1] and before.text.endswith((":", "：", "——"))
        menu = len(links) == len(items) and (before is None or bad[items[0] - 1])
        whole = not introduced and (2 * labels > len(items) or menu)
        for at in items:
            bad[at] = whole or (bad[at] and width(blocks[at].text) > 24)


def _contents(blocks: list[Block], bad: list[bool]) -> None:
    """A table of contents repeats the headings."""
    headings = {key(block.text) for block in blocks if block.kind == "heading"}
    for items in _runs([block.kind == "item" for block in blocks]):
        known = sum(key(blocks[at].text) in headings for at in items)
        if known > 1 and known >= 0.8 * len(items):
            for at in items:
                bad[at] = True
            if items[0] and width(blocks[items[0] - 1].text) < 30:
                bad[items[0] - 1] = True


def _headings(blocks: list[Block], bad: list[bool]) -> None:
    """A heading in words of a page is one only where no text of the article follows it."""
    for at, block in enumerate(blocks):
        if block.kind != "heading":
            continue
        section = list(itertools.takewhile(lambda after: blocks[after].kind != "heading", range(at + 1, len(blocks))))
        text = [after for after in section if not bad[after] and not _is_weak(blocks[after])]
        if bad[at] or noise.TAIL.fullmatch(key(block.text)):
            bad[at] = not text
            for after in section if not text else ():
                bad[after] = True


def _after(blocks: list[Block], bad: list[bool]) -> None:
    """Remove all from the first sign of the end on after which little prose follows."""
    prose = [width(block.text) if not bad[at] and is_prose(block) else 0 for at, block in enumerate(blocks)]
    company = [bad[at] or _is_weak(block) for at, block in enumerate(blocks)]
    total, prose_after, company_after = sum(prose), 0, 0
    end = len(blocks)
    for at in reversed(range(len(blocks))):
        count = len(blocks) - at - 1
        little = prose_after <= _MOST_AFTER * total and prose_after < total
        busy = company_after >= 0.4 * count
        if little and _is_end(blocks, at, busy or not prose_after, prose_after <= 0.15 * total):
            end = at
        prose_after, company_after = prose_after + prose[at], company_after + company[at]
    while end and bad[end - 1]:
        end -= 1
    # The name of the author and a button under it stand between the article and the first words that tell.
    if len(blocks) - end > _BUSY_END:
        while end and _is_name(blocks[end - 1]):
            end -= 1
    for at in range(end, len(blocks)):
        bad[at] = True


def _is_name(block: Block) -> bool:
    return block.kind == "paragraph" and _is_weak(block) and width(block.text) <= 24


def _is_sentence(block: Block) -> bool:
    return block.kind != "heading" and noise.SENTENCE_END.search(block.text[-20:]) is not None


def _is_end(blocks: list[Block], at: int, busy: bool, brief: bool) -> bool:
    block = blocks[at]
    if width(block.text) > 100 or block.kind == "code" or not (busy or brief):
        return False
    line = key(block.text).lstrip("▲▼●■◆★▶# -—|·")
    if _is_sentence(block) and not line[:1].isdigit() and not is_noise(block):
        return False
    if noise.COMMENTS.fullmatch(line):
        return busy and at + 1 < len(blocks)
    if noise.TAIL.fullmatch(line):
        return True
    after = blocks[at + 1].text if at + 1 < len(blocks) else ""
    return busy and noise.SOURCES.fullmatch(line) is not None and noise.ADDRESS.fullmatch(after) is not None


def _among(blocks: list[Block], bad: list[bool]) -> None:
    """Short lines with noise on both sides are noise."""
    weak = [not bad[at] and _is_weak(block) for at, block in enumerate(blocks)]
    for lines in _runs(weak):
        before, after = lines[0] - 1, lines[-1] + 1
        if len(lines) <= 6 and before >= 0 and bad[before] and after < len(blocks) and bad[after]:
            for at in lines:
                bad[at] = True


def _before(blocks: list[Block], bad: list[bool], title: int | None) -> None:
    """Remove what stands before the article: all lines without a sentence before its first prose."""
    start = 0 if title is None else title + 1
    begins = (at for at in range(start, len(blocks)) if not bad[at] and _opens(blocks, bad, at))
    begin = next(begins, None)
    if begin is None:
        return
    for at in range(begin):
        # A bold line right above the text may be its first heading.
        names = blocks[at].bold and at + 1 == begin
        bad[at] = bad[at] or (at != title and (at < start or (_is_weak(blocks[at]) and not names)))


def _opens(blocks: list[Block], bad: list[bool], at: int) -> bool:
    after = next((blocks[after] for after in range(at + 1, len(blocks)) if not bad[after]), None)
    return is_prose(blocks[at]) or (blocks[at].kind == "heading" and after is not None and not _is_name(after))


def _runs(flags: Sequence[bool]) -> list[list[int]]:
    """Places of neighbours that are flagged, run by run."""
    groups = itertools.groupby(range(len(flags)), key=lambda at: flags[at])
    return [list(places) for flagged, places in groups if flagged]
