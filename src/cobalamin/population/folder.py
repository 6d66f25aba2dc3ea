"""The folder a screening run writes: what it says of itself, its parts, and what could not be read."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as parquet

from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.notice import NOTICE
from cobalamin.records.bulk.pieces import Piece, chunks
from cobalamin.records.errors import RecordError
from cobalamin.records.fact_table import WHY
from cobalamin.records.outputs import WORK, write_whole
from cobalamin.records.record import Rejected

REJECTED_SHOWN = 1_000
"""How many rejected lines of each part are reported with place and reason; all are counted."""
ABOUT, REJECTS = "_about.json", "_rejects"
_CUTTING = 2
"""Raise it when sources are cut into parts in a new way: parts cut the old way hold other patients."""
UNFINISHED = ".unfinished"
"""The ending of a file's name until the file is complete."""


def begin(target: Path, settings: Mapping[str, Any], cut: str) -> None:
    """Mark the folder as begun; RecordError where it holds anything but an earlier run with the same settings and cut.

    `cut` identifies how the source is cut into parts: parts of another cut hold other patients. A refused run changes nothing.
    """
    before = _note(target)
    if before is not None and before["settings"] != settings:
        raise RecordError(
            f"{target.name} holds the answers of another run ({_apart(before['settings'], settings)}); "
            "write to another place or remove it"
        )
    if before is None and any(path.suffix != UNFINISHED for path in target.iterdir()):
        raise RecordError(f"{target.name} is not empty and was not written by this program; write to another place")
    if before is not None and before.get("cut", cut) != cut and any(target.glob("part-*.parquet")):
        raise RecordError(
            f"{target.name} holds parts of a run whose source or --memory was another; write to another place or remove it"
        )
    _write_note(target, {"settings": settings, "notice": NOTICE, "cut": cut})


def require_whole(target: Path) -> None:
    """RecordError where a run has not ended: its parts would pass for the whole population. Folders without a note pass."""
    said = _note(target)
    if said is not None and not said.get("finished"):
        raise RecordError(
            f"the screening into {target.name} has not ended: wait for it, or run it again with the same options; "
            "it carries on with what is left"
        )


def _note(target: Path) -> dict[str, Any] | None:
    """What the folder says of itself; None where it says nothing."""
    note = target / ABOUT
    if not note.exists():
        return None
    try:
        said: dict[str, Any] = json.loads(note.read_text())
        said["settings"].get("on")
    except (ValueError, LookupError, TypeError, AttributeError):
        raise RecordError(
            f"{note} cannot be read; remove {target.name} and screen again, or write to another place"
        ) from None
    return said


def _write_note(target: Path, said: Mapping[str, Any]) -> None:
    write_whole(target / ABOUT, json.dumps(said, indent=1).encode())


