"""What can go wrong between an answer and its row: each fault costs no answer, is told, and loses nothing silently."""

import asyncio
import io
import os
import shutil
import sqlite3
import stat
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Event

import entries
import httpx2
import msgspec
import pytest
import structlog
from sqlalchemy import Engine, event

import databases
from cobalamin.journal.command import journal_command
from cobalamin.journal.complaints import meaning_of
from cobalamin.journal.database import engine_of, open_journal
from cobalamin.journal.spool import Spool
from cobalamin.journal.store import append, rows
from cobalamin.journal.verify import Verdict, verify
from cobalamin.journal.writer import Writer
from cobalamin.records.errors import RecordError
from cobalamin.web.app import application
from cobalamin.web.desk import Desk
from cobalamin.web.metrics import Metrics
from cobalamin.web.settings import Settings


def until(true: Callable[[], bool], seconds: float = 30) -> None:
    limit = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < limit, "it did not become so in time"
        time.sleep(0.02)


def count(url: str) -> int:
    engine = open_journal(url)
    assert verify(engine).whole
    found = len(list(rows(engine)))
    engine.dispose()
    return found


@databases.needs_postgres
def test_a_database_that_stops_and_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Power lost under PostgreSQL: entries are acknowledged from the spool, health tells, and all drain once it is back."""
    monkeypatch.setattr("cobalamin.journal.writer.RETRY_SECONDS", 0.1)
    with databases.cluster() as database:
        writer = Writer(database.url, Spool(tmp_path / "spool"))
        assert writer.keep(entries.small(1)).result(timeout=30) is True
        database.stop()
        assert writer.keep(entries.small(2)).result(timeout=30) is True
        assert (writer.state.database, writer.state.healthy) == (False, False)
        assert writer.state.spooled == 1
        database.start()
        until(lambda: writer.state.healthy)
        assert writer.keep(entries.small(3)).result(timeout=30) is True
        writer.close()
        assert count(database.url) == 3


@databases.needs_postgres
def test_a_service_that_started_before_its_database_is_well_once_that_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody calls a service whose health is bad: it has to find out by itself, and says so."""
    monkeypatch.setattr("cobalamin.journal.writer.RETRY_SECONDS", 0.1)
    told: list[str] = []
    with databases.cluster() as database:
        database.stop()
        writer = Writer(database.url, Spool(tmp_path / "spool"), told=told.append)
        until(lambda: not writer.state.database)
        database.start()
        until(lambda: writer.state.healthy)
        writer.close()
    assert told == ["OperationalError: Connection refused", ""]


def test_what_is_new_does_not_wait_for_all_that_waits_in_the_spool(tmp_path: Path) -> None:
    """After an hour without a database there are many: each call waited for the whole of them, and went to the spool as well."""
    spool = Spool(tmp_path / "spool")
    for number in range(1000):
        (tmp_path / "spool" / f"{number:020}-1-a.ndjson").write_bytes(
            msgspec.json.encode(entries.small(number)) + b"\n"
        )
    url = f"sqlite:///{tmp_path}/journal.db"
    open_journal(url).dispose()
    writer = Writer(url, spool)
    until(lambda: writer.state.written > 0)
    for number in range(3):
        assert writer.keep(entries.small(number)).result(timeout=30) is True
    assert spool.waiting > 0
    until(lambda: writer.state.healthy, seconds=120)
    writer.close()
    assert count(url) == 1003


