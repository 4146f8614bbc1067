"""Plans: arithmetic, sources, formats, wishes in questions."""

import json
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus
from zoneinfo import ZoneInfo

import icalendar
import jsonschema
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.chat import Assistant
from assistant.cli import main
from assistant.loading import assemble, load_planner
from assistant.plan.chart import plan_chart
from assistant.plan.formats import written
from assistant.plan.html import plan_html
from assistant.plan.making import LEAST_HOURS, YEARS, Planner
from assistant.plan.markdown import plan_markdown
from assistant.plan.reading import next_monday, query, request_from, request_in
from assistant.plan.records import Plan
from assistant.question import read_question
from assistant.records import AssistantFault, PlanRequest
from corpus.checking import check_corpus
from corpus.glossary import read_glossary, read_resource_names
from corpus.list_checking import TOLERANCE
from corpus.records import CorpusError, Language
from corpus.resources import RESOURCES
from corpus.roadmap import Roadmap, counted_hours, read_roadmap
from index.building import build_index
from index.embedders import Embedder
from index.search import Index
from index.units import read_passages
from tests.conftest import CORPUS

TODAY, START = date(2026, 11, 22), date(2026, 12, 1)
PLANNER = load_planner(CORPUS, read_passages(CORPUS))
MADE = datetime(2026, 11, 22, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
BACKGROUNDS = [background.id for background in PLANNER.roadmap.backgrounds]


def request(background: str = "developer", hours: float = 10, **more: object) -> PlanRequest:
    fields = {"background": background, "hours": hours, "start": START, "language": "en"} | more
    return PlanRequest.model_validate(fields)


def make(background: str = "developer", hours: float = 10, **more: object) -> Plan:
    return PLANNER.plan(request(background, hours, **more), TODAY)


def test_a_developers_plan_worked_by_hand() -> None:
    # Middle hours times factor: 375 x .25 = 93.75, 325 x .18 = 58.5, 450 x .24 = 108, 250 x .08 = 20, 380 x .1 = 38,
    # and 80 for the job search; in weeks of 10 hours, rounded up: 10, 6, 11, 2, 4, 8.
    plan = make("developer", 10)
    assert [(s.id, s.hours, s.first_week, s.last_week) for s in plan.stages] == [
        ("shallow-ml", 94, 1, 10),
        ("maths", 58, 11, 16),
        ("deep-learning", 108, 17, 27),
        ("mlops", 20, 28, 29),
        ("specialisation", 38, 30, 33),
        ("job-search", 80, 34, 41),
    ]
    assert (plan.weeks, plan.learning_weeks, plan.hours) == (41, 33, 398)
    assert [stage.id for stage in plan.skipped] == ["programming", "software-engineering"]
    assert (plan.start, plan.end) == (START, date(2027, 9, 13))
    assert (plan.stages[1].start, plan.stages[1].end) == (date(2027, 2, 9), date(2027, 3, 22))


def test_known_skills_worked_by_hand() -> None:
    # Two of the four skills of maths: 58.5 / 2 = 29.25 hours, 3 weeks of 10. All three of the job search: left out.
    # Python weighs 10 of the 20 parts of programming.
    plan = make("developer", 10, known=("calculus", "statistics", "profile", "outreach", "interviews", "deep-learning"))
    maths = next(stage for stage in plan.stages if stage.id == "maths")
    assert (maths.hours, maths.first_week, maths.last_week) == (29, 11, 13)
    assert [(s.id, s.first_week, s.last_week) for s in maths.skills] == [
        ("linear-algebra", 11, 12),
        ("probability", 12, 13),
    ]
    reasons = {stage.id: stage.reason for stage in plan.skipped}
    assert reasons["job-search"].text == reasons["deep-learning"].text == "you know it already"
    assert reasons["job-search"].says is None
    first = make("from-scratch", 10, known=("python",)).stages[0]
    assert (first.hours, first.skills[0].first_week, first.skills[0].last_week) == (225, 1, 16)
    assert first.shortened is not None
    assert first.shortened.text == "you know a part of it"


def test_a_full_plan_worked_by_hand() -> None:
    # From scratch nothing is shortened: 450, 375, 325, 450, 450, 250, 380, 80 hours; 40 a week make 12, 10, 9, 12, 12,
    # 7, 10, 2 weeks.
    plan = make("from-scratch", 40, language="zh")
    assert [s.last_week - s.first_week + 1 for s in plan.stages] == [12, 10, 9, 12, 12, 7, 10, 2]
    assert (plan.weeks, plan.hours) == (74, 2760)
    assert {s.id: s.basis for s in plan.stages if s.basis == "sourced"} == {"specialisation": "sourced"}
    assert "一个月" in next(s for s in plan.stages if s.id == "specialisation").hours_from[0].text
    assert plan.skipped == ()


@pytest.mark.parametrize("background", [b for b in PLANNER.roadmap.backgrounds if b.total], ids=lambda b: b.id)
def test_the_stages_add_up_to_what_the_articles_give(background: object) -> None:
    found = next(b for b in PLANNER.roadmap.backgrounds if b == background)
    assert found.total is not None
    assert counted_hours(PLANNER.roadmap, found) == pytest.approx(found.total.hours, rel=TOLERANCE)


@settings(max_examples=60, deadline=None)
@given(
    background=st.sampled_from(BACKGROUNDS),
    hours=st.floats(0.5, 100),
    known=st.sets(st.sampled_from([skill.id for stage in PLANNER.roadmap.stages for skill in stage.skills])),
    language=st.sampled_from(["en", "zh"]),
)
def test_every_plan_is_sound(background: str, hours: float, known: set[str], language: str) -> None:
    plan = make(background, hours, known=tuple(known), language=language)
    order = [stage.id for stage in PLANNER.roadmap.stages]
    assert sorted([*(s.id for s in plan.stages), *(s.id for s in plan.skipped)], key=order.index) == order
    before = 0
    for stage in plan.stages:
        assert (stage.first_week, stage.start) == (before + 1, START + timedelta(weeks=before))
        assert stage.end == stage.start + timedelta(weeks=stage.last_week - before, days=-1)
        assert (stage.last_week - before) * hours >= stage.hours - 0.51
        assert [s.first_week for s in stage.skills] == sorted(s.first_week for s in stage.skills)
        assert stage.skills[-1].last_week == stage.last_week
        assert not known & {skill.id for skill in stage.skills}
        before = stage.last_week
    assert plan.weeks == before


def statements(value: Any) -> Iterator[dict[str, Any]]:
    """Every statement in the fields of a plan."""
    if isinstance(value, dict) and value.keys() == {"text", "citation"}:
        yield value
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from statements(part)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("background", BACKGROUNDS)
def test_every_statement_stands_in_its_quote(background: str, language: Language) -> None:
    plan = make(background, 10, language=language)
    quotes = {citation.number: citation for citation in plan.citations}
    for citation in plan.citations:
        text = PLANNER.passages[citation.passage_id].text
        assert text[citation.start : citation.end] == citation.quote
        assert citation.passage_id.endswith(f"/{language}")
    markdown = plan_markdown(plan)
    assert {int(n) for n in re.findall(r"(?<!\*)\[(\d+)\]", markdown)} == set(quotes)
    said = re.findall(
        r'"text": "([^"]*)", "citation": (\d+)', json.dumps(plan.model_dump(mode="json"), ensure_ascii=False)
    )
    assert len(said) > 10
    for text, number in said:
        assert text.replace('\\"', '"') in quotes[int(number)].quote


@pytest.mark.parametrize("language", ["en", "zh"])
def test_resources_are_in_the_readers_language_free_first_and_not_gone(language: Language) -> None:
    for background in BACKGROUNDS:
        for stage in make(background, 10, language=language).stages:
            chosen = [PLANNER.resources[resource.id] for resource in stage.resources]
            assert 1 <= len(chosen) <= 3
            assert all(resource.gone is None for resource in chosen)
            assert language in chosen[0].languages
            foreign = [language not in resource.languages for resource in chosen]
            assert foreign == sorted(foreign)
            assert chosen[0].cost == "free"


def test_a_goal_chooses_the_field() -> None:
    plan = make("from-scratch", 40, goal="I want to work on computer vision in a hospital")
    assert plan.specialty == "computer vision"
    last = next(stage for stage in plan.stages if stage.id == "specialisation")
    assert all("computer-vision" in PLANNER.resources[r.id].topics for r in last.resources)
    assert make("from-scratch", 40, goal="想做大模型", language="zh").specialty == "大语言模型"
    assert "no field of the list" in make("from-scratch", 40, goal="rich and famous").warnings[0]


def test_warnings() -> None:
    assert make("from-scratch", 10).warnings[0].startswith("At 10 hours a week the plan takes 277 weeks")
    assert make("developer", 10).warnings == ()
    assert make("developer", 10, start=date(2026, 11, 21)).warnings == ("The start, 2026-11-21, lies in the past.",)
    everything = tuple(stage.id for stage in PLANNER.roadmap.stages)
    empty = make("developer", 10, known=everything)
    assert (empty.weeks, empty.stages, empty.warnings) == (
        0,
        (),
        ("Nothing is left to learn: every stage is left out.",),
    )
    for wanted in ("md", "json", "ics", "html"):
        assert written(empty, wanted, "Europe/Berlin", MADE)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"hours": 0}, "0 hours a week cannot be planned with: give from 0.5 to 100"),
        ({"hours": -3}, "-3 hours a week"),
        ({"hours": 100.5}, "100.5 hours"),
        ({"hours": float("nan")}, "nan hours"),
        ({"hours": float("inf")}, "inf hours"),
        ({"background": "chef"}, "use one of from-scratch, developer, data-scientist"),
        ({"known": ("cooking",)}, "'cooking' is not known: use some of programming, python"),
        ({"start": date(9998, 1, 1)}, "from 2000 to 9800"),
        ({"start": date(1, 1, 1)}, "from 2000 to 9800"),
        ({"goal": "x" * 201}, "201 characters"),
    ],
)  # fmt: skip
def test_bad_wishes_are_one_line_with_the_allowed_values(changes: dict[str, object], said: str) -> None:
    for language in ("en", "zh"):
        with pytest.raises(AssistantFault) as caught:
            PLANNER.plan(request().model_copy(update=changes | {"language": language}), TODAY)
        assert "\n" not in str(caught.value)
        assert said in str(caught.value) or language == "zh"


