"""The web page: `python app.py`, the same as `roadmap chat`."""

import socket
import sys
import threading
from pathlib import Path

import gradio as gr
import uvicorn
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

import assistant.page
from assistant.conversations.stored import Conversations
from assistant.guarding.documents import PAGE_FILES
from assistant.guarding.guard import guard, warning
from assistant.guarding.signing_in import SignIn, whoami
from assistant.live import open_live
from assistant.loading import say
from assistant.page.chat_tab import chat_tab
from assistant.page.chatting import asker_of
from assistant.page.conversation_list import conversation_list
from assistant.page.html import both, safe_html
from assistant.page.plan_tab import add_downloads, plan_tab
from assistant.page.sections import add_sections
from assistant.page.sources_tab import sources_tab
from assistant.page.wording import TEXT, i18n
from assistant.service.api import add_api
from assistant.service.asking import Service
from assistant.service.health import add_health
from assistant.service.serving import Server
from assistant.service.tools import add_tools, only_tools
from assistant.settings import Settings

STATIC = Path(assistant.page.__path__[0]) / "static"
SCRIPTS = ("chrome.js", "chat.js", "panel.js", "reading.js")
STYLES = ("page.css", "sources.css", "conversations.css")
# System fonts: the page asks no other machine for anything.
THEME = gr.themes.Soft(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"])
# Answers at a time: most of them wait for a language model.
CONCURRENT = 32
# Events that wait for their turn, and visits that are remembered.
WAITING, SESSIONS = 512, 500


def build_page(service: Service) -> gr.Blocks:
    """The page over the assistant in use; with a tab for plans where the corpus has a roadmap."""
    live = service.live

    def allow_search(text: str, request: gr.Request) -> None:
        service.allow_search(text, asker_of(request))

    page = gr.Blocks(title=" · ".join(TEXT["title"].values()), analytics_enabled=False)
    with page:
        gr.HTML(_chrome(signs_in=bool(service.settings.users)), elem_id="chrome")
        with gr.Tabs(elem_id="tabs") as tabs:
            with gr.Tab(i18n("tab-chat"), id="chat"):
                chat = chat_tab(service)
            if planner := live.planner():
                with gr.Tab(i18n("tab-plan"), id="plan"):
                    plan_tab(page, tabs, chat.relay, lambda: live.planner() or planner)
            with gr.Tab(i18n("tab-sources"), id="sources"):
                sources_tab(page, tabs, lambda: live.assistant, allow_search)
        conversation_list(_stored(service.settings), chat)
        if service.settings.mcp:
            add_tools(service, whoami)
    only_tools(page)
    return page


def build_app(service: Service, sign_in: SignIn) -> FastAPI:
    """The page as a web application, with what stands beside it."""
    live, settings = service.live, service.settings
    # Its own pages of documentation would load scripts from elsewhere.
    app = FastAPI(title=TEXT["title"]["en"], docs_url=None, redoc_url=None)
    app.mount(f"/{PAGE_FILES}", StaticFiles(directory=STATIC))
    add_health(app, service)
    add_api(app, service, whoami)
    add_sections(app, live)
    if planner := live.planner():
        add_downloads(app, lambda: live.planner() or planner)
    page = build_page(service).queue(default_concurrency_limit=CONCURRENT, max_size=WAITING)
    # Each visit leaves about a megabyte behind for as long as it is remembered.
    page.state_session_capacity = SESSIONS
    head = "".join(f'<script type="module" src="/{PAGE_FILES}/{name}"></script>' for name in SCRIPTS)
    gr.mount_gradio_app(
        app, page, path="", theme=THEME, css_paths=[STATIC / name for name in STYLES], head=head, i18n=i18n,
        footer_links=[], ssr_mode=False, run_history=False, mcp_server=settings.mcp, **sign_in.for_gradio,
    )  # fmt: skip
    guard(app, settings, sign_in)
    return app


def listen(host: str, port: int) -> socket.socket:
    """The socket where visitors arrive. Raises OSError when the address or port cannot be had."""
    listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    # asyncio sees to it only for sockets that it has made: what follows the head of a response would wait for 40 ms.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def serve(settings: Settings) -> None:
    """Build the index when it is missing or stale, then serve the page until it is stopped, new indexes as they come.

    Raises OSError when the address or port cannot be had.
    """
    # Taken before anything else: a port in use is reported at once.
    listening = listen(settings.host, settings.port)
    if line := warning(settings):
        say(line)
    sign_in = SignIn(settings)
    live, stop = open_live(settings), threading.Event()
    service = Service(live, settings)
    app = build_app(service, sign_in)
    threading.Thread(target=live.follow, args=(stop,), daemon=True).start()
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    shown = f"[{host}]" if ":" in host else host
    print(f"The page is at http://{shown}:{settings.port}/ (stop it with Ctrl+C)", file=sys.stderr)
    # Whom to believe about where a request comes from is for the guards to say.
    server = Server(uvicorn.Config(app, log_level="warning", proxy_headers=False), service)
    try:
        server.run(sockets=[listening])
    finally:
        stop.set()


def _stored(settings: Settings) -> Conversations | None:
    """Where conversations are kept, if it is not in the browsers alone."""
    if settings.conversations == "browser":
        return None
    return Conversations(settings.database.get_secret_value())


def _chrome(signs_in: bool) -> str:
    """Title, the buttons for language and theme, and the way out for those who have signed in."""
    languages = "".join(
        f'<button type="button" class="only-{shown}" data-language="{wanted}" lang="{wanted}">{name}</button>'
        for shown, wanted, name in (("en", "zh", "中文"), ("zh", "en", "English"))
    )
    theme = f'<button type="button" class="theme"><span aria-hidden="true">◐</span>{_hidden("theme")}</button>'
    out = f'<a href="logout">{both(TEXT["sign-out"])}</a>' if signs_in else ""
    return safe_html(f"<header><h1>{both(TEXT['title'])}</h1>{languages}{theme}{out}</header>")


def _hidden(key: str) -> str:
    return f'<span class="visually-hidden">{both(TEXT[key])}</span>'


if __name__ == "__main__":
    from assistant.cli import main

    sys.exit(main(["chat", *sys.argv[1:]]))
