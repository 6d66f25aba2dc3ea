"""A site's own codes through the whole path: a bundle with local codes and the site file that explains them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from bundles import B12, LOINC, concept, facts, medicine, observation, value
from cobalamin.records.codes import shipped
from cobalamin.records.errors import RecordError
from cobalamin.records.site import Site, read_site, read_site_file

LAB = "http://lab.example/tests"
DOCS = Path(__file__).parents[2] / "docs" / "site-codes.md"


def documented() -> Site:
    """The example of the documentation, so that it stays true."""
    found = re.search(r"```toml\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return read_site(found[1], shipped())


def local(code: str, sent: Any, unit: str | None, **fields: Any) -> dict[str, Any]:
    return observation(concept(code, LAB), sent, unit, **fields)


@pytest.mark.parametrize(
    "resource, fact, expected",
    [
        (local("B12A", 40, "pmol/L"), "active_b12", "40 pmol/L"),
        (local("HB", 13.5, None), "haemoglobin", "13.5 g/dL"),
        (local("HB", "13.5", None), "haemoglobin", "13.5 g/dL"),
        (local("HB", 135, "g/L"), "haemoglobin", "135 g/L"),  # no row for this unit: the shipped tables read it
        (local("HB", 135, None), "haemoglobin", "[implausible]"),
        (local("RET", 1.5, "%"), "reticulocytes_percent", "1.5 %"),
        (local("RET", 50, "10*9/L"), "reticulocytes", "50 10*9/L"),
        (local("RET", 1.5, "%"), "reticulocytes", "[never recorded]"),
        (local("B12U", 400, "pg/mL"), "total_b12", "[never recorded]"),
        (
            observation(concept("51010", "http://mimic.mit.edu/fhir/mimic/CodeSystem/mimic-d-labitems"), 247),
            "total_b12",
            "247 pg/mL",
        ),
        (observation(B12, 247), "total_b12", "247 pg/mL"),
    ],
)
def test_a_local_code_is_read_as_the_site_file_says(resource: dict[str, Any], fact: str, expected: str) -> None:
    assert value(facts(resource, site=documented()), fact) == expected


def test_without_the_site_file_local_codes_say_nothing() -> None:
    assert value(facts(local("B12A", 40, "pmol/L")), "active_b12") == "[never recorded]"


def test_a_factor_is_applied_exactly_and_keeps_the_comparator() -> None:
    row = f'["{LAB}|COB|kU"]\nconcept = "lab.b12_total"\nunit = "ng/L"\nfactor = "1000"\nexample = "0.35"\n'
    quantity = {"value": 0.12, "comparator": "<", "unit": "kU"}
    found = facts(observation(concept("COB", LAB), valueQuantity=quantity), site=read_site(row, shipped()))
    assert value(found, "total_b12") == "< 120 ng/L"


def test_a_site_may_say_that_a_total_code_is_its_active_test() -> None:
    row = f'["{LOINC}|14685-2|pmol/L"]\nconcept = "lab.holotc"\n'
    found = facts(observation(concept("14685-2", text="Active B12"), 40, "pmol/L"), site=read_site(row, shipped()))
    assert (value(found, "active_b12"), value(found, "total_b12")) == ("40 pmol/L", "[never recorded]")


def test_a_local_medicine_code() -> None:
    row = '["http://drugs.example|77|"]\nconcept = "med.metformin"\n'
    order = medicine(medicationCodeableConcept=concept("77", "http://drugs.example"))
    assert value(facts(order, site=read_site(row, shipped())), "metformin") is True


def test_a_site_file_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"none\.toml: cannot be read"):
        read_site_file(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes("# naïve".encode("latin-1"))
    with pytest.raises(RecordError, match=r"latin\.toml: the file is not UTF-8"):
        read_site_file(tmp_path / "latin.toml")
