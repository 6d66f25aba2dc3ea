"""What is hidden in one table cannot be computed from another: every sum of a report, its page and its plots, taken together.

With COBALAMIN_EXAMPLES set (`make thorough`) of more populations.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from test_report_numbers import Range, population, read_as, tables_of

from cobalamin.population.report import report

Sums = list[tuple[list[str], str]]
SIZES = (12, 14, 18, 27, 37, 61) if "COBALAMIN_EXAMPLES" in os.environ else (12, 37)


class Read:
    """A report as somebody reads it who wants to know the hidden numbers: what each cell can be, and what adds up to what."""

    def __init__(self, text: str, page: str, small: int) -> None:
        self.small = small
        self.cells: dict[str, Range] = {}
        self.shown: dict[str, str] = {}
        self.sums: Sums = []
        tables = tables_of(text)
        everybody = self.cell("everybody", re.search(r"^([\d,<*]+) patients\.", text, re.MULTILINE)[1])
        for name in ("When injections are indicated", "Definitions"):
            for row in tables[name][1:]:
                self.adds([self.cell(f"{row[0]}.{i}", row[i]) for i in (1, 2, 3)], everybody)
        for name in ("Route", "Urgency"):
            self.adds([self.cell(f"{name}.{row[0]}", row[1]) for row in tables[name][1:]], everybody)
        for row in tables["Treated and untreated"]:
            if f"{row[0]}.1" in self.cells:
                self.adds([self.cell(f"{row[0]}.t{i}", row[i]) for i in (1, 2, 3)], f"{row[0]}.1")
        for label, known, _, why, _ in tables["What is missing"][1:]:
            parts = [part.rsplit(" ", 1) for part in why.split(", ") if part]
            self.adds([self.cell(label, known), *(self.cell(f"{label}: {w}", n) for w, n in parts)], everybody)
        self.treatment(text, page, {row[0]: row[1] for row in tables["Treated and untreated"]})

    def treatment(self, text: str, page: str, rows: dict[str, str]) -> None:
        """Those in need by treatment, those treated by need: the first of each is one number."""
        on, off, unsaid = re.search(
            r"Any indication: (\S+) on injections, (\S+) not, (\S+) not recorded", text
        ).groups()
        found = re.findall(r"<li><b>([^<]*)</b>([^<]*)</li>", page)
        tiles = {what: number.replace("&lt;", "<") for number, what in found}
        need = self.cell("need", tiles["meet an indication for injections"])
        treated = self.cell("treated", tiles["are on injections"])
        both = self.cell("need and treated", on)
        self.cell("need and treated", rows["an indication is met"])
        self.cell("off", tiles["of these are known not to be on injections"])
        self.adds([both, self.cell("off", off), self.cell("unsaid", unsaid)], need)
        others = [
            self.cell("treated, none", rows["no indication is met"]),
            self.cell("treated, unsaid", rows["it cannot be said"]),
        ]
        self.adds([both, *others], treated)
        self.cell("treated, none", tiles["of these meet no indication"])
        self.cell("Route.undetermined", tiles["cannot be told which route"])

    def cell(self, name: str, text: str) -> str:
        """A number that is told, perhaps in two places: what it can be by both."""
        low, high = read_as(text, self.small)
        before = self.cells.get(name, (0, 10**6))
        self.cells[name] = max(low, before[0]), min(high, before[1])
        self.shown.setdefault(name, text)
        return name

    def adds(self, parts: list[str], total: str) -> None:
        self.sums.append((parts, total))

    def narrowed(self) -> dict[str, Range]:
        """What each can be when every sum is used until nothing more follows."""
        found = dict(self.cells)
        for _ in range(20):
            before = dict(found)
            for parts, total in self.sums:
                lows, highs = (sum(found[part][side] for part in parts) for side in (0, 1))
                found[total] = max(found[total][0], lows), min(found[total][1], highs)
                for part in parts:
                    low, high = found[part]
                    found[part] = max(low, found[total][0] - highs + high), min(high, found[total][1] - lows + low)
            if before == found:
                break
        return found


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.some(1)
def test_no_hidden_number_can_be_computed_from_all_that_is_told(tmp_path: Path, size: int) -> None:
    """Hidden in the table of those in need, a number stood open in that of those treated, and so did totals of hidden rows."""
    told: set[int] = set()
    for seed in range(2):
        folder = tmp_path / f"{size}-{seed}"
        folder.mkdir()
        people = population(folder, size, size * 100 + seed)
        for small in (10, 5):
            text = report(people, page=folder / "r.html", small=small)
            read = Read(text, (folder / "r.html").read_text(), small)
            for name, (low, high) in read.narrowed().items():
                assert low <= high, name
                if read.shown[name][0] in "<*" and low < small:
                    assert high - low >= min(3, small - 2), (name, read.shown[name], low, high, seed)
                    told.add(small)
    assert told == {5, 10}
