"""What the title of a page says: whether there is a page at all."""

import re
import zlib
from collections.abc import Mapping
from contextlib import suppress
from html import unescape

# Bounded repeats: the page is somebody else's text and must not be able to keep the expression busy.
_TITLE = re.compile(r"<title\b[^>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?(gb|big5)", re.IGNORECASE)


def page_title(body: bytes, headers: Mapping[str, str], limit: int) -> str:
    """The title of a page from its first bytes, packed or not; empty without one. Unpacks `limit` bytes at most."""
    if headers.get("content-encoding", "").strip().lower() in ("gzip", "x-gzip", "deflate"):
        with suppress(zlib.error):
            body = zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(body, limit)
    # Other charsets need no telling apart: the words that are looked for are ASCII or Chinese.
    named = _CHARSET.search(headers.get("content-type", "")) or _CHARSET.search(body[:4096].decode("latin-1"))
    charset = {"gb": "gb18030", "big5": "big5"}[named[1].lower()] if named else "utf-8"
    found = _TITLE.search(body.decode(charset, errors="replace"))
    return " ".join(unescape(found[1]).split()) if found else ""


# A title says "not found" when one of its parts says nothing else: "Page not found | Site", but not "404 ways to".
_PARTS = re.compile(r"[|｜–—·•»_]|\s-\s|(?<=[\u4e00-\u9fff])-|-(?=[\u4e00-\u9fff])|(?<=404)-")
_ENGLISH = re.compile(
    r"(?:(?:oops|whoops|uh oh|sorry|we're sorry|http(?= error| status| 404 )|error|status|code|404) )*"
    r"(?:404|not found|we (?:cannot|can't|couldn't|could not) find (?:this|that|the|your) page"
    r"|(?:(?:the|this|that|your|requested) )*"
    r"(?:page|site|website|file|article|post|story|content|document|resource|object|url|link|item|entry|course|video)"
    r"(?: (?:requested|you(?:'re| are| were) looking for|you(?:'ve)? requested))?"
    r"(?: was| is| has| been| could| can| does)*(?: not| cannot| no longer| (?:ca|could|does|is|was)n't)(?: be)?"
    r" (?:found|exists?|available))(?: error| page| 404| not found)*"
)
_THING = "(?:[页頁]面|[网網][页頁站址]|文章|[内內]容|帖子|文件|[资資]源|[链鏈]接|地址|[课課]程|[视視][频頻]|[页頁])"
_WHICH = "(?:[您你我所要想找的该該此本]|正在|[访訪][问問]|[请請]求|查看|[浏瀏][览覽]|打开|[当當]前|[这這][个個])"
_LOST = "(?:找不到|未能?找到|[没沒]有?找到|[无無]法找到)"
_CHINESE = re.compile(
    r"(?:[很非]?常?抱歉|[对對]不起|哎呀|我[们們]|出[错錯]了|[错錯][误誤]|404|error|http)*"
    rf"(?:404(?:[错錯][误誤]|[页頁]面)+|{_LOST}{_WHICH}*{_THING}?"
    rf"|{_WHICH}*{_THING}(?:已[经經]?|可能|[暂暫][时時])*(?:不存在|不[见見]|走丢|丢失|被?[删刪]除|被移除|{_LOST}))"
    r"(?:了|啦|哦|404|error|notfound)*"
)


def says_not_found(title: str) -> bool:
    """Whether the title of a page says that there is no such page, in English or Chinese."""
    for part in _PARTS.split(title.lower().replace("’", "'")):
        words = " ".join(re.findall(r"[\w']+", part))
        if _ENGLISH.fullmatch(words) or _CHINESE.fullmatch(words.replace(" ", "")):
            return True
    return False
