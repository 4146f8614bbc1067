"""One question, straight through: the whole path from a question to a cited answer."""

import logging
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from assistant import wording
from assistant.citations import check_citations
from assistant.confidence import Confidences, is_answerable
from assistant.drafts import EXTRACTIVE, Draft, abstaining, quoted
from assistant.entries import compose_entries
from assistant.evidence import HITS, Selection, find, select
from assistant.extractive import CLOSE_ELSEWHERE, Group, compose
from assistant.follow_up import standalone
from assistant.language import detect_language
from assistant.models.faults import ModelFault
from assistant.plan.answer import Plans
from assistant.profile import compose_profile
from assistant.question import Question, clean, concerns_reader, read_question
from assistant.records import Answer, AssistantFault, Evidence, PlanRequest, Seconds, Use
from assistant.suggestions import suggest
from assistant.writing import Writer
from corpus.records import Language, Passage, Places
from index.records import Hit
from index.search import Index

_LOG = logging.getLogger(__name__)


class Assistant:
    """Answers questions over one index. Immutable and shared by all users; the history belongs to the caller."""

    def __init__(
        self,
        index: Index,
        topics: Sequence[Places],
        backgrounds: Sequence[Places],
        confidences: Confidences,
        plans: Plans | None,
        writers: Mapping[str, Writer],
    ) -> None:
        self.index = index
        self.plans = plans
        """None where the corpus has no roadmap."""
        self.confidences = confidences
        self.answerers = (*writers, EXTRACTIVE)
        """The names of those who can answer, the default first."""
        self.profiles = tuple(place.id for place in backgrounds if place.id in wording.PROFILES)
        """Ids of the backgrounds that a reader can choose."""
        self._topics = tuple(topics)
        self._backgrounds = tuple(backgrounds)
        self._passages = {passage.passage_id: passage for passage in index.passages}
        self._titles = tuple(dict.fromkeys(passage.source.title for passage in index.passages))
        self._writers = dict(writers)

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        language: Language | None = None,
        answerer: str | None = None,
    ) -> Answer:
        """The complete answer. Raises AssistantFault for a question that cannot be read."""
        *_, last = self.stream(question, history, language, answerer)
        return last

    def stream(
        self,
        question: str,
        history: Sequence[str] = (),
        language: Language | None = None,
        answerer: str | None = None,
        stop: threading.Event | None = None,
        *,
        profile: str = "",
    ) -> Iterator[Answer]:
        """Snapshots of the growing answer, each with its citations; the last one is complete.

        `history` holds the user's earlier questions, oldest first; `answerer` is one of `answerers`, the first unless
        given; `stop` ends a language model's work; `profile` is one of `profiles`, or empty. Raises AssistantFault for
        a question that cannot be read.
        """
        began = time.perf_counter()
        writer = self._writer(answerer)
        if profile and profile not in self.profiles:
            raise AssistantFault(f"no profile {profile!r}: use one of {', '.join(self.profiles) or 'none'}")
        # 1. Question: cleaned, and made self-contained from the history.
        asked = clean(question)
        language = language or detect_language(asked)
        earlier = [clean(previous) for previous in history]
        text, fault = self._standalone(asked, earlier, language, writer, stop)
        # 2. Search, and 3. evidence: whether the articles answer at all, and what of the hits may be quoted.
        read, hits, answerable = self._looked_up(asked, text, language, profile)
        searched = time.perf_counter()
        selection = select(read, hits, self.index.glossary)
        groups, request = self._groups(read, selection) if answerable else ([], None)
        cited = {place[0].place for group in groups for quotation in group.quotations for place in quotation.places}
        follow_ups = suggest(read, hits, cited, self.index)
        # 4. The answerer writes: a language model where there is one, else the quotations.
        # No evidence, no call; and a plan is arithmetic.
        called = writer if groups and read.kind != "plan" and fault is None else None
        written = called.drafts(read, _for_a_model(groups, selection), stop) if called else None
        name = writer.model.name if writer else EXTRACTIVE
        abstention = abstaining(read, selection, follow_ups, self._titles)
        for draft in _drafts(read, groups, abstention, written, fault, name):
            # 5. Citations are checked before anyone sees them.
            check_citations(draft.text, draft.citations, draft.verbatim, self._passages)
            now = time.perf_counter()
            # 6. Every snapshot is an Answer.
            yield Answer(
                question=asked,
                standalone_question=read.text,
                language=language,
                status="answered" if draft.is_answer else "abstained",
                text=draft.text,
                citations=draft.citations,
                passages=_evidence(hits, selection, draft),
                follow_ups=follow_ups,
                answerer=draft.answerer,
                plan=request,
                seconds=Seconds(search=searched - began, answer=now - searched, total=now - began),
                checks=draft.checks,
                notice=draft.notice,
                pending=draft.pending,
            )

    def _writer(self, answerer: str | None) -> Writer | None:
        name = answerer or self.answerers[0]
        if name not in self.answerers:
            raise AssistantFault(f"no answerer {name!r}: use one of {', '.join(self.answerers)}")
        return self._writers.get(name)

    def _looked_up(self, asked: str, text: str, language: Language, profile: str) -> tuple[Question, list[Hit], bool]:
        """The question as it is read, its hits, and whether they answer it.

        One that depends on who asks is looked up again as the reader in question would put it. A profile never makes
        an answer where there is none without.
        """
        plain = self._read(asked, text, language)
        read, hits = find(plain, self.index)
        answerable = self._is_answerable(read, hits)
        if profile and answerable and concerns_reader(plain):
            introduction = wording.PROFILES[profile][language] + wording.SPACE[language]
            theirs, found = find(self._read(asked, introduction + text, language), self.index)
            # Else the articles say nothing on it for these readers.
            fits = theirs.kind in {"plan", "profile"} or (found and found[0].passage.place in self._own_places(profile))
            if fits and self._is_answerable(theirs, found):
                return theirs, found, True
        return read, hits, answerable

    def _own_places(self, profile: str) -> set[str]:
        return {place for background in self._backgrounds if background.id == profile for place in background.places}

    def _read(self, asked: str, text: str, language: Language) -> Question:
        read = read_question(asked, text, language, self.index.glossary, self.index.resource_names)
        # Without a roadmap there are no plans.
        return read.model_copy(update={"kind": "steps"}) if read.kind == "plan" and self.plans is None else read

    def _standalone(
        self,
        asked: str,
        history: Sequence[str],
        language: Language,
        writer: Writer | None,
        stop: threading.Event | None,
    ) -> tuple[str, ModelFault | None]:
        """A model's rewriting where there is one that holds to the words of the questions, else that by rules."""
        rewritten, fault = None, None
        try:
            rewritten = writer.standalone(asked, history, language, stop) if writer and history else None
        except ModelFault as error:
            # An empty rewriting says nothing against the model.
            fault = error if error.kind != "empty" else None
        by_rules = standalone(asked, history, language, self.index.glossary, self.index.resource_names)
        return rewritten or by_rules, fault

    def _is_answerable(self, question: Question, hits: Sequence[Hit]) -> bool:
        if question.kind == "plan" and self.plans:
            return self.plans.fits(question, self.index)
        return is_answerable(self.confidences, question, hits[:HITS], self.index)

    def _groups(self, question: Question, selection: Selection) -> tuple[list[Group], PlanRequest | None]:
        """The groups of the answer, and what a plan was made from."""
        if question.kind == "plan" and self.plans:
            return self.plans.compose(question, date.today())
        if question.kind == "profile" and selection.candidates:
            return compose_profile(question, self._backgrounds, self.index), None
        entries = list[Group]()
        if question.kind == "resource":
            entries = compose_entries(question, selection.candidates, self.index.resource_names)
        return entries or compose(question, selection.candidates, self._topics, self.index), None


