"""The web server, which lets the answers in progress finish when it is stopped."""

import asyncio
import gc
import signal
import socket
import time
from collections.abc import Callable
from types import FrameType

import uvicorn

from assistant.service.asking import Service

_LONGEST, _LOOK_AGAIN = 30.0, 0.05
"""Seconds that answers in progress have when the server is stopped, and after which they are looked at again."""
_FOLLOW_UP = 3
"""Seconds in which a page sends what follows from an answer, such as the conversation that it keeps."""
_CLOSING = 1
"""Seconds that what is closed has for its own tidying up."""
_ON_THE_WAY = 0.3
"""Seconds for what is still being sent."""


class Server(uvicorn.Server):
    """Stops on SIGTERM or Ctrl+C when the answers in progress have ended; on a second Ctrl+C at once."""

    def __init__(self, config: uvicorn.Config, service: Service) -> None:
        config.timeout_graceful_shutdown = _CLOSING
        super().__init__(config)
        self._service = service

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take note of a signal. It is not raised again in the end: a server that was stopped has done its work."""
        self.force_exit |= self.should_exit and sig == signal.SIGINT
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more questions, wait for answers, then close the rest: an open page holds a connection for ever."""
        self._service.stopping = True
        if self._service.answering:
            await self._wait(_LONGEST, lambda: not self._service.answering)
            await self._wait(_FOLLOW_UP, lambda: False)
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await self._wait(_ON_THE_WAY, lambda: False)
        for connection in list(self.server_state.connections):
            connection.transport.close()
        await super().shutdown(sockets)
        # The interpreter would look through all objects once more on its way out, for a second or longer.
        gc.freeze()

    async def _wait(self, seconds: float, done: Callable[[], bool]) -> None:
        """Until it is done, or for so many seconds, or until a second Ctrl+C."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self.force_exit and not done():
            await asyncio.sleep(_LOOK_AGAIN)
