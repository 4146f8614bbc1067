"""The resource list: complete, well formed, found and cited."""

import json
import re
from pathlib import Path

import pytest
import yaml

from assistant.chat import Assistant
from assistant.cli import main
from corpus import links
from corpus.checking import check_corpus
from corpus.files import corpus_hash
from corpus.glossary import read_resource_names
from corpus.reading import read_articles
from corpus.records import CorpusError
from corpus.resources import RESOURCES, description, read_resources, resource_passages
from tests.conftest import CORPUS

BY_ID = {resource.id: resource for resource in read_resources(CORPUS)}
TEXTS = {f"{a.id}/{s.id}": s.text for a in read_articles(CORPUS) if a.language == "en" for s in a.sections}
# What the notes call a resource, and its entry.
NAMED = {
    "CS50": "cs50x", "University of Helsinki's course": "helsinki-python-mooc",
    "Dead Simple Python": "dead-simple-python",
    "Andrew Ng's Machine Learning Specialization": "machine-learning-specialization",
    "Deep Learning Specialization": "deep-learning-specialization",
    "mathematics course offered by deeplearning.ai": "mathematics-for-ml-deeplearning",
    "New York University (NYU)": "nyu-deep-learning", "fast.ai course": "fastai-practical-deep-learning",
    "Practical Deep Learning for Coders": "fastai-book", "courses on Hugging Face": "hugging-face-learn",
    "Full Stack Open": "full-stack-open", "Full Stack Deep Learning": "full-stack-deep-learning",
    "freeCodeCamp founder Quincy Larson": "larson-learn-to-code-book", "freeCodeCamp podcast": "freecodecamp-podcast",
    "34-page white paper": "mynter-job-titles-white-paper", "learn git": "git", "GitHub": "github",
    "Miniconda": "miniconda", '"Learn Python" on YouTube': "freecodecamp-learn-python", "R2D3": "r2d3-visual-intro",
    "Glorified Statistics": "ml-not-glorified-statistics",
    "Machine Learning Algorithms for Beginners": "towards-ai-ml-algorithms", "Kaggle": "kaggle",
    "machine learning datasets": "kaggle-datasets", "Kaggle kernels": "kaggle-notebooks",
    "uses the Titanic": "datacamp-titanic-tutorial", "complete guide to Kaggle": "datacamp-kaggle-guide",
    "platform such as DataCamp": "datacamp-competitions", "PyTorch": "pytorch", "TensorFlow": "tensorflow",
    "Scikit-learn": "scikit-learn", "MML book": "mml-book", "Docker": "docker-docs",
    "Kubernetes": "kubernetes-tutorials", "Lambda": "aws-lambda", "Papers with Code": "papers-with-code",
    "Ultralearning": "ultralearning", "devotedlearner.com": "devotedlearner-guide",
    "Machine Learning Scientist with Python": "datacamp-ml-scientist-python",
    "Machine Learning Scientist with R": "datacamp-ml-scientist-r", "LinkedIn": "linkedin", "Twitter": "x-twitter",
    "Medium blogs": "medium-and-engineering-blogs", "Jupyter": "jupyter", "Prospects": "prospects",
    "Payscale": "payscale", "another article on how to learn difficult": "mynter-learning-difficult-things",
}  # fmt: skip
# Titles in quotation marks that are no resources: sayings, and the articles themselves.
SAYINGS = {
    "Learn Python", "the coolest kid on the block", "sexiest job of the 21st century", "poorly",
    "Become a Machine Learning Engineer", "A guide to machine learning mastery, with strategies and roadmaps",
}  # fmt: skip


@pytest.mark.parametrize(("phrase", "resource_id"), NAMED.items())
def test_every_resource_of_the_notes_has_an_entry(phrase: str, resource_id: str) -> None:
    naming = {place for place, text in TEXTS.items() if phrase in text}
    assert naming & set(BY_ID[resource_id].mentioned_by)


def test_every_quoted_title_of_the_notes_is_a_resource() -> None:
    names = read_resource_names(CORPUS)
    titles = {title for text in TEXTS.values() for title in re.findall(r'"([^"]+)"', text)}
    assert {title for title in titles if not names.mentions(title)} == SAYINGS


