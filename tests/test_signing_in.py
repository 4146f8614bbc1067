"""Who is let in: by a password of ours or by a trusted proxy."""

import contextlib
import json
import os
import pty
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Page, expect

from assistant.cli import main
from assistant.guarding.guard import warning
from assistant.guarding.headers import _own
from assistant.guarding.signing_in import SignIn
from assistant.guarding.users import read_users, write_users
from assistant.records import AssistantFault
from assistant.settings import Settings
from tests.conftest import ROOT, served
from tests.guarded import FETCHED, JSON, PASSWORD, Reply, add, basic, guarded, send


@pytest.fixture(scope="module")
def proxied() -> Iterator[str]:
    """Behind a proxy at 127.0.0.2 that signs people in; bound wide as far as the settings say."""
    with guarded(host="0.0.0.0", user_header="X-Remote-User", trusted_proxies="127.0.0.2, 10.0.0.0/8") as address:
        yield address


@pytest.fixture
def users(tmp_path: Path) -> Path:
    file = tmp_path / "users"
    add("anna", PASSWORD, file)
    return file


# Proxies that sign people in


def who(address: str, source: str = "127.0.0.2", **headers: str) -> Any:
    """What the application hears of a request."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    reply = send(address, "/api/who", source=source, headers=named)
    return json.loads(reply.text) if reply.status == 200 else reply.status


def test_a_trusted_proxy_names_the_user(proxied: str) -> None:
    heard = who(
        proxied, X_Remote_User="anna", X_Forwarded_For="8.8.8.8, 203.0.113.9, 10.1.1.1", X_Forwarded_Proto="https"
    )
    assert (heard["user"], heard["client"], heard["scheme"]) == ("anna", "203.0.113.9", "https")


def test_others_cannot_name_themselves(proxied: str) -> None:
    assert who(proxied, "127.0.0.1", X_Remote_User="anna") == 401
    assert who(proxied, "127.0.0.1", X_Remote_User="anna", X_Forwarded_For="127.0.0.2") == 401
    assert who(proxied) == 401
    for name in ("", " ", "a\tb", "a:b", "x" * 101, "\xff"):
        assert who(proxied, X_Remote_User=name) == 401, name


def test_a_user_with_a_name_of_another_alphabet(proxied: str) -> None:
    assert who(proxied, X_Remote_User="李雷".encode().decode("latin-1"))["user"] == "李雷"


def test_what_others_say_of_their_address_is_dropped() -> None:
    with guarded(host="0.0.0.0", trusted_proxies="10.0.0.1") as address:
        heard = who(address, "127.0.0.3", X_Forwarded_For="8.8.8.8", X_Forwarded_Proto="https",
                    X_Forwarded_Host="evil.example", X_Gradio_Server="http://evil.example", X_Other="kept")  # fmt: skip
    assert (heard["client"], heard["scheme"], heard["headers"]) == ("127.0.0.3", "http", {"x-other": "kept"})


def test_a_page_behind_a_proxy_sends_under_its_public_name(proxied: str) -> None:
    headers = {"X-Remote-User": "anna", "X-Forwarded-Host": "roadmap.example", "Origin": "https://roadmap.example"}
    assert send(proxied, "/gradio_api/queue/join", "POST", "127.0.0.2", headers=headers | JSON).status == 422
    headers["Origin"] = "https://evil.example"
    assert send(proxied, "/gradio_api/queue/join", "POST", "127.0.0.2", headers=headers | JSON).status == 403


def test_an_encrypted_page_stays_encrypted(proxied: str) -> None:
    headers = {"X-Remote-User": "anna", "X-Forwarded-Proto": "https"}
    reply = send(proxied, "/", source="127.0.0.2", headers=headers)
    assert reply.status == 200
    assert reply.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert _own("a=b; HttpOnly; Path=/; SameSite=none; Secure", encrypted=True) == (
        "a=b; HttpOnly; Path=/; SameSite=Lax; Secure"
    )


# Users with passwords


@pytest.mark.browser
def test_signing_in_and_out_in_a_browser(
    browser_page: tuple[Page, list[str], list[str]], index_folder: Path, users: Path
) -> None:
    browser = browser_page[0].context.browser
    assert browser
    settings = {"ROADMAP_INDEX": str(index_folder), "ROADMAP_USERS": str(users)}
    with served(os.environ | settings) as address, browser.new_page() as page:
        said = list[str]()
        page.on("console", lambda message: said.append(message.text))
        page.goto(address)
        expect(page.locator("#question")).to_have_count(0)
        page.locator("input").nth(0).fill("anna")
        page.locator("input").nth(1).fill(PASSWORD)
        page.get_by_role("button").first.click()
        page.wait_for_selector("#question textarea")
        assert [line for line in said if "Content Security Policy" in line] == []
        cookies = [cookie for cookie in page.context.cookies() if cookie["name"].startswith("access-token")]
        assert cookies and all(cookie["httpOnly"] and cookie["sameSite"] == "Lax" for cookie in cookies)
        page.evaluate("location.href = 'logout'")
        expect(page.locator("input[type=password]")).to_be_visible(timeout=20_000)
        assert send(address, "/plan.md").status == 401


def test_strangers_get_the_form_and_nothing_else(users: Path) -> None:
    with guarded(users=users) as address:
        assert "auth_required" in send(address, "/").text
        assert send(address, "/theme.css").status == 200
        for path in ("/api/who", "/config", "/gradio_api/queue/data", "/gradio_api/heartbeat/x", "/none", "/metrics"):
            assert send(address, path).status == 401
        assert send(address, "/healthz").status == 404  # which is not in this small application
        assert "Basic" in str(send(address, "/api/who").headers["WWW-Authenticate"])
        assert send(address, "/api/who", headers=FETCHED).headers["WWW-Authenticate"] is None
        assert '"user":"anna"' in send(address, "/api/who", headers=basic("anna", PASSWORD)).text
        for wrong in (
            basic("anna", "wrong"),
            basic("bob", PASSWORD),
            {"Authorization": "Basic §".encode().decode("latin-1")},
        ):
            assert send(address, "/api/who", headers=wrong).status == 401


def login(address: str, password: str, source: str = "") -> Reply:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    return send(address, "/login", "POST", source, f"username=anna&password={password.replace(' ', '+')}", headers=form)


def test_too_many_failed_tries_are_refused_by_address(users: Path) -> None:
    with guarded(users=users) as address:
        replies = list[int]()

        def guess(number: int) -> None:
            wrong = login(address, "wrong") if number % 2 else send(address, "/api/who", headers=basic("bob", "wrong"))
            replies.append(wrong.status)

        threads = [threading.Thread(target=guess, args=(number,)) for number in range(14)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert replies.count(429) == 4
        assert login(address, PASSWORD).status == 429
        assert login(address, PASSWORD, "127.0.0.9").status == 200
        assert send(address, "/").status == 200


def test_who_is_removed_or_has_a_new_password_is_signed_out(users: Path) -> None:
    add("bob", PASSWORD, users)
    with guarded(users=users) as address:
        cookie = {"Cookie": str(login(address, PASSWORD).headers["Set-Cookie"]).split(";")[0]}
        status: Callable[[], int] = lambda: send(address, "/api/who", headers=cookie).status  # noqa: E731
        assert status() == 200
        add("eve", PASSWORD, users)
        assert status() == 200
        add("anna", "another one", users)
        assert status() == 401
        cookie = {"Cookie": str(login(address, "another one").headers["Set-Cookie"]).split(";")[0]}
        assert status() == 200
        users.write_text("nonsense\n", encoding="utf-8")
        assert status() == 401
        assert send(address, "/api/who", headers=basic("bob", PASSWORD)).status == 401


def test_a_home_of_many_addresses_has_the_tries_of_one(users: Path) -> None:
    with guarded(users=users, host="0.0.0.0", trusted_proxies="127.0.0.1") as address:

        def tried(forwarded: str) -> int:
            return send(address, "/api/who", headers=basic("anna", "wrong") | {"X-Forwarded-For": forwarded}).status

        assert [tried(f"2001:db8::{number}") for number in range(11)] == [401] * 10 + [429]
        assert tried("2001:db8:0:1::1") == 401


def test_a_password_that_changes_while_it_is_checked_is_not_right(users: Path) -> None:
    # Takes half a second to check.
    write_users(users, {"anna": PasswordHasher(time_cost=15).hash(PASSWORD)})
    with guarded(users=users) as address:
        replies = list[int]()
        checked = threading.Thread(
            target=lambda: replies.append(send(address, "/api/who", headers=basic("anna", PASSWORD)).status)
        )
        checked.start()
        time.sleep(0.2)
        add("anna", "another one", users)
        assert send(address, "/api/who").status == 401
        assert checked.is_alive()
        checked.join()
        assert replies == [401]
        assert send(address, "/api/who", headers=basic("anna", PASSWORD)).status == 401
        assert send(address, "/api/who", headers=basic("anna", "another one")).status == 200


def test_the_commands_about_users(users: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setenv("ROADMAP_USERS", str(users))
    command = [sys.executable, "-m", "assistant", "users", "add", "李雷", "--stdin"]
    subprocess.run(command, input=f"{PASSWORD}\n", text=True, cwd=ROOT, check=True)
    assert users.stat().st_mode & 0o777 == 0o600
    assert PASSWORD not in users.read_text(encoding="utf-8")
    assert main(["users", "list"]) == 0
    assert capsys.readouterr().out == "anna\n李雷\n"
    assert main(["users", "remove", "anna"]) == 0
    assert list(read_users(users)) == ["李雷"]
    assert list(users.parent.iterdir()) == [users]
    for name in ("a:b", "", " a", "a\nb", "a" * 101):
        assert main(["users", "add", name]) == 2
        assert "cannot be a user's name" in capsys.readouterr().err
    assert main(["users", "remove", "anna"]) == 2


def typed(arguments: list[str], environment: dict[str, str], lines: list[str]) -> tuple[int, str]:
    """Run a command at a terminal where somebody types; its status and what the terminal shows."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        os.execve(sys.executable, [sys.executable, "-m", "assistant", *arguments], environment)
    shown = b""
    with contextlib.suppress(OSError):  # the terminal has gone with the command
        while select.select([terminal], [], [], 30)[0] and (read := os.read(terminal, 1000)):
            shown += read
            if lines and shown.endswith(b": "):
                time.sleep(0.05)
                os.write(terminal, f"{lines.pop(0)}\n".encode())
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown.decode()


