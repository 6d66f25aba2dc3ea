"""A cell nobody can read costs its fact, never its patient: in a table as in a bundle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from test_messy_tables import read, said

from awkward import ON
from cobalamin.population.screen import screen

EVENTS = "patient,fact,value,unit,comparator,date,status"
LEVEL = "p,total_b12,150,ng/L,,2026-02-20,final"


def wide(tmp_path: Path, **cells: str) -> dict[str, Any]:
    """The one patient of a row with a low B12 and these cells; nobody is rejected."""
    header, row = ("patient", "total_b12", "total_b12_unit", "total_b12_date"), ("p", "150", "ng/L", "2026-02-20")
    text = f"{','.join((*header, *cells))}\n{','.join((*row, *cells.values()))}\n"
    return alone(tmp_path, text)


def events(tmp_path: Path, *rows: str) -> dict[str, Any]:
    return alone(tmp_path, "\n".join((EVENTS, *rows, "")))


def alone(tmp_path: Path, text: str) -> dict[str, Any]:
    (tmp_path / "t.csv").write_text(text)
    assert screen(tmp_path / "t.csv", tmp_path / "first", on=ON).rejected == 0
    (found,) = read(tmp_path, text).values()
    return found


@pytest.mark.parametrize("birth", ["01/05/1950", "19500501", "18280", "unknown", "1950-00-00", "49"])
def test_a_birth_date_in_another_form_leaves_the_age_open(tmp_path: Path, birth: str) -> None:
    """The patient was a rejected row, and in no count: of the same bundle the age alone was unknown."""
    (tmp_path / "events").mkdir()
    rows = wide(tmp_path, birth_date=birth), events(tmp_path / "events", f"p,birth_date,{birth},,,,", LEVEL)
    for row in rows:
        assert (said(row, "total_b12"), said(row, "age")) == ("150 ng/L", "unreadable")
        assert row["b12_deficient"] is None  # a child or a pregnant woman


def test_an_age_beside_a_birth_date_nobody_can_read_counts(tmp_path: Path) -> None:
    row = wide(tmp_path, birth_date="01/05/1950", age="75")
    assert (said(row, "age"), row["b12_deficient"]) == ("75 a", True)


@pytest.mark.parametrize("day", ["15/02/2026", "46054", "yes", "unknown", "-", "2026-02-30"])
def test_a_dose_without_a_day_that_can_be_placed_is_not_dated(tmp_path: Path, day: str) -> None:
    """As of a bundle: the level counts, and nobody is said to be off injections."""
    row = wide(tmp_path, last_b12_injection=day)
    assert (said(row, "total_b12"), said(row, "b12_injections")) == ("150 ng/L", "not dated")
    if day != "yes":
        (tmp_path / "events").mkdir()
        row = events(tmp_path / "events", f"p,b12_injection,yes,,,{day},", LEVEL)
        assert (said(row, "total_b12"), said(row, "b12_injections")) == ("150 ng/L", "not dated")


@pytest.mark.parametrize("word", ["no", "No", "never", "none", "0"])
def test_a_word_for_no_injection_is_none(tmp_path: Path, word: str) -> None:
    row = wide(tmp_path, last_b12_injection=word)
    assert (said(row, "total_b12"), said(row, "b12_injections")) == ("150 ng/L", "not confirmed")


@pytest.mark.parametrize(
    "word", ["never", "none", "declined", "refused", "not given", "planned", "Cancelled", "ordered", "missed"]
)
def test_a_dose_that_was_not_given_is_none(tmp_path: Path, word: str) -> None:
    """Whatever was no *no* was a dose: one that the patient refused made a level unusable."""
    row = events(tmp_path, f"p,b12_injection,{word},,,2026-02-15,", LEVEL)
    assert (said(row, "total_b12"), said(row, "b12_injections")) == ("150 ng/L", "not confirmed")


@pytest.mark.parametrize("status, counts", [("Completed", True), ("FINAL", True), ("Not-Done", False)])
def test_a_status_of_a_dose_is_read_in_large_letters(tmp_path: Path, status: str, counts: bool) -> None:
    row = events(tmp_path, f"p,b12_injection,yes,,,2026-02-15,{status}", LEVEL)
    assert said(row, "total_b12") == ("after an injection" if counts else "150 ng/L")


@pytest.mark.parametrize(
    "status, expected", [("Final", "150 ng/L"), ("CORRECTED", "150 ng/L"), ("Preliminary", "not final")]
)
def test_a_status_of_a_result_is_read_in_large_letters(tmp_path: Path, status: str, expected: str) -> None:
    """Every result of a laboratory that writes *Final* was not final."""
    (tmp_path / "wide").mkdir()
    assert said(events(tmp_path, LEVEL.replace("final", status)), "total_b12") == expected
    assert said(wide(tmp_path / "wide", total_b12_status=status), "total_b12") == expected
    (tmp_path / "finding").mkdir()
    row = events(tmp_path / "finding", f"p,glossitis,yes,,,2026-02-20,{status}")
    assert said(row, "glossitis") is True or expected == "not final"


@pytest.mark.parametrize("asked", ["all", "surgery hobbies", "-", "unknown", "surgery|bowel"])
def test_a_group_of_questions_nobody_knows_presumes_nothing_and_is_told(tmp_path: Path, asked: str) -> None:
    row = wide(tmp_path, assessed=asked)
    assert said(row, "total_b12") == "150 ng/L"
    assert any("is not a group of questions" in sentence for sentence in row["not_used"])
    assert row["coeliac_disease"] is None
    assert row["total_gastrectomy"] is (False if asked.startswith("surgery ") else None)


@pytest.mark.parametrize(
    "sex, expected", [("w", "unreadable"), ("1", "unreadable"), ("unknown", None), ("other", None), ("X", None)]
)
def test_a_sex_in_words_nobody_knows_is_told(tmp_path: Path, sex: str, expected: str | None) -> None:
    """It was *never recorded*: a column of 1 and 2 was passed over without a word."""
    (tmp_path / "wide").mkdir()
    for row in (events(tmp_path, f"p,sex,{sex},,,,", LEVEL), wide(tmp_path / "wide", sex=sex)):
        assert (said(row, "female"), row["pregnant"]) == (expected, None)


@pytest.mark.parametrize(
    "value", ["150 to 200", "150/160", "150 pg/dl", "150 or 160", "150 mg", "150 to 200 ng/L", "150 and 160"]
)
def test_what_stands_behind_a_number_and_is_no_flag_is_not_passed_over(tmp_path: Path, value: str) -> None:
    """The unit of the column was taken for that of a range, of two numbers, and of another unit."""
    assert said(events(tmp_path, f"p,total_b12,{value},ng/L,,2026-02-20,final"), "total_b12") in (
        "contradictory",
        "unreadable",
    )


@pytest.mark.parametrize("value", ["150 L", "150 (L)", "150 H", "150*", "150 (180-900)", "150 [180-900] L", "150 low"])
def test_a_flag_or_a_range_behind_a_number_is_no_unit(tmp_path: Path, value: str) -> None:
    assert said(events(tmp_path, f"p,total_b12,{value},ng/L,,2026-02-20,final"), "total_b12") == "150 ng/L"


@pytest.mark.parametrize(
    "written, expected",
    [("1.500", "unreadable"), ("12.500.000", "unreadable"), ("150.5", "150.5 ng/L"), ("1500.125", "1500.125 ng/L")],
)
def test_a_point_before_three_digits_is_doubtful_where_semicolons_separate(
    tmp_path: Path, written: str, expected: str
) -> None:
    """1.500 ng/L, far above every limit, was read as one and a half: severe deficiency."""
    text = f"patient;total_b12;total_b12_unit\np;{written};ng/L\n"
    assert said(alone(tmp_path, text), "total_b12") == expected


def test_a_number_that_begins_with_nought_groups_nothing(tmp_path: Path) -> None:
    assert said(alone(tmp_path, "patient;mma;mma_unit\np;0.271;umol/L\n"), "mma") == "0.271 umol/L"


def test_a_mapping_says_what_a_point_is(tmp_path: Path) -> None:
    rows = {sign: read_mapped(tmp_path, sign) for sign in (".", ",")}
    assert rows == {".": "15.125 ug/L", ",": "15125 ug/L"}


def read_mapped(tmp_path: Path, sign: str) -> Any:
    folder = tmp_path / f"as{ord(sign)}"
    folder.mkdir()
    mapping = f'[f]\nfact = "ferritin"\nunit = "ug/L"\ndecimal = "{sign}"\n'
    return said(read(folder, "patient;f\na;15.125\n", mapping)["a"], "ferritin")


@pytest.mark.parametrize("ending", [",,\n,,\n", "NULL, ,NA\n", ",,\n"])
def test_a_row_of_empty_cells_is_nobody(tmp_path: Path, ending: str) -> None:
    """Spreadsheets save such rows at the end of a table: each was a patient of whom nothing is known, in every count."""
    rows = read(tmp_path, f"patient,total_b12,total_b12_unit\np,150,ng/L\nq,,\n{ending}")
    assert list(rows) == ["p", "q"]


@pytest.mark.parametrize("name", ["Total", "TOTALS", "Grand total", "Sum", "Count: 2", "Subtotal"])
def test_a_row_of_totals_is_no_patient(tmp_path: Path, name: str) -> None:
    """As in a list of injections."""
    (tmp_path / "t.csv").write_text(f"patient,total_b12,total_b12_unit\np,150,ng/L\n{name},150,ng/L\n")
    found = screen(tmp_path / "t.csv", tmp_path / "out", on=ON)
    assert (found.patients, found.rejected) == (1, 1)
    assert "is a total, so the row is no patient's" in (tmp_path / "out" / "_rejects" / "part-00000.json").read_text()


@pytest.mark.parametrize("name", ["Count Dracula", "Sumner", "total x1"])
def test_a_name_that_begins_like_a_total_is_a_patient(tmp_path: Path, name: str) -> None:
    assert list(read(tmp_path, f"patient,total_b12,total_b12_unit\n{name},150,ng/L\n")) == [name]
