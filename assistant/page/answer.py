"""An answer as HTML: its text with markers that open the quotes, its sources, what can be done with it."""

import re
from collections.abc import Iterator, Sequence
from html import escape

from assistant import wording
from assistant.conversations.records import Turn
from assistant.markdown import OWN_MARKS
from assistant.page.addresses import citation_address
from assistant.page.html import safe_html
from assistant.page.making import making_html
from assistant.page.wording import ACTIONS, answerer_name
from assistant.plan.reading import query
from assistant.records import Answer, Citation, Support
from corpus.records import Language
from corpus.resources import RESOURCES

_OWN_MARKS = re.compile(f"({OWN_MARKS})")
_MARKER = re.compile(r" ?\[(?:\d+|\?)\]")
_SIGNS: dict[Support, str] = {"supported": "✓", "weak": "≈", "unsupported": "✗"}


def turn_html(turn: Turn, number: int, answerers: Sequence[str] | None) -> str:
    """A question with its answer; `number` is from 0, `answerers` may be asked instead, None while it is written."""
    answer, words = turn.answer, ACTIONS[turn.answer.language]
    edit = f'<button type="button" class="edit" data-text="{escape(answer.question)}">{words["edit"]}</button>'
    after = _after(turn, answerers) if answerers is not None else ""
    parts = (_notice(answer), _text(answer), _verdict(answer), _plan_link(answer), _sources(answer), after)
    written, state = "".join(parts), "writing" if answerers is None else "done"
    return safe_html(
        f'<section class="turn" data-turn="{number}" data-state="{state}" '
        f'aria-label="{words["turn"]} {number + 1}">'
        f'<div class="asked"><h2 lang="{answer.language}">{escape(answer.question)}</h2>{edit}</div>'
        f'<div class="answer" lang="{answer.language}">{written}</div></section>'
    )


def asked_html(question: str, number: int) -> str:
    """A question whose answer has not begun."""
    return safe_html(
        f'<section class="turn" data-turn="{number}" data-state="waiting"><div class="asked">'
        f'<h2>{escape(question)}</h2></div><div class="answer waiting" aria-hidden="true">{"<span></span>" * 3}</div>'
        "</section>"
    )


def copied(answer: Answer, cited: bool) -> str:
    """The answer as plain Markdown, with its markers and sources or without both."""
    if not cited:
        return _MARKER.sub("", answer.text)
    lines = (f"[{c.number}] {wording.citation_line(c, answer.language)} {c.url}".rstrip() for c in answer.citations)
    return "\n\n".join((answer.text, "\n".join(lines))).strip()


def _notice(answer: Answer) -> str:
    return f'<p class="notice">⚠ {escape(answer.notice)}</p>' if answer.notice else ""


