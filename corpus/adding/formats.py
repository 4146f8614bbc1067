"""Files of all formats as Markdown, each by the suffix of its name."""

from collections.abc import Callable
from pathlib import PurePath

from corpus.adding.decoding import check_size, text_of
from corpus.adding.documents import read_docx, read_epub
from corpus.adding.pages import read_page
from corpus.adding.pdf import read_pdf
from corpus.adding.records import AddingFault, Extract

TEXT_LIMIT = 2_000_000
"""Characters of the Markdown that comes of a file."""


def extract(content: bytes, name: str, encoding: str | None = None) -> Extract:
    """The content of a file as Markdown; the suffix of `name` tells its format.

    `encoding` is of text and pages; what is neither in it nor UTF-8 is refused. Run it by `sandbox.bounded`: the
    parsers trust their input. Raises AddingFault.
    """
    name = " ".join(name.split())
    suffix = PurePath(name).suffix.lower()
    if suffix not in _READERS:
        raise AddingFault(f"{name} has no suffix of a format that can be read: use one of {', '.join(SUFFIXES)}")
    check_size(len(content), name)
    if not content.strip():
        raise AddingFault(f"{name} is empty: nothing to add")
    if suffix == ".pdf" and b"%PDF-" not in content[:1024]:
        raise AddingFault(f"{name} is no PDF file: give it the suffix of its format")
    if suffix != ".pdf" and content.startswith(b"%PDF-"):
        raise AddingFault(f"{name} is a PDF file: give it the suffix .pdf")
    found = _READERS[suffix](content, name, encoding)
    if not found.markdown.strip():
        raise AddingFault(f"{name} holds no text: nothing to add")
    if len(found.markdown) > TEXT_LIMIT:
        raise AddingFault(f"{name} holds {len(found.markdown)} characters, more than {TEXT_LIMIT}: split it")
    return found


def _read_text(content: bytes, name: str, encoding: str | None) -> Extract:
    return Extract(markdown=text_of(content, name, encoding))


_READERS: dict[str, Callable[[bytes, str, str | None], Extract]] = {
    ".md": _read_text,
    ".markdown": _read_text,
    ".txt": _read_text,
    ".html": read_page,
    ".htm": read_page,
    ".pdf": lambda content, name, _: read_pdf(content, name),
    ".docx": lambda content, name, _: read_docx(content, name),
    ".epub": lambda content, name, _: read_epub(content, name),
}
SUFFIXES = tuple(_READERS)
"""Of all formats that can be read."""
