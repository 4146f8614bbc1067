"""What an article says of itself: title, author, publisher, year, address and language."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, get_args
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import yaml

from corpus.adding import noise
from corpus.adding.blocks import Block
from corpus.adding.cleaning import is_noise, is_prose
from corpus.adding.labels import is_label, key
from corpus.adding.layout import CJK
from corpus.adding.records import AddingFault, Found
from corpus.records import Language

_FRONT_MATTER = re.compile(r"\A\ufeff?\s*---[ \t]*\n(.{0,5000}?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)
_ARCHIVE = re.compile(r"https?://web\.archive\.org/web/\d{4,14}[a-z_]{0,4}/(?=https?:)")
_TRACKING = re.compile(
    r"utm_.*|fbclid|gclid|dclid|msclkid|yclid|igshid|igsh|mc_[ce]id|_hs\w+|spm.*|scm|share_.*|shareid|sharer_.*|vd_source|"
    r"ops_request_misc|request_id|biz_id|chksm|scene|isappinstalled|ref_src|ref_url|ncid|cmpid|wt_.*|trk|si|at_medium|at_campaign",
    re.IGNORECASE,
)
# Parameters that some sites need and others track with: the value tells.
_TRACKING_VALUE = re.compile(
    r"(?:source=(?:[a-z]+_.*|rss|email|.*---.*)|from=(?:singlemessage|groupmessage|timeline|.*share.*)|ref=(?:[a-z_.-]+))",
    re.IGNORECASE,
)
_SITES = re.compile(
    r"\s*(?:_[^_]{0,60}-CSDN博客|[-_|–—·]\s*(?:CSDN博客|CSDN|知乎|知乎专栏|掘金|稀土掘金|简书|博客园|思否|"
    r"SegmentFault.{0,8}|InfoQ|"
    r"腾讯云.{0,12}|阿里云.{0,12}|Medium|Towards Data Science|DEV Community|DEV|Substack|Hacker ?Noon|"
    r"freeCodeCamp(?:\.org)?|WordPress))$",
    re.IGNORECASE,
)
_BAR = re.compile(r"\s+\|\s+[^|]{1,60}$|\s+[-–—]\s+(?:by\s)?[^-–—|]{1,40}$")
_ORIGIN = re.compile(
    r"(?:转载|转载自|转自|来源|稿源|首发于|文章来源)\s?[:：]\s?([^|丨:：/\s][^|丨:：]{0,40}?)\s*(?:[|丨].*)?"
)
_CSDN = re.compile(r"原创\s?(\S{2,30}?)\s?(?:已于|于)\s?(?=\d{4})")
_ADDRESSED = re.compile(
    r"(?:(?:.{0,40}[,、 ])?原文(?:链接|地址|出处)|原文|本文链接|文章来源|来源|出处|转载自|"
    r"original(?: article| post| link| source)?|source|"
    r"originally published (?:at|on)|canonical(?: url)?|permalink)\s?:?\s?.{0,60}"
)
# Programs that clip pages name themselves, with a link, before the label.
_CLIPPED = re.compile(r".+[,、 ]\s*原文")
_POSTED = re.compile(r"(?:发布|发表|编辑|首发)[于在]|(?:published|posted)(?: on)?\b")
_DOTS = re.compile(r"\s*[·•|]\s*")
_SIGNED = re.compile(r"Written by [A-Z]|作者[:：]")
_PROFILE = re.compile(r"^(?:https?://[^/]*)?/(?:@|authors?/|people/|users?/|u/)\S+$")
_KANA = re.compile("[\u3041-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 20_000
"""Characters that the language is told by."""


def front_matter(markdown: str) -> tuple[Found, str]:
    """What the YAML front matter of a Markdown file says, and the text after it."""
    match = _FRONT_MATTER.match(markdown)
    if match is None:
        return Found(), markdown
    try:
        fields = yaml.safe_load(match[1])
    except (yaml.YAMLError, RecursionError, ValueError):
        return Found(), markdown
    if not isinstance(fields, dict):
        return Found(), markdown
    date = next(
        (fields[name] for name in ("date", "published", "year", "created", "publishdate") if name in fields), ""
    )
    year = re.match(r"(?:19|20)\d\d(?!\d)", str(date)[:20])
    url = next((_word(fields[name]) for name in ("url", "source", "canonical_url", "link") if name in fields), "")
    language = _word(fields.get("language", fields.get("lang", "")))[:2].lower()
    found = Found(
        title=_word(fields.get("title", "")),
        author=_word(fields.get("author", fields.get("authors", ""))),
        publisher=_word(fields.get("publisher", fields.get("site", ""))),
        year=int(year[0]) if year else None,
        url=canonical(url) if noise.ADDRESS.match(url) else "",
        language=next((known for known in get_args(Language) if known == language), None),
    )
    return found, markdown[match.end() :]


def _word(value: Any) -> str:
    parts = [str(part) for part in value if isinstance(part, str | int)] if isinstance(value, list) else [value]
    return ", ".join(" ".join(str(part).split()) for part in parts if isinstance(part, str | int))[:300]


def guessed(blocks: Sequence[Block], title: str) -> Found:
    """What the lines of a page say: those before its first prose, and those that name the original."""
    prose = (at for at, block in enumerate(blocks) if is_prose(block) and not is_noise(block) and block.text != title)
    begin = next(prose, len(blocks))
    head = [block.text for block in blocks[:begin] if block.text != title and len(block.text) < 160]
    tail = [block.text for block in blocks[begin:] if len(block.text) < 100 and _POSTED.search(key(block.text))]
    signed = [block.text for block in blocks[begin:] if _SIGNED.match(block.text)]
    linked = [
        block.text for block in blocks[:begin] if block.linked > 0.9 and any(map(_PROFILE.search, block.addresses))
    ]
    origin = next((match[1] for line in head if (match := _ORIGIN.fullmatch(line))), "")
    origin = "" if noise.ADDRESS.search(origin) else origin
    return Found(
        title=title,
        author=_author(head) or next(iter(linked), "") or _author(signed) or origin,
        publisher=origin,
        year=_year([*head, *tail]),
        url=_url(blocks),
    )


def _author(lines: Sequence[str]) -> str:
    for line, after in pairwise([*lines, ""]):
        if found := noise.BYLINE.fullmatch(line) or _CSDN.match(line):
            return found[1].strip(" ·,|")
        name, *others = _DOTS.split(line)
        # Above a date a few Chinese characters can be a category; beside one they are a name.
        named = (noise.CHINESE_NAME.fullmatch(name) and others) or noise.FULL_NAME.fullmatch(name)
        if named and noise.is_dated([*others, after][0]) and not is_label(key(name)):
            return name
        if noise.DATE.search(key(line)) and (found := noise.DATED_BYLINE.search(line)):
            return found[1]
    return ""


def _year(lines: Sequence[str]) -> int | None:
    for line in lines:
        if "©" not in line and (date := noise.DATE.search(key(line))):
            return int(next(filter(None, date.groups())))
    return None


def _url(blocks: Sequence[Block]) -> str:
    """The address in a line that says that it is the original's, or alone after such a line."""
    for block, after in pairwise([*blocks, Block("paragraph", "")]):
        line = block.text[:400]
        at = noise.ADDRESS.search(line)
        label = key(line[: at.start()] if at else line).rstrip("<( ")
        links = block.addresses[-1:] if _CLIPPED.match(label) else block.addresses[:1]
        address = at[0] if at else "".join(links)
        if address and len(line) < 400 and label and _ADDRESSED.fullmatch(label):
            return canonical(address)
        if not address and noise.SOURCES.fullmatch(label) and (alone := noise.ADDRESS.fullmatch(after.text)):
            return canonical(alone[0])
    return ""


