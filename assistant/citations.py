"""Numbers quotations, writes their markers, and checks that every marker holds."""

import re
from collections.abc import Sequence

from assistant.records import AssistantFault, Citation
from corpus.records import Passage, Record

MARKER = re.compile(r"\[(\d+)\]")
_END = re.compile(r"[.!?。！？…]+[\"'”’」』)）]*$")


class Quotation(Record):
    """A sentence to be written, with every place that says it; the first place is written, all are cited."""

    places: tuple[tuple[Passage, int, int], ...]

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        passage, start, end = self.places[0]
        return passage.text[start:end]


class Numbering:
    """Gives citations their numbers, one for each passage, in order of first use.

    The quote of a citation reaches from the first to the last sentence that the answer takes from its passage.
    """

    def __init__(self) -> None:
        self._citations: dict[str, Citation] = {}
        self.written: list[tuple[str, int]] = []
        """Every sentence of the answer with the number that it is quoted under."""

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All citations so far, by number."""
        return tuple(self._citations.values())

    def write(self, quotation: Quotation) -> str:
        """The sentence with its markers before the closing mark: `A sentence [1].`"""
        numbers = [self.number(*place) for place in quotation.places]
        self.written.append((quotation.text, numbers[0]))
        return "".join(marked(quotation.text, numbers))

    def number(self, passage: Passage, start: int, end: int) -> int:
        """The number of the citation of a passage, whose quote then holds `text[start:end]`."""
        known = self._citations.get(passage.passage_id)
        number = known.number if known else len(self._citations) + 1
        if known:
            start, end = min(start, known.start), max(end, known.end)
        self._citations[passage.passage_id] = _citation(number, passage, start, end)
        return number


def marked(sentence: str, numbers: Sequence[int]) -> tuple[str, str, str]:
    """A sentence in three parts: its text, the markers with a space before them, and its closing mark."""
    end = _END.search(sentence)
    at = end.start() if end else len(sentence)
    return sentence[:at], " " + "".join(f"[{number}]" for number in numbers), sentence[at:]


def check_citations(
    text: str, citations: Sequence[Citation], verbatim: Sequence[tuple[str, int]], passages: dict[str, Passage]
) -> None:
    """Raises AssistantFault unless markers and citations match one to one, every quote stands in its passage as it
    is, and every sentence of `verbatim` stands in the quote of its number as it is."""
    quotes = {citation.number: citation.quote for citation in citations}
    order = list(dict.fromkeys(int(number) for number in MARKER.findall(text)))
    if order != list(quotes) or order != list(range(1, len(order) + 1)):
        raise AssistantFault(f"markers {order} do not match citations {list(quotes)}: report this answer")
    for citation in citations:
        passage = passages.get(citation.passage_id)
        if passage is None or passage.text[citation.start : citation.end] != citation.quote:
            raise AssistantFault(f"quote [{citation.number}] is not in {citation.passage_id}: report this answer")
    for sentence, number in verbatim:
        if sentence not in quotes[number]:
            raise AssistantFault(f"sentence {sentence[:40]!r} is not in its quote [{number}]: report this answer")


def _citation(number: int, passage: Passage, start: int, end: int) -> Citation:
    source = passage.source
    return Citation(
        number=number,
        passage_id=passage.passage_id,
        source_id=source.id,
        title=source.title,
        author=source.author,
        year=source.year,
        section=passage.heading,
        url=source.url,
        quote=passage.text[start:end],
        start=start,
        end=end,
        language=passage.language,
    )
