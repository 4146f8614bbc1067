"""The rules for a sentence that is to be quoted alone."""

import re
from collections.abc import Iterator

from corpus.records import Language

SENTENCE_LENGTH: dict[Language, tuple[int, int]] = {"en": (20, 400), "zh": (8, 200)}
_DANGLING: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"(?:this|that|these|those|it|its|they|their|them|he|his|she|her|such|here|there|also|however|instead|"
        r"moreover|furthermore|therefore|thus|otherwise|both|the (?:former|latter|above|first one|second one))\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"这|那(?!么多)|它|他|她|此|其(?!他)|该|因此|所以|但(?!凡)|而且|此外|同时|例如|比如|另外|不过|然而|前者|后者|上述|以上"
    ),
}


def sentence_faults(sentence: str, language: Language) -> Iterator[str]:
    """What keeps a sentence from being quoted alone."""
    shortest, longest = SENTENCE_LENGTH[language]
    if not shortest <= len(sentence) <= longest:
        yield f"sentence of {len(sentence)} characters, not {shortest} to {longest}: {sentence[:60]!r}"
    if found := _DANGLING[language].match(sentence):
        yield f"sentence begins with {found[0]!r}, which points outside the quote: {sentence[:60]!r}"
