"""The blocks of a text: headings, paragraphs, list items, code and pictures, freed of Markdown."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.adding.layout import joined, laid_out

# Beyond these a paragraph is no prose, and reading its brackets one by one would take time by the square.
_LONGEST, _MOST_MARKS, _MOST_OPEN = 20_000, 400, 30
_MARKS = re.compile(r"[\[\]*_`<&!~\\]")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_TAG = re.compile(
    r"</?(?:a|abbr|article|aside|audio|b|big|blockquote|br|button|center|cite|code|dd|del|details|div|dl|dt|em|"
    r"figcaption|figure|font|footer|form|h[1-6]|header|hr|i|iframe|img|input|ins|kbd|label|li|main|mark|nav|ol|p|path|"
    r"picture|pre|q|s|samp|section|small|source|span|strike|strong|sub|summary|sup|svg|table|tbody|td|tfoot|th|thead|"
    r"time|tr|tt|u|ul|var|video)\b[^<>]*>",
    re.IGNORECASE,
)
# Translated Markdown has marks of emphasis that no longer open or close anything; a product keeps its star.
_STRAY = re.compile(r"(?<![A-Za-z0-9)* ])\*{1,3}(?![*])|(?<![*])\*{1,3}(?![A-Za-z0-9(* ])|(?<=\s)\*{1,3}(?=[^\s*])")
_READER = MarkdownIt("commonmark", {"maxNesting": 40}).enable(["table", "strikethrough"])
# Indented text is seldom code on a page saved as text, and tags of HTML may stand around Markdown.
_READER.disable(["code", "html_block"])
_READER.core.ruler.enableOnly(["normalize", "block"])


@dataclass(frozen=True)
class Block:
    """One block; its text is one line without markup."""

    kind: Literal["heading", "paragraph", "item", "code", "picture"]
    text: str
    level: int = 0
    """Of a heading, from 1 on; 0 for a line of plain text that was found to be one, and for all other blocks."""
    linked: float = 0.0
    """Share of the text that is links."""
    addresses: tuple[str, ...] = ()
    bold: bool = False
    """Whether all of the text is bold."""
    ordered: bool = False
    """Whether an item has a number."""


def read_blocks(markdown: str) -> list[Block]:
    """The blocks of Markdown or plain text in their order; nested items are flattened, rows of tables are items."""
    environment: dict[str, Any] = {}
    tokens = _READER.parse("\n".join(laid_out(markdown)), environment)
    return list(_Blocks(environment).of(tokens))


class _Blocks:
    """Walks over the tokens of one text."""

    def __init__(self, environment: dict[str, Any]) -> None:
        self.environment = environment
        self.lists: list[bool] = []
        self.begins_item = False
        self.header: list[str] = []
        self.row: list[str] | None = None

    def of(self, tokens: list[Token]) -> Iterator[Block]:
        """The blocks of `tokens`."""
        level = 0
        for token in tokens:
            if token.type == "inline":
                yield from self._inline(token.content, level)
            elif token.type == "fence":
                yield Block("code", joined(token.content.split("\n")))
            elif token.type == "tr_close":
                yield from self._table_row()
            else:
                level = int(token.tag[1]) if token.type == "heading_open" else 0
                self._structure(token)

    def _structure(self, token: Token) -> None:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            self.lists.append(token.type.startswith("ordered"))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self.lists.pop()
        elif token.type == "list_item_open":
            self.begins_item = True
        elif token.type == "tr_open":
            self.row = []
        elif token.type == "table_open":
            self.header = []

    def _inline(self, content: str, level: int) -> Iterator[Block]:
        text = _Text(content, self.environment)
        if self.row is not None:
            self.row.append(text.plain)
            return
        kind: Literal["heading", "paragraph", "item"] = "heading" if level else "item" if self.lists else "paragraph"
        ordered = kind == "item" and self.lists[-1] and self.begins_item
        self.begins_item = False
        if text.plain:
            addresses = tuple(text.addresses)
            yield Block(kind, text.plain, level, text.linked / len(text.plain), addresses, text.all_bold, ordered)
        elif text.pictures:
            yield Block("picture", content)

    def _table_row(self) -> Iterator[Block]:
        cells, self.row = self.row or [], None
        if not self.header:
            self.header = cells
        elif any(cells):
            # With its column named, a cell can be understood when the row is quoted alone.
            named = (
                f"{name}: {cell}" if name else cell for name, cell in zip(self.header, cells, strict=False) if cell
            )
            yield Block("item", "; ".join(named))


class _Text:
    """The plain text of one paragraph in Markdown, and what was known of it."""

    def __init__(self, content: str, environment: dict[str, Any]) -> None:
        self.addresses: list[str] = []
        self.linked = self.pictures = self.bold = 0
        self.plain = content
        opened = content.count("[") - content.count("](")
        if len(content) > _LONGEST or opened > _MOST_OPEN or len(_MARKS.findall(content)) > _MOST_MARKS:
            self.plain = html.unescape(_TAG.sub(" ", _LINK.sub(r"\1", content)))
        elif _MARKS.search(content):
            tokens: list[Token] = []
            _READER.inline.parse(content, _READER, environment, tokens)
            self.plain = "".join(self._pieces(tokens))
        self.plain = joined(_STRAY.sub("", self.plain).split("\n"))
        self.all_bold = self.bold > 0 and self.bold >= len(self.plain)

    def _pieces(self, tokens: list[Token]) -> Iterator[str]:
        links = bold = 0
        for token in tokens:
            if token.type == "link_open":
                self.addresses.append(str(token.attrs.get("href", "")))
            self.pictures += token.type == "image"
            links += token.nesting if token.tag == "a" else 0
            bold += token.nesting if token.tag == "strong" else 0
            piece = _piece(token)
            self.linked += len(piece) if links else 0
            self.bold += len(piece) if bold else 0
            yield piece


def _piece(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    if token.type == "html_inline" and _TAG.fullmatch(token.content):
        return "\n" if token.content[:3].lower() == "<br" else ""
    return "" if token.type == "image" else token.content
