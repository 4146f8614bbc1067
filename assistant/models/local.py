"""A GGUF file as a language model inside this process: llama.cpp through xllamacpp, reached over loopback."""

import os
import secrets
from pathlib import Path

from assistant.records import AssistantFault

_BATCH = 128
"""Tokens of the prompt that are read at once: small enough to stop within a second on a slow machine."""
_PARALLEL = 2
"""Answers at a time; further ones wait."""


class LocalServer:
    """A loaded model and the OpenAI-compatible server that it answers by, for as long as this object lives."""

    def __init__(self, file: Path, context: int) -> None:
        """Raises AssistantFault for a file that cannot be loaded."""
        if not file.is_file():
            raise AssistantFault(f"no model file {file}: name an existing GGUF file as gguf:/path/model.gguf")
        # Threads that wait for each other by spinning make a busy machine many times slower.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        try:
            import xllamacpp  # noqa: PLC0415
        except ModuleNotFoundError as error:
            raise AssistantFault(
                f"gguf needs {error.name}: run `pip install -c constraints.txt -e '.[local]'`"
            ) from error
        self.key = secrets.token_urlsafe(24)
        parameters = xllamacpp.CommonParams()
        parameters.model.path = str(file)
        parameters.hostnames = ["127.0.0.1"]
        parameters.port = 0
        parameters.api_keys = [self.key]
        parameters.ui = False
        parameters.verbosity = -1
        parameters.n_parallel = _PARALLEL
        parameters.n_ctx = context * _PARALLEL
        # Kept prompts: its own default takes up to 8 GiB of memory.
        parameters.cache_ram_mib = 256
        parameters.n_batch = parameters.n_ubatch = _BATCH
        parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = os.cpu_count() or 1
        try:
            self._server = xllamacpp.Server(parameters)
        except RuntimeError as error:
            raise AssistantFault(f"{file} is no GGUF model that can be loaded: try another file") from error
        self.url = f"{self._server.listening_address}/v1"
