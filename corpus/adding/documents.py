"""DOCX and EPUB files as Markdown."""

import re
from io import BytesIO
from posixpath import dirname, join, normpath
from urllib.parse import unquote
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from corpus.adding.archives import Archive, check_entities
from corpus.adding.decoding import markup_of
from corpus.adding.pages import as_markdown, year_of
from corpus.adding.records import AddingFault, Extract, Found
from corpus.records import LANGUAGES

_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_OPF = "{http://www.idpf.org/2007/opf}"
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_BODY = re.compile(r"<body\b", re.IGNORECASE)
# Marks of notes and the arrows back to them would stand in the midst of quotations.
_NOTE_MARKS = re.compile(r'<sup><a [^>]{1,200}>\[\d+\]</a></sup>| ?<a href="#[^"]{1,100}">↑</a>')
_STYLES = "p[style-name='Title'] => h1:fresh"
_PAGES = ("application/xhtml+xml", "text/html")


def read_docx(content: bytes, name: str) -> Extract:
    """The text of a Word document: its headings by their styles, lists, tables and notes; no comments or pictures."""
    from mammoth import convert_to_html  # noqa: PLC0415  (0.2 s)

    archive = Archive(content, name)
    if "word/document.xml" not in archive.names and "_rels/.rels" not in archive.names:
        raise AddingFault(f"{name} is no Word document: save it as .docx")
    # Only what was read within bounds and declares no entities comes before the library.
    harmless = BytesIO()
    with ZipFile(harmless, "w") as parts:
        for part in sorted(part for part in archive.names if part.endswith((".xml", ".rels"))):
            archive.xml(part)
            parts.writestr(part, archive.read(part))
    html = convert_to_html(harmless, style_map=_STYLES, convert_image=lambda image: []).value
    about = archive.xml("docProps/core.xml") if "docProps/core.xml" in archive.names else None
    return Extract(markdown=as_markdown(_NOTE_MARKS.sub("", html)), found=_found(about, _TERMS + "created"))


def read_epub(content: bytes, name: str) -> Extract:
    """The chapters of a book in their reading order, without its table of contents."""
    archive = Archive(content, name)
    if "META-INF/container.xml" not in archive.names:
        raise AddingFault(f"{name} is no EPUB book: save it anew")
    root = archive.xml("META-INF/container.xml").find(f".//{_CONTAINER}rootfile")
    package = "" if root is None else root.get("full-path", "")
    book = archive.xml(package)
    chapters = [_chapter(archive, join(dirname(package), unquote(href))) for href in _reading_order(book)]
    return Extract(markdown="\n\n".join(filter(None, chapters)), found=_found(book, _DC + "date"))


def _reading_order(book: Element) -> list[str]:
    """Addresses of the chapters, as the spine of the book lists them (EPUB 3.3, 5.7)."""
    files = {
        item.get("id"): item.get("href", "")
        for item in book.iter(_OPF + "item")
        if item.get("media-type") in _PAGES and "nav" not in item.get("properties", "").split()
    }
    order = [item.get("idref") for item in book.iter(_OPF + "itemref") if item.get("linear") != "no"]
    return [files[chapter] for chapter in dict.fromkeys(order) if chapter in files]


def _chapter(archive: Archive, path: str) -> str:
    content = archive.read(normpath(path))
    check_entities(content, archive.name)
    html = markup_of(content, f"{archive.name}, part {path}", None)
    body = _BODY.search(html)
    return as_markdown(html[body.start() if body else 0 :]).strip()


def _found(about: Element | None, date: str) -> Found:
    if about is None:
        return Found()

    def said(tag: str) -> list[str]:
        return [text for element in about.iter(tag) if (text := " ".join((element.text or "").split()))]

    language = next(iter(said(_DC + "language")), "").lower()[:2]
    return Found(
        title=next(iter(said(_DC + "title")), ""),
        author=", ".join(said(_DC + "creator")),
        publisher=next(iter(said(_DC + "publisher")), ""),
        year=year_of(next(iter(said(date)), "")),
        language=next((known for known in LANGUAGES if known == language), None),
    )
