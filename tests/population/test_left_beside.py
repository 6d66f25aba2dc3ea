"""What lies in a source and is not read is named: nobody misses a patient whose file or column nobody looked at."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from typer.testing import CliRunner

from cobalamin.cli import app
from cobalamin.knowledge.facts import FACTS
from cobalamin.population.report import report
from cobalamin.population.screen import screen
from cobalamin.records.errors import RecordError

ON = date(2026, 3, 1)


def person(name: str) -> dict:
    return {"resourceType": "Patient", "id": name, "gender": "female", "birthDate": "1950-01-01"}


def level(name: str) -> dict:
    return {
        "resourceType": "Observation", "id": f"o-{name}", "status": "final", "subject": {"reference": f"Patient/{name}"},
        "code": {"coding": [{"system": "http://loinc.org", "code": "2132-9"}]}, "effectiveDateTime": "2026-02-01",
        "valueQuantity": {"value": 150, "unit": "ng/L"},
    }  # fmt: skip


def lines(*resources: dict) -> bytes:
    return "".join(json.dumps(each) + "\n" for each in resources).encode()


def bundle(name: str) -> bytes:
    entry = [{"resource": each} for each in (person(name), level(name))]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entry}).encode()


def table(name: str) -> bytes:
    sink = pa.BufferOutputStream()
    parquet.write_table(pa.table({"patient": [name], "total_b12": [150], "total_b12_unit": ["ng/L"]}), sink)
    return sink.getvalue().to_pybytes()


def events() -> bytes:
    sink = pa.BufferOutputStream()
    row = {"patient": ["p"], "date given": ["2026-02-01"], "product": ["hydroxocobalamin 1 mg injection"]}
    parquet.write_table(pa.table(row), sink)
    return sink.getvalue().to_pybytes()


EVENTS = events()


def folder_of(tmp_path: Path, **files: bytes) -> Path:
    return laid(tmp_path / "source", files)


def laid(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def levels(folder: Path) -> dict[str, str]:
    rows = [row for part in sorted(folder.glob("part-*")) for row in parquet.read_table(part).to_pylist()]
    return {row["patient"]: row["total_b12"] for row in rows}


@pytest.mark.parametrize(
    "files",
    [
        {"Patient.ndjson": lines(person("p")), "Observation.NDJSON": lines(level("p"))},
        {"Patient.NDJSON": lines(person("p")), "Observation.NDJSON.GZ": gzip.compress(lines(level("p")), mtime=0)},
        {"p.JSON": bundle("p")},
        {"p.PARQUET": table("p")},
    ],
)
def test_large_letters_in_the_ending_of_a_file_change_nothing(tmp_path: Path, files: dict[str, bytes]) -> None:
    """The results were passed over, and nobody told: a patient without a word on B12."""
    screen(laid(tmp_path / "source", files), tmp_path / "out", on=ON)
    assert levels(tmp_path / "out") == {"p": "150 ng/L"}


@pytest.mark.parametrize(
    "files, left",
    [
        ({"Patient.ndjson": lines(person("p")), "Observation.jsonl": lines(level("p"))}, ("Observation.jsonl",)),
        ({"Patient.ndjson": lines(person("p")), "more/Observation.ndjson": lines(level("p"))}, ("more",)),
        ({"Patient.ndjson": lines(person("p")), "q.json": bundle("q")}, ("q.json",)),
        ({"p.json": bundle("p"), "ward/q.json": bundle("q")}, ("ward",)),
        ({"p.json": bundle("p"), "q.json.gz": gzip.compress(bundle("q"), mtime=0), "r.xml": b"<Bundle/>"}, ("q.json.gz", "r.xml")),
        ({"p.parquet": table("p"), "q.csv": b"patient,glossitis\nq,yes\n", "y=1/r.parquet": table("r")}, ("q.csv", "y=1")),
        ({"p.json": bundle("p"), "README.md": b"x", ".hidden": b"", "_SUCCESS": b"", "run.log": b"", "empty/.x": b""}, ()),
    ],
)  # fmt: skip
@pytest.mark.some(3)
def test_what_lies_beside_the_files_of_a_folder_is_named(
    tmp_path: Path, files: dict[str, bytes], left: tuple[str, ...]
) -> None:
    """A folder inside, a packed bundle or a table among bundles: whoever stood in them was screened by nobody."""
    source = laid(tmp_path / "source", files)
    found = screen(source, source / "out", on=ON)
    assert found.left_beside == left
    assert screen(source, source / "again", on=ON).left_beside == left  # an earlier result is no source
    told = report(source / "out")
    assert ("lay in the source beside the files that were read" in told) is bool(left)
    assert "q.json" not in told


JUNK = b"\0\5\x16\7\0\2\0\0Mac OS X"


@pytest.mark.parametrize(
    "files",
    [
        {"Patient.ndjson": lines(person("p")), "Observation.ndjson": lines(level("p")), "._Patient.ndjson": JUNK},
        {"p.json": bundle("p"), "._p.json": JUNK},
        {"p.parquet": table("p"), "._p.parquet": JUNK},
    ],
)
def test_what_a_mac_puts_beside_a_file_it_copies_is_no_patient(tmp_path: Path, files: dict[str, bytes]) -> None:
    """A folder of tables could not be read for it; of a bundle it said that a patient has no answer."""
    source = laid(tmp_path / "source", files)
    found = screen(source, tmp_path / "out", on=ON)
    assert levels(tmp_path / "out") == {"p": "150 ng/L"}
    assert (found.rejected, found.left_beside) == (0, ())


@pytest.mark.parametrize(
    "command, files",
    [
        ("assess", {"p.json": bundle("p"), "._p.json": JUNK}),
        ("recall", {"p.json": bundle("p"), "._p.json": JUNK}),
        ("recall", {"p.parquet": EVENTS, "._p.parquet": JUNK}),
    ],
)
def test_nor_is_it_one_for_an_answer_or_a_list(tmp_path: Path, command: str, files: dict[str, bytes]) -> None:
    source = laid(tmp_path / "source", files)
    said = CliRunner().invoke(app, [command, str(source), "--on", str(ON)])
    assert (said.exit_code, "._p" in said.output) == (0, False)


def test_the_terminal_names_what_was_left(tmp_path: Path) -> None:
    source = folder_of(tmp_path, **{"p.json": bundle("p"), "ward/q.json": bundle("q")})
    said = CliRunner().invoke(app, ["screen", str(source), "--to", str(tmp_path / "out"), "--on", str(ON)])
    assert said.exit_code == 0
    assert "ward was not read" in " ".join(said.stderr.split())


@pytest.mark.parametrize(
    "name, text, left",
    [
        ("t.csv", "patient,hemoglobin,Total B12 (ng/L),glossitis\np,8,150,yes\n", ("hemoglobin", "Total B12 (ng/L)")),
        ("t.csv", "patient_id,glossitis\np,yes\n", ("patient_id",)),
        ("t.csv", "patient,total_b12,unit,date\np,150,ng/L,2015-01-01\n", ("unit", "date")),
        ("t.csv", "patient,fact,value,units\np,total_b12,150,ng/L\n", ("units",)),
        ("t.csv", "patient,total_b12,total_b12_unit,sex\np,150,ng/L,f\n", ()),
    ],
)
def test_columns_that_are_not_read_are_named(tmp_path: Path, name: str, text: str, left: tuple[str, ...]) -> None:
    """A haemoglobin spelled as in America was no haemoglobin, and a day called "date" none: nobody was told."""
    (tmp_path / name).write_text(text)
    found = screen(tmp_path / name, tmp_path / "out", on=ON)
    assert found.columns_left == left
    assert all(column in report(tmp_path / "out") for column in left)


def test_a_mapped_column_is_read(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,B12\np,150\n")
    (tmp_path / "m.toml").write_text('[id]\nfact = "patient"\n[B12]\nfact = "total_b12"\nunit = "ng/L"\n')
    found = screen(tmp_path / "t.csv", tmp_path / "out", on=ON, mapping=tmp_path / "m.toml")
    assert found.columns_left == ()


def test_a_table_may_be_called_tsv_or_txt(tmp_path: Path) -> None:
    """The list of injections reads them."""
    for name in ("t.tsv", "t.txt"):
        (tmp_path / name).write_text("patient\ttotal_b12\ttotal_b12_unit\np\t150\tng/L\n")
        screen(tmp_path / name, tmp_path / f"out-{name}", on=ON)
        assert levels(tmp_path / f"out-{name}") == {"p": "150 ng/L"}


def test_a_file_without_a_fact_among_tables_is_refused(tmp_path: Path) -> None:
    """Its rows were patients of whom nothing is known."""
    foreign = pa.BufferOutputStream()
    parquet.write_table(pa.table({"id": ["q"], "x": [1]}), foreign)
    source = laid(tmp_path / "source", {"a.parquet": table("p"), "b.parquet": foreign.getvalue().to_pybytes()})
    with pytest.raises(RecordError, match=r"no column of b\.parquet is a fact of the vocabulary"):
        screen(source, tmp_path / "out", on=ON)


def test_a_folder_of_event_tables_says_what_to_do(tmp_path: Path) -> None:
    events = pa.BufferOutputStream()
    parquet.write_table(pa.table({"patient": ["p"], "fact": ["sex"], "value": ["f"]}), events)
    source = laid(tmp_path / "source", {"a.parquet": events.getvalue().to_pybytes()})
    with pytest.raises(RecordError, match="one row per event: put them into one file"):
        screen(source, tmp_path / "out", on=ON)


@pytest.mark.parametrize(
    "name, content, told",
    [
        ("all.ndjson", lines(person("p")), "give the folder it lies in"),
        ("p.json", bundle("p"), "give the folder it lies in"),
        ("t.xlsx", b"PK\x03\x04", "is not a source that can be screened"),
    ],
)
def test_a_file_that_is_no_source_says_what_to_give(tmp_path: Path, name: str, content: bytes, told: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(RecordError, match=told):
        screen(tmp_path / name, tmp_path / "out", on=ON)


def test_a_source_of_which_nobody_could_be_read_is_not_answered(tmp_path: Path) -> None:
    """An export without its Patient file: nobody had an answer, and the run ended as if everybody had."""
    source = laid(tmp_path / "source", {"Observation.ndjson": lines(level("p"))})
    said = CliRunner().invoke(app, ["screen", str(source), "--to", str(tmp_path / "out"), "--on", str(ON)])
    assert said.exit_code == 2
    assert "no patient has an answer" in said.stderr
    (source / "Observation.ndjson").write_bytes(b"")
    said = CliRunner().invoke(app, ["screen", str(source), "--to", str(tmp_path / "none"), "--on", str(ON)])
    assert said.exit_code == 0  # an empty source has been read


def test_a_list_of_injections_names_what_it_did_not_read(tmp_path: Path) -> None:
    """A ward's folder among the bundles: its patients were on no list, and nobody was told."""
    source = folder_of(tmp_path, **{"p.JSON": bundle("p"), "ward/q.json": bundle("q")})
    for options in ([], ["--to", str(source / "list")], ["--to", str(source / "another")]):
        said = CliRunner().invoke(app, ["recall", str(source), "--on", str(ON), *options])
        assert said.exit_code == 0
        assert "ward was not read, so any patients there are on no list" in said.stderr
    (source / "ward" / "q.json").unlink()
    assert "beside" not in CliRunner().invoke(app, ["recall", str(source), "--on", str(ON)]).stderr


