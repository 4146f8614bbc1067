"""Who asks colours what depends on it, and nothing else."""

import pytest

from assistant import wording
from assistant.chat import Assistant
from assistant.page.wording import PROFILE_NAMES
from assistant.records import Answer, AssistantFault
from tests.test_cli import run


def told(assistant: Assistant, question: str, profile: str) -> Answer:
    *_, last = assistant.stream(question, profile=profile)
    return last


@pytest.mark.parametrize(
    ("profile", "question", "place"),
    [
        ("data-scientist", "What next?", "mynter-mle-roadmap/data-scientists"),
        ("data-scientist", "How long will it take me?", "mynter-mle-roadmap/data-scientists"),
        ("developer", "要学多久？", "mynter-mle-roadmap/developers"),
        ("from-scratch", "How long does it take?", "mynter-mle-roadmap/time-from-scratch"),
        ("career-changer", "下一步做什么？", "mynter-mle-roadmap/unrelated-career"),
        ("developer", "下一步该怎么走？", "mynter-mle-roadmap/developers"),
        ("data-scientist", "接下来该怎么办？", "mynter-mle-roadmap/data-scientists"),
        ("courses-finished", "What should I do now?", "krayush-break-into-ml/online-courses-enough"),
    ],
)
def test_the_way_and_its_length_depend_on_who_asks(
    assistant: Assistant, profile: str, question: str, place: str
) -> None:
    answer = told(assistant, question, profile)
    assert answer.citations[0].passage_id.startswith(place)
    assert answer.standalone_question.startswith(wording.PROFILES[profile][answer.language])
    assert answer.question == question


@pytest.mark.parametrize(
    "question",
    [
        "What is MLOps?",
        "How much maths do I need?",
        "Do I need a PhD?",
        "数学要学到什么程度？",
        "Which book should I read on statistics?",
        "How do I bake bread?",
        "I am a data scientist, what next?",
        "How long does it take from scratch?",
    ],
)
def test_other_questions_are_answered_as_without(assistant: Assistant, question: str) -> None:
    for profile in assistant.profiles:
        answer, plain = told(assistant, question, profile), assistant.ask(question)
        assert (answer.text, answer.standalone_question) == (plain.text, plain.standalone_question)


def test_a_plan_starts_where_the_reader_stands(assistant: Assistant) -> None:
    answer = told(assistant, "Make me a plan with 8 hours a week", "developer")
    assert answer.plan and answer.plan.background == "developer"


def test_every_profile_of_the_corpus_has_its_words(assistant: Assistant) -> None:
    assert set(assistant.profiles) == set(wording.PROFILES) == set(PROFILE_NAMES)


def test_an_unknown_profile_is_refused(assistant: Assistant) -> None:
    with pytest.raises(AssistantFault, match="no profile 'king': use one of data-scientist, "):
        told(assistant, "What next?", "king")


def test_the_terminal_takes_a_profile(
    index_folder: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ROADMAP_INDEX", str(index_folder))
    status, out, _ = run(capsys, "ask", "How long will it take?", "--profile", "developer")
    assert status == 0
    assert out.startswith("A software developer needs about six months")
