"""Sets the guards before the application, the page and all that is beside it."""

from typing import Any

from starlette.applications import Starlette
from starlette.routing import Mount

from assistant.guarding.documents import Documents
from assistant.guarding.headers import Headers
from assistant.guarding.origins import Origins, Proxies, is_loopback, networks
from assistant.guarding.paths import Paths
from assistant.guarding.signing_in import Door, SignIn
from assistant.guarding.sizes import Sizes
from assistant.guarding.streams import Streams
from assistant.settings import Settings


def guard(app: Starlette, settings: Settings, sign_in: SignIn) -> None:
    """Guard an application with the page mounted in it. Raises AssistantFault for unusable settings."""
    trusted = networks(settings.trusted_proxies)
    mount, page = _page(app)
    mount.app = Paths(Streams(page), tools=settings.mcp)
    # The last one added is the first one that a request meets.
    app.add_middleware(Documents)
    if sign_in.users or sign_in.header:
        cookies = tuple(f"{kind}-{page.cookie_id}" for kind in ("access-token", "access-token-unsecure"))
        app.add_middleware(Door, sign_in=sign_in, tokens=page.tokens, cookies=cookies)
    app.add_middleware(Sizes)
    app.add_middleware(Origins, bound=settings.host)
    app.add_middleware(Proxies, trusted=trusted, user_header=sign_in.header)
    app.add_middleware(Headers)


def _page(app: Starlette) -> tuple[Mount, Any]:
    """Where Gradio's application is mounted, and that application, which keeps who has signed in."""
    return next(
        (route, route.app) for route in app.routes if isinstance(route, Mount) and hasattr(route.app, "cookie_id")
    )


def warning(settings: Settings) -> str | None:
    """A line for a server that strangers reach and that lets everybody in."""
    if is_loopback(settings.host) or settings.users or settings.user_header:
        return None
    return (
        f"Everybody who reaches {settings.host} can use this page: let people sign in (ROADMAP_USERS or "
        "ROADMAP_USER_HEADER), or bind it to 127.0.0.1"
    )
