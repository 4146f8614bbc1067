"""The bytes of files, and the text in them: decoded strictly, since a wrong guess would be quoted as garbage."""

import codecs
import os
import re
import stat
from pathlib import Path

from corpus.adding.records import AddingFault

SIZE_LIMIT = 10 * 1024 * 1024
"""Bytes of a file or page."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LIKELY = ["gb18030", "big5", "big5hkscs", "cp1252", "shift_jis", "euc_jp", "euc_kr", "cp1251"]
_SAMPLE = 1024 * 1024
_DECLARED = re.compile(
    rb"<(?:meta\b[^>]{0,300}?\bcharset|\?xml\b[^>]{0,100}?\bencoding)\s{0,9}=\s{0,9}[\"']?([\w-]{2,40})", re.I
)
# Names that are given to more than they stand for: browsers read the wider encoding (WHATWG Encoding Standard, 4.2).
_WIDER = dict.fromkeys(("gb2312", "gbk", "x-gbk", "gb_2312-80"), "gb18030")
_WIDER |= dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"), "cp1252") | {"big5": "big5hkscs"}


def read_file(path: Path) -> bytes:
    """The bytes of a regular file. Raises AddingFault for links, what is no file, and what is over SIZE_LIMIT."""
    name = " ".join(str(path).split())
    try:
        status = path.lstat()
        if stat.S_ISLNK(status.st_mode):
            raise AddingFault(f"{name} is a symbolic link: name the file that it leads to")
        if not stat.S_ISREG(status.st_mode):
            raise AddingFault(f"{name} is no regular file: name a file")
        check_size(status.st_size, name)
        # Both flags are for what may have taken the place of the file since: a link, or a pipe that never answers.
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(path, flags), "rb") as file:
            content = file.read(SIZE_LIMIT + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise AddingFault(f"{name} cannot be read ({reason}): check its name and permissions") from error
    check_size(len(content), name)
    return content


def check_size(size: int, name: str) -> None:
    """Raises AddingFault for more bytes than are read."""
    if size > SIZE_LIMIT:
        limit = SIZE_LIMIT // 2**20
        raise AddingFault(f"{name} has {size / 2**20:.1f} MB, more than {limit} MB: add a shorter file")


def text_of(content: bytes, name: str, encoding: str | None) -> str:
    """The text of a file without markup: in `encoding`, else by its byte order mark, else UTF-8."""
    known = encoding or _marked(content)
    if not known and b"\0" in content:
        raise AddingFault(f"{name} holds NUL bytes, so it is no text: add it under the suffix of its format")
    return _decoded(content, name, known) if known else _utf8(content, name)


def markup_of(content: bytes, name: str, encoding: str | None) -> str:
    """The source of a page: as above, and as the page itself declares where it is not UTF-8.

    UTF-8 comes before the declaration, because it can be told for certain, and saved pages keep stale declarations.
    """
    known = encoding or _marked(content)
    if known is None and (declared := _DECLARED.search(content[:4096])) and not is_utf8(content):
        known = declared[1].decode("ascii")
    if known is None:
        return text_of(content, name, None)
    return _decoded(content, name, known)


def _marked(content: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if content.startswith(mark)), None)


def is_utf8(content: bytes) -> bool:
    """Whether bytes are UTF-8, which hardly any text in another encoding is by chance."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decoded(content: bytes, name: str, encoding: str) -> str:
    encoding = _WIDER.get(encoding.lower(), encoding)
    try:
        text = content.decode(encoding)
    except LookupError as error:
        raise AddingFault(
            f"{name}: {encoding!r} is no known encoding: use one such as utf-8, gb18030 or big5"
        ) from error
    except UnicodeError as error:
        at = f" (byte {error.start})" if isinstance(error, UnicodeDecodeError) else ""
        raise AddingFault(f"{name} is not {encoding} text{at}: name its encoding with --encoding") from error
    if "\0" in text:
        raise AddingFault(f"{name} read as {encoding} holds NUL characters: name its encoding with --encoding")
    return text.removeprefix("\ufeff")


def _utf8(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        likely = _likely(content)
        hint = f", it looks like {likely}: add it with --encoding {likely}" if likely else ": save it as UTF-8"
        raise AddingFault(f"{name} is not UTF-8 text{hint}") from error


def _likely(content: bytes) -> str | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415  (0.1 s)

    # Cut after a line, so that no character is halved.
    sample = content[: content.rfind(b"\n", 0, _SAMPLE) + 1] if len(content) > _SAMPLE else content
    found = from_bytes(sample or content, cp_isolation=_LIKELY, enable_fallback=False).best()
    return found.encoding if found else None
