"""Tokens seen, shared by every process on one journal: each counts once, whichever process it reaches.

No part of the journal: a token is forgotten when it has expired. On SQLite it is a file beside the journal, so that no call
waits for what is being written there; on PostgreSQL a table that is not logged.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from sqlalchemy import Engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError

from cobalamin.journal.database import engine_of, writing

_TABLE = "TABLE IF NOT EXISTS seen_token (token VARCHAR(64) PRIMARY KEY, until DOUBLE PRECISION NOT NULL)"
_CLEAR = text("DELETE FROM seen_token WHERE until < :now")
_ADD = text("INSERT INTO seen_token (token, until) VALUES (:token, :until)")
_CLEAR_SECONDS = 60.0
"""Seconds between two looks for tokens that have expired."""


class Tokens:
    """The memory beside the journal at `url`, used by one thread of each process."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._engine: Engine | None = None
        self._cleared = float("-inf")

    def first(self, token: tuple[str, str], until: float, now: float) -> bool:
        """True for a token that no process has seen; `until` is when it expires. SQLAlchemyError where nobody can say."""
        if self._engine is None:
            self._engine = _opened(self._url)
        try:
            with self._engine.begin() as connection:
                if abs(now - self._cleared) > _CLEAR_SECONDS:
                    connection.execute(_CLEAR, {"now": now})
                    self._cleared = now
                connection.execute(_ADD, {"token": sha256("\n".join(token).encode()).hexdigest(), "until": until})
        except IntegrityError:
            return False
        return True

    def close(self) -> None:
        """Leave the database."""
        if self._engine is not None:
            self._engine.dispose()


def _opened(url: str) -> Engine:
    engine = _beside(url)
    try:
        with writing(engine) as connection:
            connection.execute(text(f"CREATE {'UNLOGGED ' * (engine.dialect.name == 'postgresql')}{_TABLE}"))
    except Exception:
        engine.dispose()
        raise
    return engine


def _beside(url: str) -> Engine:
    """The same database; of SQLite a file of its own, which need not survive a power cut: no token of before counts then."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        return engine_of(url)
    engine = engine_of(f"sqlite:///{address.database}.tokens")

    @event.listens_for(engine, "connect")
    def _quick(connection: Any, _: object) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    return engine
