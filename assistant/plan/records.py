"""Records of a plan: what is asked for and what comes out. `Plan` is the JSON of `roadmap plan --format json`."""

from datetime import date
from typing import Literal

from assistant.records import Citation, PlanRequest
from corpus.records import Record
from corpus.resources import Cost

Basis = Literal["sourced", "estimated"]


class Statement(Record):
    """A sentence of the notes, word for word, with the number of its citation."""

    text: str
    citation: int


class PlannedSkill(Record):
    """A skill and the weeks for it, counted from 1."""

    id: str
    name: str
    first_week: int
    last_week: int


class PlannedResource(Record):
    """A resource to learn from; all of it stands in the cited entry of the resource list."""

    id: str
    name: str
    url: str
    description: Statement
    cost: Cost


class Reason(Record):
    """Why a stage is shortened or left out: in our words, and the sentence that this rests on."""

    text: str
    says: Statement | None
    """None where the reader knows the stage already."""


class PlannedStage(Record):
    """A stage with its weeks and dates; the last day is included."""

    id: str
    name: str
    hours: int
    """Rounded; the weeks are reckoned with the exact figure."""
    low: int
    high: int
    basis: Basis
    first_week: int
    last_week: int
    start: date
    end: date
    shortened: Reason | None
    says: tuple[Statement, ...]
    hours_from: tuple[Statement, ...]
    """The sentences that sourced hours are worked out from."""
    skills: tuple[PlannedSkill, ...]
    resources: tuple[PlannedResource, ...]
    """The main one, then up to two others."""
    project: str
    milestone: str


class SkippedStage(Record):
    """A stage that is left out."""

    id: str
    name: str
    reason: Reason


class Plan(Record):
    """A plan by weeks."""

    request: PlanRequest
    background: str
    """Name of the background."""
    specialty: str | None
    """The field that the goal names, where the roadmap knows it."""
    weeks: int
    learning_weeks: int
    """Those of the stages that the articles' totals are about."""
    hours: int
    start: date
    end: date
    basis: Basis
    """Of weeks and hours: reckoned from estimates, or only from sourced figures."""
    total: Statement | None
    """What an article says about readers of this background; None where none gives a figure."""
    stages: tuple[PlannedStage, ...]
    skipped: tuple[SkippedStage, ...]
    warnings: tuple[str, ...]
    citations: tuple[Citation, ...]
