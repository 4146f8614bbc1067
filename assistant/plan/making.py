"""Makes a plan from the roadmap: which stages, how many weeks, when, with what. Plain arithmetic, no model."""

import math
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import chain

from assistant.citations import Numbering
from assistant.plan import wording
from assistant.plan.reading import specialty_in
from assistant.plan.records import (
    Plan,
    PlannedResource,
    PlannedSkill,
    PlannedStage,
    Reason,
    SkippedStage,
    Statement,
)
from assistant.records import AssistantFault, PlanRequest
from assistant.wording import LIST_SEPARATOR
from corpus.records import Language, Passage
from corpus.resources import RESOURCES, Resource
from corpus.roadmap import Background, Change, Roadmap, Skill, Stage, Support

LEAST_HOURS, MOST_HOURS = 0.5, 100
"""Hours a week."""
YEARS = (2000, 9800)
"""In which a plan may begin; its last day is then still one of the calendar."""
GOAL_LIMIT = 200
"""Characters."""
LONG = 156
"""Weeks, three years; a longer plan carries a warning."""
_RESOURCES = 3
_COST_ORDER = ("free", "audit-free", "paid")


class Planner:
    """Makes plans from one roadmap. Immutable and shared by all users."""

    def __init__(self, roadmap: Roadmap, resources: Sequence[Resource], passages: Iterable[Passage]) -> None:
        self.roadmap = roadmap
        self.resources = {resource.id: resource for resource in resources}
        self.passages = {passage.passage_id: passage for passage in passages}

    @property
    def fields(self) -> tuple[str, ...]:
        """Ids of all that a reader can choose or tick."""
        stages = ((stage.id, *(skill.id for skill in stage.skills)) for stage in self.roadmap.stages)
        return (*(background.id for background in self.roadmap.backgrounds), *chain(*stages))

    def plan(self, request: PlanRequest, today: date) -> Plan:
        """The plan. Raises AssistantFault, naming the allowed values, for a request that cannot be met."""
        background = checked(request, self.roadmap)
        return _Writer(self, request, background).plan(today)


def checked(request: PlanRequest, roadmap: Roadmap) -> Background:
    """The background that is asked for. Raises AssistantFault for anything that the roadmap does not know."""
    say = wording.FAULTS[request.language]
    background = next((b for b in roadmap.backgrounds if b.id == request.background), None)
    if background is None:
        allowed = ", ".join(b.id for b in roadmap.backgrounds)
        raise AssistantFault(say["background"].format(value=request.background, allowed=allowed))
    if not LEAST_HOURS <= request.hours <= MOST_HOURS:
        value = f"{request.hours:g}"
        raise AssistantFault(say["hours"].format(value=value, least=LEAST_HOURS, most=MOST_HOURS))
    ids = [name for stage in roadmap.stages for name in (stage.id, *(skill.id for skill in stage.skills))]
    if unknown := [name for name in request.known if name not in ids]:
        raise AssistantFault(say["known"].format(value=unknown[0], allowed=", ".join(ids)))
    if len(request.goal) > GOAL_LIMIT:
        raise AssistantFault(say["goal"].format(length=len(request.goal), most=GOAL_LIMIT))
    first, last = YEARS
    if not first <= request.start.year <= last:
        raise AssistantFault(say["start"].format(value=request.start.isoformat(), first=first, last=last))
    return background


