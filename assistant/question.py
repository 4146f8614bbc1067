"""Reads a question: cleaned, made self-contained from the history, and what kind of answer it wants."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Literal, get_args

from assistant import wording
from assistant.language import detect_language
from assistant.patterns import (
    ADVICE,
    AUTHORS,
    EXPECTED_BY_QUESTION,
    LEADS_TO,
    PLAN,
    QUESTION_WORD,
    RESOURCE,
    SELF,
    STEPS,
    WAY,
)
from assistant.records import AssistantFault
from corpus.glossary import Glossary, Kind
from corpus.records import Language, Record

QUESTION_LIMIT = 2000
"""Characters."""

ML_GOALS = frozenset({"machine-learning", "ml-engineer"})
"""Glossary terms for what the articles lead to."""
CAREER_CHANGER, FROM_SCRATCH = "career-changer", "from-scratch"
"""Backgrounds of readers who come from another trade, and of those who know nothing yet."""

QuestionKind = Literal["fact", "advice", "steps", "profile", "comparison", "resource", "plan"]
Expected = Literal["duration", "money", "count"]


class Question(Record):
    """A question as the later stages need it."""

    asked: str
    """As it was typed, without control characters."""
    text: str
    """Self-contained."""
    language: Language
    kind: QuestionKind
    expects: Expected | None
    """What the answering sentence must hold, where the question asks for a figure."""
    names: dict[Kind, frozenset[str]]
    """Ids of the glossary terms that it names, by kind."""
    own_words: dict[str, str]
    """The word that the question uses for a glossary term, by id."""


def clean(text: str) -> str:
    """The text without control, format and surrogate characters, white space folded.

    Raises AssistantFault when nothing is left or when it is longer than QUESTION_LIMIT.
    """
    language = detect_language(text)
    if len(text) > QUESTION_LIMIT:
        raise AssistantFault(wording.LONG_QUESTION[language].format(length=len(text), limit=QUESTION_LIMIT))
    visible = "".join(
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFC", text)
        if character.isspace() or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    folded = re.sub(r" +", " ", visible).strip()
    if not any(unicodedata.category(character)[0] in "LN" for character in folded):
        raise AssistantFault(wording.EMPTY_QUESTION[language])
    return folded


def read_question(asked: str, text: str, language: Language, glossary: Glossary, resource_names: Glossary) -> Question:
    """The reading of a cleaned question; `text` is its self-contained form."""
    mentions = glossary.mentions(text)
    names = {kind: frozenset(m.term.id for m in mentions if m.term.kind == kind) for kind in get_args(Kind)}
    names["resource"] = frozenset(m.term.id for m in resource_names.mentions(text))
    trades = {m.term.id for m in mentions if m.term.kind == "occupation"}
    goals = {m.term.id for m in mentions if m.term.id in trades and LEADS_TO[language].search(text[: m.start])}
    speaks_of_self = bool(SELF[language].search(text))
    if speaks_of_self and names["term"] & ML_GOALS:
        goals = set()
    names["occupation"] = frozenset(goals)
    if trades - goals and speaks_of_self:
        names["background"] |= {CAREER_CHANGER}
    if CAREER_CHANGER in names["background"]:
        # Mynter treats them under learning from scratch, so what is said of beginners is said of them.
        names["background"] |= {FROM_SCRATCH}
    # A follow-up that asks something of its own is not bound to what the question before it asked for.
    expects = _expected(asked if QUESTION_WORD[language].search(asked) else text, language)
    kind = _kind(text, language, expects, bool(names["background"]), len(names["author"]))
    return Question(
        asked=asked,
        text=text,
        language=language,
        kind=kind,
        expects=expects if kind == "fact" else None,
        names=names,
        own_words={m.term.id: text[m.start : m.end] for m in mentions},
    )


def concerns_reader(question: Question) -> bool:
    """Whether the answer depends on who asks: on the whole way, and not said for whom."""
    topics = (question.names["term"] | question.names["aspect"]) - ML_GOALS - {"duration"}
    if topics or any(question.names[kind] for kind in ("background", "author", "occupation", "resource", "company")):
        return False
    asks_the_way = WAY[question.language].search(question.text)
    return question.kind in {"plan", "steps"} or question.expects == "duration" or bool(asks_the_way)


def _expected(text: str, language: Language) -> Expected | None:
    found: Sequence[Expected] = ("duration", "money", "count")
    return next((expected for expected in found if EXPECTED_BY_QUESTION[expected][language].search(text)), None)


def _kind(text: str, language: Language, expects: Expected | None, has_background: bool, authors: int) -> QuestionKind:
    steps = bool(STEPS[language].search(text))
    asks_the_way = has_background and SELF[language].search(text) and WAY[language].search(text)
    # The first that holds.
    rules: Sequence[tuple[QuestionKind, object]] = (
        ("comparison", AUTHORS[language].search(text) or authors > 1),
        ("plan", PLAN[language].search(text) and not authors),
        ("fact", expects),
        ("resource", RESOURCE[language].search(text) and not authors),
        ("profile", asks_the_way and not (steps and authors)),
        ("steps", steps),
        ("advice", ADVICE[language].search(text)),
    )
    return next((kind for kind, holds in rules if holds), "fact")
