"""Reading, splitting and checking notes."""

import re
from pathlib import Path

import pytest

from corpus.checking import check_corpus
from corpus.files import corpus_hash
from corpus.glossary import read_glossary
from corpus.reading import read_article, read_articles, read_backgrounds, read_topics
from corpus.records import Article, CorpusError, Section
from corpus.splitting import PASSAGE_LIMIT, sentence_spans, split_article
from tests.conftest import CHINESE, CORPUS, ENGLISH, write_article


def test_the_projects_own_notes_have_no_fault() -> None:
    assert check_corpus(CORPUS) == []


def test_the_four_articles_are_there_in_both_languages() -> None:
    found = {(article.id, article.language) for article in read_articles(CORPUS)}
    ids = ("codex-mle-2022", "datacamp-mle-guide", "krayush-break-into-ml", "mynter-mle-roadmap")
    assert found == {(article_id, language) for article_id in ids for language in ("en", "zh")}


def test_an_article_is_read_as_written(small_corpus: Path) -> None:
    article = read_article(small_corpus / "articles" / "tea-guide" / "en.md")
    assert (article.title, article.year, [section.id for section in article.sections]) == (
        "Tea",
        2020,
        ["green", "black"],
    )
    green = article.sections[0]
    assert (green.heading, green.original) == ("Green tea", "Chapter 1")
    assert green.questions == ("How hot should water for green tea be?", "How long does green tea steep?")
    assert green.text == "Green tea wants water of 70 degrees. Green tea steeps for two minutes at most."


def test_phrasings_go_with_their_sentences_where_a_section_is_split() -> None:
    text = " ".join(f"Sentence number {at} speaks of tea at some length, as all of them do here." for at in range(60))
    asked = tuple((f"what does {at} say",) for at in range(60))
    section = Section(id="long", heading="Long", original="x", text=text, sentence_phrasings=asked)
    source = read_articles(CORPUS)[0].model_dump(exclude={"sections"})
    passages = split_article(Article(**source, sections=(section,)))
    assert len(passages) > 1
    for passage in passages:
        told = [passage.text[start:end].split()[2] for start, end in passage.sentences]
        assert [of_one[0].split()[2] for of_one in passage.sentence_phrasings] == told
    assert sum((passage.sentence_phrasings for passage in passages), ()) == asked


def test_phrasings_belong_to_sections_and_sentences(small_corpus: Path) -> None:
    notes = small_corpus / "articles" / "tea-guide"
    (notes / "phrasings.yaml").write_text("green: {en: [hot or not]}\n", encoding="utf-8")
    (notes / "sentence_phrasings.yaml").write_text("green: {en: [[how warm, 70 or 80], []]}\n", encoding="utf-8")
    green, black = read_article(notes / "en.md").sections
    assert (green.phrasings, green.sentence_phrasings) == (("hot or not",), (("how warm", "70 or 80"), ()))
    assert (black.phrasings, black.sentence_phrasings) == ((), ())
    passages = split_article(read_article(notes / "en.md"))
    assert [passage.sentence_phrasings for passage in passages] == [green.sentence_phrasings, ()]
    assert check_corpus(small_corpus) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("green: {en: [[how warm]]}", r"section 'green' has 1 lists in en for 2 sentences: give every sentence one"),
        ("white: {en: [[how warm]]}", r"no section 'white', for which there are phrasings"),
        ("green: {en: [how warm]}", r"sentence_phrasings.yaml: green.en.0: Input should be a valid list"),
    ],
)
def test_phrasings_of_nothing_are_named(small_corpus: Path, content: str, said: str) -> None:
    (small_corpus / "articles" / "tea-guide" / "sentence_phrasings.yaml").write_text(content, encoding="utf-8")
    assert any(re.search(said, fault) for fault in check_corpus(small_corpus))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no front matter", "no front matter"),
        (b"---\nid: [broken\n---\n## A {#a}\n", "broken YAML"),
        (b"---\n- a\n- b\n---\n", "not a list of fields"),
        (b"---\nid: tea-guide\n---\n\n## A {#a}\n\n*Original: x*\n\ntext\n", "language: Field required"),
        (b"---\nid: tea-guide\n---\n\n## A {#a}\n\ntext\n", "section 'a': original"),
        (b"\xff\xfe\x00", "UTF-8"),
    ],
)
def test_a_broken_file_is_named(small_corpus: Path, content: bytes, said: str) -> None:
    file = small_corpus / "articles" / "tea-guide" / "en.md"
    file.write_bytes(content)
    with pytest.raises(CorpusError, match=said) as caught:
        read_articles(small_corpus)
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_text_outside_a_section_is_refused(small_corpus: Path) -> None:
    file = write_article(small_corpus, "en", "Lost words.\n\n" + ENGLISH)
    with pytest.raises(CorpusError, match="before the first section"):
        read_article(file)