def test_the_longest_plan_has_dates() -> None:
    plan = make("from-scratch", LEAST_HOURS, start=date(YEARS[1], 12, 31))
    assert plan.end.year < date.max.year
    assert written(plan, "md", "Europe/Berlin", MADE)


def read_events(file: bytes) -> Any:
    return icalendar.Calendar.from_ical(file).walk("VEVENT")


def test_a_calendar_is_read_by_two_libraries() -> None:
    plan = make("data-scientist", 10, language="zh")
    file = written(plan, "ics", "Europe/Berlin", MADE)
    assert file == written(plan, "ics", "Europe/Berlin", MADE)
    events = read_events(file)
    other = vobject.readOne(file.decode())
    assert len(events) == len(other.vevent_list) == 2 * len(plan.stages)
    by_uid = {str(event.uid.value): event for event in other.vevent_list}
    for stage in plan.stages:
        whole = by_uid[f"stage-{stage.id}@ml-roadmap-assistant"]
        assert (whole.dtstart.value, whole.dtend.value) == (stage.start, stage.end + timedelta(days=1))
        assert whole.summary.value == stage.name
        milestone = by_uid[f"milestone-{stage.id}@ml-roadmap-assistant"]
        assert milestone.dtstart.value.date() == stage.end
        assert (
            milestone.dtstart.value.utcoffset() == datetime.combine(stage.end, datetime.min.time(), BERLIN).utcoffset()
        )
        assert milestone.description.value == stage.milestone
    assert b"BEGIN:VTIMEZONE" in file
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))


