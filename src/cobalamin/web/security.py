"""Who may call: a JSON Web Token signed with ES384 or RS384 by an EHR on the list, for this endpoint, once."""

from __future__ import annotations

import asyncio
import time
from base64 import urlsafe_b64decode
from collections.abc import Awaitable, Callable
from math import isfinite, nan
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import structlog
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from cobalamin.web.settings import Client
from cobalamin.web.shared_tokens import SharedTokens

ALGORITHMS = ("ES384", "RS384")
"""What CDS Hooks recommends; `none` and every HMAC are refused by not being here."""
LEEWAY = 30
LONGEST = 600
"""Seconds a token may live at most: it bounds the memory of tokens seen."""
_KEEP_KEYS = 300.0
_ASK_AGAIN = 30.0
_TRY_AGAIN = 5.0
"""Seconds until an address that gave no keys at all is asked again: not by every call that names its issuer."""
_MOST_TOKENS = 10_000
_LONGEST_LOGGED = 200
"""Characters of a claim that are logged: a caller who is refused may have written anything into it."""

_log = structlog.get_logger("cobalamin.security")
Fetch = Callable[[str], Awaitable[bytes]]


class NotSigned(Exception):
    """The call is not signed as it has to be. Why is logged, never answered."""


UNREADABLE = (
    OSError,
    httpx2.HTTPError,
    msgspec.MsgspecError,
    JoseError,
    ValueError,
    KeyError,
    TypeError,
    RecursionError,
)
"""What reading a key set may come to."""


class Keys:
    """The public keys of one client, read from its file or address and kept for a while."""

    def __init__(self, client: Client, fetch: Fetch) -> None:
        self._client, self._fetch = client, fetch
        self._keys: KeySet | None = None
        self._asked_at = float("-inf")
        self._asking = asyncio.Lock()
        self._told = False
        if client.jwks_file:
            self._look()

    async def having(self, kid: str) -> KeySet:
        """The key set, read again when it is old or does not know the key; however many ask, it is asked for once."""
        async with self._asking:
            age = time.monotonic() - self._asked_at
            unknown = self._keys is None or all(key.kid != kid for key in self._keys.keys)
            if age > _KEEP_KEYS or (unknown and age > (_ASK_AGAIN if self._keys is not None else _TRY_AGAIN)):
                self._asked_at = time.monotonic()
                self._keys = await self._read()
        if self._keys is None:
            raise NotSigned("no keys")
        return self._keys

    async def _read(self) -> KeySet:
        file, address = self._client.jwks_file, self._client.jwks_url
        try:
            return self._taken(Path(file).read_bytes() if file else await self._fetch(address))
        except UNREADABLE as problem:
            self._lacking(problem)
        if self._keys is not None:  # an address that fails for a moment does not lock everybody out
            return self._keys
        raise NotSigned("the keys of the issuer cannot be read")

    def _look(self) -> None:
        """A file that nobody can read is told at the start, not when the first caller is refused."""
        try:
            self._taken(Path(self._client.jwks_file).read_bytes())
        except UNREADABLE as problem:
            self._lacking(problem)

    def _taken(self, text: bytes) -> KeySet:
        found = KeySet.import_key_set(msgspec.json.decode(text))
        self._told = False
        return found

    def _lacking(self, problem: Exception) -> None:
        """Told once, until they can be read again: keys that were withdrawn meanwhile still count, and new ones do not."""
        if not self._told:
            why = getattr(problem, "strerror", None) or type(problem).__name__
            place = self._client.jwks_file or self._client.jwks_url
            _log.error(
                "the keys of an issuer cannot be read; those read before stay in force, without any its calls are refused",
                iss=self._client.issuer, place=place, why=why,
            )  # fmt: skip
        self._told = True


