"""The database of conversations: its address, its tables, its faults. SQLite or PostgreSQL."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    CheckConstraint,
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    func,
    make_url,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from assistant.records import AssistantFault

SCHEMA_VERSION = 1
_METADATA = MetaData()
_VERSION = Table(
    "schema_version",
    _METADATA,
    Column("one", Integer, CheckConstraint("one = 1"), primary_key=True),
    Column("version", Integer, nullable=False),
)
CONVERSATIONS = Table(
    "conversations",
    _METADATA,
    # The owner is part of the key: nobody reaches a conversation of somebody else, not even by its id.
    Column("owner", String(255), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("record", Text, nullable=False),
)
_ADDRESSES = {"sqlite": "sqlite:///FILE", "postgresql": "postgresql+psycopg://USER:PASSWORD@HOST/DATABASE"}
_INSERTS: dict[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}
_WAIT = 30
"""Seconds that a writer waits for others, and the start for a server."""
_LOCK = 7_630_471_206
"""Name of the lock under which PostgreSQL makes the tables: any number that nobody else takes."""


class ConversationsFault(AssistantFault):
    """The database of conversations cannot be used; the message never holds its password."""


def open_database(url: str) -> Engine:
    """The database of an address, as SQLAlchemy writes it, with its tables made where there are none.

    Raises ConversationsFault for an address or database that cannot be used.
    """
    address = _parsed(url)
    with faults(address):
        engine = _postgresql(address) if address.get_backend_name() == "postgresql" else _sqlite(address)
        with engine.begin() as connection:
            _prepare(connection)
    return engine


@contextmanager
def faults(address: URL) -> Iterator[None]:
    """Whatever goes wrong with the database inside becomes a ConversationsFault of one line."""
    try:
        yield
    except ModuleNotFoundError as error:
        command = "pip install -c constraints.txt -e '.[postgresql]'"
        raise ConversationsFault(f"PostgreSQL needs {error.name}: run `{command}`") from None
    except (SQLAlchemyError, OSError) as error:
        said = str(getattr(error, "orig", None) or error).partition("\n")[0]
        if address.password:
            said = said.replace(address.password, "***")
        raise ConversationsFault(
            f"the database of conversations does not work ({said}): see ROADMAP_DATABASE"
        ) from None


def inserted_or_there(connection: Connection, row: Mapping[str, str | int], column: Column[Any]) -> Any:
    """The value of a column in the row with the key of `row`, which is inserted unless it is there.

    Nobody else can change the row until the transaction ends.
    """
    table = column.table
    insert = _INSERTS[connection.dialect.name](table).values(row)
    # An update to what it is locks the row and returns it, in one statement.
    locked = insert.on_conflict_do_update(index_elements=list(table.primary_key), set_={column.name: column})
    return connection.execute(locked.returning(column)).scalar_one()


def _parsed(url: str) -> URL:
    # The address may hold a password: no message repeats it, and none of its causes.
    known = " or ".join(_ADDRESSES.values())
    try:
        address = make_url(url)
    except (SQLAlchemyError, ValueError):
        raise ConversationsFault(f"ROADMAP_DATABASE is no address of a database: write {known}") from None
    kind = address.get_backend_name()
    if kind not in _ADDRESSES:
        raise ConversationsFault(f"no database {kind!r} for conversations: write {known}")
    if kind == "sqlite" and address.database in {None, "", ":memory:"}:
        raise ConversationsFault(f"ROADMAP_DATABASE names no file: write {_ADDRESSES[kind]}")
    return address


def _postgresql(address: URL) -> Engine:
    # Texts of conversations belong in no message about an error.
    return create_engine(address, hide_parameters=True, pool_pre_ping=True, connect_args={"connect_timeout": _WAIT})


def _sqlite(address: URL) -> Engine:
    # Conversations are nobody's business but their owner's.
    Path(address.database or "").touch(mode=0o600)
    engine = create_engine(address, hide_parameters=True, connect_args={"timeout": _WAIT})

    @event.listens_for(engine, "connect")
    def _(connection: sqlite3.Connection, _record: object) -> None:
        # Writers wait for no reader, and readers for no writer.
        connection.execute("PRAGMA journal_mode = WAL")

    return engine


def _prepare(connection: Connection) -> None:
    """Make the tables where there are none, one process at a time. Raises ConversationsFault for newer ones."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    _VERSION.create(connection, checkfirst=True)
    version = inserted_or_there(connection, {"one": 1, "version": SCHEMA_VERSION}, _VERSION.c.version)
    if version > SCHEMA_VERSION:
        raise ConversationsFault(
            f"the database of conversations has schema {version}, newer than {SCHEMA_VERSION}, which this version "
            "knows: use the version that made it, or another ROADMAP_DATABASE"
        )
    _METADATA.create_all(connection)
