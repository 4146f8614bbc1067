"""The formats that a plan is written in."""

from datetime import datetime
from typing import Literal

from assistant.plan.calendar import plan_calendar
from assistant.plan.html import plan_html
from assistant.plan.markdown import plan_markdown
from assistant.plan.reading import parsed_zone
from assistant.plan.records import Plan

Format = Literal["md", "json", "ics", "html"]
FORMATS: tuple[Format, ...] = ("md", "json", "ics", "html")


def written(plan: Plan, wanted: Format, zone: str, made: datetime) -> bytes:
    """The plan in a format, as the bytes of a file. `zone`, a name, and `made` concern calendars alone.

    Raises AssistantFault for an unknown time zone.
    """
    if wanted == "ics":
        return plan_calendar(plan, parsed_zone(zone), made)
    if wanted == "html":
        return plan_html(plan).encode()
    return (plan_markdown(plan) if wanted == "md" else plan.model_dump_json(indent=2) + "\n").encode()
