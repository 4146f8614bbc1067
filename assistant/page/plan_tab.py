"""The tab that makes plans: fields, chart, stages with boxes to tick, downloads.

Fields and ticks are kept in the visitor's browser, ticks by the ids of skills, so that they outlive a new plan.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import available_timezones

import gradio as gr
from fastapi import FastAPI, Request, Response

from assistant.markdown import escaped
from assistant.page.chat_tab import QUIET
from assistant.page.events import Sent
from assistant.page.wording import PLAN_LINKS, i18n
from assistant.plan import wording
from assistant.plan.chart import plan_chart
from assistant.plan.formats import FORMATS, Format, written
from assistant.plan.making import Planner
from assistant.plan.markdown import head_markdown, skipped_markdown, sources_markdown, stage_markdown, stage_title
from assistant.plan.reading import fields_of, query, request_from
from assistant.plan.records import Plan
from assistant.records import AssistantFault

# What the browser keeps, as JSON, its time zone, and the language of the interface.
# gr.BrowserState hands over its value too late for a first plan.
_READ = """() => [
  kept("roadmap-plan") ?? "{}", kept("roadmap-progress") ?? "[]",
  Intl.DateTimeFormat().resolvedOptions().timeZone, spoken(),
]"""
_KEEP_FIELDS = '(fields) => { keep("roadmap-plan", fields); }'
# The browser itself brings the ticks of a stage up to date, so that no tick is lost while another is on its way.
_TICK = """(done) => {
  const own = OWN, before = JSON.parse(kept("roadmap-progress") ?? "[]");
  const ticks = JSON.stringify([...new Set([...before.filter((name) => !own.includes(name)), ...done])].sort());
  keep("roadmap-progress", ticks);
  return ticks;
}"""
_MEDIA: dict[Format, str] = {
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
    "ics": "text/calendar; charset=utf-8",
    "html": "text/html; charset=utf-8",
}


class Followed(Sent):
    """A link to a plan, which a reader has followed inside the page."""

    address: str
    """From its question mark on."""


def plan_tab(page: gr.Blocks, tabs: gr.Tabs, relay: gr.HTML, current: Callable[[], Planner]) -> None:
    """Build the tab inside a page; `tabs` lets an address open it, `current` gives the planner in use.

    Links to plans come through the `relay`.
    """
    planner = current()
    roadmap = planner.roadmap
    with gr.Row():
        background = gr.Dropdown(_backgrounds(planner), label=i18n("background"), elem_id="plan-background", scale=2)
        hours = gr.Number(label=i18n("hours"), elem_id="plan-hours")
    with gr.Row():
        start = gr.Textbox(label=i18n("start"), placeholder="2026-12-01", max_lines=1, elem_id="plan-start")
        language = gr.Radio([("English", "en"), ("中文", "zh")], label=i18n("language"), elem_id="plan-language")
    with gr.Row():
        known = gr.Dropdown(_knowable(planner), multiselect=True, label=i18n("known"), elem_id="plan-known")
        goal = gr.Textbox(label=i18n("goal"), max_lines=1, elem_id="plan-goal")
    kept_fields, kept_ticks, zone, spoken = (gr.Textbox(visible=False) for _ in range(4))
    fault = gr.Markdown(elem_id="plan-fault", visible=False)
    head = gr.Markdown(elem_id="plan-head")
    chart = gr.HTML(elem_id="plan-chart")
    downloads = gr.HTML(elem_id="plan-downloads")
    stages: list[Any] = []
    for stage in roadmap.stages:
        stages.append(gr.Markdown(elem_id=f"stage-{stage.id}"))
        stages.append(gr.CheckboxGroup(label=i18n("done"), elem_id=f"done-{stage.id}"))
    rest = gr.Markdown(elem_id="plan-rest")
    fields = [background, hours, start, language, known, goal]
    shown = [fault, head, chart, downloads, *stages, rest, kept_fields]

    def replan(*values: Any) -> list[Any]:
        """Everything that is shown, for the values of the fields, the ticks and the zone."""
        *given, ticks, its_zone = values
        return _shown(current(), _form(given), _names(ticks), its_zone)

    def filled(form: Mapping[str, str], ticks: str, its_zone: str) -> list[Any]:
        """The fields that a form describes, with their plan."""
        planner = current()
        return [*_values(planner, form), *_shown(planner, form, _names(ticks), its_zone)]

    def followed(event: gr.EventData, ticks: str, its_zone: str) -> list[Any]:
        """The fields that the address of a link describes, with their plan."""
        return filled(dict(parse_qsl(Followed.of(event).address.removeprefix("?"))), ticks, its_zone)

    def opened(request: gr.Request, kept: str, ticks: str, its_zone: str, its_language: str) -> list[Any]:
        """The fields from the address, or as they were left, or their defaults; with their plan."""
        asked = dict(request.query_params)
        form = asked if "plan" in asked else _kept(kept) or {"lang": its_language}
        selected = gr.Tabs(selected="plan") if "plan" in asked else gr.skip()
        return [selected, *filled(form, ticks, its_zone)]

    triggers = [field.input for field in (background, hours, language, known)]
    triggers += [event for field in (start, goal) for event in (field.submit, field.blur)]
    changes = [
        gr.on(triggers, replan, [*fields, kept_ticks, zone], shown, **QUIET, trigger_mode="always_last"),
        relay.input(followed, [kept_ticks, zone], [*fields, *shown], **QUIET),
        page.load(None, None, [kept_fields, kept_ticks, zone, spoken], js=_READ).then(
            opened, [kept_fields, kept_ticks, zone, spoken], [tabs, *fields, *shown], **QUIET
        ),
    ]
    for change in changes:
        change.then(None, kept_fields, None, js=_KEEP_FIELDS)
    for stage, box in zip(roadmap.stages, stages[1::2], strict=True):
        own = json.dumps([skill.id for skill in stage.skills])
        box.input(None, box, kept_ticks, js=_TICK.replace("OWN", own))


def add_downloads(app: FastAPI, current: Callable[[], Planner]) -> None:
    """Add `/plan.md`, `.json`, `.ics` and `.html`: the plan that the fields of the address describe, as a file."""

    @app.get("/plan.{wanted}")
    def download(wanted: Format, request: Request) -> Response:
        try:
            plan = current().plan(request_from(request.query_params, date.today()), date.today())
            zone = request.query_params.get("timezone") or "UTC"
            file = written(plan, wanted, zone, datetime.now(UTC))
        except AssistantFault as error:
            return Response(f"{error}\n", 400, media_type="text/plain; charset=utf-8")
        name = {"Content-Disposition": f'attachment; filename="plan.{wanted}"'}
        return Response(file, media_type=_MEDIA[wanted], headers=name)


def _shown(planner: Planner, form: Mapping[str, str], ticks: Sequence[str], zone: str) -> list[Any]:
    """The plan, or one line on what is wrong with the fields, the plan before it left as it is."""
    try:
        request = request_from(form, date.today())
        plan = planner.plan(request, date.today())
    except AssistantFault as error:
        kept = [gr.skip()] * (2 * len(planner.roadmap.stages) + 5)
        return [gr.Markdown(escaped(str(error)), visible=True), *kept]
    planned = {stage.id: stage for stage in plan.stages}
    stages: list[Any] = []
    for stage in planner.roadmap.stages:
        there = planned.get(stage.id)
        text = f"## {stage_title(plan, there)}\n\n{stage_markdown(plan, there)}" if there else ""
        choices = [(skill.name, skill.id) for skill in there.skills] if there else []
        done = [name for _, name in choices if name in ticks]
        stages.append(gr.Markdown(text, visible=bool(there)))
        stages.append(gr.CheckboxGroup(choices, value=done if there else None, visible=bool(there)))
    say = wording.TEXT[request.language]
    rest = f"{skipped_markdown(plan)}\n\n## {say['sources']}\n\n{sources_markdown(plan)}"
    return [gr.Markdown("", visible=False), head_markdown(plan), plan_chart(plan), _links(plan, zone), *stages, rest,
            json.dumps(fields_of(request))]  # fmt: skip


def _links(plan: Plan, zone: str) -> str:
    """Links to the files of a plan; every part of an address is quoted."""
    where = query(plan.request, timezone=zone if zone in available_timezones() else "UTC").replace("&", "&amp;")
    label = PLAN_LINKS[plan.request.language]
    files = "".join(f'<a href="plan.{name}{where}" download>{label[name]}</a>' for name in FORMATS)
    return f"<p>{label['label']} {files}</p>"


def _form(values: Sequence[Any]) -> dict[str, str]:
    background, hours, start, language, known, goal = values
    given = "" if hours is None else f"{hours:g}"
    return {"plan": background or "", "hours": given or "0", "start": start or "", "lang": language or "en",
            "know": ",".join(known or ()), "goal": goal or ""}  # fmt: skip


def _values(planner: Planner, form: Mapping[str, str]) -> list[Any]:
    """The values of the fields for a form, with defaults where it holds nothing that a field can show."""
    try:
        request = request_from(form, date.today())
    except AssistantFault:
        request = request_from({}, date.today())
    backgrounds = [name for _, name in _backgrounds(planner)]
    background = request.background if request.background in backgrounds else backgrounds[0]
    known = [name for name in request.known if name in [skill for _, skill in _knowable(planner)]]
    return [background, request.hours, request.start.isoformat(), request.language, known, request.goal]


def _kept(text: str) -> dict[str, str]:
    """What the browser has kept of the fields, as far as it is a form."""
    kept = _parsed(text)
    return {str(name): str(value) for name, value in kept.items()} if isinstance(kept, dict) else {}


def _names(text: str) -> list[str]:
    """The ids of ticked skills that the browser has kept."""
    kept = _parsed(text)
    return [name for name in kept if isinstance(name, str)] if isinstance(kept, list) else []


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _backgrounds(planner: Planner) -> list[tuple[str, str]]:
    return [(f"{b.name.en[0].upper()}{b.name.en[1:]} / {b.name.zh}", b.id) for b in planner.roadmap.backgrounds]


def _knowable(planner: Planner) -> list[tuple[str, str]]:
    """Stages and their skills, to be chosen as known."""
    found = list[tuple[str, str]]()
    for stage in planner.roadmap.stages:
        found.append((f"{stage.name.en} / {stage.name.zh}", stage.id))
        found += [(f"– {skill.name.en} / {skill.name.zh}", skill.id) for skill in stage.skills]
    return found
