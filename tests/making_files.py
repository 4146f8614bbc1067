"""Makes files of the formats that can be added, good ones and hostile ones, byte by byte."""

import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


class Entry(NamedTuple):
    name: str
    packed: bytes
    crc: int
    declared: int
    """Bytes that it says it unpacks to."""


def entry(name: str, content: bytes) -> Entry:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return Entry(name, packer.compress(content) + packer.flush(), zlib.crc32(content), len(content))


def raw_zip(entries: Iterable[Entry]) -> bytes:
    """A zip archive that may lie (APPNOTE.TXT, 4.3)."""
    body, directory, count = BytesIO(), BytesIO(), 0
    for each in entries:
        name, at = each.name.encode(), body.tell()
        about = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, each.crc, len(each.packed), each.declared, len(name), 0)
        body.write(b"PK\x03\x04" + about + name + each.packed)
        directory.write(b"PK\x01\x02" + struct.pack("<H", 20) + about + struct.pack("<HHHII", 0, 0, 0, 0, at) + name)
        count += 1
    listed = directory.getvalue()
    shown = min(count, 0xFFFF)
    end = b""
    if count > shown:  # zip64: its record, and where it is
        end = b"PK\x06\x06" + struct.pack(
            "<QHHIIQQQQ", 44, 45, 45, 0, 0, count, count, len(listed), body.tell()
        ) + b"PK\x06\x07" + struct.pack("<IQI", 0, body.tell() + len(listed), 1)  # fmt: skip
    end += b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, shown, shown, len(listed), body.tell(), 0)
    return body.getvalue() + listed + end


def docx(body: str, core: str = "", **parts: str) -> bytes:
    """A Word document; `body` is WordprocessingML, `core` its core properties, `parts` go below word/."""
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in (("Title", "Title"), ("H1", "heading 1"), ("H2", "heading 2"))
    )
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    links = "".join(
        f'<Relationship Id="{name}" Type="{office}/{name}" Target="{name}.xml"/>'
        for name in ("styles", "numbering", *parts)
    )
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="d" '
            f'Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships">{links}</Relationships>',
            "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
            "word/styles.xml": f'<w:styles xmlns:w="{W}">{styles}</w:styles>',
            "word/numbering.xml": f'<w:numbering xmlns:w="{W}">{numbering}</w:numbering>',
            "docProps/core.xml": f'<c:coreProperties xmlns:c="{CORE}" xmlns:dc="http://purl.org/dc/elements/1.1/" '
            f'xmlns:t="http://purl.org/dc/terms/">{core}</c:coreProperties>',
            **{f"word/{name}.xml": text for name, text in parts.items()},
        }
    )


def paragraph(text: str, style: str = "", bullet: bool = False) -> str:
    numbers = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>' if bullet else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{numbers}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'


def epub(
    chapters: Sequence[str], about: str = "", order: Sequence[int] = (), replaced: Mapping[str, str] | None = None
) -> bytes:
    """A book of XHTML bodies, or of whole pages; `order` of its spine, `replaced` its own parts by path."""
    items = "".join(
        f'<item id="c{at}" href="c%20{at}.xhtml" media-type="application/xhtml+xml"/>' for at in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="c{at}"/>' for at in order or range(len(chapters)))
    nav = '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    files: dict[str, str] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="text/book.opf"/></rootfiles></container>',
        "text/book.opf": '<package xmlns="http://www.idpf.org/2007/opf"><metadata '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/">{about}</metadata><manifest>{nav}{items}</manifest>'
        f'<spine><itemref idref="nav"/>{spine}</spine></package>',
        "text/nav.xhtml": _xhtml("<nav><ol><li>Contents of the book</li></ol></nav>"),
    }
    files |= {f"text/c {at}.xhtml": body if "<html" in body else _xhtml(body) for at, body in enumerate(chapters)}
    return zipped({**files, **(replaced or {})})


def _xhtml(body: str) -> str:
    head = "<head><title>A title that nobody reads</title><style>p { color: red }</style></head>"
    return f'<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml">{head}<body>{body}</body></html>'


class Printed(NamedTuple):
    text: str
    y: int
    x: int = 72
    size: int = 10
    font: str = "F1"
    """F1 is Latin, F2 Chinese."""


def pdf(pages: Sequence[Sequence[Printed]], catalog: str = "", info: str = "", more: Sequence[str] = ()) -> bytes:
    """A PDF of lines at their places. `more` are further objects, numbered from 6."""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        "",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts "
        "[<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>] >>",
        f"<< {info} >>",
        *more,
    ]
    kids = []
    for page in pages:
        stream = "".join(f"BT /{line.font} {line.size} Tf {line.x} {line.y} Td {_shown(line)} Tj ET\n" for line in page)
        kids.append(f"{len(objects) + 2} 0 R")
        objects += [
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {len(objects) + 1} 0 R "
            "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>",
        ]
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    return pdf_of(objects)


def pdf_of(objects: Sequence[str]) -> bytes:
    """A PDF of these objects, numbered from 1: the first is its catalog, the fifth tells about it."""
    content, places = "%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    content += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}"
    end = content.rindex("xref\n0 ")
    content += f"trailer << /Size {len(places) + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n{end}\n%%EOF\n"
    return content.encode("latin-1")


def packed_pdf(catalog: str, other: str) -> bytes:
    """A PDF whose catalog (object 1) and another object (2) lie in a compressed stream (ISO 32000-1, 7.5.7)."""
    inside = f"1 0 2 {len(catalog) + 1} "
    packed = zlib.compress(f"{inside}{catalog} {other}".encode())
    stream = (
        f"3 0 obj\n<< /Type /ObjStm /N 2 /First {len(inside)} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n"
    )
    content = b"%PDF-1.5\n" + stream.encode() + packed + b"\nendstream\nendobj\n"
    pages = len(content)
    content += b"4 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
    rows = [(0, 0, 0), (2, 3, 0), (2, 3, 1), (1, 9, 0), (1, pages, 0), (1, len(content), 0)]
    table = b"".join(struct.pack(">BHB", *row) for row in rows)
    head = f"<< /Type /XRef /Size 6 /W [1 2 1] /Root 1 0 R /Length {len(table)} >>"
    return (
        content
        + f"5 0 obj\n{head}\nstream\n".encode()
        + table
        + (f"\nendstream\nendobj\nstartxref\n{len(content)}\n%%EOF\n".encode())
    )


def _shown(line: Printed) -> str:
    if line.font == "F2":
        return f"<{line.text.encode('utf-16-be').hex()}>"
    return "(" + line.text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") + ")"
