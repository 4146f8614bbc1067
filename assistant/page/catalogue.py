"""What there is to read: articles by section and language, resources, and the search through them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from assistant.chat import Assistant
from assistant.language import detect_language
from corpus.records import Language, Passage, Record, Source
from corpus.resources import RESOURCES, Resource, read_resources
from corpus.roadmap import Stage

TEXT_LIMIT = 200
"""Characters of a text that is searched for."""
ARTICLE = "article"
"""The kind of the articles, and of resources that are some."""
_HITS = 200
# A passage is found when it holds half of what the text's words weigh, or is about as near as a paraphrase.
_COVERAGE, _SIMILARITY = 0.5, 0.5
_SECTIONS = 4


@dataclass(frozen=True)
class Notes:
    """A source as it can be read. Languages and sections stand in the order of the corpus."""

    id: str
    sources: dict[Language, Source] = field(default_factory=dict)
    sections: dict[str, dict[Language, list[Passage]]] = field(default_factory=dict)
    """The passages of each section by section id and language: several where a long section was split."""


@dataclass(frozen=True)
class Found:
    """An article or a resource, and its sections that a search has found, best first."""

    what: Notes | Resource
    sections: tuple[Passage, ...] = ()


class Wanted(Record):
    """What a visitor looks for; an empty field asks for nothing."""

    text: str = ""
    stage: str = ""
    cost: str = ""
    language: str = ""
    kind: str = ""


class Catalogue:
    """Everything that an assistant can quote. Immutable and shared by all visitors."""

    def __init__(self, assistant: Assistant) -> None:
        self.sources: dict[str, Notes] = {}
        """Every article, and the resource list, by source id."""
        self.passages: dict[str, Passage] = {}
        for passage in assistant.index.passages:
            notes = self.sources.setdefault(passage.source_id, Notes(passage.source_id))
            notes.sources.setdefault(passage.language, passage.source)
            notes.sections.setdefault(passage.section_id, {}).setdefault(passage.language, []).append(passage)
            self.passages[passage.passage_id] = passage
        articles = {notes.id: notes for notes in self.sources.values() if notes.id != RESOURCES}
        resources = {f"{RESOURCES}/{entry.id}": entry for entry in read_resources(assistant.index.corpus)}
        self.all: dict[str, Notes | Resource] = {**articles, **resources}
        """Articles by id, then resources by `resources/<id>`."""
        self.stages: Mapping[str, Stage] = (
            {stage.id: stage for stage in assistant.plans.planner.roadmap.stages} if assistant.plans else {}
        )


@lru_cache(maxsize=1)
def catalogue(assistant: Assistant) -> Catalogue:
    """The catalogue of the assistant in use; it is made once, and a replaced one is let go."""
    return Catalogue(assistant)


def find(assistant: Assistant, wanted: Wanted) -> list[Found]:
    """What fits: in the order of the corpus, or best first where a text is searched for."""
    every = catalogue(assistant)
    text = wanted.text.strip()[:TEXT_LIMIT]
    found = _searched(assistant, every, text) if text else map(Found, every.all.values())
    return [one for one in found if _fits(one.what, wanted)]


def kind_of(what: Notes | Resource) -> str:
    """The kind of a source."""
    return what.kind if isinstance(what, Resource) else ARTICLE


def languages_of(what: Notes | Resource) -> tuple[str, ...]:
    """ISO 639 codes of the languages in which it can be read."""
    return what.languages if isinstance(what, Resource) else tuple(what.sources)


def _fits(what: Notes | Resource, wanted: Wanted) -> bool:
    # Articles belong to no single stage, and their notes cost nothing to read here.
    stage, cost = (what.stage, what.cost) if isinstance(what, Resource) else ("", "")
    return (
        wanted.stage in ("", stage)
        and wanted.cost in ("", cost)
        and wanted.kind in ("", kind_of(what))
        and (not wanted.language or wanted.language in languages_of(what))
    )


def _searched(assistant: Assistant, every: Catalogue, text: str) -> list[Found]:
    """What the index finds, first what has the text in its name: that serves a word that is still being typed."""
    sections: dict[str, list[Passage]] = {}
    for hit in assistant.index.search(text, detect_language(text), _HITS):
        if hit.coverage >= _COVERAGE or hit.similarity >= _SIMILARITY:
            passage = hit.passage
            key = passage.place if passage.source_id == RESOURCES else passage.source_id
            own = sections.setdefault(key, [])
            if passage.section_id not in [section.section_id for section in own]:
                own.append(passage)
    named = list(_named(every, text.casefold()))
    keys = sorted(dict.fromkeys((*sections, *named)), key=lambda key: key not in named)
    return [Found(every.all[key], tuple(sections.get(key, ())[:_SECTIONS])) for key in keys]


def _named(every: Catalogue, text: str) -> Iterator[str]:
    for key, what in every.all.items():
        if isinstance(what, Resource):
            names = (*what.name.values(), *what.aliases)
        else:
            names = tuple(f"{source.title}\n{source.author}" for source in what.sources.values())
        if any(text in name.casefold() for name in names):
            yield key
