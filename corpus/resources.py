"""The curated resource list, `resources.yaml`, and the passages that are made from it."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, TypeAdapter, model_validator

from corpus.records import ID_PATTERN, LANGUAGES, Language, Passage, Record, Source
from corpus.yaml_files import read_yaml

RESOURCES = "resources"
"""The source id of passages on resources."""

Kind = Literal["course", "book", "lecture", "site", "tool", "competition", "paper-index", "article", "video"]
Topic = Literal[
    "programming", "python", "git", "data", "sql", "visualisation", "statistics", "probability", "linear-algebra",
    "calculus", "optimisation", "machine-learning", "deep-learning", "computer-vision", "nlp", "llm", "generative-ai",
    "reinforcement-learning", "time-series", "software-engineering", "testing", "web", "databases", "containers",
    "cloud", "deployment", "mlops", "system-design", "portfolio", "competitions", "datasets", "papers", "interviews",
    "job-search", "job-titles", "learning-skills", "certificates",
]  # fmt: skip
Level = Literal["beginner", "intermediate", "advanced"]
Cost = Literal["free", "audit-free", "paid"]
Texts = Mapping[Language, str]

_ADDRESS = r"^https?://[^\s]+$"
_TITLE: Texts = {"en": "Curated resource list", "zh": "精选资源清单"}
_AUTHOR: Texts = {"en": "ML Roadmap Assistant", "zh": "机器学习路线图助手"}
_KINDS: dict[Language, dict[Kind, str]] = {
    "en": {"course": "a course", "book": "a book", "lecture": "a series of lectures", "site": "a website",
           "tool": "a tool", "competition": "a competition", "paper-index": "an index of papers",
           "article": "an article", "video": "a video"},
    "zh": {"course": "课程", "book": "图书", "lecture": "系列讲座", "site": "网站", "tool": "工具",
           "competition": "竞赛", "paper-index": "论文索引", "article": "文章", "video": "视频"},
}  # fmt: skip
_LEVELS: dict[Language, dict[Level, str]] = {
    "en": {"beginner": "beginners", "intermediate": "learners with some experience", "advanced": "advanced learners"},
    "zh": {"beginner": "初学者", "intermediate": "有一定基础的人", "advanced": "进阶学习者"},
}
_COSTS: dict[Language, dict[Cost, str]] = {
    "en": {
        "free": "free",
        "audit-free": "free in part, with a charge for the rest",
        "paid": "not free",
    },
    "zh": {"free": "免费", "audit-free": "部分免费，其余收费", "paid": "收费"},
}
_BASES = {
    "en": {"provider": "as the provider states", "estimate": "our estimate"},
    "zh": {"provider": "提供方给出", "estimate": "我们的估计"},
}
_MEETING = re.compile(r"(?<=[\u3400-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9.])(?=[\u3400-\u9fff])")


class Gone(Record):
    """What became of a resource that was closed, renamed or replaced."""

    en: str
    zh: str
    successor: str | None
    """Id of the entry that takes its place."""


class Resource(Record):
    """One entry of the list."""

    id: str = Field(pattern=ID_PATTERN)
    name: Texts
    aliases: tuple[Annotated[str, Field(min_length=1)], ...]
    """Other names that people use, in either language."""
    provider: Texts
    kind: Kind
    topics: tuple[Topic, ...] = Field(min_length=1)
    stage: str
    """Id of the stage of the roadmap where it helps most."""
    level: Level
    cost: Cost
    languages: tuple[str, ...] = Field(min_length=1)
    """ISO 639 codes of the material itself."""
    url: str = Field(pattern=_ADDRESS)
    url_zh: str | None = Field(default=None, pattern=_ADDRESS)
    """The page for Chinese readers, where there is another one."""
    hours: tuple[int, int]
    """Low and high, to work through it; for tools and sites, to learn to use them."""
    hours_basis: Literal["provider", "estimate"]
    why: Mapping[Language, tuple[str, str]]
    """Two sentences a language."""
    gone: Gone | None
    questions: Mapping[Language, tuple[str, ...]]
    phrasings: Mapping[Language, tuple[str, ...]]
    """Other ways of asking for it; they help to find it and are never shown."""
    mentioned_by: tuple[str, ...]
    """`<article_id>/<section_id>` of the notes that name it; empty where the curators added it."""
    checked: date

    def address(self, language: Language) -> str:
        """The page for readers of a language."""
        return self.url_zh if language == "zh" and self.url_zh else self.url

    @model_validator(mode="after")
    def _complete(self) -> Self:
        for field in (self.name, self.provider, self.why, self.questions, self.phrasings):
            if set(field) != set(LANGUAGES):
                raise ValueError(f"a field is not there in {' and '.join(LANGUAGES)}")
        try:
            language_names(self.languages, "en")
        except KeyError as error:
            raise ValueError(f"{error} is no language") from error
        if not 0 < self.hours[0] <= self.hours[1]:
            raise ValueError(f"hours {self.hours} are not a low and a high figure")
        return self


def read_resources(folder: Path) -> tuple[Resource, ...]:
    """The list of a corpus folder, empty without the file. Raises CorpusError when it is malformed."""
    file = folder / "resources.yaml"
    return read_yaml(file, TypeAdapter(tuple[Resource, ...])) if file.is_file() else ()


def resource_passages(resources: Sequence[Resource], authors: Mapping[str, Texts]) -> list[Passage]:
    """One passage for each resource and language; `authors` names the author of each article."""
    return [_passage(resource, language, authors) for language in LANGUAGES for resource in resources]


def _passage(resource: Resource, language: Language, authors: Mapping[str, Texts]) -> Passage:
    gone = getattr(resource.gone, language) if resource.gone else ""
    told = (description(resource, language), *resource.why[language], gone, _origin(resource, language, authors))
    text, spans = _joined([sentence for sentence in told if sentence], language)
    return Passage(
        passage_id=f"{RESOURCES}/{resource.id}/{language}",
        source=Source(
            id=RESOURCES,
            language=language,
            title=_TITLE[language],
            author=_AUTHOR[language],
            publisher=_AUTHOR[language],
            year=resource.checked.year,
            url=resource.address(language),
            original_language=language,
        ),
        section_id=resource.id,
        heading=resource.name[language],
        questions=resource.questions[language],
        phrasings=(*resource.aliases, *resource.phrasings[language]),
        text=text,
        sentences=spans,
    )


def _joined(sentences: Sequence[str], language: Language) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A text of sentences, and where each stands."""
    space, text, spans = " " if language == "en" else "", "", list[tuple[int, int]]()
    for sentence in sentences:
        start = len(text) + len(space) if text else 0
        text = f"{text}{space}{sentence}" if text else sentence
        spans.append((start, len(text)))
    return text, tuple(spans)


