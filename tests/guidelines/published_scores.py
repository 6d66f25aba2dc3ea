"""The published cases under every guideline: one table for docs/atlas.md. Run as a program it prints the table."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "published"))

from score import URGENCY, Expected, case_files, read_expected

from cobalamin.assessment.assess import assess
from cobalamin.knowledge.guidelines.registry import PROFILES
from cobalamin.knowledge.rules import Guideline
from cobalamin.records.case import read_case

ROUTES = {
    "injection": {"injection_indicated"}, "either": {"injection_indicated", "oral_sufficient"}, "oral": {"oral_sufficient"},
    "none": {"no_b12_therapy"}, "undetermined": {"needs_more_data"},
    "specialist": {"injection_indicated", "out_of_scope", "needs_more_data"},
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One guideline over all published cases."""

    guideline: str
    strict: int
    working: int
    withheld: int
    unwanted: int
    urgency: int
    cases: int


def line(guideline: Guideline, expected: dict[str, Expected]) -> Line:
    said = [(expected[path.stem], assess(read_case(path), guideline=guideline)) for path in case_files()]
    must = frozenset({"injection_indicated"})
    return Line(
        guideline.id,
        sum(bool(ROUTES[a.route.outcome] & e.routes) for e, a in said),
        sum(bool(ROUTES[a.working.route] & e.routes) for e, a in said),
        sum(e.routes == must and a.route.outcome in ("oral", "none") for e, a in said),
        sum("injection_indicated" not in e.routes and a.route.outcome == "injection" for e, a in said),
        sum(URGENCY[a.urgency.at_least] in e.urgencies for e, a in said),
        len(said),
    )


def lines() -> tuple[Line, ...]:
    """Every guideline's line."""
    expected = read_expected()
    return tuple(line(profile.guideline, expected) for profile in PROFILES.values())


def table() -> str:
    """The table in Markdown."""
    head = (
        "| guideline | strict route acceptable | working route acceptable | withheld | unwanted | urgency acceptable |"
    )
    rows = (
        f"| {r.guideline} | {r.strict}/{r.cases} | {r.working}/{r.cases} | {r.withheld} | {r.unwanted} "
        f"| {r.urgency}/{r.cases} |"
        for r in lines()
    )
    return "\n".join((head, "|---|---:|---:|---:|---:|---:|", *rows))


if __name__ == "__main__":
    print(table())