def test_a_later_calendar_moves_the_events_of_the_earlier() -> None:
    first = read_events(written(make(), "ics", "Europe/Berlin", MADE))
    later = written(make(hours=5, start=date(2027, 1, 4)), "ics", "Europe/Berlin", MADE + timedelta(minutes=1))
    second = read_events(later)
    assert [str(event["uid"]) for event in first] == [str(event["uid"]) for event in second]
    assert all(new["sequence"] > old["sequence"] for old, new in zip(first, second, strict=True))


def test_json_follows_its_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "--schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    for language in ("en", "zh"):
        jsonschema.validate(json.loads(written(make(language=language), "json", "Europe/Berlin", MADE)), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"weeks": 3}, schema)


def test_html_is_one_page_without_scripts_or_strangers() -> None:
    page = plan_html(make(goal="<script>alert(1)</script> NLP"))
    assert page.startswith("<!doctype html>")
    assert page.count("<svg") == 1
    assert not re.search(r"<script|<link|<img|\bsrc=|@import|url\(http", page)
    assert "2026-12-01" in page
    assert plan_html(make(goal="<script>alert(1)</script>")).count("&lt;script&gt;") == 1


def test_markdown_shows_what_it_holds() -> None:
    plan = make("data-scientist", 10)
    text = re.sub(r"<[^>]+>", "", MarkdownIt("commonmark", {"html": False}).render(plan_markdown(plan)))
    for stage in plan.stages:
        assert f"{stage.name}: week" in text
        assert stage.milestone in text
        assert f"({stage.low} to {stage.high}, {stage.basis})" in text
    assert "Left out" in text


