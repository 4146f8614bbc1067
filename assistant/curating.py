"""Adds sources to the corpus and takes them out: `roadmap corpus add`, `remove` and `diff`."""

import json
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assistant.loading import load_index, say
from assistant.records import AssistantFault
from assistant.settings import Settings
from corpus.adding.reading import files_of, is_address, read_draft
from corpus.adding.records import AddingFault, Draft, Found
from corpus.adding.similar import copies, same_address
from corpus.adding.writing import free_id, new_id, remove_article, write_article
from corpus.files import article_files
from corpus.reading import read_article
from corpus.records import Article, CorpusError
from corpus.yaml_files import first_fault
from index.changes import changes
from index.records import IndexFault
from index.search import Index

TELLING = 0.67
"""Mean cosine, from section to nearest section, from which an article may be another telling of one that is there."""
_SHOWN = 12
REBUILD = "run `roadmap index build` to answer from the corpus as it is now"


def add(options: Namespace, settings: Settings) -> int:
    """Add files, folders and pages; exit status 1 where some of them could not be added."""
    if not settings.corpus.is_dir():
        raise CorpusError(f"{settings.corpus} is no folder: make it, or name a corpus folder with --corpus")
    sources: list[Path | str] = []
    for source in options.sources:
        if not source.strip():
            raise AssistantFault("an empty name is no source: name a file, a folder or an address")
        sources += [source] if is_address(source) else files_of(source)
    if len(sources) > 1 and (given := [name for name in _ONE if getattr(options, name)]):
        raise AssistantFault(f"--{given[0]} is for one source, and there are {len(sources)}: add them one by one")
    if not options.yes and not sys.stdin.isatty():
        raise AssistantFault("nobody is there to be asked: say --yes to add what is found")
    adding, faults = _Adding(options, settings), 0
    try:
        for source in sources:
            try:
                adding.add(source)
            except CorpusError as fault:
                if len(sources) == 1:
                    raise
                faults += 1
                say(str(fault))
    finally:
        if options.json and adding.added:
            print(json.dumps(adding.added, ensure_ascii=False, indent=2))
        if adding.added:
            say(REBUILD)
    return 1 if faults else 0


_ONE = ("id", "title", "author", "year", "url", "of")