def test_an_entry_named_by_no_article_says_so() -> None:
    added = [resource for resource in BY_ID.values() if not resource.mentioned_by]
    assert 25 <= len(added) < len(BY_ID) / 2
    for passage in resource_passages(added, {}):
        words = {"en": "not named in the articles", "zh": "不在文章里"}[passage.language]
        assert words in passage.text


def test_what_is_gone_names_its_successor() -> None:
    papers = BY_ID["papers-with-code"]
    assert papers.gone is not None
    assert papers.gone.successor in BY_ID
    assert "2025" in papers.gone.en
    assert "2025" in papers.gone.zh


def test_a_chinese_reader_finds_something_free_for_every_stage() -> None:
    stages = {resource.stage for resource in BY_ID.values()}
    free = {r.stage for r in BY_ID.values() if r.cost == "free" and r.languages[0] == "zh" and r.gone is None}
    assert len(stages) == 8
    assert free == stages


def test_the_facts_of_an_entry_are_one_sentence() -> None:
    cs50 = BY_ID["cs50x"].model_copy(update={"hours": (60, 120), "hours_basis": "provider", "languages": ("en",)})
    assert description(cs50, "en") == (
        "CS50x: Introduction to Computer Science is a course by Harvard University for beginners: free, in English, "
        "about 60 to 120 hours (as the provider states)."
    )
    assert description(cs50, "zh") == (
        "CS50x：计算机科学导论是哈佛大学的课程，适合初学者：免费，语言为英语，约需 60 到 120 小时（提供方给出）。"
    )


def test_the_sentences_of_a_passage_are_verbatim_and_lose_nothing() -> None:
    for passage in resource_passages(tuple(BY_ID.values()), {}):
        pieces = [passage.text[start:end] for start, end in passage.sentences]
        assert (" " if passage.language == "en" else "").join(pieces) == passage.text
        assert passage.source.url.startswith("http")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("kind", "pamphlet", "kind"),
        ("cost", "cheap", "cost"),
        ("topics", ["cooking"], "topics"),
        ("url", "javascript:alert(1)", "url"),
        ("hours", [5, 2], "low and a high"),
        ("name", {"en": "Only English"}, "not there in en and zh"),
        ("why", {"en": ["One sentence."], "zh": ["一句。", "两句。"]}, "why"),
        ("colour", "red", "colour"),
        ("aliases", [""], "aliases"),
        ("languages", ["klingon"], "no language"),
    ],
)
def test_a_broken_entry_is_named(small_corpus: Path, field: str, value: object, said: str) -> None:
    entry = BY_ID["cs50x"].model_dump(mode="json") | {field: value}
    (small_corpus / "resources.yaml").write_text(yaml.safe_dump([entry], allow_unicode=True), encoding="utf-8")
    with pytest.raises(CorpusError, match=said) as caught:
        read_resources(small_corpus)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"mentioned_by": ["tea-guide/green"]}, None),
        ({"mentioned_by": ["tea-guide/blue"]}, "'tea-guide/blue' is no section"),
        ({"gone": {"en": "CS50x closed.", "zh": "CS50x 关闭了。", "successor": "nothing"}}, "'nothing' is no entry"),
        (
            {"why": {"en": ["It is very good.", "CS50x is very long."], "zh": ["CS50x 很好学。", "CS50x 很长很长。"]}},
            "begins with 'It'",
        ),
        ({"provider": {"en": "Harvard. And Yale", "zh": "哈佛大学"}}, "seems to end a sentence"),
    ],
)  # fmt: skip
def test_the_check_reads_the_list(small_corpus: Path, changes: dict[str, object], said: str | None) -> None:
    entry = BY_ID["cs50x"].model_dump(mode="json") | {"mentioned_by": []} | changes
    (small_corpus / "resources.yaml").write_text(yaml.safe_dump([entry], allow_unicode=True), encoding="utf-8")
    faults = check_corpus(small_corpus)
    assert faults == [] if said is None else any(said in fault for fault in faults)


