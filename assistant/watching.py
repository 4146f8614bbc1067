"""Rebuilds the index whenever the corpus changes: `roadmap index build --watch`."""

from itertools import chain

from watchfiles import watch

from assistant.loading import build, say
from assistant.settings import Settings
from corpus.files import corpus_hash
from corpus.records import CorpusError
from index.embedders import load_embedder
from index.records import IndexFault

_QUIET, _LOOK_AGAIN = 500, 5000
"""Milliseconds without a change after which a build begins; and after which the files are looked at in any case, since
no system tells of every change (a folder that is moved in, a network drive)."""


def build_and_watch(settings: Settings) -> None:
    """Build now and after every change, until Ctrl+C; what is wrong with the corpus is said, and the index kept."""
    embedder, seen = load_embedder(settings.embedder), ""
    ticks = watch(
        settings.corpus, watch_filter=None, step=_QUIET, rust_timeout=_LOOK_AGAIN, yield_on_timeout=True,
        raise_interrupt=False,
    )  # fmt: skip
    for _ in chain((None,), ticks):
        try:
            now = corpus_hash(settings.corpus)
            if now == seen:
                continue
            build(settings, embedder)
            if not seen:
                say(f"watching {settings.corpus} (stop it with Ctrl+C)")
            seen = now
        except (CorpusError, IndexFault) as fault:
            say(str(fault))
            seen = now
        # A file that an editor is just replacing: the next look finds it.
        except OSError as error:
            say(f"{settings.corpus} cannot be read ({error.strerror}): looking again in {_LOOK_AGAIN / 1000:g} s")
