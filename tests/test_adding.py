"""Adding, finding, removing: `roadmap corpus add`, `remove` and `diff`, through the real command."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assistant.cli import main
from assistant.curating import TELLING
from assistant.loading import assemble
from corpus.adding.reading import read_draft
from corpus.adding.records import AddingFault, Draft, Found
from corpus.adding.similar import copies, same_address
from corpus.adding.writing import new_id, references, remove_article, write_article
from corpus.checking import check_corpus
from corpus.reading import read_article, read_articles
from corpus.records import Article, Language, Section
from corpus.splitting import split_article
from index.building import build_index
from index.embedders import Embedder
from index.search import Index
from tests.browser import drawn
from tests.conftest import CORPUS, ENGLISH, ROOT
from tests.conftest import write_article as write_notes
from tests.test_cli import run

SEEDS = {
    "000": "000_714a1b7527468a4e.txt",
    "001": "001_e72c9124da24b2bc.txt",
    "002": "002_e4ae87a87c1e3f91.txt",
    "003": "003_7d600c8a391c0005.txt",
    "004": "004_5866f41e2a470bf9.txt",
}
COFFEE = """# Coffee at home

By Ada Bean

Coffee at home needs a grinder and a kettle. A hand grinder costs 60 euros.

## Water

- Water for coffee has 93 degrees.
- Hard water makes coffee bitter.

## Grinding

Coffee for a filter is ground as fine as sand. Grind the beans just before brewing, because ground coffee fades in a
quarter of an hour.
"""


@pytest.fixture
def places(tmp_path: Path) -> list[str]:
    """Options for a corpus and an index of the test's own."""
    (tmp_path / "corpus").mkdir()
    return ["--corpus", str(tmp_path / "corpus"), "--index", str(tmp_path / "index")]


@pytest.fixture
def coffee(tmp_path: Path) -> Path:
    file = tmp_path / "coffee.md"
    file.write_text(COFFEE, encoding="utf-8")
    return file


