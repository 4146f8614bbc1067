"""An answer written by a language model: every sentence is checked before it counts."""

import threading
import time
from collections.abc import Iterator, Sequence

from assistant import wording
from assistant.citations import Numbering, marked
from assistant.drafts import Draft
from assistant.models.calling import Model
from assistant.models.faults import ModelFault
from assistant.prompts import answer_messages, fitting, standalone_messages
from assistant.question import QUESTION_LIMIT, Question
from assistant.records import Check, Reason, Support, Unsupported
from assistant.reply import Said, declines, in_wrong_language, read_reply, spoken, visible
from assistant.support import Checker, Verdict
from corpus.records import Language, Passage, Record
from index.lexical import tokens

PASSAGES, SENTENCES = 6, 6
"""Passages that a model is given and sentences that it is asked for, at most."""
UNSUPPORTED_MARK = "[?]"
_PAUSES = 3
"""How much longer than it takes to read a reply the next reading waits."""
_ROUNDS = 3
"""Times that a model may write a sentence before it is stopped."""
_OWN_WORDS, _FEWEST_TERMS = 0.8, 2
"""Share of the terms of a rewritten question that have to stand in the questions it is made of; terms it has."""


class Judged(Record):
    """A sentence of a model with the quotes that speak for it."""

    said: Said
    state: Support
    reason: Reason = ""
    detail: str = ""
    verdicts: tuple[Verdict, ...] = ()


class Writer:
    """Answers with one model. Immutable and shared by all users."""

    def __init__(self, model: Model, checker: Checker, unsupported: Unsupported) -> None:
        self.model = model
        self._checker = checker
        self._unsupported = unsupported

    def standalone(
        self, question: str, history: Sequence[str], language: Language, stop: threading.Event | None
    ) -> str | None:
        """A follow-up made self-contained; None where the model says what nobody asked. Raises ModelFault."""
        reply = ""
        for piece in self.model.stream(standalone_messages(question, history, language), stop):
            reply += piece
            if "\n" in spoken(reply).strip() or len(spoken(reply)) > QUESTION_LIMIT:
                break
        lines = [line.strip().strip('"“”') for line in spoken(visible(reply)).splitlines() if line.strip()]
        own = {term for asked in (*history, question) for term in tokens(asked)}
        terms = tokens(lines[0]) if len(lines) == 1 else []
        known = sum(term in own for term in terms)
        usable = len(terms) >= _FEWEST_TERMS and known >= _OWN_WORDS * len(terms) and len(lines[0]) <= QUESTION_LIMIT
        return lines[0] if usable else None

    def drafts(self, question: Question, passages: Sequence[Passage], stop: threading.Event | None) -> Iterator[Draft]:
        """The answer as it grows. Raises ModelFault, of kind `declined` where the model finds no answer."""
        given = fitting(passages[:PASSAGES], self.model.context)
        messages = answer_messages(question.text, given, SENTENCES, question.language)
        stop = stop or threading.Event()
        known = dict[Said, Judged]()

        def judged(said: Sequence[Said]) -> list[Judged]:
            for sentence in said:
                if sentence not in known:
                    known[sentence] = self.judge(sentence, given)
            return [known[sentence] for sentence in said]

        raw, next_look = "", 0.0
        for piece in self.model.stream(messages, stop):
            raw += piece
            began = time.monotonic()
            # However long a reply is, reading it takes at most a part of the time.
            if piece and began >= next_look:
                if in_wrong_language(raw, question.language):
                    raise ModelFault("language")
                said, pending = read_reply(visible(raw), question.language, finished=False)
                if _goes_round(said):
                    break
                next_look = time.monotonic() + _PAUSES * (time.monotonic() - began)
                yield self._draft(question.language, judged(_once(said)), pending)
        if in_wrong_language(raw, question.language):
            raise ModelFault("language")
        # What a stop broke off is no sentence.
        said, _ = read_reply(visible(raw), question.language, finished=not stop.is_set())
        final = judged(_once(said))
        if not stop.is_set() and not any(sentence.verdicts for sentence in final):
            raise ModelFault("declined" if declines(raw) else "unsupported" if spoken(raw).strip() else "empty")
        yield self._draft(question.language, final, "")

    def judge(self, said: Said, given: Sequence[Passage]) -> Judged:
        """Hold a sentence against the passages that it cites; where none of them holds it, against the others."""
        if said.has_address:
            return Judged(said=said, state="unsupported", reason="address")
        cited = [given[number - 1] for number in said.numbers if 1 <= number <= len(given)]
        against = [self._checker.judge(said.text, passage) for passage in cited]
        best = max(against, key=lambda verdict: verdict.share, default=None)
        held = [verdict for verdict in against if verdict.state != "unsupported"] or self._elsewhere(said, cited, given)
        if not held and len(against) > 1:
            held = self._checker.judge_together(said.text, against)
        if held:
            first = held[0]
            return Judged(said=said, state=first.state, reason=first.reason, detail=first.detail, verdicts=tuple(held))
        if best is None:
            return Judged(said=said, state="unsupported", reason="marker")
        return Judged(said=said, state="unsupported", reason=best.reason, detail=best.detail)

    def _elsewhere(self, said: Said, cited: Sequence[Passage], given: Sequence[Passage]) -> list[Verdict]:
        """The verdict by the passage that should have been cited."""
        others = (self._checker.judge(said.text, passage) for passage in given if passage not in cited)
        supporting = [verdict for verdict in others if verdict.state == "supported"]
        return [max(supporting, key=lambda verdict: verdict.share)] if supporting else []

    def _draft(self, language: Language, judged: Sequence[Judged], pending: str) -> Draft:
        numbering, checks, lines = Numbering(), list[Check](), dict[int, list[str]]()
        for sentence in judged:
            said = sentence.said
            numbers = [numbering.number(verdict.passage, verdict.start, verdict.end) for verdict in sentence.verdicts]
            shown = bool(numbers) or (self._unsupported == "mark" and not said.has_address)
            if shown:
                text, markers, end = marked(said.text, numbers)
                markers = markers if numbers else f" {UNSUPPORTED_MARK}"
                lines.setdefault(said.line, ["- "] if said.bullet else []).append(text + markers + end)
            checks.append(
                Check(
                    sentence=said.text,
                    state=sentence.state,
                    numbers=tuple(dict.fromkeys(numbers)),
                    reason=sentence.reason,
                    detail=sentence.detail,
                    shown=shown,
                )
            )
        return Draft(
            text=_laid_out(lines, wording.SPACE[language]),
            citations=numbering.citations,
            checks=tuple(checks),
            pending=pending,
            answerer=self.model.name,
        )


def _goes_round(said: Sequence[Said]) -> bool:
    """Whether a model repeats itself, which small ones do until they are stopped."""
    return bool(said) and [sentence.text for sentence in said].count(said[-1].text) >= _ROUNDS


def _once(said: Sequence[Said]) -> list[Said]:
    """The sentences without repetitions."""
    first = dict[str, Said]()
    for sentence in said:
        first.setdefault(sentence.text, sentence)
    return list(first.values())


def _laid_out(lines: dict[int, list[str]], space: str) -> str:
    """The sentences in their lines: points of a list one under the other, other lines as paragraphs."""
    text = ""
    for line in lines.values():
        is_point = line[0] == "- "
        joined = line[0] + space.join(line[1:]) if is_point else space.join(line)
        between = "\n" if is_point and text.rpartition("\n")[2].startswith("- ") else "\n\n"
        text += (between if text else "") + joined
    return text
