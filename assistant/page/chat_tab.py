"""The tab that answers questions."""

import threading
from collections.abc import AsyncIterator
from typing import Any

import gradio as gr
from anyio import to_thread

from assistant import wording
from assistant.chat import Assistant
from assistant.live import Live
from assistant.markdown import answer_markdown, escaped, without_pending
from assistant.page.wording import ANSWERER
from assistant.plan.reading import query
from assistant.records import Answer, AssistantFault

EXAMPLES = (
    "I'm a data scientist, what next?",
    "How much maths do I need?",
    "Which book should I read on statistics?",
    "Make me a plan: I am a developer with 8 hours a week.",
    "零基础要学多久？",
    "我是程序员，想转机器学习，该怎么走？",
    "有什么好的数学课？",
    "给我做个学习计划：数据科学家，每周 10 小时。",
)
CHAT_CSS = """
#chat .verdict { margin-left: .15em; font-weight: 700; } #chat .verdict.supported { color: #1a7f37; }
#chat .verdict.weak { color: #9a6700; } #chat .verdict.unsupported { color: #cf222e; }
.dark #chat .verdict.supported { color: #56d364; } .dark #chat .verdict.weak { color: #e3b341; }
.dark #chat .verdict.unsupported { color: #ff7b72; } #chat .pending { opacity: .65; font-style: italic; }
#chat .legend, #chat .notice, #chat details { font-size: .9em; }
#chat blockquote { margin: 0.2em 0 0.8em; font-size: 0.9em; max-height: 6.5em; overflow-y: auto; }
"""
# An answer is read from its beginning: the last question goes to the top of the chat.
SHOW_ANSWER = """() => setTimeout(() => {
  const question = [...document.querySelectorAll("#chat .user-row")].at(-1);
  const scroller = question?.closest(".bubble-wrap");
  scroller?.scrollBy(0, question.getBoundingClientRect().top - scroller.getBoundingClientRect().top);
}, 100)"""
Messages = list[dict[str, Any]]


async def respond(
    assistant: Assistant, question: str, messages: Messages, history: list[str], answerer: str | None = None
) -> AsyncIterator[tuple[str, Messages, list[str]]]:
    """What the page shows while a question is answered: an emptied input, the messages, the questions so far."""
    shown = [*messages, {"role": "user", "content": escaped(question)}]
    stop = threading.Event()
    snapshots = assistant.stream(question, history, answerer=answerer, stop=stop)
    # The question is seen at once, however long a model reads.
    yield "", shown, history
    try:
        # A thread of its own waits for the model: others are served meanwhile, and a stop is seen at once.
        while answer := await to_thread.run_sync(next, snapshots, None, abandon_on_cancel=True):
            yield "", [*shown, _message(answer)], [*history, answer.question]
    except AssistantFault as fault:
        yield "", [*messages, {"role": "assistant", "content": escaped(str(fault))}], history
    finally:
        stop.set()


def stopped(messages: Messages) -> Any:
    """The messages without what nobody has checked. The page hands each one back as a list of its parts."""
    kept = [
        {**message, "content": [{**part, "text": without_pending(part["text"])} for part in message["content"]]}
        for message in messages
    ]
    # Another question may be on its way by now: what is as it should be is left alone.
    return gr.skip() if kept == messages else kept


def chat_tab(live: Live) -> None:
    """Build the tab inside a page. Each visitor's earlier questions are kept in the visitor's own session."""
    answerers = list(live.assistant.answerers)

    async def answer(
        asked: str, messages: Messages, history: list[str], answerer: str
    ) -> AsyncIterator[tuple[str, Messages, list[str]]]:
        async for shown in respond(live.assistant, asked, messages, history, answerer):
            yield shown

    def picked(event: gr.SelectData) -> str:
        return str(event.value["text"] if isinstance(event.value, dict) else event.value)

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
        answerer = gr.Dropdown(
            answerers,
            value=answerers[0],
            label=ANSWERER,
            elem_id="answerer",
            visible=len(answerers) > 1,
        )
        new = gr.Button("New conversation / 新对话", elem_id="new", size="sm")
    exchanged = [question, chat, history]
    given = [*exchanged, answerer]
    # Any, because the type of a running event differs from that of `cancels` in gradio's own annotations.
    answering: list[Any] = [
        question.submit(answer, given, exchanged),
        chat.option_select(picked, None, question).then(answer, given, exchanged),
        chat.example_select(picked, None, question).then(answer, given, exchanged),
    ]
    for answered in answering:
        answered.then(None, js=SHOW_ANSWER)
    stop.click(None, cancels=answering).then(stopped, chat, chat)
    for begin in (new.click, chat.clear):
        begin(lambda: ("", [], []), None, exchanged, cancels=answering)


def _message(answer: Answer) -> dict[str, Any]:
    suggestions = [{"value": suggestion, "label": suggestion} for suggestion in answer.follow_ups]
    text = answer_markdown(answer)
    if answer.plan:
        text += f"\n\n[{wording.OPEN_PLAN[answer.language]}]({query(answer.plan)})"
    return {"role": "assistant", "content": text, "options": suggestions}
