"""Conversations as files: Markdown to read, JSON to keep."""

import re
from datetime import UTC

from assistant.conversations.records import Conversation, Turn
from assistant.language import detect_language
from assistant.markdown import OWN_MARKS, escaped, source_markdown
from assistant.wording import Table

# What an answer writes itself, points of a list as well. All else is shown as it is.
_OWN_MARKS = re.compile(f"({OWN_MARKS}|^- )", re.MULTILINE)
_BEGUN: Table = {"en": "Conversation of {day}, {time} UTC", "zh": "对话开始于 {day} {time}（UTC）"}
_WRITTEN_BY: Table = {
    "en": "Written by {model}. Each sentence was checked against its quote; [?] marks one without support.",
    "zh": "由 {model} 撰写。每句话都与引文核对过，[?] 标出没有依据的话。",
}


def as_json(conversation: Conversation) -> str:
    """The whole record; `read_conversation` reads it back."""
    return conversation.model_dump_json(indent=2) + "\n"


def as_markdown(conversation: Conversation) -> str:
    """Title, date, and each question with its answer and numbered quotes, in the language of the answer.

    Text of readers, articles and models is shown as text, whatever it contains.
    """
    turns = conversation.turns
    language = turns[0].answer.language if turns else detect_language(conversation.title)
    begun = conversation.begun.astimezone(UTC)
    date = _BEGUN[language].format(day=begun.date(), time=f"{begun:%H:%M}")
    parts = [f"# {_line(conversation.title)}", date, *map(_turn, turns)]
    return "\n\n".join(parts) + "\n"


def _turn(turn: Turn) -> str:
    answer = turn.answer
    parts = [f"## {_line(answer.question)}"]
    if answer.notice:
        parts.append(f"⚠ {escaped(answer.notice)}")
    parts.append(_text(answer.text))
    if answer.checks:
        parts.append(_WRITTEN_BY[answer.language].format(model=escaped(answer.answerer)))
    parts += (source_markdown(citation, answer.language) for citation in answer.citations)
    return "\n\n".join(parts)


def _text(text: str) -> str:
    pieces = _OWN_MARKS.split(text)
    # Odd pieces are the marks between.
    return "".join(piece if at % 2 else _paragraphs(piece) for at, piece in enumerate(pieces))


def _paragraphs(text: str) -> str:
    # Empty lines part paragraphs; a single line break stands only between the points of a list.
    return "\n".join(map(escaped, text.split("\n")))


def _line(text: str) -> str:
    """The text as one line, for a heading."""
    return escaped(" ".join(text.split()))
