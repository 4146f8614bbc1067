"""Settings from the environment (`ROADMAP_*`) and `.env`. They build nothing."""

import os
from pathlib import Path

from dotenv import dotenv_values
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.records import AssistantFault
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
    embedder: str = Field(default=DEFAULT_EMBEDDER, min_length=1)
    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=1, le=65535)


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
