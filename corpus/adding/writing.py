"""Writes added articles into a corpus folder and takes articles out of it. Nothing is ever overwritten."""

import hashlib
import os
import re
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import yaml

from corpus.adding.records import AddingFault, Draft
from corpus.files import LISTS
from corpus.reading import read_article
from corpus.records import ID_PATTERN, LANGUAGES, Article, Language

REMOVED = "removed"
"""Folder of a corpus that articles are moved to when they are taken out."""
_LONGEST_ID = 48


def new_id(draft: Draft, wanted: str, taken: set[str]) -> str:
    """An id for a draft, from its title or else from a hash of its text, that is not taken; `wanted` is used as it is.

    Raises AddingFault for a wanted id that is none or taken.
    """
    if wanted:
        if not re.fullmatch(ID_PATTERN, wanted):
            raise AddingFault(f"--id {wanted!r} is no id: use small letters, digits and single hyphens")
        if wanted in taken:
            raise AddingFault(f"--id {wanted} is taken: name another, or say --of {wanted} for another telling of it")
        return wanted
    text = "".join(section.text for section in draft.sections)
    page = PurePosixPath(unquote(urlsplit(draft.found.url).path)).stem
    named = next((name for name in map(_slug, (draft.found.title, page)) if name), "")
    return free_id(named or f"source-{hashlib.sha256(text.encode()).hexdigest()[:8]}", taken)


def _slug(text: str) -> str:
    """The words of a text as an id; empty where it has fewer than two, or letters besides those of English."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    if len(words) < 2 or any(letter.isalpha() and not letter.isascii() for letter in text):
        return ""
    while len("-".join(words)) > _LONGEST_ID and len(words) > 1:
        words.pop()
    return "-".join(words)[:_LONGEST_ID]


def free_id(stem: str, taken: set[str]) -> str:
    """The stem, or the stem with the first number from 2 that is not taken."""
    number, name = 1, stem
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    return name


def write_article(folder: Path, article: Article) -> Path:
    """Put an article into a corpus folder, whole or not at all; its file. Raises AddingFault where one stands."""
    target = folder / "articles" / article.id / f"{article.language}.md"
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".adding-") as work:
        new = Path(work) / article.id / target.name
        new.parent.mkdir()
        new.write_text(_text(article), encoding="utf-8")
        if read_article(new) != article:
            raise AddingFault(f"{article.id}: its text cannot be kept as an article: report the file")
        try:
            # Unlike a renaming, a link fails where something stands.
            os.link(new, target)
        except FileExistsError as error:
            raise AddingFault(f"{target} stands there already: name another --id") from error
        except OSError:
            # A file system without links: created anew, which fails where something stands, too.
            with target.open("x", encoding="utf-8") as stream:
                stream.write(_text(article))
    return target


def references(folder: Path, article_id: str) -> list[str]:
    """The lists of a corpus that name sections of an article."""
    named = re.compile(rf"(?<![\w/-]){re.escape(article_id)}/[a-z0-9]")
    lists = [folder / name for name in LISTS if name != "unanswerable.yaml"]
    return [
        file.name
        for file in lists
        if file.is_file() and named.search(file.read_text(encoding="utf-8", errors="replace"))
    ]


def remove_article(folder: Path, article_id: str, language: Language | None) -> Path:
    """Move an article, or its text in one language, out of use; where it lies now.

    Raises AddingFault when there is none of that id, or when a list of the corpus needs it.
    """
    home = folder / "articles" / article_id
    there = [name for name in LANGUAGES if (home / f"{name}.md").is_file()]
    if not re.fullmatch(ID_PATTERN, article_id) or not there or (language and language not in there):
        what = f"{article_id!r}" + (f" in {language}" if language else "")
        raise AddingFault(f"no article {what} in {folder}: see `roadmap corpus list`")
    if named_in := references(folder, article_id):
        raise AddingFault(f"{article_id} is named in {', '.join(named_in)}: take it out there first")
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    target = folder / REMOVED / f"{article_id}-{stamp}"
    target.parent.mkdir(exist_ok=True)
    if language is None or there == [language]:
        shutil.move(home, target)
        return target
    target.mkdir()
    (home / f"{language}.md").rename(target / f"{language}.md")
    return target


def _text(article: Article) -> str:
    fields = article.model_dump(exclude={"sections"}, exclude_defaults=True)
    front = yaml.safe_dump(fields, allow_unicode=True, sort_keys=False)
    sections = (
        f"## {section.heading} {{#{section.id}}}\n\n*Original: {section.original}*\n\n{section.text}\n"
        for section in article.sections
    )
    return f"---\n{front}---\n\n" + "\n".join(sections)
