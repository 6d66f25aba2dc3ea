"""The command line as it is used: files, folders, standard input, formats, a site's own codes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from cli import cobalamin, same_as_recorded

CASE = {
    "cobalamin_case": 1, "id": "example", "on": "2026-03-01", "patient": {"age": 67, "sex": "female"},
    "facts": {"total_b12": "120 ng/L", "intrinsic_factor_antibody": True, "paraesthesia": True, "haemoglobin": "94 g/L"},
}  # fmt: skip
LOCAL = "http://lab.example/tests"
BUNDLE = {
    "resourceType": "Bundle",
    "entry": [
        {"resource": {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1958-02-03"}},
        {"resource": {
            "resourceType": "Observation", "id": "o", "status": "final", "effectiveDateTime": "2026-02-01",
            "code": {"coding": [{"system": LOCAL, "code": "COB"}]}, "valueQuantity": {"value": 0.12, "unit": "kU"},
        }},
    ],
}  # fmt: skip
SITE = f"""
["{LOCAL}|COB|kU"]
concept = "lab.b12_total"
unit = "ng/L"
factor = "1000"
example = "0.35"
"""


@pytest.fixture
def written(tmp_path: Path) -> Path:
    (tmp_path / "case.json").write_text(json.dumps(CASE))
    (tmp_path / "bundle.json").write_text(json.dumps(BUNDLE))
    (tmp_path / "site.toml").write_text(SITE)
    return tmp_path


def b12(out: str) -> str | None:
    facts = {fact["name"]: fact["value"] for fact in json.loads(out)["facts"]}
    return facts.get("total_b12")


def test_the_answer_leads_with_one_line_and_fits_a_hundred_columns(written: Path) -> None:
    said = cobalamin("assess", "case.json", cwd=written)
    assert (said.code, said.err) == (0, "")
    assert max(map(len, said.out.splitlines())) <= 100
    assert "not signed off by a clinician" in said.out.casefold()
    same_as_recorded("answer.txt", re.sub(r"article@[0-9a-f]+", "article@VERSION", said.out))


@pytest.mark.thorough
def test_standard_input_and_a_file_say_the_same(written: Path) -> None:
    data = (written / "case.json").read_bytes()
    assert cobalamin("assess", "-", sent=data).out == cobalamin("assess", written / "case.json").out
    assert cobalamin("assess", "-", sent=b"\xef\xbb\xbf" + data).code == 0


def test_a_folder_is_answered_in_order(written: Path) -> None:
    said = cobalamin("assess", "--format", "json", "--on", "2026-03-01", written)
    assert said.code == 0
    assert [json.loads(line)["id"] for line in said.out.splitlines()] == ["p", "example"]


def test_a_local_code_is_read_with_the_site_file(written: Path) -> None:
    common = ("assess", "--format", "json", "--on", "2026-03-01", "bundle.json")
    without, with_site = cobalamin(*common, cwd=written), cobalamin(*common, "--site", "site.toml", cwd=written)
    assert (without.code, b12(without.out)) == (0, None)
    assert (with_site.code, b12(with_site.out)) == (0, "120 ng/L")


def test_a_faulty_site_file_is_a_sentence(written: Path) -> None:
    (written / "site.toml").write_text('["x|y|"]\nconcept = "lab.b13"\n')
    said = cobalamin("assess", "bundle.json", "--site", "site.toml", cwd=written)
    assert (said.code, said.out) == (2, "")
    assert "site.toml: site row 'x|y|' names the concept 'lab.b13', which is not known" in said.err


def test_the_schema_is_json(written: Path) -> None:
    said = cobalamin("schema")
    assert said.code == 0
    assert json.loads(said.out)["title"] == "Cobalamin case file"
