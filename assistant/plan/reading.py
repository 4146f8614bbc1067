"""Reads what a plan is to be made from: out of a question, or out of an address of the page."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assistant.patterns import HOURS_A_DAY, HOURS_A_WEEK
from assistant.plan import wording
from assistant.question import Question
from assistant.records import AssistantFault, PlanRequest
from corpus.records import Language

DEFAULT_BACKGROUND, DEFAULT_HOURS = "from-scratch", 10.0
# A reader may name several; the one that shortens the road most speaks first.
_BACKGROUNDS = (
    "data-scientist", "developer", "computer-science-student", "student", "courses-finished", "career-changer",
    "from-scratch",
)  # fmt: skip
_WORDS = (
    "zero 零", "one an a 一", "two 二 两", "three 三", "four 四", "five 五", "six 六", "seven 七", "eight 八",
    "nine 九", "ten 十", "eleven 十一", "twelve 十二", "thirteen 十三", "fourteen 十四", "fifteen 十五",
)  # fmt: skip
_NUMERALS = {word: value for value, words in enumerate(_WORDS) for word in words.split()}
_NUMERALS |= {"twenty": 20, "二十": 20, "thirty": 30, "三十": 30, "forty": 40, "四十": 40}
_DAYS = 7


def request_in(question: Question, today: date) -> tuple[PlanRequest, tuple[str, ...]]:
    """The request in a question, and a sentence for each thing that it does not say and that is assumed."""
    language, named = question.language, question.names["background"]
    say = wording.WARNINGS[language]
    background = next((name for name in _BACKGROUNDS if name in named), None)
    hours = _hours(question.text, language)
    assumed = []
    if background is None:
        assumed.append(say["background"])
    if hours is None:
        assumed.append(say["hours"].format(hours=f"{DEFAULT_HOURS:g}"))
    request = PlanRequest(
        background=background or DEFAULT_BACKGROUND,
        hours=DEFAULT_HOURS if hours is None else hours,
        start=next_monday(today),
        language=language,
    )
    return request, tuple(assumed)


def next_monday(today: date) -> date:
    """Today, when it is a Monday, or the Monday after it."""
    return today + timedelta(days=-today.weekday() % 7)


def fields_of(request: PlanRequest) -> dict[str, str]:
    """The fields by which an address or a form describes a request; `request_from` reads them."""
    fields = {
        "plan": request.background,
        "hours": f"{request.hours:g}",
        "start": request.start.isoformat(),
        "lang": request.language,
        "know": ",".join(request.known),
        "goal": request.goal,
    }
    return {name: text for name, text in fields.items() if text}


def query(request: PlanRequest, **more: str) -> str:
    """The part of an address that describes a request: `?plan=developer&hours=8...`."""
    return "?" + urlencode(fields_of(request) | more)


def request_from(fields: Mapping[str, str], today: date) -> PlanRequest:
    """The request that a form or an address gives; fields that are left out have their defaults.

    Raises AssistantFault for a number or a date that is none.
    """
    language: Language = "zh" if fields.get("lang") == "zh" else "en"
    return PlanRequest(
        background=fields.get("plan") or DEFAULT_BACKGROUND,
        hours=parsed_hours(fields.get("hours") or f"{DEFAULT_HOURS:g}", language),
        start=parsed_date(start, language) if (start := fields.get("start")) else next_monday(today),
        known=tuple(name for name in re.split(r"[,\s]+", fields.get("know", "")) if name),
        goal=fields.get("goal", ""),
        language=language,
    )


def parsed_date(text: str, language: Language) -> date:
    """A date such as 2026-12-01. Raises AssistantFault for anything else."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise AssistantFault(wording.FAULTS[language]["date"].format(value=text)) from error


def parsed_hours(text: str, language: Language) -> float:
    """A number of hours. Raises AssistantFault for anything else."""
    try:
        return float(text)
    except ValueError as error:
        raise AssistantFault(wording.FAULTS[language]["number"].format(value=text)) from error


def parsed_zone(name: str) -> ZoneInfo:
    """A time zone by its IANA name. Raises AssistantFault for an unknown one."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise AssistantFault(f"time zone {name!r} is not known: use a name such as Europe/Berlin") from error


def _hours(text: str, language: Language) -> float | None:
    """Hours a week; where the question corrects itself, the last figure counts."""
    found = [(m.start(), _number(m), 1) for m in HOURS_A_WEEK[language].finditer(text)]
    found += [(m.start(), _number(m), _DAYS) for m in HOURS_A_DAY[language].finditer(text)]
    return max(found)[1] * max(found)[2] if found else None


def _number(match: re.Match[str]) -> float:
    word = next(group for group in match.groups() if group).casefold()
    return float(_NUMERALS[word]) if word in _NUMERALS else float(word)
