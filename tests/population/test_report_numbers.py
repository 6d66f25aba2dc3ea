"""Every number of a report computed again from the answers by other means, and no hidden one computed from those told."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import duckdb
import pytest

from cobalamin.assessment.engine import engine_for
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.rules import ARTICLE, Guideline
from cobalamin.language.nodes import Quantity, RuleError, facts_of
from cobalamin.language.patient import Interval
from cobalamin.population.counts import MOVES, figures
from cobalamin.population.report import report
from cobalamin.population.screen import screen
from cobalamin.records.errors import RecordError
from cobalamin.records.fact_table import interval_of

ON = date(2026, 1, 1)
FINDINGS = (
    "autoimmune_gastritis",
    "peripheral_neuropathy",
    "metformin",
    "vomiting",
    "pregnant",
    "total_gastrectomy",
    "depression",
)
RESULTS = {
    "total_b12": "ng/L",
    "mma": "nmol/L",
    "haemoglobin": "g/L",
    "mcv": "fL",
    "egfr": "mL/min",
    "homocysteine": "umol/L",
}
Tables = dict[str, list[list[str]]]
SIZES = (12, 14, 23, 37, 61) if "COBALAMIN_EXAMPLES" in os.environ else (12, 23, 61)


def population(folder: Path, size: int, seed: int, exact: bool = False) -> Path:
    """Invented patients near the figures, some of whom have died, some on injections."""
    chance = Random(seed)
    units = {f"{name}_unit": unit for name, unit in RESULTS.items()}
    near = {
        "total_b12": (90, 420),
        "mma": (150, 900),
        "haemoglobin": (90, 150),
        "mcv": (85, 110),
        "egfr": (30, 100),
        "homocysteine": (8, 30),
    }
    with (folder / "people.csv").open("w", newline="") as file:
        rows = csv.DictWriter(
            file, ("patient", "age", "sex", "died", "b12_injections", *RESULTS, *units, "total_b12_date", *FINDINGS)
        )
        rows.writeheader()
        for i in range(size):
            row = {name: chance.randint(*near[name]) for name in RESULTS if chance.random() < 0.7}
            row |= {name: int(chance.random() < 0.35) for name in FINDINGS if chance.random() < 0.8}
            row |= {"b12_injections": chance.choice((0, 0, 1, "")), "died": "yes" if chance.random() < 0.04 else ""}
            when = chance.choice(("2025-11-02", "2025-11-02", "2020-01-01"))
            sex = chance.choice(("male", "female"))
            rows.writerow(
                {
                    "patient": f"p{i}",
                    "age": chance.choice((15, 40, 80)),
                    "sex": sex,
                    "total_b12_date": when,
                    **units,
                    **row,
                }
            )
    screen(folder / "people.csv", folder / "out", on=ON, exact=exact, presume=("surgery",))
    return folder / "out"


def tables_of(text: str) -> Tables:
    """Heading -> the rows of its tables."""
    found: Tables = {}
    for section in text.split("\n## ")[1:]:
        heading, _, rest = section.partition("\n")
        rows = [
            [cell.strip() for cell in line.strip("|").split("|")] for line in rest.splitlines() if line.startswith("|")
        ]
        found[heading] = [row for row in rows if not set("".join(row)) <= set("-: ")]
    return found


class Answers:
    """The answers, asked in SQL."""

    def __init__(self, folder: Path) -> None:
        self.all = duckdb.connect()
        self.all.execute(f"create table living as from '{folder}/part-*.parquet' where died is not true")

    def count(self, where: str = "true") -> int:
        return self.all.sql(f"select count(*) from living where {where}").fetchall()[0][0]

    def three(self, column: str, among: str = "true") -> list[int]:
        return [self.count(f"({column}) {said} and ({among})") for said in ("is true", "is false", "is null")]

    def rows(self) -> list[dict]:
        table = self.all.table("living")
        return [dict(zip(table.columns, row, strict=True)) for row in table.fetchall()]


@pytest.fixture(scope="module", params=[False, True], ids=["fact by fact", "exact"])
def told(request, tmp_path_factory) -> tuple[Tables, Answers, str]:
    folder = population(tmp_path_factory.mktemp("numbers"), 300, 1, exact=request.param)
    text = report(folder, small=1)
    return tables_of(text), Answers(folder), text


def percent(part: int, of: int) -> str:
    return f"{100 * part / of:.1f} %"


def test_the_patients_indications_and_definitions_are_counted_as_the_answers_say(told):
    tables, answers, text = told
    everybody = answers.count()
    assert f"\n{everybody} patients. Unknown" in text
    assert f"\n{300 - everybody} more are recorded as having died" in text
    expected = {f"{i.number}. {i.heading}": i.rule.id for i in ARTICLE.indications} | {
        d.statement: d.id for d in ARTICLE.definitions
    }
    rows = [row for name in ("When injections are indicated", "Definitions") for row in tables[name][1:]]
    assert len(rows) == len(expected)
    for name, *numbers in rows:
        three = answers.three(expected[name])
        assert numbers == [*map(str, three), percent(three[0], everybody), percent(three[2], everybody)], name


def test_route_and_urgency_are_counted_as_the_answers_say(told):
    tables, answers, _ = told
    for ladder in ARTICLE.ladders:
        for name, number, share in tables[ladder.id.capitalize()][1:]:
            counted = answers.count(f"{ladder.id} = '{name.replace(' ', '_')}'")
            assert (number, share) == (str(counted), percent(counted, answers.count())), name


def test_the_treated_and_untreated_are_counted_as_the_answers_say(told):
    tables, answers, text = told
    rows = {name: numbers for name, *numbers in tables["Treated and untreated"]}
    for each in ARTICLE.indications:
        assert rows[f"{each.number}. {each.heading}"] == [
            *map(str, answers.three("b12_injections", f"{each.id} is true"))
        ]
    some = " or ".join(f"{each.id} is true" for each in ARTICLE.indications)
    none = " and ".join(f"{each.id} is false" for each in ARTICLE.indications)
    on, off, unsaid = answers.three("b12_injections", some)
    assert f"Any indication: {on} on injections, {off} not, {unsaid} not recorded." in text
    met, no = answers.count(f"b12_injections and ({some})"), answers.count(f"b12_injections and {none}")
    left = answers.count("b12_injections") - met - no
    assert [rows[name] for name in ("an indication is met", "no indication is met", "it cannot be said")] == [
        [f"{met}"],
        [f"{no}"],
        [f"{left}"],
    ]


def test_what_is_missing_is_counted_as_the_answers_say(told):
    tables, answers, _ = told
    everybody = answers.count()
    columns = answers.rows()[0].keys()
    names = {FACTS[fact.name].fact.label: fact.name for fact in facts_of(*ARTICLE.roots)}
    assert {row[0] for row in tables["What is missing"][1:]} == names.keys()
    for label, known, share, why, asked in tables["What is missing"][1:]:
        name = names[label]
        there = answers.count(f"{name} is not null")
        could_decide = answers.count(f"asks_{name}") if f"asks_{name}" in columns else 0
        assert (known, share, asked) == (str(there), percent(there, everybody), str(could_decide)), label
        reasons = dict(part.rsplit(" ", 1) for part in why.split(", ") if part)
        for reason, number in reasons.items():
            assert number == str(
                answers.count(f"{name} is null and coalesce({name}_why, 'never recorded') = '{reason}'")
            ), label
        assert there + sum(map(int, reasons.values())) == everybody


@pytest.fixture(scope="module")
def decided(tmp_path_factory) -> set[tuple[str, ...]]:
    """What each figure decides, asked of the reader of one patient."""
    rows = Answers(population(tmp_path_factory.mktemp("decided"), 300, 1)).rows()
    unmoved, expected = meeting(ARTICLE, rows), set()
    for figure in figures(ARTICLE):
        for move in MOVES:
            moved = tuple(Quantity(each.value * move, each.unit) for each in figure.printed)
            try:
                guideline = ARTICLE.with_thresholds({figure.id: replace(figure, printed=moved)})
            except RuleError:
                continue
            changes = [then - now for then, now in zip(meeting(guideline, rows), unmoved, strict=True)]
            if any(changes):
                to = f"{float(moved[0].value):g}"
                expected.add(
                    (
                        f"{figure.label} ({figure.id})",
                        str(figure.printed[0]),
                        to,
                        *(f"{'+' if n > 0 else '−'}{abs(n)}" if n else "0" for n in changes),
                    )
                )
    return expected


@pytest.mark.some(1)
def test_what_each_figure_decides_is_what_the_reader_of_one_patient_says(told, decided):
    tables, _, _ = told
    assert {tuple(row) for row in tables["What each figure decides"][1:]} == decided
    assert len(decided) > 5


def meeting(guideline: Guideline, rows: list[dict]) -> list[int]:
    """How many meet each indication, one patient after the other."""
    program = engine_for(guideline).program
    found = [0] * len(guideline.indications)
    for row in rows:
        values = {name: known(row[name]) for name in FACTS if row.get(name) is not None}
        answers = program.values(program.vector(values))
        for i, indication in enumerate(guideline.indications):
            found[i] += answers[program.index[indication.rule]] is True
    return found


def known(value: str | bool) -> Interval | bool:
    return interval_of(value) if isinstance(value, str) else value


# --- what is hidden --------------------------------------------------------------------------------------------------

Range = tuple[int, int]


def read_as(text: str, small: int) -> Range:
    """What a number can be by the report's own words."""
    text = text.replace(",", "")
    if text == "*":
        return 1, 10**6
    if text.startswith("<"):
        return 1, small - 1
    number = int(text)
    return (0, 0) if number == 0 else (max(small, number - 2), number + 2)


