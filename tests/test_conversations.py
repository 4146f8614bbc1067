"""Conversations: what two windows make of one, databases that keep them, and their files."""

import json
import sqlite3
import stat
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from sqlalchemy import create_engine, text

from assistant.chat import Assistant
from assistant.conversations.database import ConversationsFault
from assistant.conversations.exporting import as_json, as_markdown
from assistant.conversations.merging import merged
from assistant.conversations.records import Conversation, Feedback, Turn, read_conversation
from assistant.conversations.stored import Conversations
from assistant.records import Answer, AssistantFault, Citation, Seconds
from corpus.records import Language
from tests.postgresql import Cluster, cluster

BEGUN = datetime(2030, 1, 7, 9, 30, tzinfo=UTC)
HOSTILE = (
    "<img src=x onerror=alert(1)> ![a](http://evil.example/x.png) [b](javascript:alert(2)) **c** `d` & www.evil.example"
)


def citation(number: int = 1, **fields: Any) -> Citation:
    given = {
        "number": number, "passage_id": "tea-guide/green/en", "source_id": "tea-guide", "title": "Tea",
        "author": "A. Leaf", "year": 2020, "section": "Green tea", "url": "https://tea.example/guide",
        "quote": "Green tea wants water of 70 degrees.", "start": 0, "end": 36, "language": "en",
    }  # fmt: skip
    return Citation.model_validate(given | fields)


def answer(question: str = "How hot?", said: str = "Water of 70 degrees. [1]", **fields: Any) -> Answer:
    given = {
        "question": question, "standalone_question": question, "language": "en", "status": "answered", "text": said,
        "citations": (citation(),), "passages": (), "follow_ups": (), "answerer": "extractive",
        "seconds": Seconds(search=0.1, answer=0.1, total=0.2),
    }  # fmt: skip
    return Answer.model_validate(given | fields)


def turn(number: int, question: str = "") -> Turn:
    return Turn(answer=answer(question or f"question {number}"), asked=BEGUN + timedelta(minutes=number))


def conversation(*numbers: int, id: str = "a" * 32, title: str = "Tea") -> Conversation:
    changed = BEGUN + timedelta(minutes=max(numbers, default=0))
    return Conversation(id=id, title=title, begun=BEGUN, changed=changed, turns=tuple(map(turn, numbers)))


def questions(conversation: Conversation) -> list[int]:
    return [int(question.split()[1]) for question in conversation.history]


# Two windows


def test_turns_of_two_windows_are_both_kept_in_their_order() -> None:
    both = merged(conversation(1), conversation(1, 3), conversation(1, 2, 4))
    assert questions(both) == [1, 2, 3, 4]
    assert both.changed == BEGUN + timedelta(minutes=4)


def test_what_one_window_has_removed_stays_away_unless_the_other_has_changed_it() -> None:
    seen = conversation(1, 2, 3)
    assert questions(merged(seen, conversation(1, 2, 4), seen)) == [1, 2, 4]
    assert questions(merged(seen, seen, conversation(1, 2, 4))) == [1, 2, 4]
    rated = seen.turns[2].model_copy(update={"feedback": Feedback(verdict="up")})
    liked = seen.model_copy(update={"turns": (*seen.turns[:2], rated)})
    assert merged(seen, conversation(1, 2), liked) == liked
    assert merged(seen, liked, conversation(1, 2)).turns[2] == rated


def test_a_new_name_of_either_window_counts_and_mine_before_theirs() -> None:
    seen = conversation(1)
    assert merged(seen, seen.titled("mine"), seen).title == "mine"
    assert merged(seen, seen, seen.titled("theirs")).title == "theirs"
    assert merged(seen, seen.titled("mine"), seen.titled("theirs")).title == "mine"


sets = st.sets(st.integers(1, 6))


@given(sets, sets, sets)
@settings(max_examples=60, deadline=None)
def test_no_order_of_writing_loses_a_turn(seen: set[int], mine: set[int], theirs: set[int]) -> None:
    both = merged(*(conversation(*sorted(turns)) for turns in (seen, mine, theirs)))
    new = (mine | theirs) - seen
    assert set(questions(both)) == (seen & mine & theirs) | new
    assert questions(both) == sorted(questions(both))


def test_a_title_is_one_line_of_at_most_80_characters() -> None:
    named = conversation().titled(f"  a\n\u202eb {'x' * 100}")
    assert named.title == f"a b {'x' * 76}"
    assert named.titled(" \n\u200b") == named
    assert Conversation.model_validate(named.model_dump()) == named


# Databases


@pytest.fixture(scope="module")
def postgresql() -> Iterator[Cluster]:
    with cluster() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'conversations.db'}"
    return str(request.getfixturevalue("emptied").url)


@pytest.fixture
def emptied(postgresql: Cluster) -> Cluster:
    execute(postgresql.url, "DROP TABLE IF EXISTS conversations, schema_version")
    return postgresql