def _drafts(
    question: Question,
    groups: Sequence[Group],
    abstention: Draft,
    written: Iterator[Draft] | None,
    fault: ModelFault | None,
    model: str,
) -> Iterator[Draft]:
    """What a model writes; where it fails, quotations and a line that says why."""
    try:
        if written:
            yield from written
            return
    except ModelFault as error:
        fault = error
    except Exception:
        _LOG.exception("a model's reply could not be read")
        fault = ModelFault("broken")
    if fault and fault.kind == "declined":
        yield abstention.model_copy(update={"answerer": model})
    elif groups:
        notice = wording.fault_notice(fault.kind, fault.detail, model, question.language) if fault else ""
        yield from quoted(question, groups, notice)
    else:
        yield abstention


def _for_a_model(groups: Sequence[Group], selection: Selection) -> list[Passage]:
    """The passages that the quotations are from, then the others that may answer, best first."""
    quoted_from = [place[0] for group in groups for quotation in group.quotations for place in quotation.places]
    others = [candidate.passage for candidate in selection.candidates]
    return list({passage.passage_id: passage for passage in (*quoted_from, *others)}.values())


def _evidence(hits: Sequence[Hit], selection: Selection, draft: Draft) -> tuple[Evidence, ...]:
    """The passages that were found, best first, and what became of each."""
    quoted_from = {citation.passage_id for citation in draft.citations}
    scores = dict[str, float]()
    for candidate in selection.candidates:
        scores.setdefault(candidate.passage.passage_id, candidate.score)
    close = CLOSE_ELSEWHERE * max(scores.values(), default=0.0)

    def use(passage_id: str) -> Use:
        if passage_id in quoted_from:
            return "quoted"
        if not draft.is_answer:
            return "unanswered"
        if passage_id not in scores:
            return "other"
        return "enough" if scores[passage_id] >= close else "weaker"

    return tuple(
        Evidence(
            passage_id=hit.passage.passage_id,
            source_id=hit.passage.source_id,
            score=round(hit.score, 6),
            use=use(hit.passage.passage_id),
        )
        for hit in hits[:HITS]
    )