class _Writer:
    """One plan in the making; it numbers citations as they come up."""

    def __init__(self, planner: Planner, request: PlanRequest, background: Background) -> None:
        self._planner, self._request, self._background = planner, request, background
        self._language: Language = request.language
        self._numbering = Numbering()
        self._specialty = specialty_in(request.goal, planner.roadmap)

    def plan(self, today: date) -> Plan:
        total = self._background.total
        said = self._statement(total.says) if total else None
        stages, skipped = list[PlannedStage](), list[SkippedStage]()
        for stage in self._planner.roadmap.stages:
            if reason := self._skipped(stage):
                skipped.append(SkippedStage(id=stage.id, name=getattr(stage.name, self._language), reason=reason))
            else:
                stages.append(self._planned(stage, stages[-1].last_week if stages else 0))
        weeks = stages[-1].last_week if stages else 0
        learning = {stage.id for stage in self._planner.roadmap.stages if stage.counts}
        return Plan(
            request=self._request,
            background=getattr(self._background.name, self._language),
            specialty=getattr(self._specialty.name, self._language) if self._specialty else None,
            weeks=weeks,
            learning_weeks=max((s.last_week for s in stages if s.id in learning), default=0),
            hours=sum(stage.hours for stage in stages),
            start=self._request.start,
            end=self._day(weeks) if weeks else self._request.start,
            basis="sourced" if stages and all(stage.basis == "sourced" for stage in stages) else "estimated",
            total=said,
            stages=tuple(stages),
            skipped=tuple(skipped),
            warnings=tuple(self._warnings(weeks, today)),
            citations=self._numbering.citations,
        )

    def _warnings(self, weeks: int, today: date) -> Iterable[str]:
        say, request = wording.WARNINGS[self._language], self._request
        if request.start < today:
            yield say["past"].format(start=request.start.isoformat())
        if weeks > LONG:
            yield say["long"].format(weeks=weeks, years=f"{weeks / 52:.1f}", hours=f"{request.hours:g}")
        if weeks == 0:
            yield say["empty"]
        if request.goal and self._specialty is None:
            names = (getattr(specialty.name, self._language) for specialty in self._planner.roadmap.specialties)
            yield say["goal"].format(goal=request.goal, fields=LIST_SEPARATOR[self._language].join(names))

    def _skipped(self, stage: Stage) -> Reason | None:
        if not self._unknown(stage):
            return Reason(text=wording.KNOWN[self._language], says=None)
        change = self._change(stage)
        return self._reason(change) if change and change.factor == 0 else None

    def _known_in_part(self, stage: Stage) -> Reason | None:
        is_shorter = len(self._unknown(stage)) < len(stage.skills)
        return Reason(text=wording.KNOWN_IN_PART[self._language], says=None) if is_shorter else None

    def _change(self, stage: Stage) -> Change | None:
        return next((change for change in self._background.changes if change.stage == stage.id), None)

    def _reason(self, change: Change) -> Reason:
        return Reason(text=getattr(change.why, self._language), says=self._statement(change.says[0]))

    def _unknown(self, stage: Stage) -> list[Skill]:
        """The skills of a stage that the reader does not know."""
        known = self._request.known
        return [] if stage.id in known else [skill for skill in stage.skills if skill.id not in known]

    def _planned(self, stage: Stage, weeks_before: int) -> PlannedStage:
        left = self._unknown(stage)
        share = self._background.factor(stage.id) * _weight(left) / _weight(stage.skills)
        hours = stage.hours.middle * share
        weeks = _weeks(hours, self._request.hours)
        sourced = stage.hours.basis == "sourced" and share == 1
        change = self._change(stage)
        return PlannedStage(
            id=stage.id,
            name=getattr(stage.name, self._language),
            hours=round(hours),
            low=round(stage.hours.low * share),
            high=round(stage.hours.high * share),
            basis="sourced" if sourced else "estimated",
            first_week=weeks_before + 1,
            last_week=weeks_before + weeks,
            start=self._day(weeks_before) + timedelta(days=1),
            end=self._day(weeks_before + weeks),
            shortened=self._reason(change) if change else self._known_in_part(stage),
            says=tuple(self._statement(support) for support in stage.says),
            hours_from=tuple(self._statement(support) for support in stage.hours.sources) if sourced else (),
            skills=tuple(self._skill(left, nth, hours, weeks_before) for nth in range(len(left))),
            resources=tuple(self._resource(resource) for resource in self._chosen(stage)),
            project=getattr(stage.project, self._language),
            milestone=getattr(stage.milestone, self._language),
        )

    def _skill(self, left: Sequence[Skill], nth: int, hours: float, weeks_before: int) -> PlannedSkill:
        """One of the skills that are left, in the weeks after those before it."""
        before, until = (hours * _weight(left[:count]) / _weight(left) for count in (nth, nth + 1))
        return PlannedSkill(
            id=left[nth].id,
            name=getattr(left[nth].name, self._language),
            first_week=weeks_before + math.floor(round(before / self._request.hours, 6)) + 1,
            last_week=weeks_before + _weeks(until, self._request.hours),
        )

    def _chosen(self, stage: Stage) -> list[Resource]:
        """The main resource and the alternatives: in the reader's language, made for the stage, free ones first."""
        every = self._planner.resources
        listed = [every[name] for name in stage.resources]
        elsewhere = dict.fromkeys(every, False)
        if self._specialty and self._specialty.stage == stage.id:
            listed = [r for r in every.values() if self._specialty.topic in r.topics] or listed
            elsewhere = {r.id: r.stage != stage.id for r in listed}
        fitting = [resource for resource in listed if resource.gone is None]
        fitting.sort(key=lambda r: (self._language not in r.languages, elsewhere[r.id], _COST_ORDER.index(r.cost)))
        return fitting[:_RESOURCES]

    def _resource(self, resource: Resource) -> PlannedResource:
        passage = self._planner.passages[f"{RESOURCES}/{resource.id}/{self._language}"]
        return PlannedResource(
            id=resource.id,
            name=resource.name[self._language],
            url=resource.address(self._language),
            description=self._quoted(passage, 0),
            cost=resource.cost,
        )

    def _statement(self, support: Support) -> Statement:
        return self._quoted(self._planner.passages[f"{support.place}/{self._language}"], support.number - 1)

    def _quoted(self, passage: Passage, at: int) -> Statement:
        start, end = passage.sentences[at]
        return Statement(text=passage.text[start:end], citation=self._numbering.number(passage, start, end))

    def _day(self, weeks: int) -> date:
        """The last day of a week; of week 0, the day before the plan begins."""
        return self._request.start + timedelta(days=7 * weeks - 1)


def _weight(skills: Sequence[Skill]) -> float:
    return sum(skill.weight for skill in skills)


def _weeks(hours: float, a_week: float) -> int:
    """Whole weeks for some hours, at least one."""
    return max(1, math.ceil(round(hours / a_week, 6)))
