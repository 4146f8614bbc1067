"""A plan as an iCalendar file: one event for each stage, one for each milestone."""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from assistant.plan import wording
from assistant.plan.records import Plan, PlannedStage

if TYPE_CHECKING:
    from icalendar import Event

_EVENING = time(18, 0)
_HOST = "ml-roadmap-assistant"


def plan_calendar(plan: Plan, zone: ZoneInfo, made: datetime) -> bytes:
    """The file. `zone` is that of the milestones' hour, `made` the moment of writing, aware of its zone.

    The identifiers of events depend on the stages alone: importing a later plan moves the events of the earlier one.
    """
    from icalendar import Calendar  # noqa: PLC0415

    calendar = Calendar()
    calendar.add("prodid", f"-//{_HOST}//plan//{plan.request.language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", wording.TEXT[plan.request.language]["title"])
    calendar.add("x-wr-timezone", zone.key)
    for stage in plan.stages:
        calendar.add_component(_stage(plan, stage, made))
        calendar.add_component(_milestone(plan, stage, zone, made))
    year = timedelta(days=366)
    calendar.add_missing_timezones(plan.start - year, plan.end + year)
    return bytes(calendar.to_ical())


def _stage(plan: Plan, stage: PlannedStage, made: datetime) -> "Event":
    """The whole days of a stage; the end of such an event is the day after the last."""
    skills = ", ".join(skill.name for skill in stage.skills)
    resources = "\n".join(f"{resource.name}: {resource.url}" for resource in stage.resources)
    event = _event(f"stage-{stage.id}", stage.name, f"{skills}\n{resources}\n{stage.project}", made)
    event.add("dtstart", stage.start)
    event.add("dtend", stage.end + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event


def _milestone(plan: Plan, stage: PlannedStage, zone: ZoneInfo, made: datetime) -> "Event":
    """An hour in the evening of a stage's last day."""
    label = wording.TEXT[plan.request.language]["milestone"]
    event = _event(f"milestone-{stage.id}", f"{label}: {stage.name}", stage.milestone, made)
    begin = datetime.combine(stage.end, _EVENING, zone)
    event.add("dtstart", begin)
    event.add("dtend", begin + timedelta(hours=1))
    return event


def _event(name: str, summary: str, description: str, made: datetime) -> "Event":
    from icalendar import Event  # noqa: PLC0415

    event = Event()
    event.add("uid", f"{name}@{_HOST}")
    event.add("summary", summary)
    event.add("description", description)
    event.add("dtstamp", made)
    # A calendar takes the higher sequence of two events with one identifier.
    event.add("sequence", int(made.timestamp()))
    return event
