"""Answers a file of questions in one process: JSON lines in, JSON lines out."""

import contextlib
import json
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from pydantic import ConfigDict, StrictInt, StrictStr, ValidationError

from assistant.chat import Assistant
from assistant.progress import progress_bar
from assistant.records import AssistantFault
from corpus.records import Language, Record


class BatchQuestion(Record):
    """One line of the input; fields that are not known are let pass."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: StrictStr | StrictInt
    question: str
    history: tuple[str, ...] = ()
    lang: Language | None = None


def answer_lines(assistant: Assistant, questions: Path, out: Path | None) -> int:
    """Answer every line; a bad line gets `{"id", "error"}` in its place. Returns 1 when there was one, else 0.

    The output file appears whole or not at all.
    """
    try:
        lines = [line for line in questions.read_text(encoding="utf-8-sig").split("\n") if line.strip()]
    except UnicodeDecodeError as error:
        raise AssistantFault(f"{questions} is not UTF-8 text: save it as UTF-8 JSON lines") from error
    failed = False
    with _written(out) as stream:
        for line in progress_bar("answering")(lines, len(lines)):
            result = _answer_line(assistant, line)
            failed |= "error" in result
            stream.write(_as_line(result))
    return int(failed)


def _answer_line(assistant: Assistant, line: str) -> dict[str, Any]:
    try:
        content = json.loads(line, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        return {"id": None, "error": f"not JSON ({error}): write one object a line"}
    identity = content.get("id") if isinstance(content, dict) else None
    try:
        asked = BatchQuestion.model_validate(content)
        answer = assistant.ask(asked.question, asked.history, asked.lang)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(map(str, fault["loc"])) or "line"
        return {"id": identity, "error": f"{place}: {fault['msg']}: correct the line"}
    except AssistantFault as fault:
        return {"id": identity, "error": str(fault)}
    return {"id": asked.id, **answer.model_dump(mode="json")}


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _as_line(result: dict[str, Any]) -> str:
    line = json.dumps(result, ensure_ascii=False)
    # Half a surrogate pair, which JSON can spell, is no text that a file can hold.
    plain = line if line.isascii() or line.encode("utf-8", "ignore").decode() == line else json.dumps(result)
    return f"{plain}\n"


@contextlib.contextmanager
def _written(out: Path | None) -> Iterator[TextIO]:
    if out is None:
        yield sys.stdout
        return
    unfinished = out.with_name(f".{out.name}.{secrets.token_hex(4)}")
    try:
        with unfinished.open("x", encoding="utf-8") as stream:
            yield stream
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)