@pytest.mark.parametrize("how", ["deleted", "moved", "replaced"])
def test_a_file_that_is_gone_takes_nothing_and_what_it_should_have_taken_waits_in_the_spool(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """SQLite would go on writing into the file that has no name any more, and acknowledge what nobody can ever read."""
    monkeypatch.setattr("cobalamin.journal.writer.RETRY_SECONDS", 0.0)
    file, aside, told = tmp_path / "journal.db", tmp_path / "aside", list[str]()
    aside.mkdir()
    writer = Writer(f"sqlite:///{file}", Spool(tmp_path / "spool"), told=told.append)
    assert writer.keep(entries.small(1)).result(timeout=30) is True
    for part in tmp_path.glob("journal.db*"):
        part.unlink() if how == "deleted" else part.rename(aside / part.name)
    if how == "replaced":
        file.touch()
    for number in (2, 3):
        assert writer.keep(entries.small(number)).result(timeout=30) is True
    assert (writer.state.spooled, writer.state.database, writer.state.healthy) == (2, False, False)
    assert len(told) == 1
    assert "was deleted, moved or replaced" in told[0]
    writer.close()
    if how == "moved":
        for part in aside.glob("journal.db*"):
            part.rename(tmp_path / part.name)
    again = Writer(f"sqlite:///{file}", Spool(tmp_path / "spool"))
    until(lambda: again.state.healthy and again.state.waiting == 0)
    again.close()
    assert count(f"sqlite:///{file}") == (3 if how == "moved" else 2)


def test_why_sqlite_takes_nothing_is_told_by_the_name_of_its_fault(tmp_path: Path) -> None:
    """Its message may say anything, the name of the fault is one of a list."""
    told: list[str] = []
    writer = Writer(f"sqlite:///{tmp_path}/none/journal.db", Spool(tmp_path / "spool"), told=told.append)
    until(lambda: bool(told))
    writer.close()
    assert told == ["OperationalError, SQLITE_CANTOPEN: the folder is not there, or this user may not use it"]
    (tmp_path / "text").write_text("no database " * 1000)
    with pytest.raises(RecordError, match=r"cannot be used \(DatabaseError, SQLITE_NOTADB\): the file is not a SQLite"):
        journal_command("verify", f"sqlite:///{tmp_path}/text", out=io.StringIO())


@pytest.mark.parametrize(
    "code, message, told",
    [
        ("SQLITE_READONLY_DBMOVED", "", "it may not be written to"),
        ("", 'FATAL:  password authentication failed for user "app" s3cret', "password authentication failed"),
        ("", 'FATAL:  database "ward 7" does not exist', "database does not exist"),
        ("", "something with s3cret in it", ""),
        ("25006", "cannot execute INSERT in a read-only transaction", "it may only be read: a standby, or set so"),
        (
            "57014",
            "canceling statement due to statement timeout",
            "it did not answer in time: another program holds the table, or the server is overloaded",
        ),
    ],
)
def test_what_a_database_complains_of_is_told_in_words_of_ours(code: str, message: str, told: str) -> None:
    assert meaning_of(code, message) == told


def test_a_disk_that_is_full_is_not_called_well_and_what_nobody_took_is_written_once_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A transaction without an entry ends well on a full disk: health and log said every few seconds that all was well again."""
    monkeypatch.setattr("cobalamin.journal.writer.RETRY_SECONDS", 0.0)
    monkeypatch.setattr("cobalamin.journal.writer._IDLE_SECONDS", 0.01)
    room, told, url = [1], list[str](), f"sqlite:///{tmp_path}/journal.db"

    def opened(address: str) -> Engine:
        engine = open_journal(address)
        event.listen(
            engine, "begin", lambda found: found.exec_driver_sql(f"PRAGMA max_page_count={room[0]}"), insert=True
        )
        return engine

    def synced(_: int) -> None:
        if room[0] == 1:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("cobalamin.journal.spool.os.fsync", synced)
    writer = Writer(url, Spool(tmp_path / "spool"), opened, told.append)
    assert writer.keep(entries.fat(1)).result(timeout=30) is False
    time.sleep(0.2)  # twenty turns in which nobody calls
    assert (told, writer.state.lost, writer.state.database) == (
        ["OperationalError, SQLITE_FULL: the disk is full"],
        1,
        False,
    )
    room[0] = 1_000_000
    until(lambda: writer.state.healthy)
    writer.close()
    assert (told[-1], writer.state.lost, count(url)) == ("", 0, 1)


def test_a_service_that_ends_on_a_full_disk_says_how_many_answers_are_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped on a full disk it left 121 answers behind on none, and its log ended as that of any other day."""

    def full(_: object) -> Engine:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cobalamin.journal.spool.os.fsync", full)

    async def day() -> None:
        writer = Writer(f"sqlite:///{tmp_path}/journal.db", Spool(tmp_path / "spool"), full)
        desk = Desk(entries.settings(), Metrics(), httpx2.AsyncClient(), writer)
        await desk.keep([entries.small(1), entries.small(2)])
        await desk.stop()

    with structlog.testing.capture_logs() as logs:
        asyncio.run(day())
    assert logs[-1]["event"] == "the service ends, and answers that went out are on no disk"
    assert logs[-1]["lost"] == 2


def test_a_spool_that_was_tidied_away_is_made_again(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    spool.folder.rmdir()
    assert spool.waiting == 0
    writer = Writer("", spool, broken)
    assert writer.keep(entries.small(1)).result(timeout=30) is True
    writer.close()
    assert spool.waiting == 1


def broken(url: str) -> Engine:
    raise ConnectionError("gone")


def test_a_spool_that_cannot_be_read_is_told_once_and_is_no_matter_of_the_database(tmp_path: Path) -> None:
    folder, told = tmp_path / "spool", list[str]()
    writer = Writer(f"sqlite:///{tmp_path}/journal.db", Spool(folder), told=told.append)
    folder.rmdir()
    folder.write_text("no folder")
    until(lambda: bool(told))
    time.sleep(2.5)  # two turns in which nothing else happens
    assert (len(told), "the spool" in told[0], writer.state.healthy) == (1, True, False)
    assert writer.keep(entries.small(1)).result(timeout=30) is True
    folder.unlink()
    folder.mkdir()
    until(lambda: writer.state.healthy)
    writer.close()
    assert count(f"sqlite:///{tmp_path}/journal.db") == 1


@databases.needs_postgres
def test_what_the_address_asks_of_a_session_is_asked_beside_what_we_ask() -> None:
    """A schema of the journal's own: without a word its tables were made in another."""
    with databases.cluster() as database:
        engine = engine_of(f"{database.url}?options=-csearch_path%3Dward")
        with engine.connect() as connection:
            shown = [
                connection.exec_driver_sql(f"SHOW {name}").scalar() for name in ("search_path", "statement_timeout")
            ]
        engine.dispose()
    assert shown == ["ward", "5s"]


def test_answers_that_nobody_takes_are_told_once_and_not_each(tmp_path: Path) -> None:
    (tmp_path / "spool").mkdir()
    writer = Writer("", Spool(tmp_path / "spool"), broken)
    (tmp_path / "spool").rmdir()
    (tmp_path / "spool").write_text("no folder")

    async def kept() -> list[bool]:
        desk = Desk(entries.settings(), Metrics(), httpx2.AsyncClient(), writer)
        found = [await desk.keep([entries.small(number)]) for number in range(3)]
        await desk.stop()
        return found

    with structlog.testing.capture_logs() as logged:
        assert asyncio.run(kept()) == [False] * 3
    assert [each.get("lost") for each in logged] == [None, 3], "once while it answers, and how many when it ends"


@databases.needs_postgres
def test_an_entry_the_database_will_not_take_stops_no_other(tmp_path: Path) -> None:
    """One entry whose patient has no room in its column: it is put aside and told, its neighbours are written."""
    with databases.cluster() as database:
        spool = Spool(tmp_path / "spool")
        bad = msgspec.structs.replace(entries.small(2), patient="x" * 65)
        spool.put([entries.small(1), bad, entries.small(3)], 1)
        writer = Writer(database.url, spool)
        until(lambda: not spool.waiting)
        assert (writer.state.refused, writer.state.healthy) == (1, False)
        writer.close()
        assert count(database.url) == 2
    (kept,) = (tmp_path / "spool").glob("*.refused")
    assert msgspec.json.decode(kept.read_bytes(), type=type(bad)) == bad


def test_a_spooled_batch_nobody_can_read_stops_no_other(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    (tmp_path / "spool" / "00-bad.ndjson").write_bytes(b'{"id": 3}\nnonsense')
    spool.put([entries.small(1)], 1)
    url = f"sqlite:///{tmp_path}/journal.db"
    writer = Writer(url, spool)
    until(lambda: not spool.waiting)
    assert (writer.state.refused, writer.state.healthy) == (1, False)
    writer.close()
    assert count(url) == 1
    assert (tmp_path / "spool" / "00-bad.unreadable").exists()


@pytest.mark.parametrize("patient", ["x" * 65, "a\x00b", "two\nlines"])
def test_an_identifier_without_room_is_kept_as_its_hash(patient: str) -> None:
    """A site that names patients still hashes what no column can hold as it stands."""
    (reading, *_) = entries.readings(plain_patients=True)
    assert len(entries.answer(reading, patient, plain_patients=True).patient) == 64
    assert entries.answer(reading, "p1", plain_patients=True).patient == "p1"


def test_a_full_disk_is_not_filled_with_halves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each answer on a full disk left the beginning of its batch behind, with what stands in it of a patient."""
    spool = Spool(tmp_path / "spool")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cobalamin.journal.spool.os.fsync", full)
    for _ in range(3):
        with pytest.raises(OSError, match="No space left"):
            spool.put([entries.small(1)], 1)
    assert list(spool.folder.iterdir()) == []


def test_a_journal_of_a_newer_version_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    """After a release is taken back: entries wait in the spool, health and log tell, the command says a sentence."""
    url = f"sqlite:///{tmp_path}/journal.db"
    open_journal(url).dispose()
    with closing(sqlite3.connect(tmp_path / "journal.db")) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
        newer.commit()
    told: list[str] = []
    writer = Writer(url, Spool(tmp_path / "spool"), told=told.append)
    assert writer.keep(entries.small(1)).result(timeout=30) is True
    writer.close()
    assert (writer.state.spooled, writer.state.healthy) == (1, False)
    assert [why[:36] for why in told] == ["the journal was brought up to date b"]
    with pytest.raises(RecordError, match="newer version"):
        journal_command("verify", url)


@pytest.mark.parametrize("problem", [ModuleNotFoundError("psycopg"), ValueError("unforeseen")])
def test_whatever_goes_wrong_with_the_database_the_thread_that_writes_goes_on(
    problem: Exception, tmp_path: Path
) -> None:
    def broken(_: str) -> Engine:
        raise problem

    writer = Writer("", Spool(tmp_path / "spool"), broken)
    assert writer.keep(entries.small(1)).result(timeout=30) is True
    assert (writer.state.spooled, writer.state.healthy) == (1, False)
    writer.close()


@pytest.mark.parametrize("address", ["mysql://x/y", "nonsense"])
def test_a_service_does_not_start_with_an_address_that_can_never_be_a_journal(address: str, tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="expected sqlite"):
        application(Settings(journal_url=address, spool=tmp_path / "spool"))


def test_a_backup_of_a_running_journal_is_whole_and_a_copy_of_its_file_is_not(tmp_path: Path) -> None:
    """As docs/deploy.md says: the file alone lacks its end, and only the anchor shows it."""
    writer = Writer(f"sqlite:///{tmp_path}/journal.db", Spool(tmp_path / "spool"))
    for number in range(3):
        assert writer.keep(entries.small(number)).result(timeout=30) is True
    shutil.copy(tmp_path / "journal.db", tmp_path / "file.db")
    with (
        closing(sqlite3.connect(tmp_path / "journal.db")) as running,
        closing(sqlite3.connect(tmp_path / "b.db")) as to,
    ):
        running.backup(to)
    assert writer.keep(entries.small(3)).result(timeout=30) is True
    writer.close()
    found = {name: verdict(f"sqlite:///{tmp_path}/{name}.db") for name in ("file", "b", "journal")}
    assert [found[name].rows for name in ("b", "journal")] == [3, 4]
    assert all(one.whole for one in found.values())
    assert found["file"].rows < 3
    assert not verdict(f"sqlite:///{tmp_path}/file.db", found["b"].head).whole
    assert verdict(f"sqlite:///{tmp_path}/journal.db", found["b"].head).whole


def verdict(url: str, anchor: str = "") -> Verdict:
    engine = open_journal(url)
    found = verify(engine, anchor)
    engine.dispose()
    return found


def test_what_a_hanging_database_has_in_hand_is_in_the_spool_when_the_answer_goes_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its disk hangs, or a firewall swallows what is sent: nobody says no, and nothing comes back."""
    monkeypatch.setattr("cobalamin.web.desk._JOURNAL_SECONDS", 0.05)
    goes_on = Event()

    def hanging(url: str) -> Engine:
        goes_on.wait(60)
        return open_journal(url)

    url, spool = f"sqlite:///{tmp_path}/journal.db", Spool(tmp_path / "spool")
    writer = Writer(url, spool, hanging)
    desk = Desk(Settings(), Metrics(), httpx2.AsyncClient(), writer)
    for number in range(3):
        asyncio.run(desk.keep([entries.small(number)]))
    assert spool.waiting == 3
    assert writer._queue.qsize() < 3, "who comes while it hangs waits for it no more, and fills no memory"
    status, said = desk.health()
    assert (status, said["journal"]["database"]) == (503, False), "a database that hangs takes nothing"
    assert b"cobalamin_journal_up 0.0" in desk.metrics.text(desk.journal_state)
    goes_on.set()
    until(lambda: writer.state.healthy)
    writer.close()
    assert (writer.state.written, writer.state.spooled, writer.state.lost) == (3, 3, 0)
    assert count(url) == 3


def test_the_file_is_for_who_runs_the_service_alone(tmp_path: Path) -> None:
    """What a site's mask would leave open to everybody on the machine is what patients were told."""
    before = os.umask(0o022)
    try:
        engine = open_journal(f"sqlite:///{tmp_path}/journal.db")
        append(engine, [entries.small(1)])
        rights = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
        engine.dispose()
    finally:
        os.umask(before)
    assert rights == dict.fromkeys(("journal.db", "journal.db-wal", "journal.db-shm"), 0o600)


def test_rights_that_a_site_gave_stay(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    open_journal(f"sqlite:///{path}").dispose()
    path.chmod(0o640)
    open_journal(f"sqlite:///{path}").dispose()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
