"""An index on disk: one generation folder at a time, named by the file `current`.

    <index>/current                     names of the generation in use and of the one before, replaced in one rename
    <index>/<generation>/manifest.json  hashes of all other files; the generation's name ends with its own hash
    <index>/<generation>/corpus/        the corpus that it was built from
    <index>/<generation>/...            vectors, units, BM25, passages
    <index>/*.vectors                   vectors of earlier builds, see cache.py
    <index>/build.lock, builder.json    held by a build, see lock.py

A build writes a new generation beside the old one, so that a build that fails or is killed changes nothing.
"""

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from corpus.records import Record
from index.records import Generation, IndexFault, Manifest

FORMAT = 4
BUILD = "run `roadmap index build`"
POINTER = "current"
_MANIFEST = "manifest.json"
_OURS = (POINTER, f"{POINTER}.new", "build.lock", "builder.json")
_UNFINISHED, _CACHE = re.compile(r"building-[0-9a-f]{8}"), re.compile(r"[0-9a-f]{16}\.vectors(?:\.new)?")
# The last ones are generations of earlier versions of the program.
_GENERATION = re.compile(r"\d{8}T\d{12}-[0-9a-f]{16}|\d{8}T\d{6,12}-[0-9a-f]{8}")


class _Pointer(Record):
    """The content of the file `current`, behind the beginning of its SHA-256."""

    generation: str
    previous: str | None
    rolled_back: bool = False


def prepare(index: Path) -> None:
    """Make the folder of an index. Raises IndexFault when something else is there, which is not ours to write into."""
    if index.exists() and not index.is_dir():
        raise IndexFault(f"{index} is a file: name a folder with --index")
    index.mkdir(parents=True, exist_ok=True)
    if not (index / POINTER).is_file():
        foreign = [item.name for item in index.iterdir() if not _is_ours(item)]
        if foreign:
            raise IndexFault(f"{index} holds other files ({foreign[0]}): name an empty or new folder with --index")


@contextmanager
def new_generation(index: Path) -> Iterator[Path]:
    """A fresh folder to write a generation into; it is removed when the block fails."""
    folder = index / f"building-{secrets.token_hex(4)}"
    try:
        folder.mkdir()
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def publish(index: Path, folder: Path, manifest: Manifest, check: Callable[[Generation], object]) -> None:
    """Put a finished folder on disk, check it as it will be read, and make it current, in one rename.

    Only who holds the lock of the index may call it. What `check` raises leaves the index as it was.
    """
    content = manifest.model_copy(update={"files": _hashes(folder)}).model_dump_json(indent=2)
    (folder / _MANIFEST).write_text(content, encoding="utf-8")
    for path in (*folder.rglob("*"), folder):
        _sync(path)
    generation = index / f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{_short(content.encode())}"
    folder.rename(generation)
    try:
        check(open_folder(generation))
        previous = _worth_keeping(index, manifest)
    except BaseException:
        shutil.rmtree(generation, ignore_errors=True)
        raise
    # From here on a failure may come after the renaming: what lies about is removed by the next build.
    _write_pointer(index, _Pointer(generation=generation.name, previous=previous))
    tidy(index)


def _worth_keeping(index: Path, manifest: Manifest) -> str | None:
    """The generation to go back to from a new one: the current one, if it is whole and of another state."""
    pointer = _read_pointer(index)
    if pointer is None:
        return None
    try:
        current = open_folder(index / pointer.generation).manifest
    except IndexFault:
        return pointer.previous
    same = (current.corpus_hash, current.embedder) == (manifest.corpus_hash, manifest.embedder)
    return pointer.previous if same else pointer.generation


def roll_back(index: Path) -> Generation:
    """Make the previous generation the current one; once more brings the other back. Raises IndexFault without one.

    Only who holds the lock of the index may call it.
    """
    pointer = _read_pointer(index)
    if pointer is None or pointer.previous is None:
        raise IndexFault(f"index {index} has no previous one to go back to: {BUILD}")
    restored = open_folder(index / pointer.previous)
    _write_pointer(index, _Pointer(generation=pointer.previous, previous=pointer.generation, rolled_back=True))
    return restored


