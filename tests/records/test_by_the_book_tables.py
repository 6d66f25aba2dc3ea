"""Tables of messy cells, read by the command and by the book: fact by fact the same value and date, or the same reason.

`BY_THE_BOOK=20000` compares 4,000 patients in each of the five forms of a file, a row an event and a row a patient.
"""

from __future__ import annotations

import csv
import os
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from by_the_book_tables import Event, TableBook

from cobalamin.knowledge.facts import FACTS
from cobalamin.language.nodes import Finding
from cobalamin.language.patient import Interval
from cobalamin.population.screen import screen
from cobalamin.records.fact_table import interval_of

ON = date(2026, 3, 1)
COUNT = int(os.environ.get("BY_THE_BOOK", "800"))
LABS = {
    "total_b12": "150 190 400 2000",
    "haemoglobin": "8.9 104 140 70",
    "mma": "0.2 0.271 300 900",
    "mcv": "91 108",
    "ferritin": "8 90",
}
UNITS = {
    "total_b12": ("ng/L", "pmol/L", "pg/mL"), "haemoglobin": ("g/L", "g/dL"), "mma": ("umol/L", "nmol/L"), "mcv": ("fL",),
    "ferritin": ("ug/L", "ng/mL"),
}  # fmt: skip
FINDINGS = (
    "paraesthesia",
    "vomiting",
    "total_gastrectomy",
    "glossitis",
    "metformin",
    "pregnant",
    "coeliac_disease",
    "low_b12_diet",
)
BAD_DAYS = ("01/02/2026", "46054", "soon", "2026-02-30", "01-Feb-2026")
Person = tuple[dict[str, str], list[Event]]


def patient(number: int, once: bool) -> Person:
    chance = Random(number)
    about = {
        "sex": chance.choice(("female", "male", "")),
        "birth_date": chance.choice(("1950-07", "1962-02-28", "1980", "")),
    }
    events = []
    for _ in range(chance.randint(0, 7)):
        kind = chance.random()
        if kind < 0.55:
            events.append(_lab(chance))
        elif kind < 0.85:
            word = chance.choice(("yes", "Yes", "1", "TRUE", "present", "no", "0", "absent", "perhaps", "NULL", "2"))
            status = chance.choice(("", "", "", "final", "Final", "preliminary", "unknown"))
            events.append(Event(chance.choice(FINDINGS), word, "", "", _day(chance), status))
        else:
            events.append(_dose(chance, once))
    return about, list({event.fact: event for event in events}.values()) if once else events


def _lab(chance: Random) -> Event:
    fact = chance.choice(list(LABS))
    number, unit = chance.choice(LABS[fact].split()), chance.choice(UNITS[fact])
    sign, other = (
        chance.choice(("", "", "", "<", ">", "≤", "~", "less than")),
        chance.choice((*UNITS[fact], "furlong", "", "NULL")),
    )
    value = chance.choice((
        number, number, number, f" {number} ", f"<{number}", f"> {number}", f"{number} {unit}", f"<{number} {unit}", f"{number} H",
        "low",
        "raised", "8,9", f"{number}-900", "NULL", "", "nan", "haemolysed", "1,500",
    ))  # fmt: skip
    status = chance.choice(("", "", "final", "FINAL", "corrected", "preliminary", "Cancelled"))
    return Event(fact, value, chance.choice((unit, unit, unit, other)), sign, _day(chance), status)


def _dose(chance: Random, once: bool) -> Event:
    day = str(ON - timedelta(days=chance.choice((3, 15, 40, 200, 500))))
    if once:
        return Event("b12_injection", chance.choice((day, day, day, "no", "never", "none", *BAD_DAYS)))
    value, when = chance.choice(
        (
            (day, ""),
            ("", day),
            ("NULL", day),
            ("1 mg", day),
            ("yes", day),
            ("no", day),
            (day, day),
            ("no", ""),
            ("declined", day),
            ("not given", day),
            ("planned", day),
            ("yes", chance.choice(BAD_DAYS)),
            ("yes", ""),
        )
    )
    return Event(
        "b12_injection",
        value,
        "",
        "",
        when,
        chance.choice(("", "", "completed", "Completed", "final", "entered-in-error", "not-done")),
    )