def execute(url: str, *statements: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def stored(url: str) -> Iterator[Conversations]:
    opened = Conversations(url)
    yield opened
    opened.close()


def test_conversations_come_back_the_last_changed_first(stored: Conversations, url: str) -> None:
    old, new = conversation(1, title=HOSTILE[:80]), conversation(2, id="b" * 32, title="茶\u2028")
    assert stored.keep("ann", new) == new
    assert stored.keep("ann", old) == old
    again = Conversations(url)
    assert again.of("ann") == (new, old)
    again.forget("ann", new.id)
    again.forget("ann", "c" * 32)
    assert stored.of("ann") == (old,)
    again.close()


def test_text_with_a_null_character_is_kept(stored: Conversations) -> None:
    odd = conversation().model_copy(update={"turns": (turn(1, "a\x00b\u2028\U0001f375"),)})
    stored.keep("ann", odd)
    assert stored.of("ann") == (odd,)


def test_nobody_sees_changes_or_removes_what_is_somebody_elses(stored: Conversations) -> None:
    hers, his = conversation(1), conversation(2)
    stored.keep("ann", hers)
    stored.keep("bob", his)
    assert (stored.of("ann"), stored.of("bob"), stored.of("")) == ((hers,), (his,), ())
    stored.forget("bob", hers.id)
    assert (stored.of("ann"), stored.of("bob")) == ((hers,), ())


def test_a_window_that_is_behind_overwrites_nothing(stored: Conversations) -> None:
    seen = stored.keep("ann", conversation(1))
    stored.keep("ann", conversation(1, 2), seen)
    both = stored.keep("ann", conversation(1, 3).titled("Leaves"), seen)
    assert (questions(both), both.title) == ([1, 2, 3], "Leaves")
    assert stored.of("ann") == (both,)


def test_many_threads_lose_nothing(stored: Conversations) -> None:
    """Sixteen windows add turns to one conversation, each from what it saw first, and keep one of their own."""
    seen, start = stored.keep("ann", conversation(0)), threading.Barrier(16)

    def window(number: int) -> None:
        start.wait()
        for step in range(5):
            stored.keep("ann", conversation(0, 1 + number * 5 + step), seen)
            stored.keep("ann", conversation(number, id=f"{number:032x}"))
            stored.of("ann")

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(window, range(16)))
    kept = {found.id: found for found in stored.of("ann")}
    assert len(kept) == 17
    assert questions(kept["a" * 32]) == list(range(81))


def test_many_may_open_a_new_database_at_once(url: str) -> None:
    start = threading.Barrier(8)

    def opened(number: int) -> None:
        start.wait()
        conversations = Conversations(url)
        conversations.keep("ann", conversation(number, id=f"{number:032x}"))
        conversations.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(opened, range(8)))
    conversations = Conversations(url)
    assert len(conversations.of("ann")) == 8
    conversations.close()


def test_a_record_of_another_version_is_skipped_and_stays(
    stored: Conversations, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    stored.keep("ann", conversation(1))
    other = '{"id": "later", "secret": "tea"}'
    execute(url, f"INSERT INTO conversations VALUES ('ann', '{'f' * 32}', '{other.replace(':', chr(92) + ':')}')")
    assert stored.of("ann") == (conversation(1),)
    said = capsys.readouterr().err
    assert said.startswith(
        f"roadmap: conversation {'f' * 32} is left alone: no conversation that this version can read"
    )
    assert "tea" not in said
    with pytest.raises(AssistantFault, match="no conversation that this version can read"):
        stored.keep("ann", conversation(1, id="f" * 32))
    engine = create_engine(url)
    with engine.connect() as connection:
        assert other in connection.execute(text("SELECT record FROM conversations")).scalars().all()
    engine.dispose()


def test_newer_tables_are_refused_and_left_alone(url: str) -> None:
    Conversations(url).close()
    execute(url, "UPDATE schema_version SET version = 2", "DROP TABLE conversations")
    with pytest.raises(ConversationsFault, match=r"has schema 2, newer than 1.*ROADMAP_DATABASE"):
        Conversations(url)
    with pytest.raises(Exception, match="conversations"):
        execute(url, "SELECT * FROM conversations")


def test_a_database_that_has_gone_is_reported_in_one_line_and_used_again_when_it_is_back(emptied: Cluster) -> None:
    conversations = Conversations(emptied.url)
    conversations.keep("cho", conversation(1))
    emptied.stop()
    try:
        with pytest.raises(ConversationsFault, match="the database of conversations does not work") as raised:
            conversations.of("cho")
        assert "\n" not in str(raised.value)
    finally:
        emptied.start()
    assert conversations.of("cho") == (conversation(1),)
    conversations.close()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "no address of a database"),
        ("sesame", "no address of a database"),
        ("postgresql://ann:sesame@host:port/x", "no address of a database"),
        ("mysql://ann:sesame@127.0.0.1/x", "no database 'mysql'"),
        ("sqlite://", "names no file"),
        ("sqlite:////nowhere/sesame/../x.db", "No such file"),
        ("postgresql+psycopg://ann:sesame@127.0.0.1:1/x", "refused"),
        ("postgresql+psycopg://ann@127.0.0.1:1/x?password=sesame", "refused"),
        ("postgresql+nothing://ann@127.0.0.1/x", "load plugin"),
    ],
)
def test_what_is_no_database_is_refused_in_one_line_without_a_password(url: str, said: str) -> None:
    with pytest.raises(ConversationsFault, match=said) as raised:
        Conversations(url)
    assert "\n" not in str(raised.value)
    assert "sesame" not in str(raised.value).replace("/nowhere/sesame", "")
    assert raised.value.__cause__ is None


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("my notes " * 200, encoding="utf-8")
    with pytest.raises(ConversationsFault, match="file is not a database"):
        Conversations(f"sqlite:///{file}")
    assert file.read_text(encoding="utf-8") == "my notes " * 200


