"""Whether a wish for a plan is for one that can be made here, and not for a diet or a journey."""

from collections.abc import Iterable

from assistant.plan.reading import specialty_in
from assistant.question import ML_GOALS, Question
from corpus.glossary import Glossary, Term
from corpus.roadmap import Roadmap
from index.lexical import tokens
from index.search import Index

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_OURS = frozenset({"background", "term"})
_NEAREST = 3
_LEAD, _LEAD_WITH_BACKGROUND = 0.03, -0.04
"""Cosine by which a wish with words of its own must be nearer to known wishes than to foreign questions; the second
where it names a background of the articles."""


class Wishes:
    """Tells wishes for a plan apart. Immutable."""

    def __init__(self, requests: Iterable[str], glossary: Glossary, roadmap: Roadmap) -> None:
        skills = (skill.words for stage in roadmap.stages for skill in stage.skills)
        every = [word for found in (*skills, *(s.words for s in roadmap.specialties), _MONTHS) for word in found]
        lowered = tuple({*every, *(word.lower() for word in every)})
        self._roadmap = roadmap
        self._own_names = Glossary((Term(id="own", kind="term", en=lowered, zh=lowered),))
        words = (word for term in glossary.terms for word in (*term.en, *term.zh) if term.kind in _OURS)
        self._words = frozenset(token for text in (*requests, *words) for token in tokens(text))

    def fits(self, question: Question, index: Index) -> bool:
        """Whether the plan is wanted for the way into machine learning.

        It is when the wish says so, when all its words are those of such wishes, or when it is nearer to them than to
        what nothing here answers; it is not when it leads to another trade or to a place.
        """
        if question.names["occupation"]:
            return False
        if question.names["term"] & ML_GOALS or specialty_in(question.text, self._roadmap):
            return True
        if question.names["place"] and not question.names["background"]:
            return False
        text, language = question.text, question.language
        named = {token for names in (index.resource_names, self._own_names) for m in names.mentions(text)
                 for token in tokens(text[m.start : m.end])}  # fmt: skip
        own = {token for token in tokens(text) if not any(character.isdigit() for character in token)}
        if own - named <= self._words:
            return True
        near = index.nearest("plan request", text, language, _NEAREST)
        far = max(index.nearest(kind, text, language, _NEAREST) for kind in ("other plan", "unanswerable"))
        return near > far + (_LEAD_WITH_BACKGROUND if question.names["background"] else _LEAD)
