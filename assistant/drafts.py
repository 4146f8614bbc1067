"""States of an answer while it is written, and those that are made of quotations."""

from collections.abc import Iterator, Sequence

from assistant import wording
from assistant.citations import MARKER, Numbering
from assistant.evidence import Selection
from assistant.extractive import Group
from assistant.question import Question
from assistant.records import Check, Citation
from corpus.records import Record

EXTRACTIVE = "extractive"
_TITLES = 5


class Draft(Record):
    """An answer as far as it is written."""

    text: str
    citations: tuple[Citation, ...] = ()
    verbatim: tuple[tuple[str, int], ...] = ()
    """Sentences that have to stand word for word in the quote of a number."""
    checks: tuple[Check, ...] = ()
    pending: str = ""
    """The beginning of a sentence that is not checked yet."""
    answerer: str = EXTRACTIVE
    notice: str = ""
    is_answer: bool = True
    """False where it says that there is none."""


def quoted(question: Question, groups: Sequence[Group], notice: str) -> Iterator[Draft]:
    """The answer in quotations as it grows sentence by sentence."""
    numbering, paragraphs = Numbering(), list[str]()
    space = wording.SPACE[question.language]

    def draft() -> Draft:
        text = "\n\n".join(paragraphs)
        return Draft(text=text, citations=numbering.citations, verbatim=tuple(numbering.written), notice=notice)

    for group in groups:
        paragraphs.append(f"**{group.label}**" if group.label else "")
        if not group.quotations:
            yield draft()
        for quotation in group.quotations:
            joint = " " if paragraphs[-1].endswith("**") else space if paragraphs[-1] else ""
            paragraphs[-1] += joint + numbering.write(quotation)
            yield draft()


def abstaining(question: Question, selection: Selection, follow_ups: Sequence[str], titles: Sequence[str]) -> Draft:
    """The answer that the articles do not answer, with what they cover and what to ask, or what they are."""
    language = question.language
    names = wording.LIST_SEPARATOR[language].join(selection.missing)
    refusal = wording.NOT_MENTIONED[language].format(names=names) if names else wording.NOT_COVERED[language]
    if not follow_ups:
        sources = wording.SOURCES[language].format(
            titles="; ".join(MARKER.sub(r"(\1)", title) for title in titles[:_TITLES])
        )
        return Draft(text=wording.SPACE[language].join((refusal, sources)), is_answer=False)
    suggestions = "\n".join(f"- {follow_up}" for follow_up in follow_ups)
    covered = wording.SPACE[language].join((refusal, wording.COVERED[language]))
    return Draft(text=f"{covered}\n\n{wording.ASK_INSTEAD[language]}\n{suggestions}", is_answer=False)
