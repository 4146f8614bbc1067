"""Reads the notes on articles from Markdown files.

Layout: `articles/<article_id>/<language>.md`, each with YAML front matter and sections of this form:

    ## Heading {#section-id}

    *Original: place in the original*

    - A question that the section answers?

    Whole paragraphs of text.

An imported article (front matter `imported: true`) lists no questions: all that follows the place is text, in which
`- ` begins the point of a list.

Beside them, `articles/<article_id>/phrasings.yaml` may hold more ways of asking for each section, by id and language,
and `sentence_phrasings.yaml` ways of asking for each of its sentences: as many lists as it has sentences.
"""

import re
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from corpus.files import article_files
from corpus.records import LANGUAGES, Article, CorpusError, Language, Places, Section
from corpus.yaml_files import Content, first_fault, read_yaml

_FRONT_MATTER = re.compile(r"\A---\n(.*?\n)---\n(.*)\Z", re.DOTALL)
_HEADING = re.compile(r"^## +(.+?) *\{#([^}]*)\} *$", re.MULTILINE)
Asked = tuple[tuple[str, Language], ...]
"""Questions with their languages."""
PLAN_KINDS = ("plan request", "other plan")
"""Wishes for plans that can be made, and for others."""
_PLACES = TypeAdapter(tuple[Places, ...])
# Texts by section or kind, then by language.
_BY_LANGUAGE = TypeAdapter(dict[str, dict[Language, list[str]]])
_BY_SENTENCE = TypeAdapter(dict[str, dict[Language, list[list[str]]]])
_ORIGINAL = re.compile(r"^\*(?:Original: |原文位置[：:] ?)(.+)\*$")


def read_articles(folder: Path) -> tuple[Article, ...]:
    """Every article in every language below `folder`/articles, ordered by id and language.

    Raises CorpusError when the folder holds none, or when a file cannot be read as notes.
    """
    files = article_files(folder)
    if not files:
        raise CorpusError(f"no articles under {folder / 'articles'}: name a corpus folder with --corpus")
    return tuple(read_article(file) for file in files)


def read_unanswerable(folder: Path) -> Asked:
    """Questions that the articles do not answer; none without the file.

    They are the counterexamples by which such questions are recognised. Raises CorpusError for a malformed file.
    """
    by_kind = _read_asked(folder / "unanswerable.yaml")
    return tuple(question for questions in by_kind.values() for question in questions)


def read_plan_requests(folder: Path) -> dict[str, Asked]:
    """Wishes for plans that can be made and for others, by kind; none without the file. Raises CorpusError as above."""
    file = folder / "plan_requests.yaml"
    by_kind = _read_asked(file)
    if unknown := [kind for kind in by_kind if kind not in PLAN_KINDS]:
        raise CorpusError(f"{file}: {unknown[0]!r} is no kind of wish: use {' or '.join(PLAN_KINDS)}")
    return by_kind


def _read_asked(file: Path) -> dict[str, Asked]:
    by_kind = read_yaml(file, _BY_LANGUAGE) if file.is_file() else {}
    return {
        kind: tuple((text, language) for language in group for text in group[language])
        for kind, group in by_kind.items()
    }


def read_article(file: Path) -> Article:
    """One file of notes. Raises CorpusError, naming the file and the place, when it is not well formed."""
    try:
        text = file.read_text(encoding="utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{file}: cannot be read as UTF-8 text ({error}): restore the file") from error
    match = _FRONT_MATTER.match(text)
    if match is None:
        raise CorpusError(f"{file}: no front matter: begin the file with ---, the fields and ---")
    fields = _front_matter(file, match[1])
    try:
        sections = _sections(file, match[2], imported=fields.get("imported") is True)
        article = Article(sections=tuple(sections), **fields)
    except (ValidationError, TypeError) as error:
        fault = first_fault(error) if isinstance(error, ValidationError) else error
        raise CorpusError(f"{file}: {fault}: correct it and run `roadmap corpus check`") from error
    if (article.id, article.language) != (file.parent.name, file.stem):
        raise CorpusError(f"{file}: front matter says {article.id}/{article.language}: name file and folder alike")
    return article


