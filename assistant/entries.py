"""The answer to "which course, book or site": what the articles say, then entries of the resource list."""

import math
from collections.abc import Sequence

from assistant.citations import Quotation
from assistant.evidence import Candidate, about_a_resource
from assistant.extractive import Group
from assistant.patterns import LANGUAGE_NAMES, LANGUAGE_WISH, RESOURCE
from assistant.question import Question
from corpus.glossary import Glossary
from corpus.records import Language
from corpus.resources import RESOURCES

_ENTRIES, _REASONS_END = 3, 3
_CLOSE = 0.8
"""An entry's score must be at least this share of the best score of all that was found."""
_ARTICLE_CLOSE = 0.85
"""The articles speak first where their score is at least this share of the best entry's."""
_ARTICLE_SENTENCES = 2
_CLOSE_IN_SECTION = 0.75


def compose_entries(question: Question, candidates: Sequence[Candidate], resource_names: Glossary) -> list[Group]:
    """A group for the articles and one for each entry; empty when no entry comes close to what the articles say.

    An entry is quoted with two sentences: the facts, and what it is for or what became of it. The articles speak only
    by a section that names a resource.
    """
    found = [c for c in candidates if c.passage.source_id == RESOURCES]
    tongue = _tongue(question)
    if any(_is_in(candidate, tongue) for candidate in found) and LANGUAGE_WISH[question.language].search(question.text):
        found = [candidate for candidate in found if _is_in(candidate, tongue)]
    found.sort(key=lambda candidate: (not _is_in(candidate, tongue), -candidate.hit.score))
    named = [c for c in found if c.passage.section_id in question.names["resource"]]
    if named and about_a_resource(question):
        # What is named beside a wish for a course or book may be what the reader knows already.
        rivals = found if RESOURCE[question.language].search(question.text) else named
        if asked_about := _entries(named, max(candidate.hit.score for candidate in rivals)):
            return [_entry(candidate, found) for candidate in asked_about]
    entries = _entries(found, max((c.hit.score for c in candidates), default=0.0))
    if not entries:
        return []
    bar = _ARTICLE_CLOSE * max(entry.hit.score for entry in entries)
    spoken = [c for c in candidates if c.passage.source_id != RESOURCES and c.hit.score >= bar]
    # Looked through once, however many of its sentences are candidates.
    texts = {c.passage.passage_id: c.passage.text for c in spoken}
    naming = {passage_id for passage_id, text in texts.items() if resource_names.mentions(text)}
    said = _articles([c for c in spoken if c.passage.passage_id in naming])
    return [*said, *(_entry(candidate, found) for candidate in entries)]


def _tongue(question: Question) -> Language:
    """The language that material is wanted in: the one that the question names, or its own."""
    wish = LANGUAGE_WISH[question.language].search(question.text)
    if wish is None:
        return question.language
    return "zh" if wish["zh"] else "en"


def _is_in(candidate: Candidate, tongue: Language) -> bool:
    """Whether the facts of an entry name a language."""
    start, end = candidate.passage.sentences[0]
    return LANGUAGE_NAMES[candidate.passage.language][tongue] in candidate.passage.text[start:end]


def _entries(candidates: Sequence[Candidate], best: float) -> list[Candidate]:
    """One candidate for each of the entries that come close to a score, best first."""
    ranked = list({c.passage.passage_id: c for c in candidates}.values())
    return [c for c in ranked if c.hit.score >= _CLOSE * best][:_ENTRIES]


def _articles(candidates: Sequence[Candidate]) -> list[Group]:
    """What the section that answers best says, in the order of its text."""
    best = next((candidate for candidate in candidates if not candidate.aside), None)
    if best is None:
        return []
    near = [c for c in candidates if c.passage.place == best.passage.place and not c.aside]
    near = [c for c in near if c.score >= _CLOSE_IN_SECTION * best.score][:_ARTICLE_SENTENCES]
    told = sorted(near, key=lambda c: c.sentence.start)
    quotations = tuple(Quotation(places=((c.passage, c.sentence.start, c.sentence.end),)) for c in told)
    return [Group(label=None, quotations=quotations)]


def _entry(candidate: Candidate, found: Sequence[Candidate]) -> Group:
    """The facts of an entry, and of its reasons the one that fits the question best."""
    passage = candidate.passage
    # Between the reasons and the origin stands what became of a resource that is gone: nothing matters more.
    gone = passage.sentences[_REASONS_END : len(passage.sentences) - 1]
    reasons = passage.sentences[1:_REASONS_END]
    scores = {c.sentence.start: c.score for c in found if c.passage.passage_id == passage.passage_id}
    fitting = max(reasons, key=lambda span: scores.get(span[0], -math.inf))
    sentences = (passage.sentences[0], *(gone or (fitting,)))
    return Group(
        label=None,
        quotations=tuple(Quotation(places=((passage, start, end),)) for start, end in sentences),
    )
