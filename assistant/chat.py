"""One question, straight through: the whole path from a question to a cited answer."""

import time
from collections.abc import Iterator, Sequence
from datetime import date

from assistant import wording
from assistant.citations import Numbering, check_citations
from assistant.confidence import Confidence, is_answerable
from assistant.entries import compose_entries
from assistant.evidence import HITS, Selection, find, select
from assistant.extractive import Group, compose
from assistant.follow_up import standalone
from assistant.language import detect_language
from assistant.plan.answer import Plans
from assistant.profile import compose_profile
from assistant.question import Question, clean, read_question
from assistant.records import Answer, Evidence, PlanRequest, Seconds
from assistant.suggestions import suggest
from corpus.records import Language, Places
from index.records import Hit
from index.search import Index

EXTRACTIVE = "extractive"


class Assistant:
    """Answers questions over one index. Immutable and shared by all users; the history belongs to the caller."""

    def __init__(
        self,
        index: Index,
        topics: Sequence[Places],
        backgrounds: Sequence[Places],
        confidence: Confidence,
        plans: Plans | None,
    ) -> None:
        self.index = index
        self.plans = plans
        """None where the corpus has no roadmap."""
        self.confidence = confidence
        self._topics = tuple(topics)
        self._backgrounds = tuple(backgrounds)
        self._passages = {passage.passage_id: passage for passage in index.passages}

    def ask(self, question: str, history: Sequence[str] = (), language: Language | None = None) -> Answer:
        """The complete answer. Raises AssistantFault for a question that cannot be read."""
        *_, last = self.stream(question, history, language)
        return last

    def stream(self, question: str, history: Sequence[str] = (), language: Language | None = None) -> Iterator[Answer]:
        """Snapshots of the growing answer, each with its citations; the last one is complete.

        `history` holds the user's earlier questions, oldest first. Raises AssistantFault for a question that cannot
        be read.
        """
        began = time.perf_counter()
        # 1. Question: cleaned, and made self-contained from the history.
        asked = clean(question)
        language = language or detect_language(asked)
        names = self.index.glossary, self.index.resource_names
        text = standalone(asked, [clean(earlier) for earlier in history], language, *names)
        read = read_question(asked, text, language, *names)
        if read.kind == "plan" and self.plans is None:
            read = read.model_copy(update={"kind": "steps"})
        # 2. Search.
        read, hits = find(read, self.index)
        searched = time.perf_counter()
        # 3. Evidence: whether the articles answer at all, and what of the hits may be quoted.
        selection = select(read, hits, self.index.glossary)
        answerable = self._is_answerable(read, hits)
        # 4. The answerer writes.
        groups, request = self._groups(read, selection) if answerable else ([], None)
        cited = {place[0].place for group in groups for quotation in group.quotations for place in quotation.places}
        follow_ups = suggest(read, hits, cited, self.index)
        for text_now, numbering in (
            _written(read, groups) if groups else [(_abstention(read, selection, follow_ups), Numbering())]
        ):
            # 5. Citations are checked before anyone sees them.
            check_citations(text_now, numbering, self._passages)
            now = time.perf_counter()
            # 6. Every snapshot is an Answer.
            yield Answer(
                question=asked,
                standalone_question=text,
                language=language,
                status="answered" if groups else "abstained",
                text=text_now,
                citations=numbering.citations,
                passages=tuple(_evidence(hit) for hit in hits[:HITS]),
                follow_ups=follow_ups,
                answerer=EXTRACTIVE,
                plan=request,
                seconds=Seconds(search=searched - began, answer=now - searched, total=now - began),
            )

    def _is_answerable(self, question: Question, hits: Sequence[Hit]) -> bool:
        if question.kind == "plan" and self.plans:
            return self.plans.fits(question, self.index)
        return is_answerable(self.confidence, question, hits[:HITS], self.index)

    def _groups(self, question: Question, selection: Selection) -> tuple[list[Group], PlanRequest | None]:
        """The groups of the answer, and what a plan was made from."""
        if question.kind == "plan" and self.plans:
            return self.plans.compose(question, date.today())
        if question.kind == "profile" and selection.candidates:
            return compose_profile(question, self._backgrounds, self.index), None
        entries = compose_entries(question, selection.candidates) if question.kind == "resource" else []
        return entries or compose(question, selection.candidates, self._topics, self.index), None


def _written(question: Question, groups: Sequence[Group]) -> Iterator[tuple[str, Numbering]]:
    """The text as it grows sentence by sentence, with the citations so far."""
    numbering, paragraphs = Numbering(), list[str]()
    space = wording.SPACE[question.language]
    for group in groups:
        paragraphs.append(f"**{group.label}**" if group.label else "")
        if not group.quotations:
            yield "\n\n".join(paragraphs), numbering
        for quotation in group.quotations:
            joint = " " if paragraphs[-1].endswith("**") else space if paragraphs[-1] else ""
            paragraphs[-1] += joint + numbering.write(quotation)
            yield "\n\n".join(paragraphs), numbering


def _abstention(question: Question, selection: Selection, follow_ups: Sequence[str]) -> str:
    language = question.language
    names = wording.LIST_SEPARATOR[language].join(selection.missing)
    refusal = wording.NOT_MENTIONED[language].format(names=names) if names else wording.NOT_COVERED[language]
    suggestions = "\n".join(f"- {follow_up}" for follow_up in follow_ups)
    covered = wording.SPACE[language].join((refusal, wording.COVERED[language]))
    return f"{covered}\n\n{wording.ASK_INSTEAD[language]}\n{suggestions}"


def _evidence(hit: Hit) -> Evidence:
    return Evidence(passage_id=hit.passage.passage_id, source_id=hit.passage.source_id, score=round(hit.score, 6))
