"""A small page behind the guards, and requests to it."""

import base64
import contextlib
import http.client
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import gradio as gr
import uvicorn
from fastapi import FastAPI, Request

from assistant.guarding.guard import guard
from assistant.guarding.signing_in import SignIn, whoami
from assistant.guarding.users import hashed, read_users, write_users
from assistant.settings import Settings

PASSWORD = "eight or more"
JSON = {"Content-Type": "application/json"}
FETCHED = {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}
FOLLOWED = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


class Reply(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    text: str


def send(address: str, path: str, method: str = "GET", source: str = "", body: Any = None, **more: Any) -> Reply:
    """One request as it is written here, from one of this machine's own addresses."""
    host, port = address.split("/")[2].rsplit(":", 1)
    connection = http.client.HTTPConnection(host, int(port), 20, source_address=(source, 0) if source else None)
    try:
        connection.request(method, path, body, more.get("headers", {}))
        response = connection.getresponse()
        return Reply(response.status, response.headers, response.read().decode("utf-8", "replace"))
    finally:
        connection.close()


def basic(name: str, password: str) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(f'{name}:{password}'.encode()).decode()}"}


def add(name: str, password: str, file: Path) -> None:
    write_users(file, (read_users(file) if file.exists() else {}) | {name: hashed(password)})


@contextlib.contextmanager
def guarded(**values: Any) -> Iterator[str]:
    """A small page of Gradio behind the guards of some settings, served for real."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        settings = Settings(**values)
        sign_in = SignIn(settings)
        app = FastAPI()

        @app.get("/api/who")
        def who(request: Request) -> dict[str, Any]:
            headers = {name: value for name, value in request.headers.items() if name.startswith("x-")}
            client = request.client.host if request.client else ""
            return {"user": whoami(request), "client": client, "scheme": request.url.scheme, "headers": headers}

        @app.get("/api/broken")
        def broken() -> None:
            raise ValueError("secret")

        with gr.Blocks(analytics_enabled=False) as page:
            gr.Textbox()
        gr.mount_gradio_app(app, page, path="", ssr_mode=False, **sign_in.for_gradio)
        guard(app, settings, sign_in)
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", proxy_headers=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        finally:
            server.should_exit = True
            thread.join()
