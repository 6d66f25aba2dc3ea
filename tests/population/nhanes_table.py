"""NHANES through the product: Parquet in, facts and definitions out, weighted prevalences beside the published ones.

`.venv/bin/python tests/population/nhanes_table.py` writes docs/nhanes.md again; a test fails when it is stale.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.dataset as dataset
import pyarrow.parquet as parquet

from cobalamin.knowledge.definitions import b12_deficient, metabolite_raised
from cobalamin.knowledge.facts import homocysteine, mma, total_b12
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.cells import scales
from cobalamin.language.nodes import Condition, Named, all_of, q
from cobalamin.population.columns import planes
from cobalamin.population.rules import rules_for
from cobalamin.population.screen import screen
from cobalamin.readings.bits import Bits
from cobalamin.readings.planes import unpacked
from cobalamin.readings.wanted import Wanted
from cobalamin.records.fact_table import recut

ROOT = Path(__file__).parents[2]
SOURCE = ROOT.parent / "shared" / "data" / "nhanes" / "nhanes_b12.parquet"
PAGE = ROOT / "docs" / "nhanes.md"
ON = date(2015, 1, 1)
"""After the last examination; the extract has no dates, so its results are taken as current."""


@dataclass(frozen=True)
class Survey:
    """The facts as the product read them, with the survey's own columns in the same order."""

    facts: pa.Table
    raw: pa.Table

    def column(self, name: str) -> np.ndarray:
        return np.array(self.raw.column(name).to_pylist(), dtype=object if name == "cycle" else float)

    def truth(self, condition: Condition, without: tuple[str, ...] = ()) -> tuple[np.ndarray, np.ndarray]:
        """(holds, is known) for everybody, by the planes; `without` takes facts away."""
        scale_of = scales(condition)
        bits = Bits(Wanted((condition,)), scale_of)
        facts = self.facts.drop_columns(list(without))
        for name, (low, high) in recut(facts, scale_of).items():
            for suffix, cells in (("_low", low), ("_high", high)):
                place = facts.schema.get_field_index(name + suffix)
                facts = facts.set_column(place, name + suffix, cells)
        kept = [name for name in rules_for("article", False).measures if name not in without]
        answer = bits.run(planes(facts, rules_for("article", False).findings, kept), facts.num_rows).conditions[
            condition
        ]
        yes, no = unpacked(answer.yes, facts.num_rows), unpacked(answer.no, facts.num_rows)
        return yes, yes | no


def survey() -> Survey:
    with tempfile.TemporaryDirectory() as folder:
        screen(SOURCE, Path(folder) / "out", on=ON, mapping=ROOT / "docs" / "nhanes.toml")
        facts = dataset.dataset(sorted((Path(folder) / "out").glob("part-*.parquet"))).to_table()
    raw = parquet.read_table(SOURCE)
    assert facts.column("patient").to_pylist() == [str(number) for number in raw.column("seqn").to_pylist()]
    return Survey(facts.combine_chunks(), raw)


# --- prevalences -----------------------------------------------------------------------------------------------------

CYCLES = {
    "2003-04": ("2003-2004",), "2011-12": ("2011-2012",), "2013-14": ("2013-2014",), "2011-14": ("2011-2012", "2013-2014"),
}  # fmt: skip
_LOW, _BAND = total_b12 < q(148, "pmol/L"), all_of(total_b12 >= q(148, "pmol/L"), total_b12 < q(221, "pmol/L"))
_RAISED = mma > q(271, "nmol/L")
ROWS: tuple[tuple[str, Condition, tuple[float, ...]], ...] = (
    ("B12 < 200 pg/mL", total_b12 < q(200, "pg/mL"), (2.01, 1.77, 1.83, 1.80)),
    ("B12 < 148 pmol/L", _LOW, (2.06, 1.78, 1.86, 1.82)),
    ("B12 148 to < 221 pmol/L", _BAND, (12.60, 9.25, 8.87, 9.06)),
    ("MMA > 210 nmol/L", mma > q(210, "nmol/L"), (15.15, 16.45, 19.32, 17.92)),
    ("MMA > 271 nmol/L", _RAISED, (7.51, 8.34, 9.26, 8.81)),
    ("MMA > 376 nmol/L", mma > q(376, "nmol/L"), (3.13, 4.01, 3.72, 3.87)),
    ("B12 < 148 and MMA > 271", all_of(_LOW, _RAISED), (1.03, 0.99, 0.92, 0.95)),
    ("B12 148 to < 221 and MMA > 271", all_of(_BAND, _RAISED), (2.16, 1.96, 2.06, 2.01)),
    ("B12 >= 221 and MMA > 271", all_of(total_b12 >= q(221, "pmol/L"), _RAISED), (4.27, 5.40, 6.28, 5.85)),
)
"""Name, condition, and the figures of the shared README for adults from 20 years (weighted %, one for each of CYCLES)."""
BAILEY: tuple[tuple[str, Condition, float, float], ...] = (
    ("B12 < 126 pmol/L", total_b12 < q(126, "pmol/L"), 1, 1.3),
    ("B12 126 to 287 pmol/L", all_of(total_b12 >= q(126, "pmol/L"), total_b12 <= q(287, "pmol/L")), 33, 33.2),
    ("B12 > 287 pmol/L", total_b12 > q(287, "pmol/L"), 66, 65.5),
)
"""Bailey 2013, Table 2 (NHANES 1999-2004): published %, and what the shared README computed from 2003-04 alone."""