class _Adding:
    """One run of `corpus add`: knows what is there and what it has added."""

    def __init__(self, options: Namespace, settings: Settings) -> None:
        self._options, self._folder = options, settings.corpus
        self._articles = [read_article(file) for file in article_files(self._folder)]
        self._index: Index | None = None
        try:
            self._index = load_index(settings)
        except IndexFault as fault:
            say(f"other tellings of an article are not recognised by what they say: {fault}")
        self.added: list[dict[str, Any]] = []

    def add(self, source: Path | str) -> None:
        """Read a source, show it, ask, and write it. Raises AddingFault when it is there or cannot be read."""
        options = self._options
        made = read_draft(source, options.encoding, options.allow_private)
        given = Found(title=options.title or "", author=options.author or "", year=options.year, url=options.url or "",
                      language=options.lang)  # fmt: skip
        made = made.model_copy(update={"found": given.over(made.found)})
        if found := copies(made, self._articles):
            copy = found[0]
            raise AddingFault(
                f"{source}: {copy.share:.0%} of it stands in {copy.article.id} ({copy.article.language}) already: "
                f"not added; remove that one first with `roadmap corpus remove {copy.article.id}`"
            )
        article = self._article(made, self._telling_of(made))
        if not options.json or not options.yes:
            print(preview(made, article), file=sys.stderr)
        if not options.yes and not _agreed(f"add it as {article.id}?"):
            say(f"{source}: not added")
            return
        file = write_article(self._folder, article)
        self._articles.append(article)
        fields = article.model_dump(exclude={"sections", "imported", "original_language"})
        self.added.append(fields | {"file": str(file), "sections": len(article.sections), "removed": len(made.removed)})
        say(f"added {article.id} ({article.language}): {file}")

    def _telling_of(self, made: Draft) -> Article | None:
        """The article that the draft tells anew, by the user's word, by its address or by what it says."""
        options = self._options
        if options.of:
            told = next((article for article in self._articles if article.id == options.of), None)
            if told is None:
                raise AddingFault(f"--of {options.of}: no such article: see `roadmap corpus list`")
            return told
        if options.alone:
            return None
        if by_address := same_address(made, self._articles):
            return self._if_agreed(by_address[0], "has the same address")
        like = self._index.sources_like(_texts(made), made.found.language or "en") if self._index else {}
        best = max((article.id for article in self._articles), key=lambda name: like.get(name, -1.0), default="")
        told = next((article for article in self._articles if article.id == best and best in like), None)
        return self._if_agreed(told, f"says the same ({like[best]:.2f})") if told and like[best] >= TELLING else None

    def _if_agreed(self, told: Article, why: str) -> Article | None:
        say(f"another telling of {told.id} ({told.title}), which {why}? (--alone: no; --of ID: yes)")
        return told if self._options.yes or _agreed(f"add it as another telling of {told.id}?") else None

    def _article(self, made: Draft, told: Article | None) -> Article:
        """The article to write: of its own, a language of the one that it tells anew, or another version of it."""
        found, taken = made.found, {article.id for article in self._articles}
        there = {article.language for article in self._articles if told and article.id == told.id}
        version_of = ""
        wanted = self._options.id or ""
        if told and found.language not in there:
            if wanted not in ("", told.id):
                raise AddingFault(
                    f"--id {wanted}: it is the other language of {told.id}: leave --id out, or say --alone"
                )
            name = told.id
        elif told:
            name = new_id(made, wanted, taken) if wanted else free_id(told.id, taken)
            version_of = told.version_of or told.id
        else:
            name = new_id(made, wanted, taken)
        try:
            return Article(
                id=name,
                **found.model_dump(),
                original_language=found.language or "",
                imported=True,
                version_of=version_of,
                sections=made.sections,
            )
        except ValidationError as error:
            raise AddingFault(f"{name}: {first_fault(error)}: name it with an option, see --help") from error


def remove(options: Namespace, settings: Settings) -> int:
    """Take an article out of the corpus; its files are moved aside."""
    if not options.yes and not (sys.stdin.isatty() and _agreed(f"remove {options.id} from {settings.corpus}?")):
        raise AssistantFault(f"{options.id} is left as it is: say --yes to remove it")
    moved = remove_article(settings.corpus, options.id, options.lang)
    say(f"removed {options.id}; its files lie in {moved}; {REBUILD}")
    return 0


def diff(options: Namespace, settings: Settings) -> int:
    """Say what has changed in the corpus since the index was built."""
    found = changes(settings.index, settings.corpus)
    if options.json:
        print(json.dumps([change.model_dump() for change in found], ensure_ascii=False, indent=2))
        return 0
    signs = {"added": "+", "changed": "~", "removed": "-"}
    print("\n".join(f"{signs[change.what]} {change.name}" for change in found) or "nothing has changed")
    return 0


def preview(made: Draft, article: Article) -> str:
    """What would be added, in short: what the source says of itself, its sections, the lines that were left out."""
    told = (article.author, article.publisher, str(article.year or ""), article.url)
    lines = [f"{article.title} [{article.language}]", *filter(None, told)]
    lines += [f"  {len(section.text):5} characters  {section.heading}" for section in made.sections]
    if made.removed:
        lines += [f"left out, {len(made.removed)} lines, such as:", *(f"  {line:.90}" for line in _some(made.removed))]
    return "\n".join(lines)


def _some(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Some lines from all over."""
    return lines[:: max(1, len(lines) // _SHOWN)][:_SHOWN]


def _texts(made: Draft) -> list[str]:
    return [f"{section.heading}\n{section.text}" for section in made.sections]


def _agreed(question: str) -> bool:
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    try:
        return input().strip().lower() in {"y", "yes", "是"}
    except EOFError:
        print(file=sys.stderr)
        return False