def test_a_new_file_is_its_owners_alone_and_no_writer_waits_for_a_reader(tmp_path: Path) -> None:
    file = tmp_path / "conversations.db"
    conversations = Conversations(f"sqlite:///{file}")
    conversations.keep("ann", conversation(1))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    reader = sqlite3.connect(file, isolation_level=None)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM conversations").fetchone() == (1,)
    conversations.keep("bob", conversation(2))
    assert reader.execute("SELECT count(*) FROM conversations").fetchone() == (1,)
    reader.close()
    conversations.close()


# Files


def rendered(markdown: str) -> str:
    return str(MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown))


def test_a_conversation_as_markdown_in_the_language_of_each_answer(assistant: Assistant) -> None:
    asked = ["How long does it take to become an ML engineer from scratch?", "零基础要学多久？"]
    turns = tuple(
        Turn(answer=assistant.ask(question), asked=BEGUN + timedelta(minutes=at)) for at, question in enumerate(asked)
    )
    whole = conversation(title="How long?").model_copy(update={"turns": turns})
    markdown = as_markdown(whole)
    lines = markdown.splitlines()
    assert lines[:3] == ["# How long?", "", "Conversation of 2030-01-07, 09:30 UTC"]
    assert [line for line in lines if line.startswith("## ")] == [f"## {question}" for question in asked]
    assert "[original article](https://www.maxmynter.com/pages/blog/become-mle)" in markdown
    assert "[原文](https://www.maxmynter.com/pages/blog/become-mle)" in markdown
    html = rendered(markdown)
    for cited in (cited for turn in turns for cited in turn.answer.citations):
        assert f"<strong>[{cited.number}]</strong>" in html
        assert "(2024)" in markdown
    english, chinese = (turn.answer.citations[0].quote for turn in turns)
    assert f"<blockquote>\n<p>{english}</p>" in html
    assert f"<blockquote>\n<p>{chinese}</p>" in html


def test_hostile_text_does_nothing_in_markdown() -> None:
    cited = citation(title=HOSTILE, section=HOSTILE, author=HOSTILE, quote=HOSTILE, url='https://x.example/"><script>')
    said = answer(HOSTILE, f"{HOSTILE}\n# e\n- point [1]\n\n1. f", citations=(cited,), notice=HOSTILE)
    whole = conversation(title=HOSTILE[:80]).model_copy(update={"turns": (Turn(answer=said, asked=BEGUN),)})
    html = rendered(as_markdown(whole))
    assert html.count("&lt;img src=x onerror=alert(1)&gt;") == 8
    assert html.count("<h1>") == html.count("<h2>") == html.count("<a ") == html.count("<li>") == 1
    for tag in ("<img", "<script", "<em", "<code", 'href="javascript', "<ol"):
        assert tag not in html


def test_a_model_and_what_happened_are_named() -> None:
    check = {"sentence": "s", "state": "supported", "numbers": (1,), "reason": "", "detail": "", "shown": True}
    said = answer(checks=(check,), answerer="ollama:<b>", language="zh", notice="慢")
    whole = conversation().model_copy(update={"turns": (Turn(answer=said, asked=BEGUN),)})
    assert "由 ollama:&#60;b&#62; 撰写" in as_markdown(whole)
    assert "⚠ 慢" in as_markdown(whole)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), st.sampled_from(["en", "zh"]))
@settings(max_examples=60, deadline=None)
def test_json_is_read_back_and_markdown_has_a_heading_for_every_question(said: str, language: Language) -> None:
    asked = Turn(answer=answer(f"q {said}", said, language=language), asked=BEGUN, feedback=Feedback(verdict="down"))
    whole = conversation().model_copy(update={"turns": (asked,)}).titled(said)
    assert read_conversation(as_json(whole)) == whole
    html = rendered(as_markdown(whole))
    assert (html.count("<h1>"), html.count("<h2>")) == (1, 1)


def test_a_file_that_is_no_conversation_is_refused_without_its_text() -> None:
    secret = json.dumps({"id": "sesame"})
    for said in ("", "sesame", secret):
        with pytest.raises(AssistantFault, match="no conversation that this version can read") as raised:
            read_conversation(said)
        assert "sesame" not in str(raised.value)
