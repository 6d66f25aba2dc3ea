"""Whether a form was sent from a page of ours: no other site posts here, and nobody reads us under a borrowed name.

A browser says with every request where it comes from (Sec-Fetch-Site, Origin); there is no cookie, so there is no token.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from cobalamin.web.errors import Refusal
from cobalamin.web.settings import Settings, is_loopback

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""Nothing inline, nothing evaluated, nothing from elsewhere."""

Connection = ASGIConnection[Any, Any, Any, Any]


def require_own(connection: Connection, _: BaseRouteHandler) -> None:
    """Refusal(403) for a form that another site sent."""
    if connection.scope.get("method") == "GET":
        return
    headers = connection.headers
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        allowed = site in ("same-origin", "none")
    else:
        allowed = origin is None or is_of(headers.get("host", ""), origin)
    if not allowed:
        raise Refusal(403, "this form was not sent from a page of this service; nothing was read", "security")


def is_of(host: str, origin: str) -> bool:
    """Whether an origin is this host's; one that is no address is nobody's."""
    try:
        return urlsplit(origin).netloc == host
    except ValueError:
        return False


def require_name(settings: Settings, host: str) -> None:
    """Refusal(421) where we are asked under a name that is not ours: a name can be made to point at our address."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        name = ""
    if name != urlsplit(settings.base_url).hostname and not is_loopback(name):
        raise Refusal(421, "this service has another name; use the address it was started with", "security")


def host_guard(settings: Settings) -> Callable[[Connection, BaseRouteHandler], None]:
    """The same as a guard of routes."""

    def guard(connection: Connection, _: BaseRouteHandler) -> None:
        require_name(settings, connection.headers.get("host", ""))

    return guard
