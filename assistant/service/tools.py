"""The assistant as a tool of other assistants, by the Model Context Protocol, which gradio speaks."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any, Literal

import gradio as gr
from fastapi import Request
from gradio.components.api_component import Api
from gradio.events import api

from assistant.plan.reading import request_from
from assistant.records import AssistantFault
from assistant.service.asking import PASSAGES_LIMIT, Asker, Asking, Service
from corpus.records import Language


def add_tools(service: Service, whoami: Callable[[Request], str]) -> None:
    """Add the tools `ask`, `search` and `plan` to the page that is being built. Their docstrings are what clients read.

    They answer in JSON text, and pass by the queue of the page: a tool's caller is who has sent the request itself.
    """

    def asker_of(request: Any) -> Asker:
        """Gradio hands over the request itself or wrapped into one of its own."""
        request = getattr(request, "request", request)
        return Asker.program(request.client.host if request.client else "", whoami(request))

    async def ask(
        question: str,
        request: gr.Request,
        history: list[str] | None = None,
        language: Literal["en", "zh"] | None = None,
        background: str = "",
    ) -> str:
        """Answer a question about becoming a machine learning engineer, from four roadmap articles and a list of
        learning resources. Every sentence of the answer is quoted from them; it says so when they do not answer.

        Args:
            question: The question, in English or Chinese, 2000 characters at most.
            history: Earlier questions of the same conversation, oldest first, for follow-ups such as "and in the UK?".
            language: Language of the answer; that of the question if left out.
            background: Of the reader, such as developer or data-scientist, if known.

        Returns:
            A JSON object: text is Markdown with markers such as [1], citations holds the quote of each.
        """
        asking = Asking(question=question, history=tuple(history or ()), lang=language, profile=background)
        async for answer in service.stream(asking, asker_of(request)):
            last = answer
        return last.model_dump_json()

    async def search(
        text: str, request: gr.Request, count: int = 5, language: Literal["en", "zh"] | None = None
    ) -> str:
        """Find the passages of the articles and of the resource list that are nearest to a text, without an answer.

        Args:
            text: What to look for, in English or Chinese.
            count: How many passages, 1 to 50.
            language: Language of the passages; that of the text if left out.

        Returns:
            A JSON list of passages, best first.
        """
        found = await service.search(text, language, min(max(count, 1), PASSAGES_LIMIT), asker_of(request))
        return json.dumps([passage.model_dump() for passage in found], ensure_ascii=False)

    def plan(
        background: str = "from-scratch",
        hours: float = 10,
        start: str = "",
        known: str = "",
        goal: str = "",
        language: Language = "en",
    ) -> str:
        """Make a plan by weeks for becoming a machine learning engineer, with sources.

        Args:
            background: Such as from-scratch, student, developer, data-scientist, career-changer, courses-finished.
            hours: Hours a week, 0.5 to 100.
            start: First day, such as 2030-01-07; next Monday if left out.
            known: Stages and skills that the reader knows already, by their ids, separated by commas.
            goal: What the reader wants to become, such as computer vision.
            language: Language of the plan.

        Returns:
            A JSON object with stages, their weeks, skills, resources and citations.
        """
        planner = service.live.planner()
        if planner is None:
            raise AssistantFault("no plans: the corpus has no roadmap")
        fields = {"plan": background, "hours": f"{hours:g}", "start": start, "know": known, "goal": goal}
        request = request_from(fields | {"lang": language}, date.today())
        return planner.plan(request, date.today()).model_dump_json()

    for tool in (ask, search, plan):
        api(tool, queue=False)


def only_tools(page: gr.Blocks) -> None:
    """Keep all other events of a finished page to the page itself: no description and no tool of them."""
    for event in page.fns.values():
        if not any(isinstance(output, Api) for output in event.outputs):
            event.api_visibility = "private"
