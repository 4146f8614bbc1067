"""An index on disk: one generation folder at a time, named by the file `current`.

    <index>/current                     the name of the generation in use, replaced in one rename
    <index>/<generation>/manifest.json  written last
    <index>/<generation>/...            vectors, units, BM25, passages

A build writes a new generation beside the old one, so that a build that fails or is killed changes nothing.
"""

import hashlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from index.records import IndexFault, Manifest

FORMAT = 2
BUILD = "run `roadmap index build`"
_CURRENT, _MANIFEST, _UNFINISHED = "current", "manifest.json", "building-"
_ABANDONED_AFTER = 24 * 3600.0


@contextmanager
def new_generation(index: Path) -> Iterator[Path]:
    """A fresh folder to write a generation into; it is removed when the block fails.

    Raises IndexFault when `index` holds something that is no index, since that is not ours to write into.
    """
    if index.exists() and not index.is_dir():
        raise IndexFault(f"{index} is a file: name a folder with --index")
    if index.is_dir() and not (index / _CURRENT).is_file():
        foreign = [item.name for item in index.iterdir() if not _is_ours(item)]
        if foreign:
            raise IndexFault(f"{index} holds other files ({foreign[0]}): name an empty or new folder with --index")
    folder = index / f"{_UNFINISHED}{secrets.token_hex(4)}"
    try:
        folder.mkdir(parents=True)
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def publish(index: Path, folder: Path, manifest: Manifest) -> None:
    """Write the manifest into a finished folder and make it the current generation, in one rename."""
    content = manifest.model_copy(update={"files": _hashes(folder)}).model_dump_json(indent=2)
    _write_durably(folder / _MANIFEST, content)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    generation = index / f"{stamp}-{folder.name.removeprefix(_UNFINISHED)}"
    folder.rename(generation)
    previous = _current(index)
    pointer = index / f"{_CURRENT}.{generation.name}"
    try:
        _write_durably(pointer, generation.name)
        pointer.replace(index / _CURRENT)
    finally:
        pointer.unlink(missing_ok=True)
    _tidy(index, oldest_kept=min(previous or generation.name, generation.name))


def open_generation(index: Path) -> tuple[Path, Manifest]:
    """The current generation's folder and manifest, every file checked against its hash.

    Raises IndexFault when there is no index, or when it is of another format, damaged or incomplete.
    """
    name = _current(index)
    if name is None:
        raise IndexFault(f"no index in {index}: {BUILD}")
    folder = index / name
    try:
        content = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        if content.get("format") != FORMAT:
            raise IndexFault(f"index {index} has format {content.get('format')!r}, not {FORMAT}: {BUILD}")
        manifest = Manifest.model_validate(content)
        actual = _hashes(folder)
    except (OSError, ValueError, AttributeError, ValidationError) as error:
        raise IndexFault(f"index {index} is damaged or incomplete ({type(error).__name__}): {BUILD}") from error
    for file, digest in manifest.files.items():
        if actual.get(file) != digest:
            state = "damaged" if file in actual else "missing"
            raise IndexFault(f"index {index}: file {file} is {state}: {BUILD}")
    return folder, manifest


def _current(index: Path) -> str | None:
    try:
        name = (index / _CURRENT).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return name if name and Path(name).name == name and name != ".." else None


def _hashes(folder: Path) -> dict[str, str]:
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.name != _MANIFEST)
    return {file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def _write_durably(file: Path, content: str) -> None:
    with file.open("w", encoding="utf-8") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _is_ours(item: Path) -> bool:
    """Whether a build made this, however it ended."""
    return item.name.startswith((_UNFINISHED, _CURRENT)) or (item / _MANIFEST).is_file()


def _tidy(index: Path, oldest_kept: str) -> None:
    """Remove abandoned builds, and generations older than the previous one, which a reader may be opening.

    Names begin with the time of the build, so a generation that another build has just made is never older.
    """
    for item in index.iterdir():
        unfinished = item.name.startswith(_UNFINISHED)
        if unfinished and time.time() - item.stat().st_mtime < _ABANDONED_AFTER:
            continue
        if item.is_dir() and (unfinished or (item.name < oldest_kept and (item / _MANIFEST).is_file())):
            shutil.rmtree(item, ignore_errors=True)
