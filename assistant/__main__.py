"""`python -m assistant`, the same as `roadmap`."""

from assistant.cli import run

run()
