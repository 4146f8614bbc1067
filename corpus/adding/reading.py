"""A file, folder or address as the draft of an article: one path for all of them."""

from collections.abc import Iterator
from pathlib import Path

from corpus.adding.decoding import read_file
from corpus.adding.drafting import draft
from corpus.adding.formats import SUFFIXES, extract
from corpus.adding.records import AddingFault, Draft, Found
from corpus.adding.sandbox import bounded


def is_address(source: str) -> bool:
    """Whether a source is meant as an address of the web."""
    return "://" in source


def files_of(source: str) -> Iterator[Path]:
    """The file, or those files below a folder that can be read, in a fixed order; links are not followed.

    Raises AddingFault where nothing can be added.
    """
    path = Path(source)
    if not path.is_dir():
        yield path
        return
    files = sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and not _hidden(file, path))
    if not files:
        raise AddingFault(f"{source} holds no file that can be read: use one of {', '.join(SUFFIXES)}")
    yield from files


def read_draft(source: Path | str, encoding: str | None = None, allow_private: bool = False) -> Draft:
    """The draft of the article in a file or at an address. Raises AddingFault in one line.

    What somebody else wrote is parsed and cleaned in a bounded process of its own.
    """
    if isinstance(source, Path):
        return _bounded_draft(read_file(source), source.name, encoding, source.name)
    # The client takes a tenth of a second to import.
    from corpus.adding.fetching import fetch  # noqa: PLC0415

    fetched = fetch(source, allow_private)
    made = _bounded_draft(fetched.content, fetched.name, encoding or fetched.encoding, fetched.url)
    return made.model_copy(update={"found": made.found.over(Found(url=fetched.url))})


def _bounded_draft(content: bytes, name: str, encoding: str | None, what: str) -> Draft:
    try:
        return bounded(_draft, content, name, encoding, what=what)
    except AddingFault as fault:
        raise fault if what in str(fault) else AddingFault(f"{what}: {fault}") from fault


def _draft(content: bytes, name: str, encoding: str | None) -> Draft:
    return draft(extract(content, name, encoding))


def _hidden(file: Path, folder: Path) -> bool:
    return file.is_symlink() or any(part.startswith(".") for part in file.relative_to(folder).parts)
