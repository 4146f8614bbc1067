"""BM25 (Robertson and Zaragoza 2009) over English stems and Chinese character bigrams."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.glossary import Glossary
from corpus.records import Language, Record

# Words that shape a question but do not say what it is about.
_STOP_TEXT = """
a about all also am an and any are as at be been but by can could did do does for from get give had has have how
i if in into is it its just like me more most much many my need no not of on one or our out should so some tell
than that the their them then there these they this to too up us want was we were what when where which while
who whom whose why will with would you your im ive dont whats hows s t re ll d m ve please really actually good
best thing things u ur r author authors article articles agree disagree
"""
STOP_WORDS = frozenset(_STOP_TEXT.split())
_CJK_STOP = re.compile(
    r"请问|什么|怎么样|怎么|怎样|如何|多少|为什么|哪些|哪个|哪|吗|呢|吧|啊|呀|的|了|是|我|你|您|他们|想|要|对|作者|文章|几位|看法|不同|应该|可以|能不能|能|"
    r"该|有没有|有|在|和|与|或|及|把|被|给|会|就|都|也|还|很|最|一个|一下|这|那|个|做|需要|告诉|关于|以及|到底"
)
_TOKEN = re.compile(r"[a-z0-9]+(?:[+#]+|(?:[.'][a-z0-9]+)*)|[\u3400-\u9fff]+")


@cache
def _stemmer() -> Any:
    import Stemmer  # noqa: PLC0415

    return Stemmer.Stemmer("english")


class QueryTerm(Record):
    """One thing that a question names: in its own words, and in the words that mean the same."""

    own: tuple[str, ...]
    synonyms: tuple[tuple[str, ...], ...] = ()


def query_terms(text: str, glossary: Glossary, language: Language) -> list[QueryTerm]:
    """What a question names, without repetition; authors are left out, who say where to look and not for what."""
    terms: dict[QueryTerm, None] = {}
    at = 0
    for mention in glossary.mentions(text):
        terms.update((QueryTerm(own=(token,)), None) for token in tokens(text[at : mention.start]))
        own = tuple(tokens(text[mention.start : mention.end]))
        synonyms = dict.fromkeys(tuple(tokens(word)) for word in mention.term.words(language))
        if own and mention.term.kind != "author":
            terms[QueryTerm(own=own, synonyms=tuple(word for word in synonyms if word and word != own))] = None
        at = mention.end
    terms.update((QueryTerm(own=(token,)), None) for token in tokens(text[at:]))
    return list(terms)


def tokens(text: str) -> list[str]:
    """Index terms in order: stems of Latin words without stop words; overlapping bigrams of CJK runs."""
    found: list[str] = []
    folded = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    for match in _TOKEN.finditer(folded):
        word = match[0]
        if word[0] >= "\u3400":
            for run in _CJK_STOP.sub(" ", word).split():
                found += [run[at : at + 2] for at in range(max(1, len(run) - 1))]
        elif (bare := word.removesuffix("'s")) not in STOP_WORDS:
            found.append(_stemmer().stemWord(bare))
    return found


@lru_cache(maxsize=16384)
def distinct_tokens(text: str) -> frozenset[str]:
    """The different index terms of a text; the same passages are looked at for question after question."""
    return frozenset(tokens(text))


class Lexical:
    """A BM25 index over the documents of one level (passages or sentences), in the order they were given."""

    def __init__(self, model: Any) -> None:
        self._model = model

    @classmethod
    def build(cls, documents: list[str]) -> "Lexical":
        """Index the documents; at least one must have a term."""
        import bm25s  # noqa: PLC0415  (pulls in scipy where it is installed)

        model = bm25s.BM25(method="lucene")
        model.index([tokens(document) or [""] for document in documents], show_progress=False)
        return cls(model)

    def scores(self, terms: Sequence[QueryTerm]) -> NDArray[np.float32]:
        """BM25 against every document; a term counts once, by its own words or by the best whole synonym.

        All zero when no word is known.
        """
        total = self._nothing()
        for term in terms:
            best = self._nothing()
            for token in term.own:
                documents, scores = self._postings(token)
                best[documents] += scores
            for synonym in term.synonyms:
                documents, scores = self._whole(synonym)
                best[documents] = np.maximum(best[documents], scores)
            total += best
        return total

    def _nothing(self) -> NDArray[np.float32]:
        return np.zeros(self._model.scores["num_docs"], dtype=np.float32)

    def _postings(self, token: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """The documents that hold a token, and what it is worth in each."""
        number, scores = self._model.vocab_dict.get(token), self._model.scores
        start, end = (0, 0) if number is None else scores["indptr"][number : number + 2]
        return scores["indices"][start:end], scores["data"][start:end]

    def _whole(self, synonym: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """The documents that hold all tokens of a synonym, and what these are worth together."""
        documents, together = self._postings(synonym[0])
        for token in synonym[1:]:
            holding, scores = self._postings(token)
            column = self._nothing()
            column[holding] = scores
            both = column[documents] > 0
            documents, together = documents[both], together[both] + column[documents[both]]
        return documents, together

    def weight(self, term: str) -> float:
        """Inverse document frequency of a term, the Lucene form; the highest for an unknown one."""
        number = self._model.vocab_dict.get(term)
        starts = self._model.scores["indptr"]
        holding = 0 if number is None else int(starts[number + 1] - starts[number])
        count = int(self._model.scores["num_docs"])
        return float(np.log(1 + (count - holding + 0.5) / (holding + 0.5)))

    def save(self, folder: Path) -> None:
        """Write the index into a new folder."""
        self._model.save(folder, show_progress=False)

    @classmethod
    def load(cls, folder: Path) -> "Lexical":
        """Read an index that `save` wrote."""
        import bm25s  # noqa: PLC0415

        return cls(bm25s.BM25.load(folder, show_progress=False))
