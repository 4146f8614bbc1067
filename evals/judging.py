"""A language model as the judge of answers, by llama-index's own evaluators. Loaded only where one is named."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from llama_index.core.evaluation import BaseEvaluator, FaithfulnessEvaluator, RelevancyEvaluator
from llama_index.core.llms import CompletionResponse, CompletionResponseGen, CustomLLM, LLMMetadata

from assistant.models.calling import Message, Model
from assistant.models.faults import ModelFault
from assistant.models.opening import open_model
from assistant.records import Citation
from assistant.reply import spoken, visible
from assistant.settings import Settings
from assistant.wording import fault_reason
from evals.metrics import plain_text
from evals.records import EvalFault, Result
from evals.running import read_results
from evals.summary import Row
from evals.verdicts import FILE, JudgedAnswer, Verdict, judged_rows

Progress = Callable[[Iterable[Result], int], Iterator[Result]]
_TRIAL = "Answer with the word YES."
# The evaluators take every reply with "yes" in it, such as "eyes", for a yes, and any other for a no.
_VERDICT = re.compile(r"\W*(?:answer\W*)?(yes|no)(?![a-z]|\s*/)", re.IGNORECASE)
_KEPT = 200
"""Characters of a reply that are kept."""


class Judge:
    """Asks a language model whether an answer is faithful to its quotes and relevant to its question."""

    def __init__(self, model: Model, answer_tokens: int) -> None:
        self._model = model
        llm = _Judging(model, answer_tokens)
        self._faithfulness, self._relevancy = FaithfulnessEvaluator(llm), RelevancyEvaluator(llm)

    def try_out(self) -> None:
        """One short call. Raises EvalFault, saying what is wrong, where nothing comes back."""
        try:
            for _ in self._model.stream([Message(role="user", content=_TRIAL)]):
                pass
        except ModelFault as fault:
            raise EvalFault(
                f"{self._model.name} cannot judge: {_told(fault)}: mend that or leave out --judge"
            ) from None

    def judge(self, result: Result) -> JudgedAnswer:
        """The verdicts on an answer that cites something; whatever the model does, there is a record of it."""
        answer = result.answer
        quotes = list(map(_source, answer.citations))

        def verdict(evaluator: BaseEvaluator) -> Verdict:
            # A marker is no part of what is said, and the model could take it for the number of a quote.
            return _verdict(evaluator, answer.standalone_question, plain_text(answer.text), quotes)

        return JudgedAnswer(
            id=result.question.id,
            language=result.question.language,
            judge=self._model.name,
            faithful=verdict(self._faithfulness),
            relevant=verdict(self._relevancy),
        )


def open_judge(name: str, settings: Settings) -> Judge:
    """The judge of a name, tried out. Raises AssistantFault where it cannot be opened, EvalFault where it is mute."""
    judge = Judge(open_model(name, settings), settings.answer_tokens)
    judge.try_out()
    return judge


def judge_run(folder: Path, judge: Judge, progress: Progress) -> tuple[JudgedAnswer, ...]:
    """Judge the answers of a run; each is written as soon as it is judged, and rows are added to the summary.

    Refusals, which cite nothing, are not judged.
    """
    results = [result for result in read_results(folder) if result.answer.citations]
    judged: list[JudgedAnswer] = []
    with (folder / FILE).open("w", encoding="utf-8") as stream:
        for result in progress(results, len(results)):
            judged.append(judge.judge(result))
            stream.write(judged[-1].model_dump_json() + "\n")
            stream.flush()
    _add_rows(folder / "summary.json", judged_rows(judged))
    return tuple(judged)


class _Judging(CustomLLM):
    """The model as llama-index asks it: with the time limits, retries and faults that answers have.

    It says no name of a model: for some the evaluators have prompts that lack the answer and its quotes.
    """

    _model: Model
    _answer_tokens: int

    def __init__(self, model: Model, answer_tokens: int) -> None:
        super().__init__()
        self._model, self._answer_tokens = model, answer_tokens

    @property
    def metadata(self) -> LLMMetadata:
        """Tokens that there is room for."""
        return LLMMetadata(context_window=self._model.context, num_output=self._answer_tokens)

    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        """The whole reply without thoughts. Raises ModelFault."""
        reply = "".join(self._model.stream([Message(role="user", content=prompt)]))
        return CompletionResponse(text=spoken(visible(reply)).strip())

    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponseGen:
        """Nobody wants a verdict in pieces."""
        raise NotImplementedError


def _verdict(evaluator: BaseEvaluator, question: str, text: str, quotes: Sequence[str]) -> Verdict:
    try:
        reply = evaluator.evaluate(query=question, response=text, contexts=quotes).feedback or ""
    except ModelFault as fault:
        return Verdict(holds=None, reply="", fault=_told(fault))
    except ValueError as error:
        # llama-index has found no room for a quote beside its prompt.
        return Verdict(holds=None, reply="", fault=f"it cannot be asked ({str(error)[:_KEPT]})")
    found = _VERDICT.match(reply)
    if found is None:
        return Verdict(holds=None, reply=reply[:_KEPT], fault="its reply is neither YES nor NO")
    return Verdict(holds=found[1].lower() == "yes", reply=reply[:_KEPT])


def _source(citation: Citation) -> str:
    """A quote under who says it and where, which the answer may tell."""
    return f"{', '.join(filter(None, (citation.author, citation.title, citation.section)))}:\n{citation.quote}"


def _told(fault: ModelFault) -> str:
    return fault_reason(fault.kind, fault.detail, "en")


def _add_rows(file: Path, rows: Sequence[Row]) -> None:
    summary = json.loads(file.read_text(encoding="utf-8"))
    summary["rows"] += [row.model_dump() for row in rows]
    # The summary of a run that may have taken hours is there before and after, whatever happens in between.
    whole = file.with_suffix(".new")
    whole.write_text(json.dumps(summary, ensure_ascii=False, indent=1), encoding="utf-8")
    whole.replace(file)