def test_a_password_is_typed_twice_and_not_shown(tmp_path: Path) -> None:
    file = tmp_path / "users"
    environment = os.environ | {"ROADMAP_USERS": str(file)}
    status, shown = typed(["users", "add", "anna"], environment, [PASSWORD, PASSWORD])
    assert (status, PASSWORD in shown) == (0, False)
    before = file.read_bytes()
    status, shown = typed(["users", "add", "anna"], environment, [PASSWORD, "not the same"])
    assert (status, "differ" in shown) == (2, True)
    status, shown = typed(["users", "add", "anna"], environment, ["short", "short"])
    assert (status, "fewer than 8" in shown) == (2, True)
    assert file.read_bytes() == before


# Settings


@pytest.mark.parametrize(
    ("text", "said"),
    [("anna\n", "line 1"), ("\nanna:$argon2id$x\n", "line 2"), ("", "no user"), (None, "not there")],
)
def test_an_unusable_file_of_users_is_one_line(tmp_path: Path, text: str | None, said: str) -> None:
    file = tmp_path / "users"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(AssistantFault, match=said):
        SignIn(Settings(users=file))


def test_settings_that_contradict_each_other(users: Path) -> None:
    with pytest.raises(AssistantFault, match="remove one of them"):
        SignIn(Settings(users=users, user_header="X-User"))
    with pytest.raises(AssistantFault, match="no name of a header"):
        SignIn(Settings(user_header="X User"))
    with pytest.raises(AssistantFault, match="no address or network"), guarded(trusted_proxies="*"):
        pass


def test_a_page_that_is_open_to_strangers_says_so(users: Path) -> None:
    assert warning(Settings()) is None
    assert warning(Settings(host="::1")) is None
    assert "0.0.0.0" in str(warning(Settings(host="0.0.0.0")))
    assert warning(Settings(host="0.0.0.0", users=users)) is None
    assert warning(Settings(host="0.0.0.0", user_header="X-User")) is None
