"""The road in stages, with the hours of each, and the readers' backgrounds: `roadmap.yaml`."""

import re
from collections import Counter
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, TypeAdapter, model_validator

from corpus.records import ID_PATTERN, Record
from corpus.resources import Topic
from corpus.yaml_files import read_yaml

WEEKS_A_MONTH = 52 / 12
_SUPPORT = re.compile(r"(?P<place>[a-z0-9-]+/[a-z0-9-]+)#(?P<number>[1-9]\d*) (?P<begins>.+)")


class Words(Record):
    """A text in both languages."""

    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)


class Support(Record):
    """A sentence of the notes, written `<article>/<section>#<number> <first words in English>`."""

    place: str
    number: int
    """Counted from 1; the sentences of both languages correspond."""
    begins: str
    """Its first words in English: they show when a change of the notes moves the sentence."""

    @model_validator(mode="before")
    @classmethod
    def _parsed(cls, value: Any) -> Any:
        found = _SUPPORT.fullmatch(value) if isinstance(value, str) else None
        return found.groupdict() if found else value


class Hours(Record):
    """Hours from low to high, and where they come from."""

    low: float = Field(gt=0)
    high: float
    basis: Literal["sourced", "estimated"]
    sources: tuple[Support, ...] = Field(alias="from")

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.high < self.low or bool(self.sources) != (self.basis == "sourced"):
            raise ValueError("low is above high, or the sources do not fit the basis")
        return self

    @property
    def middle(self) -> float:
        """The figure that plans are made with."""
        return (self.low + self.high) / 2


class Skill(Record):
    """What a stage teaches."""

    id: str = Field(pattern=ID_PATTERN)
    weight: float = Field(default=1, gt=0)
    """Its part of the hours of the stage, beside those of the other skills."""
    words: tuple[str, ...] = ()
    """By which a wish for a plan names it as known."""
    name: Words


class Stage(Record):
    """One stage of the road."""

    id: str = Field(pattern=ID_PATTERN)
    name: Words
    needs: tuple[str, ...]
    """Ids of the stages that come before it."""
    counts: bool
    """Whether the totals that articles give include it."""
    hours: Hours
    says: tuple[Support, ...] = Field(min_length=1)
    skills: tuple[Skill, ...] = Field(min_length=1)
    resources: tuple[str, ...] = Field(min_length=1)
    """Ids of resources, in the curators' order of preference."""
    project: Words
    milestone: Words


class Change(Record):
    """How far readers of a background shorten a stage."""

    stage: str
    factor: float = Field(ge=0, le=1)
    """Share of the hours that is left; 0 skips the stage."""
    why: Words
    says: tuple[Support, ...] = Field(min_length=1)


class Total(Record):
    """Months that an article gives for all stages that count, or for some."""

    low: float = Field(gt=0)
    high: float
    week: float = Field(gt=0)
    """Hours a week that we take the article to mean."""
    stages: tuple[str, ...] = ()
    """Ids of the stages that it is about; empty for all that count."""
    says: Support

    @property
    def hours(self) -> float:
        """The middle of the months, in hours."""
        return (self.low + self.high) / 2 * WEEKS_A_MONTH * self.week


class Background(Record):
    """Where a reader comes from."""

    id: str = Field(pattern=ID_PATTERN)
    name: Words
    total: Total | None
    """None where no article gives a figure."""
    changes: tuple[Change, ...]

    def factor(self, stage_id: str) -> float:
        """The share of a stage's hours that is left."""
        return next((change.factor for change in self.changes if change.stage == stage_id), 1.0)


class Specialty(Record):
    """A field to specialise in, and the words by which a goal names it."""

    topic: Topic
    """Topic of the resources that serve it."""
    stage: str
    """The stage that they are for."""
    name: Words
    words: tuple[str, ...] = Field(min_length=1)


class Roadmap(Record):
    """The stages in an order in which each comes after those that it needs, and the backgrounds."""

    stages: tuple[Stage, ...] = Field(min_length=1)
    backgrounds: tuple[Background, ...] = Field(min_length=1)
    specialties: tuple[Specialty, ...]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        ids = [stage.id for stage in self.stages]
        named = {*(need for stage in self.stages for need in stage.needs)}
        named |= {change.stage for background in self.backgrounds for change in background.changes}
        named |= {specialty.stage for specialty in self.specialties}
        named |= {name for background in self.backgrounds if background.total for name in background.total.stages}
        if unknown := sorted(named - set(ids)):
            raise ValueError(f"{unknown[0]!r} is no stage")
        every = [*ids, *(skill.id for stage in self.stages for skill in stage.skills)]
        if twice := [name for name, count in Counter(every).items() if count > 1]:
            raise ValueError(f"{twice[0]!r} stands twice among stages and skills")
        try:
            TopologicalSorter({stage.id: stage.needs for stage in self.stages}).prepare()
        except CycleError as error:
            raise ValueError(f"stages need each other in a circle: {error.args[1]}") from error
        for stage in self.stages:
            if late := [need for need in stage.needs if ids.index(need) > ids.index(stage.id)]:
                raise ValueError(f"{stage.id!r} stands before {late[0]!r}, which it needs")
        return self


def read_roadmap(folder: Path) -> Roadmap:
    """The roadmap of a corpus folder. Raises CorpusError when it is missing or malformed."""
    return read_yaml(folder / "roadmap.yaml", TypeAdapter(Roadmap))


def counted_hours(roadmap: Roadmap, background: Background) -> float:
    """Middle hours, for a background, of the stages that its total is about."""
    meant = background.total.stages if background.total else ()
    stages = [stage for stage in roadmap.stages if (stage.id in meant if meant else stage.counts)]
    return sum(stage.hours.middle * background.factor(stage.id) for stage in stages)