@dataclass(frozen=True)
class Figure:
    """A share somebody published of people of some ages, and what the README beside the data found in one survey."""

    source: str
    what: str
    condition: Condition
    ages: tuple[int, int]
    published: float
    cycle: str
    readme: float
    metformin: bool | None = None


_HCY_10 = homocysteine > q(10, "umol/L")
_UP_TO_258 = all_of(total_b12 >= q(148, "pmol/L"), total_b12 <= q(258, "pmol/L"))
_UP_TO_148 = total_b12 <= q(148, "pmol/L")
_QI, _EVATT = "Qi 2014, 2001-06, without anaemia", "Evatt 2009, NHANES III"
_REINSTATLER = "Reinstatler 2012, 1999-2006"
FIGURES = (
    Figure(_QI, "over 50: B12 < 148 pmol/L", _LOW, (51, 120), 3.9, "2003-04", 3.24),
    Figure(_QI, "over 50: B12 148 to 258 pmol/L", _UP_TO_258, (51, 120), 20.7, "2003-04", 20.21),
    Figure(_EVATT, "over 50: B12 < 148 pmol/L", _LOW, (51, 120), 4.4, "2003-04", 3.2),
    Figure(_EVATT, "over 50: that and homocysteine > 10 umol/L", all_of(_LOW, _HCY_10), (51, 120), 2.5, "2003-04", 3.0),
    Figure(_EVATT, "18 to 50: B12 < 148 pmol/L", _LOW, (18, 50), 2.6, "2003-04", 1.4),
    Figure(_EVATT, "18 to 50: that and homocysteine > 10 umol/L", all_of(_LOW, _HCY_10), (18, 50), 1.2, "2003-04", 0.5),
    Figure(_REINSTATLER, "from 50, on metformin: B12 <= 148 pmol/L", _UP_TO_148, (50, 120), 5.8, "2013-14", 8.2, True),
    Figure(_REINSTATLER, "from 50, not on metformin: B12 <= 148 pmol/L", _UP_TO_148, (50, 120), 3.3, "2013-14", 1.5, False),
)  # fmt: skip
"""Reinstatler's 3.3 is of people without diabetes; with diabetes and no metformin 2.4."""


def figures(found: Survey) -> list[tuple[Figure, float]]:
    """Each published figure with ours, of the ages and the survey named."""
    return [(figure, _share(found, figure)) for figure in FIGURES]


def _share(found: Survey, figure: Figure) -> float:
    age, (youngest, oldest) = found.column("age_years"), figure.ages
    chosen = (age >= youngest) & (age <= oldest) & np.isin(found.column("cycle"), CYCLES[figure.cycle])
    if figure.metformin is not None:
        chosen &= found.column("rx_metformin") == figure.metformin
    return weighted(found, found.truth(figure.condition)[0], chosen & _measured(found, figure.condition))


def shares(found: Survey) -> list[tuple[str, str, float, float]]:
    """(row, cycles, published %, ours %)."""
    rows = []
    both_measured = {name: _measured(found, condition) for name, condition, _ in ROWS}
    for name, condition, published in ROWS:
        yes, _ = found.truth(condition)
        for (cycles, names), figure in zip(CYCLES.items(), published, strict=True):
            chosen = (found.column("age_years") >= 20) & np.isin(found.column("cycle"), names) & both_measured[name]
            rows.append((name, cycles, figure, weighted(found, yes, chosen)))
    return rows


def _measured(found: Survey, condition: Condition) -> np.ndarray:
    names = scales(condition)
    return np.all([found.facts.column(measure.name).is_valid().to_numpy() for measure in names], axis=0)


def weighted(found: Survey, yes: np.ndarray, chosen: np.ndarray) -> float:
    weight = np.nan_to_num(found.column("wtmec2yr"))[chosen]
    return float(100 * weight[yes[chosen]].sum() / weight.sum())


def bailey(found: Survey) -> list[tuple[str, float, float, float]]:
    """Non-pregnant adults from 20 years with B12, MMA and homocysteine and adequate kidneys, as near as the extract allows."""
    chosen = (
        (found.column("age_years") >= 20)
        & (found.column("cycle") == "2003-2004")
        & (found.column("pregnancy_exam") != 1)
    )
    for measure in (total_b12, mma, homocysteine):
        chosen &= _measured(found, Named("m", "m", measure > q(0, measure.unit)))
    egfr = found.column("egfr_ckdepi2021")
    chosen &= egfr >= 60
    return [
        (name, there, readme, weighted(found, found.truth(condition)[0], chosen))
        for name, condition, there, readme in BAILEY
    ]


