"""What `cobalamin journal` does: verify, replay, export, delete. 0 when all is well, 1 when a fault was found."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal, TextIO

from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from cobalamin.journal.entry import keyed
from cobalamin.journal.export import exported, write_csv, write_json
from cobalamin.journal.replay import Replay, replay
from cobalamin.journal.retention import delete_older, delete_patient
from cobalamin.journal.store import engine_of, open_journal
from cobalamin.journal.verify import Verdict, verify
from cobalamin.records.codes import RecordError

Action = Literal["verify", "replay", "export", "delete"]


def journal_command(
    action: Action,
    url: str,
    *,
    anchor: str = "",
    form: Literal["csv", "json"] = "csv",
    older_than_days: int | None = None,
    patient: str = "",
    patient_key: bytes = b"",
    out: TextIO | None = None,
) -> int:
    """One action on the journal at `url`; `patient` is the identifier, hashed here with the site's key."""
    stream = out if out is not None else sys.stdout
    _require_there(url)
    try:
        engine = open_journal(url)
    except SQLAlchemyError as problem:
        raise _unusable(problem) from None
    try:
        match action:
            case "verify":
                return _verify(verify(engine, anchor), stream)
            case "replay":
                return _replay(replay(engine), stream)
            case "export":
                (write_csv if form == "csv" else write_json)(exported(engine), stream)
                return 0
            case "delete":
                gone = _delete(engine, older_than_days, patient, patient_key)
                stream.write(f"{gone} rows emptied\n")
                return 0
    except SQLAlchemyError as problem:
        raise _unusable(problem) from None
    finally:
        engine.dispose()


def _require_there(url: str) -> None:
    """A journal that is not there is no empty one: to look after it must not make it."""
    if engine_of(url).dialect.name == "sqlite":
        path = make_url(url).database
        if not path or not Path(path).is_file():
            raise RecordError(f"there is no journal at {path or 'memory'}; expected the database that `serve` writes")


def _unusable(problem: SQLAlchemyError) -> RecordError:
    """A database's own message may hold a password, so only its kind is told."""
    return RecordError(f"the journal cannot be used ({type(problem).__name__}): check its address and that it runs")


def _verify(found: Verdict, stream: TextIO) -> int:
    for fault in found.faults:
        stream.write(f"{fault}\n")
    stream.write(
        f"{found.rows} rows, {'whole' if found.whole else f'{len(found.faults)} faults'}\nanchor {found.head}\n"
    )
    return 0 if found.whole else 1


def _replay(found: Replay, stream: TextIO) -> int:
    for difference in found.differences:
        why = "the rules have changed since" if difference.rules_changed else "with the same rules"
        stream.write(f"row {difference.number} differs in {', '.join(difference.parts)} ({why})\n")
    stream.write(f"{found.answers} answers computed again, {len(found.differences)} differ\n")
    return 0 if not found.differences else 1


def _delete(engine: Engine, days: int | None, patient: str, key: bytes) -> int:
    if days is None and not patient:
        raise RecordError("say what to delete: rows older than so many days, or one patient")
    if days is not None and days < 0:
        raise RecordError("rows older than a number of days below 0 are all there are; expected 0 or more")
    gone = delete_older(engine, days) if days is not None else 0
    return gone + sum(delete_patient(engine, held) for held in {keyed(key, patient), patient} - {""})