def test_a_file_is_added_indexed_and_quoted(
    coffee: Path, places: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = run(capsys, "corpus", "add", str(coffee), "--yes", "--json", *places)
    assert status == 0
    (added,) = json.loads(out)
    assert (added["id"], added["language"], added["title"]) == ("coffee-at-home", "en", "Coffee at home")
    assert (added["author"], added["year"], added["url"], added["sections"]) == ("Ada Bean", None, "", 3)
    assert "run `roadmap index build`" in err
    assert run(capsys, "index", "build", *places)[0] == 0
    assert json.loads(run(capsys, "index", "status", "--json", *places)[1])["up_to_date"]


def ask(embedder: Embedder, places: list[str], question: str) -> Any:
    corpus, index = Path(places[1]), Path(places[3])
    build_index(corpus, index, embedder, lambda items, length: items)
    return assemble(Index.open(index, corpus, embedder)).ask(question)


def test_points_of_a_list_are_quoted_without_their_dash(
    coffee: Path, places: list[str], embedder: Embedder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "corpus", "add", str(coffee), "--yes", *places)[0] == 0
    answer = ask(embedder, places, "How many degrees has water for coffee?")
    assert answer.text.startswith("Water for coffee has 93 degrees [1].")
    assert answer.citations[0].quote.startswith("Water for coffee has 93 degrees.")
    assert (answer.citations[0].author, answer.citations[0].url) == ("Ada Bean", "")
    shown = drawn(answer)
    assert "Ada Bean, Coffee at home (year not given) – Water" in shown
    assert "http" not in shown, "there is no address to link to"


def test_a_question_in_the_other_language_finds_it_and_the_quote_is_labelled(
    coffee: Path, places: list[str], embedder: Embedder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "corpus", "add", str(coffee), "--yes", *places)[0] == 0
    answer = ask(embedder, places, "冲咖啡的水要多少度？")
    assert answer.language == "zh"
    assert "93 degrees" in answer.text
    assert answer.citations[0].language == "en"
    assert "· 英文" in drawn(answer)


def test_what_no_added_article_says_is_refused_and_the_articles_are_named(
    coffee: Path, places: list[str], embedder: Embedder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "corpus", "add", str(coffee), "--yes", *places)[0] == 0
    answer = ask(embedder, places, "What is the weather in Berlin?")
    assert (answer.status, answer.citations) == ("abstained", ())
    assert answer.text == "The articles do not answer this question. There are: Coffee at home."


SEED_QUESTIONS: list[tuple[str, str, str]] = [
    ("000", "从零开始需要多长时间？", "18月"),
    ("000", "Which university course does he recommend for deep learning?", "LeCun"),
    ("001", "需要很深的数学知识吗？", "不需要有很深的底层数学知识"),
    ("001", "Should I enter Kaggle competitions?", "Kaggle"),
    ("002", "How many months does it take to learn everything from scratch full time?", "18 months"),
    ("002", "作品集里放一个大项目好，还是放很多小项目好？", "one or two impressive"),
    ("003", "亚马逊的面试有哪些环节？", "电话筛选"),
    ("003", "How many interview rounds does Amazon have?", "四至六次"),
    ("004", "要不要读研究论文和博客？", "论文"),
    ("004", "Is deep learning always better than statistical machine learning?", "统计"),
]


@pytest.mark.shared
@pytest.mark.parametrize(("seed", "question", "said"), SEED_QUESTIONS)
def test_every_seed_answers_in_both_directions_of_language(
    seed: str, question: str, said: str, seeded: dict[str, Index]
) -> None:
    answer = assemble(seeded[seed]).ask(question)
    assert answer.status == "answered"
    quotes = " ".join(citation.quote for citation in answer.citations)
    assert said in quotes


@pytest.fixture(scope="module")
def seeded(shared: Path, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Index]:
    """For each seed an index of a corpus that holds nothing else."""
    indexes = {}
    for seed, name in SEEDS.items():
        folder = tmp_path_factory.mktemp(f"seed{seed}")
        corpus, index = folder / "corpus", folder / "index"
        corpus.mkdir()
        options = ["--yes", "--corpus", str(corpus), "--index", str(index)]
        assert main(["corpus", "add", str(shared / "seeds" / name), *options]) == 0
        build_index(corpus, index, embedder, lambda items, length: items)
        indexes[seed] = Index.open(index, corpus, embedder)
    return indexes


@pytest.mark.shared
def test_two_tellings_of_one_article_become_two_languages_of_one_source(
    shared: Path, places: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "corpus", "add", str(shared / "seeds" / SEEDS["000"]), "--yes", *places)[0] == 0
    status, _, err = run(capsys, "corpus", "add", str(shared / "seeds" / SEEDS["002"]), "--yes", *places)
    assert status == 0
    assert "another telling of become-mle" in err
    assert "has the same address" in err
    files = sorted(file.name for file in Path(places[1], "articles", "become-mle").iterdir())
    assert files == ["en.md", "zh.md"]
    again = shared / "seeds" / SEEDS["002"]
    assert run(capsys, "corpus", "add", str(again), "--yes", *places)[0] == 2


@pytest.mark.shared
def test_a_telling_is_recognised_by_what_it_says(
    shared: Path, places: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The Chinese digest without its address, after the English rendering; another article is none."""
    assert run(capsys, "corpus", "add", str(shared / "seeds" / SEEDS["002"]), "--yes", *places)[0] == 0
    assert run(capsys, "index", "build", *places)[0] == 0
    text = (shared / "seeds" / SEEDS["000"]).read_text(encoding="utf-8").replace("https://www.maxmynter.com", "")
    (tmp_path / "digest.txt").write_text(text, encoding="utf-8")
    status, _, err = run(capsys, "corpus", "add", str(tmp_path / "digest.txt"), "--yes", *places)
    assert status == 0
    said = re.search(r"which says the same \((\.\d+|\d\.\d+)\)", err)
    assert said
    assert TELLING <= float(said[1]) < 0.9
    status, _, err = run(capsys, "corpus", "add", str(shared / "seeds" / SEEDS["003"]), "--yes", *places)
    assert (status, "another telling" in err) == (0, False)


@pytest.mark.shared
def test_a_version_of_the_projects_own_article_is_found_by_its_authors_name(
    shared: Path, tmp_path: Path, index_folder: Path, embedder: Embedder, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = tmp_path / "corpus"
    subprocess.run(["cp", "-r", str(CORPUS), str(corpus)], check=True)
    options = ["--yes", "--corpus", str(corpus), "--index", str(index_folder)]
    assert run(capsys, "corpus", "add", str(shared / "seeds" / SEEDS["002"]), *options)[0] == 0
    article = read_article(corpus / "articles" / "mynter-mle-roadmap-2" / "en.md")
    assert (article.version_of, article.imported) == ("mynter-mle-roadmap", True)
    assert check_corpus(corpus) == []
    build_index(corpus, tmp_path / "index", embedder, lambda items, length: items)
    hits = Index.open(tmp_path / "index", corpus, embedder).search("What does Mynter say about projects?", "en", 20)
    assert {"mynter-mle-roadmap", "mynter-mle-roadmap-2"} == {hit.passage.source_id for hit in hits}


def test_nothing_is_added_twice(coffee: Path, places: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "corpus", "add", str(coffee), "--yes", *places)[0] == 0
    before = {file: file.read_bytes() for file in Path(places[1]).rglob("*.md")}
    coffee.write_text(COFFEE.replace("60 euros", "70 euros").replace("Coffee at home\n\nBy", "Brewing\n\nBy"))
    status, out, err = run(capsys, "corpus", "add", str(coffee), "--yes", *places)
    assert (status, out) == (2, "")
    assert re.search(r"\d\d% of it stands in coffee-at-home \(en\) already: not added", err)
    assert {file: file.read_bytes() for file in Path(places[1]).rglob("*.md")} == before


def test_nobody_is_asked_where_nobody_is(coffee: Path, places: list[str]) -> None:
    process = subprocess.run(
        [sys.executable, "-m", "assistant", "corpus", "add", str(coffee), *places],
        cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert process.returncode == 2
    assert process.stderr.count("\n") == 1
    assert "say --yes" in process.stderr
    assert list(Path(places[1]).iterdir()) == []


@pytest.mark.parametrize(("answer", "added"), [("y\n", True), ("n\n", False), ("\n", False), ("", False)])
def test_somebody_is_shown_what_would_be_added_and_asked(
    answer: str, added: bool, coffee: Path, places: list[str]
) -> None:
    """In a terminal of its own (a pseudo-terminal)."""
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", "corpus", "add", str(coffee), *places],
        cwd=ROOT, stdin=theirs, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    os.close(theirs)
    os.write(ours, answer.encode() or b"\x04")
    _, err = process.communicate(timeout=60)
    os.close(ours)
    assert "Coffee at home [en]" in err
    assert "Grinding" in err
    assert "add it as coffee-at-home? [y/N]" in err
    assert Path(places[1], "articles", "coffee-at-home", "en.md").is_file() == added
    assert "Traceback" not in err


def test_a_folder_is_added_as_far_as_it_can_be(
    places: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "pages"
    (folder / "deep").mkdir(parents=True)
    (folder / "coffee.md").write_text(COFFEE, encoding="utf-8")
    tea = COFFEE.replace("Coffee", "Tea").replace("coffee", "tea").replace("beans", "leaves").replace("93", "80")
    (folder / "deep" / "tea.txt").write_text(tea.replace("grinder", "strainer"), encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"no pdf")
    (folder / ".hidden.md").write_text(COFFEE, encoding="utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / "link.md").symlink_to(folder / "coffee.md")
    status, out, err = run(capsys, "corpus", "add", str(folder), "--yes", "--json", *places)
    assert status == 1
    assert {added["id"] for added in json.loads(out)} == {"coffee-at-home", "tea-at-home"}
    assert "broken.pdf is no PDF file" in err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--id", "Not An Id"], "is no id"),
        (["--id", "../up"], "is no id"),
        (["--of", "nobody"], "no such article"),
        (["--year", "1066"], "is not a year"),
        (["--url", "javascript:alert(1)"], "url"),
        (["--encoding", "klingon"], "klingon"),
    ],
)
def test_bad_options_add_nothing(
    options: list[str], said: str, coffee: Path, places: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = run(capsys, "corpus", "add", str(coffee), "--yes", *options, *places)
    assert (status, out) == (2, "")
    assert said in err.splitlines()[-1]
    assert "Traceback" not in err
    assert not list(Path(places[1]).rglob("*.md"))


def test_options_take_the_place_of_what_the_source_says(
    coffee: Path, places: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--id", "brewing", "--title", "Brewing", "--author", "B. Roast", "--year", "2021",
             "--url", "https://coffee.example/brewing"]  # fmt: skip
    assert run(capsys, "corpus", "add", str(coffee), "--yes", *given, *places)[0] == 0
    article = read_article(Path(places[1], "articles", "brewing", "en.md"))
    assert (article.title, article.author, article.year) == ("Brewing", "B. Roast", 2021)
    assert article.url == "https://coffee.example/brewing"


def test_remove_moves_aside_what_nothing_needs(
    coffee: Path, places: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = Path(places[1])
    assert run(capsys, "corpus", "add", str(coffee), "--yes", *places)[0] == 0
    status, _, err = run(capsys, "corpus", "remove", "coffee-at-home", *places[:2])
    assert (status, "say --yes" in err) == (2, True)
    status, _, err = run(capsys, "corpus", "remove", "coffee-at-home", "--yes", *places[:2])
    assert status == 0
    (kept,) = corpus.glob("removed/coffee-at-home-*/en.md")
    assert str(kept.parent) in err
    assert not (corpus / "articles" / "coffee-at-home").exists()
    status, _, err = run(capsys, "corpus", "remove", "coffee-at-home", "--yes", *places[:2])
    assert (status, "no article 'coffee-at-home'" in err) == (2, True)


def test_one_language_can_be_removed_alone(small_corpus: Path) -> None:
    moved = remove_article(small_corpus, "tea-guide", "zh")
    assert [file.name for file in moved.iterdir()] == ["zh.md"]
    assert [article.language for article in read_articles(small_corpus)] == ["en"]
    remove_article(small_corpus, "tea-guide", "en")
    assert not (small_corpus / "articles" / "tea-guide").exists()


def test_an_article_that_lists_need_is_not_removed(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(capsys, "corpus", "remove", "mynter-mle-roadmap", "--yes")
    assert status == 2
    assert "mynter-mle-roadmap is named in" in err
    assert "roadmap.yaml" in err
    assert references(CORPUS, "mle-roadmap") == []


def test_diff_tells_what_changed(small_corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    places = ["--corpus", str(small_corpus), "--index", str(tmp_path / "index")]
    assert run(capsys, "corpus", "diff", *places)[0] == 2
    assert run(capsys, "index", "build", *places)[0] == 0
    assert run(capsys, "corpus", "diff", *places) == (0, "nothing has changed\n", "")
    write_notes(small_corpus, "en", ENGLISH.replace("70", "80"))
    (small_corpus / "articles" / "tea-guide" / "zh.md").unlink()
    (small_corpus / "topics.yaml").unlink()
    (small_corpus / "plan_requests.yaml").write_text("{}\n")
    lines = run(capsys, "corpus", "diff", *places)[1].splitlines()
    assert lines == [
        "+ plan_requests.yaml", "- tea-guide/black/zh", "~ tea-guide/green/en", "- tea-guide/green/zh", "- topics.yaml",
    ]  # fmt: skip
    found = json.loads(run(capsys, "corpus", "diff", "--json", *places)[1])
    assert {"what": "changed", "name": "tea-guide/green/en"} in found


def test_what_looks_like_a_marker_is_never_taken_for_one(
    places: list[str], tmp_path: Path, embedder: Embedder, capsys: pytest.CaptureFixture[str]
) -> None:
    text = COFFEE.replace("93 degrees.", "93 degrees[3]. The machine[4] is option x[1]y.").replace(
        "# Coffee at", "# [2] Coffee at"
    )
    (tmp_path / "wiki.md").write_text(text, encoding="utf-8")
    assert run(capsys, "corpus", "add", str(tmp_path / "wiki.md"), "--yes", *places)[0] == 0
    answer = ask(embedder, places, "How many degrees has water for coffee?")
    assert answer.text.startswith("Water for coffee has 93 degrees [1].")
    assert "x[1]y" not in answer.text
    assert ask(embedder, places, "What is the weather in Berlin?").status == "abstained"


def test_headings_alone_are_no_article(places: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bare.md").write_text(
        "# How to learn the piano\n\n## The first weeks\n\n## The second month\n", encoding="utf-8"
    )
    status, _, err = run(capsys, "corpus", "add", str(tmp_path / "bare.md"), "--yes", *places)
    assert (status, "bare.md: no article is left" in err) == (2, True)


@pytest.mark.parametrize("source", ["", " "])
def test_an_empty_name_is_no_source(source: str, places: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "corpus", "add", source, "--yes", *places)[0] == 2


def test_a_corpus_folder_that_is_not_there_is_not_made(
    coffee: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = run(capsys, "corpus", "add", str(coffee), "--yes", "--corpus", str(tmp_path / "typo"))
    assert (status, "is no folder" in err) == (2, True)
    assert not (tmp_path / "typo").exists()


@pytest.mark.parametrize("line", ["year: 2020-02-30", "year: " + "[" * 5000])
def test_front_matter_that_cannot_be_read_is_one_line(
    line: str, small_corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = small_corpus / "articles" / "tea-guide" / "en.md"
    file.write_text(file.read_text(encoding="utf-8").replace("year: 2020", line), encoding="utf-8")
    status, _, err = run(capsys, "corpus", "list", "--corpus", str(small_corpus))
    assert (status, err.count("\n")) == (2, 1)


def draft_of(text: str, title: str = "Tea", url: str = "", language: Language = "en") -> Draft:
    section = Section(id="en-tea", heading="Tea", original="Tea", text=text)
    return Draft(found=Found(title=title, url=url, language=language), sections=(section,), removed=())


def article_of(draft: Draft, name: str) -> Article:
    return Article(id=name, **draft.found.model_dump(), original_language="en", imported=True, sections=draft.sections)


LONG = "Green tea wants water of 70 degrees and steeps for two minutes, or else it turns bitter and brown in the cup. "


def test_copies_are_told_by_their_text() -> None:
    tea = article_of(draft_of(LONG * 3 + "One more thought on cups."), "tea")
    assert copies(draft_of("Coffee wants water of 93 degrees, and a grinder that is cleaned once a week."), [tea]) == []
    (found,) = copies(draft_of(LONG.upper().replace(",", "") * 2), [tea])
    assert found.share > 0.9


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.tea.example/a/", "http://tea.example/a", True),
        ("https://tea.example/a?p=1", "https://tea.example/a?p=2", False),
        ("", "", False),
    ],
)
def test_addresses_are_the_same_up_to_their_form(one: str, other: str, same: bool) -> None:
    article = article_of(draft_of(LONG, url=other), "tea")
    assert bool(same_address(draft_of(LONG, url=one), [article])) == same


@pytest.mark.parametrize(
    ("title", "url", "expected"),
    [
        ("How to brew tea", "", "how-to-brew-tea"),
        ("怎样泡茶", "https://tea.example/posts/brew-green-tea.html", "brew-green-tea"),
        ("How to brew tea", "https://tea.example/x", "how-to-brew-tea"),
    ],
)
def test_an_id_comes_from_title_or_address(title: str, url: str, expected: str) -> None:
    assert new_id(draft_of(LONG, title, url), "", set()) == expected
    assert new_id(draft_of(LONG, title, url), "", {expected}) == f"{expected}-2"


def test_an_id_of_last_resort_comes_from_the_text() -> None:
    assert re.fullmatch("source-[0-9a-f]{8}", new_id(draft_of(LONG, "茶"), "", set()))
    with pytest.raises(AddingFault, match="is taken"):
        new_id(draft_of(LONG), "tea", {"tea"})


@pytest.mark.parametrize(
    "text",
    [
        "- A list at once.\n- With a question?\n\nThen a paragraph.",
        "*Original: not a place*\n\nText.",
        "---\n\nA rule.",
        "A line with {#id} and `marks` and \u2028 in it.",
    ],
)
def test_any_text_comes_back_as_it_was(text: str, tmp_path: Path) -> None:
    article = article_of(draft_of(text), "tea")
    file = write_article(tmp_path, article)
    assert read_article(file) == article
    assert [item.name for item in tmp_path.iterdir()] == ["articles"]
    with pytest.raises(AddingFault, match="stands there already"):
        write_article(tmp_path, article)


def test_text_that_would_become_a_heading_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(AddingFault, match="cannot be kept"):
        write_article(tmp_path, article_of(draft_of("Text.\n\n## Other {#other}\n\n*Original: x*\n\nMore."), "tea"))
    assert not list(tmp_path.rglob("*.md"))


def test_a_long_section_is_split_between_points_of_a_list() -> None:
    text = "\n".join(f"- Point number {number} of a long list has no mark at its end" for number in range(80))
    passages = split_article(article_of(draft_of(text), "tea"))
    assert len(passages) > 2
    assert all(passage.text.startswith("- Point number") for passage in passages)
    sentences = [passage.text[start:end] for passage in passages for start, end in passage.sentences]
    assert sentences == [line.removeprefix("- ") for line in text.split("\n")]


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(AddingFault) as caught:
        read_draft(tmp_path / "nothing.md")
    assert "\n" not in str(caught.value)
