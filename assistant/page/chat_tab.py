"""The tab that answers questions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.conversations.records import Conversation, new_conversation
from assistant.page.chatting import Chatting
from assistant.page.start import profile_html, start_html
from assistant.page.wording import answerer_name, i18n
from assistant.service.asking import Service

# Scripts of the page send what a reader clicks on through this element.
_RELAY = 'element.addEventListener("roadmap", (event) => trigger(event.detail.name, event.detail.data));'
# No spinner over what is being read.
QUIET: dict[str, Any] = {"show_progress": "hidden"}


@dataclass(frozen=True)
class ChatParts:
    """What others need of the tab: the open conversation, how one is shown, and when it changes."""

    conversation: gr.State
    relay: gr.HTML
    """Through it scripts of the page tell what a reader has clicked on."""
    shown: list[Any]
    """Components; `show` gives their values for a conversation."""
    show: Callable[[Conversation], list[Any]]
    changed: list[Any]
    """Events after which the open conversation is another one than before, and is to be kept."""


def chat_tab(service: Service) -> ChatParts:
    """Build the tab inside a page. The open conversation is kept in the visitor's own session."""
    chatting, answerers = Chatting(service), list(service.live.assistant.answerers)
    conversation = gr.State(new_conversation)
    gr.HTML(lambda: start_html(service.live.assistant), elem_id="start")
    past, last = gr.HTML(elem_id="past"), gr.HTML(elem_id="last")
    with gr.Column(elem_id="composer"):
        profile = gr.HTML(lambda: profile_html(service.live.assistant, ""), elem_id="profile")
        fault = gr.HTML(elem_id="fault")
        question = gr.Textbox(
            elem_id="question", label=i18n("question"), show_label=False, placeholder=i18n("question-hint"),
            submit_btn=True, autofocus=True, max_lines=6,
        )  # fmt: skip
        with gr.Row():
            choices = [(answerer_name(name), name) for name in answerers]
            answerer = gr.Dropdown(
                choices, value=answerers[0], label=i18n("answerer"), elem_id="answerer", visible=len(answerers) > 1
            )
            stop = gr.Button(i18n("stop"), elem_id="stop", size="sm", scale=0)
    relay = gr.HTML("<i></i>", elem_id="relay", js_on_load=_RELAY)

    given, parts = [conversation, answerer], [question, fault, past, last, conversation]
    # Gradio would drop what comes while the end of the last answer is on its way; the script of the page sees to it
    # that nothing is asked while one is written.
    asking: dict[str, Any] = QUIET | {"trigger_mode": "multiple"}
    answering: list[Any] = [
        question.submit(chatting.asked, [question, *given], parts, **asking),
        relay.example_select(chatting.clicked, given, parts, **asking),
        relay.option_select(chatting.clicked, given, parts, **asking),
        relay.edit(chatting.again, given, parts, **asking),
        relay.retry(chatting.again, given, parts, **asking),
    ]
    changed = [
        *answering,
        stop.click(None, cancels=answering).then(chatting.stopped, conversation, parts, **QUIET),
        relay.like(chatting.judged, conversation, conversation, **QUIET),
        relay.select(chatting.introduced, conversation, [conversation, profile], **QUIET),
    ]

    def show(opened: Conversation) -> list[Any]:
        return [*chatting.shown(opened), profile_html(service.live.assistant, opened.profile)]

    return ChatParts(conversation, relay, [*parts[:-1], profile], show, changed)
