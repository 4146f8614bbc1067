"""Bounded load on a page of this machine: `python -m tests.load URL --users 50 --seconds 60`.

Each user asks the next question as soon as the whole answer to the last one is there.
"""

import argparse
import asyncio
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import numpy as np

from corpus.reading import read_articles
from tests.conftest import CORPUS

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass
class Load:
    """What the users have met with."""

    seconds: list[float] = field(default_factory=list)
    """Of each answer, the whole of it."""
    errors: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        if not self.seconds:
            return f"no answer, {len(self.errors)} errors"
        p50, p95 = np.quantile(self.seconds, [0.5, 0.95])
        figures = f"p50 {p50:.3f} s, p95 {p95:.3f} s, longest {max(self.seconds):.3f} s"
        return f"{len(self.seconds)} answers, {len(self.errors)} errors, {figures}"


def questions() -> list[str]:
    """Those of all sections of the corpus, in both languages."""
    return [question for article in read_articles(CORPUS) for section in article.sections
            for question in section.questions]  # fmt: skip


async def loaded(url: str, users: int, seconds: float, think: float) -> Load:
    """Let users ask for so many seconds, each with a pause of `think` seconds between questions."""
    load, last, asked = Load(), time.monotonic() + seconds, questions()

    async def user(number: int, client: httpx.AsyncClient) -> None:
        chance = random.Random(number)
        while time.monotonic() < last:
            began = time.monotonic()
            try:
                response = await client.post("/api/ask", json={"question": chance.choice(asked)})
                if response.status_code != 200 or response.json()["status"] not in ("answered", "abstained"):
                    load.errors.append(f"{response.status_code} {response.text[:200]}")
            except httpx.HTTPError as error:
                load.errors.append(repr(error))
            load.seconds.append(time.monotonic() - began)
            await asyncio.sleep(think)

    limits = httpx.Limits(max_connections=users)
    client = httpx.AsyncClient(base_url=url, timeout=60, limits=limits, trust_env=False)
    async with client, asyncio.TaskGroup() as group:
        for number in range(users):
            group.create_task(user(number, client))
    return load


def megabytes(pid: int) -> float:
    """Resident memory of a process. Raises OSError where there is no such process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


def main(given: Sequence[str] | None = None) -> int:
    """Print what the users met with; 1 when there was an error."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("url", help="of a page on this machine, with ROADMAP_QUESTIONS_A_MINUTE raised")
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=0, help="seconds between an answer and the next question")
    parser.add_argument("--pid", type=int, help="process whose memory is told before and after")
    options = parser.parse_args(given)
    if urlsplit(options.url).hostname not in LOOPBACK:
        parser.error(f"{options.url} is not on this machine")
    before = megabytes(options.pid) if options.pid else 0
    load = asyncio.run(loaded(options.url, options.users, options.seconds, options.think))
    print(load, f"{len(load.seconds) / options.seconds:.1f} answers a second", sep=", ")
    if options.pid:
        print(f"memory {before:.0f} MB before, {megabytes(options.pid):.0f} MB after")
    print(*load.errors[:5], sep="\n", end="")
    return 1 if load.errors else 0


if __name__ == "__main__":
    sys.exit(main())
