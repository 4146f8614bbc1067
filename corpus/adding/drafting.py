"""Makes the draft of an article out of the Markdown or plain text of a saved page."""

from corpus.adding.blocks import read_blocks
from corpus.adding.cleaning import clean
from corpus.adding.metadata import bare_title, canonical, front_matter, guessed, language_of
from corpus.adding.records import AddingFault, Draft, Extract
from corpus.adding.sections import LONGEST_CODE, sections_of, with_headings

MOST_LINES, MOST_BLOCKS = 150_000, 30_000
"""Lines of a file, and headings, paragraphs and items of an article; a long book has fewer."""


def draft(extract: Extract) -> Draft:
    """The article in `extract`, with what it says of itself and the lines that were left out.

    Front matter goes before what the file said of itself, and that before what the lines of the page say; the title
    is the one that stands over the text. Raises AddingFault in one line where no article is left, or where it is in
    neither English nor Chinese.
    """
    # 1. Structure
    stated, markdown = front_matter(extract.markdown)
    stated = stated.over(extract.found)
    if (lines := markdown.count("\n")) > MOST_LINES:
        raise AddingFault(f"the text has {lines:,} lines, more than {MOST_LINES:,}: add an article alone")
    blocks = read_blocks(markdown)
    if len(blocks) > MOST_BLOCKS:
        raise AddingFault(f"the text has {len(blocks):,} paragraphs, more than {MOST_BLOCKS:,}: add an article alone")
    # 2. What is the article
    known_title = bare_title(stated.title, stated.publisher)
    cleaned = clean(blocks, known_title)
    kept = with_headings(cleaned.blocks)
    # 3. What it says of itself
    title = bare_title(cleaned.title, stated.publisher) or known_title
    text = "\n".join(block.text for block in kept if block.kind != "code")
    if not text.strip():
        raise AddingFault(
            "no article is left when navigation, notices and comments are taken away: add a page with one"
        )
    language = language_of(text)
    title = title or next(block.text for block in kept if block.kind != "code")[:80]
    found = stated.over(guessed(blocks, cleaned.title))
    known = {"title": title, "language": language, "url": canonical(found.url)}
    # 4. Sections
    code = [block.text for block in kept if block.kind == "code" and len(block.text) > LONGEST_CODE]
    sections = sections_of(kept, title, language)
    if not sections:
        raise AddingFault("no article is left, only headings: add a page with text below them")
    return Draft(
        found=found.model_copy(update=known),
        sections=sections,
        removed=(*cleaned.removed, *code),
    )
