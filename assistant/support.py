"""Whether a sentence that a language model wrote is supported by the passages that it cites.

A ladder, because similarity of meaning cannot tell a right number from a wrong one: the sentence is a whole clause of
the passage, or every figure, unit, bound, name and negation of it is in the quote and it is like the quote.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from assistant.claims import Claims, claims, contained
from assistant.language import detect_language
from assistant.records import Reason, Support
from corpus.glossary import Glossary, Kind, Mention
from corpus.records import Language, Passage, Record

SUPPORTED, WEAK = 0.66, 0.52
"""Likeness of a sentence to its quote: mean of the share of its words that the quote holds and of the cosine of both;
fixed on the dev half of `evals/support`."""
_WIDEST = 3
"""Sentences of a passage that a quote may hold."""
_NEAR, _GAIN = 0.04, 0.04
"""How much less of a sentence's words a quote may hold than the best one of its width, and how much more than a
narrower one it has to hold."""
_MOST = 0.99
"""Share of words that a sentence has at most which is no whole clause of its quote."""
_FEWEST, _LONGEST = 3, 600
"""Terms without which a sentence says too little to be held against anything but its own words, and characters beyond
which it is none."""
_CLOSE, _SAME = 0.55, 0.75
"""Shares of words from which on a sentence is about what its quote is about (what it does not deny, it says), and
from which on it is the same sentence (what is denied must be the same, too)."""
_NAMED: tuple[Kind, ...] = ("company", "place", "author", "name")


Alike = Callable[[str, str, Language], float]


class Verdict(Record):
    """How a sentence stands to one passage."""

    passage: Passage
    start: int
    end: int
    """The quote that supports it best."""
    state: Support
    reason: Reason
    detail: str
    width: int
    """Sentences of the quote."""
    share: float
    """Of its words that the quote holds, 0 to 1."""


class Checker:
    """Holds sentences against passages. `alike` gives the similarity of meaning of two texts, up to 1."""

    def __init__(self, glossary: Glossary, resource_names: Glossary, alike: Alike) -> None:
        self._alike = alike
        self._glossary = glossary
        self._resources = resource_names
        # The same sentence is held against quote after quote, and the same quotes question after question.
        self._plain = lru_cache(maxsize=8192)(self._spelled_out)
        self._mentions = lru_cache(maxsize=8192)(self._found)

    def judge(self, sentence: str, passage: Passage) -> Verdict:
        """The verdict on a sentence by the passage's quotes that are most like it; the best where they differ."""
        best: Verdict | None = None
        for _, verdicts in groupby(self._verdicts(sentence, passage), key=lambda verdict: verdict.width):
            near = list(verdicts)
            least = max(verdict.share for verdict in near) - _NEAR
            chosen = max(
                (verdict for verdict in near if verdict.share >= least),
                key=lambda verdict: (verdict.state == "supported", verdict.share),
            )
            # A wider quote may hold by chance what the sentence that is meant denies: it has to bring words, too.
            if best is None or chosen.share >= best.share + _GAIN:
                best = chosen
        if best is None:
            raise ValueError(f"{passage.passage_id} has no sentence")
        if best.state != "supported" or best.share == 1.0:
            return best
        if best.width > 1 and (value := self._torn_apart(sentence, best)):
            return best.model_copy(update={"state": "unsupported", "reason": "figure", "detail": value})
        return self._weighed(sentence, best)

    def _torn_apart(self, sentence: str, verdict: Verdict) -> str:
        """A figure of the sentence whose clause is about what another sentence of the quote says."""
        passage = verdict.passage
        spans = [span for span in passage.sentences if verdict.start <= span[0] < verdict.end]
        quoted = [claims(self._plain(passage.text[start:end])) for start, end in spans]
        for part in map(claims, _PARTS.split(self._plain(sentence))):
            holding = [given for given in quoted if part.figures <= given.possible]
            if part.figures and holding:
                nearest = max(contained(part, given) for given in quoted)
                if nearest > max(contained(part, given) for given in holding) + _TORN:
                    return min(part.figures)
        return ""

    def _weighed(self, sentence: str, verdict: Verdict) -> Verdict:
        """A verdict that nothing contradicts, by how like the sentence and its quote are."""
        quote = verdict.passage.text[verdict.start : verdict.end]
        state, reason = self._likeness(sentence, quote, verdict.share, verdict.passage.language)
        return verdict.model_copy(update={"state": state, "reason": reason})

    def _likeness(self, sentence: str, quote: str, share: float, language: Language) -> tuple[Support, Reason]:
        likeness = (share + self._alike(self._plain(sentence), self._plain(quote), language)) / 2
        if likeness >= SUPPORTED:
            return "supported", ""
        return ("weak" if likeness >= WEAK else "unsupported"), "wording"

    def judge_together(self, sentence: str, verdicts: Sequence[Verdict]) -> list[Verdict]:
        """The verdicts on a sentence that takes something from each of several quotes; none where it does not hold."""
        quotes = " ".join(verdict.passage.text[verdict.start : verdict.end] for verdict in verdicts)
        passages = [verdict.passage for verdict in verdicts]
        state, reason, detail, share = self._held(sentence, quotes, passages)
        if state == "supported" and share > max(verdict.share for verdict in verdicts):
            state, reason = self._likeness(sentence, quotes, share, passages[0].language)
            told = {"state": state, "reason": reason, "detail": detail, "share": share}
            return [verdict.model_copy(update=told) for verdict in verdicts] if state != "unsupported" else []
        return []

    def _verdicts(self, sentence: str, passage: Passage) -> Iterator[Verdict]:
        spans = passage.sentences
        for width in range(1, min(_WIDEST, len(spans)) + 1):
            for first in range(len(spans) - width + 1):
                start, end = spans[first][0], spans[first + width - 1][1]
                state, reason, detail, share = self._held(sentence, passage.text[start:end], [passage])
                yield Verdict(
                    passage=passage, start=start, end=end, width=width,
                    state=state, reason=reason, detail=detail, share=share,
                )  # fmt: skip

    def _held(self, sentence: str, quote: str, passages: Sequence[Passage]) -> tuple[Support, Reason, str, float]:
        """State, what is missing, and the share of the sentence's words that a quote holds."""
        if _stands_in(sentence, quote):
            return "supported", "", "", 1.0
        claimed, given = claims(self._plain(sentence)), claims(self._plain(quote))
        share = min(contained(claimed, given), _MOST)
        if len(claimed.terms) < _FEWEST or len(sentence) > _LONGEST:
            return "unsupported", "wording", "", share
        rungs: tuple[tuple[Reason, str], ...] = (
            ("figure", _missing_figure(claimed, given) or _misplaced_figure(claimed, given)),
            ("bound", " ".join(claimed.bounds - given.bounds)),
            ("name", self._missing_name(sentence, quote, passages)),
            ("negation", _contradiction(claimed, given, share)),
        )
        failed = next(((reason, detail) for reason, detail in rungs if detail), None)
        return ("unsupported", *failed, share) if failed else ("supported", "", "", share)

    def _missing_name(self, sentence: str, quote: str, passages: Sequence[Passage]) -> str:
        """A name that neither the quote nor what is known of its source holds."""
        source = "\n".join(f"{p.source.author}\n{p.source.title}\n{p.source.publisher}\n{p.heading}" for p in passages)
        words = claims(self._plain(quote)).words | claims(quote).words | claims(source).words
        for word in sorted(claims(self._plain(sentence)).names):
            # CVs are there where a CV is.
            if not words & {word.lower(), word.lower().removesuffix("s")}:
                return word
        if (meta := _OF_PASSAGES.search(sentence)) and meta[0].lower() not in quote.lower():
            return meta[0]
        told = self._named(quote) | self._named(source) | {passage.source_id for passage in passages}
        for mention in self._mentions(sentence):
            name = sentence[mention.start : mention.end]
            # A name that is written out in between ("AWS (Amazon Web Services) Lambda") is there by its words.
            in_words = bool(latin := claims(name).words) and latin <= words and mention.term.kind == "resource"
            if mention.term.id not in told and not in_words:
                return name
        return next((match[0] for match in _CHINESE_NAME.finditer(sentence) if match[0] not in quote), "")

    def _spelled_out(self, text: str) -> str:
        """The text with abbreviations of the trade written out, so that ML is machine learning."""
        language = detect_language(text)
        for mention in reversed(self._glossary.mentions(text)):
            word = text[mention.start : mention.end]
            if mention.term.kind == "term" and _ABBREVIATION.search(word):
                text = f"{text[: mention.start]}{mention.term.words(language)[0]}{text[mention.end :]}"
        return text

    def _named(self, text: str) -> set[str]:
        return {mention.term.id for mention in self._mentions(text)}

    def _found(self, text: str) -> list[Mention]:
        named = [mention for mention in self._glossary.mentions(text) if mention.term.kind in _NAMED]
        return named + self._resources.mentions(text)


