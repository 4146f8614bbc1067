"""Settings from the environment (`ROADMAP_*`) and `.env`. They build nothing."""

import os
from pathlib import Path
from typing import Literal

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.records import AssistantFault, Unsupported
from index.embedders import DEFAULT_EMBEDDER

ROOT = Path(__file__).resolve().parent.parent
_PREFIX, _DOTENV = "ROADMAP_", ROOT / ".env"


class Settings(BaseSettings):
    """All settings with their defaults."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_file=_DOTENV, env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    corpus: Path = ROOT / "corpus"
    index: Path = ROOT / "index" / "store"
    damaged: Literal["rebuild", "previous"] = "rebuild"
    """What the page does at its start with an index that is damaged: build it anew, or serve the one before."""
    embedder: str = Field(default=DEFAULT_EMBEDDER, min_length=1)
    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=1, le=65535)
    model: str = ""
    """Language models as `<provider>:<model>`, separated by commas, the default first; empty for none."""
    base_url: str = ""
    """Of an OpenAI-compatible server; empty for OpenAI itself."""
    api_key: SecretStr = SecretStr("")
    anthropic_key: SecretStr = SecretStr("")
    anthropic_url: str | None = None
    google_key: SecretStr = SecretStr("")
    google_url: str | None = None
    ollama_url: str = "http://127.0.0.1:11434"
    context: int = Field(default=8192, ge=2048)
    """Tokens of question, evidence and answer together."""
    answer_tokens: int = Field(default=700, ge=32, le=1000)
    connect_seconds: float = Field(default=5.0, gt=0)
    first_token_seconds: float = Field(default=30.0, gt=0)
    between_tokens_seconds: float = Field(default=20.0, gt=0)
    unsupported: Unsupported = "remove"
    """What becomes of a model's sentences without support."""
    conversations: Literal["browser", "server"] = "browser"
    """Where they are kept; on the server only those of visitors who have signed in."""
    database: SecretStr = SecretStr(f"sqlite:///{ROOT / 'conversations.db'}")
    """Address of the database for conversations, as SQLAlchemy writes it; it may hold a password."""
    users: Path | None = None
    """File of names and hashed passwords: only those who sign in are served."""
    user_header: str = ""
    """Header in which a proxy in front of this server names the user who has signed in there; empty for none."""
    trusted_proxies: str = "127.0.0.1,::1"
    """Addresses and networks, separated by commas, whose `user_header` and forwarded address are believed."""
    questions_a_minute: int = Field(default=30, ge=1)
    """Of one session and of one address."""
    log_questions: bool = False
    """Whether the log holds the text of questions."""
    mcp: bool = False
    """Whether the assistant can be used as a tool, by the Model Context Protocol."""


def read_settings() -> Settings:
    """The settings in force. Raises AssistantFault for an unknown name or an unusable value (which it never prints)."""
    try:
        names = {*os.environ, *dotenv_values(_DOTENV)}
    except UnicodeDecodeError as error:
        raise AssistantFault(f"{_DOTENV} is not UTF-8 text: save it as UTF-8") from error
    known = {_PREFIX + field.upper() for field in Settings.model_fields}
    if unknown := sorted(name for name in names if name.upper().startswith(_PREFIX) and name.upper() not in known):
        raise AssistantFault(f"unknown setting {unknown[0]}: use one of {', '.join(sorted(known))}")
    try:
        return Settings()
    except ValidationError as error:
        fault = error.errors()[0]
        name = _PREFIX + str(fault["loc"][0]).upper()
        raise AssistantFault(f"setting {name} cannot be used ({fault['msg']}): correct it or remove it") from error