def sums_of(text: str, small: int) -> Iterator[list[str]]:
    """Numbers that add up to the last of them."""
    tables = tables_of(text)
    everybody = re.search(r"^([\d,<*]+) patients\.", text, re.MULTILINE)[1]
    indications = {row[0]: row[1] for row in tables["When injections are indicated"][1:]}
    for name in ("When injections are indicated", "Definitions"):
        yield from ([*row[1:4], everybody] for row in tables[name][1:])
    for name in ("Route", "Urgency"):
        yield [*(row[1] for row in tables[name][1:]), everybody]
    for name, *numbers in tables["Treated and untreated"]:
        if name in indications:
            yield [*numbers, indications[name]]
    for _, known, _, why, _ in tables["What is missing"][1:]:
        yield [known, *(part.rsplit(" ", 1)[1] for part in why.split(", ") if part), everybody]


@pytest.mark.parametrize("small", [10, 5])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.some(2)
def test_no_hidden_number_can_be_computed_to_a_few_values(tmp_path, size, small):
    """Of every sum the report tells: as far as all others of it can be known, a hidden one may be one of four or more."""
    folder = population(tmp_path, size, size)
    text = report(folder, small=small)
    hidden = 0
    for *parts, total in sums_of(text, small):
        ranges, (least, most) = [read_as(part, small) for part in parts], read_as(total, small)
        for i, part in enumerate(parts):
            if part[0] in "<*" and least >= small:
                others = [each for j, each in enumerate(ranges) if j != i]
                low = max(ranges[i][0], least - sum(high for _, high in others))
                high = min(ranges[i][1], most - sum(low for low, _ in others))
                assert high - low >= min(3, small - 2), (parts, total)
                hidden += 1
    assert hidden > 10
    assert re.search(r"[ (]\*[ ,|]", text) or small == 5


def test_where_every_count_is_hidden_there_is_no_empty_plot(tmp_path):
    report(population(tmp_path, 14, 14), page=tmp_path / "r.html")
    assert "<svg" not in (tmp_path / "r.html").read_text()


def test_what_is_hidden_in_the_tables_is_hidden_in_the_page(tmp_path):
    folder = population(tmp_path, 61, 61)
    report(folder, page=tmp_path / "r.html")
    labels = re.findall(r'aria-label="([^"]*patients: [^"]*)"', (tmp_path / "r.html").read_text())
    assert labels
    assert {int(number) % 5 for label in labels for number in re.findall(r"patients: (\d+)", label)} == {0}
    assert not any(0 < int(number) < 10 for label in labels for number in re.findall(r"patients: (\d+)", label))


def test_a_limit_that_would_tell_two_as_none_is_refused(tmp_path):
    folder = population(tmp_path, 12, 1)
    with pytest.raises(RecordError, match="give 3 or more, or 1"):
        report(folder, small=2)
    assert report(folder, small=3)
