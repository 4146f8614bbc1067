"""Makes a follow-up self-contained from the questions before it, without a model."""

from collections.abc import Collection, Sequence

from assistant.patterns import (
    ABOUT_RESOURCE,
    EXPLETIVE,
    FOLLOW_UP,
    FOLLOW_UP_OPENER,
    PERSON,
    PRONOUN,
    QUESTION_WORD,
    RESOURCE,
)
from assistant.question import QUESTION_LIMIT
from corpus.glossary import Glossary, Kind
from corpus.records import Language
from index.lexical import distinct_tokens, tokens

# A follow-up that names one of these in place of another of its kind asks the earlier question anew.
_EXCHANGED: tuple[Kind, ...] = ("company", "place", "background", "occupation")
# Cost and time are of anything.
_OF_ANYTHING = {"price", "duration"}
_TOPICS: tuple[Kind, ...] = ("term", "aspect", "background", "occupation")
# Terms of a question too short to stand alone, and of one long enough to explain its own pronouns.
_FEW_TERMS, _MANY_TERMS = 3, 6
_REMEMBERED = 10
"""Earlier questions that a follow-up may lean on."""


def standalone(
    text: str, history: Sequence[str], language: Language, glossary: Glossary, resource_names: Glossary
) -> str:
    """The question as a stranger would have to ask it. `history` holds earlier questions, oldest first."""
    earlier = ""
    for question in (*history[-_REMEMBERED:], text):
        earlier = _resolved(question, earlier, language, glossary, resource_names) if earlier else question
    return earlier


def _resolved(text: str, earlier: str, language: Language, glossary: Glossary, resource_names: Glossary) -> str:
    """A question after another one, itself self-contained."""
    if _asks_on(text, earlier, language, glossary, resource_names):
        rest = FOLLOW_UP_OPENER[language].sub("", text)
        return f"{earlier.rstrip(' ?？。.')}{'，' if language == 'zh' else ', '}{rest}"
    if not _leans(text, language, glossary, resource_names):
        return text
    exchanged = _exchange(earlier, text, glossary)
    if exchanged is not None:
        return exchanged
    rest = FOLLOW_UP_OPENER[language].sub("", text).strip(" ,，？?呢") or text
    hangs = _opens(rest, language) or _points_back(rest, language) or _speaks_of_somebody(rest, language, glossary)
    if not hangs and _new_topics(rest, earlier, glossary):
        return f"{rest}？" if language == "zh" else f"{rest}?"
    kept = _without(earlier, {m.term.kind for m in glossary.mentions(text)}, glossary).rstrip(" ?？")
    joined = f"{kept}，{rest}？" if language == "zh" else f"{kept}, {rest}?"
    return joined if len(joined) <= QUESTION_LIMIT else text


def _asks_on(text: str, earlier: str, language: Language, glossary: Glossary, resource_names: Glossary) -> bool:
    """Whether it asks for cost, hours or language without saying of what, after a question on a resource."""
    if not (resource_names.mentions(earlier) or RESOURCE[language].search(earlier)):
        return False
    short = len(distinct_tokens(text)) <= _MANY_TERMS
    # How long something takes is asked of everything, so whatever is named beside it is the topic.
    how_long = any(mention.term.id == "duration" for mention in glossary.mentions(text))
    topics: tuple[Kind, ...] = (*_TOPICS, "author") if how_long else ("term",)
    of_its_own = _has_topic(text, topics, glossary, resource_names)
    return bool(short and ABOUT_RESOURCE[language].search(text) and not of_its_own)


def _new_topics(text: str, earlier: str, glossary: Glossary) -> set[str]:
    """What a whole question after an opening word ("But do I need a degree?") asks about that the earlier did not."""
    before = {mention.term.id for mention in glossary.mentions(earlier)}
    found = {mention.term.id for mention in glossary.mentions(text) if mention.term.kind in {"term", "aspect"}}
    return found - before - _OF_ANYTHING


def _leans(text: str, language: Language, glossary: Glossary, resource_names: Glossary) -> bool:
    """Whether the question cannot be understood alone. A pronoun beside a topic of its own may mean anything."""
    if _opens(text, language) or _speaks_of_somebody(text, language, glossary):
        return True
    hangs = _points_back(text, language) or len(distinct_tokens(text)) == 1
    return hangs and not _has_topic(text, _TOPICS, glossary, resource_names)


def _opens(text: str, language: Language) -> bool:
    """Whether it begins as a follow-up, or is no question but a word or two."""
    terms = len(distinct_tokens(text))
    bare = terms < _FEW_TERMS and not QUESTION_WORD[language].search(text)
    return bool(FOLLOW_UP[language].search(text)) or terms == 0 or bare


def _points_back(text: str, language: Language) -> bool:
    pointing = PRONOUN[language].search(EXPLETIVE[language].sub(" ", text))
    return bool(pointing) and len(distinct_tokens(text)) <= _MANY_TERMS


def _speaks_of_somebody(text: str, language: Language, glossary: Glossary) -> bool:
    """Whether it says he or she and not of whom."""
    return bool(PERSON[language].search(text)) and not any(m.term.kind == "author" for m in glossary.mentions(text))


def _has_topic(text: str, kinds: Collection[Kind], glossary: Glossary, resource_names: Glossary) -> bool:
    """Whether it names what it is about: a resource, or something of these kinds."""
    named = {m.term.id for m in glossary.mentions(text) if m.term.kind in kinds} - _OF_ANYTHING
    return bool(named or resource_names.mentions(text))


def _exchange(earlier: str, text: str, glossary: Glossary) -> str | None:
    """The earlier question with its names replaced by those of the follow-up; None where that is not all it says."""
    new = {m.term.kind: text[m.start : m.end] for m in glossary.mentions(text) if m.term.kind in _EXCHANGED}
    old = [m for m in glossary.mentions(earlier) if m.term.kind in new]
    if not old or tokens(_without(text, set(new), glossary)):
        return None
    result = earlier
    for mention in reversed(old):
        first = next(m for m in old if m.term.kind == mention.term.kind)
        replacement = new[mention.term.kind] if mention is first else ""
        result = result[: mention.start] + replacement + result[mention.end :]
    return result


def _without(text: str, kinds: set[Kind], glossary: Glossary) -> str:
    """The text without the names of the given kinds, as far as they can be exchanged."""
    for mention in reversed(glossary.mentions(text)):
        if mention.term.kind in kinds and mention.term.kind in _EXCHANGED:
            text = f"{text[: mention.start].rstrip()} {text[mention.end :].lstrip()}".strip()
    return text
