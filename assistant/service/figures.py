"""Figures for monitoring, as Prometheus reads them."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from assistant.records import Seconds

_PREFIX = "roadmap"
_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
"""Seconds: quotations take hundredths, language models up to a minute."""


class Figures:
    """Counters of one service, in a registry of their own. All values of their labels are known beforehand."""

    def __init__(self) -> None:
        self._registry = own = CollectorRegistry()
        self.questions = Counter(
            "questions", "Questions by what became of them.", ("language", "status", "answerer"), _PREFIX, registry=own
        )
        self._seconds = Histogram(
            "seconds", "Time of a complete answer.", ("stage",), _PREFIX, registry=own, buckets=_BUCKETS
        )
        self.model_errors = Counter(
            "model_errors", "Answers quoted because a model failed.", ("answerer",), _PREFIX, registry=own
        )
        self.limited = Counter("rate_limited", "Requests refused for being too many.", ("by",), _PREFIX, registry=own)
        self.searches = Counter("searches", "Searches by what became of them.", ("status",), _PREFIX, registry=own)
        self.answering = Gauge("answering", "Answers in progress.", (), _PREFIX, registry=own)
        self.feedback = Counter("feedback", "Verdicts of readers.", ("verdict",), _PREFIX, registry=own)
        ProcessCollector(registry=own)

    def took(self, seconds: Seconds) -> None:
        """Count the time of a complete answer."""
        for stage in Seconds.model_fields:
            self._seconds.labels(stage).observe(getattr(seconds, stage))

    def text(self) -> bytes:
        """All figures in the text format of Prometheus."""
        return generate_latest(self._registry)
