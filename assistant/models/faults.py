"""What can go wrong with a language model, told apart by what a user can do about it."""

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

import httpx

from assistant.records import AssistantFault

FaultKind = Literal[
    "refused",
    "unknown-host",
    "certificate",
    "slow-connection",
    "key",
    "model",
    "busy",
    "server",
    "context",
    "rejected",
    "broken",
    "slow-start",
    "stalled",
    "empty",
    "endless",
    "language",
    "unsupported",
    "resting",
    "declined",
]
TRANSIENT: frozenset[FaultKind] = frozenset({"busy", "server", "broken"})
"""Worth another try, as long as nothing of the answer has come."""
OF_THE_SERVICE = TRANSIENT | {"refused", "unknown-host", "certificate", "slow-connection", "slow-start", "stalled"}
"""Faults of the service rather than of one question."""

_BY_STATUS: dict[int, FaultKind] = {401: "key", 403: "key", 404: "model", 408: "server", 429: "busy"}
# The first that holds: what lies deepest says most.
_BY_TYPE: dict[FaultKind, type[BaseException]] = {
    "certificate": ssl.SSLError,
    "unknown-host": socket.gaierror,
    "refused": ConnectionRefusedError,
    "slow-connection": httpx.ConnectTimeout,
    "stalled": httpx.ReadTimeout,
}
_CONTEXT = ("context", "maximum length", "too many tokens", "too long", "maximum number of tokens")
_KEY = ("api key not valid", "api_key_invalid")


class ModelFault(AssistantFault):
    """A call of a model that gave no usable answer. It says what happened without a word of what the server said."""

    def __init__(self, kind: FaultKind, detail: str = "", retry_after: float | None = None) -> None:
        super().__init__(" ".join((kind, detail)).strip())
        self.kind = kind
        self.detail = detail
        self.retry_after = retry_after
        """Seconds that the server asks to wait."""


def fault_of(error: BaseException) -> ModelFault:
    """The fault that an exception of a model's client stands for; the clients differ, what lies below them does not."""
    if isinstance(error, ModelFault):
        return error
    causes = list(_causes(error))
    for cause in causes:
        status = _status(cause)
        if status is not None:
            return _of_status(status, cause, next(filter(None, map(_retry_after, causes)), None))
    for kind, types in _BY_TYPE.items():
        if any(isinstance(cause, types) for cause in causes):
            return ModelFault(kind)
    return ModelFault("broken")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen = set[int]()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        if isinstance(error, BaseExceptionGroup):
            for inner in error.exceptions:
                yield from _causes(inner)
        error = error.__cause__ or error.__context__


def _status(error: BaseException) -> int | None:
    for name in ("status_code", "code"):
        value = getattr(error, name, None)
        # aiohttp has a code of its own for replies that it cannot read.
        if isinstance(value, int) and 400 <= value < 600 and not type(error).__module__.startswith("aiohttp.http"):
            return value
    return None


def _of_status(status: int, error: BaseException, retry_after: float | None) -> ModelFault:
    said = str(error).lower()
    if status in {400, 413, 422} and any(word in said for word in _CONTEXT):
        return ModelFault("context")
    if status == 400 and any(word in said for word in _KEY):
        return ModelFault("key", "400")
    kind = _BY_STATUS.get(status, "server" if status >= 500 else "rejected")
    return ModelFault(kind, str(status), retry_after)


def _retry_after(error: BaseException) -> float | None:
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    asked = headers.get("retry-after", "")
    try:
        return max(0.0, float(asked))
    except (TypeError, ValueError):
        pass
    try:
        return max(0.0, (parsedate_to_datetime(asked) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
