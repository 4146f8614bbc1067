"""The list of conversations beside the chat, kept in the visitor's browser or, for those signed in, on the server."""

from typing import Any

import gradio as gr

from assistant.conversations.stored import Conversations
from assistant.guarding.documents import PAGE_FILES
from assistant.page.chat_tab import QUIET, ChatParts
from assistant.page.conversation_html import full_html, list_html
from assistant.page.listing import Listing, Side
from assistant.page.wording import i18n

# The browser's part is a file of its own: it reads and writes what the browser keeps, and tells what is clicked.
_ON_LOAD = f"""import(new URL("{PAGE_FILES}/conversations.js", document.baseURI)).then(
  (browser) => browser.start(element, trigger, watch))"""
_TELL = '(told) => { window.dispatchEvent(new CustomEvent("roadmap-told", { detail: told })); }'


def conversation_list(stored: Conversations | None, chat: ChatParts) -> None:
    """Build the list inside a page. `stored` keeps the conversations of those who have signed in, if it is given."""
    listing, side = Listing(stored, chat.show), gr.State(Side())
    # A narrow screen has no room for list and chat: the script opens the list on a wide one.
    with gr.Sidebar(open=False, elem_id="conversations-side"):
        new = gr.Button(i18n("conversation-new"), elem_id="conversation-new")
        words = gr.Textbox(
            label=i18n("conversation-search"), placeholder=i18n("conversation-search"), show_label=False, max_lines=1,
            elem_id="conversation-search",
        )  # fmt: skip
        shown = gr.HTML(list_html((), "", "", on_server=False), elem_id="conversations", js_on_load=_ON_LOAD)
        gr.HTML(full_html(), elem_id="conversations-full")
    given = [side, chat.conversation]
    # What is being answered belongs to the conversation that is left.
    leaving = dict[str, Any](**QUIET, cancels=chat.changed)
    every = dict[str, Any](**QUIET, trigger_mode="multiple")

    def on(listen: Any, handler: Any, options: dict[str, Any]) -> None:
        """What the browser is told has a place of its own for each event: nothing else is there when it is read."""
        told = gr.Textbox(visible=False)
        event = listen(handler, given, [side, told, chat.conversation, *chat.shown], **options)
        event.then(None, told, None, js=_TELL, **QUIET)

    on(shown.upload, listing.begun, every)
    on(shown.input, listing.others, every)
    on(shown.apply, listing.joined, every)
    on(shown.select, listing.opened, leaving)
    on(shown.edit, listing.renamed, every)
    on(shown.delete, listing.deleted, every)
    on(new.click, listing.new, leaving)
    for change in chat.changed:
        on(change.then, listing.kept, every)
    file = gr.Textbox(visible=False)
    shown.download(listing.exported, chat.conversation, file, **every).then(None, file, None, js=_TELL, **QUIET)
    # One at a time, so that no list of earlier comes after a later one.
    gr.on([words.change, side.change], listing.listed, [side, words], shown, **QUIET, trigger_mode="always_last")
