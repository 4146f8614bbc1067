"""The tab with all sources: search, filters, the list, and a place where an article or a resource is read."""

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

import gradio as gr
from anyio import to_thread

from assistant.chat import Assistant
from assistant.page.catalogue import TEXT_LIMIT, Catalogue, Wanted, catalogue, find, kind_of, languages_of
from assistant.page.html import safe_html
from assistant.page.source_list import count_html, list_html, tongues
from assistant.page.sources_wording import COSTS, KINDS, SAY
from assistant.page.wording import i18n
from assistant.records import AssistantFault
from assistant.wording import Table
from corpus.records import Language
from corpus.resources import Resource

# The script of the page fills it from /source; it is told when the place is there.
_READING = '<div id="source-reading"></div>'
_THERE = 'document.dispatchEvent(new Event("sources-there"))'
_STATUS = 'element.setAttribute("role", "status")'
# What is typed is searched for when the fingers rest (in milliseconds): searches are counted.
_REST = """(...values) => new Promise((done) => {
  clearTimeout(window.sourcesWait);
  window.sourcesWait = setTimeout(done, 400, values);
})"""


def sources_tab(
    page: gr.Blocks, tabs: gr.Tabs, current: Callable[[], Assistant], allow: Callable[[str, gr.Request], None]
) -> None:
    """Build the tab inside a page; `tabs` lets an address open it, `current` gives the assistant in use.

    `allow` is told on the event loop of every text before the search, and raises AssistantFault where it must not be.
    """
    language = gr.Textbox(visible=False)
    with gr.Column(elem_id="source-find"):
        text = gr.Textbox(label=i18n("source-search"), elem_id="source-search", max_lines=1, max_length=TEXT_LIMIT)
        with gr.Row():
            filters = [
                gr.Dropdown([("", "")], value="", label=i18n(f"source-{name}"), elem_id=f"source-{name}", min_width=140)
                for name in ("stage", "cost", "language", "kind")
            ]
        count = gr.HTML(elem_id="source-count", js_on_load=_STATUS, apply_default_css=False)
        found = gr.HTML(elem_id="source-list", apply_default_css=False)
    gr.HTML(_READING, js_on_load=_THERE, apply_default_css=False)

    async def searched(request: gr.Request, *values: str | None) -> tuple[Any, Any]:
        """What the fields ask for; why not, above the list as it is, where it is not allowed."""
        wanted = Wanted(**dict(zip(Wanted.model_fields, (value or "" for value in values), strict=True)))
        try:
            if wanted.text.strip():
                allow(wanted.text, request)
        except AssistantFault as fault:
            return safe_html(escape(str(fault))), gr.skip()
        return await to_thread.run_sync(shown, wanted)

    def shown(wanted: Wanted) -> tuple[str, str]:
        """The number and the cards of what is wanted."""
        assistant = current()
        what, every = find(assistant, wanted), catalogue(assistant)
        return count_html(what, every), list_html(what, every)

    def opened(request: gr.Request, its_language: Language) -> list[Any]:
        """The tab where the address names a source, the choices of the filters, and everything."""
        selected = gr.Tabs(selected="sources") if "source" in request.query_params else gr.skip()
        choices = _choices(catalogue(current()), its_language)
        boxes = [gr.Dropdown(given, value="", visible=len(given) > 2) for given in choices]
        return [selected, *boxes, *shown(Wanted())]

    fields = [text, *filters]
    # A text box reports input only when a key is pressed: not when a text is pasted or an input method writes it.
    gr.on(
        [text.change, *(field.input for field in filters)], searched, fields, [count, found], js=_REST,
        show_progress="hidden", trigger_mode="always_last",
    )  # fmt: skip
    page.load(opened, language, [tabs, *filters, count, found], js="() => spoken()", show_progress="hidden")


def _choices(every: Catalogue, language: Language) -> list[list[tuple[str, str]]]:
    """What each filter offers: what there is, and everything first."""
    there = list(every.all.values())
    resources = [what for what in there if isinstance(what, Resource)]
    codes = sorted(dict.fromkeys(code for what in there for code in languages_of(what)))
    stages: dict[str, Table] = {stage.id: {"en": stage.name.en, "zh": stage.name.zh} for stage in every.stages.values()}
    offered: list[Mapping[str, Table]] = [
        _there(stages, (resource.stage for resource in resources)),
        _there(COSTS, (resource.cost for resource in resources)),
        {code: tongues((code,)) for code in codes},
        _there(KINDS, map(kind_of, there)),
    ]
    return [[(SAY["any"][language], ""), *((table[language], name) for name, table in one.items())] for one in offered]


def _there(tables: Mapping[str, Table], names: Iterable[str]) -> dict[str, Table]:
    """Those tables whose names are there, in the order of the tables."""
    used = set(names)
    return {name: table for name, table in tables.items() if name in used}
