"""The rules that the resource list and the roadmap are held to, as part of `roadmap corpus check`."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from corpus.prose import sentence_faults
from corpus.reading import read_plan_requests
from corpus.records import LANGUAGES, Article, CorpusError, Passage
from corpus.resources import Resource, read_resources, resource_passages
from corpus.roadmap import Roadmap, Support, counted_hours, read_roadmap
from corpus.splitting import sentence_spans, split_article

TOLERANCE = 0.15
"""How far the hours of a background's stages may be from the total that an article gives, as a share."""


def list_faults(folder: Path, articles: Sequence[Article]) -> Iterator[str]:
    """Every fault of `resources.yaml` and `roadmap.yaml`, one line each; nothing where the files are not there."""
    try:
        resources = read_resources(folder)
        roadmap = read_roadmap(folder) if (folder / "roadmap.yaml").is_file() else None
        read_plan_requests(folder)
    except CorpusError as error:
        yield str(error)
        return
    places = {f"{article.id}/{section.id}" for article in articles for section in article.sections}
    yield from (f"resources.yaml#{fault}" for fault in _resource_faults(resources, places, roadmap))
    if roadmap:
        passages = [passage for article in articles for passage in split_article(article)]
        yield from (f"roadmap.yaml#{fault}" for fault in roadmap_faults(roadmap, resources, passages))


def _resource_faults(resources: Sequence[Resource], places: set[str], roadmap: Roadmap | None) -> Iterator[str]:
    ids = [resource.id for resource in resources]
    names = Counter(name for r in resources for name in {text.casefold() for text in (*r.name.values(), *r.aliases)})
    yield from (f"{name}: the id stands twice: make it unique" for name, count in Counter(ids).items() if count > 1)
    yield from (f"{name!r} names two resources: keep it with one" for name, count in names.items() if count > 1)
    for resource in resources:
        if roadmap and resource.stage not in [stage.id for stage in roadmap.stages]:
            yield f"{resource.id}: {resource.stage!r} is no stage of roadmap.yaml: name one"
        if resource.gone and resource.gone.successor not in (None, *ids):
            yield f"{resource.id}: successor {resource.gone.successor!r} is no entry: name one or null"
        for place in resource.mentioned_by:
            if place not in places:
                yield f"{resource.id}: {place!r} is no section: name one"
    for passage in resource_passages(resources, {}):
        sentences = [passage.text[start:end] for start, end in passage.sentences]
        if passage.sentences != sentence_spans(passage.text, passage.language):
            yield f"{passage.section_id}: a dot in its {passage.language} text seems to end a sentence: reword it"
        for sentence in sentences:
            yield from (f"{passage.section_id}: {fault}" for fault in sentence_faults(sentence, passage.language))


def roadmap_faults(roadmap: Roadmap, resources: Sequence[Resource], passages: Iterable[Passage]) -> Iterator[str]:
    """What in a roadmap fits neither the resources nor the sentences of the articles."""
    ids = {resource.id for resource in resources}
    by_id = {passage.passage_id: passage for passage in passages}
    for stage in roadmap.stages:
        yield from (f"{stage.id}: {name!r} is no resource: name one" for name in stage.resources if name not in ids)
        for support in (*stage.says, *stage.hours.sources):
            yield from (f"{stage.id}: {fault}" for fault in _support_faults(support, by_id))
    for background in roadmap.backgrounds:
        totals = [background.total.says] if background.total else []
        for support in (*totals, *(support for change in background.changes for support in change.says)):
            yield from (f"{background.id}: {fault}" for fault in _support_faults(support, by_id))
        if background.total:
            hours, given = counted_hours(roadmap, background), background.total.hours
            if abs(hours / given - 1) > TOLERANCE:
                yield f"{background.id}: its stages take {hours:.0f} hours, the article gives {given:.0f}: align them"


def _support_faults(support: Support, by_id: Mapping[str, Passage]) -> Iterator[str]:
    english, chinese = (by_id.get(f"{support.place}/{language}") for language in LANGUAGES)
    if english is None or chinese is None or support.number > min(len(english.sentences), len(chinese.sentences)):
        yield f"{support.place}#{support.number} is no sentence in both languages: name one"
        return
    start, end = english.sentences[support.number - 1]
    if not english.text[start:end].startswith(support.begins):
        yield f"{support.place}#{support.number} does not begin with {support.begins!r}: correct the number"
    elif len(english.sentences) != len(chinese.sentences):
        yield f"{support.place}: its sentences do not correspond in both languages: align them"