def _day(chance: Random) -> str:
    if chance.random() < 0.2:
        return chance.choice((*BAD_DAYS, "", "NULL", "2026-02", "2025-03", "2025", "2026"))
    found = ON - timedelta(days=chance.choice((5, 12, 20, 60, 200, 364, 365, 366, 500, -1)))
    return f"{found}{chance.choice(('', '', ' 09:30:00', 'T23:30:00', 'T09:30:00+05:00'))}"


# --- written ---------------------------------------------------------------------------------------------------------


def as_events(people: list[Person]) -> list[dict[str, str]]:
    rows = []
    for i, (about, events) in enumerate(people):
        rows += [{"patient": f"p{i}", "fact": fact, "value": value} for fact, value in about.items()]
        rows += [{"patient": f"p{i}" + " " * (i % 2), **event._asdict()} for event in events]
        rows.append({"patient": f"p{i}", "fact": "sex", "value": about["sex"]})
    Random(1).shuffle(rows)
    return [row | {"patient": row["patient"]} for row in rows]


def as_rows(people: list[Person]) -> list[dict[str, str]]:
    rows = []
    for i, (about, events) in enumerate(people):
        row = {"patient": f"p{i}", **about}
        for event in events:
            if event.fact == "b12_injection":
                row["last_b12_injection"] = event.value
            else:
                row |= {event.fact: event.value} | {
                    f"{event.fact}_{name}": getattr(event, name) for name in ("unit", "comparator", "date", "status")
                }
        rows.append(row)
    return rows


def written(rows: list[dict[str, str]], folder: Path, form: str) -> Path:
    names = list(dict.fromkeys(name for row in rows for name in row))
    path = folder / f"table.{form.split()[0]}"
    if form.startswith("parquet"):
        columns = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in names}
        parquet.write_table(
            pa.table({n: c.dictionary_encode() if "dictionaries" in form else c for n, c in columns.items()}), path
        )
        return path
    with path.open("w", newline="", encoding="utf-8-sig" if "mark" in form else "utf-8") as file:
        # a comma between digits may be a decimal comma where semicolons separate: commas here
        writer = csv.DictWriter(
            file,
            names,
            restval="",
            lineterminator="\r\n" if "mark" in form else "\n",
            delimiter="\t" if "tabs" in form else ",",
        )
        writer.writerow({name: name.upper() if "mark" in form else name for name in names})
        writer.writerows(rows)
    return path


# --- compared --------------------------------------------------------------------------------------------------------


def differences(number: int, row: dict[str, Any], book: TableBook) -> list[str]:
    found = []
    for name, entry in FACTS.items():
        mine = book.facts[name]
        said = row[name]
        program = (
            (said if isinstance(entry.fact, Finding) else interval_of(said))
            if said is not None
            else row[f"{name}_why"] or "never recorded"
        )
        same = program == mine or (name == "age" and isinstance(program, Interval))
        if not same and not (
            isinstance(program, str) and isinstance(mine, str) and program in book.reasons.get(name, set())
        ):
            found.append(f"p{number}: {name}: the book {mine}, the program {program}")
        days = {said.days.first for said in book.said[name] if said.days} | {None}
        if row[f"{name}_date"] not in days and name not in ("age", "anaemia_recorded", "haemoglobin"):
            found.append(f"p{number}: {name}: of {row[f'{name}_date']}, not of {days}")
    return found


@pytest.mark.parametrize("form", ["csv", "csv with a mark", "csv with tabs", "parquet", "parquet of dictionaries"])
@pytest.mark.parametrize("once", [False, True], ids=["a row an event", "a row a patient"])
def test_a_table_says_what_the_book_says(tmp_path: Path, form: str, once: bool) -> None:
    people = [patient(number, once) for number in range(COUNT // 5)]
    path = written(as_rows(people) if once else as_events(people), tmp_path, form)
    screen(path, tmp_path / "out", on=ON)
    rows = {
        row["patient"]: row
        for part in sorted((tmp_path / "out").glob("part-*.parquet"))
        for row in parquet.read_table(part).to_pylist()
    }
    found = []
    for number, (about, events) in enumerate(people):
        book = TableBook(about, events, ON, current=once)
        if f"p{number}" in rows:
            found += differences(number, rows[f"p{number}"], book)
        else:
            found.append(f"p{number}: is not there: {about} {events}")
    assert not found, f"{len(found)}\n" + "\n".join(found[:25])
