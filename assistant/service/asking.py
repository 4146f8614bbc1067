"""The one way in for questions from outside: page, API and tools ask here."""

import os
import threading
import time
import uuid
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Self

from anyio import CapacityLimiter, to_thread
from pydantic import Field

from assistant.conversations.records import Verdict
from assistant.drafts import EXTRACTIVE
from assistant.language import detect_language
from assistant.live import Live
from assistant.question import QUESTION_LIMIT
from assistant.records import Answer, AssistantFault
from assistant.searching import Found, find_passages
from assistant.service import wording
from assistant.service.figures import Figures
from assistant.service.limiting import Limits, TooMany, Work
from assistant.service.logs import open_log, places_of
from assistant.settings import Settings
from corpus.records import Language, Record

HISTORY_LIMIT = 50
"""Earlier questions that count; of a longer history the last ones."""
PASSAGES_LIMIT = 50
"""Passages that a search may bring."""
_WAITING = 64
"""Answers at a time that wait for a language model."""
_COMPUTING = 1 + (os.cpu_count() or 1)
"""Answers and searches at a time without one: with more threads than processors all of them take longer."""


class Asking(Record):
    """What somebody asks."""

    question: str
    history: tuple[str, ...] = ()
    """Earlier questions, oldest first."""
    lang: Language | None = None
    """Of the answer; that of the question unless given."""
    answerer: str | None = None
    """One of the assistant's answerers, the first unless given."""
    profile: str = ""
    """Id of a background of the reader; empty for none."""


class Asker(Record):
    """Who asks, as far as it is known."""

    session: str
    address: str
    user: str = ""
    request_id: str = Field(default_factory=lambda: uuid.uuid4().hex)
    """By which a line of the log is found again."""

    @classmethod
    def program(cls, address: str, user: str, **more: str) -> Self:
        """One without a page: all that a user, or else an address, asks is one session."""
        return cls(session=user or address, address=address, user=user, **more)


class WentWrong(AssistantFault):
    """An error of the program; the log has more under the id of the request."""


class Stopping(AssistantFault):
    """The server is being stopped and takes no more questions."""

    seconds = 60
    """After which another one has taken its place."""


class _Seen:
    """What is known of a request so far."""

    def __init__(self) -> None:
        self.answerer = "unknown"
        self.answer: Answer | None = None


class Service:
    """The assistant in use, asked by many at once."""

    def __init__(self, live: Live, settings: Settings) -> None:
        self.live, self.settings = live, settings
        self.answering = 0
        """Answers in progress."""
        self.stopping = False
        """Whether questions are refused, because the server ends when the answers in progress have."""
        self.figures = Figures()
        self.figures.answering.set_function(lambda: self.answering)
        self._limits = Limits(settings.questions_a_minute)
        self._log = open_log()
        # Threads of its own: the page's and the server's stay free while models are waited for.
        self._waiting, self._computing = CapacityLimiter(_WAITING), CapacityLimiter(_COMPUTING)

    async def stream(self, asking: Asking, asker: Asker) -> AsyncGenerator[Answer]:
        """Snapshots of the growing answer; the last one is complete. Raises AssistantFault."""
        language = asking.lang or detect_language(asking.question[:QUESTION_LIMIT])
        stop = threading.Event()
        with self._reported("question", asking.question, asker, language) as seen:
            assistant = self.live.assistant
            answerer = asking.answerer or assistant.answerers[0]
            seen.answerer = answerer if answerer in assistant.answerers else "unknown"
            self._admit("question", asker, language)
            history = asking.history[-HISTORY_LIMIT:]
            threads = self._computing if answerer == EXTRACTIVE else self._waiting
            snapshots: Any = assistant.stream(
                asking.question, history, asking.lang, answerer, stop, profile=asking.profile
            )
            try:
                # A thread waits for the model: others are served meanwhile, and a stop is seen at once.
                while answer := await to_thread.run_sync(
                    _next, snapshots, stop, abandon_on_cancel=True, limiter=threads
                ):
                    seen.answer = answer
                    yield answer
            finally:
                stop.set()
                # The model is left here, or by the thread that is at work on it.
                with suppress(ValueError):
                    snapshots.close()

    async def search(self, text: str, lang: Language | None, count: int, asker: Asker) -> list[Found]:
        """The best passages for a text, best first, without an answer. Raises AssistantFault."""
        language = lang or detect_language(text[:QUESTION_LIMIT])
        with self._reported("search", text, asker, language):
            self._admit("search", asker, language)
            index = self.live.assistant.index
            return await to_thread.run_sync(find_passages, index, text, lang, count, limiter=self._computing)

    def allow_search(self, text: str, asker: Asker) -> None:
        """Count a search that the page makes itself. Call it on the event loop. Raises AssistantFault."""
        language = detect_language(text[:QUESTION_LIMIT])
        with self._reported("search", text, asker, language):
            self._admit("search", asker, language)

    def feedback(self, verdict: Verdict) -> None:
        """Count what a reader thinks of an answer."""
        self.figures.feedback.labels(verdict).inc()

    def _admit(self, work: Work, asker: Asker, language: Language) -> None:
        if self.stopping:
            raise Stopping(wording.STOPPING[language])
        self._limits.take(work, asker.session, asker.address, language)

    @contextmanager
    def _reported(self, work: Work, text: str, asker: Asker, language: Language) -> Iterator[_Seen]:
        """Counts what becomes of a request and writes its line of the log. Unknown errors are told as WentWrong."""
        seen, status, began = _Seen(), "stopped", time.perf_counter()
        more: dict[str, object] = {"question": text} if self.settings.log_questions else {}
        self.answering += 1
        try:
            yield seen
            status = seen.answer.status if seen.answer else "found"
        except TooMany as fault:
            status = "limited"
            self.figures.limited.labels(fault.by).inc()
            raise
        except AssistantFault:
            status = "refused"
            raise
        except Exception as error:
            status = "failed"
            more |= {"error": type(error).__name__, "places": places_of(error)}
            raise WentWrong(wording.WENT_WRONG[language].format(request=asker.request_id)) from error
        finally:
            self.answering -= 1
            self._count(work, status, language, seen)
            if work == "question":
                more |= {"answerer": seen.answerer}
            if asker.user:
                more |= {"user": asker.user}
            self._log.info(
                work, request_id=asker.request_id, status=status, language=language,
                seconds=round(time.perf_counter() - began, 3), **more,
            )  # fmt: skip

    def _count(self, work: Work, status: str, language: Language, seen: _Seen) -> None:
        if work == "search":
            self.figures.searches.labels(status).inc()
            return
        self.figures.questions.labels(language, status, seen.answerer).inc()
        if seen.answer and status in {"answered", "abstained"}:
            self.figures.took(seen.answer.seconds)
            if seen.answer.notice:
                self.figures.model_errors.labels(seen.answerer).inc()


def _next(snapshots: Any, stop: threading.Event) -> Answer | None:
    """The next snapshot, None after the last. Who has gone meanwhile leaves nothing open behind."""
    answer: Answer | None = next(snapshots, None)
    if stop.is_set():
        snapshots.close()
    return answer
