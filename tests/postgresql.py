"""A PostgreSQL of the tests' own, thrown away after them."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest


def programs() -> Path:
    """The folder of PostgreSQL's programs. Without one a test is skipped, or fails where it is required."""
    on_path = shutil.which("pg_ctl")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda file: int(file.parts[-3]))
    found = [Path(on_path).resolve()] if on_path else debian[-1:]
    if not found:
        if os.environ.get("REQUIRE_POSTGRES"):
            pytest.fail("no PostgreSQL, and REQUIRE_POSTGRES is set: install Debian's package postgresql")
        pytest.skip("no PostgreSQL: install Debian's package postgresql for the tests of its storage")
    return found[0].parent


class Cluster:
    """A server on a socket in a folder of its own."""

    def __init__(self, bin: Path, folder: Path) -> None:
        self.bin, self.folder = bin, folder
        self.url = f"postgresql+psycopg://roadmap@/postgres?host={folder}"
        # The server refuses to run as root.
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            somebody = pwd.getpwnam("nobody")
            os.chown(folder, somebody.pw_uid, somebody.pw_gid)
            self._as = {"user": somebody.pw_uid, "group": somebody.pw_gid, "extra_groups": []}
        options = ["-U", "roadmap", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
        made = [str(bin / "initdb"), "-D", str(folder / "data"), *options]
        subprocess.run(made, cwd=folder, check=True, stdout=subprocess.DEVNULL, **self._as)
        self.start()

    def start(self) -> None:
        command = [str(self.bin / "postgres"), "-D", str(self.folder / "data"), "-k", str(self.folder), "-h", "", "-F"]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, cwd=self.folder, stderr=log, stdout=log, **self._as)
        for _ in range(300):
            assert self._process.poll() is None, (self.folder / "log").read_text()
            with contextlib.suppress(psycopg.OperationalError):
                psycopg.connect(self.url.replace("+psycopg", "")).close()
                return
            time.sleep(0.1)
        pytest.fail("PostgreSQL does not start")

    def stop(self) -> None:
        self._process.send_signal(2)  # SIGINT: open connections are cut
        self._process.wait(20)


@contextlib.contextmanager
def cluster() -> Iterator[Cluster]:
    """A running server; its files go with it."""
    # The path of a socket may not be long.
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        running = Cluster(programs(), Path(folder))
        try:
            yield running
        finally:
            running.stop()
