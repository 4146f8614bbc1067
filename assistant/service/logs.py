"""The log: one line of JSON on standard error for each request."""

import sys
import traceback
from pathlib import Path

import structlog
from structlog.typing import FilteringBoundLogger


def open_log() -> FilteringBoundLogger:
    """A log with level and time in every line. It is ASCII, so that no text can break a line or the output."""
    log: FilteringBoundLogger = structlog.wrap_logger(
        structlog.WriteLogger(sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
    )
    return log


def places_of(error: Exception) -> list[str]:
    """Where an error came from. Its message is left out: it may hold a question or a secret."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
