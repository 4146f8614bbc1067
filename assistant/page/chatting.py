"""What happens in the chat: a question is answered, edited, asked again, judged; each gives what the page shows."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime
from html import escape
from typing import Any, Self

import gradio as gr
from pydantic import Field

from assistant.conversations.records import UNTITLED, Conversation, Feedback, Turn, Verdict, with_turn
from assistant.page.answer import asked_html, turn_html
from assistant.page.events import Sent, strange
from assistant.page.html import safe_html
from assistant.page.start import profile_html
from assistant.records import AssistantFault
from assistant.service.asking import Asker, Asking, Service

Shown = list[Any]
"""Values of the components that show a conversation: input, fault, past turns, last turn."""
_AS_IT_IS = gr.skip()


class Clicked(Sent):
    """What a reader has clicked on."""

    text: str = ""
    turn: int = Field(default=0, ge=0)
    answerer: str = ""
    verdict: Verdict | None = None
    reason: str = Field(default="", max_length=500)
    profile: str = ""

    @classmethod
    def within(cls, event: gr.EventData, conversation: Conversation) -> Self:
        """Raises gr.Error also for a turn that the conversation does not have."""
        clicked = cls.of(event)
        if clicked.turn >= len(conversation.turns):
            raise strange()
        return clicked


class Chatting:
    """The handlers of the chat's events. They keep nothing: the open conversation comes in and goes out."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def shown(self, conversation: Conversation, text: str = "", fault: str = "") -> Shown:
        """A conversation as it lies; `text` stands in the input, `fault` above it."""
        answerers = self._service.live.assistant.answerers
        turns = [turn_html(turn, number, answerers) for number, turn in enumerate(conversation.turns)]
        said = safe_html(f'<p role="alert">{escape(fault)}</p>') if fault else ""
        return [text, said, "".join(turns[:-1]), "".join(turns[-1:])]

    async def asked(
        self, text: str, before: Conversation, answerer: str, request: gr.Request
    ) -> AsyncIterator[list[Any]]:
        """A question that was typed is asked."""
        async for shown in self._answered(text, before, before, answerer, request):
            yield shown

    async def _answered(
        self, text: str, before: Conversation, whole: Conversation, answerer: str, request: gr.Request
    ) -> AsyncIterator[list[Any]]:
        """What is shown while a question is answered after the turns `before`, and the conversation.

        That is the `whole` one until an answer is there: a question that is refused costs nothing.
        """
        number, after = len(before.turns), whole
        past = "".join(self.shown(before)[2:])
        # The question is seen at once, however long a model reads.
        yield ["", "", past, asked_html(text, number), whole]
        # A browser may have kept what another corpus knew.
        profile = before.profile if before.profile in self._service.live.assistant.profiles else ""
        asking = Asking(question=text, history=tuple(before.history), answerer=answerer, profile=profile)
        try:
            async with aclosing(self._service.stream(asking, asker_of(request))) as snapshots:
                async for answer in snapshots:
                    after = with_turn(before, Turn(answer=answer, asked=datetime.now(UTC)))
                    yield [*[_AS_IT_IS] * 3, turn_html(after.turns[-1], number, None), after]
            answerers = self._service.live.assistant.answerers
            yield [*[_AS_IT_IS] * 3, turn_html(after.turns[-1], number, answerers), after]
        except AssistantFault as fault:
            yield [*self.shown(after, text, str(fault)), after]

    async def clicked(
        self, event: gr.EventData, before: Conversation, answerer: str, request: gr.Request
    ) -> AsyncIterator[list[Any]]:
        """An example or a follow-up is asked."""
        async for shown in self._answered(Clicked.of(event).text, before, before, answerer, request):
            yield shown

    async def again(
        self, event: gr.EventData, before: Conversation, answerer: str, request: gr.Request
    ) -> AsyncIterator[list[Any]]:
        """An earlier question in other words, or the same one answered by another; what came after it goes."""
        clicked = Clicked.within(event, before)
        kept = before.model_copy(update={"turns": before.turns[: clicked.turn]})
        if not kept.turns and before == before.titled(before.turns[0].answer.question):
            # A title that nobody has given goes with its question.
            kept = kept.titled(UNTITLED)
        text = clicked.text or before.turns[clicked.turn].answer.question
        async for shown in self._answered(text, kept, before, clicked.answerer or answerer, request):
            yield shown

    def judged(self, event: gr.EventData, before: Conversation) -> Conversation:
        """The conversation with what the reader says of an answer."""
        clicked = Clicked.within(event, before)
        feedback = Feedback(verdict=clicked.verdict, reason=clicked.reason) if clicked.verdict else None
        turns = list(before.turns)
        if feedback and not turns[clicked.turn].feedback:
            self._service.feedback(feedback.verdict)
        turns[clicked.turn] = turns[clicked.turn].model_copy(update={"feedback": feedback})
        return before.model_copy(update={"turns": tuple(turns), "changed": datetime.now(UTC)})

    def introduced(self, event: gr.EventData, before: Conversation) -> tuple[Conversation, str]:
        """The conversation of a reader with another profile, and the buttons."""
        assistant, name = self._service.live.assistant, Clicked.of(event).profile
        chosen = name if name in assistant.profiles else ""
        return before.model_copy(update={"profile": chosen}), profile_html(assistant, chosen)

    def stopped(self, conversation: Conversation) -> list[Any]:
        """The conversation without the sentence that nobody has checked."""
        if conversation.turns:
            *others, last = conversation.turns
            answer = last.answer.model_copy(update={"pending": ""})
            turns = (*others, last.model_copy(update={"answer": answer}))
            conversation = conversation.model_copy(update={"turns": turns})
        return [*self.shown(conversation), conversation]


def asker_of(request: gr.Request) -> Asker:
    """Who uses the page."""
    host = request.client.host if request.client else ""
    return Asker(session=request.session_hash or "", address=host, user=request.username or "")
