"""Records of conversations."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Literal, Self
from uuid import uuid4

from pydantic import AwareDatetime, Field, ValidationError

from assistant.records import Answer, AssistantFault
from corpus.records import Record

Verdict = Literal["up", "down"]
TITLE_LIMIT = 80
"""Characters."""
UNTITLED = "…"
"""Title of a conversation without a question."""
ID_PATTERN = r"^[0-9a-f]{32}$"


class Feedback(Record):
    """What a reader says of an answer."""

    verdict: Verdict
    reason: str = Field(default="", max_length=500)


class Turn(Record):
    """A question with its answer."""

    answer: Answer
    asked: AwareDatetime
    """Tells turns of one conversation apart."""
    feedback: Feedback | None = None


class Conversation(Record):
    """Questions and answers in their order, as a reader keeps them."""

    id: str = Field(pattern=ID_PATTERN)
    title: str = Field(min_length=1, max_length=TITLE_LIMIT)
    profile: str = ""
    """Id of the background that the reader has chosen; empty for none."""
    begun: AwareDatetime
    changed: AwareDatetime
    turns: tuple[Turn, ...] = ()

    @property
    def history(self) -> list[str]:
        """The questions so far, oldest first."""
        return [turn.answer.question for turn in self.turns]

    def titled(self, title: str) -> Self:
        """The same with another title, on one line and cut to its limit; unchanged for an empty one."""
        visible = "".join(letter if letter.isprintable() else " " for letter in title)
        # Cut before the white space goes, so that none stays at the end.
        shown = " ".join(visible.split())[:TITLE_LIMIT].rstrip()
        return self.model_copy(update={"title": shown}) if shown else self


def read_conversation(text: str) -> Conversation:
    """The conversation in a JSON text. Raises AssistantFault when it holds none that this version can read."""
    try:
        return Conversation.model_validate_json(text)
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(map(str, fault["loc"])) or "text"
        raise AssistantFault(
            f"no conversation that this version can read ({place}: {fault['msg']}): take a file that it has written"
        ) from None


def newest_first(conversations: Iterable[Conversation]) -> tuple[Conversation, ...]:
    """The conversations, the one changed last first."""
    return tuple(sorted(conversations, key=lambda conversation: conversation.changed, reverse=True))


def new_conversation(profile: str = "") -> Conversation:
    """An empty conversation of a reader with this profile."""
    now = datetime.now(UTC)
    return Conversation(id=uuid4().hex, title=UNTITLED, profile=profile, begun=now, changed=now)


def with_turn(conversation: Conversation, turn: Turn) -> Conversation:
    """The conversation with one more turn; its question gives a title to one without."""
    named = conversation.titled(turn.answer.question) if conversation.title == UNTITLED else conversation
    return named.model_copy(update={"turns": (*conversation.turns, turn), "changed": datetime.now(UTC)})
