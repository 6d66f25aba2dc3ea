"""Everything that can be wrong with a file: one sentence with its place, exit code 2, and the others are still answered."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cli import cobalamin, same_as_recorded

from cobalamin.cli import main

PATIENT = {"resourceType": "Patient", "id": "p", "gender": "male", "birthDate": "1950-02-03"}
GOOD = {
    "cobalamin_case": 1,
    "id": "good",
    "on": "2026-03-01",
    "patient": {"age": 50},
    "facts": {"total_b12": "150 ng/L"},
}


def bundle(*resources: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "entry": [{"resource": r} for r in resources]}


def facts(**values: Any) -> dict[str, Any]:
    return {"cobalamin_case": 1, "on": "2026-03-01", "facts": values}


def condition(**fields: Any) -> dict[str, Any]:
    return {"resourceType": "Condition", "id": "c", "subject": {"reference": "Patient/p"}, **fields}


PERNICIOUS = {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "D51.0"}]}
"""What says something: of what says nothing no version is asked."""
COMPLETE = json.dumps(bundle(PATIENT, condition())).encode()
BAD: dict[str, bytes | dict[str, Any] | list[Any]] = {
    "absurd": facts(total_b12="99999999999 pg/mL"),
    "age-negative": {"cobalamin_case": 1, "patient": {"age": -3}},
    "age-of-nobody": {"cobalamin_case": 1, "patient": {"age": 200}},
    "array": [1, 2],
    "date-no-calendar": {"cobalamin_case": 1, "on": "2026-02-30"},
    "decision-day": {"cobalamin_case": 1, "on": "0001-01-01"},
    "empty": b"",
    "entries-no-list": {"resourceType": "Bundle", "entry": {"resource": PATIENT}},
    "future": facts(mcv={"value": 101, "unit": "fL", "date": "2027-01-01"}),
    "infinity": b'{"cobalamin_case": 1, "facts": {"total_b12": {"value": Infinity, "unit": "pg/mL"}}}',
    "key-deep": facts(total_b12={"value": 150, "unti": "pg/mL"}),
    "key-of-fact": facts(total_b21="150 ng/L"),
    "key-top": {"cobalamin_case": 1, "pateint": {}},
    "latin-1": '{"cobalamin_case": 1, "note": "naïve"}'.encode("latin-1"),
    "nan": b'{"cobalamin_case": 1, "facts": {"total_b12": {"value": NaN, "unit": "pg/mL"}}}',
    "nan-in-a-bundle": COMPLETE.replace(b'"c"', b"NaN"),
    "ndjson": COMPLETE + b"\n" + COMPLETE,
    "no-finite-number": b'{"cobalamin_case": 1, "facts": {"total_b12": {"value": 1e999, "unit": "pg/mL"}}}',
    "negative": facts(total_b12="-150 pg/mL"),
    "neither": {"hello": "world"},
    "nested": b'{"resourceType": "Bundle", "entry": ' + b"[" * 500_000,
    "not-json": b"B12 low, please advise",
    "not-utf8-in-a-bundle": COMPLETE.replace(b'"c"', b'"\xff"'),
    "one-resource": PATIENT,
    "patient-broken": bundle({**PATIENT, "birthDate": 1950}),
    "patient-broken-nameless": bundle({"resourceType": "Patient", "birthDate": 1950}),
    "patient-none": bundle(condition()),
    "patient-two": bundle(PATIENT, {**PATIENT, "id": "q"}),
    "r5-administration": bundle(
        PATIENT, {"resourceType": "MedicationAdministration", "id": "m", "occurenceDateTime": "2026-01-01"}
    ),
    "r5-request": bundle(
        PATIENT, {"resourceType": "MedicationRequest", "id": "m", "medication": {"concept": {"text": "B12"}}}
    ),
    "gzip": gzip.compress(json.dumps(GOOD).encode(), mtime=0),
    "half-a-character": b'{"cobalamin_case": 1, "id": "\\ud800"}',
    "key-twice": b'{"cobalamin_case": 1, "facts": {"total_b12": "150 ng/L", "total_b12": "900 ng/L"}}',
    "stu3": bundle(PATIENT, condition(clinicalStatus="active", code=PERNICIOUS)),
    "truncated": COMPLETE[:-40],
    "truncated-case": json.dumps(GOOD).encode()[:-9],
    "steers-the-terminal": {"cobalamin_case": 1, "to\x1b[31mtal\nb12\u202e": 150},
    "type-in-two-lines": {"resourceType": "Pat\x1b[31mient\n"},
    "type-no-text": {"resourceType": 5},
    "unit-missing": facts(total_b12="150"),
    "unit-of-another-kind": facts(total_b12="150 mmHg"),
    "utf-16": json.dumps(GOOD).encode("utf-16"),
    "version-2": {"cobalamin_case": 2},
    "zero": facts(haemoglobin={"value": 0, "unit": "g/L"}),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("bad")
    for name, content in BAD.items():
        (where / f"{name}.json").write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    (where / "zz-good.json").write_text(json.dumps(GOOD))
    return where


def test_each_is_one_sentence_and_the_good_one_is_answered(folder: Path) -> None:
    said = cobalamin("assess", "--format", "json", "missing.json", ".", cwd=folder)
    assert said.code == 2
    assert [json.loads(line)["id"] for line in said.out.splitlines()] == ["good"]
    lines = said.err.splitlines()
    assert "Traceback" not in said.err
    assert [line.split(": ")[1] for line in lines] == ["missing.json", *sorted(f"{name}.json" for name in BAD)]
    same_as_recorded("bad_input.txt", said.err)


@pytest.mark.parametrize("name", ["stu3", "truncated", "empty", "nested"])
@pytest.mark.some(1)
def test_one_alone_from_standard_input(folder: Path, name: str) -> None:
    said = cobalamin("assess", "-", sent=(folder / f"{name}.json").read_bytes())
    assert (said.code, said.out) == (2, "")
    assert len(said.err.splitlines()) == 1
    assert said.err.startswith("cobalamin: ")


def test_a_folder_without_json_stops_no_other(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "empty").mkdir()
    said = cobalamin("assess", "--format", "json", tmp_path / "empty", folder / "zz-good.json")
    assert (said.code, said.out.count('"good"') > 0) == (2, True)
    assert said.err.count("holds no .json file") == 1


def test_a_folder_that_looks_like_a_file(tmp_path: Path) -> None:
    (tmp_path / "x.json").mkdir()
    said = cobalamin("assess", tmp_path)
    assert said.code == 2
    assert "Traceback" not in said.err


PEAK = """
import resource, subprocess, sys
code = subprocess.run([sys.executable, "-m", "cobalamin", "assess", sys.argv[1]], stdout=subprocess.DEVNULL).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""
"""Runs the command by itself and prints its peak: the children of the tests are many, a browser among them."""


