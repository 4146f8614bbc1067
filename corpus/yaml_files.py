"""Reads a YAML file as records."""

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from corpus.records import CorpusError

Content = TypeVar("Content")
# The loader in C is some nine times faster; a build of PyYAML without it has the other.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(file: Path, content: TypeAdapter[Content]) -> Content:
    """The content of a file. Raises CorpusError, naming file and place, when it is not as `content` wants it."""
    try:
        return content.validate_python(yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER))  # noqa: S506
    except ValidationError as error:
        raise CorpusError(f"{file}: {first_fault(error)}: correct it and run `roadmap corpus check`") from error
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{file}: cannot be read as UTF-8 text ({type(error).__name__}): restore the file") from error
    # ValueError: a date that is none.
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        where = getattr(error, "problem_mark", None)
        line = f" in line {where.line + 1}" if where else ""
        raise CorpusError(f"{file}: broken YAML{line}: correct it") from error


def first_fault(error: ValidationError) -> str:
    """The first fault of a record: where, what, and the value."""
    fault = error.errors()[0]
    place = ".".join(str(part) for part in fault["loc"])
    return f"{place}: {fault['msg']} (is {fault.get('input')!r:.60})"
