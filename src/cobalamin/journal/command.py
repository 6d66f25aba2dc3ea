"""What `cobalamin journal` does: verify, replay, export, delete. 0 when all is well, 1 when a fault was found or a deletion may
have left something."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TextIO

from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from cobalamin.journal.complaints import kind_of
from cobalamin.journal.database import engine_of, open_journal, open_to_read
from cobalamin.journal.entry import Entry, keyed
from cobalamin.journal.export import exported, write_csv, write_json
from cobalamin.journal.replay import Replay, replay
from cobalamin.journal.retention import delete_older, delete_patient, moment_before
from cobalamin.journal.spool import Spool, forget, take_in, unreadable
from cobalamin.journal.verify import Verdict, verify
from cobalamin.records.errors import RecordError
from cobalamin.translation.phrases import counted

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
    spool: Path | None = None,
    out: TextIO | None = None,
) -> int:
    """One action on the journal at `url`; `patient` is the identifier, hashed here with the site's key.

    A deletion reaches what waits in `spool` too: what was answered while the database was gone.
    """
    stream = out if out is not None else sys.stdout
    _require_there(url)
    try:
        engine = open_to_read(url)
        if action == "delete":
            engine.dispose()
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
                return _delete(engine, Meant(older_than_days, patient, patient_key), spool, stream)
    except SQLAlchemyError as problem:
        raise _unusable(problem) from None
    finally:
        engine.dispose()


def _require_there(url: str) -> None:
    """RecordError where there is no journal: looking at one must not create it."""
    if engine_of(url).dialect.name == "sqlite":
        path = make_url(url).database
        if not path or not Path(path).is_file():
            raise RecordError(f"there is no journal at {path or 'memory'}; expected the database that `serve` writes")


def _unusable(problem: SQLAlchemyError) -> RecordError:
    kind, _, meaning = kind_of(problem).partition(": ")
    return RecordError(f"the journal cannot be used ({kind}): {meaning or 'check its address and that it runs'}")


def _verify(found: Verdict, stream: TextIO) -> int:
    for fault in found.faults:
        stream.write(f"{fault}\n")
    stream.write(
        f"{counted(found.rows, 'row')}, {'whole' if found.whole else counted(len(found.faults), 'fault')}\nanchor {found.head}\n"
    )
    return 0 if found.whole else 1


def _replay(found: Replay, stream: TextIO) -> int:
    differing = [each for each in found.differences if not each.in_words]
    for difference in found.differences:
        if difference.in_words:
            stream.write(
                f"row {difference.number} is the same answer in other words: {', '.join(difference.parts)} ({_VERSION})\n"
            )
            continue
        why = (
            "the rules have changed since"
            if difference.rules_changed
            else "the rules are the same, so it is an update of the program or a fault"
        )
        stream.write(f"row {difference.number} differs in {', '.join(difference.parts)} ({why})\n")
    reworded = len(found.differences) - len(differing)
    words = f", {reworded} the same in other words" if reworded else ""
    stream.write(f"{counted(found.answers, 'answer')} computed again, {len(differing)} differ{words}\n")
    return 0 if not differing else 1


_VERSION = "worded by another version of the program; `journal verify` says whether the row was changed since"


@dataclass(frozen=True)
class Meant:
    """What to delete: everything older than a number of days, or one patient."""

    days: int | None
    patient: str
    key: bytes

    def __post_init__(self) -> None:
        if self.days is None and not self.patient:
            raise RecordError("say what to delete: rows older than so many days, or one patient")
        if self.days is not None and self.patient:  # of one patient the older ones, or both: what is gone is gone
            raise RecordError(
                "a deletion is of one patient, or of what is older than so many days: give one of the two"
            )
        if self.days is not None and self.days < 0:
            raise RecordError("--older-than-days is below 0, which would be every row; expected 0 or more")

    @property
    def held(self) -> set[str]:
        """The patient as a journal may hold them: by the keyed hash, and by name where the site turned names on."""
        return {keyed(self.key, self.patient), self.patient} - {""} if self.patient else set()

    def __contains__(self, entry: Entry) -> bool:
        old = self.days is not None and entry.at < moment_before(self.days)
        return old or entry.patient in self.held


_OTHER_KEYS = (
    "Rows that were written under another key or under none are not among them: run it once more with each key the service has "
    "had; rows without a key are deleted only with --older-than-days.\n"
)


def _delete(engine: Engine, meant: Meant, folder: Path | None, stream: TextIO) -> int:
    spool = Spool(folder) if folder is not None and folder.is_dir() else None
    gone = _in_spool(engine, meant, spool) if spool is not None else 0
    gone += delete_older(engine, meant.days) if meant.days is not None else 0
    gone += sum(delete_patient(engine, held) for held in meant.held)
    stream.write(f"{gone} rows emptied\n")
    if meant.patient and not gone:  # which a wrong key looks like too
        stream.write(
            "No answer here is about this patient: give the id as the EHR sends it, and the key the service used then.\n"
        )
    elif meant.patient:
        stream.write(_OTHER_KEYS)
    if folder is None:
        stream.write(
            "Answers that wait in a spool were not looked at: name the folder with --spool, an empty one where there is none.\n"
        )
        return 1
    if spool is not None and (left := unreadable(spool)):
        stream.write(f"{left} files in {folder} cannot be read and may hold more: look at them, then delete them.\n")
        return 1
    return 0


def _in_spool(engine: Engine, meant: Meant, spool: Spool) -> int:
    try:
        take_in(engine, spool)
        return forget(spool, meant.__contains__)
    except OSError as problem:
        raise RecordError(f"--spool: {spool.folder} cannot be read or written ({problem.strerror})") from None
