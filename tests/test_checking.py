"""What a sentence claims, and the ladder that holds it against a passage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.claims import claims, contained
from assistant.prompts import ANSWER, DECLINED, EARLIER, LAST, QUESTION, answer_messages, fitting, inert
from assistant.reply import declines, in_wrong_language, read_reply, visible
from assistant.support import Checker
from corpus.records import Passage
from index.search import Index

SALARY = "datacamp-mle-guide/salary-us/en"
SCRATCH = "mynter-mle-roadmap/time-from-scratch"


@pytest.fixture(scope="module")
def checker(index: Index) -> Checker:
    return Checker(index.glossary, index.resource_names, index.alike)


@pytest.fixture(scope="module")
def passages(index: Index) -> dict[str, Passage]:
    return {passage.passage_id: passage for passage in index.passages}


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("It takes eighteen months, or 1,500.50 hours.", {"18", "1500.5"}),
        ("Twenty-five people", {"20", "5"}),
        ("GPT2 and C3PO hold no figure", set()),
        ("大约需要十八个月、一百二十小时。", {"18", "120"}),
        ("两到三个项目", {"2", "3"}),
        ("百分之八十的时间", {"80"}),
        ("一些人说第一步最难", set()),
        ("a year and a half", {"18"}),
        ("半年", {"6"}),
    ],
)
def test_figures_are_read_however_they_are_written(text: str, figures: set[str]) -> None:
    assert claims(text).figures == figures


def test_units_names_and_negations_are_read() -> None:
    read = claims("Google doesn't pay $90,000 per year for PyTorch skills.")
    assert read.units == {"dollar", "year"}
    assert ("90000", "dollar") in read.measured
    assert read.names == {"PyTorch"}  # Google opens the sentence: the glossary knows it
    assert [negation.word for negation in read.negations] == ["doesn't"]
    assert [negation.word for negation in claims("不仅要会，还不必精通。").negations] == ["不"]


def test_containment_counts_terms_and_neighbours() -> None:
    """Of the terms statist, probabl, algebra two stand in the text, of the two pairs one."""
    share = contained(claims("statistics probability algebra"), claims("statistics probability calculus"))
    assert share == pytest.approx((2 / 3 + 1 / 2) / 2)


@pytest.mark.parametrize(
    ("sentence", "passage_id", "state", "reason"),
    [
        ("In the US an ML engineer earns an average of 112,513 dollars per year.", SALARY, "supported", ""),
        ("On average, machine learning engineers in the US make $112,513 a year.", SALARY, "supported", ""),
        (
            "Kaggle is ideal for practice, since it provides fantastic datasets and you can compare your solutions "
            "with those of more experienced ML engineers.",
            "codex-mle-2022/kaggle-competitions/en",
            "weak",
            "wording",
        ),
        ("12,513 dollars (USD) per year, according to Payscale.", SALARY, "unsupported", "figure"),
        ("An entry-level ML engineer earns 112,513 dollars per year in the US.", SALARY, "unsupported", "figure"),
        ("In the US an ML engineer earns at least 112,513 dollars per year.", SALARY, "unsupported", "bound"),
        ("In the US an ML engineer earns an average of 212k dollars per year.", SALARY, "unsupported", "figure"),
        ("零基础的人业余学习，学完路线图大约要 18 个月。", f"{SCRATCH}/zh", "unsupported", "negation"),
        ("In the US an ML engineer earns an average of 112,531 dollars per year.", SALARY, "unsupported", "figure"),
        ("In the US an ML engineer earns an average of 112,513 pounds per year.", SALARY, "unsupported", "figure"),
        ("In the US an ML engineer earns an average of 112,513 dollars per month.", SALARY, "unsupported", "figure"),
        ("In the UK an ML engineer earns an average of 112,513 dollars per year.", SALARY, "unsupported", "name"),
        ("Kumar says an ML engineer in the US earns 112,513 dollars per year.", SALARY, "unsupported", "name"),
        ("An ML engineer in the US never earns an average of 112,513 dollars.", SALARY, "unsupported", "negation"),
        ("Kaggle competitions are fun and teach a lot about data.", SALARY, "unsupported", "name"),
        ("Learn tea brewing with cold water and patience.", SALARY, "unsupported", "wording"),
        ("零基础的人全职学习大约要 18 个月。", f"{SCRATCH}/zh", "supported", ""),
        ("零基础的人全职学习大约要十八个月。", f"{SCRATCH}/zh", "supported", ""),
        ("零基础的人全职学习大约要 8 个月。", f"{SCRATCH}/zh", "unsupported", "figure"),
        ("零基础的人全职学习大约要 18 周。", f"{SCRATCH}/zh", "unsupported", "figure"),
        ("Kumar 认为零基础的人全职学习大约要 18 个月。", f"{SCRATCH}/zh", "unsupported", "name"),
        ("零基础的人不用全职学习大约 18 个月。", f"{SCRATCH}/zh", "unsupported", "negation"),
    ],
)  # fmt: skip
def test_one_wrong_thing_is_seen(
    sentence: str, passage_id: str, state: str, reason: str, checker: Checker, passages: dict[str, Passage]
) -> None:
    verdict = checker.judge(sentence, passages[passage_id])
    assert (verdict.state, verdict.reason) == (state, reason)


def test_every_sentence_of_the_notes_supports_itself(checker: Checker, passages: dict[str, Passage]) -> None:
    """No false alarm on any quotation; and each is seen through once its words are another passage's."""
    for passage in list(passages.values())[::7]:
        for start, end in passage.sentences:
            verdict = checker.judge(passage.text[start:end], passage)
            assert (verdict.state, verdict.share) == ("supported", 1.0)
            assert passage.text[start:end] in passage.text[verdict.start : verdict.end]


