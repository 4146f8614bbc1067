"""The web page: `python app.py`, the same as `roadmap chat`."""

import sys
from collections.abc import Iterator
from functools import partial
from typing import Any

import gradio as gr

from assistant.chat import Assistant
from assistant.loading import build, is_current, load_assistant
from assistant.markdown import answer_markdown, escaped
from assistant.records import Answer, AssistantFault
from assistant.settings import Settings

TITLE = "ML Roadmap Assistant · 机器学习路线图助手"
INTRODUCTION = (
    "Answers from four articles on becoming a machine learning engineer, in English and Chinese. "
    "Every sentence is quoted word for word from our notes on these articles, with a link to the original.  \n"
    "根据四篇关于如何成为机器学习工程师的文章，用中文和英文回答。每句话都逐字引自我们为文章写的笔记，并附原文链接。"
)
EXAMPLES = (
    "I'm a data scientist, what next?",
    "How much maths do I need?",
    "How many interview rounds are there at Amazon?",
    "零基础要学多久？",
    "我是程序员，想转机器学习，该怎么走？",
    "机器学习项目做几个才够？",
)
# System fonts: the page asks no other machine for anything.
THEME = gr.themes.Soft(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"])
CSS = """
.gradio-container { max-width: 860px !important; margin: auto; }
#chat blockquote { margin: 0.2em 0 0.8em; font-size: 0.9em; max-height: 6.5em; overflow-y: auto; }
"""
# An answer is read from its beginning: the last question goes to the top of the chat.
SHOW_ANSWER = """() => setTimeout(() => {
  const question = [...document.querySelectorAll("#chat .user-row")].at(-1);
  const scroller = question?.closest(".bubble-wrap");
  scroller?.scrollBy(0, question.getBoundingClientRect().top - scroller.getBoundingClientRect().top);
}, 100)"""
Messages = list[dict[str, Any]]


def respond(
    assistant: Assistant, question: str, messages: Messages, history: list[str]
) -> Iterator[tuple[str, Messages, list[str]]]:
    """What the page shows while a question is answered: an emptied input, the messages, the questions so far."""
    shown = [*messages, {"role": "user", "content": escaped(question)}]
    try:
        for answer in assistant.stream(question, history):
            yield "", [*shown, _message(answer)], [*history, answer.question]
    except AssistantFault as fault:
        yield "", [*messages, {"role": "assistant", "content": escaped(str(fault))}], history


def build_page(assistant: Assistant) -> gr.Blocks:
    """The page over one assistant. Each visitor's earlier questions are kept in the visitor's own session."""
    answer = partial(respond, assistant)

    def picked(event: gr.SelectData) -> str:
        return str(event.value["text"] if isinstance(event.value, dict) else event.value)

    page = gr.Blocks(title=TITLE, analytics_enabled=False)
    with page:
        gr.Markdown(f"# {TITLE}\n\n{INTRODUCTION}")
        history = gr.State([])
        chat = gr.Chatbot(
            elem_id="chat",
            label="Answers / 回答",
            show_label=False,
            height="64vh",
            autoscroll=False,
            layout="panel",
            buttons=["copy"],
            latex_delimiters=[],
            examples=[{"text": example} for example in EXAMPLES],
        )
        question = gr.Textbox(
            elem_id="question", label="Your question / 你的问题", submit_btn=True, autofocus=True, max_lines=6
        )
        with gr.Row():
            stop = gr.Button("Stop / 停止", elem_id="stop", size="sm")
            new = gr.Button("New conversation / 新对话", elem_id="new", size="sm")
        exchanged = [question, chat, history]
        # Any, because the type of a running event differs from that of `cancels` in gradio's own annotations.
        answering: list[Any] = [
            question.submit(answer, exchanged, exchanged),
            chat.option_select(picked, None, question).then(answer, exchanged, exchanged),
            chat.example_select(picked, None, question).then(answer, exchanged, exchanged),
        ]
        for answered in answering:
            answered.then(None, js=SHOW_ANSWER)
        stop.click(None, cancels=answering)
        for begin in (new.click, chat.clear):
            begin(lambda: ("", [], []), None, exchanged, cancels=answering)
    return page


def _message(answer: Answer) -> dict[str, Any]:
    suggestions = [{"value": suggestion, "label": suggestion} for suggestion in answer.follow_ups]
    return {"role": "assistant", "content": answer_markdown(answer), "options": suggestions}


def serve(settings: Settings) -> None:
    """Build the index when it is missing or stale, then serve the page until it is stopped."""
    if not is_current(settings):
        build(settings)
    page = build_page(load_assistant(settings))
    _, address, _ = page.queue(default_concurrency_limit=8).launch(
        server_name=settings.host,
        server_port=settings.port,
        theme=THEME,
        css=CSS,
        footer_links=[],
        quiet=True,
        ssr_mode=False,
        prevent_thread_lock=True,
    )
    print(f"The page is at {address} (stop it with Ctrl+C)", file=sys.stderr)
    page.block_thread()


if __name__ == "__main__":
    from assistant.cli import main

    sys.exit(main(["chat", *sys.argv[1:]]))