@pytest.mark.parametrize("megabytes", [60, 200])
def test_brackets_without_end_are_refused_in_bounded_memory(tmp_path: Path, megabytes: int) -> None:
    """Under the limit the nesting is refused, above it the size, before anything is read."""
    path = tmp_path / "deep.json"
    with path.open("wb") as file:
        for _ in range(megabytes):
            file.write(b"[" * 2**20)
    done = subprocess.run([sys.executable, "-c", PEAK, path], capture_output=True, timeout=60, check=False, text=True)
    path.unlink()
    assert done.returncode == 2
    assert ("nested too deeply" if megabytes == 60 else "larger than the 64 MB") in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert int(done.stdout) < 600 * 1024


@pytest.mark.parametrize(
    "arguments, says",
    [
        (["--on", "tomorrow"], "--on 'tomorrow' is not a calendar date; expected YYYY-MM-DD"),
        (
            ["--on", "0001-01-01"],
            "--on '0001-01-01' is not a possible decision date; expected one from 1900-01-01 to 2199-12-31",
        ),
        (["--presume", "everything"], "--presume: 'everything' is not a group of questions"),
        (["--parameters", "nowhere.toml"], "nowhere.toml: cannot be read"),
        (["--site", "nowhere.toml"], "nowhere.toml: cannot be read"),
    ],
)
@pytest.mark.some(2)
def test_options_that_cannot_be_used(folder: Path, arguments: list[str], says: str) -> None:
    said = cobalamin("assess", *arguments, folder / "zz-good.json")
    assert (said.code, said.out) == (2, "")
    assert says in said.err
    assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["synthesise", "--patients", "1", "--to", "{place}"],
        ["screen", "{table}", "--to", "{place}"],
        ["screen", "{table}", "--mapping", "{place}", "--to", "{folder}/out"],
        ["recall", "{table}", "--mapping", "{place}"],
        ["recall", "{table}", "--to", "{place}"],
    ],
    ids=lambda arguments: " ".join(arguments).replace("{", "").replace("}", ""),
)
def test_a_place_that_cannot_be_read_or_written_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    table = tmp_path / "table.csv"
    table.write_text("patient,date given,mcv,mcv_unit\na,2026-01-01,99,fL\n")
    place = table / "below a file"
    monkeypatch.setattr(
        sys, "argv", ["cobalamin", *(a.format(table=table, place=place, folder=tmp_path) for a in arguments)]
    )
    with pytest.raises(SystemExit) as end:
        main()
    said = capsys.readouterr().err
    assert end.value.code == 2
    assert f"{place} cannot be read or written (Not a directory)" in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ["synthesise", "--to", "out", "--patients", "-3"],
            "Invalid value for '--patients': found '-3', expected a whole number",
        ),
        (
            ["synthesise", "--to", "out", "--patients", "1", "--seed", "-3"],
            "Invalid value for '--seed': found '-3', expected a whole number",
        ),
        (
            ["journal", "delete", "--older-than-days", "99999999"],
            "Invalid value for '--older-than-days': found '99999999', expected a whole number",
        ),
        (["serve", "--port", "99999"], "Invalid value for '--port': found '99999', expected a whole number"),
    ],
)
def test_a_number_that_cannot_be_meant_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["cobalamin", *arguments])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 2
    assert says in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("nowhere.json", "nowhere.json: cannot be read (No such file or directory)"),
        ("folder", "folder holds 2 files, and a checklist is for one patient; name one of them"),
        ("folder/good.json", ""),
        ("folder/bad.json", "bad.json: "),
    ],
)
def test_a_checklist_is_of_one_patient_and_a_fault_names_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes], file: str, says: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "good.json").write_text(json.dumps(GOOD))
    (tmp_path / "folder" / "bad.json").write_text("{")
    monkeypatch.setattr(sys, "argv", ["cobalamin", "checklist", str(tmp_path / file)])
    with pytest.raises(SystemExit) as end:
        main()
    out, err = capsysbinary.readouterr()
    assert end.value.code == (2 if says else 0)
    assert bool(out) is not bool(says)
    assert says in err.decode()
    assert len(err.splitlines()) == bool(says)


@pytest.mark.skipif(sys.platform != "linux", reason="the limit of addresses is Linux's")
def test_too_little_memory_is_told_in_a_sentence(tmp_path: Path) -> None:
    """A container has a limit; it ended in a traceback."""
    record = tmp_path / "record.json"
    with record.open("wb") as file:
        file.truncate(63 << 20)
    code = (
        "import resource, sys; from cobalamin.cli import main\n"
        "there = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize() + (50 << 20)\n"
        "resource.setrlimit(resource.RLIMIT_AS, (there, there)); main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code, "assess", str(record)], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("cobalamin: this program needs more memory than it may use")
