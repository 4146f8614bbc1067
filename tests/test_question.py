"""Reading a question: cleaning, language, kind, follow-ups."""

import pytest

from assistant.follow_up import standalone
from assistant.language import detect_language
from assistant.question import QUESTION_LIMIT, clean, read_question
from assistant.records import AssistantFault
from corpus.glossary import Glossary, read_glossary, read_resource_names
from corpus.records import Language
from tests.conftest import CORPUS


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return read_glossary(CORPUS)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How long does it take?", "en"),
        ("零基础要学多久？", "zh"),
        ("MLOps 怎么学", "zh"),
        ("ML engineer 的 salary 是多少", "zh"),
        ("what is 机器学习", "en"),
        ("Python", "en"),
        ("机器学习 roadmap", "zh"),
        ("", "en"),
        ("¿Cuánto tiempo?", "en"),
    ],
)
def test_language_follows_the_grammar(text: str, language: Language) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b\u200e\ufeff", "\x00\x1b", "?!…", "🤔", "\ud800"])
def test_a_question_without_words_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(AssistantFault, match="The question is empty"):
        clean(text)


def test_a_long_question_is_refused_in_its_language() -> None:
    with pytest.raises(AssistantFault, match=f"has {QUESTION_LIMIT + 1} characters"):
        clean("a" * (QUESTION_LIMIT + 1))
    with pytest.raises(AssistantFault, match=f"问题有 {QUESTION_LIMIT + 1} 个字符"):
        clean("学" * (QUESTION_LIMIT + 1))
    assert len(clean("a" * QUESTION_LIMIT)) == QUESTION_LIMIT


def test_invisible_characters_are_dropped() -> None:
    assert clean("how\u200b long\x07 \u202edoes\u202c\n\nit  take?") == "how long does it take?"


@pytest.mark.parametrize(
    ("text", "language", "kind", "expects"),
    [
        ("How long does it take from scratch?", "en", "fact", "duration"),
        ("What is the salary in the UK?", "en", "fact", "money"),
        ("How many interview rounds are there?", "en", "fact", "count"),
        ("How do I learn MLOps?", "en", "advice", None),
        ("I'm a data scientist, what next?", "en", "profile", None),
        ("I am a nurse, how do I get into ML?", "en", "profile", None),
        ("ex-army guy here, what are my next steps towards machine learning", "en", "profile", None),
        ("5 years of QA automation, what should I do to move to ML?", "en", "profile", None),
        ("Do the authors disagree about maths?", "en", "comparison", None),
        ("what does everyone think of kaggle", "en", "comparison", None),
        ("do they all say that a degree is needed", "en", "comparison", None),
        ("few big projects or many small ones, who says what", "en", "comparison", None),
        ("does everyone need a degree?", "en", "fact", None),
        ("Why does everybody think I need a PhD?", "en", "fact", None),
        ("Do recruiters want to see blogs?", "en", "fact", None),
        ("What is MLOps?", "en", "fact", None),
        ("Which book should I read on statistics?", "en", "resource", None),
        ("where can i learn sql for free", "en", "resource", None),
        ("need site with papers and their code", "en", "resource", None),
        ("where can a python guy pick up javascript", "en", "resource", None),
        ("do I need ALL the mlops tools?", "en", "advice", None),
        ("Are online courses enough?", "en", "fact", None),
        ("Which course does Max Mynter recommend?", "en", "advice", None),
        ("Make me a plan, I am a developer with 8 hours a week", "en", "plan", None),
        ("Why did Max Mynter write his roadmap?", "en", "steps", None),
        ("有什么好的数学课？", "zh", "resource", None),
        ("网课够用吗？", "zh", "fact", None),
        ("给我排个学习计划，每周 8 小时", "zh", "plan", None),
        ("How does a data scientist become an ML engineer?", "en", "advice", None),
        ("零基础要学多久？", "zh", "fact", "duration"),
        ("英国工资多少？", "zh", "fact", "money"),
        ("面试有几轮？", "zh", "fact", "count"),
        ("怎么学 MLOps？", "zh", "advice", None),
        ("我是程序员，想转机器学习，怎么走？", "zh", "profile", None),
        ("土木狗想转MLE，该怎么办", "zh", "profile", None),
        ("学医的，接下来怎么转机器学习", "zh", "profile", None),
        ("做运维的，想转机器学习，补什么", "zh", "profile", None),
        ("2026年了，程序员怎么转机器学习", "zh", "advice", None),
        ("数据科学家怎么转机器学习？", "zh", "advice", None),
        ("几位作者对数学的看法有什么不同？", "zh", "comparison", None),
        ("代码要不要传 GitHub，作者们怎么说", "zh", "comparison", None),
        ("打 Kaggle 值不值，这几篇文章里谁支持", "zh", "comparison", None),
        ("CodeX 那篇和 Karpathy 的建议是不是矛盾", "zh", "comparison", None),
        ("项目驱动学习是哪位大佬说的", "zh", "fact", None),
        ("精确率和召回率是不是矛盾", "zh", "fact", None),
        ("数学在哪里有用", "zh", "fact", None),
        ("哪里有免费 GPU 可以用", "zh", "resource", None),
    ],
)
def test_kind_and_expected_figure(
    text: str, language: Language, kind: str, expects: str | None, glossary: Glossary
) -> None:
    question = read_question(text, text, language, glossary, read_resource_names(CORPUS))
    assert (question.kind, question.expects) == (kind, expects)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("我想学自动化工具，怎么开始", "zh"),
        ("我在大厂里做后端，怎么转MLE", "zh"),
        ("我想学医疗AI方向，怎么开始", "zh"),
        ("我想做个客服机器人当项目，怎么开始", "zh"),
        ("教授的 repo 只能在他自己电脑上跑", "zh"),
        ("I want to learn PyTorch, does it support Windows?", "en"),
        ("How should I prepare for an interview with a veteran engineer?", "en"),
    ],
)
def test_a_word_within_others_is_no_trade(text: str, language: Language, glossary: Glossary) -> None:
    question = read_question(text, text, language, glossary, read_resource_names(CORPUS))
    assert "career-changer" not in question.names["background"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("程序员想转产品经理，怎么走", "zh"),
        ("我想考公务员，该怎么准备", "zh"),
        ("how do I become a barista", "en"),
        ("How can I get a job as a flight attendant?", "en"),
    ],
)
def test_the_way_to_another_trade_is_bound_to_it(text: str, language: Language, glossary: Glossary) -> None:
    assert read_question(text, text, language, glossary, read_resource_names(CORPUS)).names["occupation"]


