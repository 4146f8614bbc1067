"""Records of the assistant room: citations and answers."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from corpus.records import Language, Record

Status = Literal["answered", "abstained"]
Support = Literal["supported", "weak", "unsupported"]
Reason = Literal["", "marker", "wording", "figure", "bound", "name", "negation", "address"]
Unsupported = Literal["remove", "mark"]
Use = Literal["quoted", "enough", "weaker", "other", "unanswered"]
"""What became of a passage that was found: quoted; as good as those quoted, but they were enough; weaker than those;
about somebody or something else; or it does not answer, so that nothing was quoted."""


class AssistantFault(Exception):
    """A question or setting that cannot be used; the message says what, its value, and the next step."""


class Citation(Record):
    """A verbatim quotation: `quote` is `text[start:end]` of the passage. Of an imported source, author and address are
    empty where it does not tell them."""

    number: int
    passage_id: str
    source_id: str
    title: str
    author: str
    year: int | None
    section: str
    url: str
    quote: str
    start: int
    end: int
    language: Language
    """Of the quote."""


class Evidence(Record):
    """A passage that was found, as the answer reports it."""

    passage_id: str
    source_id: str
    score: float
    use: Use


class Check(Record):
    """How a sentence that a language model wrote stands to the passages that it cites."""

    sentence: str
    """Without markers."""
    state: Support
    numbers: tuple[int, ...]
    """Of the citations that support it; none for an unsupported one."""
    reason: Reason
    """What keeps it from being supported."""
    detail: str
    """The figure, name or negated word that no quote holds."""
    shown: bool
    """Whether it stands in the text."""


class Seconds(Record):
    """Time spent, in seconds."""

    search: float
    answer: float
    total: float


def _folded(text: str) -> str:
    """One line of visible characters."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


class PlanRequest(Record):
    """What a plan is made from."""

    background: str
    """Id of a background of the roadmap."""
    hours: float
    """Hours a week, from 0.5 to 100."""
    start: date
    """First day of the first week."""
    known: tuple[str, ...] = ()
    """Ids of stages and skills that the reader knows already."""
    goal: Annotated[str, AfterValidator(_folded)] = ""
    """What the reader wants to become, in the reader's words."""
    language: Language


class Answer(Record):
    """What the assistant says, complete with its evidence. The fields are the JSON of the terminal contract."""

    question: str
    standalone_question: str
    language: Language
    status: Status
    text: str
    """Markdown with markers such as [1]: one for every citation, none without."""
    citations: tuple[Citation, ...]
    passages: tuple[Evidence, ...]
    follow_ups: tuple[str, ...]
    answerer: str
    seconds: Seconds
    plan: PlanRequest | None = None
    """What a plan was made from, where the question asks for one."""
    checks: tuple[Check, ...] = ()
    """Of every sentence that a language model wrote, in its order; empty for quotations."""
    notice: str = ""
    """What happened, where a language model should have answered and did not."""
    pending: str = Field(default="", exclude=True)
    """In a snapshot, the beginning of a model's next sentence, which nothing vouches for yet; no part of the JSON."""
