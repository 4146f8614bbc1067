"""BM25 (Robertson and Zaragoza 2009) over English stems and Chinese character bigrams."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.glossary import Glossary
from corpus.records import Language

# Words that shape a question but do not say what it is about.
STOP_WORDS = frozenset(
    "a about all also am an and any are as at be been but by can could did do does for from get give had has have how i "
    "if in into is it its just like me more most much many my need no not of on one or our out should so some tell than "
    "that the their them then there these they this to too up us want was we were what when where which while who whom "
    "whose why will with would you your im ive dont whats hows s t re ll d m ve please really actually good best thing "
    "things".split()
)
_CJK_STOP = re.compile(
    r"请问|什么|怎么样|怎么|怎样|如何|多少|为什么|哪些|哪个|哪|吗|呢|吧|啊|呀|的|了|是|我|你|您|他们|想|要|应该|可以|能不能|能|"
    r"该|有没有|有|在|和|与|或|及|把|被|给|会|就|都|也|还|很|最|一个|一下|这|那|个|做|需要|告诉|关于|以及|到底"
)
_TOKEN = re.compile(r"[a-z0-9]+(?:[+#]+|(?:[.'][a-z0-9]+)*)|[\u3400-\u9fff]+")


@cache
def _stemmer() -> Any:
    import Stemmer  # noqa: PLC0415

    return Stemmer.Stemmer("english")


def query_groups(text: str, glossary: Glossary, language: Language) -> list[frozenset[str]]:
    """The terms of a question, each with its synonyms from the glossary, without repetition."""
    groups: dict[frozenset[str], None] = {}
    at = 0
    for mention in glossary.mentions(text):
        groups.update((frozenset({term}), None) for term in tokens(text[at : mention.start]))
        words = (text[mention.start : mention.end], *getattr(mention.term, language))
        groups[frozenset(term for word in words for term in tokens(word))] = None
        at = mention.end
    groups.update((frozenset({term}), None) for term in tokens(text[at:]))
    return [group for group in groups if group]


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

    def scores(self, groups: Sequence[frozenset[str]]) -> NDArray[np.float32]:
        """BM25 against every document, synonyms counting once: the sum over groups of the best term of each.

        All zero when no term is known.
        """
        total = np.zeros(self._model.scores["num_docs"], dtype=np.float32)
        for group in groups:
            known = sorted(term for term in group if term in self._model.vocab_dict)
            if known:
                total += np.max([self._model.get_scores([term]) for term in known], axis=0)
        return total

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
