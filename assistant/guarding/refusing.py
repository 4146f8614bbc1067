"""Requests that are refused get one line that says why."""

from collections.abc import Mapping

from starlette.responses import PlainTextResponse


def refusal(status: int, line: str, headers: Mapping[str, str] | None = None) -> PlainTextResponse:
    """A response of one line."""
    return PlainTextResponse(f"{line}\n", status, headers)