def description(resource: Resource, language: Language) -> str:
    """One sentence of facts: name, provider, kind, level, cost, languages and hours."""
    name, provider = resource.name[language], resource.provider[language]
    kind, level = _KINDS[language][resource.kind], _LEVELS[language][resource.level]
    cost, basis = _COSTS[language][resource.cost], _BASES[language][resource.hours_basis]
    tongues, (low, high) = language_names(resource.languages, language), resource.hours
    named_already = provider.casefold() in name.casefold()
    if language == "en":
        the = "the " if provider.startswith("University of") else ""
        by = "" if named_already else f" by {the}{provider}"
        if resource.gone:
            return f"{name} was {kind}{by} for {level}, in {tongues}."
        hours = f"{low} to {high} hours" if low < high else f"{low} hour{'s' if low > 1 else ''}"
        return f"{name} is {kind}{by} for {level}: {cost}, in {tongues}, about {hours} ({basis})."
    by = "" if named_already else f"{provider}的"
    if resource.gone:
        return _spaced(f"{name}曾是{by}{kind}，适合{level}，语言为{tongues}。")
    hours = f"{low} 到 {high} 小时" if low < high else f"{low} 小时"
    return _spaced(f"{name}是{by}{kind}，适合{level}：{cost}，语言为{tongues}，约需 {hours}（{basis}）。")


def language_names(codes: Sequence[str], language: Language) -> str:
    """Languages in words. Raises KeyError for a code that is none."""
    from babel import Locale  # noqa: PLC0415
    from babel.lists import format_list  # noqa: PLC0415

    names = Locale(language).languages
    return format_list([names[code] for code in codes], locale=language)


def _origin(resource: Resource, language: Language, authors: Mapping[str, Texts]) -> str:
    """Who names it: authors of articles, or the curators alone."""
    name = resource.name[language]
    article_ids = dict.fromkeys(place.split("/")[0] for place in resource.mentioned_by)
    every = (authors.get(article_id, {}) for article_id in article_ids)
    named = [names.get(language, next(iter(names.values()))) for names in every if names]
    if language == "en":
        if not named:
            return f"{name} is not named in the articles; the curators of the resource list added it."
        return f"{name} is named in the article by {' and in the one by '.join(named)}."
    if not named:
        return _spaced(f"{name}不在文章里，是资源清单的编者补充的。")
    return _spaced(f"{'和'.join(named)}的文章提到了{name}。")


def _spaced(text: str) -> str:
    """Chinese text with a space wherever Chinese and Latin characters or figures meet."""
    return _MEETING.sub(" ", text)
