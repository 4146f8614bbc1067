"""The text of PDF files. What runs code, is encrypted, carries other files or has no text is refused."""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import takewhile
from statistics import median
from typing import TYPE_CHECKING, Any

from corpus.adding.pages import year_of
from corpus.adding.print_lines import Line, bare, clean, paragraphs
from corpus.adding.records import AddingFault, Extract, Found

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

PAGES_LIMIT = 500
_UNWANTED = {
    "/JS": "JavaScript",
    "/JavaScript": "JavaScript",
    "/Launch": "an action that starts programs",
    "/EF": "other files",
    "/EmbeddedFiles": "other files",
}
"""By keys of dictionaries and kinds of actions (ISO 32000-1, 12.6 and 7.11)."""
# A browser's print is as old as the visit, not as the article.
_PRINTS = re.compile(r"Skia/PDF|Quartz|Print to PDF|cairo|wkhtml", re.IGNORECASE)
_NO_TITLE = re.compile(r"untitled|Microsoft \w+ - |.*\.(?:docx?|tex|dvi|indd|pdf|html?)$", re.IGNORECASE)


def read_pdf(content: bytes, name: str) -> Extract:
    """The text of a PDF in its own order; headings are lines that its outline names. Raises AddingFault."""
    from pypdf import PdfReader  # noqa: PLC0415  (0.2 s)

    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted:
        raise AddingFault(f"{name} is encrypted: save it without a password")
    if len(reader.pages) > PAGES_LIMIT:
        raise AddingFault(f"{name} has {len(reader.pages)} pages, more than {PAGES_LIMIT}: split it")
    if unwanted := next(_unwanted(reader), None):
        raise AddingFault(f"{name} holds {unwanted}: print it to a new PDF and add that")
    pages = [_lines(page) for page in reader.pages]
    blocks = paragraphs(pages, dict(_headings(reader, reader.outline)))
    if not (markdown := "\n\n".join(blocks)):
        raise AddingFault(f"{name} holds no text, such as a scan: recognise its text with an OCR program first")
    return Extract(markdown=markdown, found=_found(reader).over(Found(title=_largest(pages[0]))))


def _unwanted(reader: "PdfReader") -> Iterator[str]:
    """What an article needs not, anywhere in the file: pages, fields and annotations can all act."""
    from pypdf.generic import IndirectObject  # noqa: PLC0415

    numbers = {number for table in reader.xref.values() for number in table} | set(reader.xref_objStm)
    waiting: list[Any] = [reader.trailer, *(IndirectObject(number, 0, reader) for number in sorted(numbers))]
    while waiting:
        item = waiting.pop()
        item = item.get_object() if isinstance(item, IndirectObject) else item
        if isinstance(item, dict):
            yield from (_UNWANTED[key] for key in (*item, str(item.get("/S"))) if key in _UNWANTED)
        # Indirect parts have their turn by their number.
        parts: Iterable[Any] = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
        waiting += [part for part in parts if isinstance(part, dict | list)]


def _lines(page: "PageObject") -> list[Line]:
    lines: list[Line] = []

    def add(text: str, outer: list[float], inner: list[float], _font: Any, size: float) -> None:
        x = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
        y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
        height = abs(size * inner[3] * outer[3]) or size
        for part in text.split("\n"):
            if not part.strip():
                continue
            # Half the height: so much may an index stand out of its line.
            if lines and abs(lines[-1].y - y) < 0.5 * max(height, lines[-1].size):
                lines[-1] = lines[-1]._replace(text=lines[-1].text + part, size=max(height, lines[-1].size))
            else:
                lines.append(Line(part, x, y, height))

    page.extract_text(visitor_text=add)
    cleaned = [line._replace(text=clean(line.text)) for line in lines]
    return [line for line in cleaned if line.text]


def _headings(reader: "PdfReader", outline: list[Any], level: int = 2) -> Iterator[tuple[tuple[int, str], int]]:
    for entry in outline:
        if isinstance(entry, list):
            yield from _headings(reader, entry, min(level + 1, 6))
        elif entry.title and (page := reader.get_destination_page_number(entry)) is not None:
            yield (page, bare(clean(entry.title))), level


def _largest(page: list[Line]) -> str:
    """The first text of a page in its largest type, if most of the page is clearly smaller; else nothing."""
    if not page:
        return ""
    largest = max(line.size for line in page)
    at = next(number for number, line in enumerate(page) if line.size == largest)
    title = list(takewhile(lambda line: line.size == largest, page[at:]))
    return " ".join(line.text for line in title) if largest > 1.2 * median(line.size for line in page) else ""


def _found(reader: "PdfReader") -> Found:
    about = reader.metadata
    if about is None:
        return Found()
    title = clean(about.title or "")
    made = f"{about.producer} {about.creator}"
    date = (about.creation_date_raw or "").removeprefix("D:")
    return Found(
        title="" if _NO_TITLE.match(title) else title,
        author=clean(about.author or ""),
        year=None if _PRINTS.search(made) else year_of(date),
    )
