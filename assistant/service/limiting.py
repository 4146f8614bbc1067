"""How often one may ask."""

import math
import time
from typing import Literal

from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from assistant.guarding.addresses import household
from assistant.records import AssistantFault
from assistant.service import wording
from corpus.records import Language

SHARED = 4
"""So many times the questions of a session may come from one address: an office has one."""
Work = Literal["question", "search"]
By = Literal["session", "address"]
_LONGEST = 64
"""Characters of a session's name that count: pages give themselves one of 36 at most."""


class TooMany(AssistantFault):
    """Somebody asks too often."""

    def __init__(self, work: Work, by: By, limit: int, seconds: int, language: Language) -> None:
        """After `seconds` the next one is answered."""
        super().__init__(wording.TOO_MANY[work][language].format(limit=limit, seconds=seconds))
        self.by, self.seconds = by, seconds


class Limits:
    """Counts what each session and each address has asked for in the last minute, in memory."""

    def __init__(self, a_minute: int, minute: int = 60) -> None:
        """`minute` is how long a minute is, in seconds."""
        self._storage = MemoryStorage()
        self._window = MovingWindowRateLimiter(self._storage)
        self._allowed: dict[By, RateLimitItemPerSecond] = {
            "address": RateLimitItemPerSecond(SHARED * a_minute, minute),
            "session": RateLimitItemPerSecond(a_minute, minute),
        }

    def take(self, work: Work, session: str, address: str, language: Language) -> None:
        """Count one piece of work. Raises TooMany where it is one too many; then it does not count."""
        self._forget()
        # Programs that have not signed in have their address for a session.
        whose: dict[By, str] = {"address": household(address), "session": household(session[:_LONGEST])}
        for by, name in whose.items():
            limit = self._allowed[by]
            if not self._window.test(limit, work, by, name):
                free = self._window.get_window_stats(limit, work, by, name).reset_time
                raise TooMany(work, by, limit.amount, max(1, math.ceil(free - time.time())), language)
        for by, name in whose.items():
            self._window.hit(self._allowed[by], work, by, name)

    def _forget(self) -> None:
        """The storage empties the lists of those who have gone and keeps their names for ever."""
        for key in [key for key, entries in list(self._storage.events.items()) if not entries]:
            self._storage.clear(key)
