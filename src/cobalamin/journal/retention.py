"""Deleting what may no longer be kept: the content goes, its hash stays, and the deletion is itself in the journal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Engine, delete, select, update

from cobalamin.journal.database import writing
from cobalamin.journal.entry import FEEDBACK, Entry, as_json, moment
from cobalamin.journal.store import append_in, body_of, rows
from cobalamin.journal.tables import CARDS, JOURNAL
from cobalamin.journal.verify import DeletionBody
from cobalamin.records.identifiers import new_id


def moment_before(days: int) -> str:
    """The moment that many days ago, in the form of a row's `at`."""
    return moment(datetime.now(UTC) - timedelta(days=days))


def delete_older(engine: Engine, days: int) -> int:
    """Empty every row older than that many days; returns how many there were."""
    return _empty(engine, JOURNAL.c.at < moment_before(days), f"older than {days} days")


def delete_patient(engine: Engine, patient: str) -> int:
    """Empty every row of one patient, given as the journal names them (the keyed hash); returns how many there were."""
    return _empty(engine, JOURNAL.c.patient == patient, "asked for by or for the patient") if patient else 0


def _empty(engine: Engine, which: ColumnElement[bool], because: str) -> int:
    """Empty rows and the feedback on their cards, and add a deletion row that names them."""
    comments = _feedback_rows(engine)
    with writing(engine) as connection:
        there = JOURNAL.c.content.is_not(None) & (JOURNAL.c.kind != "deletion")
        numbers = list(connection.scalars(select(JOURNAL.c.number).where(which & there).order_by(JOURNAL.c.number)))
        if not numbers:
            return 0
        gone = set(numbers)
        cards = connection.execute(select(CARDS.c.card, CARDS.c.number)).all() if comments else []
        said = {number for card, of in cards if of in gone for number in comments.get(card, ())}
        numbers = sorted(gone | said)
        for start in range(0, len(numbers), 500):
            part = numbers[start : start + 500]
            connection.execute(update(JOURNAL).where(JOURNAL.c.number.in_(part)).values(content=None, patient=""))
            connection.execute(delete(CARDS).where(CARDS.c.number.in_(part)))
        body = as_json(DeletionBody(tuple(numbers), because))
        append_in(connection, [Entry(new_id(), "deletion", moment(datetime.now(UTC)), "retention", body)])
    _forget(engine)
    return len(numbers)


def _forget(engine: Engine) -> None:
    """SQLite's log holds what was written until it is taken over; PostgreSQL clears up by itself."""
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def _feedback_rows(engine: Engine) -> dict[str, list[int]]:
    """The rows of feedback by card: a comment may speak of the patient, so it goes with the answer."""
    found: dict[str, list[int]] = {}
    for row in rows(engine, ("feedback",)):
        if row.content is not None:
            said = body_of(row, FEEDBACK)
            if said is not None:
                found.setdefault(said.card, []).append(row.number)
    return found
