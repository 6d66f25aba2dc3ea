"""The journal's database: where it is, how it is opened and brought up to date, and one writer at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url

from cobalamin.records.errors import RecordError

if TYPE_CHECKING:
    from alembic.config import Config

_LOCK = 1_216_012
"""The key of PostgreSQL's advisory lock: an arbitrary number, the same for every writer."""
_SQLITE = {"timeout": 1, "check_same_thread": False}
_SOON: dict[str, Any] = {"connect_timeout": 2, "tcp_user_timeout": 5000, "options": "-c statement_timeout=5000"}
"""PostgreSQL: so soon a fault is one, in seconds and milliseconds; also where a firewall swallows what is sent."""


def open_journal(url: str) -> Engine:
    """The engine of a journal by URL, its schema up to date. `sqlite:///path` or `postgresql+psycopg://…`."""
    engine = engine_of(url)
    try:
        _migrate(engine)
    except Exception:
        engine.dispose()  # asked for again every few seconds while the database is locked or gone
        raise
    return engine


def open_to_read(url: str) -> Engine:
    """The engine of a journal that is only read; one of an older version is upgraded first, which writes to it."""
    engine = reader_of(url)
    try:
        with engine.connect() as connection:
            found = _revision(connection)
    except Exception:  # a file that is no database
        engine.dispose()
        raise
    if found == _newest():
        return engine
    engine.dispose()
    if found is None:  # somebody else's database, which is not to be written to
        raise RecordError("the database holds no journal; expected the one that `serve` writes")
    return open_journal(url)


def engine_of(url: str) -> Engine:
    """The engine, with the settings each database needs to be durable and to fail soon."""
    address = _address(url)
    return _sqlite(url) if address.get_backend_name() == "sqlite" else _postgresql(address)


def reader_of(url: str) -> Engine:
    """An engine for readers: it takes no writer's lock and needs no right to write."""
    address = _address(url)
    if address.get_backend_name() == "postgresql":
        return _postgresql(address)
    path = Path(address.database or "")
    # Beside a database that others write to stands its log; without one, in a folder that is read-only, nobody writes.
    still = not os.access(path.parent, os.W_OK) and not Path(f"{path}-wal").exists()
    asked = {"uri": "true", **({"immutable": "1"} if still else {"mode": "ro"})}
    return create_engine(address.set(database=f"file:{quote(str(path))}", query=asked), connect_args=_SQLITE)


_DRIVERS = {"sqlite": "pysqlite", "postgresql": "psycopg"}
"""What reads each kind of database: the only one that is known here, and that the extra `postgres` installs."""


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except Exception:
        raise RecordError(
            "the journal's address is not a database URL; expected sqlite:///… or postgresql+psycopg://…"
        ) from None
    kind, _, driver = address.drivername.partition("+")
    if kind not in _DRIVERS:
        raise RecordError(f"a journal on {kind} is not supported; expected sqlite or postgresql")
    if driver not in ("", _DRIVERS[kind]):
        raise RecordError(f"a journal is not read by {driver}; expected sqlite:///… or postgresql+psycopg://…")
    if kind == "sqlite" and address.host:
        raise RecordError(
            "the journal's address has two slashes where a file needs three or four; expected sqlite:///journal.db for a file of "
            "this folder, or sqlite:////var/lib/cobalamin/journal.db for one by its whole path"
        )
    return address.set(drivername=f"{kind}+{_DRIVERS[kind]}")


def _postgresql(address: URL) -> Engine:
    """What the address itself asks of a session, such as a schema of its own, stands beside what we ask."""
    asked = address.query.get("options", ())
    own = (asked,) if isinstance(asked, str) else asked
    soon = {**_SOON, "options": " ".join((*own, _SOON["options"]))}
    return create_engine(address, pool_pre_ping=True, connect_args=soon)


def _sqlite(url: str) -> Engine:
    try:
        engine = create_engine(url, connect_args=_SQLITE)
    except ValueError:
        raise RecordError(
            "the journal's address asks for what SQLite does not know; leave out what follows the ?"
        ) from None
    path = engine.url.database or ""
    file = None if path in ("", ":memory:") or path.startswith("file:") else _OneFile(os.path.abspath(path))

    @event.listens_for(engine, "do_connect")
    def _private(_dialect: object, _record: object, _arguments: object, _options: object) -> None:
        if file is not None:
            file.opened()

    @event.listens_for(engine, "connect")
    def _durable(connection: Any, _: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _immediate(connection: Connection) -> None:
        if file is not None:
            file.require()
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


class _OneFile:
    """The file that an engine has opened, which no other may take the place of while the engine lives.

    SQLite goes on writing into a file that was deleted or moved away, and all of it is gone with the last connection.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.identity: tuple[int, int] | None = None

    def opened(self) -> None:
        """A new file is for who runs the service alone; SQLite gives its log the same rights."""
        if self.identity is not None:
            self.require()
            return
        with suppress(OSError):  # which the connection tells better
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
            self.identity = self._found()

    def require(self) -> None:
        """RecordError where another file, or none, is there now."""
        if self.identity is not None and self._found() != self.identity:
            raise RecordError(
                "the journal's file was deleted, moved or replaced while it was in use: put it back, or restart the service "
                "with the file that is to be the journal from now on"
            )

    def _found(self) -> tuple[int, int] | None:
        try:
            there = os.stat(self.path)
        except OSError:
            return None
        return there.st_dev, there.st_ino


def _revision(connection: Connection) -> str | None:
    from alembic.runtime.migration import MigrationContext

    return MigrationContext.configure(connection).get_current_revision()


def _newest() -> str | None:
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_migrations()).get_current_head()


def _migrations() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    return config


def _migrate(engine: Engine) -> None:
    from alembic import command
    from alembic.util import CommandError

    config = _migrations()
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError:
            raise RecordError(
                "the journal was brought up to date by a newer version of Cobalamin, which this one cannot read: use that version"
            ) from None


def require_address(url: str) -> None:
    """RecordError, or the package that is missing, where no journal can ever be at this address; nothing is connected to."""
    engine_of(url).dispose()


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that holds the writer's lock."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        yield connection