_CHINESE_NAME = re.compile(r"[\u4e00-\u9fff]+·[\u4e00-\u9fff]+|[\u4e00-\u9fff]{2,4}大学(?!生|里|的|毕业)")
# A sentence about the passages says nothing of what they say.
_OF_PASSAGES = re.compile(r"\bpassages?\b|段落|材料", re.IGNORECASE)
_BOUNDARY = re.compile(r"[,;:.!?](?:\s|$)|[，；：。！？]")
_PARTS = re.compile(r"(?<!\d),|,(?!\d)|[;，；。]|\band\b|\bwhile\b|而")
_YEAR = re.compile(r"(?:19|20)\d\d")
_TORN = 0.1
"""How much more of a clause's words another sentence of a quote may hold than the one with its figures."""
_SENTENCE_ENDS = ".!?。！？ "
_SHORTEST, _BEHIND = 7, 2
"""Characters without which a clause is too short to be a statement; terms behind a figure that say what it counts."""
_ABBREVIATION = re.compile(r"\b[A-Z]{2,}s?\b")
_SPACES = re.compile(r"[\s\"'“”‘’「」『』]+")


def _folded(text: str) -> str:
    """The text without what does not change what it says: case, width, white space, quotation marks, its full stop."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", text)).rstrip(".。!！?？").lower()


def _stands_in(sentence: str, quote: str) -> bool:
    """Whether it is a whole clause of the quote: beginning and ending where one does, and nothing denied before it."""
    folded = _folded(sentence)
    if len(folded) <= _SHORTEST or folded not in _folded(quote):
        return False
    ends = [0, *(match.end() for match in _BOUNDARY.finditer(quote)), len(quote)]
    return any(
        folded == _folded(quote[start:end])
        and (start == 0 or quote[start - 1] in _SENTENCE_ENDS or not claims(quote[:start]).negations)
        for at, start in enumerate(ends)
        for end in ends[at + 1 :]
    )


def _misplaced_figure(claimed: Claims, given: Claims) -> str:
    """A figure that stands before words before which the quote has another one."""
    followed = _followers(given)
    for value, next_words in _followers(claimed).items():
        others = {other for other, words in followed.items() if other != value and words & next_words}
        if value in followed and others and not followed[value] & next_words:
            return value
    return ""


def _followers(text: Claims) -> dict[str, set[tuple[str, ...]]]:
    """The two terms behind each figure."""
    found = dict[str, set[tuple[str, ...]]]()
    for at, term in enumerate(text.terms):
        if term in text.figures and len(text.terms) > at + _BEHIND:
            found.setdefault(term, set()).add(text.terms[at + 1 : at + 1 + _BEHIND])
    return found


def _missing_figure(claimed: Claims, given: Claims) -> str:
    for value in sorted(claimed.figures - given.possible):
        return value
    for unit in sorted(claimed.units - given.units):
        return unit
    measures = dict[str, set[str]]()
    for value, unit in given.measured:
        measures.setdefault(value, set()).add(unit)
    for value, unit in sorted(claimed.measured):
        if measures.get(value) and unit not in measures[value]:
            return f"{value} {unit}"
    own_units = {value for value, _ in claimed.measured}
    for value in sorted(claimed.figures & measures.keys() - own_units):
        if not _YEAR.fullmatch(value):
            return value
    return ""


def _contradiction(claimed: Claims, given: Claims, share: float) -> str:
    """A word that one of both denies and the other does not; where both deny as often, only opposites count."""
    as_often = len(claimed.negations) == len(given.negations)
    sides = () if as_often and share < _SAME else ((claimed, given), (given, claimed))
    for one, other in sides if share >= _CLOSE else sides[:1]:
        denied = {term for negation in other.negations for term in negation.terms}
        for negation in one.negations:
            shared = [term for term in negation.terms if term in other.terms]
            if shared and not denied & set(shared):
                return f"{negation.word} {shared[0]}"
            if one is claimed and not shared and not other.negations:
                return negation.word
    for pair, pole in claimed.poles if share >= _CLOSE else ():
        if (pair, 1 - pole) in given.poles - claimed.poles and (pair, pole) not in given.poles:
            return "opposite"
    return ""
