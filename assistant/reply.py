"""Reads the reply of a language model while it streams in: its sentences, and the numbers that each cites."""

import re

from assistant.prompts import DECLINED
from corpus.records import Language, Record
from corpus.splitting import sentence_spans

# The opening of a thought may stand in the template of the model and not in its reply.
_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|$)|^.*</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"^\s*```.*$", re.MULTILINE)
_MARKER = re.compile(
    r"[\[【〔⟦]\^?\s*(?:passages?|sources?|ref|段落|段|来源|#)?\s*(\d+(?:\s*(?:[,，、;&和至到~–-]|and|to)\s*\d+)*)(?:†[^\]】]*)?\s*[\]】〕⟧]",
    re.IGNORECASE,
)
_LATE_MARKERS = re.compile(
    rf"([.!?。！？…]{{1,8}}[\"'”’」』)）]{{0,4}})[ \t]{{0,4}}((?:{_MARKER.pattern}[ \t]{{0,4}})+)", re.IGNORECASE
)
_BEGUN_MARKER = re.compile(r"\s*[\[【][^\]】\n]*$")
_ADDRESS = re.compile(r"!?\[[^\]]*\]\s*[(\[:]|https?:|\bwww\.|//\w|<[a-z!/]|\bdata:|javascript:|\w@\w", re.IGNORECASE)
_WHOLE_ADDRESS = re.compile(
    r"!?\[[^\]]*\]\s*(?:\([^)]*\)|\[[^\]]*\]|:\s*\S+)|<[^>]*>?|(?:https?:|www\.|data:|javascript:|//)\S*|\S+@\S+",
    re.IGNORECASE,
)
_ORNAMENT = re.compile(r"\*\*|__|`+|^\s*#{1,6}\s*|^\s*>\s*", re.MULTILINE)
_ENDED = re.compile(r"[.!?。！？…：:;；\]】〕⟧][\"'”’」』)）]*\s*$")
_BULLET = re.compile(r"^\s*(?:[-*•·]|\d+[.)、])\s+")
# What is left of brackets could be taken for markers.
_NO_MARKERS = str.maketrans("[]【】〔〕⟦⟧", "()()()()")
_CJK = re.compile(r"[\u3400-\u9fff]")
_LETTER = re.compile(r"[A-Za-z\u3400-\u9fff]")
_ENOUGH: dict[Language, int] = {"en": 40, "zh": 80}
"""Letters that show that a reply is not in this language."""
_FEWEST_CHINESE, _MOST_CHINESE = 0.05, 0.2
"""Shares of Chinese characters: in a Chinese text, which may be full of Latin names, and in an English one."""


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


def visible(raw: str) -> str:
    """A reply without what is no text: halves of characters are joined or dropped, control characters are dropped."""
    whole = raw.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return "".join(letter for letter in whole if letter.isprintable() or letter in "\n\t")


def spoken(raw: str) -> str:
    """A reply without the thoughts of its model."""
    return _THOUGHT.sub("", raw)


def declines(raw: str) -> bool:
    """Whether a reply says that there is no answer, and nothing else."""
    return spoken(raw).strip(" \n\t.*。\"'“”").upper() == DECLINED


def read_reply(raw: str, language: Language, finished: bool) -> tuple[list[Said], str]:
    """The whole sentences of a reply, and the beginning of the next one without markers and addresses."""
    text = _ORNAMENT.sub("", _FENCE.sub("", spoken(raw)))
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
        elif number == len(lines) - 1 and sentences and not _ENDED.search(sentences[-1]):
            # A reply may be cut off in the middle of a sentence.
            sentences.pop()
        said += [_said(sentence, number, bool(bullet)) for sentence in sentences]
    shown = "" if _ADDRESS.search(_MARKER.sub("", pending)) else _bare(pending)
    return [sentence for sentence in said if sentence.text], shown


def in_wrong_language(raw: str, language: Language) -> bool:
    """Whether a reply, as far as it has come, is not in the language that was asked for."""
    text = spoken(raw)
    letters = len(_LETTER.findall(text))
    chinese = len(_CJK.findall(text))
    if letters < _ENOUGH[language]:
        return False
    return chinese < _FEWEST_CHINESE * letters if language == "zh" else chinese > _MOST_CHINESE * letters


def _said(sentence: str, line: int, bullet: bool) -> Said:
    numbers = [int(number) for found in _MARKER.findall(sentence) for number in _numbers(found)]
    address = bool(_ADDRESS.search(_MARKER.sub("", sentence)))
    text = (_bare(_WHOLE_ADDRESS.sub("…", sentence)) or "…") if address else _bare(sentence)
    return Said(text=text, numbers=tuple(dict.fromkeys(numbers)), line=line, bullet=bullet, has_address=address)


def _numbers(found: str) -> list[str]:
    if span := re.fullmatch(r"(\d{1,2})\s*(?:[-–~至到]|to)\s*(\d{1,2})", found):
        return [str(number) for number in range(int(span[1]), int(span[2]) + 1)]
    return re.findall(r"\d{1,4}", found)


def _bare(sentence: str) -> str:
    text = re.sub(r"\(\s*(?:see|见|参见)?\s*\)", "", _MARKER.sub("", sentence)).translate(_NO_MARKERS)
    text = re.sub(r"\s{1,8}([.,;:!?。，；：！？])", r"\1", text)
    return re.sub(r"\s+", " ", text).strip() if _LETTER.search(text) else ""
