"""Conversations of signed-in users, kept in a database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, delete, select, update

from assistant.conversations.database import CONVERSATIONS, faults, inserted_or_there, open_database
from assistant.conversations.merging import merged
from assistant.conversations.records import Conversation, newest_first, read_conversation
from assistant.loading import say
from assistant.records import AssistantFault


class Conversations:
    """What users have asked and been answered. Many threads and processes may use it at once.

    Every method raises ConversationsFault when the database does not work.
    """

    def __init__(self, url: str) -> None:
        """Open a database by its address, as SQLAlchemy writes it."""
        self._engine = open_database(url)

    def of(self, user: str) -> tuple[Conversation, ...]:
        """The user's conversations, the one changed last first. One that cannot be read is skipped and stays."""
        wanted = select(CONVERSATIONS.c.id, CONVERSATIONS.c.record).where(CONVERSATIONS.c.owner == user)
        with self._transaction() as connection:
            rows = connection.execute(wanted).all()
        found = list[Conversation]()
        for row in rows:
            try:
                found.append(read_conversation(row.record))
            except AssistantFault as fault:
                say(f"conversation {row.id} is left alone: {fault}")
        return newest_first(found)

    def keep(self, user: str, conversation: Conversation, seen: Conversation | None = None) -> Conversation:
        """Write a conversation; returns it as it is now, with what was written elsewhere since it was `seen`.

        `seen` is its state as the caller has last read or written it; None for a new one. Raises AssistantFault when
        the one that is there cannot be read.
        """
        its = (CONVERSATIONS.c.owner == user) & (CONVERSATIONS.c.id == conversation.id)
        row = {"owner": user, "id": conversation.id, "record": conversation.model_dump_json()}
        with self._transaction() as connection:
            there = inserted_or_there(connection, row, CONVERSATIONS.c.record)
            if there == row["record"]:
                return conversation
            both = merged(seen, conversation, read_conversation(there))
            connection.execute(update(CONVERSATIONS).where(its).values(record=both.model_dump_json()))
        return both

    def forget(self, user: str, id: str) -> None:
        """Remove a conversation; one that is not there, or is not the user's, is left out without a word."""
        its = (CONVERSATIONS.c.owner == user) & (CONVERSATIONS.c.id == id)
        with self._transaction() as connection:
            connection.execute(delete(CONVERSATIONS).where(its))

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with faults(self._engine.url), self._engine.begin() as connection:
            yield connection