def test_no_articles_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no articles"):
        read_articles(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{#black}", "{#green}", "stands 2 times"),
        ("- Does black tea need milk?\n", "", "1 questions"),
        ("Black tea wants boiling water.", "Black tea.", "sentence of 10 characters"),
        (
            "Black tea wants boiling water.",
            f"Black tea wants {'very ' * 90}hot water.",
            "characters, not 20 to 400",
        ),
        ("Black tea wants boiling water.", "It wants boiling water, as anyone knows.", "begins with 'It'"),
        ("Black tea wants boiling water.", "Black tea wants <b>boiling</b> water.", "HTML"),
        ("Black tea wants boiling water.", "Black tea 0123456789abcdef01234567 wants water.", "image hash"),
        ("Black tea wants boiling water.", "Black tea wants [boiling](https://a.example) water.", "link"),
        ("Does black tea need milk?", "Milk in black tea", "question mark"),
    ],
)
def test_every_rule_of_the_check_can_fail(small_corpus: Path, old: str, new: str, said: str) -> None:
    assert check_corpus(small_corpus) == []
    write_article(small_corpus, "en", ENGLISH.replace(old, new))
    assert any(said in fault for fault in check_corpus(small_corpus))


def test_a_dangling_chinese_beginning_is_found(small_corpus: Path) -> None:
    write_article(small_corpus, "zh", CHINESE.replace("红茶加不加牛奶要看口味", "但是红茶加不加牛奶要看口味"))
    assert any("begins with '但'" in fault for fault in check_corpus(small_corpus))


def test_a_section_in_one_language_only_is_found(small_corpus: Path) -> None:
    write_article(small_corpus, "zh", CHINESE.split("## 红茶")[0])
    assert any("tea-guide#black: stands in en.md only" in fault for fault in check_corpus(small_corpus))


def test_a_missing_language_is_found(small_corpus: Path) -> None:
    (small_corpus / "articles" / "tea-guide" / "zh.md").unlink()
    assert any("no zh.md" in fault for fault in check_corpus(small_corpus))


def test_a_topic_that_names_no_section_is_found(small_corpus: Path) -> None:
    (small_corpus / "topics.yaml").write_text(
        "- {id: heat, places: [tea-guide/green, tea-guide/white]}", encoding="utf-8"
    )
    assert any("'tea-guide/white' is no section" in fault for fault in check_corpus(small_corpus))


def test_broken_lists_are_named(small_corpus: Path) -> None:
    for name, read in (
        ("topics.yaml", read_topics),
        ("backgrounds.yaml", read_backgrounds),
        ("glossary.yaml", read_glossary),
    ):
        (small_corpus / name).write_text("[{", encoding="utf-8")
        with pytest.raises(CorpusError, match=name):
            read(small_corpus)


def test_the_hash_follows_every_change(small_corpus: Path) -> None:
    before = corpus_hash(small_corpus)
    write_article(small_corpus, "en", ENGLISH.replace("70", "80"))
    assert corpus_hash(small_corpus) != before


def test_sentences_are_verbatim_and_lose_nothing() -> None:
    text = "Pay is $94,771 a year. Mr. Ng says: use Python 3.11.  Really?\n\nYes!"
    spans = sentence_spans(text, "en")
    assert [text[start:end] for start, end in spans] == [
        "Pay is $94,771 a year.",
        "Mr. Ng says: use Python 3.11.",
        "Really?",
        "Yes!",
    ]
    chinese = "零基础要 18 个月。学 Python 3.11！\n\n够了吗？"
    assert [chinese[start:end] for start, end in sentence_spans(chinese, "zh")] == [
        "零基础要 18 个月。",
        "学 Python 3.11！",
        "够了吗？",
    ]


def test_a_long_section_is_split_between_sentences(small_corpus: Path) -> None:
    sentences = [f"Sentence number {number} speaks of the tea of garden number {number}." for number in range(80)]
    article = read_article(small_corpus / "articles" / "tea-guide" / "en.md")
    section = Section(id="long", heading="Long", original="All", text=" ".join(sentences))
    passages = split_article(Article(**article.model_dump(exclude={"sections"}), sections=(section,)))
    assert len(passages) > 1
    assert [passage.passage_id for passage in passages[:2]] == ["tea-guide/long/en", "tea-guide/long/en#2"]
    assert all(len(passage.text) <= PASSAGE_LIMIT["en"] for passage in passages)
    assert [passage.text[start:end] for passage in passages for start, end in passage.sentences] == sentences


def test_every_own_section_is_one_passage() -> None:
    passages = [passage for article in read_articles(CORPUS) for passage in split_article(article)]
    assert all("#" not in passage.passage_id for passage in passages)


def test_names_are_found_in_both_languages() -> None:
    names = read_glossary(CORPUS).names
    assert names("What is the salary in Brazil?") == {"aspect": {"salary"}, "place": {"BR"}}
    assert names("网飞的面试有几轮？") == {"company": {"netflix"}, "aspect": {"interview"}}
    assert "place" not in names("tell us about it")
    assert names("pay in the US")["place"] == {"US"}
    assert "company" not in names("pineapples and metadata")
