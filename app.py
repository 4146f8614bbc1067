"""The web page: `python app.py`, the same as `roadmap chat`."""

import socket
import sys
import threading

import gradio as gr
import uvicorn
from fastapi import FastAPI

from assistant.live import Live, open_live
from assistant.page.chat_tab import CHAT_CSS, chat_tab
from assistant.page.plan_tab import PLAN_CSS, add_downloads, plan_tab
from assistant.settings import Settings

TITLE = "ML Roadmap Assistant · 机器学习路线图助手"
INTRODUCTION = (
    "Answers from four articles on becoming a machine learning engineer and from a list of learning resources, in "
    "English and Chinese, and plans by weeks. Every sentence with a number has its quote, word for word, with a link."
    "\n\n"
    "根据四篇关于如何成为机器学习工程师的文章和一份学习资源清单，用中文和英文回答，并按周做计划。带编号的句子都附有逐字引文和链接。"
)
CHECKED = (
    "\n\nWhere a language model answers, each of its sentences is checked against its quote. "
    "由语言模型回答时，它的每句话都与引文核对。"
)
# System fonts: the page asks no other machine for anything.
THEME = gr.themes.Soft(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"])
# Answers at a time: most of them wait for a language model.
CONCURRENT = 32
CSS = ".gradio-container { max-width: 860px !important; margin: auto; }" + CHAT_CSS + PLAN_CSS


def build_page(live: Live) -> gr.Blocks:
    """The page over the assistant in use; with a tab for plans where the corpus has a roadmap."""
    assistant, planner = live.assistant, live.planner()
    page = gr.Blocks(title=TITLE, analytics_enabled=False)
    with page:
        gr.Markdown(f"# {TITLE}\n\n{INTRODUCTION}{CHECKED if len(assistant.answerers) > 1 else ''}")
        with gr.Tabs(elem_id="tabs") as tabs:
            with gr.Tab("Questions / 提问", id="chat"):
                chat_tab(live)
            if planner:
                with gr.Tab("Plan / 学习计划", id="plan"):
                    plan_tab(page, tabs, lambda: live.planner() or planner)
    return page


def build_app(live: Live) -> FastAPI:
    """The page as a web application, with the downloads of plans beside it."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    if planner := live.planner():
        add_downloads(app, lambda: live.planner() or planner)
    page = build_page(live).queue(default_concurrency_limit=CONCURRENT)
    gr.mount_gradio_app(app, page, path="", theme=THEME, css=CSS, footer_links=[], ssr_mode=False, run_history=False)
    return app


def serve(settings: Settings) -> None:
    """Build the index when it is missing or stale, then serve the page until it is stopped, new indexes as they come.

    Raises OSError when the address or port cannot be had.
    """
    # Taken before anything else: a port in use is reported at once.
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.create_server((settings.host, settings.port), family=family)
    live, stop = open_live(settings), threading.Event()
    app = build_app(live)
    threading.Thread(target=live.follow, args=(stop,), daemon=True).start()
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    shown = f"[{host}]" if ":" in host else host
    print(f"The page is at http://{shown}:{settings.port}/ (stop it with Ctrl+C)", file=sys.stderr)
    # An open page holds a connection for ever: the server does not wait for it to go.
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
    try:
        server.run(sockets=[listening])
    finally:
        stop.set()


if __name__ == "__main__":
    from assistant.cli import main

    sys.exit(main(["chat", *sys.argv[1:]]))
