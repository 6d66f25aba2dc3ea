"""A row damaged on the disk, its hash made to fit again: it is told by its number and stops nothing else."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import entries
import msgspec
import pytest
from sqlalchemy import update

from cobalamin.journal.command import journal_command
from cobalamin.journal.database import open_journal
from cobalamin.journal.spool import Spool, forget, unreadable
from cobalamin.journal.store import append, content_hash
from cobalamin.journal.tables import JOURNAL

DEEP = b"[" * 3000 + b"]" * 3000
DAMAGE = {
    "not JSON": lambda content: content[: len(content) // 2],
    "not UTF-8": lambda content: content.replace(b'"kind"', b'"\x8bind"'),
    "nested": lambda content: content.replace(b'"body":', b'"body":' + DEEP + b',"x":'),
    "another form": lambda content: content.replace(b'"facts":{', b'"facts":7,"x":{').replace(b'"card":', b'"cart":'),
    "cards that are none": lambda content: content.replace(b'"cards":[', b'"cards":7,"x":['),
    "a fraction of nothing": lambda content: content.replace(b'"247"', b'"1/0"').replace(b'"ng/L"', b'"\\u0000"'),
}
CARD = "00000000-0000-0000-0000-000000000001"


def whole() -> list[bytes]:
    """An answer and its feedback as they are kept."""
    return [msgspec.json.encode(one) for one in (entries.answer(entries.readings()[0]), entries.feedback(CARD, "c"))]


@pytest.mark.parametrize("damage", DAMAGE)
def test_every_command_goes_on_beside_a_damaged_row(damage: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/journal.db"
    engine = open_journal(url)
    reading = entries.readings()[0]
    append(engine, [entries.answer(reading), entries.feedback(CARD, "c"), entries.answer(reading, "p2")])
    with engine.begin() as connection:
        for number, content in enumerate(whole(), 1):
            spoiled = DAMAGE[damage](content)
            packed = {"content": zlib.compress(spoiled), "content_hash": content_hash(spoiled)}
            connection.execute(update(JOURNAL).where(JOURNAL.c.number == number).values(**packed))
    engine.dispose()
    out: dict[str, str] = {}
    for action in ("verify", "replay", "export"):
        stream = io.StringIO()
        journal_command(action, url, out=stream)  # type: ignore[arg-type]
        out[action] = stream.getvalue()
    assert "row 1: " in out["verify"]
    assert "2 answers computed again" in out["replay"]
    assert "\r\n3," in out["export"], "the row after it"
    asked = {"patient": "p2", "patient_key": b"site key", "spool": tmp_path / "spool"}
    assert journal_command("delete", url, **asked, out=io.StringIO()) == 0  # type: ignore[arg-type]


def test_a_waiting_file_nobody_can_read_is_counted(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    for name in ("1.ndjson", "2.refused"):
        (tmp_path / name).write_bytes(b'{"body": ' + DEEP)
    assert forget(spool, lambda _: True) == 0
    assert unreadable(spool) == 2
