"""What has changed in a corpus since an index was built: `roadmap corpus diff`."""

from pathlib import Path
from typing import Literal

from corpus.files import LISTS, corpus_files
from corpus.records import Passage, Record
from index.store import open_generation
from index.units import read_passages

What = Literal["added", "changed", "removed"]


class Change(Record):
    """One passage, or one list of the corpus, that is not as it was."""

    what: What
    name: str
    """Id of a passage, or name of a file."""


def changes(index: Path, corpus: Path) -> list[Change]:
    """Every passage and list that was added, changed or removed, by name.

    Raises IndexFault without an index and CorpusError for a corpus that cannot be read.
    """
    old = open_generation(index).corpus
    found = _differences(_passages(old), _passages(corpus)) + _differences(_lists(old), _lists(corpus))
    # What passages are made of may change without them: places in the original, white space.
    found = found or _differences(_files(old), _files(corpus))
    return sorted(found, key=lambda change: change.name)


def _differences(
    old: dict[str, Passage] | dict[str, bytes], new: dict[str, Passage] | dict[str, bytes]
) -> list[Change]:
    found: list[tuple[What, str]] = [("removed", name) for name in old.keys() - new.keys()]
    found += [("added", name) for name in new.keys() - old.keys()]
    found += [("changed", name) for name in old.keys() & new.keys() if old[name] != new[name]]
    return [Change(what=what, name=name) for what, name in found]


def _passages(corpus: Path) -> dict[str, Passage]:
    return {passage.passage_id: passage for passage in read_passages(corpus)}


def _files(corpus: Path) -> dict[str, bytes]:
    return {file.relative_to(corpus).as_posix(): file.read_bytes() for file in corpus_files(corpus)}


def _lists(corpus: Path) -> dict[str, bytes]:
    return {name: file.read_bytes() for name in LISTS if (file := corpus / name).is_file()}
