"""Answers as Markdown for a page: text from articles and users is shown as text, whatever it contains."""

import re
from urllib.parse import quote

from assistant import wording
from assistant.records import Answer, Citation
from corpus.records import Language
from corpus.resources import RESOURCES

# The marks that an answer itself writes: labels, markers and list points.
_OWN_MARKS = re.compile(r"(^\*\*[^*\n]+\*\*|\[\d+\]|^- )", re.MULTILINE)
# What Markdown or HTML acts on anywhere, at the start of a line, and in bare addresses that it would link.
_SPECIAL = re.compile(
    r"[\\`*_{}\[\]<>|~&]|^\s*(?:[-+#=]|\d+[.)])|(?<=:)//|(?<=www)\.|(?<=\S)@", re.MULTILINE | re.IGNORECASE
)


def escaped(text: str) -> str:
    """The text as Markdown that shows it as it is and does nothing."""
    plain = _SPECIAL.sub(lambda match: "".join(f"&#{ord(character)};" for character in match[0]), text)
    return plain.replace("\n", "  \n")


def answer_markdown(answer: Answer) -> str:
    """The answer, and under it each source with its quote."""
    pieces = _OWN_MARKS.split(answer.text)
    # Odd pieces are the marks between; paragraphs keep their empty lines.
    text = "".join(
        piece if at % 2 else "\n\n".join(map(escaped, piece.split("\n\n"))) for at, piece in enumerate(pieces)
    )
    return "\n\n".join((text, *(source_markdown(citation, answer.language) for citation in answer.citations)))


def source_markdown(citation: Citation, language: Language) -> str:
    """A citation with its number, source, link and quote."""
    year = wording.year_label(citation.year, language)
    source = escaped(f"{citation.author}, {citation.title} ({year}) – {citation.section}")
    address = quote(citation.url, safe=":/?#&=%@+,;~.-_")
    text = escaped(" ".join(citation.quote.split()))
    label = (wording.RESOURCE if citation.source_id == RESOURCES else wording.ORIGINAL)[language]
    return f"**[{citation.number}]** {source} · [{label}]({address})\n> {text}"
