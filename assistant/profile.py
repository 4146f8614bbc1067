"""The answer to "I am X, what next?": short labelled groups, one search for each."""

from collections.abc import Sequence

from assistant import wording
from assistant.citations import Quotation
from assistant.evidence import Candidate, select
from assistant.extractive import Group
from assistant.patterns import FACET_SENTENCES, FACETS
from assistant.question import Question
from corpus.glossary import Term
from corpus.records import Places
from index.search import Index

_HITS = 8
_SENTENCES = {"stand": 2, "learn": 3, "show": 3, "long": 2}
_CLOSE = 0.75
_CHOOSING_ORDER = ("long", "show", "learn", "stand")
# These groups speak of the reader, so only sections on the background serve; the others may be general.
_PERSONAL = frozenset({"stand", "long"})


def compose_profile(question: Question, backgrounds: Sequence[Places], index: Index) -> list[Group]:
    """The groups of the answer; a group without evidence is left out."""
    asked = question.names["background"]
    terms = [term for term in index.glossary.terms if term.kind == "background" and term.id in asked]
    own = frozenset(place for background in backgrounds if background.id in asked for place in background.places)
    groups, used = [], set[tuple[str, int]]()
    # The groups with the plainest marks choose first; what they leave goes to the others.
    for facet in _CHOOSING_ORDER:
        chosen = [
            c
            for c in _candidates(question, facet, terms, own, index)
            if (c.passage.place, c.sentence.start) not in used
        ]
        chosen = [c for c in chosen if c.score >= _CLOSE * chosen[0].score][: _SENTENCES[facet]]
        used |= {(c.passage.place, c.sentence.start) for c in chosen}
        if chosen:
            label = wording.GROUPS[facet][question.language]
            groups.append((facet, Group(label=label, quotations=_in_reading_order(chosen))))
    return [group for facet in FACETS for name, group in groups if name == facet]


def _candidates(
    question: Question, facet: str, terms: Sequence[Term], own: frozenset[str], index: Index
) -> list[Candidate]:
    """Sentences for one group, best first: of the sections on the background, or of any where that may be."""
    language = question.language
    text = FACETS[facet][language].format(background=" / ".join(term.words(language)[0] for term in terms))
    hits = index.search(text, language, _HITS)
    found = select(question.model_copy(update={"text": text}), hits, index.glossary).candidates
    matching = [c for c in found if FACET_SENTENCES[facet][c.passage.language].search(c.text) and not c.aside]
    personal = [c for c in matching if c.passage.place in own]
    return personal if personal or facet in _PERSONAL else matching


def _in_reading_order(chosen: Sequence[Candidate]) -> tuple[Quotation, ...]:
    first = {candidate.passage.place: at for at, candidate in reversed(list(enumerate(chosen)))}
    ordered = sorted(chosen, key=lambda c: (first[c.passage.place], c.sentence.start))
    return tuple(Quotation(places=((c.passage, c.sentence.start, c.sentence.end),)) for c in ordered)
