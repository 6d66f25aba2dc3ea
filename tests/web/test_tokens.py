"""A token counts once for all processes of a service that share a journal."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import structlog
from test_security import ISSUER, PUBLIC, claims, signed

import databases
import ehr
from cobalamin.journal.tokens import Tokens
from cobalamin.web.app import application
from cobalamin.web.settings import Client
from cobalamin.web.shared_tokens import SharedTokens

CODE = """
import sys
from cobalamin.journal.tokens import Tokens
tokens = Tokens(sys.argv[1])
sys.stdin.readline()
for number in range(100):
    print(int(tokens.first(("https://ehr.example", str(number)), 1300.0, 1000.0)))
tokens.close()
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/journal.db"
    elif databases.has_postgres():
        with databases.postgres() as address:
            yield address
    else:
        pytest.skip("PostgreSQL's initdb and pg_ctl are not installed")


@pytest.mark.some(1)
def test_two_processes_accept_each_token_once(url: str) -> None:
    """They begin at the same moment, with a memory that is not there yet."""
    command = [sys.executable, "-c", CODE, url]
    both = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for one in both:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    accepted = [[int(line) for line in one.communicate()[0].split()] for one in both]
    assert [one.returncode for one in both] == [0, 0]
    assert [sum(times) for times in zip(*accepted, strict=True)] == [1] * 100


def test_what_one_service_has_seen_its_neighbour_refuses(tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps(PUBLIC))
    journal = {"journal_url": f"sqlite:///{tmp_path}/journal.db", "spool": tmp_path / "spool"}
    header = {"authorization": f"Bearer {signed(claims())}"}

    async def statuses() -> list[int]:
        found = []
        settings = ehr.settings(signed=True, clients=(Client(ISSUER, jwks_file=str(keys)),), **journal)
        both = [application(settings), application(settings)]
        for app in both:
            async with ehr.caller(app) as client:
                found.append((await client.get("/cds-services", headers=header)).status_code)
        for app in both:
            await app.stop()
        return found

    assert asyncio.run(statuses()) == [200, 401]


def test_while_nobody_can_say_calls_go_on_and_the_log_tells_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cobalamin.web.shared_tokens._RETRY_SECONDS", 0.0)

    async def asked() -> list[bool]:
        shared = SharedTokens(f"sqlite:///{tmp_path}/nowhere/journal.db")
        found = [await shared.first((ISSUER, str(number)), 1300.0, 1000.0) for number in range(3)]
        (tmp_path / "nowhere").mkdir()
        found.append(await shared.first((ISSUER, "4"), 1300.0, 1000.0))
        shared.close()
        return found

    with structlog.testing.capture_logs() as logs:
        assert asyncio.run(asked()) == [True] * 4
    why = "OperationalError, SQLITE_CANTOPEN: the folder is not there, or this user may not use it"
    assert [(log["event"].split()[-1], log.get("why")) for log in logs] == [("processes", why), ("again", None)]


def test_what_has_expired_is_forgotten(tmp_path: Path) -> None:
    tokens = Tokens(f"sqlite:///{tmp_path}/journal.db")
    assert tokens.first((ISSUER, "1"), 1300.0, 1000.0)
    assert tokens.first((ISSUER, "2"), 1400.0, 1350.0)
    assert tokens.first((ISSUER, "1"), 1650.0, 1350.0)
    tokens.close()
    with closing(sqlite3.connect(tmp_path / "journal.db.tokens")) as memory:
        assert memory.execute("SELECT count(*) FROM seen_token").fetchone() == (2,)
