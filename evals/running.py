"""Asks the question set and writes what came of it."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from assistant.chat import Assistant
from assistant.drafts import EXTRACTIVE
from assistant.evidence import HITS
from assistant.loading import load_assistant
from assistant.settings import ROOT, Settings
from assistant.support import Checker
from corpus.records import LANGUAGES
from corpus.resources import RESOURCES
from evals.baselines import baseline_rows
from evals.controls import Control, run_controls
from evals.metrics import score
from evals.records import EvalFault, EvalQuestion, Result
from evals.retrieval import measured
from evals.summary import Row, model_rows, summarise
from evals.support import judge_cases, mistakes, read_cases, support_rows
from evals.timing import cold_starts, embedding_seconds, relative_rows
from index.building import build_index
from index.embedders import load_embedder
from index.search import Index

Progress = Callable[[Iterable[EvalQuestion], int], Iterator[EvalQuestion]]


def run(
    settings: Settings, questions: Sequence[EvalQuestion], out: Path, progress: Progress, compared: bool = True
) -> list[Row]:
    """Ask every question and write `results.jsonl` and `summary.json` into a new folder `out`.

    `compared` adds retrieval across languages and by the baselines, cold starts, and times beside that of embedding,
    which takes a minute.

    Raises EvalFault when `out` holds something, or when a negative control does not fall.
    """
    if out.exists() and any(out.iterdir()):
        raise EvalFault(f"{out} is not empty: name a new folder with --out")
    assistant = load_assistant(settings)
    index = assistant.index
    checker = Checker(index.glossary, index.resource_names, index.alike)
    checked = judge_cases(read_cases("test"), index.passages, checker)
    # First, since it can fail, and a language model may take hours for the questions.
    starts = cold_starts(settings) if compared else []
    results = [judge(assistant, question, checker) for question in progress(questions, len(questions))]
    rows = summarise(results)
    if compared:
        embedding = embedding_seconds(load_embedder(settings.embedder), (q.question for q in questions))
        rows += relative_rows(rows, embedding, starts)
    if assistant.answerers[0] != EXTRACTIVE:
        rows += model_rows(results)
    rows += support_rows(checked)
    if compared:
        rows += cross_language_rows(settings, questions) + baseline_rows(results, index.passages)
    controls = run_controls(results, {passage.passage_id: passage for passage in index.passages}, checker)
    out.mkdir(parents=True, exist_ok=True)
    with (out / "results.jsonl").open("w", encoding="utf-8") as stream:
        stream.writelines(result.model_dump_json() + "\n" for result in results)
    summary = {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "revision": _revision(),
        "answerer": assistant.answerers[0],
        "settings": {
            "answerer": assistant.answerers[0],
            "embedder": settings.embedder,
            "unsupported": settings.unsupported,
        },
        "manifest": index.manifest.model_dump(exclude={"files"}),
        "controls": [control.model_dump() | {"fell": control.fell} for control in controls],
        "rows": [row.model_dump() for row in rows],
        "checker_mistakes": [mistake.model_dump() for mistake in mistakes(checked)],
    }
    (out / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=1), encoding="utf-8")
    _require_falling(controls)
    return rows


def judge(assistant: Assistant, question: EvalQuestion, checker: Checker | None = None) -> Result:
    """One question, asked of the default answerer and scored."""
    answer = assistant.ask(question.question, question.history)
    passages = {passage.passage_id: passage for passage in assistant.index.passages}
    return Result(
        question=question,
        answer=answer,
        places=tuple(passages[found.passage_id].place for found in answer.passages),
        scores=score(question, answer, passages, checker),
    )


def cross_language_rows(settings: Settings, questions: Sequence[EvalQuestion]) -> list[Row]:
    """Retrieval of questions in one language over notes in the other language only, without the resource list."""
    embedder, rows = load_embedder(settings.embedder), list[Row]()
    for language in LANGUAGES:
        asked = [q for q in questions if q.language == language and not q.history]
        asked = [q for q in asked if q.gold and not all(place.startswith(RESOURCES) for place in q.gold)]
        other = next(name for name in LANGUAGES if name != language)
        with tempfile.TemporaryDirectory() as folder:
            corpus = Path(folder) / "corpus"
            shutil.copytree(
                settings.corpus,
                corpus,
                ignore=shutil.ignore_patterns(f"{language}.md", "*.py", "resources.yaml", "roadmap.yaml"),
            )
            build_index(corpus, Path(folder) / "index", embedder, lambda items, length: items)
            index = Index.open(Path(folder) / "index", corpus, embedder)
            found = {q.id: [hit.passage.place for hit in index.search(q.question, language, HITS)] for q in asked}
        for name, values in measured(asked, found).items():
            value = round(sum(values.values()) / max(1, len(values)), 4)
            part = f"{language} asks, notes in {other} only"
            rows.append(Row(group="cross-language", measure=name, part=part, value=value, count=len(values)))
    return rows


def read_results(folder: Path) -> tuple[Result, ...]:
    """The results of an earlier run. Raises EvalFault when the folder holds none."""
    file = folder / "results.jsonl"
    if not file.is_file():
        raise EvalFault(f"no results in {folder}: make them with `roadmap eval run --out {folder}`")
    lines = file.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    try:
        return tuple(Result.model_validate_json(line) for line in lines)
    except ValidationError as error:
        raise EvalFault(f"{file} is damaged or of another version: make it anew with `roadmap eval run`") from error


def _require_falling(controls: Sequence[Control]) -> None:
    if standing := [control for control in controls if not control.fell]:
        first = standing[0]
        raise EvalFault(
            f"control {first.name!r} does not fall ({first.measure} {first.before} -> {first.after}): the run is void"
        )


def _revision() -> str:
    git = shutil.which("git")
    if git is None:
        return "unknown"
    done = subprocess.run(  # noqa: S603  (fixed arguments)
        [git, "-C", str(ROOT), "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "unknown"
