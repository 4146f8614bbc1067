"""The README's commands run, its files exist, its settings are the settings."""

import re
import shlex

import pytest

from assistant.cli import main
from assistant.settings import Settings
from tests.conftest import ROOT, SHARED

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line.split("#")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL)
    for line in block.splitlines()
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("readme") / "index")


@pytest.mark.parametrize("command", [command for command in COMMANDS if command.startswith("roadmap")])
def test_a_command_of_the_readme_works(command: str, built: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROADMAP_INDEX", built)
    assert main(shlex.split(command)[1:]) == 0


def test_the_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"\bmake (\w+)", "\n".join(COMMANDS))
    assert targets == ["chat", "test", "chat"]
    assert all(re.search(rf"^{target}:", makefile, flags=re.MULTILINE) for target in targets)


def test_every_file_is_listed() -> None:
    table = README.split("## Files")[1].split("## The path")[0]
    listed = set(re.findall(r"[\w/]+\.py", table))
    for file in [
        *ROOT.glob("*.py"),
        *(file for room in ("assistant", "index", "corpus", "evals") for file in (ROOT / room).rglob("*.py")),
    ]:
        if not file.name.startswith("__"):
            assert {file.name, file.relative_to(ROOT).as_posix()} & listed, file.name


def test_every_setting_is_listed() -> None:
    assert set(re.findall(r"`(ROADMAP_\w+)`", README)) - {"ROADMAP_"} == {
        f"ROADMAP_{name.upper()}" for name in Settings.model_fields
    }


def test_the_project_names_no_machine() -> None:
    texts = [file for pattern in ("*.md", "*.toml", "*.txt", "Makefile", ".ci/run") for file in ROOT.glob(pattern)]
    assert all(str(SHARED.parent) not in file.read_text(encoding="utf-8") for file in texts)