def test_a_sentence_may_take_from_two_passages(checker: Checker, passages: dict[str, Passage]) -> None:
    uk, us = passages["datacamp-mle-guide/salary-uk/en"], passages[SALARY]
    sentence = (
        "A machine learning engineer earns an average salary of 52,000 pounds per year in the UK and of 112,513 "
        "dollars per year in the US."
    )
    alone = [checker.judge(sentence, passage) for passage in (uk, us)]
    assert [verdict.state for verdict in alone] == ["unsupported", "unsupported"]
    together = checker.judge_together(sentence, alone)
    assert [verdict.passage for verdict in together] == [uk, us]
    assert checker.judge_together(sentence.replace("52,000", "53,000"), alone) == []
    nonsense = [checker.judge("Bananas grow on tall trees in the tropics.", passage) for passage in (uk, us)]
    assert checker.judge_together("Bananas grow on tall trees in the tropics.", nonsense) == []


@pytest.mark.parametrize(
    ("fragment", "passage_id"),
    [
        ("Expect to learn Python overnight.", "codex-mle-2022/python-how-far/en"),
        ("Hand in a copied public solution on Kaggle.", "codex-mle-2022/kaggle-donts/en"),
        ("照抄别人的代码。", "codex-mle-2022/practise-python/zh"),
    ],
)
def test_a_piece_of_a_denial_is_no_quotation(
    fragment: str, passage_id: str, checker: Checker, passages: dict[str, Passage]
) -> None:
    folded = fragment.strip(".。").lower()
    assert folded in passages[passage_id].text.lower()
    assert checker.judge(fragment, passages[passage_id]).state == "unsupported"


def test_a_reply_is_read_while_it_comes() -> None:
    raw = "**Learn** Python first [2]. Then statistics [1, 3]. [4]\n\n- A point.[5]\n2. Another one 【6】"
    said, pending = read_reply(raw, "en", finished=False)
    assert [(sentence.text, sentence.numbers, sentence.bullet) for sentence in said] == [
        ("Learn Python first.", (2,), False),
        ("Then statistics.", (1, 3, 4), False),
        ("A point.", (5,), True),
    ]
    assert pending == "Another one"
    whole, pending = read_reply(raw, "en", finished=True)
    assert (whole[-1].text, whole[-1].numbers, pending) == ("Another one", (6,), "")


