"""The assistant that a page serves: another takes its place when a new index is there."""

import threading
from collections.abc import Mapping

from watchfiles import watch

from assistant.chat import Assistant
from assistant.loading import assemble, build, describes, open_models, say, writers
from assistant.models.calling import Model
from assistant.plan.making import Planner
from assistant.records import AssistantFault
from assistant.settings import Settings
from corpus.records import CorpusError
from index.embedders import Embedder, load_embedder, resolved_name
from index.records import Generation, IndexFault
from index.search import Index
from index.store import POINTER, open_generation, open_whole, pointer_of

_LOOK_AGAIN = 2000
"""Milliseconds after which the index is looked at in any case."""


class Live:
    """Holds the assistant in use. An answer that has begun ends with the one that it began with."""

    def __init__(
        self, assistant: Assistant, embedder: Embedder, models: Mapping[str, Model], settings: Settings, seen: bytes
    ) -> None:
        """`seen` is what pointed to the index when it was opened."""
        self.assistant, self._seen = assistant, seen
        self._embedder, self._models, self._settings = embedder, models, settings
        self._planner = assistant.plans.planner if assistant.plans else None

    def planner(self) -> Planner | None:
        """The planner in use; the one of the start where the fields of the page do not fit a later one."""
        plans = self.assistant.plans
        if self._planner and plans and plans.planner.fields == self._planner.fields:
            return plans.planner
        return self._planner

    def reload(self) -> bool:
        """Take the current index into use if it is whole and fits; else say why not and go on with the one in use."""
        try:
            generation = open_generation(self._settings.index)
            index = Index(generation, self._embedder)
            self.assistant = assemble(index, writers(index, self._models, self._settings))
        except (IndexFault, CorpusError, AssistantFault, OSError) as fault:
            say(f"the new index is not taken into use: {fault}")
            return False
        manifest = generation.manifest
        say(f"the index of {manifest.built} is in use: {manifest.passages} passages, {manifest.sentences} sentences")
        return True

    def follow(self, stop: threading.Event) -> None:
        """Reload whenever a build publishes an index or somebody goes back to one, until `stop` is set."""
        folder = self._settings.index
        while not stop.is_set():
            try:
                # The time-out finds what the system does not tell: a folder in place of another, a network drive.
                for _ in watch(
                    folder, recursive=False, watch_filter=None, stop_event=stop, raise_interrupt=False, step=100,
                    rust_timeout=_LOOK_AGAIN, yield_on_timeout=True,
                ):  # fmt: skip
                    if (now := pointer_of(folder)) and now != self._seen:
                        self._seen = now
                        self.reload()
            # No folder, or a limit of the system: one may come, or be lifted.
            except (OSError, RuntimeError):
                stop.wait(_LOOK_AGAIN / 1000)


def open_live(settings: Settings) -> Live:
    """The assistant over an index that is whole: the current one, an earlier one or a new one, as it takes.

    Raises what building an index and opening models raise.
    """
    embedder = load_embedder(settings.embedder)
    seen, generation = pointer_of(settings.index), _servable(settings)
    if generation is None:
        build(settings, embedder)
        seen, generation = pointer_of(settings.index), open_generation(settings.index)
    index, models = Index(generation, embedder), open_models(settings)
    return Live(assemble(index, writers(index, models, settings)), embedder, models, settings, seen)


def _servable(settings: Settings) -> Generation | None:
    """A generation to serve; None where one must be built."""
    try:
        generation = open_generation(settings.index)
    except IndexFault as fault:
        if not (settings.index / POINTER).exists():
            return None
        say(str(fault))
        if settings.damaged == "rebuild":
            return None
        return _earlier(settings)
    if generation.rolled_back:
        say(f"the index is the earlier one of {generation.manifest.built}, which somebody went back to")
    return generation if generation.rolled_back or describes(generation, settings) else None


def _earlier(settings: Settings) -> Generation | None:
    try:
        generation = open_whole(settings.index, resolved_name(settings.embedder))
    except IndexFault:
        return None
    say(f"the earlier index of {generation.manifest.built} is served until one is built")
    return generation
