"""Which of the two languages a question is in."""

import re

from corpus.records import Language

_CJK = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z][A-Za-z'.+#-]*")
_ENGLISH_GRAMMAR = re.compile(
    r"\b(?:what|how|why|which|who|when|where|is|are|do|does|did|can|should|i|i'm|the|a|an|to|for|of|and|my|me|in|about)\b",
    re.IGNORECASE,
)
_CHINESE_GRAMMAR = re.compile(r"[的吗呢吧了是我你怎么什么多少如何哪要该想]")
_CHARACTERS_A_WORD = 1.5


def detect_language(text: str) -> Language:
    """The language whose grammar holds the text together; without a sign of either, the one with more words."""
    characters, words = len(_CJK.findall(text)), len(_WORD.findall(text))
    if not characters:
        return "en"
    english, chinese = bool(_ENGLISH_GRAMMAR.search(text)), bool(_CHINESE_GRAMMAR.search(text))
    if english != chinese:
        return "en" if english else "zh"
    return "zh" if characters / _CHARACTERS_A_WORD >= words else "en"
