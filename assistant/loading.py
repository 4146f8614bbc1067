"""The one place that wires live objects together."""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from assistant.chat import Assistant
from assistant.confidence import read_confidences
from assistant.models.calling import Model
from assistant.models.opening import open_model
from assistant.plan.answer import Plans
from assistant.plan.making import Planner
from assistant.plan.wishes import Wishes
from assistant.progress import progress_bar
from assistant.settings import Settings
from assistant.support import Checker
from assistant.writing import Writer
from corpus.files import corpus_hash
from corpus.list_checking import roadmap_faults
from corpus.reading import read_backgrounds, read_plan_requests, read_topics
from corpus.records import CorpusError, Passage
from corpus.resources import read_resources
from corpus.roadmap import read_roadmap
from index.building import build_index
from index.embedders import Embedder, load_embedder, resolved_name
from index.records import Generation, IndexFault
from index.search import Index
from index.store import open_generation


def load_assistant(settings: Settings) -> Assistant:
    """The assistant over the index of the settings.

    Raises IndexFault or CorpusError, naming the next step, when it cannot be opened.
    """
    index = load_index(settings)
    return assemble(index, writers(index, open_models(settings), settings))


def open_models(settings: Settings) -> dict[str, Model]:
    """The language models of the settings, by name. Raises AssistantFault for one that cannot be opened."""
    names = dict.fromkeys(name.strip() for name in settings.model.split(",") if name.strip())
    models = (open_model(name, settings) for name in names)
    return {model.name: model for model in models}


def writers(index: Index, models: Mapping[str, Model], settings: Settings) -> dict[str, Writer]:
    """Writers of answers from an index, one for each model."""
    checker = Checker(index.glossary, index.resource_names, index.alike)
    return {name: Writer(model, checker, settings.unsupported) for name, model in models.items()}


def assemble(index: Index, written_by: Mapping[str, Writer] = MappingProxyType({})) -> Assistant:
    """The assistant over an opened index and the lists of the corpus that it was built from."""
    corpus, plans = index.corpus, None
    if (corpus / "roadmap.yaml").is_file():
        planner = load_planner(corpus, index.passages)
        requests = (text for text, _ in read_plan_requests(corpus).get("plan request", ()))
        plans = Plans(planner, Wishes(requests, index.glossary, planner.roadmap))
    return Assistant(index, read_topics(corpus), read_backgrounds(corpus), read_confidences(), plans, written_by)


def load_planner(corpus: Path, passages: Iterable[Passage]) -> Planner:
    """The planner over a corpus folder. Raises CorpusError when its roadmap is missing or malformed."""
    roadmap, resources, passages = read_roadmap(corpus), read_resources(corpus), tuple(passages)
    if fault := next(roadmap_faults(roadmap, resources, passages), None):
        raise CorpusError(f"{corpus / 'roadmap.yaml'}#{fault}: see `roadmap corpus check`")
    return Planner(roadmap, resources, passages)


def load_index(settings: Settings) -> Index:
    """The index, opened with the embedder of the settings."""
    # A missing or damaged index is reported before a model is loaded.
    generation = open_generation(settings.index)
    if generation.rolled_back and not describes(generation, settings):
        say(f"the index in {settings.index} is an earlier one that somebody went back to, not of the corpus as it is")
    return Index.open(settings.index, settings.corpus, load_embedder(settings.embedder))


def build(settings: Settings, embedder: Embedder | None = None, anew: bool = False) -> None:
    """Build the index with a progress bar, unless it is up to date, and say on standard error what it holds.

    `anew` builds it in any case, and embeds every text.
    """
    if not anew and is_current(settings):
        say(f"{settings.index} is up to date: nothing to do (--anew builds it all the same)")
        return
    progress = progress_bar("building the index")
    embedder = embedder or load_embedder(settings.embedder)
    build_index(settings.corpus, settings.index, embedder, progress, say, anew)
    manifest = open_generation(settings.index).manifest
    say(
        f"{settings.index}: {manifest.passages} passages, {manifest.sentences} sentences, "
        f"embedder {manifest.embedder}, {manifest.embedded} texts embedded, {manifest.seconds:.1f} s"
    )


def describes(generation: Generation, settings: Settings) -> bool:
    """Whether a generation is of the corpus as it is now, by the embedder of the settings."""
    wanted = (corpus_hash(settings.corpus), resolved_name(settings.embedder))
    return (generation.manifest.corpus_hash, generation.manifest.embedder) == wanted


def is_current(settings: Settings) -> bool:
    """Whether there is a whole index of the corpus as it is now, by the embedder of the settings."""
    try:
        generation = open_generation(settings.index)
        return describes(generation, settings) and not generation.rolled_back
    except IndexFault:
        return False


def say(message: str) -> None:
    """A line of status on standard error."""
    print(f"roadmap: {message}", file=sys.stderr)
