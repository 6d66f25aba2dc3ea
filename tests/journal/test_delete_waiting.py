"""A deletion reaches what waits beside the database too: spooled batches, refused entries, and it tells what nobody can read."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import entries
import msgspec
import pytest
import typer

from cobalamin.commands.service import journal
from cobalamin.journal.command import journal_command
from cobalamin.journal.database import open_journal
from cobalamin.journal.entry import Entry
from cobalamin.journal.replay import replay
from cobalamin.journal.spool import Spool
from cobalamin.journal.store import append, rows
from cobalamin.journal.verify import verify
from cobalamin.journal.writer import Writer
from cobalamin.records.errors import RecordError

CARD = "22222222-2222-2222-2222-222222222222"


@pytest.fixture
def url(tmp_path: Path) -> str:
    found = f"sqlite:///{tmp_path}/journal.db"
    open_journal(found).dispose()
    return found


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool")


def two_patients() -> tuple[Entry, Entry, Entry]:
    """An answer for each of two patients, and a comment on the card of the first."""
    one, other, *_ = entries.readings()
    hers = msgspec.structs.replace(entries.answer(one, "p1"), cards=(CARD,))
    return hers, entries.answer(other, "p2"), entries.feedback(CARD, "she said no")


def delete(url: str, spool: Spool | None, **what: object) -> str:
    out = io.StringIO()
    journal_command("delete", url, patient_key=b"site key", spool=spool and spool.folder, out=out, **what)  # type: ignore[arg-type]
    return out.getvalue()


def kept(url: str) -> Iterator[tuple[str, bool]]:
    engine = open_journal(url)
    assert verify(engine).whole
    yield from ((row.patient, row.content is not None) for row in rows(engine) if row.kind != "deletion")
    engine.dispose()


def test_what_waits_in_the_spool_is_deleted_too(url: str, spool: Spool) -> None:
    hers, his, comment = two_patients()
    spool.put([hers, his], 1)
    spool.put([comment], 2)
    assert "2 rows emptied" in delete(url, spool, patient="p1")
    assert list(kept(url)) == [("", False), (his.patient, True), ("", False)]
    assert not list(spool.folder.iterdir())


def test_a_service_that_has_the_batch_in_hand_brings_nothing_back(url: str, spool: Spool) -> None:
    hers, his, _ = two_patients()
    spool.put([hers, his], 1)
    ((_, in_hand),) = spool.batches()
    delete(url, spool, patient="p1")
    engine = open_journal(url)
    assert append(engine, in_hand or []) == 0
    assert replay(engine).answers == 1
    engine.dispose()


def test_an_entry_the_database_refused_is_deleted_where_it_lies(url: str, spool: Spool) -> None:
    hers, his, _ = two_patients()
    spool.refuse(hers, 1)
    spool.refuse(his, 2)
    assert "1 rows emptied" in delete(url, spool, patient="p1")
    (left,) = spool.folder.iterdir()
    assert msgspec.json.decode(left.read_bytes(), type=Entry) == his
    assert "1 rows emptied" in delete(url, spool, older_than_days=0)
    assert not list(spool.folder.iterdir())


def test_what_nobody_can_read_is_told(url: str, spool: Spool) -> None:
    (spool.folder / "00-bad.ndjson").write_bytes(b"nonsense")
    (spool.folder / "01-killed.part").write_bytes(b'{"id": ')
    told = delete(url, spool, patient="p1")
    assert "2 files" in told
    assert str(spool.folder) in told
    assert (spool.folder / "00-bad.ndjson").exists()


def test_a_deletion_stays_a_deletion_for_the_service_that_drains_after_it(url: str, spool: Spool) -> None:
    hers, his, _ = two_patients()
    spool.put([hers, his], 1)
    delete(url, spool, patient="p1")
    spool.put([hers, his], 2)  # a batch half done is done again
    writer = Writer(url, spool)
    writer.close()
    assert list(kept(url)) == [("", False), (his.patient, True)]


def test_the_spool_of_the_service_is_the_one_meant(
    tmp_path: Path, url: str, spool: Spool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The environment's spool goes with the environment's journal; for another one it has to be named."""
    key = tmp_path / "key"
    key.write_bytes(b"site key")
    monkeypatch.setenv("COBALAMIN_JOURNAL", url)
    monkeypatch.setenv("COBALAMIN_SPOOL", str(spool.folder))
    hers, his, _ = two_patients()
    spool.put([hers], 1)
    journal("delete", patient="p1", key_file=key)
    assert "1 rows emptied" in capsys.readouterr().out
    spool.put([his], 1)
    other = f"sqlite:///{tmp_path}/other.db"
    open_journal(other).dispose()
    with pytest.raises(typer.Exit):  # else a script would take a patient for deleted whose answers wait
        journal("delete", url=other, patient="p2", key_file=key)
    assert "--spool" in capsys.readouterr().out
    assert spool.waiting == 1
    journal("delete", url=other, patient="p2", key_file=key, spool=spool.folder)
    assert "1 rows emptied" in capsys.readouterr().out


def test_a_spool_that_is_none_is_a_sentence(url: str, tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="--spool"):
        journal("delete", url=url, older_than_days=1, spool=tmp_path / "none")


def test_where_nothing_ever_waited_there_is_nothing_to_tell(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COBALAMIN_JOURNAL", url)
    monkeypatch.setenv("COBALAMIN_SPOOL", str(tmp_path / "none"))
    journal("delete", older_than_days=1)
    assert capsys.readouterr().out == "0 rows emptied\n"
    assert not (tmp_path / "none").exists()
