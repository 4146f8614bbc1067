"""What each command of the terminal does. Results go to standard output, status to standard error."""

import json
import shutil
import sys
import time
from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant import wording
from assistant.batch import answer_lines
from assistant.drafts import EXTRACTIVE
from assistant.loading import build, describes, load_assistant, load_index, load_planner, say
from assistant.plan.formats import written
from assistant.plan.reading import next_monday, parsed_date, parsed_hours, parsed_zone
from assistant.plan.records import Plan
from assistant.progress import progress_bar
from assistant.question import clean
from assistant.records import Answer, AssistantFault, PlanRequest
from assistant.searching import find_passages
from assistant.settings import Settings
from corpus.checking import check_corpus
from corpus.reading import read_articles
from corpus.records import LANGUAGES, CorpusError, Language
from corpus.resources import read_resources
from index.embedders import load_embedder
from index.lock import building
from index.records import IndexFault
from index.store import BUILD, POINTER, open_generation, roll_back
from index.units import read_passages
from index.verifying import verify_index

if TYPE_CHECKING:
    from corpus.links import LinkReport


def chat(options: Namespace, settings: Settings) -> int:
    """Serve the page until it is stopped."""
    # gradio takes seconds to import and no other command needs it.
    import app  # noqa: PLC0415

    app.serve(overridden(settings, options, "host", "port"))
    return 0


def ask(options: Namespace, settings: Settings) -> int:
    """Answer one question, or a file of them."""
    if (options.question is None) == (options.batch is None):
        raise AssistantFault("ask takes one QUESTION or --batch FILE: see `roadmap ask --help`")
    if options.batch and (options.history or options.lang or options.json):
        raise AssistantFault("--batch takes history and lang from its lines: leave out --history, --lang and --json")
    if options.batch and options.profile:
        raise AssistantFault("--profile goes with one QUESTION: leave it out, or let the questions say who asks")
    if options.out and not options.batch:
        raise AssistantFault(f"--out {options.out} goes with --batch: leave it out or name a batch")
    settings = answered_by(options.answerer, overridden(settings, options, "index"))
    if options.batch:
        return answer_lines(load_assistant(settings), options.batch, options.out)
    history = _read_history(options.history) if options.history else []
    question = clean(options.question)
    answer = _watched(load_assistant(settings).stream(question, history, options.lang, profile=options.profile))
    if answer.notice:
        print(f"roadmap: {answer.notice}", file=sys.stderr)
    print(answer.model_dump_json(indent=2) if options.json else readable(answer))
    return 0


def answered_by(name: str | None, settings: Settings) -> Settings:
    """The settings with one answerer, `extractive` or a language model, in place of theirs."""
    if name is None:
        return settings
    return settings.model_copy(update={"model": "" if name == EXTRACTIVE else name})


def _watched(snapshots: Iterator[Answer]) -> Answer:
    """The last snapshot; on the way a terminal shows the end of what is being written, in one line."""
    watched = sys.stderr.isatty()
    for answer in snapshots:
        if watched and answer.pending:
            width = shutil.get_terminal_size().columns // 2
            line = " ".join(f"{answer.text} {answer.pending}".split())
            print(f"\r\x1b[2K{line[-width:]}", end="", file=sys.stderr, flush=True)
    if watched:
        print("\r\x1b[2K", end="", file=sys.stderr, flush=True)
    return answer


def search(options: Namespace, settings: Settings) -> int:
    """Print the passages nearest to a text."""
    # What cannot be searched for is told before the index is loaded.
    text = clean(options.text)
    index = load_index(overridden(settings, options, "index"))
    rows = [found.model_dump() for found in find_passages(index, text, options.lang, options.k)]
    if options.json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        print("\n\n".join(f"{row['score']:.3f}  {row['passage_id']}  {row['heading']}\n{row['text']}" for row in rows))
    return 0


def plan(options: Namespace, settings: Settings) -> int:
    """Make a plan and write it in the format that was chosen."""
    language: Language = options.lang or "en"
    today = date.today()
    request = PlanRequest(
        background=options.background,
        hours=parsed_hours(options.hours, language),
        start=parsed_date(options.start, language) if options.start else next_monday(today),
        known=tuple(name.strip() for name in options.know.split(",") if name.strip()),
        goal=options.goal,
        language=language,
    )
    parsed_zone(options.timezone)
    corpus = overridden(settings, options, "corpus").corpus
    made = load_planner(corpus, read_passages(corpus)).plan(request, today)
    for warning in made.warnings:
        print(f"roadmap: {warning}", file=sys.stderr)
    sys.stdout.buffer.write(written(made, options.format, options.timezone, datetime.now(UTC)))
    return 0


def plan_schema(options: Namespace, settings: Settings) -> int:
    """Print the JSON schema of a plan."""
    print(json.dumps(Plan.model_json_schema(), indent=2))
    return 0


def index_build(options: Namespace, settings: Settings) -> int:
    """Build the index and say what it holds; with --watch again whenever the corpus changes."""
    settings = overridden(settings, options, "index", "corpus", "embedder")
    if options.watch:
        # Nobody else needs to watch.
        from assistant.watching import build_and_watch  # noqa: PLC0415

        build_and_watch(settings)
    else:
        build(settings, anew=options.anew)
    return 0


