"""What happens in the list of conversations: one is opened, renamed, deleted, saved; each gives what the page shows."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from html import escape
from typing import Any, Literal

import gradio as gr

from assistant.conversations.exporting import as_json, as_markdown
from assistant.conversations.merging import merged
from assistant.conversations.records import Conversation, new_conversation, read_conversation
from assistant.conversations.stored import Conversations
from assistant.page.conversation_html import Summary, list_html, read_summaries
from assistant.page.events import Sent
from assistant.records import AssistantFault


class Handed(Sent):
    """What the page hands over with an event."""

    kept: tuple[Any, ...] = ()
    """Summaries of all conversations in the browser."""
    id: str = ""
    entry: str = ""
    """The conversation as the browser keeps it."""
    mine: str = ""
    """As this window wanted to write it, when another had written."""
    seen: str = ""
    """As this window had last read or written it."""
    title: str = ""
    profile: str = ""
    """As the reader has chosen it in this browser."""
    format: Literal["md", "json"] = "json"


@dataclass(frozen=True)
class Side:
    """What a window knows of the visitor's conversations."""

    listed: tuple[Summary, ...] = ()
    seen: Conversation | None = None
    """The open one as it was last read from the database or written to it."""
    opened: str = ""
    """Id of the open one."""

    def having(self, conversation: Conversation) -> tuple[Summary, ...]:
        """The list with this conversation as it is now."""
        return (*self.without(conversation.id), Summary.of(conversation))

    def without(self, id: str) -> tuple[Summary, ...]:
        """The list without the conversation of this id."""
        return tuple(summary for summary in self.listed if summary.id != id)


