"""A site's own codes at the bedside: asked for, read in the record and in the orders, and nothing to who has no such file."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

import ehr
from bundles import collection
from cobalamin.records.errors import RecordError
from cobalamin.records.site import read_site_file
from cobalamin.web.settings import from_environment

LAB = "http://lab.example/tests"
FILE = f"""
["{LAB}|B12T|pg/mL"]
concept = "lab.b12_total"
["{LAB}|B12U|"]
concept = "lab.b12_total"
role = "exclude"
["http://lab.example/drugs|4711|"]
concept = "med.cyanocobalamin_oral"
"""
PATIENT = {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1960-01-01"}
NUMB = {
    "resourceType": "Condition", "id": "numb", "subject": {"reference": "Patient/p"}, "recordedDate": "2026-02-01",
    "code": {"coding": [{"system": "http://snomed.info/sct", "code": "91019004"}]},
    "clinicalStatus": {"coding": [{"code": "active"}]}, "verificationStatus": {"coding": [{"code": "confirmed"}]},
}  # fmt: skip
LEVEL = {
    "resourceType": "Observation", "id": "b12", "status": "final", "subject": {"reference": "Patient/p"},
    "code": {"coding": [{"system": LAB, "code": "B12T", "display": "Vit. B12 serum"}]}, "effectiveDateTime": "2026-02-20",
    "valueQuantity": {"value": 110, "unit": "pg/mL"},
}  # fmt: skip
TABLETS = {
    "resourceType": "MedicationRequest", "id": "tablets", "status": "draft", "intent": "order",
    "subject": {"reference": "Patient/p"},
    "medicationCodeableConcept": {"coding": [{"system": "http://lab.example/drugs", "code": "4711"}]},
}  # fmt: skip


@pytest.fixture
def site(tmp_path: Path) -> dict[str, Any]:
    """Settings with the site's file."""
    (tmp_path / "site.toml").write_text(FILE)
    return {"site": read_site_file(tmp_path / "site.toml")}


def asked(path: str, body: ehr.Json | None, **settings: Any) -> ehr.Json:
    async def steps() -> ehr.Json:
        async with ehr.service(**settings) as client:
            answer = await (client.post(path, json=body) if body is not None else client.get(path))
            assert answer.status_code == 200, answer.text
            found: ehr.Json = answer.json()
            return found

    return asyncio.run(steps())


def test_the_sites_codes_are_asked_for(site: dict[str, Any]) -> None:
    for settings, there in ((site, True), ({}, False)):
        query = asked("/cds-services", None, **settings)["services"][0]["prefetch"]["results"]
        assert (f"{LAB}|B12T" in query) is there
        assert "http://loinc.org|2132-9" in query
        assert "B12U" not in query
        assert "4711" not in query  # medicines come as a whole list


def test_a_result_by_a_local_code_is_read(site: dict[str, Any]) -> None:
    view = ehr.request(resources=[PATIENT, NUMB, LEVEL])
    (card,) = asked("/cds-services/b12-patient-view", view, **site)["cards"]
    assert "B12 by injection is indicated" in card["summary"]
    assert "110 pg/mL" in card["detail"]
    assert "is indicated" not in str(asked("/cds-services/b12-patient-view", view)["cards"])


def test_an_order_by_a_local_code_is_understood(site: dict[str, Any]) -> None:
    signing = ehr.request("order-sign", [PATIENT, NUMB, LEVEL], [TABLETS])
    (card,) = asked("/cds-services/b12-order-sign", signing, **site)["cards"]
    assert card["summary"].startswith("B12 by mouth is drafted, but injections are indicated")
    (unread,) = asked("/cds-services/b12-order-sign", signing)["cards"]
    assert unread["summary"].startswith("An order could not be read, so it was not checked")
    assert "coded in http://lab.example/drugs, which is not read" in unread["detail"]


def test_a_bundle_is_read_with_them_too(site: dict[str, Any]) -> None:
    record = collection((PATIENT, NUMB, LEVEL))
    met = [each["truth"] for each in asked("/assess?on=2026-03-01", record, **site)["indications"]]
    unmapped = asked("/assess?on=2026-03-01", record)
    assert "yes" in met
    assert "yes" not in [each["truth"] for each in unmapped["indications"]]
    assert "map it in the site file" in str(unmapped["missing"])


def test_the_file_is_named_in_the_environment(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(FILE)
    env = {"COBALAMIN_SITE": str(tmp_path / "site.toml"), "COBALAMIN_JOURNAL": "off"}
    found = from_environment("127.0.0.1", 8000, env)
    assert found.site is not None
    assert found.site.codes[0][:2] == (LAB, "B12T")
    with pytest.raises(RecordError, match="cannot be read"):
        from_environment("127.0.0.1", 8000, env | {"COBALAMIN_SITE": str(tmp_path / "slip.toml")})