def test_two_entries_with_one_name_are_found(small_corpus: Path) -> None:
    entry = BY_ID["cs50x"].model_dump(mode="json") | {"mentioned_by": []}
    text = yaml.safe_dump([entry, entry | {"id": "twin"}, entry], allow_unicode=True)
    (small_corpus / "resources.yaml").write_text(text, encoding="utf-8")
    faults = check_corpus(small_corpus)
    assert any("cs50x: the id stands twice" in fault for fault in faults)
    assert any("'cs50' names two resources" in fault for fault in faults)


def test_the_index_follows_the_list(small_corpus: Path) -> None:
    before = corpus_hash(small_corpus)
    (small_corpus / "resources.yaml").write_text("[]\n", encoding="utf-8")
    assert corpus_hash(small_corpus) != before


@pytest.mark.parametrize(
    ("question", "resource_id", "fact"),
    [
        ("Which book should I read on statistics?", "intro-statistical-learning", "free, in English"),
        ("Is CS50 free?", "cs50x", "free"),
        ("how long does full stack open take", "full-stack-open", "hours"),
        ("Is Papers with Code still online?", "papers-with-code", "2025"),
        ("有什么好的 SQL 教程？", "runoob-sql", "免费"),
        ("李宏毅的课收费吗？", "hung-yi-lee-machine-learning", "免费"),
        ("Papers with Code 还能用吗？", "papers-with-code", "2025"),
    ],
)
def test_an_entry_answers(question: str, resource_id: str, fact: str, assistant: Assistant) -> None:
    answer = assistant.ask(question)
    assert answer.status == "answered"
    cited = {citation.passage_id.split("/")[1]: citation for citation in answer.citations}
    assert fact in cited[resource_id].quote
    assert cited[resource_id].source_id == RESOURCES
    assert cited[resource_id].url == BY_ID[resource_id].address(answer.language)


@pytest.mark.parametrize(
    "question", ["How much maths do I need?", "Do I need a degree?", "零基础要学多久？", "面试有几轮？"]
)
def test_questions_on_the_articles_are_left_to_them(question: str, assistant: Assistant) -> None:
    answer = assistant.ask(question)
    assert answer.status == "answered"
    assert all(citation.source_id != RESOURCES for citation in answer.citations)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Which course leads from the first loop by way of C and SQL to a web application?", "CS50x teaches"),
        ("I have never programmed: which demanding but well-guided course should I start with?", "CS50x suits"),
    ],
)
def test_an_entry_is_quoted_with_the_reason_that_fits(question: str, reason: str, assistant: Assistant) -> None:
    quotes = [c.quote for c in assistant.ask(question).citations if c.passage_id == "resources/cs50x/en"]
    assert len(quotes) == 1
    assert reason in quotes[0]


@pytest.mark.parametrize(
    "question",
    [
        "I have never programmed: which demanding but well-guided course should I start with?",
        "a book of questions to drill for ML interviews",
        "哪本书讲怎么面试机器学习岗",
    ],
)
def test_beside_entries_articles_speak_by_sections_that_name_a_resource(question: str, assistant: Assistant) -> None:
    passages = {passage.passage_id: passage for passage in assistant.index.passages}
    cited = [passages[citation.passage_id] for citation in assistant.ask(question).citations]
    assert any(passage.source_id == "resources" for passage in cited)
    articles = [passage for passage in cited if passage.source_id != "resources"]
    assert all(assistant.index.resource_names.mentions(passage.text) for passage in articles)


def test_links_without_a_network_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["corpus", "check", "--links", "--json"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "no network here" in err
    assert err.count("\n") == 1


def test_links_are_reported(
    small_corpus: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def followed(addresses: list[tuple[str, str]], **_: object) -> list[links.LinkReport]:
        return [
            links.LinkReport(id=name, url=url, verdict="gone", status=404, final_url=url, note="status 404")
            for name, url in addresses
        ]

    monkeypatch.setattr(links, "check_links", followed)
    assert main(["corpus", "check", "--links", "--json", "--corpus", str(small_corpus)]) == 1
    report = json.loads(capsys.readouterr().out)
    assert [(link["id"], link["verdict"]) for link in report["links"]] == [("tea-guide", "gone")]
    assert main(["corpus", "check", "--links", "--corpus", str(small_corpus)]) == 1
    assert re.search(r"^gone +tea-guide +https://tea.example/guide +status 404$", capsys.readouterr().out, re.MULTILINE)
