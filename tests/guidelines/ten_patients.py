"""The ten patients of facts.md 10 row by row: what the collection says, what each guideline answers, and why where they differ."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from cobalamin.comparison.compare import Comparison, compare, route_words
from cobalamin.knowledge.guidelines.registry import PROFILES
from cobalamin.records.read import read_any

HERE = Path(__file__).parent
EXPECTED: dict[str, dict[str, Any]] = json.loads((HERE / "expected.json").read_text(encoding="utf-8"))


@cache
def compared(id: str) -> Comparison:
    """One of the ten through every guideline."""
    return compare(read_any((HERE / "patients" / f"{id}.json").read_bytes()))


def table() -> str:
    """The comparison in Markdown, a row for each patient and guideline."""
    head = "| patient | guideline | the collection says | this program answers | where they differ, why |\n|---|---|---|---|---|\n"
    return head + "\n".join(_line(id, row) for id in EXPECTED for row in _rows(id))


def _rows(id: str) -> list[tuple[str, str, str, str]]:
    said, why = EXPECTED[id]["table"], EXPECTED[id]["differs"]
    names = {row.guideline.partition("@")[0]: row for row in compared(id).rows}
    return [
        (name, said.get(name, "") or "nothing", route_words(names[name].possible), why.get(name, ""))
        for name in PROFILES
        if said.get(name) or why.get(name)
    ]


def _line(id: str, row: tuple[str, str, str, str]) -> str:
    return f"| {id} {compared(id).title} | {' | '.join(row)} |"