def open_generation(index: Path) -> Generation:
    """The current generation, every file checked against its hash.

    Raises IndexFault when there is no index, or when it is of another format, damaged or incomplete.
    """
    if not (index / POINTER).exists():
        raise IndexFault(f"no index in {index}: {BUILD}")
    pointer = _read_pointer(index)
    if pointer is None:
        raise IndexFault(f"index {index}: file {POINTER} is damaged or of another version: {BUILD}")
    return open_folder(index / pointer.generation).model_copy(update={"rolled_back": pointer.rolled_back})


def open_whole(index: Path, embedder: str) -> Generation:
    """A generation by this embedder that is whole, whatever is current: the previous one, or else the newest.

    Raises IndexFault when there is none.
    """
    pointer = _read_pointer(index)
    names = sorted((item.name for item in index.glob("*") if _GENERATION.fullmatch(item.name)), reverse=True)
    for name in sorted(names, key=lambda name: pointer is None or name != pointer.previous):
        try:
            generation = open_folder(index / name)
        except IndexFault:
            continue
        if generation.manifest.embedder == embedder:
            return generation
    raise IndexFault(f"no whole index in {index}: {BUILD}")


def open_folder(folder: Path) -> Generation:
    """The generation in its folder. Raises IndexFault unless every file is as it was built."""
    index = folder.parent
    try:
        content = (folder / _MANIFEST).read_bytes()
        if _short(content) != folder.name.rpartition("-")[2]:
            raise IndexFault(f"index {index}: file {_MANIFEST} is damaged: {BUILD}")
        manifest = Manifest.model_validate_json(content)
        if manifest.format != FORMAT:
            raise IndexFault(f"index {index} has format {manifest.format}, not {FORMAT}: {BUILD}")
        actual = _hashes(folder)
    except (OSError, ValidationError) as error:
        raise IndexFault(f"index {index} is damaged or incomplete ({type(error).__name__}): {BUILD}") from error
    for file in sorted(manifest.files.keys() | actual.keys()):
        if actual.get(file) != manifest.files.get(file):
            state = "missing" if file not in actual else "damaged" if file in manifest.files else "not its own"
            raise IndexFault(f"index {index}: file {file} is {state}: {BUILD}")
    return Generation(folder=folder, manifest=manifest)


def _read_pointer(index: Path) -> _Pointer | None:
    try:
        digest, _, content = (index / POINTER).read_bytes().partition(b" ")
        pointer = _Pointer.model_validate_json(content)
    except (OSError, ValidationError):
        return None
    return pointer if digest.decode("latin-1") == _short(content) else None


def pointer_of(index: Path) -> bytes:
    """What the pointer of an index says, by which a change is seen; empty without one."""
    try:
        return (index / POINTER).read_bytes()
    except OSError:
        return b""


def _write_pointer(index: Path, pointer: _Pointer) -> None:
    file = index / f"{POINTER}.new"
    try:
        content = pointer.model_dump_json()
        file.write_text(f"{_short(content.encode())} {content}", encoding="utf-8")
        _sync(file)
        file.replace(index / POINTER)
        _sync(index)
    finally:
        file.unlink(missing_ok=True)


def _short(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _hashes(folder: Path) -> dict[str, str]:
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file != folder / _MANIFEST)
    return {file.relative_to(folder).as_posix(): _sha256(file) for file in files}


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sync(path: Path) -> None:
    """Have the system put a file or the names in a folder on disk, before anything points to it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def tidy(index: Path) -> None:
    """Remove what killed builds left, and generations that nothing points to; only for who holds the lock."""
    pointer = _read_pointer(index)
    kept = {pointer.generation, pointer.previous} if pointer else None
    for item in index.iterdir():
        unused = kept is not None and _GENERATION.fullmatch(item.name) and item.name not in kept
        if item.is_dir() and (unused or _UNFINISHED.fullmatch(item.name)):
            shutil.rmtree(item, ignore_errors=True)


def _is_ours(item: Path) -> bool:
    """Whether a build made this, however it ended."""
    made = any(pattern.fullmatch(item.name) for pattern in (_GENERATION, _UNFINISHED, _CACHE))
    return made or item.name in _OURS
