"""The hand-written timelines of tests/timelines, as CSV a practice might export and as what they expect."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from cobalamin.knowledge.treatment import TreatmentRecord
from cobalamin.recall.sources.events import EventsFile, read_events_csv

FOLDER = Path(__file__).parents[1] / "timelines"
CELLS = ("date", "event", "product", "dose", "route", "reason", "interval", "outcome")
_VERBS = {
    "given": "given", "order": "order", "self": "self-reported", "stop": "stop", "hold": "on hold", "tablets": "switch to tablets",
    "refused": "not given",
    "review": "review", "resume": "resume loading", "restart": "restart loading", "reload": "reload",
    "last": "last injection",
    "no-further-improvement": "no further improvement", "start-maintenance": "start maintenance", "interval": "interval",
}  # fmt: skip
_LINE = re.compile(rf"(?P<when>\S+(?: \+\d+)*) (?P<verb>{'|'.join(_VERBS)})(?: (?P<rest>.+))?")


@dataclass(frozen=True)
class Timeline:
    """One hand-written timeline: a sentence of reasoning, the entries, and what must come out."""

    id: str
    why: str
    on: date
    events: tuple[str, ...]
    expect: dict[str, Any]
    about: dict[str, str] = field(default_factory=dict)

    def rows(self) -> list[dict[str, str]]:
        """One row an entry, in the order they were written."""
        return [{**cells, **self.about} for line in self.events for cells in _cells(line)]

    def csv(self) -> bytes:
        """The timeline as a file."""
        out = io.StringIO()
        writer = csv.DictWriter(out, ("patient", *CELLS, *self.about), restval="")
        writer.writeheader()
        writer.writerows({"patient": self.id, **row} for row in self.rows())
        return out.getvalue().encode()

    def read(self) -> EventsFile:
        """The file as the reader understands it."""
        return read_events_csv(self.csv())

    def record(self) -> TreatmentRecord:
        """The one record of the file."""
        found = self.read()
        assert not found.problems, found.problems
        assert len(found.records) == 1
        return found.records[0]


def _cells(line: str) -> list[dict[str, str]]:
    found = _LINE.fullmatch(line)
    assert found is not None, f"not an entry: {line!r}"
    rest = found["rest"] or ""
    cells = {"event": _VERBS[found["verb"]]}
    match found["verb"]:
        case "given" | "order" | "self":
            cells["product"] = rest or "hydroxocobalamin 1 mg im"
        case "interval":
            cells["interval"] = rest
        case "last":
            cells |= {"product": "hydroxocobalamin 1 mg im", "interval": rest}
        case "review":
            cells["outcome"] = rest
        case _:
            cells["reason"] = rest
    first, *later = found["when"].split()
    if not later:
        return [{**cells, "date": "" if first == "undated" else first}]
    start = date.fromisoformat(first)
    return [{**cells, "date": str(start + timedelta(days=int(days)))} for days in ("0", *later)]


def _word(value: object) -> str:
    """YAML reads yes and no as truth values and dates as dates; a cell holds text."""
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def read_yaml(path: Path) -> Any:
    """What a file of timelines holds, read by the loader in C where there is one: the other takes a second for them all."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@cache
def timelines(*names: str) -> tuple[Timeline, ...]:
    """The timelines of some files, or of all but the responses."""
    found: list[Timeline] = []
    for path in sorted(FOLDER.glob("*.yaml")):
        if path.stem in ("response", "rules") or (names and path.stem not in names):
            continue
        for item in read_yaml(path):
            about = {name: _word(value) for name, value in item.get("about", {}).items()}
            events = tuple(str(line) for line in item["events"])
            found.append(Timeline(item["id"], item["why"], item["day"], events, item["expect"], about))
    return tuple(found)
