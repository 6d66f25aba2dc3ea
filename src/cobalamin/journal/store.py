"""The rows of the journal: appended to the end of the chain, each batch whole or not at all, and read back.

Each row's hash covers its content and the row before, so no row can be changed or removed unnoticed.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Engine, bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from cobalamin.journal.database import writing
from cobalamin.journal.entry import ENTRY, Entry
from cobalamin.journal.tables import CARDS, JOURNAL
from cobalamin.records.forms import fitting

START = "0" * 64
"""The hash that stands in place of a row before the first."""


def content_of(entry: Entry) -> bytes:
    """The bytes that are hashed and kept: the entry as JSON."""
    return msgspec.json.encode(entry)


def content_hash(content: bytes) -> str:
    """SHA-256 of a row's content."""
    return hashlib.sha256(content).hexdigest()


def link(before: str, number: int, content: str) -> str:
    """The hash of a row: the row before, its number, its content."""
    return hashlib.sha256(f"{before}\n{number}\n{content}".encode()).hexdigest()


_ADD, _ADD_CARDS = insert(JOURNAL), insert(CARDS)
_THERE = select(JOURNAL.c.id).where(JOURNAL.c.id.in_(bindparam("ids", expanding=True)))
_HEAD = select(JOURNAL.c.number, JOURNAL.c.chain_hash).order_by(JOURNAL.c.number.desc()).limit(1)


def append(engine: Engine, entries: Sequence[Entry]) -> int:
    """Append entries to the chain in one transaction, except those already there; returns how many were new.

    Nearly every entry is new, so which ones are there is asked only if the database refuses one for that reason.
    """
    try:
        with writing(engine) as connection:
            return append_in(connection, entries)
    except IntegrityError:
        with writing(engine) as connection:
            return append_in(connection, _fresh(connection, entries))


def append_in(connection: Connection, entries: Sequence[Entry]) -> int:
    """Append entries that are not there yet, inside a transaction that holds the writer's lock; one given twice is kept once."""
    number, before = head(connection)
    rows: list[dict[str, Any]] = []
    cards: list[dict[str, Any]] = []
    for entry in {entry.id: entry for entry in entries}.values():
        number += 1
        row = _row(entry, number, before)
        before = row["chain_hash"]
        rows.append(row)
        cards.extend({"card": card, "number": number} for card in entry.cards)
    if rows:
        connection.execute(_ADD, rows)
    if cards:
        connection.execute(_ADD_CARDS, cards)
    return len(rows)


def _fresh(connection: Connection, entries: Sequence[Entry]) -> list[Entry]:
    there = set(connection.scalars(_THERE, {"ids": [entry.id for entry in entries]}))
    return [entry for entry in entries if entry.id not in there]


def head(connection: Connection) -> tuple[int, str]:
    """Number and hash of the last row."""
    last = connection.execute(_HEAD).first()
    return (0, START) if last is None else (last[0], last[1])


def _row(entry: Entry, number: int, before: str) -> dict[str, Any]:
    content = content_of(entry)
    hashed = content_hash(content)
    return {
        "number": number, "id": entry.id, "kind": entry.kind, "at": entry.at, "service": entry.service,
        "patient": entry.patient, "content": zlib.compress(content, 1), "content_hash": hashed,
        "chain_hash": link(before, number, hashed),
    }  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A row as kept; `content` is None where it was deleted."""

    number: int
    id: str
    kind: str
    at: str
    service: str
    patient: str
    content: bytes | None
    content_hash: str
    chain_hash: str

    def entry(self) -> Entry | None:
        """Its entry; None where it was deleted, or was damaged so that nobody can read it."""
        return fitting(ENTRY, self.content or b"")


T = TypeVar("T")


def body_of(row: Row, reader: msgspec.json.Decoder[T]) -> T | None:
    """What a row that was not deleted says; None where its content was damaged and nobody can read it."""
    entry = row.entry()
    return None if entry is None else fitting(reader, entry.body)


_PAGE = 500


def rows(engine: Engine, kinds: Iterable[str] = ()) -> Iterator[Row]:
    """The rows in order, a page at a time, so that a long journal needs little memory."""
    wanted, last = tuple(kinds), 0
    while True:
        query = select(JOURNAL).where(JOURNAL.c.number > last).order_by(JOURNAL.c.number).limit(_PAGE)
        if wanted:
            query = query.where(JOURNAL.c.kind.in_(wanted))
        with engine.connect() as connection:
            page = connection.execute(query).all()
        if not page:
            return
        for found in page:
            yield Row(
                found.number, found.id, found.kind, found.at, found.service, found.patient, unpacked(found.content),
                found.content_hash, found.chain_hash,
            )  # fmt: skip
        last = page[-1][0]


def unpacked(content: bytes | None) -> bytes | None:
    """The content, unpacked; what cannot be unpacked is returned as it is, and will not match its hash."""
    if content is None:
        return None
    try:
        return zlib.decompress(content)
    except zlib.error:
        return bytes(content)
