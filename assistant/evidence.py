"""Finds evidence and selects from it: which sentences of the hits may answer a question, and how well each does."""

from collections.abc import Collection, Mapping, Sequence

from assistant.citations import MARKER
from assistant.patterns import ABOUT_RESOURCE, EXPECTED_IN_ANSWER, REASON
from assistant.question import Question, QuestionKind
from corpus.glossary import Glossary, Kind
from corpus.records import Passage, Record
from corpus.resources import RESOURCES
from index.records import Hit, SentenceHit
from index.search import Index

HITS = 10
# Every author may have something to compare.
HITS_TO_COMPARE = 40
# A sentence about the versions of a source is worth less than one about the matter.
_ASIDE_FACTOR = 0.6
# Questions of these kinds have answers of their own making.
_ONLY_ARTICLES: tuple[QuestionKind, ...] = ("comparison", "profile", "plan")
_LAG_OF_NAMED, _LEAD_OF_OTHERS = 0.1, 0.05
"""How far the score of an entry that is asked about may be below that of the best section, and any other's above."""
_SECTION, _OF_BEST, _LEAD = 1.5, 0.2, 0.1
_SIMILARITY, _ASKED, _LEXICAL = 0.5, 0.7, 0.15
"""Weights of the signals in the score of a sentence; how they were found stands in `evals/LOG.md`."""


class Candidate(Record):
    """A sentence that may be quoted."""

    hit: Hit
    sentence: SentenceHit
    score: float
    aside: bool
    """Whether it speaks of the versions of a source and not of the matter."""

    @property
    def passage(self) -> Passage:
        """The passage that holds the sentence."""
        return self.hit.passage

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.passage.text[self.sentence.start : self.sentence.end]


class Selection(Record):
    """The sentences that may answer, best first; or the names that the articles say nothing about."""

    candidates: tuple[Candidate, ...] = ()
    missing: tuple[str, ...] = ()


def find(question: Question, index: Index) -> tuple[Question, list[Hit]]:
    """What the index holds on the question, and the question read in its light.

    The resource list serves those who ask for resources or about one by name, and everybody whose question it fits
    better than any section of the articles; for all others only the articles are looked in.
    """
    k = HITS_TO_COMPARE if question.kind == "comparison" else HITS
    if question.kind in _ONLY_ARTICLES:
        return question, index.search(question.text, question.language, k, without=(RESOURCES,))
    hits = index.search(question.text, question.language, k)
    if question.kind == "resource" or _serves(question, hits):
        return question.model_copy(update={"kind": "resource", "expects": None}), hits
    return question, index.search(question.text, question.language, k, without=(RESOURCES,))


def about_a_resource(question: Question) -> bool:
    """Whether it names a resource and asks what an entry tells: cost, hours, language, what it is for."""
    return bool(question.names["resource"] and ABOUT_RESOURCE[question.language].search(question.text))


def _serves(question: Question, hits: Sequence[Hit]) -> bool:
    """Whether the list fits the question: an entry leads, or one that it asks about is not far behind the articles."""
    article = max((hit.score for hit in hits if hit.passage.source_id != RESOURCES), default=0.0)
    entries = [hit for hit in hits if hit.passage.source_id == RESOURCES]
    if about_a_resource(question):
        named = [hit.score for hit in entries if hit.passage.section_id in question.names["resource"]]
        return max(named, default=0.0) >= article - _LAG_OF_NAMED
    # The list tells no reasons, and nothing of salaries, hardware or visas.
    if question.names["aspect"] - {"price"} or REASON[question.language].search(question.asked):
        return False
    return max((hit.score for hit in entries), default=0.0) >= article + _LEAD_OF_OTHERS


def select(question: Question, hits: Sequence[Hit], glossary: Glossary) -> Selection:
    """Every sentence of the hits that may be quoted in answer to the question, best first."""
    told = {hit.passage.passage_id: glossary.names(_all_words(hit.passage)) for hit in hits}
    missing = _unmentioned(question, told.values())
    if missing:
        return Selection(missing=missing)
    fitting = [hit for hit in hits if _fits(question, told[hit.passage.passage_id])]
    candidates = [
        Candidate(
            hit=hit, sentence=sentence, score=_score(question, hit, sentence, best, names), aside="aside" in names
        )
        for hit in fitting
        for best in [max(map(_own_evidence, hit.sentences), default=0.0)]
        for sentence in hit.sentences
        if _eligible(question, hit, sentence, names := glossary.names(_words(hit, sentence)), glossary)
    ]
    return Selection(candidates=tuple(sorted(candidates, key=lambda candidate: -candidate.score)))


def holds_expected(question: Question, candidate: Candidate) -> bool:
    """Whether the sentence holds the kind of figure that the question asks for."""
    if question.expects is None:
        return True
    return bool(EXPECTED_IN_ANSWER[question.expects][candidate.passage.language].search(candidate.text))


def _binding(question: Question) -> tuple[Kind, ...]:
    """The kinds of names that an answer has to speak of; what readers tell of themselves binds nothing."""
    return () if question.kind in {"profile", "resource"} else ("company", "place", "occupation", "aspect")


def _unmentioned(question: Question, told: Collection[Mapping[Kind, frozenset[str]]]) -> tuple[str, ...]:
    """The words of the question for names that no hit speaks of, when it speaks of none of that kind."""
    for kind in _binding(question):
        asked = question.names[kind]
        if asked and not any(asked & names.get(kind, frozenset()) for names in told):
            return tuple(question.own_words[name] for name in sorted(asked))
    return ()


def _fits(question: Question, told: Mapping[Kind, frozenset[str]]) -> bool:
    return all(
        not question.names[kind] or question.names[kind] & told.get(kind, frozenset()) for kind in _binding(question)
    )


def _eligible(
    question: Question, hit: Hit, sentence: SentenceHit, names: Mapping[Kind, frozenset[str]], glossary: Glossary
) -> bool:
    """Whether a sentence speaks of nobody and nothing else than the question does."""
    # What looks like a marker of ours would be taken for one.
    if MARKER.search(_words(hit, sentence)):
        return False
    heading = glossary.names(hit.passage.heading)
    for kind in ("company", "place") if question.kind != "profile" else ():
        asked = question.names[kind]
        if asked and (
            (names.get(kind) and not asked & names[kind]) or not asked & {*names.get(kind, ()), *heading.get(kind, ())}
        ):
            return False
    asked = question.names["background"]
    return not asked or all(not (told := part.get("background")) or asked & told for part in (names, heading))


def _score(
    question: Question, hit: Hit, sentence: SentenceHit, best: float, names: Mapping[Kind, frozenset[str]]
) -> float:
    """Evidence that the sentence answers: its section's, and its own beside `best`, that of the section's best one.

    Which section answers is known better than which sentence: from section to section, sentences count for less.
    """
    score = _SECTION * hit.score + _own_evidence(sentence) - (1 - _OF_BEST) * best
    if sentence.start == 0:
        # How nearly the reader asks what the section says of itself that it answers: 0 below 0.6, 1 for the same words.
        score += _LEAD * max(0.0, hit.asked - 0.6) / 0.4
    aside = names.get("aside") and not question.names["aside"]
    return score * _ASIDE_FACTOR if aside else score


def _own_evidence(sentence: SentenceHit) -> float:
    return _SIMILARITY * sentence.shared + _ASKED * sentence.asked + _LEXICAL * sentence.lexical


def _words(hit: Hit, sentence: SentenceHit) -> str:
    return hit.text[sentence.start : sentence.end]


def _all_words(passage: Passage) -> str:
    return "\n".join((passage.heading, *passage.questions, passage.text))
