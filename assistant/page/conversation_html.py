"""The list of conversations as HTML. Every text in it is escaped."""

from collections.abc import Iterable
from html import escape
from typing import Any, Self

from pydantic import AwareDatetime, Field, ValidationError

from assistant.conversations.records import ID_PATTERN, TITLE_LIMIT, Conversation
from assistant.page.html import both, safe_html
from assistant.wording import Table
from corpus.records import Record

LABELS: dict[str, Table] = {
    "title": {"en": "Conversations", "zh": "对话"},
    "none": {"en": "Your conversations will be listed here.", "zh": "你的对话会列在这里。"},
    "not-found": {"en": "No conversation has these words.", "zh": "没有含这些词的对话。"},
    "rename": {"en": "Rename", "zh": "改名"},
    "delete": {"en": "Delete", "zh": "删除"},
    "sure": {"en": "Delete it for good?", "zh": "确定删除吗？"},
    "spare": {"en": "Keep it", "zh": "保留"},
    "export": {"en": "Save the open one:", "zh": "保存打开的对话："},
    "browser": {"en": "Kept in this browser only.", "zh": "只保存在这个浏览器里。"},
    "server": {"en": "Kept on the server, under your name.", "zh": "保存在服务器上，归在你的名下。"},
    "full": {
        "en": "The browser has no room for this conversation: it will be gone when you leave the page. "
        "Save it as a file, or delete others.",
        "zh": "浏览器存不下这个对话了，离开页面后它会消失。请把它存成文件，或删掉别的对话。",
    },
}


class Summary(Record):
    """What the list needs of a conversation."""

    id: str = Field(pattern=ID_PATTERN)
    title: str = Field(min_length=1, max_length=TITLE_LIMIT)
    changed: AwareDatetime
    questions: tuple[str, ...]
    """Enough of each for a search."""

    @classmethod
    def of(cls, conversation: Conversation) -> Self:
        """The summary of a conversation."""
        return cls(
            id=conversation.id,
            title=conversation.title,
            changed=conversation.changed,
            questions=tuple(conversation.history),
        )

    def has(self, words: str) -> bool:
        """Whether all words stand in the title or the questions, in upper or lower case."""
        text = "\n".join((self.title, *self.questions)).casefold()
        return all(word in text for word in words.casefold().split())


def read_summaries(handed: Iterable[Any]) -> tuple[Summary, ...]:
    """The summaries that the browser has handed over; what is none is skipped."""
    found = list[Summary]()
    for item in handed:
        try:
            found.append(Summary.model_validate(item))
        except ValidationError:
            continue
    return tuple(found)


def list_html(listed: Iterable[Summary], opened: str, words: str, on_server: bool) -> str:
    """The conversations with these words, the one changed last first; `opened` is the id of the open one."""
    listed = sorted(listed, key=lambda summary: summary.changed, reverse=True)
    found = [summary for summary in listed if summary.has(words)]
    items = "".join(_item(summary, summary.id == opened) for summary in found)
    empty = "" if found else f'<p class="quiet">{both(LABELS["not-found" if listed else "none"])}</p>'
    export = _EXPORT if any(summary.id == opened for summary in listed) else ""
    where = f'<p class="quiet">{both(LABELS["server" if on_server else "browser"])}</p>' if listed else ""
    return safe_html(
        '<nav aria-labelledby="conversations-title">'
        f'<h2 id="conversations-title">{both(LABELS["title"])}</h2><ul>{items}</ul>{empty}{export}{where}</nav>'
    )


def full_html() -> str:
    """The line that the page shows when the browser has no room left."""
    return safe_html(f'<p role="alert" hidden>{both(LABELS["full"])}</p>')


def _item(summary: Summary, is_open: bool) -> str:
    title, current = escape(summary.title), ' aria-current="true"' if is_open else ""
    name = f"title-{summary.id}"
    return (
        f'<li data-id="{summary.id}"><div class="row">'
        f'<button type="button" class="open"{current}><span class="name" id="{name}">{title}</span>'
        f'<time datetime="{summary.changed.isoformat()}">{summary.changed.date()}</time></button>'
        f"{_button('rename', '✎', name)}{_button('delete', '✕', name)}</div>"
        f'<div class="sure" role="group" aria-describedby="{name}" hidden><span>{both(LABELS["sure"])}</span>'
        f'<button type="button" class="really">{both(LABELS["delete"])}</button>'
        f'<button type="button" class="spare">{both(LABELS["spare"])}</button></div></li>'
    )


def _button(action: str, sign: str, described_by: str) -> str:
    return (
        f'<button type="button" class="{action}" aria-describedby="{described_by}">'
        f'<span aria-hidden="true">{sign}</span><span class="visually-hidden">{both(LABELS[action])}</span></button>'
    )


_EXPORT = (
    f'<p class="export"><span>{both(LABELS["export"])}</span><button type="button" data-format="md">Markdown</button>'
    '<button type="button" data-format="json">JSON</button></p>'
)