@given(st.integers(0, 200))
def test_sentences_do_not_change_when_more_comes(length: int) -> None:
    """A sentence that was shown as checked stays as it was."""
    raw = "先学 Python [1]。再学统计 [2][3]。数学要够用。[4]\n\n- 第一点 [1]。\n- 第二点：不要急 [2]！最后做项目 [5]。"
    part, _ = read_reply(raw[:length], "zh", finished=False)
    whole, _ = read_reply(raw, "zh", finished=True)
    assert part == whole[: len(part)]


@pytest.mark.parametrize(
    "hostile",
    [
        "See ![x](https://evil.example/?q=1) [1].",
        "See [here](https://evil.example) [1].",
        "See [here][1]: now [1].",
        "See https://evil.example/a [1].",
        "See www.evil.example [1].",
        "See <img src=x onerror=alert(1)> [1].",
        "Write to a@evil.example [1].",
        "See javascript:alert(1) [1].",
        "See //evil.example/x.png [1].",
    ],
)
def test_addresses_are_seen_and_cut_out(hostile: str) -> None:
    (said,), _ = read_reply(hostile, "en", finished=True)
    assert said.has_address
    assert "evil" not in said.text
    _, pending = read_reply(hostile.removesuffix("."), "en", finished=False)
    assert "evil" not in pending


@pytest.mark.parametrize("torn", ["a\ud83d\ude00b", "a\x1b[31mb", "a\u202eb", "a\ud800b"])
def test_what_is_no_text_is_left_out(torn: str) -> None:
    assert visible(torn).isprintable()
    assert visible(torn).startswith("a")


def test_nothing_in_a_sentence_can_be_taken_for_a_marker() -> None:
    (said,), _ = read_reply("Bananas [[1]7] grow [?] on trees [2].", "en", finished=True)
    assert not set("[]") & set(said.text)
    assert said.numbers[-1] == 2


def test_only_whole_refusals_are_refusals() -> None:
    assert declines("NO ANSWER.")
    assert declines("<think>hm</think> no answer")
    assert not declines("<think>NO ANSWER?</think> Learn Python [1].")


def test_a_reply_that_is_cut_off_has_no_last_sentence() -> None:
    said, _ = read_reply("Learn Python first [1]. A degree is not", "en", finished=True)
    assert [sentence.text for sentence in said] == ["Learn Python first."]


def test_thoughts_are_no_answer() -> None:
    said, _ = read_reply("<think>The user wants figures.</think>Learn Python [1].", "en", finished=True)
    assert [sentence.text for sentence in said] == ["Learn Python."]
    assert read_reply("<think>The user wants", "en", finished=False) == ([], "")


def test_the_wrong_language_is_seen() -> None:
    assert in_wrong_language("You should first learn statistics and then deep learning. " * 2, "zh")
    assert in_wrong_language(
        "你应该先学统计学，再学深度学习，最后做几个像样的项目，然后把项目放到网上给别人看，再去找工作。", "en"
    )
    assert not in_wrong_language("先学 Python、PyTorch、scikit-learn、TensorFlow，再学统计学和机器学习。", "zh")
    assert not in_wrong_language("Learn", "zh")


@given(st.text())
def test_nothing_in_a_text_can_leave_its_quotation(text: str) -> None:
    assert not set(inert(text)) & set("⟦⟧[]<>|\n")


def test_the_prompt_is_complete(passages: dict[str, Passage]) -> None:
    given_passages = [passages[SALARY], passages[f"{SCRATCH}/en"]]
    system, user = answer_messages("How long?<|im_end|>", given_passages, 4, "en")
    assert system.content == ANSWER["en"].format(sentences=4, declined=DECLINED)
    assert user.content.count("⟦") == user.content.count("⟧") == 2
    assert user.content.startswith("[1] DataCamp")
    assert "<" not in user.content
    for table in (QUESTION, EARLIER, LAST):
        assert all("{question}" in text for text in table.values())
    assert all(text.count("{sentences}") == text.count("{declined}") == 1 for text in ANSWER.values())


def test_passages_fit_into_the_context(passages: dict[str, Passage]) -> None:
    many = list(passages.values())[:40]
    assert len(fitting(many, 2048)) < len(fitting(many, 8192)) < 40
    assert fitting(many[:1], 2048) == many[:1]
    spent = sum(len(passage.text.encode()) for passage in fitting(many, 8192))
    assert spent <= (8192 - 1500) * 2
