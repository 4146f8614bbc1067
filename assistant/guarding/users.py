"""Names and hashed passwords in a file, a line `name:hash` for each user."""

import contextlib
import os
import tempfile
from pathlib import Path

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.records import AssistantFault

SHORTEST = 8
_LONGEST = 100
_HASHER = PasswordHasher()
_REPAIR = "run `roadmap users add NAME`"


def usable(name: str) -> bool:
    """Whether a user may be called so."""
    return 0 < len(name) <= _LONGEST and name.isprintable() and name == name.strip() and ":" not in name


def read_users(file: Path) -> dict[str, str]:
    """The hash of each name. Raises AssistantFault for a file that is missing or no such list."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError as error:
        raise AssistantFault(f"the file of users {file} is not there: {_REPAIR}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise AssistantFault(f"the file of users {file} cannot be read: correct it, or {_REPAIR}") from error
    users = dict[str, str]()
    for number, line in enumerate(lines, start=1):
        name, _, hashed = line.partition(":")
        if not line.strip():
            continue
        if not usable(name) or name in users or not _is_hash(hashed):
            raise AssistantFault(
                f"{file}, line {number}: not a new name, a colon and an argon2 hash: remove it and {_REPAIR}"
            )
        users[name] = hashed
    return users


def _is_hash(text: str) -> bool:
    try:
        extract_parameters(text)
    except InvalidHashError:
        return False
    return True


def write_users(file: Path, users: dict[str, str]) -> None:
    """Write the whole file at once, for its owner's eyes only."""
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as new:
            new.writelines(f"{name}:{hashed}\n" for name, hashed in users.items())
            new.flush()
            os.fsync(new.fileno())
        Path(temporary).replace(file)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise


def hashed(password: str) -> str:
    """What the file keeps of a password. Raises AssistantFault for a short one."""
    if len(password) < SHORTEST:
        raise AssistantFault(f"the password has fewer than {SHORTEST} characters: choose a longer one")
    return _HASHER.hash(password)


class Users:
    """The file as it stands: a change of it counts at once."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen = _state(file)
        self.hashes = read_users(file)
        if not self.hashes:
            raise AssistantFault(f"there is no user in {file}: {_REPAIR}")
        # Checked for names that are not there, so that they take as long as the others.
        self._nobody = _HASHER.hash(os.urandom(16).hex())

    def refresh(self) -> None:
        """Read the file again if it has changed. Raises AssistantFault if it cannot be read; then there is no user."""
        if (state := _state(self._file)) != self._seen:
            self._seen, self.hashes = state, {}
            self.hashes = read_users(self._file)

    def verify(self, name: str, password: str) -> bool:
        """Whether it is the user's password. Takes a tenth of a second of a core and 64 MiB."""
        try:
            return _HASHER.verify(self.hashes.get(name, self._nobody), password)
        except (VerificationError, InvalidHashError):
            return False


def _state(file: Path) -> tuple[int, int, int]:
    try:
        status = file.stat()
    except OSError:
        return 0, 0, 0
    return status.st_ino, status.st_mtime_ns, status.st_size
