"""A plan as Markdown that can be read on its own."""

from collections.abc import Iterator, Sequence

from assistant.citations import marked
from assistant.markdown import escaped, source_markdown
from assistant.plan import wording
from assistant.plan.records import Plan, PlannedResource, PlannedStage, SkippedStage, Statement
from assistant.wording import SPACE


def plan_markdown(plan: Plan) -> str:
    """The whole plan: head, stages, what is left out, sources."""
    say = wording.TEXT[plan.request.language]
    parts = [
        f"# {say['title']}",
        head_markdown(plan),
        *(f"## {stage_title(plan, stage)}\n\n{stage_markdown(plan, stage)}" for stage in plan.stages),
        skipped_markdown(plan),
        f"## {say['sources']}\n\n{sources_markdown(plan)}",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def head_markdown(plan: Plan) -> str:
    """For whom, how long, what an article says about it, and what to take care of."""
    request, say = plan.request, wording.TEXT[plan.request.language]
    who = say["for"].format(background=plan.background, hours=f"{request.hours:g}", start=request.start.isoformat())
    source = say["author"].format(said=_said(plan.total), basis=say["sourced"]) if plan.total else say["no_author"]
    specialty = say["specialty"].format(specialty=plan.specialty) if plan.specialty else ""
    warnings = "\n>\n".join(f"> ⚠ {escaped(warning)}" for warning in plan.warnings)
    return "\n\n".join(part for part in (who, specialty, total_line(plan), source, warnings, say["suggestion"]) if part)


def total_line(plan: Plan) -> str:
    """Weeks, last day and hours of the whole plan."""
    say = wording.TEXT[plan.request.language]
    return say["total"].format(
        weeks=plan.weeks,
        learning=plan.learning_weeks,
        end=plan.end.isoformat(),
        hours=plan.hours,
        basis=say[plan.basis],
    )


def stage_title(plan: Plan, stage: PlannedStage) -> str:
    """Name, weeks and dates of a stage."""
    say = wording.TEXT[plan.request.language]
    dates = say["dates"].format(start=stage.start.isoformat(), end=stage.end.isoformat())
    weeks = weeks_label(plan, stage.first_week, stage.last_week)
    return say["stage"].format(name=stage.name, weeks=weeks, dates=dates)


def weeks_label(plan: Plan, first: int, last: int) -> str:
    """`weeks 1 to 4` or `week 1`."""
    say = wording.TEXT[plan.request.language]
    return say["week" if first == last else "weeks"].format(first=first, last=last)


def stage_markdown(plan: Plan, stage: PlannedStage) -> str:
    """What to do in a stage, with what, and how to know that it is done."""
    return "\n".join(f"- {line}" for line in _stage_lines(plan, stage))


def _stage_lines(plan: Plan, stage: PlannedStage) -> Iterator[str]:
    language = plan.request.language
    say, colon = wording.TEXT[language], wording.COLON[language]
    yield say["hours"].format(hours=stage.hours, low=stage.low, high=stage.high, basis=say[stage.basis])
    if stage.hours_from:
        yield say["hours_from"] + _joined(plan, stage.hours_from)
    if stage.shortened:
        said = _joined(plan, [stage.shortened.says] if stage.shortened.says else [])
        sentences = (say["shortened"] + escaped(stage.shortened.text) + wording.STOP[language], said, say["part"])
        yield SPACE[language].join(sentence for sentence in sentences if sentence)
    yield _joined(plan, stage.says)
    skills = say["and"].join(
        say["skill"].format(name=escaped(skill.name), weeks=weeks_label(plan, skill.first_week, skill.last_week))
        for skill in stage.skills
    )
    yield f"**{say['skills']}**{colon}{skills}"
    for at, resource in enumerate(stage.resources):
        yield f"**{say['also'] if at else say['resources']}**{colon}{_resource(resource)}"
    yield f"**{say['project']}**{colon}{escaped(stage.project)}"
    yield f"**{say['milestone']}**{colon}{escaped(stage.milestone)}"


def skipped_markdown(plan: Plan) -> str:
    """The stages that are left out, with the reasons; empty when there are none."""
    say = wording.TEXT[plan.request.language]
    lines = "\n".join(f"- {_skipped(plan, stage)}" for stage in plan.skipped)
    return f"## {say['skipped']}\n\n{lines}" if lines else ""


def sources_markdown(plan: Plan) -> str:
    """Every citation with its quote."""
    return "\n\n".join(source_markdown(citation, plan.request.language) for citation in plan.citations)


def _skipped(plan: Plan, stage: SkippedStage) -> str:
    language = plan.request.language
    said = SPACE[language] + _said(stage.reason.says) if stage.reason.says else ""
    return f"{escaped(stage.name)}{wording.COLON[language]}{escaped(stage.reason.text)}{wording.STOP[language]}{said}"


def _resource(resource: PlannedResource) -> str:
    return f"{_said(resource.description)} <{resource.url}>"


def _joined(plan: Plan, statements: Sequence[Statement]) -> str:
    return SPACE[plan.request.language].join(_said(statement) for statement in statements)


def _said(statement: Statement) -> str:
    text, marker, end = marked(statement.text, [statement.citation])
    return f"{escaped(text)}{marker}{end}"
