"""The list opened by programs that decide for themselves what a cell is: LibreOffice where it is installed, DuckDB always."""

from __future__ import annotations

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from zipfile import ZipFile

import duckdb
import pytest

from cobalamin.recall.sources.events import read_events_csv
from cobalamin.recall.sources.problems import Problem
from cobalamin.recall.worklist import recall_list
from cobalamin.recall.written.formats import rendered
from cobalamin.recall.written.table import COLUMNS

ON = date(2026, 3, 2)
FROM_1900 = date(1899, 12, 30)
PATIENTS = (
    ("00123", "Øster, Zoë"), ("9434765919", '=HYPERLINK("http://x.example","y")'), ("1E5", "+1+1"), ("3-4", "@SUM(A1)"),
    ("12345678901234567", "a;=1+1"), ("77", "-2+3"), ("88", "true"), ("=1+1", "=cmd|'/c calc'!A0"), ("2026-03", "1/2"),
    ("0x10", "\u200b=1+1"), ("1,5", "100%"), ("£5", "10:30"),
    ("SEP2", "March 5"), ("1,234", "2 Dec"), ("MAY-11", "April"),
)  # fmt: skip
DATES = ("last dose", "earliest", "due", "overdue from", "review due")


@cache
def listed() -> bytes:
    head = "patient,name,date,event,product,cause"
    rows = [f'"{p}","{n.replace(chr(34), chr(34) * 2)}",2026-01-05,given,B12 injection 1 mg im,pa' for p, n in PATIENTS]
    month_only = "99,month,2025-12,given,B12 injection 1 mg im,pa"
    found = read_events_csv("\n".join((head, *rows, month_only)).encode())
    assert not found.problems
    return rendered("csv", recall_list(found.records, ON), [Problem(9, "no patient", refused=True)])


def shown(text: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from changing it."""
    return text.removeprefix("'")


def test_duckdb_takes_dates_for_dates_and_identifiers_for_text(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(listed())
    found = duckdb.sql(f"select * from read_csv('{path}', header = true, sample_size = -1)")
    kinds = dict(zip(found.columns, map(str, found.types), strict=True))
    assert tuple(found.columns) == COLUMNS
    assert {name: kinds[name] for name in DATES} == dict.fromkeys(DATES[1:], "DATE") | {"last dose": "VARCHAR"}
    assert kinds["patient"] == "VARCHAR"
    assert {shown(row[0] or "") for row in found.fetchall()} == {p for p, _ in PATIENTS} | {"99", ""}


# --- LibreOffice ------------------------------------------------------------------------------------

_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str | float | date]]:
    """The rows as LibreOffice Calc reads them: text, numbers, and dates where it made a date of a cell."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice Calc is not installed: apt-get install libreoffice-calc")
    folder = tmp_path_factory.mktemp("calc")
    (folder / "list.csv").write_bytes(listed())
    convert = ("--headless", f"-env:UserInstallation=file://{folder}/profile", "--infilter=CSV:44,34,76,1")
    subprocess.run([program, *convert, "--convert-to", "xlsx", "list.csv"], cwd=folder, check=True, capture_output=True)
    return rows_of(folder / "list.xlsx")


def rows_of(book: Path) -> list[dict[str, str | float | date]]:
    """The first sheet of a workbook; a formula anywhere is an error."""
    with ZipFile(book) as parts:
        texts = ["".join(si.itertext()) for si in ET.fromstring(parts.read("xl/sharedStrings.xml"))]
        styles = ET.fromstring(parts.read("xl/styles.xml"))
        sheet = ET.fromstring(parts.read("xl/worksheets/sheet1.xml"))
    assert not list(sheet.iter(f"{_SHEET}f")), "a cell became a formula"
    codes = {f.get("numFmtId"): f.get("formatCode") or "" for f in styles.iter(f"{_SHEET}numFmt")}
    formats = [codes.get(xf.get("numFmtId"), "") for xf in styles.findall(f"{_SHEET}cellXfs/{_SHEET}xf")]
    lines = [
        {re.sub(r"\d", "", cell.get("r") or ""): value_of(cell, texts, formats) for cell in row}
        for row in sheet.iter(f"{_SHEET}row")
    ]
    head = lines[0]
    return [{str(head[column]): value for column, value in line.items()} for line in lines[1:]]


def value_of(cell: ET.Element, texts: list[str], formats: list[str]) -> str | float | date:
    raw = cell.findtext(f"{_SHEET}v") or ""
    if cell.get("t") == "s":
        return texts[int(raw)]
    if cell.get("t") == "n" and "yy" in formats[int(cell.get("s") or 0)]:
        return FROM_1900 + timedelta(days=float(raw))
    assert cell.get("t") == "n", "a cell became a truth value or an error"
    return float(raw)


def test_calc_runs_nothing_and_changes_no_identifier_or_name(opened: list[dict[str, str | float | date]]) -> None:
    people = [row for row in opened if "patient" in row and row["patient"] != 99.0]
    found = {}
    for row in people:
        who = row["patient"]
        found[shown(who) if isinstance(who, str) else f"{who:.0f}"] = shown(str(row["name"]))
    assert found == {p: n if p != "12345678901234567" else "a;'=1+1" for p, n in PATIENTS}


def test_calc_reads_full_dates_as_dates_and_leaves_uncertain_ones_words(
    opened: list[dict[str, str | float | date]],
) -> None:
    certain = next(row for row in opened if row.get("name") != "month")
    month = next(row for row in opened if row.get("name") == "month")
    assert {name: type(certain[name]) for name in DATES} == dict.fromkeys(DATES, date)
    assert certain["last dose"] == date(2026, 1, 5)
    assert month["last dose"] == "between 2025-12-01 and 2025-12-31"


def test_calc_shows_the_row_that_could_not_be_used_last(opened: list[dict[str, str | float | date]]) -> None:
    assert (opened[-1]["group"], opened[-1]["why"]) == ("row not used", "line 9: no patient")
    assert all("not signed off" in str(row["notice"]) for row in opened)