def test_the_chart_has_a_bar_and_a_name_for_each_stage() -> None:
    for language in ("en", "zh"):
        plan = make("from-scratch", 40, language=language)
        chart = plan_chart(plan)
        assert chart == plan_chart(plan)
        assert all(stage.name in chart for stage in plan.stages)
        assert "currentColor" in chart
        assert not re.search(r"<script|href=\"http|#123456", chart)


def asked(text: str, language: Language = "en") -> PlanRequest:
    question = read_question(text, text, language, read_glossary(CORPUS), read_resource_names(CORPUS))
    return request_in(question, PLANNER.roadmap, TODAY)[0]


@pytest.mark.parametrize(
    ("text", "language", "background", "hours"),
    [
        ("make me a plan, I am a developer with 8 hours a week", "en", "developer", 8),
        ("study plan pls, data scientist, two hours a day", "en", "data-scientist", 14),
        ("Make me a plan: from scratch, 20h/week", "en", "from-scratch", 20),
        ("plan for me, I did online courses, 7.5 hrs per week", "en", "courses-finished", 7.5),
        ("I'm a nurse, make me a plan, ten hours each week", "en", "career-changer", 10),
        ("make me a plan", "en", "from-scratch", 10),
        ("8 hours a week, plan for a dev, no, make it 12 hours", "en", "developer", 12),
        ("make me a plan, I am a developer with 8 hours a week, 15 hours?", "en", "developer", 15),
        ("给我做个计划，我是程序员，每周 8 小时，15 小时？", "zh", "developer", 15),
        ("给我做个计划，我是程序员，每周 8 小时", "zh", "developer", 8),
        ("数据科学家，每天两小时，排个学习计划", "zh", "data-scientist", 14),
        ("计算机专业大三，一周十五个小时，帮我规划一下", "zh", "computer-science-student", 15),
        ("求一份学习计划", "zh", "from-scratch", 10),
        ("plan for a dev, twenty-five hours a week", "en", "developer", 25),
        ("plan for a dev, half an hour a day", "en", "developer", 3.5),
        ("plan for a dev, 90 minutes every evening", "en", "developer", 10.5),
        ("plan for a dev, 6 hours on weekends", "en", "developer", 6),
        ("plan for a dev, 6 hours a week because I work 40 hours a week", "en", "developer", 6),
        ("plan for a dev, 1 hour every day and 5 hours at weekends", "en", "developer", 10),
        ("plan for a dev, on weekdays about 2 hours, on the weekend 6 hours", "en", "developer", 16),
        ("plan for a dev, 2 hours on weekdays", "en", "developer", 10),
        ("plan for a dev, 30 minutes a day, 4 hours on sundays, no, 9 hours a week", "en", "developer", 9),
        ("plan for a dev, I work 10 hours a day and have 4 hours on weekends", "en", "developer", 4),
        ("plan for a dev, on weekdays about 2 hours, on the weekend 6 hours.", "en", "developer", 16),
        ("plan for a dev, nothing on weekdays but 8 hours on weekends", "en", "developer", 8),
        ("plan for a dev, I work on weekdays 8 hours, so 3 hours on weekends", "en", "developer", 3),
        ("plan for a dev, weekends 3 hours a day", "en", "developer", 6),
        ("make me a plan, full time, from scratch", "en", "from-scratch", 35),
        ("给程序员排个计划，每周二十五小时", "zh", "developer", 25),
        ("给程序员排个计划，周末能抽 10 个小时", "zh", "developer", 10),
        ("给程序员排个计划，每天 30 分钟", "zh", "developer", 3.5),
        ("给程序员排个计划，每天晚上一小时，周末两小时", "zh", "developer", 7),
        ("给程序员排个计划，工作日每天 2 小时，周末 6 小时", "zh", "developer", 16),
        ("给程序员排个计划，工作日每天 2 小时", "zh", "developer", 10),
        ("给程序员排个计划，周末每天能学 3 个小时。", "zh", "developer", 6),
        ("给程序员排个计划，平时忙周末能学 8 小时", "zh", "developer", 8),
        ("给程序员排个计划，每天除了上班还有 2 小时", "zh", "developer", 14),
        ("给程序员排个计划，平时每周 5 小时，周末 4 小时", "zh", "developer", 4),
        ("给程序员排个计划，平时一个小时", "zh", "developer", 5),
        ("给程序员排个计划，每天要上班 10 小时，周末能抽 4 小时", "zh", "developer", 4),
    ],
)
def test_a_wish_is_read(text: str, language: Language, background: str, hours: float) -> None:
    found = asked(text, language)
    assert (found.background, found.hours, found.start) == (background, hours, date(2026, 11, 23))


