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
from index.embedders import Embedder, load_embedder
from index.records import Generation, IndexFault
from index.search import Index
from index.store import POINTER, open_generation, open_whole

_AGAIN_AFTER = 2.0
"""Seconds after which a folder is watched again that could not be."""


class Live:
    """Holds the assistant in use. An answer that has begun ends with the one that it began with."""

    def __init__(
        self, assistant: Assistant, embedder: Embedder, models: Mapping[str, Model], settings: Settings
    ) -> None:
        self.assistant = assistant
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
        except (IndexFault, CorpusError, AssistantFault) as fault:
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
                for changes in watch(folder, recursive=False, stop_event=stop, raise_interrupt=False, step=100):
                    if any(path.endswith(POINTER) for _, path in changes):
                        self.reload()
            # The folder was moved or removed: one may come in its place.
            except (FileNotFoundError, RuntimeError):
                stop.wait(_AGAIN_AFTER)


def open_live(settings: Settings) -> Live:
    """The assistant over an index that is whole: the current one, an earlier one or a new one, as it takes.

    Raises what building an index and opening models raise.
    """
    embedder = load_embedder(settings.embedder)
    generation = _servable(settings)
    if generation is None:
        build(settings, embedder)
        generation = open_generation(settings.index)
    index, models = Index(generation, embedder), open_models(settings)
    return Live(assemble(index, writers(index, models, settings)), embedder, models, settings)


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
        generation = open_whole(settings.index)
    except IndexFault:
        return None
    say(f"the earlier index of {generation.manifest.built} is served until one is built")
    return generation