@pytest.mark.parametrize(
    "files",
    [
        {"Patient.ndjson": lines(person("p")), "Observation.ndjson": gzip.compress(lines(level("p")), mtime=0)},
        {"Patient.ndjson.gz": lines(person("p")), "Observation.ndjson.gz": lines(level("p"))},
    ],
)
def test_whether_a_file_is_packed_is_told_by_its_bytes(tmp_path: Path, files: dict[str, bytes]) -> None:
    """Some tools unpack a file and keep its name, or pack it and do too: every line of it was one that could not be read."""
    found = screen(laid(tmp_path / "source", files), tmp_path / "out", on=ON)
    assert (levels(tmp_path / "out"), found.rejected, found.cut_off) == ({"p": "150 ng/L"}, 0, ())


_DECIMALS = (
    "patient;total_b12;total_b12_unit;haemoglobin;haemoglobin_unit;glossitis\n"
    "p;120,5;ng/L;8,9;g/dL;ya\nq;99,5;ng/L;90;;no\n"
)


def test_the_terminal_says_of_what_no_value_could_be_read(tmp_path: Path) -> None:
    """A table with decimal commas was screened without a word: every number was unreadable, and the report alone told."""
    (tmp_path / "t.csv").write_text(_DECIMALS)
    said = CliRunner().invoke(app, ["screen", str(tmp_path / "t.csv"), "--to", str(tmp_path / "out"), "--on", str(ON)])
    assert said.exit_code == 0
    told = " ".join(said.stderr.split())
    assert (
        "no value could be read of: total serum B12 (unreadable), haemoglobin (unit missing, unreadable); if a table writes them "
        "in its own way, say how with --mapping" in told
    )
    assert "glossitis" not in told  # of which one could be