def test_known_skills_start_and_goal_are_read() -> None:
    found = asked("data scientist, I know docker and SQL, plan for me starting in March 2027 towards computer vision")
    assert (found.known, found.start, found.goal) == (("containers", "databases"), date(2027, 3, 1), "computer vision")
    found = asked("我会 Python 和 git，2027 年 3 月开始，想做大模型，给我做个计划", "zh")
    assert (found.known, found.start, found.goal) == (("python", "git"), date(2027, 3, 1), "大语言模型")


def test_an_address_and_a_request_say_the_same() -> None:
    full = request("student", 7.5, known=("git", "maths"), goal="NLP & 视觉", language="zh")
    fields = dict(pair.split("=") for pair in query(full)[1:].split("&"))
    assert request_from({name: unquote_plus(text) for name, text in fields.items()}, TODAY) == full
    assert request_from({}, TODAY) == PlanRequest(
        background="from-scratch", hours=10, start=date(2026, 11, 23), language="en"
    )
    assert next_monday(date(2026, 11, 23)) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("question", "said", "language"),
    [
        ("Make me a plan, I am a developer with 8 hours a week.", "about six months", "en"),
        ("I'm a data scientist, can you draw up a study plan?", "a few months", "en"),
        ("给我做个学习计划，我是数据科学家，每周 10 小时", "几个月", "zh"),
        ("零基础转机器学习，帮我排个学习计划，每周 20 小时", "18 个月", "zh"),
    ],
)
def test_the_chat_gives_the_plan_in_short(question: str, said: str, language: str, assistant: Assistant) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.language) == ("answered", language)
    assert said in answer.text
    assert answer.plan is not None
    made = PLANNER.plan(answer.plan, date.today())
    assert all(stage.name in answer.text for stage in made.stages)
    assert any(citation.source_id == RESOURCES for citation in answer.citations)


@pytest.mark.parametrize(
    "question",
    [
        "Make me a plan: I am a developer, I know git, 8 hours a week",
        "I am a developer with 8 hours a week, focus on NLP, make me a plan starting March 2027",
        "I know docker and git, I am a developer with 8 hours a week, make me a plan",
        "Backend developer here, 5 hours a week. Build me a schedule.",
        "我会 git 和 Docker，是程序员，每周 8 小时，给我做个计划",
        "网课都学完了，每周六小时，求个计划",
    ],
)
def test_wishes_with_more_words_are_met(question: str, assistant: Assistant) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.plan is not None) == ("answered", True)


