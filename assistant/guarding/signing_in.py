"""Who asks: users with a password of ours, or those whom a proxy names."""

import base64
import hashlib
import hmac
import secrets
import sys
from typing import Any

import anyio
from anyio import to_thread
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.guarding.addresses import household
from assistant.guarding.documents import PAGE_FILES
from assistant.guarding.refusing import refusal
from assistant.guarding.users import Users, usable
from assistant.records import AssistantFault
from assistant.settings import Settings

_TRIES = RateLimitItemPerMinute(10)
_WELCOME = "Sign in to ask. · 登录后即可提问。"
_TOO_OFTEN = refusal(429, "too many failed tries to sign in: wait a minute", {"Retry-After": "60"})
_LOGIN = "/login"
# Whether the server lives is for whoever watches over it; the rest is the form to sign in and what it is made of.
_OPEN = ("/healthz", "/readyz")
_FORM = ("/", _LOGIN, "/theme.css", "/favicon.ico", "/manifest.json", "/robots.txt")
_FORM_FILES = ("/assets/", "/static/", f"/{PAGE_FILES}/")


def whoami(request: HTTPConnection) -> str:
    """The name of who has signed in; empty where nobody needs to."""
    name: str = getattr(request.state, "user", "")
    return name


class SignIn:
    """How one signs in by the settings. Raises AssistantFault for settings that contradict each other."""

    def __init__(self, settings: Settings) -> None:
        self.header = settings.user_header.strip().lower()
        if self.header and settings.users:
            raise AssistantFault("settings ROADMAP_USERS and ROADMAP_USER_HEADER are both given: remove one of them")
        if not all(character.isascii() and (character.isalnum() or character == "-") for character in self.header):
            raise AssistantFault(
                f"setting ROADMAP_USER_HEADER: {self.header[:100]!r} is no name of a header: write it as X-User"
            )
        self.users = Users(settings.users) if settings.users else None

    @property
    def for_gradio(self) -> dict[str, Any]:
        """What `gr.mount_gradio_app` is to be told."""
        if users := self.users:

            async def verified(name: str, password: str) -> bool:
                return await _verified(users, name, password)

            return {"auth": verified, "auth_message": _WELCOME}
        return {"auth_dependency": _named} if self.header else {}


def _named(request: Request) -> str | None:
    return whoami(request) or None


class Door:
    """Lets in who has signed in, and notes the name for `whoami`."""

    def __init__(self, app: ASGIApp, sign_in: SignIn, tokens: dict[str, str], cookies: tuple[str, ...]) -> None:
        """`tokens` are Gradio's, with the name of the user of each, and `cookies` the names of those that hold one."""
        self.app, self._header, self._users = app, sign_in.header, sign_in.users
        self._tokens, self._cookies = tokens, cookies
        self._tries = MovingWindowRateLimiter(MemoryStorage())
        # One password at a time: so many tries at once are not more than ten, nor more than 64 MiB.
        self._turn = anyio.Lock()
        self._key = secrets.token_bytes(32)
        self._right: dict[bytes, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer those who have signed in; 401 for others, 429 after too many failed tries."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if self._users:
            self._refresh(self._users)
            if scope["path"] == _LOGIN and scope["method"] == "POST":
                await self._login(scope, receive, send)
                return
        name = await self._name(scope, Headers(scope=scope))
        if name is None:
            await _TOO_OFTEN(scope, receive, send)
            return
        scope.setdefault("state", {})["user"] = name
        known = name or scope["path"] in _OPEN or self._is_form(scope["path"])
        await (self.app if known else self._unknown(Headers(scope=scope)))(scope, receive, send)

    async def _name(self, scope: Scope, headers: Headers) -> str | None:
        """Who asks; empty for a stranger, none after too many failed tries."""
        if self._header:
            return _single(headers.getlist(self._header))
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if self._users and scheme.lower() == "basic":
            return await self._by_password(self._users, given.strip(), scope)
        kept = HTTPConnection(scope).cookies
        return next(filter(None, (self._tokens.get(kept.get(cookie, "")) for cookie in self._cookies)), "")

    def _unknown(self, headers: Headers) -> ASGIApp:
        if not self._users:
            return refusal(401, "nobody has signed in: ask by way of the proxy that signs people in")
        # The browser would ask in a window of its own for what scripts of the page send.
        ask = {} if headers.get("sec-fetch-dest") == "empty" else {"WWW-Authenticate": 'Basic realm="roadmap"'}
        return refusal(401, "nobody has signed in: sign in on the page, or send name and password by HTTP Basic", ask)

    def _is_form(self, path: str) -> bool:
        return self._users is not None and (path in _FORM or path.startswith(_FORM_FILES))

    def _refresh(self, users: Users) -> None:
        """After a change of the file, those who are no longer in it, or not so, are signed out."""
        before = users.hashes
        try:
            users.refresh()
        except AssistantFault as fault:
            print(f"Nobody can sign in: {fault}", file=sys.stderr)
        if users.hashes is not before:
            self._right.clear()
            for token, name in list(self._tokens.items()):
                if users.hashes.get(name) != before.get(name):
                    del self._tokens[token]

    async def _login(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Gradio's own form; what it refuses counts as a failed try."""
        status = 0

        async def send_noting(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        async with self._turn:
            if not self._may_try(scope):
                await _TOO_OFTEN(scope, receive, send)
                return
            await self.app(scope, receive, send_noting)
            if status == 400:
                self._tries.hit(_TRIES, _peer(scope))

    async def _by_password(self, users: Users, given: str, scope: Scope) -> str | None:
        """The user of HTTP Basic; empty for a wrong password, none after too many of them."""
        try:
            name, _, password = base64.b64decode(given, validate=True).decode().partition(":")
        except ValueError:
            return ""
        digest = hmac.digest(self._key, f"{name}:{password}".encode(), hashlib.sha256)
        if digest in self._right:
            return self._right[digest]
        async with self._turn:
            if not self._may_try(scope):
                return None
            if await _verified(users, name, password):
                self._right[digest] = name
                return name
            self._tries.hit(_TRIES, _peer(scope))
            return ""

    def _may_try(self, scope: Scope) -> bool:
        return self._tries.test(_TRIES, _peer(scope))


async def _verified(users: Users, name: str, password: str) -> bool:
    """Whether it is the user's password, by the file as it stands in the end."""
    while True:
        before = users.hashes
        right = await to_thread.run_sync(users.verify, name, password)
        if users.hashes is before:
            return right


def _peer(scope: Scope) -> str:
    """Whose tries are counted together."""
    return household(scope["client"][0]) if scope.get("client") else ""


def _single(names: list[str]) -> str:
    """The one name that the proxy gives; empty for none, for two, and for what is no name."""
    try:
        name = names[0].encode("latin-1").decode() if len(names) == 1 else ""
    except UnicodeDecodeError:
        return ""
    return name if usable(name) else ""
