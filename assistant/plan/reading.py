"""Reads what a plan is to be made from: out of a question, or out of an address of the page."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from operator import itemgetter
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, available_timezones

from assistant.patterns import (
    EACH_DAY,
    FULL_TIME,
    HOURS_A_DAY,
    HOURS_A_WEEK,
    HOURS_AT_THE_END,
    HOURS_AT_WEEKENDS,
    HOURS_ON_WEEKDAYS,
    KNOWS,
    MINUTES_A_DAY,
)
from assistant.plan import wording
from assistant.question import Question
from assistant.records import AssistantFault, PlanRequest
from corpus.glossary import Glossary, Term
from corpus.records import Language
from corpus.roadmap import Roadmap, Specialty

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
_NUMERALS: dict[str, float] = {word: value for value, words in enumerate(_WORDS) for word in words.split()}
_NUMERALS |= {
    "half an": 0.5,
    "半": 0.5,
    "半个": 0.5,
    "twenty": 20,
    "二十": 20,
    "thirty": 30,
    "三十": 30,
    "forty": 40,
    "四十": 40,
}
_TENS = ("twenty", "thirty", "forty", "二十", "三十", "四十")
_DAYS, _WORKING_DAYS = 7.0, 5.0
_END = itemgetter(0)
FULL_TIME_HOURS = 35.0
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_MONTH = re.compile(
    r"\b(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* (?P<year>20\d\d)\b"
    r"|(?P<nian>20\d\d)\s*年\s*(?P<yue>1[0-2]|[1-9])\s*月",
    re.IGNORECASE,
)


def request_in(question: Question, roadmap: Roadmap, today: date) -> tuple[PlanRequest, tuple[str, ...]]:
    """The request in a question, and a sentence for each thing that it does not say and that is assumed."""
    language, named = question.language, question.names["background"]
    say = wording.WARNINGS[language]
    background = next((name for name in _BACKGROUNDS if name in named), None)
    hours = _hours(question.text, language)
    specialty = specialty_in(question.text, roadmap)
    assumed = []
    if background is None:
        assumed.append(say["background"])
    if hours is None:
        assumed.append(say["hours"].format(hours=f"{DEFAULT_HOURS:g}"))
    request = PlanRequest(
        background=background or DEFAULT_BACKGROUND,
        hours=DEFAULT_HOURS if hours is None else hours,
        start=_start(question.text) or next_monday(today),
        known=_known(question.text, language, roadmap),
        goal=getattr(specialty.name, language) if specialty else "",
        language=language,
    )
    return request, tuple(assumed)


def specialty_in(text: str, roadmap: Roadmap) -> Specialty | None:
    """The specialty that a text names first."""
    words = {str(s.topic): (*s.words, *(word.lower() for word in s.words)) for s in roadmap.specialties}
    topic = next(iter(_named(text, words)), None)
    return next((specialty for specialty in roadmap.specialties if specialty.topic == topic), None)


def _known(text: str, language: Language, roadmap: Roadmap) -> tuple[str, ...]:
    """The skills that a text says the reader has."""
    words = {skill.id: skill.words for stage in roadmap.stages for skill in stage.skills if skill.words}
    told = " ".join(match[1] for match in KNOWS[language].finditer(text))
    return tuple(dict.fromkeys(_named(told, words)))


def _named(text: str, words: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The ids whose words stand in a text, in its order."""
    terms = tuple(Term(id=name, kind="term", en=found, zh=found) for name, found in words.items())
    return [mention.term.id for mention in Glossary(terms).mentions(text)]


def _start(text: str) -> date | None:
    """The date, or the first day of the month, that a text names."""
    if found := _DAY.search(text):
        try:
            return date.fromisoformat(found[0])
        except ValueError:
            return None
    if found := _MONTH.search(text):
        month = _MONTHS.index(found["month"].lower()) + 1 if found["month"] else int(found["yue"])
        return date(int(found["year"] or found["nian"]), month, 1)
    return None


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
    if name not in available_timezones():
        raise AssistantFault(f"time zone {name!r} is not known: use a name such as Europe/Berlin")
    return ZoneInfo(name)


def _hours(text: str, language: Language) -> float | None:
    """Hours a week; the last figure counts, as a correction; that of weekends adds to that of days."""
    weekend = _of_weekends(text, language)
    days = _WORKING_DAYS if weekend else _DAYS
    daily = ((HOURS_ON_WEEKDAYS, _WORKING_DAYS), (HOURS_A_DAY, days), (MINUTES_A_DAY, days / 60))
    # A weekend's figure is not one of weekdays, however near it stands.
    others = HOURS_AT_WEEKENDS[language].sub(lambda match: "," * len(match[0]), text)
    by_days, by_weeks = _last(others, language, daily), _last(others, language, ((HOURS_A_WEEK, 1.0),))
    if by_days and weekend:
        by_days = weekend = (max(by_days[0], weekend[0]), by_days[1] + weekend[1])
    found = [pair for pair in (by_days, weekend, by_weeks) if pair]
    if found and (at_the_end := HOURS_AT_THE_END[language].search(text)):
        found.append((at_the_end.end(), _number(at_the_end)))
    if not found and FULL_TIME[language].search(text):
        return FULL_TIME_HOURS
    return max(found, key=_END)[1] if found else None


def _of_weekends(text: str, language: Language) -> tuple[int, float] | None:
    """Where the last figure for weekends ends, and its hours: of both days, unless it says of each."""
    found = HOURS_AT_WEEKENDS[language].finditer(text)
    hours = [(match.end(), _number(match) * (2 if EACH_DAY[language].search(match[0]) else 1)) for match in found]
    return max(hours, key=_END, default=None)


def _last(
    text: str, language: Language, units: Sequence[tuple[Mapping[Language, re.Pattern[str]], float]]
) -> tuple[int, float] | None:
    """Where the last figure in one of these units ends, and its hours a week; the first unit that fits it."""
    found = [(match.end(), _number(match) * hours) for unit, hours in units for match in unit[language].finditer(text)]
    return max(found, key=_END, default=None)


def _number(match: re.Match[str]) -> float:
    word = next(group for group in match.groups() if group).casefold()
    if word[0].isdigit():
        return float(word.replace(",", "."))
    if word in _NUMERALS:
        return float(_NUMERALS[word])
    # Twenty-five, 二十五: the tens, then the ones.
    tens = next(name for name in _TENS if word.startswith(name))
    return float(_NUMERALS[tens] + _NUMERALS[word.removeprefix(tens).strip(" -")])
