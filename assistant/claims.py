"""What a sentence claims that can be held against a quote: figures with units, names, negations, its words."""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from functools import cache, lru_cache
from itertools import islice

from assistant.claim_words import (
    ANTONYMS,
    BOUNDS,
    CHINESE_DIGITS,
    CHINESE_FIGURE,
    GENERIC,
    NEGATION,
    NO_NEGATION,
    NUMBER_WORDS,
    ONE,
    SCALES,
    SPELLINGS,
    UNITS,
)
from corpus.records import Record
from index.lexical import tokens

_SCOPE = 3
"""Terms after a negating word that it can be about."""
_SCALE = "|".join(sorted(SCALES, key=len, reverse=True))
_DIGITS = re.compile(
    rf"(?<![A-Za-z\d.])(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?)\s?(?P<scale>(?:{_SCALE})(?![A-Za-z]))?", re.IGNORECASE
)
_ENGLISH_NUMBER = re.compile(rf"\b(?:{'|'.join(NUMBER_WORDS)})\b", re.IGNORECASE)
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[.+#'’&-]*[A-Za-z0-9]+)*[+#]*")
_CLAUSE = re.compile(r"[,;:.!?，；：。！？、（）()]")
_REACH = 24
"""Characters around a figure in which its unit stands."""


Figure = tuple[str, int, int]
"""A value in digits, its start and its end."""


class Negation(Record):
    """One negating word and the terms that it is about."""

    word: str
    terms: tuple[str, ...]


class Claims(Record):
    """What can be checked of a text."""

    terms: tuple[str, ...]
    """Stems of Latin words and pairs of Chinese characters, in order, without stop words."""
    figures: frozenset[str]
    possible: frozenset[str]
    """Its figures, and the ones that may be pronouns or articles."""
    units: frozenset[str]
    measured: frozenset[tuple[str, str]]
    """Figures with a unit near them."""
    words: frozenset[str]
    """Latin words in lower case."""
    names: frozenset[str]
    """Latin words that are written like names."""
    negations: tuple[Negation, ...]
    poles: frozenset[tuple[int, int]]
    """Sides of the pairs of opposites that it takes."""
    bounds: frozenset[str]
    """Kinds of bounds that it sets: at least, at most, more than, less than, only."""


@lru_cache(maxsize=8192)
def claims(text: str) -> Claims:
    """Everything that a text claims, as far as its surface shows it."""
    folded = unicodedata.normalize("NFKC", text)
    for pattern, plain in SPELLINGS:
        folded = pattern.sub(plain, folded)
    figures = list(_figures(folded))
    is_chinese = bool(re.search(r"[\u3400-\u9fff]", folded))
    units = {name for name, pattern in UNITS.items() if pattern.search(folded)}
    latin = [(match.start(), re.sub(r"['’]s$", "", match[0])) for match in _LATIN.finditer(folded)]
    return Claims(
        terms=tuple(tokens(_in_digits(folded, figures))),
        figures=frozenset(value for value, _, _ in figures),
        possible=frozenset({value for value, _, _ in figures} | ({"1"} if ONE.search(folded) else set())),
        units=frozenset(units),
        measured=frozenset(_measured(folded, figures)),
        words=frozenset(part.lower() for _, word in latin for part in (word, *re.split(r"[-'’]", word))),
        names=frozenset(word for at, word in latin if _looks_like_a_name(word, folded[:at], is_chinese)),
        negations=tuple(_negations(folded)),
        poles=frozenset(_poles(folded)),
        bounds=frozenset(kind for kind, pattern in BOUNDS.items() if pattern.search(folded)),
    )


def _figures(text: str) -> Iterator[Figure]:
    """The value of every number, in digits, with its place."""
    for match in _DIGITS.finditer(text):
        value = Decimal(match["number"].replace(",", ""))
        scale = SCALES.get((match["scale"] or "").lower(), 1)
        yield f"{(value * scale).normalize():f}", match.start(), match.end("scale" if scale > 1 else "number")
    for match in _ENGLISH_NUMBER.finditer(text):
        yield NUMBER_WORDS[match[0].lower()], match.start(), match.end()
    for match in CHINESE_FIGURE.finditer(text):
        yield _chinese_value(match["value"]), match.start(), match.end("value")


def _in_digits(text: str, figures: list[Figure]) -> str:
    """The text with every figure in digits, however it was written."""
    for value, start, end in sorted(figures, key=lambda figure: -figure[1]):
        text = f"{text[:start]} {value} {text[end:]}"
    return text


def _chinese_value(text: str) -> str:
    """The value of a Chinese numeral below ten thousand, as digits; larger units are kept as written."""
    total, digit = 0, 0
    for character in text:
        if character in CHINESE_DIGITS:
            digit = CHINESE_DIGITS[character]
        elif character in "十百千":
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[character]
            digit = 0
        else:
            return text
    return str(total + digit)


def _measured(text: str, figures: list[Figure]) -> Iterator[tuple[str, str]]:
    for value, start, end in figures:
        near = _near(text, start, end)
        yield from ((value, name) for name, pattern in UNITS.items() if pattern.search(near))


def _near(text: str, start: int, end: int) -> str:
    """A figure with what stands right before it (a currency) and after it (a unit), within its clause."""
    before, after = text[max(0, start - 3) : start], text[end : end + _REACH]
    cut = re.search(r"[,;:.!?，；：。！？、]", after)
    return before + text[start:end] + (after[: cut.start()] if cut else after)


def _looks_like_a_name(word: str, before: str, is_chinese: bool) -> bool:
    """Whether a Latin word is a name: by its capitals, save that which opens a sentence; any in a Chinese text."""
    if len(word) < 2 or is_chinese:
        return len(word) > 1
    if any(character.isupper() for character in word[1:]) or any(c.isdigit() for c in word):
        return True
    opens = not before.strip() or bool(re.search(r"[.!?:\"“‘(]\s*$", before))
    return word[0].isupper() and not opens


def _negations(text: str) -> Iterator[Negation]:
    bare = NO_NEGATION.sub(lambda match: " " * len(match[0]), text)
    for match in NEGATION.finditer(bare):
        rest = bare[match.end() :]
        cut = _CLAUSE.search(rest)
        terms = (term for term in tokens(rest[: cut.start()] if cut else rest) if term not in _generic())
        yield Negation(word=match[0].lower(), terms=tuple(islice(terms, _SCOPE)))


@cache
def _generic() -> frozenset[str]:
    return frozenset(tokens(GENERIC))


def _poles(text: str) -> Iterator[tuple[int, int]]:
    for number, sides in enumerate(ANTONYMS):
        yield from ((number, side) for side, pattern in enumerate(sides) if pattern.search(text))


def contained(claimed: Claims, given: Claims) -> float:
    """Mean share of the terms and of the pairs of neighbouring terms of one text that stand in another, 0 to 1."""
    if not claimed.terms:
        return 0.0
    held = set(given.terms)
    single = sum(term in held for term in claimed.terms) / len(claimed.terms)
    pairs = set(zip(claimed.terms, claimed.terms[1:], strict=False))
    if not pairs:
        return single
    double = len(pairs & set(zip(given.terms, given.terms[1:], strict=False))) / len(pairs)
    return (single + double) / 2
