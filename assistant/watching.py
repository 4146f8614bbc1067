"""Rebuilds the index whenever the corpus changes: `roadmap index build --watch`."""

from pathlib import Path

from watchfiles import DefaultFilter, watch

from assistant.loading import build, say
from assistant.settings import Settings
from corpus.records import CorpusError
from index.embedders import load_embedder
from index.records import IndexFault

_QUIET = 500
"""Milliseconds without a change after which a build begins."""


def build_and_watch(settings: Settings) -> None:
    """Build now and after every change, until Ctrl+C; what is wrong with the corpus is said, and the index kept."""
    embedder = load_embedder(settings.embedder)
    build(settings, embedder)
    say(f"watching {settings.corpus} (stop it with Ctrl+C)")
    for _ in watch(settings.corpus, watch_filter=_OnlyCorpus(), step=_QUIET, raise_interrupt=False):
        try:
            build(settings, embedder)
        except (CorpusError, IndexFault) as fault:
            say(str(fault))


class _OnlyCorpus(DefaultFilter):
    """Files that a corpus is made from, and none that an editor or a build leaves beside them."""

    def __call__(self, change: object, path: str) -> bool:
        return Path(path).suffix in {".md", ".yaml"} and super().__call__(change, path)  # type: ignore[arg-type]