def _apart(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """The settings in which two runs differ, in words."""
    names = [name for name in {**before, **now} if before.get(name) != now.get(name)]
    return "; ".join(f"{name}: {_said(before.get(name))}, now {_said(now.get(name))}" for name in names)


def _said(setting: Any) -> str:
    if isinstance(setting, list | tuple):
        return ", ".join(map(str, setting)) or "none"
    return "none" if setting is None or setting == "" else str(setting)


def cut_of(files: Iterable[Path], kind: str, memory: int) -> str:
    """A hash of what the parts depend on: the source's files as they are now, its kind, and the memory."""
    stats = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return sha256(repr((_CUTTING, kind, stats, memory)).encode()).hexdigest()[:16]


def finish(target: Path, settings: Mapping[str, Any], more: Mapping[str, Any]) -> tuple[int, int]:
    """Mark the run as complete, with `more` in its note; returns the patients and the rejected lines in the folder."""
    shutil.rmtree(target / WORK, ignore_errors=True)
    for left in target.glob(f"*{UNFINISHED}"):  # by a run that was killed: this one is alone here
        left.unlink()
    patients, rejected = totals(target)
    said = (_note(target) or {}) | {"settings": settings, "patients": patients, "rejected": rejected, **more}
    _write_note(target, {**said, "finished": True})
    return patients, rejected


def totals(target: Path) -> tuple[int, int]:
    """Patients and rejected lines in the whole folder."""
    patients = sum(parquet.read_metadata(path).num_rows for path in target.glob("part-*.parquet"))
    return patients, sum(json.loads(path.read_text())["count"] for path in (target / REJECTS).glob("*.json"))


def standing_again(target: Path) -> int:
    """How many rows belong to a patient who already has a row, by a hash of each name: there may be many millions."""
    hashes = [np.empty(0, np.int64)]
    for path in target.glob("part-*.parquet"):
        names = parquet.read_table(path, columns=["patient"]).column("patient").to_pylist()
        hashes.append(np.fromiter(map(hash, names), np.int64, len(names)))
    every = np.concatenate(hashes)
    return len(every) - len(np.unique(every))


_UNUSABLE = frozenset({"unreadable", "unit missing", "unit unknown"})
"""The reasons for an unused value that can hold for a whole source: they lie in how it writes the value."""


def facts_unread(target: Path) -> tuple[tuple[str, str], ...]:
    """The facts that are known for nobody although values were sent, with the reasons. Older answers may lack newer facts."""
    parts = sorted(target.glob("part-*.parquet"))
    reasons = {name: set[str]() for name in FACTS}
    for path in parts:
        told = {name + WHY: name for name in FACTS}
        why = parquet.read_table(path, columns=[each for each in parquet.read_schema(path).names if each in told])
        for column in why.column_names:
            reasons[told[column]] |= _UNUSABLE & {*why.column(column).unique().to_pylist()}
    unknown = _known_of_nobody(parts, {name for name, found in reasons.items() if found})
    return tuple((name, ", ".join(sorted(found))) for name, found in reasons.items() if name in unknown)


def _known_of_nobody(parts: Iterable[Path], names: set[str]) -> set[str]:
    """Those of the facts that have no value in any part; usually the first part already has one of each."""
    left = names
    for path in parts:
        if left:
            values = parquet.read_table(path, columns=sorted(left))
            left = {name for name in left if values.column(name).null_count == len(values)}
    return left


def keep_cut_off(target: Path, names: Sequence[str]) -> None:
    """Note which files of the source could not be read to their end."""
    if names:
        _write_note(target, (_note(target) or {}) | {"cut_off": [*names]})


def cut_off_in(target: Path) -> tuple[str, ...]:
    """The files of the source that could not be read to their end, as noted in the folder."""
    return tuple((_note(target) or {}).get("cut_off", ()))


def again_in(target: Path) -> int:
    """The rows of patients who have another row, as noted in the folder; 0 where an older version wrote it."""
    return int((_note(target) or {}).get("again", 0))


def left_in(target: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What was in the source but not read, as noted in the folder: files and folders, and columns."""
    said = _note(target) or {}
    return tuple(said.get("left_beside", ())), tuple(said.get("columns_left", ()))


def write_rejected(target: Path, name: str, rejected: Sequence[Rejected], count: int) -> None:
    """Write how much could not be read, and the first of it with place and reason."""
    path = target / REJECTS / f"{name}.json"
    if count:
        path.parent.mkdir(exist_ok=True)
        shown = [
            {**({"file": each.file} if each.file else {}), "where": each.where, "why": each.why}
            for each in rejected[:REJECTED_SHOWN]
        ]
        files = [each.where for each in rejected if each.whole_file]
        path.write_text(json.dumps({"count": count, "first": shown, "files": files}, indent=1))


def files_unread(target: Path) -> tuple[str, ...]:
    """The files of one patient each that could not be read, in order."""
    found = (json.loads(path.read_text()).get("files", ()) for path in sorted((target / REJECTS).glob("*.json")))
    return tuple(name for names in found for name in names)


def keep_rejected_lines(target: Path, work: Path) -> None:
    """Keep the rejected lines unchanged in one file, which can be corrected and screened again."""
    found = [path for path in sorted(work.glob("*.rejects")) if path.stat().st_size]
    if not found:
        return
    (target / REJECTS).mkdir(exist_ok=True)
    with (target / REJECTS / "lines.ndjson").open("wb") as all_lines:
        for path in found:
            all_lines.writelines(chunks(Piece(path)))