def canonical(url: str) -> str:
    """The address without the wrapper of an archive, parameters that track, and the place within the page."""
    url = _ARCHIVE.sub("", url.strip())
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.fullmatch(name) and not _TRACKING_VALUE.fullmatch(f"{name}={value}")
    ]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))


def bare_title(title: str, publisher: str = "") -> str:
    """The title without the name of its site."""
    title = " ".join(title.split())
    while (shorter := _SITES.sub("", title)) and shorter != title:
        title = shorter
    bar = _BAR.search(title)
    if bar and ("|" in bar[0] or (publisher and key(publisher) in key(bar[0]))):
        title = title[: bar.start()]
    return title.strip()


def language_of(text: str) -> Language:
    """The language of an article. Raises AddingFault for any but English and Chinese."""
    sample = text[:_SAMPLE]
    chinese = len(CJK.findall(sample))
    words = len(_WORD.findall(CJK.sub(" ", sample)))
    if len(_KANA.findall(sample)) > 0.1 * chinese > 0:
        raise _other("ja")
    if len(_HANGUL.findall(sample)) > 0.2 * max(chinese, 1):
        raise _other("ko")
    if chinese > 0.4 * words:
        return "zh"
    import py3langid  # noqa: PLC0415  (its model takes a second to load)

    code = str(py3langid.classify(CJK.sub(" ", sample))[0])
    if code != "en":
        raise _other(code)
    return "en"


def _other(code: str) -> AddingFault:
    from babel import Locale  # noqa: PLC0415  (its names take time to load)

    name = "no language that can be told" if code in ("zxx", "und") else Locale("en").languages.get(code, "another one")
    return AddingFault(f"the text is in {name} ({code}): only English and Chinese articles can be added")