# --- the traps -------------------------------------------------------------------------------------------------------


def kidney_trap(found: Survey) -> list[tuple[str, float, float]]:
    """(group, raised without the rule %, raised with it %): people of 20 and over with B12 >= 300 pmol/L, 2011-14."""
    replete, _ = found.truth(total_b12 >= q(300, "pmol/L"))
    egfr = found.column("egfr_ckdepi2021")
    base = (found.column("age_years") >= 20) & np.isin(found.column("cycle"), CYCLES["2011-14"]) & replete
    base &= _measured(found, Named("m", "m", mma > q(0, "nmol/L"))) & ~np.isnan(egfr)
    without, _ = found.truth(metabolite_raised, without=("egfr", "egfr_low", "egfr_high"))
    with_rule, _ = found.truth(metabolite_raised)
    groups = {"eGFR below 60": egfr < 60, "eGFR 60 and above": egfr >= 60}
    return [
        (name, weighted(found, without, base & g), weighted(found, with_rule, base & g)) for name, g in groups.items()
    ]


def pregnancy_trap(found: Survey) -> dict[str, tuple[int, int]]:
    """(people, of them deficient) for the pregnant of the three cycles: without the rule, with it; unweighted counts."""
    pregnant = (found.column("pregnancy_exam") == 1) & _measured(found, Named("m", "m", total_b12 > q(0, "pg/mL")))
    without, _ = found.truth(total_b12 < THRESHOLDS["b12.total.deficient"])
    with_rule, known = found.truth(b12_deficient)
    return {
        "deficient by the figure alone, were they not pregnant": (int(pregnant.sum()), int((pregnant & without).sum())),
        "deficient with the rule (needs support)": (int(pregnant.sum()), int((pregnant & with_rule).sum())),
        "left open instead: support was not asked about": (int(pregnant.sum()), int((pregnant & without & ~known).sum())),
    }  # fmt: skip


# --- the page --------------------------------------------------------------------------------------------------------


def page(found: Survey) -> str:
    lines = [
        "# NHANES through the product",
        "",
        "Generated by `.venv/bin/python tests/population/nhanes_table.py`; a test fails when it is stale. "
        "Not signed off by a clinician.",
        "",
        "20,234 participants of the US survey (public-use files: statistical use only) are read by `cobalamin screen` as a table "
        "with one row a patient (`docs/nhanes.toml` names the columns), and every share below is counted on the bit planes of "
        "conditions over the facts that came out. *published* is the README beside the data.",
        "",
        "## Adults from 20 years, weighted %",
        "",
        "| | cycle | published | ours | difference |",
        "|---|---|---:|---:|---:|",
    ]
    lines += [
        f"| {name} | {cycle} | {there:.2f} | {ours:.2f} | {round(ours - there, 2) + 0.0:+.2f} |"
        for name, cycle, there, ours in shares(found)
    ]
    lines += [
        "", "## Bailey 2013, Table 2", "",
        "Published for 1999-2004; ours is 2003-04 alone, not pregnant, eGFR 60 and above (the paper excludes by creatinine and "
        "also lactation, which the extract does not hold).", "",
        "| | published | README, 2003-04 | ours, 2003-04 |", "|---|---:|---:|---:|",
    ]  # fmt: skip
    lines += [f"| {name} | {there:.0f} | {readme:.1f} | {ours:.1f} |" for name, there, readme, ours in bailey(found)]
    lines += [
        "", "## Other published figures, weighted %", "",
        "Other surveys of other years, so they need not agree; *README* is what the README beside the data found in the survey "
        "named, by other code.", "",
        "| | source | published | survey | README | ours |", "|---|---|---:|---|---:|---:|",
    ]  # fmt: skip
    lines += [
        f"| {figure.what} | {figure.source} | {figure.published} | {figure.cycle} | {figure.readme} | {ours:.2f} |"
        for figure, ours in figures(found)
    ]
    lines += [
        "", "## The kidney trap", "",
        "Methylmalonic acid rises when the kidneys fail. Adults with B12 of at least 300 pmol/L, 2011-14: how many count as having "
        "a raised metabolite, weighted %.", "",
        "| | without the kidney rule | with it |", "|---|---:|---:|",
    ]  # fmt: skip
    lines += [f"| {name} | {without:.1f} | {with_rule:.1f} |" for name, without, with_rule in kidney_trap(found)]
    lines += [
        "", "## The pregnancy trap", "",
        "Total B12 falls in normal pregnancy. Pregnant participants of the three cycles with a B12 result (people, not weighted), "
        "at the guideline's figure of 180 ng/L:", "",
        "| | of | people |", "|---|---:|---:|",
    ]  # fmt: skip
    lines += [f"| {name} | {of} | {people} |" for name, (of, people) in pregnancy_trap(found).items()]
    return "\n".join(lines) + "\n"


def main(write: Callable[[str], object] = PAGE.write_text) -> None:
    write(page(survey()))


if __name__ == "__main__":
    main()
