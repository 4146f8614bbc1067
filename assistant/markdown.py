"""Answers as Markdown for a page: text from articles and users is shown as text, whatever it contains."""

import re
from urllib.parse import quote

from assistant import wording
from assistant.records import Answer, Citation, Support
from corpus.records import Language
from corpus.resources import RESOURCES

# The marks that an answer itself writes: labels, the markers of a sentence and list points.
_OWN_MARKS = re.compile(r"(^\*\*[^*\n]+\*\*|(?:\[\d+\])+|\[\?\]|^- )", re.MULTILINE)
_SIGNS: dict[Support, str] = {"supported": "✓", "weak": "≈", "unsupported": "✗"}
# What Markdown or HTML acts on anywhere, at the start of a line, and in bare addresses that it would link.
_SPECIAL = re.compile(
    r"[\\`*_{}\[\]<>|~&]|^\s*(?:[-+#=]|\d+[.)])|(?<=:)//|(?<=www)\.|(?<=\S)@", re.MULTILINE | re.IGNORECASE
)


def escaped(text: str) -> str:
    """The text as Markdown that shows it as it is and does nothing."""
    plain = _SPECIAL.sub(lambda match: "".join(f"&#{ord(character)};" for character in match[0]), text)
    return plain.replace("\n", "  \n")


def answer_markdown(answer: Answer) -> str:
    """The answer with the state of each checked sentence, what happened on the way, and each source with its quote."""
    language = answer.language
    notice = f'<span class="notice">⚠ {escaped(answer.notice)}</span>' if answer.notice else ""
    pending = f'{wording.SPACE[language]}<span class="pending">{escaped(answer.pending)} …</span>'
    sources = (source_markdown(citation, language) for citation in answer.citations)
    parts = (notice, _text(answer) + (pending if answer.pending else ""), _verdict(answer), *sources)
    return "\n\n".join(part for part in parts if part)


def without_pending(markdown: str) -> str:
    """The Markdown of an answer whose writing was stopped, without the sentence that was not checked any more."""
    return re.sub(r'<span class="pending">.*?</span>', "…", markdown, flags=re.DOTALL)


def _text(answer: Answer) -> str:
    """The text, safe; behind the markers of each checked sentence a sign of its state."""
    states = iter([check.state for check in answer.checks if check.shown])
    written = list[str]()
    for at, piece in enumerate(_OWN_MARKS.split(answer.text)):
        # Odd pieces are the marks between; paragraphs keep their empty lines, points of lists their lines.
        if at % 2 == 0:
            written.append("\n\n".join(map(_paragraph, piece.split("\n\n"))))
        elif piece.startswith("[") and (state := next(states, None)):
            label = wording.STATES[state][answer.language]
            sign = f'<span class="verdict {state}" role="img" title="{label}">{_SIGNS[state]}</span>'
            written.append(("" if state == "unsupported" else piece) + sign)
        else:
            written.append(piece)
    return "".join(written)


def _paragraph(text: str) -> str:
    # A single line break stands only between the points of a list.
    return "\n".join(map(escaped, text.split("\n")))


def _verdict(answer: Answer) -> str:
    """Who wrote a checked answer, and the sentences that were left out of it, to be opened."""
    if not answer.checks or answer.pending:
        return ""
    left_out = [check.sentence for check in answer.checks if not check.shown]
    points = "".join(f"<li>{escaped(sentence)}</li>" for sentence in left_out)
    summary = wording.removed(len(left_out), answer.language)
    opened = f"<details><summary>{summary}</summary><ul>{points}</ul></details>" if left_out else ""
    legend = wording.WRITTEN_BY[answer.language].format(model=escaped(answer.answerer))
    return f'<span class="legend">{legend}</span>\n\n{opened}'.rstrip()


def source_markdown(citation: Citation, language: Language) -> str:
    """A citation with its number, source, language if it is another, link if there is one, and quote."""
    line = wording.source_line(citation.author, citation.title, citation.year, citation.section, language)
    parts = [escaped(line)]
    if citation.language != language:
        parts.append(wording.IN_LANGUAGE[citation.language][language])
    if citation.url:
        address = quote(citation.url, safe=":/?#&=%@+,;~.-_")
        label = (wording.RESOURCE if citation.source_id == RESOURCES else wording.ORIGINAL)[language]
        parts.append(f"[{label}]({address})")
    text = escaped(" ".join(citation.quote.split()))
    return f"**[{citation.number}]** {' · '.join(parts)}\n> {text}"
