"""The one place that wires live objects together."""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from assistant.chat import Assistant
from assistant.confidence import read_confidence
from assistant.models.opening import open_model
from assistant.plan.answer import Plans
from assistant.plan.making import Planner
from assistant.plan.wishes import Wishes
from assistant.progress import progress_bar
from assistant.settings import Settings
from assistant.support import Checker
from assistant.writing import Writer
from corpus.list_checking import roadmap_faults
from corpus.reading import corpus_hash, read_backgrounds, read_plan_requests, read_topics
from corpus.records import CorpusError, Passage
from corpus.resources import read_resources
from corpus.roadmap import read_roadmap
from index.building import build_index
from index.embedders import load_embedder, resolved_name
from index.records import IndexFault, Manifest
from index.search import Index
from index.store import open_generation


def load_assistant(settings: Settings) -> Assistant:
    """The assistant over the index of the settings.

    Raises IndexFault or CorpusError, naming the next step, when it cannot be opened.
    """
    index = load_index(settings)
    return assemble(index, settings.corpus, _writers(index, settings))


def _writers(index: Index, settings: Settings) -> dict[str, Writer]:
    """The language models of the settings. Raises AssistantFault for one that cannot be opened."""
    names = dict.fromkeys(name.strip() for name in settings.model.split(",") if name.strip())
    checker = Checker(index.glossary, index.resource_names, index.alike)
    models = (open_model(name, settings) for name in names)
    return {model.name: Writer(model, checker, settings.unsupported) for model in models}


def assemble(index: Index, corpus: Path, writers: Mapping[str, Writer] = MappingProxyType({})) -> Assistant:
    """The assistant over an opened index and the lists of its corpus."""
    plans = None
    if (corpus / "roadmap.yaml").is_file():
        planner = load_planner(corpus, index.passages)
        requests = (text for text, _ in read_plan_requests(corpus).get("plan request", ()))
        plans = Plans(planner, Wishes(requests, index.glossary, planner.roadmap))
    return Assistant(index, read_topics(corpus), read_backgrounds(corpus), read_confidence(), plans, writers)


def load_planner(corpus: Path, passages: Iterable[Passage]) -> Planner:
    """The planner over a corpus folder. Raises CorpusError when its roadmap is missing or malformed."""
    roadmap, resources, passages = read_roadmap(corpus), read_resources(corpus), tuple(passages)
    if fault := next(roadmap_faults(roadmap, resources, passages), None):
        raise CorpusError(f"{corpus / 'roadmap.yaml'}#{fault}: see `roadmap corpus check`")
    return Planner(roadmap, resources, passages)


def load_index(settings: Settings) -> Index:
    """The index, opened with the embedder of the settings."""
    # A missing or damaged index is reported before a model is loaded.
    open_generation(settings.index)
    return Index.open(settings.index, settings.corpus, load_embedder(settings.embedder))


def build(settings: Settings) -> None:
    """Build the index with a progress bar, and say on standard error what it holds."""
    build_index(settings.corpus, settings.index, load_embedder(settings.embedder), progress_bar("building the index"))
    _, manifest = open_generation(settings.index)
    print(
        f"{settings.index}: {manifest.passages} passages, {manifest.sentences} sentences, "
        f"embedder {manifest.embedder}, {manifest.seconds:.1f} s",
        file=sys.stderr,
    )


def describes(manifest: Manifest, settings: Settings) -> bool:
    """Whether an index with this manifest is of the corpus as it is now, by the embedder of the settings."""
    wanted = (corpus_hash(settings.corpus), resolved_name(settings.embedder))
    return (manifest.corpus_hash, manifest.embedder) == wanted


def is_current(settings: Settings) -> bool:
    """Whether there is a whole index of the corpus as it is now, by the embedder of the settings."""
    try:
        _, manifest = open_generation(settings.index)
    except IndexFault:
        return False
    return describes(manifest, settings)