def read_topics(folder: Path) -> tuple[Places, ...]:
    """The questions on which several authors speak; none without the file. Raises CorpusError for a malformed one."""
    return _read_places(folder / "topics.yaml")


def read_backgrounds(folder: Path) -> tuple[Places, ...]:
    """The sections on readers of each background; none without the file. Raises CorpusError for a malformed one."""
    return _read_places(folder / "backgrounds.yaml")


def _read_places(file: Path) -> tuple[Places, ...]:
    return read_yaml(file, _PLACES) if file.is_file() else ()


def _front_matter(file: Path, block: str) -> dict[str, Any]:
    try:
        fields = yaml.safe_load(block)
    # ValueError: a date that is none.
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        where = getattr(error, "problem_mark", None)
        line = f" in line {where.line + 2}" if where else ""
        raise CorpusError(f"{file}: broken YAML in the front matter{line}: correct it") from error
    if not isinstance(fields, dict) or "sections" in fields:
        raise CorpusError(f"{file}: the front matter is not a list of fields such as `id: name`: correct it")
    return {str(name): value for name, value in fields.items()}


def _sections(file: Path, body: str, imported: bool) -> list[Section]:
    starts = list(_HEADING.finditer(body))
    head = body[: starts[0].start()] if starts else body
    if head.strip():
        raise CorpusError(
            f"{file}: text before the first section, {head.strip()[:40]!r}: give it a `## Heading {{#id}}`"
        )
    ends = [start.start() for start in starts[1:]] + [len(body)]
    sections = []
    phrasings = _beside(file, "phrasings.yaml", _BY_LANGUAGE)
    of_sentences = _beside(file, "sentence_phrasings.yaml", _BY_SENTENCE)
    for start, end in zip(starts, ends, strict=True):
        original, questions, text = _parts(body[start.end() : end], imported)
        try:
            section = Section(
                id=start[2],
                heading=start[1],
                original=original,
                questions=questions,
                phrasings=tuple(phrasings.get(start[2], ())),
                sentence_phrasings=tuple(map(tuple, of_sentences.get(start[2], ()))),
                text=text,
            )
            sections.append(section)
        except ValidationError as error:
            raise CorpusError(f"{file}: section {start[2]!r}: {first_fault(error)}: correct it") from error
    if unknown := sorted((phrasings.keys() | of_sentences.keys()) - {section.id for section in sections}):
        raise CorpusError(f"{file}: no section {unknown[0]!r}, for which there are phrasings: name them alike")
    return sections


def _parts(body: str, imported: bool) -> tuple[str, tuple[str, ...], str]:
    """Place in the original, questions and text of a section."""
    original, questions = "", []
    lines = body.strip("\n").split("\n")
    for at, line in enumerate(lines):  # noqa: B007  (the loop stops where the text begins)
        if not original and (found := _ORIGINAL.match(line)):
            original = found[1]
        elif line.startswith("- ") and not imported:
            questions.append(line[2:].strip())
        elif line.strip():
            break
    else:
        at = len(lines)
    return original, tuple(questions), "\n".join(lines[at:]).strip()


def _beside(notes: Path, name: str, form: TypeAdapter[dict[str, dict[Language, Content]]]) -> dict[str, Content]:
    """What a file beside a file of notes holds in its language, by section id; empty without the file."""
    file, language = notes.with_name(name), _language(notes)
    by_section = read_yaml(file, form) if file.is_file() else {}
    return {section_id: lines[language] for section_id, lines in by_section.items() if language in lines}


def _language(notes: Path) -> Language:
    return next(language for language in LANGUAGES if language == notes.stem)
