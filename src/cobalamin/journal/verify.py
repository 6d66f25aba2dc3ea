"""Checks that the journal is whole: every row's hash recomputed, no number missing, every deletion accounted for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
from sqlalchemy import Engine

from cobalamin.journal.store import START, Row, body_of, content_hash, link, rows
from cobalamin.records.errors import RecordError
from cobalamin.records.forms import reader


@dataclass(frozen=True)
class Verdict:
    """What was found: faults as sentences, how many rows, and the last row's hash to be kept elsewhere as an anchor."""

    faults: tuple[str, ...]
    rows: int
    head: str

    @property
    def whole(self) -> bool:
        """True without a fault."""
        return not self.faults


class DeletionBody(msgspec.Struct, frozen=True):
    """Which rows were emptied, and why."""

    numbers: tuple[int, ...]
    because: str


_DELETION = reader(DeletionBody)


def verify(engine: Engine, anchor: str = "") -> Verdict:
    """The chain from its start. `anchor` is a head noted earlier: it has to be in the chain, or rows were cut off."""
    _require_anchor(anchor)
    faults: list[str] = []
    count, number, before = 0, 0, START
    emptied: set[int] = set()
    accounted: set[int] = set()
    anchored = anchor in ("", START)
    for row in rows(engine):
        faults.extend(_faults(row, number, before))
        if row.content is None:
            emptied.add(row.number)
        elif row.kind == "deletion":
            accounted.update(_numbers(row))
        count, number, before = count + 1, row.number, row.chain_hash
        anchored = anchored or row.chain_hash == anchor
    faults.extend(f"row {n} was emptied, and no deletion is recorded for it" for n in sorted(emptied - accounted))
    if not anchored:
        faults.append("the anchor is not in the chain: rows after it were cut off or rewritten")
    return Verdict(tuple(faults), count, before)


def _require_anchor(anchor: str) -> None:
    """RecordError for an anchor that verify never prints: a typing error must not pass for rows that were cut off."""
    if anchor and not re.fullmatch("[0-9a-f]{64}", anchor):
        raise RecordError(
            "--anchor: that is not an anchor; expected the 64 letters and digits that an earlier verify printed"
        )


def _faults(row: Row, number: int, before: str) -> Iterator[str]:
    if row.number != number + 1:
        one = row.number == number + 2
        yield f"row {number + 1} is missing" if one else f"rows {number + 1} to {row.number - 1} are missing"
    if row.content is not None:
        if content_hash(row.content) != row.content_hash:
            yield f"row {row.number}: its content was changed"
        elif not _columns_fit(row):
            yield f"row {row.number}: its content cannot be read, or a column does not fit it"
    if link(before, row.number, row.content_hash) != row.chain_hash:
        yield f"row {row.number}: the chain is broken here"


def _columns_fit(row: Row) -> bool:
    entry = row.entry()
    return entry is not None and (entry.id, entry.kind, entry.at, entry.service, entry.patient) == (
        row.id,
        row.kind,
        row.at,
        row.service,
        row.patient,
    )


def _numbers(row: Row) -> tuple[int, ...]:
    """The rows a deletion emptied; a deletion that cannot be read accounts for none."""
    said = body_of(row, _DELETION)
    return () if said is None else said.numbers