@pytest.mark.parametrize(
    "question",
    [
        "make me a meal plan for marathon training",
        "plan my wedding please",
        "I am a developer with 8 hours a week, make me a plan to become a nurse",
        "给我做个减肥计划，每天一小时",
        "make me a travel plan for Japan",
    ],
)
def test_other_plans_are_refused(question: str, assistant: Assistant) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.plan) == ("abstained", None)


def test_a_plan_with_impossible_hours_is_a_fault(assistant: Assistant) -> None:
    with pytest.raises(AssistantFault, match="168 hours a week"):
        assistant.ask("Make me a plan to become an ML engineer, 24 hours a day")


def test_the_terminal(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    base = ["plan", "--background", "data-scientist", "--hours", "10", "--start", "2026-12-01"]
    for wanted, begins in (("md", b"# Plan"), ("json", b"{"), ("ics", b"BEGIN:VCALENDAR"), ("html", b"<!doctype")):
        assert main([*base, "--format", wanted, "--know", "git,maths", "--goal", "NLP"]) == 0
        assert capsysbinary.readouterr().out.startswith(begins)
    assert main([*base, "--lang", "zh"]) == 0
    assert "数据科学家" in capsysbinary.readouterr().out.decode()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--hours", "0"], "give from 0.5 to 100"),
        (["--hours", "ten"], "'ten' is not a number of hours"),
        (["--start", "2026-02-30"], "'2026-02-30' is not a date"),
        (["--background", "chef"], "use one of from-scratch"),
        (["--know", "git,cooking"], "'cooking' is not known"),
        (["--timezone", "Mars/Base"], "such as Europe/Berlin"),
        (["--corpus", "nowhere"], "no articles under"),
    ],
)
def test_wrong_use_of_the_terminal(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("needs: [programming]", "needs: [cooking]", "'cooking' is no stage"),
        ("needs: []", "needs: [job-search]", "circle"),
        ("basis: estimated, from: []", "basis: sourced, from: []", "sources do not fit"),
        ("id: git,", "id: python,", "'python' stands twice"),
        ("factor: 0.2", "factor: 2", "factor"),
    ],
)
def test_a_broken_roadmap_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = (CORPUS / "roadmap.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "roadmap.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CorpusError, match=said):
        read_roadmap(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("developers#4 A software", "developers#3 A software developer needs", "does not begin with"),
        ("developers#4 A", "developers#44 A", "no sentence"),
        ("low: 18, high: 18", "low: 36, high: 36", "align them"),
        ("cs50x, helsinki", "cs5000x, helsinki", "'cs5000x' is no resource"),
    ],
)
def test_the_check_reads_the_roadmap(tmp_path: Path, old: str, new: str, said: str) -> None:
    corpus = tmp_path / "corpus"
    shutil.copytree(CORPUS, corpus, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    text = (corpus / "roadmap.yaml").read_text(encoding="utf-8")
    assert old in text
    (corpus / "roadmap.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    assert any(said in fault for fault in check_corpus(corpus))


def test_a_corpus_without_a_roadmap_still_answers(small_corpus: Path, embedder: Embedder, tmp_path: Path) -> None:
    build_index(small_corpus, tmp_path / "index", embedder, lambda items, length: items)
    tea = assemble(Index.open(tmp_path / "index", small_corpus, embedder))
    assert tea.ask("Make me a plan: how hot should water for green tea be?").plan is None


def test_a_roadmap_that_does_not_fit_is_named(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    shutil.copytree(CORPUS, corpus, ignore=shutil.ignore_patterns("*.py", "__pycache__", "resources.yaml"))
    with pytest.raises(CorpusError, match="is no resource"):
        load_planner(corpus, read_passages(corpus))


def test_a_corpus_without_a_roadmap_has_no_plans(small_corpus: Path) -> None:
    with pytest.raises(CorpusError, match=r"roadmap\.yaml"):
        load_planner(small_corpus, ())


def test_stages_follow_what_they_need() -> None:
    roadmap: Roadmap = Planner(PLANNER.roadmap, (), ()).roadmap
    seen: set[str] = set()
    for stage in roadmap.stages:
        assert set(stage.needs) <= seen
        seen.add(stage.id)
