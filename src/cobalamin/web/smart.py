"""SMART App Launch from the EHR: PKCE S256, a state that counts once, and nothing kept of the token but whose record is open."""

from __future__ import annotations

import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2
import msgspec

from cobalamin.records.forms import reader
from cobalamin.web.addresses import SMART
from cobalamin.web.errors import Refusal
from cobalamin.web.fhir_server import status_and_body
from cobalamin.web.settings import Settings, is_loopback

SCOPE = "launch"
"""The least there is: which patient is open. The page shows what was answered, so no record is read with the token."""
COOKIE = "cobalamin-launch"
PATIENCE = 600.0
"""Seconds between a launch and its return."""
MOST_AT_ONCE = 1000


UNREADABLE = (httpx2.HTTPError, msgspec.MsgspecError, RecursionError, UnicodeDecodeError)
"""What asking a server may come to: no answer, or an answer that is not what was asked for."""


class _Configuration(msgspec.Struct):
    authorization_endpoint: str
    token_endpoint: str
    code_challenge_methods_supported: list[str] = []


class Opened(msgspec.Struct):
    """What the token response says of the launch: whose record is open, and the decision a card's link named."""

    patient: str = ""
    appContext: str = ""  # noqa: N815


_CONFIGURATION, _OPENED = reader(_Configuration), reader(Opened)


@dataclass(frozen=True)
class _Waiting:
    """A launch that has not come back yet."""

    issuer: str
    token_endpoint: str
    verifier: str
    browser: str
    until: float


class Launches:
    """The launches under way. `begin` sends the browser to the EHR's server, `end` takes it back, once."""

    def __init__(
        self, settings: Settings, client: httpx2.AsyncClient, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._settings, self._client, self._now = settings, client, now
        self._waiting: dict[str, _Waiting] = {}

    @property
    def _return(self) -> str:
        return f"{self._settings.base_url}{SMART}callback"

    async def begin(self, issuer: str, launch: str) -> tuple[str, str]:
        """The address to send the browser to, and the secret that has to come back with it."""
        issuer = issuer.rstrip("/")
        client_id = self._settings.smart.get(issuer)
        if client_id is None or not launch:
            raise Refusal(400, "this is not a launch from a connected EHR: iss and launch are needed", "security")
        known = await self._configuration(issuer)
        state, verifier, browser = token_urlsafe(32), token_urlsafe(64), token_urlsafe(32)
        self._remember(state, _Waiting(issuer, known.token_endpoint, verifier, browser, self._now() + PATIENCE))
        asked = {
            "response_type": "code", "client_id": client_id, "redirect_uri": self._return, "launch": launch, "scope": SCOPE,
            "state": state, "aud": issuer, "code_challenge": _challenge(verifier), "code_challenge_method": "S256",
        }  # fmt: skip
        joint = "&" if urlsplit(known.authorization_endpoint).query else "?"
        return f"{known.authorization_endpoint}{joint}{urlencode(asked)}", browser

    def _remember(self, state: str, waiting: _Waiting) -> None:
        now = self._now()
        self._waiting = {state: one for state, one in self._waiting.items() if one.until > now}
        if len(self._waiting) >= MOST_AT_ONCE:
            raise Refusal(429, "too many launches at once; wait and start again", "throttled")
        self._waiting[state] = waiting

    async def _configuration(self, issuer: str) -> _Configuration:
        try:
            status, body = await self._call("GET", f"{issuer}/.well-known/smart-configuration")
            known = _CONFIGURATION.decode(body)
        except UNREADABLE:
            raise Refusal(502, "the EHR's smart-configuration cannot be read", "incomplete") from None
        if status != 200 or not (_safe(known.authorization_endpoint) and _safe(known.token_endpoint)):
            raise Refusal(502, "the EHR's smart-configuration names no https endpoints", "security")
        if "S256" not in known.code_challenge_methods_supported:
            raise Refusal(
                502, "the EHR's server does not support PKCE with S256; without it nothing is launched", "security"
            )
        return known

    async def _call(self, method: str, url: str, **more: Any) -> tuple[int, bytes]:
        headers = {"accept": "application/json"}
        return await status_and_body(self._client, method, url, self._settings.fetch_seconds, headers=headers, **more)

    async def end(self, query: Mapping[str, str], browser: str) -> Opened:
        """What the EHR opened; Refusal where the return does not belong to a launch of this browser."""
        waiting = self._waiting.pop(query.get("state", ""), None)
        if waiting is None or waiting.until <= self._now() or not _same(waiting.browser, browser):
            raise Refusal(
                400,
                "this return does not belong to a launch from this browser, or came too late; start again",
                "security",
            )
        if "error" in query or not query.get("code"):
            raise Refusal(403, "the EHR did not grant the launch", "security")
        if query.get("iss", waiting.issuer).rstrip("/") != waiting.issuer:
            raise Refusal(400, "a different server answered from the one that was asked", "security")
        return await self._exchange(waiting, query["code"])

    async def _exchange(self, waiting: _Waiting, code: str) -> Opened:
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": self._return,
            "client_id": self._settings.smart[waiting.issuer], "code_verifier": waiting.verifier,
        }  # fmt: skip
        try:
            status, body = await self._call("POST", waiting.token_endpoint, data=form)
            if status == 200:
                return _OPENED.decode(body)
        except UNREADABLE:
            pass
        raise Refusal(502, "the EHR's server gave no token for this launch", "incomplete")


def _same(ours: str, theirs: str) -> bool:
    """Compared as bytes: a cookie may hold any character."""
    return compare_digest(ours.encode(), theirs.encode(errors="surrogateescape"))


def _challenge(verifier: str) -> str:
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _safe(address: str) -> bool:
    """https, or http on this machine."""
    try:
        parts = urlsplit(address)
    except ValueError:  # no address at all
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
