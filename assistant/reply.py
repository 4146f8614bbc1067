"""Reads the reply of a language model while it streams in: its sentences, and the numbers that each cites."""

import re

from corpus.records import Language, Record
from corpus.splitting import sentence_spans

_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|$)", re.DOTALL)
_MARKER = re.compile(
    r"[\[【]\^?\s*(?:passages?|source|段落|段)?\s*(\d+(?:\s*[,，、;和-]\s*\d+)*)\s*[\]】]", re.IGNORECASE
)
_LATE_MARKERS = re.compile(rf"([.!?。！？…]+[\"'”’」』)）]*)[ \t]*((?:{_MARKER.pattern}[ \t]*)+)", re.IGNORECASE)
_BEGUN_MARKER = re.compile(r"\s*[\[【][^\]】\n]*$")
_ADDRESS = re.compile(r"!?\[[^\]]*\]\s*[(\[:]|https?:|\bwww\.|//\w|<[a-z!/]|\bdata:|javascript:|\w@\w", re.IGNORECASE)
_WHOLE_ADDRESS = re.compile(
    r"!?\[[^\]]*\]\s*(?:\([^)]*\)|\[[^\]]*\]|:\s*\S+)|<[^>]*>?|(?:https?:|www\.|data:|javascript:|//)\S*|\S+@\S+",
    re.IGNORECASE,
)
_ORNAMENT = re.compile(r"\*\*|__|`+|^\s*#{1,6}\s*|^\s*>\s*", re.MULTILINE)
_BULLET = re.compile(r"^\s*(?:[-*•·]|\d+[.)、])\s+")
_CJK = re.compile(r"[\u3400-\u9fff]")
_LETTER = re.compile(r"[A-Za-z\u3400-\u9fff]")
_ENOUGH, _FOREIGN = 40, 0.2
"""Letters that show a language, and the share of the other's letters that a text may hold."""


class Said(Record):
    """One sentence of a reply."""

    text: str
    """Without markers."""
    numbers: tuple[int, ...]
    """Passages that it cites, as the prompt numbers them."""
    line: int
    bullet: bool
    has_address: bool
    """Whether it holds a link, an image, an address or HTML."""


def read_reply(raw: str, language: Language, finished: bool) -> tuple[list[Said], str]:
    """The whole sentences of a reply, and the beginning of the next one without markers and addresses."""
    text = _ORNAMENT.sub("", _THOUGHT.sub("", raw))
    text = _LATE_MARKERS.sub(lambda match: f" {match[2].strip()}{match[1]} ", text)
    said, pending = list[Said](), ""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        is_open = number == len(lines) - 1 and not finished
        bullet = _BULLET.match(line)
        body = line[bullet.end() :] if bullet else line
        if is_open:
            body = _BEGUN_MARKER.sub("", body)
        spans = sentence_spans(body, language)
        sentences = [body[start:end] for start, end in spans]
        if is_open and sentences:
            pending = sentences.pop()
        said += [_said(sentence, number, bool(bullet)) for sentence in sentences]
    shown = "" if _ADDRESS.search(_MARKER.sub("", pending)) else _bare(pending)
    return [sentence for sentence in said if sentence.text], shown


def in_wrong_language(raw: str, language: Language) -> bool:
    """Whether a reply, as far as it has come, is not in the language that was asked for."""
    text = _THOUGHT.sub("", raw)
    letters = len(_LETTER.findall(text))
    chinese = len(_CJK.findall(text))
    if letters < _ENOUGH:
        return False
    # Chinese texts of the trade are full of Latin names.
    return chinese / letters < _FOREIGN / 2 if language == "zh" else chinese / letters > _FOREIGN


def _said(sentence: str, line: int, bullet: bool) -> Said:
    numbers = [int(number) for found in _MARKER.findall(sentence) for number in _numbers(found)]
    address = bool(_ADDRESS.search(_MARKER.sub("", sentence)))
    text = (_bare(_WHOLE_ADDRESS.sub("…", sentence)) or "…") if address else _bare(sentence)
    return Said(text=text, numbers=tuple(dict.fromkeys(numbers)), line=line, bullet=bullet, has_address=address)


def _numbers(found: str) -> list[str]:
    if span := re.fullmatch(r"(\d{1,2})\s*-\s*(\d{1,2})", found):
        return [str(number) for number in range(int(span[1]), int(span[2]) + 1)]
    return re.findall(r"\d{1,4}", found)


def _bare(sentence: str) -> str:
    text = _MARKER.sub("", sentence)
    text = re.sub(r"\s+([.,;:!?。，；：！？])", r"\1", text)
    return re.sub(r"\s+", " ", text).strip() if _LETTER.search(text) else ""
