"""Opens language models by name: `<provider>:<model>`."""

from pathlib import Path

from assistant.models.calling import Client, Limits, Model, Room
from assistant.records import AssistantFault
from assistant.settings import Settings

PROVIDERS = ("openai-compatible", "anthropic", "google", "ollama", "gguf")
_OPENAI = "https://api.openai.com/v1"
_EXTRAS = {"anthropic", "google", "ollama"}
"""Providers whose packages are an extra of the same name."""


def open_model(name: str, settings: Settings) -> Model:
    """The model of a name, ready to be called; nothing is sent to it yet.

    Raises AssistantFault for an unknown provider, a missing key, extra or file.
    """
    provider, colon, model = name.partition(":")
    if provider not in PROVIDERS or not colon or not model.strip():
        raise AssistantFault(
            f"no language model {name!r}: name one as <provider>:<model>, provider one of {', '.join(PROVIDERS)}"
        )
    limits = Limits(
        connect=settings.connect_seconds,
        first_token=settings.first_token_seconds,
        between_tokens=settings.between_tokens_seconds,
    )
    try:
        client = _client(provider, model, settings, limits)
    except ModuleNotFoundError as error:
        command = f"pip install -c constraints.txt -e '.[{provider}]'" if provider in _EXTRAS else "make install"
        raise AssistantFault(f"{provider} needs {error.name}: run `{command}`") from error
    except (ImportError, ValueError) as error:
        raise AssistantFault(
            f"{name} cannot be opened ({type(error).__name__}): check its address and the proxy of the environment"
        ) from error
    # Where a file lies is nobody's business but its owner's.
    shown = f"gguf:{Path(model).name}" if provider == "gguf" else name
    return Model(shown, client, settings.context, limits)


def _client(provider: str, model: str, settings: Settings, limits: Limits) -> Client:
    room = Room(context=settings.context, answer=settings.answer_tokens)
    # llama-index takes two seconds to import, and most questions need no model.
    from assistant.models import adapter  # noqa: PLC0415

    match provider:
        case "gguf":
            return adapter.local(Path(model).expanduser(), room, limits)
        case "anthropic":
            key = _key(settings, "anthropic_key")
            return adapter.anthropic(model, settings.anthropic_url, key, room, limits)
        case "google":
            return adapter.google(model, settings.google_url, _key(settings, "google_key"), room)
        case "ollama":
            return adapter.ollama(model, settings.ollama_url, room, limits)
        case _:
            # Servers of one's own ask for no key.
            key = settings.api_key.get_secret_value() if settings.base_url else _key(settings, "api_key")
            return adapter.openai_compatible(model, settings.base_url or _OPENAI, key, room, limits)


def _key(settings: Settings, name: str) -> str:
    key: str = getattr(settings, name).get_secret_value()
    if not key:
        raise AssistantFault(f"no key: set ROADMAP_{name.upper()} in the environment or in .env")
    return key
