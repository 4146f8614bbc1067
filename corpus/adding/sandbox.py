"""Runs a function on what somebody else wrote in a process of its own, bounded in time, memory and what it may do."""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from corpus.adding.records import AddingFault

T = TypeVar("T")
SECONDS = 60.0
MEMORY = 2 * 2**30
SCRATCH = 256 * 2**20
"""Bytes of a temporary file: the detector of languages unpacks its model into one."""
_ROOT = Path(__file__).resolve().parents[2]
# Nothing else of the environment: no key of a model is within reach of a parser that a file might take over.
_KEPT = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH")
# Threads of numpy, which a language detector loads, would claim memory by the number of cores.
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def bounded(
    function: Callable[..., T], *args: Any, seconds: float = SECONDS, memory: int = MEMORY, what: str = "the file"
) -> T:
    """What a function of a module returns, run in a fresh interpreter; `what` names its matter in faults.

    `memory` in bytes holds where the platform can limit it. Raises AddingFault: the function's own, and for every
    other exception, for too much time or memory, and for a crash.
    """
    limits = (seconds, memory)
    # Not multiprocessing: it would import the main program again in the child, and with it the whole page.
    command = [sys.executable, "-m", "corpus.adding.sandbox"]
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ} | _ENVIRONMENT
    too_much = f"{what} is too large or too deep to be read within {seconds:g} s and {memory / 2**30:g} GB: split it"
    try:
        done = subprocess.run(  # noqa: S603  (our own interpreter and module)
            command,
            input=pickle.dumps((limits, function, args)),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env=environment,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise AddingFault(too_much) from error
    if done.returncode or not done.stdout:
        raise AddingFault(too_much)
    fault, result = pickle.loads(done.stdout)  # noqa: S301  (written by our own code below)
    if isinstance(fault, AddingFault):
        raise fault
    if fault:
        raise AddingFault(f"{what} cannot be read ({fault}): it may be damaged, save it anew")
    return result  # type: ignore[no-any-return]


def _run() -> None:
    """The child: reads a call from standard input, writes its result or fault to what was standard output."""
    limits, function, args = pickle.load(sys.stdin.buffer)  # noqa: S301  (written by our own code above)
    with os.fdopen(os.dup(1), "wb") as reply:
        # Libraries print warnings; they would spoil the reply.
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        _limit(*limits)
        reply.write(pickle.dumps(_outcome(function, args)))


def _outcome(function: Callable[..., Any], args: tuple[Any, ...]) -> tuple[AddingFault | str | None, Any]:
    try:
        return None, function(*args)
    except AddingFault as fault:
        return AddingFault(str(fault)), None
    except (MemoryError, RecursionError):
        sys.exit(1)
    except Exception as error:  # whatever a parser raises means the same
        return type(error).__name__, None


def _limit(seconds: float, memory: int) -> None:
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  (not on Windows)

    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: int(seconds) + 1,
        resource.RLIMIT_FSIZE: SCRATCH,
        resource.RLIMIT_CORE: 0,
    }
    for kind, limit in limits.items():
        # Not every system limits each of them (macOS: no address space); the deadline holds everywhere.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (limit, limit))


if __name__ == "__main__":
    _run()
