"""Texts and citations as Markdown: text from articles and users is shown as text, whatever it contains."""

import re
from urllib.parse import quote

from assistant import wording
from assistant.records import Citation
from corpus.records import Language
from corpus.resources import RESOURCES

OWN_MARKS = r"^\*\*[^*\n]+\*\*|(?:\[\d+\])+|\[\?\]"
"""The marks that an answer itself writes: labels at the beginning of a line, and the markers of a sentence."""
# What Markdown or HTML acts on anywhere, at the start of a line, and in bare addresses that it would link.
_SPECIAL = re.compile(
    r"[\\`*_{}\[\]<>|~&]|^\s*(?:[-+#=]|\d+[.)])|(?<=:)//|(?<=www)\.|(?<=\S)@", re.MULTILINE | re.IGNORECASE
)


def escaped(text: str) -> str:
    """The text as Markdown that shows it as it is and does nothing."""
    plain = _SPECIAL.sub(lambda match: "".join(f"&#{ord(character)};" for character in match[0]), text)
    return plain.replace("\n", "  \n")


def source_markdown(citation: Citation, language: Language) -> str:
    """A citation with its number, source, language if it is another, link if there is one, and quote."""
    line = wording.citation_line(citation, language)
    parts = [escaped(line)]
    if citation.language != language:
        parts.append(wording.IN_LANGUAGE[citation.language][language])
    if citation.url:
        address = quote(citation.url, safe=":/?#&=%@+,;~.-_")
        label = (wording.RESOURCE if citation.source_id == RESOURCES else wording.ORIGINAL)[language]
        parts.append(f"[{label}]({address})")
    text = escaped(" ".join(citation.quote.split()))
    return f"**[{citation.number}]** {' · '.join(parts)}\n> {text}"