def _text(answer: Answer) -> str:
    """Paragraphs and lists, with markers that link to the quotes and, of checked sentences, signs of their states."""
    states = iter([check.state for check in answer.checks if check.shown])
    citations = {citation.number: citation for citation in answer.citations}
    blocks = list[str]()
    # An abstention names its questions as a list; the page has buttons for them.
    text = answer.text.partition(f"\n\n{wording.ASK_INSTEAD[answer.language]}")[0]
    for block in text.split("\n\n"):
        lines = [_line(line.removeprefix("- "), citations, states, answer.language) for line in block.split("\n")]
        if block.startswith("- "):
            blocks.append(f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>")
        else:
            blocks.append(f"<p>{'<br>'.join(lines)}</p>")
    pending = f'<p class="pending">{escape(answer.pending)} …</p>' if answer.pending else ""
    return "".join(blocks) + pending


def _line(line: str, citations: dict[int, Citation], states: Iterator[Support], language: Language) -> str:
    written = list[str]()
    for at, piece in enumerate(_OWN_MARKS.split(line)):
        # Odd pieces are the marks between.
        if at % 2 == 0:
            written.append(escape(piece))
        elif piece.startswith("**"):
            written.append(f"<strong>{escape(piece[2:-2])}</strong>")
        else:
            cited = [citations[int(number)] for number in re.findall(r"\d+", piece) if int(number) in citations]
            state = next(states, None)
            written += [_marker(citation, language) for citation in cited]
            # What only looks like a marker, in the words of the question, is text.
            written.append(_sign(state, language) if state else "" if cited else escape(piece))
    return "".join(written)


def _marker(citation: Citation, language: Language) -> str:
    line = wording.citation_line(citation, language)
    label = ACTIONS[language]["source"].format(number=citation.number, line=line)
    return (
        f'<a class="marker" href="{escape(citation_address(citation))}" data-passage="{escape(citation.passage_id)}" '
        f'data-start="{citation.start}" data-end="{citation.end}" data-quote="{escape(citation.quote)}" '
        f'aria-label="{escape(label)}">{citation.number}</a>'
    )


def _sign(state: Support, language: Language) -> str:
    label = wording.STATES[state][language]
    return f'<span class="verdict {state}" role="img" aria-label="{label}" title="{label}">{_SIGNS[state]}</span>'


def _verdict(answer: Answer) -> str:
    """Who wrote a checked answer, and the sentences that were left out of it, to be opened."""
    if not answer.checks or answer.pending:
        return ""
    left_out = [check.sentence for check in answer.checks if not check.shown]
    points = "".join(f"<li>{escape(sentence)}</li>" for sentence in left_out)
    summary = wording.removed(len(left_out), answer.language)
    opened = f"<details><summary>{summary}</summary><ul>{points}</ul></details>" if left_out else ""
    legend = escape(wording.WRITTEN_BY[answer.language].format(model=answer.answerer))
    return f'<p class="legend">{legend}</p>{opened}'


def _plan_link(answer: Answer) -> str:
    if not answer.plan:
        return ""
    address = escape(query(answer.plan))
    return f'<p><a class="open-plan" href="{address}">{wording.OPEN_PLAN[answer.language]}</a></p>'


def _sources(answer: Answer) -> str:
    points = "".join(f"<li>{_source(citation, answer.language)}</li>" for citation in answer.citations)
    heading = ACTIONS[answer.language]["sources"]
    return f'<h3 class="sources-heading">{heading}</h3><ul class="sources">{points}</ul>' if points else ""


def _source(citation: Citation, language: Language) -> str:
    """A citation with its number, source, language if it is another, and link if there is one."""
    line = wording.citation_line(citation, language)
    parts = [f"{_marker(citation, language)} {escape(line)}"]
    if citation.language != language:
        parts.append(wording.IN_LANGUAGE[citation.language][language])
    if citation.url:
        label = (wording.RESOURCE if citation.source_id == RESOURCES else wording.ORIGINAL)[language]
        parts.append(f'<a href="{escape(citation.url)}" target="_blank" rel="noopener noreferrer">{label}</a>')
    return " · ".join(parts)


def _after(turn: Turn, answerers: Sequence[str]) -> str:
    """What can be done with a finished answer, how it was made, and what to ask next."""
    answer = turn.answer
    words, verdict = ACTIONS[answer.language], turn.feedback.verdict if turn.feedback else ""
    thumbs = "".join(
        f'<button type="button" class="thumb" data-verdict="{name}" aria-pressed="{str(verdict == name).lower()}">'
        f"{words[name]}</button>"
        for name in ("up", "down")
    )
    copies = "".join(
        f'<button type="button" class="copy" data-copy="{escape(copied(answer, cited))}">{words[name]}</button>'
        for name, cited in (("copy-cited", True), ("copy", False))
    )
    again = "".join(
        f'<button type="button" class="retry" data-answerer="{escape(name)}">'
        f"{escape(words['retry'].format(name=answerer_name(name, answer.language)))}</button>"
        for name in answerers
        if name != answer.answerer
    )
    next_ones = "".join(
        f'<button type="button" class="follow-up">{escape(question)}</button>' for question in answer.follow_ups
    )
    ask = (wording.ASK_NEXT if answer.status == "answered" else wording.ASK_INSTEAD)[answer.language]
    follow_ups = f'<div class="follow-ups"><p>{ask}</p>{next_ones}</div>' if next_ones else ""
    return f'<div class="actions">{thumbs}{copies}{again}</div>{making_html(answer)}{follow_ups}'
