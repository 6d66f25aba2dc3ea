"""A site's own file or table that is broken is refused with one short sentence: what a fuzzer found, kept small."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from cobalamin.population.screen import screen
from cobalamin.records.errors import RecordError
from cobalamin.records.messages import shown
from cobalamin.records.parameters import read_parameters
from cobalamin.records.site import read_site_file
from cobalamin.records.tables.wide import read_mapping

LONG = "Kowalska " * 600
BROKEN = {
    "nested": f"x = {'[' * 3000}",
    "not UTF-8": b"\x9c = 1",
    "a name without end": f'["{LONG}"]\nvalue = 1\nunit = "ng/L"\nconcept = "x"\nfact = "x"',
    "an unknown key without end": f'["a|b|c"]\n"{LONG}" = 1',
    "a number without end": f'["b12.total.deficient"]\nvalue = 0x{"f" * 9000}\nunit = "ng/L"',
    "a factor without end": f'["a|b|"]\nconcept = "lab.haemoglobin"\nunit = "g/L"\nfactor = 0x{"f" * 9000}',
}
READERS: dict[str, Callable[[Path], object]] = {
    "parameters": read_parameters, "site": read_site_file, "mapping": lambda path: read_mapping(path.read_bytes()),
}  # fmt: skip


def said(work: Callable[[], object]) -> str:
    with pytest.raises(RecordError) as refused:
        work()
    sentence = str(refused.value)
    assert "\n" not in sentence
    assert len(sentence) < 500
    assert LONG[:250] not in sentence
    return sentence


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_toml_is_refused_in_short(broken: str, reader: str, tmp_path: Path) -> None:
    text = BROKEN[broken]
    (tmp_path / "own.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    assert said(lambda: READERS[reader](tmp_path / "own.toml"))


def test_a_number_that_python_does_not_write_is_told() -> None:
    assert shown(16**9000) == "a number of more than 30 digits"


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("t.csv", b"", "it is empty"),
        ("t.csv", b"patient,fact,value\np\xff,total_b12,1\n", "the file is not UTF-8"),
        ("t.csv", b"p\xff,fact,value\n1,2,3\n", "save it as UTF-8"),
        ("t.csv", b"patient,total_b12\np,1,2\n", "row 1 below the header holds 3 cells"),
        ("t.parquet", b"PAR1 Kowalska", "expected Parquet"),
    ],
)
def test_a_file_that_is_no_table_is_refused_without_its_rows(name: str, data: bytes, told: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    sentence = said(lambda: screen(tmp_path / name, tmp_path / "out", on=date(2026, 3, 1)))
    assert told in sentence
    assert "Kowalska" not in sentence


@pytest.mark.parametrize(
    ("table", "rows", "told"),
    [
        ("death", {"death_date": ["2026-01-01"]}, "`death` has no column `person_id`"),
        ("concept", {"concept_code": ["F"]}, "`concept` has no column `concept_id`"),
        ("person", {"person_id": [1], "gender_concept_id": ["F"]}, "something other than whole numbers"),
    ],
)
def test_omop_tables_that_are_none_are_named(
    table: str, rows: dict[str, list[object]], told: str, tmp_path: Path
) -> None:
    tables = {"person": {"person_id": [1], "gender_concept_id": [8532]}, table: rows}
    (tmp_path / "cdm").mkdir()
    for name, columns in tables.items():
        parquet.write_table(pa.table(columns), tmp_path / "cdm" / f"{name}.parquet")
    assert told in said(lambda: screen(tmp_path / "cdm", tmp_path / "out", on=date(2026, 3, 1)))


@pytest.mark.parametrize(
    "person", [{"person_id": [1], "year_of_birth": [""]}, {"person_id": [{"a": 1}], "year_of_birth": [[1]]}]
)
def test_a_year_of_birth_that_is_no_number_is_unknown(person: dict[str, list[object]], tmp_path: Path) -> None:
    (tmp_path / "cdm").mkdir()
    parquet.write_table(pa.table(person), tmp_path / "cdm" / "person.parquet")
    parquet.write_table(pa.table({"person_id": [2]}), tmp_path / "cdm" / "death.parquet")
    assert screen(tmp_path / "cdm", tmp_path / "out", on=date(2026, 3, 1)).patients == 1
