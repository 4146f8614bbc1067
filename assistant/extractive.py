"""The answer without any model: whole sentences of passages, chosen, merged, grouped and put in order."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence

from assistant import wording
from assistant.citations import MARKER, Quotation
from assistant.evidence import Candidate, holds_expected
from assistant.question import Question, QuestionKind
from corpus.records import Places, Record
from index.search import Index

# Sentences at most, and words at most for a fact question. Profiles have their own, see profile.py.
BUDGET: dict[QuestionKind, int] = {"fact": 3, "advice": 6, "steps": 8, "comparison": 6, "resource": 6}
FACT_WORDS = 90
_CHINESE_CHARACTERS_A_WORD = 1.7
# A further sentence must come this close to the best one, in its own section and in others.
_CLOSE_IN_SECTION = 0.7
CLOSE_ELSEWHERE = 0.90
_CLOSE_OF_AUTHOR = 0.85
_SAME_FACT = 0.86
# A topic is compared when one of its sections is among the first so many.
_NEAR = 3
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


class Group(Record):
    """Sentences under one label, or under none."""

    label: str | None
    quotations: tuple[Quotation, ...]


def compose(question: Question, candidates: Sequence[Candidate], topics: Sequence[Places], index: Index) -> list[Group]:
    """The groups of an answer, best first. Empty when no candidate holds the figure that is asked for."""
    answering = [candidate for candidate in candidates if holds_expected(question, candidate)]
    if not answering:
        return []
    best = answering[0]
    if question.kind == "steps":
        return [Group(label=None, quotations=_quotations(_whole_section(answering), answering, index))]
    rivals = _by_author(question, answering, best, topics)
    if len(rivals) > 1:
        return [
            Group(label=f"{author}.", quotations=_quotations(chosen, answering, index)) for author, chosen in rivals
        ]
    chosen = _flat(question, answering, best)
    return [Group(label=None, quotations=_quotations(chosen, answering, index))]


def author_label(candidate: Candidate) -> str:
    """Author and year, as a label for a view."""
    source = candidate.passage.source
    name = MARKER.sub(r"(\1)", source.author or source.title)
    return f"{name} ({wording.year_label(source.year, source.language)})"


def _whole_section(answering: Sequence[Candidate]) -> list[Candidate]:
    """The section that was found first, in the order of the text, as steps are told."""
    first = max(answering, key=lambda c: c.hit.score + c.hit.asked).passage.place
    section = [c for c in answering if c.passage.place == first]
    told = [c for c in section if not c.aside] or section
    return sorted(told, key=lambda c: c.sentence.start)[: BUDGET["steps"]]


def _flat(question: Question, answering: Sequence[Candidate], best: Candidate) -> list[Candidate]:
    """The best sentence first, then those of its section in the order of the text, then those of others."""
    budget = BUDGET[question.kind]
    home, bar = best.passage.place, _CLOSE_IN_SECTION * best.score
    same = [c for c in answering if c.passage.place == home and c is not best and c.score >= bar][: budget - 1]
    others = [c for c in answering if c.passage.place != home and c.score >= CLOSE_ELSEWHERE * best.score]
    return _within(question, [best, *sorted(same, key=lambda c: c.sentence.start), *others])


def _within(question: Question, chosen: Sequence[Candidate]) -> list[Candidate]:
    kept = list(chosen[: BUDGET[question.kind]])
    if question.kind != "fact":
        return kept
    words, short = 0.0, list[Candidate]()
    for candidate in kept:
        words += word_count(candidate.text)
        if short and words > FACT_WORDS:
            break
        short.append(candidate)
    return short


def _by_author(
    question: Question, answering: Sequence[Candidate], best: Candidate, topics: Sequence[Places]
) -> list[tuple[str, list[Candidate]]]:
    """The views of several authors on one matter, each under its author; empty where it is none of our topics."""
    close = _on_topic(question, answering, best, topics)
    views: dict[str, list[Candidate]] = {}
    for candidate in close:
        views.setdefault(author_label(candidate), []).append(candidate)
    share = max(1, BUDGET[question.kind] // max(1, len(views)))
    return [(author, sorted(chosen[:share], key=_reading_order(chosen[0]))) for author, chosen in views.items()]


def _on_topic(
    question: Question, answering: Sequence[Candidate], best: Candidate, topics: Sequence[Places]
) -> list[Candidate]:
    """Candidates on the topic of the best sentence; for a comparison, those to compare."""
    if question.kind == "comparison":
        return _to_compare(question, answering, best, topics)
    places = next((topic.places for topic in topics if best.passage.place in topic.places), ())
    return [c for c in answering if c.passage.place in places and c.score >= _CLOSE_OF_AUTHOR * best.score]


def _to_compare(
    question: Question, answering: Sequence[Candidate], best: Candidate, topics: Sequence[Places]
) -> list[Candidate]:
    """Candidates on the topic with most evidence; without one, of the section in which each author comes close."""
    first = list(dict.fromkeys(c.passage.place for c in answering))[:_NEAR]
    ranks, named = {place: at for at, place in enumerate(first, 1)}, question.names["author"]
    near = [topic for topic in topics if ranks.keys() & set(topic.places)]
    if near:
        topic = max(near, key=lambda topic: _evidence_on(topic, ranks, named))
        views = [c for c in answering if c.passage.place in topic.places]
        if len({c.passage.source_id for c in views}) > 1:
            return views
    closest = {c.passage.source_id: c for c in reversed(answering)}
    bar = _CLOSE_OF_AUTHOR * best.score
    # An author who is asked about by name has a say, however far off.
    heard = [
        c for c in closest.values() if {c.passage.source_id, c.passage.source.version_of} & named or c.score >= bar
    ]
    return [c for c in answering if c.passage.place in {one.passage.place for one in heard}]


def _evidence_on(topic: Places, ranks: Mapping[str, int], named: Collection[str]) -> float:
    """How far ahead its sections were found, less where authors who are named say nothing on the topic."""
    speakers = {place.split("/")[0] for place in topic.places}
    heard = (1 + len(speakers & {*named})) / (1 + len(named))
    return heard * sum(1 / ranks[place] for place in topic.places if place in ranks)


def _reading_order(first: Candidate) -> Callable[[Candidate], int]:
    return lambda candidate: -1 if candidate is first else candidate.sentence.start


def _quotations(chosen: Sequence[Candidate], answering: Sequence[Candidate], index: Index) -> tuple[Quotation, ...]:
    """Each fact once: a sentence of another article that says the same is cited beside it."""
    rows = {candidate.sentence.row for candidate in chosen}
    pool = [*chosen, *(candidate for candidate in answering if candidate.sentence.row not in rows)]
    alike = index.similarity([candidate.sentence.row for candidate in pool])
    written: list[int] = []
    for at in range(len(chosen)):
        if all(not _same_fact(pool[at], pool[one], float(alike[at, one])) for one in written):
            written.append(at)
    quotations = []
    for at in written:
        twins: dict[str, Candidate] = {pool[at].passage.source_id: pool[at]}
        for other, candidate in enumerate(pool):
            if other != at and _same_fact(pool[at], candidate, float(alike[at, other])):
                twins.setdefault(candidate.passage.source_id, candidate)
        places = tuple((c.passage, c.sentence.start, c.sentence.end) for c in twins.values())
        quotations.append(Quotation(places=places))
    return tuple(quotations)


def _same_fact(one: Candidate, other: Candidate, cosine: float) -> bool:
    return cosine >= _SAME_FACT and _NUMBER.findall(one.text) == _NUMBER.findall(other.text)


def word_count(text: str) -> float:
    """Words of a text; Chinese characters count by the average length of a word."""
    chinese = len(re.findall(r"[\u3400-\u9fff]", text))
    return len(re.findall(r"[A-Za-z0-9][\w'.,+#-]*", text)) + chinese / _CHINESE_CHARACTERS_A_WORD