def index_rollback(options: Namespace, settings: Settings) -> int:
    """Go back to the index before the current one."""
    index = overridden(settings, options, "index").index
    if not (index / POINTER).exists():
        raise IndexFault(f"no index in {index}: {BUILD}")
    with building(index, say):
        generation = roll_back(index)
    say(f"the index of {generation.manifest.built} is in use again: `roadmap index build` follows the corpus anew")
    return 0


def index_status(options: Namespace, settings: Settings) -> int:
    """Say what index there is; exit status 1 when it is out of date."""
    settings = overridden(settings, options, "index", "corpus", "embedder")
    generation = open_generation(settings.index)
    current = describes(generation, settings)
    report = {
        "index": str(settings.index),
        **generation.manifest.model_dump(exclude={"files", "format"}),
        "up_to_date": current,
        "rolled_back": generation.rolled_back,
    }
    if options.json:
        print(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        print("\n".join(f"{name.replace('_', ' ')}: {value}" for name, value in report.items()))
    if not current:
        print("the corpus or the embedder has changed: run `roadmap index build`", file=sys.stderr)
    return 0 if current else 1


def index_verify(options: Namespace, settings: Settings) -> int:
    """Check files, vectors and quotations against the corpus."""
    settings = overridden(settings, options, "index", "corpus", "embedder")
    began = time.perf_counter()
    count = verify_index(settings.index, settings.corpus, load_embedder(settings.embedder), progress_bar("verifying"))
    print(f"{settings.index}: {count} vectors and every file as they should be ({time.perf_counter() - began:.1f} s)")
    return 0


def corpus_list(options: Namespace, settings: Settings) -> int:
    """List articles and sections."""
    articles = read_articles(overridden(settings, options, "corpus").corpus)
    if options.json:
        fields = {"id", "language", "title", "author", "publisher", "year", "url", "imported", "version_of"}
        rows = [
            article.model_dump(include=fields)
            | {"sections": [{"id": section.id, "heading": section.heading} for section in article.sections]}
            for article in articles
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    for article in articles:
        told = (article.author, article.publisher, wording.year_label(article.year, article.language))
        kind = f" (another telling of {article.version_of})" if article.version_of else ""
        print(f"{article.id} [{article.language}] {article.title} – {', '.join(filter(None, told))}{kind}")
        print("".join(f"    {section.id}: {section.heading}\n" for section in article.sections))
    return 0


def corpus_check(options: Namespace, settings: Settings) -> int:
    """Print every fault of the corpus, and of its addresses if wanted; exit status 1 when there is one."""
    folder = overridden(settings, options, "corpus").corpus
    if not folder.is_dir():
        raise CorpusError(f"{folder} is no folder: name a corpus folder with --corpus")
    faults = check_corpus(folder)
    if options.links and faults:
        print("\n".join(faults), file=sys.stderr)
        raise CorpusError(f"{len(faults)} faults in {folder}: correct them before the links are followed")
    links = _followed(folder) if options.links else []
    if options.json:
        report: Any = {"faults": faults, "links": [link.model_dump() for link in links]} if options.links else faults
        print(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        print("\n".join(faults) if faults else f"{folder}: no faults")
        for link in links:
            print("  ".join((f"{link.verdict:12}{link.id:36}{link.url}", link.note)).rstrip())
    return 1 if faults or any(link.verdict not in {"ok", "refused"} for link in links) else 0


def _followed(folder: Path) -> list["LinkReport"]:
    """What became of every address of the corpus. Raises CorpusError without a network."""
    # httpx takes a tenth of a second to import.
    from corpus.links import check_links  # noqa: PLC0415

    pages = {article.url: article.id for article in read_articles(folder) if article.url}
    for resource in read_resources(folder):
        pages |= {resource.address(language): resource.id for language in LANGUAGES}
    return check_links([(name, url) for url, name in pages.items()], progress=progress_bar("following addresses"))


def readable(answer: Answer) -> str:
    """An answer for the terminal: text, quotes with their sources, and what to ask next."""
    language = answer.language
    parts = [answer.text]
    if left_out := sum(not check.shown for check in answer.checks):
        parts.append(f"({wording.removed(left_out, language)})")
    for citation in answer.citations:
        line = wording.citation_line(citation, language)
        if citation.language != language:
            line += f" ({wording.IN_LANGUAGE[citation.language][language]})"
        parts.append(f"[{citation.number}] {line}\n    “{citation.quote}”\n    {citation.url}".rstrip())
    if answer.status == "answered" and answer.follow_ups:
        parts.append("\n".join((wording.ASK_NEXT[language], *(f"- {question}" for question in answer.follow_ups))))
    return "\n\n".join(parts)


def _read_history(file: Path) -> list[str]:
    try:
        history = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise AssistantFault(
            f"history {file} is not readable JSON ({type(error).__name__}): correct the file"
        ) from error
    if not isinstance(history, list) or not all(isinstance(question, str) for question in history):
        raise AssistantFault(f'history {file} is not a list of questions such as ["How long?"]: correct the file')
    return history


def overridden(settings: Settings, options: Namespace, *names: str) -> Settings:
    """The settings with the options that were given in their place."""
    given = {name: value for name in names if (value := getattr(options, name, None)) is not None}
    return settings.model_copy(update=given)