class Verifier:
    """Checks the signature of a call; remembers each `jti` until it has expired, with `shared` for all processes."""

    def __init__(
        self,
        clients: tuple[Client, ...],
        fetch: Fetch,
        now: Callable[[], float] = time.time,
        shared: SharedTokens | None = None,
    ) -> None:
        self._clients = {client.issuer: (client, Keys(client, fetch)) for client in clients}
        self._now, self._shared = now, shared
        self._started, self._began = now(), time.monotonic()
        self._seen: dict[tuple[str, str], float] = {}
        self._room = _MOST_TOKENS

    async def verify(self, authorization: str, endpoint: str) -> str:
        """The issuer of a valid token for this endpoint; NotSigned otherwise."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise NotSigned("no token")
        header, claims = _unverified(token)
        client, keys = self._known(claims)
        if header.get("alg") not in ALGORITHMS or header.get("typ", "JWT") != "JWT":
            raise NotSigned("algorithm")
        if "jku" in header and header["jku"] != client.jwks_url:
            raise NotSigned("jku")
        kid = header.get("kid")
        if not isinstance(kid, str):
            raise NotSigned("kid")
        known = await keys.having(kid)
        if all(key.kid != kid for key in known.keys):
            raise NotSigned("kid is none of the issuer's keys")
        try:
            signed = jwt.decode(token, known, algorithms=list(ALGORITHMS)).claims
        except (JoseError, ValueError):
            raise NotSigned("signature") from None
        self._require(signed, endpoint)
        seen, expires = (str(signed["iss"]), str(signed["jti"])), _moment(signed, "exp")
        self._remember(seen, expires)
        if self._shared is not None and not await self._shared.first(seen, expires + LEEWAY, self._now()):
            raise NotSigned("replay")
        return client.issuer

    def _known(self, claims: dict[str, Any]) -> tuple[Client, Keys]:
        issuer = claims.get("iss")
        found = self._clients.get(issuer) if isinstance(issuer, str) else None
        if found is None:
            raise NotSigned("issuer")
        return found

    def _require(self, claims: dict[str, Any], endpoint: str) -> None:
        now, expires, issued = self._now(), _moment(claims, "exp"), _moment(claims, "iat")
        if expires < now - LEEWAY or issued > now + LEEWAY or expires - now > LONGEST + LEEWAY:
            raise NotSigned("time")
        if "nbf" in claims and _moment(claims, "nbf") > now + LEEWAY:
            raise NotSigned("not yet valid")
        if issued < int(self._start(now)):  # whether it was used before a restart nobody remembers
            raise NotSigned("issued before the start")
        audience = claims.get("aud")
        if endpoint not in (audience if isinstance(audience, list) else [audience]):
            raise NotSigned("audience")
        jti = claims.get("jti")
        if not isinstance(jti, str) or not jti:
            raise NotSigned("jti")

    def _start(self, now: float) -> float:
        """When this process began, by the clock as it stands: one that was ahead then may have been set right since."""
        return min(self._started, now - (time.monotonic() - self._began))

    def _remember(self, token: tuple[str, str], expires: float) -> None:
        now = self._now()
        if self._seen.get(token, 0.0) >= now - LEEWAY:
            raise NotSigned("replay")
        if len(self._seen) > self._room:
            self._seen = {seen: until for seen, until in self._seen.items() if until >= now - LEEWAY}
            self._room = max(_MOST_TOKENS, 2 * len(self._seen))  # else a busy service would clear up at every call
        self._seen[token] = expires


def _moment(claims: dict[str, Any], name: str) -> float:
    value = claims.get(name)
    try:
        moment = float(value) if isinstance(value, (int, float)) else nan
    except OverflowError:
        moment = nan
    if not isfinite(moment):
        raise NotSigned(f"{name} is no time")
    return moment


def _unverified(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims as they stand, only to find the key; nothing in them is believed yet."""
    parts = token.split(".")
    if len(parts) != 3 or len(token) > 16_384:
        raise NotSigned("form")
    try:
        header, claims = (
            msgspec.json.decode(urlsafe_b64decode(part + "=" * (-len(part) % 4)), type=dict[str, Any])
            for part in parts[:2]
        )
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise NotSigned("form") from None
    return header, claims


def log_refusal(reason: NotSigned, authorization: str, at: str) -> None:
    """Issuer, tenant and jti of a refused call and where it went, never the token."""
    try:
        _, claims = _unverified(authorization.partition(" ")[2])
    except NotSigned:
        claims = {}
    told = {
        name: claims[name][:_LONGEST_LOGGED] for name in ("iss", "tenant", "jti") if isinstance(claims.get(name), str)
    }
    _log.warning("call refused", at=at, why=str(reason), **told)
