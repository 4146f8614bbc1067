"""The search as a llama-index retriever, for engines of one's own over this corpus."""

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from assistant.language import detect_language
from index.search import Index


class RoadmapRetriever(BaseRetriever):
    """Finds the passages of an index nearest to a text, in the language of the text where they exist in it."""

    def __init__(self, index: Index, k: int = 5) -> None:
        super().__init__()
        self._index = index
        self._k = k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        text = query_bundle.query_str
        hits = self._index.search(text, detect_language(text), self._k)
        return [
            NodeWithScore(
                node=TextNode(
                    id_=hit.passage.passage_id,
                    text=hit.passage.text,
                    metadata={
                        "author": hit.passage.source.author,
                        "title": hit.passage.source.title,
                        "section": hit.passage.heading,
                        "url": hit.passage.source.url,
                    },
                ),
                score=hit.score,
            )
            for hit in hits
        ]