@pytest.mark.parametrize(
    ("history", "text", "expected"),
    [
        (["How long does it take from scratch?"], "and if I already work as a developer?",
         "How long does it take, if I already work as a developer?"),
        (["谷歌面试有几轮？"], "亚马逊呢？", "亚马逊面试有几轮？"),
        (["谷歌面试有几轮？", "亚马逊呢？"], "那 Meta 呢？", "Meta面试有几轮？"),
        (["What is the salary in the UK?"], "and in the US?", "What is the salary in the US?"),
        (["零基础要学多久？"], "那如果我是程序员呢？", "要学多久，如果我是程序员？"),
        (["Is Kaggle worth it?"], "what should I avoid there?", "Is Kaggle worth it, what should I avoid there?"),
        (["How many interview rounds at Amazon?"], "What is the weather in Paris?", "What is the weather in Paris?"),
        (["What is the salary in the UK?"], "How long does it take to learn Python?",
         "How long does it take to learn Python?"),
        (["英国工资多少？"], "零基础要学多久？", "零基础要学多久？"),
        (["How long does it take from scratch?"], "So how much maths do I need?", "how much maths do I need?"),
        (["Which route is better?"], "so does that mean I can skip the maths?",
         "Which route is better, does that mean I can skip the maths?"),
        (["What is the salary in the UK?"], "But do I need a degree?", "do I need a degree?"),
        (["What should a data scientist learn?"], "and how long does it take?",
         "What should a data scientist learn, how long does it take?"),
        ([], "and in the US?", "and in the US?"),
        (["How do I learn Docker?"], "Is it free?", "How do I learn Docker, Is it free?"),
        (["李宏毅的课在哪看"], "免费吗", "李宏毅的课在哪看，免费吗"),
        (["What is the salary in the UK?"], "Is Kaggle free?", "Is Kaggle free?"),
        # A pronoun beside a topic of its own points at nothing before.
        (["What is the salary in the UK?"], "does this portfolio need a blog?", "does this portfolio need a blog?"),
        (["What does Mynter say about maths?"], "does he think a degree is needed?",
         "What does Mynter say about maths, does he think a degree is needed?"),
        (["Who is Max Mynter?"], "does he agree with Kumar on courses?", "does he agree with Kumar on courses?"),
        (["What is the salary in the UK?"], "my brother hates maths, can he still do this job?",
         "my brother hates maths, can he still do this job?"),
        (["Ayush Kumar 什么来头"], "有他领英不，想加一下", "Ayush Kumar 什么来头，有他领英不，想加一下？"),
        (["英国工资多少？"], "我朋友数学很差，他能转行做机器学习吗", "我朋友数学很差，他能转行做机器学习吗"),
        (["英国工资多少？"], "会弹吉他的人学得快吗", "会弹吉他的人学得快吗"),
        (["Is fast.ai any good?"], "how many weeks does it take?", "Is fast.ai any good, how many weeks does it take?"),
        (["fast.ai 的课口碑怎么样"], "全上完要花多长时间", "fast.ai 的课口碑怎么样，全上完要花多长时间"),
        (["Is MIT 18.06 free?"], "anything easier?", "Is MIT 18.06 free, anything easier?"),
        (["fast.ai or LeCun?"], "is the second one in Chinese", "fast.ai or LeCun, is the second one in Chinese"),
        # What names its own subject stands alone.
        (["fast.ai 收费吗"], "零基础要多久", "零基础要多久"),
        (["is fast.ai free?"], "how long did Max Mynter need?", "how long did Max Mynter need?"),
        (["英国工资多少？"], "第一个项目做什么", "第一个项目做什么"),
        (["What is MLOps?"], "something newer than BERT", "something newer than BERT"),
        (["Kumar 说作品集放几个项目？"], "Mynter 也这么觉得？", "Kumar 说作品集放几个项目，Mynter 也这么觉得？"),
    ],
)  # fmt: skip
def test_a_follow_up_becomes_self_contained(history: list[str], text: str, expected: str, glossary: Glossary) -> None:
    assert standalone(text, history, detect_language(text), glossary, read_resource_names(CORPUS)) == expected


def test_a_long_history_stays_short_and_quick(glossary: Glossary) -> None:
    history = ["How long does it take from scratch?"] + ["and what about that?"] * 5000
    assert len(standalone("and why is it so?", history, "en", glossary, read_resource_names(CORPUS))) <= QUESTION_LIMIT
