"""Files of every format as Markdown, good ones and hostile ones."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import zlib
from io import BytesIO
from itertools import count
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from corpus.adding.archives import ENTRIES_LIMIT
from corpus.adding.decoding import SIZE_LIMIT, read_file
from corpus.adding.formats import TEXT_LIMIT, extract
from corpus.adding.pdf import PAGES_LIMIT
from corpus.adding.records import AddingFault
from corpus.adding.sandbox import SCRATCH, bounded
from tests.making_files import Entry, Printed, W, docx, entry, epub, packed_pdf, paragraph, pdf, pdf_of, raw_zip, zipped

ENGLISH = "Machine learning needs patience."
CHINESE = "机器学习工程师需要学习数学、统计学和编程，先学线性代数，再学概率论。"
TRADITIONAL = "機器學習工程師需要學習數學、統計學和程式設計，先學線性代數，再學機率論。"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def refused(content: bytes, name: str, encoding: str | None = None) -> str:
    """The one line by which a file is refused in this process: before anything of it is unpacked or parsed."""
    with pytest.raises(AddingFault) as caught:
        extract(content, name, encoding)
    assert "\n" not in str(caught.value)
    assert name in str(caught.value)
    return str(caught.value)


def refused_apart(content: bytes, name: str, memory: int = 512 * 2**20) -> str:
    """The same for what has to be parsed first, in a process of its own."""
    start = time.monotonic()
    with pytest.raises(AddingFault) as caught:
        bounded(extract, content, name, seconds=20, memory=memory, what=name)
    assert "\n" not in str(caught.value)
    assert name in str(caught.value)
    assert time.monotonic() - start < 25
    return str(caught.value)


# Text


@pytest.mark.parametrize("name", ["a.md", "a.markdown", "a.txt", "A.TXT", "two.dots.md"])
def test_text_is_taken_as_it_stands(name: str) -> None:
    text = f"# Tea\n\n{ENGLISH}\r\n\n{CHINESE}\n"
    assert extract(text.encode(), name).markdown == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_tells_the_encoding(encoding: str) -> None:
    assert extract(CHINESE.encode(encoding), "a.txt").markdown == CHINESE


@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        (CHINESE, "gb18030", "gb18030"),
        (CHINESE, "gbk", "gb18030"),
        (TRADITIONAL, "big5", "big5"),
        (CHINESE * 40_000, "gb18030", "gb18030"),
        ("Café “naïve” — déjà vu, a résumé of the piñata.", "cp1252", "cp1252"),
    ],
)
def test_text_in_another_encoding_is_refused_by_its_name_and_read_with_it(text: str, encoding: str, named: str) -> None:
    content = text.encode(encoding)
    assert refused(content, "a.txt") == (
        f"a.txt is not UTF-8 text, it looks like {named}: add it with --encoding {named}"
    )
    assert extract(content, "a.txt", named).markdown == text


def test_bytes_that_are_no_text_get_no_hint() -> None:
    assert "not UTF-8 text: save it as UTF-8" in refused(b"\xff\x01\x81 \xc3\x28 tea \xfe\xff\x80", "a.txt")


def test_an_encoding_is_kept_to_strictly() -> None:
    assert "is not gb18030 text (byte 4)" in refused(b"tea \xff\xff", "a.txt", "gb18030")
    assert "'klingon' is no known encoding" in refused(b"tea", "a.txt", "klingon")
    assert "'zlib' is no known encoding" in refused(b"tea", "a.txt", "zlib")
    assert "holds NUL characters" in refused("tea".encode("utf-16-le"), "a.txt", "latin-1")


def test_nul_bytes_are_no_text() -> None:
    assert "holds NUL bytes" in refused(b"tea\0\0\0", "a.md")


def test_the_suffix_decides_and_has_to_fit() -> None:
    for name in ("a.doc", "a", "md", "a.md.exe"):
        assert ".md, .markdown, .txt, .html, .htm, .pdf, .docx, .epub" in refused(b"tea", name)
    assert "is no PDF file" in refused(b"tea", "a.pdf")
    assert "is a PDF file" in refused(pdf([]), "a.md")
    assert "is no zip archive" in refused(b"tea", "a.docx")
    assert "password-protected Word file" in refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "a.docx")
    assert "is no Word document" in refused(zipped({"tea": "green"}), "a.docx")
    assert "is no EPUB book" in refused(docx(paragraph("Tea")), "a.epub")


@pytest.mark.parametrize("name", ["a.md", "a.html", "a.pdf", "a.docx", "a.epub"])
def test_empty_files_are_refused(name: str) -> None:
    assert "is empty" in refused(b" \n", name)


def test_too_much_text_is_refused() -> None:
    assert f"more than {TEXT_LIMIT}" in refused(b"x" * (TEXT_LIMIT + 1), "a.txt")
    assert "more than 10 MB" in refused(b"x" * (SIZE_LIMIT + 1), "a.txt")


def test_a_name_with_line_breaks_makes_one_line() -> None:
    with pytest.raises(AddingFault, match=r"^a b\.doc has no suffix"):
        extract(b"tea", "a\nb.doc")


# Pages

PAGE = f"""<html><head><title>Learn ML | Pot</title><meta name="author" content="Ann Leaf">
<meta property="og:site_name" content="Pot"><link rel="canonical" href="https://tea.example/learn">
<meta property="article:published_time" content="2021-05-03T10:00:00Z"></head><body>
<nav><ul><li><a href="/">Home of the pot</a></li></ul></nav><article><h1>Learn ML</h1>
<p>Machine learning is a <b>field</b> of <i>study</i> with <a href="/x">links</a>. It takes years of work.</p>
<h2>What to learn</h2><p>These things have to be learnt, one after the other, in the order that follows here:</p>
<ul><li>Python, a language</li><li>Maths<ul><li>Algebra</li></ul></li></ul><ol><li>Read.</li><li>Write.</li></ol>
<h3>学什么</h3><p>{CHINESE * 3}</p><img src="a.png" alt="A pot"></article>
<div class="comments"><p>Nice post!</p></div><footer>All rights reserved</footer></body></html>"""


def test_the_article_of_a_page_keeps_headings_and_lists_and_nothing_around_it() -> None:
    page = extract(PAGE.encode(), "a.html")
    assert page.markdown.strip().split("\n\n") == [
        "# Learn ML",
        "Machine learning is a field of study with links. It takes years of work.",
        "## What to learn",
        "These things have to be learnt, one after the other, in the order that follows here:",
        "- Python, a language\n- Maths\n  - Algebra",
        "1. Read.\n2. Write.",
        "### 学什么",
        CHINESE * 3,
    ]
    assert page.found.model_dump() == {
        "title": "Learn ML",
        "author": "Ann Leaf",
        "publisher": "Pot",
        "year": 2021,
        "url": "https://tea.example/learn",
        "language": None,
    }


def case(number: int) -> str:
    """One of many sentences that are told apart: repeated ones are taken for noise."""
    return f"In case {number} engineers need patience for the machines that learn, and for what they learn from."


def numbered(text: str) -> str:
    numbers = count(1)
    return re.sub("TEXT", lambda _: case(next(numbers)), text)


POST = """<html><head><title>Learn ML - The Pot</title></head><body><div class="site has-sidebar"><nav>Home</nav><main>
<header><h1>Learn ML</h1><div class="share-buttons">Tweet</div></header><div class="entry-content"><p>TEXT TEXT</p>
<h1>Step 1</h1><p>TEXT</p><div class="group"><h3 id="share-your-work">Share your work</h3><ul><li>Vectors</li></ul>
</div><blockquote>TEXT</blockquote><h2>Resources</h2><ul><li><a href="https://a">Deep Learning, a book</a></li>
<li><a href="https://b">CS229, a course</a></li></ul><aside>Buy tea!</aside>
<dl><dt>How long?</dt><dd>A year.</dd></dl><p style="display: none">Hidden</p><p>TEXT</p>
<div class="related-posts"><p>Read on: Black tea</p></div></div></main><div id="comments"><p>Nice post!</p></div></div>
</body></html>"""
SPANS = f"""<html><head><meta property="og:title" content="学习之路"></head><body><h1>学习之路</h1>
<div id="js_content" style="visibility: hidden"><section><section><p><span>{CHINESE}</span></p></section></section>
<section><strong>一、学什么</strong></section><section><span>TEXT</span></section><ul><li><p>数学</p></li>
<li><p>编程</p></li></ul><section><p>TEXT TEXT TEXT TEXT</p></section></div>
<div class="qr_code">扫一扫</div></body></html>"""


def test_lists_of_links_quotations_and_nested_headings_of_an_article_are_kept() -> None:
    assert extract(numbered(POST).encode(), "a.html").markdown.split("\n\n") == [
        "# Learn ML",
        f"{case(1)} {case(2)}",
        "# Step 1",
        case(3),
        "### Share your work",
        "- Vectors",
        f"> {case(4)}",
        "## Resources",
        "- Deep Learning, a book\n- CS229, a course",
        "How long?",
        "A year.",
        case(5),
    ]


def test_an_article_of_spans_and_sections_is_read() -> None:
    assert extract(numbered(SPANS).encode(), "a.html").markdown.split("\n\n") == [
        "# 学习之路",
        CHINESE,
        "一、学什么",
        case(1),
        "- 数学\n- 编程",
        " ".join(map(case, range(2, 6))),
    ]


def test_an_article_that_repeats_itself_is_taken_whole() -> None:
    page = "<html><body><div><table>" + "<tr><td>Tea is good for you.</td></tr>" * 100 + "</table></div></body></html>"
    assert extract(page.encode(), "a.html").markdown.count("Tea is good") > 90


def test_the_title_of_a_page_stands_once() -> None:
    for heading in ("<h1>C++ &amp; List&lt;T&gt;</h1>", ""):
        head = "<head><title>C++ &amp; List&lt;T&gt;</title></head>"
        page = f"<html>{head}<body>{heading}<p>TEXT TEXT TEXT</p></body></html>"
        lines = extract(numbered(page).encode(), "a.html").markdown.split("\n")
        assert [line for line in lines if "C" in line] == [r"# C\+\+ \& List\<T\>"]


def test_an_article_in_a_form_or_in_data_for_programs_is_read() -> None:
    form = numbered("<html><body><form><nav>Home</nav><p>TEXT TEXT TEXT</p><p>TEXT TEXT</p></form></body></html>")
    assert numbered("TEXT TEXT TEXT") in extract(form.encode(), "a.html").markdown
    data = json.dumps({"@type": "Article", "articleBody": numbered("TEXT " * 9)})
    page = f'<html><body><script type="application/ld+json">{data}</script><div id="root"></div></body></html>'
    assert numbered("TEXT TEXT") in extract(page.encode(), "a.html").markdown


def test_a_date_in_the_text_is_not_the_date_of_the_page() -> None:
    page = f"<html><body><article><p>{ENGLISH * 9} On May 3, 2019 it rained.</p></article></body></html>"
    assert extract(page.encode(), "a.html").found.year is None


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("gb18030", '<meta charset="gb2312">'), ("gb18030", '<meta http-equiv=a content="text/html; charset=GBK">'),
     ("utf-8", '<meta charset="gb2312">'), ("utf-16", ""), ("utf-8-sig", "")],
)  # fmt: skip
def test_a_page_says_its_encoding_unless_it_is_utf_8(encoding: str, declared: str) -> None:
    page = f"<html><head>{declared}</head><body><article><p>{CHINESE * 3}</p></article></body></html>"
    assert CHINESE * 3 in extract(page.encode(encoding), "a.html").markdown


def test_a_page_that_declares_no_encoding_or_a_wrong_one_is_refused_as_text_is() -> None:
    page = f"<html><body><p>{CHINESE * 3}</p></body></html>".encode("gb18030")
    assert "looks like gb18030" in refused(page, "a.html")
    assert CHINESE in extract(page, "a.html", "gb2312").markdown
    assert "is not utf-8 text" in refused(b"<meta charset=utf-8>" + page, "a.html")


BARE = {
    "nothing": "",
    "a script": "<script>tea()</script>",
    "a menu": "<nav>" + "<a href=/>Home</a> <a href=/b>Blog posts</a>" * 50 + "</nav>",
    "a wall": "<h1>Learn ML</h1><p>Please log in to read this story.</p>",
    "a shell": "<noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div>",
}


@pytest.mark.parametrize("body", BARE.values(), ids=BARE)
def test_a_page_without_an_article_is_refused(body: str) -> None:
    assert "a.html holds no article" in refused(f"<html><body>{body}</body></html>".encode(), "a.html")


def test_a_page_nested_without_end_ends() -> None:
    refused_apart(b"<html><body>" + b"<div>" * 100_000 + b"tea", "a.html")


# Documents


def test_a_word_document_keeps_headings_lists_and_tables() -> None:
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    table = f"<w:tbl><w:tr>{cell.format('Role')}{cell.format('Pay')}</w:tr></w:tbl>"
    note = '<w:p><w:r><w:t>Noted</w:t><w:footnoteReference w:id="1"/><w:t xml:space="preserve"> well.</w:t></w:r></w:p>'
    noted = '<w:footnote w:id="1"><w:p><w:r><w:t>A note.</w:t></w:r></w:p></w:footnote>'
    document = docx(
        paragraph("Learn ML", "Title") + paragraph("First", "H1") + paragraph("List&lt;T&gt; of snake_case.")
        + paragraph("Maths", bullet=True) + paragraph("Code", bullet=True) + paragraph("学什么", "H2")
        + paragraph(CHINESE) + note + table,
        "<dc:title>Learn ML</dc:title><dc:creator>Ann Leaf</dc:creator><t:created>2021-05-03T10:00:00Z</t:created>",
        footnotes=f'<w:footnotes xmlns:w="{W}">{noted}</w:footnotes>',
    )  # fmt: skip
    found = extract(document, "a.docx")
    assert found.markdown.strip().split("\n\n") == [
        "# Learn ML",
        "# First",
        r"List\<T\> of snake\_case.",
        "- Maths\n- Code",
        "## 学什么",
        CHINESE,
        "Noted well.",
        "| Role | Pay |\n| --- | --- |",
        "1. A note.",
    ]
    assert (found.found.title, found.found.author, found.found.year) == ("Learn ML", "Ann Leaf", 2021)


def test_a_book_is_read_in_the_order_of_its_spine() -> None:
    about = (
        "<dc:title>The book</dc:title><dc:creator>Ann</dc:creator><dc:creator>Bo</dc:creator>"
        "<dc:date>2020-01-01</dc:date><dc:publisher>Pot</dc:publisher><dc:language>zh-CN</dc:language>"
    )
    first = "<h1>Two</h1><p>Second <b>chapter</b> with <a href='x'>a link</a>.<img alt='pot' src='a.png'/></p>"
    book = extract(epub([first, f"<h1>一</h1><ul><li>数学</li></ul><p>{CHINESE}</p>"], about, order=[1, 0]), "a.epub")
    assert book.markdown.split("\n\n") == ["# 一", "- 数学", CHINESE, "# Two", "Second chapter with a link."]
    assert book.found.model_dump() == {
        "title": "The book",
        "author": "Ann, Bo",
        "publisher": "Pot",
        "year": 2020,
        "url": "",
        "language": "zh",
    }


@pytest.mark.parametrize(
    "entity", [LAUGHS, OUTSIDE, '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1/a.dtd"> %a;]>']
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_that_declares_entities_is_refused(entity: str, encoding: str) -> None:
    xml = f'<?xml version="1.0" encoding="{encoding}"?>{entity}<html><body>&b;</body></html>'.encode(encoding)
    container = (
        "<rootfiles xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfile full-path='a.opf'/></rootfiles>"
    )
    package = (
        "<package xmlns='http://www.idpf.org/2007/opf'><item id='a' href='a.xhtml' media-type='text/html'/>"
        "<itemref idref='a'/></package>"
    )
    files: list[tuple[str, dict[str, str | bytes]]] = [
        ("a.docx", {"word/document.xml": xml}),
        ("a.docx", {"word/document.xml": "<a/>", "word/styles.xml": xml}),
        ("a.docx", {"word/document.xml": "<a/>", "docProps/core.xml": xml}),
        ("a.epub", {"META-INF/container.xml": xml}),
        ("a.epub", {"META-INF/container.xml": container, "a.opf": xml}),
        ("a.epub", {"META-INF/container.xml": container, "a.opf": package, "a.xhtml": xml}),
    ]
    for name, parts in files:
        assert "declares XML entities" in refused(zipped(parts), name)


@pytest.mark.parametrize("part", ["../tea", "a/../../tea", "/tea", "a\\tea", "C:tea"])
def test_parts_that_point_out_of_the_archive_are_refused(part: str) -> None:
    for name in ("a.docx", "a.epub"):
        assert "points out of the archive" in refused(raw_zip([entry(part, b"tea")]), name)


def test_a_chapter_outside_of_the_book_is_not_read() -> None:
    package = (
        "<package xmlns='http://www.idpf.org/2007/opf'><item id='a' href='../../../etc/passwd' media-type='text/html'/>"
        "<itemref idref='a'/></package>"
    )
    assert "is damaged" in refused(epub(["<p>tea</p>"], replaced={"text/book.opf": package}), "a.epub")


def test_zip_bombs_are_refused_before_they_are_unpacked() -> None:
    bomb = entry("word/document.xml", bytes(100 * 2**20))
    content = raw_zip([bomb] + [bomb._replace(name=f"word/{at}.xml") for at in range(90)])
    assert 8 * 2**20 < len(content) < SIZE_LIMIT
    assert "would unpack to 9100 MB" in refused(content, "a.docx")
    assert "would unpack to 9100 MB" in refused(content, "a.epub")
    assert f"more than {ENTRIES_LIMIT}" in refused(
        raw_zip(Entry(f"{at}", b"", 0, 0) for at in range(100_000)), "a.docx"
    )


def test_a_zip_bomb_that_lies_about_its_size_unpacks_to_what_it_says() -> None:
    bomb = entry("word/document.xml", b"<a>" + bytes(200 * 2**20))
    for declared in (0, 100, 30_000):
        crc = zlib.crc32(b"<a>".ljust(declared, b"\0")[:declared])
        content = raw_zip([bomb._replace(declared=declared, crc=crc)])
        assert "is damaged" in refused_apart(content, "a.docx", memory=256 * 2**20)


def test_damaged_archives_are_refused() -> None:
    whole = docx(paragraph(ENGLISH * 50))
    assert "is damaged" in refused(whole[:-30], "a.docx")
    assert "is damaged" in refused(whole.replace(b"\x03\x04\x14", b"\x03\x04\x99", 1)[:200] + whole[200:-22], "a.epub")
    assert "is damaged" in refused(zipped({"word/document.xml": "<a><b></a>"}), "a.docx")
    deep = "<w:p>" * 20_000 + "</w:p>" * 20_000
    assert "too large or too deep" in refused_apart(docx(deep), "a.docx")


# PDF


def printed(head: str = "A running head") -> list[list[Printed]]:
    """Three pages with headers, footers, a wrapped paragraph across a page, lists and Chinese."""
    one = [
        Printed("Starting", 700, size=16),
        Printed("Machine learning needs exam-", 670),
        Printed("ples, well-known books, and well-", 658),
        Printed("known tools, which are snake_case.", 646),
        Printed("A second paragraph is long enough", 622),
        Printed("\x95 Maths of vectors and matrices", 598),
        Printed("\x95 Code", 586),
        Printed("机器学习工程师需要学习数学、统计", 562, font="F2"),
        Printed("学和编程。", 550, font="F2"),
        Printed("This sentence goes on over the end", 526),
    ]
    two = [Printed("of the page, and it ends here.", 700), Printed("The next one is not part of it.", 688, x=84)]
    three = [Printed("The last page has a line.", 650)]
    edges = [[Printed(f"{head} {at}", 760, size=8), Printed(f"- {at} -", 30, x=300)] for at in (1, 2, 3)]
    return [[edge[0], *body, edge[1]] for edge, body in zip(edges, (one, two, three), strict=True)]


def test_a_pdf_becomes_paragraphs_without_headers_and_footers() -> None:
    outline = [
        "<< /Type /Outlines /First 7 0 R /Last 7 0 R /Count 1 >>",
        "<< /Title (1. Starting) /Parent 6 0 R /Dest [9 0 R /Fit] >>",
    ]
    about = "/Title (Learn ML) /Author (Ann Leaf) /CreationDate (D:20210503100000Z)"
    found = extract(pdf(printed(), "/Outlines 6 0 R", about, outline), "a.pdf")
    assert found.markdown.split("\n\n") == [
        "## Starting",
        r"Machine learning needs examples, well-known books, and well-known tools, which are snake\_case.",
        "A second paragraph is long enough",
        "- Maths of vectors and matrices",
        "- Code",
        "机器学习工程师需要学习数学、统计学和编程。",
        "This sentence goes on over the end of the page, and it ends here.",
        "The next one is not part of it.",
        "The last page has a line.",
    ]
    assert (found.found.title, found.found.author, found.found.year) == ("Learn ML", "Ann Leaf", 2021)


def test_what_is_said_of_a_print_is_not_said_of_the_article() -> None:
    about = "/Title (Microsoft Word - tea.doc) /Producer (Skia/PDF m156) /CreationDate (D:20260503)"
    page = [Printed("11/22/26, 9:55 PM Tea", 780), Printed("Tea.", 700), Printed("https://tea.example/a 1/1", 10)]
    found = extract(pdf([page], info=about), "a.pdf")
    assert found.markdown == "Tea."
    assert (found.found.title, found.found.year) == ("", None)


def test_the_largest_type_of_the_first_page_is_the_title_where_none_is_given() -> None:
    page = [
        Printed("How to learn", 700, size=24),
        Printed("machine learning", 674, size=24),
        Printed("Starting", 640, size=14),
    ]
    page += [Printed(f"Line {at} of the text.", 600 - 12 * at) for at in range(5)]
    assert extract(pdf([page]), "a.pdf").found.title == "How to learn machine learning"
    assert extract(pdf([page[3:]]), "a.pdf").found.title == ""


def test_letters_of_printed_chinese_are_those_that_were_meant() -> None:
    page = [Printed("⼯程师学习很⻓的⽂章 ， ﬁrst", 700, font="F2")]
    assert extract(pdf([page]), "a.pdf").markdown == "工程师学习很长的文章， first"


def test_headings_are_not_guessed_without_an_outline() -> None:
    assert "#" not in extract(pdf(printed()), "a.pdf").markdown


ACTION = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
JAVASCRIPT = {
    "when it opens": (f"/OpenAction {ACTION}", []),
    "in its names": (f"/Names << /JavaScript << /Names [(a) {ACTION}] >> >>", []),
    "in an object of its own": ("/OpenAction 6 0 R", [ACTION]),
    "with a name in disguise": ("/OpenAction << /S /J#61vaScript /#4aS (1) >>", []),
    "on an event": (f"/AA << /WC {ACTION} >>", []),
    "in a field": (f"/AcroForm << /Fields [<< /FT /Tx /AA << /K {ACTION} >> >>] >>", []),
}


@pytest.mark.parametrize(("catalog", "more"), JAVASCRIPT.values(), ids=JAVASCRIPT)
def test_a_pdf_with_javascript_is_refused(catalog: str, more: list[str]) -> None:
    assert "holds JavaScript" in refused(pdf(printed(), catalog, more=more), "a.pdf")


def test_a_pdf_with_javascript_in_a_packed_object_is_refused() -> None:
    catalog = "<< /Type /Catalog /Pages 4 0 R /OpenAction 2 0 R >>"
    content = packed_pdf(catalog, ACTION)
    assert b"/JS" not in content
    assert "holds JavaScript" in refused(content, "a.pdf")
    assert "holds no text" in refused(packed_pdf(catalog, "<< /S /GoTo >>"), "a.pdf")


def test_a_pdf_that_starts_programs_or_carries_files_is_refused() -> None:
    launch = "/OpenAction << /S /Launch /F (calc.exe) >>"
    assert "holds an action that starts programs" in refused(pdf(printed(), launch), "a.pdf")
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf(printed()))))
    writer.add_attachment("tea.txt", b"tea")
    file = BytesIO()
    writer.write(file)
    assert "holds other files" in refused(file.getvalue(), "a.pdf")


def test_a_link_or_a_place_to_open_at_is_no_reason_to_refuse() -> None:
    assert extract(pdf(printed(), "/OpenAction << /S /GoTo /D [7 0 R /Fit] >>"), "a.pdf").markdown


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
@pytest.mark.parametrize("password", ["tea", ""])
def test_an_encrypted_pdf_is_refused(algorithm: str, password: str) -> None:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf(printed()))))
    writer.encrypt(password, "owner", algorithm=algorithm)
    file = BytesIO()
    writer.write(file)
    assert "is encrypted" in refused(file.getvalue(), "a.pdf")


def test_a_pdf_without_text_is_refused() -> None:
    assert "holds no text" in refused(pdf([[], []]), "a.pdf")


def test_a_pdf_of_too_many_pages_is_refused() -> None:
    message = refused_apart(pdf([[Printed("Tea.", 700)]] * 5000), "a.pdf")
    assert f"has 5000 pages, more than {PAGES_LIMIT}" in message


def test_broken_pdfs_are_refused() -> None:
    whole = pdf(printed())
    loop = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>", "", "", "<< >>"]
    refused_apart(pdf_of(loop), "a.pdf")
    refused_apart(whole[:60], "a.pdf")
    refused_apart(whole[: len(whole) // 3], "a.pdf")
    refused_apart(b"%PDF-1.4\n" + bytes(range(256)) * 400, "a.pdf")


# Files


def unread(path: Path) -> str:
    with pytest.raises(AddingFault) as caught:
        read_file(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_regular_files_are_read_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"tea")
    assert read_file(file) == b"tea"
    (tmp_path / "link.txt").symlink_to(file)
    os.mkfifo(tmp_path / "pipe.txt")
    assert "is a symbolic link" in unread(tmp_path / "link.txt")
    assert "is no regular file" in unread(tmp_path / "pipe.txt")
    assert "is no regular file" in unread(tmp_path)
    assert "is no regular file" in unread(Path("/dev/zero"))
    assert "cannot be read (No such file or directory)" in unread(tmp_path / "b.txt")
    assert "cannot be read" in unread(tmp_path / "b\0.txt")
    assert "cannot be read" in unread(tmp_path / ("b" * 300))


def test_a_large_file_is_refused_by_its_size(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    with file.open("wb") as sparse:
        sparse.truncate(200 * 2**20)
    assert unread(file) == f"{file} has 200.0 MB, more than 10 MB: add a shorter file"
    os.truncate(file, SIZE_LIMIT)
    assert len(read_file(file)) == SIZE_LIMIT


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.touch(mode=0)
    assert "cannot be read (Permission denied)" in unread(file)


# The sandbox


def test_a_function_apart_returns_what_it_returns_or_raises_its_fault() -> None:
    assert bounded(extract, b"tea", "a.md") == extract(b"tea", "a.md")
    with pytest.raises(AddingFault, match=r"^a\.doc has no suffix"):
        bounded(extract, b"tea", "a.doc")
    with pytest.raises(AddingFault, match=r"^tea cannot be read \(ValueError\): it may be damaged"):
        bounded(int, "tea", what="tea")


@pytest.mark.parametrize(
    ("function", "argument"),
    [(time.sleep, 60), (exec, "while True: pass"), (bytearray, 2**30), (os._exit, 3), (os._exit, 0), (os.abort, None),
     (eval, "(lambda f: f(f))(lambda f: f(f))"),
     (exec, "import ctypes; ctypes.string_at(0)")],
)  # fmt: skip
def test_too_much_time_or_memory_or_a_crash_is_one_line(function: object, argument: object) -> None:
    assert callable(function)
    arguments = () if argument is None else (argument,)
    with pytest.raises(AddingFault) as caught:
        bounded(function, *arguments, seconds=1.5, memory=512 * 2**20, what="tea.pdf")
    assert str(caught.value) == "tea.pdf is too large or too deep to be read within 1.5 s and 0.5 GB: split it"


def test_a_child_writes_no_large_files_and_knows_no_secrets(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROADMAP_API_KEY", "secret")
    assert bounded(os.getenv, "ROADMAP_API_KEY", "none") == "none"
    bounded(exec, "import os\nprint('noise', flush=True); os.system('echo noise; echo noise >&2')")
    with pytest.raises(AddingFault, match="OSError"):
        bounded(Path(tmp_path / "written").write_bytes, bytes(SCRATCH + 1))
    assert (tmp_path / "written").stat().st_size <= SCRATCH
    assert capfd.readouterr() == ("", "")


def test_an_interrupt_ends_the_child() -> None:
    code = "import time; from corpus.adding.sandbox import bounded; print(1, flush=True); bounded(time.sleep, 50)"
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        time.sleep(1)
        parent.send_signal(signal.SIGINT)
        parent.wait(5)
    with pytest.raises(ProcessLookupError):
        os.killpg(parent.pid, 0)
