"""Which files a corpus folder consists of, their hash, and copies of them."""

import hashlib
import shutil
from pathlib import Path

from corpus.records import LANGUAGES

LISTS = (
    "backgrounds.yaml",
    "glossary.yaml",
    "plan_requests.yaml",
    "resources.yaml",
    "roadmap.yaml",
    "topics.yaml",
    "unanswerable.yaml",
)
"""Files of a corpus folder besides the articles; any of them may be absent."""
PHRASINGS = ("phrasings.yaml", "sentence_phrasings.yaml")
"""Ways of asking for sections and for their sentences, beside the notes on an article; either may be absent."""


def article_files(folder: Path) -> list[Path]:
    """The files of the articles below `folder`, in a fixed order."""
    return sorted(file for language in LANGUAGES for file in folder.glob(f"articles/*/{language}.md"))


def phrasing_files(folder: Path) -> list[Path]:
    """The files of phrasings below `folder`, in a fixed order."""
    return sorted(file for name in PHRASINGS for file in folder.glob(f"articles/*/{name}"))


def corpus_files(folder: Path) -> list[Path]:
    """Every file that an index and an assistant are made from, in a fixed order."""
    lists = [file for name in LISTS if (file := folder / name).is_file()]
    return [*article_files(folder), *phrasing_files(folder), *lists]


def corpus_hash(folder: Path) -> str:
    """SHA-256 over names and bytes of all files of the corpus."""
    digest = hashlib.sha256()
    for file in corpus_files(folder):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def copy_corpus(folder: Path, target: Path) -> None:
    """Copy the files of the corpus, and nothing else, into a new folder."""
    target.mkdir()
    for file in corpus_files(folder):
        copied = target / file.relative_to(folder)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copied)
