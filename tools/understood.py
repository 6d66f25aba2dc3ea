"""Prints what is understood of a folder of FHIR bundles, what is missing and why: counts only, no patient value.

    .venv/bin/python tools/understood.py DIR [DIR...]

Each bundle is read on the day of its own latest result. Not signed off by a clinician.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from cobalamin.knowledge.facts import FACTS
from cobalamin.language.nodes import Measure
from cobalamin.records.errors import RecordError
from cobalamin.records.fhir.read import read_bundle
from cobalamin.records.known import Facts
from cobalamin.records.record import Case
from cobalamin.records.select import facts_on


@dataclass
class Row:
    """One bundle: what it sent, what is in use, and the reasons for what is not."""

    name: str
    sent: int = 0
    measured: int = 0
    found: int = 0
    by_nature: int = 0
    treatment: int = 0
    whys: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    refused: str = ""


def decision_day(case: Case) -> date:
    """The day of the latest result or finding; without any, a day that no record has reached."""
    days = [p.taken.date() for p in case.results if p.taken] + [s.day for s in case.statements if s.day]
    return max(days, default=date(2026, 3, 1))


def row_of(path: Path) -> Row:
    """What is understood of one bundle."""
    try:
        case = read_bundle(path.read_bytes())
    except RecordError as problem:
        return Row(path.stem, refused=str(problem))
    facts = facts_on(case, decision_day(case))
    said = {(statement.fact, statement.source) for statement in case.statements}  # one that ended says two things
    row = Row(path.stem.partition("_")[0] if path.stem.count("_") > 1 else path.stem, len(case.results) + len(said))
    row.treatment = len(case.treatment)
    row.told.update(problem.why for problem in case.problems)
    row.whys.update(missing.why for name, missing in facts.missing.items() if name not in facts.known)
    _count_known(facts, row)
    return row


def _count_known(facts: Facts, row: Row) -> None:
    for name, known in facts.known.items():
        if known.source is None or name in ("age", "female"):
            row.by_nature += 1
        elif isinstance(FACTS[name].fact, Measure):
            row.measured += 1
        else:
            row.found += 1


HEAD = ("bundle", "entries", "measures", "findings", "by nature", "treatment", "recorded, not used", "told")


def table(rows: list[Row]) -> Iterator[str]:
    """A Markdown table, its last line the total."""
    yield f"| {' | '.join(HEAD)} |"
    yield f"|---|{'---:|' * 5}---|---|"
    total = Row("**all**")
    for row in rows:
        yield _line(row)
        for name in ("sent", "measured", "found", "by_nature", "treatment"):
            setattr(total, name, getattr(total, name) + getattr(row, name))
        total.whys.update(row.whys)
        total.told.update(row.told)
    yield _line(total)


def _line(row: Row) -> str:
    counts = (row.sent, row.measured, row.found, row.by_nature, row.treatment)
    cells = (row.name, *map(str, counts), _counted(row.whys), row.refused or _counted(row.told))
    return f"| {' | '.join(cells)} |"


def _counted(reasons: Counter[str]) -> str:
    return (
        ", ".join(f"{why} {count}" for why, count in sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0])))
        or "-"
    )


def main(folders: list[str]) -> int:
    """The table for each folder, with the number of bundles read."""
    for folder in folders:
        paths = sorted(Path(folder).rglob("*.json"))
        if not paths:
            print(f"{folder} holds no .json file: a folder of FHIR bundles was expected", file=sys.stderr)
            return 2
        rows = [row_of(path) for path in paths]
        print(f"## {Path(folder).name}: {sum(not row.refused for row in rows)} of {len(rows)} bundles read\n")
        print("\n".join(table(rows)) + "\n")
    return 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    sys.exit(main(sys.argv[1:]))
