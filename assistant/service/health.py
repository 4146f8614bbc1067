"""Whether the server lives and can answer, and its figures."""

from pathlib import Path

from anyio import to_thread
from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST

from assistant.service import wording
from assistant.service.asking import Service
from index.records import IndexFault
from index.store import open_folder


class Readiness:
    """Whether the files of the index in use are whole: checked once for each index, again while they are not."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._whole: Path | None = None

    def fault(self) -> str:
        """What keeps the assistant from being ready, in one line; empty when it is. Reads files."""
        if self._service.stopping:
            return wording.STOPPING["en"]
        folder = self._service.live.assistant.index.corpus.parent
        if folder != self._whole:
            try:
                open_folder(folder)
            except IndexFault as fault:
                # Anybody may ask: where the index lies is not told.
                return str(fault).replace(str(folder.parent), folder.parent.name)
            self._whole = folder
        return ""


def add_health(app: FastAPI, service: Service) -> None:
    """Add `/healthz`, `/readyz` and `/metrics`."""
    readiness = Readiness(service)

    @app.get("/healthz", tags=["health"])
    async def live() -> dict[str, str]:
        """Say that the server lives."""
        return {"status": "live"}

    @app.get(
        "/readyz",
        tags=["health"],
        responses={503: {"description": "The index is damaged, or the server is being stopped."}},
    )
    async def ready() -> JSONResponse:
        """Say whether the index in use is loaded and its files are as they were built."""
        if fault := await to_thread.run_sync(readiness.fault):
            return JSONResponse({"status": "not ready", "error": fault}, 503)
        return JSONResponse({"status": "ready"})

    @app.get("/metrics", tags=["health"], response_class=Response)
    async def metrics() -> Response:
        """The figures in the text format of Prometheus."""
        return Response(service.figures.text(), media_type=CONTENT_TYPE_LATEST)
