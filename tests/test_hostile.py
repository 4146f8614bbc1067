"""Addresses that a corpus must not take; what else payloads try is tried by `python -m tests.hostile`."""

from pathlib import Path

import pytest
import yaml

from corpus.reading import read_articles
from corpus.records import CorpusError
from corpus.resources import read_resources
from tests.conftest import ENGLISH, write_article
from tests.hostile import plant

RUN_BY_BROWSERS = (
    "javascript:alert(1)", " javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,<script>alert(1)</script>",
    "vbscript:x", "//evil.example",
)  # fmt: skip


@pytest.mark.parametrize("url", RUN_BY_BROWSERS)
def test_a_corpus_takes_no_address_that_a_browser_would_run(tmp_path: Path, url: str) -> None:
    plant(tmp_path, ["payload"])
    entries = yaml.safe_load((tmp_path / "resources.yaml").read_text(encoding="utf-8"))
    (tmp_path / "resources.yaml").write_text(yaml.safe_dump([entries[0] | {"url": url}]), encoding="utf-8")
    with pytest.raises(CorpusError, match="url"):
        read_resources(tmp_path)
    file = write_article(tmp_path, "en", ENGLISH)
    file.write_text(file.read_text(encoding="utf-8").replace("https://tea.example/guide", repr(url)), encoding="utf-8")
    with pytest.raises(CorpusError, match="url"):
        read_articles(tmp_path)