def test_what_is_mapped_by_its_decimals_is_told_no_more(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(_DECIMALS)
    columns = [f'[{name}]\nfact = "{name}"\ndecimal = ","\n' for name in ("total_b12", "haemoglobin")]
    (tmp_path / "m.toml").write_text("".join(columns))
    found = screen(tmp_path / "t.csv", tmp_path / "out", on=ON, mapping=tmp_path / "m.toml")
    assert found.facts_unread == ()


def test_an_earlier_result_that_lacks_a_newer_fact_is_read(tmp_path: Path) -> None:
    """Answers of an older version have no column of a fact that was added since."""
    (tmp_path / "t.csv").write_text(_DECIMALS)
    screen(tmp_path / "t.csv", tmp_path / "out", on=ON)
    part = tmp_path / "out" / "part-00000.parquet"
    whole = parquet.read_table(part)
    older = [name for name in whole.column_names if not name.startswith("glossitis")]
    parquet.write_table(whole.select(older), part)
    assert len(screen(tmp_path / "out", tmp_path / "again", on=ON).facts_unread) == 2
    row = f"| {FACTS['glossitis'].fact.label} | 0 | 0.0 % | never recorded 2 |"
    assert row in report(tmp_path / "again", small=1)
    answered = [name for name in older if name != "b12_unlikely"]
    parquet.write_table(whole.select(answered), part)
    with pytest.raises(
        RecordError, match="by another version of this program, without b12_unlikely: screen the records again"
    ):
        report(tmp_path / "out")