class Listing:
    """The handlers of the list's events. They keep nothing but in the database, where there is one.

    Each gives what a window knows from now on, what the browser is told, and the open conversation with what shows it.
    """

    def __init__(self, stored: Conversations | None, show: Callable[[Conversation], list[Any]]) -> None:
        """`show` gives what the page shows of an open conversation."""
        self._stored, self._show = stored, show
        self._as_it_is = [gr.skip()] * (1 + len(show(new_conversation())))

    def listed(self, side: Side, words: str, request: gr.Request) -> str:
        """The list, of the conversations with these words."""
        return list_html(side.listed, side.opened, words, bool(self._user(request)))

    def begun(self, event: gr.EventData, side: Side, before: Conversation, request: gr.Request) -> list[Any]:
        """A visitor has come: the conversation that was open last is open again."""
        handed, own = Handed.of(event), self._own(request)
        listed = read_summaries(handed.kept) if own is None else tuple(map(Summary.of, own.values()))
        opened = _read(handed.entry) if own is None else own.get(handed.id)
        # Whoever was quicker than the page goes on with the new question.
        if before.turns:
            return self._after(Side(listed, side.seen), before)
        if opened is None:
            return self._after(Side(listed, side.seen), before, before.model_copy(update={"profile": handed.profile}))
        return self._after(Side(listed, opened), before, opened)

    def others(self, event: gr.EventData, side: Side, before: Conversation, request: gr.Request) -> list[Any]:
        """Another window of the browser has written; what a user has on the server is not touched by it."""
        if self._user(request):
            return self._after(side, before)
        return self._after(Side(read_summaries(Handed.of(event).kept), side.seen), before)

    def opened(self, event: gr.EventData, side: Side, before: Conversation, request: gr.Request) -> list[Any]:
        """Another conversation is opened."""
        found = self._found(Handed.of(event), request)
        return self._after(Side(side.having(found), found) if found else side, before, found)

    def new(self, side: Side, before: Conversation) -> list[Any]:
        """An empty conversation of the same reader is opened."""
        return self._after(Side(side.listed), before, new_conversation(before.profile))

    def kept(self, side: Side, before: Conversation, request: gr.Request) -> list[Any]:
        """The open conversation has changed, and is kept."""
        return self._kept(side, before, before, request) if before.turns else self._after(side, before)

    def renamed(self, event: gr.EventData, side: Side, before: Conversation, request: gr.Request) -> list[Any]:
        """A conversation gets another title."""
        handed = Handed.of(event)
        if handed.id == before.id:
            return self._kept(side, before, before.titled(handed.title), request)
        if (found := self._found(handed, request)) is None:
            return self._after(side, before)
        named = self._keep(found.titled(handed.title), found, request)
        return self._after(Side(side.having(named), side.seen), before, keep=self._for_browser(named, request))

    def deleted(self, event: gr.EventData, side: Side, before: Conversation, request: gr.Request) -> list[Any]:
        """A conversation goes; an empty one is opened where it was open. The browser has forgotten it already."""
        id = Handed.of(event).id
        if self._stored and (user := self._user(request)):
            with _told():
                self._stored.forget(user, id)
        opened = new_conversation(before.profile) if id == before.id else None
        return self._after(Side(side.without(id), side.seen), before, opened)

    def joined(self, event: gr.EventData, side: Side, before: Conversation) -> list[Any]:
        """A conversation that two windows of a browser have written becomes one."""
        handed = Handed.of(event)
        with _told():
            mine, theirs = read_conversation(handed.mine), read_conversation(handed.entry)
        is_open = mine.id == before.id
        both = merged(_read(handed.seen), before if is_open else mine, theirs)
        return self._after(Side(side.having(both), side.seen), before, both if is_open else None, both)

    def exported(self, event: gr.EventData, now: Conversation) -> str:
        """The open conversation as a file, which the browser saves."""
        wanted = Handed.of(event).format
        text, media = (as_markdown(now), "text/markdown") if wanted == "md" else (as_json(now), "application/json")
        name = re.sub(r"\W+", "-", now.title).strip("-") or "conversation"
        return json.dumps({"file": {"name": f"{name}.{wanted}", "media": media, "text": text}})

    def _kept(self, side: Side, before: Conversation, now: Conversation, request: gr.Request) -> list[Any]:
        both = self._keep(now, side.seen, request)
        return self._after(Side(side.having(both), both), before, both, self._for_browser(both, request))

    def _after(
        self, side: Side, before: Conversation, now: Conversation | None = None, keep: Conversation | None = None
    ) -> list[Any]:
        """`now` is open from now on, `keep` is for the browser to write; without them all stays as it is."""
        opened = now or before
        told = {"open": opened.id, "keep": keep.model_dump_json() if keep else ""}
        shown = self._as_it_is
        if _visible(opened) != _visible(before):
            shown = [opened, *self._show(opened)]
        elif opened != before:
            shown = [opened, *self._as_it_is[1:]]
        # What stays is not sent again: an answer may have come to its end meanwhile.
        return [replace(side, opened=opened.id), json.dumps(told), *shown]

    def _user(self, request: gr.Request) -> str:
        """Whose conversations are kept on the server; empty for visitors whose browsers keep them."""
        return (request.username or "") if self._stored else ""

    def _own(self, request: gr.Request) -> dict[str, Conversation] | None:
        """The conversations of a user by their ids; None for visitors whose browsers keep them."""
        if self._stored is None or not (user := self._user(request)):
            return None
        with _told():
            return {conversation.id: conversation for conversation in self._stored.of(user)}

    def _found(self, handed: Handed, request: gr.Request) -> Conversation | None:
        if (own := self._own(request)) is not None:
            return own.get(handed.id)
        with _told():
            return read_conversation(handed.entry)

    def _keep(self, now: Conversation, seen: Conversation | None, request: gr.Request) -> Conversation:
        """The conversation as it is kept on the server, or is to be kept in the browser."""
        if self._stored is None or not (user := self._user(request)):
            return now
        with _told():
            return self._stored.keep(user, now, seen if seen and seen.id == now.id else None)

    def _for_browser(self, conversation: Conversation, request: gr.Request) -> Conversation | None:
        return None if self._user(request) else conversation


def _visible(conversation: Conversation) -> tuple[object, ...]:
    """What the page shows of an open conversation."""
    return conversation.id, conversation.profile, conversation.turns


def _read(entry: str) -> Conversation | None:
    with suppress(AssistantFault):
        return read_conversation(entry)
    return None


@contextmanager
def _told() -> Iterator[None]:
    """A fault is told on the page; what is shown there stays."""
    try:
        yield
    except AssistantFault as fault:
        raise gr.Error(escape(str(fault)), print_exception=False) from fault
